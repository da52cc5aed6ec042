"""The street's first steps: blow, call one more, insist, begin without who is late, withdraw."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial

from django.db import IntegrityError, transaction

from zhicheng.civic.whistles import limits, queries, rules
from zhicheng.civic.whistles.events import (
    Blown,
    Called,
    HandedOn,
    Proceeded,
    Recalled,
    Released,
    Relinked,
    Summoned,
    Withdrawn,
)
from zhicheng.civic.whistles.models import Summons, Whistle
from zhicheng.civic.whistles.services.beside import note
from zhicheng.civic.whistles.states import RUNNING, SUMMONS, WHISTLE
from zhicheng.flow.reports import queries as reports
from zhicheng.flow.reports import rules as report_rules
from zhicheng.flow.tickets import queries as tickets
from zhicheng.flow.tickets.states import OPEN
from zhicheng.ground.messages import links
from zhicheng.ground.people.queries import Access
from zhicheng.ground.places import queries as places
from zhicheng.infra import bulk
from zhicheng.infra.events import iso
from zhicheng.infra.transitions import Step, advance, open_many
from zhicheng.kernel.calendar import CHINA
from zhicheng.kernel.errors import BadInput, NotAllowed, Refused
from zhicheng.kernel.geo import from_e7, to_e7
from zhicheng.kernel.phrases import Phrase
from zhicheng.law import matters

HOLDER = "role:street"
MANAGE = frozenset({"street"})
WHISTLE_COLUMNS = (
    "no", "kind", "street", "reason", "matter", "lng_e7", "lat_e7", "grid", "address", "photos", "ticket_id", "blown_by_id", "blown_at",
    "key", "report_due_at", "act_due_at", "outcome",
)  # fmt: skip
SUMMONS_COLUMNS = (
    "whistle_id", "unit_id", "asked_at", "since_at", "escalated", "link", "turn", "link_until", "shared", "who", "phone", "arrival_photos",
    "declined_for", "task", "signed_by", "result", "result_photos", "ended", "score_reason", "reply",
)  # fmt: skip
REASON = Phrase("理由", "the reason")


@dataclass(frozen=True, slots=True)
class NewWhistle:
    """What a street blows for. `key` is the phone's own number: sent twice, blown once. `ticket`: the one that needs several."""

    key: str
    kind: str
    reason: str
    units: Sequence[int]
    lng: float | None = None
    lat: float | None = None
    address: str = ""
    matter: str = ""
    photos: Sequence[str] = field(default_factory=list)
    ticket: str = ""


def may_manage(who: Access, whistle: Whistle) -> None:
    """Refused unless he speaks for this street."""
    who.require(MANAGE, whistle.grid, what=Phrase("办理这个哨", "act for the street here"))


def blow(new: NewWhistle, *, who: Access, at: datetime) -> Whistle:
    """Blow it: its departments are called and their clocks run. The same key gives back the same whistle."""
    key = rules.check_key(new.key)
    known = queries.sent_before(who.account_id, key)
    if known:
        return known
    try:
        with transaction.atomic():
            return _blow(_checked(new, who, key, at), new.units, who, at)
    except IntegrityError:  # the same phone sent it twice at this very moment
        known = queries.sent_before(who.account_id, key)
        if known is None:
            raise
        return known


def _checked(new: NewWhistle, who: Access, key: str, at: datetime) -> Whistle:
    """The whistle as it will stand. BadInput or Refused with one sentence."""
    kind = limits.kind_of(new.kind)
    reason = rules.words(new.reason, most=rules.MAX_REASON, what=Phrase("吹哨事由", "what it is about"), field="reason")
    rules.check_units(new.units, set(queries.callable_units().values_list("pk", flat=True)))
    if new.matter and new.matter not in matters.matters():
        raise BadInput(f"没有事项代码 {new.matter}。", f"There is no matter {new.matter}.", field="matter")
    check_photos(new.photos)
    ticket = tickets.by_no(new.ticket, who) if new.ticket else None
    if ticket and ticket.state not in OPEN:
        raise NotAllowed(f"工单 {ticket.no} 已办结，不能再吹哨。", f"Ticket {ticket.no} is closed; no whistle for it.")
    lng, lat = new.lng, new.lat
    if ticket and lng is None and lat is None:
        lng, lat = from_e7(ticket.lng_e7), from_e7(ticket.lat_e7)
    grid = _grid_of(lng, lat)
    _may_blow(who, grid, ticket is not None)
    clocks = limits.start(kind, at)
    return bulk.blank(
        Whistle,
        {
            "id": bulk.reserve_ids(Whistle, 1)[0], "kind": kind.code, "street": grid[:9], "reason": reason,
            "matter": new.matter or (ticket.matter if ticket else ""), "lng_e7": to_e7(lng or 0), "lat_e7": to_e7(lat or 0), "grid": grid,
            "address": new.address.strip()[:200] or places.place_text(lng or 0, lat or 0)[:200], "photos": list(new.photos),
            "ticket_id": ticket.pk if ticket else None, "blown_by_id": who.account_id, "blown_at": at, "key": key,
            "report_due_at": clocks.report_due_at, "act_due_at": clocks.act_due_at, "closed_at": None,
        },
    )  # fmt: skip


def check_photos(photos: Sequence[str]) -> None:
    if photos and reports.count_photos(photos) != len(set(photos)):
        raise BadInput("照片没有传上来，请重新上传。", "A photo is missing. Upload it again.", field="photos")


def _grid_of(lng: float | None, lat: float | None) -> str:
    report_rules.check_point(lng, lat)
    if lng is None or lat is None:
        raise BadInput("请在地图上选择地点。", "Choose the place on the map.", field="lng")
    grid = places.city().locate(lng, lat).grid
    if not grid:
        raise BadInput(
            "这个点不在本市范围内，请在地图上重新选择。",
            "That point is not in this city. Choose the place on the map again.",
            field="lng",
        )
    return grid


def _may_blow(who: Access, grid: str, by_ticket: bool) -> None:
    """The street office and its liaisons on their ground; a dispatcher for a ticket of his."""
    roles = {*queries.BLOWS, "dispatcher"} if by_ticket else set(queries.BLOWS)
    if not who.roles & roles:
        who.require(roles, what=Phrase("吹哨", "blow a whistle"))
    if not who.may(roles, grid):
        raise Refused(
            f"这里属于{places.name_of(grid[:9])}，不在您的辖区，请由当地街道吹哨。",
            f"This is {places.name_of(grid[:9])}, not your area: its own street has to blow.",
        )


def _blow(whistle: Whistle, units: Sequence[int], who: Access, at: datetime) -> Whistle:
    whistle.no = f"W{at.astimezone(CHINA):%y%m%d}{whistle.pk:05d}"

    def body(**moved: object) -> Blown:
        return Blown(
            no=whistle.no, sort=whistle.kind, street=whistle.street, matter=whistle.matter, units=list(units),
            act_due=iso(whistle.act_due_at), photos=list(whistle.photos), ticket=whistle.ticket.no if whistle.ticket else "",
            **moved,  # type: ignore[arg-type]
        )  # fmt: skip

    place = (from_e7(whistle.lng_e7), from_e7(whistle.lat_e7))
    step = Step("blow", who.actor, at, body, HOLDER, whistle.report_due_at, True, place)
    open_many([(whistle, [step])], WHISTLE, WHISTLE_COLUMNS, at=at)
    _summon(whistle, units, who.actor, whistle.report_due_at, at)
    return whistle


def _summon(whistle: Whistle, units: Sequence[int], by: str, due: datetime, at: datetime) -> None:
    batch = []
    for pk, unit in zip(bulk.reserve_ids(Summons, len(units)), units, strict=True):
        one = bulk.blank(
            Summons,
            {
                "id": pk, "whistle_id": whistle.pk, "unit_id": unit, "asked_at": at, "since_at": at, "turn": 1,
                "link": links.digest_of(links.code_of(links.spec("summons", pk, 1))), "link_until": limits.link_until(at),
            },
        )  # fmt: skip
        body = partial(Summoned, whistle=whistle.pk, unit=unit)
        batch.append((one, [Step("call", by, at, body, f"org:{unit}", due, True)]))
    open_many(batch, SUMMONS, SUMMONS_COLUMNS, at=at)


def call(*, whistle_no: str, unit: int, who: Access, at: datetime) -> Whistle:
    """One more department; its report-in clock starts now."""
    with transaction.atomic():
        whistle = queries.by_no(whistle_no, who)
        may_manage(who, whistle)
        rules.check_units([unit], set(queries.callable_units().values_list("pk", flat=True)))
        if any(s.unit_id == unit for s in queries.summonses([whistle.pk])):
            raise NotAllowed(
                "这个部门已经召请过了；需要它再来请点「再次召请」。",
                "This department has been called already; to insist, call it again on its own line.",
            )
        due = limits.start(limits.kind_of(whistle.kind), at).report_due_at
        advance(whistle, WHISTLE, Step("call", who.actor, at, partial(Called, unit=unit)), at=at)
        _summon(whistle, [unit], who.actor, due, at)
    return whistle


def recall(*, whistle_no: str, summons: int, reason: str, who: Access, at: datetime) -> None:
    """The street does not share a department's "not ours": it is called again, with a new clock."""
    with transaction.atomic():
        whistle = queries.by_no(whistle_no, who)
        may_manage(who, whistle)
        _still_runs(whistle)
        one = queries.summons(whistle, summons)
        said = rules.words(reason, most=rules.MAX_WORDS, what=REASON, field="reason")
        due = limits.start(limits.kind_of(whistle.kind), at).report_due_at
        columns = {
            "since_at": at, "asked_at": at, "escalated": 0, "declined_for": "", "link_until": limits.link_beyond(due, one.link_until),
        }  # fmt: skip
        step = Step(
            "recall", who.actor, at, partial(Recalled, reason=said), due_at=due, due_changes=True, columns=columns
        )
        advance(one, SUMMONS, step, at=at)


def _still_runs(whistle: Whistle) -> None:
    if whistle.state not in RUNNING:
        raise NotAllowed("这个哨已评议或已销，不能再召请。", "This whistle is over; nobody can be called any more.")


def relink(*, whistle_no: str, summons: int, who: Access, at: datetime) -> str:
    """A fresh link, because the old one is lost or over; the old one opens nothing any more. Gives its code."""
    with transaction.atomic():
        whistle = queries.by_no(whistle_no, who)
        may_manage(who, whistle)
        return renew(queries.summons(whistle, summons), kind="summons.relink", by=who.actor, at=at, shared=False)


def link_of(*, whistle_no: str, summons: int, who: Access) -> tuple[str, datetime]:
    """Which link of a department is in force, and until when; only the street may pass it on."""
    whistle = queries.by_no(whistle_no, who)
    may_manage(who, whistle)
    one = queries.summons(whistle, summons)
    return links.spec("summons", one.pk, one.turn), one.link_until


def renew(one: Summons, *, kind: str, by: str, at: datetime, shared: bool, name: str = "") -> str:
    turn = one.turn + 1
    code = links.code_of(links.spec("summons", one.pk, turn))
    body = HandedOn(name=name) if kind == "summons.hand_on" else Relinked(turn=turn)
    columns = {"turn": turn, "link": links.digest_of(code), "link_until": limits.link_until(at), "shared": shared}
    note(one, kind, body, by=by, at=at, **columns)
    return code


def proceed(*, whistle_no: str, reason: str, who: Access, at: datetime) -> Whistle:
    """Begin with those who are there; who is late stays called, and late."""
    with transaction.atomic():
        whistle = queries.by_no(whistle_no, who)
        may_manage(who, whistle)
        said = rules.words(reason, most=rules.MAX_WORDS, what=REASON, field="reason")
        all_ = queries.standings(whistle.pk)
        verdict = rules.may_proceed(all_)
        if not verdict.allowed:
            raise NotAllowed(*rules.against(verdict))
        missing = [s.unit for s in all_ if s.state == "called"]
        body = partial(Proceeded, missing=missing, reason=said)
        step = Step("proceed", who.actor, at, body, due_at=whistle.act_due_at, due_changes=True)
        advance(whistle, WHISTLE, step, at=at)
    return whistle


def withdraw(*, whistle_no: str, reason: str, who: Access, at: datetime) -> Whistle:
    """Call it off: whoever has not begun is released and is told."""
    with transaction.atomic():
        whistle = queries.by_no(whistle_no, who)
        may_manage(who, whistle)
        said = rules.words(reason, most=rules.MAX_WORDS, what=REASON, field="reason")
        columns = {"closed_at": at, "outcome": said}
        body = partial(Withdrawn, reason=said)
        step = Step("withdraw", who.actor, at, body, "", None, True, columns=columns)
        advance(whistle, WHISTLE, step, at=at)
        for one in queries.summonses([whistle.pk]):
            released = Step("release", who.actor, at, partial(Released, reason=said), due_changes=True)
            advance(one, SUMMONS, released, at=at)
    return whistle
