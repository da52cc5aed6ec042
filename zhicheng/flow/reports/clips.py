"""A short video when it comes in: its copy without what the phone wrote beside it, and a still. Runs in a process of its own.

`python -m zhicheng.flow.reports.clips IN OUT STILL SECONDS` copies the packets of one video and one audio stream into a new container,
without decoding them. What the phone wrote beside them stays behind: place, time, model, tracks of positions, chapters, subtitles, covers.
The first picture is decoded, so that a clip which nobody could see is refused while its reporter is still there.
A damaged or hostile file can at worst end this process; it has little memory and time. What takes longer is done later (`transcoding`).
"""

from __future__ import annotations

import json
import resource
import sys
from dataclasses import asdict, dataclass, field
from io import BytesIO
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

VIDEO = frozenset({"h264", "hevc", "mpeg4", "vp8", "vp9", "av1"})
AUDIO = frozenset({"aac", "mp3", "opus", "vorbis"})
MEMORY = 2 * 1024**3
CPU_SECONDS = 20
LONGEST_SIDE = 4_096  # 4K; a frame of 8K takes a hundred megabytes
STILL_SIDE = 1280


class Unfit(Exception):
    """Why there is no public copy; `args[0]` is one of unreadable, no_picture, only_sound, too_large, too_long."""


@dataclass(slots=True)
class Clip:
    """What the copy is like, and what the original says about itself, kept as evidence."""

    width: int = 0
    height: int = 0
    seconds: float = 0.0
    said: dict[str, str] = field(default_factory=dict)


def copy(source: str, target: str, longest: float) -> Clip:
    """Write the public copy of `source`. Unfit when it is no video that a browser plays or longer than `longest` seconds."""
    import av

    with av.open(source) as old:
        chosen = _streams(old)
        form = "webm" if "webm" in old.format.name and chosen[0].codec_context.name.startswith("vp") else "mp4"
        clip = Clip(chosen[0].codec_context.width, chosen[0].codec_context.height, said=_said(old))
        if clip.width <= 0 or clip.height <= 0:
            raise Unfit("no_picture")
        if max(clip.width, clip.height) > LONGEST_SIDE:
            raise Unfit("too_large")
        with av.open(target, "w", format=form, options={"movflags": "+faststart", "fflags": "+bitexact"}) as new:
            twins = {s.index: new.add_stream_from_template(s) for s in chosen}
            for twin in twins.values():
                twin.metadata.clear()  # else the copy would repeat language, maker and time of each track
            for packet in old.demux(chosen):
                if packet.dts is None or packet.pts is None:
                    continue  # the end of a stream
                moment = float((packet.pts + (packet.duration or 0)) * packet.time_base)
                clip.seconds = max(clip.seconds, moment)
                if moment > longest:
                    raise Unfit("too_long")
                packet.stream = twins[packet.stream.index]
                new.mux(packet)
    if clip.seconds <= 0:
        raise Unfit("no_picture")
    return clip


def still(source: str) -> bytes:
    """Its first picture as a JPEG. Unfit when there is none to be seen."""
    import av
    from PIL import Image

    with av.open(source) as file:
        stream = file.streams.video[0]
        stream.thread_count = 1
        frame = next(file.decode(stream), None)
        if frame is None:
            raise Unfit("no_picture")
        if max(frame.width, frame.height) > LONGEST_SIDE:
            raise Unfit("too_large")  # the container said less
        buffer = BytesIO()
        Image.fromarray(upright(frame, STILL_SIDE)).save(buffer, "JPEG", quality=80)
    return buffer.getvalue()


def upright(frame: Any, side: int) -> NDArray[np.uint8]:
    """A decoded frame as pixels, at most so large, turned as its phone was held."""
    scale = min(1.0, side / max(frame.width, frame.height))
    size = max(2, round(frame.width * scale) // 2 * 2), max(2, round(frame.height * scale) // 2 * 2)
    pixels = frame.reformat(width=size[0], height=size[1], format="rgb24").to_ndarray()
    return np.ascontiguousarray(np.rot90(pixels, round(frame.rotation / 90)))


def _streams(old: Any) -> list[Any]:
    """The first real video stream, and the first sound if it is one that browsers play."""
    pictures = [s for s in old.streams.video if s.codec_context.name in VIDEO]
    if not pictures:
        raise Unfit("no_picture" if old.streams.video else "only_sound")
    return [pictures[0], *[s for s in old.streams.audio if s.codec_context and s.codec_context.name in AUDIO][:1]]


def _said(old: Any) -> dict[str, str]:
    """Container and tracks, in their own words: place, time, model."""
    out = {str(k): str(v)[:120].replace("\0", "") for k, v in old.metadata.items()}
    for stream in old.streams:
        out |= {f"{stream.type}{stream.index}.{k}": str(v)[:120].replace("\0", "") for k, v in stream.metadata.items()}
    return dict(list(out.items())[:60])


def main(source: str, target: str, picture: str, longest: str) -> int:
    """Exit 0 with the clip as JSON, 2 with the reason."""
    import av

    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS))
    av.logging.set_level(None)
    try:
        clip = copy(source, target, float(longest))
        Path(picture).write_bytes(still(target))
    except Unfit as reason:
        sys.stdout.write(json.dumps({"unfit": reason.args[0]}))
    except (av.error.FFmpegError, ValueError, MemoryError, OSError, TypeError, AttributeError, IndexError):
        sys.stdout.write(json.dumps({"unfit": "unreadable"}))
    else:
        sys.stdout.write(json.dumps(asdict(clip)))
        return 0
    Path(target).unlink(missing_ok=True)
    return 2


if __name__ == "__main__":
    raise SystemExit(main(*sys.argv[1:]))
