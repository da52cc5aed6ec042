"""One reading, as it comes in."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Reading:
    """What a sensor says, once: (sensor, moment to the second) is the same reading for ever. `taken_at` is aware."""

    sensor: str
    taken_at: datetime
    value: float
    unit: str = ""
    row: int = 0
