"""The event row: canonical, digested, once per key, inside a transaction."""

from __future__ import annotations

import hashlib
import json
from datetime import UTC, datetime, timedelta
from typing import Any, get_args, get_type_hints
from uuid import UUID

import msgspec
import pytest
from django.conf import settings
from django.db import IntegrityError, transaction
from hypothesis import given
from hypothesis import strategies as st

from zhicheng.infra import events, plug
from zhicheng.infra.events import (
    KINDS,
    Body,
    Moved,
    NewEvent,
    canonical,
    digest_of,
    iso,
    kind,
    read_body,
    recomputed_digest,
    record,
    record_many,
)
from zhicheng.infra.models import Event

AT = datetime(2026, 9, 16, 2, 0, tzinfo=UTC)


@kind("probe.open", "测试", "Probe opened")
class Opened(Moved, frozen=True, kw_only=True):
    """A kind of our own."""

    words: str = ""
    numbers: list[int] = []
    more: dict[str, str | int | bool | list[int] | None] = {}


# Known only while these tests run: the reference of events must not list them.
OURS = {name: KINDS.pop(name) for name in ("probe.open",)}


@pytest.fixture(autouse=True)
def our_kinds(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, known in OURS.items():
        monkeypatch.setitem(KINDS, name, known)


def new(
    seq: int = 1, *, key: str | None = None, stream: str = "probe:1", actor: str = "person:1", **more: Any
) -> NewEvent:
    body = Opened(state="open", **more.pop("body", {}))
    return NewEvent(stream, seq, "probe.open", actor, more.pop("happened_at", AT), body, key=key, **more)


def write(*events: NewEvent) -> list[Event]:
    with transaction.atomic():
        positions = record_many(events, at=AT + timedelta(seconds=3))
    return list(Event.objects.filter(pos__in=list(positions)).order_by("pos"))


def plainly(event: Event) -> str:
    """The record by Python's own json, as RFC 8785 asks for data without floats."""
    place = None if event.lng_e7 is None else [event.lng_e7, event.lat_e7]
    record = {
        "id": str(event.id), "stream": event.stream, "seq": event.seq, "kind": event.kind, "v": event.v, "actor": event.actor,
        "happened_at": iso(event.happened_at), "recorded_at": iso(event.recorded_at), "place": place,
        "body": json.loads(event.body), "key": event.key,
    }  # fmt: skip
    return json.dumps(record, sort_keys=True, separators=(",", ":"), ensure_ascii=False)


# RFC 8785 sorts by UTF-16, we by code point: they agree below U+10000, and keys of bodies are our own field names.
words = st.text(st.characters(codec="utf-8"), max_size=30)
keys = st.text(st.characters(codec="utf-8", max_codepoint=0xD7FF, exclude_characters="\x00"), max_size=8)
values = st.one_of(
    st.none(), st.booleans(), st.integers(-(2**53), 2**53), words, st.lists(st.integers(-(2**53), 2**53), max_size=4)
)
moments = st.datetimes(datetime(1990, 1, 1), datetime(2090, 1, 1), timezones=st.sampled_from([UTC]))


@given(
    words=words,
    numbers=st.lists(st.integers(-(2**53), 2**53), max_size=5),
    more=st.dictionaries(keys, values, max_size=5),
)
def test_bodies_are_canonical_json(words: str, numbers: list[int], more: dict[str, Any]) -> None:
    body = Opened(state="open", words=words, numbers=numbers, more=more)
    encoded = events._encoder.encode(body).decode()
    assert encoded == json.dumps(json.loads(encoded), sort_keys=True, separators=(",", ":"), ensure_ascii=False)


@given(
    actor=words,
    stream=words,
    key=st.none() | words,
    happened=moments,
    recorded=moments,
    seq=st.integers(1, 2**31),
    place=st.booleans(),
)
def test_records_are_canonical_json(
    actor: str, stream: str, key: str | None, happened: datetime, recorded: datetime, seq: int, place: bool
) -> None:
    event = Event(
        id=UUID(int=5), stream=stream, seq=seq, kind="probe.open", v=1, actor=actor, happened_at=happened, recorded_at=recorded,
        lng_e7=1_201_550_000 if place else None, lat_e7=302_740_000 if place else None, body='{"state":"开"}', key=key,
    )  # fmt: skip
    said = canonical(
        id=event.id, stream=stream, seq=seq, kind=event.kind, v=1, actor=actor, happened_at=happened, recorded_at=recorded,
        lng_e7=event.lng_e7, lat_e7=event.lat_e7, body=event.body, key=key,
    )  # fmt: skip
    assert said.decode() == plainly(event)


@pytest.mark.django_db
def test_a_stored_row_has_the_digest_of_its_own_words() -> None:
    place = (120.1551234, 30.2741234)
    (event,) = write(new(key="k1", place=place, body={"words": "沿街摆摊\n“引号”", "numbers": [1, -2]}))
    assert (
        bytes(event.digest)
        == hashlib.sha256(bytes(event.salt) + plainly(event).encode()).digest()
        == recomputed_digest(event)
    )
    assert (event.lng_e7, event.lat_e7) == (1_201_551_234, 302_741_234)
    assert (event.recorded_at - event.happened_at) == timedelta(seconds=3)
    assert len(bytes(event.salt)) == 16


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("body", '{"state":"shut"}'), ("actor", "person:2"), ("kind", "probe.shut"), ("happened_at", AT + timedelta(seconds=1)),
        ("recorded_at", AT), ("lng_e7", 1), ("key", "other"), ("stream", "probe:2"), ("salt", b"0" * 16),
    ],
)  # fmt: skip
def test_any_changed_column_changes_the_digest(column: str, value: object) -> None:
    (event,) = write(new(key="k1", place=(120.0, 30.0)))
    Event.objects.filter(pk=event.pk).update(**{column: value})
    event.refresh_from_db()
    assert recomputed_digest(event) != bytes(event.digest)


@pytest.mark.django_db
def test_microseconds_survive_the_database() -> None:
    (event,) = write(new(happened_at=AT + timedelta(microseconds=1)))
    assert recomputed_digest(event) == bytes(event.digest)


@pytest.mark.django_db
def test_ids_and_positions_increase_with_the_batch() -> None:
    made = write(*[new(i) for i in range(1, 101)])  # above the size at which PostgreSQL is fed by COPY
    assert [e.seq for e in made] == list(range(1, 101))
    assert [e.id for e in made] == sorted(e.id for e in made)
    assert all(recomputed_digest(e) == bytes(e.digest) for e in made)


@pytest.mark.django_db
def test_one_key_of_one_actor_comes_in_once() -> None:
    write(new(1, key="k1"))
    with pytest.raises(IntegrityError), transaction.atomic():
        write(new(2, key="k1"))
    assert Event.objects.count() == 1
    write(new(1, key="k1", stream="probe:2", actor="person:2"))  # another sender may use the same number
    write(new(2), new(3))  # events without a key are not compared
    assert Event.objects.count() == 4


@pytest.mark.django_db
def test_a_stream_has_each_number_once_and_begins_at_one() -> None:
    write(new(1))
    for seq in (1, 0, -1):
        with pytest.raises(IntegrityError), transaction.atomic():
            write(new(seq))


@pytest.mark.django_db(transaction=True)
def test_an_event_outside_a_transaction_is_a_bug() -> None:
    with pytest.raises(RuntimeError, match="inside the transaction"):
        record(new(), at=AT)


@pytest.mark.django_db
def test_the_wrong_body_for_a_kind_is_a_bug() -> None:
    with pytest.raises(TypeError, match="takes Opened"), transaction.atomic():
        record(NewEvent("probe:1", 1, "probe.open", "person:1", AT, Moved(state="open")), at=AT)


def test_a_kind_is_registered_once() -> None:
    with pytest.raises(ValueError, match="registered twice"):

        @kind("probe.open", "又", "Again")
        class Other(Moved, frozen=True, kw_only=True):
            pass


def test_a_new_version_needs_its_upcasters() -> None:
    with pytest.raises(ValueError, match="needs 2 upcasters"):

        @kind("probe.never", "无", "Never", v=3)
        class Never(Moved, frozen=True, kw_only=True):
            pass


def test_old_bodies_are_lifted_step_by_step(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(events, "KINDS", dict(KINDS))  # what it registers goes with it

    def split(old: dict[str, Any]) -> dict[str, Any]:
        first, _, last = old.pop("name").partition(" ")
        return {**old, "first": first, "last": last}

    def add_age(old: dict[str, Any]) -> dict[str, Any]:
        return {**old, "age": 0}

    @kind("probe.person", "人", "Person", v=3, upcasters=[split, add_age])
    class Person(Body, frozen=True, kw_only=True):
        first: str
        last: str
        age: int

    def stored(v: int, body: dict[str, Any]) -> Event:
        return Event(kind="probe.person", v=v, body=msgspec.json.encode(body).decode())

    lifted = Person(first="Ada", last="Lovelace", age=0)
    assert read_body(stored(1, {"name": "Ada Lovelace"})) == lifted
    assert read_body(stored(2, {"first": "Ada", "last": "Lovelace"})) == lifted
    assert read_body(stored(3, {"first": "Ada", "last": "Lovelace", "age": 36})) == Person(
        first="Ada", last="Lovelace", age=36
    )


def test_no_registered_body_holds_a_float() -> None:
    """Floats have more than one shortest form in JSON; degrees are integers of 1e-7, money is in fen."""
    plug.load(settings.ZHICHENG_JOURNEY)  # these register every kind
    plug.load(settings.ZHICHENG_TASKS)

    def parts(hint: Any) -> set[Any]:
        return {hint} | {p for a in get_args(hint) for p in parts(a)}

    guilty = [
        f"{name}.{field}"
        for name, known in KINDS.items()
        for field, hint in get_type_hints(known.body).items()
        if parts(hint) & {float, complex, Any, datetime}
    ]
    assert guilty == []
    assert len(KINDS) > 30


def test_every_kind_has_two_titles_and_the_name_of_its_stream() -> None:
    plug.load(settings.ZHICHENG_JOURNEY)
    plug.load(settings.ZHICHENG_TASKS)
    assert all(k.zh and k.en and "." in name and len(name) <= 48 for name, k in KINDS.items())


def test_digest_is_sha256_of_salt_and_record() -> None:
    assert digest_of(b"salt", b"record") == hashlib.sha256(b"saltrecord").digest()


def test_iso_is_utc_with_microseconds() -> None:
    assert iso(datetime.fromisoformat("2026-09-16T10:00:00+08:00")) == "2026-09-16T02:00:00.000000Z"
