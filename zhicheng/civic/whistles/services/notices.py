"""Who is told what: called departments by a link, the ladder when one is late, the street of each answer, the rated of the rating."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from zhicheng.civic.whistles import queries
from zhicheng.civic.whistles.events import SummonsEscalated
from zhicheng.civic.whistles.models import Summons
from zhicheng.ground.messages import links
from zhicheng.ground.messages import services as messages
from zhicheng.ground.messages.services import Notice, Recipient
from zhicheng.ground.people import queries as people
from zhicheng.ground.places import queries as places
from zhicheng.infra.events import read_body
from zhicheng.infra.models import Event
from zhicheng.kernel.calendar import CHINA

ROLES = {2: "supervisor", 3: "manager"}
LONGEST = 60  # of what stands in a text message


def tell_called(summons_ids: Sequence[int], *, at: datetime) -> int:
    """The link to whoever answers for the department: its head's phone, else the unit's own; and a card into its working group."""
    return messages.tell([_call(s, at) for s in queries.summons_in(summons_ids) if s.state == "called"], at=at)


def _values(one: Summons) -> dict[str, str]:
    whistle = one.whistle
    due = one.due_at or whistle.act_due_at
    street = places.name_of(whistle.street)
    return {
        "no": whistle.no, "street": street, "unit": one.unit.name, "reason": whistle.reason[:LONGEST], "address": whistle.address[:LONGEST],
        "until": due.astimezone(CHINA).strftime("%m-%d %H:%M"),
    }  # fmt: skip


def _call(one: Summons, at: datetime) -> Notice:
    to = [Recipient(c.name, c.account, c.phone or one.unit.phone) for c in people.leads_of(one.unit_id)]
    return Notice(
        key=f"call:{one.pk}:{one.turn}:{one.asked_at:%y%m%d%H%M}", template="whistle.call", values=_values(one),
        to=[*_once_per_phone(to), Recipient(one.unit.name, card=True)], about=f"whistle:{one.whistle_id}", area=one.whistle.street,
        urgent=one.whistle.kind == "urgent", link=_link(one),
    )  # fmt: skip


def _once_per_phone(people_: Sequence[Recipient]) -> list[Recipient]:
    """Several heads without a phone of their own share the unit's: one text is enough."""
    seen: set[str] = set()
    out = []
    for one in people_:
        out.append(Recipient(one.name, one.account, "" if one.phone in seen else one.phone))
        seen.add(one.phone)
    return out


def _link(one: Summons) -> str:
    return links.spec("summons", one.pk, one.turn)


def tell_colleague(one: Summons, name: str, phone: str, *, at: datetime) -> int:
    """The link was handed on to him."""
    notice = Notice(
        key=f"hand:{one.pk}:{one.turn}", template="whistle.hand_on", values=_values(one), to=[Recipient(name, 0, phone)],
        about=f"whistle:{one.whistle_id}", area=one.whistle.street, urgent=True, link=_link(one),
    )  # fmt: skip
    return messages.tell([notice], at=at)


def tell_late(positions: Sequence[int], *, at: datetime) -> int:
    """One notice per level that was reached, also those that were skipped while nothing ran."""
    events = list(Event.objects.filter(pos__in=positions).order_by("pos"))
    found = {s.pk: s for s in queries.summons_in({e.stream_id for e in events})}
    notices = []
    for event in events:
        body = read_body(event)
        assert isinstance(body, SummonsEscalated)
        notices += [_late(found[event.stream_id], body, level) for level in range(1, body.level + 1)]
    return messages.tell(notices, at=at)


def _late(one: Summons, body: SummonsEscalated, level: int) -> Notice:
    contacts = people.accounts_with(ROLES[level], one.whistle.grid) if level in ROLES else people.leads_of(one.unit_id)
    what = ("报到", "reporting in") if body.clock == "report_in" else ("办结任务", "its task")
    return Notice(
        key=f"whistle-late:{one.pk}:{body.due}:{level}", template=f"whistle.late.{level}",
        values=_values(one) | {"what": what[0], "what_en": what[1]}, to=[Recipient(c.name, c.account, c.phone) for c in contacts],
        about=f"whistle:{one.whistle_id}", area=one.whistle.street, urgent=one.whistle.kind == "urgent",
    )  # fmt: skip


ANSWERS = {
    "summons.report_in": ("已报到", "has reported in"), "summons.decline": ("回复不来或不属其职责", "does not come, or says it is not its matter"),
    "summons.finish": ("已办结任务", "has finished its task"), "summons.explain": ("说明任务不能办结", "explains why its task is not done"),
    "summons.reply": ("回应了您的评价", "has replied to your rating"),
}  # fmt: skip


def tell_blower(positions: Sequence[int], *, at: datetime) -> int:
    """Whoever blew it hears of each answer, in the bell."""
    events = list(Event.objects.filter(pos__in=positions, kind__in=ANSWERS).order_by("pos"))
    found = {s.pk: s for s in queries.summons_in({e.stream_id for e in events})}
    contacts = people.contacts_of(s.whistle.blown_by_id for s in found.values())
    notices = []
    for event in events:
        one = found[event.stream_id]
        owner = contacts[one.whistle.blown_by_id]
        said = ANSWERS[event.kind]
        notices.append(
            Notice(
                key=f"{event.kind}:{event.id}", template="whistle.answer", values=_values(one) | {"what": said[0], "what_en": said[1]},
                to=[Recipient(owner.name, owner.account)], about=f"whistle:{one.whistle_id}", area=one.whistle.street,
            )
        )  # fmt: skip
    return messages.tell(notices, at=at)


def tell_rated(summons_ids: Sequence[int], *, at: datetime) -> int:
    """Its rating, and that it may reply; to whoever reported in, else to the department's head."""
    return messages.tell([_rated(s) for s in queries.summons_in(summons_ids) if s.score is not None], at=at)


def _rated(one: Summons) -> Notice:
    until = one.reply_until or one.link_until
    values = _values(one) | {"score": str(one.score), "until": until.astimezone(CHINA).strftime("%m-%d %H:%M")}
    to = [Recipient(one.who, 0, one.phone)] if one.phone else []
    to = to or [Recipient(c.name, c.account, c.phone or one.unit.phone) for c in people.leads_of(one.unit_id)]
    return Notice(
        key=f"rated:{one.pk}:{one.score}", template="whistle.rated", values=values, to=to, about=f"whistle:{one.whistle_id}",
        area=one.whistle.street, link=_link(one),
    )  # fmt: skip
