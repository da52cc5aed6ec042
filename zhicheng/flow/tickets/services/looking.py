"""After a ticket was opened or one more report follows it: is it a known thing, and is it suddenly everybody's?"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db import transaction

from zhicheng.flow.tickets import alike
from zhicheng.flow.tickets.alike import Near
from zhicheng.flow.tickets.events import Burst
from zhicheng.flow.tickets.models import Alike, Follower, Ticket
from zhicheng.flow.tickets.rules import voice_of
from zhicheng.flow.tickets.services.merging import keep_apart
from zhicheng.flow.tickets.services.notices import where_of
from zhicheng.flow.tickets.services.steps import Inputs, take
from zhicheng.flow.tickets.states import TICKET
from zhicheng.ground.messages import services as messages
from zhicheng.ground.messages.services import Notice, Recipient
from zhicheng.ground.people import queries as people
from zhicheng.infra.config import config
from zhicheng.infra.events import NewEvent, record
from zhicheng.infra.models import Event
from zhicheng.kernel.errors import Conflict, NotAllowed, NotFound
from zhicheng.kernel.phrases import Phrase
from zhicheng.law import matters

RULE = "rule:same-thing@1"
RULE_TEXT = Phrase(
    "自动并案 same-thing@1：按地点、时间、状态、文字学得的权重，相似度 {percent}%，可拆出",
    "Merged by same-thing@1: learned weights of place, time, state and words, {percent} % sure; it can be undone",
)
FROM_PEOPLE = (
    "citizen",
    "hotline",
    "grid",
    "social",
    "officer",
    "open311",
    "liaison",
    "whistle",
)  # cameras keep their own count
PLAIN_METRES = 60
WINDOW = timedelta(hours=1)
BURSTS = (5, 20, 100)  # reports of one thing within the window: who is told, level 1 to 3


def look_for_same(ids: Sequence[int], *, at: datetime) -> None:
    """New tickets of people that tell of a known thing: merged when that is sure, else a question at the acceptor's desk."""
    rows = Ticket.objects.filter(pk__in=list(ids), state__in=alike.ASKED_IN, source__in=FROM_PEOPLE)
    new = sorted(rows.values_list("pk", flat=True))
    around = alike.Neighbourhood(new, at=at)
    questions = []
    for pk in new:
        found = around.alike_to(pk)
        if not found:
            continue
        best = found[0]
        if config().merge_by_itself and _is_plain(around.asked[pk], best):
            if _merge(pk, best, at):
                around.gone.add(pk)
        else:
            told = {"score": best.percent, "reasons": best.reasons, "found_at": at}
            questions.append(Alike(ticket_id=pk, other_id=best.ticket.id, **told))
    Alike.objects.bulk_create(
        questions,
        update_conflicts=True,
        unique_fields=["ticket"],
        update_fields=["other", "score", "reasons", "found_at"],
    )


def _is_plain(ticket: Near, best: alike.Likeness) -> bool:
    """Sure, and of the kind that a person would not think twice about: the same matter, close by, and in words that say the same. Two
    lamps of one street are as near and as alike as two reports of one lamp, as long as nobody says which.
    """
    if "rule" not in TICKET.arrow(ticket.state, "merge").by:
        return False
    same_words = ticket.text != "" and best.ticket.text != "" and best.reasons["words"] > 0
    return best.certain and same_words and best.metres <= PLAIN_METRES and best.ticket.matter == ticket.matter


def _merge(pk: int, best: alike.Likeness, at: datetime) -> bool:
    rule = Phrase(RULE_TEXT.zh.format(percent=best.percent), RULE_TEXT.en.format(percent=best.percent))
    inputs = Inputs(other=best.ticket.no, score=best.percent, rule=rule)
    try:
        take(ticket_id=pk, action="merge", actor=RULE, roles=frozenset({"rule"}), inputs=inputs, at=at)
    except (Conflict, NotAllowed):  # somebody took it in hand at this moment: he decides
        return False
    return True


def say_apart(*, ticket: Ticket, other_no: str, by: str, at: datetime) -> None:
    """A person looked at both: not the same thing. He is not asked about these two again."""
    other = Ticket.objects.filter(no=other_no).first()
    if other is None:
        raise NotFound("没有这个工单。", "There is no such ticket.")
    with transaction.atomic():
        keep_apart(ticket, other, by=by, at=at)
        Alike.objects.filter(ticket=ticket, other=other).delete()


def watch_bursts(ids: Sequence[int], *, at: datetime) -> int:
    """Tickets that many people report within the hour: an event and a message for each level that is reached, once. Returns how many."""
    said = 0
    for ticket in Ticket.objects.filter(pk__in=list(ids)).order_by("pk"):
        n = _voices(ticket, at)
        level = sum(n >= least for least in BURSTS)
        if level > _told(ticket):
            _tell(ticket, level, n, at)
            said += 1
    return said


def _voices(ticket: Ticket, at: datetime) -> int:
    """How many people follow with what they saw within the hour: who sends one thing a thousand times is one."""
    lately = Follower.objects.filter(ticket=ticket, report__happened_at__gt=at - WINDOW, report__happened_at__lte=at)
    return len({voice_of(*row) for row in lately.values_list("report_id", "report__phone", "report__text")})


def _told(ticket: Ticket) -> int:
    said = Event.objects.filter(stream=f"ticket:{ticket.pk}", kind="ticket.burst")
    return max((int(event.data["level"]) for event in said), default=0)


def _tell(ticket: Ticket, level: int, n: int, at: datetime) -> None:
    with transaction.atomic():
        if Ticket.objects.filter(pk=ticket.pk, seq=ticket.seq).update(seq=ticket.seq + 1) != 1:
            raise Conflict("工单刚被他人更新，请重试。", "Somebody else changed the ticket at this moment; try again.")
        body = Burst(level=level, reports=n, minutes=int(WINDOW.total_seconds() // 60))
        record(NewEvent(f"ticket:{ticket.pk}", ticket.seq + 1, "ticket.burst", RULE, at, body), at=at)
    matter = matters.matters()[ticket.matter]
    to = people.accounts_with("manager" if level == len(BURSTS) else "shift_leader", ticket.grid)
    notice = Notice(
        key=f"burst:{ticket.pk}:{level}", template="ticket.burst", about=f"ticket:{ticket.pk}", area=ticket.grid[:9], urgent=level > 1,
        values={"no": ticket.no, "matter": matter.name, "matter_en": matter.name_en, "address": where_of(ticket), "n": str(n)},
        to=[Recipient(c.name, c.account, c.phone) for c in to],
    )  # fmt: skip
    messages.tell([notice], at=at)
