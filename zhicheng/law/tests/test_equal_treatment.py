"""Who somebody is never matters: name, home, gender and the channel of the report change nothing of what the law makes of a case.

Facts have no place for them, which is the strongest form of the promise; ids, which do stand in events, may be anything.
"""

from __future__ import annotations

from dataclasses import fields, replace

from hypothesis import given
from hypothesis import strategies as st

from zhicheng.law.assessment import assess
from zhicheng.law.facts import Facts, Party
from zhicheng.law.stream import Actor, Data, Event
from zhicheng.law.tests.walks import BOOK, LITTER, ON_THE_SPOT, ORDINARY, SHOP, URGED

WAYS = ((LITTER, ON_THE_SPOT), (SHOP, ORDINARY), (SHOP, URGED))
PERSONAL = (
    "name",
    "gender",
    "sex",
    "home",
    "address",
    "phone",
    "nation",
    "origin",
    "religion",
    "channel",
    "source",
    "reporter",
    "plate",
)
names = st.text("王李张刘陈杨赵黄周吴徐孙abcdefgh0123", min_size=1, max_size=12)


def renamed(way: tuple[Event, ...], new: dict[str, str]) -> tuple[Event, ...]:
    """The same events by people of other names."""

    def other(actors: tuple[Actor, ...]) -> tuple[Actor, ...]:
        return tuple(replace(a, id=new[a.id]) for a in actors)

    return tuple(
        replace(
            e,
            actors=None if e.actors is None else other(e.actors),
            data=replace(e.data, assigned=other(e.data.assigned)),
        )
        for e in way
    )


def people_of(way: tuple[Event, ...]) -> list[str]:
    return sorted({a.id for e in way for a in (*(e.actors or ()), *e.data.assigned)})


@given(st.sampled_from(WAYS), st.integers(0, 14), st.data())
def test_other_names_same_assessment(way: tuple[Facts, tuple[Event, ...]], length: int, data: st.DataObject) -> None:
    facts, events = way
    events = events[:length]
    people = people_of(events)
    chosen = data.draw(st.lists(names, min_size=len(people), max_size=len(people), unique=True))
    other = renamed(events, dict(zip(people, chosen, strict=True)))
    on = events[-1].at if events else ON_THE_SPOT[0].at
    assert assess(facts, other, on, BOOK) == assess(facts, events, on, BOOK)


@given(
    st.sampled_from(WAYS), st.integers(0, 14), st.sampled_from(["12345 热线", "摄像头", "网格员", "邻居举报", "social"])
)
def test_how_it_was_reported_changes_nothing(way: tuple[Facts, tuple[Event, ...]], length: int, channel: str) -> None:
    """The channel can only stand in the words of the first event; no rule reads them."""
    facts, events = way
    first, *rest = events[: max(length, 1)]
    told = (replace(first, data=replace(first.data, ground=channel)), *rest)
    assert assess(facts, told, events[-1].at, BOOK) == assess(facts, (first, *rest), events[-1].at, BOOK)


def test_there_is_no_place_for_who_somebody_is() -> None:
    for kind in (Facts, Party, Data, Actor, Event):
        assert not {f.name for f in fields(kind)} & set(PERSONAL), kind


@given(st.integers(18, 120), st.integers(18, 120), st.sampled_from(WAYS))
def test_among_adults_age_changes_nothing(one: int, other: int, way: tuple[Facts, tuple[Event, ...]]) -> None:
    facts, events = way
    a, b = (
        assess(replace(facts, party=replace(facts.party, age=age)), events, events[-1].at, BOOK) for age in (one, other)
    )
    assert a == b
