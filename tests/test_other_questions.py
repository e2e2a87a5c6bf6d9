"""Questions in Azerbaijani, Russian and Turkish: whose words are asked for, on what; follow-ups and periods."""

import tomllib
from datetime import date
from importlib import resources

import pytest

import qa.multilingual
from index import names as index_names
from qa import languages, question
from qa.multilingual import asking, names, offices, people, period
from qa.question import Kind

SPEAKERS = [
    ("Leyla", "Rzayeva"),
    ("Kamran", "Səmədov"),
    ("Səhiyyə", "Nazirliyi"),
    ("Ayşe", "Demir"),
    ("Joost", "van", "der", "Velden"),
    ("Mehmet", "Yılmaz"),
    ("Лейла", "Рзаева"),
    ("Сергей", "Иванов"),
]


def called(text: str, code: str, *, last: bool = False) -> bool:
    """Tell whether one of the speakers has all words of a name, in whatever case, and ends as it if `last`."""
    asked = [names.keys(word, code) for word in names.words(text)]
    heard = [[names.keys(part, "en") for part in speaker] for speaker in SPEAKERS]
    likely = [parts for parts in heard if asked and not (last and asked[-1].isdisjoint(parts[-1]))]
    return any(all(one & frozenset().union(*parts) for one in asked) for parts in likely)


def known(name: str) -> bool:
    return called(name, "en")


def read(text: str, *history: str) -> question.Question:
    return question.read(text, history, known, called=called)


@pytest.mark.parametrize(
    ("text", "language", "speakers", "topic"),
    [
        ("Leyla Rzayeva büdcə haqqında nə dedi?", "az", ("Leyla Rzayeva",), "büdcə"),
        (
            "Nazirin körpü ilə bağlı ittihamına Leyla Rzayeva necə cavab verdi?",
            "az",
            ("Leyla Rzayeva",),
            "Nazirin körpü ilə bağlı ittihamına",
        ),
        (
            "Kamran Səmədovun tikinti barədə iddiasına Rzayeva nə cavab verdi?",
            "az",
            ("Rzayeva",),
            "Kamran Səmədovun tikinti barədə iddiasına",
        ),
        ("Bakanın suçlamasına Ayşe Demir ne cevap verdi?", "tr", ("Ayşe Demir",), "Bakanın suçlamasına"),
        (
            "Mehmet Yılmaz'ın köprü hakkındaki iddiasına Ayşe Demir nasıl karşılık verdi?",
            "tr",
            ("Ayşe Demir",),
            "Mehmet Yılmaz'ın köprü hakkındaki iddiasına",
        ),
        ("Ayşe Demir bakanın suçlamasına ne cevap verdi?", "tr", ("Ayşe Demir",), "bakanın suçlamasına"),
        ("Büdcə barədə Leyla Rzayeva nə deyib?", "az", ("Leyla Rzayeva",), "Büdcə"),
        ("Prezident COP29 haqqında nə dedi?", "az", ("Prezident",), "COP29"),
        ("COP29 barədə prezident nə deyib?", "az", ("prezident",), "COP29"),
        ("Səhiyyə naziri yeni xəstəxana ilə bağlı nə bildirdi?", "az", ("Səhiyyə naziri",), "yeni xəstəxana"),
        ("Səhiyyə Nazirliyi peyvənd haqqında nə deyib?", "az", ("Səhiyyə Nazirliyi",), "peyvənd"),
        (
            "Maliyyə naziri Kamran Səmədov vergilər barədə nə dedi?",
            "az",
            ("Maliyyə naziri Kamran Səmədov",),
            "vergilər",
        ),
        ("Rzayeva və Səmədov büdcə haqqında nə dedilər?", "az", ("Rzayeva", "Səmədov"), "büdcə"),
        ("Rzayevanın büdcə ilə bağlı fikri nədir?", "az", ("Rzayeva",), "büdcə"),
        ("Leyla Rzayevanın vəkili məhkəmə haqqında nə dedi?", "az", ("Leyla Rzayevanın vəkili",), "məhkəmə"),
        ("Səmədovun sözçüsü körpünün bağlanacağını dedimi?", "az", ("Səmədovun sözçüsü",), "körpünün bağlanacağını"),
        ("Veldenin köməkçisi oyun haqqında nə dedi?", "az", ("Veldenin köməkçisi",), "oyun"),
        ("Ayşe Demir'in avukatı dava hakkında ne dedi?", "tr", ("Ayşe Demir avukatı",), "dava"),
        ("Demir'in annesi koku hakkında ne anlattı?", "tr", ("Demir annesi",), "koku"),
        (
            "Demir'in eski genel müdürü işten çıkarılacağını söyledi mi?",
            "tr",
            ("Demir eski genel müdürü",),
            "işten çıkarılacağını",
        ),
        ("Rzayeva büdcə barədə danışıbmı?", "az", ("Rzayeva",), "büdcə"),
        ("Rzayeva dedimi ki, büdcə artacaq?", "az", ("Rzayeva",), "büdcə artacaq"),
        ("Rzayevaya görə, büdcə necə olacaq?", "az", ("Rzayeva",), "büdcə necə olacaq"),
        ("Rzayeva büdcəni necə şərh etdi?", "az", ("Rzayeva",), "büdcəni"),
        ("Nazir Bakı metrosu haqqında nə dedi?", "az", ("Nazir",), "Bakı metrosu"),
        ("Büdcənin artacağını Orxan Quliyev deyibmi?", "az", ("Orxan Quliyev",), "Büdcənin artacağını"),
        ("Rzayeva büdcə haqqında", "az", ("Rzayeva",), "büdcə"),
        ("Baş katib büdcə haqqında nə dedi?", "az", ("Baş katib",), "büdcə"),
        ("Vokalist Rzayeva büdcə barədə nə fikirdədir?", "az", ("Vokalist Rzayeva",), "büdcə"),
        ("Şirkətin direktoru işçilərin maaşı haqqında nə dedi?", "az", ("Şirkətin direktoru",), "işçilərin maaşı"),
        ("Nazirin müavini büdcəyə necə baxır?", "az", ("Nazirin müavini",), "büdcəyə"),
        ("Orxan Quliyev Bakı metrosu haqqında nə dedi?", "az", ("Orxan Quliyev",), "Bakı metrosu"),
        ("Ayşe Demir bütçe hakkında ne dedi?", "tr", ("Ayşe Demir",), "bütçe"),
        ("Cumhurbaşkanı COP29 hakkında ne dedi?", "tr", ("Cumhurbaşkanı",), "COP29"),
        ("Sağlık Bakanı yeni hastane ile ilgili ne açıkladı?", "tr", ("Sağlık Bakanı",), "yeni hastane"),
        ("Demir ve Yılmaz bütçe hakkında ne dediler?", "tr", ("Demir", "Yılmaz"), "bütçe"),
        ("Yılmaz komşu köyler hakkında ne dedi?", "tr", ("Yılmaz",), "komşu köyler"),
        ("Mühendis birliğinin temsilcisi yol hakkında ne dedi?", "tr", ("Mühendis birliğinin temsilcisi",), "yol"),
        ("Mühendis işçilerin maaşı hakkında ne dedi?", "tr", ("Mühendis",), "işçilerin maaşı"),
        ("İşsiz Yılmaz komşu köyler hakkında ne dedi?", "tr", ("İşsiz Yılmaz",), "komşu köyler"),
        ("Rzayeva qonşu kəndlər haqqında nə dedi?", "az", ("Rzayeva",), "qonşu kəndlər"),
        ("Demir'in bütçe hakkındaki görüşü nedir?", "tr", ("Demir",), "bütçe"),
        ("Demir bütçe hakkında konuştu mu?", "tr", ("Demir",), "bütçe"),
        ("Demir bütçenin artacağını söyledi mi?", "tr", ("Demir",), "bütçenin artacağını"),
        ("Demir'e göre bütçe nasıl olacak?", "tr", ("Demir",), "bütçe nasıl olacak"),
        ("Teknik direktör yenilgiyi nasıl yorumladı?", "tr", ("Teknik direktör",), "yenilgiyi"),
        ("Demir artışı neye bağlıyor?", "tr", ("Demir",), "artışı"),
        ("Ayşe Demir yeni köprüye nasıl bakıyor?", "tr", ("Ayşe Demir",), "yeni köprüye"),
        ("Ayşe Demir köprüyü güvenli buluyor mu?", "tr", ("Ayşe Demir",), "köprüyü güvenli"),
        ("Başkan, bakanın sözleri hakkında ne dedi?", "tr", ("Başkan",), "bakanın sözleri"),
        (
            "Sendika başkanı tarım işçisi kadınlar hakkında ne dedi?",
            "tr",
            ("Sendika başkanı",),
            "tarım işçisi kadınlar",
        ),
        ("Bakan yardımcısı Demir bütçe hakkında ne dedi?", "tr", ("Bakan yardımcısı Demir",), "bütçe"),
        ("Oda başkanı Demir'in sözleri hakkında ne dedi?", "tr", ("Oda başkanı",), "Demir'in sözleri"),
        ("Rektör Demir'e göre yurt ne kadar?", "tr", ("Rektör Demir",), "yurt ne kadar"),
        ("Kadın kalaycı çırakları hakkında ne dedi?", "tr", ("Kadın kalaycı",), "çırakları"),
        ("Что сказала Лейла Рзаева о бюджете?", "ru", ("Лейла Рзаева",), "бюджете"),
        ("Что сказал глава государства о COP29?", "ru", ("глава государства",), "COP29"),
        ("Комментировал ли Иванов рост цен?", "ru", ("Иванов",), "рост цен"),
        ("Сказал ли Иванов, что мост откроют?", "ru", ("Иванов",), "мост откроют"),
        ("Что сказано Ивановым о бюджете?", "ru", ("Иванов",), "бюджете"),
        ("Что сказали Рзаева и Иванов о бюджете?", "ru", ("Рзаева", "Иванов"), "бюджете"),
        ("По словам Иванова, когда откроют мост?", "ru", ("Иванов",), "когда откроют мост"),
        ("Какова позиция Иванова по бюджету?", "ru", ("Иванов",), "бюджету"),
        ("Как Иванов прокомментировал рост цен?", "ru", ("Иванов",), "рост цен"),
        ("Что сообщили в полиции о пожаре?", "ru", ("полиции",), "пожаре"),
        ("Что вспоминает Лейла Рзаева?", "ru", ("Лейла Рзаева",), ""),
        ("Səhiyyə Nazirliyinin sözçüsü peyvənd barədə nə dedi?", "az", ("Səhiyyə Nazirliyinin sözçüsü",), "peyvənd"),
        ("Иванов о бюджете", "ru", ("Иванов",), "бюджете"),
        ("Что сказала о бюджете Лейла Рзаева?", "ru", ("Лейла Рзаева",), "бюджете"),
        ("Что говорит о новом мосте инженер Сафаров?", "ru", ("инженер Сафаров",), "новом мосте"),
        ("Как высказался о ценах Энвер Тан?", "ru", ("Энвер Тан",), "ценах"),
        ("Что сообщил о пожаре представитель полиции?", "ru", ("представитель полиции",), "пожаре"),
        ("Xasayevin dediyinə görə, körpü nə vaxt açılacaq?", "az", ("Xasayevin",), "körpü nə vaxt açılacaq"),
        ("Merin sözlərinə əsasən, neçə ev yanıb?", "az", ("Merin",), "neçə ev yanıb"),
        ("Nazir Poladov büdcə haqqında nə dedi?", "az", ("Nazir Poladov",), "büdcə"),
        ("Toneyev laboratoriyanın səhvi haqqında nə yazıb?", "az", ("Toneyev",), "laboratoriyanın səhvi"),
        ("Demir'in hesabına göre köprü ne kadar tutacak?", "tr", ("Demir",), "köprü ne kadar tutacak"),
        ("Vali Malikov okulun onarımı hakkında ne dedi?", "tr", ("Vali Malikov",), "okulun onarımı"),
        ("Konuk ekibin hocası hangi suçlamayı reddetti?", "tr", ("Konuk ekibin hocası",), "hangi suçlamayı reddetti"),
        ("Vakfın başındaki isim okulun taşınmasına ne diyor?", "tr", ("Vakfın başındaki isim",), "okulun taşınmasına"),
        ("Rzayeva yanan anbar barədə polisə nə deyib?", "az", ("Rzayeva",), "yanan anbar"),
        ("Nazirlikdəki mənbənin sözlərinə görə, yol neçəyədir?", "az", ("Nazirlikdəki mənbənin",), "yol neçəyədir"),
        ("Adı açıqlanmayan məmur yol barədə nə deyir?", "az", ("Adı açıqlanmayan məmur",), "yol"),
        ("Qonaq komandanın kapitanı hakim barədə nə dedi?", "az", ("Qonaq komandanın kapitanı",), "hakim"),
        ("Ev sahiblərinin məşqçisi oyunu necə şərh etdi?", "az", ("Ev sahiblərinin məşqçisi",), "oyunu"),
        ("Banka Şurasının sədri faizi necə şərh etdi?", "az", ("Banka Şurasının sədri",), "faizi"),
        ("Zavodun şöbə müdiri nəyə görə üzrxahlıq etdi?", "az", ("Zavodun şöbə müdiri",), "nəyə görə üzrxahlıq etdi"),
        ("Alman memarın rəyincə, körpü uçacaqmı?", "az", ("Alman memarın",), "körpü uçacaqmı"),
        ("Rzayeva yanğında kimi təqsirləndirir?", "az", ("Rzayeva",), "yanğında"),
        ("Rzayeva günahı kimin üzərinə qoyur?", "az", ("Rzayeva",), "günahı"),
        ("Rzayeva bu qərarı lazım bilirmi?", "az", ("Rzayeva",), "bu qərarı"),
        ("Rzayeva tamaşaya necə qiymət verir?", "az", ("Rzayeva",), "tamaşaya"),
        ("Körpü açılıbmı – Rzayeva bunu necə izah edir?", "az", ("Rzayeva",), "Körpü açılıbmı"),
        ("Rzayeva körpünü necə görür, səbəbi nədir?", "az", ("Rzayeva",), "körpünü, səbəbi nədir"),
        ("Demir kazada kimi suçluyor, kaptanı mı?", "tr", ("Demir",), "kazada, kaptanı mı"),
        ("Demir yol hakkında kime şikâyette bulundu?", "tr", ("Demir",), "yol hakkında"),
        ("Rzayeva qəzada kimi məsul tutur?", "az", ("Rzayeva",), "qəzada"),
        ("Joost van der Velden gemilere ne diyor?", "tr", ("Joost van der Velden",), "gemilere"),
        ("Alıcı firmanın müdürü gecikmeye ne diyor?", "tr", ("Alıcı firmanın müdürü",), "gecikmeye"),
        ("Müdürün yardımcısı derneğin borcundan kaygılı mı?", "tr", ("Müdürün yardımcısı",), "derneğin borcundan"),
        ("Demir çalınan tekne hakkında polise ne anlattı?", "tr", ("Demir",), "çalınan tekne"),
        ("Gizli tanığa bakılırsa tekneyi kim çaldı?", "tr", ("Gizli tanığa",), "tekneyi kim çaldı"),
        ("Limanı yöneten isme göre tekne kimin?", "tr", ("Limanı yöneten isme",), "tekne kimin"),
        ("Kaptanın anlatımına göre tekne nasıl battı?", "tr", ("Kaptanın",), "tekne nasıl battı"),
        ("Ayşe Demir kupayı kime adadı?", "tr", ("Ayşe Demir",), "kupayı"),
        ("Ayşe Demir kavgada kime hak veriyor?", "tr", ("Ayşe Demir",), "kavgada"),
        ("Ayşe Demir provaya ne kadar önem veriyor?", "tr", ("Ayşe Demir",), "provaya"),
        ("Ayşe Demir maçın ertelenmesini neden yersiz buluyor?", "tr", ("Ayşe Demir",), "maçın ertelenmesini"),
        ("Ayşe Demir onarım için nasıl bir tarih verdi?", "tr", ("Ayşe Demir",), "onarım"),
        ("Ayşe Demir köylüler için hangi sözü verdi?", "tr", ("Ayşe Demir",), "köylüler için"),
        ("Ödülü kimin aldığı Ayşe Demir için önemli mi?", "tr", ("Ayşe Demir",), "Ödülü kimin aldığı"),
    ],
)
def test_the_speaker_is_parted_from_the_topic(text: str, language: str, speakers: tuple[str, ...], topic: str) -> None:
    asked = read(text)
    assert (asked.language, asked.kind, asked.speakers, asked.topic) == (language, Kind.SAID, speakers, topic)


@pytest.mark.parametrize(
    ("text", "kind", "topic", "judges"),
    [
        ("Kim dedi ki, yol bağlanacaq?", Kind.WHO_SAID, "yol bağlanacaq", False),
        ("Yol layihəsini kim tənqid etdi?", Kind.WHO_SAID, "Yol layihəsini", True),
        ("Yeni sistemi kim müsbət qiymətləndirib?", Kind.WHO_SAID, "Yeni sistemi", True),
        ("Şəhər büdcəsi haqqında nə deyilib?", Kind.ANYONE, "Şəhər büdcəsi", False),
        ("Köprünün kapanacağını kim söyledi?", Kind.WHO_SAID, "Köprünün kapanacağını", False),
        ("Bütçe planını kim eleştirdi?", Kind.WHO_SAID, "Bütçe planını", True),
        ("Bütçe planının durdurulacağını kim öne sürdü?", Kind.WHO_SAID, "Bütçe planının durdurulacağını", False),
        ("Köprüyü tuzağa kim benzetti?", Kind.WHO_SAID, "Köprüyü tuzağa", True),
        ("Kim bu yolu tələyə bənzədib?", Kind.WHO_SAID, "bu yolu tələyə", True),
        ("Selin gələcəyi xəbərdarlığını kim edib?", Kind.WHO_SAID, "Selin gələcəyi", True),
        ("Küçənin dar olduğunu kim irad tutub?", Kind.WHO_SAID, "Küçənin dar olduğunu", False),
        ("Gənclərin işini kim xüsusi qeyd edib?", Kind.WHO_SAID, "Gənclərin işini", False),
        ("Barajın taşacağı uyarısını kim yaptı?", Kind.WHO_SAID, "Barajın taşacağı", True),
        ("Çözümü yeni bir barajda kim görüyor?", Kind.WHO_SAID, "Çözümü yeni bir barajda", True),
        ("Bütçe hakkında ne söylendi?", Kind.ANYONE, "Bütçe", False),
        ("Кто сказал, что мост закроют?", Kind.WHO_SAID, "мост закроют", False),
        ("Кто раскритиковал бюджет?", Kind.WHO_SAID, "бюджет", True),
        ("Что говорили о бюджете?", Kind.ANYONE, "бюджете", False),
        ("Что говорил о дороге?", Kind.ANYONE, "дороге", False),
        ("Что сказала о Владимире Петрове?", Kind.ANYONE, "Владимире Петрове", False),
    ],
)
def test_whoever_spoke_is_asked_for(text: str, kind: Kind, topic: str, judges: bool) -> None:
    asked = read(text)
    assert (asked.kind, asked.topic, asked.judges, asked.speakers) == (kind, topic, judges, ())


@pytest.mark.parametrize(
    ("text", "label"),
    [
        ("Körpü nə vaxt açılacaq?", "DATE"),
        ("Layihəyə nə qədər pul xərclənəcək?", "MONEY"),
        ("Oyun harada keçirilib?", "GPE"),
        ("Körpünü kim tikib?", "PERSON"),
        ("Köprü ne zaman açılacak?", "DATE"),
        ("Tatbikata kaç kişi katıldı?", "CARDINAL"),
        ("İlk şube nerede açılacak?", "GPE"),
        ("Aktyorlar arasında hansı bank məşhurdur?", "ORG"),
        ("Zavodun sahibləri kimlərdir?", "PERSON"),
        ("Ayşe Demir davasında ne kadar ceza isteniyor?", "CARDINAL"),
        ("Sürücüler hakkında kaç yıl hapis isteniyor?", "CARDINAL"),
        ("Krediyi hangi banka veriyor?", "ORG"),
        ("Kaleyi koruyan oyuncu kimdi?", "PERSON"),
        ("Dalgıç hangi derinlikten çıkarıldı?", "QUANTITY"),
        ("Когда откроют мост?", "DATE"),
        ("Сколько стоит мост?", "MONEY"),
        ("Где построят завод?", "GPE"),
        ("Кто построил мост?", "PERSON"),
    ],
)
def test_a_fact_is_asked_for(text: str, label: str) -> None:
    asked = read(text)
    assert asked.asks_fact
    assert label in asked.labels


@pytest.mark.parametrize("text", ["Yaralı sürücünün adı ne?", "Maçı hangi hakem yönetti?"])
def test_who_owns_something_or_is_asked_for_is_not_asked(text: str) -> None:
    asked = read(text)
    assert (asked.kind, asked.speakers) == (Kind.FACT, ())


def test_what_somebody_did_is_asked_of_them_and_of_the_reporter() -> None:
    asked = [read("Rzayeva niyə istefa verdi?"), read("Почему Иванов ушёл?"), read("Demir neden istifa etti?")]
    assert [(one.kind, one.speakers) for one in asked] == [
        (Kind.ABOUT, ("Rzayeva",)),
        (Kind.ABOUT, ("Иванов",)),
        (Kind.ABOUT, ("Demir",)),
    ]


@pytest.mark.parametrize(
    ("before", "text", "speakers", "topic"),
    [
        ("Leyla Rzayeva büdcə haqqında nə dedi?", "Bəs vergilər?", ("Leyla Rzayeva",), "vergilər"),
        ("Leyla Rzayeva büdcə haqqında nə dedi?", "Bəs Kamran Səmədov?", ("Kamran Səmədov",), "büdcə"),
        ("Leyla Rzayeva büdcə haqqında nə dedi?", "O, vergilər haqqında nə dedi?", ("Leyla Rzayeva",), "vergilər"),
        ("Ayşe Demir bütçe hakkında ne dedi?", "Peki vergiler?", ("Ayşe Demir",), "vergiler"),
        ("Ayşe Demir bütçe hakkında ne dedi?", "Peki ya Mehmet Yılmaz?", ("Mehmet Yılmaz",), "bütçe"),
        ("Ayşe Demir bütçe hakkında ne dedi?", "Vergiler konusunda ne dedi?", ("Ayşe Demir",), "Vergiler"),
        ("Что сказала Лейла Рзаева о бюджете?", "А о налогах?", ("Лейла Рзаева",), "налогах"),
        ("Что сказала Лейла Рзаева о бюджете?", "А Сергей Иванов?", ("Сергей Иванов",), "бюджете"),
        ("Что сказала Лейла Рзаева о бюджете?", "Что она сказала о налогах?", ("Лейла Рзаева",), "налогах"),
        ("Что сказала Лейла Рзаева о бюджете?", "Что Иванов думает об этом?", ("Иванов",), "бюджете"),
    ],
)
def test_a_follow_up_takes_what_it_leaves_open_from_before(
    before: str, text: str, speakers: tuple[str, ...], topic: str
) -> None:
    asked = read(text, before)
    assert (asked.kind, asked.speakers, asked.topic) == (Kind.SAID, speakers, topic)


def test_more_and_others_are_asked_for() -> None:
    before = "Leyla Rzayeva büdcə haqqında nə dedi?"
    more, others = read("Başqa nə dedi?", before), read("Başqa kim?", before)
    assert (more.more, more.speakers) == (1, ("Leyla Rzayeva",))
    assert (others.kind, others.topic, others.without) == (Kind.WHO_SAID, "büdcə", ("Leyla Rzayeva",))


def test_english_with_foreign_names_stays_english() -> None:
    for text in ("What did Əliyev say about COP29?", "Has Erdoğan commented on İstanbul?"):
        assert languages.asked_in(text) == "en"
        assert read(text).language == "en"


def test_what_words_of_two_languages_ask_is_in_the_archive_s() -> None:
    assert languages.asked_in("Barajı kim inşa etti?", ["tr", "az"]) == "tr"
    assert languages.asked_in("Barajı kim inşa etti?", ["az", "tr"]) == "az"


@pytest.mark.parametrize(
    ("text", "rest", "since", "until"),
    [
        ("Rzayeva 2025-ci ilin yanvarında nə dedi?", "Rzayeva nə dedi?", "2025-01-01", "2025-01-31"),
        ("Rzayeva keçən həftə nə dedi?", "Rzayeva nə dedi?", "2025-06-09", "2025-06-15"),
        ("Rzayeva martdan bəri nə dedi?", "Rzayeva nə dedi?", "2025-03-01", None),
        ("Rzayeva son üç ayda nə dedi?", "Rzayeva nə dedi?", "2025-03-18", "2025-06-18"),
        ("Rzayeva 2025-ci il büdcəsi haqqında nə dedi?", None, None, None),
        ("Rzayeva İyunda nə dedi?", "Rzayeva nə dedi?", "2024-06-01", "2024-06-30"),
        ("Rzayeva BU İL nə dedi?", "Rzayeva nə dedi?", "2025-01-01", "2025-12-31"),
        ("Demir KASIM ayında ne dedi?", "Demir ne dedi?", "2024-11-01", "2024-11-30"),
        ("Demir Ocak 2025'te ne dedi?", "Demir ne dedi?", "2025-01-01", "2025-01-31"),
        ("Demir geçen ay ne dedi?", "Demir ne dedi?", "2025-05-01", "2025-05-31"),
        ("Demir 2024'ten beri ne dedi?", "Demir ne dedi?", "2024-01-01", None),
        ("Demir 2025 bütçesi hakkında ne dedi?", None, None, None),
        ("Что сказал Иванов в январе 2025 года?", "Что сказал Иванов?", "2025-01-01", "2025-01-31"),
        ("Что сказал Иванов на прошлой неделе?", "Что сказал Иванов?", "2025-06-09", "2025-06-15"),
        ("Что Иванов сказал о бюджете до мая?", "Что Иванов сказал о бюджете?", None, "2025-04-30"),
        ("Что Иванов сказал 15 января о бюджете?", "Что Иванов сказал о бюджете?", "2025-01-15", "2025-01-16"),
        ("Что сказал Иванов о бюджете 2025 года?", None, None, None),
    ],
)
def test_a_period_is_read_where_its_case_or_preposition_tells_when(
    text: str, rest: str | None, since: str | None, until: str | None
) -> None:
    told = period.find(text, languages.asked_in(text), date(2025, 6, 18), date(2025, 5, 1))
    assert told.rest == (rest or text)
    if rest is None:
        assert told.period is None
        return
    assert told.period is not None
    assert (told.period.since, told.period.until) == tuple(
        date.fromisoformat(day) if day else None for day in (since, until)
    )


def test_every_language_names_the_same_roles_and_fields() -> None:
    tables = {code: languages.load(code) for code in languages.codes()}
    for part in ("roles", "fields"):
        assert all(table[part].keys() == tables["en"][part].keys() for table in tables.values())
    counts = {len(table["background"]["sentences"]) for table in tables.values()}
    assert len(counts) == 1


def test_a_last_name_that_is_a_role_too_is_a_name_after_a_first_name() -> None:
    assert people.name_and_role("Ayşe Savcı", "tr") == (("Ayşe", "Savcı"), ())
    assert people.name_and_role("Savcı", "tr") == ((), ("Savcı",))
    assert people.name_and_role("мэр Шамахи", "ru") == ((), ("мэр", "Шамахи"))
    assert people.name_and_role("министр финансов Сергей Иванов", "ru") == (
        ("Сергей", "Иванов"),
        ("министр", "финансов"),
    )


@pytest.mark.parametrize(
    ("asked", "code", "told", "language", "fits"),
    [
        ("maliyyə naziri", "az", "министр финансов Иванов", "ru", True),
        ("министр финансов", "ru", "Maliye Bakanı Ayşe Demir", "tr", True),
        ("the finance minister", "en", "Maliyyə naziri Kamran Səmədov", "az", True),
        ("cumhurbaşkanı", "tr", "President Ann Poe", "en", True),
        ("мэр", "ru", "merin müavini", "az", False),
        ("the mayor", "en", "мэр города", "ru", True),
        ("səhiyyə naziri", "az", "Maliyyə naziri Kamran Səmədov", "az", False),
        ("the botanist", "en", "Археолог Тарханов", "ru", False),
        ("the scientist", "en", "Археолог Тарханов", "ru", True),
        ("the engineer", "en", "Архитектор Полоз", "ru", False),
        ("baş məşqçi", "az", "главный тренер Пятаков", "ru", True),
        ("the player", "en", "qapıçı Samir Quliyev", "az", True),
        ("вратарь", "ru", "Orta saha oyuncusu Ali Demir", "tr", False),
        ("the club's president", "en", "Председатель клуба Иванов", "ru", True),
        ("the president", "en", "Председатель Иванов", "ru", False),
        ("the deputy health minister", "en", "səhiyyə nazirinin müavini Samir Quliyev", "az", True),
        ("the health minister", "en", "səhiyyə nazirinin müavini Samir Quliyev", "az", False),
        ("грузинский посол", "ru", "Gürcistan Büyükelçisi Ann Lee", "tr", True),
        ("the Georgian ambassador", "en", "посол Норвегии Иванов", "ru", False),
        ("пенсионер", "ru", "emekli öğretmen Ali Demir", "tr", True),
        ("глава профсоюза", "ru", "Pilotlar Sendikası Başkanı Kaptan Ali Demir", "tr", True),
        ("the doctor", "en", "doktor yardımcısı Ali Demir", "tr", False),
        ("the minister", "en", "Nazirin müavini Samir Quliyev", "az", False),
        ("the financial director", "en", "mali işler direktörü Ali Demir", "tr", True),
        ("Lig başkanı", "tr", "Президент лиги Иванов", "ru", True),
    ],
)
def test_roles_are_known_across_languages(asked: str, code: str, told: str, language: str, fits: bool) -> None:
    likely = offices.fits(offices.read(asked, code), offices.read(told, language), same_language=code == language)
    assert (likely > 0.5) is fits


@pytest.mark.parametrize(
    ("text", "code", "names"),
    [
        ("a portrait of the kingdom", "en", []),
        ("the port's butchers", "en", ["port", "butcher"]),
        ("Суд над судном", "ru", ["court", "ship"]),
        ("Yarışın qalibi evdə qalıb", "az", ["winner"]),
        ("Başkan başka şey dedi", "tr", ["chair"]),
    ],
)
def test_a_short_word_swallows_no_other(text: str, code: str, names: list[str]) -> None:
    assert [one.name for one in offices.found(text, code)] == names


def test_what_may_be_called_by_each_other_s_names_is_listed() -> None:
    told = tomllib.loads(resources.files(qa.multilingual).joinpath("akin.toml").read_text("utf-8"))
    listed = languages.load("en")["roles"].keys() | languages.load("en")["fields"].keys()
    pairs = [*told["kinds"].items(), *told["leading"].items()]
    assert {name for one, others in pairs for name in (one, *others)} - {"led"} <= listed


def test_words_that_may_be_nobody_s_name_are_not_taken_for_one_in_a_conversation() -> None:
    alone = asking.read("Yeni büdcə haqqında nə dedi?", "az", called)
    led = asking.read("Yeni büdcə haqqında nə dedi?", "az", called, leans=True)
    assert alone.kind == "said"
    assert led.kind == asking.UNNAMED
    assert index_names.fold(led.topic) == index_names.fold("Yeni büdcə")


@pytest.mark.parametrize(
    ("text", "who", "kind"),
    [
        ("Baş məsləhətçi yolun bağlanmasında kimi günahkar bilir?", ("Baş məsləhətçi",), "said"),
        ("Ekspertlərin rəyi nə vaxt gözlənilir?", (), "fact"),
        ("Zavod hansı gün bağlanacaq?", (), "fact"),
    ],
)
def test_who_acts_is_asked_for_in_azerbaijani(text: str, who: tuple[str, ...], kind: str) -> None:
    asked = asking.read(text, "az", called)
    assert (asked.speakers, asked.kind) == (who, kind)


def test_a_role_that_a_comma_parts_from_a_name_is_its_bearers_and_one_that_acts_is_not() -> None:
    apart = "Limanın rəisi, mayor Samir Quliyev gəlib."
    start = apart.index("Samir")
    assert "Limanın rəisi" in offices.described(apart, start, start + 13, "az")
    acting = "Vəkil etiraz edərək Quliyevin pasportunu göstərib."
    start = acting.index("Quliyev")
    assert not any("Vəkil" in told for told in offices.described(acting, start, start + 7, "az"))


def test_a_clause_before_a_role_narrows_nothing_down_by_itself() -> None:
    asked, told = offices.read("növbə çəkən tələbə", "az"), offices.read("Tələbə Samir Quliyev", "az")
    assert offices.fits(asked, told, same_language=True) > 0.5


@pytest.mark.parametrize(
    ("text", "language", "who", "topic"),
    [
        ("Anders Quliyev məşqçilərə təzminat haqqında nə dedi?", "az", "Anders Quliyev", "məşqçilərə təzminat"),
        ("Vanterpul klinikaya gediş haqqında nə bildirdi?", "az", "Vanterpul", "klinikaya gediş"),
        ("Joost Vilyarus limanın işləri haqqında nə dedi?", "az", "Joost Vilyarus", "limanın işləri"),
        ("Mühəndislər assosiasiyası körpü haqqında nə deyib?", "az", "Mühəndislər assosiasiyası", "körpü"),
        ("Joost Orvik hissedarlara ödemeler hakkında ne dedi?", "tr", "Joost Orvik", "hissedarlara ödemeler"),
        ("Mehmet Orvik limanın kapanması hakkında ne açıkladı?", "tr", "Mehmet Orvik", "limanın kapanması"),
    ],
)
def test_whom_a_topic_acts_on_is_no_part_of_who_is_asked_for(text: str, language: str, who: str, topic: str) -> None:
    asked = asking.read(text, language, called)
    assert (asked.speakers, asked.topic) == ((who,), topic)


@pytest.mark.parametrize(
    "text", ["Leyla Rzayevanın ailəsi qəza haqqında nə dedi?", "Ayşe Demir'in ekibi dava hakkında ne dedi?"]
)
def test_what_belongs_to_somebody_is_not_taken_for_them(text: str) -> None:
    assert read(text).speakers == ()
