"""Malformed files, each made from a seed and its number alone: grown from its format's grammar or from a valid file.

`SPECIALS` are those that were made to fill the memory or never to end.
"""

from __future__ import annotations

import io
import json
import random
import zipfile
import zlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pypdf
from reading import ENGLISH, FRENCH, RUSSIAN, SUFFIXES, TURKISH, pdf, word

Chance = random.Random


@dataclass(frozen=True)
class Case:
    """A file to be made: the number-th of its format under a seed."""

    format: str
    number: int
    seed: int = 0

    def make(self) -> tuple[str, bytes]:
        """Return its name and its bytes."""
        if self.format == "special":
            name, data = SPECIALS[sorted(SPECIALS)[self.number]]()
            return name, data if isinstance(data, bytes) else data.encode("utf-8")
        return _made(self.format, random.Random(f"{self.seed}/{self.format}/{self.number}"))


TEXTS = (ENGLISH, RUSSIAN, TURKISH, FRENCH, f"{ENGLISH}\r\n\r\n{FRENCH}", "\ufeff" + ENGLISH, "阿利耶夫说，会议开了。")
ODD = (
    "\0",
    "\x01",
    "\x1b[31m",
    "\x7f",
    "\x85",
    "\u2028",
    "\u202e",
    "\u200b",
    "\ufeff",
    "\ufffd",
    "\uffff",
    "İ",
    "e\u0301",
    "\U0001f600",
    "“",
    "”",
    '"',
    "''",
    "«",
    "»",
    "...",
    ". . .",
    "?!",
    "<",
    ">",
    "&",
    "&#0;",
    "&#xD800;",
    "&lt",
    "<!--",
    "-->",
    "]]>",
    "<script>",
    "</script>",
    "{",
    "}",
    "[",
    "]",
    "](",
    "```",
    "---\n",
    "+++\n",
    "\\",
    "\\ud800",
    "\\u0000",
    "\r",
    "\n",
    "\r\n",
    "\t",
    ",",
    ";",
    "|",
    "%PDF-",
    "PK\x03\x04",
    "said",
    "he said.“No",
    "Share 1",
    "9" * 25,
    "News.Az",
    "0001-01-01",
    "9999-12-31",
    "2024-02-30",
    "2024-03-05",
    "1e999",
    "NaN",
    "https://[",
    "http://a.b/%zz",
)
NASTY_BYTES = (
    b"\0",
    b"\xff",
    b"\xfe\xff",
    b"\xff\xfe",
    b"\xef\xbb\xbf",
    b"\xed\xa0\x80",
    b"\xc0\x80",
    b"\xf4\x90\x80\x80",
)
ENCODINGS = (
    "utf-8",
    "utf-16",
    "utf-16-le",
    "utf-16-be",
    "utf-32",
    "utf-8-sig",
    "cp1251",
    "cp1252",
    "koi8-r",
    "gb18030",
    "cp866",
    "utf-7",
    "latin-1",
)


def _made(kind: str, chance: Chance) -> tuple[str, bytes]:
    """Return a malformed file of a format: grown from its grammar or from a valid one, then perhaps damaged."""
    suffix = f".{kind}" if chance.random() < 0.85 else chance.choice(SUFFIXES)
    data = _GROWN[kind](chance) if chance.random() < 0.6 else chance.choice(_valid(kind))
    for _ in range(chance.choice((0, 1, 1, 2, 4))):
        data = _damaged(data, chance)
    return f"fuzz{suffix}", data[:5_000_000]


def _damaged(data: bytes, chance: Chance) -> bytes:
    at, other = (chance.randrange(len(data) + 1) for _ in range(2))
    start, end = min(at, other), max(at, other)
    how = chance.randrange(9)
    if how == 0:
        flipped = bytearray(data)
        for _ in range(chance.randint(1, 12) if data else 0):
            flipped[chance.randrange(len(flipped))] = chance.randrange(256)
        return bytes(flipped)
    if how == 1:
        return data[:at]
    if how == 2:
        return data[:start] + data[end:]
    if how == 3:
        return data[:end] + data[start : min(end, start + 2000)] * chance.randint(1, 50) + data[end:]
    if how == 4:
        return data[:at] + chance.choice(NASTY_BYTES) * chance.choice((1, 1, 3, 1000)) + data[at:]
    if how == 5:
        return data[:at] + chance.choice(_valid(chance.choice(FORMATS)))[start:]
    if how == 6:
        return data[:at] + chance.choice(ODD).encode() * chance.choice((1, 1, 10, 5000)) + data[at:]
    if how == 7:
        return chance.choice(NASTY_BYTES) + data
    text = data.decode("utf-8", "replace")
    return text.encode(chance.choice(ENCODINGS), "replace")


def _words(chance: Chance, most: int = 12) -> str:
    parts = (chance.choice((*TEXTS, *ODD, *ODD)) for _ in range(chance.randint(0, most)))
    return chance.choice((" ", "", "\n")).join(parts)


def _grown_txt(chance: Chance) -> bytes:
    text = _words(chance, 40)
    if chance.random() < 0.2:
        text += "".join(map(chr, (chance.randrange(0x11_0000) for _ in range(200))))
    return text.encode(chance.choice(ENCODINGS), "replace")


def _value(chance: Chance, depth: int) -> str:
    """Return a JSON value, or nearly one."""
    if depth == 0 or chance.random() < 0.4:
        odd = ("NaN", "-Infinity", "1e999", "9" * 5000, "null", "true", '"\\ud800"', '"\\u0000"', '"', "'a'", "1,", "-")
        return json.dumps(_words(chance, 3)) if chance.random() < 0.7 else chance.choice(odd)
    if chance.random() < 0.5:
        return f"[{','.join(_value(chance, depth - 1) for _ in range(chance.randint(0, 4)))}]"
    names = ("text", "Body", "title", "date", "url", "source", "articles", "items", "data", "", "\\u0000", "x")
    held = ((chance.choice(names), _value(chance, depth - 1)) for _ in range(chance.randint(0, 5)))
    return "{" + ",".join(f'"{name}":{value}' for name, value in held) + "}"


def _grown_json(chance: Chance) -> bytes:
    if chance.random() < 0.1:
        return (chance.choice(("[", '{"a":', '{"articles":[')) * chance.choice((10, 999, 100_000))).encode()
    return _value(chance, 5).encode("utf-8", "replace")


def _grown_jsonl(chance: Chance) -> bytes:
    good = json.dumps({"text": chance.choice(TEXTS)})
    lines = (good if chance.random() < 0.3 else _value(chance, 3)[: chance.choice((5, 1000))] for _ in range(20))
    return chance.choice(("\n", "\r\n", "\r", "\n\n")).join(lines).encode("utf-8", "replace")


def _grown_csv(chance: Chance) -> bytes:
    mark = chance.choice(",;\t|")
    rows = [mark.join(chance.sample(("text", "title", "date", "url", '"body"', "", "x\0"), chance.randint(1, 5)))]
    for _ in range(chance.randint(0, 12)):
        cells = (_words(chance, 3) * chance.choice((1, 1, 1, 500)) for _ in range(chance.randint(0, 6)))
        rows.append(mark.join(f'"{cell}"' if chance.random() < 0.5 else cell for cell in cells))
    return chance.choice(("\n", "\r\n", "\r")).join(rows).encode(chance.choice(ENCODINGS), "replace")


def _grown_html(chance: Chance) -> bytes:
    tags = (
        "p",
        "div",
        "table",
        "tr",
        "td",
        "ul",
        "li",
        "a",
        "b",
        "svg",
        "title",
        "script",
        "style",
        "pre",
        "article",
        "h1",
        "form",
        "br",
        "blockquote",
        "q",
        "template",
        "frameset",
        "plaintext",
        "x-y",
    )
    heads = (
        '<meta charset="utf-7">',
        '<meta property="article:published_time" content="9999-99-99">',
        f'<script type="application/ld+json">{_value(chance, 4)}</script>',
        f"<title>{_words(chance, 2)}</title>",
        '<link rel="canonical" href="http://[">',
        '<base href="data:,">',
    )
    page = ["<!doctype html><html><head>", *chance.sample(heads, 3), "</head><body>"]
    for _ in range(chance.randint(0, 60)):
        tag = chance.choice(tags)
        opened = f"<{tag} {_words(chance, 1)}>" if chance.random() < 0.3 else f"<{tag}>"
        page.append(opened * chance.choice((1, 1, 1, 1, 400)))
        page.append(_words(chance, 3))
        page.append(f"</{chance.choice((tag, chance.choice(tags)))}>" if chance.random() < 0.6 else "")
    return "".join(page).encode("utf-8", "replace")


def _grown_md(chance: Chance) -> bytes:
    values = (
        "Talks: on",
        "[a",
        "{a: b",
        "&a [*a]",
        "*b",
        "!!python/object:os.system",
        "2024-13-45",
        "0x" + "f" * 3000,
        "'",
        "|",
        ">",
        "1:1:1",
        "!!binary x",
        "<<",
        "@",
        "%",
        "- - -",
        "~",
    )
    names = ("title", "date", "source", "? [a]", "? 0x" + "f" * 5000 + "\n", "<<", "- a", "url", "1", "null", "a b")
    lines = [f"{chance.choice(names)}: {chance.choice(values)}" for _ in range(chance.randint(0, 6))]
    front = "\n".join(("---", *lines, "---", "")) if chance.random() < 0.5 else ""
    if chance.random() < 0.2:
        front = front.replace("---", "+++").replace(": ", " = ")
    blocks = (
        "# ",
        "> ",
        "- ",
        "```\n",
        "~~~",
        "    ",
        "|--|--|\n",
        "***\n",
        "<!-- ",
        "[a]: http://b\n",
        "![a](b(c)",
        "[a](<b> 'c')",
        "**",
        "_",
        "`",
        "\\",
        "1. ",
        "===\n",
        "&#9999999;",
        "<http://a>",
    )
    parts = (chance.choice(blocks) * chance.choice((1, 1, 2, 300)) + _words(chance, 2) for _ in range(30))
    return (front + chance.choice(("", "\n")).join(parts)).encode("utf-8", "replace")


def pdf_of(objects: Sequence[bytes | str], trailer: str = "/Root 1 0 R", end: str = "%%EOF") -> bytes:
    """Return a PDF of the objects given, numbered from 1, with a right table of their places."""
    data, places = b"%PDF-1.4\n", []
    for number, content in enumerate(objects, start=1):
        places.append(len(data))
        data += b"%d 0 obj\n%s\nendobj\n" % (number, content.encode("latin-1") if isinstance(content, str) else content)
    table = "".join(f"{place:010d} 00000 n \n" for place in places)
    size = len(objects) + 1
    tail = (
        f"xref\n0 {size}\n0000000000 65535 f \n{table}trailer<</Size {size}{trailer}>>\nstartxref\n{len(data)}\n{end}"
    )
    return data + tail.encode("latin-1")


def stream_of(data: bytes, facts: str = "", length: int | None = None) -> bytes:
    """Return a PDF's stream object."""
    return b"<</Length %d%s>>stream\n%s\nendstream" % (len(data) if length is None else length, facts.encode(), data)


CATALOG = "<</Type/Catalog/Pages 2 0 R>>"
FONT = "<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>"
DRAWN = b"BT /F1 12 Tf 72 700 Td (The minister said that it was so.) Tj ET\n"


def page_of(contents: str = "5 0 R", more: str = "") -> str:
    """Return a page, object 4 below the tree in object 2, with the font of object 3."""
    resources = f"/Resources<</Font<</F1 3 0 R>>{more}>>"
    return f"<</Type/Page/Parent 2 0 R/MediaBox[0 0 600 800]{resources}/Contents {contents}>>"


def one_page(contents: bytes, *more: bytes | str, within: str = "") -> bytes:
    """Return a PDF of one page; `more` are objects from number 6 on, `within` goes into the page's resources."""
    return pdf_of([CATALOG, "<</Type/Pages/Count 1/Kids[4 0 R]>>", FONT, page_of(more=within), contents, *more])


def _grown_pdf(chance: Chance) -> bytes:
    def reference() -> str:
        return f"{chance.randint(0, 9)} 0 R"

    drawing = " ".join(
        chance.choice(
            (
                "BT",
                "ET",
                "/F1 12 Tf",
                "1 0 0 1 9 9 cm",
                "q",
                "Q",
                "(a\\",
                "[(a) -999999999 (b)] TJ",
                "T*",
                "1e99 0 Td",
                "/X Do",
                "<6",
                "<<",
                "]",
                "BI /W 9 ID x EI",
                "(The minister said so.) Tj",
                "/F9 0 Tf",
                "0 0 0 0 0 0 Tm",
                "'",
                "NaN Tc",
            )
        )
        for _ in range(chance.choice((5, 40, 400)))
    ).encode()
    filters = chance.choice(
        (
            "",
            "/Filter/FlateDecode",
            "/Filter/ASCIIHexDecode",
            "/Filter[/FlateDecode/LZWDecode]",
            "/Filter/ASCII85Decode",
            "/Filter/Crypt",
            "/Filter/RunLengthDecode",
        )
    )
    packed = zlib.compress(drawing) if "Flate" in filters and chance.random() < 0.8 else drawing
    length = chance.choice((None, None, 0, -1, 10**9, len(packed) + 5))
    map_of_font = stream_of(b"1 beginbfrange <00> <ffffffff> <d800> endbfrange 1 beginbfchar <41> <d83d> endbfchar")
    kids = " ".join(chance.choice(("4 0 R", "4 0 R", "2 0 R", reference(), "null", "<<>>")) for _ in range(3))
    objects = [
        CATALOG,
        f"<</Type/Pages/Count {chance.choice((1, 0, -1, 10**9))}/Kids[{kids}]>>",
        chance.choice(
            (FONT, f"<</Type/Font/Subtype/Type0/ToUnicode 6 0 R/DescendantFonts[{reference()}]>>", reference())
        ),
        page_of(chance.choice(("5 0 R", "[5 0 R 5 0 R]", reference())), f"/XObject<</X {reference()}>>"),
        stream_of(packed, filters, length),
        map_of_font,
        stream_of(b"/X Do " + DRAWN, f"/Type/XObject/Subtype/Form/Resources<</XObject<</X {reference()}>>>>"),
    ]
    trailer = f"/Root {chance.choice(('1 0 R', reference()))}/Info {reference()}"
    trailer += chance.choice(
        ("", f"/Prev {chance.randint(0, 900)}", "/Encrypt<</Filter/Standard/V 4/R 4>>", f"/Encrypt {reference()}")
    )
    return pdf_of(objects, trailer, chance.choice(("%%EOF", "", "startxref\n9\n%%EOF")))


XMLNS = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
PARAGRAPH = f"<w:p><w:r><w:t>{ENGLISH}</w:t></w:r></w:p>"


def docx_of(body: str, dtd: str = "", others: Mapping[str, bytes] | None = None, *, whole: str | None = None) -> bytes:
    """Return a DOCX with this body; `others` replaces parts, or adds them."""
    main = (
        whole
        if whole is not None
        else f'<?xml version="1.0"?>{dtd}<w:document {XMLNS}><w:body>{body}</w:body></w:document>'
    )
    parts = _parts() | {"word/document.xml": main.encode("utf-8", "replace")} | dict(others or {})
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in parts.items():
            archive.writestr(name, data)
    return packed.getvalue()


@cache
def _parts() -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(word(ENGLISH))) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def _grown_docx(chance: Chance) -> bytes:
    def block(depth: int) -> str:
        if depth == 0 or chance.random() < 0.5:
            text = _words(chance, 2).replace("&", "&amp;").replace("<", "&lt;")
            inner = "".join(c for c in text if c.isprintable() or c == "\n")
            odd = chance.choice(
                ("", "<w:br/>", "<w:tab/>", "&#xD800;", "&a;", "<w:t/>", "<w:sym/>", "<x/>", "<!-- -->")
            )
            return f"<w:p><w:r><w:t>{inner}</w:t>{odd}</w:r></w:p>"
        facts = chance.choice(
            (
                "",
                '<w:gridSpan w:val="2"/>',
                '<w:gridSpan w:val="99999999"/>',
                '<w:gridSpan w:val="x"/>',
                "<w:vMerge/>",
                '<w:vMerge w:val="restart"/>',
                '<w:vMerge w:val="?"/>',
            )
        )
        cells = "".join(f"<w:tc><w:tcPr>{facts}</w:tcPr>{block(depth - 1)}</w:tc>" for _ in range(chance.randint(0, 3)))
        return f"<w:tbl>{f'<w:tr>{cells}</w:tr>' * chance.choice((0, 1, 2, 30))}</w:tbl>"

    dtd = chance.choice(
        ("", "", '<!DOCTYPE a [<!ENTITY a "aaa">]>', '<!DOCTYPE a [<!ENTITY a SYSTEM "file:///etc/passwd">]>')
    )
    broken = chance.choice(sorted(_parts()))
    damaged = {} if chance.random() < 0.6 else {broken: _damaged(_parts()[broken], chance)}
    return docx_of("".join(block(3) for _ in range(chance.randint(0, 8))), dtd, damaged)


def _grown_other(chance: Chance) -> bytes:
    start = chance.choice(
        (
            b"<?xml version='1.0'?>",
            b"{\\rtf1",
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",
            b"PK\x05\x06",
            b"\x1f\x8b",
            b"BZh91AY&SY",
            b"\x89PNG\r\n",
            b"\x7fELF",
            b"<rss>",
            b"%!PS",
            b"MZ",
            b"",
            b"#!/bin/sh\n",
        )
    )
    return start + chance.randbytes(chance.choice((0, 10, 3000)))


PAGE = f"""<!doctype html><html><head><meta charset="utf-8"><title>Talks go on</title>
<meta property="article:published_time" content="2024-03-05T10:00:00Z"></head><body><nav><a href="/">Home</a></nav>
<article><h1>Talks go on</h1><p>{ENGLISH}</p><p>{FRENCH}</p></article><footer>Copyright 2021</footer></body></html>"""
MARKDOWN = (
    f"---\ntitle: Talks\ndate: 2024-03-05\ntags: [a, b]\n---\n\n# Talks\n\n{ENGLISH}\n\n```\ncode\n```\n\n- {FRENCH}\n"
)


def _locked(password: str, algorithm: str) -> bytes:
    writer = pypdf.PdfWriter(clone_from=io.BytesIO(pdf(["The minister said yes."])))
    writer.encrypt(password, owner_password="owner", algorithm=algorithm)
    saved = io.BytesIO()
    writer.write(saved)
    return saved.getvalue()


@cache
def _valid(kind: str) -> Sequence[bytes]:
    """Return valid files of a format, from which malformed ones are made."""
    records = [{"text": text, "title": "Talks", "date": "2024-03-05"} for text in TEXTS]
    rows = "".join(f'"{text}",Talks,2024-03-05\r\n' for text in TEXTS)
    made: dict[str, Sequence[bytes | str]] = {
        "txt": [*TEXTS, RUSSIAN.encode("cp1251"), FRENCH.encode("utf-16")],
        "md": [MARKDOWN, MARKDOWN.replace("\n", "\r\n"), MARKDOWN.replace("---", "+++").replace(": ", " = ")],
        "json": [json.dumps(records), json.dumps({"articles": records}, ensure_ascii=False), json.dumps(records[0])],
        "jsonl": ["\n".join(map(json.dumps, records))],
        "csv": [f"text,title,date\r\n{rows}", f"text,title,date\r\n{rows}".replace(",", "\t")],
        "html": [PAGE, PAGE.encode("utf-16")],
        "pdf": [
            pdf(["The minister said yes.", "He left."], "/Title(Talks)/CreationDate(D:20240305101010Z)"),
            one_page(stream_of(zlib.compress(DRAWN), "/Filter/FlateDecode")),
            *(_locked(password, name) for password in ("", "secret") for name in ("RC4-128", "AES-256")),
        ],
        "docx": [word(ENGLISH, [["a", "b"], ["c", "d"]], title="Talks"), docx_of(PARAGRAPH)],
        "other": [b"<?xml version='1.0'?><rss><item>So</item></rss>", b"{\\rtf1 So}", bytes(600)],
    }
    return [data if isinstance(data, bytes) else data.encode("utf-8") for data in made[kind]]


_GROWN: Mapping[str, Callable[[Chance], bytes]] = {
    "txt": _grown_txt,
    "md": _grown_md,
    "json": _grown_json,
    "jsonl": _grown_jsonl,
    "csv": _grown_csv,
    "html": _grown_html,
    "pdf": _grown_pdf,
    "docx": _grown_docx,
    "other": _grown_other,
}
FORMATS = tuple(_GROWN)


# Files that were made to fill the memory or never to end --------------------------------------

E = ENGLISH + "\n\n"
_TREE = "<</Type/Pages/Count 1/Kids[{0} 0 R {0} 0 R]>>"
_FORM = "/Type/XObject/Subtype/Form/Resources<</Font<</F1 3 0 R>>/XObject<</X {0} 0 R>>>>"
_CELL = "<w:tr><w:tc><w:tcPr>{0}</w:tcPr>" + PARAGRAPH + "</w:tc></w:tr>"


def _merged(rows: int) -> bytes:
    first, rest = _CELL.format('<w:vMerge w:val="restart"/>'), _CELL.format("<w:vMerge/>")
    return docx_of(f"<w:tbl>{first}{rest * rows}</w:tbl>")


def _pages(count: int, contents: bytes) -> bytes:
    tree = f"<</Type/Pages/Count {count}/Kids[{'4 0 R ' * count}]>>"
    return pdf_of([CATALOG, tree, FONT, page_of(), contents])


def _zip_directory(entries: int) -> bytes:
    entry = b"PK\x01\x02" + bytes(24) + b"\x01\0" + bytes(16) + b"a"
    size = (entries * len(entry)).to_bytes(4, "little")
    return (
        b"PK\x03\x04" + bytes(26) + entry * entries + b"PK\x05\x06\0\0\0\0\xff\xff\xff\xff" + size + b"\x1e\0\0\0\0\0"
    )


def _laughs(count: int) -> str:
    """Return entities each of which holds the one before ten times."""
    held = (f'<!ENTITY e{i + 1} "' + f"&e{i};" * 10 + '">' for i in range(count))
    return f'<!DOCTYPE a [<!ENTITY e0 "aaaaaaaaaa">{"".join(held)}]>'


def _encrypted_entry() -> bytes:
    data = bytearray(word(ENGLISH))
    at = data.find(b"PK\x01\x02")
    data[at + 8] |= 1
    return bytes(data)


Special = Callable[[], tuple[str, bytes | str]]
SPECIALS: dict[str, Special] = {
    # What is long or has no end.
    "front matter of many lines": lambda: ("a.md", "---\n" + "a: b\n" * 200_000 + "---\n" + E),
    "front matter of spaces": lambda: ("a.md", f"---\na: x{' ' * 40_000}y: @\nb: @\n---\n{E}"),
    "front matter nested": lambda: ("a.md", f"---\na: {'[' * 40_000}\n---\n{E}"),
    "front matter that laughs": lambda: (
        "a.md",
        "---\na0: &a0 [x, x]\n" + "".join(f"a{i + 1}: &a{i + 1} [*a{i}, *a{i}]\n" for i in range(60)) + f"---\n{E}",
    ),
    "front matter with a huge key": lambda: ("a.md", f"---\n? 0x{'f' * 9000}\n: b\ntitle: x\n---\n{E}"),
    "front matter within itself": lambda: ("a.md", f"---\ntitle: &a {{name: *a}}\nsource: *a\n---\n{E}"),
    "markdown line of spaces": lambda: ("a.md", f"{E}\n{' ' * 200_000}x"),
    "markdown rule without end": lambda: ("a.md", f"{E}\n--{' ' * 200_000}x"),
    "markdown backticks": lambda: ("a.md", E + " ".join("`" * i for i in range(1, 600))),
    "markdown of 20 MB": lambda: ("a.md", E * 180_000),
    **{
        f"markdown of {part!r}": lambda part=part: ("a.md", E + part * (100_000 // len(part)))
        for part in (
            "`a``b```c",
            "**a *b",
            "[a](",
            "<a ",
            "_a__b",
            "\\[",
            "![a",
            "- " * 20 + "\n",
            '[a]: <b> "c\n',
            "<!-- a -",
            "*_*_a",
            "[a]:\n",
            "> a\n",
            "<![CDATA[",
            "(\\(",
            "&#9;",
            "> " * 50 + "\n",
        )
    },
    "share line of digits": lambda: ("a.txt", f"Share {'1' * 60}!\n\n{E}"),
    "line of a date and dots": lambda: ("a.txt", f"Talks go on\n2024-03-05 {'.' * 60}q\n\n{E}"),
    "line of a date and digits": lambda: ("a.txt", f"Talks go on\n2024-03-05 {'1' * 60}q\n\n{E}"),
    "share line of copied links": lambda: ("a.txt", f"Share {'copy link' * 25}!\n\n{E}"),
    "text of 2 MB without a space": lambda: ("a.txt", "a.A" * 700_000),
    "text of quotes without a space": lambda: ("a.txt", 'a."A' * 300_000),
    "text of opening marks": lambda: ("a.txt", "! " + "“" * 1_000_000),
    "text of white space": lambda: ("a.txt", "a" + " " * 20_000_000 + "b"),
    "text of short lines": lambda: ("a.txt", "a\n" * 400_000),
    "text of too many lines": lambda: ("a.txt", "a\n" * 40_000_000),
    "text of 100 MB in one line": lambda: ("a.txt", "word " * 20_000_000),
    "text of control characters": lambda: ("a.txt", (ENGLISH * 3000).encode() + b"\x80\x01" * 10_000_000),
    "text of NULs": lambda: ("a.txt", bytes(50_000_000)),
    "text of 300 kB of open brackets": lambda: ("a.txt", "(" * 300_000),
    "word of 1 MB in a sentence": lambda: ("a.txt", f"He said {'x' * 1_000_000} and left."),
    "json nested": lambda: ("a.json", "[" * 5_000_000),
    "json of empty objects": lambda: ("a.json", "[" + "{}," * 20_000_000 + "{}]"),
    "json of numbers": lambda: ("a.json", "[" + "1," * 30_000_000 + "1]"),
    "json of bad lines": lambda: ("a.jsonl", json.dumps({"text": ENGLISH}) + "\n" + "{\n" * 20_000_000),
    "json of blank lines": lambda: ("a.jsonl", json.dumps({"text": ENGLISH}) + "\n" * 60_000_000),
    "json of values after each other": lambda: ("a.json", json.dumps({"text": ENGLISH}) + " 1" * 20_000_000),
    "json of spaces": lambda: ("a.json", "{" + " " * 60_000_000 + "]"),
    "json with a huge number": lambda: ("a.json", f'{{"text": {json.dumps(ENGLISH)}, "date": {"9" * 4000}}}'),
    "table with an endless header": lambda: ("a.csv", "text," + "a," * 20_000_000),
    "table with a wide row": lambda: ("a.csv", f'text,b\n"{ENGLISH}"\n' + "ab," * 6_000_000),
    "table with an open quote": lambda: ("a.csv", f'text,b\n"{ENGLISH}",b\n"' + "ab,\n" * 10_000_000),
    "table with an endless row": lambda: ("a.csv", f'text\n"{ENGLISH}"\n' + '"a\n",' * 8_000_000),
    "table of blank lines": lambda: ("a.csv", f'text\n"{ENGLISH}"\n' + "\n" * 60_000_000),
    "page of 20 MB": lambda: ("a.html", "<html><body>" + f"<p>{ENGLISH}</p>" * 200_000),
    "page of 4 MB": lambda: ("a.html", "<html><body>" + f"<p>{ENGLISH}</p>" * 40_000),
    "page of a huge number": lambda: (
        "a.html",
        f"<html><body>{'<div>' * 3000}So &#{'9' * 5000}; it was.</body></html>",
    ),
    **{
        f"page of {part!r}": lambda part=part: ("a.html", f"<html><body>{part * (400_000 // len(part))}{E}")
        for part in (
            "<table><tr><td>",
            "<a href=x>a</a>",
            "<b>The <i>min</b></i>",
            "<ul><li>So",
            "<p a=",
            "2024-01-01 ",
            "1",
            "<br>",
            "<!",
            "<font><a>",
            "&amp;",
            "<svg><p>",
            "<select><option>a",
        )
    },
    "page of 10 MB in one line": lambda: ("a.html", "<html><body><p>" + "word " * 2_000_000),
    "page of nested JSON": lambda: (
        "a.html",
        f'<html><head><script type="application/ld+json">{"[" * 100_000}</script></head><body><p>{E * 5}',
    ),
    # PDFs.
    "pdf of pages that share a tree": lambda: (
        "a.pdf",
        pdf_of(
            [
                CATALOG,
                _TREE.format(6),
                FONT,
                page_of(),
                stream_of(DRAWN),
                *(_TREE.format(7 + i) for i in range(30)),
                "<</Type/Pages/Count 1/Kids[4 0 R]>>",
            ]
        ),
    ),
    "pdf of pages in a circle": lambda: (
        "a.pdf",
        pdf_of([CATALOG, "<</Type/Pages/Count 1/Kids[2 0 R 4 0 R]>>", FONT, page_of(), stream_of(DRAWN)]),
    ),
    "pdf of pages that share a drawing": lambda: ("a.pdf", _pages(4000, stream_of(DRAWN * 300))),
    "pdf of too many pages": lambda: ("a.pdf", _pages(6000, stream_of(DRAWN))),
    "pdf with a bomb": lambda: (
        "a.pdf",
        one_page(stream_of(zlib.compress(zlib.compress(b" " * 300_000_000)), "/Filter[/FlateDecode/FlateDecode]")),
    ),
    "pdf with a large drawing": lambda: (
        "a.pdf",
        one_page(stream_of(zlib.compress(b"BT /F1 9 Tf " + b"(a) Tj " * 2_000_000 + b"ET"), "/Filter/FlateDecode")),
    ),
    "pdf of open brackets": lambda: ("a.pdf", one_page(stream_of(b"[" * 1_000_000))),
    "pdf of open dictionaries": lambda: ("a.pdf", one_page(stream_of(b"<<" * 500_000))),
    "pdf of an open string": lambda: ("a.pdf", one_page(stream_of(b"(" * 1_000_000))),
    "pdf of a form within itself": lambda: (
        "a.pdf",
        one_page(
            stream_of(DRAWN + b"/X Do"), stream_of(b"/X Do /X Do", _FORM.format(6)), within="/XObject<</X 6 0 R>>"
        ),
    ),
    "pdf of forms that share forms": lambda: (
        "a.pdf",
        one_page(
            stream_of(b"/X Do"),
            *(stream_of(b"/X Do /X Do", _FORM.format(7 + i)) for i in range(30)),
            stream_of(DRAWN),
            within="/XObject<</X 6 0 R>>",
        ),
    ),
    "pdf of one drawing many times": lambda: (
        "a.pdf",
        pdf_of(
            [
                CATALOG,
                "<</Type/Pages/Count 1/Kids[4 0 R]>>",
                FONT,
                page_of(f"[{'5 0 R ' * 20_000}]"),
                stream_of(DRAWN * 500),
            ]
        ),
    ),
    "pdf without a table, many objects": lambda: (
        "a.pdf",
        b"%PDF-1.4\n" + b"".join(b"%d 0 obj\n<<>>\nendobj\n" % i for i in range(100_000)) + b"trailer<</Root 1 0 R>>",
    ),
    "pdf of 10 MB that is nothing": lambda: ("a.pdf", b"%PDF-1.4\n" + b"1 0 obj <</A 2 0 R>> " * 500_000),
    "pdf whose table comes before itself": lambda: (
        "a.pdf",
        one_page(stream_of(DRAWN)).replace(b"/Root 1 0 R", b"/Root 1 0 R/Prev 9"),
    ),
    "pdf with a password": lambda: ("a.pdf", _locked("secret", "AES-256")),
    # DOCX.
    "docx that unpacks to 300 MB": lambda: (
        "a.docx",
        docx_of(PARAGRAPH, others={"word/media/a.bmp": bytes(300_000_000)}),
    ),
    "docx with a large main part": lambda: ("a.docx", docx_of(PARAGRAPH + "<w:p/>" * 20_000_000)),
    "docx of many runs": lambda: ("a.docx", docx_of(f"<w:p>{'<w:r><w:t>a</w:t></w:r>' * 300_000}</w:p>")),
    "docx of a long text": lambda: ("a.docx", docx_of(f"<w:p><w:r><w:t>{'a' * 100_000_000}</w:t></w:r></w:p>")),
    "docx with a cell as wide as memory": lambda: (
        "a.docx",
        docx_of("<w:tbl>" + _CELL.format('<w:gridSpan w:val="900000000"/>') + "</w:tbl>"),
    ),
    "docx with a cell over many rows": lambda: ("a.docx", _merged(3000)),
    "docx nested": lambda: ("a.docx", docx_of("<w:tbl><w:tr><w:tc>" * 5000 + PARAGRAPH)),
    "docx that laughs": lambda: ("a.docx", docx_of("<w:p><w:r><w:t>&e12;</w:t></w:r></w:p>" + PARAGRAPH, _laughs(12))),
    "docx that names a file": lambda: (
        "a.docx",
        docx_of(
            f"<w:p><w:r><w:t>&e;</w:t></w:r></w:p>{PARAGRAPH}",
            f'<!DOCTYPE a [<!ENTITY e SYSTEM "{Path(__file__).as_uri()}">]>',
        ),
    ),
    "docx with laughing properties": lambda: (
        "a.docx",
        docx_of(PARAGRAPH, others={"docProps/core.xml": f"<?xml version='1.0'?>{_laughs(12)}<a>&e12;</a>".encode()}),
    ),
    "docx with a password": lambda: ("a.docx", _encrypted_entry()),
    "docx of many parts": lambda: ("a.docx", docx_of(PARAGRAPH, others={f"a{i}": b"" for i in range(21_000)})),
    "zip with a long directory": lambda: ("a.docx", _zip_directory(1_500_000)),
}
