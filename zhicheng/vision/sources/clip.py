"""A clip or a stream, decoded by a child process. Whatever arrives at this side is a sound picture or a sentence."""

from __future__ import annotations

import os
import selectors
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import IO

import numpy as np

from zhicheng.vision.seen import Frame
from zhicheng.vision.sources.child import END, FRAME, RATE, TEXT

SILENCE_S = 60.0  # a child that says nothing for so long hangs
PATIENCE_S = 120.0  # a stream that was there and broke may come back for so long
TRY_EVERY_S = 2.0


class _Broken(Exception):
    """The child's output ended in the middle of a record, or stopped."""


@dataclass
class Clip:
    """Frames of `where` at about `fps`. `live`: a stream; `seconds`: stop after so much of its own time."""

    where: str
    fps: float
    seconds: float | None = None
    live: bool = False
    silence_s: float = SILENCE_S
    visits: bool = False
    troubles: list[str] = field(default_factory=list)
    rate: float = 25.0  # frames per second of the clip, and how many were decoded
    decoded: int = 0
    patience_s: float = PATIENCE_S

    def frames(self) -> Iterator[Frame]:
        """A live stream that breaks is opened again; its time goes on by our clock, so a thing that stood through the gap stood on."""
        if not self.live:
            yield from self._once()
            return
        began: float | None = None
        seen, index, broke = time.monotonic(), 0, False
        while True:
            offset: float | None = None
            said = len(self.troubles)
            for frame in self._once():
                seen = time.monotonic()
                began = seen - frame.t if began is None else began
                offset = max(seen - began - frame.t, 0.0) if offset is None else offset
                if broke:
                    broke = False
                    self.troubles.append(f"码流中断后在第 {frame.t + offset:.0f} 秒恢复（the stream came back）。")
                if self.seconds is not None and frame.t + offset > self.seconds:
                    return
                yield Frame(frame.t + offset, frame.image, index)
                index += 1
            over = self.seconds is not None and began is not None and time.monotonic() - began > self.seconds
            if began is None or over or time.monotonic() - seen > self.patience_s:
                return  # it was never there, or for long enough
            if broke:
                del self.troubles[said:]  # that it is still away is known
            broke = True
            time.sleep(TRY_EVERY_S)

    def _once(self) -> Iterator[Frame]:
        command = [sys.executable, "-m", "zhicheng.vision.sources.child", self.where, str(self.fps)]
        child = subprocess.Popen(  # noqa: S603 - our own module
            [*command, "live"] if self.live else command,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env=environment(),
        )
        assert child.stdout is not None
        try:
            yield from self._read(child.stdout)
        except _Broken as error:
            self.troubles.append(str(error))
        finally:
            child.kill()
            child.stdout.close()
            child.wait()

    def _read(self, pipe: IO[bytes]) -> Iterator[Frame]:
        index = 0
        while True:
            kind = self._take(pipe, 1)
            if kind == b"Z":
                self.decoded = END.unpack(kind + self._take(pipe, END.size - 1))[1]
                return
            if kind == b"R":
                self.rate = RATE.unpack(kind + self._take(pipe, RATE.size - 1))[1]
                continue
            if kind == b"T":
                size = TEXT.unpack(kind + self._take(pipe, TEXT.size - 1))[1]
                self.troubles.append(self._take(pipe, size).decode())
                continue
            _, t, width, height = FRAME.unpack(kind + self._take(pipe, FRAME.size - 1))
            if self.seconds is not None and t > self.seconds and not self.live:
                return
            pixels = np.frombuffer(self._take(pipe, width * height * 3), dtype=np.uint8)
            yield Frame(t, pixels.reshape(height, width, 3), index)
            index += 1

    def _take(self, pipe: IO[bytes], size: int) -> bytes:
        """Exactly so many bytes; _Broken with a sentence otherwise."""
        parts, missing = [], size
        until = time.monotonic() + self.silence_s
        with selectors.DefaultSelector() as selector:
            selector.register(pipe.fileno(), selectors.EVENT_READ)
            while missing:
                if not selector.select(max(until - time.monotonic(), 0)):
                    raise _Broken(
                        f"解码进程 {self.silence_s:g} 秒没有回应，已停止（the decoder hung and was stopped）。"
                    )
                part = os.read(pipe.fileno(), min(missing, 1 << 20))
                if not part:
                    raise _Broken(
                        "解码进程意外退出，其余画面丢失；别的摄像机不受影响（the decoder died; what came before counts）。"
                    )
                parts.append(part)
                missing -= len(part)
                until = time.monotonic() + self.silence_s
        return b"".join(parts)


def environment() -> dict[str, str]:
    """The child imports this package from where its parent did."""
    return {**os.environ, "PYTHONPATH": os.pathsep.join(p for p in sys.path if p)}
