"""An eye's memory on disk, so that a restart goes on in mid-dwell: one .npz with the arrays and one JSON text in it. No pickle: a file
that somebody swapped may be wrong, but it cannot run anything.
"""

from __future__ import annotations

import io
import json
import os
import zipfile
from pathlib import Path
from typing import Any

import numpy as np

from zhicheng.kernel.errors import BadInput
from zhicheng.vision.candidate import Candidate
from zhicheng.vision.eye import Eye
from zhicheng.vision.scene import Scene
from zhicheng.vision.seen import Box

VERSION = 1


def keep(eye: Eye, path: Path) -> None:
    """Write the state beside the old one, then take its place: a crash leaves one of the two."""
    arrays: dict[str, np.ndarray] = {}
    tree = _plain({"version": VERSION, "scene": fingerprint(eye.scene), **eye.state()}, arrays)
    beside = path.with_name(f".{path.name}.{os.getpid()}")
    buffer = io.BytesIO()
    np.savez_compressed(buffer, tree=np.frombuffer(json.dumps(tree).encode(), dtype=np.uint8), **arrays)  # type: ignore[arg-type]
    beside.write_bytes(buffer.getvalue())
    beside.replace(path)


def resume(eye: Eye, path: Path) -> bool:
    """Go on from a kept state. False when there is none; BadInput when it is not readable or of another scene."""
    if not path.exists():
        return False
    try:
        with np.load(io.BytesIO(path.read_bytes()), allow_pickle=False) as arrays:
            tree = json.loads(bytes(arrays["tree"]).decode())
            state = _rich(tree, arrays)
    except (OSError, ValueError, KeyError, zipfile.BadZipFile, EOFError):
        raise BadInput(
            f"状态文件 {path.name} 读不懂，请删除它重新开始。",
            f"State file {path.name} cannot be read; delete it to begin anew.",
            field="--state",
        ) from None
    if state.get("version") != VERSION or state.get("scene") != fingerprint(eye.scene):
        raise BadInput(
            f"状态文件 {path.name} 属于另一个场景，请删除它或换一个文件名。",
            f"State file {path.name} belongs to another scene; delete it or name another.",
            field="--state",
        )
    eye.resume(state)
    return True


def fingerprint(scene: Scene) -> list[Any]:
    """What must be the same for candidates to mean the same."""
    return [[z.name, z.rule, [list(p) for p in z.polygon]] for z in scene.zones]


def _plain(value: Any, arrays: dict[str, np.ndarray]) -> Any:
    """JSON with references to arrays."""
    if isinstance(value, np.ndarray):
        name = f"a{len(arrays)}"
        arrays[name] = value
        return {"$array": name}
    if isinstance(value, Candidate):
        return {"$candidate": {k: _plain(getattr(value, k), arrays) for k in Candidate.__dataclass_fields__}}
    if isinstance(value, Box):
        return {"$box": [float(v) for v in value]}
    if isinstance(value, dict):
        return {str(k): _plain(v, arrays) for k, v in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(v, arrays) for v in value]
    return value.item() if isinstance(value, np.generic) else value


def _rich(value: Any, arrays: Any) -> Any:
    if isinstance(value, list):
        return [_rich(v, arrays) for v in value]
    if not isinstance(value, dict):
        return value
    if "$array" in value:
        return np.array(arrays[value["$array"]])
    if "$box" in value:
        return Box(*value["$box"])
    if "$candidate" in value:
        return Candidate(**{k: _rich(v, arrays) for k, v in value["$candidate"].items()})
    return {k: _rich(v, arrays) for k, v in value.items()}
