"""A model as one file: a zip with a header in JSON and arrays of numbers. Loading it runs nothing that stands in it.

(A pickle, which scikit-learn's own models are, runs whatever its maker wrote into it.)
"""

from __future__ import annotations

import io
import json
import os
import tempfile
import zipfile
import zlib
from pathlib import Path
from typing import Any, Never

import numpy as np
from numpy.typing import NDArray

from zhicheng.engines.classify.calibration import LEVELS, Reliability
from zhicheng.engines.classify.model import Features, Model
from zhicheng.kernel.errors import BadInput

FORMAT = "zhicheng.classify"
VERSION = 1
HEADER = "model.json"
ARRAYS = {"places": "<i8", "rarity": "<f4", "weights": "<f2", "bias": "<f4"}
MAX_BYTES = 512 * 1024**2  # unpacked; 250 labels on a city's texts take some 100 MB
MAX_HEADER = 4 * 1024**2
_STAMP = (1980, 1, 1, 0, 0, 0)  # the same model is the same bytes


def save(model: Model, path: Path) -> None:
    """Write the file whole or not at all."""
    _check_folder(path)
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(handle, "wb") as f:
            f.write(packed(model))
        Path(name).replace(path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise


def _check_folder(path: Path) -> None:
    if not path.parent.is_dir() or path.is_dir():
        raise BadInput(
            f"模型写不到 {path}：文件夹不存在，或者它是一个文件夹。",
            f"The model cannot be written to {path}: its folder does not exist, or it is a folder itself.",
            field="--model",
        )


def packed(model: Model) -> bytes:
    """The file's bytes."""
    header = {
        "format": FORMAT, "version": VERSION, "labels": model.labels, "bits": model.features.bits,
        "temperature": model.temperature, "least": model.least,
        "reliability": {"rows": model.reliability.rows, "right": model.reliability.right}, "figures": model.figures,
    }  # fmt: skip
    arrays = {
        "places": model.features.places, "rarity": model.features.rarity, "weights": model.weights, "bias": model.bias,
    }  # fmt: skip
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as z:
        z.writestr(_member(HEADER), json.dumps(header, ensure_ascii=False))
        for name, kind in ARRAYS.items():
            z.writestr(_member(f"{name}.bin"), np.ascontiguousarray(arrays[name], dtype=kind).tobytes())
    return out.getvalue()


def _member(name: str) -> zipfile.ZipInfo:
    info = zipfile.ZipInfo(name, _STAMP)
    info.compress_type = zipfile.ZIP_DEFLATED
    return info


def load(path: Path) -> Model:
    """Read a model. BadInput in one sentence for what is none, is damaged or of a later version."""
    if not path.is_file():
        raise BadInput(
            f"找不到模型文件 {path}，请核对路径。", f"There is no model file {path}; check the path.", field="--model"
        )
    return unpacked(path.read_bytes(), path.name)


def unpacked(data: bytes, name: str) -> Model:
    """A model from its bytes; `name` is what a refusal calls it."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as z:
            if sum(i.file_size for i in z.infolist()) > MAX_BYTES:
                _refuse(name, "解压后过大", "it unpacks to more than a model can be")
            header = json.loads(_read(z, HEADER, MAX_HEADER))
            _check_header(header, name)
            arrays = {n: np.frombuffer(_read(z, f"{n}.bin", MAX_BYTES), dtype=kind) for n, kind in ARRAYS.items()}
        return _built(header, arrays, name)
    except (
        zipfile.BadZipFile, zlib.error, KeyError, ValueError, TypeError, IndexError, AttributeError, EOFError, NotImplementedError,
        RuntimeError, OverflowError, RecursionError,
    ):  # fmt: skip
        _refuse(name, "文件损坏或不是模型", "it is damaged or no model")


def _read(z: zipfile.ZipFile, member: str, limit: int) -> bytes:
    with z.open(member) as f:
        found = f.read(limit + 1)
    if len(found) > limit:
        raise ValueError(member)
    return found


def _refuse(name: str, zh: str, en: str) -> Never:
    raise BadInput(
        f"{name} 不能用作分类模型：{zh}；请用 zhicheng classify train 生成。",
        f"{name} cannot be used as a classification model: {en}; make one with zhicheng classify train.",
        field="--model",
    )


def _check_header(header: Any, name: str) -> None:
    if not isinstance(header, dict) or header.get("format") != FORMAT:
        _refuse(name, "文件损坏或不是模型", "it is damaged or no model")
    if header["version"] != VERSION:
        _refuse(
            name, f"它的格式版本是 {header['version']}，本程序只读版本 {VERSION}",
            f"its format is version {header['version']}, this program reads version {VERSION}",
        )  # fmt: skip


def _built(header: dict[str, Any], arrays: dict[str, NDArray[Any]], name: str) -> Model:
    """Every number is checked: a model that holds together cannot crash a prediction."""
    labels = tuple(str(label) for label in header["labels"])
    bits, temperature, least = int(header["bits"]), float(header["temperature"]), float(header["least"])
    places = arrays["places"].astype(np.int64)
    weights = arrays["weights"].astype(np.float32).reshape(len(places), len(labels))
    rows, right = (tuple(int(x) for x in header["reliability"][k]) for k in ("rows", "right"))
    sound = (
        len(labels) >= 2 and len(set(labels)) == len(labels) and 8 <= bits <= 26 and len(places) > 0
        and bool(np.all(np.diff(places) > 0)) and places[0] >= 0 and places[-1] < 1 << bits
        and len(arrays["rarity"]) == len(places) and len(arrays["bias"]) == len(labels)
        and all(bool(np.isfinite(a).all()) for a in (weights, arrays["rarity"], arrays["bias"]))
        and 0 < temperature < 1e3 and 0 <= least < 1e3 and len(rows) == len(right) == LEVELS + 1
    )  # fmt: skip
    if not sound:
        _refuse(name, "内容前后不符", "its parts contradict each other")
    features = Features(bits, places, arrays["rarity"].astype(np.float32))
    return Model(
        labels, features, weights, arrays["bias"].astype(np.float32), temperature, Reliability(rows, right), dict(header["figures"]), least
    )  # fmt: skip
