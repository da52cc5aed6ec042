"""Changes of what an office keeps (units, people, crews, duties, switches, mappings): one event row each, with before and after.

Each register has one stream, `setup:<register>`, so that its whole history is one read in order. A `Change` is also what a preview
shows: the same comparison, before anything is written.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

from django.db import IntegrityError, transaction
from django.db.models import Max

from zhicheng.infra.events import Body, NewEvent, kind, record_many
from zhicheng.infra.models import Event
from zhicheng.kernel.errors import Conflict

What = Literal["added", "changed", "same", "gone"]


@dataclass(frozen=True, slots=True)
class Change:
    """One thing of a register: what a sheet or a person would make of it. `before` and `after` hold only what differs."""

    name: str
    what: What
    before: Mapping[str, str] = field(default_factory=dict)
    after: Mapping[str, str] = field(default_factory=dict)
    row: int = 0


@kind("setup.change", "设置变更", "Setup changed")
class SetupChanged(Body, frozen=True, kw_only=True):
    """`register` is the stream's own name; `before` and `after` hold the fields that differ, by their column title."""

    register: str
    name: str
    what: str
    before: dict[str, str]
    after: dict[str, str]


def compare(name: str, before: Mapping[str, str] | None, after: Mapping[str, str] | None, *, row: int = 0) -> Change:
    """What became of one thing; None = it was not there, or is not there any more."""
    if before is None:
        return Change(name, "added", {}, {k: v for k, v in (after or {}).items() if v}, row)
    if after is None:
        return Change(name, "gone", {k: v for k, v in before.items() if v}, {}, row)
    differing = [k for k, v in after.items() if before.get(k, "") != v]
    if not differing:
        return Change(name, "same", row=row)
    return Change(name, "changed", {k: before.get(k, "") for k in differing}, {k: after[k] for k in differing}, row)


def record_changes(register: str, changes: Sequence[Change], *, by: str, at: datetime) -> None:
    """One event per change that changes something, in the caller's transaction. Conflict when another was faster."""
    chosen = [c for c in changes if c.what != "same"]
    if not chosen:
        return
    stream = f"setup:{register}"
    last: int = Event.objects.filter(stream=stream).aggregate(n=Max("seq"))["n"] or 0
    new = [
        NewEvent(stream, last + i, "setup.change", by, at,
                 SetupChanged(register=register, name=c.name, what=c.what, before=dict(c.before), after=dict(c.after)))
        for i, c in enumerate(chosen, start=1)
    ]  # fmt: skip
    try:
        with transaction.atomic():
            record_many(new, at=at)
    except IntegrityError:  # the same number in the same register: two people at once
        raise Conflict(
            "他人刚改过同一张表，请刷新后重试。",
            "Somebody else has just changed the same register; refresh and try again.",
        ) from None


@dataclass(frozen=True, slots=True)
class Past:
    """One change as it was recorded."""

    seq: int
    at: datetime
    actor: str
    change: Change


def history(register: str, *, before_seq: int = 0, limit: int = 50) -> list[Past]:
    """The newest changes of a register, newest first; `before_seq` pages."""
    rows = Event.objects.filter(stream=f"setup:{register}", kind="setup.change").order_by("-seq")
    if before_seq:
        rows = rows.filter(seq__lt=before_seq)
    out = []
    for event in rows[:limit]:
        data = event.data
        out.append(
            Past(
                event.seq,
                event.recorded_at,
                event.actor,
                Change(data["name"], data["what"], data["before"], data["after"]),
            )
        )
    return out


def counts(changes: Sequence[Change]) -> dict[str, int]:
    """How many of each sort."""
    return {what: sum(c.what == what for c in changes) for what in ("added", "changed", "same", "gone")}
