"""Is this row a report? Which column is what, which value means what? No database."""

from __future__ import annotations

import math
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.brigade import AT
from zhicheng.engines.datum import wgs84_to_bd09, wgs84_to_gcj02
from zhicheng.flow.reports import intake
from zhicheng.flow.reports.intake import in_wgs84, match_columns, parse_degrees, parse_time, to_incoming
from zhicheng.flow.reports.rules import Incoming, check
from zhicheng.flow.reports.services import Refusal
from zhicheng.kernel.calendar import CHINA
from zhicheng.kernel.errors import BadInput

GOOD: dict[str, Any] = {"key": "1", "text": "摆摊", "lng": 120.1, "lat": 30.2, "happened_at": AT}


def test_a_whole_report_is_one() -> None:
    check(Incoming(**GOOD), at=AT)


@pytest.mark.parametrize(
    ("change", "field", "says"),
    [
        ({"key": ""}, "id", "编号"),
        ({"text": "字" * 4001}, "text", "4001 字"),
        ({"happened_at": AT + timedelta(minutes=11)}, "time", "在将来"),
        ({"happened_at": datetime(1999, 12, 31, tzinfo=UTC)}, "time", "2000"),
        ({"lat": None}, "lat", "只有一个"),
        ({"lng": None}, "lng", "只有一个"),
        ({"lng": math.nan}, "lng", "不是数字"),
        ({"lat": math.inf}, "lng", "不是数字"),
        ({"lng": 30.2, "lat": 120.1}, "lat", "填反了"),
        ({"lng": 200.0, "lat": 100.0}, "lat", "不在地球上"),
        ({"lng": 0.0, "lat": 0.0}, "lng", r"\(0, 0\)"),
        ({"lng": None, "lat": None, "text": "  "}, "text", "既没有位置也没有内容"),
    ],
)
def test_what_cannot_be_a_report_is_refused_with_one_sentence(change: dict[str, Any], field: str, says: str) -> None:
    with pytest.raises(BadInput, match=says) as refused:
        check(Incoming(**{**GOOD, **change}), at=AT)
    assert refused.value.field == field
    assert str(refused.value).endswith("。")


def test_a_phone_may_be_a_few_minutes_ahead() -> None:
    check(Incoming(**{**GOOD, "happened_at": AT + timedelta(minutes=9)}), at=AT)


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("2026-05-01 09:30:00", datetime(2026, 5, 1, 9, 30, tzinfo=CHINA)),
        ("2026-05-01T09:30:00Z", datetime(2026, 5, 1, 9, 30, tzinfo=UTC)),
        ("2026-05-01T01:30:00+00:00", datetime(2026, 5, 1, 9, 30, tzinfo=CHINA)),
        ("2026/5/1 9:30", datetime(2026, 5, 1, 9, 30, tzinfo=CHINA)),
        ("2026年5月1日 9:30", datetime(2026, 5, 1, 9, 30, tzinfo=CHINA)),
        ("2026年5月1日", datetime(2026, 5, 1, tzinfo=CHINA)),
        ("05/01/2026 09:30:00 AM", datetime(2026, 5, 1, 9, 30, tzinfo=CHINA)),
        ("20260501093000", datetime(2026, 5, 1, 9, 30, tzinfo=CHINA)),
        ("2026-05-01", datetime(2026, 5, 1, tzinfo=CHINA)),
        (datetime(2026, 5, 1, 9, 30), datetime(2026, 5, 1, 9, 30, tzinfo=CHINA)),
        (date(2026, 5, 1), datetime(2026, 5, 1, tzinfo=CHINA)),
        ("", None), (None, None), (math.nan, None), ("  ", None),
    ],
)  # fmt: skip
def test_times_as_files_write_them(text: object, moment: datetime | None) -> None:
    assert parse_time(text) == moment


@pytest.mark.parametrize("text", ["2026-02-30 10:00:00", "2026-13-01", "31.02.2026 10:00", "昨天", "26:00"])
def test_days_that_do_not_exist_are_refused(text: str) -> None:
    with pytest.raises(BadInput, match="认不出来或不存在"):
        parse_time(text)


@given(st.text(max_size=30))
def test_any_text_as_a_time_is_a_moment_nothing_or_a_refusal(text: str) -> None:
    try:
        found = parse_time(text)
    except BadInput as refused:
        assert refused.field == "time"
    else:
        assert found is None or found.tzinfo is not None


@given(st.text(max_size=20))
def test_any_text_as_degrees_is_a_number_nothing_or_a_refusal(text: str) -> None:
    try:
        found = parse_degrees(text, "lng")
    except BadInput as refused:
        assert refused.field == "lng"
    else:
        assert found is None or isinstance(found, float)


def test_columns_by_their_usual_names_in_two_languages() -> None:
    found = match_columns(["编号", "受理时间", "经度", "纬度", "问题描述", "无关"], {})
    assert dict(found.of) == {"id": "编号", "time": "受理时间", "lng": "经度", "lat": "纬度", "text": "问题描述"}
    assert match_columns(["Latitude", "LONGITUDE", "open_dt"], {}).of["lat"] == "Latitude"


def test_a_mapping_goes_first() -> None:
    assert match_columns(["text", "note"], {"note": "text"}).of["text"] == "note"


@pytest.mark.parametrize(
    ("header", "mapping", "says"),
    [
        (["a", "b"], {}, "没有可用的列"),
        ([], {}, "没有表头"),
        (["lng"], {}, "没有可用的列"),
        (["text"], {"nope": "text"}, "没有列「nope」"),
        (["text"], {"text": "nope"}, "没有字段「nope」"),
    ],
)
def test_wrong_columns_are_refused_with_what_there_is(header: list[str], mapping: dict[str, str], says: str) -> None:
    with pytest.raises(BadInput, match=says):
        match_columns(header, mapping)


def rows(*lines: dict[str, Any]) -> list[Incoming | Refusal]:
    columns = match_columns({k: None for line in lines for k in line}, {})
    return list(to_incoming(enumerate(lines, 1), columns))


def test_a_bad_row_does_not_stop_the_others() -> None:
    found = rows(
        {"text": "a", "time": "2026-02-30"},
        {"text": "b"},
        {"text": "c", "lng": "东经", "lat": "1"},
        {"text": "d", "__short__": 1},
    )
    assert [type(f).__name__ for f in found] == ["Refusal", "Incoming", "Refusal", "Refusal"]
    assert [(f.row, f.field) for f in found if isinstance(f, Refusal)] == [(1, "time"), (3, "lng"), (4, "")]


def test_a_row_without_a_number_has_a_key_of_its_words() -> None:
    first, second, other = rows({"text": "a"}, {"text": "a"}, {"text": "b"})
    assert isinstance(first, Incoming)
    assert isinstance(second, Incoming)
    assert isinstance(other, Incoming)
    assert first.key == second.key != other.key


def test_title_and_text_are_one_text_and_numbers_lose_their_point() -> None:
    (found,) = rows({"id": 17.0, "title": "投诉", "text": "摆摊", "phone": 13800000000.0})
    assert isinstance(found, Incoming)
    assert (found.key, found.text, found.phone) == ("17", "投诉。摆摊", "13800000000")


@pytest.mark.parametrize("datum", ["gcj02", "bd09"])
def test_points_are_converted_once_at_the_door(datum: Any) -> None:
    leave = {"gcj02": wgs84_to_gcj02, "bd09": wgs84_to_bd09}[datum]
    lng, lat = leave([120.155], [30.274])
    batch = [Incoming(key="1", lng=float(lng[0]), lat=float(lat[0])), Incoming(key="2")]
    in_wgs84(batch, datum)
    assert batch[0].lng == pytest.approx(120.155, abs=1e-6)
    assert batch[0].lat == pytest.approx(30.274, abs=1e-6)
    assert batch[1].lng is None


def test_wgs84_is_left_alone() -> None:
    batch = [Incoming(key="1", lng=120.155, lat=30.274)]
    in_wgs84(batch, "wgs84")
    assert (batch[0].lng, batch[0].lat) == (120.155, 30.274)


def test_no_name_of_a_column_means_two_things() -> None:
    names = [n for theirs in intake.NAMES.values() for n in theirs]
    assert len(names) == len(set(names))
