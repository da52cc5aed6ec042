"""Papers over HTTP: the kinds for a form, a preview beside it, the proof behind a QR code."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from ninja import Field, Router, Schema

from zhicheng.flow.papers import preview
from zhicheng.flow.papers.preview import PaperKind, PaperPreview, PaperProof
from zhicheng.ground.people.auth import posted
from zhicheng.infra import clock
from zhicheng.infra.api import PROBLEMS

router = Router(tags=["papers"])


class PreviewIn(Schema):
    """A draft: the code of its kind, its fields, who issues it, what its case says of itself."""

    kind: str = Field(max_length=3)
    fields: dict[str, Any]
    agency: dict[str, Any]
    case: dict[str, Any] | None = None


@router.get("/papers/kinds", response={200: list[PaperKind], **PROBLEMS})
def all_kinds(request: HttpRequest) -> list[PaperKind]:
    """Every kind of paper with its fields, for a form."""
    posted(request)
    return preview.all_kinds()


@router.post("/papers/preview", response={200: PaperPreview, **PROBLEMS})
def show(request: HttpRequest, body: PreviewIn) -> PaperPreview:
    """The draft as pictures and everything that stands against its being final. Nothing is written."""
    posted(request)
    return preview.shown(body.kind, body.fields, body.agency, body.case, at=clock.now())


@router.get("/papers/proof/{code}", response={200: PaperProof, **PROBLEMS})
def proof(request: HttpRequest, code: str) -> PaperProof:
    """What a paper's QR code opens, for everybody: is it ours, does it hold, the digests of its file."""
    return preview.proof(code)
