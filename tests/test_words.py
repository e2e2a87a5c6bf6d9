"""The page's own words: the same in every language, all of them used, and those of no other."""

import re
import string
from pathlib import Path

import pytest
from babel import Locale

from index import Index, Settings, generations, uploads
from index.errors import ArchiveBusyError, NoArchiveError, NotInArchiveError, SettingsError, UploadError
from qa import Assistant, Status
from qa.models import DIFFERING, NO_MORE, silence
from ui import message
from ui.refreshing import Refreshing
from ui.retold import retold
from ui.service import SORRY
from ui.text import day
from ui.words import ENGLISH, LANGUAGES, load, long_date, month_of, preferred, say, speaking, weekday_of

OTHERS = [code for code in LANGUAGES if code != ENGLISH]
GRADIO = ("gradio", "gradio_fixed")
SOURCE = "\n".join(path.read_text("utf-8") for path in Path(message.__file__).parent.glob("*.py"))


def forms(code: str) -> dict[str, dict[str, str]]:
    """Return the words under each key by plural form; "other" where there is one form only."""
    sections = {name: words for name, words in load(code).items() if name not in GRADIO}
    return {
        f"{section}.{name}": words if isinstance(words, dict) else {"other": words}
        for section, entries in sections.items()
        for name, words in entries.items()
    }


def places(words: str) -> set[tuple[str, str]]:
    return {(name, how or "") for _, name, how, _ in string.Formatter().parse(words) if name is not None}


@pytest.mark.parametrize("code", OTHERS)
def test_each_language_has_the_same_words_with_the_same_places(code: str) -> None:
    english, own = forms(ENGLISH), forms(code)
    assert own.keys() == english.keys()
    for key, words in own.items():
        for form in words.values():
            assert places(form) == places(english[key]["other"]), key


@pytest.mark.parametrize("code", LANGUAGES)
def test_each_language_has_a_form_for_each_number(code: str) -> None:
    plural = Locale(code).plural_form
    for key, words in forms(code).items():
        assert "other" in words, key
        assert words.keys() <= {*plural.tags, "other"}, key
        if len(words) > 1:
            assert {plural(number) for number in range(200)} <= words.keys(), key


def test_no_words_are_left_over_and_none_are_missing() -> None:
    named = set(re.findall(r"[\"'](\w+\.\w+)[\"']", SOURCE))
    made = [
        re.sub(r"\\{.+?\\}", r"(\\w+)", re.escape(key))
        for key in re.findall(r"f[\"'](\w+\.\w*\{\w+\}\w*)[\"']", SOURCE)
    ]
    for key in forms(ENGLISH):
        parts = [found for pattern in made if (found := re.fullmatch(pattern, key))]
        assert key in named or any(f'"{part[1]}"' in SOURCE for part in parts) or key.startswith("told."), key
    sections = "|".join(load(ENGLISH))
    assert {key for key in named if re.match(rf"(?:{sections})\.", key)} <= forms(ENGLISH).keys()


@pytest.mark.parametrize("code", LANGUAGES)
def test_words_hold_no_markup(code: str) -> None:
    for key, words in forms(code).items():
        assert not any(set('<>&"') & set(form) for form in words.values()), key


def test_gradios_words_are_the_same_in_each_language() -> None:
    def names(table: dict[str, object]) -> dict[str, object]:
        return {name: names(entry) if isinstance(entry, dict) else None for name, entry in table.items()}

    first, *rest = (names({section: load(code)[section] for section in GRADIO}) for code in OTHERS)
    assert all(other == first for other in rest)


@pytest.mark.parametrize(
    ("number", "told"),
    [
        (0, "0 статей"),
        (1, "1 статья"),
        (2, "2 статьи"),
        (5, "5 статей"),
        (11, "11 статей"),
        (21, "21 статья"),
        (1234, "1\xa0234 статьи"),
    ],
)
def test_russian_counts_with_the_right_form(number: int, told: str) -> None:
    with speaking("ru"):
        assert say("count.articles", count=number) == told


@pytest.mark.parametrize(
    ("code", "told"),
    [
        ("en", ("15 January 2025", "January 2025", "Wednesday", "1,234 articles")),
        ("az", ("15 yanvar 2025", "yanvar 2025", "Çərşənbə", "1.234 məqalə")),
        ("ru", ("15 января 2025", "январь 2025", "среда", "1\xa0234 статьи")),
        ("tr", ("15 Ocak 2025", "Ocak 2025", "Çarşamba", "1.234 makale")),
    ],
)
def test_dates_and_numbers_are_written_as_the_language_does(code: str, told: tuple[str, ...]) -> None:
    when = day("2025-01-15")
    with speaking(code):
        assert (long_date(when), month_of(when), weekday_of(when), say("count.articles", count=1234)) == told


@pytest.mark.parametrize(
    ("accepted", "code"),
    [
        ("", "en"),
        ("ru", "ru"),
        ("ru-RU,ru;q=0.9,en-US;q=0.8", "ru"),
        ("de-DE,de;q=0.9,tr;q=0.4,en;q=0.3", "tr"),
        ("en;q=0.5, AZ-Latn-AZ ; q = 0.7", "az"),
        ("ru;q=0,tr;q=0.1", "tr"),
        ("de,fr;q=0.9,*;q=0.1", "en"),
        ("ru;q=much,az", "az"),
        ("\x00;;,=;q=,", "en"),
    ],
)
def test_the_language_is_the_one_that_the_browser_likes_best(accepted: str, code: str) -> None:
    assert preferred(accepted) == code


def test_a_language_without_words_is_refused() -> None:
    with pytest.raises(SettingsError, match="language"):
        Settings.load(language="de")


def test_what_comes_from_below_is_known_as_it_is_said_there(seed_archive: Path, tmp_path: Path) -> None:
    said = [SORRY]
    with pytest.raises(NotInArchiveError) as error:
        Index.open(seed_archive).speaker_named("Nobody Known")
    said.append(str(error.value))
    with pytest.raises(NotInArchiveError) as error:
        Assistant.open(seed_archive).answer("Who spoke?", outlets=["The Daily"])
    said.append(str(error.value))
    with pytest.raises(NoArchiveError) as gone:
        Index.open(tmp_path / "none")
    said.append(str(gone.value))
    with generations.writing(tmp_path / "busy"), pytest.raises(ArchiveBusyError) as busy:
        Index.refresh(seed_archive, at=tmp_path / "busy")
    said.append(str(busy.value))
    (tmp_path / "a.txt").write_bytes(b"long enough")
    for name, limit in (("a.exe", 100), ("a.txt", 1)):
        with pytest.raises(UploadError) as refused:
            uploads.keep(tmp_path / "kept", name, tmp_path / "a.txt", limit)
        said.append(str(refused.value))
    with pytest.raises(ValueError, match="no date") as wrong:
        day("tomorrow")
    said.append(str(wrong.value))
    for sentence in said:
        for code in OTHERS:
            with speaking(code):
                assert retold(sentence) != sentence, sentence
        assert retold(sentence) == sentence


def test_a_second_refresh_is_refused_in_known_words() -> None:
    refreshing = Refreshing()
    refreshing._state = refreshing.state.__class__(running=True)
    with pytest.raises(ArchiveBusyError) as busy:
        refreshing.start(lambda progress: None)
    with speaking("tr"):
        assert retold(str(busy.value)) == load("tr")["told"]["refreshing"]


def test_what_is_wrong_with_a_file_is_known_as_the_readers_say_it(tmp_path: Path) -> None:
    files = {
        "empty.txt": b"",
        "binary.txt": bytes(range(256)) * 20,
        "image.txt": b"\x89PNG\r\n\x1a\n" + bytes(100),
        "old.docx": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600),
        "packed.txt": b"PK\x03\x04" + bytes(100),
        "broken.pdf": b"%PDF-1.4 nothing more",
        "broken.json": b"{",
        "bare.json": b'{"id": 1}',
        "bare.csv": b"id,name\n1,2\n",
        "page.html": b"<html><body></body></html>",
    }
    (tmp_path / "files").mkdir()
    for name, data in files.items():
        (tmp_path / "files" / name).write_bytes(data)
    given = [str(tmp_path / "files" / name) for name in files]
    report = Index.refresh(*given, at=tmp_path / "archive", settings=Settings(workers=1))
    assert len(report.problems) == len(files)
    for code in OTHERS:
        with speaking(code):
            assert [p.message for p in report.problems if retold(p.message) == p.message] == []


def test_parts_of_a_sentence_are_taken_over() -> None:
    with speaking("ru"):
        assert retold("Nobody of the name Ann {x} speaks in the archive.") == (
            "В архиве нет говорящего с таким именем: Ann {x}."
        )
        assert retold("record 3: no text in it: the file is empty; remove it or fill it") == (
            "запись 3: в нём нет текста: файл пуст; удалите или заполните его"
        )
        assert retold("Nobody knows.") == "Nobody knows."


def test_the_sentences_of_answers_are_those_of_the_terminal(seed_archive: Path) -> None:
    assert load(ENGLISH)["answer"]["no_more"] == NO_MORE
    assert load(ENGLISH)["answer"]["differing"] == DIFFERING
    assert [say("answer.silent", name="Poe")] == silence(["Poe"])
    assistant = Assistant.open(seed_archive)
    for question in (
        "What did Angela Merkel say about COP29?",
        "What did Angela Merkel or Ann Poe say about COP29 in 2019?",
        "How high is the Great Wall of Jupiter?",
    ):
        answer = assistant.answer(question)
        assert answer.status is Status.NOT_FOUND
        assert answer.text in message.render(answer, {}).replace("&#x27;", "'")
        for code in OTHERS:
            with speaking(code):
                shown = message.render(answer, {})
                assert answer.text not in shown
                assert "Nothing" not in shown.partition('<p class="lead">')[0]
