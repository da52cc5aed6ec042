"""机动车违停: a vehicle that stops in the zone and stays. Which vehicle it is, is nobody's business here; a person reads the plate.

A detector alone sees "a car at the same spot" all day on a busy road. Here it only proposes: two hits at one place make a candidate, the
patches say whether it is the same car that stands. A queue (three that came together and stand) holds the clock.
"""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, field

from zhicheng.vision import polygons
from zhicheng.vision.candidate import Candidate, Look, compare, onset, tight, told_apart
from zhicheng.vision.ground import slices
from zhicheng.vision.rules.moment import Moment, Watch
from zhicheng.vision.seen import VEHICLES, Box, Detection, Flags, Observation

LEAST_SCORE = 0.25
SAME_SPOT = 0.65  # IoU of two detections of a thing that stands
SAME_THING = 0.4
APART_S = 0.9
TOGETHER_S = 8.0
FULLER = 1.2
LEAST_FIT = 0.5
LEAST_NEW = 0.2  # share of the box that must differ from the empty place
LEAST_HITS = 0.2  # share of looks in which the detector agrees
QUEUE = 3
QUEUE_ARRIVES_S = 60.0


@dataclass
class Parking(Watch):
    """One no-stopping zone."""

    recent: deque[tuple[float, Detection]] = field(default_factory=deque)

    def step(self, moment: Moment) -> list[Observation]:
        present, said = self.see_all(moment)
        if moment.detections is not None:
            self._count_looks(moment, present)
            self._propose(moment)
        if moment.dt > 0:
            self._hold_queue(moment, present)
        for c in present:
            if self.zone.forbids(c.exact.foot, moment.at):
                said += self.stage(c, c.dwell - c.facts.get("held", 0.0), c.hits >= LEAST_HITS * c.looks)
        return said

    def _vehicles(self, moment: Moment) -> list[Detection]:
        least = self.scene.min_box_px
        return [
            d
            for d in moment.detections or ()
            if d.name in VEHICLES
            and d.score >= LEAST_SCORE
            and min(d.box.width, d.box.height) >= least
            and polygons.holds(self.zone.polygon, d.box.foot)
        ]

    def _count_looks(self, moment: Moment, present: list[Candidate]) -> None:
        """What the detector says about the things that are surely visible now, and about what stands in the place of those that are not."""
        for c in self.candidates:
            if c in present:
                c.facts.pop("replaced", None)
            elif any(same_place(d.box, c.exact) for d in moment.detections or () if d.name in VEHICLES):
                c.facts["replaced"] = c.facts.get("replaced", 0) + 1  # twice: two vehicles cannot stand in one place
        for c in present:
            c.looks += 1
            over = [d for d in moment.detections or () if d.name in VEHICLES and d.box.iou(c.exact) >= SAME_THING]
            if over:
                best = max(over, key=lambda d: d.score)
                c.hits += 1
                c.names[best.name] = c.names.get(best.name, 0.0) + best.score

    def _propose(self, moment: Moment) -> None:
        together = max(TOGETHER_S, 3 * moment.dt)
        while self.recent and moment.t - self.recent[0][0] > together:
            self.recent.popleft()
        for found in self._vehicles(moment):
            known = next((c for c in self.candidates if same_thing(found.box, c.exact)), None)
            if known is not None:
                self._fit_better(moment, known, found)
                continue
            earlier = [(t, d) for t, d in self.recent if moment.t - t >= APART_S and d.box.iou(found.box) >= SAME_SPOT]
            self.recent.append((moment.t, found))
            if earlier:
                self._consider(moment, found, earlier)

    def _consider(self, moment: Moment, found: Detection, earlier: list[tuple[float, Detection]]) -> None:
        """Two hits at one spot: is it news, and was it the same car both times?"""
        height, width = moment.picture.shape[:2]
        box = whole(found.box.times(moment.scale), width, height)
        if box.area < 9:
            return
        base = moment.ground.base
        now = moment.picture[slices(box)]
        pixels = told_apart(now, base[slices(box)])
        if pixels.mean() < LEAST_NEW or not self._fits(box, pixels):
            return
        if not self._stood(moment, box, earlier[-1][0]):
            return
        c = self.begin(moment, box, found.box, now, pixels)
        began = onset(c, moment.history())
        if began is None:
            self.candidates.remove(c)
            return
        c.t_start = began
        c.hits = 1 + len(earlier)
        c.looks = max(c.hits, 1)
        for _, d in [*earlier, (moment.t, found)]:
            c.names[d.name] = c.names.get(d.name, 0.0) + d.score

    def _fits(self, box: Box, pixels: Flags) -> bool:
        """Does the detector's box fit what is new? A "bus" around a car and its shadow, or around a lane, does not."""
        new = tight(pixels).moved(box.x1, box.y1)
        return new.iou(box) >= LEAST_FIT and not any(same_thing(new, c.box) for c in self.candidates)

    def _fit_better(self, moment: Moment, c: Candidate, found: Detection) -> None:
        """Before anything is said of it: a box that is fuller of what is new is the better one."""
        if "pre_alarm" in c.facts or c.look(moment.picture) is not Look.PRESENT:
            return
        base, (height, width) = moment.ground.base, moment.picture.shape[:2]
        box = whole(found.box.times(moment.scale), width, height)
        if box.area < 9:
            return
        now, empty = moment.picture[slices(box)], base[slices(box)]
        pixels = told_apart(now, empty)
        if pixels.mean() > FULLER * c.pixels.mean() and pixels.sum() > 0.5 * c.pixels.sum():
            c.box, c.exact, c.anchor, c.background, c.pixels = box, found.box, now.copy(), empty.copy(), pixels

    def _stood(self, moment: Moment, box: Box, t: float) -> bool:
        """Did the place look like this at the earlier hit?"""
        base = moment.ground.base
        now, empty = moment.picture[slices(box)], base[slices(box)]
        pixels = told_apart(now, empty)
        for at, picture in moment.history():
            if abs(at - t) < 0.05:
                return compare(picture[slices(box)], now, empty, pixels) is Look.PRESENT
            if at < t:
                break
        return False

    def _hold_queue(self, moment: Moment, present: list[Candidate]) -> None:
        """Three or more that came within a minute and stand: traffic waits, nobody parks. Not longer than a long red light."""
        waiting = [c for c in present if "confirmed" not in c.facts]
        for c in waiting:
            others = [o for o in waiting if abs(o.t_start - c.t_start) <= QUEUE_ARRIVES_S]
            if len(others) >= QUEUE and c.facts.get("held", 0.0) < self.zone.queue_hold_s:
                c.facts["held"] = c.facts.get("held", 0.0) + moment.dt

    def confidence(self, c: Candidate) -> float:
        mean = sum(c.names.values()) / max(c.hits, 1)
        agree = min(1.0, c.hits / max(c.looks, 1))
        return float(min(0.99, mean**0.5 * (0.5 + 0.5 * agree)))


def same_place(a: Box, b: Box) -> bool:
    """On the same piece of ground, not in front of it: the feet are level."""
    return a.iou(b) >= SAME_SPOT and abs(a.y2 - b.y2) <= 0.12 * b.height


def same_thing(a: Box, b: Box) -> bool:
    """Much overlap, or one within the other: a "bus" around the car that is known."""
    return a.iou(b) >= SAME_THING or a.common(b) >= 0.7 * min(a.area, b.area)


def whole(box: Box, width: int, height: int) -> Box:
    """To whole pixels inside the picture."""
    cut = box.inside(width, height)
    return Box(int(cut.x1), int(cut.y1), round(cut.x2), round(cut.y2))
