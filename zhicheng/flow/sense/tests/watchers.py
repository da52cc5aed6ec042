"""Workers whose clock the tests move: drawn streets instead of cameras, the real database, the real leases."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path

from django.db import OperationalError

from tests.brigade import AT
from zhicheng.flow.sense.watch.keeping import Folder
from zhicheng.flow.sense.watch.office import Office
from zhicheng.flow.sense.watch.worker import Worker
from zhicheng.kernel.errors import BadInput
from zhicheng.vision.schedule import Schedule
from zhicheng.vision.seen import Box, Detection, Pixels
from zhicheng.vision.sources.looks import Answer
from zhicheng.vision.tests.street import HEIGHT, WIDTH, Street, Thing, standing

START = 1_790_000_000.0
ZONE = {
    "name": "gate",
    "rule": "pile",
    "polygon": [[20, 60], [300, 60], [300, 235], [20, 235]],
    "dwell_s": 40,
    "pre_alarm_s": 20,
}
SCENE = {"width": WIDTH, "height": HEIGHT, "fps": 2, "zones": [ZONE], "min_box_px": 16}
HEAP = Box(210, 150, 260, 190)


class Nobody:
    """Names nothing: a heap is found without a name."""

    signature = "nobody"

    def detect(self, image: Pixels) -> list:
        return []


class Named(Nobody):
    """Another detector; sees a person in every picture, so that both can be told apart."""

    def __init__(self, name: str) -> None:
        if name.startswith("broken"):
            raise BadInput(f"{name} 不是可用的检测模型。", f"{name} is no detector that we can use.", field=name)
        self.signature = name

    def detect(self, image: Pixels) -> list:
        return [Detection("person", 0.9, Box(0, 0, 10, 20))]


def heap(start: float, end: float, box: Box = HEAP) -> Thing:
    return Thing("", standing(box, start, end, arrives=0.0), look=12)


@dataclass
class Clock:
    """Seconds since the start; the city's clock goes with it."""

    t: float = 0.0

    def wall(self) -> float:
        return START + self.t

    def city(self) -> datetime:
        return AT + timedelta(seconds=self.t)


Draw = Callable[[float], Pixels | str | None]  # a picture, why there is none, or an answer that never comes by itself


@dataclass
class DrawnLooks:
    """Answers at once, with what the street looks like at this moment of the clock."""

    clock: Clock
    streets: Mapping[str, Draw]
    asked: list[tuple[float, str, bool]] = field(default_factory=list)
    answers: list[Answer] = field(default_factory=list)
    clock_off_s: float | None = None
    skew: Callable[[float], float] = lambda _t: 0.0  # how far the pictures' time stamps are off

    def ask(self, code: str, where: str, *, dense: bool = False) -> None:
        self.asked.append((self.clock.t, code, dense))
        shown = self.streets[code](self.clock.t)
        image, said = (None, shown) if isinstance(shown, str) else (shown, "")
        taken = self.clock.wall() + self.skew(self.clock.t)
        self.answers.append(Answer(code, image, taken, said, self.clock_off_s, 0.001, 0.05))

    def room(self) -> int:
        return 64

    def poll(self, timeout: float) -> list[Answer]:
        found, self.answers = self.answers, []
        return found

    def close(self, code: str) -> None: ...

    def stop(self) -> None: ...

    def looks_at(self, code: str, start: float = 0.0, end: float = 1e9) -> int:
        return sum(c == code and start <= t < end for t, c, _ in self.asked)


def draws(*things: Thing, seed: int = 0) -> Draw:
    street = Street(list(things), seed=seed)
    return lambda t: street.draw(t)[0]


@dataclass
class Lost(Office):
    """A database that is away in these spans of the clock."""

    clock: Clock = field(default_factory=Clock)
    spans: tuple[tuple[float, float], ...] = ()

    def _check(self) -> None:
        if any(a <= self.clock.t < b for a, b in self.spans):
            raise OperationalError("the database is away")

    def appear(self, **more: object) -> None:
        self._check()
        super().appear(**more)  # type: ignore[arg-type]

    def observe(self, *a: object, **more: object) -> None:
        self._check()
        super().observe(*a, **more)  # type: ignore[arg-type]

    def leave(self) -> None:
        self._check()
        super().leave()

    def hang_up(self) -> None:
        """The tests' own connection stays."""


def worker(
    clock: Clock, home: Path, streets: Mapping[str, Draw], name: str = "w1", *, office: Office | None = None, **more: object
) -> Worker:  # fmt: skip
    folder = Folder(home / "eyes", **({"most_bytes": more.pop("most_bytes")} if "most_bytes" in more else {}))  # type: ignore[arg-type]
    return Worker(
        office or Office(name, **more), folder, DrawnLooks(clock, streets), Nobody(), load=lambda n: Named(n), schedule=Schedule(), wall=clock.wall,  # type: ignore[arg-type]
        city=clock.city, cpu=lambda: 0.0,
    )  # fmt: skip


def run(clock: Clock, seconds: float, *workers: Worker, step: float = 0.25) -> None:
    """All workers side by side for so long; the clock jumps to whoever is due next."""
    until = clock.t + seconds
    while clock.t < until:
        for one in workers:
            one.step(lambda _s: None)
        nexts = [w._beat_at - START for w in workers]
        for w in workers:
            following = w.schedule.next_at()
            if following is not None:
                nexts.append(following - START)
        clock.t = min(max(min(nexts), clock.t + 0.01), clock.t + 2.0, until)
