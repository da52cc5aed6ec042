"""Which body-camera footage shows which step: by who wore the recorder, by its corrected clock, by the place. Pure.

A recorder's clock is compared with the true time now and then. Between two such checks it is taken to have drifted evenly; before the
first and after the last it is taken to have stood as it was then.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from zhicheng.kernel.geo import metres_between

SLACK = timedelta(minutes=2)  # between pressing the button and acting
NEAR_M = 500  # a recorder's fix in a street of high houses is some hundred metres off at worst
STALE = timedelta(days=90)  # a clock that nobody compared for so long is only presumed


@dataclass(frozen=True, slots=True)
class Turn:
    """From this moment on this officer wears it (None: nobody), and its clock was found so many seconds ahead of the true time."""

    since: datetime
    member_id: int | None
    ahead_s: int


@dataclass(frozen=True, slots=True)
class Clip:
    """One file: what the recorder's own clock said, and what that means."""

    recorder: str
    file: str
    member_id: int | None
    began_at: datetime
    ended_at: datetime
    ahead_s: int
    is_presumed: bool
    lng: float | None = None
    lat: float | None = None


@dataclass(frozen=True, slots=True)
class Scene:
    """A step that somebody ought to have recorded: when, who of the officers, where."""

    step: str
    at: datetime
    members: frozenset[int]
    place: tuple[float, float] | None = None


@dataclass(frozen=True, slots=True)
class Miss:
    """Why a clip does not show a step: `officer` wears another one, `time` (minutes away), `place` (metres away)."""

    why: str
    by: int = 0


def ahead_at(turns: Sequence[Turn], told: datetime) -> tuple[int, bool]:
    """(seconds that the clock was ahead when it said `told`, whether that is only presumed). `turns` in their order, at least one."""
    before = [t for t in turns if t.since + timedelta(seconds=t.ahead_s) <= told]
    after = turns[len(before) :]
    if before and after:
        one, two = before[-1], after[0]
        share = (told - timedelta(seconds=one.ahead_s) - one.since) / (two.since - one.since)
        return round(one.ahead_s + share * (two.ahead_s - one.ahead_s)), False
    nearest = before[-1] if before else after[0]
    return nearest.ahead_s, not before or told - nearest.since > STALE


def worn_by(turns: Sequence[Turn], at: datetime) -> int | None:
    """Who wore it at this true moment; nobody before its first entry."""
    return next((t.member_id for t in reversed(turns) if t.since <= at), None)


def clip_of(
    recorder: str, file: str, turns: Sequence[Turn], told: tuple[datetime, datetime], place: tuple[float, float] | None = None
) -> Clip:  # fmt: skip
    """A file in true time. `told`: its beginning and end by the recorder's own clock."""
    ahead, presumed = ahead_at(turns, told[0])
    began, ended = (t - timedelta(seconds=ahead) for t in told)
    lng, lat = place or (None, None)
    return Clip(recorder, file, worn_by(turns, began), began, ended, ahead, presumed, lng, lat)


def miss(clip: Clip, scene: Scene) -> Miss | None:
    """None when the clip shows the step; else the first reason why it does not."""
    if clip.member_id is None or clip.member_id not in scene.members:
        return Miss("officer")
    away = max(clip.began_at - scene.at, scene.at - clip.ended_at)
    if away > SLACK:
        return Miss("time", -(-int(away.total_seconds()) // 60))
    if scene.place is not None and clip.lng is not None and clip.lat is not None:
        metres = metres_between(clip.lng, clip.lat, *scene.place)
        if metres > NEAR_M:
            return Miss("place", round(metres))
    return None


ORDER = ("place", "time", "officer")  # the nearest miss first: what says most about a clip


def nearest_miss(clip: Clip, scenes: Sequence[Scene]) -> Miss | None:
    """Of a clip that shows none of these steps: the reason that was nearest to showing one. None when it shows one."""
    found = [miss(clip, scene) for scene in scenes]
    if not scenes or any(m is None for m in found):
        return None
    return min((m for m in found if m is not None), key=lambda m: (ORDER.index(m.why), m.by))
