"""How an agency behaves (INV-80 to INV-89), as far as a single case shows it."""

from __future__ import annotations

from zhicheng.law.invariants.case import Ask, Case, Refusal


def a_person_decides(ask: Ask) -> Refusal | None:
    """The machine proposes; what is decided by machines alone is not decided (PIPL 24)."""
    people = ask.event.actors
    if people is None or any(not a.is_machine for a in people):
        return None
    return Refusal(
        "INV-81",
        "PIPL 24",
        "不得仅由自动化系统作出决定，须由执法人员决定。",
        "A machine alone does not decide; a person has to.",
    )


def crime_is_referred(case: Case) -> Refusal | None:
    if not case.facts.crime_suspected:
        return None
    return Refusal(
        "INV-86",
        "APL 8",
        "涉嫌犯罪的应当移送司法机关，不得以行政处罚代替刑事处罚。",
        "A suspected crime is referred; a penalty may not replace it.",
    )


def a_crime_is_suspected(ask: Ask) -> Refusal | None:
    if ask.facts.crime_suspected:
        return None
    return Refusal(
        "INV-86",
        "APL 27",
        "没有涉嫌犯罪的记载，不得移送司法机关。",
        "No crime is suspected on file; nothing is referred to the police.",
    )


def change_of_custody_is_signed(ask: Ask) -> Refusal | None:
    if ask.data.signed >= 2:
        return None
    return Refusal(
        "INV-88",
        "APL 74",
        "涉案财物交接须由交接双方签字。",
        "Goods change hands with the signatures of both sides.",
    )


def act_is_unlawful_here(case: Case) -> Refusal | None:
    """Inside a designated place and its hours selling is lawful: never a case."""
    if not case.facts.lawful_here:
        return None
    return Refusal(
        "INV-89",
        "NOLIC 3",
        "在政府指定的场所和时间内经营，不违法，不得立案。",
        "Selling in a designated place and hour is lawful; it never becomes a case.",
    )
