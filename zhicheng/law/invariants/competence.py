"""Who may act, and on what (INV-01 to INV-05)."""

from __future__ import annotations

from zhicheng.law.invariants.case import Case, Refusal


def officers_are_two(case: Case) -> Refusal | None:
    if case.facts.officers >= 2:
        return None
    return Refusal("INV-01", "APL 42", f"执法人员不得少于两人，现有 {case.facts.officers} 人；协管员不计入。",
                   f"Two officers with valid certificates are needed, there are {case.facts.officers}; assistants never count.")  # fmt: skip


def act_is_on_the_power_list(case: Case) -> Refusal | None:
    if case.facts.power_listed:
        return None
    return Refusal("INV-04", "APL 17", "该违法行为不在本机关公布的权责清单内，不得立案处罚。",
                   "The act is not on this agency's published power list, so it may not be filed.")  # fmt: skip
