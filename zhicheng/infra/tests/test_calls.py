"""`@task` functions are rows of our table: enqueued with the transaction, run once, tried again, stuck visibly."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.core.management import call_command
from django.db import connection, transaction
from django_tasks import task
from django_tasks.base import TaskContext
from django_tasks.exceptions import InvalidTaskError

from zhicheng.infra import clock, jobs
from zhicheng.infra.models import Job, Switch

pytestmark = pytest.mark.django_db
seen: list[Any] = []


@task
def put(name: str, *, value: int = 0) -> None:
    """Writes a row."""
    Switch.objects.update_or_create(name=name, area="", defaults={"value": value})


@task(takes_context=True)
def attempt(context: TaskContext) -> None:
    seen.append(context.attempt)


@task
def fail_after_writing() -> None:
    put.func("half", value=1)
    raise ValueError("no such luck")


def plain() -> None:
    seen.append("must not run")


@pytest.fixture(autouse=True)
def forget() -> None:
    seen.clear()


def drain() -> int:
    return jobs.drain(at=clock.real())


def test_a_task_runs_in_the_worker_with_its_arguments_and_is_gone() -> None:
    put.enqueue("lamp", value=7)
    assert not Switch.objects.exists(), "not before a worker takes it"
    assert drain() == 1
    assert Switch.objects.get(name="lamp").value == 7
    assert not Job.objects.exists()


def test_what_is_rolled_back_was_never_enqueued() -> None:
    with pytest.raises(RuntimeError), transaction.atomic():
        put.enqueue("lamp")
        raise RuntimeError
    assert not Job.objects.exists()


def test_a_later_task_waits() -> None:
    put.using(run_after=clock.real() + timedelta(hours=1)).enqueue("later")
    assert drain() == 0
    Job.objects.update(run_at=clock.real())
    assert drain() == 1


def test_a_higher_priority_goes_first() -> None:
    for priority in (0, -100, 100):
        put.using(priority=priority).enqueue("p", value=priority)
    taken = [job for _ in range(3) for job in jobs.claim("w", now=clock.real(), n=1)]
    assert [j.payload.split('"value":')[1].split("}")[0] for j in taken] == ["100", "0", "-100"]


def test_a_failure_leaves_nothing_half_and_is_stuck_after_eight(caplog: pytest.LogCaptureFixture) -> None:
    fail_after_writing.enqueue()
    for _ in range(jobs.MAX_ATTEMPTS):
        Job.objects.update(run_at=clock.real())
        drain()
    stuck = jobs.stuck().get()
    assert "no such luck" in stuck.error
    assert not Switch.objects.filter(name="half").exists()
    assert jobs.retry_stuck(by="person:1", at=clock.real()) == 1


def test_a_task_may_ask_which_attempt_it_is() -> None:
    attempt.enqueue()
    Job.objects.update(attempts=2)
    drain()
    assert seen == [3]


def test_a_row_names_no_arbitrary_code(caplog: pytest.LogCaptureFixture) -> None:
    Job.objects.create(
        name="call:x", payload=f'{{"path":"{__name__}.plain","args":[],"kwargs":{{}}}}', run_at=clock.real()
    )
    drain()
    assert seen == []
    assert "not decorated" in Job.objects.get().error


def test_arguments_that_are_no_json_are_refused_at_once() -> None:
    with pytest.raises(TypeError):
        put.enqueue(object())  # type: ignore[arg-type]
    assert not Job.objects.exists()


def test_a_coroutine_is_refused() -> None:
    async def later() -> None: ...

    with pytest.raises(InvalidTaskError):
        task(later)


def test_results_are_not_kept_and_it_says_so() -> None:
    result = put.enqueue("x")
    assert result.id == str(Job.objects.get().pk)
    with pytest.raises(NotImplementedError):
        put.get_result(result.id)


def test_the_packages_own_checks_pass() -> None:
    call_command("check", fail_level="WARNING", verbosity=0, databases=["default"])
    assert connection.vendor in ("sqlite", "postgresql")
