"""The street sums up: review, rate each department with words, close. After the reply window a rating stands."""

from __future__ import annotations

from datetime import datetime
from functools import partial

from django.db import transaction

from zhicheng.civic.whistles import limits, queries, rules
from zhicheng.civic.whistles.events import Missed, Reviewed, SummonsRated, WhistleClosed
from zhicheng.civic.whistles.models import Summons, Whistle
from zhicheng.civic.whistles.services.blowing import may_manage
from zhicheng.civic.whistles.states import SUMMONS, WHISTLE
from zhicheng.ground.people.queries import Access
from zhicheng.infra.transitions import Step, advance
from zhicheng.kernel.errors import NotAllowed
from zhicheng.kernel.phrases import Phrase
from zhicheng.kernel.verdict import Verdict


def _insist(verdict: Verdict) -> None:
    if not verdict.allowed:
        raise NotAllowed(*rules.against(verdict))


def review(*, whistle_no: str, who: Access, at: datetime) -> Whistle:
    """All tasks are done or explained. Whoever is still awaited did not come."""
    with transaction.atomic():
        whistle = queries.by_no(whistle_no, who)
        may_manage(who, whistle)
        _insist(rules.may_review(queries.standings(whistle.pk)))
        missing = queries.to_miss(whistle)
        body = partial(Reviewed, absent=[s.unit_id for s in missing])
        advance(whistle, WHISTLE, Step("review", who.actor, at, body, due_changes=True), at=at)
        for one in missing:
            columns = {"ended": "absent", "on_time": False}
            advance(one, SUMMONS, Step("miss", who.actor, at, Missed, due_changes=True, columns=columns), at=at)
    return whistle


def rate(*, whistle_no: str, summons: int, score: int, reason: str, who: Access, at: datetime) -> Summons:
    """The street's word about one department; it may think again until the reply window is over."""
    with transaction.atomic():
        whistle = queries.by_no(whistle_no, who)
        may_manage(who, whistle)
        if whistle.state not in ("reviewed", "closed"):
            raise NotAllowed(
                "先完成评议（任务都已办结或说明），再评价部门。", "Review first: every task done or explained."
            )
        one = queries.summons(whistle, summons)
        _insist(rules.may_rate(at, one.reply_until, score))
        said = rules.words(
            reason, most=rules.MAX_WORDS, what=Phrase("评价理由", "the reason of this rating"), field="reason"
        )
        until = one.reply_until or limits.reply_until(at)
        columns = {
            "link_until": limits.link_beyond(until, one.link_until),
            "score": score, "score_reason": said, "rated_at": one.rated_at or at, "reply_until": until,
        }  # fmt: skip
        body = partial(SummonsRated, score=score, reason=said, was=one.score or 0)
        advance(one, SUMMONS, Step("rate", who.actor, at, body, columns=columns), at=at)
    return one


def close(*, whistle_no: str, outcome: str, who: Access, at: datetime) -> Whistle:
    """销哨: everything is done or explained, and everybody is rated."""
    with transaction.atomic():
        whistle = queries.by_no(whistle_no, who)
        may_manage(who, whistle)
        _insist(rules.may_close(queries.standings(whistle.pk)))
        said = rules.words(outcome, most=rules.MAX_WORDS, what=Phrase("处置结果", "the outcome"), field="outcome")
        in_time = all(
            s.finished_at is None or s.finished_at <= whistle.act_due_at for s in queries.summonses([whistle.pk])
        )
        body = partial(WhistleClosed, outcome=said, on_time=in_time)
        columns = {"closed_at": at, "outcome": said}
        advance(whistle, WHISTLE, Step("close", who.actor, at, body, "", None, True, columns=columns), at=at)
    return whistle
