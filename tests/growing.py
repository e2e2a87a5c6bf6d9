"""Malformed files of each format: grown from its grammar or from a valid file, then perhaps damaged."""

from __future__ import annotations

import json
import random
import zlib
from collections.abc import Callable, Mapping, Sequence
from functools import cache

from built import CATALOG, DRAWN, FONT, PARAGRAPH, docx_of, docx_parts, locked, one_page, page_of, pdf_of, stream_of
from reading import ENGLISH, FRENCH, RUSSIAN, SUFFIXES, TURKISH, pdf, word

Chance = random.Random


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


def made(kind: str, chance: Chance) -> tuple[str, bytes]:
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
    broken = chance.choice(sorted(docx_parts()))
    damaged = {} if chance.random() < 0.6 else {broken: _damaged(docx_parts()[broken], chance)}
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
            *(locked(password, name) for password in ("", "secret") for name in ("RC4-128", "AES-256")),
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
