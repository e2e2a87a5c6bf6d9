"""What the tests of readers share: texts in several languages, documents made on the spot."""

import io
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import docx

from index import readers
from index.article import Article

RUSSIAN = (
    "Министр заявил, что переговоры продолжатся в следующем месяце. По его словам, стороны договорились "
    "о встрече. «Мы готовы к разговору», – сказал он журналистам."
)
TURKISH = (
    "Bakan, görüşmelerin gelecek ay süreceğini söyledi. Açıklamada tarafların buluşmak üzere anlaştığı "
    "belirtildi. “Konuşmaya hazırız” diye ekledi. Şimdiye kadar sorun çözülmedi."
)
FRENCH = (
    "Le ministre a déclaré que les négociations se poursuivraient le mois prochain. Selon lui, les deux "
    "parties se sont mises d’accord. « Nous sommes prêts », a-t-il ajouté."
)
ENGLISH = "The minister said that the talks would go on next month. “We are ready,” he told the press."
SUFFIXES = (".txt", ".md", ".json", ".jsonl", ".html", ".pdf", ".docx", ".csv", "")


def read(path: Path, data: bytes | str) -> readers.Reading:
    path.write_bytes(data.encode("utf-8") if isinstance(data, str) else data)
    return readers.read(path, path.read_bytes())


def article(path: Path, data: bytes | str) -> Article:
    reading = read(path, data)
    assert reading.problems == ()
    (only,) = reading.articles
    return only


def masked(found: Article) -> list[str]:
    return [span.of(found.text) for span in found.furniture]


def pdf(pages: Sequence[str], info: str = "") -> bytes:
    """A PDF with one line of text per page; `info` goes into its document information dictionary."""
    kids = " ".join(f"{5 + 2 * page} 0 R" for page in range(len(pages)))
    objects = [
        "<</Type/Catalog/Pages 2 0 R>>",
        f"<</Type/Pages/Count {len(pages)}/Kids[{kids}]>>",
        "<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
        f"<<{info}>>",
    ]
    for text in pages:
        drawn = f"BT /F1 12 Tf 72 700 Td ({text}) Tj ET" if text else ""
        contents = len(objects) + 2
        objects += [
            "<</Type/Page/Parent 2 0 R/MediaBox[0 0 600 800]/Resources<</Font<</F1 3 0 R>>>>"
            f"/Contents {contents} 0 R>>",
            f"<</Length {len(drawn)}>>stream\n{drawn}\nendstream",
        ]
    data, places = b"%PDF-1.4\n", []
    for number, content in enumerate(objects, start=1):
        places.append(len(data))
        data += f"{number} 0 obj\n{content}\nendobj\n".encode("latin-1")
    table = "".join(f"{place:010d} 00000 n \n" for place in places)
    size = len(objects) + 1
    end = f"xref\n0 {size}\n0000000000 65535 f \n{table}trailer<</Size {size}/Root 1 0 R/Info 4 0 R>>\n"
    return data + f"{end}startxref\n{len(data)}\n%%EOF".encode("latin-1")


def word(*blocks: str | list[list[str]], **properties: Any) -> bytes:
    """A DOCX of paragraphs and tables, with core properties."""
    document = docx.Document()
    for block in blocks:
        if isinstance(block, str):
            document.add_paragraph(block)
            continue
        table = document.add_table(len(block), len(block[0]))
        for row, cells in enumerate(block):
            for column, text in enumerate(cells):
                table.cell(row, column).text = text
    for name, value in properties.items():
        setattr(document.core_properties, name, value)
    saved = io.BytesIO()
    document.save(saved)
    return saved.getvalue()
