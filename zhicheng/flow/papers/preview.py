"""What the form shows beside itself: the pages as pictures, what is missing or contradicts, the fields of each kind; and the proof behind
a QR code."""

from __future__ import annotations

import base64
from collections.abc import Mapping
from datetime import datetime
from typing import Any

import msgspec
from django.db.models import Q
from typing_extensions import TypedDict

from zhicheng.flow.papers import queries
from zhicheng.flow.papers.drawing import Agency, pictures
from zhicheng.flow.papers.kinds import Kind, kind_of, kinds
from zhicheng.flow.papers.models import Paper
from zhicheng.flow.papers.rules import CaseFacts, Draft, objections
from zhicheng.flow.papers.states import PAPER
from zhicheng.flow.papers.values import read_fields
from zhicheng.kernel.calendar import CHINA
from zhicheng.kernel.errors import BadInput, NotFound

PPI = 96
MOST_PAGES = 30


class PaperChoice(TypedDict):
    code: str
    name: str


class PaperField(TypedDict):
    """One field of a form; `needed` always, `only_if` on any of these conditions (`hearing`, `penalty=fine|penalty=warning_fine`)."""

    id: str
    type: str
    name: str
    name_en: str
    needed: bool
    only_if: str
    choices: list[PaperChoice]


class PaperKind(TypedDict):
    code: str
    name: str
    name_en: str
    article: str
    sign: list[str]
    seal: bool
    fields: list[PaperField]


class PaperProblem(TypedDict):
    """One reason against finalising."""

    field: str
    rule: str
    text: str
    text_en: str


class PaperPreview(TypedDict):
    """`pages` are PNG pictures, base64."""

    title: str
    pages: list[str]
    problems: list[PaperProblem]


class PaperProof(TypedDict):
    """What anybody who holds a paper may know of it: is it ours, does it hold, which file is it. Nobody's name."""

    number: str
    title: str
    agency: str
    state: str
    state_name: str
    made_on: str
    pages: int
    sealed: bool
    sha256: str
    sm3: str


def all_kinds() -> list[PaperKind]:
    return [one_kind(kind) for kind in kinds().values()]


def one_kind(kind: Kind) -> PaperKind:
    """A kind with its fields, as a form is drawn from it."""
    only: dict[str, list[str]] = {}
    for (name, code), fields in kind.conditions.items():
        for f in fields:
            only.setdefault(f, []).append(f"{name}={code}" if code else name)
    return {
        "code": kind.code, "name": kind.name.zh, "name_en": kind.name.en, "article": kind.article, "sign": list(kind.sign), "seal": kind.seal,
        "fields": [
            {
                "id": f.id, "type": f.type, "name": f.name.zh, "name_en": f.name.en, "needed": f.id in kind.needs,
                "only_if": "|".join(only.get(f.id, ())),
                "choices": [{"code": code, "name": name} for code, name in f.choices.items()],
            }
            for f in kind.fields.values()
        ],
    }  # fmt: skip


def shown(
    code: str, fields: Mapping[str, Any], agency: Mapping[str, Any], case: Mapping[str, Any] | None, *, at: datetime
) -> PaperPreview:
    """The draft as it would print now, and everything that stands against its being final."""
    kind = kind_of(code)
    issuer = _typed(agency, Agency, "agency")
    facts = _typed(case, CaseFacts, "case") if case else None
    values = read_fields(kind, fields)
    others = tuple(queries.made(p) for p in queries.of_case(facts.no)) if facts else ()
    found = objections(Draft(kind, values, at, facts, others, issuer.url, issuer.short))
    pages = _pages(kind, values, issuer, at)
    return {
        "title": kind.title(values), "pages": [base64.b64encode(p).decode() for p in pages[:MOST_PAGES]],
        "problems": [{"field": o.field, "rule": o.rule, "text": o.said.zh, "text_en": o.said.en} for o in found],
    }  # fmt: skip


def _pages(kind: Kind, values: Mapping[str, Any], issuer: Agency, at: datetime) -> list[bytes]:
    try:
        return pictures(kind.code, values, issuer, at=at, ppi=PPI)
    except ValueError:  # an article that is none cannot be written; the problems say so
        return []


def _typed(given: Mapping[str, Any], shape: Any, name: str) -> Any:
    try:
        return msgspec.convert(given, shape)
    except msgspec.ValidationError as error:
        raise BadInput(
            f"「{name}」不对：{error}，请按接口说明填写。", f"{name} is not right: {error}.", field=name
        ) from None


def proof(code: str) -> PaperProof:
    """The paper with this code, once it has a number; a slip that a phone printed with no network knows only the number."""
    paper = Paper.objects.filter(Q(code=code.upper()) | Q(number=code), number__isnull=False).first()
    if paper is None:
        raise NotFound("没有这个核验码的文书，请核对。", "There is no paper with this code; compare it.")
    assert paper.numbered_at is not None
    return {
        "number": paper.number or "", "title": queries.made(paper).title, "agency": paper.agency["name"], "state": paper.state,
        "state_name": PAPER.states[paper.state], "made_on": paper.numbered_at.astimezone(CHINA).date().isoformat(), "pages": paper.pages,
        "sealed": paper.level.startswith("pades"), "sha256": paper.pdf_sha256, "sm3": paper.pdf_sm3,
    }  # fmt: skip
