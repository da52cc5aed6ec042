"""What is lawful here and now is never pursued (INV-89); hours past midnight belong to the day they began."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.brigade import AT, GRID
from tests.tiny_city import beside, place
from zhicheng.ground.permits import queries, services
from zhicheng.ground.permits.rules import PermitFacts, is_open, lawful_stall
from zhicheng.ground.permits.services import NewPermit
from zhicheng.kernel.calendar import CHINA
from zhicheng.kernel.errors import BadInput

X, Y = place(GRID)
NIGHT = ({"days": "567", "from": "17:00", "to": "02:00"},)  # Friday to Sunday, into the night
FACTS = PermitFacts("TW-1", "钟楼夜市", X, Y, 50, NIGHT, date(2026, 9, 1), date(2026, 9, 30))


def on(day: int, hour: int, minute: int = 0, month: int = 9) -> datetime:
    return datetime(2026, month, day, hour, minute, tzinfo=CHINA)


@pytest.mark.parametrize(
    ("at", "is_lawful"),
    [
        (on(18, 17), True),  # Friday, it opens
        (on(18, 16, 59), False),
        (on(18, 23, 59), True),
        (on(19, 1, 59), True),  # Saturday early: still Friday's night
        (on(19, 2), False),
        (on(21, 1), True),  # Monday early: Sunday's night
        (on(21, 17), False),  # Monday evening
        (on(18, 1), False),  # Friday early: Thursday has no market
        (on(16, 20), False),  # Wednesday
    ],
)
def test_hours_past_midnight(at: datetime, is_lawful: bool) -> None:
    assert is_open(FACTS, at) is is_lawful


def test_the_last_night_runs_to_its_end() -> None:
    """Valid to Sunday the 27th: the night that began then ends on Monday at two; its validity is the day it began."""
    last = replace(FACTS, valid_to=date(2026, 9, 27))
    assert is_open(last, on(27, 23))
    assert is_open(last, on(28, 1))
    assert not is_open(last, on(28, 17))


def test_the_first_night_has_no_early_hours_before_it() -> None:
    assert not is_open(replace(FACTS, valid_from=date(2026, 9, 19)), on(19, 1))


def test_validity_is_a_day_in_china() -> None:
    day = replace(FACTS, hours=(), valid_from=date(2026, 9, 10), valid_to=date(2026, 9, 10))
    assert is_open(day, on(10, 0))
    assert is_open(day, on(10, 23, 59))
    assert not is_open(day, on(9, 23, 59))
    assert not is_open(day, on(11, 0))


def test_without_hours_it_is_always_open() -> None:
    assert is_open(replace(FACTS, hours=()), on(16, 4))


def test_until_midnight_written_as_zero() -> None:
    evening = replace(FACTS, hours=({"days": "1234567", "from": "17:00", "to": "00:00"},))
    assert is_open(evening, on(16, 23, 59))
    assert not is_open(evening, on(17, 0))


def test_the_reason_names_place_number_hours_and_article() -> None:
    found = lawful_stall(X, Y, on(18, 18), [FACTS])
    assert found is not None
    assert found.article.zh.startswith("INV-89")
    assert found.article.en == "INV-89 · Measures on Unlicensed Business, art. 3"
    for word in ("钟楼夜市", "TW-1", "17:00–02:00", "不予追究"):
        assert word in found.text.zh
    assert "open 17:00–02:00: not pursued" in found.text.en


def test_beyond_the_circle_or_the_hours_there_is_no_reason() -> None:
    assert lawful_stall(*beside((X, Y), 49), on(18, 18), [FACTS])
    assert lawful_stall(*beside((X, Y), 51), on(18, 18), [FACTS]) is None
    assert lawful_stall(X, Y, on(18, 12), [FACTS]) is None
    assert lawful_stall(X, Y, on(18, 18), []) is None


NEW = NewPermit("TW-1", "stall", "李某", "钟楼夜市", X, Y, date(2026, 9, 1), date(2026, 9, 30), hours=[dict(NIGHT[0])])


@pytest.mark.django_db
def test_issuing_again_replaces_by_number() -> None:
    assert services.issue([NEW, replace(NEW, number="TW-2")]) == 2
    services.issue([replace(NEW, place="新夜市")])
    assert sorted(p.place for p in queries.stalls()) == ["新夜市", "钟楼夜市"]


@pytest.mark.django_db
def test_stalls_around_points_are_all_that_can_reach_them() -> None:
    far = beside((X, Y), services.MAX_RADIUS_M - 1)
    services.issue(
        [replace(NEW, lng=far[0], lat=far[1], radius_m=services.MAX_RADIUS_M), replace(NEW, number="TW-2", lng=X + 1)]
    )
    assert [p.number for p in queries.stalls([(X, Y)])] == ["TW-1"]
    assert lawful_stall(X, Y, on(18, 18), queries.stalls([(X, Y)]))
    assert len(queries.stalls([(X, Y), (X + 1, Y)])) == 2


@pytest.mark.django_db
def test_a_revoked_permit_protects_nobody_until_it_is_issued_again() -> None:
    services.issue([NEW])
    services.revoke(number="TW-1")
    assert queries.stalls() == []
    services.issue([NEW])
    assert len(queries.stalls()) == 1
    with pytest.raises(BadInput, match="没有许可"):
        services.revoke(number="TW-9")


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"kind": "kiosk"}, "kind"),
        ({"valid_to": date(2026, 8, 1)}, "valid_to"),
        ({"radius_m": 20_000}, "radius_m"),
        ({"radius_m": 0}, "radius_m"),
        ({"hours": [{"from": "25:00", "to": "26:00"}]}, "hours"),
        ({"hours": [{"from": "17:00"}]}, "hours"),
    ],
)
def test_a_wrong_permit_stops_the_whole_sheet(change: dict[str, object], field: str) -> None:
    with pytest.raises(BadInput, match="TW-2") as refused:
        services.issue([NEW, replace(NEW, number="TW-2", **change)])  # type: ignore[arg-type]
    assert refused.value.field == field
    assert queries.stalls() == []


@pytest.mark.django_db
def test_where_may_i_sell_nearest_first_and_open_now() -> None:
    far = beside((X, Y), 700)
    services.issue(
        [replace(NEW, number="TW-2", lng=far[0], lat=far[1], hours=[]), NEW, replace(NEW, number="GG-1", kind="sign")]
    )
    found = queries.lawful_near(lng=X, lat=Y, radius_m=1000, at=AT)
    assert [(p["number"], p["open_now"], p["distance_m"]) for p in found] == [("TW-1", False, 0), ("TW-2", True, 700)]
    assert queries.lawful_near(lng=X, lat=Y, radius_m=100, at=AT.replace(month=11)) == []


def with_(**change: object) -> NewPermit:
    good = NewPermit("TW-9", "stall", "李某", "钟楼夜市", X, Y, date(2026, 9, 1), date(2026, 9, 30))
    return replace(good, **change)  # type: ignore[arg-type]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("change", "field", "says"),
    [
        ({"number": ""}, "number", "1 至 40"),
        ({"number": "N" * 41}, "number", "1 至 40"),
        ({"kind": "circus"}, "kind", "种类「circus」不存在"),
        ({"valid_to": date(2026, 8, 31)}, "valid_to", "早于"),
        ({"lng": float("nan")}, "lng", "不在地球上"),
        ({"lat": 91.0}, "lng", "不在地球上"),
        ({"radius_m": 0}, "radius_m", "半径"),
        ({"radius_m": 10**12}, "radius_m", "半径"),
        ({"places": -1}, "places", "数量"),
        ({"hours": [{"days": "08", "from": "17:00", "to": "22:00"}]}, "hours", "星期「08」"),
        ({"hours": [{"days": "", "from": "17:00", "to": "22:00"}]}, "hours", "星期"),
        ({"hours": [{"from": "17:00"}]}, "hours", "时段"),
        ({"hours": [{"from": "25:00", "to": "26:00"}]}, "hours", "时段"),
    ],
)
def test_each_wrong_field_is_one_sentence_and_nothing_is_issued(
    change: dict[str, object], field: str, says: str
) -> None:
    with pytest.raises(BadInput, match=says) as refused:
        services.issue([with_(number="TW-8"), with_(**change)])
    assert refused.value.field == field
    assert str(refused.value).endswith("。")
    assert queries.in_force(kind="", at=on(15, 12)) == []


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("day", "hour", "valid"), [(9, 23, False), (10, 0, True), (10, 7, True), (10, 23, True), (11, 0, False)]
)
def test_the_card_and_the_map_count_days_in_china(day: int, hour: int, valid: bool) -> None:
    """Until eight in the morning the server's own day is still yesterday."""
    services.issue([with_(valid_from=date(2026, 9, 10), valid_to=date(2026, 9, 10))])
    assert queries.card("TW-9", at=on(day, hour, 30))["valid"] is valid
    assert bool(queries.in_force(kind="", at=on(day, hour, 30))) is valid
    assert bool(queries.lawful_near(lng=X, lat=Y, radius_m=100, at=on(day, hour, 30))) is (day <= 10)


@pytest.mark.django_db
def test_the_whole_asked_circle_is_searched() -> None:
    far = beside((X, Y), 4_500)
    services.issue([with_(lng=far[0], lat=far[1])])
    assert [p["distance_m"] // 100 for p in queries.lawful_near(lng=X, lat=Y, radius_m=5_000, at=on(15, 12))] == [45]
    assert queries.lawful_near(lng=X, lat=Y, radius_m=4_000, at=on(15, 12)) == []


hours_of_day = st.times().map(lambda t: t.replace(second=0, microsecond=0))


@given(
    opens=hours_of_day,
    closes=hours_of_day,
    days=st.sets(st.sampled_from("1234567"), min_size=1),
    minute=st.integers(0, 7 * 1440 - 1),
)
def test_a_stall_is_open_exactly_in_the_minutes_that_its_nights_count(
    opens: time, closes: time, days: set[str], minute: int
) -> None:
    """Counted another way: every named day begins one span of so many minutes, and the week repeats."""
    span = {"days": "".join(sorted(days)), "from": f"{opens:%H:%M}", "to": f"{closes:%H:%M}"}
    monday = datetime(2026, 9, 14, tzinfo=CHINA)
    begin, end = opens.hour * 60 + opens.minute, closes.hour * 60 + closes.minute
    length = end - begin if end >= begin else end - begin + 1440
    counted = any((minute - (int(d) - 1) * 1440 - begin) % (7 * 1440) < length for d in days)
    always = replace(FACTS, hours=(span,), valid_from=date(2026, 1, 1), valid_to=date(2026, 12, 31))
    assert is_open(always, monday + timedelta(minutes=minute)) is counted


@given(metres=st.floats(0, 200), hour=st.integers(0, 23))
def test_a_permit_protects_its_circle_and_not_a_metre_more(metres: float, hour: int) -> None:
    lng, lat = beside((X, Y), metres)
    reason = lawful_stall(lng, lat, on(18, hour), [FACTS])
    if metres < 49 and hour >= 17:
        assert reason is not None
        assert reason.holds
    if metres > 51 or hour < 17:
        assert reason is None


@given(st.lists(st.integers(0, 3), max_size=4))
def test_one_more_permit_never_takes_a_right_away(kinds: list[int]) -> None:
    others = [
        replace(FACTS, number=f"N{i}", radius_m=k * 20 + 1, valid_to=date(2026, 9, 5 + k)) for i, k in enumerate(kinds)
    ]
    assert lawful_stall(X, Y, on(18, 20), [*others, FACTS]) is not None


@pytest.mark.django_db
def test_the_qr_code_is_a_picture_that_leads_to_the_public_page() -> None:
    from xml.etree import ElementTree

    from django.test import Client

    services.issue([NewPermit("示-1/2", "stall", "甲", "南大街", 117.01, 32.01, date(2026, 1, 1), date(2027, 1, 1))])
    answer = Client().get("/api/permits/示-1/qr.svg")
    assert answer.status_code == 404
    services.issue([NewPermit("示-1", "stall", "甲", "南大街", 117.01, 32.01, date(2026, 1, 1), date(2027, 1, 1))])
    answer = Client().get("/api/permits/示-1/qr.svg")
    assert ElementTree.fromstring(answer.content).tag == "{http://www.w3.org/2000/svg}svg"
