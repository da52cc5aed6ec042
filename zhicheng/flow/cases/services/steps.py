"""One step of one case: the law is asked, the papers are there, row and event change together."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from django.db import transaction

from zhicheng.flow.cases import actors, queries, register, rules
from zhicheng.flow.cases.dossier import Dossier, read
from zhicheng.flow.cases.events import StepTaken
from zhicheng.flow.cases.models import Case, Hand
from zhicheng.flow.cases.names import with_names
from zhicheng.flow.cases.party import Party, as_given, key_of, read_party, stored
from zhicheng.flow.cases.plain import plain
from zhicheng.flow.cases.states import CASE
from zhicheng.flow.dispatch import services as dispatch
from zhicheng.ground.people.queries import Access
from zhicheng.infra.models import Event as Row
from zhicheng.infra.transitions import Step, advance
from zhicheng.kernel.calendar import CHINA
from zhicheng.kernel.errors import BadInput, NotAllowed, Refused
from zhicheng.law import wire
from zhicheng.law.assessment import Assessment, assess_standing
from zhicheng.law.assessment import Refused as LawRefusal
from zhicheng.law.basis import basis_of
from zhicheng.law.book import Book
from zhicheng.law.citation import cite
from zhicheng.law.procedure import procedure
from zhicheng.law.standing import Standing
from zhicheng.law.stream import RECORDS, Actor, Event

ASSIGNS = frozenset({"T01", "T04", "T12", "reassign"})
SAID = 300


@dataclass(frozen=True, slots=True)
class PaperRef:
    """A paper that a step rests on: its kind, its number."""

    kind: str
    number: str
    id: int = 0


@dataclass(frozen=True, slots=True)
class Act:
    """What somebody does in a case. `data` as `law.wire` reads it (amounts in fen), `colleague` and `assigned` by member ids.

    `granted_by`: whoever decided a motion; the one who asked acts beside him where the step needs both.
    """

    step: str
    data: Mapping[str, Any] = field(default_factory=dict)
    colleague: int = 0
    assigned: tuple[int, ...] = ()
    papers: tuple[PaperRef, ...] = ()
    happened_at: datetime | None = None
    key: str = ""
    said: str = ""
    party: Mapping[str, Any] | None = None
    facts_text: str = ""
    asked_by: int = 0


def take(*, case_id: int, act: Act, access: Access, at: datetime) -> Case:
    """Move the case one step, or record something beside it. NotAllowed with the article when the law says no.

    The same key of the same person changes nothing. Conflict when somebody else was faster.
    """
    with transaction.atomic():
        case = queries.locked(case_id)
        if act.key and Row.objects.filter(actor=access.actor, key=act.key).exists():
            return case
        return _take(case, act, access, at)


@dataclass(frozen=True, slots=True)
class Sight:
    """A case as one person sees it at one moment: read once, asked about many steps."""

    file: Dossier
    hands: Mapping[int, bool]
    me: Actor


def look(*, case: Case, access: Access, at: datetime) -> Sight:
    """Read the case for this person."""
    hands = queries.hands(case)
    return Sight(read(case), hands, actors.acting(access, area=case.area, hands=hands, on=at.astimezone(CHINA).date()))


def check(*, case: Case, act: Act, access: Access, at: datetime, seen: Sight | None = None) -> tuple[LawRefusal, ...]:
    """Why this act may not be taken now; empty when it may. Papers are not looked at."""
    _, file, event, _ = _prepared(case, act, access, at, seen)
    return file.refuse(event)


def needed_papers(case: Case, act: Act, file: Dossier, at: datetime) -> tuple[str, ...]:
    """The kinds of papers that this step needs in this case."""
    standing, _ = file.fold(at)
    return rules.papers_of(act.step, points=standing.points, is_child=standing.facts.is_under_penalty_age)


def _take(case: Case, act: Act, access: Access, at: datetime) -> Case:
    act, file, event, entered_by = _prepared(case, act, access, at)
    refused = file.refuse(event)
    if refused:
        raise not_allowed(refused)
    rules.demand_papers(needed_papers(case, act, file, at), {p.kind for p in act.papers}, step=act.step)
    then = file.and_then(event)
    standing, _ = then.fold(at)
    found = assess_standing(standing, max(at, event.at), file.book)
    columns = {**_columns(case, act, event, standing, found, file.book), **_party(act)}
    due = rules.next_due(found.deadlines)

    def body(**moved: Any) -> StepTaken:
        written = wire.written(event)
        return StepTaken(
            **moved, actors=written["actors"] or [], data=written["data"], papers=[p.number for p in act.papers], entered_by=entered_by,
            said=act.said.strip()[:SAID], facts_text=act.facts_text, party=columns.get("party"),
        )  # fmt: skip

    step = Step(
        act.step, access.actor if access.account_id else actors.CLOCK.id, event.at, body, holder=rules.desk(found),
        due_at=rules.end_of(due.operational) if due else None, due_changes=True, key=act.key or None, columns=columns,
        to="" if act.step in RECORDS else found.stage,
    )  # fmt: skip
    advance(case, CASE, step, at=at)
    _hand(case, act, event)
    return case


def not_allowed(refused: Sequence[LawRefusal]) -> NotAllowed:
    """All reasons in one sentence each; the first one's rule is the code."""
    cited = [(r, cite(r.article)) for r in refused]
    zh = "".join(f"{r.zh}（{by.zh}）" for r, by in cited)
    en = " ".join(f"{r.en} ({by.en})" for r, by in cited)
    return NotAllowed(*with_names(zh, en), code=refused[0].rule)


# What the law is asked -------------------------------------------------------------------------------------------------------


def _prepared(
    case: Case, act: Act, access: Access, at: datetime, seen: Sight | None = None
) -> tuple[Act, Dossier, Event, str]:
    """The act with what we know ourselves, the case, the event that it would be, and who writes it down for somebody outside."""
    who = _who(act.step)
    when = act.happened_at or at
    if when > at:
        raise BadInput("发生时间晚于现在，请核对手机时钟。", "It happened later than now; check the clock.", field="at")
    seen = seen or look(case=case, access=access, at=when)
    file, hands, me = seen.file, seen.hands, seen.me
    act = _amended(case, replace(act, data=plain(act.data, "data")), file.book, when)
    on = when.astimezone(CHINA).date()
    data = wire.read_data({k: v for k, v in act.data.items() if k != "assigned"}, file.book)
    if (
        act.step in ("recusal_request", "recusal")
        and data.about
        and data.about not in actors.involved(hands, file.events, case.area)
    ):
        raise BadInput(
            "没有这位办案人员，请从名单中选择。",
            "Nobody of this case is meant by that; choose from the list.",
            field="data.about",
        )
    if act.assigned:
        data = replace(data, assigned=actors.assigned(act.assigned, area=case.area, on=on))
    if act.step in CLOCKED and not access.account_id:
        return act, file, Event(act.step, when, (actors.CLOCK,), data), ""
    _demand_part(case, access, me, who)
    if who in actors.RECORDED and not (who.startswith("reconsideration") and "head" in me.roles):
        return act, file, Event(act.step, when, actors.outside(who), data), me.id
    present = _present(case, act, me, hands, on)
    if act.step in SAYS_TOLD and "told" not in act.data:
        data = replace(data, told=False)  # nobody is taken to have been told: somebody has to say so
    return act, file, Event(act.step, when, actors.seated(who, present), data), ""


CLOCKED = frozenset({"T60", "T63"})
SAYS_TOLD = frozenset({"T10", "T20"})


def _who(step: str) -> str:
    found = procedure().steps.get(step)
    if found is not None:
        return found.actor
    if step in RECORDS:
        return RECORDS[step].who
    raise BadInput(f"没有步骤「{step}」。", f"There is no step {step!r}.", field="step")


def _present(case: Case, act: Act, me: Actor, hands: Mapping[int, bool], on: Any) -> list[Actor]:
    """Who is there: the one who acts, his colleague, and whoever asked for what is granted now."""
    found = [me]
    for member in dict.fromkeys((act.colleague, act.asked_by)):
        if not member:
            continue
        other = actors.colleague(member, area=case.area, hands=hands, on=on)
        if other is None:
            raise BadInput("没有这位同事。", "There is no such colleague.", field="colleague")
        if other.id != me.id:
            found.append(other)
    return found


def _demand_part(case: Case, access: Access, me: Actor, who: str) -> None:
    """Refused unless this account has some part in this case at all; which part a step needs is the law's question."""
    if not me.roles:
        raise Refused(
            f"您在案件 {case.no} 中没有角色，不能办理。",
            f"You have no part in the case {case.no}, so you may not act in it.",
        )
    if who in actors.ENTERS and not _may_enter(me, who):
        raise Refused(
            "这一步由内勤或者法制人员代为登记。", "This is written down by the case clerk or the legal reviewer."
        )
    if me.roles == {"assistant"}:
        raise NotAllowed(
            "协管员只能提供线索，不能办案。", "Assistants only report; they do not act in a case.", code="INV-05"
        )


def _may_enter(me: Actor, who: str) -> bool:
    return bool(me.roles & actors.ENTERS[who]) or (who.startswith("reconsideration") and "head" in me.roles)


def _amended(case: Case, act: Act, book: Book, when: datetime) -> Act:
    """An amendment with a party carries what the law may know of him, and what the register says."""
    if act.step != "amend" or act.party is None:
        return act
    party = read_party(act.party)
    said = {**dict(act.data.get("facts") or {}), "party": as_given(party)}
    known = {
        "first_in_lookback": not register.priors(
            party_key=key_of(party),
            violation=str(said.get("violation", case.violation)),
            before=when,
            book=book,
            but=case.pk,
        )
    }
    if register.fined_for(ticket_id=case.ticket_id, party_key=key_of(party), violation=case.violation, but=case.pk):
        known["earlier_fine_for_this_act"] = True
    return replace(act, data={**act.data, "facts": {**said, **known}})


# What changes with it --------------------------------------------------------------------------------------------------------


def _columns(case: Case, act: Act, event: Event, s: Standing, found: Assessment, book: Book) -> dict[str, Any]:
    """What the stream says now, for lists."""
    facts, basis = s.facts, basis_of(s.facts, book)
    due = rules.next_due(found.deadlines)
    outcome = rules.OUTCOMES.get(act.step, case.outcome)
    if found.stage == "terminated" and s.decided is None:
        outcome = "terminated"
    ended = act.step in rules.OUTCOMES
    return {
        "procedure": found.procedure, "left": s.trail.left, "stage": basis.stage.pre if basis else "", "outcome": outcome,
        "tier": found.tier if s.decided or case.outcome else case.tier, "amount": facts.amount if s.decided else case.amount,
        "due_name": due.name if due else "", "act_at": facts.act, "filed_on": facts.filed, "served_on": facts.served,
        "decided_on": s.decided or (event.day if ended else case.decided_on),
        "violation": facts.violations[0] if facts.violations else case.violation,
        "closed_at": event.at if found.stage in ("closed", "archived") and case.closed_at is None else case.closed_at,
        **({"facts_text": act.facts_text.strip()} if act.facts_text else {}),
        **({"given": {**case.given, **dict(event.data.facts.said)}} if event.data.facts else {}),
    }  # fmt: skip


def _party(act: Act) -> dict[str, Any]:
    if act.party is None:
        return {}
    party: Party = read_party(act.party)
    return {"party": stored(party), "party_name": party.name, "party_key": key_of(party)}


def _hand(case: Case, act: Act, event: Event) -> None:
    """Who investigates is written down where the step says so."""
    if act.step in ASSIGNS and act.assigned:
        give_to(case, act.assigned)
    elif act.step == "T05":
        officers = [
            int(a.id.partition(":")[2])
            for a in event.actors or ()
            if a.id.startswith("member:") and "officer" in a.roles
        ]
        give_to(case, officers)


def give_to(case: Case, members: Sequence[int]) -> None:
    """These officers are the case's from now on; the first is in charge."""
    Hand.objects.filter(case=case).delete()
    Hand.objects.bulk_create([Hand(case=case, member_id=m, lead=n == 0) for n, m in enumerate(dict.fromkeys(members))])


def feed_ticket_back(case_ids: Sequence[int], *, at: datetime) -> int:
    """What was put right in a case is handled in its work order: other hands check and close it."""
    done = 0
    for case in Case.objects.filter(pk__in=case_ids):
        if case.ticket_id is None:
            continue
        zh, _ = rules.OUTCOME_NAMES[case.outcome]
        done += dispatch.finish_for_case(ticket_id=case.ticket_id, case_no=case.no, text=f"案件 {case.no}：{zh}", at=at)
    return done


__all__ = ["Act", "PaperRef", "check", "feed_ticket_back", "needed_papers", "not_allowed", "take"]
