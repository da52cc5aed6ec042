"""One register: how its rows are recognised, compared with what is there, and checked, before anything is written."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Generic

from zhicheng.ground.people.models import Organisation
from zhicheng.ground.people.registers.scope import EVERYWHERE, Scope
from zhicheng.ground.people.sheets import R
from zhicheng.infra.changes import Change, compare
from zhicheng.kernel.errors import Wrong
from zhicheng.kernel.phrases import Phrase

Flaw = tuple[str, Phrase]  # column, reason


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


def units_by_name() -> dict[str, Organisation]:
    return {o.name: o for o in Organisation.objects.all()}


def no_unit(name: str, units: Mapping[str, Organisation]) -> Phrase | None:
    """Why a new or kept thing cannot belong to this unit; None when it can."""
    if name not in units:
        return Phrase(f"没有单位「{name}」，请先导入单位表。", f"There is no unit “{name}”; import the units first.")
    if not units[name].active:
        return Phrase(f"单位「{name}」已撤销，请换一个单位。", f"The unit “{name}” is dissolved; choose another one.")
    return None
