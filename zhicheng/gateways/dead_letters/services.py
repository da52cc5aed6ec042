"""Keep what could not be taken; drop it, or try it again, when somebody has looked."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from zhicheng.gateways.arrivals import Arrival, Bad
from zhicheng.gateways.dead_letters.models import DeadLetter
from zhicheng.infra.changes import Change, record_changes
from zhicheng.kernel.errors import NotFound

LONGEST = 64 * 1024  # bytes of a payload that are kept
MOST = 20_000  # letters that are kept; a flood drives out the oldest, not the disk's last block
REGISTER = "dead_letters"


def keep(arrivals: Sequence[Arrival], bad: Sequence[Bad], *, at: datetime) -> None:
    """In the caller's transaction. The same message again only counts."""
    if not bad:
        return
    with transaction.atomic():
        known = _known(arrivals, bad)
        new: dict[tuple[str, str], DeadLetter] = {}
        for one in bad:
            arrival = arrivals[one.n]
            name = (arrival.topic[:200], one.key_of(arrival))
            letter = known.get(name) or new.setdefault(name, _blank(*name, at))
            _renew(letter, arrival, one, at)
        DeadLetter.objects.bulk_create(new.values())
        DeadLetter.objects.bulk_update(known.values(), ["payload", "size", "said", "said_en", "times", "last_at"])
        _forget_oldest()


def _known(arrivals: Sequence[Arrival], bad: Sequence[Bad]) -> dict[tuple[str, str], DeadLetter]:
    keys = {b.key_of(arrivals[b.n]) for b in bad}
    wanted = {(arrivals[b.n].topic[:200], b.key_of(arrivals[b.n])) for b in bad}
    rows = DeadLetter.objects.select_for_update().filter(key__in=keys).order_by("pk")
    return {(r.topic, r.key): r for r in rows if (r.topic, r.key) in wanted}


def _blank(topic: str, key: str, at: datetime) -> DeadLetter:
    return DeadLetter(topic=topic, key=key, times=0, first_at=at, last_at=at, size=0)


def _renew(letter: DeadLetter, arrival: Arrival, bad: Bad, at: datetime) -> None:
    payload = bad.payload_of(arrival)
    letter.payload, letter.size = payload[:LONGEST], len(payload)
    letter.said, letter.said_en = bad.said.zh[:400], bad.said.en[:400]
    letter.times, letter.last_at = letter.times + 1, at


def _forget_oldest() -> None:
    newest = DeadLetter.objects.order_by("-pk").values_list("pk", flat=True).first()
    DeadLetter.objects.filter(pk__lte=(newest or 0) - MOST).delete()


def drop(*, letter: int, by: str, at: datetime) -> None:
    """Somebody has looked: nothing more to be done with it. Who did so is an event."""
    with transaction.atomic():
        found = letter_of(letter)
        found.delete()
        told = {"主题": found.topic, "原因": found.said, "次数": str(found.times)}
        record_changes(REGISTER, [Change(f"{found.topic} #{letter}", "gone", told)], by=by, at=at)


def letter_of(letter: int) -> DeadLetter:
    """NotFound when it is no longer there."""
    found = DeadLetter.objects.filter(pk=letter).first()
    if found is None:
        raise NotFound(
            f"没有 {letter} 号死信，可能已处理，请刷新。",
            f"There is no dead letter {letter}; somebody may have dealt with it. Refresh the list.",
        )
    return found
