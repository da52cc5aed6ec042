"""The 250 matters (管理事项) of GB/T 47678.5-2026 and the words by which people name them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from zhicheng.kernel.calendar import Calendar, calendar_from
from zhicheng.law.packs import load_pack

STALLS = frozenset(
    {"09001", "09002", "09006"}
)  # roaming vendor, market, stall on the road: lawful in a designated place and time


@dataclass(frozen=True, slots=True)
class Matter:
    """One matter: `code` 5 digits (2-digit class + 3), `klass` the class code."""

    code: str
    name: str
    name_en: str
    klass: str
    keywords: tuple[str, ...]

    @property
    def needs_certificates(self) -> bool:
        """May it end in a case? Street order, advertising, construction and city appearance may; a broken lamp does not."""
        return self.klass in ("06", "07", "08", "09")


@cache
def matters() -> Mapping[str, Matter]:
    """All matters by code."""
    return {
        m["code"]: Matter(m["code"], m["name"], m["name_en"], m["code"][:2], tuple(m["keywords"]))
        for m in load_pack("national", "matters")["matters"]
    }


@cache
def classes() -> Mapping[str, tuple[str, str]]:
    """Class code → (Chinese, English) name."""
    return {c["code"]: (c["name"], c["name_en"]) for c in load_pack("national", "matters")["classes"]}


@cache
def _by_name() -> Mapping[str, str]:
    names = {m.name: code for code, m in matters().items()} | {m.name_en.lower(): code for code, m in matters().items()}
    aliases: dict[str, str] = load_pack("national", "matters")["aliases"]
    return names | aliases


def code_of(category: str) -> str:
    """The code of a category given as code, legacy code (`01-10`), name or known alias; "" when unknown."""
    category = category.strip()
    if category in matters():
        return category
    legacy = re.fullmatch(r"(\d\d)-?(\d\d)", category)
    if legacy:  # GB/T 30428.2: class + 5, subclass padded (domain.md B.2)
        code = f"{int(legacy[1]) + 5:02d}0{legacy[2]}"
        return code if code in matters() else ""
    return _by_name().get(category.lower(), "")


@cache
def national_calendar(working_time: str = "") -> Calendar:
    """The State Council's calendar with a city's working time."""
    return calendar_from(load_pack("national", "calendar"), working_time=working_time)
