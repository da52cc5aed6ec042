"""Who counts, who may: pure functions over facts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from zhicheng.kernel.verdict import Reason


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
        return Reason(True, "APL 42 / INV-01", f"{'、'.join(sorted(set(valid))[:2])} 持有效执法证")
    assistants = sum(1 for m in members if m.kind == "assistant")
    expired = [m.name for m in members if m.kind == "officer" and m.name not in valid]
    parts = [f"有效执法证只有 {len(set(valid))} 本"]
    if expired:
        parts.append(f"{'、'.join(expired)} 的证件在 {on} 或该辖区无效")
    if assistants:
        parts.append("协管员不计入")
    return Reason(False, "APL 42 / INV-01", "；".join(parts) + "：只能先行劝导、取证，立案查处须增派")


@dataclass(frozen=True, slots=True)
class RoleFacts:
    role: str
    area: str


def covers(grants: Sequence[RoleFacts], roles: frozenset[str], area: str) -> bool:
    """Does one of the grants give one of these roles in this area (code prefix)?"""
    return any(g.role in roles and area.startswith(g.area) for g in grants)
