"""The facts that are explored: kinds of party, ages, amounts around each limit, dates around each holiday, what people wish to do.

A world is one combination. The set covers every pair of choices of two dimensions (a pairwise covering array, built greedily and the same
each time), not every combination of all: most mistakes need two things to come together, and the product would be without end.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from itertools import chain, combinations, cycle, islice, product
from random import Random
from typing import Any

from zhicheng.kernel.calendar import CHINA
from zhicheng.law.amounts import YUAN, Range
from zhicheng.law.book import Book, Settings, Subject, Violation, book_of
from zhicheng.law.facts import Device, Facts, Party
from zhicheng.law.stream import Actor, Amendment

MORNING = time(10)
COST = 200_000 * YUAN  # of the building in worlds about buildings
COUNT = 3  # of what is fined by the head
Choice = tuple[str, Any]


@dataclass(frozen=True, slots=True)
class World:
    """One combination: who and what, since when, who acts, how much is meant, and what the people in it may wish to do."""

    name: str
    facts: Facts
    region: str
    book: Book
    start: datetime
    officers: tuple[Actor, ...]
    amount: int | None
    wishes: frozenset[str]
    learns: Amendment | None = None  # what may become known on the way

    def wishes_for(self, what: str) -> bool:
        return what in self.wishes


CHEN = Actor("chen", frozenset({"officer", "lead_officer"}))
DING = Actor("ding", frozenset({"officer"}))
EXPIRED = replace(DING, certified_to=date(2025, 12, 31))
ASSISTANT = Actor("xu", frozenset({"assistant", "officer"}), certified=False)

# name → party; children, the edge of fourteen and eighteen, who cannot know, a shop, a company
PARTIES: Mapping[str, Party] = {
    "citizen": Party("citizen", age=40),
    "organisation": Party("org"),
    "minor of 14": Party("citizen", age=14),
    "minor of 17": Party("citizen", age=17),
    "child of 13": Party("citizen", age=13),
    "without capacity": Party("citizen", capacity=False),
}
# the whole catalogue: fined at once, only after an ignored order, both, fixed, optional, with measures, a share of a cost, set locally
REGIONS = ("330000", "110000")


def entries() -> list[tuple[str, str]]:
    """Each entry once, in the first region whose book has it."""
    found: dict[str, str] = {}
    for region in REGIONS:
        for name in book_of(region).violations:
            found.setdefault(name, region)
    return [(region, name) for name, region in found.items()]


# the day on which it begins, so that periods run over the year's holidays and into the year without a calendar
STARTS = tuple(
    date.fromisoformat(d)
    for d in ("2026-03-02", "2026-04-28", "2026-09-22", "2026-02-12", "2026-12-28", "2026-08-17", "2026-06-17")
)
CREWS: Mapping[str, tuple[Actor, ...]] = {
    "two officers": (CHEN, DING),
    "one officer": (CHEN,),
    "an expired certificate": (CHEN, EXPIRED),
    "an assistant": (CHEN, ASSISTANT),
}
AND = " + "  # two choices in the name of a world
# where in the range the amount lies
AMOUNTS = ("least", "most", "light", "simple", "above simple", "hearing", "below hearing", "warning")
# what else is known of the case; the second list stops it sooner or later
TURNS: Mapping[str, Mapping[str, Any]] = {
    "nothing special": {},
    "major": {"major": True},
    "first and corrected": {"first_in_lookback": True, "corrected": True},
    "ground to mitigate": {"mitigation": ("主动消除危害后果",)},
    "order ignored already": {"order_ignored": True},
    "camera in order": {"device": Device(location_published=date(2025, 1, 1))},
}
FLAWS: Mapping[str, Mapping[str, Any]] = {
    "not on the power list": {"power_listed": False},
    "time-barred": {"act_started": date(2020, 1, 1), "ended": date(2020, 6, 1), "act": None},
    "crime suspected": {"crime_suspected": True},
    "no fault": {"no_fault": True},
    "fined before": {"fined_before_for_this": True},
    "lawful here": {"lawful_here": True},
    "camera not published": {"device": Device(location_unpublished=True)},
}
# what may become known on the way; the facts of a case are seldom all there at its beginning
LEARNED: Mapping[str, Mapping[str, Any]] = {
    "a crime is suspected": {"crime_suspected": True},
    "it was put right": {"corrected": True},
    "the first offence, put right": {"corrected": True, "first_in_lookback": True},
    "the party is thirteen": {"party": Party("citizen", age=13)},
    "the party is sixteen": {"party": Party("citizen", age=16)},
    "the party is a company": {"party": Party("org")},
    "no fault": {"no_fault": True},
    "not on the power list": {"power_listed": False},
    "complex": {"major": True},
    "it was lawful here": {"lawful_here": True},
    "fined before": {"fined_before_for_this": True},
}
LEARNED_FIELDS = tuple(sorted({name for means in LEARNED.values() for name in means}))
MEASURES: Mapping[str, frozenset[str]] = {
    "no measure": frozenset(),
    "evidence is preserved": frozenset({"preserve"}),
    "goods are seized": frozenset({"seize"}),
    "goods stay seized": frozenset({"seize", "carry"}),
    "goods are seized at once": frozenset({"urgent"}),
    "both": frozenset({"preserve", "seize"}),
    "the investigation rests": frozenset({"suspend"}),
    "somebody is recused": frozenset({"recusal"}),
}
HEARINGS: Mapping[str, frozenset[str]] = {
    "silence": frozenset(),
    "the party speaks": frozenset({"statement"}),
    "the party waives": frozenset({"waiver"}),
    "the party asks for a hearing": frozenset({"hearing"}),
    "speaks and asks for a hearing": frozenset({"hearing", "statement"}),
    "the notice is renewed": frozenset({"renotice", "waiver"}),
    "review sends it back": frozenset({"review", "waiver"}),
    "a proof is excluded": frozenset({"exclude"}),
}
AFTERWARDS: Mapping[str, frozenset[str]] = {
    "pays": frozenset(),
    "served online": frozenset({"consent"}),
    "served by announcement": frozenset({"announce", "court"}),
    "payment is deferred": frozenset({"defer", "court"}),
    "reconsideration is asked for": frozenset({"reconsider", "publish", "court"}),
    "the party sues": frozenset({"sue", "court"}),
    "both remedies": frozenset({"reconsider", "sue", "court"}),
    "the court is asked": frozenset({"court"}),
    "an agreement in execution": frozenset({"agreement", "court"}),
    "substitute performance": frozenset({"substitute"}),
    "demolition": frozenset({"demolish"}),
    "paid in cash": frozenset({"cash"}),
}
CITIES: Mapping[str, Settings] = {
    "usual": Settings(),
    "three days to state": Settings(statement_period=3),
    "reviews everything": Settings(legal_review_always=True),
    "may extend": Settings(decision_extension=30),
}


def worlds(strength: int = 2, seed: int = 7) -> Iterator[World]:
    """A covering set: every combination of `strength` choices of different dimensions occurs in some world that can be.

    First whatever stops a case (who acts, what is wrong with it), then cases that go their whole way.
    """
    acts = entries()
    stopped: list[Sequence[Any]] = [
        acts, list(PARTIES), AMOUNTS[:2], ["no measure"], ["the party waives"], ["pays"], [*FLAWS, "nothing special"], STARTS[:2],
        list(CREWS), ["usual"],
    ]  # fmt: skip
    whole: list[Sequence[Any]] = [
        acts, list(PARTIES), AMOUNTS, list(MEASURES), list(HEARINGS), list(AFTERWARDS), list(TURNS), STARTS, ["two officers"],
        list(CITIES),
    ]  # fmt: skip
    for dimensions in (stopped, whole):
        yield from _made(dimensions, strength, seed)


def _made(dimensions: Sequence[Sequence[Any]], strength: int, seed: int) -> Iterator[World]:
    for row in covering([len(d) for d in dimensions], strength, seed):
        made = world_of(*(d[i] for d, i in zip(dimensions, row, strict=True)))
        if made is not None:
            yield made


def all_worlds() -> Iterator[World]:
    """Every pair of choices; then what becomes known on the way; then all that follows a decision; then any day of the year and more at once.

    In this order most of what each world reaches is new: who asks for more states gets them from ever denser combinations.
    """
    yield from worlds(2)
    yield from learning(islice(worlds(2, seed=11), 0, None, 20))
    yield from decided(3)
    yield from all_year(2)
    yield from dense(2)
    yield from learning(chain(worlds(2, seed=13), worlds(3)))


# Choices that multiply a case's ways and hardly its answers; the other rounds have them.
SPARSE = frozenset({
    "goods stay seized", "somebody is recused", "the notice is renewed", "a proof is excluded", "payment is deferred",
    "substitute performance", "paid in cash", "first and corrected", "may extend",
})  # fmt: skip


def decided(strength: int, seed: int = 19) -> Iterator[World]:
    """Cases that are decided without ado, with every two of what may follow: after a decision its range, tier and ways multiply.

    What comes before is walked again in each of them, so it is kept short.
    """
    varied: list[Sequence[Any]] = [entries(), ["citizen", "organisation", "minor of 17"], AMOUNTS, mixed(AFTERWARDS)]
    for row in covering([len(d) for d in varied], strength, seed):
        entry, party, amount, later = (d[i] for d, i in zip(varied, row, strict=True))
        start = STARTS[sum(row) % len(STARTS)]
        made = world_of(
            entry,
            party,
            amount,
            "no measure",
            "the party waives",
            later,
            "nothing special",
            start,
            "two officers",
            "usual",
        )
        if made is not None:
            yield made


# So that every period ends before, on and after each holiday, and some in the year without a calendar.
DAYS = tuple(date(2026, 1, 5) + timedelta(days=9 * n) for n in range(41))


def all_year(strength: int, seed: int = 17) -> Iterator[World]:
    """Cases that go their whole way, begun on many days of the year: where a last day moves, the answer is another one."""
    dimensions: list[Sequence[Any]] = [
        entries(), list(PARTIES), AMOUNTS, _plain(MEASURES), _plain(HEARINGS), _plain(AFTERWARDS), _plain(TURNS), DAYS, ["two officers"],
        _plain(CITIES),
    ]  # fmt: skip
    return _made(dimensions, strength, seed)


def dense(strength: int, seed: int = 17) -> Iterator[World]:
    """Two measures and two of what comes afterwards in one case: there its states multiply, and few worlds have seen them."""
    dimensions: list[Sequence[Any]] = [
        entries(), list(PARTIES), AMOUNTS, mixed(MEASURES), _plain(HEARINGS), mixed(AFTERWARDS), _plain(TURNS), DAYS, ["two officers"],
        _plain(CITIES),
    ]  # fmt: skip
    return _made(dimensions, strength, seed)


def _plain(choices: Mapping[str, Any]) -> list[str]:
    return [name for name in choices if name not in SPARSE]


def mixed(choices: Mapping[str, frozenset[str]]) -> list[str]:
    """Every two of these choices that together say more than any one, and than any two before."""
    known = set(choices.values())
    found = []
    for one, two in combinations(_plain(choices), 2):
        both = choices[one] | choices[two]
        if both not in known:
            known.add(both)
            found.append(f"{one}{AND}{two}")
    return found


def learning(known: Iterable[World]) -> Iterator[World]:
    """The same worlds, in each of which something may become known that is not known at its beginning."""
    for world, (what, means) in zip(known, cycle(LEARNED.items()), strict=False):
        facts = tuple(means.items())
        if any(getattr(world.facts, name) != value for name, value in facts):
            yield replace(world, name=f"{world.name} · later: {what}", learns=Amendment(facts, facts))
        else:
            yield world


def covering(sizes: Sequence[int], strength: int, seed: int) -> Iterator[tuple[int, ...]]:
    """Rows so that each combination of `strength` values of different columns stands in one of them. Greedy, repeatable."""
    random = Random(seed)
    groups = list(combinations(range(len(sizes)), strength))
    missing = {(g, values) for g in groups for values in product(*(range(sizes[c]) for c in g))}
    order = sorted(missing)
    random.shuffle(order)
    for need in order:
        if need not in missing:
            continue
        row = _best_row(need, sizes, groups, missing, random)
        missing -= {(g, tuple(row[c] for c in g)) for g in groups}
        yield tuple(row)


def _best_row(
    need: tuple[Any, Any], sizes: Sequence[int], groups: Sequence[Any], missing: set[Any], random: Random
) -> list[int]:
    """Of a few rows that hold what is needed, the one that covers most of what is missing."""
    best: list[int] = []
    most = -1
    for _ in range(12):
        row = [random.randrange(n) for n in sizes]
        for column, value in zip(*need, strict=True):
            row[column] = value
        gain = sum((g, tuple(row[c] for c in g)) in missing for g in groups)
        if gain > most:
            best, most = row, gain
    return best


def world_of(
    entry: tuple[str, str],
    party: str,
    amount: str,
    measure: str,
    hearing: str,
    later: str,
    turn: str,
    start: date,
    crew: str,
    city: str,
) -> World | None:
    """None: the combination cannot be (no such fine for this party, and nothing else to decide)."""
    region, violation = entry
    book = _book(region, city)
    who = PARTIES[party]
    moment = datetime.combine(_in_force(book.violations[violation], start), MORNING, CHINA)
    known = {**TURNS, **FLAWS}[turn]
    facts = replace(
        Facts(
            party=who, violations=(violation,), act=moment - timedelta(hours=1), corrected=False, cost=COST, count=COUNT
        ),
        **dict(known),
    )
    fen = amount_of(book, violation, who.subject, amount)
    name = " · ".join((violation, party, amount, measure, hearing, later, turn, start.isoformat(), crew, city))
    if measure == "goods stay seized":
        hearing = "the party waives"  # a month of seizure beside a hearing multiplies and shows nothing more
    wishes = wished(MEASURES, measure) | wished(HEARINGS, hearing) | wished(AFTERWARDS, later)
    return World(name, facts, region, book, moment, CREWS[crew], fen, wishes)


def wished(choices: Mapping[str, frozenset[str]], named: str) -> frozenset[str]:
    """What people wish who chose this, or these two."""
    return frozenset().union(*(choices[name] for name in named.split(AND)))


def _in_force(act: Violation, start: date) -> date:
    """The world's day, or the nearest one on which the text is in force: a text of another time would stop every case at once."""
    if act.start is not None and start < act.start and not act.replaces:
        return act.start
    return act.end if act.end is not None and start > act.end else start


_books: dict[tuple[str, str], Book] = {}


def _book(region: str, city: str) -> Book:
    if (region, city) not in _books:
        _books[region, city] = book_of(region).with_settings(CITIES[city])
    return _books[region, city]


def amount_of(book: Book, violation: str, subject: Subject, where: str) -> int | None:
    """An amount of the last stage's range around a limit; None = a warning or measure alone."""
    stage = book.violations[violation].stages[-1]
    whole = Range(*(COST * part // 10_000 for part in stage.share)) if stage.share else stage.ranges.get(subject)
    if whole is None or where == "warning":
        return None
    if stage.per:
        whole = Range(whole.least * COUNT, whole.most * COUNT)
    simple = book.constants[f"K.simple.{subject}_max"]
    big = book.settings.big_fine_org if subject == "org" else book.settings.big_fine_citizen
    wanted = {
        "least": whole.least or YUAN, "most": whole.most, "light": book.settings.tiers.tier("light", whole).most, "simple": simple,
        "above simple": simple + 1, "hearing": big, "below hearing": big - 1,
    }[where]  # fmt: skip
    return min(max(wanted, whole.least), whole.most)
