"""A large file in pieces: whatever is lost on the way, it goes on from where it came; nothing of it fills the disk."""

from __future__ import annotations

import os
import time
from datetime import UTC, datetime

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from zhicheng.flow.reports import photos, uploads
from zhicheng.flow.reports.api import KNOCKS
from zhicheng.flow.reports.models import Photo
from zhicheng.flow.reports.tests.test_clips import clip
from zhicheng.infra.config import config
from zhicheng.kernel.errors import BadInput, Conflict, NotFound, Refused, ZhichengError

pytestmark = pytest.mark.django_db
AT = datetime(2026, 11, 26, 1, tzinfo=UTC)


@pytest.fixture(autouse=True)
def nothing_under_way() -> None:
    KNOCKS.seen.clear()
    for path in uploads.folder().glob("*.part"):
        path.unlink()


def test_pieces_make_a_video_again_whatever_was_lost_on_the_way(client: Client) -> None:
    data = clip()
    half = client.post("/api/uploads", {"size": len(data)}, content_type="application/json").json()
    cut = len(data) // 3

    def piece(at: int, to: int) -> tuple[int, dict[str, object]]:
        answer = client.post(
            f"/api/uploads/{half['id']}/pieces?offset={at}", {"file": SimpleUploadedFile("p", data[at:to])}
        )
        return answer.status_code, answer.json()

    assert piece(0, cut)[1]["offset"] == cut
    assert piece(0, cut)[0] == 409  # its answer was lost, so it is sent again
    assert client.get(f"/api/uploads/{half['id']}").json()["offset"] == cut
    early = client.post(f"/api/uploads/{half['id']}/finish")
    assert (early.status_code, str(cut) in early.json()["detail"]) == (409, True)
    assert piece(cut, len(data))[1]["offset"] == len(data)
    done = client.post(f"/api/uploads/{half['id']}/finish")
    assert (done.status_code, done.json()["kind"]) == (201, "video")
    photo = Photo.objects.get(pk=done.json()["id"])
    assert photos.path_of(photo.sha256).read_bytes() == data
    assert client.get(f"/api/uploads/{half['id']}").status_code == 404


@pytest.mark.parametrize("size", [0, -1, 50 * 1024 * 1024 + 1, 10**15])
def test_a_size_that_cannot_be_is_refused_before_anything_is_sent(client: Client, size: int) -> None:
    answer = client.post("/api/uploads", {"size": size}, content_type="application/json")
    assert (answer.status_code, f"{config().max_video_mb} MB" in answer.json()["detail"]) == (400, True)
    assert not list(uploads.folder().glob("*.part"))


def test_one_device_holds_a_few_half_uploads_and_another_is_not_held_up() -> None:
    for _ in range(uploads.MOST_AT_ONCE):
        uploads.begin(size=10, device="1.2.3.4")
    with pytest.raises(Refused, match="没传完"):
        uploads.begin(size=10, device="1.2.3.4")
    assert uploads.begin(size=10, device="5.6.7.8")["offset"] == 0


@pytest.mark.parametrize(
    ("offset", "data", "error"),
    [(5, b"x", Conflict), (0, b"x" * 11, BadInput), (0, b"x" * (uploads.PIECE + 1), BadInput), (-1, b"x", Conflict)],
)
def test_a_piece_out_of_turn_or_too_much_changes_nothing(offset: int, data: bytes, error: type[ZhichengError]) -> None:
    half = uploads.begin(size=10, device="d")
    with pytest.raises(error):
        uploads.add(upload_id=half["id"], offset=offset, data=data)
    assert uploads.find(half["id"]).offset == 0


@pytest.mark.parametrize("name", ["../../etc/passwd", "*", "0" * 32, "", "a" * 31, "G" * 32])
def test_a_name_that_is_none_finds_nothing(name: str) -> None:
    uploads.begin(size=10, device="d")
    with pytest.raises(NotFound):
        uploads.find(name)


def test_what_is_no_video_ends_in_one_sentence_and_leaves_nothing() -> None:
    half = uploads.begin(size=8, device="d")
    uploads.add(upload_id=half["id"], offset=0, data=b"nonsense")
    with pytest.raises(BadInput):
        uploads.finish(upload_id=half["id"], by="citizen", at=AT)
    assert not list(uploads.folder().glob("*.part"))


def test_half_uploads_are_gone_after_a_day() -> None:
    old, new = (uploads.find(uploads.begin(size=10, device="d")["id"]).path for _ in range(2))
    past = time.time() - uploads.KEEP_S - 60
    os.utime(old, (past, past))
    assert (uploads.sweep(), old.exists(), new.exists()) == (1, False, True)


def test_its_name_says_nothing_of_whose_it_is() -> None:
    path = uploads.find(uploads.begin(size=10, device="203.0.113.7")["id"]).path
    assert "203" not in path.name.split(".", 2)[2]
