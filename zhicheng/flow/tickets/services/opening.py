"""From reports to tickets: lawful? known already? new? One transaction for a whole batch; the fast lane runs through in it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction

from zhicheng.flow.reports import queries as reports
from zhicheng.flow.reports import services as report_services
from zhicheng.flow.reports.queries import Report, ReportFacts
from zhicheng.flow.reports.services import Draft, Outcome
from zhicheng.flow.tickets import clocks, rules
from zhicheng.flow.tickets.conditions import Conditions, limit_words
from zhicheng.flow.tickets.events import Filed, Followed, Opened, Taken
from zhicheng.flow.tickets.lanes import FastLane
from zhicheng.flow.tickets.models import Condition, Follower, Ticket
from zhicheng.flow.tickets.rules import Known
from zhicheng.flow.tickets.states import ENDS, TICKET
from zhicheng.ground.permits import queries as permits
from zhicheng.ground.permits.rules import PermitFacts, lawful_stall
from zhicheng.infra import bulk, locks
from zhicheng.infra.events import NewEvent, record_many
from zhicheng.infra.transitions import Step, open_many
from zhicheng.kernel.calendar import CHINA
from zhicheng.kernel.errors import Conflict, NotAllowed, NotFound
from zhicheng.kernel.phrases import Phrase
from zhicheng.law import matters

DECIDE = "tickets.decide_reports"  # the journey's step, by its stable name
LOCK = 1  # kind of lock: cells in which somebody decides
RULE = "rule:fast-lane@1"
DOOR = "rule:door@1"
RULE_TEXT = Phrase(
    "快速通道 fast-lane@1：审核席确认视同核实，规则账号受理、立案",
    "Fast lane fast-lane@1: reviewed counts as seen; the rule account accepts and files",
)
MERGE_RULE = Phrase("同一事项、30 米内、24 小时内、未结案", "Same matter, within 30 m and 24 h, not closed")
OWN_WORD = Phrase("上报人确认是同一件事", "The reporter says that it is the same thing")
COLUMNS = (
    "no", "report_id", "matter", "klass", "source", "text", "address", "lng_e7", "lat_e7", "grid", "cell", "priority", "fast_lane",
    "condition_id", "opened_at", "since_at", "yellow_at", "filed_at", "held_seconds", "asked", "handlers", "reports", "returns",
    "extensions", "holds", "reworks", "escalated", "recurrence_of_id",
    "contest_of_id",
)  # fmt: skip
NO_JSON, EMPTY_LIST = "{}", "[]"


@dataclass(slots=True)
class _New:
    ticket: Ticket
    facts: ReportFacts
    recurrence_of: str = ""


@dataclass(slots=True)
class _Decided:
    """What a batch becomes: one outcome for each report, new tickets, and (report, ticket, match) for those that follow one."""

    outcomes: list[Outcome]
    new: list[_New]
    follows: list[tuple[ReportFacts, int, rules.Match]]


def open_from_reports(report_ids: Sequence[int], *, at: datetime) -> None:
    """Decide each report: lawful and set aside, merged, a new ticket, or waiting for what is missing. Idempotent."""
    with transaction.atomic():
        waiting = [r for r in reports.to_decide(report_ids) if r.report.state == "received"]
        decided = _decide(waiting, at)
        _write(decided, at)
        report_services.settle_many(decided.outcomes, by=DOOR, at=at)


def open_from_drafts(
    drafts: Sequence[Draft], *, source: str, by: str, at: datetime
) -> tuple[list[Report], list[Report]]:
    """Take in a batch and decide it in the same transaction: what a file needs. Returns the new reports and those known already.

    The same rules as `open_from_reports`, but no report is written, read again and moved: each is stored as what it became.
    """
    with transaction.atomic():
        arrivals, again = report_services.arrive_many(drafts, source=source, by=by, at=at)
        decided = _decide([reports.facts_of(a.report) for a in arrivals], at)
        steps = {o.report.pk: report_services.outcome_step(o, by=DOOR, at=at) for o in decided.outcomes}
        for arrival in arrivals:
            arrival.steps.append(steps[arrival.report.pk])
        report_services.store_many(arrivals, at=at, done=frozenset({DECIDE}))
        _write(decided, at)
    return [a.report for a in arrivals], reports.by_keys(source, again)


def _decide(waiting: Sequence[ReportFacts], at: datetime) -> _Decided:
    """What becomes of each report; the tickets have their numbers, nothing is written yet."""
    placed = [r for r in waiting if r.report.matter and r.report.grid]
    cells = {c for r in placed for c in rules.cells_around(r.report.matter, r.lng, r.lat)}
    locks.hold(LOCK, cells)  # two workers that look at the same heap open one ticket
    outcomes, new, matched = _sort_out(waiting, _nearby(waiting, cells), at)
    opened = _numbered(new, at)
    outcomes += [Outcome(made.facts.report, "ticket", ticket=made.ticket.no) for made in new]
    follows = [(facts, *_target(key, match, opened), match) for facts, key, match in matched]
    outcomes += [
        Outcome(facts.report, "merge", ticket=no, score=match.score, metres=match.metres, rule=MERGE_RULE)
        for facts, _, no, match in follows
    ]
    return _Decided(outcomes, new, [(facts, ticket_id, match) for facts, ticket_id, _, match in follows])


def _write(decided: _Decided, at: datetime) -> None:
    _open(decided.new, at)
    add_followers(decided.follows, at)


def _target(key: int | str, match: rules.Match, opened: dict[str, Ticket]) -> tuple[int, str]:
    """Id and number of the ticket that a report follows: one of this very batch, or one from before."""
    if isinstance(key, str):
        return opened[key].id, opened[key].no
    return key, match.known.no


def _sort_out(
    waiting: Sequence[ReportFacts], nearby: dict[int, list[Known]], at: datetime
) -> tuple[list[Outcome], list[_New], list[tuple[ReportFacts, int | str, rules.Match]]]:
    """Walk through the batch in order, so that the second report of one thing meets the ticket of the first."""
    selling = [(r.lng, r.lat) for r in waiting if r.report.matter in matters.STALLS and r.report.grid]
    stalls = permits.stalls(selling) if selling else []
    outcomes: list[Outcome] = []
    new: list[_New] = []
    follows: list[tuple[ReportFacts, int | str, rules.Match]] = []
    fast = FastLane()
    for facts in waiting:
        settled = _set_aside(facts, stalls)
        if settled:
            outcomes.append(settled)
            continue
        known = [
            k for cell in rules.cells_around(facts.report.matter, facts.lng, facts.lat) for k in nearby.get(cell, ())
        ]
        match = rules.same_thing(facts.lng, facts.lat, facts.report.happened_at, known)
        if match:
            follows.append((facts, _key(match.known), match))
            continue
        again = rules.recurrence(facts.lng, facts.lat, facts.report.happened_at, known)
        made = _ticket(facts, at, fast_lane=fast.is_open(facts.report.matter, facts.report.grid))
        if again:
            made.ticket.recurrence_of_id = again.id
            made.recurrence_of = again.no
        new.append(made)
        # A negative id marks a ticket of this very batch that has no number yet.
        itself = Known(-len(new), facts.lng, facts.lat, facts.report.happened_at, True)
        nearby[made.ticket.cell].append(itself)
    return outcomes, new, follows


def _key(known: Known) -> int | str:
    return known.id if known.id > 0 else f"new:{-known.id}"


def _set_aside(facts: ReportFacts, stalls: Sequence[PermitFacts]) -> Outcome | None:
    """Missing place or category, or lawful here and now."""
    missing = tuple(n for n, v in (("matter", facts.report.matter), ("place", facts.report.grid)) if not v)
    if missing:
        return Outcome(facts.report, "wait", missing=missing)
    if facts.report.matter in matters.STALLS:
        reason = lawful_stall(facts.lng, facts.lat, facts.report.happened_at, stalls)
        if reason:
            return Outcome(facts.report, "allow", rule=reason.article, why=reason.text)
    return None


def _nearby(waiting: Sequence[ReportFacts], cells: set[int]) -> dict[int, list[Known]]:
    """Tickets in the cells that the batch touches: one query."""
    out: dict[int, list[Known]] = defaultdict(list)
    if not cells:
        return out
    earliest = min(r.report.happened_at for r in waiting) - rules.RECURS_WITHIN
    here = bulk.among(Ticket.objects.filter(opened_at__gte=earliest), "cell", cells)
    rows = here.values_list("cell", "id", "lng_e7", "lat_e7", "report__happened_at", "state", "no")
    for cell, pk, lng, lat, happened_at, state, no in rows:
        out[cell].append(Known(pk, lng / 1e7, lat / 1e7, happened_at, state not in ENDS, no))
    return out


def _ticket(facts: ReportFacts, at: datetime, *, fast_lane: bool) -> _New:
    report = facts.report
    values = {
        "report_id": report.pk, "matter": report.matter, "klass": report.matter[:2], "source": report.source,
        "text": report.text[:200], "address": facts.address,
        "lng_e7": report.lng_e7 or 0, "lat_e7": report.lat_e7 or 0, "grid": report.grid,
        "cell": rules.cell_of(report.matter, facts.lng, facts.lat), "priority": rules.priority_of(report.matter),
        "fast_lane": fast_lane, "opened_at": at, "since_at": at, "asked": NO_JSON, "handlers": EMPTY_LIST,
    }  # fmt: skip
    ticket = bulk.blank(Ticket, values)
    return _New(ticket, facts)


def open_alone(facts: ReportFacts, *, at: datetime, contest_of: Ticket | None = None) -> Ticket:
    """A ticket for one report, whatever is known nearby; people look at it, whatever lane is open."""
    made = _ticket(facts, at, fast_lane=False)
    if contest_of is not None:
        made.ticket.contest_of_id = contest_of.pk
    _numbered([made], at)
    _open([made], at)
    return made.ticket


def _numbered(new: Sequence[_New], at: datetime) -> dict[str, Ticket]:
    """Give the tickets of a batch their numbers; returns them by their key in the batch."""
    day = f"{at.astimezone(CHINA):%Y%m%d}"
    for pk, made in zip(bulk.reserve_ids(Ticket, len(new)) if new else (), new, strict=True):
        made.ticket.id, made.ticket.no = pk, f"{day}{pk:06d}"
    return {f"new:{i}": made.ticket for i, made in enumerate(new, start=1)}


def _open(new: Sequence[_New], at: datetime) -> None:
    """Insert the tickets with all their events."""
    if not new:
        return
    clock = clocks.step_clock(at)
    conditions = Conditions({made.ticket.matter for made in new if made.ticket.fast_lane})
    batch: list[tuple[Ticket, list[Step]]] = []
    for made in new:
        ticket = made.ticket
        ticket.yellow_at, ticket.due_at = clock.yellow_at, clock.due_at
        condition = conditions.of(ticket.matter) if ticket.fast_lane else None
        batch.append((ticket, _steps(made, condition, at)))
    open_many(batch, TICKET, COLUMNS, at=at)


def _steps(made: _New, condition: Condition | None, at: datetime) -> list[Step]:
    ticket, report = made.ticket, made.facts.report
    place = (made.facts.lng, made.facts.lat)

    def opened(**moved: Any) -> Opened:
        return Opened(
            no=ticket.no, report=report.pk, matter=ticket.matter, source=ticket.source, fast_lane=ticket.fast_lane,
            recurrence_of=made.recurrence_of, **moved,
        )  # fmt: skip

    steps = [Step("report", DOOR, report.happened_at, opened, holder="role:acceptor", place=place)]
    if condition is None:
        return steps

    limit = limit_words(condition)

    def taken(**moved: Any) -> Taken:
        return Taken(rule=RULE_TEXT.zh, rule_en=RULE_TEXT.en, **moved)

    def filed(**moved: Any) -> Filed:
        return Filed(
            condition=condition.pk, file_if=condition.file_if, close_if=condition.close_if, limit_text=limit.zh, limit_text_en=limit.en,
            rule=RULE_TEXT.zh, rule_en=RULE_TEXT.en, **moved,
        )  # fmt: skip

    return [
        *steps,
        Step("accept", RULE, at, taken, holder="role:shift_leader"),
        Step("file", RULE, at, filed, holder="system", columns={"condition_id": condition.pk, "filed_at": at}),
        Step("hand_over", RULE, at, taken, holder="role:dispatcher"),
    ]


def add_followers(follows: Sequence[tuple[ReportFacts, int, rules.Match]], at: datetime, *, by: str = DOOR) -> None:
    """Reports that follow a ticket from now on: counted, told the result."""
    if not follows:
        return
    bulk.insert_rows(Follower, ("ticket_id", "report_id", "score"), [(t, f.report.pk, m.score) for f, t, m in follows])
    ids = {ticket_id for _, ticket_id, _ in follows}
    locked = Ticket.objects.filter(pk__in=ids).order_by("pk").select_for_update()  # a phone may be moving it just now
    before = {pk: (seq, n) for pk, seq, n in locked.values_list("pk", "seq", "reports")}
    now = dict(before)
    events = []
    for facts, ticket_id, match in follows:
        seq, n = now[ticket_id]
        now[ticket_id] = (seq + 1, n + 1)
        body = Followed(report=facts.report.pk, score=match.score, metres=match.metres)
        events.append(NewEvent(f"ticket:{ticket_id}", seq + 1, "ticket.follow", by, at, body))
    rows = [(seq, n, pk, before[pk][0]) for pk, (seq, n) in now.items()]
    if bulk.update_rows(Ticket, ("seq", "reports"), rows, guard=("seq",)) != len(rows):
        raise Conflict(
            "工单刚被他人更新，请重试。", "Somebody else changed the ticket at this moment; try again."
        )  # the job is run again
    record_many(events, at=at)


def follow(*, ticket_no: str, report_id: int, by: str, at: datetime) -> Ticket:
    """A citizen says: mine is the same. His report follows the ticket."""
    with transaction.atomic():
        ticket = Ticket.objects.filter(no=ticket_no).first()
        if ticket is None:
            raise NotFound("没有这个工单。", "There is no such ticket.")
        if ticket.state in ENDS:
            raise NotAllowed(
                "这件事已办结；如果问题又出现，请重新上报。",
                "This is closed. If the problem is back, please report it again.",
            )
        facts = next(iter(reports.to_decide([report_id])), None)
        if facts is None or facts.report.state != "received":
            raise NotAllowed("这条上报已经处理过了。", "This report was decided already.")
        match = rules.Match(Known(ticket.pk, 0, 0, at, True), 0, 100)
        add_followers([(facts, ticket.pk, match)], at)
        outcome = Outcome(facts.report, "merge", ticket=ticket.no, score=100, metres=0, rule=OWN_WORD)
        report_services.settle_many([outcome], by=by, at=at)
    return ticket
