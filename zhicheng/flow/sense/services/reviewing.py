"""A person says yes, or no because …; the zone learns, and what is true goes its way as a report."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction

from zhicheng.flow.sense import queries, rules
from zhicheng.flow.sense.events import Accepted, Audited, Rejected
from zhicheng.flow.sense.models import Guard, Observation
from zhicheng.flow.sense.rules import Verdict
from zhicheng.flow.sense.services.guards import learn
from zhicheng.flow.sense.states import OBSERVATION, REVIEWERS
from zhicheng.ground.people.queries import Access
from zhicheng.infra.transitions import Step, advance
from zhicheng.kernel.errors import BadInput, NotFound
from zhicheng.kernel.phrases import Phrase

REVIEW = Phrase("复核感知结果", "review what cameras and sensors say")


def accept(observation_id: int, *, access: Access, at: datetime) -> Observation:
    """It is true: it becomes a report."""
    one = _mine(observation_id, access)
    waited = int((at - (one.confirmed_at or at)).total_seconds())
    with transaction.atomic():
        _move(one, "accept", "right", lambda **m: Accepted(seconds=max(0, waited), **m), access, at)
        learn(_guard(one), Verdict(one.confidence, True), at=at)
    return one


def reject(observation_id: int, *, reason: str, note: str = "", access: Access, at: datetime) -> Observation:
    """No, because …: one of rules.REASONS, with a note if one is wanted."""
    one = _mine(observation_id, access)
    _check(reason)
    with transaction.atomic():
        _move(one, "reject", reason, lambda **m: Rejected(reason=reason, note=note.strip()[:200], **m), access, at)
        learn(_guard(one), Verdict(one.confidence, False, reason), at=at)
    return one


def audit(observation_id: int, *, right: bool, reason: str = "", access: Access, at: datetime) -> Observation:
    """A sample of what was reported by itself: was it right?"""
    one = _mine(observation_id, access)
    if one.reviewed_at is not None:
        raise BadInput("这条已经抽查过了。", "This one was looked at already.", field="id")
    if not right:
        _check(reason)
    with transaction.atomic():
        verdict = "right" if right else reason
        columns = _columns(one, verdict, access, at)
        step = Step("audit", access.actor, at, lambda **m: Audited(right=right, reason=reason, **m), columns=columns)
        advance(one, OBSERVATION, step, at=at)
        learn(_guard(one), Verdict(one.confidence, right, "" if right else reason), at=at)
    return one


def note_reports(receipts: Mapping[int, str]) -> None:
    """The receipts of the reports that these observations became; in the transaction of those reports."""
    for pk, receipt in receipts.items():
        Observation.objects.filter(pk=pk, receipt="").update(receipt=receipt)


def _move(one: Observation, action: str, verdict: str, body: Any, access: Access, at: datetime) -> None:
    columns = _columns(one, verdict, access, at)
    step = Step(action, access.actor, at, body, holder="", due_at=None, due_changes=True, columns=columns)
    advance(one, OBSERVATION, step, at=at)


def _columns(one: Observation, verdict: str, access: Access, at: datetime) -> dict[str, Any]:
    return {"verdict": verdict, "reviewed_at": at, "reviewed_by": access.actor}


def _guard(one: Observation) -> Guard:
    """Read anew under lock: two reviewers of one zone follow each other."""
    return Guard.objects.select_for_update().get(pk=one.guard_id)


def _mine(observation_id: int, access: Access) -> Observation:
    one = queries.find(observation_id, access)
    if one is None:
        raise NotFound("没有这条感知记录，或不在您的辖区。", "There is no such observation, or it is not in your area.")
    access.require(REVIEWERS, one.area, what=REVIEW)
    return one


def _check(reason: str) -> None:
    if reason not in rules.REASONS:
        names = "、".join(f"{k}（{v[0].zh}）" for k, v in rules.REASONS.items())
        raise BadInput(f"请选误报的原因：{names}。", f"Choose a reason: {', '.join(rules.REASONS)}.", field="reason")
