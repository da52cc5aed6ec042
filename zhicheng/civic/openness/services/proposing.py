"""What the machine proposes by itself: figures and cases of the month that ended, answers to what many asked. A person says whether they go out."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from functools import partial
from typing import Any

from django.db import IntegrityError, transaction

from zhicheng.civic.openness import figures, queries, telling
from zhicheng.civic.openness.events import Proposed
from zhicheng.civic.openness.models import Publication
from zhicheng.civic.openness.states import PUBLICATION
from zhicheng.civic.openness.telling import NewAnswer
from zhicheng.civic.openness.terms import terms
from zhicheng.flow.tickets import counted
from zhicheng.infra import bulk
from zhicheng.infra.transitions import Step, open_many
from zhicheng.kernel.phrases import Phrase

RULE = "rule:openness@1"
COLUMNS = (
    "kind", "key", "edition", "area", "month", "title", "title_en", "content", "named_id", "proposed_at", "promised_at", "reason", "digest",
)  # fmt: skip


def propose(
    *, kind: str, key: str, area: str, month: date | None, title: Phrase, content: dict[str, Any], by: str, at: datetime
) -> Publication | None:
    """Put it before the named person; None when its newest edition is still waiting or shown."""
    known = queries.latest(key)
    if known is not None and known.state != "withdrawn":
        return None
    made = _blank(kind, key, (known.edition if known else 0) + 1, area, month, title, content, at)
    body = partial(Proposed, sort=kind, key=key, edition=made.edition)
    step = Step("propose", by, at, body, holder=holder(made.named_id), due_at=made.promised_at, due_changes=True)
    try:
        with transaction.atomic():
            open_many([(made, [step])], PUBLICATION, COLUMNS, at=at)
    except IntegrityError:  # two workers at this very moment: one has proposed it
        if queries.latest(key) == known:
            raise
        return None
    return made


def holder(account: int | None) -> str:
    """Whose desk it waits at."""
    return f"person:{account}" if account else "role:manager"


def _blank(
    kind: str,
    key: str,
    edition: int,
    area: str,
    month: date | None,
    title: Phrase,
    content: dict[str, Any],
    at: datetime,
) -> Publication:
    values = {
        "id": bulk.reserve_ids(Publication, 1)[0], "kind": kind, "key": key, "edition": edition, "area": area, "month": month,
        "title": title.zh[:120], "title_en": title.en[:200], "content": content, "named_id": queries.named_for(kind, area), "proposed_at": at,
        "promised_at": terms().due(kind, at),
    }  # fmt: skip
    return bulk.blank(Publication, values)


def propose_month(*, at: datetime) -> int:
    """Of the month that ended last; asked every hour, done once."""
    month = figures.last_month(at)
    return sum(made is not None for made in (propose_figures(month, at=at), propose_cases(month, at=at)))


def propose_figures(month: date, *, at: datetime, by: str = RULE) -> Publication | None:
    """Counted now; the named person may have them counted again before he releases them."""
    key = f"figures:{month:%Y-%m}"
    if _is_open(key):
        return None
    content = figures.tell(figures.count(month, at=at), month=month, least=terms().least)
    title = Phrase(f"{month.year} 年 {month.month} 月城市管理数据", f"City management figures, {month:%B %Y}")
    return propose(kind="figures", key=key, area="", month=month, title=title, content=content, by=by, at=at)


def propose_cases(month: date, *, at: datetime, by: str = RULE) -> Publication | None:
    """The month's closed cases whose decisions are public (APL 48: of social influence); None when there are none."""
    key = f"cases:{month:%Y-%m}"
    if _is_open(key):
        return None
    decisions = queries.decisions_closed_in(*figures.bounds(month))
    if not decisions:
        return None
    title = Phrase(f"{month.year} 年 {month.month} 月以案释法", f"Cases explained, {month:%B %Y}")
    content = telling.month_of_cases(month, decisions)
    return propose(kind="cases", key=key, area="", month=month, title=title, content=content, by=by, at=at)


def _is_open(key: str) -> bool:
    """Asked before anything is counted."""
    known = queries.latest(key)
    return known is not None and known.state != "withdrawn"


def propose_answers(ticket_ids: Sequence[int], *, at: datetime) -> int:
    """Closed tickets that many people told of."""
    found = counted.by_reports(ticket_ids, terms().answer_from)
    many = [t for t in found if counted.voices(t) >= terms().answer_from]
    return sum(propose_answer(telling.answer_to(t), by=RULE, at=at) is not None for t in many)


def propose_answer(new: NewAnswer, *, by: str, at: datetime) -> Publication | None:
    """The port for whoever knows what was asked and done: in the caller's transaction."""
    title = Phrase(new.said[:60], "You said, we did")
    content = telling.answer_content(new, least=terms().least)
    month = (new.done_on or at.date()).replace(day=1)
    return propose(
        kind="answer",
        key=f"answer:{new.key}"[:60],
        area=new.area[:6],
        month=month,
        title=title,
        content=content,
        by=by,
        at=at,
    )
