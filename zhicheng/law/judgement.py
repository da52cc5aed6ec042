"""What the law makes of a proposal: procedure, stage, range, what is refused and why, which day each period ends, which papers are due."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from zhicheng.law.amounts import Range, surcharge
from zhicheng.law.basis import basis_of
from zhicheng.law.book import Book
from zhicheng.law.contradictions import contradictions
from zhicheng.law.facts import Facts
from zhicheng.law.invariants import (
    Case,
    Refusal,
    earliest_hearing,
    hearing_request_until,
    leniency_of,
    limitation_of,
    refusals,
)
from zhicheng.law.periods import Deadline, deadline

SIMPLE, ORDINARY, OFFSITE = "simple", "ordinary", "ordinary (off-site)"
# What each procedure itself stands on; after an on-the-spot decision reconsideration comes first (ARL 23).
PROCEDURE_ARTICLES = {
    SIMPLE: ("APL 51", "APL 52", "ARL 23"),
    ORDINARY: ("APL 54", "APL 57", "APL 59"),
    OFFSITE: ("APL 41", "APL 57", "APL 59", "ARL 32"),
}

# The closed list of deadline names: what each is the last (or first) day of.
DEADLINES = {
    "cash_to_agency": "cash taken on the spot is at the agency (APL 71)",
    "bank_if_handed_in_DATE": "and, handed in on DATE, at the bank (APL 71)",
    "payment_due": "the party pays (APL 67)",
    "payment_if_not_collected": "the same for a fine that was to be collected on the spot",
    "reconsideration_last_day": "the party asks for reconsideration (ARL 20)",
    "suit_last_day": "the party sues (ALL 46); not after an on-the-spot decision, where reconsideration comes first (ARL 23)",
    "decision_last_day_legal": "ninety days from filing; an agency's duty never rolls (APL 60)",
    "decision_last_day_operational": "the last working day on or before it",
    "statement_until": "statement and defence; no statute sets the length, the city does",
    "request_until": "the party asks for a hearing (APL 64)",
    "earliest_hearing": "first day on which the hearing may be held: seven clear working days after its notice (APL 64)",
    "service_last_day": "the decision is served (APL 61)",
    "limitation_last_day": "the act is discovered (APL 36); also as `last_day`",
    "head_decides_by": "the head decides on a criminal referral (referral regulation 5)",
    "send_by": "the case is sent to the police; a moment",
    "withdraw_publication_by": "a revoked decision leaves the web (APL 48)",
}


@dataclass(frozen=True, slots=True)
class Judgement:
    """The answer. Amounts in fen. `tier` is the tier of the proposed amount; `leniency` what the published list offers."""

    procedure: str
    stage: str
    article: str
    range: Range | None
    tier: str
    light: Range | None
    allowed: bool
    refused: tuple[Refusal, ...]
    deadlines: tuple[Deadline, ...]
    documents: tuple[str, ...]
    measures: tuple[str, ...]
    hearing_right: bool
    leniency: str
    surcharge: tuple[int, int] | None
    articles: tuple[str, ...]


def judge(facts: Facts, book: Book) -> Judgement:
    """The same for every caller: screen, service, command, phone."""
    case = Case(facts, book, basis_of(facts, book))
    unclear = (Refusal("FACTS", "APL 40", w.zh, w.en) for w in contradictions(facts))
    refused = (*unclear, *refusals(case))
    procedure = procedure_of(case)
    dates = deadlines_of(case, procedure)
    late = _surcharge(case, dates)
    return Judgement(
        procedure=procedure,
        stage=case.basis.stage.pre if case.basis else "",
        article=case.basis.article if case.basis else "",
        range=case.range,
        tier=_tier(case),
        light=book.settings.tiers.tier("light", case.range) if case.range else None,
        allowed=not refused,
        refused=refused,
        deadlines=dates,
        documents=documents_of(case, procedure, refused),
        measures=tuple(m for m in case.basis.stage.measures if not m.startswith("责令")) if case.basis else (),
        hearing_right=case.has_hearing_right,
        leniency=leniency_of(case) or "",
        surcharge=late,
        articles=_articles(case, procedure, refused, dates),
    )


def procedure_of(case: Case) -> str:
    """Off-site when a device fixed the facts; simple when all of APL 51 fits and no notice of an ordinary case was served."""
    facts = case.facts
    if facts.device is not None or facts.captures:
        return OFFSITE
    if not facts.violations:
        return ""
    return SIMPLE if case.is_simple else ORDINARY


def _tier(case: Case) -> str:
    facts, whole = case.facts, case.range
    if facts.is_minor:
        return "light or mitigated"
    if facts.amount is None or whole is None:
        return ""
    return case.book.settings.tiers.name_of(facts.amount, whole)


def deadlines_of(case: Case, procedure: str) -> tuple[Deadline, ...]:
    """Every period that these facts have started, each with how it was counted."""
    facts = case.facts
    found: list[Deadline | None] = [*_before_the_decision(case), *_hearing(case), *_on_the_spot(case, procedure)]
    found += [
        _ends(case, "head_decides_by", "referral_decide", facts.referral_reported),
        _ends(case, "send_by", "referral_send", facts.referral_approved),
        _ends(case, "withdraw_publication_by", "publication_withdraw", facts.revoked),
    ]
    served = _served(facts, procedure)
    if served is not None:
        name = "payment_if_not_collected" if facts.collected_on_spot else "payment_due"
        found += [
            _ends(case, name, "payment", served),
            _ends(case, "reconsideration_last_day", "reconsideration", served),
        ]
        if procedure != SIMPLE:
            found.append(_ends(case, "suit_last_day", "suit_direct", served))
    return tuple(d for d in found if d is not None)


def _ends(case: Case, name: str, period: str, start: date | datetime | None) -> Deadline | None:
    return None if start is None else deadline(name, case.book.period(period), start, case.book.calendar)


def _served(facts: Facts, procedure: str) -> date | None:
    """The day the decision reached the party; an on-the-spot decision is handed over on the spot."""
    if (
        facts.served_online
        and not facts.consent_absent
        and (facts.consent or facts.served_online.date()) <= facts.served_online.date()
    ):
        return facts.served_online.date()
    if facts.served:
        return facts.served
    return facts.act.date() if procedure == SIMPLE and facts.act and facts.amount else None


def _before_the_decision(case: Case) -> list[Deadline | None]:
    facts = case.facts
    decide = _ends(case, "decision_last_day_legal", "decision_after_filing", facts.filed)
    dates = [
        decide,
        None if decide is None else _named(decide, "decision_last_day_operational", decide.operational),
        case.statement_until,
        _ends(case, "service_last_day", "service_after_decision", facts.decision),
    ]
    return dates if facts.discovered is None else [*dates, limitation_of(case)]


def _named(of: Deadline, name: str, on: date) -> Deadline:
    return Deadline(name, on, on, of.period, of.start, of.counted, of.on if on != of.on else None, None, of.provisional)


def _hearing(case: Case) -> list[Deadline | None]:
    facts = case.facts
    asked = hearing_request_until(case) if case.has_hearing_right else None
    if facts.hearing_notice is None:
        return [asked]
    first = earliest_hearing(case, facts.hearing_notice)
    period = case.book.period("hearing_notice_ahead")
    return [asked, Deadline("earliest_hearing", first, first, period, facts.hearing_notice)]


def _on_the_spot(case: Case, procedure: str) -> list[Deadline | None]:
    """Cash: to the agency in two working days, to the bank in two more (APL 71)."""
    facts = case.facts
    if not facts.collected_on_spot or facts.day_of_act is None:
        return []
    handed_in = _ends(case, "cash_to_agency", "cash_officer_to_agency", facts.day_of_act)
    if handed_in is None:
        return []
    return [handed_in, _ends(case, f"bank_if_handed_in_{handed_in.on}", "cash_agency_to_bank", handed_in.on)]


def _surcharge(case: Case, dates: tuple[Deadline, ...]) -> tuple[int, int] | None:
    facts = case.facts
    due = next((d.on for d in dates if d.name == "payment_due"), None)
    if due is None or facts.paid is None or facts.amount is None:
        return None
    return surcharge(facts.amount, due, facts.paid)


def documents_of(case: Case, procedure: str, refused: tuple[Refusal, ...]) -> tuple[str, ...]:
    """Codes of the papers that this proposal needs, in the order in which they are made."""
    facts, why = case.facts, {r.rule for r in refused}
    if "INV-44" in why:
        return ("D02",)
    if ("INV-40" in why and facts.is_under_penalty_age) or "INV-41" in why:
        return ("D31", "D92")
    if facts.crime_suspected:
        return ("D35", *(("D73",) if facts.revoked else ()))
    if not facts.violations or case.basis is None:
        return ()
    if case.basis.stage.pre == "order_ignored" and facts.was_corrected:
        return ("D30", "D32")  # nothing to penalise: the article fines only who ignores the order
    if procedure == SIMPLE:
        return ("D30", "D20", "D10", "D11", *(("D12",) if facts.collected_on_spot or facts.paid else ()))
    return tuple(_ordinary_papers(facts))


def _ordinary_papers(facts: Facts) -> list[str]:
    papers = ["D01", "D04", "D20", "D22", "D30", "D33", "D36", "D37"]
    if facts.hearing_requested is not None:
        papers += ["D38", "D39", "D42"]
    if facts.major:
        papers += ["D42", "D43"]
    papers += ["D44", "D45", "D50"]
    if facts.served_online:
        papers.append("D51")
    if facts.paid:
        papers.append("D12")
    return list(dict.fromkeys(papers))


def _articles(case: Case, procedure: str, refused: tuple[Refusal, ...], dates: tuple[Deadline, ...]) -> tuple[str, ...]:
    """What the answer stands on: the penalty's article, those that forbid the act, the periods', the refusals'."""
    own = (case.basis.article, *case.basis.violation.prohibits) if case.basis else ()
    how = PROCEDURE_ARTICLES.get(procedure, ())
    cash = ("APL 68", "APL 70") if case.facts.collected_on_spot else ()
    periods = (d.period.article for d in dates if d.period.article)
    return tuple(dict.fromkeys([*own, *how, *cash, *periods, *(r.article for r in refused)]))


def surcharge_table(fine: int, due: date, days: int = 60) -> list[tuple[date, int, int]]:
    """(paid on, days late, fen) for each day from the due day on."""
    return [(due + timedelta(days=n), *surcharge(fine, due, due + timedelta(days=n))) for n in range(days + 1)]
