"""Pictures with telemetry in them, tables beside them; what is missing or wrong is said by file, line and field."""

from __future__ import annotations

import io
from datetime import UTC, datetime
from typing import Any

import pytest
from PIL import Image

from zhicheng.gateways.drones.telemetry import findings_of, frame_of, frames_of_csv
from zhicheng.kernel.errors import BadInput

TAGS = {
    "GpsLatitude": "+32.0100000",
    "GpsLongitude": "117.0200000",
    "RelativeAltitude": "+80.50",
    "GimbalYawDegree": "-45.0",
    "GimbalPitchDegree": "-60.0",
    "GimbalRollDegree": "+0.00",
}
SIZES = {"a.jpg": (400, 300), "b.jpg": (400, 300)}
HEAD = "file,time,lng,lat,height_m,yaw,pitch\n"
GOOD = HEAD + "a.jpg,2026-09-16T10:00:00,117.02,32.01,80,0,-90\n"


def photo(
    tags: dict[str, str] | None = None,
    *,
    taken: str = "2026:09:16 10:00:00",
    offset: str = "",
    focal: int = 24,
    elements: bool = False,
) -> bytes:
    """A JPEG as a drone writes it."""
    image, out = Image.new("RGB", (400, 300)), io.BytesIO()
    exif = Image.Exif()
    details: dict[int, Any] = {0x9003: taken} if taken else {}
    if offset:
        details[0x9011] = offset
    if focal:
        details[0xA405] = focal
    exif[0x8769] = details
    said = TAGS if tags is None else tags
    if elements:
        inner = (
            "<rdf:Description>"
            + "".join(f"<drone-dji:{k}>{v}</drone-dji:{k}>" for k, v in said.items())
            + "</rdf:Description>"
        )
    else:
        inner = "<rdf:Description " + " ".join(f'drone-dji:{k}="{v}"' for k, v in said.items()) + "/>"
    image.save(out, "JPEG", exif=exif, xmp=f"<x:xmpmeta>{inner}</x:xmpmeta>".encode())
    return out.getvalue()


@pytest.mark.parametrize("elements", [False, True])
def test_a_picture_says_from_where_it_was_taken(elements: bool) -> None:
    frame = frame_of("a.jpg", photo(elements=elements))
    pose = frame.pose
    assert (pose.lat, pose.lng, pose.height_m, pose.yaw, pose.pitch, pose.roll) == (
        32.01,
        117.02,
        80.5,
        -45.0,
        -60.0,
        0.0,
    )
    assert (pose.width, pose.height, round(pose.view)) == (400, 300, 74)
    assert frame.taken_at == datetime(2026, 9, 16, 2, 0, tzinfo=UTC)  # its clock is the city's


def test_its_own_offset_goes_before_the_citys() -> None:
    assert frame_of("a.jpg", photo(offset="+09:00")).taken_at == datetime(2026, 9, 16, 1, 0, tzinfo=UTC)


def test_older_ones_spell_longitude_otherwise() -> None:
    tags = {("GpsLongtitude" if k == "GpsLongitude" else k): v for k, v in TAGS.items()}
    assert frame_of("a.jpg", photo(tags)).pose.lng == 117.02


def test_without_a_lens_the_common_one() -> None:
    assert frame_of("a.jpg", photo(focal=0)).pose.view == 80.0


def test_without_roll_it_was_level() -> None:
    assert frame_of("a.jpg", photo({k: v for k, v in TAGS.items() if k != "GimbalRollDegree"})).pose.roll == 0.0


@pytest.mark.parametrize("tag", [t for t in TAGS if t != "GimbalRollDegree"])
def test_what_is_missing_is_named(tag: str) -> None:
    with pytest.raises(BadInput) as refused:
        frame_of("a.jpg", photo({k: v for k, v in TAGS.items() if k != tag}))
    assert tag in refused.value.said.en
    assert refused.value.said.en.startswith("a.jpg: ")


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (b"", "no JPEG"),
        (b"\xff\xd8\xff", "no JPEG"),
        (b"GIF89a", "no JPEG"),
        (photo(taken=""), "no time of capture"),
        (photo(taken="yesterday"), "no time of capture"),
        (photo({**TAGS, "GimbalYawDegree": "north"}), "is no number"),
        (photo({**TAGS, "GpsLatitude": "nan"}), "is no number"),
        (photo({**TAGS, "GpsLatitude": "95"}), "latitude 95 must lie"),
        (photo({**TAGS, "RelativeAltitude": "-2"}), "height -2 must lie"),
        (photo({**TAGS, "GimbalPitchDegree": "60"}), "pitch 60 must lie"),
        (photo({}), "lacks the telemetry"),
        (photo(focal=2), "focal length"),
    ],
)
def test_pictures_that_cannot_be_placed(data: bytes, why: str) -> None:
    with pytest.raises(BadInput) as refused:
        frame_of("a.jpg", data)
    assert why in refused.value.said.en


def test_a_table_does_instead() -> None:
    frame = frames_of_csv(
        "\ufeff" + HEAD.strip() + ",roll,view\na.jpg,2026-09-16T10:00:00,117.02,32.01,80,10,-90,1,60\n", SIZES
    )["a.jpg"]
    assert (frame.pose.yaw, frame.pose.roll, frame.pose.view) == (10, 1, 60)
    assert frame.taken_at == datetime(2026, 9, 16, 2, 0, tzinfo=UTC)
    assert frames_of_csv(GOOD.replace("10:00:00", "02:00:00Z"), SIZES)["a.jpg"].taken_at == frame.taken_at


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("", "lacks the columns file, time"),
        ("file,time\n", "lacks the columns lng"),
        (GOOD.replace("a.jpg", "c.jpg"), "line 2: there is no picture c.jpg"),
        (GOOD + GOOD.splitlines()[1] + "\n", "line 3: the picture a.jpg stands there twice"),
        (GOOD.replace("117.02", "east"), "lng “east” is no number"),
        (GOOD.replace("-90", "-95"), "pitch -95 must lie"),
        (GOOD.replace("2026-09-16T10:00:00", "16.9."), "time “16.9.” is no time"),
        (HEAD + "a.jpg,2026\n", "line 2: has too few columns"),
        (GOOD.replace(",80,", ",inf,"), "height_m “inf” is no number"),
    ],
)
def test_mistakes_in_the_table_name_their_line(text: str, why: str) -> None:
    with pytest.raises(BadInput) as refused:
        frames_of_csv(text, SIZES)
    assert why in refused.value.said.en


FOUND = "file,kind,left,top,right,bottom,confidence,thing,note\n"


def test_findings() -> None:
    frames = frames_of_csv(GOOD, SIZES)
    one, two = findings_of(FOUND + "a.jpg,dumping,10,20,30,40,80,heap-1,新堆\na.jpg,pile,0,0,400,300,,,\n", frames)
    assert (one.kind, one.box, one.confidence, one.thing, one.note) == (
        "dumping",
        (10, 20, 30, 40),
        80,
        "heap-1",
        "新堆",
    )
    assert (two.confidence, two.thing) == (100, "a-3")


@pytest.mark.parametrize(
    ("row", "why"),
    [
        ("b.jpg,pile,0,0,1,1", "line 2: there is no picture b.jpg, or it has no telemetry"),
        ("a.jpg,pile,0,0,0,1", "does not lie in the picture of 400×300"),
        ("a.jpg,pile,0,0,401,1", "does not lie"),
        ("a.jpg,pile,-1,0,10,10", "does not lie"),
        ("a.jpg,pile,x,0,1,1", "left “x” is no number"),
        ("a.jpg,pile,0,0,10,10,101", "confidence must lie"),
        ("a.jpg,pile", "too few columns"),
    ],
)
def test_mistakes_in_findings_name_their_line(row: str, why: str) -> None:
    with pytest.raises(BadInput) as refused:
        findings_of(FOUND + row + "\n", frames_of_csv(GOOD, SIZES))
    assert why in refused.value.said.en
