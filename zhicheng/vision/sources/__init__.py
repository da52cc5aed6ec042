"""Where frames come from: a clip or a stream (decoded in a child process), a folder of stills, a camera that hands out JPEGs."""

from __future__ import annotations

from pathlib import Path

from zhicheng.kernel.errors import BadInput
from zhicheng.vision.ports import FrameSource
from zhicheng.vision.sources.clip import Clip
from zhicheng.vision.sources.snapshots import Snapshots, hands_out_pictures
from zhicheng.vision.sources.stills import Stills

STREAMS = ("rtsp://", "rtsps://", "rtmp://", "http://", "https://")


def open_source(where: str, fps: float, seconds: float | None = None) -> FrameSource:
    """The source behind a path or an address; BadInput when there is nothing."""
    if where.startswith(STREAMS):
        if where.startswith("http") and hands_out_pictures(where):
            return Snapshots(where, fps, seconds)
        return Clip(where, fps, seconds, live=not where.startswith("http"))
    path = Path(where)
    if path.is_dir():
        return Stills(path, fps)
    if not path.is_file():
        raise BadInput(
            f"没有 {where}，请给出视频、图片文件夹或流地址。",
            f"There is no {where}; give a clip, a folder of stills or a stream.",
        )
    return Clip(str(path), fps, seconds)
