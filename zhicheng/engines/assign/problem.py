"""The assignment problem of one tick: tickets, crews and what each minute is worth."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]

CERTIFICATES_NEEDED = 2  # two officers with valid certificates for a matter that may end in a case (APL 42)


def _column(value: ArrayLike, rows: int, dtype: Any) -> NDArray[Any]:
    return np.ascontiguousarray(np.broadcast_to(np.asarray(value, dtype), (rows,)))


@dataclass(frozen=True, eq=False)
class Tickets:
    """n open tickets, one array of shape (n,) per fact.

    `opened_at`, `due_at`: seconds on any one clock (the `at` of `plan` is on the same clock). `priority`: 1 is
    ordinary, a minute of a priority 2 ticket counts double. `needs_certificates`: the matter may end in a case.
    `skills`: bit set, each bit must be in the crew's. `promised`: index of the crew that was told so already, or -1.
    """

    opened_at: Floats
    due_at: Floats
    priority: Floats
    needs_certificates: Bools
    skills: Ints
    promised: Ints

    @classmethod
    def of(
        cls,
        opened_at: ArrayLike,
        due_at: ArrayLike,
        *,
        priority: ArrayLike = 1.0,
        needs_certificates: ArrayLike = False,
        skills: ArrayLike = 0,
        promised: ArrayLike = -1,
    ) -> Tickets:
        """Build from sequences; a single value stands for all tickets."""
        opened = np.atleast_1d(np.asarray(opened_at, float))
        n = len(opened)
        return cls(
            opened_at=opened,
            due_at=_column(due_at, n, float),
            priority=_column(priority, n, float),
            needs_certificates=_column(needs_certificates, n, bool),
            skills=_column(skills, n, np.int64),
            promised=_column(promised, n, np.int64),
        )

    def __len__(self) -> int:
        return len(self.opened_at)


@dataclass(frozen=True, eq=False)
class Crews:
    """m crews, one array of shape (m,) per fact.

    `free_in`: seconds until the crew can set out (0 = idle now; a crew soon free may be reserved). `certificates`: how
    many of its officers hold a valid one. `load`: jobs already waiting for it. `jobs_today`: what it has had since
    roll call.
    """

    free_in: Floats
    skills: Ints
    certificates: Ints
    load: Floats
    on_shift: Bools
    jobs_today: Floats

    @classmethod
    def of(
        cls,
        free_in: ArrayLike,
        *,
        skills: ArrayLike = 0,
        certificates: ArrayLike = CERTIFICATES_NEEDED,
        load: ArrayLike = 0.0,
        on_shift: ArrayLike = True,
        jobs_today: ArrayLike = 0.0,
    ) -> Crews:
        """Build from sequences; a single value stands for all crews."""
        free = np.atleast_1d(np.asarray(free_in, float))
        m = len(free)
        return cls(
            free_in=free,
            skills=_column(skills, m, np.int64),
            certificates=_column(certificates, m, np.int64),
            load=_column(load, m, float),
            on_shift=_column(on_shift, m, bool),
            jobs_today=_column(jobs_today, m, float),
        )

    def __len__(self) -> int:
        return len(self.free_in)


@dataclass(frozen=True)
class Weights:
    """What things cost, in weighted minutes. The defaults were tuned on replays: docs/explanation/dispatch.md.

    waiting: a minute between report and arrival. late: being late at all, once. overdue: each minute beyond the limit,
    on top; this is what keeps an already late ticket from being abandoned. overdue_doubles: after that many minutes
    beyond the limit the sum counts double, so that of two late tickets the older goes first. travel: a minute of a
    crew on the road (its time is taken from somebody else's ticket); quiet: the share of it that holds while crews
    stand idle. load: a job already waiting for the crew. fairness: a job the crew has had today. broken_promise:
    taking a ticket from the crew that was told. margin_seconds, spread_seconds: "late" rises smoothly around (limit -
    margin), because times are estimates. patience_seconds: what leaving a ticket open is priced at: arriving that much
    later than now.
    """

    waiting: float = 1.0
    late: float = 30.0
    overdue: float = 0.7
    overdue_doubles: float = 600.0
    travel: float = 2.0
    quiet: float = 0.25
    load: float = 2.0
    fairness: float = 0.02
    broken_promise: float = 15.0
    margin_seconds: float = 60.0
    spread_seconds: float = 60.0
    patience_seconds: float = 1800.0
