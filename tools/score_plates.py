"""Plates: `python -m tools.score_plates ARCHIVE.tar` (crops named by their text). Exact rate of each reader and of the vote, and its coverage."""

from __future__ import annotations

import argparse
import io
import json
import tarfile
from pathlib import Path
from typing import Any

import numpy as np
from PIL import Image

from zhicheng.vision import weights
from zhicheng.vision.reading.plates import PlateReaders, vote


def run(archive: Path) -> dict[str, Any]:
    readers = PlateReaders(weights.find("text_letters"), weights.find("plate_letters"))
    exact: dict[str, int] = {}
    count = sure = right = 0
    wrong = []
    with tarfile.open(archive) as tar:
        for member in tar.getmembers():
            file = tar.extractfile(member) if member.isfile() else None
            if file is None:
                continue
            truth = Path(member.name).stem
            readings = readers.read(np.asarray(Image.open(io.BytesIO(file.read())).convert("RGB")))
            plate = vote(readings)
            count += 1
            for r in readings:
                exact[r.reader] = exact.get(r.reader, 0) + (r.text == truth)
            sure += plate.sure
            right += plate.sure and plate.text == truth
            if plate.sure and plate.text != truth:
                wrong.append([truth, plate.text])
    return {
        "crops": count,
        "exact": {name: round(n / count, 4) for name, n in exact.items()},
        "vote_coverage": round(sure / count, 4),
        "vote_precision": round(right / max(sure, 1), 4),
        "wrong": wrong,
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("archive", type=Path)
    print(json.dumps(run(parser.parse_args().archive), ensure_ascii=False, indent=1))


if __name__ == "__main__":
    main()
