"""What time it is. Only api, worker and cli ask; everything below gets `at` as an argument.

The demo's city clock runs faster: `ZHICHENG_CLOCK=real,city,speed` maps real epoch seconds onto city time.
"""

from __future__ import annotations

import time
from datetime import UTC, datetime
from functools import cache

from zhicheng.infra.config import config


@cache
def _warp() -> tuple[float, float, float]:
    if not config().clock:
        return 0.0, 0.0, 1.0
    real, city, speed = (float(x) for x in config().clock.split(","))
    return real, city, speed


def now() -> datetime:
    """The present moment, aware, UTC; in the demo the city's."""
    real, city, speed = _warp()
    return datetime.fromtimestamp(city + (time.time() - real) * speed, UTC)


def speed() -> float:
    """City seconds per real second."""
    return _warp()[2]


def real() -> datetime:
    """The machine's own clock, UTC: for leases, retries and schedules, which the demo's fast clock does not speed up."""
    return datetime.fromtimestamp(time.time(), UTC)
