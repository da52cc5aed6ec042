"""An eye's memory on disk, so that a restart goes on in mid-dwell: one .npz with the arrays and one JSON text in it. No pickle: a file
that somebody swapped may be wrong, but it cannot run anything. Half floats and JPEGs of the last frames are exact enough (surfaces differ by
18 grey levels or not at all) and make it 1 MB and 30 ms: many cameras are kept every ten seconds.
"""

from __future__ import annotations

import io
import json
import os
import zipfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
from PIL import Image

from zhicheng.kernel.errors import BadInput
from zhicheng.vision.candidate import Candidate
from zhicheng.vision.eye import Eye
from zhicheng.vision.scene import Scene
from zhicheng.vision.seen import Box, Pixels

VERSION = 2
HISTORY_QUALITY = 95


def keep(eye: Eye, path: Path) -> None:
    """Write the state beside the old one, then take its place: a crash leaves one of the two."""
    put(path, pack(eye))


def put(path: Path, data: bytes) -> None:
    """This content or the old one, never half."""
    beside = path.with_name(f".{path.name}.{os.getpid()}")
    beside.write_bytes(data)
    beside.replace(path)


def pack(eye: Eye, more: Mapping[str, Any] | None = None) -> bytes:
    """The state as bytes; `more` is what the caller remembers with it (plain values and bytes)."""
    arrays: dict[str, np.ndarray] = {}
    state = eye.state()
    state["history"] = [(t, _jpeg(picture)) for t, picture in state["history"]]
    tree = _plain({"version": VERSION, "scene": fingerprint(eye.scene), "more": dict(more or {}), "eye": state}, arrays)
    buffer = io.BytesIO()
    arrays["tree"] = np.frombuffer(json.dumps(tree).encode(), dtype=np.uint8)
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        for name, array in arrays.items():
            with archive.open(f"{name}.npy", "w") as file:
                np.lib.format.write_array(file, np.ascontiguousarray(array), allow_pickle=False)
    return buffer.getvalue()


def resume(eye: Eye, path: Path) -> bool:
    """Go on from a kept state. False when there is none; BadInput when it is not readable or of another scene."""
    if not path.exists():
        return False
    unpack(eye, path.read_bytes(), path.name)
    return True


def unpack(eye: Eye, data: bytes, name: str) -> dict[str, Any]:
    """Go on from these bytes; returns what was remembered with them. BadInput as above."""
    try:
        with np.load(io.BytesIO(data), allow_pickle=False) as arrays:
            tree = json.loads(bytes(arrays["tree"]).decode())
            state = _rich(tree, arrays)
        version, scene = state["version"], state["scene"]
        memory = state["eye"] | {"history": [(t, _pixels(jpeg)) for t, jpeg in state["eye"]["history"]]}
    except (OSError, ValueError, KeyError, TypeError, SyntaxError, zipfile.BadZipFile, EOFError):
        raise BadInput(
            f"状态文件 {name} 读不懂，请删除它重新开始。",
            f"State file {name} cannot be read; delete it to begin anew.",
            field="--state",
        ) from None
    if version != VERSION or scene != fingerprint(eye.scene):
        raise BadInput(
            f"状态文件 {name} 属于另一个场景，请删除它或换一个文件名。",
            f"State file {name} belongs to another scene; delete it or name another.",
            field="--state",
        )
    eye.resume(memory)
    more: dict[str, Any] = state["more"]
    return more


def _jpeg(picture: Pixels) -> bytes:
    buffer = io.BytesIO()
    Image.fromarray(picture).save(buffer, "JPEG", quality=HISTORY_QUALITY)
    return buffer.getvalue()


def _pixels(data: bytes) -> Pixels:
    with Image.open(io.BytesIO(data)) as picture:
        return np.asarray(picture.convert("RGB"))


def fingerprint(scene: Scene) -> list[Any]:
    """What must be the same for candidates to mean the same."""
    return [[z.name, z.rule, [list(p) for p in z.polygon]] for z in scene.zones]


def _plain(value: Any, arrays: dict[str, np.ndarray]) -> Any:
    """JSON with references to arrays."""
    if isinstance(value, np.ndarray):
        name = f"a{len(arrays)}"
        arrays[name] = value.astype(np.float16) if value.dtype == np.float32 else value
        return {"$array": name}
    if isinstance(value, bytes):
        name = f"a{len(arrays)}"
        arrays[name] = np.frombuffer(value, dtype=np.uint8)
        return {"$bytes": name}
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
        array = np.array(arrays[value["$array"]])
        return array.astype(np.float32) if array.dtype == np.float16 else array
    if "$bytes" in value:
        return bytes(arrays[value["$bytes"]])
    if "$box" in value:
        return Box(*value["$box"])
    if "$candidate" in value:
        return Candidate(**{k: _rich(v, arrays) for k, v in value["$candidate"].items()})
    return {k: _rich(v, arrays) for k, v in value.items()}
