"""The demo city's sensors: where they stand, and how they speak. Invented values; each story is played by the city's clock.

A noisy night, a bin that fills, an underpass in the rain, a manhole cover that somebody leaves open, a street lamp that stays dark.
"""

from __future__ import annotations

import math
import random
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import numpy as np

from zhicheng.flow.sense import readings
from zhicheng.ground.places.city import City
from zhicheng.ground.sensors import queries as sensors
from zhicheng.ground.sensors.services import Reading, store
from zhicheng.ground.sensors.sheets import SensorRow

INTERVAL_S = 300  # as registered; they speak every minute, so that a busy laptop's pause is no silence in a city that runs sixty times as fast
MOST_AT_ONCE = 30  # city minutes that one beat catches up with; a laptop that slept tells no old stories
BY = "service:gauges"
# kind, list of the city's extras, how many, class of place, name
STANDS: Sequence[tuple[str, str, int, str, str]] = (
    ("noise", "night_markets", 3, "4a", "噪声监测点"),
    ("noise", "estates", 4, "1", "噪声监测点"),
    ("noise", "scenic", 2, "2", "噪声监测点"),
    ("dust", "shops", 3, "", "扬尘监测点"),
    ("bin", "markets", 4, "", "智能垃圾桶"),
    ("bin", "metro_exits", 4, "", "智能垃圾桶"),
    ("water", "hospitals", 3, "", "下穿道积水监测点"),
    ("manhole_tilt", "school_gates", 3, "", "智能井盖"),
    ("manhole_open", "metro_exits", 3, "", "智能井盖"),
    ("light", "estates", 4, "", "路灯监测点"),
)
CODES: Mapping[str, str] = {
    "noise": "ZS", "dust": "YC", "bin": "LJ", "water": "JS", "manhole_tilt": "JG", "manhole_open": "JK", "light": "LD",
}  # fmt: skip


def demo_sensors(city: City) -> list[SensorRow]:
    """Some thirty sensors at places that the city has."""
    rows: list[SensorRow] = []
    count: dict[str, int] = {}
    for kind, spots, most, place, title in STANDS:
        found = [s for s in city.extras.get(spots, []) if city.locate(s["lng"], s["lat"]).grid]
        for spot in found[:most]:
            count[kind] = count.get(kind, 0) + 1
            code = f"{CODES[kind]}-{count[kind]:03d}"
            where = city.describe(spot["lng"], spot["lat"])
            rows.append(
                SensorRow(
                    code,
                    f"{spot['name']}{title}",
                    kind,
                    spot["lng"],
                    spot["lat"],
                    address=where[:120],
                    place=place,
                    interval_s=INTERVAL_S,
                )
            )
    return rows


@dataclass(frozen=True, slots=True)
class Moment:
    """What a sensor's voice needs to know: the minute in China, a fresh random number, which sensor of its kind it is."""

    minute: int  # since 1970, in China
    noise: float  # normal, mean 0, spread 1
    n: int  # 1, 2, 3 …
    calm: bool = False  # no stories: what was said before the demo began

    @property
    def hour(self) -> float:
        return self.minute % 1440 / 60

    @property
    def day(self) -> int:
        return self.minute // 1440

    def phase(self, every: int, shift: int = 0) -> int:
        """Minutes since what repeats every so many minutes began."""
        return (self.minute + shift) % every

    def tells(self, n: int, every: int, shift: int, lasts: int) -> bool:
        """Does sensor `n` of this kind just now tell a story that repeats every so many minutes and lasts so many?"""
        return not self.calm and self.n == n and self.phase(every, shift) < lasts


def noise(m: Moment) -> float:
    """Loud by day, quiet by night; number 4 (the first at an estate) has neighbours who sing after ten for forty minutes."""
    busy = 0.5 - 0.5 * math.cos((m.hour - 3) / 24 * 2 * math.pi)
    level = (38.0 if m.n > 3 else 46.0) + (12 if m.n > 3 else 17) * busy + 1.3 * m.noise
    if m.tells(4, 1440, 1440 - 22 * 60 - 12, 42):
        level = 61 + 2 * m.noise
    return round(level, 1)


def dust(m: Moment) -> float:
    """Trucks come to number 1 every five hours and nobody sprays water."""
    level = 85 + 30 * math.sin(m.hour / 24 * 2 * math.pi) + 8 * m.noise
    if m.tells(1, 300, 40, 35):
        level = 1_250 + 90 * m.noise
    return round(max(level, 5), 0)


def bin_level(m: Moment) -> float:
    """Filled in some hours, each at its own pace, emptied when its crew has been there."""
    every = 240 + 55 * m.n
    full = m.phase(every, 160 + 90 * m.n) / (every - 45)
    return round(min(80.0 if m.calm else 98.0, max(2.0, 96 * full + 0.4 * m.noise)), 0)


def water(m: Moment) -> float:
    """It rains for half an hour every seven hours; number 1 floods, the others keep up."""
    rain = m.phase(420, 330)
    deep = 34.0 if m.n == 1 and not m.calm else 6.0
    if rain < 12:
        return round(deep * rain / 12 + abs(0.2 * m.noise), 1)
    if rain < 70:
        return round(max(0.0, deep * (1 - max(0, rain - 30) / 40)) + abs(0.2 * m.noise), 1)
    return 0.0


def manhole_tilt(m: Moment) -> float:
    """A lorry tips the cover of number 2 twice a day until somebody lays it back."""
    return round(31 + m.noise if m.tells(2, 720, 200, 50) else 1.5 + 0.3 * abs(m.noise), 1)


def manhole_open(m: Moment) -> float:
    """Number 1 is left open for half an hour a day."""
    return 1.0 if m.tells(1, 1440, 900, 30) else 0.0


def light(m: Moment) -> float:
    """Lit from seven to five; number 3 is broken."""
    dark = m.hour >= 18.5 or m.hour < 5.5
    if dark:
        return 0.3 if m.n == 3 and not m.calm else round(17 + 1.2 * m.noise, 1)
    return round(60 + 2 * m.noise, 1)  # the sun is more than this meter can say


VOICES: Mapping[str, Callable[[Moment], float]] = {
    "noise": noise, "dust": dust, "bin": bin_level, "water": water, "manhole_tilt": manhole_tilt, "manhole_open": manhole_open, "light": light,
}  # fmt: skip


class Gauges:
    """Lets the demo's sensors speak once a city minute, through the door that real ones come by."""

    def __init__(self, rng: random.Random) -> None:
        self.rng = rng
        self.last: datetime | None = None
        self.rows: list[SensorRow] = []
        self.load()

    def load(self) -> None:
        """Those of the demo that are in use: who switches one off has silenced it."""
        self.rows = [r for r in sensors.sheet_rows() if r.active and r.code.partition("-")[0] in CODES.values()]

    def step(self, now: datetime) -> int:
        """Every whole minute since the last step; how many readings were new."""
        moments = minutes(self.last or now - timedelta(minutes=1), now)
        self.last = now
        batch = [Reading(row.code, at, self._says(row, at), row.unit) for at in moments for row in self.rows]
        return readings.take_many(batch, by=BY, at=now).taken if batch else 0

    def remember(self, now: datetime, hours: int = 24) -> int:
        """An uneventful past, so that charts are not empty on the first day; stored, not judged. How many readings."""
        ids = sensors.ids_of([r.code for r in self.rows])
        last = int(now.timestamp()) // 60 * 60
        said = [
            (ids[row.code], last - 60 * m, round(1000 * self._says(row, now - timedelta(minutes=m), calm=True)))
            for row in self.rows for m in range(1, 60 * hours + 1)
        ]  # fmt: skip
        if said:
            columns = [np.array(c, np.int64) for c in zip(*said, strict=True)]
            store(sensors.Readings(columns[0], columns[1], columns[2]))
        return len(said)

    def _says(self, row: SensorRow, at: datetime, *, calm: bool = False) -> float:
        local = int(at.timestamp()) // 60 + 8 * 60
        return VOICES[row.kind](Moment(local, self.rng.gauss(0, 1), int(row.code.rpartition("-")[2]), calm))


def minutes(since: datetime, until: datetime) -> list[datetime]:
    """The whole minutes after `since` up to `until`, the newest `MOST_AT_ONCE` of them."""
    last = until.replace(second=0, microsecond=0)
    n = min(MOST_AT_ONCE, int((last - since.replace(second=0, microsecond=0)).total_seconds() // 60))
    return [last - timedelta(minutes=i) for i in range(n)][::-1]
