"""The officer's phone: what it takes along for a day without a network, and what it sends when it is back."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any, Literal

import msgspec
from django.http import HttpRequest
from ninja import Field, Router, Schema
from typing_extensions import TypedDict

from zhicheng.flow.cases import forms
from zhicheng.flow.cases import queries as cases
from zhicheng.flow.cases import services as case_services
from zhicheng.flow.cases.dossier import LAW_CONFIG, book_for, region_of
from zhicheng.flow.cases.forms import CatalogueEntry
from zhicheng.flow.cases.services import Act, NewCase
from zhicheng.flow.papers.agency import agency_for
from zhicheng.flow.papers.case_api import CasePaperIn, PlaceIn, papers_of
from zhicheng.flow.papers.kinds import kind_of
from zhicheng.flow.papers.preview import PaperKind, one_kind
from zhicheng.flow.papers.queries import BlockRow
from zhicheng.flow.papers.services import blocks, casework
from zhicheng.ground.people import queries as people
from zhicheng.ground.people.auth import posted
from zhicheng.ground.people.queries import Access
from zhicheng.infra import clock, switches
from zhicheng.infra.api import PROBLEMS, Moment
from zhicheng.kernel.calendar import CHINA
from zhicheng.kernel.errors import Conflict, NotAllowed, NotFound, ZhichengError
from zhicheng.kernel.phrases import SILENCE, Phrase

router = Router(tags=["cases"])
ON_THE_SPOT = (
    "D10",
    "D11",
    "D20",
    "D30",
    "D31",
    "D32",
    "D04",
    "D51",
    "D12",
)  # what a phone may have to number by itself
NUMBERED = ("D10", "D20", "D30", "D31", "D32")


class KitMember(TypedDict):
    """Who is in the crew. `certified`: an officer whose certificate holds here today."""

    member: int
    account: int | None
    name: str
    kind: str
    certificate: str
    certificate_to: date | None
    certified: bool


class FieldKit(TypedDict):
    """Everything that a case on the spot needs with no network. `config` and facts are asked of the engine on the phone."""

    at: datetime
    region: str
    config: dict[str, Any]
    agency: dict[str, Any]
    me: int
    crew: list[KitMember]
    violations: list[CatalogueEntry]
    papers: list[PaperKind]
    blocks: list[BlockRow]


class FieldCaseResult(TypedDict):
    """What became of one item: accepted, known (it came before), refused (with the reason to show)."""

    key: str
    outcome: Literal["accepted", "known", "refused"]
    case: str
    case_id: int
    detail: str
    detail_en: str
    code: str


class FieldCaseResults(TypedDict):
    results: list[FieldCaseResult]


class FieldCaseIn(Schema):
    """One thing done on the phone, in the order in which it was done. `local` names the case on that phone."""

    key: str = Field(max_length=64)
    local: str = Field(max_length=64)
    do: Literal["open", "step", "amend", "ask"]
    at: Moment
    given: dict[str, Any] = Field(default_factory=dict)
    party: dict[str, Any] | None = None
    place: PlaceIn | None = None
    facts_text: str = Field("", max_length=4000)
    ticket: str | None = ""
    on_the_spot: bool = False
    step: str = Field("", max_length=20)
    data: dict[str, Any] = Field(default_factory=dict)
    facts: dict[str, Any] = Field(default_factory=dict)
    colleague: int = 0
    assigned: list[int] = Field(default_factory=list, max_length=8)
    papers: list[CasePaperIn] = Field(default_factory=list)
    said: str = Field("", max_length=300)


class FieldCasesIn(Schema):
    device: str = Field("", max_length=64)
    items: list[FieldCaseIn] = Field(max_length=200)


@router.get("/field/kit", response={200: FieldKit, **PROBLEMS})
def kit(request: HttpRequest, device: str = "") -> FieldKit:
    """Taken along at the beginning of a shift and renewed whenever there is a network. `device` borrows its blocks of numbers."""
    access, at = posted(request), clock.now()
    access.require({"member"}, what=Phrase("领取外勤办案资料", "take the field kit"))
    area = next(iter(sorted((g.area for g in access.grants if g.role == "member"), key=len, reverse=True)), "")
    region, on = region_of(area), at.astimezone(CHINA).date()
    agency, channel = agency_for(area)
    return {
        "at": at, "region": region, "config": {**(switches.get(LAW_CONFIG) or {}), "jurisdiction": region},
        "agency": {**msgspec.to_builtins(agency), "pay_channel": channel}, "me": access.member_id, "crew": _crew(access, area, on),
        "violations": forms.catalogue(book_for(region), on=on), "papers": [one_kind(kind_of(k)) for k in ON_THE_SPOT],
        "blocks": _blocks(agency.short, device, access, at) if device else [],
    }  # fmt: skip


def _crew(access: Access, area: str, on: date) -> list[KitMember]:
    """The one who asks first, then whoever rides with him."""
    members = people.members_in(access.crew_id) if access.crew_id else []
    known = people.colleagues(dict.fromkeys([access.member_id, *members]))
    return [_member(known[m], area, on) for m in dict.fromkeys([access.member_id, *members]) if m in known]


def _member(who: people.Colleague, area: str, on: date) -> KitMember:
    best = max(
        who.certificates,
        key=lambda c: (c.valid_from <= on <= c.valid_to and area.startswith(c.area), c.valid_to),
        default=None,
    )
    holds = (
        best is not None
        and who.kind == "officer"
        and best.valid_from <= on <= best.valid_to
        and area.startswith(best.area)
    )
    return {
        "member": who.member_id, "account": who.account_id or None, "name": who.name, "kind": who.kind, "certificate": best.number if best else "",
        "certificate_to": best.valid_to if best else None, "certified": holds,
    }  # fmt: skip


def _blocks(short: str, device: str, access: Access, at: datetime) -> list[BlockRow]:
    """One open block of each series that a case on the spot may need."""
    found: dict[int, BlockRow] = {}
    for word in dict.fromkeys(kind_of(k).word for k in NUMBERED):
        for row in blocks.lend(agency=short, word=word, device=device, actor=access.actor, holder=access.actor, at=at):
            found[row["id"]] = row
    return list(found.values())


@router.post("/field/cases", response={200: FieldCaseResults, **PROBLEMS})
def send(request: HttpRequest, body: FieldCasesIn) -> FieldCaseResults:
    """What was done with no network, in order. Each is taken or refused by itself; sending twice changes nothing.

    Items without a result wait on the phone: they happened, by its clock, later than now.
    """
    access, at = posted(request), clock.now()
    refused: set[str] = set()
    results: list[FieldCaseResult] = []
    for item in body.items:
        if (
            item.at > at
        ):  # its clock is ahead of ours: this and what follows wait on the phone until it is so late here too
            break
        result = _take(item, body.device, access, at, refused)
        if result["outcome"] == "refused":
            refused.add(item.local)
        results.append(result)
    return {"results": results}


def _take(item: FieldCaseIn, device: str, access: Access, at: datetime, refused: set[str]) -> FieldCaseResult:
    key = item.local if item.do == "open" else item.key
    known = cases.known_key(access.actor, key)
    try:
        if item.local in refused and not known:
            raise NotAllowed(
                "前一步没有被接受，这一步随之暂停；请先处理前一步。",
                "An earlier step was not accepted, so this one waits; deal with that one first.",
                code="EARLIER",
            )
        case = _act(item, device, access, item.at, at)
    except Conflict as error:  # somebody moved the case this moment: the phone sends it again
        return _result(item, "refused", None, error.said, "conflict")
    except ZhichengError as error:
        return _result(item, "refused", None, error.said, getattr(error, "code", ""))
    return _result(item, "known" if known else "accepted", case)


def _result(
    item: FieldCaseIn,
    outcome: Literal["accepted", "known", "refused"],
    case: cases.Case | None,
    said: Phrase = SILENCE,
    code: str = "",
) -> FieldCaseResult:
    return {
        "key": item.key, "outcome": outcome, "case": case.no if case else "", "case_id": case.pk if case else 0, "detail": said.zh,
        "detail_en": said.en, "code": code,
    }  # fmt: skip


def _act(item: FieldCaseIn, device: str, access: Access, happened: datetime, at: datetime) -> cases.Case:
    if item.do == "open":
        place = item.place
        return case_services.open_case(
            NewCase(
                given=item.given, key=item.local, party=item.party, lng=place.lng if place else None, lat=place.lat if place else None,
                address=place.address if place else "", facts_text=item.facts_text, ticket=item.ticket or "", on_the_spot=item.on_the_spot,
                colleague=item.colleague, happened_at=happened,
            ),
            access=access, at=at,
        )  # fmt: skip
    case = cases.of_key(access.actor, item.local)
    if case is None:
        raise NotFound(
            "这部手机上的案件还没有上传，请先上传登记。",
            "The case of this phone is not known yet; send its opening first.",
        )
    if item.do == "amend":
        act = Act(
            "amend",
            {"facts": item.facts},
            key=item.key,
            party=item.party,
            facts_text=item.facts_text,
            happened_at=happened,
        )
        return case_services.take(case_id=case.pk, act=act, access=access, at=at)
    if item.do == "ask":  # put to the decision of another: it waits at his desk from now on, whenever it was written
        act = Act(item.step, item.data, colleague=item.colleague, assigned=tuple(item.assigned), key=item.key)
        casework.ask(case=case, act=act, papers=papers_of(item.papers), note=item.said, access=access, at=at)
        return case
    act = Act(item.step, item.data, colleague=item.colleague, happened_at=happened, key=item.key, said=item.said)
    return casework.enact(case=case, act=act, papers=papers_of(item.papers, device), access=access, at=at)
