"""What happens beside the life cycle: columns change and an event says so, under the same guard as a step."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from zhicheng.civic.whistles.models import Summons
from zhicheng.infra.events import Body, NewEvent, record
from zhicheng.kernel.errors import Conflict


def note(summons: Summons, kind: str, body: Body, *, by: str, at: datetime, **columns: Any) -> None:
    """In the caller's transaction. Conflict when somebody else was faster."""
    seq = summons.seq + 1
    changed = Summons.objects.filter(pk=summons.pk, seq=summons.seq).update(seq=seq, **columns)
    if changed != 1:
        raise Conflict(
            "这条召请刚被他人更新，请刷新后重试。", "Somebody else changed this just now; refresh and retry."
        )
    summons.seq = seq
    for name, value in columns.items():
        setattr(summons, name, value)
    record(NewEvent(f"summons:{summons.pk}", seq, kind, by, at, body), at=at)
