"""One step of one ticket: ask the rule, set the clocks, move it. Used by people through the API and by rule accounts."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import DateTimeField, DurationField, ExpressionWrapper, F

from zhicheng.flow.reports import queries as reports
from zhicheng.flow.reports import services as report_services
from zhicheng.flow.reports.queries import Report
from zhicheng.flow.tickets import queries, rules
from zhicheng.flow.tickets.events import Arrived, Escalated
from zhicheng.flow.tickets.models import Ticket
from zhicheng.flow.tickets.services.plans import PLANS, Inputs, Plan
from zhicheng.flow.tickets.states import ENDS, TICKET
from zhicheng.ground.people import queries as people
from zhicheng.infra.events import NewEvent, iso, record, record_many
from zhicheng.infra.models import Event
from zhicheng.infra.transitions import Step, advance, advance_many
from zhicheng.kernel.calendar import CHINA
from zhicheng.kernel.errors import BadInput, NotAllowed, NotFound, Refused
from zhicheng.kernel.phrases import Phrase, joined

SYSTEM = "rule:system@1"
STOP = Phrase("。", ".")
BY_ITSELF = Phrase("立案后自动转指挥中心", "What is filed goes to the command centre by itself")
RESPONSIBLE = Phrase("责任单位：事项 × 辖区（responsibility@1）", "Responsible unit: matter × area (responsibility@1)")
CHECK_AT_ONCE = Phrase(
    "快速通道 fast-lane@1：反馈即派核查", "Fast lane fast-lane@1: a check is sent as soon as it is reported done"
)
REDO_AT_ONCE = Phrase(
    "快速通道 fast-lane@1：核查不通过即返工", "Fast lane fast-lane@1: what fails the check is done again at once"
)
HOLD_ENDS = Phrase("挂账到期自动恢复", "A hold ends by itself on its day")


def take(
    *, ticket_id: int, action: str, actor: str, roles: frozenset[str], inputs: Inputs, at: datetime, happened_at: datetime | None = None,
    key: str = "",
) -> Ticket:  # fmt: skip
    """Move one ticket one step. Refused with the reasons when the rule says no; the same key twice changes nothing."""
    with transaction.atomic():
        ticket = Ticket.objects.filter(pk=ticket_id).select_related("condition").first()
        if ticket is None:
            raise NotFound("没有这个工单。", "There is no such ticket.")
        if key and Event.objects.filter(actor=actor, key=key).exists():
            return ticket
        arrow = TICKET.arrow(ticket.state, action)
        verdict = rules.may_take(
            rules.StepFacts(
                action,
                arrow,
                actor,
                roles,
                tuple(ticket.handlers),
                at,
                ticket.due_at,
                asdict(inputs),
                ticket.source,
                ticket.fast_lane,
            )
        )
        if not roles & arrow.by:
            raise Refused(*joined([verdict.against[0].text], end=STOP))
        if not verdict.allowed:
            raise NotAllowed(*joined([r.text for r in verdict.against], end=STOP), code=verdict.against[0].article.zh)
        if inputs.photos and reports.count_photos(inputs.photos) != len(set(inputs.photos)):
            raise BadInput(
                "照片不存在：请先上传照片，再提交这一步。",
                "There is no such photo: upload it first, then take this step.",
                field="photos",
            )
        plan = PLANS[action](ticket, inputs, actor, at)
        advance(ticket, TICKET, _step(action, ticket, plan, actor, happened_at or at, at, key), at=at)
        if plan.after:
            plan.after()
    return ticket


def _step(action: str, ticket: Ticket, plan: Plan, actor: str, happened_at: datetime, at: datetime, key: str) -> Step:
    columns = dict(plan.columns)
    if plan.clock:
        columns |= {"since_at": plan.clock.since_at, "yellow_at": plan.clock.yellow_at, "escalated": 0}
    elif plan.stop_clock:
        columns |= {"yellow_at": None}
    return Step(
        action, actor, happened_at, plan.body, holder=plan.holder, due_at=plan.clock.due_at if plan.clock else None,
        due_changes=bool(plan.clock) or plan.stop_clock, key=key or None, columns=columns,
    )  # fmt: skip


# Steps that the system takes: journey steps over batches ------------------------------------------------------------------


def move_many(
    ids: Sequence[int], *, state: str, action: str, actor: str, at: datetime, inputs: Callable[[Ticket], Inputs | None]
) -> list[Ticket]:
    """Take the same step for those of these tickets that are still in `state`; `inputs` None leaves one out."""
    with transaction.atomic():
        rows = Ticket.objects.filter(pk__in=list(ids), state=state).select_related("condition").order_by("id")
        chosen: list[tuple[Ticket, Sequence[Step]]] = []
        for ticket in rows:
            given = inputs(ticket)
            if given is not None:
                plan = PLANS[action](ticket, given, actor, at)
                chosen.append((ticket, [_step(action, ticket, plan, actor, at, at, "")]))
        advance_many(chosen, TICKET, at=at)
    return [ticket for ticket, _ in chosen]


def hand_over(ids: Sequence[int], *, at: datetime) -> None:
    """立案 by a person → command centre."""
    move_many(
        ids,
        state="filed",
        action="hand_over",
        actor=SYSTEM,
        at=at,
        inputs=lambda t: Inputs(rule=BY_ITSELF),
    )


def dispatch_many(units: Mapping[int, int], *, actor: str, at: datetime) -> list[tuple[int, int]]:
    """Send tickets (id → unit id) to their responsible units; returns the pairs that were sent."""
    names = people.organisation_names(units.values())

    def given(ticket: Ticket) -> Inputs:
        return Inputs(unit=units[ticket.pk], text=names[units[ticket.pk]], rule=RESPONSIBLE)

    moved = move_many(list(units), state="to_dispatch", action="dispatch", actor=actor, at=at, inputs=given)
    return [(t.pk, units[t.pk]) for t in moved]


def check_by_rule(ids: Sequence[int], *, at: datetime) -> None:
    """Fast lane: a fed-back ticket is sent to be re-checked at once; the check itself stays in other hands."""
    fast = Inputs(rule=CHECK_AT_ONCE)
    move_many(
        ids,
        state="handled",
        action="check",
        actor="rule:fast-lane@1",
        at=at,
        inputs=lambda t: fast if t.fast_lane else None,
    )


def redo_by_rule(ids: Sequence[int], *, at: datetime) -> None:
    """Fast lane: a failed check goes back to the same unit at once."""
    fast = Inputs(rule=REDO_AT_ONCE)
    move_many(
        ids,
        state="rework",
        action="redo",
        actor="rule:fast-lane@1",
        at=at,
        inputs=lambda t: fast if t.fast_lane else None,
    )


def evaluate_by_system(ids: Sequence[int], *, at: datetime) -> None:
    """Step seven for tickets that no citizen will rate."""
    move_many(
        ids,
        state="closed",
        action="evaluate",
        actor=SYSTEM,
        at=at,
        inputs=lambda t: None if t.source == "citizen" else Inputs(),
    )


def resume_due(*, at: datetime) -> int:
    """Holds whose day has come run on."""
    ids = list(
        Ticket.objects.filter(state="on_hold", resume_on__lte=at.astimezone(CHINA).date()).values_list("pk", flat=True)[
            :500
        ]
    )
    given = Inputs(rule=HOLD_ENDS)
    return len(move_many(ids, state="on_hold", action="resume", actor=SYSTEM, at=at, inputs=lambda t: given))


ESCALATE_TO = {1: "unit:lead", 2: "role:shift_leader", 3: "role:manager"}


def escalate_due(*, at: datetime, limit: int = 500) -> int:
    """Whose limit is over is told to the unit's lead, late by half the limit to the shift leader, at twice the limit to the manager;
    once per level. The journey sends the messages."""
    running = Ticket.objects.filter(due_at__lt=at).exclude(state__in=ENDS).order_by("due_at")
    late: list[Ticket] = []
    for level in ESCALATE_TO:
        beyond = ExpressionWrapper((F("due_at") - F("since_at")) * (level - 1) / 2, output_field=DurationField())
        reached = ExpressionWrapper(F("due_at") + beyond, output_field=DateTimeField())
        late += running.filter(escalated=level - 1).annotate(reached=reached).filter(reached__lte=at)[:limit]
    events: list[NewEvent] = []
    with transaction.atomic():
        for ticket in late:
            level = rules.escalation(at, ticket.since_at, ticket.due_at or at)
            if level <= ticket.escalated:
                continue
            guard = {"pk": ticket.pk, "seq": ticket.seq}
            if Ticket.objects.filter(**guard).update(escalated=level, seq=ticket.seq + 1) == 1:
                due = iso(ticket.due_at) if ticket.due_at else ""
                body = Escalated(level=level, to=ESCALATE_TO[level], holder=ticket.holder, due=due)
                events.append(NewEvent(f"ticket:{ticket.pk}", ticket.seq + 1, "ticket.escalate", SYSTEM, at, body))
        record_many(events, at=at)
    return len(events)


def mark_arrived(*, ticket_id: int, crew: int, actor: str, at: datetime) -> None:
    """A crew is on the spot: an event beside the life cycle; the first arrival is what response times count."""
    with transaction.atomic():
        ticket = Ticket.objects.get(pk=ticket_id)
        seq = ticket.seq + 1
        columns: dict[str, Any] = {"seq": seq}
        if ticket.arrived_at is None:
            columns["arrived_at"] = at
        if Ticket.objects.filter(pk=ticket_id, seq=ticket.seq).update(**columns) != 1:
            raise NotAllowed(
                "工单刚被他人更新，请重试。", "Somebody else changed the ticket at this moment; try again."
            )
        minutes = int((at - ticket.opened_at).total_seconds() // 60)
        record(
            NewEvent(f"ticket:{ticket_id}", seq, "ticket.arrive", actor, at, Arrived(crew=crew, minutes=minutes)), at=at
        )


def rate(*, report: Report, score: int, comment: str, at: datetime) -> None:
    """A reporter rates the result; his own report's ticket is evaluated with it."""
    with transaction.atomic():
        ticket = queries.of_report(report.pk)
        if ticket is None or ticket.state not in ("closed", "evaluated"):
            raise NotAllowed("办结以后才能评价。", "You can rate it once it is closed.")
        report_services.rate(report=report, score=score, comment=comment, at=at)
        if ticket.state == "closed" and ticket.report_id == report.pk:
            inputs = Inputs(what=str(score))
            take(
                ticket_id=ticket.pk,
                action="evaluate",
                actor="citizen",
                roles=frozenset({"citizen"}),
                inputs=inputs,
                at=at,
            )
