"""Cases over HTTP: lists and desks, one case whole, figures. What moves a case comes with its papers: `flow/papers`."""

from __future__ import annotations

from datetime import date, timedelta

from django.http import HttpRequest
from ninja import Router, Schema
from typing_extensions import TypedDict

from zhicheng.flow.cases import figures, footage, forms, queries, register, shapes
from zhicheng.flow.cases.dossier import book_for, read, region_of
from zhicheng.flow.cases.footage import CaseFootage
from zhicheng.flow.cases.forms import CatalogueEntry
from zhicheng.flow.cases.shapes import CaseDesks, CaseRow, SimilarCases, SpreadRow
from zhicheng.ground.people.auth import posted
from zhicheng.infra import clock
from zhicheng.infra.api import PROBLEMS
from zhicheng.kernel.calendar import CHINA
from zhicheng.kernel.errors import BadInput
from zhicheng.kernel.phrases import Phrase

router = Router(tags=["cases"])
LEADERS = frozenset({"squad_head", "head", "legal_reviewer", "manager", "supervisor"})
YEAR = timedelta(days=365)


class CaseFigures(TypedDict):
    """`values` may enter a formula; `audit` (fen, numbers of fines) may not (APL 74)."""

    first: date
    last: date
    values: dict[str, int]
    audit: dict[str, int]
    names: dict[str, list[str]]


class FormulaValue(TypedDict):
    formula: str
    value: float


class Overlooked(TypedDict):
    """Leads confirmed and never filed, orders never re-checked (INV-87)."""

    cases: list[CaseRow]


@router.get("/cases/desks", response={200: CaseDesks, **PROBLEMS})
def all_desks(request: HttpRequest) -> CaseDesks:
    """What waits for the one who asks."""
    access, at = posted(request), clock.now()
    return {
        "desks": [shapes.desk(d, access, at) for d in queries.desks(access, at=at)],
        "motions": [shapes.motion(m, access) for m in queries.motions_for(access)],
        "offices": sorted(access.roles),
    }


@router.get("/cases/catalogue", response={200: list[CatalogueEntry], **PROBLEMS})
def catalogue(request: HttpRequest, q: str = "", matter: str = "", area: str = "") -> list[CatalogueEntry]:
    """Violations of the region's book that are in force today, for a picker."""
    access, at = posted(request), clock.now()
    place = area or next((a for a in access.areas if a), "")
    return forms.catalogue(book_for(region_of(place)), q=q.strip(), matter=matter, on=at.astimezone(CHINA).date())


@router.get("/cases/{no}/footage", response={200: list[CaseFootage], **PROBLEMS})
def footage_of(request: HttpRequest, no: str) -> list[CaseFootage]:
    """Body-camera files around this case's steps: what each shows, or why it shows nothing (INV-55)."""
    case = queries.by_no(no, posted(request))
    return footage.of_case(read(case), shapes.place_of(case))


@router.get("/cases/similar", response={200: SimilarCases, **PROBLEMS})
def similar(request: HttpRequest, violation: str, stage: str = "", kind: str = "") -> SimilarCases:
    """What was decided in like cases of the last two years: the consistency of discretion."""
    posted(request)
    since = clock.now().astimezone(CHINA).date() - 2 * YEAR
    return shapes.similar(register.similar(violation=violation, stage=stage, kind=kind, since=since))


@router.get("/cases/spread", response={200: list[SpreadRow], **PROBLEMS})
def spread(request: HttpRequest, first: date | None = None, last: date | None = None) -> list[SpreadRow]:
    """Outcomes per violation × tier × squad."""
    access = posted(request)
    access.require(LEADERS, what=Phrase("查看裁量离散度", "see the spread of outcomes"))
    begin, end = _span(first, last)
    areas = sorted({g.area for g in access.grants if g.role in LEADERS})
    return shapes.spread(
        register.spread(areas=areas, first=begin, last=end), book_for(region_of(areas[0] if areas else ""))
    )


def _span(first: date | None, last: date | None) -> tuple[date, date]:
    end = last or clock.now().astimezone(CHINA).date()
    begin = first or end - YEAR
    if begin > end:
        raise BadInput("起始日期晚于截止日期。", "The first day is after the last.", field="first")
    return begin, end


@router.get("/cases/statistics", response={200: CaseFigures, **PROBLEMS})
def statistics(request: HttpRequest, first: date | None = None, last: date | None = None) -> CaseFigures:
    """Counts of a span; amounts for audit only."""
    access = posted(request)
    access.require(LEADERS, what=Phrase("查看案件统计", "see the figures of cases"))
    begin, end = _span(first, last)
    areas = sorted({g.area for g in access.grants if g.role in LEADERS})
    found = figures.figures(areas=areas, first=begin, last=end, at=clock.now().astimezone(CHINA).date())
    return {
        "first": begin, "last": end, "values": {n: v for n, v in found.items() if n in figures.NAMES},
        "audit": {n: v for n, v in found.items() if n not in figures.NAMES},
        "names": {n: [p.zh, p.en] for n, p in (*figures.NAMES.items(), *figures.FORBIDDEN.items())},
    }  # fmt: skip


@router.get("/cases/overlooked", response={200: Overlooked, **PROBLEMS})
def overlooked(request: HttpRequest) -> Overlooked:
    """Leads that lie, orders that nobody re-checked (INV-87)."""
    access, at = posted(request), clock.now()
    access.require(LEADERS, what=Phrase("查看未立案线索", "see leads that were not filed"))
    return {"cases": shapes.rows(queries.unfiled_leads(access, at=at), access, at)}


class FormulaIn(Schema):
    formula: str
    first: date | None = None
    last: date | None = None


@router.post("/cases/formula", response={200: FormulaValue, **PROBLEMS})
def formula(request: HttpRequest, body: FormulaIn) -> FormulaValue:
    """A figure of one's own; refused when it would make fines a target (INV-80)."""
    access = posted(request)
    access.require(LEADERS, what=Phrase("计算考核指标", "compute figures"))
    begin, end = _span(body.first, body.last)
    areas = sorted({g.area for g in access.grants if g.role in LEADERS})
    values = figures.figures(areas=areas, first=begin, last=end, at=clock.now().astimezone(CHINA).date())
    return {"formula": body.formula, "value": round(figures.evaluate(body.formula, values), 4)}
