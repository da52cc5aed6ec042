"""What a rule is given for one frame, and what all rules share: candidates of one zone, their two stages, their end."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Protocol

import numpy as np

from zhicheng.vision import polygons
from zhicheng.vision.candidate import Candidate, Look
from zhicheng.vision.ground import Ground, slices
from zhicheng.vision.ports import Text
from zhicheng.vision.scene import Scene, Zone
from zhicheng.vision.seen import Box, Detection, Flags, Floats, Frame, Observation
from zhicheng.vision.tracker import Track

SURE_S = 1.5  # the empty place has to be seen for so long before a thing is gone
AFTER_S, AFTER_EVERY_S = 6.0, 1.4
PATIENCE_S = 120.0  # a thing that stays hidden for longer is lost


@dataclass(frozen=True)
class Moment:
    """One frame for the rules. Pictures are small and steady; boxes of detections are in pixels of the clip, held still too."""

    t: float
    dt: float
    at: datetime | None
    frame: Frame
    picture: Floats
    ground: Ground
    scale: float
    shift: tuple[int, int]
    occupied: list[Box]  # small pixels: who stood there from the beginning; rules cross out who has left
    detections: Sequence[Detection] | None
    tracks: Sequence[Track]
    moved: Flags
    history: Callable[[], Iterator[tuple[float, Floats]]]
    look_closer: Callable[[Box], Sequence[Detection]]
    read: Callable[[Box], Sequence[Text]] | None
    visits: bool = False

    def on_frame(self, box: Box) -> Box:
        """A box of the held-still coordinates, where it lies on the frame as it came."""
        dy, dx = self.shift
        return box.moved(dx / self.scale, dy / self.scale).inside(self.frame.width, self.frame.height)


class Rule(Protocol):
    """One zone under one rule. `step` may be called with any time step; `finish` ends what is still there."""

    zone: Zone

    def wants(self, moved: bool, t: float) -> bool: ...

    def step(self, moment: Moment) -> list[Observation]: ...

    def finish(self, t: float) -> list[Observation]: ...

    def kept(self, shape: tuple[int, int]) -> Flags: ...

    def state(self) -> dict[str, Any]: ...

    def restore(self, state: dict[str, Any]) -> None: ...


@dataclass
class Watch:
    """The candidates of one zone and what was said of them. Base of the rules about things that came and stay."""

    zone: Zone
    scene: Scene
    candidates: list[Candidate] = field(default_factory=list)
    count: int = 0
    moved_at: float = -1e9
    wanted_at: float = -1e9

    def wants(self, moved: bool, t: float) -> bool:
        """Does the rule need the detector now? While something moves, and for a while after: what has just stopped moves no more."""
        if moved:
            self.moved_at = self.wanted_at = t
            return True
        if t - self.moved_at > AFTER_S or t - self.wanted_at < AFTER_EVERY_S:
            return False
        self.wanted_at = t
        return True

    def area(self, moment: Moment) -> Flags:
        """The zone in small pixels."""
        height, width = moment.picture.shape[:2]
        if not hasattr(self, "_area") or self._area.shape != (height, width):
            self._area: Flags = polygons.raster(self.zone.polygon, width, height, moment.scale)
        return self._area

    def kept(self, shape: tuple[int, int]) -> Flags:
        """Pixels of things under watch: the ground must not learn them."""
        kept = np.zeros(shape, dtype=bool)
        for c in self.candidates:
            kept[slices(c.box)] |= c.pixels
        return kept

    def begin(self, moment: Moment, box: Box, exact: Box, anchor: Floats, pixels: Flags) -> Candidate:
        """A thing that seems to have stopped."""
        self.count += 1
        candidate = Candidate(
            id=f"{self.zone.name}:{self.count}",
            box=box,
            anchor=anchor.copy(),
            background=moment.ground.base[slices(box)].copy(),
            pixels=pixels.copy(),
            t_start=moment.t,
            last_seen=moment.t,
            exact=exact,
        )
        self.candidates.append(candidate)
        return candidate

    def see_all(self, moment: Moment) -> tuple[list[Candidate], list[Observation]]:
        """Look at each candidate; those that ended leave, with a last word about those that had been spoken of."""
        said: list[Observation] = []
        present = []
        for c in list(self.candidates):
            replaced = c.facts.get("replaced", 0) >= 2
            if not replaced and c.see(moment.picture, moment.t) is Look.PRESENT:
                present.append(c)
            if replaced or c.ended(moment.t, SURE_S if not moment.visits else 0.0, PATIENCE_S):
                self.candidates.remove(c)
                said += self.farewell(c)
        return present, said

    def stage(self, c: Candidate, dwell: float, confirmed: bool = True) -> list[Observation]:
        """Pre-alarm after T1, confirmed after T2, each said once."""
        said = []
        if dwell >= self.zone.pre_alarm_s and "pre_alarm" not in c.facts:
            c.facts["pre_alarm"] = c.last_seen
            said.append(self.observation(c, "pre_alarm"))
        if confirmed and dwell >= self.zone.dwell_s and "confirmed" not in c.facts:
            c.facts["confirmed"] = c.last_seen
            said.append(self.observation(c, "confirmed"))
        return said

    def farewell(self, c: Candidate) -> list[Observation]:
        if "confirmed" in c.facts:
            return [self.observation(c, "confirmed", over=True)]
        return [self.observation(c, "pre_alarm", over=True)] if "pre_alarm" in c.facts else []

    def finish(self, t: float) -> list[Observation]:
        """The clip ends or the camera is handed over: what stands there ends for this eye."""
        said = [o for c in self.candidates for o in self.farewell(c)]
        self.candidates = []
        return said

    def observation(self, c: Candidate, stage: str, *, over: bool = False) -> Observation:
        return Observation(
            rule=self.zone.rule,
            category=self.zone.category,
            zone=self.zone.name,
            t_start=c.t_start,
            t_end=c.last_seen,
            box=c.exact,
            confidence=round(self.confidence(c), 3),
            stage=stage,
            thing=c.id,
            over=over,
            facts=self.facts(c),
        )

    def state(self) -> dict[str, Any]:
        """For a restart in mid-dwell. What is only a convenience (recent detections) is not kept."""
        return {"zone": self.zone.name, "count": self.count, "candidates": list(self.candidates)}

    def restore(self, state: dict[str, Any]) -> None:
        self.count, self.candidates = state["count"], list(state["candidates"])

    def confidence(self, c: Candidate) -> float:
        return 0.5

    def facts(self, c: Candidate) -> dict[str, Any]:
        return {"hits": c.hits, "looks": c.looks}
