"""Nothing of a photo is public before its covered copy lies there; an identity paper and what breaks the looking never are."""

from __future__ import annotations

from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path

import numpy as np
import pytest
from django.http import FileResponse
from django.test import Client
from PIL import Image, ImageDraw, ImageFont

from zhicheng.flow.reports import photos, publishing, queries, services
from zhicheng.flow.reports.covering import reaches_somebody
from zhicheng.flow.reports.models import Photo
from zhicheng.flow.reports.tests.test_clips import clip
from zhicheng.flow.reports.tests.test_photos import with_exif
from zhicheng.infra.config import config
from zhicheng.vision import weights

pytestmark = pytest.mark.django_db
AT = datetime(2026, 11, 26, 1, tzinfo=UTC)
FONTS = config().fonts or Path(".tools/fonts")
CARD = ["居民身份证", "姓名 示例甲", "性别 女  民族 汉", "公民身份号码 99010119900307002X"]


def written(*lines: str) -> bytes:
    """A photo on which this stands."""
    font = next((f for f in sorted(FONTS.glob("*")) if f.suffix in (".otf", ".ttf", ".ttc")), None)
    assert font is not None, "run tools/fonts.sh"
    image = Image.new("RGB", (900, 600), (235, 235, 230))
    draw = ImageDraw.Draw(image)
    for i, line in enumerate(lines):
        draw.text((60, 60 + 110 * i), line, (20, 20, 30), ImageFont.truetype(str(font), 56))
    buffer = BytesIO()
    image.save(buffer, "JPEG", quality=92)
    return buffer.getvalue()


def kept(data: bytes) -> Photo:
    return Photo.objects.get(pk=services.store_photo(data, by="citizen", at=AT).pk)


def fetched(client: Client, url: str) -> tuple[int, bytes]:
    """The status, and the picture or the sentence."""
    answer = client.get(url)
    if not isinstance(answer, FileResponse):
        return answer.status_code, answer.content
    return answer.status_code, b"".join(answer.streaming_content)  # read to its end, it closes its file


@pytest.fixture
def models() -> None:
    """`make test` fetches them; where one is missing its own sentence fails the test."""
    for name in ("efficientdet_lite0", *weights.TEXT, *weights.FACES):
        weights.find(name)


def pixels(data: bytes) -> np.ndarray:
    with Image.open(BytesIO(data)) as opened:
        return np.asarray(opened.convert("L"), dtype=np.int16)


def test_nothing_is_public_before_it_was_looked_at(client: Client) -> None:
    photo = kept(with_exif())
    status, said = fetched(client, photos.public_url(photo.pk))
    assert (status, "正在遮挡" in said.decode()) == (404, True)
    assert fetched(client, f"{photos.public_url(photo.pk)}?k={'x' * 24}")[0] == 404
    assert client.get(f"/api/photos/{photo.pk}/shown").json()["shown"] == "waiting"


def test_its_reporter_sees_it_by_his_key_and_no_other_photo_by_it(client: Client) -> None:
    mine, other = kept(with_exif()), kept(written("别人的"))
    status, data = fetched(client, photos.url_of(mine.pk))
    assert (status, b"Secret Phone" in data) == (200, False)
    assert fetched(client, f"/api/photos/{other.pk}?k={photos.key_of(mine.pk)}")[0] == 404


def test_a_plate_and_a_phone_are_covered_in_public_and_the_rest_stays(client: Client, models: None) -> None:
    photo = kept(written("学院路小吃店", "浙A12345", "办证13800001111"))
    assert publishing.cover_waiting(at=AT) == 1
    photo.refresh_from_db()
    assert (photo.shown, photo.looked_at, "@" in photo.looked_by) == ("covered", AT, True)
    _, public = fetched(client, photos.public_url(photo.pk))
    inside = photos.path_of(photo.sha256, public=True).read_bytes()
    change = np.abs(pixels(public) - pixels(inside)) > 60
    assert change[60:150].mean() < 0.005  # the shop's name
    assert min(change[170:250].mean(), change[280:360].mean()) > 0.01  # the plate, the phone
    assert not Image.open(BytesIO(public)).getexif()


def test_an_identity_paper_is_never_public_and_its_reporter_is_warned(client: Client, models: None) -> None:
    photo = kept(written(*CARD))
    publishing.cover_waiting(at=AT)
    status, sentence = fetched(client, photos.public_url(photo.pk))
    assert (status, "身份证件" in sentence.decode()) == (404, True)
    assert not photos.covered_path(photo.sha256).exists()
    said = client.get(f"/api/photos/{photo.pk}/shown").json()
    assert (said["shown"], "不会公开" in said["why"], "identity paper" in said["why_en"]) == ("private", True, True)


def test_a_clip_waits_for_a_process_of_its_own(client: Client) -> None:
    photo = kept(clip())
    assert fetched(client, photos.public_url(photo.pk))[0] == 404
    assert fetched(client, photos.url_of(photo.pk))[0] == 200
    assert publishing.waiting() == []


def test_without_models_everything_waits(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    photo = kept(with_exif())
    monkeypatch.setenv("ZHICHENG_MODELS", str(tmp_path))
    assert publishing.cover_waiting(at=AT) == 0
    photo.refresh_from_db()
    assert (photo.shown, photo.looks) == ("waiting", 0)


def test_what_breaks_the_looking_stays_private_after_three_tries_and_holds_up_nobody(models: None) -> None:
    broken, sound = kept(written("坏的")), kept(written("好的"))
    path = photos.path_of(broken.sha256, public=True)
    path.chmod(0o600)
    path.write_bytes(b"no picture")
    for _ in range(4):
        publishing.cover_waiting(at=AT)
    broken.refresh_from_db()
    sound.refresh_from_db()
    assert (broken.shown, broken.private_why, sound.shown) == ("private", "unreadable", "covered")


def test_a_drawn_picture_is_public_at_once(client: Client) -> None:
    photo = kept(with_exif())
    publishing.vouch(photo, by="rule:demo@1", at=AT)
    assert fetched(client, photos.public_url(photo.pk))[0] == 200
    waits = kept(written("另一张"))
    assert queries.covered_among([str(photo.pk), str(waits.pk)]) == {str(photo.pk)}


@pytest.mark.parametrize(
    ("text", "covered"),
    [
        ("浙A12345", True),
        ("浙A·12345", True),
        ("13800001111", True),
        ("学院路12号", False),
        ("停车场", False),
        ("", False),
    ],
)
def test_what_reaches_somebody(text: str, covered: bool) -> None:
    assert reaches_somebody(text) is covered
