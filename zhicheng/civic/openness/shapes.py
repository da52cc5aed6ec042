"""How openness looks in JSON: to everybody, and to those who release."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any, Literal

from typing_extensions import TypedDict

from zhicheng.civic.openness import files, queries
from zhicheng.civic.openness.files import ColumnMeaning, OpenFile
from zhicheng.civic.openness.models import KINDS, Named, Publication
from zhicheng.civic.openness.rules.hiding import Told
from zhicheng.civic.openness.services.releasing import EDITABLE, KIND_NAMES
from zhicheng.civic.openness.states import PUBLICATION
from zhicheng.civic.openness.terms import terms
from zhicheng.flow.tickets import counted
from zhicheng.ground.people import queries as people
from zhicheng.ground.people.queries import Access
from zhicheng.ground.places import queries as places
from zhicheng.infra.events import KINDS as EVENT_KINDS
from zhicheng.infra.models import Event
from zhicheng.law import matters

OpenKind = Literal["figures", "cases", "answer"]


class NotYet(TypedDict):
    """What should be public and is not: overdue, or held back with a reason."""

    kind: OpenKind
    title: str
    title_en: str
    due: datetime
    state: Literal["overdue", "held"]
    reason: str


class OpenIndex(TypedDict):
    """What there is: months with figures, months with cases, how many answers and decisions; and what is missing."""

    figures: list[str]
    cases: list[str]
    answers: int
    decisions: int
    missing: list[NotYet]
    licence: str


class FigureRow(TypedDict):
    level: Literal["city", "district", "class", "district_class", "matter"]
    district: str
    district_name: str
    matter: str
    matter_name: str
    matter_name_en: str
    reports: Told
    closed: Told
    promised: Told
    kept: Told
    kept_share: int | None
    rated: Told
    satisfied: Told
    satisfied_share: int | None
    satisfied_low: int | None
    satisfied_high: int | None


class UnitPromises(TypedDict):
    """`reasons`: how many of those that were not kept for which reason."""

    unit: str
    promised: Told
    kept: Told
    kept_share: int | None
    reasons: dict[str, int]


class OpenFigures(TypedDict):
    """One released month."""

    month: str
    title: str
    title_en: str
    released_at: datetime
    released_by: str
    least: int
    rows: list[FigureRow]
    units: list[UnitPromises]
    reasons: dict[str, Told]
    files: list[OpenFile]
    digest: str


class Trend(TypedDict):
    """One released month of the city, for the chart."""

    month: str
    reports: Told
    kept_share: int | None
    satisfied_share: int | None


class FiguresPage(TypedDict):
    months: list[Trend]
    columns: list[ColumnMeaning]


class Standard(TypedDict):
    """A published limit: what has to be the case, and how long it may take."""

    matter: str
    name: str
    name_en: str
    condition: str
    limit: str


class PublishedDecision(TypedDict):
    """A penalty decision as everybody reads it (APL 48)."""

    about: str
    about_en: str
    article: str
    article_en: str
    party: str
    place: str
    facts: str
    fine_yuan: int
    agency: str
    decided_on: str
    published_on: date
    until: date


class ExplainedCase(TypedDict):
    """One case of the month; with `struck` nothing of it is told but why it is gone."""

    about: str
    about_en: str
    article: str
    article_en: str
    party: str
    place: str
    facts: str
    fine_yuan: int
    plain: str
    lesson: str
    struck: str


class CasesPage(TypedDict):
    month: str
    title: str
    title_en: str
    intro: str
    released_at: datetime
    released_by: str
    cases: list[ExplainedCase]


class AnswerView(TypedDict):
    """What citizens said, and what was done. `asked_by` 0: few, or nobody counted."""

    id: int
    said: str
    did: str
    place: str
    asked_by: int
    asked_on: str
    done_on: str
    before: list[str]
    after: list[str]
    released_by: str


class PublicationRow(TypedDict):
    """For those who release."""

    id: int
    kind: OpenKind
    kind_name: str
    kind_name_en: str
    title: str
    title_en: str
    area: str
    area_name: str
    month: str
    state: str
    state_title: str
    edition: int
    named: str
    mine: bool
    proposed_at: datetime
    due: datetime
    overdue: bool
    released_by: str
    released_at: datetime | None
    show_at: datetime | None
    shown_at: datetime | None
    reason: str
    digest: str


class DraftText(TypedDict):
    """A text that may be edited: `field` for sending it back."""

    field: str
    about: str
    text: str


class DraftPhoto(TypedDict):
    """`covered_by`: who says that faces and plates are covered."""

    id: str
    url: str
    when: Literal["before", "after"]
    covered_by: str


class PublicationStep(TypedDict):
    at: datetime
    kind: str
    title: str
    title_en: str
    by: str
    reason: str


class PublicationFile(TypedDict):
    """One publication with its draft and its history; `figures` for those of a month."""

    row: PublicationRow
    texts: list[DraftText]
    figures: OpenFigures | None
    photos: list[DraftPhoto]
    may: list[str]
    history: list[PublicationStep]


class NamedRow(TypedDict):
    kind: OpenKind
    kind_name: str
    kind_name_en: str
    area: str
    area_name: str
    account: int
    name: str
    named_by: str
    named_at: datetime


class PersonChoice(TypedDict):
    account: int
    name: str


class Desk(TypedDict):
    """Everything that the page of those who release begins with."""

    rows: list[PublicationRow]
    waiting: int
    overdue: int
    named: list[NamedRow]
    manages: bool
    people: list[PersonChoice]


# For everybody -------------------------------------------------------------------------------------------------------------


def index(at: datetime, on: date) -> OpenIndex:
    months = {kind: [f"{m:%Y-%m}" for m in queries.months(kind)] for kind in ("figures", "cases")}
    return {
        "figures": months["figures"], "cases": months["cases"], "answers": queries.shown("answer").count(),
        "decisions": queries.decisions(on).count(),
        "missing": [_missing(p) for p in queries.missing(at)], "licence": terms().licence,
    }  # fmt: skip


def _missing(one: Publication) -> NotYet:
    """Its draft is nobody's business yet: of an answer not even the title."""
    kind = KIND_NAMES[one.kind]
    title, title_en = (kind.zh, kind.en) if one.kind == "answer" else (one.title, one.title_en or one.title)
    held = one.state == "held"
    return {
        "kind": one.kind, "title": title, "title_en": title_en, "due": one.promised_at, "state": "held" if held else "overdue",  # type: ignore[typeddict-item]
        "reason": one.reason if held else "",
    }  # fmt: skip


def _released_by(one: Publication) -> str:
    """By name: nobody releases anonymously."""
    return people.account_names([one.released_by_id]).get(one.released_by_id, "") if one.released_by_id else ""


def figures(one: Publication) -> OpenFigures:
    content: Any = one.content
    return {
        "month": content["month"], "title": one.title, "title_en": one.title_en or one.title, "released_at": one.released_at or one.proposed_at,
        "released_by": _released_by(one), "least": content["least"], "rows": content["rows"], "units": content["units"],
        "reasons": content["reasons"], "files": files.listed(one), "digest": one.digest,
    }  # fmt: skip


def trend(rows: Iterable[Publication]) -> FiguresPage:
    months: list[Trend] = []
    for one in rows:
        city = one.content["rows"][0]
        months.append(
            {
                "month": one.content["month"],
                "reports": city["reports"],
                "kept_share": city["kept_share"],
                "satisfied_share": city["satisfied_share"],
            }
        )
    return {"months": months, "columns": files.dictionary()}


def standards() -> list[Standard]:
    out: list[Standard] = []
    for code, rows in counted.standards().items():
        found = matters.matters().get(code)
        name, name_en = (found.name, found.name_en) if found else (code, code)
        out += [
            {"matter": code, "name": name, "name_en": name_en, "condition": condition, "limit": limit}
            for condition, limit in rows
        ]
    return out


def decisions(on: date) -> list[PublishedDecision]:
    return [
        {**d.told, "published_on": d.published_at.date(), "until": d.until_on}  # type: ignore[typeddict-item]
        for d in queries.decisions(on)[:500]
    ]


def cases(one: Publication) -> CasesPage:
    blank = dict.fromkeys(
        ("about", "about_en", "article", "article_en", "party", "place", "facts", "plain", "lesson"), ""
    )
    told: list[Any] = [
        {**blank, "fine_yuan": 0, **{k: v for k, v in e.items() if k in ExplainedCase.__annotations__}}
        for e in one.content["entries"]
    ]
    return {
        "month": one.content["month"], "title": one.title, "title_en": one.title_en or one.title,
        "intro": one.content["intro"], "released_at": one.released_at or one.proposed_at,
        "released_by": _released_by(one), "cases": told,
    }  # fmt: skip


def answers(rows: Iterable[Publication]) -> list[AnswerView]:
    return [_answer(p) for p in rows]


def _answer(one: Publication) -> AnswerView:
    content: Mapping[str, Any] = one.content
    pictures = {
        when: [f"/api/photos/{p['picture']}" for p in content["photos"] if p["when"] == when]
        for when in ("before", "after")
    }
    return {
        "id": one.pk, "said": content["said"], "did": content["did"], "place": content["place"], "asked_by": content["asked_by"],
        "asked_on": content["asked_on"], "done_on": content["done_on"], "before": pictures["before"], "after": pictures["after"],
        "released_by": _released_by(one),
    }  # fmt: skip


# For those who release -----------------------------------------------------------------------------------------------------


def row(one: Publication, who: Access, at: datetime) -> PublicationRow:
    kind = KIND_NAMES[one.kind]
    names = people.account_names([i for i in (one.named_id, one.released_by_id) if i])
    return {
        "id": one.pk, "kind": one.kind, "kind_name": kind.zh, "kind_name_en": kind.en, "title": one.title, "title_en": one.title_en or one.title,  # type: ignore[typeddict-item]
        "area": one.area, "area_name": places.name_of(one.area) if one.area else "", "month": f"{one.month:%Y-%m}" if one.month else "",
        "state": one.state, "state_title": PUBLICATION.states[one.state], "edition": one.edition, "named": names.get(one.named_id or 0, ""),
        "mine": who.account_id == one.named_id or queries.is_head(who, one.area), "proposed_at": one.proposed_at, "due": one.promised_at,
        "overdue": one.state == "proposed" and one.promised_at < at, "released_by": names.get(one.released_by_id or 0, ""),
        "released_at": one.released_at, "show_at": one.show_at, "shown_at": one.shown_at, "reason": one.reason, "digest": one.digest,
    }  # fmt: skip


def publication(one: Publication, who: Access, at: datetime) -> PublicationFile:
    head = row(one, who, at)
    theirs = {"edit", "release", "hold", "withdraw", *({"recount"} if one.kind == "figures" else ())}
    open_ = {
        *PUBLICATION.open_actions(one.state),
        *({"recount"} if "edit" in PUBLICATION.open_actions(one.state) else ()),
    }
    if one.kind not in EDITABLE:
        open_ -= {"edit"}
    return {
        "row": head, "texts": _texts(one), "figures": figures(one) if one.kind == "figures" else None,
        "photos": _photos(one),
        "may": sorted(theirs & open_) if head["mine"] else [], "history": _history(one),
    }  # fmt: skip


def _photos(one: Publication) -> list[DraftPhoto]:
    held = one.content.get("photos", [])
    names = people.account_names({p["covered_by"] for p in held})
    return [
        {
            "id": p["picture"],
            "url": f"/api/photos/{p['picture']}",
            "when": p["when"],
            "covered_by": names.get(p["covered_by"], ""),
        }
        for p in held
    ]


def _texts(one: Publication) -> list[DraftText]:
    if one.kind == "answer":
        return [{"field": name, "about": "", "text": one.content[name]} for name in EDITABLE["answer"]]
    if one.kind != "cases":
        return []
    out: list[DraftText] = [{"field": "intro", "about": "", "text": one.content["intro"]}]
    for e in one.content["entries"]:
        if not e["struck"]:
            about = f"{e['about']}（{e['article']}）：{e['facts']}"
            out += [{"field": f"{name}.{e['case']}", "about": about, "text": e[name]} for name in ("plain", "lesson")]
    return out


def _history(one: Publication) -> list[PublicationStep]:
    events = list(Event.objects.filter(stream=f"publication:{one.pk}").order_by("seq"))
    ids = {int(e.actor.partition(":")[2]) for e in events if e.actor.startswith("person:")}
    names = {f"person:{pk}": name for pk, name in people.account_names(ids).items()}
    return [
        {"at": e.happened_at, "kind": e.kind, "title": EVENT_KINDS[e.kind].zh, "title_en": EVENT_KINDS[e.kind].en,
         "by": names.get(e.actor, ""), "reason": str(e.data.get("reason", ""))}
        for e in events
    ]  # fmt: skip


def named(rows: Iterable[Named]) -> list[NamedRow]:
    held = list(rows)
    names = people.account_names({i for n in held for i in (n.account_id, n.named_by_id)})
    return [
        {"kind": n.kind, "kind_name": KINDS[n.kind], "kind_name_en": KIND_NAMES[n.kind].en, "area": n.area,  # type: ignore[typeddict-item]
         "area_name": places.name_of(n.area) if n.area else "", "account": n.account_id, "name": names[n.account_id],
         "named_by": names[n.named_by_id],
         "named_at": n.named_at}
        for n in held
    ]  # fmt: skip
