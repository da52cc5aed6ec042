"""The map against a reader who knows when and at which doorstep somebody reported."""

from __future__ import annotations

from datetime import datetime, timedelta

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from zhicheng.flow.tickets.placing import (
    MapTerms,
    PublicMap,
    Seen,
    cutoff,
    hides,
    middle_of,
    public_map,
    span_of,
    square_of,
)
from zhicheng.kernel.calendar import CHINA
from zhicheng.kernel.geo import metres_between

TERMS = MapTerms(least=3, kinds=2, cell_m=200, levels=4, period_hours=24, delay_hours=6, days=30)
DAY = datetime(2026, 9, 15, tzinfo=CHINA)
NOON = DAY + timedelta(hours=12)
SHOWN = DAY + timedelta(hours=31)  # 07:00 of the next day: the span is over and its delay too
WEST, SOUTH = 117.0, 32.0
EAST = 117.006  # beyond a border of the widest squares


def seen(
    n: int = 0, klass: str = "06", at: datetime = NOON, lng: float = WEST, lat: float = SOUTH, **more: object
) -> Seen:
    return Seen(at, lng, lat, "990101", klass, f"v{n}", **more)  # type: ignore[arg-type]


def told(members: list[Seen], at: datetime = SHOWN, terms: MapTerms = TERMS) -> PublicMap:
    return public_map(members, at=at, terms=terms)


THREE = [seen(1), seen(2), seen(3, "09")]

# By hand ---------------------------------------------------------------------------------------------------------------------


def test_three_people_with_two_kinds_are_one_point() -> None:
    made = told(THREE)
    (group,) = made.groups
    assert (group.n, group.done, group.classes) == (3, 0, (("06", 2), ("09", 1)))
    assert made.elsewhere == ()


@pytest.mark.parametrize(
    ("members", "why"),
    [
        (THREE[:2], "two people"),
        ([seen(1), seen(1, "09"), seen(1, "08")], "one person who reported three times"),
        ([seen(1), seen(2), seen(3)], "three people, but all told of the same kind: whoever reported, told of that"),
    ],
)
def test_what_no_square_hides_is_counted_by_district_only(members: list[Seen], why: str) -> None:
    made = told(members)
    assert made.groups == (), why
    assert made.elsewhere == (("990101", len(members)),)


def test_a_wider_square_takes_what_a_smaller_one_cannot_hide() -> None:
    apart = [seen(1, lng=EAST), seen(2, lng=EAST + 0.003), seen(3, "09", lng=EAST + 0.005)]
    (group,) = told(apart).groups
    assert group.square.level > 0


def test_a_full_square_does_not_lose_its_own_to_a_wider_one() -> None:
    lone = seen(9, "08", lng=WEST + 0.005)
    made = told([*THREE, lone])
    assert [g.n for g in made.groups] == [3]
    assert made.elsewhere == (("990101", 1),)


@pytest.mark.parametrize(
    ("at", "groups"),
    [
        (NOON, 0),
        (DAY + timedelta(hours=24), 0),
        (DAY + timedelta(hours=29, minutes=59), 0),
        (DAY + timedelta(hours=30), 1),
        (DAY + timedelta(days=40), 0),
    ],
)
def test_a_span_is_shown_after_it_and_its_delay_are_over_and_not_for_ever(at: datetime, groups: int) -> None:
    assert len(told(THREE, at).groups) == groups


def test_matters_of_private_homes_are_counted_by_district_only() -> None:
    made = told([*THREE, seen(4, private=True), seen(5, private=True)])
    assert [g.n for g in made.groups] == [3]
    assert made.private == (("990101", 2),)


def test_different_days_are_different_points() -> None:
    earlier = [m._replace(opened_at=m.opened_at - timedelta(days=1)) for m in THREE]
    made = told([*THREE, *earlier])
    assert [(g.since, g.n) for g in made.groups] == [(DAY, 3), (DAY - timedelta(days=1), 3)]


@pytest.mark.parametrize(("hours", "done"), [(20, 1), (24, 0), (40, 0)])
def test_done_is_what_was_closed_before_the_span_ended(hours: int, done: int) -> None:
    (group,) = told([*THREE[:2], THREE[2]._replace(done_at=DAY + timedelta(hours=hours))]).groups
    assert group.done == done


def test_squares_are_square_and_hold_their_middle() -> None:
    for lat in (18.2, 31.9999, 32.0001, 45.7):
        square = square_of(117.3, lat, TERMS)
        x, y = middle_of(square, TERMS)
        assert metres_between(117.3, lat, x / 1e7, y / 1e7) <= 200 * 0.72
        assert square_of(x / 1e7, y / 1e7, TERMS) == square


@pytest.mark.parametrize(
    "wrong",
    [
        {"cell_m": 20},
        {"period_hours": 1},
        {"levels": 0},
        {"levels": 40},
        {"days": 0},
        {"days": 9_000},
        {"delay_hours": -1},
    ],
)
def test_terms_that_hide_nobody_are_refused(wrong: dict[str, int]) -> None:
    with pytest.raises((msgspec.ValidationError, ValueError), match="cell_m"):
        msgspec.convert({**msgspec.structs.asdict(TERMS), **wrong}, MapTerms)


# Against somebody who knows --------------------------------------------------------------------------------------------------

offsets = st.floats(0, 0.012, allow_nan=False)
tickets = st.builds(
    lambda n, k, h, dx, dy, private: seen(n, k, DAY + timedelta(minutes=h), WEST + dx, SOUTH + dy, private=private),
    st.integers(0, 12), st.sampled_from(["06", "08", "09"]), st.integers(-1_440, 1_439), offsets, offsets, st.booleans(),
)  # fmt: skip
cities = st.lists(tickets, max_size=40)


@given(cities)
@settings(max_examples=150, deadline=None)
def test_behind_every_point_stand_enough_people_and_kinds(city: list[Seen]) -> None:
    """He finds the point of his neighbour's square and day: it may be any of `least` people's."""
    made = told(city)
    for group in made.groups:
        here = [
            m for m in city
            if not m.private and span_of(m.opened_at, TERMS)[0] == group.since and _inside(m, group.square.level, group)
        ]  # fmt: skip
        assert group.n >= TERMS.least
        assert len(group.classes) >= TERMS.kinds
        assert hides(here, TERMS)
    assert sum(g.n for g in made.groups) + sum(n for _, n in made.elsewhere) + sum(n for _, n in made.private) == len(
        city
    )


def _inside(one: Seen, level: int, group: object) -> bool:
    square = square_of(one.lng, one.lat, TERMS)
    for _ in range(level):
        square = square.wider()
    return square == group.square  # type: ignore[attr-defined]


@given(cities, st.data())
@settings(max_examples=150, deadline=None)
def test_where_in_its_square_and_when_in_its_span_changes_nothing(city: list[Seen], data: st.DataObject) -> None:
    """So nothing on the map tells one doorstep of a square from another, nor one minute of a day from another."""
    if not city:
        return
    i = data.draw(st.integers(0, len(city) - 1))
    one = city[i]
    begin, end = span_of(one.opened_at, TERMS)
    x, y = middle_of(square_of(one.lng, one.lat, TERMS), TERMS)
    moved = one._replace(
        lng=x / 1e7, lat=y / 1e7, opened_at=data.draw(st.sampled_from([begin, end - timedelta(seconds=1)]))
    )
    assert told([*city[:i], moved, *city[i + 1 :]]) == told(city)


@given(cities, st.integers(0, 29))
@settings(max_examples=100, deadline=None)
def test_before_the_delay_is_over_a_report_leaves_no_trace(city: list[Seen], hours: int) -> None:
    """Looking every minute tells him nothing: the map changes once per span, for all of it."""
    at = DAY + timedelta(hours=hours, minutes=59)
    if cutoff(at, TERMS) > DAY:
        return
    assert told(city, at) == told([m for m in city if m.opened_at < DAY], at)


@given(st.datetimes(datetime(2024, 1, 1), datetime(2030, 1, 1)))
def test_spans_tile_time(moment: datetime) -> None:
    at = moment.replace(tzinfo=CHINA)
    since, until = span_of(at, TERMS)
    assert since <= at < until
    assert until - since == timedelta(hours=24)
    assert cutoff(at, TERMS) + timedelta(hours=6) <= at
