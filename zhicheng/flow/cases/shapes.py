"""What the API says of cases: rows of lists, the file of one case, motions, figures."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from typing_extensions import TypedDict

from zhicheng.flow.cases import footage, queries, record, register, rules
from zhicheng.flow.cases.dossier import Dossier, book_for
from zhicheng.flow.cases.models import Case, Motion
from zhicheng.flow.cases.names import with_names
from zhicheng.flow.cases.services.motions import decider
from zhicheng.flow.cases.services.steps import Act, Sight, check, look, not_allowed
from zhicheng.flow.cases.states import CASE, MOTION
from zhicheng.ground.evidence import queries as evidence
from zhicheng.ground.people import queries as people
from zhicheng.ground.people.queries import Access
from zhicheng.infra.events import KINDS
from zhicheng.infra.models import Event
from zhicheng.kernel.errors import ZhichengError
from zhicheng.kernel.geo import from_e7
from zhicheng.kernel.phrases import Phrase
from zhicheng.law import wire
from zhicheng.law.assessment import Refused
from zhicheng.law.book import Book
from zhicheng.law.gates import ABOUT_WHO
from zhicheng.law.procedure import procedure
from zhicheng.law.stream import RECORDS


class CaseRow(TypedDict):
    id: int
    no: str
    state: str
    state_name: str
    state_name_en: str
    procedure: str
    violation: str
    violation_name: str
    violation_name_en: str
    party: str
    address: str
    area: str
    squad: str
    lead: str
    opened_at: datetime
    filed_on: date | None
    decided_on: date | None
    due_at: datetime | None
    due_name: str
    late: bool
    amount: int | None
    tier: str
    outcome: str
    outcome_name: str
    outcome_name_en: str
    ticket: str
    desk: str  # fmt: skip


class CasePage(TypedDict):
    cases: list[CaseRow]
    next: int | None


class CaseDesk(TypedDict):
    id: str
    name: str
    name_en: str
    count: int
    late: int
    cases: list[CaseRow]


class CaseMotion(TypedDict):
    """A step that waits for somebody's decision."""

    id: int
    case: str
    step: str
    step_name: str
    step_name_en: str
    article: str
    asked_by: str
    asked_at: datetime
    colleague: str
    note: str
    data: dict[str, Any]
    assigned: list[str]
    papers: list[int]
    waits_for: str
    state: str
    state_name: str
    reason: str
    mine: bool
    yours: bool  # waits for whoever asks


class CaseDesks(TypedDict):
    desks: list[CaseDesk]
    motions: list[CaseMotion]
    offices: list[str]


class CaseOfficer(TypedDict):
    member: int
    name: str
    certificate: str
    certificate_to: date | None
    lead: bool


class CasePlace(TypedDict):
    lng: float | None
    lat: float | None
    address: str


class CaseTicket(TypedDict):
    no: str
    state: str


class CaseEvent(TypedDict):
    seq: int
    at: datetime
    recorded_at: datetime
    step: str
    title: str
    title_en: str
    article: str
    who: list[str]
    entered_by: str
    said: str
    data: dict[str, Any]
    papers: list[str]
    digest: str


class CasePrior(TypedDict):
    no: str
    on: date
    outcome: str
    outcome_name: str
    outcome_name_en: str


class CaseRegister(TypedDict):
    """Earlier cases of the same party for the same act, within the look-back."""

    months: int
    spares: bool  # the published list of acts that may be spared has this one
    priors: list[CasePrior]


class CaseMay(TypedDict):
    """May the one who asks take this step himself, or ask for it; else why not."""

    step: str
    take: bool
    ask: bool
    why_not: str
    why_not_en: str


class CaseGap(TypedDict):
    """A step that officers took in front of somebody and that no picture or recording shows (INV-55). `minutes` to the nearest one."""

    code: str
    why: str  # what was written down about it; empty while nothing is
    step: str
    name: str
    name_en: str
    at: datetime
    minutes: int | None


class CaseFile(TypedDict):
    """One case whole. `assessment` is `zhicheng.law.wire`'s, the very answer that the services ask."""

    case: CaseRow
    party: dict[str, Any] | None
    given: dict[str, Any]
    facts_text: str
    place: CasePlace
    officers: list[CaseOfficer]
    me: int
    colleagues: list[CaseOfficer]
    ticket: CaseTicket | None
    assessment: dict[str, Any]
    may: list[CaseMay]
    timeline: list[CaseEvent]
    motions: list[CaseMotion]
    register: CaseRegister
    gaps: list[CaseGap]
    seq: int


class SimilarCase(TypedDict):
    no: str
    amount: int
    tier: str
    squad: str
    decided_on: date


class SimilarCases(TypedDict):
    """Amounts in fen."""

    cases: list[SimilarCase]
    least: int | None
    most: int | None
    median: int | None
    quartiles: list[int]


class SpreadRow(TypedDict):
    violation: str
    violation_name: str
    violation_name_en: str
    tier: str
    squad: str
    cases: int
    spared: int
    least: int | None
    most: int | None
    median: int | None


# Rows ------------------------------------------------------------------------------------------------------------------------


def rows(found: Sequence[Case], access: Access, at: datetime) -> list[CaseRow]:
    hands = queries.hands_of(list(found))
    known = people.colleagues({member for members in hands.values() for member, _ in members})
    names = {m: w.name for m, w in known.items()}
    books = {region: book_for(region) for region in {c.region for c in found}}
    return [_row(c, access, at, dict(hands[c.pk]), names, books[c.region]) for c in found]


def _row(
    c: Case, access: Access, at: datetime, hands: Mapping[int, bool], names: Mapping[int, str], book: Book
) -> CaseRow:
    state = procedure().states[c.state]
    zh, en = violation_name(c.violation, book)
    seen = queries.sees_party(c, access, hands)
    lead = next((names.get(m, "") for m, is_lead in hands.items() if is_lead), "")
    outcome = rules.OUTCOME_NAMES[c.outcome]
    return {
        "id": c.pk, "no": c.no, "state": c.state, "state_name": CASE.states[c.state], "state_name_en": state.en, "procedure": c.procedure,
        "violation": c.violation, "violation_name": zh, "violation_name_en": en, "party": c.party_name if seen else rules.masked(c.party_name),
        "address": c.address, "area": c.area, "squad": c.squad.name if c.squad else "", "lead": lead, "opened_at": c.opened_at,
        "filed_on": c.filed_on, "decided_on": c.decided_on, "due_at": c.due_at, "due_name": c.due_name,
        "late": rules.is_late(c.due_at, c.due_name, at), "amount": c.amount, "tier": c.tier, "outcome": c.outcome, "outcome_name": outcome[0],
        "outcome_name_en": outcome[1], "ticket": c.ticket.no if c.ticket_id and c.ticket else "", "desk": c.holder,
    }  # fmt: skip


def violation_name(violation: str, book: Book) -> tuple[str, str]:
    found = book.violations.get(violation)
    return (found.name, found.name_en) if found else (violation, violation)


def desk(one: queries.Desk, access: Access, at: datetime) -> CaseDesk:
    zh, en = queries.DESK_NAMES[one.id]
    return {
        "id": one.id,
        "name": zh,
        "name_en": en,
        "count": one.count,
        "late": one.late,
        "cases": rows(one.cases, access, at),
    }


def motion(m: Motion, access: Access) -> CaseMotion:
    step = procedure().steps.get(m.step) or RECORDS[m.step]
    return {
        "id": m.pk, "case": m.case.no, "step": m.step, "step_name": step.name.zh, "step_name_en": step.name.en, "article": step.article,
        "asked_by": m.asked_by.name, "asked_at": m.asked_at, "colleague": m.colleague.name if m.colleague else "", "note": m.note,
        "data": m.data, "papers": [p["id"] for p in m.papers], "assigned": _names(m.assigned),
        "waits_for": m.holder, "state": m.state, "state_name": MOTION.states[m.state],
        "reason": m.reason,
        "mine": m.asked_by_id == access.member_id, "yours": queries.decides(m, access),
    }  # fmt: skip


def _names(members: Sequence[int]) -> list[str]:
    """In their order; nobody is asked for nobody."""
    known = people.colleagues(members) if members else {}
    return [known[m].name for m in members if m in known]


# One case --------------------------------------------------------------------------------------------------------------------


def case_file(c: Case, access: Access, at: datetime) -> CaseFile:
    """Everything that its screen draws, from one reading of the stream."""
    sight = look(case=c, access=access, at=at)
    file, hands = sight.file, sight.hands
    found = file.assess(at)
    seen = queries.sees_party(c, access, hands)
    return {
        "case": rows([c], access, at)[0], "party": c.party if seen else None, "given": c.given, "facts_text": c.facts_text,
        "place": {"lng": None if c.lng_e7 is None else c.lng_e7 / 1e7, "lat": None if c.lat_e7 is None else c.lat_e7 / 1e7, "address": c.address},
        "officers": _officers(hands), "me": access.member_id, "colleagues": _colleagues(access),
        "ticket": {"no": c.ticket.no, "state": c.ticket.state} if c.ticket_id and c.ticket else None,
        "assessment": named(wire.assessment_out(found, file.book)), "may": [_may(c, a.step, access, at, sight) for a in found.allowed],
        "timeline": timeline(c), "motions": [motion(m, access) for m in queries.motions_of(c)],
        "register": _register(c, file.book), "gaps": gaps_of(c, file),
        "seq": c.seq,
    }  # fmt: skip


def _officers(hands: Mapping[int, bool]) -> list[CaseOfficer]:
    known = people.colleagues(hands)
    return [officer(known[m], lead=lead) for m, lead in hands.items() if m in known]


def officer(who: people.Colleague, *, lead: bool = False) -> CaseOfficer:
    best = max(who.certificates, key=lambda c: c.valid_to, default=None)
    return {
        "member": who.member_id, "name": who.name, "certificate": best.number if best else "", "certificate_to": best.valid_to if best else None,
        "lead": lead,
    }  # fmt: skip


def _colleagues(access: Access) -> list[CaseOfficer]:
    """Officers of the asker's own unit, for "who is there too" and for assigning."""
    unit = people.unit_of(access.member_id) if access.member_id else None
    return [officer(who) for who in people.officers_of(unit)] if unit else []


def _may(c: Case, step: str, access: Access, at: datetime, sight: Sight) -> CaseMay:
    """A step that the law allows somebody: may this one take it? Nothing has been said yet, so only who asks can stand against it."""
    who = decider(step)
    try:
        why = [r for r in check(case=c, act=Act(step), access=access, at=at, seen=sight) if r.rule in ABOUT_WHO]
        said = not_allowed(why).said if why else Phrase("", "")
        roles = any(r.rule == "ROLE" for r in why)
    except ZhichengError as error:
        return {"step": step, "take": False, "ask": False, "why_not": error.said.zh, "why_not_en": error.said.en}
    return {
        "step": step,
        "take": not why,
        "ask": bool(roles and who and access.member_id),
        "why_not": said.zh,
        "why_not_en": said.en,
    }


def timeline(c: Case) -> list[CaseEvent]:
    found = queries.timeline(c)
    members = {int(i.partition(":")[2]) for e in found for i in _ids(e) if i.startswith("member:")}
    names = {f"member:{m}": w.name for m, w in people.colleagues(members).items()}
    accounts = people.account_names({int(e.actor.partition(":")[2]) for e in found if e.actor.startswith("person:")})
    return [_event(e, names, accounts) for e in found]


def _ids(e: Event) -> list[str]:
    body = e.data
    return [*(a["id"] for a in body.get("actors", ())), body.get("entered_by", "")]


VOICES = {
    "party": "当事人", "cashier": "银行", "court": "人民法院", "reconsideration_authority": "复议机关", "government": "人民政府",
    "rule:cases@1": "系统",
}  # fmt: skip


def _event(e: Event, names: Mapping[str, str], accounts: Mapping[int, str]) -> CaseEvent:
    body, step = e.data, e.kind.partition(".")[2]
    known = procedure().steps.get(step) or RECORDS.get(step)
    who = [names.get(a["id"], VOICES.get(a["id"], a["id"])) for a in body.get("actors", ())]
    if not who and e.actor.startswith("person:"):
        who = [accounts.get(int(e.actor.partition(":")[2]), "")]
    return {
        "seq": e.seq, "at": e.happened_at, "recorded_at": e.recorded_at, "step": step, "title": KINDS[e.kind].zh, "title_en": KINDS[e.kind].en,
        "article": known.article if known else "", "who": who, "entered_by": names.get(body.get("entered_by", ""), ""), "said": body.get("said", ""),
        "data": body.get("data", {}), "papers": body.get("papers", []), "digest": bytes(e.digest).hex(),
    }  # fmt: skip


def gaps_of(c: Case, file: Dossier) -> list[CaseGap]:
    shots = [record.Shot(e.captured_at, from_e7(e.lng_e7), from_e7(e.lat_e7)) if e.lng_e7 is not None and e.lat_e7 is not None
             else record.Shot(e.captured_at) for e in evidence.recordings(f"case:{c.pk}")]  # fmt: skip
    place = place_of(c)
    around = footage.scenes(file, place)
    shown = footage.shown(around, footage.around(around))
    why = {e.data.about: e.data.ground for e in file.events if e.step == "gap_explained"}
    return [
        {
            "code": g.code, "why": why.get(g.code, ""), "step": g.step, "name": wire.step_name(g.step)[0], "name_en": wire.step_name(g.step)[1],
            "at": g.at,
            "minutes": None if g.nearest is None else round(g.nearest.total_seconds() / 60),
        }
        for g in record.gaps([(e.step, e.at) for e in file.events], shots, place=place)
        if (g.step, g.at) not in shown
    ]  # fmt: skip


def place_of(c: Case) -> tuple[float, float] | None:
    return (from_e7(c.lng_e7), from_e7(c.lat_e7)) if c.lng_e7 is not None and c.lat_e7 is not None else None


def _register(c: Case, book: Book) -> CaseRegister:
    found = register.priors(party_key=c.party_key, violation=c.violation, before=c.opened_at, book=book, but=c.pk)
    return {
        "months": book.settings.first_offence_months, "spares": c.violation in book.leniency,
        "priors": [
            {"no": p.no, "on": p.on, "outcome": p.outcome, "outcome_name": _outcome(p)[0], "outcome_name_en": _outcome(p)[1]}
            for p in found
        ],
    }  # fmt: skip


def _outcome(p: register.Prior) -> tuple[str, str]:
    return rules.OUTCOME_NAMES[p.outcome]


def named(answer: dict[str, Any]) -> dict[str, Any]:
    """The law knows ids; people read names."""
    refused = answer["refused"]
    texts = with_names(*(r[language] for r in refused for language in ("zh", "en")))
    for r, zh, en in zip(refused, texts[::2], texts[1::2], strict=True):
        r["zh"], r["en"] = zh, en
    return answer


def refusals(found: Sequence[Refused]) -> list[dict[str, Any]]:
    """Why a step may not be taken, with people's names."""
    refused: list[dict[str, Any]] = named({"refused": [wire.refused_out(r) for r in found]})["refused"]
    return refused


# Figures -----------------------------------------------------------------------------------------------------------


def similar(found: register.Similar) -> SimilarCases:
    return {
        "cases": [
            {"no": c.no, "amount": c.amount, "tier": c.tier, "squad": c.squad.name if c.squad else "", "decided_on": c.decided_on}
            for c in found.cases
            if c.amount is not None and c.decided_on is not None
        ],
        "least": found.least, "most": found.most, "median": found.median, "quartiles": list(found.quartiles),
    }  # fmt: skip


def spread(found: Sequence[register.Spread], book: Book) -> list[SpreadRow]:
    return [
        {
            "violation": s.violation, "violation_name": violation_name(s.violation, book)[0],
            "violation_name_en": violation_name(s.violation, book)[1],
            "tier": s.tier, "squad": s.squad, "cases": s.cases, "spared": s.spared, "least": s.least, "most": s.most, "median": s.median,
        }
        for s in found
    ]  # fmt: skip
