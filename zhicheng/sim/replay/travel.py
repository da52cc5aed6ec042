"""How long from report to report: over open ground, or on the roads of a city.

Officers stand where their last report was, so all places of a replay are reports: a place is an index into the demand.
"""

from __future__ import annotations

from typing import Literal, Protocol

import numpy as np
from numpy.typing import NDArray

from zhicheng.sim.demand import Demand

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Mode = Literal["car", "ebike", "walk"]

DETOUR = 1.3  # streets against the straight line
METRES_PER_DEGREE = 111_320.0
CENTRAL = (
    1,
    99,
)  # percentiles of the part of the demand that is laid on the city; a few far outliers must not shrink it
ALREADY_THERE = 0.9  # share of reports inside the city's bounds from which on they stay where they are
MODE: Mode = "ebike"


class Travel(Protocol):
    """Times and straight distances between places."""

    def seconds(self, origins: Ints, targets: Ints) -> Floats:
        """(len(origins), len(targets)) seconds; inf where there is no way."""

    def straight(self, origins: Ints, targets: Ints) -> Floats:
        """(len(origins), len(targets)) metres as the crow flies."""

    @property
    def speed(self) -> float:
        """Metres on the road per second of travel, to report kilometres."""


class PlainTravel:
    """No map: straight line x 1.3 at one speed."""

    def __init__(self, demand: Demand, speed_kmh: float) -> None:
        self.xy = plane(demand.lng, demand.lat)
        self.speed = speed_kmh / 3.6

    def straight(self, origins: Ints, targets: Ints) -> Floats:
        """Metres in the local plane."""
        return distances(self.xy[origins], self.xy[targets])

    def seconds(self, origins: Ints, targets: Ints) -> Floats:
        """Straight line x 1.3 / speed."""
        return self.straight(origins, targets) * (DETOUR / self.speed)


class RoadNetwork(Protocol):
    """The part of `engines.routing.Network` that a replay needs."""

    def nearest(self, lng: Floats, lat: Floats, mode: Mode) -> tuple[NDArray[np.int32], NDArray[np.float32]]: ...

    def seconds(self, sources: Ints, targets: Ints, mode: Mode) -> NDArray[np.float32]: ...


class RoadTravel:
    """E-bike times on a road network; every report stands on its nearest road node.

    `speed_kmh` None keeps the network's own times. Otherwise all times are multiplied by one factor, so that a straight
    line x 1.3 is on average travelled at that speed, as without a map. Kilometres are seconds x that mean speed, hence
    approximate.
    """

    def __init__(self, demand: Demand, network: RoadNetwork, speed_kmh: float | None, seed: int = 0) -> None:
        self.xy = plane(demand.lng, demand.lat)
        self._network = network
        self._node = network.nearest(demand.lng, demand.lat, MODE)[0].astype(np.int64)
        self._factor = 1.0
        natural = self._natural_speed(seed)
        self.speed = natural if speed_kmh is None else speed_kmh / 3.6
        self._factor = natural / self.speed

    def straight(self, origins: Ints, targets: Ints) -> Floats:
        """Metres in the local plane."""
        return distances(self.xy[origins], self.xy[targets])

    def seconds(self, origins: Ints, targets: Ints) -> Floats:
        """Road times by e-bike, scaled."""
        times = self._network.seconds(self._node[origins], self._node[targets], MODE)
        return times.astype(np.float64) * self._factor

    def _natural_speed(self, seed: int) -> float:
        """Straight x 1.3 over time, summed over pairs of places; 15 km/h when all places are one."""
        sample = np.random.default_rng(seed).integers(len(self.xy), size=min(100, len(self.xy)))
        times, metres = self.seconds(sample, sample), self.straight(sample, sample) * DETOUR
        reached = np.isfinite(times)
        total = float(times[reached].sum())
        return float(metres[reached].sum()) / total if total > 0 and metres[reached].sum() > 0 else 15 / 3.6


def move_onto(demand: Demand, lng: Floats, lat: Floats) -> Demand:
    """Lay the demand onto a city given by its road nodes, keeping relative density.

    Each axis is stretched on its own so that the central 98 % of the reports covers the central 98 % of the nodes; the
    few reports beyond the city's bounds are set onto them. Where at least 90 % of the reports lie inside the city's
    bounds already, nothing is moved. The next step (`RoadTravel`) sets each report onto its nearest road node.
    """
    inside = (
        (demand.lng >= lng.min()) & (demand.lng <= lng.max()) & (demand.lat >= lat.min()) & (demand.lat <= lat.max())
    )
    if inside.mean() >= ALREADY_THERE:
        return demand
    x, y = _stretch(demand.lng, lng), _stretch(demand.lat, lat)
    return Demand(demand.at, x, y, demand.category, demand.service_minutes, demand.refusals)


def plane(lng: Floats, lat: Floats) -> Floats:
    """Degrees to metres in a local plane, (n, 2)."""
    middle = np.cos(np.radians(float(lat.mean())))
    return np.column_stack((lng * METRES_PER_DEGREE * middle, lat * METRES_PER_DEGREE))


def distances(a: Floats, b: Floats) -> Floats:
    """All straight distances, (len(a), len(b))."""
    metres: Floats = np.hypot(a[:, 0][:, None] - b[:, 0][None, :], a[:, 1][:, None] - b[:, 1][None, :])
    return metres


def _within(values: Floats, city: Floats) -> NDArray[np.bool_]:
    inside: NDArray[np.bool_] = (values >= city.min()) & (values <= city.max())
    return inside


def _stretch(values: Floats, city: Floats) -> Floats:
    low, high = np.percentile(values, CENTRAL)
    city_low, city_high = np.percentile(city, CENTRAL)
    if high <= low:  # all reports at one place: the middle of the city
        return np.full(len(values), (city_low + city_high) / 2)
    moved = city_low + (values - low) * ((city_high - city_low) / (high - low))
    clipped: Floats = np.clip(moved, city.min(), city.max())
    return clipped
