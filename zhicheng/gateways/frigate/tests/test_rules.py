"""Dwell by time stamps, in each zone for itself, whatever order and number of messages Frigate sends."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zhicheng.gateways.frigate.payloads import Seen
from zhicheng.gateways.frigate.rules import LABELS, Place, Stay, facts_of, follow, thing_of
from zhicheng.vision.scene import CATEGORIES

START = datetime(2026, 11, 26, 2, 0, tzinfo=UTC)
KERB = Place("kerb", "motor_parking", pre_alarm_s=60, dwell_s=180)
BASE = Seen("update", "1764122400.5-abc", "gate", "car", START, START, None, ("kerb",), 80)


def at(seconds: float, *zones: str, kind: str = "update", **more: object) -> Seen:
    moment = START + timedelta(seconds=seconds)
    return replace(BASE, kind=kind, at=moment, zones=zones, ended_at=moment if kind == "end" else None, **more)  # type: ignore[arg-type]


def told(messages: Iterable[Seen], place: Place = KERB) -> list[tuple[str, str, int]]:
    """[(thing's last part, stage, dwell in seconds)] of all that became news; said again counts once."""
    stay: Stay | None = None
    said: list[tuple[str, str, int]] = []
    for seen in messages:
        followed = follow(stay, seen, place)
        stay = followed.stay
        for one, stage in followed.news:
            name = one.thing.partition("/")[2]
            if (name, stage) not in [row[:2] for row in said]:
                said.append((name, stage, round((one.seen_at - one.since).total_seconds())))
    return said


@pytest.mark.parametrize(
    ("messages", "news"),
    [
        pytest.param([at(0, "kerb")], [], id="just come"),
        pytest.param([at(0, "kerb"), at(59.9, "kerb")], [], id="not yet"),
        pytest.param([at(0, "kerb"), at(60, "kerb")], [("kerb", "pre_alarm", 60)], id="pre-alarm at its second"),
        pytest.param([at(0, "kerb"), at(60, "kerb"), at(120, "kerb")], [("kerb", "pre_alarm", 60)], id="a pre-alarm once"),
        pytest.param(
            [at(0, "kerb"), at(60, "kerb"), at(180, "kerb"), at(240, "kerb")],
            [("kerb", "pre_alarm", 60), ("kerb", "confirmed", 180)],
            id="confirmed once",
        ),
        pytest.param([at(0, "kerb"), at(200, "kerb")], [("kerb", "confirmed", 200)], id="few messages: straight to confirmed"),
        pytest.param([at(0), at(300)], [], id="never in the zone"),
        pytest.param([at(0), at(100, "kerb"), at(200, "kerb")], [("kerb", "pre_alarm", 100)], id="counted from its coming into the zone"),
        pytest.param([at(0, "kerb"), at(40)], [], id="left early"),
        pytest.param(
            [at(0, "kerb"), at(70, "kerb"), at(80), at(111)], [("kerb", "pre_alarm", 70), ("kerb", "over", 70)], id="left: over after half a minute"
        ),
        pytest.param([at(0, "kerb"), at(70, "kerb"), at(80), at(105)], [("kerb", "pre_alarm", 70)], id="half a minute is not over yet"),
        pytest.param(
            [at(0, "kerb"), at(50), at(70, "kerb"), at(180, "kerb")],
            [("kerb", "pre_alarm", 70), ("kerb", "confirmed", 180)],
            id="hidden for twenty seconds: the clock goes on",
        ),
        pytest.param(
            [at(0, "kerb"), at(50), at(120, "kerb"), at(185, "kerb")], [("kerb/2", "pre_alarm", 65)], id="away for a minute: it begins anew"
        ),
        pytest.param(
            [at(0, "kerb"), at(180, "kerb"), at(190), at(300, "kerb"), at(480, "kerb")],
            [("kerb", "confirmed", 180), ("kerb", "over", 180), ("kerb/2", "confirmed", 180)],
            id="a second visit is another thing",
        ),
        pytest.param(
            [at(0, "kerb"), at(180, "kerb"), at(200, "kerb", kind="end")],
            [("kerb", "confirmed", 180), ("kerb", "over", 200)],
            id="the end",
        ),
        pytest.param([at(0, "kerb"), at(30, "kerb", kind="end")], [], id="an end that nobody was told the beginning of"),
        pytest.param(
            [at(0, "kerb"), at(185, "kerb", kind="end")],
            [("kerb", "confirmed", 185), ("kerb", "over", 185)],
            id="the end is the first message after the limit",
        ),
        pytest.param([at(0, "kerb", kind="end")], [], id="only an end"),
        pytest.param([at(0, "kerb"), at(90, "kerb", "yard")], [("kerb", "pre_alarm", 90)], id="other zones beside it"),
        pytest.param([at(0, "yard"), at(900, "yard")], [], id="another zone"),
        pytest.param(
            [at(0, "kerb"), at(70, "kerb"), at(75, "kerb", false_positive=True)],
            [("kerb", "pre_alarm", 70), ("kerb", "over", 70)],
            id="Frigate takes it back",
        ),
        pytest.param([at(0, "kerb", false_positive=True), at(300, "kerb", false_positive=True)], [], id="never believed"),
        pytest.param([at(200, "kerb"), at(0, "kerb")], [("kerb", "confirmed", 200)], id="an old message arrives late"),
        pytest.param([at(0, "kerb"), at(200, "kerb"), at(100)], [("kerb", "confirmed", 200)], id="an old leaving arrives late"),
    ],
)  # fmt: skip
def test_what_becomes_news(messages: list[Seen], news: list[tuple[str, str, int]]) -> None:
    assert told(messages) == news


def test_that_it_is_still_there_is_said_every_twenty_seconds_at_most() -> None:
    stay, said = None, []
    for second in range(0, 300, 5):
        followed = follow(stay, at(second, "kerb"), KERB)
        stay = followed.stay
        said += [(stage, second) for _, stage in followed.news]
    assert said == [
        *(("pre_alarm", s) for s in range(60, 180, 20)), *(("confirmed", s) for s in range(180, 300, 20)),
    ]  # fmt: skip


def test_no_dwell_means_at_once() -> None:
    assert told([at(0, "kerb")], Place("kerb", "dumping", 0, 0, frozenset({"truck"}))) == [("kerb", "confirmed", 0)]


@given(st.lists(st.integers(0, 400), min_size=1, max_size=12, unique=True))
def test_lost_messages_never_make_it_stay_longer(seconds: list[int]) -> None:
    """However few of the messages arrive, nothing is confirmed that did not stay for its three minutes."""
    news = told(at(s, "kerb") for s in sorted(seconds))
    stayed = max(seconds) - min(seconds)
    assert ("confirmed" in {stage for _, stage, _ in news}) == (stayed >= 180)
    assert bool(news) == (stayed >= 60)


@given(st.permutations(list(range(0, 300, 30))))
def test_the_order_of_arrival_changes_nothing(seconds: list[int]) -> None:
    stay = None
    for s in seconds:
        stay = follow(stay, at(s, "kerb"), KERB).stay
    assert stay is not None
    assert (stay.since, stay.seen_at, stay.stage) == (START, START + timedelta(seconds=270), "confirmed")


EVERY = [at(s, *z, kind=k) for s in range(0, 400, 40) for z in (("kerb",), ()) for k in ("update", "end")]


@given(st.lists(st.sampled_from(EVERY), max_size=15))
def test_a_thing_is_told_forwards_only(messages: list[Seen]) -> None:
    order = ["pre_alarm", "confirmed", "over"]
    by_thing: dict[str, list[int]] = {}
    for thing, stage, _ in told(messages):
        by_thing.setdefault(thing, []).append(order.index(stage))
    assert all(stages == sorted(stages) for stages in by_thing.values())


@given(st.lists(st.sampled_from([at(s, *z) for s in range(0, 400, 40) for z in (("kerb",), ())]), max_size=12))
def test_the_same_messages_again_say_nothing_new(messages: list[Seen]) -> None:
    """A redelivered batch: everything twice in a row."""
    messages = sorted(messages, key=lambda m: m.at)
    assert told(m for one in messages for m in (one, one)) == told(messages)


@pytest.mark.parametrize(
    ("kind", "label", "means"),
    [
        ("motor_parking", "car", True), ("motor_parking", "truck", True), ("motor_parking", "person", False),
        ("motor_parking", "bicycle", False), ("non_motor_parking", "bicycle", True), ("stall", "person", True), ("stall", "dog", False),
        ("pile", "suitcase", True), ("garbage", "bottle", True), ("ad", "car", False), ("motor_parking", "car+person", True),
        ("motor_parking", "dog+person", False),
    ],
)  # fmt: skip
def test_which_labels_a_zone_is_about(kind: str, label: str, means: bool) -> None:
    assert Place("z", kind, 0, 0).means(label) is means


def test_an_office_may_name_its_own_labels() -> None:
    place = Place("z", "motor_parking", 0, 0, frozenset({"forklift"}))
    assert (place.means("forklift"), place.means("car")) == (True, False)


def test_every_kind_with_labels_is_one_of_the_eyes_or_of_the_trade() -> None:
    assert set(LABELS) - set(CATEGORIES) == {"non_motor_parking"}


def test_names_of_things_are_short_and_never_the_same_for_two() -> None:
    long = "z" * 60
    names = [thing_of("1764122400.512345-abcdef", z, n) for z in ("kerb", long, long + "a") for n in (1, 2)]
    assert len(set(names)) == len(names)
    assert max(map(len, names)) <= 64
    assert thing_of("1764122400.5-abc", "kerb") == "1764122400.5-abc/kerb"


def test_a_plate_is_a_hint_that_needs_a_person() -> None:
    stay = follow(None, at(0, "kerb"), KERB).stay
    assert stay is not None
    facts = facts_of(replace(BASE, plate="皖A12345", plate_score=91, facts={"label": "car"}), stay)
    assert facts["plate_hint"] == {"text": "皖A12345", "per_cent": 91, "needs_person": True}
    assert "plate_hint" not in facts_of(BASE, stay)
    assert facts_of(replace(BASE, false_positive=True), stay)["false_positive"] is True
