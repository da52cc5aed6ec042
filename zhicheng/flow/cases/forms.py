"""What dialogues and pickers are drawn from: the fields of a step, the violations of the book that holds."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from typing_extensions import TypedDict

from zhicheng.flow.cases import actors
from zhicheng.flow.cases.models import Case
from zhicheng.flow.cases.services.steps import Sight
from zhicheng.ground.evidence import queries as evidence
from zhicheng.ground.people import queries as people
from zhicheng.ground.people.queries import Access
from zhicheng.kernel.calendar import CHINA
from zhicheng.law.amounts import Range
from zhicheng.law.book import Book
from zhicheng.law.remedies import surcharge_of
from zhicheng.law.stream import GROUNDS, REQUIRED


class StepField(TypedDict):
    """A field of a step's data: what the dialogue asks."""

    name: str
    type: str
    required: bool
    choices: list[str]
    labels: list[str]  # how people call the choices; empty where the screen has its own words
    given: Any  # what the case knows already; whoever takes the step may change it


class CatalogueStage(TypedDict):
    pre: str
    citizen: list[int] | None
    org: list[int] | None


class CatalogueEntry(TypedDict):
    id: str
    name: str
    name_en: str
    article: str
    prohibits: list[str]
    matters: list[str]
    stages: list[CatalogueStage]
    lenient: str
    conditions: list[str]


# The fields of a step ---------------------------------------------------------------------------------------------------

# What a dialogue may ask for a step beyond what it must say.
ASKS: Mapping[str, tuple[str, ...]] = {
    "T06": ("until",), "T10": ("amount", "warning", "told", "remedies"), "T12": ("ground",), "T13": (), "T26": ("until",),
    "T33": ("amount", "warning", "measures", "hearing_offered"), "T39": ("amount", "warning", "measures", "hearing_offered", "ground"),
    "T34": ("answered",), "T38": ("answered",), "T40": ("passed",), "T41": ("ground",), "T42": ("amount", "warning", "measures"), "T14": ("ground",),
    "T61": ("amount", "surcharge", "method", "receipt"), "T62": ("until", "applied"), "T74": ("surcharge",), "T20": ("told",),
    "recheck": ("corrected",), "statement": ("points",), "waiver": ("hearing",), "hearing_notice": ("until",), "T36": ("points",),
    "recusal": ("passed",), "T52": ("witnessed",), "custody": ("signed",), "publish": ("masked",),
}  # fmt: skip
KINDS_OF_FIELD = {
    "amount": "money", "surcharge": "money", "until": "moment", "measures": "texts", "goods": "choices", "lacking": "texts", "evidence": "evidence",
    "assigned": "officers", "facts": "facts",
}  # fmt: skip
CHOICES = {
    "goods": ["tools", "goods", "necessities", "unrelated"], "method": ["bank", "e-payment"], "about": [],
    "remedies": ["in order", "direct suit", "fifteen days"],
}  # fmt: skip
FLAGS = frozenset(
    {"warning", "corrected", "hearing_offered", "hearing", "passed", "told", "urgent", "masked", "witnessed", "applied"}
)
NUMBERS = frozenset({"points", "answered", "signed"})


def given_by(seen: Sight, at: datetime) -> dict[str, Any]:
    """What a step's dialogue need not ask again: officers of the case, fine and measures of the notice, what is owed on the day of payment."""
    standing, _ = seen.file.fold(at)
    facts = standing.facts
    owed = surcharge_of(standing, seen.file.book, at.astimezone(CHINA).date()) if facts.served else 0
    return {
        "assigned": list(seen.hands), "amount": facts.amount if facts.notice or facts.served else None, "measures": list(standing.announced),
        "surcharge": owed or None,
    }  # fmt: skip


def about_whom(
    case: Case, seen: Sight, step: str, access: Access, at: datetime, gaps: Sequence[Mapping[str, Any]] = ()
) -> list[tuple[str, str]]:
    """What "about" may mean in this step, with its name."""
    standing, _ = seen.file.fold(at)
    if step in ("recusal_request", "recusal"):
        ids = (
            actors.involved(seen.hands, seen.file.events, case.area)
            if step == "recusal_request"
            else standing.challenged
        )
        known = people.colleagues(int(i.partition(":")[2]) for i in ids)
        return sorted(((f"member:{m}", who.name) for m, who in known.items()), key=lambda pair: pair[1])
    if step == "exclude_evidence":
        return [(str(e.pk), e.title) for e in evidence.items(access, about=f"case:{case.pk}")]
    if step == "late_remedy":
        return [("reconsideration", ""), ("suit", "")]
    if step == "gap_explained":
        return [(g["code"], f"{g['name']} {g['at'].astimezone(CHINA):%m-%d %H:%M}") for g in gaps if not g["why"]]
    if step == "remedy_result":
        return [
            (code, "")
            for code, began in (("reconsideration", standing.reconsideration), ("suit", standing.suit))
            if began
        ]
    return []


GIVEN = {"assigned": ("T04", "T12"), "amount": ("T39", "T42", "T61"), "measures": ("T39", "T42"), "surcharge": ("T61",)}


def step_fields(
    step: str, known: Mapping[str, Any] | None = None, about: Sequence[tuple[str, str]] = ()
) -> list[StepField]:
    """The fields that a step's dialogue shows, what it must say first. `known`: of `given_by`; `about`: of `about_whom`."""
    must = REQUIRED.get(step, ())
    names = dict.fromkeys((*must, *ASKS.get(step, ())))
    if step in ("T01", "T12"):  # may give the case to two officers
        names["assigned"] = None
    return [
        {
            "name": n, "type": KINDS_OF_FIELD.get(n, "flag" if n in FLAGS else "number" if n in NUMBERS else "text"), "required": n in must,
            "choices": [code for code, _ in about] if n == "about" else list(GROUNDS.get(step, ())) if n == "ground" else CHOICES.get(n, []),
            "labels": [name for _, name in about if name] if n == "about" else [],
            "given": (known or {}).get(n) if step in GIVEN.get(n, ()) else None,
        }
        for n in names
    ]  # fmt: skip


# Violations ---------------------------------------------------------------------------------------------------------------


def catalogue(book: Book, *, q: str = "", matter: str = "", on: date) -> list[CatalogueEntry]:
    """The violations that are in force on that day; those of the matter first."""
    found = [
        v
        for v in book.violations.values()
        if v.in_force(on) and (q in v.name or q.lower() in v.name_en.lower() or q == v.id)
    ]
    found.sort(key=lambda v: (matter not in v.matters if matter else False, book.rank_of(v) * -1, v.id))
    return [
        {
            "id": v.id, "name": v.name, "name_en": v.name_en, "article": v.article, "prohibits": list(v.prohibits), "matters": list(v.matters),
            "stages": [{"pre": s.pre, "citizen": _span(s.ranges.get("citizen")), "org": _span(s.ranges.get("org"))} for s in v.stages],
            "lenient": book.leniency[v.id].kind if v.id in book.leniency else "",
            "conditions": list(book.leniency[v.id].conditions) if v.id in book.leniency else [],
        }
        for v in found
    ]  # fmt: skip


def _span(found: Range | None) -> list[int] | None:
    return None if found is None else [found.least, found.most]
