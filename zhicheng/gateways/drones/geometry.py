"""From a pixel of a frame to a point on the ground: position, height, where the gimbal looked, field of view. Pure; flat ground.

Axes are east, north, up. Yaw counts from north, clockwise; pitch 0 is the horizon, −90 straight down; the top of a picture that looks
straight down points where yaw says.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

from zhicheng.kernel.errors import BadInput
from zhicheng.kernel.geo import metres_per_degree

LEAST_DOWN = 5.0  # degrees below the horizon: above it a degree of error is hundreds of metres
FARTHEST_M = 1_000.0
FULL_FRAME_MM = 36.0  # width of the film that "35 mm equivalent" speaks of
Vector = tuple[float, float, float]


@dataclass(frozen=True, slots=True)
class Pose:
    """Where the camera was and looked; degrees WGS-84, metres above the ground below."""

    lng: float
    lat: float
    height_m: float
    yaw: float
    pitch: float
    roll: float = 0.0
    view: float = 80.0  # horizontal field of view, degrees
    width: int = 4_000
    height: int = 3_000


@dataclass(frozen=True, slots=True)
class Doubt:
    """One standard deviation of what the telemetry says: GPS without RTK, a barometer, a gimbal."""

    position_m: float = 3.0
    height_m: float = 2.0
    yaw: float = 2.0
    pitch: float = 1.0


@dataclass(frozen=True, slots=True)
class Ground:
    """A point on the ground, how far it is from below the drone, and how far off it may be (one standard deviation)."""

    lng: float
    lat: float
    distance_m: float
    error_m: float


def view_of_lens(focal_mm_equivalent: float) -> float:
    """Horizontal field of view by the focal length that EXIF gives for 35 mm film."""
    if not 5 <= focal_mm_equivalent <= 1_000:
        raise _wrong(
            "焦距", f"{focal_mm_equivalent:g} mm 不合理", "focal length", f"{focal_mm_equivalent:g} mm cannot be"
        )
    return math.degrees(2 * math.atan(FULL_FRAME_MM / 2 / focal_mm_equivalent))


def check(pose: Pose) -> None:
    """BadInput: telemetry that cannot be."""
    for zh, en, value, least, most in (
        ("经度", "longitude", pose.lng, -180, 180), ("纬度", "latitude", pose.lat, -90, 90), ("离地高度", "height", pose.height_m, 1, 2_000),
        ("偏航角", "yaw", pose.yaw, -360, 360), ("俯仰角", "pitch", pose.pitch, -90, 30), ("横滚角", "roll", pose.roll, -180, 180),
        ("视场角", "field of view", pose.view, 5, 150), ("画面宽", "width", pose.width, 16, 20_000),
        ("画面高", "height in pixels", pose.height, 16, 20_000),
    ):  # fmt: skip
        if not (math.isfinite(value) and least <= value <= most):
            raise _wrong(
                zh,
                f"{value:g} 应在 {least:g} 与 {most:g} 之间",
                en,
                f"{value:g} must lie between {least:g} and {most:g}",
            )


def on_ground(pose: Pose, x: float, y: float, doubt: Doubt = Doubt()) -> Ground:
    """Where the pixel (x from the left, y from the top) lies. BadInput when it shows the sky or is too far to be placed."""
    check(pose)
    if not (0 <= x <= pose.width and 0 <= y <= pose.height):
        raise _wrong("像素", f"({x:g}, {y:g}) 在画面之外", "pixel", f"({x:g}, {y:g}) lies outside the picture")
    east, north = _hit(pose, x, y)
    distance = math.hypot(east, north)
    if distance > FARTHEST_M:
        raise _wrong(
            "像素",
            f"落点在 {distance:.0f} 米外，无法定位",
            "pixel",
            f"lies {distance:.0f} m away, too far to be placed",
        )
    per_lng, per_lat = metres_per_degree(pose.lat)
    return Ground(pose.lng + east / per_lng, pose.lat + north / per_lat, distance, _error(pose, x, y, doubt))


def footprint(pose: Pose) -> list[tuple[float, float]]:
    """The ground that a frame shows: its corners as a closed ring, for the map; corners above the horizon are drawn at the farthest."""
    check(pose)
    per_lng, per_lat = metres_per_degree(pose.lat)
    ring = []
    for x, y in ((0, 0), (pose.width, 0), (pose.width, pose.height), (0, pose.height)):
        east, north = _reached(pose, x, y)
        ring.append((pose.lng + east / per_lng, pose.lat + north / per_lat))
    return [*ring, ring[0]]


def _reached(pose: Pose, x: float, y: float) -> tuple[float, float]:
    ray = _ray(pose, x, y)
    flat = math.hypot(ray[0], ray[1])
    reach = pose.height_m / -ray[2] * flat if ray[2] < 0 else math.inf
    if reach <= FARTHEST_M or flat == 0:
        return _scaled(ray, pose.height_m / -ray[2])
    return ray[0] / flat * FARTHEST_M, ray[1] / flat * FARTHEST_M


def _scaled(ray: Vector, t: float) -> tuple[float, float]:
    return ray[0] * t, ray[1] * t


def _hit(pose: Pose, x: float, y: float) -> tuple[float, float]:
    """Metres east and north of the point below the drone."""
    ray = _ray(pose, x, y)
    down = math.degrees(math.atan2(-ray[2], math.hypot(ray[0], ray[1])))
    if down < LEAST_DOWN:
        raise _wrong(
            "像素",
            f"在地平线下不足 {LEAST_DOWN:g}°，无法定位",
            "pixel",
            f"is less than {LEAST_DOWN:g}° below the horizon: no place",
        )
    return _scaled(ray, pose.height_m / -ray[2])


def _ray(pose: Pose, x: float, y: float) -> Vector:
    """The direction in which a pixel looks."""
    focal = pose.width / 2 / math.tan(math.radians(pose.view) / 2)
    right, down = (x - pose.width / 2) / focal, (y - pose.height / 2) / focal
    roll = math.radians(pose.roll)
    right, down = right * math.cos(roll) - down * math.sin(roll), right * math.sin(roll) + down * math.cos(roll)
    yaw, pitch = math.radians(pose.yaw), math.radians(pose.pitch)
    forward = (math.sin(yaw) * math.cos(pitch), math.cos(yaw) * math.cos(pitch), math.sin(pitch))
    rightward = (math.cos(yaw), -math.sin(yaw), 0.0)
    upward = (-math.sin(yaw) * math.sin(pitch), -math.cos(yaw) * math.sin(pitch), math.cos(pitch))
    return (
        forward[0] + right * rightward[0] - down * upward[0],
        forward[1] + right * rightward[1] - down * upward[1],
        forward[2] + right * rightward[2] - down * upward[2],
    )


def _error(pose: Pose, x: float, y: float, doubt: Doubt) -> float:
    """How far the point moves when each value is off by its standard deviation; independent, so their squares add."""
    here = _reached(pose, x, y)
    moved: Sequence[Pose] = (
        replace(pose, height_m=pose.height_m + doubt.height_m), replace(pose, yaw=pose.yaw + doubt.yaw),
        replace(pose, pitch=min(30.0, pose.pitch + doubt.pitch)),
    )  # fmt: skip
    shifts = [math.dist(here, _reached(m, x, y)) for m in moved]
    return math.sqrt(doubt.position_m**2 + sum(s * s for s in shifts))


def _wrong(zh: str, zh_why: str, en: str, en_why: str) -> BadInput:
    return BadInput(f"无人机遥测的{zh} {zh_why}。", f"The drone's telemetry: {en} {en_why}.", field=en)
