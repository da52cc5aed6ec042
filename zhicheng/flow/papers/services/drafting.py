"""Drafts: written, changed, signed on glass, dropped. Nothing here takes a number."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from datetime import datetime
from typing import Any

import msgspec
from django.db import transaction

from zhicheng.flow.papers import handwriting
from zhicheng.flow.papers.drawing import Agency
from zhicheng.flow.papers.events import Signed, Voided, Written
from zhicheng.flow.papers.files import sm3
from zhicheng.flow.papers.kinds import Kind, kind_of
from zhicheng.flow.papers.models import Paper, Signature
from zhicheng.flow.papers.queries import paper_of
from zhicheng.flow.papers.rules import CaseFacts
from zhicheng.flow.papers.states import PAPER
from zhicheng.flow.papers.values import Fields, read_fields, stored
from zhicheng.infra import bulk
from zhicheng.infra.transitions import Step, advance, open_many
from zhicheng.kernel.errors import BadInput, NotAllowed
from zhicheng.kernel.ids import tracking_code

COLUMNS = (
    "kind", "case", "facts", "fields", "agency", "content_sha256", "code", "drafted_at",
    "pdf_sha256", "pdf_sm3", "pages", "level", "sm2", "void_reason",
)  # fmt: skip
CODE = 10


def content(kind: str, agency: Agency, values: Fields) -> bytes:
    """The canonical text of what a paper says: what people sign, before there is a number or a file."""
    told = {"agency": msgspec.to_builtins(agency), "fields": stored(values), "kind": kind}
    return msgspec.json.encode(told, order="sorted")


def draft(
    *, kind: str, fields: Mapping[str, Any], agency: Agency, actor: str, at: datetime, case: CaseFacts | None = None,
    when: datetime | None = None,
) -> Paper:  # fmt: skip
    """A new draft. Fields may still be missing, but what is there has to be of its type. `when`: it was written with no network."""
    values = read_fields(kind_of(kind), fields)
    text = content(kind, agency, values)
    with transaction.atomic():
        paper = Paper(
            pk=bulk.reserve_ids(Paper, 1)[0], kind=kind, case=case.no if case else "", facts=msgspec.to_builtins(case) if case else {},
            fields=stored(values), agency=msgspec.to_builtins(agency), content_sha256=hashlib.sha256(text).hexdigest(),
            code=tracking_code(CODE), drafted_at=when or at,
        )  # fmt: skip
        open_many([(paper, [_written("draft", paper, text, actor, when or at)])], PAPER, COLUMNS, at=at)
    return paper


def change(*, paper_id: int, fields: Mapping[str, Any], actor: str, at: datetime) -> Paper:
    """Other content in the same draft; what was signed before is not a signature of this content."""
    paper = paper_of(paper_id)
    values = read_fields(kind_of(paper.kind), fields)
    text = content(paper.kind, msgspec.convert(paper.agency, Agency), values)
    paper.content_sha256 = hashlib.sha256(text).hexdigest()
    columns = {"fields": stored(values), "content_sha256": paper.content_sha256}
    advance(paper, PAPER, _written("change", paper, text, actor, at, columns), at=at)
    return paper


def _written(
    action: str, paper: Paper, text: bytes, actor: str, at: datetime, columns: Mapping[str, Any] | None = None
) -> Step:
    def body(**moved: Any) -> Written:
        return Written(
            **moved, paper=paper.kind, case=paper.case, content_sha256=paper.content_sha256, content_sm3=sm3(text)
        )

    return Step(action, actor, at, body, columns=columns or {})


def sign(
    *, paper_id: int, role: str, name: str, content_sha256: str, actor: str, at: datetime, certificate: str = "", strokes: object = None,
    refused: str = "", when: datetime | None = None,
) -> Signature:  # fmt: skip
    """A trace on glass under exactly the content that was shown, or the note that somebody refuses (and why)."""
    paper, signed_at = paper_of(paper_id), when or at
    kind = kind_of(paper.kind)
    _may_sign(kind, paper, role, name, certificate, content_sha256, refused)
    trace = [] if refused else [[list(dot) for dot in stroke] for stroke in handwriting.read_strokes(strokes)]
    digest = handwriting.binding(
        content_sha256=content_sha256, role=role, name=name, certificate=certificate, signed_at=signed_at, strokes=trace, refused=refused
    )  # fmt: skip
    with transaction.atomic():
        advance(paper, PAPER, Step("sign", actor, signed_at, lambda **m: Signed(
            **m, role=role, content_sha256=content_sha256, trace_sha256=digest, refused=bool(refused))), at=at)  # fmt: skip
        return Signature.objects.create(
            paper=paper, role=role, name=name, certificate=certificate, signed_at=signed_at, content_sha256=content_sha256, strokes=trace,
            refused=refused, trace_sha256=digest,
        )  # fmt: skip


def _may_sign(kind: Kind, paper: Paper, role: str, name: str, certificate: str, shown: str, refused: str) -> None:
    if role not in {*kind.sign, "witness"}:
        raise BadInput(
            f"《{kind.name.zh}》没有 {role} 的签名栏；可用：{'、'.join(dict.fromkeys(kind.sign)) or '无'}。",
            f"A {kind.name.en} is not signed by {role}; by any of {', '.join(dict.fromkeys(kind.sign)) or 'nobody'}.",
            field="role",
        )
    if shown != paper.content_sha256:
        raise NotAllowed(
            "签名时看到的内容已经改动，请重新显示文书后再签。",
            "What was shown for signing has changed since; show the paper again and sign that.",
            code="ESL 13",
        )
    officers = {(o["name"], o["certificate"]) for o in paper.fields.get("officers", ())}
    if role == "officer" and (name, certificate) not in officers:
        raise NotAllowed(
            f"{name}（{certificate}）不是本文书写明的执法人员，请由文书上的人员签名。",
            f"{name} ({certificate}) is not an officer of this paper; one of those it names signs.",
            code="APL 42",
        )
    if role == "officer" and refused:
        raise BadInput("执法人员不能以拒签代替签名。", "An officer signs; only others may refuse.", field="refused")


def drop(*, paper_id: int, reason: str, actor: str, at: datetime) -> Paper:
    """A draft that nobody needs. It never had a number."""
    paper = paper_of(paper_id)
    text = _reason(reason)
    advance(paper, PAPER, Step("drop", actor, at, lambda **m: Voided(**m, reason=text)), at=at)
    return paper


def _reason(reason: str) -> str:
    text = reason.strip()
    if not text or len(text) > 300:
        raise BadInput("请写明理由（三百字以内）。", "Give a reason of at most 300 characters.", field="reason")
    return text
