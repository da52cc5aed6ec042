"""What one look leaves behind: nothing, something new that may only pass, something that stands. Costs a millisecond; no detector.

Light, shadows and places that people have left look new too; they are dismissed after half a minute of dense looking in which no rule took
them for a thing, and stay dismissed until they look like the street again.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from scipy import ndimage

from zhicheng.vision import polygons
from zhicheng.vision.candidate import Candidate
from zhicheng.vision.eye import Eye
from zhicheng.vision.ground import NEW, gap, patches
from zhicheng.vision.schedule import Suspicion
from zhicheng.vision.seen import Flags

PATIENCE_S = 30.0
STOOD_S = 2.0  # the surface is the same since the look before
SLACK = 0.7


@dataclass
class Doubt:
    """The suspicions of one eye over time."""

    since: float | None = None
    dismissed: Flags = field(default_factory=lambda: np.zeros((0, 0), dtype=bool))
    _zones: Flags = field(default_factory=lambda: np.zeros((0, 0), dtype=bool))

    def of(self, eye: Eye) -> Suspicion:
        """After `eye` has seen a frame."""
        if not eye.ground.ready or (eye.steady is None and not eye.visits):
            return Suspicion.LEARNING
        things = [c for rule in eye.rules for c in candidates(rule)]
        if any("confirmed" not in c.facts for c in things):
            self.since = None
            return Suspicion.STANDING
        new = self._new(eye)
        found = patches(new, max(SLACK * eye.scene.min_box_px * eye.scale, 3.0)) if new.any() else []
        if not found:
            self.since = None
            return Suspicion.CONFIRMED if things else Suspicion.NOTHING
        stood = any((eye.ground.age[p.where][p.pixels] >= STOOD_S).mean() > 0.5 for p in found)
        if not stood:
            return Suspicion.NEW
        return self._standing(eye, new, bool(things))

    def _standing(self, eye: Eye, new: Flags, things: bool) -> Suspicion:
        """It stands, and no rule has taken it for a thing yet; not for ever."""
        t = eye.t or 0.0
        self.since = t if self.since is None else self.since
        if t - self.since < PATIENCE_S:
            return Suspicion.STANDING
        self.dismissed = np.asarray(self.dismissed | ndimage.binary_dilation(new, iterations=3))
        self.since = None
        return Suspicion.CONFIRMED if things else Suspicion.NOTHING

    def _new(self, eye: Eye) -> Flags:
        """Pixels of the zones that are not as the street was, and that nobody has explained."""
        ground = eye.ground
        shape = (ground.base.shape[0], ground.base.shape[1])
        if self._zones.shape != shape:
            self._zones, self.dismissed = zones(eye, shape), np.zeros(shape, dtype=bool)
        changed = gap(ground.stable, ground.base) > NEW
        self.dismissed &= ndimage.binary_dilation(changed, iterations=3)
        kept = np.zeros(shape, dtype=bool)
        for rule in eye.rules:
            kept |= rule.kept(shape)
        return np.asarray(changed & self._zones & ~self.dismissed & ~ndimage.binary_dilation(kept, iterations=3))


def candidates(rule: object) -> list[Candidate]:
    """What a rule has under watch; a rule of another make may have nothing of the kind."""
    return list(getattr(rule, "candidates", ()))


def zones(eye: Eye, shape: tuple[int, int]) -> Flags:
    mine = np.zeros(shape, dtype=bool)
    for zone in eye.scene.zones:
        mine |= polygons.raster(zone.polygon, shape[1], shape[0], eye.scale)
    return mine
