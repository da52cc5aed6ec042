"""The copies of a clip: one that every browser plays, for those who handle it; one covered, without sound, for everybody. A process of its own.

`python -m zhicheng.flow.reports.transcoding` reads one line `{"source": PATH, "clip": PATH, "still": PATH, "covered": PATH, "covered_still": PATH}`
and answers with lines: `{"plays": true}` once those who handle it have their copy, then `{"by": MODELS, "private": ""}`, or why it is for nobody.
Decoding hostile files, it has little memory and time and knows neither database nor network; at worst it ends alone.

Encoded is VP9 with Opus in WebM by libvpx (BSD) and libopus (BSD): the H.264 encoder in PyAV's wheel is x264, which is GPL, so it is not used.
"""

from __future__ import annotations

import json
import os
import resource
import sys
from collections.abc import Iterator
from fractions import Fraction
from io import BytesIO
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from zhicheng.flow.reports.clips import LONGEST_SIDE, Unfit, still, upright
from zhicheng.flow.reports.covering import reaches_somebody
from zhicheng.vision.masking import cover
from zhicheng.vision.seen import Pixels
from zhicheng.vision.street_clips import HOLD, HOLD_TEXT, LOOK_EVERY, READ_EVERY, Held, Look
from zhicheng.vision.street_photos import is_identity_paper, people_and_plates, words_to_cover

SIDE = 1280  # the longer side of 720p
PLAYED = frozenset({"h264", "vp8", "vp9"})  # by every browser that we know of
PLAYED_COLOURS = frozenset({"yuv420p", "yuvj420p"})
FULL_RATE, PUBLIC_RATE = 30, 15  # frames a second
BITS = 1_200_000
FACES_SIDE = 640
MEMORY = 6 * 1024**3
CPU_SECONDS = 900
NO_MODELS = "no models"


class Shot(NamedTuple):
    """One frame, upright and at most 720p."""

    at: float
    image: Pixels


def shots(source: Any, rate: float) -> Iterator[Shot]:
    """The frames of a clip, at most so many a second, in the order of their time."""
    import av

    with av.open(source) as file:
        stream = file.streams.video[0]
        stream.thread_count = 1
        last = -1.0
        for frame in file.decode(stream):
            if frame.width > LONGEST_SIDE or frame.height > LONGEST_SIDE:
                raise Unfit("too_large")  # a container may say less than its frames hold
            moment = frame.time
            if moment is None or moment < last + 0.9 / rate:
                continue
            last = moment
            yield Shot(moment, upright(frame, SIDE))


def plays_everywhere(source: str) -> bool:
    """May it be shown as it is?"""
    import av

    with av.open(source) as file:
        codec = file.streams.video[0].codec_context
        return codec.name in PLAYED and codec.pix_fmt in PLAYED_COLOURS and max(codec.width, codec.height) <= SIDE


class Writer:
    """A WebM file that is being written."""

    def __init__(self, target: BytesIO, rate: int, sound: bool = False) -> None:
        import av

        self._file = av.open(target, "w", format="webm", options={"fflags": "+bitexact"})
        self._rate, self._last = rate, -1
        self._video: Any = None
        self._sound: Any = self._file.add_stream("libopus", rate=48_000, layout="mono") if sound else None
        if self._sound is not None:
            self._sound.bit_rate = 48_000
            self._resampler = av.AudioResampler(format="s16", layout="mono", rate=48_000)

    def _stream(self, image: Pixels) -> Any:
        video: Any = self._file.add_stream("libvpx-vp9", rate=self._rate)
        video.height, video.width = image.shape[0] // 2 * 2, image.shape[1] // 2 * 2
        video.pix_fmt, video.bit_rate, video.time_base = "yuv420p", BITS, Fraction(1, 1000)
        video.options = {"deadline": "realtime", "cpu-used": "7", "row-mt": "0"}
        video.codec_context.thread_count = 1
        return video

    def picture(self, shot: Shot) -> None:
        import av

        if self._video is None:
            self._video = self._stream(shot.image)
        frame = av.VideoFrame.from_ndarray(
            np.ascontiguousarray(shot.image[: self._video.height, : self._video.width]), format="rgb24"
        )
        self._last = max(self._last + 1, round(shot.at * 1000))
        frame.pts, frame.time_base = self._last, Fraction(1, 1000)
        self._file.mux(self._video.encode(frame))

    def sound(self, frame: Any) -> None:
        for part in self._resampler.resample(frame):
            self._file.mux(self._sound.encode(part))

    def close(self) -> None:
        if self._video is None:
            raise Unfit("no_picture")
        self._file.mux(self._video.encode())
        if self._sound is not None:
            for part in self._resampler.resample(None):
                self._file.mux(self._sound.encode(part))
            self._file.mux(self._sound.encode())
        self._file.close()


def light_copy(source: str) -> bytes:
    """Pictures of at most 720p and the sound."""
    import av

    with av.open(source) as file:
        sounds = bool(file.streams.audio)
    buffer = BytesIO()
    writer = Writer(buffer, FULL_RATE, sounds)
    moving = shots(source, FULL_RATE)
    if sounds:
        with av.open(source) as file:
            for frame in file.decode(file.streams.audio[0]):
                while (shot := next(moving, None)) is not None:
                    writer.picture(shot)
                    if shot.at > (frame.time or 0.0):
                        break
                writer.sound(frame)
    for shot in moving:
        writer.picture(shot)
    writer.close()
    return buffer.getvalue()


def looked_at(source: str, detector: Any, reader: Any, faces: Any) -> tuple[Held, Held] | str:
    """What to cover when; or why the clip is for nobody."""
    people, words = list[Look](), list[Look]()
    for shot in shots(source, 1 / LOOK_EVERY):
        people.append(Look(shot.at, people_and_plates(shot.image, detector, faces)))
        if words and shot.at < words[-1].at + 0.9 * READ_EVERY:
            continue
        lines = reader.read(shot.image)
        if is_identity_paper(lines):
            return "id_document"
        words.append(Look(shot.at, words_to_cover(lines, reaches_somebody)))
    return Held(people, HOLD), Held(words, HOLD_TEXT)


def covered_copy(source: str, held: tuple[Held, ...]) -> tuple[bytes, bytes]:
    """The clip that everybody may see, and one picture of it."""
    buffer, first = BytesIO(), None
    writer = Writer(buffer, PUBLIC_RATE)
    for shot in shots(source, PUBLIC_RATE):
        covered = Shot(shot.at, cover(shot.image, [b for h in held for b in h.at(shot.at)]))
        writer.picture(covered)
        first = covered.image if first is None else first
    writer.close()
    assert first is not None
    return buffer.getvalue(), _jpeg(first)


def _jpeg(image: Pixels) -> bytes:
    from PIL import Image

    buffer = BytesIO()
    Image.fromarray(image).save(buffer, "JPEG", quality=80)
    return buffer.getvalue()


def work(paths: dict[str, str]) -> Iterator[dict[str, Any]]:
    """Both copies, one after the other; each stands before it is spoken of."""
    from zhicheng.ground.evidence.stores import write_once
    from zhicheng.kernel.errors import BadInput
    from zhicheng.vision.choosing import detector_of, reader_of
    from zhicheng.vision.detectors.faces import faces_of

    source = paths["source"]
    if not plays_everywhere(source) and not Path(paths["clip"]).exists():
        write_once(Path(paths["clip"]), light_copy(source))
    if not Path(paths["still"]).exists():
        write_once(Path(paths["still"]), still(source))
    yield {"plays": True}
    try:
        detector, reader, faces = detector_of("efficientdet_lite0"), reader_of(), faces_of(FACES_SIDE)
    except (BadInput, ImportError) as error:
        yield {"unfit": NO_MODELS, "why": f"{error}"[:300]}
        return
    by = f"{detector.signature} {reader.signature} {faces.signature}"[:80]
    found = looked_at(source, detector, reader, faces)
    if isinstance(found, str):
        yield {"by": by, "private": found}
        return
    clip, picture = covered_copy(source, found)
    write_once(Path(paths["covered_still"]), picture)
    write_once(Path(paths["covered"]), clip)
    yield {"by": by, "private": ""}


def main() -> int:
    """Exit 0 when all that could be made stands; 2 with the reason in the last line."""
    import av

    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS))
    os.nice(10)  # nobody waits for it
    av.logging.set_level(None)
    try:
        for said in work(json.loads(sys.stdin.readline())):
            sys.stdout.write(json.dumps(said) + "\n")
            sys.stdout.flush()
    except Unfit as reason:
        sys.stdout.write(json.dumps({"unfit": reason.args[0]}) + "\n")
    except (av.error.FFmpegError, ValueError, MemoryError, OSError, TypeError, AttributeError, IndexError):
        sys.stdout.write(json.dumps({"unfit": "unreadable"}) + "\n")
    else:
        return 0
    return 2


if __name__ == "__main__":
    raise SystemExit(main())
