"""What a meter says and what that means: gain and offset, from a moment on. The store keeps what it said; a mended calibration mends the charts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from zhicheng.ground.sensors.rules.judging import Ints
from zhicheng.kernel.errors import BadInput

ONE = 1_000_000  # gain in millionths
GAIN = (ONE // 2, ONE * 2)  # a meter that is wrong by half belongs into the workshop


def corrected(said: Ints, gain: Ints, offset: Ints) -> Ints:
    """said × gain + offset, in thousandths, rounded half up; one entry per reading."""
    return (said * gain + ONE // 2) // ONE + offset


def at_moments(turns: Sequence[Mapping[str, Any]], moments: Ints) -> tuple[Ints, Ints]:
    """Gain and offset at each moment. `turns`: {"from": seconds, "gain": millionths, "offset": thousandths}, oldest first; before the first: none."""
    since = np.array([t["from"] for t in turns], np.int64)
    gain = np.array([ONE, *(t["gain"] for t in turns)], np.int64)
    offset = np.array([0, *(t["offset"] for t in turns)], np.int64)
    which = np.searchsorted(since, moments, side="right")
    return gain[which], offset[which]


def check_gain(gain: int) -> None:
    if not GAIN[0] <= gain <= GAIN[1]:
        raise BadInput(
            f"增益 {gain / ONE:g} 应在 {GAIN[0] / ONE:g} 到 {GAIN[1] / ONE:g} 之间；差得更多的表应送修。",
            f"The gain {gain / ONE:g} must be between {GAIN[0] / ONE:g} and {GAIN[1] / ONE:g}; a meter further off belongs into the workshop.",
            field="gain",
        )
