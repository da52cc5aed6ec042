"""Serve clips by RTSP for a while."""

from __future__ import annotations

import socket
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

import av
import numpy as np

from zhicheng.vision.seen import Pixels

SCRIPT = Path(__file__).with_name("rtsp_server.py")
PYTHON = "/usr/bin/python3"  # the one that has the bindings


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@dataclass
class Served:
    """A server that can be stopped and started again on its port."""

    clips: dict[str, Path]
    port: int = 0
    process: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> Served:
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    def start(self) -> None:
        self.port = self.port or free_port()
        self.process = subprocess.Popen(
            [PYTHON, str(SCRIPT), str(self.port), *(f"{name}={path}" for name, path in self.clips.items())],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
        )
        assert self.process.stdout is not None
        assert self.process.stderr is not None
        if self.process.stdout.readline() != b"ready\n":
            raise RuntimeError(f"no RTSP server (bash tools/system.sh installs it): {self.process.stderr.read()!r}")

    def stop(self) -> None:
        if self.process is not None:
            self.process.kill()
            self.process.communicate()
            self.process = None

    def address(self, name: str) -> str:
        return f"rtsp://127.0.0.1:{self.port}/{name}"


def h264(path: Path, pictures: Sequence[Pixels], fps: int = 10, key_every: int = 10) -> Path:
    """A clip as cameras send it: H.264 without B frames, a key frame now and then."""
    with av.open(str(path), "w") as box:
        stream = box.add_stream(
            "libx264", rate=fps, options={"preset": "ultrafast", "tune": "zerolatency", "crf": "10"}
        )
        stream.height, stream.width = pictures[0].shape[:2]
        stream.pix_fmt, stream.time_base = "yuv420p", Fraction(1, fps)
        stream.codec_context.thread_count = 1
        stream.codec_context.gop_size = key_every
        for k, picture in enumerate(pictures):
            frame = av.VideoFrame.from_ndarray(np.ascontiguousarray(picture), format="rgb24")
            frame.pts, frame.time_base = k, Fraction(1, fps)
            box.mux(stream.encode(frame))
        box.mux(stream.encode(None))
    return path
