"""The door for sensors without a broker, the chart of one of them, its page and its list: one test per way out."""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from typing import Any

import numpy as np
import pytest
from django.test import Client

from tests.brigade import AT, Brigade
from zhicheng.flow.sense import charts, readings
from zhicheng.flow.sense.tests.scenery import engineer
from zhicheng.ground.people.queries import Account
from zhicheng.ground.sensors.queries import Sensor, stored
from zhicheng.ground.sensors.rules.limits import Limit, by_hour, default_limits
from zhicheng.ground.sensors.tests.city import BIN, NOISE, THERE_X, THERE_Y, WATER, row, said, set_up
from zhicheng.kernel.calendar import CHINA

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("city_time")]
ONE = {"sensor": WATER, "at": AT.isoformat(), "value": 16, "unit": "cm"}


@pytest.fixture(autouse=True)
def sensors(brigade: Brigade) -> None:
    set_up()


def post(brigade: Brigade, path: str, data: Any, who: str = "Ken") -> Any:
    body = data if isinstance(data, str | bytes) else json.dumps(data)
    return Client().post(f"/api/{path}", body, content_type="application/json", **brigade.token(who))


def get(brigade: Brigade, path: str, who: str = "Alice", **query: Any) -> Any:
    return Client().get(f"/api/{path}", query, **brigade.token(who))


def test_a_device_account_sends_readings(brigade: Brigade) -> None:
    answer = post(brigade, "sensors/readings", [ONE, ONE, {"sensor": "NOBODY", "value": 1}, {"sensor": WATER}])
    assert answer.status_code == 200
    found = answer.json()
    assert (found["taken"], found["known"], found["late"], found["observations"]) == (1, 1, 0, 1)
    assert [(r["row"], r["field"]) for r in found["refused"]] == [(3, "sensor"), (4, "value")]
    assert all(r["reason"] and r["reason_en"] for r in found["refused"])


def test_what_is_no_json_is_one_sentence_and_nothing_is_written(brigade: Brigade) -> None:
    found = post(brigade, "sensors/readings", b"\xff\x00").json()
    assert (found["taken"], [r["field"] for r in found["refused"]]) == (0, ["payload"])
    assert len(stored([Sensor.objects.get(code=WATER).pk], 0, 2**33)) == 0


@pytest.mark.parametrize("who", ["Alice", "Bob", "Zoe"])
def test_people_do_not_speak_for_sensors(brigade: Brigade, who: str) -> None:
    assert post(brigade, "sensors/readings", ONE, who).status_code == 403
    assert len(stored([Sensor.objects.get(code=WATER).pk], 0, 2**33)) == 0


def test_nobody_does_not_either(brigade: Brigade) -> None:
    assert Client().post("/api/sensors/readings", json.dumps(ONE), content_type="application/json").status_code == 403


# The list and the page ----------------------------------------------------------------------------------------------------


def test_the_list_has_alarms_first_and_counts(brigade: Brigade) -> None:
    readings.take_many([*said(WATER, 16, 17), *said(NOISE, 50)], by="t", at=AT + timedelta(minutes=2))
    found = get(brigade, "sensors").json()
    assert [(r["code"], r["status"], r["value"]) for r in found["rows"]] == [
        (WATER, "alarm", 17),
        (NOISE, "good", 50),
        (BIN, "unseen", None),
    ]
    assert found["counts"] == {"alarm": 1, "good": 1, "unseen": 1}
    assert found["total"] == 3


@pytest.mark.parametrize(
    ("query", "codes"),
    [
        ({"kind": "bin"}, [BIN]), ({"q": "w-1"}, [WATER]), ({"q": "传感器"}, [BIN, NOISE, WATER]), ({"status": "unseen"}, [BIN, NOISE, WATER]),
        ({"status": "alarm"}, []), ({"status": "banana"}, []), ({"area": "990102"}, []), ({"area": "990101001"}, [BIN, NOISE, WATER]),
    ],
)  # fmt: skip
def test_filters(brigade: Brigade, query: dict[str, str], codes: list[str]) -> None:
    assert [r["code"] for r in get(brigade, "sensors", **query).json()["rows"]] == codes


def test_every_status_has_its_word_in_the_list_and_on_the_page(brigade: Brigade) -> None:
    """The database counts by the same rule that the page uses."""
    codes = ["off", "unseen", "silent", "alarm", "suspected", "trouble", "good"]
    set_up(*(row(c, kind="water", place="", active=c != "off") for c in codes))
    later = AT + timedelta(hours=1)
    readings.take_many(said("silent", 1), by="t", at=AT)
    readings.watch(at=later - timedelta(minutes=1))
    for code, values in (("alarm", (16, 17)), ("suspected", (16,)), ("good", (1,))):
        readings.take_many(said(code, *values, begin=later - timedelta(minutes=1)), by="t", at=later)
    readings.take_many(
        [*said("trouble", 1, begin=later), *said("trouble", 0.1, begin=later + timedelta(minutes=1), unit="m")],
        by="t",
        at=later,
    )
    found = {r["code"]: r["status"] for r in get(brigade, "sensors", kind="water").json()["rows"]}
    assert {c: found[c] for c in codes} == {c: c for c in codes}
    assert {c: get(brigade, f"sensors/{c}").json()["pin"]["status"] for c in codes} == {c: c for c in codes}


def test_another_areas_people_see_nothing(brigade: Brigade) -> None:
    set_up(row("FAR", lng=THERE_X, lat=THERE_Y))
    assert [r["code"] for r in get(brigade, "sensors", "Charlie").json()["rows"]] == ["FAR"]
    for path in (f"sensors/{NOISE}", f"sensors/{NOISE}/chart"):
        assert get(brigade, path, "Charlie").status_code == 404
        assert get(brigade, path, "Zoe").status_code == 403
        assert Client().get(f"/api/{path}").status_code == 403


def test_the_page_shows_limits_with_their_source_and_the_record(brigade: Brigade) -> None:
    found = get(brigade, f"sensors/{NOISE}").json()
    assert [(x["from"], x["to"], x["on"], x["off"], x["statutory"]) for x in found["limits"]] == [
        (6, 22, 60, 58, True),
        (22, 6, 50, 48, True),
    ]
    assert "GB 3096-2008" in found["limits"][0]["source_en"]
    assert (found["place"], found["own_limits"], found["is_calibrated"], found["may_keep"]) == (
        "2",
        False,
        False,
        False,
    )
    assert [p["what_en"] for p in found["past"]] == ["Sensor registered"]


def test_an_unknown_sensor_is_not_found(brigade: Brigade) -> None:
    for path in ("sensors/NOBODY", "sensors/NOBODY/chart"):
        assert get(brigade, path).status_code == 404


@pytest.fixture
def gina(brigade: Brigade) -> Brigade:
    """An engineer of the west."""
    brigade.access["Gina"] = engineer(brigade)
    brigade.account["Gina"] = Account.objects.get(username="gina")
    return brigade


def test_an_engineer_calibrates_sets_limits_and_switches(gina: Brigade) -> None:
    new = {
        "since": AT.isoformat(),
        "by": "计量所",
        "gain": 1.01,
        "offset": 0.5,
        "valid_to": "2027-01-01",
        "certificate": "J-1",
    }
    found = post(gina, f"sensors/{NOISE}/calibrate", new, "Gina").json()
    assert (found["calibrations"][0]["gain"], found["calibrations"][0]["offset"], found["is_calibrated"]) == (
        1.01,
        0.5,
        True,
    )
    own = {"limits": [{"on": 45, "off": 42, "from_hour": 22, "to_hour": 6}], "reason": "医院旁边"}
    found = post(gina, f"sensors/{NOISE}/limits", own, "Gina").json()
    assert (found["own_limits"], found["limits"][0]["on"], found["limits"][0]["from"]) == (True, 45, 22)
    assert found["default_limits"][0]["on"] == 60
    past = found["past"]
    assert [p["what_en"] for p in past] == ["Sensor's limits set", "Sensor calibrated", "Sensor registered"]
    assert [p["note"] for p in past] == ["医院旁边", "计量所", ""]
    assert [p["said_en"] for p in past[:2]] == ["45 / 42 22–06", "× 1.01 +0.5"]
    assert "kind noise" in past[2]["said_en"]
    assert "类型 噪声" in past[2]["said"]
    assert (
        post(gina, f"sensors/{NOISE}/switch", {"action": "switch_off", "reason": "旁边施工"}, "Gina").status_code == 200
    )
    assert Sensor.objects.get(code=NOISE).state == "off"


@pytest.mark.parametrize(
    ("path", "data", "status"),
    [
        ("calibrate", {"since": "2026-09-16T10:00:00", "by": "x"}, 422),  # no zone: nobody guesses
        ("calibrate", {"since": AT.isoformat(), "by": ""}, 400),
        ("limits", {"limits": [{"on": 45, "off": 46}], "reason": "医院旁边"}, 400),
        ("limits", {"limits": [{"on": 1e300, "off": 46}], "reason": "医院旁边"}, 400),
        ("limits", {"limits": [], "reason": ""}, 400),
        ("switch", {"action": "explode"}, 422),
        ("switch", {"action": "switch_on"}, 409),
    ],
)
def test_what_an_engineer_cannot_do(gina: Brigade, path: str, data: dict[str, Any], status: int) -> None:
    before = Sensor.objects.values().get(code=NOISE)
    assert post(gina, f"sensors/{NOISE}/{path}", data, "Gina").status_code == status
    assert Sensor.objects.values().get(code=NOISE) == before


@pytest.mark.parametrize("who", ["Alice", "Charlie", "Ken", "Zoe"])
def test_others_do_not_keep_sensors(brigade: Brigade, who: str) -> None:
    assert post(brigade, f"sensors/{NOISE}/limits", {"limits": [], "reason": "恢复默认"}, who).status_code == 403


# The chart ----------------------------------------------------------------------------------------------------------------


def test_a_chart_has_points_limits_alarms_and_gaps(brigade: Brigade, city_time: Any) -> None:
    readings.take_many(said(WATER, 1, 16, 17, 9), by="t", at=AT + timedelta(minutes=4))
    readings.take_many(said(WATER, 2, begin=AT + timedelta(minutes=30)), by="t", at=AT + timedelta(minutes=30))
    city_time(AT + timedelta(minutes=40))
    found = get(brigade, f"sensors/{WATER}/chart").json()
    begin = int(AT.timestamp())
    assert found["points"] == [
        [begin, 1], [begin + 60, 16], [begin + 120, 17], [begin + 180, 9], [begin + 181, None], [begin + 1800, 2]
    ]  # fmt: skip
    assert [(x["on"], x["off"]) for x in found["limits"]] == [(15, 10)]
    assert [(a["begin"], a["end"], a["state"]) for a in found["alarms"]] == [(begin + 60, begin + 180, "left")]
    assert (found["least"], found["most"], found["readings"], found["unit"]) == (1, 17, 5, "cm")


def test_a_sensor_without_a_word_has_an_empty_chart(brigade: Brigade) -> None:
    found = get(brigade, f"sensors/{BIN}/chart", days=7).json()
    assert (found["points"], found["least"], found["most"], found["alarms"]) == ([], None, None, [])


def test_a_chart_is_of_a_day_or_of_a_week(brigade: Brigade) -> None:
    assert get(brigade, f"sensors/{BIN}/chart", days=3).status_code == 422


def test_a_chart_shows_calibrated_values(brigade: Brigade) -> None:
    readings.take_many(said(WATER, 10), by="t", at=AT)
    Sensor.objects.filter(code=WATER).update(turns=[{"from": 0, "gain": 1_000_000, "offset": -3_000}])
    assert get(brigade, f"sensors/{WATER}/chart").json()["points"][0][1] == 7


def test_a_week_has_no_more_points_than_a_screen_and_keeps_its_peaks() -> None:
    at = 1_789_430_400 + 60 * np.arange(7 * 1440)
    value = np.full(len(at), 40_000)
    value[5_001] = 91_000
    found = charts.points(at, value, every_s=600, gap_s=1_200, above=True)
    assert len(found) == 1_008
    assert max(v for _, v in found if v) == 91
    low = charts.points(at, -value, every_s=600, gap_s=1_200, above=False)
    assert min(v for _, v in low if v) == -91


def test_limits_of_a_night_are_drawn_hour_by_hour() -> None:
    begin = int(datetime(2026, 9, 16, 20, 30, tzinfo=CHINA).timestamp())
    found = charts.spans(by_hour(default_limits("noise", "1")), begin, begin + 12 * 3600)
    assert [((x["begin"] - begin) / 3600, (x["end"] - begin) / 3600, x["on"]) for x in found] == [
        (0, 1.5, 55),
        (1.5, 9.5, 45),
        (9.5, 12, 55),
    ]


def test_hours_without_a_limit_are_left_out() -> None:
    begin = int(datetime(2026, 9, 16, 4, tzinfo=CHINA).timestamp())
    found = charts.spans(by_hour([Limit(1, 2, (19, 5), above=False)]), begin, begin + 2 * 3600)
    assert [(x["end"] - begin) / 3600 for x in found] == [1]
