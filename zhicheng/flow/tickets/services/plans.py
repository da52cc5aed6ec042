"""What each step of a ticket does to it: who holds it next, which clock runs, which columns change, what is recorded."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from zhicheng.flow.tickets import clocks, queries, rules
from zhicheng.flow.tickets.clocks import Clock
from zhicheng.flow.tickets.conditions import limit_of, limit_words
from zhicheng.flow.tickets.events import (
    Asked,
    Dispatched,
    Evaluated,
    Extended,
    Filed,
    Held,
    MergedAway,
    Reasoned,
    Recategorised,
    Seen,
    Taken,
)
from zhicheng.flow.tickets.models import Condition, Ticket
from zhicheng.flow.tickets.services import merging, recategorising
from zhicheng.ground.people import queries as people
from zhicheng.infra.events import Moved, iso
from zhicheng.kernel.calendar import CHINA, Limit
from zhicheng.kernel.errors import BadInput
from zhicheng.kernel.phrases import SILENCE, Phrase

DEFAULT_HANDLING = Limit(1, "work_day")


@dataclass(frozen=True, slots=True)
class Inputs:
    """What a step may ask for."""

    reason: str = ""
    text: str = ""
    photos: list[str] = field(default_factory=list)
    condition: int = 0
    unit: int = 0
    new_due_at: datetime | None = None
    resume_on: date | None = None
    what: str = ""
    crew: int = 0
    rule: Phrase = SILENCE
    on_time: bool = True
    score: int = 100
    other: str = ""  # number of the ticket that it is merged into
    matter: str = ""  # code or name of the right matter
    case: str = ""  # the penalty case in which it was put right; its evidence stands for the photo


@dataclass(frozen=True, slots=True)
class Plan:
    """What a step does to the row: holder, clock, columns, event body."""

    body: Callable[..., Moved]
    holder: str | None = None
    clock: Clock | None = None
    stop_clock: bool = False
    columns: dict[str, Any] = field(default_factory=dict)
    after: Callable[[], None] | None = None  # what else changes in the same transaction, once the ticket has moved


def _taken(inputs: Inputs) -> Callable[..., Moved]:
    return lambda **moved: Taken(
        rule=inputs.rule.zh, rule_en=inputs.rule.en, crew=inputs.crew, note=inputs.text[:200], **moved
    )


def _reasoned(inputs: Inputs) -> Callable[..., Moved]:
    return lambda **moved: Reasoned(reason=inputs.reason[:300], **moved)


def _seen(inputs: Inputs, *, on_time: bool = True) -> Callable[..., Moved]:
    return lambda **moved: Seen(
        photos=inputs.photos, text=inputs.text[:500] or inputs.reason[:500], on_time=on_time, **moved
    )


def _to(holder: str) -> Callable[[Ticket, Inputs, str, datetime], Plan]:
    """Plan of a centre's step: the next post holds it, with the default limit."""
    return lambda ticket, inputs, actor, at: Plan(_taken(inputs), holder, clocks.step_clock(at))


def _end(ticket: Ticket, inputs: Inputs, actor: str, at: datetime) -> Plan:
    return Plan(_reasoned(inputs), "", stop_clock=True, columns={"closed_at": at})


def _file(ticket: Ticket, inputs: Inputs, actor: str, at: datetime) -> Plan:
    condition = Condition.objects.filter(pk=inputs.condition, matter=ticket.matter, active=True).first()
    if condition is None:
        raise BadInput(
            "立案条件不属于这个事项或已停用，请重新选择。",
            "The filing condition is not one of this matter or no longer in force; choose again.",
            field="condition",
        )
    text = limit_words(condition)

    def body(**moved: Any) -> Filed:
        return Filed(
            condition=condition.pk, file_if=condition.file_if, close_if=condition.close_if, limit_text=text.zh, limit_text_en=text.en,
            rule=inputs.rule.zh, rule_en=inputs.rule.en, **moved,
        )  # fmt: skip

    return Plan(body, "system", clocks.step_clock(at), columns={"condition_id": condition.pk, "filed_at": at})


def _dispatch(ticket: Ticket, inputs: Inputs, actor: str, at: datetime) -> Plan:
    name = inputs.text or people.organisation(inputs.unit).name  # a batch has looked the names up already
    limit = limit_of(ticket.condition) if ticket.condition else DEFAULT_HANDLING
    clock = clocks.start(limit, at)
    text = limit_words(ticket.condition) if ticket.condition else DEFAULT_HANDLING.words

    def body(**moved: Any) -> Dispatched:
        return Dispatched(
            unit=inputs.unit, unit_name=name, limit_text=text.zh, limit_text_en=text.en, rule=inputs.rule.zh, rule_en=inputs.rule.en,
            **moved,
        )  # fmt: skip

    first = ticket.limit_due_at or clock.due_at
    return Plan(body, f"org:{inputs.unit}", clock, columns={"unit_id": inputs.unit, "limit_due_at": first})


def _start(ticket: Ticket, inputs: Inputs, actor: str, at: datetime) -> Plan:
    return Plan(_taken(inputs))


def _return(ticket: Ticket, inputs: Inputs, actor: str, at: datetime) -> Plan:
    columns: dict[str, Any] = {"unit_id": None, "returns": ticket.returns + 1, "asked": {}, "limit_due_at": None}
    return Plan(_reasoned(inputs), "role:dispatcher", clocks.step_clock(at), columns=columns)


def _ask(ticket: Ticket, inputs: Inputs, actor: str, at: datetime) -> Plan:
    wanted = inputs.what or ("return" if ticket.state == "dispatched" else "extend")
    if wanted not in ("return", "extend", "hold"):
        raise BadInput(
            "只能申请回退、延时或挂账。",
            "A unit can ask to return the ticket, for more time, or for a hold.",
            field="what",
        )
    asked = {
        "what": wanted, "reason": inputs.reason[:300], "new_due_at": iso(inputs.new_due_at) if inputs.new_due_at else "",
        "resume_on": inputs.resume_on.isoformat() if inputs.resume_on else "",
    }  # fmt: skip
    return Plan(lambda **moved: Asked(**asked, **moved), columns={"asked": asked})


def _deny(ticket: Ticket, inputs: Inputs, actor: str, at: datetime) -> Plan:
    return Plan(_reasoned(inputs), columns={"asked": {}})


def _extend(ticket: Ticket, inputs: Inputs, actor: str, at: datetime) -> Plan:
    new = inputs.new_due_at
    if new is None or (ticket.due_at and new <= ticket.due_at):
        raise BadInput(
            "新的时限应晚于现在的时限。", "The new due time must be later than the present one.", field="new_due_at"
        )
    clock = Clock(ticket.since_at, ticket.since_at + (new - ticket.since_at) * rules.YELLOW, new)
    first = iso(ticket.limit_due_at) if ticket.limit_due_at else ""
    return Plan(
        lambda **moved: Extended(reason=inputs.reason[:300], first_due=first, **moved), None, clock,
        columns={"extensions": ticket.extensions + 1, "asked": {}},
    )  # fmt: skip


def _hold(ticket: Ticket, inputs: Inputs, actor: str, at: datetime) -> Plan:
    if inputs.resume_on is None or inputs.resume_on <= at.astimezone(CHINA).date():
        raise BadInput("恢复日期应在今天之后。", "The day to resume must be after today.", field="resume_on")
    left = _left(ticket, at)
    day = inputs.resume_on

    def body(**moved: Any) -> Held:
        return Held(
            reason=inputs.reason[:300], resume_on=day.isoformat(), seconds_left=int(left.total_seconds()), **moved
        )

    columns: dict[str, Any] = {
        "held_seconds": int(left.total_seconds()),
        "holds": ticket.holds + 1,
        "resume_on": day,
        "asked": {},
    }
    return Plan(body, "system", stop_clock=True, columns=columns)


def _handling_limit(ticket: Ticket) -> Limit:
    return limit_of(ticket.condition) if ticket.condition else DEFAULT_HANDLING


def _left(ticket: Ticket, at: datetime) -> timedelta:
    return _handling_limit(ticket).left(at, ticket.due_at, clocks.calendar()) if ticket.due_at else timedelta()


def _resume(ticket: Ticket, inputs: Inputs, actor: str, at: datetime) -> Plan:
    """The clock runs on with what was left, on the limit's own clock."""
    working = _handling_limit(ticket).unit not in ("urgent_hour", "natural_day")
    minutes = max(ticket.held_seconds / 60, 1)
    clock = clocks.start(Limit(minutes, "work_minute") if working else Limit(minutes / 60, "urgent_hour"), at)
    return Plan(_taken(inputs), f"org:{ticket.unit_id}", clock, columns={"resume_on": None, "held_seconds": 0})


def _feed_back(ticket: Ticket, inputs: Inputs, actor: str, at: datetime) -> Plan:
    on_time = ticket.due_at is None or at <= ticket.due_at
    handlers = [*ticket.handlers, actor] if actor not in ticket.handlers else ticket.handlers
    columns: dict[str, Any] = {"handlers": handlers, "on_time": on_time, "asked": {}}
    return Plan(_seen(inputs, on_time=on_time), "role:acceptor", clocks.step_clock(at), columns=columns)


def _fail(ticket: Ticket, inputs: Inputs, actor: str, at: datetime) -> Plan:
    return Plan(_seen(inputs), "role:dispatcher", clocks.step_clock(at), columns={"reworks": ticket.reworks + 1})


def _redo(ticket: Ticket, inputs: Inputs, actor: str, at: datetime) -> Plan:
    """The limit runs on: the deadline is the one before, extended or moved by a hold as it was, also when it is past."""
    due = queries.last_handling_due(ticket) or ticket.limit_due_at or at
    clock = Clock(ticket.filed_at or ticket.opened_at, due, due)
    return Plan(_taken(inputs), f"org:{ticket.unit_id}", clock)


def _close(ticket: Ticket, inputs: Inputs, actor: str, at: datetime) -> Plan:
    return Plan(_taken(inputs), "", stop_clock=True, columns={"closed_at": at})


def _settle(ticket: Ticket, inputs: Inputs, actor: str, at: datetime) -> Plan:
    return Plan(_seen(inputs), "", stop_clock=True, columns={"closed_at": at, "on_time": True})


def _evaluate(ticket: Ticket, inputs: Inputs, actor: str, at: datetime) -> Plan:
    on_time = ticket.on_time is not False
    return Plan(lambda **moved: Evaluated(on_time=on_time, score=int(inputs.what or 0), **moved))


def _merge(ticket: Ticket, inputs: Inputs, actor: str, at: datetime) -> Plan:
    """The ticket is given up for another, open one; whoever reported or followed it follows that one."""
    into = merging.target(ticket, inputs.other)

    def body(**moved: Any) -> MergedAway:
        return MergedAway(
            into=into.no,
            reason=inputs.reason[:300],
            score=inputs.score,
            rule=inputs.rule.zh,
            rule_en=inputs.rule.en,
            **moved,
        )

    def follow() -> None:
        merging.move_reports(ticket, into, score=inputs.score, rule=inputs.rule, by=actor, at=at)

    return Plan(body, "", stop_clock=True, columns={"closed_at": at}, after=follow)


def _recategorise(ticket: Ticket, inputs: Inputs, actor: str, at: datetime) -> Plan:
    """Before a unit works on it. The running clock is not renewed, except that a unit which should not have had it gives it back."""
    matter, was = recategorising.checked(ticket, inputs.matter), ticket.matter
    condition = recategorising.condition_for(matter) if ticket.condition_id else None
    text = limit_words(condition) if condition else SILENCE
    columns: dict[str, Any] = {
        "matter": matter, "klass": matter[:2], "cell": rules.of_matter(matter, ticket.cell), "priority": rules.priority_of(matter),
    }  # fmt: skip
    if condition:
        columns["condition_id"] = condition.pk

    def body(**moved: Any) -> Recategorised:
        return Recategorised(
            matter=matter, was=was, reason=inputs.reason[:300], condition=condition.pk if condition else 0,
            file_if=condition.file_if if condition else "", limit_text=text.zh, limit_text_en=text.en, **moved,
        )  # fmt: skip

    def follow_up() -> None:
        recategorising.follow_up(ticket, matter, by=actor, at=at)

    if ticket.state != "dispatched":
        return Plan(body, columns=columns, after=follow_up)
    columns |= {"unit_id": None, "asked": {}, "limit_due_at": None}
    return Plan(body, "role:dispatcher", clocks.step_clock(at), columns=columns, after=follow_up)


PLANS: dict[str, Callable[[Ticket, Inputs, str, datetime], Plan]] = {
    "verify": _to("role:collector"),
    "merge": _merge,
    "recategorise": _recategorise,
    "confirm": lambda t, i, a, at: Plan(_seen(i), "role:shift_leader", clocks.step_clock(at)),
    "accept": _to("role:shift_leader"),
    "reject": _end,
    "settle": _settle,
    "file": _file,
    "decline": _end,
    "hand_over": _to("role:dispatcher"),
    "dispatch": _dispatch,
    "start": _start,
    "return": _return,
    "ask": _ask,
    "deny": _deny,
    "extend": _extend,
    "hold": _hold,
    "resume": _resume,
    "feed_back": _feed_back,
    "check": _to("role:collector"),
    "pass": lambda t, i, a, at: Plan(_seen(i), "role:shift_leader", clocks.step_clock(at)),
    "fail": _fail,
    "redo": _redo,
    "close": _close,
    "void": _end,
    "force_close": lambda t, i, a, at: Plan(
        _reasoned(i), "", stop_clock=True, columns={"closed_at": at, "on_time": False}
    ),
    "evaluate": _evaluate,
}
