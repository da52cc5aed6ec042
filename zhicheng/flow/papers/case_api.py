"""What moves a case, over HTTP: steps with their papers, motions, the volume. The case itself is read from `flow/cases`."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import msgspec
from django.http import HttpRequest, HttpResponse
from ninja import Field, Router, Schema, Status
from typing_extensions import TypedDict

from zhicheng.flow.cases import forms, shapes
from zhicheng.flow.cases import queries as cases
from zhicheng.flow.cases import services as case_services
from zhicheng.flow.cases.forms import StepField
from zhicheng.flow.cases.services import Act, NewCase
from zhicheng.flow.cases.shapes import CaseFile, CaseMotion, CasePage
from zhicheng.flow.papers import queries
from zhicheng.flow.papers.kinds import kind_of
from zhicheng.flow.papers.models import Paper
from zhicheng.flow.papers.preview import PaperProblem
from zhicheng.flow.papers.services import casework
from zhicheng.flow.papers.services.blocks import Lent
from zhicheng.flow.papers.services.casework import Composed, PaperIn, Signing
from zhicheng.flow.papers.states import PAPER
from zhicheng.ground.people.auth import posted
from zhicheng.ground.people.passkeys import Touch, TouchQuestion
from zhicheng.infra import clock
from zhicheng.infra.api import PROBLEMS, Lat, Lng, Moment

router = Router(tags=["cases"])


class CasePaper(TypedDict):
    """A paper of a case; `number` "" while it is a draft."""

    id: int
    kind: str
    name: str
    name_en: str
    number: str
    state: str
    state_name: str
    pages: int
    made_at: datetime
    sha256: str
    code: str
    void_reason: str


class CaseWithPapers(CaseFile):
    """One case whole, with its papers and the agency that issues them (for a preview). `free`: kinds that may be made now without a step."""

    papers: list[CasePaper]
    agency: dict[str, Any]
    free: list[str]


class ComposedPaper(TypedDict):
    """A paper as the case would write it. `sign`: roles that sign; `content_sha256`: what a signature would be bound to."""

    kind: str
    name: str
    name_en: str
    required: bool
    fields: dict[str, Any]
    missing: list[str]
    objections: list[PaperProblem]
    sign: list[str]
    content_sha256: str


class ComposedStep(TypedDict):
    step: str
    fields: list[StepField]
    papers: list[ComposedPaper]
    refused: list[dict[str, Any]]


class SignatureIn(Schema):
    role: str = Field(max_length=20)
    name: str = Field(max_length=80)
    certificate: str = Field("", max_length=40)
    strokes: Any = None
    refused: str = Field("", max_length=200)
    content_sha256: str = Field("", max_length=64)


class CasePaperIn(Schema):
    kind: str = Field(max_length=3)
    fields: dict[str, Any] = Field(default_factory=dict)
    signatures: list[SignatureIn] = Field(default_factory=list)
    by_hand: list[str] = Field(default_factory=list)
    number: str = Field("", max_length=60)


class PlaceIn(Schema):
    lng: Lng
    lat: Lat
    address: str = Field("", max_length=200)


class NewCaseIn(Schema):
    """What is known when a case begins; `given` in the words of docs/reference/scenarios.md."""

    key: str = Field(max_length=64)
    given: dict[str, Any]
    party: dict[str, Any] | None = None
    place: PlaceIn | None = None
    facts_text: str = Field("", max_length=4000)
    ticket: str = Field("", max_length=20)
    on_the_spot: bool = False
    colleague: int = 0
    at: Moment | None = None


class StepIn(Schema):
    """A step or record. Amounts of `data` in fen; `colleague`, `assigned` by members' ids (the first is in charge)."""

    step: str = Field(max_length=20)
    key: str = Field("", max_length=64)
    data: dict[str, Any] = Field(default_factory=dict)
    at: Moment | None = None
    colleague: int = 0
    assigned: list[int] = Field(default_factory=list)
    papers: list[CasePaperIn] = Field(default_factory=list)
    said: str = Field("", max_length=300)


class AmendIn(Schema):
    key: str = Field("", max_length=64)
    facts: dict[str, Any] = Field(default_factory=dict)
    party: dict[str, Any] | None = None
    facts_text: str = Field("", max_length=4000)
    at: Moment | None = None


class TouchIn(Schema):
    """A passkey's answer to the challenge of `/motions/{motion}/touch`."""

    challenge: str = Field(max_length=600)
    credential: dict[str, Any]


class GrantIn(Schema):
    key: str = Field("", max_length=64)
    touch: TouchIn | None = None


class MotionReasonIn(Schema):
    reason: str = Field(max_length=400)


def act_of(body: StepIn) -> Act:
    return Act(
        body.step,
        body.data,
        colleague=body.colleague,
        assigned=tuple(body.assigned),
        happened_at=body.at,
        key=body.key,
        said=body.said,
    )


def papers_of(body: list[CasePaperIn], device: str = "") -> list[PaperIn]:
    """`device`: whose block a number comes out of."""
    return [
        PaperIn(
            p.kind, p.fields, [Signing(s.role, s.name, s.certificate, s.strokes, s.refused, s.content_sha256) for s in p.signatures],
            p.by_hand, Lent(device, p.number) if device and p.number else None,
        )
        for p in body
    ]  # fmt: skip


MADE_ONCE = {"D32", "D92"}  # the law asks for them as long as a case is spared; it does not know that they are made


def whole(case: cases.Case, request: HttpRequest) -> CaseWithPapers:
    access = posted(request)
    case = cases.by_no(case.no, access)
    agency, channel = casework.agency_of(case)
    file, made = shapes.case_file(case, access, clock.now()), queries.all_of_case(case.no)
    there = {p.kind for p in made if p.state in ("numbered", "final")} & MADE_ONCE
    file["assessment"]["due_documents"] = [d for d in file["assessment"]["due_documents"] if d["paper"] not in there]
    return {
        **file, "papers": [_paper(p) for p in made],
        "agency": {**msgspec.to_builtins(agency), "pay_channel": channel},
        "free": list(casework.FREE) if casework.may_make_free(case, access) else [],
    }  # fmt: skip


def _paper(p: Paper) -> CasePaper:
    kind = kind_of(p.kind)
    return {
        "id": p.pk, "kind": p.kind, "name": kind.name.zh, "name_en": kind.name.en, "number": p.number or "", "state": p.state,
        "state_name": PAPER.states[p.state], "pages": p.pages, "made_at": p.numbered_at or p.drafted_at, "sha256": p.pdf_sha256, "code": p.code,
        "void_reason": p.void_reason,
    }  # fmt: skip


def _composed(one: Composed) -> ComposedPaper:
    kind = one.kind
    return {
        "kind": kind.code, "name": kind.name.zh, "name_en": kind.name.en, "required": one.required, "fields": one.fields,
        "missing": [f for f in kind.needed(one.fields) if f not in one.fields],
        "objections": [{"field": o.field, "rule": o.rule, "text": o.said.zh, "text_en": o.said.en} for o in one.objections],
        "sign": list(kind.sign), "content_sha256": one.content_sha256,
    }  # fmt: skip


@router.get("/cases", response={200: CasePage, **PROBLEMS})
def list_cases(
    request: HttpRequest, q: str = "", state: str = "", desk: str = "", violation: str = "", outcome: str = "", squad: int = 0,
    mine: bool = False, late: bool = False, first: date | None = None, last: date | None = None, cursor: int = 0,
) -> CasePage:  # fmt: skip
    """Cases that the asker may see, newest first."""
    access, at = posted(request), clock.now()
    wanted = cases.Filter(q, state, desk, violation, outcome, squad, mine, late, first, last)
    found = cases.page(access, wanted, at=at, before=cursor)
    return {"cases": shapes.rows(found, access, at), "next": found[-1].pk if len(found) == cases.PAGE else None}


@router.post("/cases", response={201: CaseWithPapers, **PROBLEMS})
def open_case(request: HttpRequest, body: NewCaseIn) -> Status[CaseWithPapers]:
    """A lead, or an act that two officers meet in the street."""
    place = body.place
    new = NewCase(
        given=body.given, key=body.key, party=body.party, lng=place.lng if place else None, lat=place.lat if place else None,
        address=place.address if place else "", facts_text=body.facts_text, ticket=body.ticket, on_the_spot=body.on_the_spot,
        colleague=body.colleague, happened_at=body.at,
    )  # fmt: skip
    case = case_services.open_case(new, access=posted(request), at=clock.now())
    return Status(201, whole(case, request))


@router.get("/cases/{no}", response={200: CaseWithPapers, **PROBLEMS})
def one_case(request: HttpRequest, no: str) -> CaseWithPapers:
    """One case whole: what happened, what may happen next, what may not and by which article, which days run."""
    return whole(cases.by_no(no, posted(request)), request)


@router.post("/cases/{no}/amend", response={200: CaseWithPapers, **PROBLEMS})
def amend(request: HttpRequest, no: str, body: AmendIn) -> CaseWithPapers:
    """What became known later: facts, the party, the words for what was done."""
    access, at = posted(request), clock.now()
    case = cases.by_no(no, access)
    act = Act(
        "amend", {"facts": body.facts}, key=body.key, party=body.party, facts_text=body.facts_text, happened_at=body.at
    )
    return whole(case_services.take(case_id=case.pk, act=act, access=access, at=at), request)


@router.post("/cases/{no}/compose", response={200: ComposedStep, **PROBLEMS})
def compose(request: HttpRequest, no: str, body: StepIn) -> ComposedStep:
    """The dialogue of a step: its fields, its papers as the case would write them, what the law has against it now."""
    access, at = posted(request), clock.now()
    case = cases.by_no(no, access)
    act = act_of(body)
    found = casework.compose(case=case, act=act, papers=papers_of(body.papers), access=access, at=at)
    seen = case_services.look(case=case, access=access, at=at)
    return {
        "step": body.step, "fields": forms.step_fields(
            body.step, forms.given_by(seen, at), forms.about_whom(case, seen, body.step, access, at, shapes.gaps_of(case, seen.file))
        ), "papers": [_composed(c) for c in found],
        "refused": shapes.refusals(case_services.check(case=case, act=act, access=access, at=at, seen=seen)),
    }  # fmt: skip


@router.post("/cases/{no}/steps", response={200: CaseWithPapers, **PROBLEMS})
def step(request: HttpRequest, no: str, body: StepIn) -> CaseWithPapers:
    """Take a step with its papers: all of it or nothing."""
    access, at = posted(request), clock.now()
    case = cases.by_no(no, access)
    return whole(
        casework.enact(case=case, act=act_of(body), papers=papers_of(body.papers), access=access, at=at), request
    )


@router.post("/cases/{no}/papers", response={201: CaseWithPapers, **PROBLEMS})
def free_paper(request: HttpRequest, no: str, body: CasePaperIn) -> Status[CaseWithPapers]:
    """A record, a statement, a letter: made while the case is open."""
    access, at = posted(request), clock.now()
    case = cases.by_no(no, access)
    casework.make_free(case=case, one=papers_of([body])[0], access=access, at=at)
    return Status(201, whole(case, request))


@router.post("/cases/{no}/papers/compose", response={200: ComposedPaper, **PROBLEMS})
def compose_paper(request: HttpRequest, no: str, body: CasePaperIn) -> ComposedPaper:
    """The same without writing it."""
    access, at = posted(request), clock.now()
    return _composed(
        casework.compose_one(case=cases.by_no(no, access), kind=body.kind, fields=body.fields, access=access, at=at)
    )


@router.post("/cases/{no}/motions", response={201: CaseMotion, **PROBLEMS})
def ask(request: HttpRequest, no: str, body: StepIn) -> Status[CaseMotion]:
    """Prepare a step and put it to whoever decides it."""
    access, at = posted(request), clock.now()
    case = cases.by_no(no, access)
    made = casework.ask(
        case=case, act=act_of(body), papers=papers_of(body.papers), note=body.said, access=access, at=at
    )
    return Status(201, shapes.motion(cases.motion(made.pk), access))


@router.get("/motions/{motion}/touch", response={200: TouchQuestion, **PROBLEMS})
def touch_question(request: HttpRequest, motion: int) -> TouchQuestion:
    """What a passkey or fingerprint of whoever decides is to sign before he grants this."""
    return casework.touch_question(motion_id=motion, access=posted(request), host=request.get_host())


@router.post("/motions/{motion}/grant", response={200: CaseWithPapers, **PROBLEMS})
def grant(request: HttpRequest, motion: int, body: GrantIn) -> CaseWithPapers:
    """Decide it: the step is taken now."""
    touch = Touch(body.touch.challenge, body.touch.credential) if body.touch else None
    access, at = posted(request), clock.now()
    case = casework.grant(motion_id=motion, key=body.key, touch=touch, host=request.get_host(), access=access, at=at)
    return whole(case, request)


@router.post("/motions/{motion}/return", response={200: CaseMotion, **PROBLEMS})
def give_back(request: HttpRequest, motion: int, body: MotionReasonIn) -> CaseMotion:
    """Not so: back to whoever asked, with the reason."""
    access = posted(request)
    return shapes.motion(
        casework.give_back(motion_id=motion, reason=body.reason, access=access, at=clock.now()), access
    )


@router.post("/motions/{motion}/withdraw", response={200: CaseMotion, **PROBLEMS})
def withdraw(request: HttpRequest, motion: int) -> CaseMotion:
    """Whoever asked takes it back."""
    access = posted(request)
    return shapes.motion(casework.withdraw(motion_id=motion, access=access, at=clock.now()), access)


@router.get("/cases/{no}/volume.pdf", include_in_schema=False)
def volume(request: HttpRequest, no: str) -> HttpResponse:
    """The whole case as one file: cover, index, every paper, page numbers."""
    access = posted(request)
    case = cases.by_no(no, access)
    casework.demand_sight(case, access)
    made = queries.volume_of(case.no, casework.cover(case), at=clock.now())
    return _pdf(made.pdf, f"{case.no}.pdf")


@router.get("/case-papers/{paper}.pdf", include_in_schema=False)
def paper_file(request: HttpRequest, paper: int) -> HttpResponse:
    """The paper as it was handed out."""
    found = casework.paper_for(paper, posted(request))
    return _pdf(queries.file_of(found), f"{found.code}.pdf")


def _pdf(data: bytes, name: str) -> HttpResponse:
    return HttpResponse(
        data, content_type="application/pdf", headers={"Content-Disposition": f'inline; filename="{name}"'}
    )
