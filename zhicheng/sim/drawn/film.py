"""What happens in a drawn street: rounds of some minutes, each with its own guests; the same for the same seed. Pure.

In time lapse: one second of film is LAPSE seconds of the city, because the demo's city lives sixty times as fast as its visitors.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

import numpy as np

from zhicheng.sim.drawn.street import HIGH, PAINTERS, PLACES, WIDE, painted
from zhicheng.vision.seen import Box, Detection, Frame, Pixels

LAPSE = 20.0  # city seconds in a film second
ROUND = 150.0  # film seconds; the street is empty at both ends
SCORE = 0.62
WALKS = 60.0  # pixels a film second


@dataclass(frozen=True)
class Guest:
    """Something that comes, stays and goes. `by`: it walks in from this side (-1 left, 1 right), or is there at once (0)."""

    what: str
    box: Box
    comes: float
    goes: float
    look: int = 0
    by: int = 0

    def at(self, t: float) -> Box | None:
        """Where it is at this second of the round."""
        away = (WIDE if self.by > 0 else self.box.x2) if self.by else 0.0
        if self.by == 0:
            return self.box if self.comes <= t < self.goes else None
        before = (self.comes - t) * WALKS
        after = (t - self.goes) * WALKS
        if before > away or after > WIDE:
            return None
        if before > 0:
            return self.box.moved(before * self.by, 0)
        return self.box.moved(after * -self.by, 0) if after > 0 else self.box


@lru_cache(maxsize=64)
def guests(place: str, seed: int, n: int) -> tuple[Guest, ...]:
    """Who comes in the n-th round."""
    rng = random.Random(f"{place}{seed}-{n}")
    return tuple({"kerb": _kerb, "gate": _gate, "corner": _corner}[place](rng))


def _passers(rng: random.Random, y: float, count: int) -> list[Guest]:
    return [
        Guest("person", Box(-30, y - 56 + rng.randint(-6, 6), -8, y + rng.randint(-6, 6)), t, t, rng.randint(0, 9), -1)
        for t in sorted(rng.uniform(4, ROUND - 20) for _ in range(count))
    ]


def _kerb(rng: random.Random) -> list[Guest]:
    """One car that only lets somebody out, one that stays, cars that drive by."""
    short, long = rng.uniform(10, 20), rng.uniform(30, 42)
    stays = rng.uniform(60, 95)
    y = rng.choice((176, 182))
    first, second = rng.uniform(90, 130), rng.uniform(270, 310)
    return [
        Guest("car", Box(first, y, first + 92, y + 44), short, short + rng.uniform(2, 4), rng.randint(0, 9), -1),
        Guest("car", Box(second, y, second + 96, y + 46), long, long + stays, rng.randint(0, 9), -1),
        *(Guest("car", Box(-110, 212, -10, 256), t, t, rng.randint(0, 9), -1) for t in (26, 70, 112)),
        *_passers(rng, 160, 4),
    ]


def _gate(rng: random.Random) -> list[Guest]:
    """A vendor sets up, customers come and go; in one round of three nobody sells anything."""
    out = _passers(rng, 176, 5)
    if rng.random() < 0.34:
        return out
    comes, stays = rng.uniform(18, 30), rng.uniform(74, 100)
    x = rng.uniform(190, 270)
    out += [
        Guest("stall", Box(x, 150, x + 86, 216), comes, comes + stays, rng.randint(0, 5)),
        Guest("person", Box(x + 90, 156, x + 114, 218), comes - 2, comes + stays + 2, 1, 1),
    ]
    t = comes + 8
    while t < comes + stays - 8:
        out.append(Guest("person", Box(x - 28, 162, x - 6, 222), t, t + rng.uniform(3, 5), rng.randint(0, 9), -1))
        t += rng.uniform(7, 12)
    return out


def _corner(rng: random.Random) -> list[Guest]:
    """Somebody carries bags into the corner and leaves them; street cleaners take them away before the round ends."""
    out = _passers(rng, 216, 3)
    if rng.random() < 0.4:
        return out
    comes = rng.uniform(20, 34)
    x = rng.uniform(200, 320)
    return [
        *out,
        Guest("person", Box(x + 60, 138, x + 84, 204), comes - 3, comes + 3, 2, 1),
        Guest("bags", Box(x, 158, x + 78, 212), comes, comes + rng.uniform(70, 90), rng.randint(0, 99)),
    ]


def things(place: str, seed: int, t: float) -> list[tuple[str, Box, int]]:
    """What is in the picture at this film second."""
    n, within = divmod(t, ROUND)
    found = []
    for guest in guests(place, seed, int(n)):
        box = guest.at(within)
        if box is not None and box.inside(WIDE, HIGH).checked_area > 60:
            found.append((guest.what, box, guest.look))
    return found


@dataclass
class Film:
    """A source of frames: from film second `begins` on, `seconds` long. Times are film seconds."""

    place: str
    seed: int
    rate: float
    begins: float
    seconds: float
    visits: bool = False
    decoded: int = 0
    troubles: list[str] = field(default_factory=list)
    now: list[tuple[str, Box, int]] = field(default_factory=list)
    picture: Pixels | None = None
    lapse: float = LAPSE

    def frames(self) -> Iterator[Frame]:
        for k in range(int(self.seconds * self.rate)):
            yield self.frame(self.begins + k / self.rate, k)

    def frame(self, t: float, index: int = 0) -> Frame:
        """The picture of one moment."""
        self.now = things(self.place, self.seed, t)
        self.picture = painted(self.place, self.seed, self.now, index)
        self.decoded += 1
        return Frame(t - self.begins, self.picture, index)


@dataclass
class Simulated:
    """A detector that is told what was drawn: behind the Detector port, named for what it is. On anything else it sees nothing."""

    film: Film
    signature: str = "simulated-demo@1"

    def detect(self, image: Pixels) -> Sequence[Detection]:
        picture = self.film.picture
        if picture is None or not (image.shape == picture.shape or np.shares_memory(image, picture)):
            return []
        x, y = (0, 0) if image.shape == picture.shape else _corner_of(image, picture)
        high, wide = image.shape[:2]
        found = []
        for what, box, _ in self.film.now:
            name = PAINTERS[what][0]
            cut = box.moved(-x, -y).inside(wide, high)
            if name and cut.checked_area > 40:
                found.append(Detection(name, SCORE, cut))
        return found


def _corner_of(window: Pixels, whole: Pixels) -> tuple[int, int]:
    """Where a window was cut out: views share memory with their frame."""
    offset = window.__array_interface__["data"][0] - whole.__array_interface__["data"][0]
    return offset % whole.strides[0] // whole.strides[1], offset // whole.strides[0]


def film_of(place: str, seed: int, fps: float, city_seconds: float) -> Film:
    """For a trial: one round and a half of it from the beginning."""
    return Film(place, seed, fps, 0.0, min(city_seconds / LAPSE, ROUND * 1.5))


def scene_of(place: str) -> dict[str, object]:
    """The zones as a keeper would draw them, dwell times in city seconds."""
    p = PLACES[place]
    return {
        "fps": 2, "width": WIDE, "height": HIGH, "min_box_px": 12,
        "zones": [{"name": p.zone, "rule": p.rule, "polygon": [list(xy) for xy in p.polygon], "dwell_s": p.dwell_s, "pre_alarm_s": p.pre_alarm_s}],
    }  # fmt: skip
