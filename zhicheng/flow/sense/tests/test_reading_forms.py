"""The forms in which readings arrive: what each becomes, and each bad row by itself in one sentence."""

from __future__ import annotations

import json
import math
import re
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zhicheng.flow.sense.reading_forms import LONGEST, MOST, Parsed, parse

NOW = datetime(2026, 9, 16, 2, 0, 30, tzinfo=UTC)
AT = datetime(2026, 9, 16, 2, 0, tzinfo=UTC)
SECONDS = int(AT.timestamp())
CHINESE = re.compile("[\u4e00-\u9fff]")


def read(data: Any, **more: Any) -> Parsed:
    return parse(data if isinstance(data, str | bytes) else json.dumps(data), now=NOW, **more)


def rows(parsed: Parsed) -> list[tuple[str, datetime, float, str]]:
    return [(r.sensor, r.taken_at, r.value, r.unit) for r in parsed.readings]


ONE = ("N-1", AT, 63.2, "dB")


@pytest.mark.parametrize(
    "data",
    [
        {"sensor": "N-1", "at": "2026-09-16T10:00:00+08:00", "value": 63.2, "unit": "dB"},
        {"sensor": "N-1", "at": "2026-09-16T02:00:00Z", "value": "63.2", "unit": "dB"},
        {
            "sensor": "N-1",
            "at": "2026-09-16 10:00:00",
            "value": 63.2,
            "unit": "dB",
        },  # a box without a zone keeps China's time
        {"device": "N-1", "ts": SECONDS, "v": 63.2, "u": "dB"},
        {"code": "N-1", "timestamp": SECONDS * 1000, "val": 63.2, "unit": "dB"},
        {"id": "N-1", "t": str(SECONDS), "value": 63.2, "unit": "dB"},
        [{"sensor": "N-1", "at": SECONDS, "value": 63.2, "unit": "dB"}],
        {"sensor": "N-1", "unit": "dB", "readings": [{"at": SECONDS, "value": 63.2}]},
        [{"sensor": "N-1", "unit": "dB", "readings": [{"at": SECONDS, "value": 63.2}]}],
        [{"bn": "N-1", "bt": SECONDS, "u": "dB", "v": 63.2}],
        [{"bn": "urn:dev:", "n": "N-1", "t": SECONDS, "u": "dB", "v": 63.2}],
        [{"bn": "N-1", "bu": "dB", "bt": -30.0}, {"v": 63.2}],  # RFC 8428: small times count from now
    ],
)
def test_every_form_of_the_same_reading(data: Any) -> None:
    found = read(data)
    assert rows(found) == [ONE]
    assert found.refused == []


def test_json_lines() -> None:
    text = '{"sensor": "A", "value": 1}\n\n{"sensor": "B", "value": 2}\n'
    assert [r[0] for r in rows(read(text))] == ["A", "B"]


def test_a_bare_number_on_a_sensors_own_topic_is_of_now() -> None:
    assert rows(read("63.2", sensor="N-1")) == [("N-1", NOW, 63.2, "")]
    assert rows(read({"value": 63.2}, sensor="N-1")) == [("N-1", NOW, 63.2, "")]


def test_what_the_payload_says_goes_before_the_topic() -> None:
    assert rows(read({"sensor": "B", "value": 1}, sensor="A"))[0][0] == "B"


def test_true_and_false_of_a_switch() -> None:
    assert [r[2] for r in rows(read([{"sensor": "M", "value": True}, {"sensor": "M", "value": False}]))] == [1.0, 0.0]


def test_senml_of_several_sensors() -> None:
    data = [
        {"bn": "pole-7-", "bt": SECONDS, "n": "noise", "u": "dB", "v": 60},
        {"n": "dust", "u": "ug/m3", "v": 80},
        {"n": "noise", "t": 60, "v": 61},
    ]
    assert [(r[0], r[2]) for r in rows(read(data))] == [("pole-7-noise", 60), ("pole-7-dust", 80), ("pole-7-noise", 61)]
    assert rows(read(data))[2][1] == datetime.fromtimestamp(SECONDS + 60, UTC)


def test_numbers_that_are_none_are_left_to_who_knows_the_sensor() -> None:
    assert math.isnan(rows(read('{"sensor": "A", "value": NaN}'))[0][2])
    assert math.isinf(rows(read('{"sensor": "A", "value": 1e999}'))[0][2])


@pytest.mark.parametrize(
    ("data", "field", "word"),
    [
        ("not json", "payload", "no JSON"),
        ("", "payload", "no JSON"),
        (b"\xff\xfe\x00", "payload", "UTF-8"),
        ("null", "payload", "must be a reading"),
        ('"63.2"', "payload", "must be a reading"),
        ("[[1, 2]]", "payload", "Row 1 is no reading"),
        ({"value": 1}, "sensor", "Row 1"),
        ({"sensor": "", "value": 1}, "sensor", "Row 1"),
        ({"sensor": True, "value": 1}, "sensor", "Row 1"),
        ({"sensor": "x" * 65, "value": 1}, "sensor", "Row 1"),
        ({"sensor": ["A"], "value": 1}, "sensor", "Row 1"),
        ('{"sensor": "A\\u0000", "value": 1}', "sensor", "Row 1"),
        ('{"sensor": "\\ud800", "value": 1}', "sensor", "Row 1"),
        ('{"sensor": "A", "value": "\\ud800"}', "value", "'?' is no number"),
        ({"sensor": "A"}, "value", "no number"),
        ({"sensor": "A", "value": "loud"}, "value", "'loud' is no number"),
        ({"sensor": "A", "value": {"x": 1}}, "value", "no number"),
        ({"sensor": "A", "value": 1, "at": "yesterday"}, "taken_at", "not readable"),
        ({"sensor": "A", "value": 1, "at": True}, "taken_at", "not readable"),
        ({"sensor": "A", "value": 1, "at": 1e300}, "taken_at", "not readable"),
        ({"sensor": "A", "value": 1, "at": "2026-13-01T00:00:00Z"}, "taken_at", "not readable"),
        ("[" * 100_000, "payload", "no JSON"),
        (" " * (LONGEST + 1), "payload", "MB"),
    ],
)  # fmt: skip
def test_what_is_no_reading_is_told_in_one_sentence(data: Any, field: str, word: str) -> None:
    found = read(data)
    assert found.readings == []
    (bad,) = found.refused
    assert (bad.row, bad.field) == (1, field)
    assert word in bad.said.en
    assert CHINESE.search(bad.said.zh)
    assert not CHINESE.search(bad.said.en)


def test_one_bad_row_does_not_spoil_the_others() -> None:
    found = read([{"sensor": "A", "value": 1}, {"sensor": "B"}, 7, {"sensor": "C", "value": 3}])
    assert [(r.row, r.sensor) for r in found.readings] == [(1, "A"), (4, "C")]
    assert [(r.row, r.field) for r in found.refused] == [(2, "value"), (3, "payload")]


def test_a_broken_line_is_refused_with_its_number() -> None:
    found = read('{"sensor": "A", "value": 1}\n{"sensor": \n{"sensor": "C", "value": 3}')
    assert [r.sensor for r in found.readings] == ["A", "C"]
    assert [r.row for r in found.refused] == [2]


def test_more_than_one_batch_is_told() -> None:
    found = read([{"sensor": "A", "value": 1}] * (MOST + 5))
    assert len(found.readings) == MOST
    assert [(r.row, r.field) for r in found.refused] == [(MOST + 1, "readings")]


FIELDS = st.sampled_from(["sensor", "at", "value", "v", "t", "bn", "bt", "n", "readings", "unit"])
JSON = st.recursive(
    st.none() | st.booleans() | st.floats() | st.integers() | st.text(max_size=8),
    lambda x: st.lists(x, max_size=4) | st.dictionaries(FIELDS, x, max_size=4),
    max_leaves=12,
)


@given(JSON)
def test_whatever_json_comes_nothing_breaks(data: Any) -> None:
    found = read(data, sensor="S")
    assert all(r.sensor and r.taken_at.tzinfo for r in found.readings)
    assert all(b.said.zh and b.said.en for b in found.refused)


@given(st.binary(max_size=200))
def test_whatever_bytes_come_nothing_breaks(data: bytes) -> None:
    found = read(data)
    assert found.readings or found.refused or data.strip() in (b"[]", b'{"readings":[]}')
