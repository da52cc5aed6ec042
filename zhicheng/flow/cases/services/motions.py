"""呈批: one prepares a step, another decides it. Granting takes the step in the same transaction, in the name of both."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from django.db import transaction

from zhicheng.flow.cases import queries
from zhicheng.flow.cases.events import Answered, Asked
from zhicheng.flow.cases.models import Case, Motion
from zhicheng.flow.cases.services.steps import Act, PaperRef, _prepared, _take, not_allowed
from zhicheng.flow.cases.states import MOTION
from zhicheng.ground.people.queries import Access
from zhicheng.infra import bulk
from zhicheng.infra.models import Event as Row
from zhicheng.infra.transitions import Step, advance, open_many
from zhicheng.kernel.errors import BadInput, Conflict, NotAllowed, Refused
from zhicheng.law.actors import WHO
from zhicheng.law.procedure import procedure
from zhicheng.law.stream import RECORDS, Event

COLUMNS = ("case_id", "step", "data", "assigned", "asked_by_id", "colleague_id", "asked_at", "note", "papers", "reason")
# Of several parts in a step, whose word decides.
DECIDER = ("head", "panel", "squad_head", "legal_reviewer", "reviewer", "hearing_host", "archivist")
DESK = {"panel": "head", "reviewer": "legal_reviewer"}
NOTE = 300


def decider(step: str) -> str:
    """At whose desk a motion for this step waits; "" when nobody has to decide it."""
    found = procedure().steps.get(step)
    who = found.actor if found else RECORDS[step].who
    parts = {part for needs in WHO[who] for part in needs}
    part = next((p for p in DECIDER if p in parts), "")
    return DESK.get(part, part)


def ask(
    *, case_id: int, act: Act, papers: Sequence[Mapping[str, Any]] = (), note: str = "", access: Access, at: datetime
) -> Motion:
    """Put a step to whoever decides it. What the law would refuse whoever decides is refused now."""
    with transaction.atomic():
        case = queries.locked(case_id)
        known = asked_before(access=access, key=act.key)
        if known:
            return known
        desk = decider(act.step)
        if not desk:
            raise NotAllowed(
                "这一步不需要他人批准，请直接办理。", "Nobody has to decide this step; take it.", code="ROLE"
            )
        if not access.member_id:
            raise Refused("呈批须由本队人员提出。", "Only a member of the brigade puts a step to another.")
        _demand_lawful(case, act, access, at)
        if Motion.objects.filter(case=case, step=act.step, state="asked").exists():
            raise NotAllowed(
                "这一步已经呈批，请等待或者撤回。",
                "This step was put to decision already; wait or withdraw it.",
                code="TWICE",
            )
        motion = Motion(
            pk=bulk.reserve_ids(Motion, 1)[0], case=case, step=act.step, data=dict(act.data), assigned=list(act.assigned),
            asked_by_id=access.member_id, colleague_id=act.colleague or None, asked_at=at, note=note.strip()[:NOTE], papers=list(papers),
        )  # fmt: skip
        text = motion.note
        step = Step(
            "ask",
            access.actor,
            at,
            lambda **m: Asked(**m, case=case.no, step=act.step, note=text),
            holder=desk,
            key=act.key or None,
        )
        open_many([(motion, [step])], MOTION, COLUMNS, at=at)
    return motion


def asked_before(*, access: Access, key: str) -> Motion | None:
    """What this person has asked for under this key already."""
    known = Row.objects.filter(actor=access.actor, key=key, kind="motion.ask").first() if key else None
    return Motion.objects.get(pk=known.stream_id) if known else None


def _demand_lawful(case: Case, act: Act, access: Access, at: datetime) -> None:
    """Whether anybody could do it (the law's `actors=None`), and whether those who would go along may: two officers, nobody recused."""
    _, file, event, _ = _prepared(case, act, access, at)
    refused = [r for r in file.refuse(Event(event.step, event.at, None, event.data)) if r.rule != "ROLE"]
    refused += [r for r in file.refuse(event) if r.rule in ("INV-01", "INV-02") and r not in refused]
    if refused:
        raise not_allowed(refused)


def grant(
    *,
    motion_id: int,
    access: Access,
    papers: Sequence[PaperRef] = (),
    key: str = "",
    confirmed_by: str = "",
    at: datetime,
) -> Case:
    """Decide it: the step is taken now, by the one who grants and, where the step needs them, by those who asked."""
    with transaction.atomic():
        motion = _open(motion_id, access)
        case = queries.locked(motion.case_id)
        act = replace(of_motion(motion), papers=tuple(papers), key=key)
        case = _take(case, act, access, at)
        _answer(motion, "grant", "", access, at, confirmed_by)
    return case


def demand_open(motion: Motion) -> None:
    """Conflict when somebody has answered it meanwhile."""
    if motion.state != "asked":
        raise Conflict(
            f"这份呈批{MOTION.states[motion.state]}，请刷新。", f"This motion is {motion.state} already; read again."
        )


def of_motion(motion: Motion) -> Act:
    return Act(
        motion.step,
        motion.data,
        colleague=motion.colleague_id or 0,
        assigned=tuple(motion.assigned),
        asked_by=motion.asked_by_id,
    )


def give_back(*, motion_id: int, reason: str, access: Access, at: datetime) -> Motion:
    """Not so: with the reason, to whoever asked."""
    with transaction.atomic():
        motion = _open(motion_id, access)
        return _answer(motion, "return", _reason(reason), access, at)


def withdraw(*, motion_id: int, access: Access, at: datetime) -> Motion:
    """Whoever asked takes it back."""
    with transaction.atomic():
        motion = queries.motion(motion_id)
        if motion.asked_by_id != access.member_id:
            raise Refused("只有呈批人可以撤回。", "Only whoever asked takes it back.")
        return _answer(motion, "withdraw", "", access, at)


def _open(motion_id: int, access: Access) -> Motion:
    motion = queries.motion(motion_id)
    if motion.asked_by_id == access.member_id and motion.holder != "legal_reviewer":
        raise NotAllowed("不能批准自己的呈批。", "Nobody decides what he has asked for himself.", code="INV-03")
    if not queries.decides(motion, access):
        raise Refused("这份呈批不由您决定。", "This is not yours to decide.")
    return motion


def _answer(motion: Motion, action: str, reason: str, access: Access, at: datetime, confirmed_by: str = "") -> Motion:
    def body(**moved: Any) -> Answered:
        return Answered(**moved, case=motion.case.no, step=motion.step, reason=reason, confirmed_by=confirmed_by)

    advance(motion, MOTION, Step(action, access.actor, at, body, columns={"reason": reason}), at=at)
    return motion


def _reason(text: str) -> str:
    found = text.strip()
    if not 0 < len(found) <= NOTE:
        raise BadInput("请写明退回的理由（三百字以内）。", "Give the reason in at most 300 characters.", field="reason")
    return found
