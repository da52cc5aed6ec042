"""Who may use which OSM way, in which direction, and how fast.

Speeds are what one averages in a Chinese city with its lights, not the sign; `maxspeed` only lowers them. E-bikes and
pedestrians stay off motorways, elevated trunk roads and tunnels. Officers may use private service ways (estates,
markets); ways with access=no are closed to all.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from zhicheng.engines.routing import Mode

Tags = Mapping[str, str]

CAR_KMH = {
    "motorway": 80, "motorway_link": 40, "trunk": 60, "trunk_link": 35, "primary": 38, "primary_link": 28,
    "secondary": 33, "secondary_link": 25, "tertiary": 28, "tertiary_link": 22, "unclassified": 22, "residential": 18,
    "road": 20, "living_street": 10, "service": 12, "track": 10,
}  # fmt: skip
EBIKE_KMH = {
    "trunk": 22, "trunk_link": 20, "primary": 21, "primary_link": 20, "secondary": 20, "secondary_link": 20,
    "tertiary": 19, "tertiary_link": 19, "unclassified": 17, "residential": 16, "road": 16, "cycleway": 20,
    "living_street": 12, "service": 13, "track": 12, "path": 12, "pedestrian": 8, "footway": 6,
}  # fmt: skip
WALK_KMH = {"steps": 2.4}
WALK_DEFAULT_KMH = 4.8
ROAD_CLASSES = frozenset(CAR_KMH) | frozenset(EBIKE_KMH) | frozenset(WALK_KMH)
_FAST = frozenset({"motorway", "motorway_link"})
_FAST_WHEN_RAISED = frozenset({"trunk", "trunk_link", "primary_link"})
_YES = frozenset({"yes", "true", "1", "viaduct", "covered", "building_passage"})
_NO = frozenset({"no", "0", "false"})


@dataclass(frozen=True)
class Use:
    """km/h with and against the drawing direction of a way; 0 = not allowed."""

    forward: float
    backward: float


CLOSED_USE = Use(0, 0)


def uses_of(tags: Tags) -> dict[Mode, Use]:
    """For each mode its speeds on a way with these tags."""
    kind = tags.get("highway", "")
    if kind not in ROAD_CLASSES or tags.get("area") == "yes" or tags.get("access") in _NO:
        return {"car": CLOSED_USE, "ebike": CLOSED_USE, "walk": CLOSED_USE}
    return {"car": _car(kind, tags), "ebike": _ebike(kind, tags), "walk": _walk(kind, tags)}


def one_way(tags: Tags) -> int:
    """1 with, -1 against the drawing direction, 0 both ways."""
    value = tags.get("oneway", "")
    if value in ("-1", "reverse"):
        return -1
    if value in _YES:
        return 1
    if value in _NO:
        return 0
    return 1 if tags.get("highway") == "motorway" or tags.get("junction") in ("roundabout", "circular") else 0


def _car(kind: str, tags: Tags) -> Use:
    speed: float = CAR_KMH.get(kind, 0)
    if any(tags.get(key) in _NO for key in ("vehicle", "motor_vehicle", "motorcar")):
        return CLOSED_USE
    limit = tags.get("maxspeed", "")
    if limit.isdigit() and int(limit) > 0:
        speed = min(speed, int(limit))
    return _directed(speed, one_way(tags))


def _ebike(kind: str, tags: Tags) -> Use:
    speed: float = EBIKE_KMH.get(kind, 0)
    if _fast_only(kind, tags) or tags.get("bicycle") in _NO:
        return CLOSED_USE
    against = tags.get("oneway:bicycle") in _NO or kind in ("footway", "pedestrian", "path")
    return _directed(speed, 0 if against else one_way(tags))


def _walk(kind: str, tags: Tags) -> Use:
    if _fast_only(kind, tags) or tags.get("foot") in _NO:
        return CLOSED_USE
    speed = WALK_KMH.get(kind, WALK_DEFAULT_KMH)
    return Use(speed, speed)


def _directed(speed: float, direction: int) -> Use:
    return Use(speed if direction >= 0 else 0, speed if direction <= 0 else 0)


def _fast_only(kind: str, tags: Tags) -> bool:
    """Elevated roads, tunnels for cars, motorways: closed to whoever is slow."""
    if kind in _FAST or tags.get("motorroad") == "yes":
        return True
    if tags.get("bridge") in _YES and kind in _FAST_WHEN_RAISED:
        return True
    return tags.get("tunnel") == "yes" and kind in CAR_KMH and kind not in ("service", "living_street")
