"""What counts as evidence (INV-50 to INV-55)."""

from __future__ import annotations

from zhicheng.law.facts import Facts
from zhicheng.law.invariants.case import Ask, Case, Refusal, preserved_until


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
    reviewed_late = facts.record_reviewed and facts.decision and facts.record_reviewed > facts.decision
    if facts.record_unreviewed or reviewed_late:
        found.append(("记录未经执法人员审核", "no officer has reviewed the record"))
    return found


def evidence_is_lawful(ask: Ask) -> Refusal | None:
    """What was obtained unlawfully is excluded, stays visible as excluded, and supports nothing."""
    bad = [i.id for i in ask.data.evidence if i.unlawful or i.id in ask.standing.excluded]
    if not bad:
        return None
    return Refusal(
        "INV-51",
        "APL 46",
        f"证据 {'、'.join(bad)} 以非法手段取得，已排除，不得作为认定事实的根据。",
        f"Evidence {', '.join(bad)} was obtained unlawfully and is excluded.",
    )


def nothing_is_back_dated(ask: Ask) -> Refusal | None:
    """The file only grows: an event is not earlier than the last one."""
    last = ask.standing.at
    if last is None or ask.event.at >= last:
        return None
    return Refusal(
        "INV-52",
        "ESL 5",
        f"事件时间 {ask.event.at:%Y-%m-%d %H:%M} 早于案卷最后一项 {last:%Y-%m-%d %H:%M}，不得倒签。",
        f"The event of {ask.event.at:%Y-%m-%d %H:%M} is earlier than the file's last entry of {last:%Y-%m-%d %H:%M}.",
    )


def evidence_is_not_later_than_the_decision(ask: Ask) -> Refusal | None:
    """No evidence from after the decision supports it: neither cited in it nor added to its file."""
    decided = ask.standing.decided or (ask.day if ask.event.step in ("T10", "T42") else None)
    if decided is None:
        return None
    late = [i.id for i in ask.data.evidence if (i.taken or ask.day) > decided]
    if not late:
        return None
    return Refusal(
        "INV-53",
        "ALLEVID 60",
        f"证据 {'、'.join(late)} 在决定（{decided}）之后收集，不得用以证明决定。",
        f"Evidence {', '.join(late)} was gathered after the decision of {decided} and cannot support it.",
    )


def preserved_evidence_is_dealt_with(ask: Ask) -> Refusal | None:
    """Seven working days; after them the investigation does not end before a decision on it, or its release."""
    until = preserved_until(ask)
    if until is None or (ask.day <= until.on and ask.event.step != "T90"):
        return None
    return Refusal(
        "INV-54",
        "APL 56",
        f"先行登记保存的证据应在 {until.on} 前作出处理决定，尚未处理。",
        f"The preserved evidence had to be dealt with by {until.on}; it still is not.",
    )


def whole_process_is_on_record(ask: Ask) -> Refusal | None:
    """Start, evidence, review, decision, service, execution: each with a text or a video."""
    if not ask.data.lacking:
        return None
    zh, en = "、".join(ask.data.lacking), ", ".join(ask.data.lacking)
    return Refusal("INV-55", "APL 47", f"缺少全过程记录：{zh}。", f"The whole-process record lacks: {en}.")


def nothing_is_preserved_yet(ask: Ask) -> Refusal | None:
    """A second list joins the first; what is on it is dealt with together."""
    if ask.standing.preserved is None:
        return None
    return Refusal(
        "INV-54",
        "APL 56",
        "已有先行登记保存的证据尚未处理。",
        "Evidence is preserved already and not dealt with.",
    )


def something_is_preserved(ask: Ask) -> Refusal | None:
    if ask.standing.preserved is not None:
        return None
    return Refusal("INV-54", "APL 56", "没有先行登记保存的证据。", "No evidence is preserved.")
