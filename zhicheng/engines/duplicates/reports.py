"""Reports as columns, in the order of the file."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from zhicheng.kernel.geo import metres_per_degree

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Reports:
    """n reports. `hours`: time in hours since the epoch, NaN when unknown. `x`, `y`: metres east and north of the first known
    place, NaN without one. `category`: number of the category, -1 without one. `closed`: when it was closed, in hours; infinity
    while it is open or when nobody said so.
    """

    ids: Sequence[str]
    hours: Floats
    x: Floats
    y: Floats
    category: Ints
    texts: Sequence[str]
    closed: Floats

    def __len__(self) -> int:
        return len(self.ids)

    @property
    def placed(self) -> npt.NDArray[np.bool_]:
        """Those whose place and time are known."""
        known: npt.NDArray[np.bool_] = np.isfinite(self.x) & np.isfinite(self.y) & np.isfinite(self.hours)
        return known

    @property
    def closings(self) -> bool:
        """Does the file say of anything when it was closed?"""
        return bool(np.isfinite(self.closed).any())

    @property
    def order(self) -> Ints:
        """Rank in time; of two reports of one moment the one that stands first in the file is the earlier."""
        rank = np.empty(len(self), np.int64)
        rank[np.argsort(self.hours, kind="stable")] = np.arange(len(self))
        return rank


def reports_from(
    *,
    ids: Sequence[str],
    hours: Sequence[float],
    lng: Sequence[float],
    lat: Sequence[float],
    category: Sequence[str],
    texts: Sequence[str],
    closed: Sequence[float],
) -> Reports:
    """Columns as they were read: degrees WGS-84, NaN for what is missing, "" for no category."""
    east, north = np.asarray(lng, float), np.asarray(lat, float)
    known = np.isfinite(east) & np.isfinite(north)
    if known.any():
        one_lng, one_lat = metres_per_degree(float(np.median(north[known])))
        east = (east - float(np.median(east[known]))) * one_lng
        north = (north - float(np.median(north[known]))) * one_lat
    numbers: dict[str, int] = {"": -1}
    coded = np.array([numbers.setdefault(c, len(numbers) - 1) for c in category], np.int64)
    ends = np.asarray(closed, float)
    return Reports(ids, np.asarray(hours, float), east, north, coded, texts, np.where(np.isfinite(ends), ends, np.inf))
