"""Do a file's points look as if they were in another datum than it says? Told, never corrected: a wrong guess puts everything elsewhere."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from zhicheng.engines.datum import DATUMS, Datum, to_wgs84
from zhicheng.ground.places.city import City
from zhicheng.kernel.phrases import Phrase

Floats = NDArray[np.float64]
ENOUGH = 30  # points; fewer lie by roads or not by luck
LOOKED_AT = 300
BY_A_ROAD_M = 25.0
CLEARLY = 0.2  # of all points more lie by a road in another datum
NAMES = {"wgs84": "WGS-84", "gcj02": "GCJ-02（高德、腾讯）", "bd09": "BD-09（百度）"}


def suspect(city: City, lng: Floats, lat: Floats, said: Datum) -> Phrase | None:
    """A sentence when clearly more of the points lie by a named road if they are read in another datum than was said; else None.

    People report from streets, so in the right datum most points lie within 25 m of one; half a kilometre off they lie anywhere.
    """
    rng = np.random.default_rng(0)
    some = rng.choice(len(lng), min(len(lng), LOOKED_AT), replace=False)
    if len(some) < ENOUGH:
        return None
    shares = dict(_shares(city, lng[some], lat[some]))
    best = max(DATUMS, key=lambda d: shares[d])
    if shares[best] - shares[said] < CLEARLY:
        return None
    there, here = round(100 * shares[best]), round(100 * shares[said])
    return Phrase(
        f"坐标可疑：按 {NAMES[said]} 只有 {here}% 的点在路边，按 {NAMES[best]} 有 {there}%；若确是后者，请加 --datum {best} 重新导入。",
        f"The coordinates look odd: as {said} {here} % of the points lie by a road, as {best} {there} % do; if that is what they are, import "
        f"again with --datum {best}.",
    )


def _shares(city: City, lng: Floats, lat: Floats) -> Iterator[tuple[Datum, float]]:
    """Share of points by a named road, for each datum that they may be in."""
    for datum in DATUMS:
        x, y = to_wgs84(lng, lat, datum)
        roads = [city.gazetteer.road_at(float(a), float(b), within=BY_A_ROAD_M) for a, b in zip(x, y, strict=True)]
        yield datum, sum(r is not None for r in roads) / len(roads)
