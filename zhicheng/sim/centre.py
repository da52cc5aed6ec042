"""The posts of the two centres in the demo: review, file, dispatch, close; each with its own account and ordinary role."""

from __future__ import annotations

import random
from datetime import datetime, timedelta

from zhicheng.civic.community import queries as community
from zhicheng.flow.sense import queries as sense
from zhicheng.flow.sense import services as sense_services
from zhicheng.flow.tickets import queries as tickets
from zhicheng.flow.tickets import services
from zhicheng.flow.tickets.queries import Ticket
from zhicheng.flow.tickets.services import Inputs
from zhicheng.ground.people import queries as people
from zhicheng.ground.people.queries import Access
from zhicheng.kernel.errors import Conflict, NotAllowed

LEAVES_TO_VISITORS = timedelta(minutes=14)  # of the city: a quarter of a minute before a visitor's eyes
PACE = timedelta(seconds=90)  # a post looks at a ticket for a while before it acts


class Centre:
    """Acts for the posts; leaves tickets alone that a visitor has taken over."""

    def __init__(self, rng: random.Random) -> None:
        self.rng = rng
        self.desk: dict[str, Access] = {}
        self.load()

    def load(self) -> None:
        for key in ("acceptor", "shift_leader", "dispatcher"):
            self.desk[key] = people.access_of(people.demo_account(key))

    def step(self, now: datetime, *, leave: frozenset[int] = frozenset()) -> None:
        """One look at each desk's oldest tickets; `leave` are in a visitor's hands; what a firm was offered is its first."""
        leave |= set(community.offers_running().values_list("ticket_id", flat=True))
        for ticket in tickets.waiting_for_crew(
            states=("reported", "accepted", "to_dispatch", "handled", "rework", "to_close"), limit=60
        ):
            if ticket.pk not in leave and now - ticket.since_at >= PACE:
                try:
                    self._act(ticket, now)
                except (NotAllowed, Conflict):
                    continue

    def review(self, now: datetime) -> None:
        """What cameras saw: a visitor has some time to do it himself, then the acceptor decides; nobody is right every time."""
        for row in sense.desk(self.desk["acceptor"], limit=10)["rows"]:
            if row["confirmed_at"] is None or now - row["confirmed_at"] < LEAVES_TO_VISITORS:
                continue
            try:
                if row["stays_s"] < 600 and self.rng.random() < 0.2:
                    sense_services.reject(row["id"], reason="passing", access=self.desk["acceptor"], at=now)
                else:
                    sense_services.accept(row["id"], access=self.desk["acceptor"], at=now)
            except (NotAllowed, Conflict):
                continue

    def _act(self, ticket: Ticket, now: datetime) -> None:
        match ticket.state:
            case "reported":
                self._take("acceptor", ticket, "accept" if ticket.source == "grid" else "verify", Inputs(), now)
            case "accepted":
                condition = tickets.conditions_of(ticket.matter).first()
                if condition is not None:
                    self._take("shift_leader", ticket, "file", Inputs(condition=condition.pk), now)
            case "to_dispatch":
                unit = people.Units().responsible(ticket.matter, ticket.grid)
                if unit is not None:
                    self._take("dispatcher", ticket, "dispatch", Inputs(unit=unit), now)
            case "handled":
                self._take("acceptor", ticket, "check", Inputs(), now)
            case "rework":
                self._take("dispatcher", ticket, "redo", Inputs(), now)
            case "to_close":
                self._take("shift_leader", ticket, "close", Inputs(), now)

    def _take(self, desk: str, ticket: Ticket, action: str, inputs: Inputs, now: datetime) -> None:
        access = self.desk[desk]
        services.take(
            ticket_id=ticket.pk,
            action=action,
            actor=access.actor,
            roles=tickets.roles_at(access, ticket),
            inputs=inputs,
            at=now,
        )
