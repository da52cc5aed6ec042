"""What happens beside a life cycle: an event in the thing's own stream, its number guarded like a step's."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from zhicheng.civic.community.models import Resident
from zhicheng.infra.events import Body, NewEvent, record
from zhicheng.infra.models import Stateful
from zhicheng.kernel.errors import Conflict


def note(thing: Stateful, stream: str, kind: str, body: Body, *, by: str, at: datetime, **columns: Any) -> None:
    """In the caller's transaction. Conflict when somebody else was faster."""
    seq = thing.seq + 1
    if type(thing).streams().filter(pk=thing.pk, seq=thing.seq).update(seq=seq, **columns) != 1:
        raise Conflict("刚被他人更新，请刷新后重试。", "Somebody else changed this just now; refresh and retry.")
    thing.seq = seq
    for name, value in columns.items():
        setattr(thing, name, value)
    record(NewEvent(f"{stream}:{thing.pk}", seq, kind, by, at, body), at=at)


def tell_of(resident: Resident, kind: str, body: Body, *, at: datetime) -> None:
    """An event of a resident's, who is locked by the caller."""
    resident.seq += 1
    Resident.objects.filter(pk=resident.pk).update(seq=resident.seq)
    record(NewEvent(f"resident:{resident.pk}", resident.seq, kind, f"resident:{resident.pk}", at, body), at=at)
