"""Firms that look after the ground before their door 门前责任区: a ticket there is theirs first, by a link, with a limit."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial

from django.db import transaction

from zhicheng.civic.community import queries
from zhicheng.civic.community.events import FirmAnswered, Offered, OfferEnded
from zhicheng.civic.community.models import FIRM_KINDS, Firm, Offer
from zhicheng.civic.community.rules import words
from zhicheng.civic.community.rules.ground import Ground, ground
from zhicheng.civic.community.services.resolving import photographed
from zhicheng.civic.community.states import OFFER
from zhicheng.civic.community.terms import terms
from zhicheng.flow.dispatch import services as dispatch
from zhicheng.flow.tickets import queries as tickets
from zhicheng.flow.tickets import services as ticket_services
from zhicheng.flow.tickets.queries import Ticket
from zhicheng.flow.tickets.services import Inputs
from zhicheng.ground.messages import links
from zhicheng.ground.people import queries as people
from zhicheng.ground.people.queries import Access
from zhicheng.ground.places import queries as places
from zhicheng.infra import bulk
from zhicheng.infra.changes import compare, record_changes
from zhicheng.infra.transitions import Step, advance, open_many
from zhicheng.kernel.calendar import CHINA
from zhicheng.kernel.errors import BadInput, NotAllowed, NotFound
from zhicheng.kernel.geo import from_e7, to_e7
from zhicheng.kernel.phrases import Phrase
from zhicheng.law import matters

COLUMNS = ("firm_id", "ticket_id", "offered_at", "limit_at", "link", "text", "photos", "ended_at")
MOST_HOURS = 24 * 30
RULE = "rule:firm@1"


@dataclass(frozen=True, slots=True)
class NewFirm:
    """Its duty area is a polygon, or some grid cells that lie together, or a circle round a point. No matters: everything there. `hours` 0:
    what the city's terms say."""

    name: str
    kind: str
    contact: str
    phone: str
    polygon: Sequence[Sequence[float]] = field(default_factory=list)
    lng: float | None = None
    lat: float | None = None
    radius: int = 0
    matters: Sequence[str] = field(default_factory=list)
    hours: int = 0
    active: bool = True
    cells: Sequence[str] = field(default_factory=list)


def look(
    *,
    polygon: Sequence[Sequence[float]],
    cells: Sequence[str],
    lng: float | None,
    lat: float | None,
    radius: int,
    firm: int,
    who: Access,
) -> Looked:
    """What an area would be: before anything is kept, the same checks. `firm`: not compared with itself."""
    found = _ground(polygon, cells, lng=lng, lat=lat, radius=radius)
    area = _area_of(found)
    who.require(queries.OFFICE, area, what=Phrase("在这里登记责任单位", "register a firm here"))
    return Looked(found, area, tuple(queries.overlapping(found, without=firm)))


@dataclass(frozen=True, slots=True)
class Looked:
    """A duty area, where it lies, and whose areas it shares."""

    ground: Ground
    area: str
    overlaps: tuple[queries.Overlap, ...]


def _ground(
    polygon: Sequence[Sequence[float]], cells: Sequence[str], *, lng: float | None, lat: float | None, radius: int
) -> Ground:
    ring = places.ring_of(cells) if cells else polygon
    return ground(ring, lng=lng, lat=lat, radius=radius)


def _area_of(found: Ground) -> str:
    area = places.city().locate(found.lng, found.lat).grid[:12]
    if not area:
        raise BadInput(
            "责任区不在本市范围内，请重新画。", "The duty area is not in this city; draw it again.", field="polygon"
        )
    return area


def keep_firm(new: NewFirm, *, firm_id: int = 0, who: Access, at: datetime) -> Firm:
    """Register a firm with its duty area, or change one."""
    values = _values(new)
    area = str(values["area"])
    who.require(queries.OFFICE, area, what=Phrase("在这里登记责任单位", "register a firm here"))
    with transaction.atomic():
        old = queries.firm(firm_id, who) if firm_id else None
        if old is not None:
            who.require(queries.OFFICE, old.area, what=Phrase("修改这家责任单位", "change this firm"))
        if Firm.objects.filter(name=values["name"]).exclude(pk=firm_id).exists():
            raise BadInput("这个名称已登记过，请核对。", "A firm of this name is registered already.", field="name")
        before = {k: str(getattr(old, k)) for k in values} if old else None
        row = old or Firm(since_at=at)
        for name, value in values.items():
            setattr(row, name, value)
        row.save()
        after = {k: str(v) for k, v in values.items()}
        record_changes("firms", [compare(row.name, _said(before), _said(after))], by=who.actor, at=at)
    return row


def _said(values: dict[str, str] | None) -> dict[str, str] | None:
    """What the record of changes says of it: never the phone."""
    return (
        None if values is None else {k: v for k, v in values.items() if k not in ("phone",) and not k.endswith("_e7")}
    )


def _values(new: NewFirm) -> dict[str, object]:
    if new.kind not in FIRM_KINDS:
        raise BadInput(
            f"没有「{new.kind}」这类单位，可选：{'、'.join(FIRM_KINDS)}。",
            f"There is no kind of firm “{new.kind}”; choose one of {', '.join(FIRM_KINDS)}.",
            field="kind",
        )
    unknown = [m for m in new.matters if m not in matters.matters() and m not in matters.classes()]
    if unknown:
        raise BadInput(f"没有事项代码 {unknown[0]}。", f"There is no matter {unknown[0]}.", field="matters")
    found = _ground(new.polygon, new.cells, lng=new.lng, lat=new.lat, radius=new.radius)
    area = _area_of(found)
    west, south, east, north = found.box
    return {
        "name": words.words(new.name, most=80, what=Phrase("单位名称", "the firm's name"), field="name"), "kind": new.kind,
        "contact": words.words(new.contact, most=40, what=Phrase("联系人", "the contact's name"), field="contact"),
        "phone": words.phone(new.phone), "area": area, "polygon": [list(p) for p in found.polygon], "lng_e7": to_e7(found.lng),
        "lat_e7": to_e7(found.lat), "radius": found.radius, "west_e7": to_e7(west), "south_e7": to_e7(south), "east_e7": to_e7(east),
        "north_e7": to_e7(north), "matters": list(new.matters), "active": new.active,
        "hours": words.number(
            new.hours or terms().firm_hours, least=1, most=MOST_HOURS, what=Phrase("时限（小时）", "the limit in hours"), field="hours"
        ),
    }  # fmt: skip


# Offers -----------------------------------------------------------------------------------------------------------------------


def offer_first(ticket_ids: Sequence[int], *, at: datetime) -> list[int]:
    """Tickets in a firm's duty area are offered to it; gives those that go the ordinary way at once."""
    if not Firm.objects.filter(active=True).exists():
        return list(ticket_ids)
    found = [t for t in tickets.by_ids(ticket_ids).values() if t.state == "to_dispatch"]
    known = set(Offer.objects.filter(ticket_id__in=[t.pk for t in found]).values_list("ticket_id", flat=True))
    pairs = [
        (t, firm)
        for t in found
        if t.pk not in known
        for firm in queries.firms_at(from_e7(t.lng_e7), from_e7(t.lat_e7), t.matter)[:1]
    ]
    with transaction.atomic():
        _offer(pairs, at)
    taken = {t.pk for t, _ in pairs} | set(
        queries.offers_running().filter(ticket_id__in=known).values_list("ticket_id", flat=True)
    )
    return [pk for pk in ticket_ids if pk not in taken]


def _offer(pairs: Sequence[tuple[Ticket, Firm]], at: datetime) -> None:
    batch = []
    for pk, (ticket, firm) in zip(bulk.reserve_ids(Offer, len(pairs)) if pairs else [], pairs, strict=True):
        due = at + timedelta(hours=firm.hours)
        link = links.digest_of(links.code_of(links.spec("offer", pk, 1)))
        one = bulk.blank(
            Offer,
            {
                "id": pk,
                "firm_id": firm.pk,
                "ticket_id": ticket.pk,
                "offered_at": at,
                "limit_at": due,
                "link": link,
                "photos": [],
                "ended_at": None,
            },
        )
        body = partial(Offered, firm=firm.pk, ticket=ticket.no)
        batch.append((one, [Step("make", RULE, at, body, f"firm:{firm.pk}", due, True)]))
    open_many(batch, OFFER, COLUMNS, at=at)


def by_link(code: str) -> Offer:
    """The offer behind a link."""
    found = queries.offer_by_digest(links.digest_of(code))
    if found is None:
        raise NotFound("链接无效，请用短信里的链接。", "This link is not valid; use the one in the message.")
    return found


def _still_open(one: Offer, at: datetime) -> None:
    if one.state == "repaired":
        raise NotAllowed("已经反馈过了，谢谢。", "You have answered already; thank you.")
    if one.state != "offered" or at > one.limit_at:
        raise NotAllowed(
            f"已于 {one.limit_at.astimezone(CHINA):%m-%d %H:%M} 到期或已另行安排，不用再处理。",
            f"The limit was {one.limit_at.astimezone(CHINA):%m-%d %H:%M}, or somebody else has it: nothing more to do.",
        )


def repair(code: str, *, text: str, photos: Sequence[str], at: datetime) -> Offer:
    """Done and shown. The ticket counts as handled, by the firm; other eyes check it as they check everybody."""
    said = words.words(text, most=300, what=Phrase("处理情况", "what was done"), field="text")
    photographed(photos)
    with transaction.atomic():
        one = by_link(code)
        _still_open(one, at)
        body = partial(FirmAnswered, text=said, photos=list(photos))
        columns = {"text": said, "photos": list(photos), "ended_at": at}
        advance(one, OFFER, Step("repair", f"firm:{one.firm_id}", at, body, "", None, True, columns=columns), at=at)
        _handled(one, said, photos, at)
    return one


def _handled(one: Offer, said: str, photos: Sequence[str], at: datetime) -> None:
    """Through the unit that answers for the place: the firm acts, the unit stays responsible. Without such a unit the desk decides."""
    ticket = one.ticket
    unit = people.Units().responsible(ticket.matter, ticket.grid)
    if ticket.state != "to_dispatch" or unit is None:
        return
    ticket_services.dispatch_many({ticket.pk: unit}, actor=RULE, at=at)
    for action, inputs in (
        ("start", Inputs()),
        ("feed_back", Inputs(text=f"{one.firm.name}：{said}", photos=list(photos))),
    ):
        ticket_services.take(
            ticket_id=ticket.pk,
            action=action,
            actor=f"firm:{one.firm_id}",
            roles=frozenset({"department"}),
            inputs=inputs,
            at=at,
        )


def decline(code: str, *, reason: str, at: datetime) -> Offer:
    """Not theirs, or not possible: the ordinary way, at once."""
    said = words.words(reason, most=300, what=Phrase("理由", "the reason"), field="reason")
    with transaction.atomic():
        one = by_link(code)
        _still_open(one, at)
        step = Step(
            "decline",
            f"firm:{one.firm_id}",
            at,
            partial(FirmAnswered, text=said),
            "",
            None,
            True,
            columns={"text": said, "ended_at": at},
        )
        advance(one, OFFER, step, at=at)
    return one


def lapse_due(*, at: datetime) -> int:
    """The limit is over."""
    late = list(queries.offers_running(until=at)[:500])
    for one in late:
        advance(one, OFFER, Step("lapse", "system", at, OfferEnded, "", None, True, columns={"ended_at": at}), at=at)
    return len(late)


def send_on(offer_ids: Sequence[int], *, at: datetime) -> None:
    """What a firm did not do goes the ordinary way."""
    ids = list(
        Offer.objects.filter(pk__in=offer_ids, state__in=["declined", "lapsed"]).values_list("ticket_id", flat=True)
    )
    dispatch.send_to_units(ids, at=at)


def withdraw(ticket_ids: Sequence[int], *, at: datetime) -> int:
    """The ticket is gone, or a dispatcher has sent it himself."""
    found = list(queries.offers_running().filter(ticket_id__in=list(ticket_ids)))
    for one in found:
        advance(one, OFFER, Step("withdraw", "system", at, OfferEnded, "", None, True, columns={"ended_at": at}), at=at)
    return len(found)
