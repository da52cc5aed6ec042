"""What the machine does by itself: show what was released for a later day, tell the head of what waited too long, take down what was revoked."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from functools import partial

from django.db import transaction

from zhicheng.civic.openness import queries, telling
from zhicheng.civic.openness.events import Overdue, Struck
from zhicheng.civic.openness.models import Decision, Publication
from zhicheng.civic.openness.services.proposing import RULE
from zhicheng.civic.openness.services.releasing import KIND_NAMES, SYSTEM, check, let_out, show, take_back
from zhicheng.civic.openness.states import PUBLICATION
from zhicheng.civic.openness.terms import terms
from zhicheng.flow.cases import queries as cases
from zhicheng.flow.cases.dossier import read
from zhicheng.flow.cases.queries import Case
from zhicheng.ground.messages import services as messages
from zhicheng.ground.messages.services import Notice, Recipient
from zhicheng.ground.people import queries as people
from zhicheng.infra.events import NewEvent, iso, record
from zhicheng.infra.transitions import Step, advance
from zhicheng.kernel.calendar import CHINA
from zhicheng.kernel.errors import Conflict, ZhichengError

REVOKED = "处罚决定已被撤销或者变更"
WITHDRAWN = "公开的处罚决定已撤回"


def watch(*, at: datetime) -> int:
    """Due days and ended delays; each in a transaction of its own, once."""
    done = 0
    for one in queries.to_show(at):
        done += _tried(partial(_show, one, at))
    for one in queries.overdue(at):
        by_itself = one.kind in terms().by_itself
        done += _tried(partial(_by_itself if by_itself else _tell_overdue, one, at))
    return done


def _tried(step: partial[None]) -> int:
    try:
        with transaction.atomic():
            step()
    except Conflict:  # somebody decided at this very moment: that is what was waited for
        return 0
    return 1


def _show(one: Publication, at: datetime) -> None:
    show(one, at=at)


def _by_itself(one: Publication, at: datetime) -> None:
    """The city has ordered for this kind: no word in time is a yes. What names somebody is told as overdue all the same."""
    try:
        check(one)
    except ZhichengError:
        _tell_overdue(one, at)
        return
    let_out(one, actor=RULE, account=None, show_at=at, at=at, rule="city")


def _tell_overdue(one: Publication, at: datetime) -> None:
    """Once: an event, and a notice to the named person's head and to himself."""
    seq = one.seq + 1
    changed = Publication.objects.filter(pk=one.pk, seq=one.seq, overdue_at=None).update(seq=seq, overdue_at=at)
    if changed != 1:
        raise Conflict(
            "这项公开事项刚被他人处理，请刷新后重试。",
            "Somebody else moved this publication just now; refresh and retry.",
        )
    one.seq, one.overdue_at = seq, at
    due = iso(one.promised_at)
    body = Overdue(due=due, named=f"person:{one.named_id}" if one.named_id else "")
    record(NewEvent(f"publication:{one.pk}", seq, "publication.overdue", SYSTEM, at, body), at=at)


def tell_overdue(publication_ids: Sequence[int], *, at: datetime) -> int:
    """The named person's head, and he himself, by the bell and by text."""
    return messages.tell([_notice(p) for p in queries.by_ids(publication_ids)], at=at)


def _notice(one: Publication) -> Notice:
    contacts = {c.account: c for c in [*_heads_of(one), *people.contacts_of([one.named_id or 0]).values()]}
    named = people.account_names([one.named_id]).get(one.named_id, "") if one.named_id else ""
    kind = KIND_NAMES[one.kind]
    values = {
        "kind": kind.zh, "kind_en": kind.en, "title": one.title, "title_en": one.title_en or one.title, "named": named or "未指定发布人",
        "named_en": named or "nobody", "due": one.promised_at.astimezone(CHINA).strftime("%m-%d %H:%M"),
    }  # fmt: skip
    return Notice(
        key=f"publication-overdue:{one.pk}", template="publication.overdue", values=values,
        to=[Recipient(c.name, c.account, c.phone) for c in contacts.values()], about=f"publication:{one.pk}", area=one.area,
    )  # fmt: skip


def _heads_of(one: Publication) -> list[people.Contact]:
    """Who leads the named person's unit, and who manages where it belongs."""
    unit = people.unit_of(people.access_of_id(one.named_id).member_id) if one.named_id else None
    leads = [c for c in people.leads_of(unit) if c.account != one.named_id] if unit else []
    return [*leads, *(people.accounts_with("manager", one.area) if one.area else people.all_with("manager"))]


# Decisions -------------------------------------------------------------------------------------------------------------------


def list_decisions(case_ids: Sequence[int], *, at: datetime) -> int:
    """Their cases have published them: they stand on the public page until their time is over."""
    return sum(_list(case, at) for case in cases.by_ids(list(case_ids)))


def _list(case: Case, at: datetime) -> bool:
    standing, _ = read(case).fold(at)
    if not standing.published or standing.facts.revoked is not None:
        return False
    told = telling.decision_told(case)
    values = {
        "published_at": at,
        "until_on": at.astimezone(CHINA).date() + terms().shown_for(told["fine_yuan"]),
        "told": told,
    }
    Decision.objects.update_or_create(case=case, defaults={**values, "down_at": None, "down_for": ""})
    return True


def take_down(case_ids: Sequence[int], *, reason: str, at: datetime) -> int:
    """INV-74: what no longer stands leaves the public page at once, long before the three working days are over; and every page that tells of it."""
    done = 0
    for case_id in dict.fromkeys(case_ids):
        done += Decision.objects.filter(case_id=case_id, down_at=None).update(down_at=at, down_for=reason)
        for page in queries.telling_of_case(case_id):
            _strike(page, case_id, reason, at)
    return done


def _strike(page: Publication, case_id: int, reason: str, at: datetime) -> None:
    """One case of the page; the whole page when nothing else is on it. A draft loses the case without a word."""
    if case_id not in telling.stands(page.content):
        return
    left = telling.without_case(page.content, case_id, reason)
    if not telling.stands(left):
        take_back(page, reason=reason, actor=SYSTEM, at=at, content=left)
        return
    digest = telling.digest_of(left)
    columns = {"content": left, "digest": digest if page.state == "shown" else page.digest}
    body = partial(Struck, case=case_id, reason=reason, digest=digest)
    advance(page, PUBLICATION, Step("strike", SYSTEM, at, body, columns=columns), at=at)
