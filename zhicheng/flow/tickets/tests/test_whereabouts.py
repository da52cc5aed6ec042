"""Where everybody is told that something lies: things in their part of the street, homes in squares that hide them, nothing before its time."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.brigade import AT, BIN, GRID, LAMP, STALL, Brigade
from tests.tiny_city import beside, place
from tests.walk import Walk
from zhicheng.flow.tickets import queries, whereabouts
from zhicheng.flow.tickets.placing import MapTerms, ThingTerms, is_over, part_of, told_moment
from zhicheng.flow.tickets.whereabouts import Spotted, Terms
from zhicheng.kernel.calendar import CHINA
from zhicheng.kernel.errors import BadInput
from zhicheng.kernel.geo import metres_between, metres_per_degree
from zhicheng.law import matters

X, Y = place(GRID)
NOISE, FUMES, SHOP, BEGGAR = "06028", "06027", "06002", "09003"
SOON, LATE = AT + timedelta(hours=1), AT + timedelta(days=2)
TERMS = MapTerms(least=5, kinds=2, cell_m=200, levels=4, period_hours=24, delay_hours=6, days=30)


def spot(matter: str = BIN, ticket: int = 1, lng: float = X, lat: float = Y, moment: datetime = AT) -> Spotted:
    return Spotted(moment, lng, lat, GRID, matter, ticket)


# The rule ---------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("matter", [BIN, LAMP, STALL, "06010", "06013", "07001", "08007"])
def test_a_thing_in_public_is_told_in_its_part_of_the_street(city_folder: Path, matter: str) -> None:
    told = whereabouts.of(spot(matter), at=LATE)
    assert (told.how, told.side_m, told.over, told.words) == ("part", 50, True, True)
    assert metres_between(X, Y, told.lng, told.lat) <= whereabouts.reach_m(TERMS)
    assert (told.lng, told.lat) != (X, Y)


@pytest.mark.parametrize("matter", [NOISE, "06001", "08001", FUMES, SHOP, "06040", ""])
def test_one_that_points_at_a_home_is_told_by_its_district_without_a_word(
    city_folder: Path, db: None, matter: str
) -> None:
    told = whereabouts.of(spot(matter), at=LATE)
    assert (told.how, told.side_m, told.words) == ("district", 0, False)
    assert (told.lng, told.lat) == whereabouts.of(spot(matter, lng=X + 0.002), at=LATE)[:2]


@pytest.mark.parametrize("matter", [FUMES, NOISE])
@pytest.mark.parametrize("hours", [0, 12, 19])
def test_before_its_span_and_delay_are_over_only_the_district_is_told(
    city_folder: Path, matter: str, hours: int
) -> None:
    told = whereabouts.of(spot(matter), at=AT + timedelta(hours=hours))
    assert (told.how, told.over) == ("district", False)


def test_a_thing_in_public_is_told_at_once(city_folder: Path) -> None:
    told = whereabouts.of(spot(BIN), at=AT)
    assert (told.how, told.over, told.moment) == ("part", True, AT)


def test_a_city_may_want_it_later_and_less_exactly(city_folder: Path) -> None:
    now = Terms(TERMS, ThingTerms(delay_minutes=30, span_minutes=60), frozenset(), frozenset())
    assert now.end(AT, thing=True) <= AT < now.end(AT + timedelta(minutes=31), thing=True)
    assert now.told(AT + timedelta(minutes=59), thing=True) == AT
    assert now.asked(AT, AT + timedelta(minutes=5), AT + timedelta(hours=3), thing=True) == (
        AT,
        AT + timedelta(hours=1),
    )
    assert now.asked(AT + timedelta(minutes=1), AT + timedelta(minutes=5), AT + timedelta(hours=3), thing=True)[
        0
    ] == AT + timedelta(hours=1)


def test_the_moment_of_a_home_is_the_beginning_of_its_day(city_folder: Path, db: None) -> None:
    assert whereabouts.of(spot(FUMES), at=LATE).moment == AT.astimezone(CHINA).replace(hour=0)


def test_a_place_outside_every_district_is_told_as_the_middle_of_the_city(city_folder: Path) -> None:
    told = whereabouts.of(spot("")._replace(grid=""), at=LATE)
    assert told.how == "district"
    assert told.lng and told.lat  # noqa: PT018 - a point, not the sea


@given(st.floats(117, 118), st.floats(18, 50), st.floats(0, 1), st.floats(0, 1))
@settings(max_examples=300, deadline=None)
def test_every_fix_of_a_part_is_told_alike(lng: float, lat: float, dx: float, dy: float) -> None:
    """The promise: whoever reads it cannot tell one point of the square from another."""
    x, y = part_of(lng, lat, TERMS)
    per_lng, per_lat = metres_per_degree(y)
    inside = (x + (dx - 0.5) * 49 / per_lng, y + (dy - 0.5) * 49 / per_lat)
    assert part_of(*inside, TERMS) == (x, y)
    assert metres_between(lng, lat, x, y) <= 50 * 0.72


@given(st.integers(0, 3 * 1_440), st.integers(0, 4 * 1_440))
def test_every_minute_of_a_day_is_told_alike_and_at_once(happened: int, asked: int) -> None:
    day = datetime(2026, 9, 14, tzinfo=CHINA)
    moment, at = day + timedelta(minutes=happened), day + timedelta(minutes=asked)
    first = told_moment(moment, TERMS.span)
    assert is_over(moment, at=at, terms=TERMS) == is_over(first, at=at, terms=TERMS)
    assert first <= moment < first + timedelta(days=1)


# Homes among homes ------------------------------------------------------------------------------------------------------


@pytest.fixture
def homes(brigade: Brigade) -> Iterator[Callable[[int], list[Spotted]]]:
    """So many people complain of homes of two classes; others report things beside them."""

    def complain(n: int) -> list[Spotted]:
        out = []
        for i in range(n):
            where = beside((X, Y), 60 * i)  # so far apart that they stay tickets of their own
            walk = Walk(brigade).report(
                matter=BEGGAR if i % 2 else FUMES, source="citizen", phone=f"1390000{i:04d}", where=where
            )
            out.append(queries.spotted(walk.ticket))
        for i in range(6):
            Walk(brigade).report(matter=(BIN, LAMP)[i % 2], source="citizen", phone=f"1380000{i:04d}", where=(X, Y))
        whereabouts.forget()
        return out

    yield complain
    whereabouts.forget()


@pytest.mark.django_db
@pytest.mark.parametrize(("people", "how"), [(4, "district"), (14, "square")])
def test_homes_hide_among_homes_only(homes: Callable[[int], list[Spotted]], people: int, how: str) -> None:
    """Things are told one by one: whoever knows them all would find the one home among them."""
    found = homes(people)
    told = [whereabouts.of(one, at=LATE) for one in found]
    squares = Counter((t.lng, t.lat, t.side_m) for t in told if t.how == "square")
    assert bool(squares) == (how == "square")
    assert all(n >= 5 and side >= 200 for (_, _, side), n in squares.items())
    assert not any(t.words for t in told)


@pytest.mark.django_db
def test_a_home_without_a_ticket_is_not_hidden_by_others(homes: Callable[[int], list[Spotted]]) -> None:
    one = homes(6)[0]._replace(ticket=0)
    assert whereabouts.of(one, at=LATE).how == "district"


# A city's choices -------------------------------------------------------------------------------------------------------


@pytest.fixture
def chosen(city_folder: Path) -> Iterator[Callable[[Any], whereabouts.Terms]]:
    own = city_folder / whereabouts.FILE

    def write(said: Any) -> whereabouts.Terms:
        own.write_text(said if isinstance(said, str) else json.dumps(said), encoding="utf-8")
        return whereabouts.terms()

    yield write
    own.unlink(missing_ok=True)


def test_every_listed_matter_exists_and_no_matter_is_in_both_lists(city_folder: Path) -> None:
    ours = whereabouts.terms()
    assert ours.private | ours.home <= set(matters.matters())
    assert not ours.private & ours.home
    assert len([m for m in matters.matters() if ours.is_thing(m)]) > 200


def test_a_city_may_call_a_thing_a_home(chosen: Callable[[Any], whereabouts.Terms]) -> None:
    assert chosen({}).is_thing(STALL)
    made = chosen({"home": [STALL], "map": {"part_m": 100}, "licence": "A"})
    assert (made.is_thing(STALL), made.is_thing(FUMES), made.map.part_m, made.map.least) == (False, True, 100, 5)


@pytest.mark.parametrize(
    ("said", "sentence"),
    [
        ("{", "不是 JSON"), ("[]", "应是一个对象"), ({"home": ["99999"]}, "home 里没有事项代码"), ({"private": ["x"]}, "private 里没有事项代码"),
        ({"home": "06027"}, "不对"), ({"map": {"part_m": 10}}, "part_m"), ({"map": {"part_m": 500}}, "part_m"), ({"map": {"least": 2}}, "至少为 3"),
        ({"map": {"colour": 1}}, "不对"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_said_in_one_sentence(
    chosen: Callable[[Any], whereabouts.Terms], said: Any, sentence: str
) -> None:
    with pytest.raises(BadInput, match=sentence):
        chosen(said)
