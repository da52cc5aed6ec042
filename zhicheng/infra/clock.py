"""What time it is. Only api, worker and cli ask; everything below gets `at` as an argument.

The demo's city clock runs faster: `ZHICHENG_CLOCK=real,city,speed` maps real epoch seconds onto city time. Its simulator may change
the pace while all processes run (`change_speed`): the change stands in a file beside the database and holds from a moment in the
near future, so that every process turns at the same instant and time never jumps nor runs backwards.
"""

from __future__ import annotations

import os
import time
from datetime import UTC, datetime
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

from zhicheng.infra.config import config

LEAD = 0.3  # real seconds until a change holds: longer than any process takes between looking and using


class Pace(NamedTuple):
    """From this real moment on the city's clock reads `city` and runs `speed` times as fast."""

    real: float
    city: float
    speed: float

    def at(self, real: float) -> float:
        return self.city + (real - self.real) * self.speed


ORDINARY = Pace(0.0, 0.0, 1.0)


def now() -> datetime:
    """The present moment, aware, UTC; in the demo the city's."""
    t = time.time()
    return datetime.fromtimestamp(_pace(t).at(t), UTC)


def speed() -> float:
    """City seconds per real second."""
    return _pace(time.time()).speed


def first_speed() -> float:
    """The speed that the demo was started with."""
    return _parse(config().clock).speed if config().clock else 1.0


def real() -> datetime:
    """The machine's own clock, UTC: for leases, retries and schedules, which the demo's fast clock does not speed up."""
    return datetime.fromtimestamp(time.time(), UTC)


def change_speed(factor: float) -> None:
    """Let the demo's clock run at another pace from a moment on; for one process of the demo only, its simulator."""
    before = _pace(time.time())
    turns = time.time() + LEAD
    after = Pace(turns, before.at(turns), factor)
    path = _file()
    fresh = path.with_suffix(".new")
    fresh.write_text("\n".join(",".join(repr(v) for v in pace) for pace in (before, after)), encoding="ascii")
    fresh.replace(path)  # a reader sees the old pair or the new one, never half a line


def forget_changes() -> None:
    """A demo that starts anew begins at its own speed."""
    _file().unlink(missing_ok=True)


def _file() -> Path:
    return config().home / "clock"


def _pace(t: float) -> Pace:
    """The pace that holds at this real moment."""
    if not config().clock:
        return ORDINARY
    try:
        stamp = os.stat(_file()).st_mtime_ns
    except FileNotFoundError:
        return _parse(config().clock)
    before, after = _changes(stamp)
    return after if t >= after.real else before


@lru_cache(maxsize=1)
def _changes(stamp: int) -> tuple[Pace, Pace]:
    """The last change, read once for each writing of the file."""
    before, after = _file().read_text(encoding="ascii").split("\n")
    return _parse(before), _parse(after)


def _parse(text: str) -> Pace:
    return Pace(*(float(x) for x in text.split(",")))
