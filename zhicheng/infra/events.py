"""Write what happened: one row, in the transaction of the change, with its digest; the next steps are enqueued with it.

Every kind of event has one typed body (a frozen msgspec Struct) registered here with its version and the upcasters that read
older versions. Bodies hold no floats, so the sorted compact JSON is RFC 8785 canonical.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any, TypeVar
from uuid import UUID

import msgspec
from django.db import transaction

from zhicheng.infra import bulk, journey
from zhicheng.infra.models import Event
from zhicheng.kernel.geo import to_e7
from zhicheng.kernel.ids import uuid7_hex


class Body(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Base of every event body. Allowed: str, int, bool, None, lists and dictionaries of those; never floats."""


class Moved(Body, frozen=True, kw_only=True):
    """Body of an event that moves a thing: what `check --events` folds. `due` is ISO 8601 UTC or empty."""

    state: str
    holder: str = ""
    due: str = ""


B = TypeVar("B", bound=type[Body])


@dataclass(frozen=True, slots=True)
class Kind:
    """A registered kind of event."""

    name: str
    body: type[Body]
    v: int
    zh: str
    en: str
    upcasters: tuple[Callable[[dict[str, Any]], dict[str, Any]], ...] = ()


KINDS: dict[str, Kind] = {}


def kind(
    name: str, zh: str, en: str, *, v: int = 1, upcasters: Sequence[Callable[..., dict[str, Any]]] = ()
) -> Callable[[B], B]:
    """Class decorator: register `name` (`ticket.file`) with its body and its two titles. One kind, one body."""

    def register(body: B) -> B:
        if name in KINDS and KINDS[name].body is not body:
            raise ValueError(f"event kind {name} is registered twice")
        if len(upcasters) != v - 1:
            raise ValueError(f"event kind {name} v{v} needs {v - 1} upcasters")
        KINDS[name] = Kind(name, body, v, zh, en, tuple(upcasters))
        return body

    return register


def read_body(event: Event) -> Body:
    """The typed body, lifted to the present version by the pure upcasters."""
    known = KINDS[event.kind]
    data = event.data
    for lift in known.upcasters[event.v - 1 :]:
        data = lift(data)
    return msgspec.convert(data, known.body)


class NewEvent(msgspec.Struct, frozen=True):
    """An event to be written. `place` is (lng, lat) in degrees WGS-84; `key` the sender's idempotency key."""

    stream: str
    seq: int
    kind: str
    actor: str
    happened_at: datetime
    body: Body
    place: tuple[float, float] | None = None
    key: str | None = None


class _Record(msgspec.Struct, frozen=True):
    """The fields under the digest, in sorted order (what RFC 8785 asks for)."""

    actor: str
    body: msgspec.Raw
    happened_at: str
    id: str
    key: str | None
    kind: str
    place: list[int] | None
    recorded_at: str
    seq: int
    stream: str
    v: int


_encoder = msgspec.json.Encoder(order="sorted")
COLUMNS = (
    "pos", "id", "stream", "seq", "kind", "v", "actor", "happened_at", "recorded_at", "lng_e7", "lat_e7", "body", "key", "salt",
    "digest",
)  # fmt: skip


@lru_cache(maxsize=1024)
def iso(moment: datetime) -> str:
    """Canonical form of a moment: UTC, microseconds, Z."""
    return moment.astimezone(UTC).isoformat(timespec="microseconds")[:26] + "Z"


def canonical(
    *, id: UUID, stream: str, seq: int, kind: str, v: int, actor: str, happened_at: datetime, recorded_at: datetime,
    lng_e7: int | None, lat_e7: int | None, body: str | bytes, key: str | None,
) -> bytes:  # fmt: skip
    """Canonical JSON of every field but salt and digest; what the ledger's digests stand for."""
    place = None if lng_e7 is None or lat_e7 is None else [lng_e7, lat_e7]
    return _encoder.encode(
        _Record(actor, msgspec.Raw(body), iso(happened_at), str(id), key, kind, place, iso(recorded_at), seq, stream, v)
    )


def digest_of(salt: bytes, record: bytes) -> bytes:
    """SHA-256(salt ‖ record): 32 bytes."""
    return hashlib.sha256(salt + record).digest()


def recomputed_digest(event: Event) -> bytes:
    """What the digest of a stored row has to be."""
    record = canonical(
        id=event.id, stream=event.stream, seq=event.seq, kind=event.kind, v=event.v, actor=event.actor,
        happened_at=event.happened_at, recorded_at=event.recorded_at, lng_e7=event.lng_e7, lat_e7=event.lat_e7,
        body=event.body, key=event.key,
    )  # fmt: skip
    return digest_of(bytes(event.salt), record)


def record_many(new: Sequence[NewEvent], *, at: datetime, done: frozenset[str] = frozenset()) -> Sequence[int]:
    """Write events (recorded at `at`) and enqueue the journey's next steps, all in the caller's transaction.

    Returns their positions. The body's type must be the one registered for the kind. `done` names steps of the journey that the
    caller takes in this very transaction.
    """
    if not new:
        return []
    if not transaction.get_connection().in_atomic_block:
        raise RuntimeError("events are written inside the transaction of the change")
    positions = bulk.reserve_ids(Event, len(new))
    bulk.insert_rows(Event, COLUMNS, _rows(new, positions, at), n=len(new))
    journey.enqueue_steps([(event.kind, pos) for event, pos in zip(new, positions, strict=True)], done=done)
    return positions


def record(new: NewEvent, *, at: datetime) -> int:
    """Write one event; see `record_many`."""
    return record_many([new], at=at)[0]


def _rows(new: Sequence[NewEvent], positions: Iterable[int], at: datetime) -> Iterable[tuple[Any, ...]]:
    salts = os.urandom(16 * len(new))
    recorded = iso(at)
    last_moment, last_iso = at, recorded
    for i, (event, pos, id_) in enumerate(zip(new, positions, uuid7_hex(len(new)), strict=True)):
        known = KINDS[event.kind]
        if type(event.body) is not known.body:
            raise TypeError(f"{event.kind} takes {known.body.__name__}, not {type(event.body).__name__}")
        if event.happened_at is not last_moment:
            last_moment, last_iso = event.happened_at, iso(event.happened_at)
        place = None if event.place is None else [to_e7(event.place[0]), to_e7(event.place[1])]
        body = _encoder.encode(event.body)
        salt = salts[16 * i : 16 * i + 16]
        uuid = f"{id_[:8]}-{id_[8:12]}-{id_[12:16]}-{id_[16:20]}-{id_[20:]}"
        encoded = _encoder.encode(
            _Record(
                event.actor, msgspec.Raw(body), last_iso, uuid, event.key, event.kind, place, recorded, event.seq, event.stream, known.v
            )
        )  # fmt: skip
        yield (
            pos, id_, event.stream, event.seq, event.kind, known.v, event.actor, event.happened_at, at,
            place[0] if place else None, place[1] if place else None, body.decode(), event.key, salt, digest_of(salt, encoded),
        )  # fmt: skip
