"""What counts as evidence (INV-50 to INV-55)."""

from __future__ import annotations

from zhicheng.law.facts import Facts
from zhicheng.law.invariants.case import Case, Refusal


def record_is_evidence(case: Case) -> Refusal | None:
    """A camera's record counts only when device, place and review are in order (APL 41)."""
    facts = case.facts
    if facts.device is None and not facts.record_unreviewed:
        return None
    missing = _missing_of_device(facts)
    if not missing:
        return None
    return Refusal("INV-50", "APL 41", f"电子监控记录不得作为证据，只作线索：{'、'.join(m[0] for m in missing)}。",
                   f"The camera's record is a lead only, no evidence: {', '.join(m[1] for m in missing)}.")  # fmt: skip


def _missing_of_device(facts: Facts) -> list[tuple[str, str]]:
    device, day = facts.device, facts.captures[0].date() if facts.captures else None
    found: list[tuple[str, str]] = []
    if device is not None:
        published = device.location_published
        checks = (
            (device.legal_basis is False, "没有法律、行政法规依据", "no law allows monitoring for this act"),
            (device.legal_review is False, "未经法制审核", "no legal review of the device"),
            (device.technical_review is False, "未经技术审核", "no technical review of the device"),
            (device.sign is False, "没有明显标志", "no sign"),
            (device.location_unpublished or (published is not None and day is not None and published >= day),
             "采集前未公布设置地点", "the location was not published before the capture"),
            (device.calibration_valid_to is not None and day is not None and device.calibration_valid_to < day,
             "检定已过期", "the calibration had expired"),
        )  # fmt: skip
        found = [(zh, en) for bad, zh, en in checks if bad]
    if facts.record_unreviewed:
        found.append(("记录未经执法人员审核", "no officer has reviewed the record"))
    return found
