"""The register of crews."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property

from zhicheng.ground.people.models import Crew, Member
from zhicheng.ground.people.registers.register import Flaw, Known, Register, no_unit, units_by_name
from zhicheng.ground.people.registers.scope import EVERYWHERE, Scope
from zhicheng.ground.people.sheets import CREWS, MODES, CrewRow
from zhicheng.kernel.hours import hours_text
from zhicheng.kernel.phrases import Phrase


class Crews(Register[CrewRow]):
    """班组: recognised by name."""

    name = "crews"
    key_title = "班组名称"

    def __init__(self, scope: Scope = EVERYWHERE) -> None:
        super().__init__(scope)
        self.units = units_by_name()
        self.people = {m.number: m for m in Member.objects.filter(active=True).exclude(number=None)}

    def key(self, row: CrewRow) -> str:
        return row.name

    def area(self, row: CrewRow) -> str:
        return row.area

    def facts(self, row: CrewRow) -> dict[str, str]:
        return {
            "班组类型": CREWS[row.kind], "单位": row.organisation, "辖区": row.area, "车辆": MODES[row.mode], "车牌": row.plate,
            "成员工号": "、".join(sorted(row.members)), "班次": hours_text(row.duty), "在用": "是" if row.active else "否",
        }  # fmt: skip

    def load(self) -> dict[str, Known]:
        found = crew_rows(Crew.objects.select_related("organisation"))
        return {row.name: Known(crew, crew.area, self.facts(row)) for crew, row in found}

    def check(self, row: CrewRow, rows: Sequence[CrewRow]) -> Iterator[Flaw]:
        wrong = no_unit(row.organisation, self.units)
        if wrong and (row.active or row.organisation not in self.units):
            yield "单位", wrong
        known = self.known.get(row.name)
        if not row.active and known and known.thing.state != "off":
            yield (
                "在用",
                Phrase("班组正在岗，请下岗后再撤销。", "The crew is on shift; disband it when its shift has ended."),
            )
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
        (
            c,
            CrewRow(
                c.name,
                c.kind,
                c.organisation.name,
                c.area,
                c.mode,
                c.plate,
                tuple(numbers[c.pk]),
                tuple(c.duty),
                c.active,
            ),
        )
        for c in found
    ]


def visible_crews(scope: Scope) -> list[tuple[Crew, CrewRow]]:
    """Crews in scope, also those that were disbanded."""
    rows = crew_rows(Crew.objects.select_related("organisation").order_by("organisation__name", "name"))
    return [(c, row) for c, row in rows if scope.holds(c.area)]


def crew_of_member() -> dict[int, str]:
    """Member id → the name of his crew."""
    return dict(Crew.members.through._default_manager.values_list("member_id", "crew__name"))
