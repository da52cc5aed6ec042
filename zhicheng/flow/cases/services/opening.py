"""A case begins: a lead that somebody wrote down, or an act that two officers meet in the street."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction

from zhicheng.flow.cases import register
from zhicheng.flow.cases.dossier import book_for, facts_of, region_of
from zhicheng.flow.cases.events import Opened
from zhicheng.flow.cases.models import Case
from zhicheng.flow.cases.party import Party, as_given, key_of, read_party, stored
from zhicheng.flow.cases.plain import plain
from zhicheng.flow.cases.services import steps
from zhicheng.flow.cases.states import CASE
from zhicheng.flow.tickets import queries as tickets
from zhicheng.ground.people import queries as people
from zhicheng.ground.people.queries import Access
from zhicheng.ground.permits import queries as permits
from zhicheng.ground.permits.rules import lawful_stall
from zhicheng.ground.places import queries as places
from zhicheng.infra import bulk
from zhicheng.infra.models import Event
from zhicheng.infra.transitions import Step, open_many
from zhicheng.kernel.calendar import CHINA
from zhicheng.kernel.errors import BadInput, NotAllowed
from zhicheng.kernel.geo import to_e7
from zhicheng.kernel.phrases import Phrase
from zhicheng.law import matters
from zhicheng.law.contradictions import contradictions
from zhicheng.law.scenarios import read_amendment

OPENERS = frozenset({"member", "squad_head", "legal_reviewer", "archivist"})
FOUND_THERE = "T05"
TEXT = 4_000
COLUMNS = (
    "no", "ticket_id", "squad_id", "area", "address", "lng_e7", "lat_e7", "region", "violation", "given", "lawful_here", "facts_text", "party",
    "party_name", "party_key", "procedure", "left", "stage", "amount", "tier", "outcome", "due_name", "opened_at", "act_at", "filed_on",
    "decided_on", "served_on", "closed_at",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class NewCase:
    """What is known when a case begins. `given` in the words of law's scenarios; lng, lat in degrees WGS-84, or a ticket that has a place."""

    given: Mapping[str, Any]
    key: str = ""
    party: Mapping[str, Any] | None = None
    lng: float | None = None
    lat: float | None = None
    address: str = ""
    facts_text: str = ""
    ticket: str = ""
    on_the_spot: bool = False
    colleague: int = 0
    happened_at: datetime | None = None


def open_case(new: NewCase, *, access: Access, at: datetime) -> Case:
    """Write the lead, and when it is met on the spot the first step with it. The same key gives the same case again."""
    known = Event.objects.filter(actor=access.actor, key=new.key, kind="case.open").first() if new.key else None
    if known:
        return Case.objects.get(pk=known.stream_id)
    with transaction.atomic():
        case, opened = _written(new, access, at)
        open_many([(case, [opened])], CASE, COLUMNS, at=at)
        if new.colleague and not new.on_the_spot:
            steps.give_to(case, [access.member_id, new.colleague])  # who has seen it
        if new.on_the_spot:
            act = steps.Act(FOUND_THERE, colleague=new.colleague, happened_at=new.happened_at)
            case = steps.take(case_id=case.pk, act=act, access=access, at=at)
    return case


def _written(new: NewCase, access: Access, at: datetime) -> tuple[Case, Step]:
    ticket = tickets.by_no(new.ticket, access) if new.ticket else None
    lng, lat = (new.lng, new.lat) if ticket is None else (ticket.lng_e7 / 1e7, ticket.lat_e7 / 1e7)
    if lng is None or lat is None:
        raise BadInput("请标明违法行为的地点。", "Say where it was done.", field="place")
    area = ticket.grid if ticket and ticket.grid else _area(lng, lat)
    access.require(OPENERS, area, what=Phrase("登记案件", "open a case"))
    book = book_for(region_of(area))
    given, party = given_of(new.given, new.party, book)
    if not given.get("violation"):
        raise BadInput("请选择违法行为。", "Choose the violation.", field="given.violation")
    violation = str(given["violation"])
    key = key_of(party) if party else ""
    given |= known_before(key, violation, at, book, ticket_id=ticket.pk if ticket else None, said=given)
    facts = facts_of(
        given, area=area, lawful_here=_is_lawful(violation, lng, lat, new.happened_at or at, book), book=book
    )
    for wrong in contradictions(facts):
        raise NotAllowed(wrong.zh, wrong.en, code="APL 40")
    case = Case(
        pk=bulk.reserve_ids(Case, 1)[0], ticket_id=ticket.pk if ticket else None, squad_id=_squad(access, area), area=area,
        address=(new.address or (ticket.address if ticket else "")).strip()[:200] or places.at(lng, lat)["text"][:200], lng_e7=to_e7(lng),
        lat_e7=to_e7(lat), region=region_of(area), violation=violation, given=given, lawful_here=facts.lawful_here,
        facts_text=new.facts_text.strip()[:TEXT], party=stored(party) if party else None, party_name=party.name if party else "", party_key=key,
        opened_at=new.happened_at or at, act_at=facts.act,
    )  # fmt: skip
    case.no = f"AJ{at.astimezone(CHINA):%y%m%d}{case.pk:05d}"

    def body(**moved: Any) -> Opened:
        return Opened(
            **moved, no=case.no, region=case.region, area=area, given=given, facts_text=case.facts_text, party=case.party,
            ticket=ticket.no if ticket else "", lawful_here=case.lawful_here,
        )  # fmt: skip

    return case, Step("open", access.actor, new.happened_at or at, body, holder="squad_head", key=new.key or None)


def given_of(said: Mapping[str, Any], raw: Mapping[str, Any] | None, book: Any) -> tuple[dict[str, Any], Party | None]:
    """What somebody says of the case, read once to see that it is understood; the party by what the law may know of him."""
    told = plain(said, "given")
    read_amendment(told, book, where="given")
    party = read_party(raw) if raw else None
    return {**told, **({"party": as_given(party)} if party else {})}, party


def known_before(
    key: str, violation: str, at: datetime, book: Any, *, ticket_id: int | None, said: Mapping[str, Any], but: int = 0
) -> dict[str, Any]:
    """What the register says of this party: nobody is asked what we know ourselves."""
    if not key:
        return {}
    found = register.priors(party_key=key, violation=violation, before=at, book=book, but=but)
    first = not found and bool(said.get("first_in_lookback", True))
    fined = register.fined_for(ticket_id=ticket_id, party_key=key, violation=violation, but=but)
    return {"first_in_lookback": first, **({"earlier_fine_for_this_act": True} if fined else {})}


def _area(lng: float, lat: float) -> str:
    found = places.at(lng, lat)["grid"]
    if found is None:
        raise BadInput("地点不在本市的网格内。", "The place lies in no grid of this city.", field="place")
    return found["code"]


def _squad(access: Access, area: str) -> int | None:
    own = people.unit_of(access.member_id) if access.member_id else None
    return own if own and people.organisation(own).kind == "squad" else people.Units().responsible("", area)


def _is_lawful(violation: str, lng: float, lat: float, when: datetime, book: Any) -> bool:
    """A stall in a designated place and hour is no violation (INV-89)."""
    entry = book.violations.get(violation)
    if entry is None or not matters.STALLS & set(entry.matters):
        return False
    return lawful_stall(lng, lat, when, permits.stalls([(lng, lat)])) is not None
