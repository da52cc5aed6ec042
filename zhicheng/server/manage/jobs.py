"""Background jobs: what waits, what failed and why."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Literal

from django.http import HttpRequest
from ninja import Router, Schema

from zhicheng.ground.people.auth import staff
from zhicheng.infra import clock, jobs
from zhicheng.infra.api import PROBLEMS
from zhicheng.kernel.errors import NotFound
from zhicheng.kernel.phrases import Phrase
from zhicheng.server.manage.keeper import MOST, city_wide
from zhicheng.server.manage.shapes import RetriedOut

router = Router(tags=["manage"])
JOBS = Phrase("后台任务", "Background jobs")


class JobOut(Schema):
    id: int
    name: str
    state: str
    attempts: int
    run_at: datetime
    error: str
    events: int


class JobsOut(Schema):
    queued: int
    running: int
    stuck: int
    rows: list[JobOut]


@router.get("/manage/jobs", response={200: JobsOut, **PROBLEMS})
def job_list(request: HttpRequest, state: Literal["", "queued", "running", "stuck"] = "") -> dict[str, Any]:
    """What failed and why; what still waits."""
    city_wide(request, JOBS)
    counts = jobs.counts()
    rows = jobs.listed(state)[:MOST]
    return {
        **counts,
        "rows": [
            {"id": j.pk, "name": j.name, "state": j.state, "attempts": j.attempts, "run_at": j.run_at, "error": j.error,
             "events": j.payload.count(",") + 1 if '"events"' in j.payload else 0}
            for j in rows
        ],
    }  # fmt: skip


@router.post("/manage/jobs/retry", response={200: RetriedOut, **PROBLEMS})
def retry(request: HttpRequest, job: int = 0) -> dict[str, int]:
    """Try one stuck job again, or all."""
    city_wide(request, JOBS)
    done = jobs.retry_stuck(job, by=staff(request).actor, at=clock.now())
    if job and not done:
        raise NotFound("这个任务已不在停滞状态，请刷新。", "This job is no longer stuck; refresh the page.")
    return {"retried": done}
