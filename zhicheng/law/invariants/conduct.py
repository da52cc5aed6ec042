"""How an agency behaves (INV-80 to INV-89)."""

from __future__ import annotations

from zhicheng.law.invariants.case import Case, Refusal


def crime_is_referred(case: Case) -> Refusal | None:
    if not case.facts.crime_suspected:
        return None
    return Refusal("INV-86", "APL 8", "涉嫌犯罪的应当移送司法机关，不得以行政处罚代替刑事处罚。",
                   "A suspected crime is referred; a penalty may not replace it.")  # fmt: skip
