"""A voice note when it comes in: measured by decoding it, and a copy that every browser plays. Runs in a process of its own.

`python -m zhicheng.flow.reports.notes IN OUT SECONDS` takes what phones and recorders write (WebM, Ogg, MP4, WAV, AMR, MP3) and makes AAC in
MP4 of it: old feature phones send AMR, which no browser plays. Nothing but the sound is carried over. FFmpeg's own AAC encoder is LGPL.
"""

from __future__ import annotations

import json
import resource
import sys
from pathlib import Path

from zhicheng.flow.reports.clips import CPU_SECONDS, MEMORY, Unfit

RATE, BITS = 44_100, 64_000
LEAST_S = 0.3  # shorter is a finger that slipped


def copy(source: str, target: str, longest: float) -> float:
    """Write the copy; returns how long it is in seconds. Unfit: no_sound, too_short, too_long."""
    import av

    heard = 0
    with (
        av.open(source) as old,
        av.open(target, "w", format="mp4", options={"fflags": "+bitexact", "movflags": "+faststart"}) as new,
    ):
        if not old.streams.audio:
            raise Unfit("no_sound")
        out = new.add_stream("aac", rate=RATE, layout="mono")
        out.bit_rate = BITS
        resampler = av.AudioResampler(format="fltp", layout="mono", rate=RATE)
        for frame in old.decode(old.streams.audio[0]):
            frame.pts = None  # a recorder's clock may jump; sound is as long as its samples
            for part in resampler.resample(frame):
                heard += part.samples
                if heard > longest * RATE:
                    raise Unfit("too_long")
                part.pts = None
                new.mux(out.encode(part))
        for part in resampler.resample(None):
            heard += part.samples
            part.pts = None
            new.mux(out.encode(part))
        new.mux(out.encode())
    if heard < LEAST_S * RATE:
        raise Unfit("too_short")
    return heard / RATE


def main(source: str, target: str, longest: str) -> int:
    """Exit 0 with the length as JSON, 2 with the reason."""
    import av

    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS))
    av.logging.set_level(None)
    try:
        said = {"seconds": copy(source, target, float(longest))}
    except Unfit as reason:
        sys.stdout.write(json.dumps({"unfit": reason.args[0]}))
    except (av.error.FFmpegError, ValueError, MemoryError, OSError, TypeError, AttributeError, IndexError):
        sys.stdout.write(json.dumps({"unfit": "unreadable"}))
    else:
        sys.stdout.write(json.dumps(said))
        return 0
    Path(target).unlink(missing_ok=True)
    return 2


if __name__ == "__main__":
    raise SystemExit(main(*sys.argv[1:]))
