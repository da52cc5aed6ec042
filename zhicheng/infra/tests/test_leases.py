"""Who looks after what: even shares, takeover, two that want the same. The same on SQLite and on PostgreSQL."""

from __future__ import annotations

import threading
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection

from zhicheng.infra import jobs, leases
from zhicheng.infra.leases import LEASE
from zhicheng.infra.models import Job

NOW = datetime(2026, 11, 26, 9, 0, tzinfo=UTC)
pytestmark = pytest.mark.django_db


def later(seconds: float) -> datetime:
    return NOW + timedelta(seconds=seconds)


def offer(count: int, lot: str = "") -> set[str]:
    things = {f"C{k}": lot for k in range(count)}
    leases.offer("eyes", things)
    return set(things)


def take(worker: str, most: int = 100, at: float = 0.0, lot: str = "", only: tuple[str, ...] = ()) -> set[str]:
    return leases.take("eyes", lot, worker, now=later(at), most=most, only=only)


def test_a_thing_is_held_by_one() -> None:
    things = offer(6)
    first, second = take("a", 4), take("b", 4)
    assert len(first) == 4
    assert first | second == things
    assert first & second == set()
    assert take("c") == set()


def test_offering_again_changes_nothing() -> None:
    offer(3)
    held = take("a", 2)
    offer(3)
    assert {t for t, (w, _) in leases.holders("eyes").items() if w == "a"} == held
    assert Job.objects.filter(key__startswith="eyes/").count() == 3


def test_what_is_gone_is_nobodys_and_what_is_new_is_free() -> None:
    offer(3)
    take("a")
    leases.offer("eyes", {"C1": "", "X": ""})
    assert leases.renew("eyes", "a", now=NOW) == {"C1"}
    assert take("b") == {"X"}


def test_a_thing_that_moves_to_another_lot_is_free_there() -> None:
    offer(2)
    take("a")
    leases.offer("eyes", {"C0": "", "C1": "north"})
    assert leases.renew("eyes", "a", now=NOW) == {"C0"}
    assert take("a") == set()
    assert take("b", lot="north") == {"C1"}


def test_no_job_query_ever_takes_a_lease() -> None:
    offer(3)
    take("a", 2)
    assert list(jobs.due(later(3600))) == []
    assert jobs.claim("w", now=later(3600)) == []
    assert list(jobs.listed()) == []
    assert jobs.counts() == {"queued": 0, "running": 0, "stuck": 0}


@pytest.mark.parametrize("most", [0, -3])
def test_who_has_enough_takes_nothing(most: int) -> None:
    offer(3)
    assert take("a", most) == set()


def test_only_certain_things_are_taken() -> None:
    offer(5)
    assert take("a", only=("C1", "C3", "nothing")) == {"C1", "C3"}


@pytest.mark.parametrize(
    ("at", "taken"), [(0, False), (5, False), (LEASE.seconds - 0.5, False), (LEASE.seconds + 0.5, True)]
)
def test_what_a_dead_worker_held_is_free_when_its_lease_ends(at: float, taken: bool) -> None:
    things = offer(3)
    take("dead")
    assert take("b", at=at) == (things if taken else set())


def test_a_lease_ends_soon_enough_for_a_takeover_within_thirty_seconds() -> None:
    assert timedelta(seconds=20) >= LEASE


def test_who_renews_keeps_what_is_his() -> None:
    things = offer(3)
    take("a")
    for k in range(1, 6):
        assert leases.renew("eyes", "a", now=later(10 * k)) == things
        assert take("b", at=10 * k + 1) == set()


def test_who_was_away_for_too_long_learns_what_he_has_lost() -> None:
    things = offer(3)
    take("a")
    lost = take("b", 1, at=60)
    assert leases.renew("eyes", "a", now=later(61)) == things - lost


def test_who_was_away_and_missed_by_nobody_goes_on() -> None:
    things = offer(3)
    take("a")
    assert leases.renew("eyes", "a", now=later(600)) == things


def test_leaving_frees_everything_at_once() -> None:
    things = offer(3)
    leases.appear("eyes", "a", (), now=NOW)
    take("a")
    leases.leave("eyes", "a")
    assert leases.living("eyes", now=NOW) == {}
    assert take("b") == things


def test_giving_back_frees_only_what_is_ones_own() -> None:
    offer(4)
    mine = sorted(take("a", 2))
    theirs = take("b", 2)
    leases.give_back("eyes", "a", [mine[0], *theirs])
    assert take("c") == {mine[0]}


def test_the_living_are_those_who_said_so_lately() -> None:
    leases.appear("eyes", "a", (), now=NOW)
    leases.appear("eyes", "b", ("north",), now=later(10))
    leases.appear("eyes", "b", ("north",), now=later(11))
    assert leases.living("eyes", now=later(12)) == {"a": ["*"], "b": ["north"]}
    assert leases.living("eyes", now=later(20)) == {"b": ["north"]}
    assert leases.living("eyes", now=later(7200)) == {}
    assert not Job.objects.filter(name="eyes.worker").exists()  # cleared away


@pytest.mark.parametrize(
    ("things", "workers", "share"), [(10, 1, 10), (10, 2, 5), (10, 3, 4), (0, 3, 0), (2, 5, 1), (7, 0, 7)]
)
def test_shares_are_even(things: int, workers: int, share: int) -> None:
    offer(things)
    for k in range(workers):
        leases.appear("eyes", f"w{k}", (), now=NOW)
    assert leases.standing("eyes", "", now=NOW).share == share


def test_a_lot_is_shared_by_those_who_serve_it() -> None:
    leases.offer("eyes", {**{f"N{k}": "north" for k in range(6)}, **{f"S{k}": "" for k in range(4)}})
    leases.appear("eyes", "all", (), now=NOW)
    leases.appear("eyes", "north-1", ("north",), now=NOW)
    leases.appear("eyes", "north-2", ("north",), now=NOW)
    assert leases.standing("eyes", "north", now=NOW) == leases.Standing(6, 3)
    assert leases.standing("eyes", "", now=NOW) == leases.Standing(4, 1)


def test_sorts_do_not_mix() -> None:
    offer(2)
    leases.offer("ears", {"C0": ""})
    leases.appear("ears", "a", (), now=NOW)
    take("a")
    assert leases.renew("ears", "a", now=NOW) == set()
    assert leases.living("eyes", now=NOW) == {}
    leases.offer("eyes", {})
    assert leases.holders("ears") == {"C0": ("", None)}


@pytest.mark.django_db(transaction=True)
def test_eight_that_want_the_same_share_it_without_a_quarrel() -> None:
    things = offer(40)
    taken: list[set[str]] = []
    ready = threading.Barrier(8)

    def want(name: str) -> None:
        ready.wait()
        try:
            for _ in range(4):
                taken.append(take(name, 3))
        finally:
            connection.close()

    threads = [threading.Thread(target=want, args=(f"w{k}",)) for k in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    every = [t for some in taken for t in some]
    assert len(every) == len(set(every))
    assert set(every) <= things
    assert len(every) >= 36
