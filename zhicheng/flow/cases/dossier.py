"""A case as the law reads it: the facts that were known, the events since, the book that holds where it happened."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import lru_cache
from typing import Any

import msgspec

from zhicheng.flow.cases.models import Case
from zhicheng.infra import switches
from zhicheng.infra.config import config
from zhicheng.infra.models import Event as Row
from zhicheng.law import wire
from zhicheng.law.assessment import Assessment, Refused, assess_standing, fold, refuse
from zhicheng.law.book import REGIONS, Book
from zhicheng.law.facts import Facts
from zhicheng.law.scenarios import read_config, read_facts
from zhicheng.law.standing import Standing
from zhicheng.law.stream import Event

DEMO_REGION = "330000"  # the sample pack that the invented city of the demo lives by
LAW_CONFIG, POWER_LIST = "law.config", "law.power_list"


def region_of(area: str) -> str:
    """Whose packs hold in this area."""
    here = config().law_region or (DEMO_REGION if config().mode != "production" else "")
    own = area[:2] + "0000"
    return own if own in REGIONS else here


def book_for(region: str) -> Book:
    """The region's book under the city's own choices (switch `law.config`)."""
    return _book(region, msgspec.json.encode(switches.get(LAW_CONFIG) or {}, order="sorted"))


@lru_cache(maxsize=64)
def _book(region: str, choices: bytes) -> Book:
    return read_config({**msgspec.json.decode(choices), "jurisdiction": region})


def facts_of(given: dict[str, Any], *, area: str, lawful_here: bool, book: Book) -> Facts:
    """What is known, and what only this installation knows: the place, the permit, the published power list."""
    facts = replace(read_facts(given, book), place=area, lawful_here=lawful_here)
    listed = switches.get(POWER_LIST)
    if listed is not None and not set(facts.violations) <= set(listed):
        facts = replace(facts, power_listed=False)
    return facts


@dataclass(frozen=True)
class Dossier:
    """One case at one moment of reading. Everything asked of it is asked of these facts and events."""

    facts: Facts
    events: tuple[Event, ...]
    book: Book

    def refuse(self, event: Event) -> tuple[Refused, ...]:
        """Why this event may not be written now; empty when it may."""
        return refuse(self.facts, self.events, event, self.book)

    def fold(self, at: datetime) -> tuple[Standing, tuple[Refused, ...]]:
        return fold(self.facts, self.events, self._when(at), self.book)

    def assess(self, at: datetime) -> Assessment:
        standing, not_taken = self.fold(at)
        return assess_standing(standing, self._when(at), self.book, not_taken)

    def _when(self, at: datetime) -> datetime:
        """An officer's clock may be a little ahead of ours: nothing that was taken is in the future."""
        return max([at, *(e.at for e in self.events)])

    def and_then(self, event: Event) -> Dossier:
        return replace(self, events=(*self.events, event))


def read(case: Case) -> Dossier:
    """From the stream, the source of everything."""
    rows = list(Row.objects.filter(stream=f"case:{case.pk}", seq__lte=case.seq).order_by("seq"))
    book = book_for(case.region)
    opened = rows[0].data
    facts = facts_of(opened["given"], area=opened["area"], lawful_here=opened.get("lawful_here", False), book=book)
    return Dossier(facts, events(rows[1:], book), book)


def events(rows: Sequence[Row], book: Book) -> tuple[Event, ...]:
    return tuple(_event(row, book) for row in rows)


def _event(row: Row, book: Book) -> Event:
    body = row.data
    return wire.read_event(
        {"step": row.kind.partition(".")[2], "at": row.happened_at, "actors": body["actors"], "data": body["data"]},
        book,
        where=row.stream,
    )
