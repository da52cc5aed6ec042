"""The queue: claim, run, retry, give up visibly. Same code on SQLite and on PostgreSQL (FOR UPDATE SKIP LOCKED).

A job's writes and its deletion are one transaction, so a worker that dies leaves either nothing or everything; its lease ends and
another worker takes the job. A batch that fails is cut in halves, so that one bad event cannot hold up the others.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from typing import Any

import msgspec
from django.conf import settings
from django.db import connection, transaction
from django.db.models import Case, Count, Q, QuerySet, When

from zhicheng.infra import clock, plug
from zhicheng.infra.calls import run_call
from zhicheng.infra.changes import Change, record_changes
from zhicheng.infra.journey import Happened, steps
from zhicheng.infra.models import Event, Job, Schedule

log = logging.getLogger("zhicheng.jobs")
LEASE = timedelta(seconds=20)  # a step takes below a second; a killed worker holds nobody up for longer than this
TOGETHER = 50  # waiting jobs of one step that a worker takes at once
STEP = "step:"
MAX_ATTEMPTS = 8  # 1 + 2 + … + 128 s of back-off: about four minutes, then somebody has to look


class LeaseLost(Exception):
    """Another worker took the job over while we worked: our writes are rolled back."""


@dataclass(frozen=True, slots=True)
class Task:
    """A repeated or named job: `run(payload, at)`; `every` makes it a schedule (real seconds)."""

    name: str
    run: Callable[[dict[str, Any], datetime], None]
    every: float = 0.0
    own_transaction: bool = False  # True: the task opens its own short transactions


@cache
def tasks() -> Mapping[str, Task]:
    found: Sequence[Task] = plug.load(settings.ZHICHENG_TASKS)
    return {task.name: task for task in found}


def enqueue(
    name: str, payload: dict[str, Any], *, run_at: datetime | None = None, priority: int = 5, key: str | None = None
) -> None:
    """Put a task into the queue, in the caller's transaction; with a `key` at most one such job waits or runs."""
    row = Job(
        name="task:" + name,
        payload=msgspec.json.encode(payload).decode(),
        run_at=run_at or clock.real(),
        priority=priority,
        key=key,
    )
    Job.objects.bulk_create([row], ignore_conflicts=key is not None)


def due(now: datetime) -> QuerySet[Job]:
    """Jobs that wait and whose time has come, or whose worker let its lease end."""
    return Job.objects.filter(Q(state="queued", run_at__lte=now) | Q(state="running", lease_until__lt=now))


def claim(worker: str, *, now: datetime, n: int = TOGETHER, name: str = "") -> list[Job]:
    """Take the most urgent job (of this name only, if given) for this worker, and up to `n` of the same step that wait as well.

    One statement takes them; nobody gets the same.
    """
    waiting = due(now).filter(name=name) if name else due(now)
    first = waiting.order_by("priority", "id").values_list("name", flat=True).first()
    if first is None:  # a read is cheaper than a write lock when there is nothing
        return []
    chosen = (
        "SELECT id FROM infra_job WHERE ((state = 'queued' AND run_at <= %s) OR (state = 'running' AND lease_until < %s))"
        " AND name = %s ORDER BY priority, id LIMIT %s"
    )
    # PostgreSQL may run a subselect of IN again for each row of a nested loop, and what it skips then is what it has locked itself:
    # more than LIMIT rows. An array is made once.
    among = f"= ANY(ARRAY({chosen} FOR UPDATE SKIP LOCKED))" if connection.vendor == "postgresql" else f"IN ({chosen})"
    sql = (
        f"UPDATE infra_job SET state = 'running', worker = %s, lease_until = %s, attempts = attempts + 1 WHERE id {among}"  # noqa: S608
        " RETURNING id, name, payload, attempts, priority"
    )
    to_db = connection.ops.adapt_datetimefield_value
    most = n if first.startswith(STEP) else 1  # a task may take long: another worker may want the next one
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql, [worker, to_db(now + LEASE), to_db(now), to_db(now), first, most])
        rows = cursor.fetchall()
    return [
        Job(id=r[0], name=r[1], payload=r[2], attempts=r[3], worker=worker, state="running")
        for r in sorted(rows, key=lambda r: (r[4], r[0]))
    ]


def run_all(claimed: Sequence[Job], *, at: datetime) -> int:
    """Do claimed jobs of one name; returns how many are done. Small jobs of a step are done together: a hundred reports that came
    one by one cost what one batch costs. If that fails, each is done by itself and answers for itself."""
    done, left = 0, list(claimed)
    for group in _groups(claimed):
        if done:
            _renew(left)
        done += _run_together(group, at)
        left = left[len(group) :]
    return done


def _groups(claimed: Sequence[Job]) -> list[list[Job]]:
    """Jobs in their order, as many together as the step takes events at once."""
    groups: list[list[Job]] = []
    room = 0
    for job in claimed:
        n = job.payload.count(",") + 1  # events in `{"events":[1,2,3]}`
        if n > room:
            groups.append([])
            step = steps().get(job.name.removeprefix(STEP)) if job.name.startswith(STEP) else None
            room = step.batch if step else 0  # a task, or a step that nobody knows any more: by itself
        groups[-1].append(job)
        room -= n
    return groups


def _renew(left: Sequence[Job]) -> None:
    """What still waits its turn here is not a dead worker's."""
    mine = Job.objects.filter(pk__in=[j.pk for j in left], worker=left[0].worker, state="running")
    mine.update(lease_until=clock.real() + LEASE)


def _run_together(group: Sequence[Job], at: datetime) -> int:
    if len(group) > 1:
        try:
            _do_together(group, at)
            return len(group)
        except Exception:
            log.exception("%d jobs of %s failed together; each is done by itself", len(group), group[0].name)
    return sum(run(job, at=at) for job in group)


def _do_together(group: Sequence[Job], at: datetime) -> None:
    positions = sorted({pos for job in group for pos in msgspec.json.decode(job.payload)["events"]})
    with transaction.atomic():
        steps()[group[0].name.removeprefix(STEP)].run(_happened(positions), at)
        mine = Job.objects.filter(pk__in=[j.pk for j in group], worker=group[0].worker, state="running")
        if mine.delete()[0] != len(group):
            raise LeaseLost


def run(job: Job, *, at: datetime) -> bool:
    """Do one claimed job; True when it is done. A failure is stored with the job, never swallowed."""
    try:
        _do(job, at)
        return True
    except LeaseLost:
        log.warning("job %s was taken over", job.pk)
    except Exception as error:
        log.exception("job %s (%s) failed", job.pk, job.name)
        _failed(job, error)
    return False


def _do(job: Job, at: datetime) -> None:
    sort, _, name = job.name.partition(":")
    payload = msgspec.json.decode(job.payload)
    if sort == "task" and tasks()[name].own_transaction:
        tasks()[name].run(payload, at)
        _finish(job)
        return
    with transaction.atomic():
        if sort == "step":
            steps()[name].run(_happened(payload["events"]), at)
        elif sort == "call":
            run_call(job, payload, at)
        else:
            tasks()[name].run(payload, at)
        _finish(job)


def _happened(positions: Sequence[int]) -> list[Happened]:
    rows = Event.objects.filter(pos__in=positions).order_by("pos").values_list("pos", "stream", "kind")
    return [Happened(*row) for row in rows]


def _finish(job: Job) -> None:
    deleted, _ = Job.objects.filter(pk=job.pk, worker=job.worker, state="running").delete()
    if deleted != 1:
        raise LeaseLost


def _failed(job: Job, error: Exception) -> None:
    mine = Job.objects.filter(pk=job.pk, worker=job.worker)
    text = f"{type(error).__name__}: {error}"[:2000]
    payload = msgspec.json.decode(job.payload)
    chosen = payload.get("events", [])
    with transaction.atomic():
        if len(chosen) > 1:
            half = len(chosen) // 2
            for part in (chosen[:half], chosen[half:]):
                Job.objects.create(
                    name=job.name, payload=msgspec.json.encode({"events": part}).decode(), run_at=clock.real()
                )
            mine.delete()
        elif job.attempts >= MAX_ATTEMPTS:
            mine.update(state="stuck", error=text, lease_until=None)
        else:
            again = clock.real() + timedelta(seconds=2 ** (job.attempts - 1))
            mine.update(state="queued", error=text, run_at=again, lease_until=None)


def drain(*, at: datetime, worker: str = "drain", name: str = "", limit: int = 100_000) -> int:
    """Run what is due now (of this name only, if given), in this process, until there is no more; returns the number done."""
    done = 0
    while done < limit:
        claimed = claim(worker, now=clock.real(), name=name)
        if not claimed:
            return done
        done += run_all(claimed, at=at)
    return done


def start_due_schedules(*, now: datetime) -> None:
    """Enqueue each repeated task whose time has come; the row's conditional update makes one of several workers win."""
    known = {s.name: s.next_at for s in Schedule.objects.all()}
    for task in tasks().values():
        if not task.every or known.get(task.name, now) > now:
            continue
        again = now + timedelta(seconds=task.every)
        with transaction.atomic():
            if task.name in known:
                won = Schedule.objects.filter(name=task.name, next_at=known[task.name]).update(next_at=again) == 1
            else:
                made = Schedule.objects.bulk_create([Schedule(name=task.name, next_at=again)], ignore_conflicts=True)
                won = bool(made)
            if won:
                enqueue(task.name, {}, key="schedule:" + task.name, priority=1)


def stuck() -> QuerySet[Job]:
    """Jobs that failed too often and wait for a person: shown on the operations page and by `zhicheng check`."""
    return Job.objects.filter(state="stuck")


def counts() -> dict[str, int]:
    """How many jobs are in which state."""
    found = dict(Job.objects.order_by().values_list("state").annotate(n=Count("id")))
    return {state: found.get(state, 0) for state in ("queued", "running", "stuck")}


def listed(state: str = "") -> QuerySet[Job]:
    """Stuck ones first, then what failed already, then what waits."""
    rows = Job.objects.filter(state=state) if state else Job.objects.exclude(state="leased")
    return rows.order_by(Case(When(state="stuck", then=0), default=1), "-attempts", "id")


def retry_stuck(pk: int = 0, *, by: str, at: datetime) -> int:
    """Give every stuck job (or this one) a new set of attempts; who did so is an event."""
    with transaction.atomic():
        chosen = stuck().filter(pk=pk) if pk else stuck()
        found = list(chosen)
        stuck().filter(pk__in=[j.pk for j in found]).update(state="queued", attempts=0, run_at=clock.real())
        told = [Change(f"{j.name} #{j.pk}", "changed", {"状态": "停滞"}, {"状态": "重试"}) for j in found]
        record_changes("jobs", told, by=by, at=at)
    return len(found)
