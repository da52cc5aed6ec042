"""Service and remedies (INV-70 to INV-74)."""

from __future__ import annotations

from zhicheng.law.invariants.case import Case, Refusal


def online_service_was_agreed(case: Case) -> Refusal | None:
    facts = case.facts
    if facts.served_online is None:
        return None
    agreed = facts.consent is None or facts.consent <= facts.served_online.date()
    if not facts.consent_absent and agreed:
        return None
    return Refusal("INV-70", "APL 61", "没有当事人签订的电子送达确认书，电子送达无效，请在七个工作日内改用其他方式。",
                   "Without a signed consent electronic service is void: serve another way within seven working days.")  # fmt: skip
