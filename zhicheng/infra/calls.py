"""The standard task API (`django_tasks`) in front of our queue: `@task` functions are rows of the job table, run by our worker.

    @task(priority=10)
    def send_receipt(report_id: int) -> None: ...

    send_receipt.enqueue(17)          # in the caller's transaction: rolled back with it

What our own jobs promise holds here too: writes and the deletion of the job are one transaction, a failure is tried again with
back-off, after eight it is stuck and shown. Results are not kept: what a task has to say it writes where it belongs.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

import msgspec
from django_tasks.backends.base import BaseTaskBackend
from django_tasks.base import Task, TaskContext, TaskResult, TaskResultStatus
from django_tasks.signals import task_enqueued

from zhicheng.infra import clock, plug
from zhicheng.infra.models import Job

OURS = 5  # priority of a job that says nothing; lower is sooner
STEPS = 25  # of theirs (-100 … 100, higher is sooner) make one of ours


class JobBackend(BaseTaskBackend):
    """Enqueues into our table. `run_after` and `priority` are kept; the worker runs plain functions, no coroutines."""

    supports_defer = True
    supports_priority = True

    def enqueue(self, task: Task[Any, Any], args: Any, kwargs: Any) -> TaskResult[Any]:
        """One row, in the caller's transaction. TypeError for arguments that are not JSON."""
        payload = {"path": task.module_path, "args": list(args), "kwargs": dict(kwargs)}
        now = clock.real()
        result = _result(task, payload, "", now, attempts=0)  # refuses what is not JSON before anything is written
        job = Job.objects.create(
            name=f"call:{task.name}"[:64],
            payload=msgspec.json.encode({**payload, "args": result.args, "kwargs": result.kwargs}).decode(),
            run_at=task.run_after or now,
            priority=OURS - round(task.priority / STEPS),
        )
        object.__setattr__(result, "id", str(job.pk))
        task_enqueued.send(type(self), task_result=result)
        return result


def run_call(job: Job, payload: Mapping[str, Any], at: datetime) -> None:
    """Run the function of one job. TypeError when its path leads to anything but a task: a row names no arbitrary code."""
    task = plug.load(payload["path"])
    if not isinstance(task, Task):
        raise TypeError(f"{payload['path']} is not decorated with @task")
    context = (
        [TaskContext(task_result=_result(task, payload, str(job.pk), at, attempts=job.attempts))]
        if task.takes_context
        else []
    )
    task.func(*context, *payload["args"], **payload["kwargs"])


def _result(
    task: Task[Any, Any], payload: Mapping[str, Any], pk: str, at: datetime, *, attempts: int
) -> TaskResult[Any]:
    return TaskResult(
        task=task, id=pk, status=TaskResultStatus.RUNNING if attempts else TaskResultStatus.READY, enqueued_at=at, started_at=None,
        finished_at=None, last_attempted_at=None, args=payload["args"], kwargs=payload["kwargs"], backend=task.backend, errors=[],
        worker_ids=[""] * attempts,
    )  # fmt: skip
