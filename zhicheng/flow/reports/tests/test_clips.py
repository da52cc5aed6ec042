"""The public copy of a short video says nothing about where, when and by what it was taken; the original stays as evidence."""

from __future__ import annotations

import random
import subprocess
import sys
from fractions import Fraction
from io import BytesIO
from pathlib import Path
from typing import Any

import av
import numpy as np
import pytest

from zhicheng.flow.reports import photos
from zhicheng.infra.config import config
from zhicheng.kernel.errors import BadInput

SECRETS = (b"+30.2741+120.1551/", b"Secret Phone", b"2026-05-01T09:30:00", b"my living room", b"secret position track")


def clip(
    seconds: float = 1.0,
    *,
    form: str = "mp4",
    codec: str = "libx264",
    sound: str | None = "aac",
    positions: bool = False,
) -> bytes:
    """A clip as a phone makes it: with its place, model and time in the container and in its tracks."""
    out = BytesIO()
    with av.open(out, "w", format=form, options={"movflags": "use_metadata_tags"}) as file:
        file.metadata.update({
            "location": "+30.2741+120.1551/", "com.apple.quicktime.model": "Secret Phone", "creation_time": "2026-05-01T09:30:00",
            "title": "my living room", "comment": "Secret Phone",
        })  # fmt: skip
        video = file.add_stream(codec, rate=10)
        video.width, video.height, video.pix_fmt = 96, 64, "yuvj420p" if codec == "mjpeg" else "yuv420p"
        video.metadata["handler_name"] = "Secret Phone"
        tone = file.add_stream(sound, rate=48000, layout="mono") if sound else None
        track = file.add_data_stream("bin_data") if positions else None
        for i in range(int(seconds * 10)):
            frame = av.VideoFrame.from_ndarray(np.full((64, 96, 3), (i * 20) % 255, np.uint8), format="rgb24")
            file.mux(video.encode(frame))
        file.mux(video.encode())
        if tone is not None:
            silence = av.AudioFrame.from_ndarray(np.zeros((1, 48000), np.float32), format="fltp", layout="mono")
            silence.sample_rate = 48000
            file.mux(tone.encode(silence))
            file.mux(tone.encode())
        if track is not None:
            packet = av.Packet(b"secret position track")
            packet.stream, packet.pts, packet.dts, packet.duration = track, 0, 0, 1000
            packet.time_base = Fraction(1, 1000)
            file.mux(packet)
    return out.getvalue()


def public(data: bytes) -> tuple[Any, Path]:
    kept = photos.store(data)
    return kept, photos.path_of(kept.sha256, public=True)


def test_the_original_holds_what_the_public_copy_leaves_out() -> None:
    data = clip(positions=True)
    assert all(s in data for s in SECRETS if s != b"2026-05-01T09:30:00")  # else this test would prove nothing
    kept, path = public(data)
    assert photos.path_of(kept.sha256).read_bytes() == data
    copy = path.read_bytes()
    for secret in SECRETS:
        assert secret not in copy, secret
    with av.open(str(path)) as file:
        assert [s.type for s in file.streams] == ["video", "audio"]
        assert not {"location", "creation_time", "title", "com.apple.quicktime.model"} & set(file.metadata)


def test_what_the_phone_wrote_is_kept_as_evidence() -> None:
    kept, _ = public(clip())
    assert kept.exif["location"] == "+30.2741+120.1551/"
    assert kept.exif["com.apple.quicktime.model"] == "Secret Phone"
    assert (kept.kind, kept.width, kept.height) == ("video", 96, 64)


def test_pictures_and_sound_are_the_same_packet_for_packet() -> None:
    data = clip()
    _, path = public(data)

    def packets(source: Any) -> list[tuple[str, bytes]]:
        with av.open(source) as file:
            return sorted((p.stream.type, bytes(p)) for p in file.demux(video=0, audio=0) if p.size)

    assert packets(str(path)) == packets(BytesIO(data))
    assert len(packets(str(path))) > 10


@pytest.mark.parametrize(
    ("form", "codec", "sound", "kind"),
    [("mp4", "libx264", None, "video/mp4"), ("mov", "mpeg4", "aac", "video/mp4"), ("webm", "libvpx", "libopus", "video/webm"),
     ("webm", "libvpx-vp9", None, "video/webm")],
)  # fmt: skip
def test_what_phones_and_browsers_record_is_taken(form: str, codec: str, sound: str | None, kind: str) -> None:
    kept, path = public(clip(form=form, codec=codec, sound=sound))
    assert photos.media_type(path) == kind
    assert (kept.width, kept.height) == (96, 64)
    with av.open(str(path)) as file:
        assert sum(1 for _ in file.decode(video=0)) == 10
    assert b"Secret Phone" not in path.read_bytes()


def test_a_minute_is_the_longest() -> None:
    longest = config().max_video_seconds
    assert public(clip(longest, sound=None))[0].kind == "video"
    too_long = clip(longest + 1, sound=None)
    with pytest.raises(BadInput, match=f"超过 {longest} 秒") as refused:
        photos.store(too_long)
    assert refused.value.field == "file"


@pytest.mark.parametrize(
    ("make", "says"),
    [
        (lambda: b"\0\0\0\x18ftypmp42" + b"\0" * 100, "不是可读的视频"),
        (lambda: b"\0\0\0\x18ftypmp42<script>alert(1)</script>", "不是可读的视频"),
        (lambda: b"\x1aE\xdf\xa3" + b"\xff" * 64, "不是可读的视频"),
        (lambda: clip()[:600], "不是可读的视频|没有浏览器能播放的画面"),
        (lambda: clip(form="mov", codec="mjpeg", sound=None), "没有浏览器能播放的画面"),
    ],
)
def test_what_is_no_video_is_refused_and_nothing_is_kept(make: Any, says: str) -> None:
    before = sorted(photos.folder().rglob("*"))
    with pytest.raises(BadInput, match=says):
        photos.store(make())
    assert sorted(photos.folder().rglob("*")) == before


@pytest.mark.parametrize("seed", range(6))
def test_damage_to_a_video_never_reaches_our_process(seed: int) -> None:
    rng = random.Random(seed)
    data = bytearray(clip())
    for _ in range(40):
        data[rng.randrange(12, len(data))] = rng.randrange(256)
    try:
        _, path = public(bytes(data))
    except BadInput as refusal:
        assert str(refusal).endswith("。")
    else:
        assert photos.media_type(path) == "video/mp4"


def test_a_process_that_dies_is_an_unreadable_file(monkeypatch: pytest.MonkeyPatch) -> None:
    """A decoder killed by its limits (or by a file made to kill it) answers nothing."""
    monkeypatch.setattr(sys, "executable", "/bin/false")
    with pytest.raises(BadInput, match="不是可读的视频"):
        photos.store(clip())


def test_the_copying_process_knows_no_framework_and_no_database() -> None:
    code = "import sys, zhicheng.flow.reports.clips; sys.exit(any(m.split('.')[0] in ('django', 'ninja') for m in sys.modules))"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
