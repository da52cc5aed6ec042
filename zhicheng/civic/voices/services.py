"""Everything that writes complaints and praise. One public function is one use case in one transaction."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeVar

from django.db import IntegrityError, transaction

from zhicheng.civic.voices import events, queries, rules
from zhicheng.civic.voices.models import FINDINGS, Complaint, Praise, Voice
from zhicheng.civic.voices.states import COMPLAINT, PRAISE
from zhicheng.flow.reports.masking import mask
from zhicheng.ground.messages import services as messages
from zhicheng.ground.messages.services import Notice, Recipient
from zhicheng.ground.people import queries as people
from zhicheng.ground.people.queries import Access
from zhicheng.infra import bulk
from zhicheng.infra.config import config
from zhicheng.infra.transitions import Step, advance, open_many
from zhicheng.kernel.calendar import CHINA, Limit
from zhicheng.kernel.errors import BadInput, Conflict, NotAllowed
from zhicheng.kernel.ids import tracking_code
from zhicheng.kernel.phrases import Phrase
from zhicheng.kernel.states import Machine
from zhicheng.law import matters

HOLDER = "role:supervisor"
EXTENSION = Limit(10, "work_day")
COLUMNS = ("receipt", "code", "key", "text", "badge", "who", "report", "phone", "unit_id", "member_id", "received_at")
COMPLAINT_COLUMNS = ("taken_by_id", "extended", "reopened", "finding", "said", "more", "answered_at")
REASON = Phrase("理由", "the reason")
V = TypeVar("V", bound=Voice)


@dataclass(frozen=True, slots=True)
class NewVoice:
    """What a citizen says. `key` is his phone's own number: sent twice, filed once."""

    key: str
    text: str
    badge: str = ""
    who: str = ""
    report: str = ""
    phone: str = ""


def complain(new: NewVoice, *, at: datetime) -> Complaint:
    """A complaint goes to the supervision unit; the same key gives back the same receipt."""
    due = _limit(Limit(config().complaint_days, "work_day"), at)
    more = {
        "extended": False,
        "reopened": False,
        "finding": "",
        "said": "",
        "more": "",
        "taken_by_id": None,
        "answered_at": None,
    }

    def body(receipt: str, **moved: Any) -> events.ComplaintReceived:
        return events.ComplaintReceived(receipt=receipt, **moved)

    return _file(
        Complaint, COMPLAINT, new, "TS", body, more=more, due=due, columns=(*COLUMNS, *COMPLAINT_COLUMNS), at=at
    )


def praise(new: NewVoice, *, at: datetime) -> Praise:
    """Praise is read by the supervision unit, then passed on."""

    def body(receipt: str, **moved: Any) -> events.PraiseReceived:
        return events.PraiseReceived(receipt=receipt, **moved)

    return _file(Praise, PRAISE, new, "BY", body, more={"reason": ""}, due=None, columns=(*COLUMNS, "reason"), at=at)


def _file(
    model: type[V], machine: Machine, new: NewVoice, prefix: str, body: Any, *, more: dict[str, Any], due: datetime | None,
    columns: Sequence[str], at: datetime,
) -> V:  # fmt: skip
    rules.check(key=new.key, text=new.text, who=new.who, badge=new.badge)
    known = queries.by_key(model, new.key)
    if known is None:
        try:
            with transaction.atomic():
                return _open(model, machine, new, prefix, body, more=more, due=due, columns=columns, at=at)
        except IntegrityError:  # the same phone sent it twice at this very moment
            known = queries.by_key(model, new.key)
            if known is None:
                raise
    if known.text != new.text.strip():
        raise Conflict(
            "编号 key 已用于另一件：重发请保持内容不变，新的一件请换一个编号。",
            "This key belongs to another one: send the same unchanged, or give a new one a new key.",
        )
    return known


def _open(
    model: type[V], machine: Machine, new: NewVoice, prefix: str, body: Any, *, more: dict[str, Any], due: datetime | None,
    columns: Sequence[str], at: datetime,
) -> V:  # fmt: skip
    about = queries.whom(new.badge, new.report)
    pk = bulk.reserve_ids(model, 1)[0]
    receipt = f"{prefix}{at.astimezone(CHINA):%y%m%d}{pk:05d}"
    row = bulk.blank(
        model,
        {
            "id": pk, "receipt": receipt, "code": tracking_code(), "key": new.key, "text": new.text.strip(), "badge": new.badge.strip()[:40],
            "who": new.who.strip(), "report": new.report.strip()[:16], "phone": new.phone.strip()[:20], "unit_id": about.unit or None,
            "member_id": about.member or None, "received_at": at, "holder": HOLDER, "due_at": due, **more,
        },
    )  # fmt: skip
    step = Step("receive", "citizen", at, lambda **moved: body(receipt, **moved), key=f"{prefix}:{new.key}")
    open_many([(row, [step])], machine, columns, at=at)
    return row


def take(*, complaint_id: int, who: Access, at: datetime) -> Complaint:
    """Somebody of the supervision unit makes it his."""
    return _move(
        complaint_id, who, "take", events.ComplaintTaken, at, columns={"taken_by_id": who.account_id}, holder=who.actor
    )


def name(*, complaint_id: int, unit: int, badge: str, who: Access, at: datetime) -> Complaint:
    """Whom it is about: from now on his squad cannot see it, whoever of them is a supervisor."""
    return _move(complaint_id, who, "name", events.ComplaintNamed, at, columns=_named(unit, badge))


def extend(*, complaint_id: int, reason: str, who: Access, at: datetime) -> Complaint:
    """Ten working days more, once; the citizen reads why."""
    row = queries.one(Complaint, complaint_id, who)
    if row.extended:
        raise NotAllowed("期限已经延长过一次，不能再延长。", "The limit was extended once already; not again.")
    more = rules.needed(reason, what=REASON, field="reason", most=300)
    due = _limit(EXTENSION, max(at, row.due_at or at))
    return _move(
        complaint_id, who, "extend", events.ComplaintExtended, at, columns={"extended": True, "more": more}, due=due
    )


def answer(*, complaint_id: int, finding: str, text: str, who: Access, at: datetime) -> Complaint:
    """What was found, as the citizen reads it."""
    if finding not in FINDINGS:
        raise BadInput("请选择核查结论。", "Choose what was found.", field="finding")
    said = rules.needed(text, what=Phrase("答复内容", "what the citizen is told"), field="text")
    columns = {"finding": finding, "said": said, "answered_at": at}

    def body(**moved: Any) -> events.ComplaintAnswered:
        return events.ComplaintAnswered(finding=finding, **moved)

    return _move(complaint_id, who, "answer", body, at, columns=columns, holder="", ends=True)


def refuse(*, complaint_id: int, reason: str, who: Access, at: datetime) -> Complaint:
    """About a thing, not a person; the reason says where to go instead."""
    said = rules.needed(reason, what=REASON, field="reason")
    return _move(
        complaint_id,
        who,
        "refuse",
        events.ComplaintRefused,
        at,
        columns={"said": said, "answered_at": at},
        holder="",
        ends=True,
    )


def reopen(*, row: Complaint, reason: str, at: datetime) -> Complaint:
    """The citizen does not share the answer: once, another pair of eyes looks."""
    if row.reopened:
        raise NotAllowed(
            "已经复核过一次，答复即为最终答复。", "It was looked at again once already; that answer is final."
        )
    more = rules.needed(reason, what=REASON, field="reason", most=300)

    def body(**moved: Any) -> events.ComplaintReopened:
        return events.ComplaintReopened(**moved)

    due = _limit(Limit(config().complaint_days, "work_day"), at)
    step = Step(
        "reopen",
        "citizen",
        at,
        body,
        holder=HOLDER,
        due_at=due,
        due_changes=True,
        columns={"reopened": True, "more": more},
    )
    advance(row, COMPLAINT, step, at=at)
    return row


def pass_on(*, praise_id: int, unit: int, badge: str, who: Access, at: datetime) -> Praise:
    """Its officer and his head read it, without the citizen's name or phone."""
    row = queries.one(Praise, praise_id, who)
    columns = _named(unit, badge) if unit or badge.strip() else {"unit_id": row.unit_id, "member_id": row.member_id}
    if not columns["unit_id"]:
        raise BadInput(
            "请先选定单位或填写工号，才知道转达给谁。",
            "Name the unit or the staff number first: whom is it for?",
            field="unit",
        )

    def body(**moved: Any) -> events.PraisePassedOn:
        return events.PraisePassedOn(**moved)

    advance(row, PRAISE, Step("pass_on", who.actor, at, body, holder="", columns=columns), at=at)
    return row


def set_aside(*, praise_id: int, reason: str, who: Access, at: datetime) -> Praise:
    row = queries.one(Praise, praise_id, who)
    said = rules.needed(reason, what=REASON, field="reason", most=300)

    def body(**moved: Any) -> events.PraiseSetAside:
        return events.PraiseSetAside(**moved)

    advance(row, PRAISE, Step("set_aside", who.actor, at, body, holder="", columns={"reason": said}), at=at)
    return row


def _move(
    pk: int, who: Access, action: str, body: Any, at: datetime, *, columns: dict[str, Any], holder: str | None = None,
    due: datetime | None = None, ends: bool = False,
) -> Complaint:  # fmt: skip
    row = queries.one(Complaint, pk, who)
    step = Step(
        action, who.actor, at, body, holder=holder, due_at=due, due_changes=ends or due is not None, columns=columns
    )
    advance(row, COMPLAINT, step, at=at)
    return row


def _named(unit: int, badge: str) -> dict[str, int | None]:
    number = badge.strip()
    if number:
        member = people.members_by_number([number]).get(number)
        if member is None:
            raise BadInput(
                f"没有工号 {number}，请核对，或只选单位。",
                f"Nobody has the staff number {number}; check it, or name the unit only.",
                field="badge",
            )
        return {"member_id": member, "unit_id": people.unit_of(member)}
    return {"member_id": None, "unit_id": people.organisation(unit).pk}


def _limit(limit: Limit, at: datetime) -> datetime:
    return limit.due(at, matters.national_calendar(config().working_time))


# Telling, by the journey -------------------------------------------------------------------------------------------------


def tell_supervision(ids: Sequence[int], *, at: datetime) -> int:
    """A complaint has come in, or is to be looked at again: those who may see it, and nobody else, hear that there is one."""
    rows = queries.complaints_by_ids(list(ids))
    return messages.tell([_to_supervision(c) for c in rows], at=at)


def _to_supervision(row: Complaint) -> Notice:
    due = f"{row.due_at.astimezone(CHINA):%Y-%m-%d}" if row.due_at else "-"
    to = [Recipient(c.name, c.account) for c in queries.supervisors(queries.about_of(row))]
    return Notice(
        key=f"complaint:{row.pk}:{row.reopened:d}", template="complaint.receive", values={"receipt": row.receipt, "until": due}, to=to,
        about=f"complaint:{row.pk}",
    )  # fmt: skip


def tell_complainant(ids: Sequence[int], *, at: datetime) -> int:
    """Answered, extended or refused: who left a phone hears of it; the words themselves are behind his receipt."""
    rows = [c for c in queries.complaints_by_ids(list(ids)) if c.phone]
    return messages.tell([_news(c) for c in rows], at=at)


def _news(row: Complaint) -> Notice:
    return Notice(
        key=f"complaint:{row.pk}:{row.seq}", template="complaint.news", values={"receipt": row.receipt},
        to=[Recipient("投诉人", phone=row.phone)], about=f"complaint:{row.pk}",
    )  # fmt: skip


def tell_praised(ids: Sequence[int], *, at: datetime) -> int:
    """The officer and the heads of his unit read it. Names and numbers in its words are masked."""
    return messages.tell([_to_praised(p) for p in queries.praise_by_ids(list(ids))], at=at)


def _to_praised(row: Praise) -> Notice:
    account = people.account_of_member(row.member_id) if row.member_id else 0
    to = [Recipient(c.name, c.account) for c in people.leads_of(row.unit_id or 0) if c.account]
    if account and account not in {r.account for r in to}:
        to.append(Recipient(row.member.name if row.member else "", account))
    whom = row.member.name if row.member else row.unit.name if row.unit else ""
    return Notice(
        key=f"praise:{row.pk}", template="praise.pass_on", values={"who": whom, "text": mask(row.text)[:300]}, to=to, about=f"praise:{row.pk}",
    )  # fmt: skip
