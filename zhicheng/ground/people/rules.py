"""Who counts, who may: pure functions over facts."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from zhicheng.kernel.phrases import Phrase, joined
from zhicheng.kernel.verdict import Reason

TWO_OFFICERS = Phrase("APL 42 / INV-01", "APL 42 / INV-01")
ONLY_PERSUADE = Phrase(
    "：只能先行劝导、取证，立案查处须增派",
    ": they may persuade and secure evidence; for a case more officers are needed",
)
ROLE_NAMES = {
    "collector": Phrase("信息采集员", "collector"), "acceptor": Phrase("受理员", "acceptor"), "shift_leader": Phrase("值班长", "shift leader"),
    "dispatcher": Phrase("派遣员", "dispatcher"), "department": Phrase("专业部门", "department"), "handler": Phrase("处置人员", "handler"),
    "supervisor": Phrase("督办", "supervisor"), "manager": Phrase("管理者", "manager"), "member": Phrase("外勤人员", "field staff"),
    "squad_head": Phrase("办案机构负责人", "squad head"), "legal_reviewer": Phrase("法制审核人员", "legal reviewer"),
    "head": Phrase("行政机关负责人", "head of the agency"), "hearing_host": Phrase("听证主持人", "hearing host"),
    "archivist": Phrase("内勤档案员", "case clerk"),
    "engineer": Phrase("设备运维员", "device engineer"),
    "street": Phrase("街道办", "street office"), "liaison": Phrase("社区联络员", "community liaison"),
    "ai": Phrase("智能感知服务账号", "perception service"), "admin": Phrase("系统管理员", "administrator"),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class CertificateFacts:
    number: str
    area: str
    valid_from: date
    valid_to: date


@dataclass(frozen=True, slots=True)
class MemberFacts:
    name: str
    kind: str
    certificates: tuple[CertificateFacts, ...]


def is_certified(member: MemberFacts, *, on: date, area: str) -> bool:
    """An officer with a certificate valid on that day for that place; assistants never (APL 42, INV-01)."""
    return member.kind == "officer" and any(
        c.valid_from <= on <= c.valid_to and area.startswith(c.area) for c in member.certificates
    )


def has_two_certified(members: Sequence[MemberFacts], *, on: date, area: str) -> Reason:
    """Two different officers with valid certificates, or a sentence why not."""
    valid = [m.name for m in members if is_certified(m, on=on, area=area)]
    if len(set(valid)) >= 2:
        two = "、".join(sorted(set(valid))[:2])
        return Reason(True, TWO_OFFICERS, Phrase(f"{two} 持有效执法证", f"{two} hold valid certificates"))
    assistants = sum(1 for m in members if m.kind == "assistant")
    expired = [m.name for m in members if m.kind == "officer" and m.name not in valid]
    parts = [Phrase(f"有效执法证只有 {len(set(valid))} 本", f"Valid certificates: {len(set(valid))}")]
    if expired:
        who = "、".join(expired)
        parts.append(
            Phrase(f"{who} 的证件在 {on} 或该辖区无效", f"that of {who} does not hold on {on} or in this area")
        )
    if assistants:
        parts.append(Phrase("协管员不计入", "assistants do not count"))
    return Reason(False, TWO_OFFICERS, joined(parts, end=ONLY_PERSUADE))


@dataclass(frozen=True, slots=True)
class RoleFacts:
    role: str
    area: str


def covers(grants: Sequence[RoleFacts], roles: frozenset[str], area: str) -> bool:
    """Does one of the grants give one of these roles in this area (code prefix)?"""
    return any(g.role in roles and area.startswith(g.area) for g in grants)


SECOND_FACTORS = frozenset({"totp", "webauthn", "recovery_codes"})


def is_second_factor(step: Mapping[str, Any], kept: Collection[tuple[str, int]]) -> bool:
    """Does this step of signing in count as the second factor? `kept` are (kind, id) of what the account has now.

    A removed app or passkey takes along what it opened; new recovery codes replace the old ones, so only their kind counts.
    """
    kind = step.get("type")
    if step.get("method") != "mfa" or kind not in SECOND_FACTORS or step.get("passwordless"):
        return False
    if kind == "recovery_codes":
        return any(k == kind for k, _ in kept)
    return (kind, step.get("id")) in kept


def may_reset(keeper: int, subject: int, *, subject_keeps: bool, appoints: bool) -> Reason:
    """May this keeper take away what lets that account in? Never his own, and never that of somebody who may more than he."""
    if keeper == subject:
        return Reason(False, OTHERS_ONLY, NOT_HIS_OWN)
    return Reason(appoints or not subject_keeps, OTHERS_ONLY, NOT_ABOVE_HIM)


def may_confirm(keeper: int, asked_by: int) -> Reason:
    """Four eyes: who asked for a reset does not confirm it."""
    return Reason(keeper != asked_by, OTHERS_ONLY, SECOND_KEEPER)


OTHERS_ONLY = Phrase("双人复核", "Four eyes")
NOT_HIS_OWN = Phrase(
    "不能重置自己的登录凭据，请找另一位管理者。",
    "Nobody resets what lets himself in; ask another keeper.",
)
NOT_ABOVE_HIM = Phrase(
    "管理者和系统管理员的登录凭据只能由系统管理员处理。",
    "Only an administrator resets what lets a manager or an administrator in.",
)
SECOND_KEEPER = Phrase(
    "申请是您提的，要由另一位管理者复核。",
    "You asked for this reset yourself: another keeper has to confirm it.",
)


def count_moved_on(kept: int, told: int) -> bool:
    """A key that counts must count up; one that never counts always says 0 (WebAuthn §7.2, step 22). Else it was copied."""
    return told > kept or told == kept == 0
