"""The law book: statutes, periods, violations with their stages, leniency and settings, read from packs and resolved by date.

A pack is one folder of a region; a city's book lays its region's packs over the national one. Rank decides: a lower text only
specifies inside what the higher one sets (APL 11-14), and a normative document can never be the basis of a penalty (APL 16).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cache
from typing import Any, Literal

from zhicheng.kernel.calendar import Calendar
from zhicheng.law.amounts import YUAN, Range, Tiers
from zhicheng.law.matters import national_calendar
from zhicheng.law.packs import load_pack
from zhicheng.law.periods import Period

Subject = Literal["citizen", "org"]
REGIONS: Mapping[str, tuple[str, ...]] = {"330000": ("zhejiang",), "110000": ("beijing",)}
RANKS = ("law", "administrative_regulation", "local_regulation", "departmental_rule", "judicial_interpretation",
         "party_state_regulation", "normative_document")  # fmt: skip
MAY_PUNISH = frozenset(RANKS[:4])  # what may set a penalty (APL 10-14)


@dataclass(frozen=True, slots=True)
class Law:
    """One text of the registry, in force from `start` to `end` (both included; None = open)."""

    id: str
    title: str
    rank: str
    start: date | None = None
    end: date | None = None


@dataclass(frozen=True, slots=True)
class Stage:
    """What an act costs at one stage. A subject without a range cannot be fined; `local` subjects need a local entry."""

    pre: str
    ranges: Mapping[Subject, Range]
    local: frozenset[Subject] = frozenset()
    optional: bool = False
    fixed: bool = False
    warning: bool = False
    measures: tuple[str, ...] = ()
    hearing: str = ""
    formula: str = ""
    share: tuple[int, int] | None = None  # of a cost, in ten-thousandths
    per: str = ""  # the ranges are for each one of these (`PER`)


@dataclass(frozen=True, slots=True)
class Violation:
    """One entry of the catalogue: the article that punishes, the articles that forbid, and its stages."""

    id: str
    name: str
    name_en: str
    article: str
    stages: tuple[Stage, ...]
    matters: tuple[str, ...] = ()
    prohibits: tuple[str, ...] = ()
    start: date | None = None
    end: date | None = None
    replaces: str = ""
    implements: str = ""
    needs: str = ""
    offsite_basis: str = ""
    addressee: str = ""
    authority: str = ""
    yields: Mapping[Subject, str] = field(
        default_factory=dict
    )  # kind of party → the higher text's entry for the same act

    @property
    def law(self) -> str:
        return self.article.split()[0]

    def in_force(self, day: date) -> bool:
        return (self.start is None or self.start <= day) and (self.end is None or day <= self.end)

    def stage(self, pre: str) -> Stage | None:
        return next((s for s in self.stages if s.pre == pre), None)


@dataclass(frozen=True, slots=True)
class Leniency:
    """An act of the published list: `first_offence` may be spared, `minor` must be (APL 33)."""

    violation: str
    kind: str
    conditions: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Settings:
    """What no statute fixes: a city's own choices (domain.md J). Amounts in fen."""

    individual_business_as: Subject = "citizen"
    big_fine_citizen: int = 10_000 * YUAN
    big_fine_org: int = 100_000 * YUAN
    tiers: Tiers = field(default_factory=Tiers)
    statement_period: int = 5
    hearing_notice_clear_days: bool = True
    first_offence_months: int = 24
    legal_review_always: bool = False
    decision_extension: int = 0  # days beyond the ninety that a city's own rules allow
    onspot_wait: Literal["six_months", "sixty_days"] = (
        "six_months"  # before court enforcement of an on-the-spot decision
    )


@dataclass(frozen=True)
class Book:
    """All of it for one region."""

    laws: Mapping[str, Law]
    constants: Mapping[str, int]
    periods: Mapping[str, Period]
    violations: Mapping[str, Violation]
    leniency: Mapping[str, Leniency]
    never_lenient: frozenset[str]
    calendar: Calendar
    settings: Settings
    known: dict[Any, Any] = field(
        init=False, default_factory=dict, compare=False, repr=False
    )  # answers that depend on the book alone

    def with_settings(self, settings: Settings) -> Book:
        """The same book under a city's own choices."""
        statement = replace(self.periods["K.statement_period"], amount=settings.statement_period)
        return replace(self, settings=settings, periods={**self.periods, "K.statement_period": statement})

    def period(self, key: str) -> Period:
        return self.periods["K." + key]

    def rank_of(self, violation: Violation) -> int:
        """0 = law; the higher the number, the lower the text."""
        law = self.laws.get(violation.law)
        return RANKS.index(law.rank) if law else len(RANKS)

    def family(self, violation: Violation) -> tuple[Violation, ...]:
        """The entry, what it replaced and what replaced it: the same act under the texts of different times."""
        found = [violation]
        if violation.replaces in self.violations:
            found.append(self.violations[violation.replaces])
        found += [v for v in self.violations.values() if v.replaces == violation.id]
        return tuple(found)


Pack = Mapping[str, Mapping[str, Any]]  # file name → document, as JSON holds it: days as text
FILES = ("laws", "constants", "violations", "leniency")


@cache
def book_of(jurisdiction: str = "") -> Book:
    """The book of a region (six-digit division code; "" = national only). Cached: treat it as read-only."""
    return book_from([pack_of(f) for f in ("national", *REGIONS.get(jurisdiction, ()))])


def pack_of(folder: str) -> Pack:
    """What a region's folder holds of a book; periods and amounts are set nationally."""
    return {name: load_pack(folder, name) for name in FILES if name != "constants" or folder == "national"}


def book_from(packs: Sequence[Pack]) -> Book:
    """These packs, each laid over those before it: an entry with the same id takes its place."""
    constants = _rows(packs, "constants")
    return Book(
        laws={row["id"]: _law(row) for row in _rows(packs, "laws")},
        constants={r["id"]: int(r["value"]) * YUAN for r in constants if r["unit"] == "CNY" and r["value"] is not None},
        periods={
            r["id"]: _period(r)
            for r in constants
            if r["unit"] in ("working_day", "day", "month", "year", "hour") and r["value"]
        },
        violations={row["id"]: _violation(row) for row in _rows(packs, "violations")},
        leniency={
            r["violation"]: Leniency(r["violation"], r["kind"], tuple(r["conditions"]))
            for r in _rows(packs, "leniency")
        },
        never_lenient=frozenset(v for pack in packs for v in pack.get("leniency", {}).get("never", ())),
        calendar=national_calendar(),
        settings=Settings(),
    )


def _rows(packs: Sequence[Pack], name: str) -> list[Mapping[str, Any]]:
    return [row for pack in packs for row in pack.get(name, {}).get(name, ())]


def _law(row: Mapping[str, Any]) -> Law:
    return Law(row["id"], row["title"], row["rank"], _date(row.get("from")), _date(row.get("to")))


def _period(row: Mapping[str, Any]) -> Period:
    return Period(
        row["id"], int(row["value"]), row["unit"], row.get("owner", ""), row.get("article", ""), row["verified"]
    )


def _violation(row: Mapping[str, Any]) -> Violation:
    offsite = row.get("offsite", {})
    return Violation(
        row["id"], row["name"], row["name_en"], row["article"], tuple(_stage(s) for s in row["stages"]), tuple(row["matters"]),
        tuple(row.get("prohibits", ())), _date(row.get("from")), _date(row.get("to")), row.get("replaces", ""),
        row.get("implements", ""), row.get("needs", ""), offsite.get("basis", ""), offsite.get("addressee", ""),
        row.get("authority", ""), row.get("yields", {}),
    )  # fmt: skip


SUBJECTS: tuple[Subject, ...] = ("citizen", "org")


def _stage(row: Mapping[str, Any]) -> Stage:
    fine = row["fine"]
    return Stage(
        pre=row["pre"],
        ranges={s: Range(*(int(v) * YUAN for v in fine[s])) for s in SUBJECTS if isinstance(fine.get(s), list)},
        local=frozenset(s for s in SUBJECTS if fine.get(s) == "local"),
        optional=bool(row.get("optional")),
        fixed=bool(row.get("fixed")),
        warning=bool(row.get("warning")),
        measures=tuple(row.get("measures", ())),
        hearing=str(row.get("hearing", "")),
        formula=fine.get("formula", ""),
        share=tuple(round(10_000 * r) for r in fine["rate"]) if "rate" in fine else None,
        per=fine.get("per", ""),
    )


def _date(value: str | None) -> date | None:
    return date.fromisoformat(value) if value else None
