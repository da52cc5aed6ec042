"""The volume 案卷: one PDF with cover, index and page numbers, of the papers as they were handed out.

Copies of sealed papers: pages in another file cannot carry their seal, so the index has each paper's SM3 and the paper its code.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from io import BytesIO

from pypdf import PdfReader, PdfWriter
from pypdf.generic import NameObject

from zhicheng.flow.papers.files import sm3
from zhicheng.flow.papers.typesetting import set_pages
from zhicheng.flow.papers.values import IndexRow
from zhicheng.kernel.errors import BadInput


@dataclass(frozen=True, slots=True)
class Part:
    """One paper of the volume, in its place."""

    name: str
    number: str
    day: str
    pdf: bytes


@dataclass(frozen=True, slots=True)
class Volume:
    """The file; its index as the paper 案卷目录 (D81) wants it; how many numbered pages; the digest of the whole."""

    pdf: bytes
    index: tuple[IndexRow, ...]
    pages: int
    sha256: str


def assemble(agency: str, cover: Sequence[tuple[str, str]], parts: Sequence[Part], *, at: datetime) -> Volume:
    """Cover, index, then every paper with running page numbers. BadInput for a file that cannot be read."""
    if not parts:
        raise BadInput(
            "案卷里还没有定稿的文书，请先定稿。", "There is no final paper in this case yet; finalise one first."
        )
    readers = [_open(part) for part in parts]
    index, rows, first = [], [], 1
    for part, reader in zip(parts, readers, strict=True):
        last = first + len(reader.pages) - 1
        page = str(first) if last == first else f"{first}–{last}"
        index.append(IndexRow(name=part.name, number=part.number, day=part.day, page=page))
        rows.append({"name": part.name, "number": part.number, "day": part.day, "page": page, "sm3": sm3(part.pdf)})
        first = last + 1
    front = set_pages("V01", {"agency": agency, "cover": [list(c) for c in cover], "index": rows}, at)
    pdf = _bound(front, readers, first - 1, at)
    return Volume(pdf, tuple(index), first - 1, hashlib.sha256(pdf).hexdigest())


def _open(part: Part) -> PdfReader:
    try:
        reader = PdfReader(BytesIO(part.pdf))
        len(reader.pages)
    except Exception as error:  # pypdf raises what it meets: whatever it is, this file cannot be bound
        raise BadInput(
            f"《{part.name}》{part.number} 的文件读不出来，请从备份恢复。",
            f"The file of {part.number} cannot be read; restore it from a backup.",
        ) from error
    return reader


def _bound(front: bytes, readers: Sequence[PdfReader], count: int, at: datetime) -> bytes:
    writer = PdfWriter()
    writer.append(PdfReader(BytesIO(front)), import_outline=False)
    numbers = iter(PdfReader(BytesIO(set_pages("V02", {"first": 1, "count": count}, at))).pages)
    for reader in readers:
        for page in reader.pages:
            made = writer.add_page(page)
            made.pop(NameObject("/Annots"), None)  # the field of a seal that cannot hold here
            made.merge_page(next(numbers))
    writer.metadata = {"/Title": "案卷", "/Producer": "zhicheng"}
    out = BytesIO()
    writer.write(out)
    return out.getvalue()
