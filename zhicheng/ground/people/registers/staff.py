"""The register of people: posts, certificates, who may appoint whom."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from functools import cached_property

from zhicheng.ground.people.models import Account, Certificate, Grant, Member
from zhicheng.ground.people.registers.register import Flaw, Known, Register, no_unit, units_by_name
from zhicheng.ground.people.registers.scope import EVERYWHERE, Scope
from zhicheng.ground.people.sheets import MEMBERS, StaffRow, roles_text
from zhicheng.kernel.phrases import Phrase

APPOINTED = frozenset({"manager", "admin", "ai"})  # roles that only an administrator gives


class Staff(Register[StaffRow]):
    """人员: recognised by staff number."""

    name = "staff"
    key_title = "工号"

    def __init__(self, scope: Scope = EVERYWHERE) -> None:
        super().__init__(scope)
        self.units = units_by_name()
        self.papers = dict(Certificate.objects.values_list("number", "member__number"))
        found = Account.objects.values_list("username", "member", "member__number")
        self.logins = {name: (member, number) for name, member, number in found}

    def key(self, row: StaffRow) -> str:
        return row.number

    def label(self, row: StaffRow) -> str:
        return f"{row.number} {row.name}"

    def area(self, row: StaffRow) -> str:
        unit = self.units.get(row.organisation)
        return unit.area if unit else self.scope.areas[0]  # an unknown unit is told as that

    def facts(self, row: StaffRow) -> dict[str, str]:
        return {
            "姓名": row.name, "单位": row.organisation, "人员类别": MEMBERS[row.kind], "手机号": row.phone, "角色": roles_text(sorted(row.roles)),
            "用途": row.purpose if row.roles else "", "执法证号": row.certificate, "证件辖区": row.certificate_area,
            "证件有效期起": row.valid_from.isoformat() if row.valid_from else "", "证件有效期止": row.valid_to.isoformat() if row.valid_to else "",
            "在职": "是" if row.active else "否",
        }  # fmt: skip

    def load(self) -> dict[str, Known]:
        rows = staff_rows(Member.objects.exclude(number=None).select_related("organisation", "account"))
        return {row.number: Known(member, member.organisation.area, self.facts(row)) for member, row in rows}

    def check(self, row: StaffRow, rows: Sequence[StaffRow]) -> Iterator[Flaw]:
        wrong = no_unit(row.organisation, self.units)
        if wrong and (row.active or row.organisation not in self.units):  # who has left may have left a dissolved unit
            yield "单位", wrong
        if row.certificate and row.kind != "officer":
            yield (
                "执法证号",
                Phrase(
                    f"{MEMBERS[row.kind]}不能持执法证：只有执法队员计入执法人员（行政处罚法第四十二条）。",
                    f"A {row.kind} cannot hold a certificate: only officers count as such (APL art. 42).",
                ),
            )
        if row.certificate and self.papers.get(row.certificate, row.number) != row.number:
            yield (
                "执法证号",
                Phrase(
                    f"证号 {row.certificate} 已是工号 {self.papers[row.certificate]} 的。",
                    f"Certificate {row.certificate} is already that of {self.papers[row.certificate]}.",
                ),
            )
        if row.certificate and any(r.certificate == row.certificate and r.number != row.number for r in rows):
            yield (
                "执法证号",
                Phrase(
                    f"证号 {row.certificate} 在表里出现多次，一证一人。",
                    f"Certificate {row.certificate} stands in several rows; it belongs to one person.",
                ),
            )
        if row.roles and self._is_anothers(row.number):
            yield (
                "工号",
                Phrase(
                    f"登录名 {row.number} 已被别的账号使用，请换一个工号。",
                    f"The log-in name {row.number} is another account's; choose another staff number.",
                ),
            )
        yield from self._appointments(row)

    def _is_anothers(self, number: str) -> bool:
        """Is the log-in of this name somebody else's? One that nobody has yet (a first administrator's, a machine's) is given away
        only by who may appoint: with it come its password and its factors."""
        if number not in self.logins:
            return False
        member, kept = self.logins[number]
        return kept != number if member else not self.scope.appoints

    def _appointments(self, row: StaffRow) -> Iterator[Flaw]:
        """Giving and taking are one right: who may not appoint somebody may not dismiss him either."""
        had = self.roles_now.get(row.number, frozenset())
        moved = sorted(had.symmetric_difference(row.roles))
        for area in dict.fromkeys(area for _, area in moved if not self.scope.holds(area)):
            yield (
                "角色",
                Phrase(
                    f"角色的辖区「{area or '全市'}」超出您管理的辖区。",
                    f"The role's area “{area or 'whole city'}” goes beyond the areas that you manage.",
                ),
            )
        if self.scope.appoints:
            return
        if any(role in APPOINTED for role, _ in moved):
            yield (
                "角色",
                Phrase(
                    "管理者、系统管理员和智能感知服务账号只能由系统管理员授权和撤销。",
                    "Only an administrator appoints and dismisses managers, administrators and the sensing service's account.",
                ),
            )
        known = self.known.get(row.number)
        if not row.active and known and known.thing.active and any(role in APPOINTED for role, _ in had):
            yield (
                "在职",
                Phrase(
                    "管理者和系统管理员离职只能由系统管理员办理。",
                    "Only an administrator closes the account of a manager or an administrator.",
                ),
            )

    @cached_property
    def roles_now(self) -> dict[str, frozenset[tuple[str, str]]]:
        """Staff number → the roles that this person has."""
        found = Grant.objects.filter(account__member__number__isnull=False)
        out: dict[str, set[tuple[str, str]]] = defaultdict(set)
        for number, role, area in found.values_list("account__member__number", "role", "area"):
            out[number or ""].add((role, area))
        return {number: frozenset(roles) for number, roles in out.items()}


def masked(phone: str) -> str:
    """Enough to recognise, too little to call (PIPL 6)."""
    return f"…{phone[-4:]}" if len(phone) > 4 else phone


def staff_rows(members: Iterable[Member]) -> list[tuple[Member, StaffRow]]:
    """Members as the rows of their sheet; three queries whatever the number."""
    people = list(members)
    grants: dict[int, list[Grant]] = defaultdict(list)
    for grant in Grant.objects.filter(account_id__in={m.account_id for m in people if m.account_id}):
        grants[grant.account_id].append(grant)
    papers = {
        c.member_id: c for c in Certificate.objects.filter(member_id__in={m.pk for m in people}).order_by("valid_to")
    }
    return [(m, _staff_row(m, grants[m.account_id or 0], papers.get(m.pk))) for m in people]


def _staff_row(member: Member, grants: Sequence[Grant], paper: Certificate | None) -> StaffRow:
    """The certificate that runs longest stands for the others."""
    return StaffRow(
        member.number or "", member.name, member.organisation.name, member.kind, member.phone,
        tuple(sorted((g.role, g.area) for g in grants)), grants[0].purpose if grants else "",
        paper.number if paper else "", paper.area if paper else "", paper.valid_from if paper else None,
        paper.valid_to if paper else None, member.active,
    )  # fmt: skip


def certificate_lamp(valid_to: date | None, *, on: date) -> tuple[int | None, str]:
    """(days left, lamp): red when it is over or ends within 30 days, yellow within 90, else green; no certificate is grey."""
    if valid_to is None:
        return None, "grey"
    left = (valid_to - on).days
    return left, "red" if left < 30 else "yellow" if left < 90 else "green"


def visible_staff(scope: Scope) -> list[tuple[Member, StaffRow]]:
    """People of the units in scope, also those who have left."""
    rows = staff_rows(
        Member.objects.select_related("organisation", "account").order_by("organisation__name", "number", "id")
    )
    return [(m, row) for m, row in rows if scope.holds(m.organisation.area)]
