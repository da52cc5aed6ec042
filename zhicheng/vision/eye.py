"""One eye: frames of one camera in, observations out. Puts gate, steady picture, ground, detector, tracker and rules together.

    frame → black out → small → moved? → steady → detector (only if a zone moved) → tracks → rules → ground learns

The detector runs where something moved, not on every frame; the rules measure by time stamps, so frames may drop or come late.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from time import perf_counter
from typing import Any

import numpy as np

from zhicheng.vision.gate import Gate, area
from zhicheng.vision.ground import Ground
from zhicheng.vision.ports import Detector, Text, TextReader
from zhicheng.vision.rules import build
from zhicheng.vision.rules.moment import Moment, Rule
from zhicheng.vision.scene import Scene
from zhicheng.vision.seen import PERSON, VEHICLES, Box, Detection, Flags, Floats, Frame, Observation, Pixels
from zhicheng.vision.steady import Steady, blackout, hold, small, small_scale
from zhicheng.vision.tracker import Tracker

HISTORY_S = 60.0
HISTORY_FRAMES = 150
KEPT_FRAMES = 20  # over a restart
FOLDED_FRAMES = 3  # between looks of a patrol: the last in which the place was empty
MOVED_BELOW = 0.6  # likeness: another view
MOVED_FOR_S = 3.0
RELEARN_S = 20.0
PERSON_SCORE = 0.3
CLOSER_SIDE = 200.0
LONGEST_STEP_S = 120.0
LOOK_EVERY_S = 0.3
SETTLES_S, SETTLE_EVERY_S = 4.0, 0.9  # what has just come to rest has to be seen at rest
IDLE_S = 2.0
DETECT_EVERY_S = 0.45


@dataclass
class Costs:
    """Seconds of this process per stage, and how often it ran: what `zhicheng bench vision` reports."""

    seconds: dict[str, float] = field(default_factory=dict)
    calls: dict[str, int] = field(default_factory=dict)

    def timed(self, stage: str, began: float) -> None:
        self.seconds[stage] = self.seconds.get(stage, 0.0) + perf_counter() - began
        self.calls[stage] = self.calls.get(stage, 0) + 1


@dataclass
class Eye:
    """The state of one camera. `began`: the moment of the clip's second 0, where it is known; hours need it."""

    scene: Scene
    detector: Detector | None
    reader: TextReader | None = None
    began: datetime | None = None
    visits: bool = False
    always: bool = False  # the peer of the benchmark: the detector on every frame

    def __post_init__(self) -> None:
        self.rules: list[Rule] = [build(zone, self.scene) for zone in self.scene.zones]
        self.gate, self.ground, self.tracker = Gate(), Ground(), Tracker()
        self.history: deque[tuple[float, Pixels]] = deque(maxlen=HISTORY_FRAMES)
        self.troubles: list[str] = []
        self.costs = Costs()
        self.t: float | None = None
        self.offset = 0.0
        self.size: tuple[int, int] | None = None
        self.scale = 1.0
        self.steady: Steady | None = None
        self.lost_since: float | None = None
        self.frames = 0
        self.found: list[Detection] = []
        self.looked_at = self.detected_at = self.moved_at = -1e9
        self._areas: list[Flags] = []
        self.occupied: list[Box] = []

    # -- one frame ----------------------------------------------------------------------------------------------------

    def see(self, frame: Frame) -> list[Observation]:
        """What this frame leads to."""
        began = perf_counter()
        self.ground.unfold()
        t, dt = self._time(frame.t)
        image = blackout(frame.image, self.scene.masks)
        frame = Frame(t, image, frame.index)
        if (frame.width, frame.height) != self.size:
            self._resize(frame)
        moved = self.gate.moved(image)
        self.frames += 1
        detect = self._detector_due(moved, t)
        self.costs.timed("gate", began)
        if not self._look_due(moved, detect, t):
            return self._idle(frame, moved, t, dt)
        return self._look(frame, moved, detect, t, dt)

    def _look_due(self, moved: Flags, detect: bool, t: float) -> bool:
        """A full look where something moved (not more often than things can matter), and now and then for the slow light."""
        if not self.ground.ready or self.steady is None or detect or self.visits:
            return True
        if moved.any():
            self.moved_at = t
            return t - self.looked_at >= LOOK_EVERY_S
        return t - self.looked_at >= (SETTLE_EVERY_S if t - self.moved_at <= SETTLES_S else IDLE_S)

    def _idle(self, frame: Frame, moved: Flags, t: float, dt: float) -> list[Observation]:
        """Nothing moved: everything is as it was, only later."""
        assert self.steady is not None
        said = self._rules(frame, self.steady, moved, None, t, dt)
        self.ground.wait(dt)
        return said

    def _look(self, frame: Frame, moved: Flags, detect: bool, t: float, dt: float) -> list[Observation]:
        began = perf_counter()
        self.looked_at = t
        picture = small(frame.image, self.scale)
        self.costs.timed("resize", began)
        if not self.ground.ready:
            self._learn(picture, t)
            return []
        steady = self._hold(picture)
        if self._lost(steady, picture, t):
            return []
        detections = self._detect(frame, steady, t) if detect else None
        said = self._rules(frame, steady, moved, detections, t, dt)
        began = perf_counter()
        self.ground.update(steady.picture, dt, self._kept(steady.picture))
        if not self.history or self.visits or t - self.history[-1][0] >= HISTORY_S / HISTORY_FRAMES:
            self.history.append((t, np.clip(steady.picture, 0, 255).astype(np.uint8)))
        self.costs.timed("ground", began)
        return said

    def _time(self, t: float) -> tuple[float, float]:
        """Time never runs backwards here: a camera whose clock jumps back goes on from where it was, and it is said once."""
        t += self.offset
        if self.t is None:
            self.t = t
            return t, 0.0
        if t < self.t - 0.001:
            self._say(
                f"时钟倒退了 {self.t - t:.1f} 秒，按连续计时；请校准摄像机时钟（clock ran backwards at {self.t:.1f} s）。"
            )
            self.offset += self.t - t
            t = self.t
        dt = min(t - self.t, LONGEST_STEP_S)
        self.t = t
        return t, dt

    def _say(self, sentence: str) -> None:
        if sentence not in self.troubles:
            self.troubles.append(sentence)

    def _resize(self, frame: Frame) -> None:
        """The first frame, or a stream that changed its resolution: zones are scaled with it, the ground is learnt anew."""
        if self.size is None:
            self.scene.check_size(frame.width, frame.height)
        else:
            self._say(
                f"画面由 {self.size[0]}×{self.size[1]} 变为 {frame.width}×{frame.height}，重新学习背景"
                f"（resolution changed at {frame.t:.1f} s; the background is learnt anew）。"
            )
        self.size = (frame.width, frame.height)
        self.scale = small_scale(*self.size)
        self.gate, self.ground = Gate(), Ground()
        self.history.clear()
        self.steady, self.lost_since, self._areas = None, None, []

    def _learn(self, picture: Floats, t: float) -> None:
        if self.ground.first:
            picture = hold(picture, self.ground.first[0]).picture
        self.ground.learn(picture, t, at_once=self.visits)
        self.history.append((t, np.clip(picture, 0, 255).astype(np.uint8)))
        if self.ground.ready:
            self.occupied = self._who_is_there()

    def _who_is_there(self) -> list[Box]:
        """People and vehicles that stand in the picture from the beginning: where they leave, bare ground appears, which is no news."""
        if self.detector is None:
            return []
        base = np.clip(self.ground.base, 0, 255).astype(np.uint8)
        return [d.box for d in self.detector.detect(base) if d.name == PERSON or d.name in VEHICLES]

    def _hold(self, picture: Floats) -> Steady:
        began = perf_counter()
        self.steady = hold(picture, self.ground.base)
        self.costs.timed("steady", began)
        return self.steady

    def _lost(self, steady: Steady, picture: Floats, t: float) -> bool:
        """Another view than the one the zones were drawn on: zones rest, and somebody should look at the camera."""
        if steady.likeness >= MOVED_BELOW:
            self.lost_since = None
            return False
        self.lost_since = t if self.lost_since is None else self.lost_since
        if t - self.lost_since >= MOVED_FOR_S:
            self._say(
                f"第 {self.lost_since:.1f} 秒起画面与画区时不同，区域暂停；请检查摄像机（view changed; zones rest）。"
            )
        if t - self.lost_since >= RELEARN_S:
            self.ground, self.gate, self.lost_since, self.steady = Ground(), Gate(), None, None
            self.history.clear()
            self._learn(picture, t)
        return True

    def _kept(self, picture: Floats) -> Flags:
        height, width = picture.shape[:2]
        kept = np.zeros((height, width), dtype=bool)
        for rule in self.rules:
            kept |= rule.kept((height, width))
        return kept

    # -- what the rules are given -------------------------------------------------------------------------------------

    def _rules(
        self, frame: Frame, steady: Steady, moved: Flags, detections: list[Detection] | None, t: float, dt: float
    ) -> list[Observation]:
        self.found = (
            detections if detections is not None else self.found
        )  # where nothing moved, everybody is where he was
        tracks = self.tracker.update(self.found, t)
        began = perf_counter()
        moment = Moment(
            t=t,
            dt=dt,
            at=self.began + timedelta(seconds=t) if self.began is not None else None,
            frame=frame,
            picture=steady.picture,
            ground=self.ground,
            scale=self.scale,
            shift=steady.shift,
            occupied=self.occupied,
            detections=detections,
            tracks=tracks,
            moved=moved,
            history=self._history,
            look_closer=lambda box: self._look_closer(frame, steady, box),
            read=None if self.reader is None else lambda box: self._read(frame, steady, box),
            visits=self.visits,
        )
        said = [o for rule in self.rules for o in rule.step(moment)]
        self.costs.timed("rules", began)
        return said

    def _history(self) -> Iterator[tuple[float, Floats]]:
        """Steady pictures of the last minute, newest first."""
        return ((t, picture.astype(np.float32)) for t, picture in reversed(self.history))

    def _detector_due(self, moved: Flags, t: float) -> bool:
        """Does a zone want the detector now? Dwell is measured in seconds: two looks a second are plenty."""
        if self.detector is None or not self.ground.ready:
            return False
        if not self._areas:
            self._areas = [area(z.polygon, moved, self.size[0] if self.size else 0) for z in self.scene.zones]
        wanted = [r.wants(bool((moved & near).any()), t) for r, near in zip(self.rules, self._areas, strict=True)]
        return self.always or (any(wanted) and t - self.detected_at >= DETECT_EVERY_S)

    def _detect(self, frame: Frame, steady: Steady, t: float) -> list[Detection]:
        """The detector's word on the whole frame."""
        assert self.detector is not None
        began = perf_counter()
        self.detected_at = t
        found = [self._held(d, steady) for d in self.detector.detect(frame.image)]
        self.costs.timed("detector", began)
        return [d for d in found if d.name != PERSON or d.score >= PERSON_SCORE]

    def _held(self, found: Detection, steady: Steady) -> Detection:
        dy, dx = steady.shift
        return found._replace(box=found.box.moved(-dx / self.scale, -dy / self.scale))

    def _look_closer(self, frame: Frame, steady: Steady, box: Box) -> Sequence[Detection]:
        """The detector on a window around one thing, enlarged: small things become visible to it."""
        if self.detector is None:
            return ()
        began = perf_counter()
        dy, dx = steady.shift
        window = _window(box.moved(dx / self.scale, dy / self.scale), frame)
        x, y = int(window.x1), int(window.y1)
        cut = frame.image[y : int(window.y2), x : int(window.x2)]
        found = [self._held(d._replace(box=d.box.moved(x, y)), steady) for d in self.detector.detect(cut)]
        self.costs.timed("closer", began)
        return found

    def _read(self, frame: Frame, steady: Steady, box: Box) -> Sequence[Text]:
        assert self.reader is not None
        began = perf_counter()
        dy, dx = steady.shift
        window = box.moved(dx / self.scale, dy / self.scale).inside(frame.width, frame.height)
        x, y = int(window.x1), int(window.y1)
        cut = frame.image[y : int(window.y2), x : int(window.x2)]
        if min(cut.shape[:2]) < 8:
            return ()
        found = [w._replace(box=w.box.moved(x - dx / self.scale, y - dy / self.scale)) for w in self.reader.read(cut)]
        self.costs.timed("text", began)
        return found

    def fold(self) -> None:
        """Nothing is under watch and the next look is half a minute away: hold no more memory than the place itself needs."""
        while len(self.history) > FOLDED_FRAMES:
            self.history.popleft()
        self.steady = None
        self.ground.fold()

    # -- the end and the restart --------------------------------------------------------------------------------------

    def finish(self) -> list[Observation]:
        """The clip is over."""
        return [o for rule in self.rules for o in rule.finish(self.t or 0.0)]

    def state(self) -> dict[str, Any]:
        """Everything that a restart needs to go on in mid-dwell."""
        self.ground.unfold()
        return {
            "t": self.t,
            "offset": self.offset,
            "size": self.size,
            "ground": self.ground.arrays(),
            "occupied": self.occupied,
            "history": list(self.history)[-KEPT_FRAMES:],
            "rules": [rule.state() for rule in self.rules],
        }

    def resume(self, state: dict[str, Any]) -> None:
        """Go on from a kept state; the scene must have the same zones."""
        self.t, self.offset = state["t"], state["offset"]
        self.size = tuple(state["size"]) if state["size"] else None
        if self.size is not None:
            self.scale = small_scale(*self.size)
        self.ground = Ground.restored(state["ground"])
        self.occupied = list(state["occupied"])
        self.history = deque(state["history"], maxlen=HISTORY_FRAMES)
        for rule, kept in zip(self.rules, state["rules"], strict=True):
            rule.restore(kept)


def _window(box: Box, frame: Frame) -> Box:
    """Square, thrice the thing, at least `CLOSER_SIDE`, inside the frame."""
    side = min(max(3 * max(box.width, box.height), CLOSER_SIDE), frame.width, frame.height)
    x, y = box.centre
    x1 = float(np.clip(x - side / 2, 0, frame.width - side))
    y1 = float(np.clip(y - side / 2, 0, frame.height - side))
    return Box(int(x1), int(y1), int(x1 + side), int(y1 + side))
