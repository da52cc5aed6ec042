"""The register of units, and of who handles what where."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from zhicheng.ground.people.models import Crew, Member, Organisation, Responsibility
from zhicheng.ground.people.registers.register import Flaw, Known, Register, no_unit, units_by_name
from zhicheng.ground.people.registers.scope import EVERYWHERE, Scope
from zhicheng.ground.people.sheets import ORGANISATIONS, DutyRow, OrganisationRow, matter_text
from zhicheng.kernel.phrases import Phrase


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
            "电话": row.phone, "配手机": "是" if row.has_phones else "否", "门前三包责任段": row.frontage, "在用": "是" if row.active else "否",
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
        elif row.parent and row.active and not self._in_use(row.parent, rows):
            yield (
                "上级单位",
                Phrase(
                    f"上级单位「{row.parent}」已撤销，请换一个。",
                    f"The unit above, “{row.parent}”, is dissolved; choose another one.",
                ),
            )
        if not row.active and (left := self._left_behind(row, rows)):
            yield (
                "在用",
                Phrase(
                    f"「{row.name}」还有{'、'.join(p.zh for p in left)}，请先调走或改由别的单位，再撤销。",
                    f"“{row.name}” still has {', '.join(p.en for p in left)}: move them to another unit, then dissolve it.",
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

    def _in_use(self, name: str, rows: Sequence[OrganisationRow]) -> bool:
        said = {r.name: r.active for r in rows}
        return said[name] if name in said else self.known[name].facts["在用"] == "是"

    def _left_behind(self, row: OrganisationRow, rows: Sequence[OrganisationRow]) -> list[Phrase]:
        """What would belong to nobody if this unit were dissolved."""
        known = self.find(row)
        if known is None:
            return []
        unit = known.thing
        named = {r.name for r in rows} | {r.former for r in rows}
        below = [n for n, k in self.known.items() if k.thing.parent_id == unit.pk and k.thing.active and n not in named]
        below += [r.name for r in rows if r.parent == row.name and r.active]
        found = (
            (Member.objects.filter(organisation=unit, active=True).count(), "在职人员 {} 名", "{} people"),
            (Crew.objects.filter(organisation=unit, active=True).count(), "班组 {} 个", "{} crews"),
            (Responsibility.objects.filter(organisation=unit).count(), "责任 {} 项", "{} responsibilities"),
            (len(below), "下级单位 {} 个", "{} units below it"),
        )
        return [Phrase(zh.format(n), en.format(n)) for n, zh, en in found if n]

    def _in_a_circle(self, row: OrganisationRow, rows: Sequence[OrganisationRow]) -> bool:
        above = {n: k.facts["上级单位"] for n, k in self.known.items()} | {r.name: r.parent for r in rows}
        at, steps = row.parent, 0
        while at and at != row.name and steps <= len(above):
            at, steps = above.get(at, ""), steps + 1
        return bool(at)


def organisation_row(unit: Organisation) -> OrganisationRow:
    return OrganisationRow(
        unit.name, unit.kind, unit.parent.name if unit.parent else "", unit.area, unit.uscc, unit.phone, unit.has_phones, unit.frontage, unit.active
    )  # fmt: skip


class Responsibilities(Register[DutyRow]):
    """责任: matter × area; the sheet is the whole of it (within the manager's areas)."""

    name = "responsibilities"
    key_title = "事项"
    whole = True

    def __init__(self, scope: Scope = EVERYWHERE) -> None:
        super().__init__(scope)
        self.units = units_by_name()

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
        if wrong := no_unit(row.organisation, self.units):
            yield "处置单位", wrong


def duty_rows(duties: Iterable[Responsibility]) -> list[tuple[Responsibility, DutyRow]]:
    return [(d, DutyRow(d.organisation.name, d.matter, d.area)) for d in duties]


def visible_units(scope: Scope) -> list[Organisation]:
    return [
        o for o in Organisation.objects.select_related("parent").order_by("area", "kind", "name") if scope.holds(o.area)
    ]


def visible_duties(scope: Scope) -> list[tuple[Responsibility, DutyRow]]:
    rows = duty_rows(Responsibility.objects.select_related("organisation").order_by("area", "matter"))
    return [(d, row) for d, row in rows if scope.holds(d.area)]
