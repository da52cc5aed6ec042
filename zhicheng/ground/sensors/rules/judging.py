"""What a run of readings means: suspected, confirmed, over; late, stuck, silent. Whole batches at once, in numpy; one reading is a batch of one.

A sensor's memory is one line of `MEMORY`. Readings of one sensor are taken in the order of their moments, never in the order in which they
arrive; what is older than what was judged already is stored by others and not judged: nobody un-rings a bell.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from zhicheng.ground.sensors.rules.kinds import KINDS, MILLI
from zhicheng.ground.sensors.rules.limits import Limit

Ints = NDArray[np.int64]
Flags = NDArray[np.bool_]
Memory = NDArray[Any]

NEVER = -1  # no reading yet
QUIET, SUSPECTED, CONFIRMED = 0, 1, 2
# Troubles, as bits: several may stand at once.
SILENT, STUCK, UNIT, FRACTION, CLOCK, CALIBRATION = 1, 2, 4, 8, 16, 32
MEMORY = np.dtype([
    ("last_at", "i8"), ("last_value", "i8"),  # seconds since 1970; thousandths
    ("phase", "i1"), ("hits", "i2"), ("began_at", "i8"),  # the alarm: its readings beyond the limit, the first of them
    ("same_since", "i8"), ("odd", "i2"),  # since when the value is the same; how many in a row look like shares of one
    ("trouble", "i2"),
])  # fmt: skip
ODD = 10  # so many values between 0 and 1 in a row are no coincidence on a scale of 0 to 100
MISSED = 3  # intervals without a reading: then it is silent, and a suspicion is forgotten
AGAIN_S = 300  # an alarm that lasts says so every five minutes: whoever was told to put it right is looked at again
BIG = 2**60  # a limit that no reading reaches


def fresh(n: int) -> Memory:
    """Memories of `n` sensors that have never spoken."""
    out = np.zeros(n, MEMORY)
    out["last_at"] = out["same_since"] = NEVER
    return out


@dataclass(frozen=True, slots=True)
class Terms:
    """What each reading of a batch is compared with; one entry per reading. Limits of "too little" are turned round (`sign` -1)."""

    on: Ints
    off: Ints
    sign: Ints
    confirm: Ints
    hold_s: Ints
    rate: Ints
    forget_s: Ints  # a gap as long as this forgets a suspicion
    stuck_s: Ints
    rest: Ints
    fractions_are_odd: Flags

    def take(self, rows: Ints) -> Terms:
        return Terms(*(getattr(self, name)[rows] for name in self.__slots__))


@dataclass(frozen=True, slots=True)
class Profile:
    """What holds for one sensor: its kind, the limit of each hour, its interval in seconds."""

    kind: str
    hours: tuple[Limit | None, ...]
    interval_s: int


def terms(profiles: Sequence[Profile], of: Ints, at: Ints) -> Terms:
    """The terms of each reading: profile `of[i]` at the hour of `at[i]` in China."""
    hour = (at // 3600 + 8) % 24
    table = np.array([[_cell(limit) for limit in p.hours] for p in profiles], np.int64).reshape(-1, 24, 6)
    plain = np.array([_plain(p) for p in profiles], np.int64).reshape(-1, 4)
    cells, more = table[of, hour], plain[of]
    on, off, sign, confirm, hold_s, rate = cells.T
    forget_s, stuck_s, rest, odd = more.T
    return Terms(on, off, sign, confirm, hold_s, rate, forget_s, stuck_s, rest, odd > 0)


def _cell(limit: Limit | None) -> tuple[int, ...]:
    """on, off, sign, confirm, hold_s, rate; an hour without a limit is beyond reach and always over."""
    if limit is None:
        return BIG, BIG, 1, 1, 0, 0
    sign = 1 if limit.above else -1
    return sign * limit.on, sign * limit.off, sign, limit.confirm, limit.hold_s, limit.rate


def _plain(p: Profile) -> tuple[int, int, int, int]:
    kind = KINDS[p.kind]
    return MISSED * p.interval_s, kind.stuck_s, round(kind.rest * MILLI), int(kind.fractions_are_odd)


@dataclass(frozen=True, slots=True)
class Change:
    """One thing that a reading changed. `row` is the reading in the batch; `began_at` names the alarm; `stage` as sense has it."""

    row: int
    stage: str  # pre_alarm | confirmed | lasts | over
    began_at: int


@dataclass(frozen=True, slots=True)
class Judged:
    """The memories afterwards (a copy), what changed, and which readings were late: older than, or as old as, what was judged before."""

    memory: Memory
    changes: tuple[Change, ...]
    late: Flags


def judge(memory: Memory, who: Ints, at: Ints, value: Ints, what: Terms) -> Judged:
    """Take in a batch: reading i is of sensor `who[i]` (a line of `memory`). Several readings of one sensor are taken one after the other."""
    out = memory.copy()
    late = np.zeros(len(at), np.bool_)
    changes: list[Change] = []
    for rows in rounds(who, at):
        late[rows] = at[rows] <= out["last_at"][who[rows]]
        now = rows[~late[rows]]
        if len(now):
            lines = out[who[now]]
            changes += _step(lines, now, at[now], value[now], what.take(now))
            out[who[now]] = lines
    return Judged(out, tuple(changes), late)


def rounds(who: Ints, at: Ints) -> Iterator[Ints]:
    """Rows such that each round holds every sensor at most once, in the order of its moments (equal moments: order of arrival)."""
    order = np.lexsort((at, who))
    sorted_who = who[order]
    first = np.flatnonzero(np.r_[True, sorted_who[1:] != sorted_who[:-1]]) if len(order) else np.zeros(0, np.int64)
    rank = np.arange(len(order)) - np.repeat(first, np.diff(np.r_[first, len(order)]))
    by_rank = np.argsort(rank, kind="stable")
    ends = np.cumsum(np.bincount(rank)).tolist() if len(order) else list[int]()
    begin = 0
    for end in ends:
        yield order[by_rank[begin:end]]
        begin = end


def _step(m: Memory, rows: Ints, at: Ints, value: Ints, t: Terms) -> list[Change]:
    """One reading of each of these sensors; `m` is changed in place."""
    known = m["last_at"] != NEVER
    gap = np.where(known, at - m["last_at"], 0)
    beyond = t.sign * value
    jump = t.sign * (value - m["last_value"])
    hit = (beyond >= t.on) | (known & (gap <= t.forget_s) & (t.rate > 0) & (jump * 60 >= t.rate * np.maximum(gap, 1)))
    low = (beyond <= t.off) & ~hit
    forgotten = (m["phase"] == SUSPECTED) & (gap > t.forget_s)
    ended = ((m["phase"] > QUIET) & low) | forgotten
    changes = [Change(int(rows[i]), "over", int(m["began_at"][i])) for i in np.flatnonzero(ended)]
    m["phase"] = np.where(ended, QUIET, m["phase"])
    begins = (m["phase"] == QUIET) & hit
    m["began_at"] = np.where(begins, at, m["began_at"])
    m["hits"] = np.minimum(np.where(begins, 1, np.where(hit, m["hits"] + 1, m["hits"])), 30_000)
    lasts = (m["phase"] == CONFIRMED) & ((at - m["began_at"]) // AGAIN_S > (m["last_at"] - m["began_at"]) // AGAIN_S)
    confirms = hit & (m["phase"] < CONFIRMED) & (m["hits"] >= t.confirm) & (at - m["began_at"] >= t.hold_s)
    m["phase"] = np.where(confirms, CONFIRMED, np.where(begins, SUSPECTED, m["phase"]))
    for i in np.flatnonzero(begins | confirms):
        changes.append(Change(int(rows[i]), "confirmed" if confirms[i] else "pre_alarm", int(m["began_at"][i])))
    changes += [Change(int(rows[i]), "lasts", int(m["began_at"][i])) for i in np.flatnonzero(lasts)]
    _doubts(m, known, at, value, t)
    m["last_at"], m["last_value"] = at, value
    return changes


def _doubts(m: Memory, known: Flags, at: Ints, value: Ints, t: Terms) -> None:
    """Stuck, or a share instead of per cent. Whoever speaks again is not silent, his clock goes right and his unit fits."""
    same = known & (value == m["last_value"])
    m["same_since"] = np.where(same, m["same_since"], at)
    stuck = (t.stuck_s > 0) & (value > t.rest) & (at - m["same_since"] >= t.stuck_s)
    share = t.fractions_are_odd & (value > 0) & (value < MILLI)
    m["odd"] = np.minimum(np.where(share, m["odd"] + 1, np.where(value >= MILLI, 0, m["odd"])), 30_000)
    overdue = m["trouble"] & CALIBRATION  # no reading ends that, only a calibration
    m["trouble"] = overdue | np.where(stuck, STUCK, 0) | np.where(t.fractions_are_odd & (m["odd"] >= ODD), FRACTION, 0)


def silent(memory: Memory, interval_s: Ints, at: int) -> Flags:
    """Which have not spoken for `MISSED` of their intervals. Who never spoke is not silent but not yet connected."""
    quiet: Flags = (memory["last_at"] != NEVER) & (at - memory["last_at"] > MISSED * interval_s)
    return quiet
