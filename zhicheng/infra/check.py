"""Is the table what the events say? `zhicheng check --events`.

Every stream is folded through one generic function: numbers 1, 2, 3 … without a gap, each digest right, and what the last event
moved (state, holder, deadline) equal to the row.
"""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

import msgspec
from django.apps import apps
from django.db import transaction
from typing_extensions import TypedDict

from zhicheng.infra import jobs
from zhicheng.infra.events import iso, recomputed_digest
from zhicheng.infra.models import Event, Stateful
from zhicheng.kernel.phrases import Phrase

CHUNK = 5_000
FIELDS = ("state", "holder", "due_at", "seq")
Row = tuple[str, str, str, int]  # state, holder, due, seq


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is not as it was written. `seq` 0 = the whole stream."""

    stream: str
    seq: int
    said: Phrase
    table_value: str = ""
    event_value: str = ""

    def as_json(self) -> ProblemRow:
        return {
            "stream": self.stream, "seq": self.seq, "what": self.said.zh, "what_en": self.said.en, "table_value": self.table_value,
            "event_value": self.event_value,
        }  # fmt: skip


GAP = Phrase("序号不连续：有事件被删除", "The numbers have a gap: an event was deleted")
CHANGED = Phrase("事件内容与其摘要不符：记录被改动", "An event does not match its digest: the record was changed")
INSERTED = Phrase("数据行存在而没有任何事件：行被插入", "A row without any event: the row was inserted")
DELETED = Phrase("事件存在而数据行不见了：行被删除", "Events without their row: the row was deleted")
MOVED = (("状态", "state"), ("持有人", "holder"), ("时限", "due_at"), ("序号", "seq"))


class ProblemRow(TypedDict):
    """A `Problem` as JSON has it."""

    stream: str
    seq: int
    what: str
    what_en: str
    table_value: str
    event_value: str


class Checked(TypedDict):
    """How many of what were looked at, what is wrong, and how long it took."""

    checked: dict[str, int]
    problems: list[ProblemRow]
    seconds: float


@dataclass(frozen=True, slots=True)
class Folded:
    """What a stream's events say about its thing."""

    state: str
    holder: str
    due: str
    seq: int


def fold(events: Iterable[Event], problems: list[Problem]) -> Folded:
    """Fold one stream's events, in order; what is wrong with an event is added to `problems`."""
    state = holder = due = ""
    seq = 0
    for event in events:
        if event.seq != seq + 1:
            problems.append(Problem(event.stream, event.seq, GAP, str(seq + 1), str(event.seq)))
        seq = event.seq
        if recomputed_digest(event) != bytes(event.digest):
            problems.append(Problem(event.stream, event.seq, CHANGED, event.kind, event.digest.hex()[:16]))
        try:
            data = event.data
        except msgspec.DecodeError:  # its digest has said so already
            continue
        if "state" in data:
            state, holder, due = data["state"], data.get("holder", ""), data.get("due", "")
    return Folded(state, holder, due, seq)


def stateful_models() -> dict[str, type[Stateful]]:
    """Stream prefix → model, for everything that has a life cycle."""
    return {m._meta.model_name or "": m for m in apps.get_models() if issubclass(m, Stateful)}


def compare(stream: str, row: Row, said: Folded) -> Iterator[Problem]:
    """The differences between the row (state, holder, due, seq) and the fold."""
    for (zh, column), table, event in zip(MOVED, row, (said.state, said.holder, said.due, said.seq), strict=True):
        if table != event:
            what = Phrase(f"数据表与事件不符：{zh} {column}", f"The table does not agree with the events: {column}")
            yield Problem(stream, said.seq, what, str(table), str(event))


def check_events() -> Checked:
    """{checked: {events, streams, rows}, problems: [...], seconds}; reads everything once, in storage order of streams."""
    began = time.perf_counter()
    checked = {"events": 0, "streams": 0, "rows": 0}
    suspects = [s for s in _suspicious(checked) if not _holds_now(s)]
    problems = [p for s in suspects for p in look_at(s)]
    problems += [Problem(f"job:{j.pk}", 0, _stuck(j.name), "stuck", j.error[:80]) for j in jobs.stuck()[:20]]
    return {
        "checked": checked,
        "problems": [p.as_json() for p in problems],
        "seconds": round(time.perf_counter() - began, 3),
    }


def _stuck(name: str) -> Phrase:
    return Phrase(
        f"任务多次失败，等待处理：{name}", f"A background job failed again and again and waits for somebody: {name}"
    )


def _suspicious(checked: dict[str, int]) -> list[str]:
    """Streams that look wrong at a first reading; a system at work moves some of them while we read."""
    rows: dict[str, Row] = {}
    for prefix, model in stateful_models().items():
        for pk, *row in model.streams().values_list("pk", *FIELDS).iterator(chunk_size=CHUNK):
            rows[f"{prefix}:{pk}"] = _row(row)
    checked["rows"] = len(rows)
    found = []
    everything = Event.objects.order_by("stream", "seq").iterator(chunk_size=CHUNK)
    for stream, group in groupby(everything, key=lambda e: e.stream):
        events = list(group)
        checked["events"] += len(events)
        checked["streams"] += 1
        if _problems(stream, rows.pop(stream, None), events):
            found.append(stream)
    return found + list(rows)


def _holds_now(stream: str) -> bool:
    """A second look: right when row and events agree at any of three readings a moment apart."""
    for _ in range(3):
        if not look_at(stream):
            return True
        time.sleep(0.02)
    return False


def look_at(stream: str) -> list[Problem]:
    """What is wrong with one stream, read afresh."""
    with transaction.atomic():
        prefix, _, pk = stream.partition(":")
        model = stateful_models().get(prefix)
        found = model.streams().filter(pk=pk).values_list(*FIELDS).first() if model and pk.isdigit() else None
        events = list(Event.objects.filter(stream=stream).order_by("seq"))
    return _problems(stream, _row(found) if found else None, events)


def _problems(stream: str, row: Row | None, events: list[Event]) -> list[Problem]:
    problems: list[Problem] = []
    if not events:
        return [Problem(stream, 0, INSERTED, row[0], "")] if row else []
    said = fold(events, problems)
    if row is not None:
        problems += compare(stream, row, said)
    elif stream.partition(":")[0] in stateful_models():
        problems.append(Problem(stream, said.seq, DELETED, "", said.state))
    return problems


def _row(values: Sequence[Any]) -> Row:
    state, holder, due_at, seq = values
    return state, holder, iso(due_at) if due_at else "", seq
