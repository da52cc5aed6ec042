"""How cameras are just now: written by whoever watches them, many at once, without events."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from zhicheng.ground.devices.models import Camera, CameraState
from zhicheng.infra import bulk


@dataclass(frozen=True, slots=True)
class Seen:
    """One camera at one beat. `status`: good or a trouble. `picture`, `masked`: SHA-256 of its last picture in the store."""

    code: str
    status: str
    since: datetime | None = None
    seen_at: datetime | None = None
    clock_off_s: int | None = None
    width: int = 0
    height: int = 0
    worker: str = ""
    looks: int = 0
    dense: bool = False
    lag_ms: int = 0
    picture: str = ""
    masked: str = ""
    picture_at: datetime | None = None
    said: str = ""


COLUMNS = tuple(name for name in Seen.__dataclass_fields__ if name != "code")


def note_seen(rows: Sequence[Seen]) -> int:
    """Write the beat of many cameras in one statement; returns how many are known."""
    known = (
        dict(bulk.among(Camera.objects.all(), "code", [r.code for r in rows]).values_list("code", "pk")) if rows else {}
    )
    chosen = {known[r.code]: r for r in rows if r.code in known}
    CameraState.objects.bulk_create(
        [CameraState(camera_id=pk, **{c: getattr(r, c) for c in COLUMNS}) for pk, r in chosen.items()],
        update_conflicts=True, unique_fields=["camera"], update_fields=list(COLUMNS),
    )  # fmt: skip
    return len(chosen)
