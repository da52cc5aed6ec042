"""A thing that stopped: how it looked then (anchor) and how the place looked before (background). Now is one of the two, or hidden.

Per pixel of the thing: does it look like the anchor, like the background, or like neither? Half of them decide. So people walking
past hide the thing without ending it, and another car at the same spot is another thing.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

import numpy as np

from zhicheng.vision.ground import NEW, gap, slices
from zhicheng.vision.seen import Box, Flags, Floats

NEAR = 30.0  # grey levels: still the same surface after some light and shake
HALF = 0.5


class Look(StrEnum):
    """What one frame says about a thing."""

    PRESENT = "present"
    GONE = "gone"
    HIDDEN = "hidden"


@dataclass
class Candidate:
    """One thing under watch, in small pixels. `t_start`: when it came to rest; `last_seen`: when it was last surely there."""

    id: str
    box: Box
    anchor: Floats
    background: Floats
    pixels: Flags
    t_start: float
    last_seen: float
    exact: Box  # in pixels of the clip
    gone_since: float | None = None
    hidden_since: float | None = None
    names: dict[str, float] = field(default_factory=dict)  # name → sum of scores
    hits: int = 0  # looks in which a detector named it
    looks: int = 0
    facts: dict[str, Any] = field(default_factory=dict)

    def look(self, picture: Floats) -> Look:
        """What this frame says, without remembering it."""
        return compare(picture[slices(self.box)], self.anchor, self.background, self.pixels)

    def see(self, picture: Floats, t: float) -> Look:
        """What this frame says, remembered. A look that the next one contradicts (a passing bus has the street's colour) ends nothing."""
        look = self.look(picture)
        if look is Look.PRESENT:
            self.last_seen, self.gone_since, self.hidden_since = t, None, None
            now = picture[slices(self.box)]
            same = (gap(now, self.anchor) < NEAR) & self.pixels
            self.anchor[same] += 0.05 * (now[same] - self.anchor[same])
        elif look is Look.GONE:
            self.gone_since = t if self.gone_since is None else self.gone_since
        else:
            self.gone_since = None
            self.hidden_since = t if self.hidden_since is None else self.hidden_since
        return look

    def ended(self, t: float, sure_s: float, patience_s: float) -> bool:
        """Gone for sure, or hidden for longer than patience."""
        if self.gone_since is not None and t - self.gone_since >= sure_s:
            return True
        return self.hidden_since is not None and t - self.last_seen >= patience_s

    @property
    def dwell(self) -> float:
        """How long it has stood there as far as it was seen; a hidden stretch counts once it was seen again."""
        return self.last_seen - self.t_start

    def named(self, names: Iterable[str]) -> float:
        """Mean score of these names over the looks in which a detector had a say."""
        return sum(self.names.get(n, 0.0) for n in names) / max(self.looks, 1)


def compare(now: Floats, anchor: Floats, background: Floats, pixels: Flags) -> Look:
    """Like the anchor, like the background, or neither."""
    if not pixels.any():
        return Look.HIDDEN
    to_anchor, to_back = gap(now, anchor)[pixels], gap(now, background)[pixels]
    there = float(((to_anchor < NEAR) & (to_anchor < to_back)).mean())
    away = float(((to_back < NEAR) & (to_back < to_anchor)).mean())
    if there >= HALF and there > away:
        return Look.PRESENT
    if away >= HALF:
        return Look.GONE
    return Look.HIDDEN


def told_apart(anchor: Floats, background: Floats) -> Flags:
    """The pixels by which thing and empty place differ."""
    return gap(anchor, background) > NEW


def onset(candidate: Candidate, history: Iterable[tuple[float, Floats]]) -> float | None:
    """When it came to rest: back through the frames (newest first) to the last one in which the place was empty.

    None when no frame shows the empty place: what has been there from the first frame is no news.
    """
    t_start, came = candidate.t_start, False
    for t, picture in history:
        if t >= candidate.t_start:
            continue
        look = candidate.look(picture)
        if look is Look.PRESENT:
            if came:
                break
            t_start = t
        elif look is Look.GONE:
            came = True
            break
    return t_start if came else None


def tight(pixels: Flags) -> Box:
    """The box around most of the pixels: stray ones at the rim do not count."""
    ys, xs = np.nonzero(pixels)
    if len(ys) == 0:
        return Box(0, 0, 0, 0)
    (x1, x2), (y1, y2) = np.percentile(xs, (2, 98)), np.percentile(ys, (2, 98))
    return Box(float(x1), float(y1), float(x2) + 1, float(y2) + 1)
