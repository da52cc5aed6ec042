"""The first-offence register with its look-back, similar cases with their amounts, and the spread of outcomes. Reads only."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from statistics import median, quantiles

from zhicheng.flow.cases.models import Case
from zhicheng.kernel.calendar import CHINA
from zhicheng.law.book import Book
from zhicheng.law.periods import add_months

COUNTS = ("penalty", "spared", "corrected")  # what stands in a party's history (APL 33: also who was spared)
MOST = 500


@dataclass(frozen=True, slots=True)
class Prior:
    no: str
    on: date
    outcome: str
    violation: str


def priors(*, party_key: str, violation: str, before: datetime, book: Book, but: int = 0) -> list[Prior]:
    """Earlier cases of the same party for the same act within the look-back; revoked ones do not count."""
    if not party_key:
        return []
    found = book.violations.get(violation)
    family = [v.id for v in book.family(found)] if found else [violation]
    day = before.astimezone(CHINA).date()
    since = add_months(day, -book.settings.first_offence_months)
    rows = Case.objects.filter(
        party_key=party_key, violation__in=family, outcome__in=COUNTS, decided_on__gte=since, decided_on__lte=day
    )
    return [
        Prior(c.no, c.decided_on, c.outcome, c.violation)
        for c in rows.exclude(pk=but).order_by("-decided_on", "-pk")[:20]
        if c.decided_on
    ]


def fined_for(*, ticket_id: int | None, party_key: str, violation: str, but: int = 0) -> bool:
    """Was this very act (the same work order) fined already (APL 29)?"""
    if ticket_id is None or not party_key:
        return False
    same = Case.objects.filter(ticket_id=ticket_id, party_key=party_key, violation=violation, outcome="penalty")
    return same.exclude(pk=but).filter(amount__gt=0).exists()


@dataclass(frozen=True, slots=True)
class Similar:
    """Amounts in fen, oldest first; quartiles need four cases."""

    cases: tuple[Case, ...]
    least: int | None
    most: int | None
    median: int | None
    quartiles: tuple[int, ...]


def similar(*, violation: str, stage: str = "", kind: str = "", since: date | None = None, but: int = 0) -> Similar:
    """What was decided in cases like this one: same act, same stage, same kind of party."""
    rows = Case.objects.filter(violation=violation, outcome="penalty", amount__isnull=False)
    if stage:
        rows = rows.filter(stage=stage)
    if kind:
        rows = rows.filter(party__kind=kind)
    if since:
        rows = rows.filter(decided_on__gte=since)
    found = tuple(rows.exclude(pk=but).select_related("squad").order_by("-decided_on", "-pk")[:MOST])
    amounts = sorted(c.amount for c in found if c.amount is not None)
    if not amounts:
        return Similar(found, None, None, None, ())
    cut = tuple(round(q) for q in quantiles(amounts, n=4)) if len(amounts) >= 4 else ()
    return Similar(found, amounts[0], amounts[-1], round(median(amounts)), cut)


@dataclass(frozen=True, slots=True)
class Spread:
    """One violation × tier × squad: how many, how much, how many were spared."""

    violation: str
    tier: str
    squad: str
    cases: int
    spared: int
    least: int | None
    most: int | None
    median: int | None


def spread(*, areas: Sequence[str], first: date, last: date) -> list[Spread]:
    """Does the same act cost the same whoever decides? Outcomes decided in this span, inside these areas ("" = everywhere)."""
    groups: dict[tuple[str, str, str], list[tuple[str, int | None]]] = defaultdict(list)
    rows = Case.objects.filter(decided_on__range=(first, last), outcome__in=("penalty", "spared"))
    for violation, tier, squad, outcome, amount, area in rows.values_list(
        "violation", "tier", "squad__name", "outcome", "amount", "area"
    ):
        if any(area.startswith(a) for a in areas):
            groups[violation, tier, squad or ""].append((outcome, amount))
    return [_spread(key, found) for key, found in sorted(groups.items())]


def _spread(key: tuple[str, str, str], found: Sequence[tuple[str, int | None]]) -> Spread:
    fines = sorted(a for outcome, a in found if outcome == "penalty" and a is not None)
    violation, tier, squad = key
    return Spread(
        violation, tier, squad, len(found), sum(1 for outcome, _ in found if outcome == "spared"),
        fines[0] if fines else None, fines[-1] if fines else None, round(median(fines)) if fines else None,
    )  # fmt: skip
