"""From files to articles: text verbatim in every format and encoding, damage told, nothing worse than told."""

import io
import json
import random
import zipfile
from datetime import date, datetime
from email.message import EmailMessage
from pathlib import Path

import docx
import pypdf
import pytest
import trafilatura
from hypothesis import given
from hypothesis import strategies as st
from reading import ENGLISH, FRENCH, RUSSIAN, SUFFIXES, TURKISH, article, masked, pdf, read, word

from index import readers
from index.errors import UnreadableFileError
from index.readers.docx import MAX_UNPACKED

# Encodings


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        (RUSSIAN, "cp1251"),
        (RUSSIAN.translate(str.maketrans("«»–", '""-')), "koi8-r"),
        (RUSSIAN, "utf-16"),
        (RUSSIAN, "utf-32"),
        (TURKISH, "cp1254"),
        (FRENCH, "cp1252"),
        (FRENCH.replace("’", "'"), "latin-1"),
        (TURKISH, "utf-8"),
    ],
)
def test_no_encoding_garbles_a_text(tmp_path: Path, text: str, encoding: str) -> None:
    assert article(tmp_path / "a.txt", text.encode(encoding)).text == text


@pytest.mark.parametrize("suffix", [".txt", ".md"])
@pytest.mark.parametrize("text", [f"\ufeff{ENGLISH}\r\n\r\nMore.\r", f"  {ENGLISH}\n\n\u2028\x0c é e\u0301 \t\n"])
def test_places_hold_for_the_file_as_it_lies(tmp_path: Path, text: str, suffix: str) -> None:
    path = tmp_path / f"a{suffix}"
    found = article(path, text)
    with path.open(encoding="utf-8", newline="") as file:
        assert found.text == file.read() == text


@given(
    text=st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0")),
    suffix=st.sampled_from([".txt", ".md"]),
)
def test_whatever_is_written_as_utf8_reads_back_as_it_was(text: str, suffix: str) -> None:
    text = f"So. {text}"
    (found,) = readers.read(Path(f"/a{suffix}"), text.encode("utf-8")).articles
    assert found.text == text
    assert all(0 <= start < end <= len(text) for start, end in found.furniture)


def test_a_few_damaged_characters_do_not_garble_the_rest(tmp_path: Path) -> None:
    data = bytearray((RUSSIAN * 5).encode("utf-8"))
    data[100] = 0xFF
    reading = read(tmp_path / "a.txt", bytes(data))
    assert reading.articles[0].text.count("\ufffd") == len(reading.articles[0].text) - len(RUSSIAN * 5) + 1
    assert reading.articles[0].text.endswith(RUSSIAN)
    assert "damaged UTF-8" in reading.problems[0]


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"", "no text"),
        (b" \r\n\t\n", "no text"),
        (b"\xef\xbb\xbf", "no text"),
        ("\u200b\u00a0".encode(), "no text"),
        (b"The minister\0said", "binary"),
        (random.Random(1).randbytes(5000).replace(b"\0", b"a"), "binary"),
        (b"\xff\xfeodd", "damaged UTF-16"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "old Word document"),
        (b"{\\rtf1\\ansi The minister}", "RTF"),
        (b"PK\x03\x04" + bytes(30), "unpack"),
        (b"\x1f\x8b\x08" + bytes(30), "gunzip"),
        (b"\x89PNG\r\n\x1a\n" + bytes(30), "OCR"),
        (b"<?xml version='1.0'?><rss><item>The minister</item></rss>", "XML"),
    ],
)
def test_what_is_no_text_is_refused_with_what_to_do(tmp_path: Path, data: bytes, message: str) -> None:
    with pytest.raises(UnreadableFileError, match=message):
        read(tmp_path / "a.txt", data)


# Whichever name a file has


@pytest.mark.parametrize("suffix", SUFFIXES)
@pytest.mark.parametrize(
    "data",
    [
        pdf([ENGLISH.replace("“", "'").replace("”", "'")]),
        word(ENGLISH.replace("“", "'").replace("”", "'")),
        f"<!DOCTYPE html><html><body><article><p>{ENGLISH}</p></article></body></html>",
        json.dumps({"text": ENGLISH}),
        json.dumps({"text": ENGLISH}) + "\n" + json.dumps({"text": ENGLISH}),
        json.dumps([{"text": ENGLISH}]),
    ],
    ids=["pdf", "docx", "html", "object", "lines", "list"],
)
def test_the_format_is_told_by_content(tmp_path: Path, data: bytes | str, suffix: str) -> None:
    found = read(tmp_path / f"a{suffix}", data).articles
    assert all(one.text.strip().replace("'", "“").startswith("The minister said") for one in found)
    assert all("{" not in one.text and "<" not in one.text for one in found)


@pytest.mark.parametrize(
    "text", ["{A note} The minister left.", "[1] The minister left.", "<i>So</i> he left.", "%PDF is a format."]
)
def test_text_that_only_begins_like_another_format_stays_text(tmp_path: Path, text: str) -> None:
    assert article(tmp_path / "a.txt", text).text == text


# Markdown


MARKDOWN = """---
title: "Talks: the next round"
date: 2024-03-05
source: The Gazette
url: https://g.example/1
tags: [talks]
---

# Talks

The minister [said](https://g.example/a(b) "A title") he was ![a photo](photo.png) ready. See <https://g.example/2>.

```python
print("he said")
```

| name | votes |
|------|:-----:|
| Poe  | 12    |

***

<!-- a note -->
He left.

[ref]: https://g.example/3
"""


@pytest.mark.parametrize("newline", ["\n", "\r\n"])
def test_markdown_keeps_its_text_and_masks_what_is_no_prose(tmp_path: Path, newline: str) -> None:
    text = MARKDOWN.replace("\n", newline)
    found = article(tmp_path / "a.md", text)
    assert found.text == text
    assert (found.title, found.outlet, found.published) == ("Talks: the next round", "The Gazette", date(2024, 3, 5))
    assert found.url == "https://g.example/1"
    assert [part.strip().splitlines()[0] for part in masked(found)] == [
        "---",
        '](https://g.example/a(b) "A title")',
        "![a photo](photo.png)",
        "<https://g.example/2>",
        "```python",
        "|------|:-----:|",
        "***",
        "<!-- a note -->",
        "[ref]: https://g.example/3",
    ]


def test_front_matter_is_read_from_a_text_file_too(tmp_path: Path) -> None:
    found = article(tmp_path / "a.txt", f"+++\ntitle = 'Talks'\ndate = 2024-03-05\n+++\n{ENGLISH}")
    assert (found.title, found.published) == ("Talks", date(2024, 3, 5))


def test_damaged_front_matter_is_no_prose_either(tmp_path: Path) -> None:
    found = article(tmp_path / "a.md", f"---\ntitle: Talks: on\ndate: 2024-03-05\n---\n{ENGLISH}")
    assert (found.title, found.published) == ("Talks: on", date(2024, 3, 5))
    assert masked(found) == ["---\ntitle: Talks: on\ndate: 2024-03-05\n---\n"]


def test_a_text_between_rules_is_not_taken_for_front_matter(tmp_path: Path) -> None:
    found = article(tmp_path / "a.md", f"---\n\n{ENGLISH}\n\n---\n\nHe left.\n")
    assert ENGLISH not in "".join(masked(found))


def test_the_first_heading_is_the_title(tmp_path: Path) -> None:
    assert article(tmp_path / "a.md", f"Intro.\n\n## The *next* round\n\n{ENGLISH}").title == "The next round"


# HTML


PAGE = f"""<!doctype html><html lang="en"><head><meta charset="CHARSET"><title>Talks go on | The Gazette</title>
<meta property="og:site_name" content="The Gazette"><link rel="canonical" href="https://g.example/1">
<meta property="article:published_time" content="2024-03-05T10:00:00Z"></head>
<body><nav><a href="/">Home</a> <a href="/world">World</a></nav><article><h1>Talks go on</h1>
<p>{ENGLISH}</p><p>The other side&rsquo;s envoy said on Tuesday that it would <b>not</b> come to the capital again.</p>
</article><footer>Copyright 2021</footer></body></html>"""


@pytest.mark.parametrize("charset", ["utf-8", "windows-1252"])
def test_a_page_gives_its_article_without_the_menus(tmp_path: Path, charset: str) -> None:
    found = article(tmp_path / "a.html", PAGE.replace("CHARSET", charset).encode(charset))
    assert ENGLISH in found.text
    assert "side’s envoy said on Tuesday that it would not come" in found.text
    assert "World" not in found.text
    assert (found.title, found.outlet, found.published) == ("Talks go on", "The Gazette", date(2024, 3, 5))
    assert found.url == "https://g.example/1"


def test_a_declared_encoding_counts_more_than_a_guess(tmp_path: Path) -> None:
    page = PAGE.replace("CHARSET", "windows-1251").replace(ENGLISH, "Да, сказал он.").replace("&rsquo;", "'")
    assert "Да, сказал он." in article(tmp_path / "a.html", page.encode("cp1251")).text


def test_no_depth_of_nesting_loses_the_text(tmp_path: Path) -> None:
    page = f"<html><body>{'<div>' * 20_000}<p>{ENGLISH}</p><p>He <i>left</i>.</p>{'</div>' * 20_000}</body></html>"
    assert article(tmp_path / "a.html", page).text == f"{ENGLISH}\n\nHe left."


def test_a_year_in_the_copyright_line_is_not_the_date(tmp_path: Path) -> None:
    page = f"<html><body><article><p>{ENGLISH}</p></article><footer>Copyright 2021</footer></body></html>"
    assert article(tmp_path / "a.html", page).published is None


@pytest.mark.parametrize("part", ["<!--", "<script>", "<a href='", "<p>So. ", "[", "]((", "{"])
@pytest.mark.parametrize("suffix", [".html", ".md", ".json"])
def test_a_page_of_parts_that_never_end_is_done_with(tmp_path: Path, part: str, suffix: str) -> None:
    """Each takes minutes if every end is looked for anew."""
    data = json.dumps({"text": part * 30_000}) if suffix == ".json" else f"<html> So. {part * 30_000}"
    assert read(tmp_path / f"a{suffix}", data).articles


@pytest.mark.parametrize(
    "page", ["<html></html>", "<?xml version='1.0'?><!doctype html><body><script>say('x')</script><!-- no --></body>"]
)
def test_a_page_without_text_is_refused(tmp_path: Path, page: str) -> None:
    with pytest.raises(UnreadableFileError, match="without text"):
        read(tmp_path / "a.html", page)


# PDF


def test_a_pdf_gives_all_pages_and_what_it_says_of_itself(tmp_path: Path) -> None:
    info = "/Title(Talks go on)/CreationDate(D:20240305101010Z)"
    found = article(tmp_path / "a.pdf", pdf(["The minister said yes.", "", "He left."], info))
    assert found.text == "The minister said yes.\n\nHe left."
    assert (found.title, found.published) == ("Talks go on", date(2024, 3, 5))


def test_a_sentence_that_runs_over_two_pages_of_a_pdf_stays_whole(tmp_path: Path) -> None:
    found = article(tmp_path / "a.pdf", pdf(["The mayor said that the", "bridge was open.", "He left."]))
    assert found.text == "The mayor said that the\nbridge was open.\n\nHe left."


def test_the_name_of_a_pdfs_source_file_is_not_its_title(tmp_path: Path) -> None:
    data = pdf(["The minister said yes."], "/Title(Microsoft Word - talks_final2.docx)")
    assert article(tmp_path / "a.pdf", data).title is None


def locked(user_password: str) -> bytes:
    writer = pypdf.PdfWriter(clone_from=io.BytesIO(pdf(["The minister said yes."])))
    writer.encrypt(user_password, owner_password="owner", algorithm="RC4-128")
    saved = io.BytesIO()
    writer.write(saved)
    return saved.getvalue()


def test_a_pdf_that_only_forbids_printing_is_read(tmp_path: Path) -> None:
    assert article(tmp_path / "a.pdf", locked("")).text == "The minister said yes."


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (pdf([""]), "OCR"),
        (pdf(["The minister said yes."])[:300], "damaged PDF"),
        (b"%PDF-1.7\nnothing more", "damaged PDF"),
        (locked("secret"), "password"),
    ],
    ids=["scanned", "cut off", "hollow", "locked"],
)
def test_a_pdf_that_cannot_be_read_says_why(tmp_path: Path, data: bytes, message: str) -> None:
    with pytest.raises(UnreadableFileError, match=message):
        read(tmp_path / "a.pdf", data)


# DOCX


def test_a_docx_keeps_paragraphs_and_tables_in_order(tmp_path: Path) -> None:
    data = word("First.", [["Poe", "12"], ["Lind", "9"]], "Last.", title="Talks", created=datetime(2024, 3, 5))
    found = article(tmp_path / "a.docx", data)
    assert found.text == "First.\n\nPoe\t12\nLind\t9\n\nLast."
    assert (found.title, found.published) == ("Talks", date(2024, 3, 5))


def test_the_day_of_an_empty_template_is_not_the_date(tmp_path: Path) -> None:
    assert article(tmp_path / "a.docx", word(ENGLISH)).published is None


def test_a_paragraph_that_only_names_the_author_of_a_docx_is_masked(tmp_path: Path) -> None:
    document = docx.Document()
    document.core_properties.author = "Bo Lind"
    for paragraph in ("Talks on the bridge", "Bo  Lind", ENGLISH, "Bo Lind left."):
        document.add_paragraph(paragraph)
    packed = io.BytesIO()
    document.save(packed)
    found = article(tmp_path / "a.docx", packed.getvalue())
    assert (found.title, masked(found)) == ("Talks on the bridge", ["Bo  Lind"])


def test_a_small_file_that_unpacks_to_a_huge_one_is_refused(tmp_path: Path) -> None:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive, archive.open("word/document.xml", "w") as part:
        for _ in range(MAX_UNPACKED // 10_000_000 + 1):
            part.write(bytes(10_000_000))
    assert len(packed.getvalue()) < 2_000_000
    with pytest.raises(UnreadableFileError, match="over the limit"):
        read(tmp_path / "a.docx", packed.getvalue())


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (word(), "without text"),
        (word(ENGLISH)[:3000], "damaged DOCX"),
        (word(ENGLISH).replace(b"PK", b"QK", 1), "binary"),
    ],
    ids=["empty", "cut off", "no zip"],
)
def test_a_docx_that_cannot_be_read_says_why(tmp_path: Path, data: bytes, message: str) -> None:
    with pytest.raises(UnreadableFileError, match=message):
        read(tmp_path / "a.docx", data)


# Mail


def mail(subject: str, text: str, more: str = "") -> bytes:
    header = f"From: Jane Roe <jane@post.example>\nSubject: {subject}\nDate: Tue, 12 Mar 2024 09:00:00 +0000\n{more}"
    return f"{header}\n{text}".encode()


def test_the_subject_of_a_message_is_the_title_and_its_header_is_masked(tmp_path: Path) -> None:
    data = mail("Talks on the bridge", ENGLISH)
    found = article(tmp_path / "a.eml", data)
    assert found.text == data.decode()
    assert (found.title, found.published) == ("Talks on the bridge", date(2024, 3, 12))
    assert "Subject: Talks on the bridge" in "".join(masked(found))
    assert ENGLISH not in "".join(masked(found))


def test_a_message_in_parts_is_read_from_its_text_without_what_is_attached(tmp_path: Path) -> None:
    message = EmailMessage()
    message["From"], message["Subject"] = "jane@post.example", "Brücke offen"
    message.set_content(ENGLISH, cte="base64")
    message.add_alternative(f"<html><body><p>{FRENCH}</p></body></html>", subtype="html")
    message.add_attachment(b"secret", maintype="text", subtype="plain", filename="b.txt")
    found = article(tmp_path / "a.eml", message.as_bytes())
    assert (found.title, found.text.strip()) == ("Brücke offen", ENGLISH)


def test_a_message_that_is_only_a_page_is_read_as_one(tmp_path: Path) -> None:
    page = f"<html><body><p>{ENGLISH}</p></body></html>"
    found = article(tmp_path / "a.eml", mail("Talks", page, "Content-Type: text/html\n"))
    assert (found.title, ENGLISH in found.text, "<p>" in found.text) == ("Talks", True, False)


def test_a_message_without_text_says_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(UnreadableFileError, match="attached"):
        read(tmp_path / "a.eml", mail("Talks", "%PDF", "Content-Type: application/pdf\n"))


def test_a_text_named_as_mail_without_a_header_is_a_text(tmp_path: Path) -> None:
    assert article(tmp_path / "a.eml", ENGLISH.encode()).text == ENGLISH


# Anything


STARTS = [b"", b"%PDF-1.4\n", b"PK\x03\x04", b"<html>", b"{", b"[", b"---\n", b"\xff\xfe", b"\xef\xbb\xbf", b"<?xml "]


@given(start=st.sampled_from(STARTS), rest=st.binary(), suffix=st.sampled_from(SUFFIXES))
def test_no_bytes_raise_anything_but_that_they_cannot_be_read(start: bytes, rest: bytes, suffix: str) -> None:
    try:
        reading = readers.read(Path(f"/a{suffix}"), start + rest)
    except UnreadableFileError as error:
        assert str(error)
    else:
        assert reading.articles


@pytest.mark.parametrize(
    "data",
    [
        pdf([ENGLISH[:40], "Page two."]),
        word(ENGLISH, [["a", "b"]]),
        PAGE.encode(),
        MARKDOWN.encode(),
        json.dumps([{"text": ENGLISH}] * 3).encode(),
        mail("Talks", f"<p>{ENGLISH}", "Content-Type: multipart/mixed; boundary=b\n"),
    ],
    ids=["pdf", "docx", "html", "markdown", "json", "mail"],
)
def test_no_damage_raises_anything_else(data: bytes) -> None:
    chance = random.Random(7)
    outcomes = set()
    for _ in range(60):
        damaged = bytearray(data)
        for _ in range(chance.randint(1, 8)):
            damaged[chance.randrange(len(damaged))] = chance.randrange(256)
        try:
            reading = readers.read(Path("/a.eml"), bytes(damaged[: chance.randint(len(data) // 2, len(data))]))
            outcomes.add(bool(reading.articles))
        except UnreadableFileError as error:
            outcomes.add(str(error))
    assert outcomes and "" not in outcomes and False not in outcomes


# What readers find out for every format


@pytest.mark.parametrize(
    ("name", "data", "owner", "part"),
    [
        ("a.pdf", pdf(["The minister spoke."]), pypdf.PageObject, "extract_text"),
        ("a.pdf", pdf(["The minister spoke."]), pypdf.PdfReader, "is_encrypted"),
        ("a.pdf", pdf(["The minister spoke."]), pypdf.PdfReader, "metadata"),
        ("a.docx", word(ENGLISH), docx, "Document"),
        ("a.html", f"<html><body><p>{ENGLISH}</p></body></html>", trafilatura, "bare_extraction"),
        ("a.txt", ENGLISH, readers.language, "detect"),
    ],
)
def test_memory_that_gives_out_is_not_taken_for_damage(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, data: bytes | str, owner: object, part: str
) -> None:
    def gives_out(*_: object, **__: object) -> None:
        raise MemoryError

    kind = property if part in ("is_encrypted", "metadata") else lambda function: function
    monkeypatch.setattr(owner, part, kind(gives_out))
    with pytest.raises(MemoryError):
        read(tmp_path / name, data)


def test_the_language_is_told_and_not_guessed_from_too_little(tmp_path: Path) -> None:
    assert [article(tmp_path / "a.txt", text).language for text in (ENGLISH, RUSSIAN, TURKISH, FRENCH)] == [
        "en",
        "ru",
        "tr",
        "fr",
    ]
    assert article(tmp_path / "a.txt", "12:0").language is None


def test_the_time_of_a_file_is_never_the_date(tmp_path: Path) -> None:
    assert article(tmp_path / "a.txt", ENGLISH).published is None


def test_the_name_of_a_file_may_tell_the_date_of_its_one_article(tmp_path: Path) -> None:
    assert article(tmp_path / "2016-10-04-talks.txt", ENGLISH).published == date(2016, 10, 4)
    assert read(tmp_path / "dump-2016-10-04.jsonl", json.dumps([{"text": ENGLISH}])).articles[0].published is None


def test_an_article_keeps_its_id_in_another_file(tmp_path: Path) -> None:
    first, second = (article(tmp_path / name, ENGLISH) for name in ("a.txt", "b.txt"))
    assert first.id == second.id
    assert (first.path, second.path) == (str(tmp_path / "a.txt"), str(tmp_path / "b.txt"))
