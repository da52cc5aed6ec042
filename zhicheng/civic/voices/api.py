"""Complaints about officers and praise: the citizen's door without an account, and the desk of the supervision unit."""

from __future__ import annotations

from typing import Literal

from django.http import HttpRequest
from ninja import Field, Router, Schema, Status

from zhicheng.civic.voices import queries, services, shapes
from zhicheng.civic.voices.models import Complaint, Praise
from zhicheng.civic.voices.services import NewVoice
from zhicheng.civic.voices.shapes import VoiceReceipt, VoiceRow, VoiceTrack
from zhicheng.ground.people.auth import posted
from zhicheng.infra import clock
from zhicheng.infra.api import PROBLEMS
from zhicheng.infra.config import config
from zhicheng.infra.throttle import Throttle, address_of
from zhicheng.kernel.errors import TooMany

router = Router(tags=["voices"])
KNOCKS = Throttle()
MOST = 200
Sort = Literal["complaint", "praise"]


class VoiceIn(Schema):
    """`badge` is the staff number on the uniform, `who` a description, `report` the receipt that it came of; each may be empty."""

    key: str
    text: str
    badge: str = Field("", max_length=40)
    who: str = ""
    report: str = Field("", max_length=16)
    phone: str = Field("", max_length=20)


def _new(request: HttpRequest, payload: VoiceIn) -> NewVoice:
    if not KNOCKS.allows(address_of(request), config().reports_per_minute):
        raise TooMany("提交过于频繁，请一分钟后再试。", "Too many at once. Please try again in a minute.")
    return NewVoice(payload.key.strip(), payload.text, payload.badge, payload.who, payload.report, payload.phone)


@router.post("/voices/complaint", response={201: VoiceReceipt, **PROBLEMS})
def complain(request: HttpRequest, payload: VoiceIn) -> Status[VoiceReceipt]:
    """A complaint about an officer: goes to the supervision unit, never to his squad."""
    return Status(201, shapes.receipt_of(services.complain(_new(request, payload), at=clock.now()), "complaint"))


@router.post("/voices/praise", response={201: VoiceReceipt, **PROBLEMS})
def praise(request: HttpRequest, payload: VoiceIn) -> Status[VoiceReceipt]:
    """Praise for an officer: read by the supervision unit, then passed on without the citizen's name."""
    return Status(201, shapes.receipt_of(services.praise(_new(request, payload), at=clock.now()), "praise"))


@router.get("/voices/complaint/{receipt}", response={200: VoiceTrack, **PROBLEMS})
def complaint_track(request: HttpRequest, receipt: str, code: str) -> VoiceTrack:
    """What became of it, for who holds the receipt."""
    return shapes.track_of(queries.by_receipt(Complaint, receipt, code))


@router.get("/voices/praise/{receipt}", response={200: VoiceTrack, **PROBLEMS})
def praise_track(request: HttpRequest, receipt: str, code: str) -> VoiceTrack:
    """What became of it, for who holds the receipt."""
    return shapes.track_of(queries.by_receipt(Praise, receipt, code))


class ReopenIn(Schema):
    code: str
    reason: str


@router.post("/voices/complaint/{receipt}/reopen", response={200: VoiceTrack, **PROBLEMS})
def reopen(request: HttpRequest, receipt: str, payload: ReopenIn) -> VoiceTrack:
    """The citizen does not share the answer: it is looked at again, once."""
    row = queries.by_receipt(Complaint, receipt, payload.code)
    return shapes.track_of(services.reopen(row=row, reason=payload.reason, at=clock.now()))


# The desk of the supervision unit ----------------------------------------------------------------------------------------


@router.get("/supervision/{kind}", response={200: list[VoiceRow], **PROBLEMS})
def desk(request: HttpRequest, kind: Sort, state: str = "") -> list[VoiceRow]:
    """What this person may see, oldest first; `state` narrows it."""
    rows = queries.visible(Complaint if kind == "complaint" else Praise, posted(request))
    chosen = rows.filter(state=state) if state else rows
    at = clock.now()
    return [shapes.row_of(v, at=at) for v in chosen.select_related("member")[:MOST]]


class VoiceStepIn(Schema):
    """`reason`, `finding` and `text`, `unit` or `badge`: what the step needs."""

    reason: str = ""
    finding: str = ""
    text: str = ""
    unit: int = 0
    badge: str = Field("", max_length=40)


@router.post("/supervision/complaint/{number}/{action}", response={200: VoiceRow, **PROBLEMS})
def step(
    request: HttpRequest,
    number: int,
    action: Literal["take", "name", "extend", "answer", "refuse"],
    payload: VoiceStepIn,
) -> VoiceRow:
    """One step of a complaint."""
    who, at = posted(request), clock.now()
    match action:
        case "take":
            row = services.take(complaint_id=number, who=who, at=at)
        case "name":
            row = services.name(complaint_id=number, unit=payload.unit, badge=payload.badge, who=who, at=at)
        case "extend":
            row = services.extend(complaint_id=number, reason=payload.reason, who=who, at=at)
        case "answer":
            row = services.answer(complaint_id=number, finding=payload.finding, text=payload.text, who=who, at=at)
        case "refuse":
            row = services.refuse(complaint_id=number, reason=payload.reason, who=who, at=at)
    return shapes.row_of(row, at=at)


@router.post("/supervision/praise/{number}/{action}", response={200: VoiceRow, **PROBLEMS})
def praise_step(
    request: HttpRequest, number: int, action: Literal["pass_on", "set_aside"], payload: VoiceStepIn
) -> VoiceRow:
    """Pass it on, or say why not."""
    who, at = posted(request), clock.now()
    if action == "pass_on":
        row = services.pass_on(praise_id=number, unit=payload.unit, badge=payload.badge, who=who, at=at)
    else:
        row = services.set_aside(praise_id=number, reason=payload.reason, who=who, at=at)
    return shapes.row_of(row, at=at)
