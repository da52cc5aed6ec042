"""Who is told that a ticket is late: its unit's lead, then the shift leader, then the manager, by level, never twice."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from zhicheng.flow.tickets.events import Escalated
from zhicheng.flow.tickets.models import Ticket
from zhicheng.ground.messages import services as messages
from zhicheng.ground.messages.services import Notice, Recipient
from zhicheng.ground.people import queries as people
from zhicheng.ground.places import queries as places
from zhicheng.infra.events import read_body
from zhicheng.infra.models import Event
from zhicheng.law import matters

ROLES = {2: "shift_leader", 3: "manager"}


def tell_escalated(positions: Sequence[int], *, at: datetime) -> int:
    """One notice per level that has been reached: also those that were skipped while nothing ran. Returns how many are new."""
    events = list(Event.objects.filter(pos__in=positions))
    tickets = {t.pk: t for t in Ticket.objects.filter(pk__in={e.stream_id for e in events}).select_related("unit")}
    notices = []
    for event in events:
        body = read_body(event)
        assert isinstance(body, Escalated)
        notices += [_notice(tickets[event.stream_id], body, level) for level in range(1, body.level + 1)]
    return messages.tell(notices, at=at)


def _notice(ticket: Ticket, body: Escalated, level: int) -> Notice:
    """The key holds the deadline: a new clock that runs out is a new thing to tell."""
    matter = matters.matters()[ticket.matter]
    values = {
        "no": ticket.no, "matter": matter.name, "matter_en": matter.name_en, "address": where_of(ticket),
        "unit": ticket.unit.name if ticket.unit else "指挥中心",
    }  # fmt: skip
    return Notice(
        key=f"late:{ticket.pk}:{body.due}:{level}", template=f"ticket.late.{level}", values=values, to=_recipients(ticket, body, level),
        about=f"ticket:{ticket.pk}", area=ticket.grid[:9], urgent=ticket.priority >= 3,
    )  # fmt: skip


def where_of(ticket: Ticket) -> str:
    """The place in words, short enough for a message."""
    return (ticket.address or places.place_text(ticket.lng_e7 / 1e7, ticket.lat_e7 / 1e7))[:60]


def _recipients(ticket: Ticket, body: Escalated, level: int) -> list[Recipient]:
    """Level 1: who holds it: the unit's lead, or the post at the centre. Above: the post by role, here."""
    if level in ROLES:
        found = people.accounts_with(ROLES[level], ticket.grid)
    elif body.holder.startswith("org:"):
        found = people.leads_of(int(body.holder[4:]))
    else:
        found = people.accounts_with(body.holder.removeprefix("role:"), ticket.grid)
    return [Recipient(c.name, c.account, c.phone) for c in found]
