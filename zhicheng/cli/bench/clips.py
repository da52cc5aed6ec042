"""What a citizen's clip costs: CPU seconds per second of clip, by the very process that the worker starts, on a drawn street filmed by us."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from zhicheng.kernel.errors import BadInput
from zhicheng.vision.measuring import Drawn, film

Row = dict[str, Any]
FPS = 15


def bench_clips(quick: bool) -> list[Row]:
    """As it comes from a phone that every browser plays, and from one that none does, so that a light copy is made first."""
    seconds = 4 if quick else 12
    pictures = [f.image.repeat(2, 0).repeat(2, 1) for f, _ in Drawn(0.5).frames(FPS, seconds)]
    return [
        _cost(name, codec, pictures) for name, codec in (("H.264", "libx264"), ("MPEG-4, made light first", "mpeg4"))
    ]


def _cost(name: str, codec: str, pictures: list[Any]) -> Row:
    seconds = len(pictures) / FPS
    with tempfile.TemporaryDirectory(prefix="zhicheng-bench-") as folder:
        places = {k: str(Path(folder) / k) for k in ("clip", "still", "covered", "covered_still")}
        source = film(Path(folder) / "clip.mp4", pictures, FPS, codec)
        before = os.times()
        done = subprocess.run(
            [sys.executable, "-m", "zhicheng.flow.reports.transcoding"],
            input=json.dumps({"source": str(source), **places}) + "\n",
            capture_output=True,
            text=True,
            check=False,
        )
        after = os.times()
    said = [json.loads(line) for line in done.stdout.splitlines()]
    if not said or "private" not in said[-1]:
        raise BadInput(
            "视频没有处理完：先运行 zhicheng models fetch。",
            "The clip was not finished: run zhicheng models fetch first.",
            field="clips",
        )
    spent = after.children_user + after.children_system - before.children_user - before.children_system
    height, width = pictures[0].shape[:2]
    return {
        "name": f"clips: {name}, {width}×{height}, {FPS} fps", "ours": round(spent / seconds, 2), "peer": None, "peer_name": None,
        "unit": "CPU-s per second", "ratio": None, "n": len(pictures),
    }  # fmt: skip
