"""Files that were made to fill the memory or never to end."""

from __future__ import annotations

import json
import zlib
from collections.abc import Callable
from pathlib import Path

from built import CATALOG, DRAWN, FONT, PARAGRAPH, docx_of, locked, one_page, page_of, pdf_of, stream_of
from reading import ENGLISH, word

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
    "pdf with a password": lambda: ("a.pdf", locked("secret", "AES-256")),
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
