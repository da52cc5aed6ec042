"""Looks at many cameras through one decoder process. What the decoder dies of, it dies of alone: it is started again, and the cameras that
were open in it are asked in processes of their own until they have proved harmless.
"""

from __future__ import annotations

import contextlib
import json
import os
import queue
import subprocess
import sys
import threading
import time
from dataclasses import dataclass, field
from typing import IO

import numpy as np

from zhicheng.vision.seen import Pixels
from zhicheng.vision.sources.clip import environment
from zhicheng.vision.sources.looker import ANSWER, AT_ONCE

ANSWER_S = 30.0  # a camera that keeps its thread for so long hangs in the decoder
TRUSTED_AFTER = 3
DIED = "解码进程意外退出，改为单独解码（the decoder died; this camera is decoded by itself）"
HUNG = "解码进程没有回应，已重启（the decoder hung and was started again）"


@dataclass(frozen=True, slots=True)
class Answer:
    """What came of one ask: a picture, or why there is none."""

    code: str
    image: Pixels | None
    taken: float  # epoch seconds
    said: str = ""
    clock_off_s: float | None = None
    cpu_s: float = 0.0
    took_s: float = 0.0


@dataclass
class Ask:
    number: int
    code: str
    at: float
    dense: bool


@dataclass
class Decoder:
    """One child process and what it has been asked."""

    process: subprocess.Popen[bytes]
    asks: dict[int, Ask] = field(default_factory=dict)
    open: set[str] = field(default_factory=set)
    killed: bool = False
    reader: threading.Thread | None = None

    def write(self, line: dict[str, object]) -> None:
        assert self.process.stdin is not None
        try:
            self.process.stdin.write(json.dumps(line).encode() + b"\n")
            self.process.stdin.flush()
        except (BrokenPipeError, ValueError):
            pass  # it is dead: its reader says so, and the ask is answered there

    def kill(self) -> None:
        self.killed = True
        self.process.kill()

    def end(self) -> None:
        """Nothing of it is left afterwards: process, thread, pipes."""
        self.kill()
        self.process.wait()
        if self.reader is not None:
            self.reader.join()
        for pipe in (self.process.stdin, self.process.stdout):
            with contextlib.suppress(OSError):  # what it can read no more
                if pipe is not None:
                    pipe.close()


@dataclass
class Looks:
    """Ask, go on, collect answers. Each ask gets exactly one answer, whatever happens to the decoder."""

    answer_s: float = ANSWER_S
    shared: Decoder | None = None
    alone: dict[str, Decoder] = field(default_factory=dict)
    proved: dict[str, int] = field(default_factory=dict)  # suspects → good answers since
    restarts: int = 0
    _answers: queue.SimpleQueue[tuple[Decoder, int, Answer | None]] = field(default_factory=queue.SimpleQueue)
    _number: int = 0

    def ask(self, code: str, where: str, *, dense: bool = False) -> None:
        """One look at this camera; `dense` keeps its stream open for the next."""
        decoder = self._decoder(code)
        self._number += 1
        decoder.asks[self._number] = Ask(self._number, code, time.monotonic(), dense)
        if dense:
            decoder.open.add(code)
        else:
            decoder.open.discard(code)
        decoder.write({"n": self._number, "code": code, "where": where, "dense": dense})

    def room(self) -> int:
        """So many more can be asked at once; beyond that asks would wait in the decoder, and seem to hang."""
        return max(AT_ONCE - sum(len(d.asks) for d in self._all()), 0)

    def poll(self, timeout: float) -> list[Answer]:
        """What has come by now; waits for the first until `timeout`."""
        found: list[Answer] = []
        until = time.monotonic() + timeout
        while True:
            self._end_the_hung()
            wait = 0.0 if found else min(max(until - time.monotonic(), 0.0), 1.0)
            try:
                decoder, number, answer = self._answers.get(timeout=wait) if wait else self._answers.get_nowait()
            except queue.Empty:
                if found or time.monotonic() >= until:
                    return found
                continue
            found += self._died(decoder) if answer is None else self._came(decoder, number, answer)

    def close(self, code: str) -> None:
        """This camera is somebody else's now, or on patrol."""
        for decoder in self._all():
            if code in decoder.open:
                decoder.open.discard(code)
                decoder.write({"close": True, "code": code})

    def stop(self) -> None:
        for decoder in self._all():
            decoder.end()
        self.shared, self.alone = None, {}

    # -- processes ----------------------------------------------------------------------------------------------------

    def _all(self) -> list[Decoder]:
        return [*([self.shared] if self.shared else []), *self.alone.values()]

    def _decoder(self, code: str) -> Decoder:
        if code in self.proved:
            if code not in self.alone:
                self.alone[code] = self._start()
            return self.alone[code]
        if self.shared is None:
            self.shared = self._start()
        return self.shared

    def _start(self) -> Decoder:
        process = subprocess.Popen(
            [sys.executable, "-m", "zhicheng.vision.sources.looker"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env=environment(),
            start_new_session=True,  # Ctrl-C ends the worker in good order; its decoder ends with it
        )
        decoder = Decoder(process)
        assert process.stdout is not None
        decoder.reader = threading.Thread(target=self._read, args=(decoder, process.stdout), daemon=True)
        decoder.reader.start()
        return decoder

    def _read(self, decoder: Decoder, pipe: IO[bytes]) -> None:
        """Answers of one decoder, until it ends."""
        try:
            while True:
                number, taken, off, cpu, width, height, size = ANSWER.unpack(_exactly(pipe, ANSWER.size))
                said = _exactly(pipe, size).decode(errors="replace")
                image = None
                if width and height:
                    pixels = np.frombuffer(_exactly(pipe, width * height * 3), dtype=np.uint8)
                    image = pixels.reshape(height, width, 3)
                clock = None if np.isnan(off) else float(off)
                self._answers.put((decoder, number, Answer("", image, taken, said, clock, cpu)))
        except (EOFError, OSError, ValueError):
            self._answers.put((decoder, 0, None))

    # -- answers ------------------------------------------------------------------------------------------------------

    def _came(self, decoder: Decoder, number: int, answer: Answer) -> list[Answer]:
        ask = decoder.asks.pop(number, None)
        if ask is None:
            return []  # answered already, when it seemed to hang
        if ask.code in self.proved and answer.image is not None:
            self._prove(ask.code)
        return [
            Answer(
                ask.code, answer.image, answer.taken, answer.said, answer.clock_off_s, answer.cpu_s,
                time.monotonic() - ask.at,
            )
        ]  # fmt: skip

    def _prove(self, code: str) -> None:
        self.proved[code] += 1
        if self.proved[code] >= TRUSTED_AFTER:
            del self.proved[code]
            decoder = self.alone.pop(code, None)
            if decoder is not None:
                decoder.end()

    def _died(self, decoder: Decoder) -> list[Answer]:
        if decoder not in self._all():
            return []  # we ended it ourselves
        said = HUNG if decoder.killed else DIED
        decoder.end()
        self.restarts += 1
        if decoder is self.shared:
            self.shared = None
        self.alone = {c: d for c, d in self.alone.items() if d is not decoder}
        for code in {*decoder.open, *(a.code for a in decoder.asks.values())}:
            self.proved[code] = 0
        now = time.monotonic()
        return [Answer(a.code, None, time.time(), said, took_s=now - a.at) for a in decoder.asks.values()]

    def _end_the_hung(self) -> None:
        """A native call that does not come back cannot be interrupted; its process can."""
        now = time.monotonic()
        for decoder in self._all():
            if not decoder.killed and any(now - a.at > self.answer_s for a in decoder.asks.values()):
                decoder.kill()


def _exactly(pipe: IO[bytes], size: int) -> bytes:
    parts, missing = [], size
    while missing:
        part = os.read(pipe.fileno(), min(missing, 1 << 20))
        if not part:
            raise EOFError
        parts.append(part)
        missing -= len(part)
    return b"".join(parts)
