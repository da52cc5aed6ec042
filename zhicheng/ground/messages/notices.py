"""Telling somebody what others did about his ways in: what he did not ask for he should hear of at once."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from zhicheng.ground.messages import services
from zhicheng.ground.messages.services import Notice, Recipient
from zhicheng.ground.people import queries as people
from zhicheng.infra.events import read_body
from zhicheng.infra.models import Event
from zhicheng.kernel.phrases import Phrase

CONSOLE, SYSTEM = Phrase("系统机房", "the operator"), Phrase("系统", "the system")


def tell_ways_in(positions: Sequence[int], *, at: datetime) -> int:
    """Also at night: who did not ask for it has little time. What one did oneself is no news. Returns how many are new."""
    events = list(Event.objects.filter(pos__in=positions).order_by("pos"))
    owners = {e.pos: _owner(e) for e in events}
    contacts = people.contacts_of(owners.values())
    names = people.account_names(int(e.actor[7:]) for e in events if e.actor.startswith("person:"))
    told = [
        _notice(e, contacts[owners[e.pos]], names)
        for e in events if owners[e.pos] in contacts and e.actor != f"person:{owners[e.pos]}"
    ]  # fmt: skip
    return services.tell(told, at=at)


def _owner(event: Event) -> int:
    """The account that the event is about; 0 when it has none any more."""
    body = read_body(event)
    account: int | None = getattr(body, "account", None)
    return account if account is not None else people.account_of_member(getattr(body, "member", 0))


def _notice(event: Event, owner: people.Contact, names: dict[int, str]) -> Notice:
    by = CONSOLE if event.actor == "cli" else SYSTEM
    if event.actor.startswith("person:"):
        name = names.get(int(event.actor[7:]), event.actor)
        by = Phrase(name, name)
    values = {"name": owner.name, "by": by.zh, "by_en": by.en}
    return Notice(
        key=f"{event.kind}:{event.id}", template=event.kind, values=values, to=[Recipient(owner.name, owner.account, owner.phone)],
        about=event.stream, area=people.area_of(owner.account), urgent=True,
    )  # fmt: skip
