"""Which detector the eyes use, and how a new one takes over: beside the old one on sampled frames, then camera by camera, back at once.

    try → shadow → switch to some → switch to all → (back at any time)

What is in use is one switch of the installation, so all machines follow within ten seconds; each change is an event (`setup:eyes`).
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from django.db import transaction

from zhicheng.infra import switches
from zhicheng.infra.changes import compare, record_changes
from zhicheng.kernel.errors import BadInput
from zhicheng.vision.keeping import put
from zhicheng.vision.schedule import phase
from zhicheng.vision.shadow import Comparison

SWITCH = "eyes.model"
SAMPLE = 20  # of so many looks one is compared
NAMES = {"now": "在用", "next": "新模型", "percent": "已切换"}


@dataclass(frozen=True, slots=True)
class Models:
    """`now` is empty while the setting decides; `before` is where `back` leads once `next` has taken over wholly."""

    now: str = ""
    next: str = ""
    percent: int = 0
    before: str = ""

    def of(self, code: str) -> str:
        """The detector of a camera: always the same cameras are among the first ten per cent."""
        return self.next if self.next and 100 * phase(code) < self.percent else self.now


def models(default: str) -> Models:
    """What is in use, with the setting's name where nothing was switched."""
    found = switches.get(SWITCH)
    kept = Models(**found) if isinstance(found, Mapping) else Models()
    return Models(kept.now or default, kept.next, kept.percent, kept.before)


def try_out(name: str, *, default: str, by: str, at: datetime) -> Models:
    """Let a detector look beside the one in use."""
    now = models(default)
    if name == now.now:
        raise BadInput(f"{name} 已在使用。", f"{name} is in use already.", field="NAME")
    return _put(now, Models(now.now, name, 0, now.before), by, at)


def switch(percent: int, *, default: str, by: str, at: datetime) -> Models:
    """So many per cent of the cameras use the new one from now on; at a hundred it has taken over."""
    now = models(default)
    if not now.next:
        raise BadInput(
            "没有待切换的模型，请先 zhicheng fleet model try 名称。",
            "No model is waiting; run zhicheng fleet model try NAME first.",
            field="--percent",
        )
    if not 0 <= percent <= 100:
        raise BadInput(
            f"比例 {percent} 应在 0 与 100 之间。", f"{percent} must lie between 0 and 100.", field="--percent"
        )
    fresh = Models(now.next, "", 0, now.now) if percent == 100 else Models(now.now, now.next, percent, now.before)
    return _put(now, fresh, by, at)


def back(*, default: str, by: str, at: datetime) -> Models:
    """To the detector that was in use before; one command, all cameras."""
    now = models(default)
    if not now.next and not now.before:
        raise BadInput("没有可退回的模型。", "There is no model to go back to.")
    return _put(now, Models(now.now, "", 0, now.before) if now.next else Models(now.before), by, at)


def _put(before: Models, fresh: Models, by: str, at: datetime) -> Models:
    old, new = ({NAMES[k]: str(v) for k, v in asdict(m).items() if k in NAMES} for m in (before, fresh))
    with transaction.atomic():
        switches.put(SWITCH, asdict(fresh))
        record_changes("eyes", [compare("识别模型", old, new)], by=by, at=at)
    return fresh


# -- what was seen differently ------------------------------------------------------------------------------------------------


def note(root: Path, worker: str, name: str, counts: Comparison, trouble: str = "") -> None:
    """One worker's counts for the detector that is being tried."""
    folder = root / "shadow"
    folder.mkdir(parents=True, exist_ok=True)
    said = {"model": name, "trouble": trouble, **asdict(counts)}
    put(folder / f"{worker.replace('/', '_')}.json", json.dumps(said, ensure_ascii=False).encode())


def compared(root: Path, name: str) -> tuple[Comparison, list[str]]:
    """All workers' counts for this detector, and what hinders some of them."""
    whole, troubles = Comparison(), []
    for path in sorted((root / "shadow").glob("*.json")):
        try:
            found: dict[str, Any] = json.loads(path.read_bytes())
        except (FileNotFoundError, ValueError):
            continue
        if found.get("model") == name:
            whole.add(found)
            if found.get("trouble"):
                troubles.append(f"{path.stem}: {found['trouble']}")
    return whole, troubles
