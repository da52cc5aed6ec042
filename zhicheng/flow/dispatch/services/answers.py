"""What the phone sends back: idempotent events, possibly hours late; a step that is no longer allowed is refused readably."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal

from django.core import signing
from django.db import transaction

from zhicheng.flow.dispatch import queries, rules
from zhicheng.flow.dispatch.events import Answered, GivenBack
from zhicheng.flow.dispatch.models import Assignment
from zhicheng.flow.dispatch.services.units import job_of_link
from zhicheng.flow.dispatch.states import ACTIVE, JOB
from zhicheng.flow.tickets import queries as tickets
from zhicheng.flow.tickets import services as ticket_services
from zhicheng.flow.tickets.services import Inputs
from zhicheng.ground.people.queries import Access
from zhicheng.ground.people.rules import ROLE_NAMES
from zhicheng.infra.models import Event
from zhicheng.infra.transitions import Step, advance
from zhicheng.kernel.errors import BadInput, Conflict, NotAllowed, NotFound, Refused
from zhicheng.kernel.phrases import SILENCE, Phrase

Outcome = Literal["done", "known"]
NEEDED = {
    "photo": Phrase("照片", "a photo"), "text": Phrase("说明", "a note"), "reason": Phrase("理由", "a reason"),
}  # fmt: skip
TOO_LATE = Phrase("五分钟内未接单，改派他人", "Not answered in time: somebody else is asked")


@dataclass(frozen=True, slots=True)
class FieldEvent:
    """One thing that happened on the phone. `key` makes sending twice harmless; `happened_at` is the phone's moment."""

    key: str
    job: int
    action: str
    happened_at: datetime
    place: tuple[float, float] | None = None
    photos: list[str] = field(default_factory=list)
    text: str = ""
    reason: str = ""


def act(event: FieldEvent, *, access: Access, at: datetime) -> Outcome:
    """Take what a crew member sent: "done", or "known" when it came in before. Refusals say what to do."""
    job = queries.job(event.job)
    if job.crew_id is None or job.crew_id != access.crew_id:
        raise Refused("这个任务不是派给您的小组的。", "This job is not for your crew.")
    return _act(job, event, access.actor, access.roles, at)


def act_by_link(token: str, event: FieldEvent, *, at: datetime) -> Outcome:
    """The same for a unit without phones, by its one-time link; spent when the job is done."""
    job = job_by_link(token)
    return _act(job, event, f"unit:{job.unit_id}", frozenset({"handler"}), at)


def job_by_link(token: str) -> Assignment:
    """The job of a one-time link that is still open."""
    try:
        job = queries.job(job_of_link(token))
    except signing.BadSignature:
        raise NotFound("链接无效。", "This link is not valid.") from None
    if job.state not in ACTIVE:
        raise NotAllowed("链接已使用或任务已收回。", "This link was used, or the job was taken back.")
    return job


def _act(job: Assignment, event: FieldEvent, actor: str, roles: frozenset[str], at: datetime) -> Outcome:
    if not event.key:
        raise BadInput("缺少事件编号 key。", "The event's number (key) is missing.", field="key")
    if Event.objects.filter(actor=actor, key=event.key).exists():
        return "known"
    effect = rules.EFFECTS.get((job.kind, event.action))
    if effect is None:
        raise BadInput(
            f"任务类型「{job.kind}」没有动作 {event.action}。",
            f"A job of kind {job.kind} has no action {event.action}.",
            field="action",
        )
    if effect.role and effect.role not in roles:
        needed = ROLE_NAMES[effect.role]
        raise Refused(
            f"您的账号没有角色「{needed.zh}」，不能办理这一步；请联系管理员授权。",
            f"This step needs the role {needed.en}, which your account lacks; ask your administrator.",
        )
    missing = [n for n in rules.NEEDS.get(event.action, ()) if not getattr(event, "photos" if n == "photo" else n)]
    if missing:
        words = [NEEDED[n] for n in missing]
        raise BadInput(
            f"还缺：{'、'.join(w.zh for w in words)}。",
            f"Still missing: {', '.join(w.en for w in words)}.",
            field=missing[0],
        )
    happened = min(event.happened_at, at)
    with transaction.atomic():
        advance(job, JOB, _step(job, effect.job, event, actor, happened), at=at)
        if effect.job == "arrive":
            ticket_services.mark_arrived(ticket_id=job.ticket_id, crew=job.crew_id or 0, actor=actor, at=happened)
        if effect.ticket and not (
            effect.ticket == "start" and job.ticket.state == "handling"
        ):  # rework goes on, it does not start
            inputs = Inputs(
                reason=event.reason, text=event.text, photos=list(event.photos), crew=job.crew_id or 0,
                rule=Phrase(job.reason, job.reason_en) if effect.ticket == "start" else SILENCE,
            )  # fmt: skip
            ticket_services.take(
                ticket_id=job.ticket_id, action=effect.ticket, actor=actor, roles=frozenset({effect.role}), inputs=inputs, at=at,
                happened_at=happened,
            )  # fmt: skip
    return "done"


BY_CASE = "rule:cases@1"


def finish_for_case(*, ticket_id: int, case_no: str, text: str, at: datetime) -> int:
    """A penalty case has put the thing right: its work order is fed back as handled, and whoever was sent is done. 0 = nothing to do."""
    with transaction.atomic():
        ticket = tickets.by_id(ticket_id)
        if ticket.state not in ("dispatched", "handling"):
            return 0  # fed back already, on hold, returned: whoever holds it goes on
        roles = frozenset({"handler"})
        for job in Assignment.objects.filter(ticket_id=ticket_id, kind="handle", state__in=ACTIVE).order_by("pk"):
            for action in WAY[job.state]:
                advance(job, JOB, _step(job, action, FieldEvent("", job.pk, action, at, text=text), BY_CASE, at), at=at)
        if ticket.state == "dispatched":
            ticket_services.take(
                ticket_id=ticket_id, action="start", actor=BY_CASE, roles=roles, inputs=Inputs(), at=at
            )
        inputs = Inputs(text=text, case=case_no)
        ticket_services.take(ticket_id=ticket_id, action="feed_back", actor=BY_CASE, roles=roles, inputs=inputs, at=at)
    return 1


WAY = {"offered": ("accept", "arrive", "finish"), "accepted": ("arrive", "finish"), "arrived": ("finish",)}


def _step(job: Assignment, action: str, event: FieldEvent, actor: str, happened: datetime) -> Step:
    def answered(**moved: Any) -> Answered | GivenBack:
        if action == "decline":
            return GivenBack(ticket=job.ticket_id, reason=event.reason[:200], **moved)
        return Answered(ticket=job.ticket_id, text=event.text[:200], **moved)

    stamp = {"accept": "accepted_at", "arrive": "arrived_at", "finish": "done_at"}.get(action)
    return Step(
        action, actor, happened, answered, due_changes=True, place=event.place, key=event.key or None,
        columns={stamp: happened} if stamp else {},
    )  # fmt: skip


def expire_offers(*, at: datetime) -> int:
    """Offers without an answer go back to the pool."""
    late = list(Assignment.objects.filter(state="offered", due_at__lt=at)[:500])
    done = 0
    for job in late:
        try:
            _give_back(job, "expire", TOO_LATE, at)
            done += 1
        except Conflict:  # answered at this very moment: its promise stands, and the others' offers end all the same
            continue
    return done


def recall_for(ticket_ids: Sequence[int], *, reason: Phrase, at: datetime) -> int:
    """The ticket was returned, voided or closed by force: its job is taken back."""
    jobs = list(Assignment.objects.filter(ticket_id__in=list(ticket_ids), state__in=ACTIVE))
    for job in jobs:
        _give_back(job, "recall", reason, at)
    return len(jobs)


def _give_back(job: Assignment, action: str, reason: Phrase, at: datetime) -> None:
    def body(**moved: Any) -> GivenBack:
        return GivenBack(ticket=job.ticket_id, reason=reason.zh, reason_en=reason.en, **moved)

    advance(job, JOB, Step(action, "rule:dispatch@1", at, body, holder="", due_changes=True), at=at)
