"""What a sheet would make of the four registers (units, people, crews, responsibilities): compared before anything is written.

`Scope` is how far somebody may change them: a manager of one district neither sees nor touches another district's.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import Any, Generic

from zhicheng.ground.people.models import Account, Certificate, Crew, Grant, Member, Organisation, Responsibility
from zhicheng.ground.people.queries import Access
from zhicheng.ground.people.sheets import (
    CREWS,
    MEMBERS,
    MODES,
    ORGANISATIONS,
    CrewRow,
    DutyRow,
    OrganisationRow,
    R,
    StaffRow,
    matter_text,
    roles_text,
)
from zhicheng.infra.changes import Change, compare
from zhicheng.kernel.errors import Wrong
from zhicheng.kernel.hours import hours_text
from zhicheng.kernel.phrases import Phrase

KEEPERS = ("manager", "admin")  # who may keep the registers
Flaw = tuple[str, Phrase]  # column, reason
APPOINTED = frozenset({"manager", "admin", "ai"})  # roles that only an administrator gives


@dataclass(frozen=True, slots=True)
class Scope:
    """Area prefixes in which somebody may keep the registers ("" = the whole city), and whether he may appoint managers."""

    areas: tuple[str, ...] = ("",)
    appoints: bool = True

    def holds(self, area: str) -> bool:
        return any(area.startswith(a) for a in self.areas)


EVERYWHERE = Scope()


def scope_of(access: Access) -> Scope:
    """From his grants as manager or administrator; Refused without any."""
    access.require(KEEPERS, what=Phrase("管理机构、人员与规则", "manage units, people and rules"))
    keeps = [g for g in access.grants if g.role in KEEPERS]
    return Scope(tuple(sorted({g.area for g in keeps}, key=len)), any(g.role == "admin" for g in keeps))


@dataclass(frozen=True, slots=True)
class Known:
    """One thing as it is now, with its fields as its sheet would show them."""

    thing: Any
    area: str
    facts: Mapping[str, str]


@dataclass
class Plan(Generic[R]):
    """What the rows would change, and which rows are wrong."""

    changes: list[Change] = field(default_factory=list)
    wrong: list[Wrong] = field(default_factory=list)
    todo: list[tuple[R, Any]] = field(default_factory=list)  # (row, what is there already or None)
    gone: list[Any] = field(default_factory=list)


class Register(ABC, Generic[R]):
    """One register: how its rows are recognised, compared and checked."""

    name = ""
    key_title = ""
    whole = False  # the sheet is the whole register: what is not in it goes

    def __init__(self, scope: Scope = EVERYWHERE) -> None:
        self.scope = scope

    @abstractmethod
    def key(self, row: R) -> str: ...

    @abstractmethod
    def area(self, row: R) -> str: ...

    @abstractmethod
    def facts(self, row: R) -> dict[str, str]: ...

    @abstractmethod
    def load(self) -> dict[str, Known]: ...

    @abstractmethod
    def check(self, row: R, rows: Sequence[R]) -> Iterator[Flaw]:
        """What is wrong with a row beyond its form."""

    @cached_property
    def known(self) -> dict[str, Known]:
        return self.load()

    def find(self, row: R) -> Known | None:
        return self.known.get(self.key(row))

    def label(self, row: R) -> str:
        return self.key(row)

    def plan(self, rows: Sequence[R]) -> Plan[R]:
        """Compare; nothing is written."""
        out: Plan[R] = Plan()
        seen: dict[str, int] = {}
        row: R
        for row in rows:
            known: Known | None = self.find(row)
            problems = [*self._twice(row, seen), *self._outside(row, known), *self.check(row, rows)]
            out.wrong += [Wrong(row.row, title, *reason) for title, reason in problems]
            change = compare(self.label(row), known.facts if known else None, self.facts(row), row=row.row)
            out.changes.append(change)
            if change.what != "same":
                out.todo.append((row, known.thing if known else None))
        if self.whole:
            left = {key: k for key, k in self.known.items() if key not in seen and self.scope.holds(k.area)}
            out.changes += [compare(key, k.facts, None) for key, k in left.items()]
            out.gone += [k.thing for k in left.values()]
        return out

    def _twice(self, row: R, seen: dict[str, int]) -> Iterator[Flaw]:
        before = seen.setdefault(self.key(row), row.row)
        if before != row.row:
            yield (
                self.key_title,
                Phrase(
                    f"「{self.label(row)}」在第 {before} 行已经有了，请删去一行。",
                    f"“{self.label(row)}” stands in row {before} already; remove one of them.",
                ),
            )

    def _outside(self, row: R, known: Known | None) -> Iterator[Flaw]:
        if not self.scope.holds(self.area(row)) or (known and not self.scope.holds(known.area)):
            yield (
                self.key_title,
                Phrase(
                    f"「{self.label(row)}」不在您管理的辖区内。",
                    f"“{self.label(row)}” is not in the areas that you manage.",
                ),
            )


def _units() -> dict[str, Organisation]:
    return {o.name: o for o in Organisation.objects.all()}


def _no_unit(name: str) -> Phrase:
    return Phrase(f"没有单位「{name}」，请先导入单位表。", f"There is no unit “{name}”; import the units first.")


class Organisations(Register[OrganisationRow]):
    """单位: recognised by name; 原名称 renames."""

    name = "organisations"
    key_title = "单位名称"

    def key(self, row: OrganisationRow) -> str:
        return row.name

    def area(self, row: OrganisationRow) -> str:
        return row.area

    def find(self, row: OrganisationRow) -> Known | None:
        return self.known.get(row.name) or (self.known.get(row.former) if row.former else None)

    def facts(self, row: OrganisationRow) -> dict[str, str]:
        return {
            "单位名称": row.name, "单位类型": ORGANISATIONS[row.kind], "上级单位": row.parent, "辖区": row.area, "统一社会信用代码": row.uscc,
            "电话": row.phone, "配手机": "是" if row.has_phones else "否", "门前三包责任段": row.frontage,
        }  # fmt: skip

    def load(self) -> dict[str, Known]:
        found = Organisation.objects.select_related("parent")
        return {o.name: Known(o, o.area, self.facts(organisation_row(o))) for o in found}

    def check(self, row: OrganisationRow, rows: Sequence[OrganisationRow]) -> Iterator[Flaw]:
        names = self._names(rows)
        if row.parent == row.name:
            yield "上级单位", Phrase("单位不能是自己的上级。", "A unit cannot be above itself.")
        elif row.parent and row.parent not in names:
            yield (
                "上级单位",
                Phrase(
                    f"没有单位「{row.parent}」，请先写进单位表。",
                    f"There is no unit “{row.parent}”; put it into the sheet first.",
                ),
            )
        elif row.parent and self._in_a_circle(row, rows):
            yield (
                "上级单位",
                Phrase(
                    f"「{row.parent}」自己在「{row.name}」之下，上下级绕成了圈。",
                    f"“{row.parent}” is itself below “{row.name}”: the units would go round in a circle.",
                ),
            )
        if row.former and row.former not in self.known and row.name not in self.known:
            yield (
                "原名称",
                Phrase(
                    f"没有单位「{row.former}」，不能改名；新单位请留空。",
                    f"There is no unit “{row.former}” to rename; leave it empty for a new unit.",
                ),
            )
        if row.frontage and row.kind not in ("shop", "property"):
            yield (
                "门前三包责任段",
                Phrase(
                    f"只有沿街商户和物业企业有门前三包责任，这里是{ORGANISATIONS[row.kind]}。",
                    f"Only shops and property firms have a frontage duty; this is a {row.kind.replace('_', ' ')}.",
                ),
            )

    def _names(self, rows: Sequence[OrganisationRow]) -> frozenset[str]:
        return frozenset(self.known) | frozenset(r.name for r in rows)

    def _in_a_circle(self, row: OrganisationRow, rows: Sequence[OrganisationRow]) -> bool:
        above = {n: k.facts["上级单位"] for n, k in self.known.items()} | {r.name: r.parent for r in rows}
        at, steps = row.parent, 0
        while at and at != row.name and steps <= len(above):
            at, steps = above.get(at, ""), steps + 1
        return bool(at)


def organisation_row(unit: Organisation) -> OrganisationRow:
    return OrganisationRow(
        unit.name, unit.kind, unit.parent.name if unit.parent else "", unit.area, unit.uscc, unit.phone, unit.has_phones, unit.frontage
    )  # fmt: skip


class Staff(Register[StaffRow]):
    """人员: recognised by staff number."""

    name = "staff"
    key_title = "工号"

    def __init__(self, scope: Scope = EVERYWHERE) -> None:
        super().__init__(scope)
        self.units = _units()
        self.papers = dict(Certificate.objects.values_list("number", "member__number"))
        self.logins = dict(Account.objects.values_list("username", "member__number"))

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
        if row.organisation not in self.units:
            yield "单位", _no_unit(row.organisation)
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
        if row.roles and self.logins.get(row.number) not in (None, row.number):
            yield (
                "工号",
                Phrase(
                    f"登录名 {row.number} 已被别的账号使用，请换一个工号。",
                    f"The log-in name {row.number} is another account's; choose another staff number.",
                ),
            )
        yield from self._appointments(row)

    def _appointments(self, row: StaffRow) -> Iterator[Flaw]:
        for role, area in row.roles:
            if not self.scope.holds(area):
                yield (
                    "角色",
                    Phrase(
                        f"角色的辖区「{area or '全市'}」超出您管理的辖区。",
                        f"The role's area “{area or 'whole city'}” goes beyond the areas that you manage.",
                    ),
                )
            if role in APPOINTED and not self.scope.appoints and not self._has(row.number, role, area):
                yield (
                    "角色",
                    Phrase(
                        "管理者、系统管理员和智能感知服务账号只能由系统管理员授权。",
                        "Only an administrator appoints managers, administrators and the sensing service's account.",
                    ),
                )

    def _has(self, number: str, role: str, area: str) -> bool:
        return any((role, area) in r.roles for _, r in staff_rows(Member.objects.filter(number=number)))


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


class Crews(Register[CrewRow]):
    """班组: recognised by name."""

    name = "crews"
    key_title = "班组名称"

    def __init__(self, scope: Scope = EVERYWHERE) -> None:
        super().__init__(scope)
        self.units = _units()
        self.people = {m.number: m for m in Member.objects.filter(active=True).exclude(number=None)}

    def key(self, row: CrewRow) -> str:
        return row.name

    def area(self, row: CrewRow) -> str:
        return row.area

    def facts(self, row: CrewRow) -> dict[str, str]:
        return {
            "班组类型": CREWS[row.kind], "单位": row.organisation, "辖区": row.area, "车辆": MODES[row.mode], "车牌": row.plate,
            "成员工号": "、".join(sorted(row.members)), "班次": hours_text(row.duty),
        }  # fmt: skip

    def load(self) -> dict[str, Known]:
        found = crew_rows(Crew.objects.select_related("organisation"))
        return {row.name: Known(crew, crew.area, self.facts(row)) for crew, row in found}

    def check(self, row: CrewRow, rows: Sequence[CrewRow]) -> Iterator[Flaw]:
        if row.organisation not in self.units:
            yield "单位", _no_unit(row.organisation)
        missing = [n for n in row.members if n not in self.people]
        if missing:
            yield (
                "成员工号",
                Phrase(
                    f"没有在职人员 {'、'.join(missing)}，请先导入人员表。",
                    f"Nobody working here has the number {', '.join(missing)}; import the people first.",
                ),
            )
        named = {r.name for r in rows}
        for number in row.members:
            others = [r.name for r in rows if r.name != row.name and number in r.members]
            others += [n for n in self.crews_of.get(number, ()) if n not in named]
            if others:
                yield (
                    "成员工号",
                    Phrase(
                        f"{number} 已在「{others[0]}」：一人只在一个班组。",
                        f"{number} is in “{others[0]}” already: one person, one crew.",
                    ),
                )

    @cached_property
    def crews_of(self) -> dict[str, list[str]]:
        """Staff number → crews that he is in now."""
        out: dict[str, list[str]] = defaultdict(list)
        for name, known in self.known.items():
            for number in filter(None, known.facts["成员工号"].split("、")):
                out[number].append(name)
        return out


def crew_rows(crews: Iterable[Crew]) -> list[tuple[Crew, CrewRow]]:
    """Crews as the rows of their sheet."""
    found = list(crews)
    numbers: dict[int, list[str]] = defaultdict(list)
    links = Crew.members.through._default_manager.filter(crew_id__in={c.pk for c in found}).order_by("id")
    for crew_id, number in links.values_list("crew_id", "member__number"):
        numbers[crew_id].append(number or "")
    return [
        (c, CrewRow(c.name, c.kind, c.organisation.name, c.area, c.mode, c.plate, tuple(numbers[c.pk]), tuple(c.duty)))
        for c in found
    ]


class Responsibilities(Register[DutyRow]):
    """责任: matter × area; the sheet is the whole of it (within the manager's areas)."""

    name = "responsibilities"
    key_title = "事项"
    whole = True

    def __init__(self, scope: Scope = EVERYWHERE) -> None:
        super().__init__(scope)
        self.units = _units()

    def key(self, row: DutyRow) -> str:
        return f"{matter_text(row.matter)} × {row.area or '全市'}"

    def area(self, row: DutyRow) -> str:
        return row.area

    def facts(self, row: DutyRow) -> dict[str, str]:
        return {"处置单位": row.organisation}

    def load(self) -> dict[str, Known]:
        rows = duty_rows(Responsibility.objects.select_related("organisation"))
        return {self.key(row): Known(duty, duty.area, self.facts(row)) for duty, row in rows}

    def check(self, row: DutyRow, rows: Sequence[DutyRow]) -> Iterator[Flaw]:
        if row.organisation not in self.units:
            yield "处置单位", _no_unit(row.organisation)


def duty_rows(duties: Iterable[Responsibility]) -> list[tuple[Responsibility, DutyRow]]:
    return [(d, DutyRow(d.organisation.name, d.matter, d.area)) for d in duties]


def certificate_lamp(valid_to: date | None, *, on: date) -> tuple[int | None, str]:
    """(days left, lamp): red when it is over or ends within 30 days, yellow within 90, else green; no certificate is grey."""
    if valid_to is None:
        return None, "grey"
    left = (valid_to - on).days
    return left, "red" if left < 30 else "yellow" if left < 90 else "green"


# What the screens list --------------------------------------------------------------------------------------------------


def visible_units(scope: Scope) -> list[Organisation]:
    return [
        o for o in Organisation.objects.select_related("parent").order_by("area", "kind", "name") if scope.holds(o.area)
    ]


def visible_staff(scope: Scope) -> list[tuple[Member, StaffRow]]:
    """People of the units in scope, also those who have left."""
    rows = staff_rows(
        Member.objects.select_related("organisation", "account").order_by("organisation__name", "number", "id")
    )
    return [(m, row) for m, row in rows if scope.holds(m.organisation.area)]


def visible_crews(scope: Scope) -> list[tuple[Crew, CrewRow]]:
    rows = crew_rows(Crew.objects.select_related("organisation").order_by("organisation__name", "name"))
    return [(c, row) for c, row in rows if scope.holds(c.area)]


def visible_duties(scope: Scope) -> list[tuple[Responsibility, DutyRow]]:
    rows = duty_rows(Responsibility.objects.select_related("organisation").order_by("area", "matter"))
    return [(d, row) for d, row in rows if scope.holds(d.area)]


def crew_of_member() -> dict[int, str]:
    """Member id → the name of his crew."""
    return dict(Crew.members.through._default_manager.values_list("member_id", "crew__name"))


def sheet_of(name: str, scope: Scope) -> list[Any]:
    """The rows of one register as they stand in its sheet."""
    match name:
        case "organisations":
            return [organisation_row(o) for o in visible_units(scope)]
        case "staff":
            return [row for m, row in visible_staff(scope) if m.number]
        case "crews":
            return [row for _, row in visible_crews(scope)]
    return [row for _, row in visible_duties(scope)]
