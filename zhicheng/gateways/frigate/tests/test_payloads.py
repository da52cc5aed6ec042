"""Frigate's JSON, version by version; what cannot be read is one sentence that names the field."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zhicheng.gateways.frigate.payloads import per_cent, read_event, read_review, read_word
from zhicheng.kernel.errors import BadInput

AFTER: dict[str, Any] = {
    "id": "1764122400.5-abcdef", "camera": "gate", "frame_time": 1764122410.25, "label": "car", "start_time": 1764122400.5,
    "end_time": None, "score": 0.87, "top_score": 0.91, "box": [10, 20, 110, 220], "current_zones": ["kerb"], "false_positive": False,
}  # fmt: skip
REVIEW: dict[str, Any] = {
    "id": "1764122400.5-qwerty", "camera": "gate", "start_time": 1764122400.5, "end_time": None, "severity": "alert",
    "data": {"detections": ["1764122400.5-abcdef", "1764122430.0-ghijkl"], "objects": ["car", "person-verified"], "zones": ["kerb"]},
}  # fmt: skip


def event(kind: str = "update", **more: Any) -> bytes:
    return json.dumps({"type": kind, "before": AFTER, "after": {**AFTER, **more}}).encode()


def review(kind: str = "update", **more: Any) -> bytes:
    return json.dumps({"type": kind, "before": REVIEW, "after": {**REVIEW, **more}}).encode()


def without(name: str) -> bytes:
    return json.dumps({"type": "update", "after": {k: v for k, v in AFTER.items() if k != name}}).encode()


def test_an_event() -> None:
    seen = read_event(event())
    assert (seen.kind, seen.tracked, seen.camera, seen.label) == ("update", "1764122400.5-abcdef", "gate", "car")
    assert (seen.at, seen.started_at) == (
        datetime(2025, 11, 26, 2, 0, 10, 250_000, UTC),
        datetime(2025, 11, 26, 2, 0, 0, 500_000, UTC),
    )
    assert (seen.zones, seen.score, seen.box, seen.ended_at) == (("kerb",), 87, (10, 20, 110, 220), None)


@pytest.mark.parametrize(
    ("more", "name", "value"),
    [
        ({"frame_time": None, "snapshot_time": 1764122409.0}, "at", datetime(2025, 11, 26, 2, 0, 9, tzinfo=UTC)),  # 0.13
        ({"recognized_license_plate": "皖A12345", "recognized_license_plate_score": 0.93}, "plate", "皖A12345"),  # 0.16
        ({"recognized_license_plate": "皖A12345", "recognized_license_plate_score": 0.93}, "plate_score", 93),
        ({"recognized_license_plate": ["皖A12345", 0.5]}, "plate_score", 50),  # as a pair
        ({"recognized_license_plate": None}, "plate", ""),
        ({"recognized_license_plate": 12}, "plate", ""),
        ({"attributes": {"face": 0.6}}, "score", 87),  # 0.15: a table
        ({"attributes": [{"label": "face", "score": 0.6}]}, "score", 87),  # earlier: a list
        ({"current_zones": None}, "zones", ()),
        ({"current_zones": []}, "zones", ()),
        ({"box": None}, "box", None),
        ({"box": [1, 2, 3]}, "box", None),
        ({"box": [110, 20, 10, 220]}, "box", None),
        ({"box": [1.4, 2.6, 30.2, 40.9]}, "box", (1, 3, 30, 41)),
        ({"score": None}, "score", 0),
        ({"score": 1.7}, "score", 100),
        ({"false_positive": True}, "false_positive", True),
        ({"false_positive": None}, "false_positive", False),
        ({"has_snapshot": True}, "has_snapshot", True),
        ({"start_time": 1764122500.0}, "started_at", datetime(2025, 11, 26, 2, 0, 10, 250_000, UTC)),  # never after the frame
        ({"sub_label": ["DHL", 0.9]}, "facts", {"label": "car", "sub_label": "DHL"}),
        ({"sub_label": "DHL", "stationary": True}, "facts", {"label": "car", "sub_label": "DHL", "stationary": True}),
        ({"label": "person", "sub_label": ["张三", 0.9]}, "facts", {"label": "person"}),  # who it is, is not asked (INV-84)
    ],
)  # fmt: skip
def test_what_versions_send(more: dict[str, Any], name: str, value: Any) -> None:
    assert getattr(read_event(event(**more)), name) == value


def test_the_end_has_its_time() -> None:
    seen = read_event(event("end", end_time=1764122500.0))
    assert seen.ended_at == seen.at == datetime(2025, 11, 26, 2, 1, 40, tzinfo=UTC)
    assert seen.score == 91  # the best of all its frames


@pytest.mark.parametrize(
    ("payload", "why"),
    [
        (b"", "no JSON"), (b"online", "no JSON"), (b"\xff\xfe", "no JSON"), (b"[1]", "no JSON object"), (b"[" * 20_000, "no JSON"),
        (b"{}", "type"), (b'{"type": "moved", "after": {}}', "'moved'"), (b'{"type": "new"}', "after"),
        (b'{"type": "new", "after": []}', "after"), (without("id"), "after.id"), (without("camera"), "after.camera"),
        (without("label"), "after.label"), (event(id=""), "after.id"), (event(id="x" * 65), "after.id"), (event(id=12), "after.id"),
        (event(camera="a\x00b"), "after.camera"), (event(frame_time="now"), "after.frame_time"),
        (event(frame_time=True), "after.frame_time"), (event(frame_time=1e30), "after.frame_time"),
        (b'{"type": "new", "after": {"id": "a", "camera": "b", "label": "c", "frame_time": NaN}}', "after.frame_time"),
        (event(frame_time=None, start_time=None), "has no time"), (event(current_zones="kerb"), "after.current_zones"),
        (event(current_zones=[1]), "after.current_zones"),
    ],
)  # fmt: skip
def test_what_cannot_be_read_is_one_sentence(payload: bytes, why: str) -> None:
    with pytest.raises(BadInput) as refused:
        read_event(payload)
    assert why in refused.value.said.en
    assert refused.value.said.zh.endswith("。")
    assert refused.value.said.zh.count("。") == 1


@given(
    st.recursive(
        st.none() | st.booleans() | st.floats() | st.text(max_size=5) | st.integers(),
        lambda inner: (
            st.lists(inner, max_size=3)
            | st.dictionaries(st.sampled_from([*AFTER, "data", "type", "after"]), inner, max_size=6)
        ),
        max_leaves=20,
    )
)
def test_whatever_comes_is_read_or_refused(value: Any) -> None:
    """No payload makes it stumble."""
    for body in (
        value,
        {"type": "update", "after": value},
        {"type": "end", "after": {**AFTER, "end_time": value, "box": value, "current_zones": value}},
    ):
        for read in (read_event, read_review):
            try:
                read(json.dumps(body).encode())
            except BadInput as refused:
                assert refused.said.zh


def test_a_review() -> None:
    seen = read_review(review())
    assert (seen.tracked, seen.label, seen.zones, seen.score) == ("1764122400.5-qwerty", "car+person", ("kerb",), 0)
    assert (seen.at, seen.facts) == (  # an open review has no time but those in its detections' names
        datetime(2025, 11, 26, 2, 0, 30, tzinfo=UTC),
        {"severity": "alert", "detections": ["1764122400.5-abcdef", "1764122430.0-ghijkl"]},
    )


def test_a_reviews_end() -> None:
    assert read_review(review("end", end_time=1764122520.0)).at == datetime(2025, 11, 26, 2, 2, tzinfo=UTC)


@pytest.mark.parametrize(
    "more", [{"data": None}, {"data": []}, {"start_time": None}, {"data": {"objects": "car"}}, {"id": None}]
)
def test_reviews_that_cannot_be_read(more: dict[str, Any]) -> None:
    with pytest.raises(BadInput):
        read_review(review(**more))


def test_a_review_without_times_in_its_names_begins_when_it_began() -> None:
    seen = read_review(review(data={"detections": ["manual-abc"], "objects": ["car"], "zones": []}))
    assert seen.at == seen.started_at


@pytest.mark.parametrize(
    ("value", "read"), [(0.875, 88), (0, 0), (1, 100), (-3, 0), (None, 0), ("0.9", 0), (True, 0), (float("nan"), 0)]
)
def test_shares(value: Any, read: int) -> None:
    assert per_cent(value) == read


def test_words() -> None:
    assert read_word(b" online\n", ("online", "offline")) == "online"
    for wrong in (b"", b"ONLINE", b"\xff", b"x" * 100):
        with pytest.raises(BadInput, match="online"):
            read_word(wrong, ("online", "offline"))
