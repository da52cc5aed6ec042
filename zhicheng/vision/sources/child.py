"""The decoder, in a process of its own: `python -m zhicheng.vision.sources.child WHERE FPS`. What it dies of, only it dies of.

A damaged clip can take a native decoder down with it; a camera must not take the worker down. Writes records to stdout:
`R` frames per second of the clip · `F` time width height pixels (RGB) · `T` length sentence (a trouble; it goes on) · `Z` frames decoded (the end).
"""

from __future__ import annotations

import struct
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, BinaryIO

FRAME, TEXT, RATE, END = (struct.Struct(form) for form in ("<cdII", "<cI", "<cd", "<cQ"))
MOST_ERRORS = 300  # in a row: nothing more will come of it
MOST_PIXELS = 64_000_000
TIMEOUT_US = "10000000"


def main(where: str, fps: float, live: bool, out: BinaryIO) -> None:
    """Decode, write the frames that are due, then the end."""
    count = Counter(0)
    _run(where, fps, live, out, count)
    out.write(END.pack(b"Z", count.frames))
    out.flush()


@dataclass
class Counter:
    """Frames decoded, due or not."""

    frames: int


def _run(where: str, fps: float, live: bool, out: BinaryIO, count: Counter) -> None:
    import av

    av.logging.set_level(av.logging.PANIC)
    # Half a second of a stream tells what is in it; by default ffmpeg looks for five before the first frame comes.
    options = {"rtsp_transport": "tcp", "timeout": TIMEOUT_US, "analyzeduration": "500000"} if live else {}
    try:
        with av.open(where, options=options, timeout=15.0 if live else None) as box:
            if not box.streams.video:
                _say(out, "里面没有画面（no video stream in it）。")
                return
            stream = box.streams.video[0]
            stream.thread_type = "NONE"  # one worker per core
            out.write(RATE.pack(b"R", float(stream.average_rate or 25)))
            for t, frame in _due(_decoded(box, stream, out), stream, fps, count):
                _write(out, t, frame)
    except (av.FFmpegError, OSError, ValueError) as error:
        _say(out, f"无法解码：{_short(error)}（cannot be decoded）。")


def _decoded(box: Any, stream: Any, out: BinaryIO) -> Iterator[Any]:
    """All frames that can be had. Broken packets are counted, said once, and passed over."""
    import av

    broken = in_a_row = 0
    packets = box.demux(stream)
    while in_a_row < MOST_ERRORS:
        try:
            packet = next(packets)
            frames = packet.decode()
        except StopIteration:
            break
        except (av.FFmpegError, ValueError) as error:
            if isinstance(error, av.EOFError):
                break
            broken += 1
            in_a_row += 1
            if broken == 1:
                _say(out, f"有损坏的数据，已跳过：{_short(error)}（damaged packets are passed over）。")
            continue
        if frames:
            in_a_row = 0
        yield from frames


def _due(frames: Iterator[Any], stream: Any, fps: float, count: Counter) -> Iterator[tuple[float, Any]]:
    """Those of the wanted rate, with seconds since the first. A clock that jumps back starts the rate anew; the eye says so."""
    first: float | None = None
    last = due = -1e9
    rate = float(stream.average_rate or 25)
    for k, frame in enumerate(frames):
        count.frames = k + 1
        t = float(frame.pts * stream.time_base) if frame.pts is not None else k / rate
        first = t if first is None else first
        t -= first
        if t < last:
            due = t
        last = t
        if t < due - 1e-3:
            continue
        due = t + 1 / fps if t - due > 1 / fps else due + 1 / fps
        yield t, frame


def _write(out: BinaryIO, t: float, frame: Any) -> None:
    if frame.width * frame.height > MOST_PIXELS or min(frame.width, frame.height) < 16:
        return
    image = frame.to_ndarray(format="rgb24")
    out.write(FRAME.pack(b"F", t, image.shape[1], image.shape[0]))
    out.write(image.tobytes())
    out.flush()


def _say(out: BinaryIO, sentence: str) -> None:
    data = sentence.encode()
    out.write(TEXT.pack(b"T", len(data)) + data)
    out.flush()


def _short(error: Exception) -> str:
    return str(getattr(error, "strerror", None) or error)[:120]


if __name__ == "__main__":
    main(sys.argv[1], float(sys.argv[2]), sys.argv[3:] == ["live"], sys.stdout.buffer)
