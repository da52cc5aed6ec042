"""乱堆乱放, 暴露垃圾: something that nobody carried away. No permissive weights know piles, so it is what came, stays, and is neither person
nor vehicle nor light. A person who stays beside it attends it; the clock of "unattended" begins when he has left.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from scipy import ndimage

from zhicheng.vision import polygons
from zhicheng.vision.candidate import Candidate, onset
from zhicheng.vision.ground import Patch, is_ghost, is_light, patches, slices
from zhicheng.vision.rules.moment import Moment, Watch
from zhicheng.vision.seen import PERSON, VEHICLES, Box, Detection, Flags, Observation

STANDS_S = 3.0
LOOK_EVERY_S = 1.0
CLOSER_EVERY_S = 4.0
AGAIN_S = 3.0
MOST_OF_PICTURE = 0.35
SLACK = 0.8  # a cut-out is a little smaller than the thing
LONGEST = 3.0
OVERLAP = 0.35
LEFT_SHARE = 0.5
LEAST_FILL = 0.25
ALIVE_SCORE = 0.25
ATTENDS_S = 4.0
MOST_NAMED = 0.3  # share of closer looks in which it was a person or a vehicle


@dataclass
class Pile(Watch):
    """One zone in which nothing may be left."""

    looked: float = -1e9
    put_off: list[tuple[float, Box]] = field(default_factory=list)

    def step(self, moment: Moment) -> list[Observation]:
        present, said = self.see_all(moment)
        self._attend(moment)
        if moment.t - self.looked >= LOOK_EVERY_S:
            self.looked = moment.t
            self._propose(moment)
        for c in present:
            said += self._judge(moment, c)
        return said

    def _judge(self, moment: Moment, c: Candidate) -> list[Observation]:
        if not self.zone.forbids(c.exact.foot, moment.at):
            return []
        alone = moment.t - max(c.t_start, c.facts.get("attended", c.t_start))
        due = alone >= min(self.zone.pre_alarm_s, self.zone.dwell_s) * 0.6
        if due and moment.t - c.facts.get("closer", -1e9) >= CLOSER_EVERY_S and "confirmed" not in c.facts:
            self._look_closer(moment, c)
        is_thing = c.looks >= 2 and c.facts.get("alive", 0) <= MOST_NAMED * c.looks
        if not is_thing:
            return []
        return self.stage(c, min(c.dwell, alone))

    def _look_closer(self, moment: Moment, c: Candidate) -> None:
        c.facts["closer"] = moment.t
        c.looks += 1
        if self._alive(moment, c.exact):
            c.facts["alive"] = c.facts.get("alive", 0) + 1
        else:
            c.hits += 1

    def _alive(self, moment: Moment, box: Box) -> bool:
        """Is it a person or a vehicle that stands there?"""
        return any(covers(d, box) for d in (*moment.look_closer(box), *(moment.detections or ())))

    def _attend(self, moment: Moment) -> None:
        for c in self.candidates:
            if any(attends(k.box, c.exact) and k.stays(moment.t, ATTENDS_S) for k in moment.tracks if k.name == PERSON):
                c.facts["attended"] = moment.t

    def _propose(self, moment: Moment) -> None:
        ground = moment.ground
        changed = ground.changed(STANDS_S)
        if changed.mean() > MOST_OF_PICTURE:
            ground.accept(changed & ~self.kept(changed.shape))  # the light turned, not the street
            return
        least = SLACK * self.scene.min_box_px * moment.scale
        changed &= ~self.kept(changed.shape)
        self.put_off = [(t, b) for t, b in self.put_off if moment.t < t]
        for seed in patches(changed, least):
            patch = ground.grown(seed)
            exact = patch.box.times(1 / moment.scale)
            if polygons.holds(self.zone.polygon, exact.foot) and self._large(exact):
                self._consider(moment, patch, exact)

    def _large(self, exact: Box) -> bool:
        least = self.scene.min_box_px
        short, long = sorted((exact.width, exact.height))
        return short >= least and long <= LONGEST * short  # a flapping tape, the rim of a shadow

    def _consider(self, moment: Moment, patch: Patch, exact: Box) -> None:
        ground = moment.ground
        wide = whole_around(patch, ground.base.shape)
        stable, base = ground.stable[slices(wide)], ground.base[slices(wide)]
        pixels = shifted(patch, wide)
        if is_light(stable, base, pixels) or is_ghost(stable, base, pixels) or self._left_behind(moment, patch):
            ground.accept(mask_of(patch, ground.base.shape))
            return
        if any(patch.box.iou(b) > 0.3 for _, b in self.put_off):
            return
        if patch.pixels.mean() < LEAST_FILL:  # twigs in the wind; a thing that is only half uncovered yet comes again
            self.put_off.append((moment.t + AGAIN_S, patch.box))
            return
        if any(near(patch.box, c.box) for c in self.candidates):
            return
        if self._alive(moment, exact):
            self.put_off.append((moment.t + AGAIN_S, patch.box))
            return
        c = self.begin(moment, patch.box, exact, ground.stable[patch.where], patch.pixels)
        c.t_start = moment.t - STANDS_S
        c.last_seen = moment.t
        began = onset(c, moment.history())
        if began is None:
            self.candidates.remove(c)
            ground.accept(mask_of(patch, ground.base.shape))
            return
        c.t_start = began
        c.looks = c.hits = 1
        c.facts["closer"] = moment.t

    def _left_behind(self, moment: Moment, patch: Patch) -> bool:
        """Is this the ground under somebody who stood there from the beginning and has left?"""
        return any(
            b.grown(0.1).common(patch.box) >= LEFT_SHARE * patch.box.area and patch.box.area <= 1.5 * b.area
            for b in moment.occupied
        )

    def confidence(self, c: Candidate) -> float:
        return float(0.5 + 0.4 * c.hits / max(c.looks, 1))


def covers(found: Detection, box: Box) -> bool:
    """Does this person (or a part of him) or vehicle account for the thing?"""
    if found.score < ALIVE_SCORE:
        return False
    common = found.box.common(box)
    if found.name == PERSON:
        return common >= 0.6 * box.area
    return found.name in VEHICLES and common >= 0.5 * box.area and found.box.area <= 8 * box.area


def attends(person: Box, thing: Box) -> bool:
    """Within one body height of it."""
    reach = person.height
    dx = max(thing.x1 - person.x2, person.x1 - thing.x2, 0)
    dy = abs(person.y2 - thing.y2)
    return dx <= 0.6 * reach and dy <= 0.6 * reach


def near(a: Box, b: Box) -> bool:
    """The same thing or a piece of it."""
    return a.iou(b) > 0.1 or a.common(b) > OVERLAP * min(a.area, b.area)


def whole_around(patch: Patch, shape: tuple[int, ...]) -> Box:
    return Box(patch.box.x1 - 4, patch.box.y1 - 4, patch.box.x2 + 4, patch.box.y2 + 4).inside(shape[1], shape[0])


def mask_of(patch: Patch, shape: tuple[int, ...]) -> Flags:
    """The patch's pixels on the whole picture, with the rim that a threshold cuts off."""
    mask = np.zeros(shape[:2], dtype=bool)
    mask[patch.where] = patch.pixels
    return np.asarray(ndimage.binary_dilation(mask, iterations=2))


def shifted(patch: Patch, wide: Box) -> Flags:
    """The patch's pixels in the coordinates of the wider box."""
    pixels = np.zeros((int(wide.height), int(wide.width)), dtype=bool)
    dy, dx = int(patch.box.y1 - wide.y1), int(patch.box.x1 - wide.x1)
    pixels[dy : dy + patch.pixels.shape[0], dx : dx + patch.pixels.shape[1]] = patch.pixels
    return pixels
