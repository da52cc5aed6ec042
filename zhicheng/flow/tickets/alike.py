"""What a new ticket may be the same as: open tickets of its class nearby, weighed by place, time, state and words.

The door (`rules.same_thing`) merges what is the same by a rule that everybody can recite. Here is what the rule does not see: another
matter of the class, fifty metres down the street, the third day. Learned weights say how sure it is (`engines/duplicates`); above the
threshold of 98 right in 100 the rule account merges, below it a person is asked, and what he says can be undone.
"""

from __future__ import annotations

import time
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from typing import NamedTuple

import numpy as np

from zhicheng.engines.duplicates import pictures, weighing
from zhicheng.engines.duplicates.one import Background, Beside, Weighed
from zhicheng.engines.duplicates.reports import Reports, reports_from
from zhicheng.engines.duplicates.texts import count, pieces_of, words_of
from zhicheng.flow.reports import queries as reports
from zhicheng.flow.tickets import queries, rules
from zhicheng.flow.tickets.models import Alike, Ticket
from zhicheng.flow.tickets.states import OPEN
from zhicheng.ground.people.queries import Access
from zhicheng.infra import bulk
from zhicheng.kernel.geo import metres_between
from zhicheng.law import matters

WITHIN = timedelta(days=60)
ASKED_IN = ("reported", "verifying", "to_dispatch", "dispatched")  # where the life cycle lets a ticket be merged
MOST = 200  # candidates; a place with more is named by the newest
CELLS_AT_ONCE = 20_000  # SQLite takes 32,766 parameters in one statement
LEARN_FROM = 5_000  # newest texts say which words are rare here
LEARN_EVERY_S = 3_600.0


class Near(NamedTuple):
    """What is compared of a ticket, in the order of the query."""

    id: int
    cell: int
    no: str
    matter: str
    klass: str
    text: str
    lng_e7: int
    lat_e7: int
    state: str
    opened_at: datetime
    report_id: int
    happened_at: datetime


COLUMNS = (*Near._fields[:-1], "report__happened_at")


@dataclass(frozen=True, slots=True)
class Likeness:
    """An open ticket that may tell of the same thing; `certain`: sure enough to be merged without a person;
    `reasons`: log-odds by group, above 0 speaks for it."""

    ticket: Near
    percent: int
    certain: bool
    metres: int
    reasons: dict[str, float]


class Neighbourhood:
    """Some tickets and whatever is open around them, read and counted once. `gone`: those that were merged meanwhile."""

    def __init__(self, ids: Sequence[int], *, at: datetime) -> None:
        self.asked = {t.id: t for t in map(Near._make, Ticket.objects.filter(pk__in=ids).values_list(*COLUMNS))}
        self.gone: set[int] = set()
        self._apart = queries.apart_from(list(self.asked))
        around = {pk: _cells_around(t) for pk, t in self.asked.items()}
        known = _open_in(set().union(*around.values()), at)
        by_cell: dict[int, list[Near]] = defaultdict(list)
        for near in known:
            by_cell[near.cell].append(near)
        self._around = {pk: [near for cell in cells for near in by_cell.get(cell, ())] for pk, cells in around.items()}
        rows = {t.id: t for t in (*self.asked.values(), *known)}
        self._rows = sorted(rows.values(), key=lambda t: t.id)
        self._place = {t.id: i for i, t in enumerate(self._rows)}
        self._looks = reports.looks_of([t.report_id for t in self._rows])
        self._beside: Beside | None = None

    def alike_to(self, pk: int) -> list[Likeness]:
        """The likeliest earlier, open tickets, surest first, at most five, none below the threshold of a question."""
        ticket = self.asked[pk]
        apart = self._apart.get(pk, set()) | self.gone
        earlier = sorted(t.id for t in self._around[pk] if t.id < pk and t.id not in apart)[-MOST:]
        if not earlier:
            return []
        weights = weighing.shipped().placed
        if self._beside is None:
            self._beside = Beside(_columns(self._rows), weights, _background())
        rows = np.array([self._place[other] for other in earlier])
        found = self._beside.weigh(self._place[pk], rows, self._same_photo(ticket, rows))
        return [_likeness(ticket, self._rows[w.row], w) for w in found if w.chance >= weights.suggest]

    def _same_photo(self, ticket: Near, rows: Iterable[int]) -> dict[int, tuple[str, float]]:
        """Those to which somebody sent the very photo of this ticket."""
        own = self._looks.get(ticket.report_id)
        if not own:
            return {}
        looks = {int(row): self._looks.get(self._rows[row].report_id, ()) for row in rows}
        return {
            row: ("picture", pictures.LOG_ODDS) for row, theirs in looks.items() if pictures.same_photo(own, theirs)
        }


def alike_to(ticket: Ticket, *, at: datetime) -> list[Likeness]:
    """The same for one ticket."""
    return Neighbourhood([ticket.pk], at=at).alike_to(ticket.pk)


def waiting(access: Access, *, limit: int = 100) -> list[Alike]:
    """Questions that wait for an answer in the viewer's areas, surest first: while both are open and nobody was sent to the new one."""
    rows = Alike.objects.filter(
        ticket__in=queries.visible_to(access), ticket__state__in=ASKED_IN, other__state__in=sorted(OPEN)
    )
    return list(rows.select_related("ticket", "other").order_by("-score", "ticket_id")[:limit])


def _likeness(ticket: Near, other: Near, weighed: Weighed) -> Likeness:
    metres = metres_between(ticket.lng_e7 / 1e7, ticket.lat_e7 / 1e7, other.lng_e7 / 1e7, other.lat_e7 / 1e7)
    reasons = {k: round(v, 2) for k, v in weighed.reasons.items()}
    return Likeness(other, round(100 * weighed.chance), weighed.certain, round(metres), reasons)


def _cells_around(ticket: Near) -> set[int]:
    """Of each matter of its class, the cell of 0.001 degrees in which it lies and the eight around it."""
    lng, lat = ticket.lng_e7 / 1e7, ticket.lat_e7 / 1e7
    steps = (-rules.CELL_DEG, 0.0, rules.CELL_DEG)
    around = {rules.cell_of("0", lng + dx, lat + dy) for dx in steps for dy in steps}
    return {rules.of_matter(code, cell) for code in _of_class(ticket.klass) for cell in around}


@cache
def _of_class(klass: str) -> tuple[str, ...]:
    return tuple(code for code in matters.matters() if code.startswith(klass))


def _open_in(cells: set[int], at: datetime) -> list[Near]:
    """Open tickets in these cells that are not too old. What is open is chosen here: a database that is asked for it, too, takes the
    index of states, which leads through every open ticket of the city."""
    recent, asked = Ticket.objects.filter(opened_at__gte=at - WITHIN), sorted(cells)
    parts = (asked[i : i + CELLS_AT_ONCE] for i in range(0, len(asked), CELLS_AT_ONCE))
    rows = (Near._make(row) for part in parts for row in bulk.among(recent, "cell", part).values_list(*COLUMNS))
    return [near for near in rows if near.state in OPEN]


def _columns(tickets: Sequence[Near]) -> Reports:
    return reports_from(
        ids=[t.no for t in tickets],
        hours=[t.happened_at.timestamp() / 3600 for t in tickets],
        lng=[t.lng_e7 / 1e7 for t in tickets],
        lat=[t.lat_e7 / 1e7 for t in tickets],
        category=[t.matter for t in tickets],
        texts=[t.text for t in tickets],
        closed=[float("nan")] * len(tickets),
    )


class _Words:
    """What is rare here, counted again each hour in each process."""

    counted_at: float = -LEARN_EVERY_S
    found: Background | None = None


def _background() -> Background:
    now = time.monotonic()
    if _Words.found is None or now - _Words.counted_at > LEARN_EVERY_S:
        texts = list(Ticket.objects.exclude(text="").order_by("-pk").values_list("text", flat=True)[:LEARN_FROM])
        _Words.found, _Words.counted_at = Background(count(texts, words_of), count(texts, pieces_of)), now
    return _Words.found
