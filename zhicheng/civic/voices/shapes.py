"""How complaints and praise look in JSON: to who made them, and to the supervision unit."""

from __future__ import annotations

from datetime import datetime
from typing import Literal

from typing_extensions import TypedDict

from zhicheng.civic.voices.models import FINDINGS, Complaint, Praise, Voice
from zhicheng.civic.voices.states import COMPLAINT, PRAISE
from zhicheng.ground.people import queries as people

FINDINGS_EN = {
    "upheld": "Upheld",
    "partly": "Partly upheld",
    "not_upheld": "Not upheld",
    "unclear": "Could not be found out",
}
STATES_EN = {
    "received": "Received", "looking": "Being looked into", "answered": "Answered", "refused": "Not a complaint about a person",
    "passed_on": "Passed on", "set_aside": "Not passed on",
}  # fmt: skip


class VoiceReceipt(TypedDict):
    """What the citizen keeps; `code` is the secret half."""

    receipt: str
    code: str
    track_url: str
    answer_by: datetime | None


class VoiceTrack(TypedDict):
    """What became of it, for who holds the receipt: no name of anybody."""

    receipt: str
    kind: Literal["complaint", "praise"]
    state: str
    state_title: str
    state_title_en: str
    text: str
    received_at: datetime
    answer_by: datetime | None
    finding: str
    finding_en: str
    said: str
    more: str
    can_reopen: bool


class VoiceRow(TypedDict):
    """The same for the supervision unit, with whom it is about."""

    id: int
    kind: Literal["complaint", "praise"]
    receipt: str
    state: str
    state_title: str
    state_title_en: str
    text: str
    badge: str
    who: str
    report: str
    phone: str
    unit: int | None
    unit_name: str
    member_name: str
    received_at: datetime
    answer_by: datetime | None
    late: bool
    actions: list[str]
    finding: str
    finding_en: str
    said: str
    more: str


def receipt_of(voice: Voice, kind: str) -> VoiceReceipt:
    url = f"/voice/{kind}/{voice.receipt}?code={voice.code}"
    return {"receipt": voice.receipt, "code": voice.code, "track_url": url, "answer_by": voice.due_at}


def _kind(voice: Voice) -> Literal["complaint", "praise"]:
    return "complaint" if isinstance(voice, Complaint) else "praise"


def track_of(voice: Voice) -> VoiceTrack:
    complaint = voice if isinstance(voice, Complaint) else None
    machine = COMPLAINT if complaint else PRAISE
    finding = complaint.finding if complaint else ""
    return {
        "receipt": voice.receipt, "kind": _kind(voice), "state": voice.state, "state_title": machine.states[voice.state],
        "state_title_en": STATES_EN[voice.state], "text": voice.text, "received_at": voice.received_at, "answer_by": voice.due_at,
        "finding": FINDINGS.get(finding, ""), "finding_en": FINDINGS_EN.get(finding, ""), "said": complaint.said if complaint else "",
        "more": complaint.more if complaint else "",
        "can_reopen": bool(complaint and complaint.state == "answered" and not complaint.reopened),
    }  # fmt: skip


def row_of(voice: Voice, *, at: datetime) -> VoiceRow:
    track = track_of(voice)
    machine = COMPLAINT if isinstance(voice, Complaint) else PRAISE
    actions = [a for a in sorted(machine.open_actions(voice.state)) if "supervisor" in machine.arrow(voice.state, a).by]
    if isinstance(voice, Complaint) and voice.extended:
        actions = [a for a in actions if a != "extend"]
    return {
        "id": voice.pk, "kind": track["kind"], "receipt": voice.receipt, "state": voice.state, "state_title": track["state_title"],
        "state_title_en": track["state_title_en"], "text": voice.text, "badge": voice.badge, "who": voice.who, "report": voice.report,
        "phone": voice.phone, "unit": voice.unit_id, "unit_name": people.organisation_names([voice.unit_id]).get(voice.unit_id or 0, ""),
        "member_name": voice.member.name if voice.member else "", "received_at": voice.received_at, "answer_by": voice.due_at,
        "late": voice.due_at is not None and voice.due_at < at, "actions": actions, "finding": track["finding"],
        "finding_en": track["finding_en"], "more": track["more"],
        "said": voice.reason if isinstance(voice, Praise) else track["said"],
    }  # fmt: skip
