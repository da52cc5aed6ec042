"""Where frames come from, sound or not: clips, stills, cameras that hand out JPEGs, streams."""

from __future__ import annotations

import io
import os
import signal
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from zhicheng.kernel.errors import BadInput
from zhicheng.vision.sources import clip as clip_module
from zhicheng.vision.sources import open_source
from zhicheng.vision.sources.clip import Clip
from zhicheng.vision.sources.snapshots import Snapshots
from zhicheng.vision.sources.stills import Stills, turn
from zhicheng.vision.tests.clips import grey, ramp, write


@pytest.mark.parametrize(("fps", "count"), [(2.0, 8), (10.0, 40), (0.5, 2), (100.0, 40)])
def test_frames_come_at_the_wanted_rate(tmp_path: Path, fps: float, count: int) -> None:
    clip = Clip(str(write(tmp_path / "a.mp4", ramp(40))), fps)
    times = [f.t for f in clip.frames()]
    assert len(times) == count
    assert (times[0], clip.decoded, clip.troubles) == (0.0, 40, [])
    assert clip.rate == pytest.approx(10)
    assert times == sorted(set(times))


def test_a_frame_is_what_was_filmed(tmp_path: Path) -> None:
    frames = list(Clip(str(write(tmp_path / "a.mp4", ramp(40))), 2.0).frames())
    assert [float(f.image.mean()) for f in frames] == pytest.approx([20 + 20 * k for k in range(8)], abs=4)
    assert (frames[0].width, frames[0].height) == (128, 96)


def test_uneven_time_stamps_are_kept(tmp_path: Path) -> None:
    times = [0, 0.1, 0.2, 3.0, 3.1, 9.0]
    clip = Clip(str(write(tmp_path / "a.mkv", ramp(6), times=times)), 10.0)
    assert [f.t for f in clip.frames()] == pytest.approx(times, abs=0.01)


def test_seconds_end_a_source_early(tmp_path: Path) -> None:
    times = [f.t for f in Clip(str(write(tmp_path / "a.mp4", ramp(40))), 10.0, seconds=1.0).frames()]
    assert times[-1] <= 1.0


@pytest.mark.parametrize("cut", [0.3, 0.6, 0.9])
def test_a_cut_clip_gives_what_is_left_of_it(tmp_path: Path, cut: float) -> None:
    rng = np.random.default_rng(0)
    whole = write(tmp_path / "a.avi", [rng.integers(0, 255, (96, 128, 3), dtype=np.uint8) for _ in range(60)])
    data = whole.read_bytes()
    whole.write_bytes(data[: int(len(data) * cut)])
    clip = Clip(str(whole), 10.0)
    count = len(list(clip.frames()))
    assert 60 * cut * 0.5 < count <= 60


def test_garbage_in_the_middle_is_passed_over_and_said(tmp_path: Path) -> None:
    rng = np.random.default_rng(0)
    whole = write(tmp_path / "a.avi", [rng.integers(0, 255, (96, 128, 3), dtype=np.uint8) for _ in range(60)])
    data = bytearray(whole.read_bytes())
    middle = len(data) // 3
    data[middle : middle + 4000] = rng.integers(0, 255, 4000, dtype=np.uint8).tobytes()
    whole.write_bytes(data)
    frames = list(Clip(str(whole), 10.0).frames())
    assert len(frames) > 20
    assert all(f.image.shape == (96, 128, 3) for f in frames)


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"not a film",
        b"RIFF\x00\x00\x00\x00AVI LIST",
        bytes(range(256)) * 40,
        b"\x00\x00\x00\x20ftypisom" + b"\xff" * 999,
    ],
)
def test_what_is_no_film_gives_a_sentence_and_no_frame(tmp_path: Path, data: bytes) -> None:
    path = tmp_path / "a.mp4"
    path.write_bytes(data)
    clip = Clip(str(path), 2.0)
    assert list(clip.frames()) == []
    assert len(clip.troubles) == 1
    assert "\n" not in clip.troubles[0]


def test_a_tiny_avi_is_borne(tmp_path: Path) -> None:
    """48 × 48 pixels: crashed other people's decoders."""
    clip = Clip(str(write(tmp_path / "a.avi", ramp(20, 48, 48))), 10.0)
    assert len(list(clip.frames())) == 20


def test_a_sound_file_has_no_picture(tmp_path: Path) -> None:
    import wave

    with wave.open(str(tmp_path / "a.wav"), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(8000)
        file.writeframes(b"\x00\x00" * 8000)
    clip = Clip(str(tmp_path / "a.wav"), 2.0)
    assert list(clip.frames()) == []
    assert "没有画面" in clip.troubles[0]


def test_a_decoder_that_dies_takes_nobody_with_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The child is killed after some frames, as a crash in native code would."""
    started = []
    real = clip_module.subprocess.Popen
    monkeypatch.setattr(clip_module.subprocess, "Popen", lambda *a, **k: started.append(real(*a, **k)) or started[-1])
    clip = Clip(str(write(tmp_path / "a.mp4", ramp(50, 640, 480))), 10.0)
    seen = 0
    for _ in clip.frames():
        seen += 1
        if seen == 2:
            os.kill(started[0].pid, signal.SIGKILL)
    assert 2 <= seen < 50
    assert ["意外退出" in t for t in clip.troubles] == [True]
    assert started[0].poll() is not None


def test_a_decoder_that_hangs_is_stopped(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    started = []
    real = clip_module.subprocess.Popen
    monkeypatch.setattr(clip_module.subprocess, "Popen", lambda *a, **k: started.append(real(*a, **k)) or started[-1])
    clip = Clip(str(write(tmp_path / "a.mp4", ramp(50, 640, 480))), 10.0, silence_s=1.0)
    for k, _ in enumerate(clip.frames()):
        if k == 0:
            os.kill(started[0].pid, signal.SIGSTOP)
    assert ["没有回应" in t for t in clip.troubles] == [True]
    assert started[0].poll() is not None


def test_leaving_early_ends_the_decoder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    started = []
    real = clip_module.subprocess.Popen
    monkeypatch.setattr(clip_module.subprocess, "Popen", lambda *a, **k: started.append(real(*a, **k)) or started[-1])
    frames = Clip(str(write(tmp_path / "a.mp4", ramp(50))), 10.0).frames()
    next(frames)
    frames.close()
    assert started[0].poll() is not None


# -- stills -----------------------------------------------------------------------------------------------------------


def put(folder: Path, *names: str) -> Path:
    folder.mkdir(exist_ok=True)
    for k, name in enumerate(names):
        Image.fromarray(grey(20 + 20 * k)).save(folder / name)
    return folder


@pytest.mark.parametrize(
    ("names", "order"),
    [
        (["10.jpg", "9.jpg", "1.jpg"], ["1.jpg", "9.jpg", "10.jpg"]),
        (["ad_0_after.jpg", "ad_0_before.jpg"], ["ad_0_before.jpg", "ad_0_after.jpg"]),
        (["墙_后.png", "墙_前.png"], ["墙_前.png", "墙_后.png"]),
        (["after.jpg", "before.jpg"], ["before.jpg", "after.jpg"]),
        (["b.jpg", "a.jpg"], ["a.jpg", "b.jpg"]),
        (
            ["frame_0002.png", "frame_0010.png", "frame_0001.png"],
            ["frame_0001.png", "frame_0002.png", "frame_0010.png"],
        ),
    ],
)
def test_stills_come_in_the_order_a_person_would_lay_them(names: list[str], order: list[str]) -> None:
    assert sorted(names, key=turn) == order


def test_stills_without_a_moment_follow_the_rate(tmp_path: Path) -> None:
    stills = Stills(put(tmp_path / "s", "1.jpg", "2.png", "notes.txt.jpg"), 2.0)
    assert [f.t for f in stills.frames()] == [0.0, 0.5, 1.0]
    assert stills.visits


def test_names_that_tell_the_moment_are_believed(tmp_path: Path) -> None:
    folder = put(tmp_path / "s", "cam_20261126_194030.jpg", "cam_20261126_193930.jpg", "cam_20261127_000000.jpg")
    stills = Stills(folder, 2.0)
    assert [p.name[4:19] for p in stills.files] == ["20261126_193930", "20261126_194030", "20261127_000000"]
    assert [f.t for f in stills.frames()] == [0.0, 60.0, 15_630.0]


def test_exif_tells_the_moment(tmp_path: Path) -> None:
    (tmp_path / "s").mkdir()
    for name, when in (("a.jpg", "2026:11:26 19:40:30"), ("b.jpg", "2026:11:26 19:39:30")):
        exif = Image.Exif()
        exif.get_ifd(0x8769)[36867] = when
        Image.fromarray(grey()).save(tmp_path / "s" / name, exif=exif)
    assert [p.name for p in Stills(tmp_path / "s", 2.0).files] == ["b.jpg", "a.jpg"]


def test_a_dense_row_of_stills_is_a_film(tmp_path: Path) -> None:
    assert not Stills(put(tmp_path / "s", *(f"{k}.jpg" for k in range(12))), 2.0).visits
    assert Stills(put(tmp_path / "v", *(f"2026112{k % 10}_000000_{k}.jpg" for k in range(10, 19))), 2.0).visits


@pytest.mark.parametrize("data", [b"", b"no picture", b"\xff\xd8\xff\xe0 half a jpeg", b"\x89PNG\r\n\x1a\n"])
def test_a_broken_still_is_passed_over_and_said(tmp_path: Path, data: bytes) -> None:
    folder = put(tmp_path / "s", "1.jpg", "3.jpg")
    (folder / "2.jpg").write_bytes(data)
    stills = Stills(folder, 2.0)
    assert len(list(stills.frames())) == 2
    assert ["2.jpg" in t for t in stills.troubles] == [True]


def test_a_still_that_would_fill_the_memory_is_passed_over(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = put(tmp_path / "s", "1.jpg", "2.jpg")
    Image.fromarray(grey(90, 900, 900)).save(folder / "3.png")
    monkeypatch.setattr(Image, "MAX_IMAGE_PIXELS", 100_000)
    stills = Stills(folder, 2.0)
    assert len(list(stills.frames())) == 2
    assert ["3.png" in t for t in stills.troubles] == [True]


def test_an_empty_folder_and_a_missing_file_are_refused(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="没有图片"):
        open_source(str(tmp_path), 2.0)
    with pytest.raises(BadInput, match="没有"):
        open_source(str(tmp_path / "none.mp4"), 2.0)


# -- cameras that hand out JPEGs --------------------------------------------------------------------------------------


class Camera(BaseHTTPRequestHandler):
    """Answers with a picture, sometimes with something else."""

    served = 0
    bad: tuple[int, ...] = ()

    def do_GET(self) -> None:
        type(self).served += 1
        if type(self).served in type(self).bad:
            body, kind, code = b"busy", "text/plain", 503
        else:
            buffer = io.BytesIO()
            Image.fromarray(grey()).save(buffer, "JPEG")
            body, kind, code = buffer.getvalue(), "image/jpeg", 200
        self.send_response(code)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None: ...


@pytest.fixture
def camera() -> Iterator[str]:
    Camera.served, Camera.bad = 0, ()
    server = ThreadingHTTPServer(("127.0.0.1", 0), Camera)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}/still.jpg"
    server.shutdown()
    server.server_close()
    thread.join()


def test_a_camera_is_asked_at_the_wanted_rate(camera: str) -> None:
    source = open_source(camera, 10.0, seconds=0.45)
    assert isinstance(source, Snapshots)
    frames = list(source.frames())
    assert 3 <= len(frames) <= 6
    assert frames[0].image.shape == (96, 128, 3)


def test_a_camera_that_fails_now_and_then_is_borne(camera: str) -> None:
    Camera.bad = (3, 4)
    source = Snapshots(camera, 20.0, seconds=0.5)
    assert len(list(source.frames())) >= 4
    assert len(source.troubles) == 1


def test_a_camera_that_only_fails_is_given_up(camera: str) -> None:
    Camera.bad = tuple(range(1, 100))
    source = Snapshots(camera, 50.0)
    assert list(source.frames()) == []
    assert "连续 5 次" in source.troubles[-1]


def test_an_address_where_nobody_answers_gives_sentences() -> None:
    source = Snapshots("http://127.0.0.1:9/none.jpg", 50.0)
    assert list(source.frames()) == []
    assert len(source.troubles) == 2


def test_a_stream_that_nobody_serves_gives_a_sentence() -> None:
    source = open_source("rtsp://127.0.0.1:9/live", 2.0, seconds=1)
    assert list(source.frames()) == []
    assert len(source.troubles) == 1
