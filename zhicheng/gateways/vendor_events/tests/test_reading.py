"""A vendor's JSON by the shipped mapping file: every field, and every way to send it wrong."""

from __future__ import annotations

import base64
import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zhicheng.engines.datum import wgs84_to_bd09, wgs84_to_gcj02
from zhicheng.flow.sense.kinds import KINDS
from zhicheng.gateways.vendor_events import mapping
from zhicheng.gateways.vendor_events.gb28181 import looks_like_one, read_gb_id
from zhicheng.gateways.vendor_events.mapping import VendorMap, read_map, steps_of
from zhicheng.gateways.vendor_events.reading import Said, events_of, read_event
from zhicheng.gateways.vendor_events.vocabulary import STAGES, WORDS
from zhicheng.kernel.errors import BadInput

EXAMPLE = Path(mapping.__file__).parent / "maps" / "example.yaml"
TEXT = EXAMPLE.read_text(encoding="utf-8")
GB = "34020000001320000007"
JPEG = b"\xff\xd8\xff picture"
EVENT: dict[str, Any] = {
    "eventId": 4711, "trackId": "trk-9", "device": {"gbId": GB}, "alarmType": "商铺占道经营", "status": "RAISED",
    "alarmTime": "2026-09-16 10:05:00", "beginTime": 1789524000000, "location": {"lng": 117.01, "lat": 32.01}, "regionName": "东门路",
    "score": 0.87, "rect": [10, 20, 100, 50], "plateNo": "皖A12345", "algorithm": {"version": "v3.1"},
    "images": {"first": "http://pictures.example.org/1.jpg", "snapshot": base64.b64encode(JPEG).decode()},
}  # fmt: skip


@pytest.fixture(scope="module")
def by() -> VendorMap:
    return read_map(EXAMPLE)


def changed(path: str, value: Any, event: dict[str, Any] = EVENT) -> dict[str, Any]:
    """A copy with one field set, or left out (`...`)."""
    copy: dict[str, Any] = json.loads(json.dumps(event))
    *way, last = path.split(".")
    inner = copy
    for step in way:
        inner = inner[step]
    if value is ...:
        del inner[last]
    else:
        inner[last] = value
    return copy


def edited(tmp_path: Path, *changes: tuple[str, str]) -> VendorMap:
    text = TEXT
    for old, new in changes:
        assert old in text, old
        text = text.replace(old, new, 1)
    path = tmp_path / "acme.yaml"
    path.write_text(text, encoding="utf-8")
    return read_map(path)


def test_everything_at_once(by: VendorMap) -> None:
    said = read_event(EVENT, by)
    assert (said.camera, said.thing, said.kind, said.matter, said.stage) == (
        GB,
        "trk-9",
        "shop_outside",
        "",
        "confirmed",
    )
    assert (said.at, said.started_at) == (
        datetime(2026, 9, 16, 2, 5, tzinfo=UTC),
        datetime(2026, 9, 16, 2, 0, tzinfo=UTC),
    )
    assert (said.zone, said.confidence, said.box, said.model) == ("东门路", 87, (10, 20, 110, 70), "example v3.1")
    assert said.facts == {
        "vendor": "example",
        "event": "4711",
        "plate_hint": {"text": "皖A12345", "needs_person": True},
    }
    assert said.images == (("confirmed", JPEG),)
    assert said.addresses == (("arrival", "http://pictures.example.org/1.jpg"),)


@pytest.mark.parametrize(
    ("path", "value", "name", "found"),
    [
        ("alarmType", "SHOP_OUT", "kind", "shop_outside"),
        ("alarmType", " 流动摊贩 ", "kind", "roaming_vendor"),
        ("alarmType", "货车占道", "matter", "09009"),
        ("status", "EARLY", "stage", "pre_alarm"),
        ("status", "CLEARED", "stage", "over"),
        ("status", "结束", "stage", "over"),
        ("status", ..., "stage", "confirmed"),
        ("status", "", "stage", "confirmed"),
        ("trackId", 12, "thing", "12"),
        ("beginTime", ..., "started_at", datetime(2026, 9, 16, 2, 5, tzinfo=UTC)),
        ("beginTime", 1789599999000, "started_at", datetime(2026, 9, 16, 2, 5, tzinfo=UTC)),  # never after it was seen
        ("beginTime", "1789524000000", "started_at", datetime(2026, 9, 16, 2, 0, tzinfo=UTC)),
        ("location.lng", ..., "lng", None),
        ("location", {}, "lng", None),
        ("location", {"lng": 0, "lat": 0}, "lat", None),
        ("location", {"lng": "", "lat": ""}, "lat", None),
        ("score", ..., "confidence", 100),
        ("score", "0.5", "confidence", 50),
        ("rect", ..., "box", None),
        ("rect", {"x": 1, "y": 2, "w": 3, "h": 4}, "box", (1, 2, 4, 6)),
        ("rect", [1, 2, 0, 0], "box", None),
        ("regionName", ..., "zone", ""),
        ("regionName", 12, "zone", "12"),
        ("regionName", "长" * 60, "zone", "长" * 40),
        ("plateNo", "", "facts", {"vendor": "example", "event": "4711"}),
        ("images.first", ..., "addresses", ()),
        ("images.snapshot", "", "images", ()),
        (
            "images.snapshot",
            "data:image/jpeg;base64," + base64.b64encode(JPEG).decode(),
            "images",
            (("confirmed", JPEG),),
        ),
        ("algorithm", ..., "model", "example"),
        ("device.gbId", "C-7", "camera", "C-7"),
    ],
)
def test_what_may_be_sent(by: VendorMap, path: str, value: Any, name: str, found: Any) -> None:
    event = changed(path, value)
    if path == "location.lng":
        event["location"].pop("lat")
    assert getattr(read_event(event, by), name) == found


@pytest.mark.parametrize(
    ("path", "value", "why"),
    [
        ("device.gbId", ..., "device.gbId must have"),
        ("device", "C-7", "device.gbId must have"),
        ("device.gbId", "", "device.gbId must have"),
        ("device.gbId", "34020000001180000007", "a network recorder"),
        ("device.gbId", "34020000002000000007", "a control server"),
        ("device.gbId", "34020000009990000007", "type 999"),
        ("device.gbId", "00020000001320000007", "no division code"),
        ("eventId", ..., "eventId must have"),
        ("trackId", "x" * 65, "trackId must have 1 to 64"),
        ("trackId", True, "trackId must have"),
        ("trackId", "a\x00b", "trackId must have"),
        ("alarmType", "外星人", "does not know the kind “外星人”; add it to the words of example.yaml"),
        ("alarmType", ..., "alarmType must have"),
        ("status", "MAYBE", "does not know the stage “MAYBE”"),
        ("alarmTime", "16.09.2026", "is no time of the form %Y-%m-%d %H:%M:%S"),
        ("alarmTime", ..., "is no time"),
        ("alarmTime", 5, "is no time"),
        ("beginTime", "soon", "beginTime “soon” is no time of the form epoch_ms"),
        ("beginTime", -5, "is no time"),
        ("beginTime", 1e300, "is no time"),
        ("location.lng", "east", "location.lng “east” is no number"),
        ("location.lng", 200, "is no longitude and latitude"),
        ("location.lat", ..., "location.lat “None” is no number"),
        ("location.lat", float("nan"), "is no number"),
        ("score", 87, "score 87 must lie between 0 and 1"),
        ("score", -0.1, "must lie between"),
        ("score", "high", "is no number"),
        ("rect", [1, 2, 3], "rect must be four numbers"),
        ("rect", "10,20,30,40", "rect must be four numbers"),
        ("rect", [1, 2, 3, "x"], "is no number"),
        ("images.snapshot", "%%%", "is no base64 picture"),
        ("images.snapshot", 12, "must be text"),
        ("images.first", ["a"], "must be text"),
    ],
)
def test_what_is_wrong_names_vendor_and_field(by: VendorMap, path: str, value: Any, why: str) -> None:
    with pytest.raises(BadInput) as refused:
        read_event(changed(path, value), by)
    said = refused.value.said
    assert why in said.en
    assert said.zh.endswith("。")
    assert "\n" not in said.zh


def test_an_event_that_is_no_object(by: VendorMap) -> None:
    for odd in (None, 1, "x", [EVENT]):
        with pytest.raises(BadInput, match="example"):
            read_event(odd, by)


def test_a_picture_that_is_too_large(by: VendorMap) -> None:
    with pytest.raises(BadInput, match="8 MB"):
        read_event(changed("images.snapshot", base64.b64encode(b"x" * (8 * 1024 * 1024 + 1)).decode()), by)


@pytest.mark.parametrize("n", [0, 1, 3])
def test_a_message_holds_several(by: VendorMap, n: int) -> None:
    assert events_of(json.dumps({"data": {"events": [EVENT] * n}}).encode(), by) == [EVENT] * n


def test_one_by_itself_is_read_too(by: VendorMap) -> None:
    """As a dead letter keeps it."""
    assert events_of(json.dumps(EVENT).encode(), by) == [EVENT]


@pytest.mark.parametrize(
    ("payload", "why"),
    [
        (b"", "no JSON"),
        (b"{", "no JSON"),
        (b"\xff", "no JSON"),
        (b"{}", "data.events must be a list"),
        (b"[]", "must be a list"),
        (b'{"data": {"events": {}}}', "must be a list"),
        (b'{"data": null}', "must be a list"),
        (json.dumps({"data": {"events": [0] * 1001}}).encode(), "more than 1000 events"),
    ],
)
def test_messages_of_another_shape(by: VendorMap, payload: bytes, why: str) -> None:
    with pytest.raises(BadInput) as refused:
        events_of(payload, by)
    assert why in refused.value.said.en


def test_without_a_list_a_message_is_one_event_or_a_bare_list(tmp_path: Path) -> None:
    plain = edited(tmp_path, ("each: data.events", "# no list"))
    assert events_of(json.dumps(EVENT).encode(), plain) == [EVENT]
    assert events_of(json.dumps([EVENT, EVENT]).encode(), plain) == [EVENT, EVENT]


@pytest.mark.parametrize(
    ("datum", "shift"), [("gcj02", wgs84_to_gcj02), ("bd09", wgs84_to_bd09), ("wgs84", lambda x, y: (x, y))]
)
def test_points_come_in_their_datum(tmp_path: Path, datum: str, shift: Any) -> None:
    theirs = edited(tmp_path, ("datum: gcj02", f"datum: {datum}"))
    x, y = shift(117.01, 32.01)
    said = read_event({**EVENT, "location": {"lng": float(x), "lat": float(y)}}, theirs)
    assert (said.lng, said.lat) == (pytest.approx(117.01, abs=1e-7), pytest.approx(32.01, abs=1e-7))


@pytest.mark.parametrize(
    ("form", "value"),
    [
        ("iso", "2026-09-16T10:05:00+08:00"),
        ("iso", "2026-09-16T02:05:00Z"),
        ("iso", "2026-09-16 10:05:00"),
        ("epoch_s", 1789524300),
        ("epoch_ms", 1789524300000),
        ('"%Y年%m月%d日 %H时%M分"', "2026年09月16日 10时05分"),
        ('"%Y-%m-%dT%H:%M:%S%z"', "2026-09-16T03:05:00+0100"),
    ],
)
def test_times_come_in_their_form(tmp_path: Path, form: str, value: Any) -> None:
    theirs = edited(tmp_path, ('format: "%Y-%m-%d %H:%M:%S"', f"format: {form}"))
    assert read_event({**EVENT, "alarmTime": value}, theirs).at == datetime(2026, 9, 16, 2, 5, tzinfo=UTC)


def test_how_long_it_lasted_says_when_it_began(tmp_path: Path) -> None:
    theirs = edited(tmp_path, ("started: {path: beginTime, format: epoch_ms}", "duration_s: lasted"))
    assert read_event({**EVENT, "lasted": 300}, theirs).started_at == datetime(2026, 9, 16, 2, 0, tzinfo=UTC)
    assert read_event(EVENT, theirs).started_at == datetime(2026, 9, 16, 2, 5, tzinfo=UTC)
    for odd in (-1, 1e9, "long"):
        with pytest.raises(BadInput, match="lasted"):
            read_event({**EVENT, "lasted": odd}, theirs)


def test_a_hundred_may_be_certain(tmp_path: Path) -> None:
    theirs = edited(tmp_path, ("certain: 1}", "certain: 100}"))
    assert read_event({**EVENT, "score": 87}, theirs).confidence == 87


@pytest.mark.parametrize(
    ("old", "new", "field", "why"),
    [
        ("camera: device.gbId", "camra: device.gbId", "camra", "is not known"),
        ("camera: device.gbId", "camera: device..gbId", "camera", "the path"),
        ("camera: device.gbId", "camera: 'a[x]'", "camera", "the path"),
        ("camera: device.gbId", "# gone", "camera", "is missing"),
        ("event: eventId", "# gone", "event", "is missing"),
        ("SHOP_OUT: shop_outside", "SHOP_OUT: shop", "kind.words.SHOP_OUT", "there is no kind shop"),
        ("motor_parking/09009", "motor_parking/99999", "kind.words.货车占道", "there is no matter 99999"),
        ("EARLY: pre_alarm", "EARLY: early", "stage.words.EARLY", "must be one of"),
        ("otherwise: confirmed", "otherwise: maybe", "stage.otherwise", "must be one of"),
        ('"%Y-%m-%d %H:%M:%S"', "somehow", "time.format", "must be iso"),
        ("zone: Asia/Shanghai", "zone: Mars/Base", "time.zone", "there is no time zone"),
        ("datum: gcj02", "datum: gps", "place.datum", "must be one of"),
        (", datum: gcj02", "", "place.datum", "is missing"),
        ("certain: 1}", "certain: 10}", "confidence.certain", "must be 1 or 100"),
        ("as: size", "as: circle", "box.as", "must be one of"),
        ("arrival: {", "first: {", "pictures.first", "a picture is one of"),
        ("as: base64", "as: ftp", "pictures.confirmed.as", "must be one of"),
        ('picture_hosts: [pictures.example.org, "10.1.2.3:9000"]', "", "picture_hosts", "name the hosts"),
        ("picture_hosts: [", "picture_hosts: [1, ", "picture_hosts", "must be a list of texts"),
    ],
)
def test_mistakes_in_the_file_name_their_place(tmp_path: Path, old: str, new: str, field: str, why: str) -> None:
    with pytest.raises(BadInput) as refused:
        edited(tmp_path, (old, new))
    said = refused.value.said.en
    assert said.startswith("acme.yaml, line ")
    assert f", {field}: " in said
    assert why in said


@pytest.mark.parametrize(
    ("text", "steps"),
    [
        ("a", ("a",)),
        ("a.b", ("a", "b")),
        ("a[0].b", ("a", 0, "b")),
        ("a[0][12]", ("a", 0, 12)),
        ("数据.类型", ("数据", "类型")),
        ("a-b.c_d", ("a-b", "c_d")),
    ],
)
def test_paths(text: str, steps: tuple[Any, ...]) -> None:
    assert steps_of(text) == steps


@pytest.mark.parametrize("text", ["", ".", "a.", ".a", "a[", "a[]", "a[-1]", "a[b]", "[0]", "a]b"])
def test_paths_that_are_none(text: str) -> None:
    with pytest.raises(ValueError, match=".*"):
        steps_of(text)


def test_the_words_of_the_trade_are_all_known() -> None:
    """Those that the issue names, and every word leads to a kind that there is."""
    named = [
        "商铺占道经营",
        "流动摊贩",
        "垃圾违章倾倒",
        "城市机动车违停",
        "城市非机动车违停",
        "物料堆放",
        "违规撑伞",
        "垃圾暴露",
        "垃圾桶满溢",
        "门前脏乱",
    ]
    assert set(named) <= set(WORDS)
    assert set(WORDS.values()) <= set(KINDS)
    assert set(STAGES.values()) == {"pre_alarm", "confirmed", "over"}
    assert {WORDS[w] for w in named} == {
        "shop_outside",
        "roaming_vendor",
        "dumping",
        "motor_parking",
        "non_motor_parking",
        "material",
        "umbrella",
        "garbage",
        "bin",
        "dirty_front",
    }


@pytest.mark.parametrize(
    ("name", "parts"),
    [
        (GB, ("340200", "00", "00", 132, "0", "000007")),
        ("33010602011310000001", ("330106", "02", "01", 131, "0", "000001")),
    ],
)
def test_the_parts_of_an_id(name: str, parts: tuple[Any, ...]) -> None:
    found = read_gb_id(name)
    assert (found.division, found.place, found.industry, found.type, found.network, found.sequence) == parts


@pytest.mark.parametrize(
    "name",
    ["3402000000132000000", "340200000013200000071", "3402000000132000000x", "３４０２０００００013200000７", ""],
)
def test_what_is_no_id_is_another_name(name: str) -> None:
    assert not looks_like_one(name)
    with pytest.raises(BadInput, match="20 位"):
        read_gb_id(name)


LEAVES = st.none() | st.booleans() | st.floats() | st.integers() | st.text(max_size=6)
NAMES = st.sampled_from([*EVENT, "gbId", "lng", "lat"])


@given(st.recursive(LEAVES, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(NAMES, inner, max_size=8)))
def test_whatever_comes_is_read_or_refused(value: Any) -> None:
    """No message makes it stumble."""
    by = read_map(EXAMPLE)
    for event in (
        value,
        {**EVENT, "rect": value},
        {**EVENT, "alarmTime": value},
        {**EVENT, "location": value},
        {**EVENT, "images": value},
    ):
        try:
            assert isinstance(read_event(event, by), Said)
        except BadInput as refused:
            assert refused.said.en
