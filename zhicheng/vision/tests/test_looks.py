"""Looks at many cameras through one decoder process: every kind of source, and everything that breaks."""

from __future__ import annotations

import os
import signal
import socket
import threading
import time
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from zhicheng.vision.sources.looker import AT_ONCE, NoPicture, picture_of, reason
from zhicheng.vision.sources.looks import DIED, HUNG, Answer, Looks
from zhicheng.vision.tests.clips import grey, ramp, write
from zhicheng.vision.tests.rtsp import Served, h264
from zhicheng.vision.watching import jpeg


@pytest.fixture
def looks() -> Iterator[Looks]:
    one = Looks()
    yield one
    one.stop()


def answers(looks: Looks, count: int = 1, seconds: float = 30.0) -> list[Answer]:
    found: list[Answer] = []
    until = time.monotonic() + seconds
    while len(found) < count and time.monotonic() < until:
        found += looks.poll(0.5)
    assert len(found) == count
    return found


def one(looks: Looks, where: str | Path, code: str = "A", *, dense: bool = False) -> Answer:
    looks.ask(code, str(where), dense=dense)
    (answer,) = answers(looks)
    assert answer.code == code
    return answer


# -- files ------------------------------------------------------------------------------------------------------------


def test_a_picture_file_is_read_as_it_is_now(looks: Looks, tmp_path: Path) -> None:
    path = tmp_path / "live.jpg"
    for level in (60, 180):
        path.write_bytes(jpeg(grey(level)))
        answer = one(looks, path)
        assert answer.image is not None
        assert answer.image.mean() == pytest.approx(level, abs=2)
        assert answer.taken == pytest.approx(path.stat().st_mtime)


def test_of_a_folder_the_newest_picture_is_taken(looks: Looks, tmp_path: Path) -> None:
    for k, level in enumerate((60, 180, 120)):
        path = tmp_path / f"{k}.jpg"
        path.write_bytes(jpeg(grey(level)))
        os.utime(path, (1000 + (k == 1), 1000 + (k == 1)))
    answer = one(looks, tmp_path)
    assert answer.image is not None
    assert answer.image.mean() == pytest.approx(180, abs=2)


def clip_at(path: Path, position: float) -> Path:
    """A clip that is at this second of itself now."""
    moment = time.time() - position
    os.utime(path, (moment, moment))
    return path


@pytest.mark.parametrize("position", [0.5, 2.0, 4.5])
def test_a_clip_plays_as_if_it_were_live(looks: Looks, tmp_path: Path, position: float) -> None:
    path = write(tmp_path / "a.mp4", [grey(20 + 4 * k) for k in range(55)])  # 5.5 seconds, 40 levels a second
    one(looks, path)  # the decoder's start takes its time
    answer = one(looks, clip_at(path, position))
    assert answer.image is not None
    assert 20 + 40 * position - 6 <= answer.image.mean() <= 20 + 40 * (position + 0.8)


def test_a_clip_begins_again_when_it_is_over(looks: Looks, tmp_path: Path) -> None:
    path = write(tmp_path / "a.mp4", [grey(20 + 4 * k) for k in range(55)])
    one(looks, path)
    answer = one(looks, clip_at(path, 5.5 * 3 + 2.0))
    assert answer.image is not None
    assert 94 <= answer.image.mean() <= 132


def test_dense_looks_at_a_clip_keep_its_pace(looks: Looks, tmp_path: Path) -> None:
    path = clip_at(write(tmp_path / "a.mp4", [grey(20 + 2 * k) for k in range(100)]), 0.0)
    began, seen = time.monotonic(), []
    while time.monotonic() - began < 2.0:
        answer = one(looks, path, dense=True)
        assert answer.image is not None
        seen.append((answer.taken, float(answer.image.mean())))
        time.sleep(0.3)
    rates = (seen[-1][1] - seen[0][1]) / (seen[-1][0] - seen[0][0])
    assert rates == pytest.approx(20, rel=0.35)
    assert [t for t, _ in seen] == sorted({t for t, _ in seen})


# -- cameras that hand out JPEGs --------------------------------------------------------------------------------------


class Handler(BaseHTTPRequestHandler):
    """`/ok`, `/digest`, `/text`, `/half`, `/503`, `/late` and so on."""

    def do_GET(self) -> None:
        kind = self.path.strip("/")
        body, head, code = jpeg(grey()), "image/jpeg", 200
        if kind == "digest" and "Digest" not in self.headers.get("Authorization", ""):
            self.send_response(401)
            self.send_header("WWW-Authenticate", 'Digest realm="cam", nonce="abc", qop="auth"')
            self.send_header("Content-Length", "0")
            self.end_headers()
            return
        if kind == "basic" and "Basic" not in self.headers.get("Authorization", ""):
            code = 401
        if kind == "half":
            body = body[: len(body) // 8]
        if kind == "text":
            body = b"camera is booting"
        if kind == "503":
            code = 503
        self.send_response(code)
        self.send_header("Content-Type", head)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def date_time_string(self, timestamp: float | None = None) -> str:
        return super().date_time_string(time.time() + (100 if self.path == "/late" else 0))

    def log_message(self, *_: object) -> None: ...


@pytest.fixture(scope="module")
def camera() -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://user:secret@127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()
    thread.join()


@pytest.mark.parametrize("kind", ["ok", "digest", "basic"])
def test_a_camera_gives_its_picture_whatever_way_it_asks_for_the_password(looks: Looks, camera: str, kind: str) -> None:
    answer = one(looks, f"{camera}/{kind}")
    assert answer.said == ""
    assert answer.image is not None
    assert answer.image.shape == (96, 128, 3)


@pytest.mark.parametrize(("kind", "off"), [("ok", 0), ("late", 100)])
def test_the_cameras_clock_is_compared_with_ours(looks: Looks, camera: str, kind: str, off: float) -> None:
    answer = one(looks, f"{camera}/{kind}")
    assert answer.clock_off_s == pytest.approx(off, abs=1.5)


@pytest.mark.parametrize(("kind", "words"), [("503", "503"), ("text", "图片"), ("half", "图片")])
def test_what_is_no_picture_is_said_without_the_password(looks: Looks, camera: str, kind: str, words: str) -> None:
    answer = one(looks, f"{camera}/{kind}")
    assert answer.image is None
    assert words in answer.said
    assert "secret" not in answer.said
    assert one(looks, f"{camera}/ok").image is not None


def test_a_wrong_password_is_said(looks: Looks, camera: str) -> None:
    answer = one(looks, camera.replace("user:secret@", "") + "/basic")
    assert "401" in answer.said


# -- streams ----------------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    folder = tmp_path_factory.mktemp("streams")
    pictures = [np.full((96, 128, 3), 30 + k, dtype=np.uint8) for k in range(200)]
    with Served({"a": h264(folder / "a.mp4", pictures), "b": h264(folder / "b.mp4", pictures[::-1])}) as server:
        yield server


def test_a_patrol_look_opens_a_stream_takes_a_key_frame_and_closes_it(looks: Looks, served: Served) -> None:
    answer = one(looks, served.address("a"))
    assert answer.image is not None
    assert answer.image.shape == (96, 128, 3)
    assert looks.shared is not None
    assert looks.shared.open == set()


def test_dense_looks_take_the_newest_frame_of_a_stream_that_stays_open(looks: Looks, served: Served) -> None:
    first = one(looks, served.address("a"), dense=True)
    took, seen = [], [first]
    for _ in range(5):
        time.sleep(0.3)
        seen.append(one(looks, served.address("a"), dense=True))
        took.append(seen[-1].took_s)
    levels = [float(a.image.mean()) for a in seen if a.image is not None]
    assert len(levels) == 6
    assert levels == sorted(set(levels))
    assert max(took) < 0.6  # it was open
    clocks = [a.clock_off_s for a in seen[1:]]
    assert all(c is not None and abs(c) < 1 for c in clocks)


@pytest.mark.slow
def test_a_stream_that_dies_and_comes_back_is_seen_again(looks: Looks, tmp_path: Path) -> None:
    pictures = [np.full((96, 128, 3), 30 + k, dtype=np.uint8) for k in range(200)]
    with Served({"a": h264(tmp_path / "a.mp4", pictures)}) as server:
        assert one(looks, server.address("a"), dense=True).image is not None
        server.stop()
        gone = [one(looks, server.address("a"), dense=True) for _ in range(3)]
        assert gone[-1].image is None
        assert gone[-1].said
        server.start()
        assert one(looks, server.address("a"), dense=True).image is not None
        assert one(looks, server.address("a")).image is not None
    assert looks.restarts == 0


def test_a_file_from_the_future_is_from_now(looks: Looks, tmp_path: Path) -> None:
    path = tmp_path / "a.jpg"
    path.write_bytes(jpeg(grey()))
    os.utime(path, (time.time() + 9999, time.time() + 9999))
    assert one(looks, path).taken <= time.time()


def test_a_film_by_http_is_played(looks: Looks, tmp_path: Path) -> None:
    write(tmp_path / "a.mp4", ramp(40))

    class Files(SimpleHTTPRequestHandler):
        def __init__(self, *a: object, **k: object) -> None:
            super().__init__(*a, directory=str(tmp_path), **k)  # type: ignore[arg-type]

        def log_message(self, *_: object) -> None: ...

    server = ThreadingHTTPServer(("127.0.0.1", 0), Files)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        for _ in range(2):
            answer = one(looks, f"http://127.0.0.1:{server.server_port}/a.mp4")
            assert answer.said == ""
            assert answer.image is not None
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def test_two_streams_do_not_mix(looks: Looks, served: Served) -> None:
    for k in range(4):
        looks.ask("A", served.address("a"), dense=True)
        looks.ask("B", served.address("b"), dense=True)
        found = {a.code: a for a in answers(looks, 2)}
        a, b = found["A"].image, found["B"].image
        assert a is not None
        assert b is not None
        if k == 0:
            first = float(a.mean()), float(b.mean())
        time.sleep(0.2)
    assert a.mean() > first[0]
    assert b.mean() < first[1]


def test_a_path_that_is_not_served_is_said(looks: Looks, served: Served) -> None:
    for dense in (False, True):
        answer = one(looks, served.address("none"), dense=dense)
        assert answer.image is None
        assert "404" in answer.said or "无法取得" in answer.said


def test_a_camera_that_answers_garbage_is_said_and_the_next_one_is_seen(looks: Looks, served: Served) -> None:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen()

        def garbage() -> None:
            rng = np.random.default_rng(0)
            while True:
                try:
                    peer, _ = listener.accept()
                except OSError:
                    return
                with peer:
                    peer.sendall(rng.integers(0, 255, 200_000, dtype=np.uint8).tobytes())

        threading.Thread(target=garbage, daemon=True).start()
        bad = f"rtsp://127.0.0.1:{listener.getsockname()[1]}/x"
        looks.ask("BAD", bad)
        looks.ask("GOOD", served.address("a"))
        found = {a.code: a for a in answers(looks, 2)}
        assert found["BAD"].image is None
        assert found["BAD"].said
        assert found["GOOD"].image is not None


@pytest.mark.parametrize(
    "make",
    [
        lambda p: p.write_bytes(b""),
        lambda p: p.write_bytes(b"not a film"),
        lambda p: p.write_bytes(bytes(range(256)) * 40),
        lambda p: None,
    ],
)
def test_a_clip_that_is_none_is_said(looks: Looks, tmp_path: Path, make: Callable[[Path], object]) -> None:
    path = tmp_path / "a.mp4"
    make(path)
    for dense in (False, True):
        answer = one(looks, path, dense=dense)
        assert answer.image is None
        assert answer.said
        assert str(tmp_path) not in answer.said


def test_a_tiny_avi_is_borne(looks: Looks, tmp_path: Path) -> None:
    """48 × 48 pixels: crashed other people's decoders."""
    answer = one(looks, write(tmp_path / "a.avi", ramp(20, 48, 48)))
    assert answer.image is not None
    assert answer.image.shape == (48, 48, 3)


# -- the decoder process ----------------------------------------------------------------------------------------------


def test_a_decoder_that_dies_is_started_again_and_every_ask_is_answered(looks: Looks, served: Served) -> None:
    one(looks, served.address("a"), dense=True)
    assert looks.shared is not None
    looks.shared.process.send_signal(signal.SIGSTOP)  # so that the ask is surely open when it dies
    looks.ask("A", served.address("a"), dense=True)
    looks.ask("B", served.address("b"))
    looks.shared.process.kill()
    found = answers(looks, 2)
    assert {a.code: a.said for a in found} == {"A": DIED, "B": DIED}
    assert looks.restarts == 1


def test_after_a_death_the_suspects_are_asked_alone_until_they_have_proved_harmless(
    looks: Looks, served: Served, tmp_path: Path
) -> None:
    path = write(tmp_path / "c.mp4", ramp(20))
    one(looks, served.address("a"), dense=True)
    one(looks, path, "C")
    assert looks.shared is not None
    looks.shared.process.kill()
    time.sleep(0.2)
    assert looks.poll(0.2) == []
    assert looks.proved == {"A": 0}  # C was closed: it did nothing
    for _ in range(3):
        assert one(looks, served.address("a"), dense=True).image is not None
        assert one(looks, path, "C").image is not None
    assert looks.proved == {}
    assert looks.alone == {}


def test_a_suspect_that_kills_its_own_decoder_takes_nobody_along(looks: Looks, served: Served) -> None:
    looks.proved["BAD"] = 0
    looks.ask("BAD", served.address("a"), dense=True)
    looks.ask("GOOD", served.address("b"), dense=True)
    looks.alone["BAD"].process.kill()
    found = {a.code: a for a in answers(looks, 2)}
    assert found["BAD"].image is None
    assert found["GOOD"].image is not None
    assert looks.alone == {}


def test_a_decoder_that_hangs_is_ended(looks: Looks, served: Served) -> None:
    one(looks, served.address("a"))
    looks.answer_s = 1.0
    assert looks.shared is not None
    looks.shared.process.send_signal(signal.SIGSTOP)
    looks.ask("A", served.address("a"))
    (answer,) = answers(looks, 1, 10)
    assert answer.said == HUNG
    looks.answer_s = 30.0
    assert one(looks, served.address("a")).image is not None


def test_there_is_room_for_so_many_asks(looks: Looks, served: Served) -> None:
    assert looks.room() == AT_ONCE
    looks.ask("A", served.address("a"))
    assert looks.room() == AT_ONCE - 1
    answers(looks)
    assert looks.room() == AT_ONCE


def test_a_dead_worker_leaves_no_decoder_behind(looks: Looks, served: Served) -> None:
    one(looks, served.address("a"), dense=True)
    assert looks.shared is not None
    process = looks.shared.process
    assert process.stdin is not None
    process.stdin.close()  # as the kernel does when the worker is killed
    assert process.wait(5) == 0


def test_closing_is_for_everybody_even_for_who_was_never_open(looks: Looks, served: Served) -> None:
    looks.close("A")
    one(looks, served.address("a"), dense=True)
    looks.close("A")
    assert looks.shared is not None
    assert looks.shared.open == set()


@pytest.mark.parametrize("data", [b"", b"x", b"\xff\xd8\xff\xe0 half", b"\x89PNG\r\n\x1a\n", b"GIF89a"])
def test_what_is_no_picture_is_refused(data: bytes) -> None:
    with pytest.raises(NoPicture, match="图片"):
        picture_of(data)


def test_a_picture_of_a_few_pixels_is_refused(tmp_path: Path) -> None:
    Image.fromarray(grey(90, 8, 8)).save(tmp_path / "a.png")
    with pytest.raises(NoPicture, match="8×8"):
        picture_of((tmp_path / "a.png").read_bytes())


def test_a_reason_never_holds_the_address() -> None:
    error = OSError(5, "Input/output error", "rtsp://user:secret@host/1")
    assert "secret" not in reason(error)
    assert "Input/output" in reason(error)
