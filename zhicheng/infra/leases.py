"""Who looks after what: things (cameras) are shared among workers by leases in the job table, on any number of machines.

A lease is a row of `infra_job` in the state `leased`, which no job query ever takes. A worker renews what it holds every few seconds; what a
dead one held is free when its lease ends, and the living take it. Nobody is told to be the master: each worker counts the living and takes
its even share, gives back what is more, and leaves the rest.

`sort` is what is shared ("eyes"); `lot` parts it where machines differ (a site): a worker serves the lots that it names, or all.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import connection, transaction
from django.db.models import Q

from zhicheng.infra.models import Job

LEASE = timedelta(seconds=15)  # renewed every four: three beats may be missed; taken over within twenty
LEASED = "leased"
EVERY = "*"


@dataclass(frozen=True, slots=True)
class Standing:
    """What a worker may hold of one lot: its even share among those who serve it."""

    things: int
    workers: int

    @property
    def share(self) -> int:
        return -(-self.things // max(self.workers, 1))


def _lot(sort: str, lot: str) -> str:
    return f"{sort}@{lot}" if lot else sort


def offer(sort: str, things: Mapping[str, str]) -> None:
    """There are these things (thing → lot) and no others: new ones are free, those that are gone lose their row. Anybody may say so."""
    with transaction.atomic():
        rows = dict(Job.objects.filter(key__startswith=f"{sort}/").values_list("key", "name"))
        wanted = {f"{sort}/{thing}": _lot(sort, lot) for thing, lot in things.items()}
        now = datetime.fromtimestamp(0).astimezone()
        new = [Job(key=k, name=n, state=LEASED, run_at=now) for k, n in wanted.items() if k not in rows]
        Job.objects.bulk_create(new, ignore_conflicts=True)
        gone = rows.keys() - wanted.keys()
        if gone:
            Job.objects.filter(key__in=gone).delete()
        for key in [k for k, name in rows.items() if k in wanted and wanted[k] != name]:
            Job.objects.filter(key=key).update(name=wanted[key], lease_until=None, worker="")


def appear(sort: str, worker: str, lots: Collection[str], *, now: datetime) -> None:
    """I am here and serve these lots (none: all)."""
    payload = json.dumps(sorted(lots) or [EVERY])
    row = Job(
        key=f"{sort}.worker/{worker}", name=f"{sort}.worker", state=LEASED, run_at=now, worker=worker, lease_until=now + LEASE,
        payload=payload,
    )  # fmt: skip
    Job.objects.bulk_create(
        [row], update_conflicts=True, unique_fields=["key"], update_fields=["worker", "lease_until", "payload"]
    )


def leave(sort: str, worker: str) -> None:
    """Going in good order: what I held is free at once."""
    Job.objects.filter(key__startswith=f"{sort}/", worker=worker, state=LEASED).update(lease_until=None, worker="")
    Job.objects.filter(key=f"{sort}.worker/{worker}").delete()


def living(sort: str, *, now: datetime) -> dict[str, list[str]]:
    """Worker → lots that it serves ("*": all). Rows of those that died an hour ago are cleared away."""
    rows = Job.objects.filter(name=f"{sort}.worker", state=LEASED)
    rows.filter(lease_until__lt=now - timedelta(hours=1)).delete()
    return {w: json.loads(p) for w, p in rows.filter(lease_until__gte=now).values_list("worker", "payload")}


def standing(sort: str, lot: str, *, now: datetime) -> Standing:
    """How many things there are in this lot, and how many workers serve it."""
    workers = [w for w, lots in living(sort, now=now).items() if EVERY in lots or lot in lots]
    return Standing(Job.objects.filter(name=_lot(sort, lot), state=LEASED).count(), len(workers))


def renew(sort: str, worker: str, *, now: datetime) -> set[str]:
    """Keep what is mine; returns what is mine still. What is missing was taken over while I was away: stop looking there at once."""
    mine = Job.objects.filter(key__startswith=f"{sort}/", worker=worker, state=LEASED)
    mine.update(lease_until=now + LEASE)
    return {_thing(key) for key in mine.values_list("key", flat=True)}


def take(sort: str, lot: str, worker: str, *, now: datetime, most: int, only: Collection[str] = ()) -> set[str]:
    """Take at most so many free things of a lot (only these, if given). One statement takes them; nobody gets the same."""
    if most <= 0:
        return set()
    free = Q(lease_until=None) | Q(lease_until__lt=now)
    rows = Job.objects.filter(free, name=_lot(sort, lot), state=LEASED)
    if only:
        rows = rows.filter(key__in=[f"{sort}/{thing}" for thing in only])
    with transaction.atomic():
        if connection.vendor == "postgresql":
            rows = rows.select_for_update(skip_locked=True)
        chosen = list(rows.order_by("lease_until", "id").values_list("pk", "key")[:most])
        # The condition again: on SQLite the writer's lock came with BEGIN IMMEDIATE, elsewhere with the rows.
        won = Job.objects.filter(free, pk__in=[pk for pk, _ in chosen])
        names = set(won.values_list("key", flat=True))
        won.update(worker=worker, lease_until=now + LEASE)
    return {_thing(key) for key in names}


def give_back(sort: str, worker: str, things: Iterable[str]) -> None:
    """Others have less than I."""
    keys = [f"{sort}/{thing}" for thing in things]
    Job.objects.filter(key__in=keys, worker=worker, state=LEASED).update(lease_until=None, worker="")


def holders(sort: str) -> dict[str, tuple[str, datetime | None]]:
    """Thing → who holds it and until when."""
    rows = Job.objects.filter(key__startswith=f"{sort}/", state=LEASED).values_list("key", "worker", "lease_until")
    return {_thing(key): (worker, until) for key, worker, until in rows}


def _thing(key: str | None) -> str:
    return str(key).partition("/")[2]
