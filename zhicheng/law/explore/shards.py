"""The same search by several processes: worlds know nothing of each other, so each process walks some of them, and what they found is united.

Batches are united in the order of the worlds, and what comes after the one that completes the number is left out: the answer does
not depend on how many processes there were, or which was the fastest.
"""

from __future__ import annotations

import time as clock
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from itertools import count, islice
from multiprocessing import get_context, parent_process
from multiprocessing.pool import AsyncResult

from zhicheng.law.explore.search import Report, explore
from zhicheng.law.explore.worlds import World, all_worlds

BATCH = 8  # worlds
AHEAD = 3  # batches per process that wait or run


@dataclass(frozen=True)
class How:
    """What holds for every world of a search."""

    depth: int | None = None
    tempted_every: int = 1


def explore_by(
    processes: int, *, states: int, how: How = How(), told: Callable[[Report], None] = lambda report: None
) -> Report:
    """All worlds until so many distinct assessments are found. `told` hears of the report after each batch."""
    report, begun = Report(), clock.perf_counter()
    with ExitStack() as stack:
        for found in _alone(how) if processes == 1 else _together(processes, how, stack):
            report.add(found)
            told(report)
            if len(report.signatures) >= states:
                report.complete = False
                break
    report.seconds = clock.perf_counter() - begun
    return report


def _alone(how: How) -> Iterator[Report]:
    source = _Source()
    for first in count(step=BATCH):
        worlds = source.batch(first)
        if not worlds:
            return
        yield explore(worlds, depth=how.depth, tempted_every=how.tempted_every)


def _together(processes: int, how: How, stack: ExitStack) -> Iterator[Report]:
    """Fresh interpreters: forked ones would share locks with the threads of whoever calls. Leaving the stack ends them."""
    pool = stack.enter_context(get_context("spawn").Pool(processes))
    running: deque[AsyncResult[Report | None]] = deque()
    starts = count(step=BATCH)
    while True:
        while len(running) < processes * AHEAD:
            running.append(pool.apply_async(_batch, (next(starts), how)))
        found = running.popleft().get()
        if found is None:
            return
        yield found


@dataclass
class _Source:
    """The worlds in their order, as far as this process has come; it is only ever asked for later ones."""

    rest: Iterator[World] = field(default_factory=all_worlds)
    place: int = 0

    def batch(self, first: int) -> list[World]:
        found = list(islice(self.rest, first - self.place, first - self.place + BATCH))
        self.place = first + BATCH
        return found


_source = _Source()


def _batch(first: int, how: How) -> Report | None:
    """What is found in these worlds; None when there are none any more. Nobody walks on for a caller who was killed."""
    caller = parent_process()
    if caller is not None and not caller.is_alive():
        raise SystemExit(1)
    worlds = _source.batch(first)
    return explore(worlds, depth=how.depth, tempted_every=how.tempted_every) if worlds else None
