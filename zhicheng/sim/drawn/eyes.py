"""Watches the drawn cameras with real eyes, and says what it sees as any box would."""

from __future__ import annotations

import logging
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta

from zhicheng.flow.sense import services as sense
from zhicheng.flow.sense.rules import Sighting, Still
from zhicheng.ground.devices import pictures
from zhicheng.ground.devices import queries as devices
from zhicheng.ground.devices import services as device_services
from zhicheng.ground.devices.services import Seen
from zhicheng.sim.drawn import opened
from zhicheng.sim.drawn.film import LAPSE, Film, Simulated
from zhicheng.vision.eye import Eye
from zhicheng.vision.masking import cover, to_cover
from zhicheng.vision.scene import in_time_lapse, scene_from
from zhicheng.vision.seen import Box, Frame, Observation, Pixels
from zhicheng.vision.watching import jpeg

log = logging.getLogger("zhicheng.sim")
EPOCH = datetime(2026, 1, 1, tzinfo=UTC)
RATE = 1.5  # frames of a film second
MOST = 8  # frames of one camera in one beat; who was away for longer begins anew
BEHIND = 60.0  # film seconds
AGAIN = timedelta(minutes=4)  # of the city
PICTURE_EVERY = timedelta(minutes=2)  # of the city
PHASE = 41.0  # film seconds between two cameras, so that something happens somewhere at any time
BY = "device:drawn"
NOTHING = Box(0, 0, 0, 0)


@dataclass
class _One:
    """One camera, its film and its eye."""

    code: str
    film: Film
    eye: Eye
    began: float  # film second of the eye's second 0
    told: datetime | None = None
    held: dict[str, Frame] = field(default_factory=dict)
    frame: Frame | None = None
    stands: dict[str, Sighting] = field(default_factory=dict)  # what was confirmed and is still there
    looks: int = 0
    scene: dict[str, object] = field(default_factory=dict)

    def at(self, t: float) -> datetime:
        """City time of a second of the eye."""
        return EPOCH + timedelta(seconds=(self.began + t) * LAPSE)


class DrawnEyes:
    """All drawn cameras of the demo."""

    def __init__(self) -> None:
        self.all: dict[str, _One] = {}

    def load(self, now: datetime) -> None:
        """Who is in use; a camera whose zones were drawn anew gets a new eye."""
        found = {c.code: c for c in devices.to_watch() if c.source == "drawn"}
        for code in self.all.keys() - found.keys():
            del self.all[code]
        for code, camera in found.items():
            known = self.all.get(code)
            if known is None or known.scene != camera.scene:
                film, _ = opened(camera.url, RATE, 1.0)
                self.all[code] = _one(code, film, dict(camera.scene), now)

    def step(self, now: datetime) -> int:
        """What happened since the last beat; returns how many sightings were said."""
        said: list[Sighting] = []
        seen: list[Seen] = []
        for code, one in list(self.all.items()):
            end = (now - EPOCH).total_seconds() / LAPSE
            if end - one.began - (one.eye.t or 0.0) > BEHIND:
                one = self.all[code] = _one(code, one.film, one.scene, now)
            for t in _moments(one, end):
                said += _look(one, t)
            seen += _seen(one)
        taken = sense.observe_many(said, by=BY, at=now)
        for refused in taken.refused:
            log.warning("a drawn camera was refused: %s", refused.said.zh)
        device_services.note_seen(seen)
        return len(said)


def _one(code: str, film: Film, scene: dict[str, object], now: datetime) -> _One:
    """A new eye that opens now."""
    eye = Eye(scene_from(in_time_lapse(scene, LAPSE)), Simulated(film))
    return _One(code, film, eye, (now - EPOCH).total_seconds() / LAPSE, scene=scene)


def _moments(one: _One, end: float) -> list[float]:
    """Seconds of the eye at which it looks now."""
    step = 1 / RATE
    first = one.eye.t + step if one.eye.t is not None else 0.0
    return [first + k * step for k in range(MOST) if one.began + first + k * step <= end]


def _look(one: _One, t: float) -> list[Sighting]:
    one.looks += 1
    drawn = one.film.frame(one.began + t + PHASE * one.film.seed, one.looks)
    frame = one.frame = Frame(t, drawn.image, one.looks)
    said = one.eye.see(frame)
    living = {c.id for rule in one.eye.rules for c in getattr(rule, "candidates", [])}
    for name in living - one.held.keys():
        one.held[name] = frame
    for name in one.held.keys() - living - {o.thing for o in said}:
        del one.held[name]
    return _again(one, [_sighting(one, o, frame) for o in said], one.at(t))


def _again(one: _One, said: list[Sighting], at: datetime) -> list[Sighting]:
    """What stands there is said again now and then, or who waits for longer than the eye would never hear that it stayed."""
    for s in said:
        one.stands.pop(s.thing, None)
        if s.stage == "confirmed":
            one.stands[s.thing] = s
    for thing, s in one.stands.items():
        if at - s.seen_at >= AGAIN:
            one.stands[thing] = replace(s, seen_at=at, stills=())
            said.append(one.stands[thing])
    return said


def _sighting(one: _One, o: Observation, frame: Frame) -> Sighting:
    stage = "over" if o.over else o.stage
    stills = []
    first = one.held.pop(o.thing, None)
    if first is not None and o.stage == "pre_alarm":
        stills.append(_still(one, "arrival", first, o.box))
    stills.append(_still(one, {"over": "end"}.get(stage, stage), frame, o.box))
    return Sighting(
        device=f"camera:{one.code}", thing=f"{one.code}:{int(one.began)}:{o.thing}"[:64], stage=stage, kind=o.rule, zone=o.zone,
        started_at=one.at(o.t_start), seen_at=one.at(frame.t), confidence=round(100 * o.confidence),
        box=(round(o.box.x1), round(o.box.y1), round(o.box.x2), round(o.box.y2)), model=one.eye.detector.signature if one.eye.detector else "",
        facts={"simulated": True}, stills=tuple(stills),
    )  # fmt: skip


def _still(one: _One, what: str, frame: Frame, box: Box) -> Still:
    return Still(what, one.at(frame.t), jpeg(frame.image), jpeg(_masked(one, frame, box), box))


def _masked(one: _One, frame: Frame, box: Box) -> Pixels:
    found = list(one.eye.detector.detect(frame.image)) if one.eye.detector is not None else []
    return cover(frame.image, to_cover(found, [], box))


def _seen(one: _One) -> list[Seen]:
    """Its state with a picture, not at every beat."""
    frame = one.frame
    if frame is None or (one.told is not None and one.at(frame.t) - one.told < PICTURE_EVERY):
        return []
    at = one.told = one.at(frame.t)
    height, width = frame.image.shape[:2]
    original, masked = pictures.put_last(one.code, jpeg(frame.image), jpeg(_masked(one, frame, NOTHING)))
    return [
        Seen(
            one.code, "good", seen_at=at, clock_off_s=0, width=width, height=height, worker="demo", looks=one.looks,
            dense=any(getattr(rule, "candidates", []) for rule in one.eye.rules), picture=original, masked=masked, picture_at=at,
            said="演示绘制画面，模拟识别",
        )
    ]  # fmt: skip
