"""The queue: each job once, retries, halves, leases, schedules; the same on SQLite and on PostgreSQL."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import msgspec
import pytest
from django.db import connection, transaction

from zhicheng.infra import clock, jobs, worker
from zhicheng.infra.events import KINDS, Body, NewEvent, kind, record_many
from zhicheng.infra.jobs import Task
from zhicheng.infra.journey import Step
from zhicheng.infra.models import Event, Job, Schedule

AT = datetime(2026, 9, 16, 2, 0, tzinfo=UTC)
REAL = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)


@kind("parcel.send", "寄", "Sent")
class Sent(Body, frozen=True, kw_only=True):
    n: int


# Known only while these tests run: the reference of events must not list it.
OURS = KINDS.pop("parcel.send")


@pytest.fixture(autouse=True)
def our_kinds(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(KINDS, "parcel.send", OURS)


@pytest.fixture
def real(monkeypatch: pytest.MonkeyPatch) -> Callable[[float], None]:
    """The machine's clock: stands still until it is moved."""
    now = [REAL]
    monkeypatch.setattr(clock, "real", lambda: now[0])

    def forward(seconds: float) -> None:
        now[0] += timedelta(seconds=seconds)

    return forward


@pytest.fixture
def use(monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    """Which tasks and steps this worker knows."""

    def known(*things: Task | Step) -> None:
        monkeypatch.setattr(jobs, "tasks", lambda: {t.name: t for t in things if isinstance(t, Task)})
        monkeypatch.setattr(jobs, "steps", lambda: {s.name: s for s in things if isinstance(s, Step)})

    return known


def send(n: int) -> list[int]:
    with transaction.atomic():
        return list(
            record_many([NewEvent(f"parcel:{i}", 1, "parcel.send", "x", AT, Sent(n=i)) for i in range(n)], at=AT)
        )


def queue_step(name: str, positions: list[int]) -> None:
    Job.objects.create(
        name=f"step:{name}", payload=msgspec.json.encode({"events": positions}).decode(), run_at=clock.real()
    )


@pytest.mark.django_db
def test_a_task_runs_once_with_what_it_was_given(real: Any, use: Any) -> None:
    got: list[Any] = []
    use(Task("write", lambda payload, at: got.append((payload, at))))
    jobs.enqueue("write", {"文": 1})
    assert jobs.drain(at=AT) == 1
    assert jobs.drain(at=AT) == 0
    assert got == [({"文": 1}, AT)]


@pytest.mark.django_db
def test_a_job_with_a_key_waits_only_once(real: Any, use: Any) -> None:
    got: list[Any] = []
    use(Task("write", lambda payload, at: got.append(payload)))
    for _ in range(3):
        jobs.enqueue("write", {}, key="k")
    jobs.enqueue("write", {}, key="other")
    assert jobs.drain(at=AT) == 2
    jobs.enqueue("write", {}, key="k")  # done is done: it may be asked again
    assert jobs.drain(at=AT) == 1


@pytest.mark.django_db
def test_the_urgent_goes_first_then_the_older(real: Any, use: Any) -> None:
    got: list[str] = []
    use(Task("write", lambda payload, at: got.append(payload["name"])))
    for name, priority in (("a", 5), ("b", 5), ("now", 1), ("c", 9)):
        jobs.enqueue("write", {"name": name}, priority=priority)
    jobs.drain(at=AT)
    assert got == ["now", "a", "b", "c"]


@pytest.mark.django_db
def test_what_is_to_run_later_waits(real: Any, use: Any) -> None:
    use(Task("write", lambda payload, at: None))
    jobs.enqueue("write", {}, run_at=REAL + timedelta(minutes=1))
    assert jobs.drain(at=AT) == 0
    real(61)
    assert jobs.drain(at=AT) == 1


@pytest.mark.django_db
def test_only_the_named_jobs_are_drained(real: Any, use: Any) -> None:
    use(Task("a", lambda payload, at: None), Task("b", lambda payload, at: None))
    jobs.enqueue("a", {})
    jobs.enqueue("b", {})
    assert jobs.drain(at=AT, name="task:b") == 1
    assert Job.objects.get().name == "task:a"


@pytest.mark.django_db
def test_a_failed_job_leaves_nothing_behind_but_its_error(real: Any, use: Any) -> None:
    def half(payload: dict[str, Any], at: datetime) -> None:
        Schedule.objects.create(name="half written", next_at=AT)
        raise ValueError("no ink")

    use(Task("write", half))
    jobs.enqueue("write", {})
    assert jobs.drain(at=AT) == 0
    assert not Schedule.objects.exists()
    job = Job.objects.get()
    assert (job.state, job.attempts, job.error) == ("queued", 1, "ValueError: no ink")


@pytest.mark.django_db
def test_retries_wait_twice_as_long_each_time_and_end_stuck_and_visible(real: Any, use: Any) -> None:
    def fail(payload: dict[str, Any], at: datetime) -> None:
        raise ValueError("no ink")

    use(Task("write", fail))
    jobs.enqueue("write", {})
    waits = []
    for _ in range(jobs.MAX_ATTEMPTS - 1):
        jobs.drain(at=AT)
        waits.append((Job.objects.get().run_at - clock.real()).total_seconds())
        real(waits[-1] - 0.5)
        assert jobs.drain(at=AT) == 0
        assert Job.objects.get().attempts == len(waits)  # not before its time
        real(0.5)
    assert waits == [1, 2, 4, 8, 16, 32, 64]
    jobs.drain(at=AT)
    assert [(j.state, j.error) for j in jobs.stuck()] == [("stuck", "ValueError: no ink")]
    real(10_000)
    assert jobs.drain(at=AT) == 0
    use(Task("write", lambda payload, at: None))
    assert jobs.retry_stuck(by="person:1", at=clock.real()) == 1
    assert jobs.drain(at=AT) == 1


def number_of(happened: Any) -> int:
    """The number in the body of the event that a step was told of."""
    return int(Event.objects.get(pos=happened.pos).data["n"])


@pytest.mark.django_db
def test_a_step_gets_its_events_oldest_first(real: Any, use: Any) -> None:
    got: list[int] = []
    use(Step("read", lambda events, at: got.extend(number_of(e) for e in events)))
    queue_step("read", list(reversed(send(5))))
    jobs.drain(at=AT)
    assert got == [0, 1, 2, 3, 4]


@pytest.mark.django_db
def test_one_bad_event_does_not_hold_up_the_others(real: Any, use: Any) -> None:
    done: Counter[int] = Counter()

    def read(events: Any, at: datetime) -> None:
        if any(number_of(e) == 5 for e in events):
            raise ValueError("poison")
        done.update(number_of(e) for e in events)

    use(Step("read", read))
    positions = send(8)
    queue_step("read", positions)
    for _ in range(20):
        jobs.drain(at=AT)
        real(300)
    assert done == Counter({n: 1 for n in range(8) if n != 5})
    (left,) = jobs.stuck()
    assert msgspec.json.decode(left.payload)["events"] == [positions[5]]


@pytest.mark.django_db
def test_a_killed_workers_job_is_taken_over_after_its_lease(real: Any, use: Any) -> None:
    use(Task("write", lambda payload, at: None))
    jobs.enqueue("write", {})
    (dead,) = jobs.claim("killed", now=clock.real())
    assert jobs.claim("other", now=clock.real()) == []
    real(jobs.LEASE.total_seconds() + 1)
    (taken,) = jobs.claim("other", now=clock.real())
    assert (taken.pk, taken.attempts) == (dead.pk, 2)
    assert jobs.run(taken, at=AT)
    assert not Job.objects.exists()


@pytest.mark.django_db
def test_who_lost_his_lease_has_written_nothing(real: Any, use: Any) -> None:
    """The slow worker comes back after another took over: its writes are rolled back, the job is done once."""
    use(
        Task("write", lambda payload, at: Schedule.objects.create(name=f"by {len(Schedule.objects.all())}", next_at=AT))
    )
    jobs.enqueue("write", {})
    (slow,) = jobs.claim("slow", now=clock.real())
    real(jobs.LEASE.total_seconds() + 1)
    (fast,) = jobs.claim("fast", now=clock.real())
    assert not jobs.run(slow, at=AT)
    assert not Schedule.objects.exists()
    assert jobs.run(fast, at=AT)
    assert Schedule.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_eight_workers_take_each_job_once(real: Any, use: Any) -> None:
    for n in range(60):
        jobs.enqueue("write", {"n": n})
    taken: list[int] = []
    start = threading.Barrier(8)

    def work(name: str) -> None:
        try:
            start.wait()
            while claimed := jobs.claim(name, now=REAL, n=3):
                taken.extend(j.pk for j in claimed)
        finally:
            connection.close()

    connection.close()  # its place in the pool is for the threads
    threads = [threading.Thread(target=work, args=(f"w{i}",)) for i in range(8)]
    for t in threads:
        t.start()
    for t in threads:
        t.join()
    assert len(taken) == 60
    assert len(set(taken)) == 60


@pytest.mark.django_db(transaction=True)
def test_a_schedule_starts_once_for_several_workers(real: Any, use: Any) -> None:
    runs: list[int] = []
    use(Task("tick", lambda payload, at: runs.append(1), every=10))
    errors: list[BaseException] = []

    def round_of_workers() -> None:
        start = threading.Barrier(4)

        def work() -> None:
            try:
                start.wait()
                jobs.start_due_schedules(now=clock.real())
            except BaseException as error:
                errors.append(error)
            finally:
                connection.close()

        threads = [threading.Thread(target=work) for _ in range(4)]
        for t in threads:
            t.start()
        for t in threads:
            t.join()
        jobs.drain(at=AT)

    for n in range(1, 4):
        round_of_workers()
        assert (len(runs), errors) == (n, [])
        jobs.start_due_schedules(now=clock.real())
        assert jobs.drain(at=AT) == 0  # not before its time
        real(10)


@pytest.mark.django_db
def test_a_schedule_that_is_late_does_not_run_twice(real: Any, use: Any) -> None:
    runs: list[int] = []
    use(Task("tick", lambda payload, at: runs.append(1), every=1))
    jobs.start_due_schedules(now=clock.real())
    real(3600)  # the worker was away
    jobs.start_due_schedules(now=clock.real())
    jobs.start_due_schedules(now=clock.real())
    assert jobs.drain(at=AT) == 1


@pytest.mark.django_db(transaction=True)
def test_the_workers_loop_works_and_stops(use: Any) -> None:
    stop = threading.Event()
    use(Task("write", lambda payload, at: stop.set()))
    jobs.enqueue("write", {})
    try:
        worker.work(stop)
    finally:
        stop.set()
    assert not Job.objects.exists()


@pytest.mark.django_db
def test_every_step_and_task_of_the_journey_has_its_own_name() -> None:
    from zhicheng.infra.journey import journey, steps

    assert {s.name for following in journey().values() for s in following} == set(steps())
    assert {"dispatch.tick", "dispatch.expire"} <= set(jobs.tasks())


@pytest.mark.django_db
def test_steps_are_batched(monkeypatch: pytest.MonkeyPatch) -> None:
    from zhicheng.infra import journey

    monkeypatch.setattr(journey, "journey", lambda: {"parcel.send": (Step("read", lambda e, at: None, batch=3),)})
    send(7)
    assert [len(msgspec.json.decode(j.payload)["events"]) for j in Job.objects.order_by("id")] == [3, 3, 1]
    assert Event.objects.count() == 7


@pytest.mark.django_db
def test_small_jobs_of_one_step_are_done_together_up_to_its_batch(real: Any, use: Any) -> None:
    got: list[list[int]] = []
    use(Step("count", lambda happened, at: got.append([h.pos for h in happened]), batch=5))
    positions = send(8)
    for pos in positions:
        queue_step("count", [pos])
    assert jobs.drain(at=AT) == 8
    assert got == [positions[:5], positions[5:]]
    assert not Job.objects.exists()


@pytest.mark.django_db
def test_a_bad_event_does_not_hold_up_those_it_was_taken_with(real: Any, use: Any) -> None:
    positions = send(4)
    done: list[int] = []

    def count(happened: Any, at: datetime) -> None:
        Schedule.objects.create(name=f"half written {happened[0].pos}", next_at=AT)
        if positions[2] in [h.pos for h in happened]:
            raise ValueError("no ink")
        done.extend(h.pos for h in happened)

    use(Step("count", count))
    for pos in positions:
        queue_step("count", [pos])
    assert jobs.drain(at=AT) == 3
    assert done == [positions[0], positions[1], positions[3]]
    assert Schedule.objects.count() == 3  # the failed one and the failed batch left nothing
    assert (Job.objects.get().error, Job.objects.get().attempts) == ("ValueError: no ink", 1)


@pytest.mark.django_db
def test_a_worker_takes_one_task_at_a_time_but_many_jobs_of_a_step(real: Any, use: Any) -> None:
    use(Task("long", lambda payload, at: None), Step("count", lambda happened, at: None))
    jobs.enqueue("long", {})
    jobs.enqueue("long", {})
    for pos in send(3):
        queue_step("count", [pos])
    assert [len(jobs.claim(w, now=clock.real())) for w in ("a", "b", "c")] == [1, 1, 3]


@pytest.mark.django_db
def test_what_waits_its_turn_keeps_its_lease(real: Any, use: Any) -> None:
    """Two batches of one claim: while the first takes long, the second is not given to another worker."""

    def slow(happened: Any, at: datetime) -> None:
        real(15)
        assert jobs.claim("other", now=clock.real()) == []

    use(Step("slow", slow, batch=1))
    for pos in send(3):
        queue_step("slow", [pos])
    assert jobs.drain(at=AT, worker="me") == 3


@pytest.mark.django_db
def test_a_step_that_nobody_knows_any_more_is_kept_with_its_error(real: Any, use: Any) -> None:
    use()
    for pos in send(2):
        queue_step("renamed", [pos])
    assert jobs.drain(at=AT) == 0
    assert set(Job.objects.values_list("state", "error")) == {("queued", "KeyError: 'renamed'")}
