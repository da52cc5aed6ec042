"""Event F1 per rule over a folder of clips: `python -m tools.score_clips DIR [--fps N]`.

DIR holds ground_truth.json ({clip: {events, before, after, quad, illegal …}}) and scenes/CLIP.json; pairs of stills (before, after) are watched
as a folder. Prints one JSON document: per clip and per rule. What is damaged on purpose (dropped frames, shake, light) stands in `ways`.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np

from zhicheng.vision.choosing import choose_detector, choose_reader
from zhicheng.vision.eye import Eye
from zhicheng.vision.scene import Scene, read_scene, scene_from
from zhicheng.vision.scoring import Score, score
from zhicheng.vision.seen import Frame
from zhicheng.vision.sources import open_source
from zhicheng.vision.sources.stills import Stills
from zhicheng.vision.watching import Album, Watching

Alter = Callable[[Frame, np.random.Generator], Frame | None]


def as_it_is(frame: Frame, _rng: np.random.Generator) -> Frame | None:
    return frame


def dropped(frame: Frame, rng: np.random.Generator) -> Frame | None:
    """Three frames in ten never arrive."""
    return frame if rng.random() >= 0.3 else None


def shaken(frame: Frame, rng: np.random.Generator) -> Frame | None:
    """Up to four pixels in each direction."""
    return replace(frame, image=np.roll(frame.image, tuple(rng.integers(-4, 5, 2)), (0, 1)))


def lit(frame: Frame, _rng: np.random.Generator) -> Frame | None:
    """Every other seven seconds 30 % brighter."""
    if int(frame.t / 7) % 2 == 0:
        return frame
    return replace(frame, image=np.clip(frame.image.astype(np.float32) * 1.3 + 8, 0, 255).astype(np.uint8))


WAYS: dict[str, Alter] = {"as it is": as_it_is, "30 % dropped": dropped, "shaken": shaken, "light jumps": lit}


class Altered:
    """A source whose frames were spoilt on the way."""

    def __init__(self, source: Any, alter: Alter) -> None:
        self.source, self.alter = source, alter
        self.troubles, self.visits, self.rate, self.decoded = source.troubles, source.visits, source.rate, 0
        self.last = 0.0

    def frames(self) -> Iterator[Frame]:
        rng = np.random.default_rng(1)
        for frame in self.source.frames():
            self.last = frame.t
            changed = self.alter(frame, rng)
            if changed is not None:
                yield changed


def watched(source: Any, scene: Scene, alter: Alter) -> tuple[list[dict[str, Any]], float]:
    """The events of a source, and how long it lasted."""
    altered = Altered(source, alter)
    eye = Eye(scene, choose_detector(scene, "efficientdet_lite0"), choose_reader(scene), visits=source.visits)
    return list(Watching(eye, altered, Album(None)).events()), altered.last


def pair(folder: Path, about: dict[str, Any], alter: Alter) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """The events of two visits to a wall, and what is true."""
    source = Stills(folder, 2.0)
    source.files = [folder / about["before"], folder / about["after"]]
    source._moments, source.visits = [0.0, 0.5], True
    width, height = 1280, 720
    zone = {"name": "wall", "rule": "ad", "polygon": [[0, 0], [width, 0], [width, height], [0, height]]}
    rows, _ = watched(source, scene_from({"zones": [zone]}), alter)
    xs, ys = zip(*about["quad"], strict=True)
    event = {
        "category": "违规广告",
        "zone": "wall",
        "t_start": 0.5,
        "t_end": 0.5,
        "bbox": [min(xs), min(ys), max(xs), max(ys)],
    }
    return rows, [event] if about["illegal"] else []


def run(folder: Path, ways: list[str], only: list[str]) -> dict[str, Any]:
    truth = json.loads((folder / "ground_truth.json").read_text(encoding="utf-8"))
    result: dict[str, Any] = {}
    for way in ways:
        clips: dict[str, Any] = {}
        rules: dict[str, Score] = {}
        for name, about in truth.items():
            stem = Path(name).stem
            scene_file = folder / "scenes" / f"{stem}.json"
            if only and stem not in only:
                continue
            if "before" in about:
                rows, events = pair(folder, about, WAYS[way])
                made = {"ad": score(events, rows)}
            elif scene_file.exists() and (folder / name).exists():
                scene = read_scene(scene_file)
                rows, seconds = watched(open_source(str(folder / name), scene.fps), scene, WAYS[way])
                made = _per_rule(scene, about["events"], rows, seconds)
            else:
                continue
            clips[stem] = {
                "events": [
                    {k: r[k] for k in ("category", "zone", "t_start", "t_end", "bbox", "confidence")} for r in rows
                ]
            }
            for rule, s in made.items():
                rules.setdefault(rule, Score()).add(s)
            print(way, stem, {r: s.as_row()["f1"] for r, s in made.items()}, file=sys.stderr)
        result[way] = {"rules": {r: s.as_row() for r, s in rules.items()}, "clips": clips}
    return result


def _per_rule(
    scene: Scene, events: list[dict[str, Any]], rows: list[dict[str, Any]], seconds: float
) -> dict[str, Score]:
    made = {}
    for rule in dict.fromkeys(z.rule for z in scene.zones):
        category = next(z.category for z in scene.zones if z.rule == rule)
        made[rule] = score(
            [e for e in events if e["category"] == category], [r for r in rows if r["rule"] == rule], seconds
        )
    return made


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--ways", nargs="*", default=list(WAYS), choices=list(WAYS))
    parser.add_argument("--only", nargs="*", default=[], help="clips by name, without ending")
    asked = parser.parse_args()
    print(json.dumps(run(asked.folder, asked.ways, asked.only), ensure_ascii=False, indent=1))


if __name__ == "__main__":
    main()
