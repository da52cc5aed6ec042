"""The decoder of a worker's cameras, in a process of its own: `python -m zhicheng.vision.sources.looker`. Many cameras, one process.

Asked on stdin, one JSON line a look; answers on stdout: `ANSWER`, then the sentence of a trouble, then the pixels (RGB). A camera on patrol is
opened, gives one key frame and is closed, so that it costs no bandwidth between looks; one that is watched densely stays open in a thread of
its own, and a look takes the newest frame: whoever is late gets fewer frames, never older ones.
"""

from __future__ import annotations

import io
import json
import math
import os
import sys
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from email.utils import parsedate_to_datetime
from pathlib import Path
from struct import Struct
from typing import Any, BinaryIO

import numpy as np
from PIL import Image, ImageOps

from zhicheng.vision.seen import Pixels
from zhicheng.vision.sources.child import MOST_ERRORS, MOST_PIXELS
from zhicheng.vision.sources.stills import ENDINGS

ANSWER = Struct("<QdddIII")  # number of the ask, taken at, clock off, CPU seconds, width, height, bytes of the sentence
TIMEOUT_S = 10.0
IDLE_S = 30.0  # nobody asked for a frame of an open stream for so long: it is closed
FIRST_S = 15.0  # for the first frame of a stream: longer than any sensible distance between key frames
AT_ONCE = 64  # threads mostly wait for cameras; whoever asks keeps within this number
MOST_BYTES = 30_000_000
LEAST_SIDE = 16
LIVE = ("rtsp://", "rtsps://", "rtmp://")


class NoPicture(Exception):
    """Why there is none, as one sentence's part."""


@dataclass(frozen=True, slots=True)
class Shot:
    """One picture, and when it was taken; `clock_off_s`: by how much the camera's own clock is ahead, where it says."""

    image: Pixels
    taken: float
    clock_off_s: float = math.nan


# -- one picture ------------------------------------------------------------------------------------------------------


def picture_of(data: bytes) -> Pixels:
    """The pixels of a JPEG or PNG; NoPicture when it is none."""
    if len(data) > MOST_BYTES:
        raise NoPicture(f"图片有 {len(data)} 字节（a picture of {len(data)} bytes）")
    try:
        with Image.open(io.BytesIO(data)) as opened:
            image = np.asarray(ImageOps.exif_transpose(opened).convert("RGB"))
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError) as error:
        raise NoPicture(f"不是可读的图片（no readable picture: {str(error)[:80]}）") from None
    return checked(image)


def checked(image: Pixels) -> Pixels:
    if min(image.shape[:2]) < LEAST_SIDE:
        raise NoPicture(f"画面只有 {image.shape[1]}×{image.shape[0]}（too small a picture）")
    return image


def pixels_of(frame: Any) -> Pixels:
    if frame.width * frame.height > MOST_PIXELS:
        raise NoPicture(f"画面有 {frame.width}×{frame.height}（too large a picture）")
    image: Pixels = frame.to_ndarray(format="rgb24")
    return checked(image)


def by_http(where: str) -> Shot | None:
    """One picture from an address; None when a film comes instead."""
    import httpx

    with httpx.Client(timeout=TIMEOUT_S, follow_redirects=True) as client:
        url = httpx.URL(where)
        for auth in (None, httpx.DigestAuth(url.username, url.password)) if url.username else (None,):
            with client.stream("GET", url, auth=auth or httpx.USE_CLIENT_DEFAULT) as answer:
                if answer.status_code == 401 and auth is None and url.username:
                    continue  # many cameras want digest, not basic
                answer.raise_for_status()
                if not answer.headers.get("content-type", "").startswith("image/"):
                    return None
                data = b""
                for part in answer.iter_bytes():
                    data += part
                    if len(data) > MOST_BYTES:
                        raise NoPicture("图片太大（too large a picture）")
                return Shot(picture_of(data), time.time(), _clock_off(answer.headers.get("date")))
    raise NoPicture("用户名或密码不对（401）")


def _clock_off(date: str | None) -> float:
    """The camera's clock against ours; its header counts whole seconds."""
    try:
        return parsedate_to_datetime(date).timestamp() + 0.5 - time.time() if date else math.nan
    except (TypeError, ValueError):
        return math.nan


def by_file(path: Path) -> Shot | None:
    """A picture that somebody keeps rewriting, or the newest of a folder; None for a clip."""
    if path.is_dir():
        files = [p for p in path.iterdir() if p.suffix.lower() in ENDINGS]
        if not files:
            raise NoPicture("文件夹里没有图片（no pictures in the folder）")
        path = max(files, key=lambda p: (p.stat().st_mtime_ns, p.name))
    if path.suffix.lower() in ENDINGS:
        return Shot(
            picture_of(path.read_bytes()), min(path.stat().st_mtime, time.time())
        )  # a file from the future is from now
    if not path.is_file():
        raise NoPicture("没有这个文件（no such file）")
    return None


# -- films ------------------------------------------------------------------------------------------------------------


@dataclass
class Film:
    """A stream, or a clip that plays in a loop as if it were live: at second 0 when it was put there."""

    where: str

    def open(self) -> Any:
        import av

        av.logging.set_level(av.logging.PANIC)
        options = {"analyzeduration": "500000", "timeout": f"{TIMEOUT_S * 1e6:.0f}"}
        live = self.where.startswith(LIVE)
        if live:
            options |= {"rtsp_transport": "tcp", "fflags": "nobuffer"}
        return av.open(self.where, options=options if live else {}, timeout=15.0 if "://" in self.where else None)

    @property
    def plays(self) -> bool:
        """A file, whose clock is ours."""
        return "://" not in self.where

    def position(self, duration: float) -> float:
        return (time.time() - Path(self.where).stat().st_mtime) % max(duration, 0.1)

    def look(self) -> Shot:
        """Open, one key frame, close."""
        with self.open() as box:
            stream = _video(box)
            if self.plays:
                return self._frame_now(box, stream)
            stream.codec_context.skip_frame = "NONKEY"
            for frame in decoded(box, stream, within_s=FIRST_S):
                return Shot(pixels_of(frame), time.time())
        raise NoPicture("码流里没有关键帧（no key frame came）")

    def _frame_now(self, box: Any, stream: Any) -> Shot:
        at = self.position(_duration(box, stream))
        box.seek(int(at * 1_000_000))
        last = None
        for frame in decoded(box, stream):
            last = frame
            if frame.time is None or frame.time >= at:
                break
        if last is None:
            raise NoPicture("里面没有能解码的画面（nothing could be decoded）")
        return Shot(pixels_of(last), time.time())


def _video(box: Any) -> Any:
    if not box.streams.video:
        raise NoPicture("里面没有画面（no video stream in it）")
    stream = box.streams.video[0]
    stream.thread_type = "NONE"  # one worker per core
    return stream


def _duration(box: Any, stream: Any) -> float:
    return float(box.duration or 0) / 1_000_000 or float(stream.duration or 0) * float(stream.time_base) or 1.0


def decoded(box: Any, stream: Any, within_s: float = math.inf) -> Iterator[Any]:
    """All frames that can be had; broken packets are passed over, three hundred in a row are the end."""
    import av

    broken, packets, until = 0, box.demux(stream), time.monotonic() + within_s
    while broken < MOST_ERRORS:
        if time.monotonic() > until:
            return
        try:
            frames = next(packets).decode()
        except (StopIteration, av.EOFError):
            return
        except (av.FFmpegError, ValueError):
            broken += 1
            continue
        broken = 0 if frames else broken
        yield from frames
    raise NoPicture("码流损坏（the stream is damaged）")


@dataclass
class Open:
    """A film that stays open: its thread decodes, whoever asks gets the newest frame."""

    film: Film
    newest: tuple[Any, float, float] | None = None  # frame, taken at, clock off
    given: float = -1.0
    why: str = ""
    started: bool = False
    cpu: float = 0.0
    asked: float = field(default_factory=time.monotonic)
    news: threading.Condition = field(default_factory=threading.Condition)

    def start(self) -> None:
        if not self.started:
            self.started = True
            threading.Thread(target=self._run, daemon=True).start()

    def _run(self) -> None:
        try:
            while not self.why:
                self._play()
                if not self.film.plays:
                    self.why = "码流断了（the stream ended）"
        except Exception as error:  # whatever a broken camera makes of the decoder is its own trouble
            self.why = self.why or reason(error)
        with self.news:
            self.news.notify_all()

    def _play(self) -> None:
        with self.film.open() as box:
            stream = _video(box)
            start: tuple[float, float] | None = None
            at = self.film.position(_duration(box, stream)) if self.film.plays else 0.0
            if self.film.plays:
                box.seek(int(at * 1_000_000))
                start = at, time.time()
            for frame in decoded(box, stream):
                t = float(frame.time) if frame.time is not None else 0.0
                if self.film.plays and t < at:
                    continue
                start = start or (t, time.time())
                self._hold(frame, t, start)
                if self.why or time.monotonic() - self.asked > IDLE_S:
                    self.why = self.why or "closed"
                    return

    def _hold(self, frame: Any, t: float, start: tuple[float, float]) -> None:
        if self.film.plays:
            time.sleep(min(max(t - start[0] - (time.time() - start[1]), 0), 1.0))
        now = time.time()
        # How much the stream's own clock ran ahead since it was opened: a camera whose second is no second.
        off = math.nan if self.film.plays else (t - start[0]) - (now - start[1])
        with self.news:
            self.newest, self.cpu = (frame, now, off), time.thread_time()
            self.news.notify_all()

    def shot(self) -> Shot:
        """The newest frame that was not given yet."""
        self.asked = time.monotonic()
        with self.news:
            self.news.wait_for(lambda: self.why or (self.newest and self.newest[1] > self.given), timeout=TIMEOUT_S)
            if self.newest is None or self.newest[1] <= self.given:
                raise NoPicture(self.why or "码流没有新画面（no new picture came）")
            frame, taken, off = self.newest
            self.given = taken
        return Shot(pixels_of(frame), taken, off)


# -- the process ------------------------------------------------------------------------------------------------------


@dataclass
class Looker:
    """Answers asks. Each in a thread of the pool, so that a slow camera holds up nobody."""

    out: BinaryIO
    streams: dict[str, Open] = field(default_factory=dict)
    films: set[str] = field(default_factory=set)  # addresses that answered with a film, not with a picture
    lock: threading.Lock = field(default_factory=threading.Lock)

    def look(self, ask: dict[str, Any]) -> None:
        began = time.thread_time()
        try:
            shot, more = self._shot(ask)
        except Exception as error:
            self._answer(ask["n"], None, reason(error), time.thread_time() - began)
        else:
            self._answer(ask["n"], shot, "", time.thread_time() - began + more)

    def _shot(self, ask: dict[str, Any]) -> tuple[Shot, float]:
        where, code = ask["where"], ask["code"]
        shot = self._picture(where)
        if shot is not None:
            return shot, 0.0
        opened = self.streams.get(code)
        if opened is not None and (opened.why or opened.film.where != where):
            self.close(code)
            opened = None
        if not ask["dense"]:
            if opened is None:
                return Film(where).look(), 0.0
            shot = opened.shot()
            self.close(code)
            return shot, 0.0
        with self.lock:
            opened = self.streams.setdefault(code, Open(Film(where)) if opened is None else opened)
            opened.start()
        before = opened.cpu
        return opened.shot(), max(opened.cpu - before, 0.0)

    def _picture(self, where: str) -> Shot | None:
        """Where a single picture is to be had; None for films."""
        if not where.startswith("http"):
            return None if "://" in where else by_file(Path(where))
        if where in self.films:
            return None
        shot = by_http(where)
        if shot is None:
            self.films.add(where)
        return shot

    def close(self, code: str) -> None:
        opened = self.streams.pop(code, None)
        if opened is not None:
            opened.why = opened.why or "closed"

    def _answer(self, number: int, shot: Shot | None, why: str, cpu: float) -> None:
        said = why.encode()[:500].decode(errors="ignore").encode()
        with self.lock:
            if shot is None:
                self.out.write(ANSWER.pack(number, time.time(), math.nan, cpu, 0, 0, len(said)) + said)
            else:
                height, width = shot.image.shape[:2]
                self.out.write(ANSWER.pack(number, shot.taken, shot.clock_off_s, cpu, width, height, 0))
                self.out.write(np.ascontiguousarray(shot.image).data)
            self.out.flush()


def reason(error: Exception) -> str:
    """Why there is no picture, without the address: it may hold a password."""
    if isinstance(error, NoPicture):
        return str(error)
    response = getattr(error, "response", None)
    if response is not None:
        return f"HTTP {response.status_code}"
    text = str(getattr(error, "strerror", None) or type(error).__name__)
    return f"无法取得画面（{text[:120]}）"


def main(asks: Iterator[str], out: BinaryIO) -> None:
    """Until stdin ends: the worker is gone."""
    looker = Looker(out)
    with ThreadPoolExecutor(AT_ONCE) as pool:
        for line in asks:
            ask = json.loads(line)
            if ask.get("close"):
                looker.close(ask["code"])
            else:
                pool.submit(looker.look, ask)
        os._exit(0)  # threads that hang in a native call must not keep the process


if __name__ == "__main__":
    main(iter(sys.stdin.readline, ""), sys.stdout.buffer)
