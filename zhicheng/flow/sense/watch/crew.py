"""The eyes of one machine: a process per core, each a worker; what dies is started again, what keeps dying ever more slowly."""

from __future__ import annotations

import logging
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass, field

log = logging.getLogger("zhicheng.eyes")
CALM_S = 60.0  # who has lived for so long may die again without being thought ill
LONGEST_S = 30.0
PATIENCE_S = 20.0


@dataclass
class Member:
    """One worker process."""

    command: Sequence[str]
    process: subprocess.Popen[bytes] | None = None
    began: float = 0.0
    deaths: int = 0
    again_at: float = 0.0

    def look_after(self, now: float) -> None:
        """Start it, or start it again when its time has come."""
        if self.process is not None and self.process.poll() is not None:
            self.deaths = 1 if now - self.began > CALM_S else self.deaths + 1
            self.again_at = now + min(2.0 ** (self.deaths - 1) - 1, LONGEST_S)  # the first time at once
            log.warning("worker %s ended with %s", self.process.pid, self.process.returncode)
            self.process = None
        if self.process is None and now >= self.again_at:
            self.process = subprocess.Popen(self.command)  # noqa: S603 - our own command
            self.began = now


@dataclass
class Crew:
    """`count` workers of this command."""

    command: Sequence[str]
    count: int
    members: list[Member] = field(default_factory=list)

    def run(self, stop: threading.Event) -> None:
        self.members = [Member(self.command) for _ in range(self.count)]
        try:
            while not stop.is_set():
                for member in self.members:
                    member.look_after(time.monotonic())
                stop.wait(0.5)
        finally:
            self.end()

    def end(self) -> None:
        """Each in good order, within twenty seconds; then by force, and the leases end by themselves."""
        living = [m.process for m in self.members if m.process is not None and m.process.poll() is None]
        for process in living:
            process.terminate()
        until = time.monotonic() + PATIENCE_S
        for process in living:
            try:
                process.wait(max(until - time.monotonic(), 0.1))
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


def stopped_by_signals() -> threading.Event:
    """Set by SIGTERM and SIGINT."""
    stop = threading.Event()
    for sig in (signal.SIGTERM, signal.SIGINT):
        signal.signal(sig, lambda *_: stop.set())
    return stop


def cores() -> int:
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def command(*words: str) -> list[str]:
    return [sys.executable, "-m", "zhicheng", "eyes", *words]
