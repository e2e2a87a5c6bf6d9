"""PDF and DOCX files built from their parts, right or wrong as they come."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping, Sequence
from functools import cache

import pypdf
from reading import ENGLISH, pdf, word


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


XMLNS = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
PARAGRAPH = f"<w:p><w:r><w:t>{ENGLISH}</w:t></w:r></w:p>"


def docx_of(body: str, dtd: str = "", others: Mapping[str, bytes] | None = None, *, whole: str | None = None) -> bytes:
    """Return a DOCX with this body; `others` replaces parts, or adds them."""
    main = (
        whole
        if whole is not None
        else f'<?xml version="1.0"?>{dtd}<w:document {XMLNS}><w:body>{body}</w:body></w:document>'
    )
    parts = docx_parts() | {"word/document.xml": main.encode("utf-8", "replace")} | dict(others or {})
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in parts.items():
            archive.writestr(name, data)
    return packed.getvalue()


@cache
def docx_parts() -> dict[str, bytes]:
    """Return the parts of a whole DOCX, by name."""
    with zipfile.ZipFile(io.BytesIO(word(ENGLISH))) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def locked(password: str, algorithm: str) -> bytes:
    """Return a PDF that asks for a password."""
    writer = pypdf.PdfWriter(clone_from=io.BytesIO(pdf(["The minister said yes."])))
    writer.encrypt(password, owner_password="owner", algorithm=algorithm)
    saved = io.BytesIO()
    writer.write(saved)
    return saved.getvalue()
