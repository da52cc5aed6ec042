"""The weights with which `/field` reads an ID card's photo: PP-OCRv4 (Apache-2.0), taken out of a wheel of the package index.

pip fetches the wheel and refuses any other bytes than these; nothing of it is installed. The files lie in `.tools/reader`, are no part of
this repository, and the faces' build lays them beside the faces. What cannot be had is said, and the installation goes on: only the
button "photograph the ID" needs them.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path

WHEEL = "rapidocr-onnxruntime==1.4.4 --hash=sha256:971d7d5f223a7a808662229df1ef69893809d8457d834e6373d3854bc1782cbf"
FILES = {  # name here: (name in the wheel, SHA-256)
    "find.onnx": (
        "rapidocr_onnxruntime/models/ch_PP-OCRv4_det_infer.onnx",
        "d2a7720d45a54257208b1e13e36a8479894cb74155a5efe29462512d42f49da9",
    ),
    "read.onnx": (
        "rapidocr_onnxruntime/models/ch_PP-OCRv4_rec_infer.onnx",
        "48fc40f24f6d2a207a2b1091d3437eb3cc3eb6b676dc3ef9c37384005483683b",
    ),
}
LETTERS = "letters.txt"
METADATA, KEY, VALUE = 14, 1, 2  # fields of ModelProto and of its entries in ONNX
TARGET = Path(__file__).parent.parent / ".tools" / "reader"


def fields(data: bytes) -> Iterator[tuple[int, bytes]]:
    """The length-delimited fields of one protobuf message: (number, bytes)."""
    at = 0

    def varint() -> int:
        nonlocal at
        value = shift = 0
        while True:
            byte = data[at]
            at += 1
            value |= (byte & 0x7F) << shift
            shift += 7
            if byte < 0x80:
                return value

    while at < len(data):
        tag = varint()
        kind = tag & 7
        if kind == 0:
            varint()
        elif kind == 2:
            size = varint()
            yield tag >> 3, data[at : at + size]
            at += size
        else:
            at += 8 if kind == 1 else 4


def letters_of(model: bytes) -> str:
    """What the reading network may answer, one sign a line, as its maker wrote it into the model's own metadata."""
    for number, entry in fields(model):
        if number == METADATA:
            parts = dict(fields(entry))
            if parts.get(KEY) == b"character":
                return parts[VALUE].decode()
    raise ValueError("the model names no signs")


def fetch(target: Path) -> None:
    """Fetch, compare, lay down; what is wrong raises and leaves no `.ready`."""
    with tempfile.TemporaryDirectory() as work:
        pins = Path(work, "pins.txt")
        pins.write_text(WHEEL + "\n")
        subprocess.run(
            [sys.executable, "-m", "pip", "download", "-q", "--disable-pip-version-check", "--no-deps", "--ignore-requires-python",
             "--only-binary=:all:", "--require-hashes", "-r", str(pins), "-d", work],
            check=True, stderr=subprocess.PIPE,
        )  # fmt: skip
        (wheel,) = Path(work).glob("*.whl")
        with zipfile.ZipFile(wheel) as packed:
            found = {name: packed.read(inside) for name, (inside, _) in FILES.items()}
    for name, data in found.items():
        if sha256(data).hexdigest() != FILES[name][1]:
            raise ValueError(f"{name} is not the file that was measured")
    target.mkdir(parents=True, exist_ok=True)
    for name, data in found.items():
        (target / name).write_bytes(data)
    (target / LETTERS).write_text(letters_of(found["read.onnx"]), encoding="utf-8")
    (target / ".ready").touch()


def main(target: Path = TARGET) -> None:
    """Fetch; a machine that cannot is told what it goes without."""
    try:
        fetch(target)
    except (OSError, ValueError, KeyError, subprocess.CalledProcessError, zipfile.BadZipFile) as error:
        print(
            f"the weights that read an ID card could not be had ({error}); run `make setup` again with a network. "
            "Until then everything works but the button “photograph the ID” in /field, which says so."
        )


if __name__ == "__main__":
    main()
