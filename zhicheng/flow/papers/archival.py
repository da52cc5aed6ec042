"""Our own structural look at PDF/A-2b (ISO 19005-2): what can be seen in the file's objects. No full validator; claim no more than this.

Looked at: identification in the metadata, output intent, every font embedded, no encryption, no script, no outside file, no page action,
no transparency without its colour space, a file identifier.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from io import BytesIO
from typing import Any

from pypdf import PdfReader
from pypdf.errors import PyPdfError
from pypdf.generic import DictionaryObject, IndirectObject

FORBIDDEN = (
    "/JavaScript",
    "/Launch",
    "/Movie",
    "/Sound",
    "/ResetForm",
    "/ImportData",
    "/Hide",
    "/Rendition",
    "/Trans",
    "/GoTo3DView",
)
MOST_OBJECTS = 200_000


def problems(pdf: bytes) -> list[str]:
    """What is not as PDF/A-2b wants it; empty when nothing was found."""
    try:
        reader = PdfReader(BytesIO(pdf), strict=True)
        return [*_of_file(pdf, reader), *_of_fonts(reader), *_of_actions(reader)]
    except (PyPdfError, ValueError, KeyError, TypeError) as error:
        return [f"unreadable: {error}"]


def _of_file(pdf: bytes, reader: PdfReader) -> Iterator[str]:
    root: Any = reader.root_object
    if not re.match(rb"%PDF-1\.[4-7]\s+%[\x80-\xff]{4}", pdf[:32]):
        yield "the header has no binary comment"
    if reader.is_encrypted:
        yield "the file is encrypted"
    if "/ID" not in reader.trailer:
        yield "the trailer has no identifier"
    metadata = root.get("/Metadata")
    xmp = metadata.get_object().get_data() if metadata is not None else b""
    if not re.search(rb"pdfaid:part(>|=\")2", xmp) or not re.search(rb"pdfaid:conformance(>|=\")[ABU]", xmp):
        yield "the metadata does not say PDF/A-2"
    intents = [i.get_object() for i in root.get("/OutputIntents", ())]
    if not any(i.get("/S") == "/GTS_PDFA1" and "/DestOutputProfile" in i for i in intents):
        yield "there is no output intent with its profile"


def _of_fonts(reader: PdfReader) -> Iterator[str]:
    for font in _dictionaries(reader, "/Font"):
        inner = font.get("/DescendantFonts")
        described = inner.get_object()[0].get_object() if inner is not None else font
        descriptor = described.get("/FontDescriptor")
        files = descriptor.get_object().keys() if descriptor is not None else ()
        if font.get("/Subtype") != "/Type3" and not any(f in files for f in ("/FontFile", "/FontFile2", "/FontFile3")):
            yield f"the font {font.get('/BaseFont')} is not embedded"


def _of_actions(reader: PdfReader) -> Iterator[str]:
    root: Any = reader.root_object
    names = root.get("/Names")
    tables = names.get_object().keys() if names is not None else ()
    if any(key in root for key in ("/OpenAction", "/AA")) or any(
        t in tables for t in ("/EmbeddedFiles", "/JavaScript")
    ):
        yield "the file acts by itself or carries another"
    for thing in _dictionaries(reader, ""):
        if thing.get("/S") in FORBIDDEN:
            yield f"there is an action {thing['/S']}"


def _dictionaries(reader: PdfReader, kind: str) -> Iterator[DictionaryObject]:
    """Every dictionary of the file; of one /Type when it is named. Descendant fonts are seen with their parent."""
    known = set(reader.xref.get(0, {})) | set(reader.xref_objStm)
    for number in sorted(known)[:MOST_OBJECTS]:
        found = reader.get_object(IndirectObject(number, 0, reader))
        if not isinstance(found, DictionaryObject) or (kind and found.get("/Type") != kind):
            continue
        if kind != "/Font" or not str(found.get("/Subtype", "")).startswith("/CIDFont"):
            yield found
