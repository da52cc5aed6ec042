"""What looking costs on this machine: CPU per look and per frame, memory per worker, camera and open stream. Nothing here is estimated.

Frames are drawn (a street of 640 × 360 with grain, sensor noise and cars), so that anybody can repeat the figures; films are made of them. The
detector is the real one. A drawn car is no car to it, so where recall is compared, it is told what was drawn after it has done its work.
"""

from __future__ import annotations

import json
import os
import platform
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from fractions import Fraction
from pathlib import Path
from typing import Any

import numpy as np
from scipy import ndimage

from zhicheng.vision.eye import Eye
from zhicheng.vision.ports import Detector
from zhicheng.vision.scene import Scene, scene_from
from zhicheng.vision.seen import Box, Detection, Frame, Observation, Pixels
from zhicheng.vision.suspicion import Doubt

WIDTH, HEIGHT = 640, 360
PERIOD_S = 40.0
ZONE = [[60, 120], [580, 120], [580, 350], [60, 350]]
CAR = (110, 60)
PATROL_S = 45.0
STREAM_FPS = 15
KEY_EVERY = 30


def kerb(rate: float, dwell_s: float = 60.0, pre_s: float = 20.0) -> Scene:
    """The street's no-parking zone."""
    zone = {"name": "kerb", "rule": "motor_parking", "polygon": ZONE, "dwell_s": dwell_s, "pre_alarm_s": pre_s}
    return scene_from({"fps": rate, "zones": [zone]})


# -- drawn streets ----------------------------------------------------------------------------------------------------


def grain(rng: np.random.Generator, height: int, width: int, level: float) -> np.ndarray:
    smooth = ndimage.gaussian_filter(rng.normal(0, 1, (height, width)), 1.5)
    return np.repeat((smooth / smooth.std() * 18 + level)[..., None], 3, axis=2)


@dataclass
class Drawn:
    """A street on which a car crosses for a share of each forty seconds, and others park at the kerb: (place, from, to)."""

    active: float = 0.1
    parked: Sequence[tuple[int, float, float]] = ()
    size: tuple[int, int] = (WIDTH, HEIGHT)

    def __post_init__(self) -> None:
        rng = np.random.default_rng(1)
        width, height = self.size
        self.street = grain(rng, height, width, 110)
        self.cars = [grain(rng, CAR[1], CAR[0], 190 - 12 * k) for k in range(5)]
        self.noise = rng.normal(0, 2, (6, height, width, 3))

    def frame(self, t: float, k: int) -> tuple[Frame, list[Detection]]:
        picture = self.street + self.noise[k % len(self.noise)]
        found = []
        for n, (x, start, end) in enumerate(self.parked):
            if start <= t < end:
                found.append(self._put(picture, self.cars[1 + n % 4], x, 130 + 70 * (n % 2)))
        along = (t % PERIOD_S) / (PERIOD_S * self.active) if self.active else 2.0
        if along < 1:
            found.append(self._put(picture, self.cars[0], int(along * (self.size[0] - CAR[0])), 275))
        return Frame(t, np.clip(picture, 0, 255).astype(np.uint8), k), found

    def _put(self, picture: np.ndarray, car: np.ndarray, x: int, y: int) -> Detection:
        picture[y : y + CAR[1], x : x + CAR[0]] = car
        return Detection("car", 0.7, Box(x, y, x + CAR[0], y + CAR[1]))

    def frames(self, rate: float, seconds: float) -> Iterator[tuple[Frame, list[Detection]]]:
        for k in range(int(seconds * rate)):
            yield self.frame(k / rate, k)


@dataclass
class Told:
    """A detector that does its work and is then told what was drawn: its cost is real, its answers are the truth."""

    real: Detector
    truth: list[Detection] = field(default_factory=list)
    shape: tuple[int, ...] = (HEIGHT, WIDTH, 3)
    signature: str = "told what was drawn"

    def detect(self, image: Pixels) -> Sequence[Detection]:
        self.real.detect(image)
        return list(self.truth) if image.shape == self.shape else []


# -- CPU --------------------------------------------------------------------------------------------------------------


@dataclass
class Cost:
    """What a run cost: CPU milliseconds a frame, and per stage with its calls; what was found."""

    frame_ms: float
    stages: dict[str, tuple[float, int]]
    frames: int
    events: list[Observation] = field(default_factory=list)

    def found(self, parked: Sequence[tuple[int, float, float]], onset_s: float) -> int:
        """How many of the parked cars were found, begun within `onset_s` of the truth."""
        return sum(
            any(abs(o.t_start - start) <= onset_s and abs(o.box.x1 - x) < CAR[0] / 2 for o in self.events)
            for x, start, _ in parked
        )  # fmt: skip


def measure(
    detector: Detector, street: Drawn, rate: float, seconds: float, *, always: bool = False, patrol: bool = False
) -> Cost:
    """One eye over a drawn street. What drawing costs is left out. `patrol`: as the scheduler looks, folded between looks."""
    told = Told(detector)
    eye = Eye(kerb(max(rate, 0.1)), told, always=always)
    doubt, spent, count = Doubt(), 0.0, 0
    events: list[Observation] = []
    for frame, truth in street.frames(rate, seconds):
        told.truth = truth
        began = time.process_time()
        said = eye.see(frame)
        if patrol:
            doubt.of(eye)
            if eye.ground.ready:
                eye.fold()
        spent += time.process_time() - began
        count += 1
        events += [o for o in said if o.stage == "confirmed" and not o.over]
    stages = {s: (1000 * t / eye.costs.calls[s], eye.costs.calls[s]) for s, t in eye.costs.seconds.items()}
    return Cost(1000 * spent / max(count, 1), stages, count, events)


def film(path: Path, pictures: Sequence[Pixels], fps: int, codec: str = "libx264") -> Path:
    """H.264 as cameras send it: no B frames, a key frame each two seconds."""
    import av

    with av.open(str(path), "w") as box:
        how = {"preset": "veryfast", "bf": "0", "crf": "28"} if codec == "libx264" else {}
        stream: Any = box.add_stream(codec, rate=fps, options=how)
        stream.height, stream.width = pictures[0].shape[:2]
        stream.pix_fmt, stream.time_base = "yuv420p", Fraction(1, fps)
        stream.codec_context.gop_size = KEY_EVERY
        for k, picture in enumerate(pictures):
            frame = av.VideoFrame.from_ndarray(picture, format="rgb24")
            frame.pts, frame.time_base = k, Fraction(1, fps)
            box.mux(stream.encode(frame))
        box.mux(stream.encode(None))
    return path


def decode_ms(path: Path) -> float:
    """CPU of decoding one frame of a stream, one thread; only the looks of it are turned into pixels."""
    import av

    began, count = time.process_time(), 0
    with av.open(str(path)) as box:
        box.streams.video[0].thread_type = "NONE"
        for frame in box.decode(box.streams.video[0]):
            if count % (STREAM_FPS // 2) == 0:
                frame.to_ndarray(format="rgb24")
            count += 1
    return 1000 * (time.process_time() - began) / max(count, 1)


def key_frame_ms(path: Path, times: int = 20) -> float:
    """CPU of a patrol's look: open, one key frame, close."""
    import av

    began = time.process_time()
    for _ in range(times):
        with av.open(str(path)) as box:
            stream = box.streams.video[0]
            stream.thread_type = "NONE"
            stream.codec_context.skip_frame = "NONKEY"
            next(iter(box.decode(stream))).to_ndarray(format="rgb24")
    return 1000 * (time.process_time() - began) / times


def jpeg_ms(picture: Pixels, times: int = 20) -> float:
    """CPU of reading a snapshot."""
    from zhicheng.vision.sources.looker import picture_of
    from zhicheng.vision.watching import jpeg

    data = jpeg(picture)
    began = time.process_time()
    for _ in range(times):
        picture_of(data)
    return 1000 * (time.process_time() - began) / times


# -- memory -----------------------------------------------------------------------------------------------------------

STREAMS, EYES = 8, 24


def own_mb() -> float:
    """Memory that is this process's own. Libraries lie in memory once for all processes of a machine; see `shared_mb`."""
    return _status("RssAnon")


def shared_mb() -> float:
    """Libraries that this process uses and others use with it."""
    return _status("RssFile")


def _status(name: str) -> float:
    with open("/proc/self/status", encoding="ascii") as file:
        return next(int(line.split()[1]) * 1024 / 1e6 for line in file if line.startswith(name + ":"))


def camera_mb() -> float:
    """Memory of one camera on patrol, between two looks. In a process of its own: others' garbage would blur it."""
    street = Drawn(0.1)
    frames = [f for f, _ in street.frames(1 / PATROL_S, 12 * PATROL_S)]
    eyes = [Eye(kerb(0.1), None) for _ in range(EYES)]
    _patrolled(eyes[0], frames)
    before = own_mb()
    for eye in eyes[1:]:
        _patrolled(eye, frames)
    return (own_mb() - before) / (EYES - 1)


def _patrolled(eye: Eye, frames: Sequence[Frame]) -> None:
    for frame in frames:
        eye.see(frame)
        if eye.ground.ready:
            eye.fold()


def decoder_mb(path: Path) -> tuple[float, float]:
    """Memory of the decoder process by itself, and of one open stream in it."""
    import av  # noqa: F401 - counted with the process

    from zhicheng.vision.sources.looker import Film, Open

    opened = [Open(Film(str(path))) for _ in range(STREAMS + 1)]
    opened[0].start()
    opened[0].shot()
    before = own_mb()
    for one in opened[1:]:
        one.start()
    for one in opened[1:]:
        one.shot()
    after = own_mb()
    for one in opened:
        one.why = "closed"
    return before, (after - before) / STREAMS


def by_itself(what: str, *words: str) -> Any:
    """Measure in a fresh process: `python -m zhicheng.vision.measuring WHAT …`."""
    done = subprocess.run(  # noqa: S603 - our own module
        [sys.executable, "-m", "zhicheng.vision.measuring", what, *words],
        env={**os.environ, "PYTHONPATH": os.pathsep.join(p for p in sys.path if p)}, capture_output=True, check=True, timeout=300,
    )  # fmt: skip
    return json.loads(done.stdout.decode().splitlines()[-1])


# -- all of it --------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Figures:
    """What was measured here. Milliseconds are CPU milliseconds of one core, megabytes are a process's own memory."""

    patrol_look_ms: float  # the eye, one look
    dense_look_ms: float  # the eye, one frame of a street on which something moves in every frame
    quiet_look_ms: float  # the eye, one frame of a street on which nothing moves
    key_frame_ms: float  # open a stream, one key frame, close
    stream_frame_ms: float  # one frame of an open stream
    jpeg_ms: float
    worker_mb: float  # its own; the libraries that all workers of a machine share are `shared_mb`
    shared_mb: float
    decoder_mb: float
    camera_mb: float
    stream_mb: float  # one open 720p stream
    key_frame_kb: float
    stream_kbit: float
    detector: str
    machine: str
    cores: int
    memory_gb: float
    measured_at: str


def figures(
    detector: Detector, worker_mb: Callable[[], tuple[float, float]], say: Callable[[str], None], seconds: float = 40
) -> Figures:
    """A short run, about half a minute. `worker_mb`: own and shared memory of a worker with everything loaded, measured by whoever knows workers."""
    say("eyes …")
    dense = measure(detector, Drawn(1.0), 2.0, seconds)
    quiet = measure(detector, Drawn(0.0), 2.0, seconds)
    looks = measure(detector, Drawn(0.1), 1 / PATROL_S, PATROL_S * seconds, patrol=True)
    with tempfile.TemporaryDirectory(prefix="zhicheng-figures-") as folder:
        say("streams …")
        pictures = [f.image for f, _ in Drawn(0.5).frames(STREAM_FPS, 6)]
        small = film(Path(folder) / "small.mp4", pictures, STREAM_FPS)
        large = film(Path(folder) / "large.mp4", [_enlarged(p) for p in pictures[:45]], STREAM_FPS)
        key, stream = key_frame_ms(small), decode_ms(small)
        say("memory …")
        process, each = by_itself("decoder", str(large))
        own, shared = worker_mb()
        return Figures(
            patrol_look_ms=round(looks.frame_ms, 2),
            dense_look_ms=round(dense.frame_ms, 2),
            quiet_look_ms=round(quiet.frame_ms, 2),
            key_frame_ms=round(key, 2),
            stream_frame_ms=round(stream, 3),
            jpeg_ms=round(jpeg_ms(pictures[0]), 2),
            worker_mb=round(own, 1),
            shared_mb=round(shared, 1),
            decoder_mb=round(process, 1),
            camera_mb=round(by_itself("camera"), 2),
            stream_mb=round(each, 1),
            key_frame_kb=round(_first_packet(small) / 1000, 1),
            stream_kbit=round(small.stat().st_size * 8 / 1000 / 6, 0),
            detector=detector.signature,
            machine=f"{platform.machine()}, Python {platform.python_version()}",
            cores=os.cpu_count() or 1,
            memory_gb=round(os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 1e9, 1),
            measured_at=datetime.now(UTC).isoformat(timespec="seconds"),
        )


def _enlarged(picture: Pixels) -> Pixels:
    return np.repeat(np.repeat(picture, 2, 0), 2, 1)


def _first_packet(path: Path) -> int:
    import av

    with av.open(str(path)) as box:
        return next(iter(box.demux(box.streams.video[0]))).size


def main(what: str, words: Sequence[str]) -> None:
    sys.stdout.write(json.dumps(camera_mb() if what == "camera" else decoder_mb(Path(words[0]))) + "\n")
    sys.stdout.flush()
    os._exit(0)  # decoder threads need not be waited for


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2:])
