"""What a sheet would make of the four registers (units, people, crews, responsibilities): compared before anything is written.

`scope` says how far somebody may change them, `register` what all four have in common; `units`, `staff` and `crews` are the registers
themselves, each with what the screens list of it.
"""

from __future__ import annotations

from typing import Any

from zhicheng.ground.people.registers.crews import Crews, crew_of_member, visible_crews
from zhicheng.ground.people.registers.register import Known, Plan, Register
from zhicheng.ground.people.registers.scope import EVERYWHERE, KEEPERS, Scope, scope_of
from zhicheng.ground.people.registers.staff import Staff, certificate_lamp, masked, visible_staff
from zhicheng.ground.people.registers.units import (
    Organisations,
    Responsibilities,
    organisation_row,
    visible_duties,
    visible_units,
)

__all__ = [
    "EVERYWHERE",
    "KEEPERS",
    "Crews",
    "Known",
    "Organisations",
    "Plan",
    "Register",
    "Responsibilities",
    "Scope",
    "Staff",
    "certificate_lamp",
    "crew_of_member",
    "masked",
    "scope_of",
    "sheet_of",
    "visible_crews",
    "visible_duties",
    "visible_staff",
    "visible_units",
]


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
