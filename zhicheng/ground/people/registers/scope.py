"""How far somebody may keep the registers: a manager of one district neither sees nor touches another district's."""

from __future__ import annotations

from dataclasses import dataclass

from zhicheng.ground.people.queries import Access
from zhicheng.kernel.phrases import Phrase

KEEPERS = ("manager", "admin")  # who may keep the registers


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
