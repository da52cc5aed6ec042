"""A folder of stills: visits of a patrol, snapshots of a camera. In the order in which they were taken, as far as they tell."""

from __future__ import annotations

import re
import statistics
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
from PIL import Image, ImageOps

from zhicheng.kernel.errors import BadInput
from zhicheng.vision.seen import Frame

ENDINGS = {".jpg", ".jpeg", ".png", ".webp", ".bmp"}
VISIT_S = 5.0  # pictures farther apart are visits, not a film
FEW = 10
_TAKEN = re.compile(r"(20\d{2})[-_]?(\d{2})[-_]?(\d{2})[T_ -]?(\d{2})[-_:]?(\d{2})[-_:]?(\d{2})")
_EXIF_TAKEN = 36867
# In names, before comes before after, whatever the alphabet says.
_TURN = {"before": 0, "之前": 0, "前": 0, "after": 2, "之后": 2, "后": 2}


@dataclass
class Stills:
    """Pictures of a folder. Their moments: EXIF or the file's name; else one each 1/fps seconds in the order of names."""

    folder: Path
    fps: float
    visits: bool = True
    troubles: list[str] = field(default_factory=list)
    rate: float = 0.0
    decoded: int = 0

    def __post_init__(self) -> None:
        self.files = sorted(
            (p for p in self.folder.iterdir() if p.suffix.lower() in ENDINGS), key=lambda p: turn(p.name)
        )
        if not self.files:
            raise BadInput(
                f"文件夹 {self.folder} 里没有图片（{'、'.join(sorted(ENDINGS))}）。",
                f"Folder {self.folder} holds no pictures ({', '.join(sorted(ENDINGS))}).",
            )
        self._moments = self._when()
        gaps = [b - a for a, b in zip(self._moments, self._moments[1:], strict=False)]
        self.rate, self.decoded = self.fps, len(self.files)
        self.visits = len(self.files) < FEW or statistics.median(gaps) >= VISIT_S

    def _when(self) -> list[float]:
        """Seconds since the first; sorts the files when all of them know their moment."""
        taken = [_taken(p) for p in self.files]
        known = [t for t in taken if t is not None]
        if len(known) < len(taken) or len(set(known)) < len(known):
            return [k / self.fps for k in range(len(self.files))]
        order = sorted(range(len(known)), key=lambda k: known[k])
        self.files = [self.files[k] for k in order]
        return [(known[k] - known[order[0]]).total_seconds() for k in order]

    def frames(self) -> Iterator[Frame]:
        for k, (path, t) in enumerate(zip(self.files, self._moments, strict=True)):
            try:
                with Image.open(path) as picture:
                    image = np.asarray(ImageOps.exif_transpose(picture).convert("RGB"))
            except (OSError, ValueError, SyntaxError, Image.DecompressionBombError) as error:
                self.troubles.append(
                    f"{path.name} 不是可读的图片，已跳过：{error}（no readable picture; passed over）。"
                )
                continue
            if min(image.shape[:2]) >= 16:
                yield Frame(t, image, k)


def turn(name: str) -> tuple[tuple[int, int, str], ...]:
    """Natural order: 2 before 10, before before after."""
    parts = re.findall(r"\d+|[a-z]+|[^\W\d_a-z]+", Path(name).stem.lower())
    return tuple((1, int(p), "") if p.isdigit() else (_TURN.get(p, 1), -1, "" if p in _TURN else p) for p in parts)


def _taken(path: Path) -> datetime | None:
    """When it was taken, by EXIF or by its name."""
    found = None
    try:
        with Image.open(path) as picture:
            text = picture.getexif().get_ifd(0x8769).get(_EXIF_TAKEN)
            found = re.fullmatch(r"(\d{4}):(\d{2}):(\d{2}) (\d{2}):(\d{2}):(\d{2}).*", str(text)) if text else None
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError):
        return None
    found = found or _TAKEN.search(path.stem)
    if found is None:
        return None
    try:
        return datetime(*(int(g) for g in found.groups()), tzinfo=UTC)  # type: ignore[misc,arg-type]
    except ValueError:
        return None
