"""Which step follows which event. `zhicheng/journey.py` says it; `server` hands it down by the setting ZHICHENG_JOURNEY.

A step is a job keyed by its stable name; its payload lists the events' positions. It is enqueued in the transaction of the
event, once, and runs in one transaction together with the deletion of its job: a crash at any moment repeats nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import NamedTuple

import msgspec
from django.conf import settings

from zhicheng.infra import bulk, clock, plug
from zhicheng.infra.models import Job


class Happened(NamedTuple):
    """What a step is told: where the event is stored, which stream, which kind. Most need no more; the body is one read away."""

    pos: int
    stream: str
    kind: str

    @property
    def stream_id(self) -> int:
        """The number in `ticket:17`."""
        return int(self.stream.partition(":")[2])


@dataclass(frozen=True, slots=True)
class Step:
    """One next step. `run(happened, at)` gets what happened, oldest first; `batch` is how many it takes at once."""

    name: str
    run: Callable[[Sequence[Happened], datetime], None]
    batch: int = 500
    priority: int = 5


Journey = Mapping[str, tuple[Step, ...]]
JOB_COLUMNS = ("name", "payload", "state", "run_at", "priority", "attempts", "worker", "error")


@cache
def journey() -> Journey:
    found: Journey = plug.load(settings.ZHICHENG_JOURNEY)
    return found


@cache
def steps() -> dict[str, Step]:
    """Every step by its name; a name that is used twice must mean the same step."""
    out: dict[str, Step] = {}
    for following in journey().values():
        for step in following:
            if out.setdefault(step.name, step) is not step:
                raise ValueError(f"two journey steps are called {step.name}")
    return out


def enqueue_steps(happened: Sequence[tuple[str, int]], *, done: frozenset[str] = frozenset()) -> None:
    """Put the next steps of these (kind, position) pairs into the queue, batched per step.

    `done` names steps that the transaction of the events takes itself, so that nobody needs to take them again.
    """
    table, due = journey(), clock.real()
    waiting: dict[str, tuple[Step, list[int]]] = {}
    for kind, pos in happened:
        for step in table.get(kind, ()):
            if step.name not in done:
                waiting.setdefault(step.name, (step, []))[1].append(pos)
    rows = [
        (
            "step:" + step.name,
            msgspec.json.encode({"events": chosen[i : i + step.batch]}).decode(),
            "queued",
            due,
            step.priority,
            0,
            "",
            "",
        )
        for step, chosen in waiting.values()
        for i in range(0, len(chosen), step.batch)
    ]
    bulk.insert_rows(Job, JOB_COLUMNS, rows)
