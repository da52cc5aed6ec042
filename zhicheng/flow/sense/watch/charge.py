"""One camera in a worker's charge: a look in, sightings out. What its eye says becomes a sighting with stills; how it looks, its health.

Eye time is real seconds since `born`; moments of sightings are the city's, counted back from now, so that they also hold in the demo.
"""

from __future__ import annotations

import hashlib
import io
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any

import numpy as np
from PIL import Image

from zhicheng.flow.sense.rules import Sighting, Still
from zhicheng.ground.devices.queries import CameraFacts
from zhicheng.kernel.calendar import CHINA
from zhicheng.kernel.errors import BadInput
from zhicheng.vision import health
from zhicheng.vision.candidate import Candidate
from zhicheng.vision.eye import Eye
from zhicheng.vision.health import Facts, Health
from zhicheng.vision.keeping import pack, unpack
from zhicheng.vision.masking import cover, to_cover
from zhicheng.vision.ports import Detector, TextReader
from zhicheng.vision.scene import Scene, scene_from
from zhicheng.vision.schedule import Suspicion
from zhicheng.vision.seen import Box, Frame, Observation, Pixels
from zhicheng.vision.steady import hold, small
from zhicheng.vision.suspicion import Doubt, candidates
from zhicheng.vision.watching import jpeg, still_of

STILL_THERE_S = 60.0  # what stands there is confirmed anew: who was told to leave must not be taken for gone
REFERENCE_S = 60.0
RULES = "rules@1"  # goes into every observation; a change of what the rules mean raises it
LIVE_QUALITY = 80
LONGEST_THING = 64


@dataclass
class Charge:
    """The state of one camera."""

    camera: CameraFacts
    detector: Detector | None
    reader: TextReader | None
    born: float  # epoch; the eye's second 0, and part of every thing's name: a memory that was lost starts no name anew
    health: Health = field(default_factory=Health)
    doubt: Doubt = field(default_factory=Doubt)
    eye: Eye | None = None
    size: tuple[int, int] = (0, 0)
    arrivals: dict[str, bytes] = field(
        default_factory=dict
    )  # candidate → the frame in which it was first taken for one
    told: dict[str, float] = field(default_factory=dict)  # candidate → when it was last said to be there
    view: bytes = b""  # how the place looked before another view came
    away: bool = False
    looks: int = 0
    said: str = ""

    # -- a look -------------------------------------------------------------------------------------------------------

    def see(self, image: Pixels, taken: float, city: datetime) -> tuple[list[Sighting], Suspicion]:
        """What this picture leads to. `city`: the city's moment at which it was taken."""
        self.looks += 1
        eye, image = self._eye(image)
        t = taken - self.born
        eye.began = city.astimezone(CHINA) - timedelta(seconds=t)
        if self.away and not self._back(eye, image):
            return [], Suspicion.NOTHING
        was_lost = eye.lost_since is not None
        observed = eye.see(Frame(t, image, self.looks))
        if was_lost and eye.lost_since is None and eye.steady is None:
            self.away = True  # the eye has taken the new view for the place; the zones were drawn on the old one
            return [], Suspicion.NOTHING
        self._remember_view(eye, t)
        moments = _Moments(city, eye.t if eye.t is not None else t)
        found = [self._sighting(eye, o, image, moments) for o in observed]
        self._arrived(eye, image)
        return [*found, *self._still_there(eye, moments)], self.doubt.of(eye)

    def _eye(self, image: Pixels) -> tuple[Eye, Pixels]:
        """The eye, made for the first picture's size; another size later is scaled to it, so that nothing under watch is lost."""
        height, width = image.shape[:2]
        if self.eye is None:
            self.size = width, height
            self.eye = self._made(self.size)
        if (width, height) != self.size:
            self.said = f"画面由 {self.size[0]}×{self.size[1]} 变为 {width}×{height}，按比例换算。"
            image = np.asarray(Image.fromarray(image).resize(self.size, Image.Resampling.BILINEAR))
        return self.eye, image

    def _made(self, size: tuple[int, int]) -> Eye:
        scene = scene_at(self.camera.scene, size)
        scene.check_size(*size)
        parked = all(z.rule == "ad" for z in scene.zones)
        read = any(z.rule == "ad" for z in scene.zones)
        return Eye(scene, None if parked else self.detector, self.reader if read else None)

    def _remember_view(self, eye: Eye, t: float) -> None:
        if eye.lost_since is None and eye.ground.ready and (not self.view or self.looks % 64 == 0):
            self.view = jpeg(np.clip(eye.ground.base, 0, 255).astype(np.uint8))

    def _back(self, eye: Eye, image: Pixels) -> bool:
        """Is this the view again that the zones were drawn on?"""
        if self.likeness(image) < health.SURE_AGAIN:
            return False
        self.away, self.eye = False, self._made(self.size)
        return False

    def likeness(self, image: Pixels) -> float:
        """How much of the known view this picture shows; against the eye's ground, or against what it looked like before it was turned."""
        assert self.eye is not None
        if not self.away:
            return self.eye.steady.likeness if self.eye.steady is not None else 1.0
        with Image.open(io.BytesIO(self.view)) as opened:
            known = np.asarray(opened.convert("RGB"), dtype=np.float32)
        now = small(image, self.eye.scale)
        return hold(now, known).likeness if now.shape == known.shape else 0.0

    # -- what is said -------------------------------------------------------------------------------------------------

    def _sighting(self, eye: Eye, o: Observation, image: Pixels, moments: _Moments) -> Sighting:
        what = "end" if o.over else o.stage
        stills = []
        if o.thing in self.arrivals:
            with Image.open(io.BytesIO(self.arrivals.pop(o.thing))) as opened:
                arrival = np.asarray(opened.convert("RGB"))
            stills.append(Still("arrival", moments.at(o.t_start), *still_of(eye, arrival, o.box)))
        stills.append(Still(what, moments.now, *still_of(eye, image, o.box)))
        self.told[o.thing] = moments.t
        if o.over:
            self.told.pop(o.thing, None)
        return self._plain(o, moments, tuple(stills))

    def _plain(self, o: Observation, moments: _Moments, stills: tuple[Still, ...] = ()) -> Sighting:
        return Sighting(
            device=f"camera:{self.camera.code}",
            thing=self.name(o.thing),
            stage="over" if o.over else o.stage,
            kind=o.rule,
            started_at=moments.at(min(o.t_start, o.t_end)),
            seen_at=moments.at(o.t_end),
            zone=o.zone[:40],
            confidence=min(max(round(100 * o.confidence), 0), 100),
            box=self._drawn(o.box),
            model=self.model[:160],
            facts=whole(o.facts),
            stills=stills,
        )

    def name(self, thing: str) -> str:
        """`BORN:ZONE:N`: unique for ever, the same on every machine that takes the camera over."""
        name = f"{int(self.born):x}:{thing}"
        if len(name) <= LONGEST_THING:
            return name
        return f"{int(self.born):x}:{hashlib.sha256(thing.encode()).hexdigest()[:32]}:{thing.rpartition(':')[2]}"

    def _drawn(self, box: Box) -> tuple[int, int, int, int]:
        """In pixels of the picture on which the zones were drawn."""
        fx, fy = _factors(self.camera.scene, self.size)
        return round(box.x1 / fx), round(box.y1 / fy), round(box.x2 / fx), round(box.y2 / fy)

    @property
    def model(self) -> str:
        return " ".join([*(m.signature for m in (self.detector, self.reader) if m is not None), RULES])

    def _arrived(self, eye: Eye, image: Pixels) -> None:
        living = {c.id for _, c in _things(eye)}
        for gone in self.arrivals.keys() - living:
            del self.arrivals[gone]
        fresh = [c for _, c in _things(eye) if "pre_alarm" not in c.facts and c.id not in self.arrivals]
        for c in fresh:
            self.arrivals[c.id] = jpeg(image)

    def _still_there(self, eye: Eye, moments: _Moments) -> list[Sighting]:
        """Things that were spoken of and still stand, once a minute; without pictures, without an event."""
        found = []
        for rule, c in _things(eye):
            stage = "confirmed" if "confirmed" in c.facts else "pre_alarm"
            if stage not in c.facts or moments.t - self.told.get(c.id, -1e9) < STILL_THERE_S:
                continue
            self.told[c.id] = moments.t
            found.append(self._plain(rule.observation(c, stage), moments))
        return found

    # -- health -------------------------------------------------------------------------------------------------------

    def examine(self, image: Pixels | None, now: float, every_s: float, **more: Any) -> str:
        """The camera's health after this look."""
        facts = Facts(t=now, picture=image is not None, every_s=every_s, **more)
        if image is not None:
            mean, bright = health.brightness(image)
            likeness = self.likeness(image) if self.eye is not None else None
            facts = replace(
                facts, print_=health.fingerprint(image), likeness=likeness, brightness=mean, brightest=bright
            )
        return self.health.look(facts)

    def pictures(self, image: Pixels) -> tuple[bytes, bytes]:
        """The last picture as the camera page shows it: as it came, and covered by what the detector saw last."""
        covered = cover(image, to_cover(self.eye.found if self.eye else [], [], Box(0, 0, 0, 0)))
        return jpeg(image, quality=LIVE_QUALITY), jpeg(covered, quality=LIVE_QUALITY)

    # -- memory -------------------------------------------------------------------------------------------------------

    @property
    def under_watch(self) -> str:
        """ "unsure": something is there that is not confirmed yet; "told": all of it is; "": nothing."""
        things = _things(self.eye) if self.eye is not None else []
        if any("confirmed" not in c.facts for _, c in things):
            return "unsure"
        return "told" if things else ""

    def memory(self) -> bytes | None:
        """What the next owner needs; None while there is nothing to remember."""
        if self.eye is None or not self.eye.ground.ready:
            return None
        more = {
            "born": self.born, "size": list(self.size), "arrivals": self.arrivals, "told": self.told, "view": self.view, "away": self.away,
        }  # fmt: skip
        return pack(self.eye, more)

    def resume(self, data: bytes, size: tuple[int, int] | None = None) -> bool:
        """Go on from a former owner's memory. False when it is of other zones or unreadable: then the street is learnt anew."""
        try:
            eye = self._made(size or self._drawn_on)
            more = unpack(eye, data, self.camera.code)
        except BadInput:
            return False
        found = (int(more["size"][0]), int(more["size"][1]))
        if size is None and found != self._drawn_on:
            return self.resume(data, found)
        self.eye, self.size, self.born = eye, found, more["born"]
        self.arrivals, self.told, self.view, self.away = more["arrivals"], more["told"], more["view"], more["away"]
        return True

    @property
    def _drawn_on(self) -> tuple[int, int]:
        return int(self.camera.scene["width"]), int(self.camera.scene["height"])


@dataclass(frozen=True, slots=True)
class _Moments:
    """Eye seconds as moments of the city: `now` is when the eye's clock read `t`."""

    now: datetime
    t: float

    def at(self, t: float) -> datetime:
        return self.now - timedelta(seconds=max(self.t - t, 0.0))


def _things(eye: Eye) -> list[tuple[Any, Candidate]]:
    return [(rule, c) for rule in eye.rules for c in candidates(rule)]


def _factors(scene: Mapping[str, Any], size: tuple[int, int]) -> tuple[float, float]:
    return size[0] / int(scene["width"]), size[1] / int(scene["height"])


def scene_at(scene: Mapping[str, Any], size: tuple[int, int]) -> Scene:
    """The scene in pixels of a picture of this size: a sub-stream is smaller than the picture on which the zones were drawn."""
    fx, fy = _factors(scene, size)
    if fx == fy == 1:
        return scene_from(scene)

    def scaled(polygon: Any) -> list[list[float]]:
        return [[x * fx, y * fy] for x, y in polygon]

    zones = []
    for zone in scene["zones"]:
        permits = [
            {**p, "polygon": scaled(p["polygon"])} if isinstance(p, Mapping) and p.get("polygon") else p
            for p in zone.get("permit") or []
        ]
        zones.append({**zone, "polygon": scaled(zone["polygon"]), **({"permit": permits} if permits else {})})
    masks = [scaled(m) for m in scene.get("mask") or []]
    least = scene.get("min_box_px", 24) * min(fx, fy)
    return scene_from({**scene, "zones": zones, "mask": masks, "min_box_px": least})


def whole(value: Any) -> Any:
    """Facts as they may stand in an event: no fractions, nothing of numpy."""
    if isinstance(value, np.generic):
        value = value.item()
    if isinstance(value, float):
        return round(value)
    if isinstance(value, Mapping):
        return {str(k): whole(v) for k, v in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        return [whole(v) for v in value]
    return value
