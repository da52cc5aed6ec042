"""What is accepted, what looks odd, how long goods may be held."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from zhicheng.ground.evidence.rules import (
    HOLDING_SORTS,
    Capture,
    check_items,
    doubts_of,
    end_of_day,
    exif_moment,
    exif_place,
    last_day,
    media_of,
)
from zhicheng.kernel.errors import BadInput
from zhicheng.law.book import book_of

SHOT = datetime(2026, 4, 27, 2, 0, tzinfo=UTC)  # Monday 10:00 in China
ITEM = {"name": "烤炉", "model": "三轮车载", "quantity": "1 台", "state": "八成新"}


@pytest.mark.parametrize(
    ("head", "media"),
    [
        (b"\xff\xd8\xff\xe0", "image/jpeg"), (b"\x89PNG\r\n\x1a\n....", "image/png"), (b"RIFF....WEBPVP8 ", "image/webp"),
        (b"\0\0\0\x18ftypheic", "image/heic"), (b"\0\0\0\x18ftypmif1", "image/heic"), (b"\0\0\0\x18ftypisom", "video/mp4"),
        (b"\0\0\0\x18ftypM4A ", "audio/mp4"), (b"\x1aE\xdf\xa3", "video/webm"), (b"%PDF-1.7", "application/pdf"), (b"RIFF....WAVEfmt ", "audio/wav"),
        (b"ID3\x04", "audio/mpeg"), (b"OggS", "audio/ogg"), (b"fLaC", "audio/flac"), ("笔录：当事人说".encode(), "text/plain"),
        ("笔录".encode()[:5], "text/plain"),  # the first bytes may end in the middle of a character
    ],
)  # fmt: skip
def test_a_file_is_what_its_first_bytes_say(head: bytes, media: str) -> None:
    assert media_of(head) == media


@pytest.mark.parametrize(
    "head",
    [
        b"MZ\x90\0",
        b"<html><script>",
        b"  <svg xmlns=",
        b"#!/bin/sh\n",
        b"PK\x03\x04",
        b"\x7fELF",
        b"",
        b"   ",
        b"abc\0def",
        b"\xff\xfe\x00\x01",
    ],
)
def test_scripts_pages_programs_and_nothing_are_no_evidence(head: bytes) -> None:
    with pytest.raises(BadInput, match="不支持这种文件作证据"):
        media_of(head)


@pytest.mark.parametrize(
    ("exif", "moment"),
    [
        ({"DateTimeOriginal": "2026:04:27 10:00:00"}, SHOT),
        ({"DateTime": "2026:04:27 10:00:00"}, SHOT),
        ({"DateTimeOriginal": "2026:04:27 04:00:00", "OffsetTimeOriginal": "+02:00"}, SHOT),
        ({"DateTimeOriginal": "2026:04:27 10:00:00", "OffsetTimeOriginal": "nonsense"}, SHOT),
        ({"DateTimeOriginal": "0000:00:00 00:00:00"}, None), ({"DateTimeOriginal": ""}, None), ({}, None),
    ],
)  # fmt: skip
def test_the_cameras_own_time(exif: dict[str, str], moment: datetime | None) -> None:
    assert exif_moment(exif) == moment


@pytest.mark.parametrize(
    ("exif", "place"),
    [
        ({"GPSLatitude": "(30.0, 16.0, 30.0)", "GPSLongitude": "(120.0, 9.0, 0.0)"}, (120.15, 30.275)),
        ({"GPSLatitude": (30.0, 16.5, 0.0), "GPSLatitudeRef": "S", "GPSLongitude": (120.0, 9.0, 0.0), "GPSLongitudeRef": "W"}, (-120.15, -30.275)),
        ({"GPSLatitude": "(30.0,)", "GPSLongitude": "(120.0,)"}, None), ({"GPSLatitude": "(30.0, 16.0, 30.0)"}, None),
        ({"GPSLatitude": "north", "GPSLongitude": "east"}, None), ({"GPSLatitude": (91.0, 0, 0), "GPSLongitude": (0, 0, 0)}, None),
    ],
)  # fmt: skip
def test_the_cameras_own_place(exif: dict[str, Any], place: tuple[float, float] | None) -> None:
    found = exif_place(exif)
    assert found == (None if place is None else pytest.approx(place))


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({}, []),
        ({"exif": {"DateTimeOriginal": "2026:04:27 10:04:00"}}, []),  # a phone's clock
        ({"exif": {"DateTimeOriginal": "2026:04:27 09:30:00"}}, ["相差 30 分钟"]),
        ({"arrived_at": SHOT - timedelta(hours=1)}, ["在收到之后"]),
        ({"arrived_at": SHOT + timedelta(days=3)}, ["3 天后才上传"]),
        ({"exif": {"GPSLatitude": (30, 16, 30), "GPSLongitude": (120, 9, 0)}, "lng": 120.15, "lat": 30.276}, []),
        ({"exif": {"GPSLatitude": (30, 16, 30), "GPSLongitude": (120, 9, 0)}, "lng": 120.15, "lat": 30.285}, ["位置相差"]),
        ({"exif": {"Software": "17.1.2"}}, []),  # the phone's own system
        ({"exif": {"Software": "Adobe Photoshop 26.0"}}, ["经软件处理"]),
    ],
)  # fmt: skip
def test_doubts_are_written_down_and_refuse_nothing(change: dict[str, Any], words: list[str]) -> None:
    found = doubts_of(Capture(**{"captured_at": SHOT, "arrived_at": SHOT + timedelta(minutes=2), **change}))
    assert len(found) == len(words)
    for said, word in zip(found, words, strict=True):
        assert word in said.zh
        assert said.en


@pytest.mark.parametrize(
    ("sort", "start", "on"),
    [
        ("preserve", "2026-04-27", "2026-05-09"),  # 1-5 May holiday, 9 May a make-up working day (INV-54)
        ("preserve", "2026-03-02", "2026-03-11"),
        ("preserve", "2026-09-25", "2026-10-12"),  # over the National Day week
        ("seize", "2026-04-27", "2026-05-27"),
        ("seize", "2026-09-01", "2026-10-01"),  # an agency's duty never rolls, not even over a holiday
    ],
)  # fmt: skip
def test_the_last_day_of_held_goods(sort: str, start: str, on: str) -> None:
    book = book_of()
    begun = datetime.combine(date.fromisoformat(start), datetime.min.time(), UTC) + timedelta(hours=2)
    last = last_day(sort, book.periods[HOLDING_SORTS[sort].period], begun, book.calendar)
    assert last.on.isoformat() == on
    assert end_of_day(last).isoformat().startswith((date.fromisoformat(on) + timedelta(days=1)).isoformat())


@pytest.mark.parametrize(
    ("items", "sort", "words"),
    [
        ([], "preserve", "清单是空的"),
        ([{**ITEM, "name": " "}], "preserve", "第 1 件缺少名称"),
        ([ITEM, {**ITEM, "quantity": ""}], "preserve", "第 2 件缺少数量"),
        ([{"name": "秤", "quantity": "1"}], "seize", "缺少状态"),
        ([{**ITEM, "category": "necessities"}], "seize", "INV-61"),
    ],
)  # fmt: skip
def test_a_list_names_each_thing_and_no_necessities(items: list[dict[str, str]], sort: str, words: str) -> None:
    with pytest.raises(BadInput, match=words):
        check_items(items, sort)


def test_necessities_may_be_preserved_as_evidence() -> None:
    assert check_items([{**ITEM, "category": "necessities"}], "preserve")[0]["name"] == "烤炉"
