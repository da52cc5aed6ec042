"""`advance()`: the only way to move a thing that has a life cycle.

It asks the table, updates the row under the condition that nobody moved it meanwhile, insists on one changed row, and writes the
event in the same transaction. `open_many()` and `advance_many()` do the same for batches with a handful of statements.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from operator import attrgetter
from typing import Any, TypeVar

import msgspec
from django.db import transaction

from zhicheng.infra import bulk
from zhicheng.infra.events import Moved, NewEvent, iso, record_many
from zhicheng.infra.models import Stateful
from zhicheng.kernel.errors import Conflict
from zhicheng.kernel.states import Machine

S = TypeVar("S", bound=Stateful)
MOVED = ("state", "holder", "due_at", "seq")


class Step(msgspec.Struct, frozen=True):
    """One action on one thing. `body(state, holder, due)` builds the typed event body; `columns` are further columns to set."""

    action: str
    actor: str
    happened_at: datetime
    body: Callable[..., Moved]
    holder: str | None = None  # None = stays
    due_at: datetime | None = None
    due_changes: bool = False
    place: tuple[float, float] | None = None
    key: str | None = None
    columns: Mapping[str, Any] = msgspec.field(default_factory=dict)
    to: str = ""  # where the arrow leads to several states


def _take(thing: Stateful, machine: Machine, step: Step, *, opening: bool = False) -> NewEvent:
    """Move `thing` in memory and give the event of it."""
    if not opening:
        thing.state = machine.after(thing.state, step.action, step.to)
    if step.holder is not None:
        thing.holder = step.holder
    if step.due_changes:
        thing.due_at = step.due_at
    thing.seq += 1
    for name, value in step.columns.items():
        setattr(thing, name, value)
    return NewEvent(
        stream=f"{machine.name}:{thing.pk}",
        seq=thing.seq,
        kind=f"{machine.name}.{step.action}",
        actor=step.actor,
        happened_at=step.happened_at,
        body=step.body(state=thing.state, holder=thing.holder, due=iso(thing.due_at) if thing.due_at else ""),
        place=step.place,
        key=step.key,
    )


def advance_many(things: Sequence[tuple[S, Sequence[Step]]], machine: Machine, *, at: datetime) -> Sequence[int]:
    """Move each thing through its steps; all or nothing. Raises `NotAllowed` or, when another was faster, `Conflict`."""
    old = [(thing.state, thing.seq) for thing, _ in things]
    new: list[NewEvent] = []
    columns = list(dict.fromkeys(name for _, steps in things for step in steps for name in step.columns))
    for thing, steps in things:
        new += [_take(thing, machine, step) for step in steps]
    if not things:
        return []
    rows = [
        (
            thing.state,
            thing.holder,
            thing.due_at,
            thing.seq,
            *(getattr(thing, c) for c in columns),
            thing.pk,
            state,
            seq,
        )
        for (thing, _), (state, seq) in zip(things, old, strict=True)
    ]
    with transaction.atomic():
        changed = bulk.update_rows(type(things[0][0]), (*MOVED, *columns), rows, guard=("state", "seq"))
        if changed != len(rows):
            raise Conflict(
                f"{machine.name}: 有 {len(rows) - changed} 项已被他人处理，请刷新后重试。",
                f"{machine.name}: somebody else moved {len(rows) - changed} of them first; read again and retry.",
            )
        return record_many(new, at=at)


def advance(thing: Stateful, machine: Machine, step: Step, *, at: datetime) -> int:
    """Move one thing one step: row and event together, or neither. Returns the event's position."""
    return advance_many([(thing, [step])], machine, at=at)[0]


def open_many(
    things: Sequence[tuple[S, Sequence[Step]]],
    machine: Machine,
    columns: Sequence[str],
    *,
    at: datetime,
    done: frozenset[str] = frozenset(),
) -> Sequence[int]:
    """Insert new things and walk each through its steps at once; the first step of each opens it in `machine.start`.

    The things need their primary keys already (`bulk.reserve_ids`). One INSERT for the rows, one for the events. `done` as in
    `record_many`.
    """
    if not things:
        return []
    new: list[NewEvent] = []
    for thing, steps in things:
        thing.state = machine.start
        new.append(_take(thing, machine, steps[0], opening=True))
        new += [_take(thing, machine, step) for step in steps[1:]]
    model = type(things[0][0])
    pk = model._meta.pk
    assert pk is not None
    names = (pk.attname, *MOVED, *columns)
    with transaction.atomic():
        values = attrgetter(*names)
        bulk.insert_rows(model, names, [values(thing) for thing, _ in things])
        return record_many(new, at=at, done=done)
