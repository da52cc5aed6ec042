"""A clip's copies: one for those who handle it, one covered and silent for everybody; and clips that are made to break something."""

from __future__ import annotations

import json
import struct
import subprocess
import sys
import threading
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path
from typing import Any

import av
import numpy as np
import pytest
from django.test import Client
from PIL import Image

from zhicheng.flow.reports import photos, publishing, screening, services
from zhicheng.flow.reports.models import Photo
from zhicheng.flow.reports.tests.test_clips import clip
from zhicheng.flow.reports.tests.test_publishing import CARD, fetched, kept, models, written
from zhicheng.kernel.errors import BadInput

__all__ = ["models"]
pytestmark = pytest.mark.django_db
AT = datetime(2026, 11, 26, 1, tzinfo=UTC)


def filmed(
    *pictures: np.ndarray, codec: str = "libx264", form: str = "mp4", rate: int = 10, sound: bool = False
) -> bytes:
    """A clip of these pictures."""
    out = BytesIO()
    with av.open(out, "w", format=form) as file:
        video = file.add_stream(codec, rate=rate)
        video.height, video.width = pictures[0].shape[:2]
        video.pix_fmt = "yuv420p"
        tone = file.add_stream("aac", rate=48000, layout="mono") if sound else None
        for picture in pictures:
            file.mux(video.encode(av.VideoFrame.from_ndarray(np.ascontiguousarray(picture), format="rgb24")))
        file.mux(video.encode())
        if tone is not None:
            wave = (np.sin(np.arange(48000) / 20) * 0.3).astype(np.float32)[None]
            for second in range(max(1, len(pictures) // rate)):
                part = av.AudioFrame.from_ndarray(wave, format="fltp", layout="mono")
                part.sample_rate, part.pts = 48000, second * 48000
                file.mux(tone.encode(part))
            file.mux(tone.encode())
    return out.getvalue()


def picture(data: bytes) -> np.ndarray:
    return np.asarray(Image.open(BytesIO(data)).convert("RGB"))


def frames(data: bytes) -> tuple[list[np.ndarray], list[str], dict[str, str]]:
    with av.open(BytesIO(data)) as file:
        kinds = [s.codec_context.name for s in file.streams]
        return [f.to_ndarray(format="rgb24") for f in file.decode(video=0)], kinds, dict(file.metadata)


def screened(data: bytes) -> Photo:
    photo = kept(data)
    assert screening.screen(photo, at=AT)
    photo.refresh_from_db()
    return photo


def test_a_clip_waits_and_then_everybody_sees_it_without_sound_and_without_what_the_phone_wrote(
    client: Client, models: None
) -> None:
    photo = kept(clip())
    assert (photo.shown, photo.seconds) == ("waiting", pytest.approx(1.0, abs=0.1))
    status, said = fetched(client, photos.public_url(photo.pk, "video"))
    assert (status, "正在遮挡" in said.decode()) == (404, True)
    assert fetched(client, photos.public_picture_url(photo.pk, "video"))[0] == 404
    assert screening.screen_waiting()
    status, public = fetched(client, photos.public_url(photo.pk, "video"))
    assert status == 200
    _, kinds, metadata = frames(public)
    assert kinds == ["vp9"]
    assert not {"location", "title", "comment", "creation_time"} & set(metadata)
    for secret in (b"Secret Phone", b"+30.2741", b"my living room"):
        assert secret not in public
    assert picture(fetched(client, photos.public_picture_url(photo.pk, "video"))[1]).shape == (64, 96, 3)
    assert screening.waiting() == []


def test_a_plate_and_a_phone_are_covered_in_every_frame_and_the_rest_stays(models: None) -> None:
    written_on = picture(written("学院路小吃店", "浙A12345", "办证13800001111"))
    photo = screened(filmed(*[written_on] * 12))
    assert (photo.shown, photo.private_why, "faces@" in photo.looked_by) == ("covered", "", True)
    shown, _, _ = frames(photos.covered_path(photo.sha256).read_bytes())
    assert len(shown) >= 10
    for frame in shown:
        change = np.abs(frame.mean(axis=2) - written_on.mean(axis=2)) > 60
        assert change[60:150].mean() < 0.01  # the shop's name
        assert min(change[170:250].mean(), change[280:360].mean()) > 0.01  # the plate, the phone


def test_an_identity_paper_that_is_held_up_for_a_moment_keeps_the_whole_clip_from_everybody(
    client: Client, models: None
) -> None:
    wall, card = picture(written("学院路小吃店")), picture(written(*CARD))
    photo = screened(filmed(*[wall] * 10, *[card] * 6, *[wall] * 8))
    assert (photo.shown, photo.private_why) == ("private", "id_document")
    assert not photos.covered_path(photo.sha256).exists()
    status, sentence = fetched(client, photos.public_url(photo.pk, "video"))
    assert (status, "身份证件" in sentence.decode()) == (404, True)
    assert fetched(client, photos.url_of(photo.pk, "video"))[0] == 200


def test_what_no_browser_plays_is_made_light_with_its_sound_for_those_who_handle_it(
    client: Client, models: None
) -> None:
    large = [np.full((1080, 1920, 3), 40 + 8 * i, np.uint8) for i in range(10)]
    photo = screened(filmed(*large, codec="libx265", sound=True))
    status, inside = fetched(client, photos.url_of(photo.pk, "video"))
    assert status == 200
    seen, kinds, _ = frames(inside)
    assert sorted(kinds) == ["opus", "vp9"]
    assert seen[0].shape == (720, 1280, 3)
    assert len(seen) == 10
    with av.open(BytesIO(inside)) as file:
        loud = max(float(np.abs(f.to_ndarray()).max()) for f in file.decode(audio=0))
    assert loud > 0.05


def test_what_plays_everywhere_stays_as_it_is_for_those_who_handle_it(models: None) -> None:
    photo = screened(clip())
    assert not photos.clip_path(photo.sha256).exists()
    assert photos.inside_path(photo.sha256) == photos.path_of(photo.sha256, public=True)


def test_without_models_those_who_handle_it_get_their_copy_and_everybody_waits(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    heavy, other = kept(clip(codec="libx265", sound=None)), kept(clip(codec="mpeg4", form="mov"))
    monkeypatch.setenv("ZHICHENG_MODELS", str(tmp_path))
    assert not screening.screen_waiting()
    for photo in (heavy, other):
        photo.refresh_from_db()
        assert (photo.shown, photo.looks, photos.clip_path(photo.sha256).exists()) == ("waiting", 0, True)


def turned(data: bytes) -> bytes:
    """The same clip as a phone writes it that was held upright: the matrix of its track turns it by 90°."""
    at = data.index(b"tkhd") + 4 + 4 + 20 + 16
    matrix = struct.pack(">9i", 0, 1 << 16, 0, -(1 << 16), 0, 0, 0, 0, 1 << 30)
    assert struct.unpack(">9i", data[at : at + 36])[0] == 1 << 16  # else the place is wrong
    return data[:at] + matrix + data[at + 36 :]


def test_a_clip_of_a_phone_held_upright_stands_upright(models: None) -> None:
    half = np.full((64, 96, 3), 20, np.uint8)
    half[:, :48] = 230  # what lies left is above once it is turned clockwise
    photo = screened(turned(filmed(*[half] * 6)))
    shown, _, _ = frames(photos.covered_path(photo.sha256).read_bytes())
    assert shown[0].shape == (96, 64, 3)
    assert shown[0][:40].mean() > 180
    assert shown[0][56:].mean() < 60
    assert picture(photos.still_path(photo.sha256).read_bytes()).shape == (96, 64, 3)


# -- clips that are made to break something ----------------------------------------------------------------------------


def bomb() -> bytes:
    """Four frames of 20,000 pixels."""
    return filmed(*[np.zeros((64, 20_000, 3), np.uint8)] * 4, codec="libvpx-vp9", form="webm", rate=2)


def hidden_bomb() -> bytes:
    """Its container says it is small."""
    data = bytearray(filmed(*[np.zeros((64, 4200, 3), np.uint8)] * 2, codec="mpeg4", rate=2))
    at = data.index(b"mp4v") + 4 + 24
    data[at : at + 4] = struct.pack(">2H", 64, 64)
    return bytes(data)


@pytest.mark.parametrize(
    ("make", "says"),
    [
        (lambda: b"", "不是可读的照片"),
        (lambda: b"\0\0\0\x18ftypmp42", "不是可读的视频"),
        (lambda: b"<html>a clip.mp4</html>", "不是可读的照片"),
        (bomb, "画面过大"),
        (hidden_bomb, "画面过大"),
        (lambda: clip(61, sound=None), "超过 60 秒"),
    ],
)
def test_each_is_refused_in_one_sentence_at_the_door_and_nothing_is_kept(make: Any, says: str) -> None:
    with pytest.raises(BadInput, match=says) as refused:
        services.store_photo(make(), by="citizen", at=AT)
    assert refused.value.said.zh.count("。") == 1
    assert refused.value.said.en.count(". ") <= 1
    assert not Photo.objects.exists()


def test_a_picture_by_the_name_of_a_clip_is_a_picture(client: Client) -> None:
    answer = client.post("/api/photos", {"file": named("clip.mp4", written("墙"))})
    assert (answer.status_code, answer.json()["kind"]) == (201, "image")
    answer = client.post("/api/photos", {"file": named("photo.jpg", clip())})
    assert (answer.status_code, answer.json()["kind"], "is=video" in answer.json()["url"]) == (201, "video", True)


def named(name: str, data: bytes) -> BytesIO:
    file = BytesIO(data)
    file.name = name
    return file


def test_a_clip_that_breaks_its_process_stays_private_after_two_tries_and_holds_up_nobody(
    models: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    broken = kept(clip())
    monkeypatch.setattr(sys, "executable", "/bin/false")  # ends at once, as a decoder does that is killed
    screening.screen_waiting()
    broken.refresh_from_db()
    assert (broken.shown, broken.looks) == ("waiting", 1)
    monkeypatch.undo()
    sound = kept(clip(2))
    assert [p.pk for p in screening.waiting()] == [sound.pk, broken.pk]  # what broke something comes last
    monkeypatch.setattr(sys, "executable", "/bin/false")
    screening.screen(broken, at=AT)
    broken.refresh_from_db()
    assert (broken.shown, broken.private_why) == ("private", "unreadable")
    assert "没能遮挡" in publishing.not_public(broken).zh


def test_a_clip_that_decodes_no_further_than_its_first_frame_is_settled(models: None) -> None:
    photo = kept(clip(2, sound=None))
    path = photos.path_of(photo.sha256, public=True)
    path.chmod(0o600)
    path.write_bytes(b"\0\0\0\x18ftypmp42" + b"\xff" * 300)
    screening.screen(photo, at=AT)
    photo.refresh_from_db()
    assert (photo.shown, photo.private_why) == ("private", "unreadable")
    assert not photos.covered_path(photo.sha256).exists()


def test_one_clip_at_a_time_on_a_machine() -> None:
    with screening._alone_on_this_machine() as first:
        answers: list[bool] = []

        def other() -> None:
            with screening._alone_on_this_machine() as second:
                answers.append(second)

        thread = threading.Thread(target=other)
        thread.start()
        thread.join()
    assert (first, answers) == (True, [False])
    with screening._alone_on_this_machine() as again:
        assert again


def test_the_process_knows_no_framework_and_no_database() -> None:
    code = "import sys, zhicheng.flow.reports.transcoding; sys.exit(any(m.split('.')[0] in ('django', 'ninja') for m in sys.modules))"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_a_question_that_is_none_ends_with_a_reason() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "zhicheng.flow.reports.transcoding"],
        input=json.dumps({"source": "/nowhere", "clip": "/nowhere"}) + "\n", capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert (done.returncode, json.loads(done.stdout)) == (2, {"unfit": "unreadable"})


def test_a_player_may_begin_anywhere(client: Client, models: None) -> None:
    photo = screened(clip())
    url = photos.public_url(photo.pk, "video")
    _, whole = fetched(client, url)
    answer = client.get(url, headers={"Range": "bytes=100-199"})
    assert (answer.status_code, answer["Content-Range"], answer["Content-Type"]) == (
        206,
        f"bytes 100-199/{len(whole)}",
        "video/webm",
    )
    assert b"".join(answer.streaming_content) == whole[100:200]  # type: ignore[attr-defined]
    beyond = client.get(url, headers={"Range": f"bytes={len(whole)}-"})
    assert (beyond.status_code, beyond["Content-Range"]) == (416, f"bytes */{len(whole)}")
