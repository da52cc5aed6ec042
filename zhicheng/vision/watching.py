"""Watching one source with one eye: events as they end, with their pictures, and the contest's form of them.

Four stills tell the story of an event: arrival, pre-alarm, confirmation, end. Each as it came and as a masked copy, both with their digest.
"""

from __future__ import annotations

import hashlib
import io
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from PIL import Image, ImageDraw

from zhicheng.vision.eye import Eye
from zhicheng.vision.masking import cover, to_cover
from zhicheng.vision.ports import FaceFinder, FrameSource
from zhicheng.vision.seen import Box, Frame, Observation, Pixels

QUALITY = 90
Row = dict[str, Any]


@dataclass
class Album:
    """The stills of the things under watch. Without a folder it keeps nothing."""

    folder: Path | None
    faces: FaceFinder | None = None
    kept: dict[str, list[Row]] = field(default_factory=dict)
    held: dict[str, Frame] = field(default_factory=dict)

    def arrivals(self, eye: Eye, frame: Frame) -> None:
        """Hold the frame in which a thing was first taken for one, until something is said of it."""
        if self.folder is None:
            return
        living = {c.id for rule in eye.rules for c in getattr(rule, "candidates", [])}
        for name in living - self.held.keys() - self.kept.keys():
            self.held[name] = frame
        for name in self.held.keys() - living:
            del self.held[name]

    def still(self, eye: Eye, frame: Frame, said: Observation) -> None:
        """Keep what shows the observation."""
        if self.folder is None:
            return
        if said.thing in self.held:
            self._keep(eye, self.held.pop(said.thing), said, "arrival")
        self._keep(eye, frame, said, "end" if said.over else said.stage)

    def _keep(self, eye: Eye, frame: Frame, said: Observation, what: str) -> None:
        assert self.folder is not None
        self.folder.mkdir(parents=True, exist_ok=True)
        stem = f"{said.thing.replace(':', '-').replace('/', '_')}-{what}"
        original, shown = still_of(eye, frame.image, said.box, self.faces)
        (self.folder / f"{stem}.jpg").write_bytes(original)
        (self.folder / f"{stem}-masked.jpg").write_bytes(shown)
        self.kept.setdefault(said.thing, []).append(
            {
                "what": what, "t": round(frame.t, 3), "file": f"{stem}.jpg", "sha256": hashlib.sha256(original).hexdigest(),
                "masked": f"{stem}-masked.jpg", "masked_sha256": hashlib.sha256(shown).hexdigest(),
            }
        )  # fmt: skip

    def picture(self, thing: str) -> str | None:
        """The one that stands for the event: masked, at confirmation."""
        rows = self.kept.get(thing, [])
        best = next((r for r in rows if r["what"] == "confirmed"), rows[-1] if rows else None)
        return best["masked"] if best else None


def still_of(eye: Eye, image: Pixels, subject: Box, faces: FaceFinder | None = None) -> tuple[bytes, bytes]:
    """The picture as it came, and its copy that may be shown: covered, with the thing's box."""
    found = list(eye.detector.detect(image)) if eye.detector is not None else []
    seen = list(faces.faces(image)) if faces is not None else []
    return jpeg(image), jpeg(cover(image, to_cover(found, seen, subject)), subject)


def jpeg(image: Any, mark: Box | None = None, quality: int = QUALITY) -> bytes:
    """As JPEG; `mark` draws the thing's box."""
    picture = Image.fromarray(image)
    if mark is not None:
        ImageDraw.Draw(picture).rectangle([float(v) for v in mark], outline=(224, 32, 32), width=3)
    buffer = io.BytesIO()
    picture.save(buffer, "JPEG", quality=quality)
    return buffer.getvalue()


@dataclass
class Watching:
    """The run of one eye over one source."""

    eye: Eye
    source: FrameSource
    album: Album
    model: str = ""
    frames: int = 0
    last: Frame | None = None
    pre_alarms: list[Row] = field(default_factory=list)

    def events(self, each: Callable[[Frame], None] | None = None) -> Iterator[Row]:
        """Confirmed events, each once it is over (or the source is). `each` is called after every frame. Ctrl-C ends the source, not the
        story: what still stands there is told.
        """
        try:
            for frame in self.source.frames():
                self.last, self.frames = frame, self.frames + 1
                said = self.eye.see(frame)
                self.album.arrivals(self.eye, frame)
                for o in said:
                    yield from self._say(o, frame)
                if each is not None:
                    each(frame)
        except KeyboardInterrupt:
            self.source.troubles.append("中断，已写出到此为止的事件（interrupted; what was seen so far is written）。")
        if self.last is not None:
            for o in self.eye.finish():
                yield from self._say(o, self.last)

    def _say(self, said: Observation, frame: Frame) -> Iterator[Row]:
        self.album.still(self.eye, frame, said)
        if said.stage == "pre_alarm":
            self.pre_alarms.append(self.row(said))
        elif said.over:
            yield self.row(said)

    def row(self, said: Observation) -> Row:
        """One line of the output."""
        row: Row = {
            "rule": said.rule,
            "category": said.category,
            "zone": said.zone,
            "t_start": round(said.t_start, 3),
            "t_end": round(said.t_end, 3),
            "bbox": [round(float(v), 1) for v in said.box],
            "confidence": said.confidence,
            "picture": self.album.picture(said.thing),
            "event_id": said.thing,
            "stage": said.stage,
            "model": self.model,
            "facts": said.facts,
        }
        if self.album.folder is not None:
            row["pictures"] = self.album.kept.get(said.thing, [])
        return row


def contest(rows: list[Row], rate: float) -> list[Row]:
    """The contest's form: one entry per event and frame of the clip, frames and events counted from 0."""
    return [
        {"frame_id": frame, "event_id": k, "category": row["category"], "bbox": row["bbox"]}
        for k, row in enumerate(sorted(rows, key=lambda r: (r["t_start"], r["zone"])))
        for frame in range(round(row["t_start"] * rate), round(row["t_end"] * rate) + 1)
    ]
