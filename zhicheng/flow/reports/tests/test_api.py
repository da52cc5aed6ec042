"""Uploading and showing pictures through the door."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from tests.brigade import Brigade
from zhicheng.flow.reports import api as reports_api
from zhicheng.flow.reports import photos
from zhicheng.flow.reports.models import Photo
from zhicheng.flow.reports.tests.test_clips import clip
from zhicheng.flow.reports.tests.test_photos import picture, with_exif
from zhicheng.infra.config import config

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("city_time")]


@pytest.fixture(autouse=True)
def fresh_throttle() -> Iterator[None]:
    reports_api.KNOCKS.seen.clear()
    yield
    reports_api.KNOCKS.seen.clear()


def upload(data: bytes, name: str = "x.jpg", kind: str = "image/jpeg", **headers: Any) -> Any:
    return Client().post("/api/photos", {"file": SimpleUploadedFile(name, data, kind)}, **headers)


def test_a_video_is_shown_as_what_it_is_without_what_the_phone_wrote() -> None:
    made = upload(clip(), "x.mov", "video/quicktime").json()
    assert (made["kind"], made["width"], made["height"]) == ("video", 96, 64)
    shown = Client().get(made["url"])
    assert shown["Content-Type"] == "video/mp4"
    assert b"Secret Phone" not in b"".join(shown.streaming_content)
    assert Photo.objects.get(pk=made["id"]).exif["location"] == "+30.2741+120.1551/"


def test_the_kind_is_by_content_whatever_name_and_type_are_sent() -> None:
    assert upload(clip(sound=None), "x.jpg", "image/jpeg").json()["kind"] == "video"
    made = upload(picture("PNG"), "x.mp4", "video/mp4").json()
    assert made["kind"] == "image"
    shown = Client().get(made["url"])
    assert (shown["Content-Type"], b"".join(shown.streaming_content)[:2]) == ("image/jpeg", b"\xff\xd8")


@pytest.mark.parametrize(
    ("data", "words"),
    [(b"", "照片"), (b"<svg/>", "照片"), (b"\0\0\0\x18ftypheic", "HEIC"), (b"\0\0\0\x18ftypmp42x", "视频")],
)
def test_what_is_neither_is_refused_and_nothing_is_kept(data: bytes, words: str) -> None:
    answer = upload(data)
    assert (answer.status_code, answer.json()["field"]) == (400, "file")
    assert words in answer.json()["detail"]
    assert not Photo.objects.exists()


def test_without_a_file_the_field_is_named() -> None:
    answer = Client().post("/api/photos")
    assert (answer.status_code, answer.json()["field"]) == (422, "file.file")


def test_too_many_megabytes_are_refused_by_number(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(config(), "max_video_mb", 1)
    assert "1 MB" in upload(b"\0" * (1024 * 1024 + 1)).json()["detail"]


def test_a_strangers_uploads_are_slowed_down_and_staffs_are_not(brigade: Brigade) -> None:
    answers = [upload(picture()).status_code for _ in range(config().reports_per_minute + 1)]
    assert answers == [201] * config().reports_per_minute + [403]
    assert upload(picture(), **brigade.token("Dora")).status_code == 201


def test_the_original_has_no_address() -> None:
    made = upload(with_exif()).json()
    shown = Client().get(made["url"])
    assert b"Secret Phone" not in b"".join(shown.streaming_content)
    assert shown["X-Robots-Tag"] == "noindex"
    sha256 = Photo.objects.get(pk=made["id"]).sha256
    for path in (f"/api/photos/{sha256}", f"/files/{sha256[:2]}/{sha256}", f"/media/{sha256}"):
        assert Client().get(path).status_code in (404, 422)


def test_a_photo_whose_file_is_gone_says_so() -> None:
    made = upload(picture(size=(11, 13))).json()
    photos.path_of(Photo.objects.get(pk=made["id"]).sha256, public=True).unlink()
    answer = Client().get(made["url"])
    assert (answer.status_code, answer.json()["detail"]) == (404, "照片文件不在了。")
