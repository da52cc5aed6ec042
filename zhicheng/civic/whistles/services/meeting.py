"""The joint record: who was there, what was found, what each does until when. A task may become a work order, linked both ways."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial

from django.db import transaction

from zhicheng.civic.whistles import limits, queries, rules
from zhicheng.civic.whistles.events import Acting, Agreed, Amended, Finished, Redone, Referred, Tasked
from zhicheng.civic.whistles.models import JointRecord, Summons, Whistle
from zhicheng.civic.whistles.services.beside import note
from zhicheng.civic.whistles.services.blowing import may_manage
from zhicheng.civic.whistles.states import SUMMONS, WHISTLE
from zhicheng.flow.reports import services as reports
from zhicheng.flow.reports.rules import Incoming
from zhicheng.flow.tickets import queries as tickets
from zhicheng.ground.people.queries import Access
from zhicheng.infra.events import iso
from zhicheng.infra.transitions import Step, advance
from zhicheng.kernel.errors import BadInput, NotAllowed
from zhicheng.kernel.geo import from_e7
from zhicheng.kernel.phrases import Phrase

SYSTEM = "rule:whistles@1"
TASK = Phrase("任务", "the task")


@dataclass(frozen=True, slots=True)
class NewTask:
    """What one department does, in its own name and power, until when (None: until the whistle's handling limit)."""

    summons: int
    text: str
    due_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class NewRecord:
    """What was found at the place, and each department's task. Who was there is whoever reported in."""

    found: str
    tasks: Sequence[NewTask]


def agree(*, whistle_no: str, record: NewRecord, who: Access, at: datetime) -> Whistle:
    """Write down what was found and agreed. A later record adds tasks; none is ever edited."""
    found = rules.words(record.found, most=rules.MAX_REASON, what=Phrase("现场情况", "what was found"), field="found")
    with transaction.atomic():
        whistle = queries.by_no(whistle_no, who)
        may_manage(who, whistle)
        action = "agree" if whistle.state == "reported_in" else "amend"
        if whistle.state == "blown":
            raise NotAllowed(
                "部门还没有到齐：等报到齐，或点「先行会商」并写明理由。",
                "Not everybody has answered: wait, or begin without who is late and say why.",
            )
        called = {s.pk: s for s in queries.summonses([whistle.pk])}
        tasks = [_checked(t, called, whistle, at) for t in record.tasks]
        if not tasks or len({t.summons for t in tasks}) != len(tasks):
            raise BadInput(
                "请给至少一个部门分工，每个部门一条。", "Give at least one department a task, one each.", field="tasks"
            )
        kept = JointRecord.objects.create(
            whistle=whistle, at=at, by=who.actor, found=found,
            present=[{"unit": s.unit_id, "name": s.who} for s in called.values() if s.reported_at],
            tasks=[{"summons": t.summons, "text": t.text, "due": iso(t.due_at or at)} for t in tasks],
        )  # fmt: skip
        units = [called[t.summons].unit_id for t in tasks]
        body = partial(Agreed if action == "agree" else Amended, record=kept.pk, units=units)
        advance(whistle, WHISTLE, Step(action, who.actor, at, body), at=at)
        for task in tasks:
            _give(called[task.summons], task, kept.pk, who.actor, at)
    return whistle


def _checked(task: NewTask, called: dict[int, Summons], whistle: Whistle, at: datetime) -> NewTask:
    one = called.get(task.summons)
    if one is None:
        raise BadInput("所选部门不在这个哨里。", "That department is not called by this whistle.", field="tasks")
    if one.state != "reported_in":
        name, state = one.unit.name, SUMMONS.states[one.state]
        raise NotAllowed(
            f"{name}现在是「{state}」，只能给已报到、还没有任务的部门分工。",
            f"{name} is “{one.state}”: only a department that has reported in and has no task can be given one.",
        )
    due = task.due_at or whistle.act_due_at
    if task.due_at and due <= at:
        raise BadInput(
            "任务的期限已经过去，请改晚一些。",
            "The task's limit has passed already; choose a later one.",
            field="due_at",
        )
    text = rules.words(task.text, most=rules.MAX_TASK, what=TASK, field="tasks")
    return NewTask(task.summons, text, max(due, at))


def _give(one: Summons, task: NewTask, record: int, by: str, at: datetime) -> None:
    until = limits.link_beyond(task.due_at or at, one.link_until)
    columns = {"task": task.text, "since_at": at, "escalated": 0, "signed_by": "", "link_until": until}
    body = partial(Tasked, record=record, text=task.text)
    advance(one, SUMMONS, Step("task", by, at, body, due_at=task.due_at, due_changes=True, columns=columns), at=at)


def act(*, whistle_no: str, who: Access, at: datetime) -> Whistle:
    """The street begins, whether or not everybody has signed."""
    with transaction.atomic():
        whistle = queries.by_no(whistle_no, who)
        may_manage(who, whistle)
        begin(whistle, by=who.actor, at=at)
    return whistle


def begin(whistle: Whistle, *, by: str, at: datetime) -> None:
    unsigned = [s.unit for s in queries.standings(whistle.pk) if s.state == "tasked" and not s.signed]
    advance(whistle, WHISTLE, Step("act", by, at, partial(Acting, unsigned=unsigned)), at=at)


def redo(*, whistle_no: str, summons: int, reason: str, due_at: datetime | None, who: Access, at: datetime) -> Summons:
    """The street has looked: the task is open again, with a new clock."""
    said = rules.words(reason, most=rules.MAX_WORDS, what=Phrase("退回理由", "the reason"), field="reason")
    with transaction.atomic():
        whistle = queries.by_no(whistle_no, who)
        may_manage(who, whistle)
        if whistle.state != "acting":
            raise NotAllowed("只有联合处置中才能退回重办。", "A task goes back only while the departments act.")
        one = queries.summons(whistle, summons)
        due = max(due_at or whistle.act_due_at, at)
        columns = {
            "since_at": at, "escalated": 0, "finished_at": None, "ended": "", "result": "", "result_photos": [],
            "link_until": limits.link_beyond(due, one.link_until),
        }  # fmt: skip
        step = Step("redo", who.actor, at, partial(Redone, reason=said), due_at=due, due_changes=True, columns=columns)
        advance(one, SUMMONS, step, at=at)
    return one


def refer(*, whistle_no: str, summons: int, matter: str, who: Access, at: datetime) -> str:
    """The task goes through the same door as every report; asked twice, it is the same report. Gives its receipt."""
    with transaction.atomic():
        whistle = queries.by_no(whistle_no, who)
        may_manage(who, whistle)
        one = queries.summons(whistle, summons)
        if one.state != "tasked":
            raise NotAllowed("只有办理中的任务才能转工单。", "Only an open task can become a ticket.")
        incoming = Incoming(
            key=f"{whistle.no}:{one.pk}", happened_at=at, text=f"【{whistle.no}】{one.task}", lng=from_e7(whistle.lng_e7),
            lat=from_e7(whistle.lat_e7), address=whistle.address, category=matter or whistle.matter,
        )  # fmt: skip
        report = reports.receive(incoming, source="whistle", by=who.actor, at=at)
        if one.report_id is None:
            note(one, "summons.refer", Referred(receipt=report.receipt), by=who.actor, at=at, report_id=report.pk)
    return report.receipt


def finish_from_tickets(ticket_ids: Sequence[int], *, at: datetime) -> int:
    """Work orders that were tasks of a whistle are closed: so are the tasks. Returns how many."""
    done = 0
    for ticket in tickets.by_ids(ticket_ids).values():
        for one in queries.tasked_by_reports(tickets.reports_of(ticket)):
            said = f"工单 {ticket.no} 已结案。"
            columns = {"result": said, "finished_at": at, "ended": "done"}
            body = partial(Finished, text=said, photos=[], ticket=ticket.no)
            advance(one, SUMMONS, Step("finish", SYSTEM, at, body, due_changes=True, columns=columns), at=at)
            done += 1
    return done
