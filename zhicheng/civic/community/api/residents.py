"""For residents and firms, who have no account: a proven phone is kept in a signed cookie, a firm's link is in its message."""

from __future__ import annotations

from datetime import timedelta
from typing import Annotated
from uuid import UUID

from django.core.signing import BadSignature, SignatureExpired
from django.http import HttpRequest, HttpResponse
from ninja import Field, Query, Router, Schema

from zhicheng.civic.community import queries
from zhicheng.civic.community.models import Resident
from zhicheng.civic.community.queries import engaged, grounds
from zhicheng.civic.community.services import commending, firms, open_days, residents, resolving, rewards, tabling
from zhicheng.civic.community.shapes import grounds as ground_shapes
from zhicheng.civic.community.shapes import open_days as day_shapes
from zhicheng.civic.community.shapes import residents as own_shapes
from zhicheng.civic.community.shapes import table as table_shapes
from zhicheng.civic.community.shapes.grounds import FirmRate, OfferView, TaskView
from zhicheng.civic.community.shapes.open_days import OpenDayView
from zhicheng.civic.community.shapes.residents import Catalogue, CodeSent, ResidentView
from zhicheng.civic.community.shapes.table import AreaChoice, AreaTable
from zhicheng.civic.community.terms import terms
from zhicheng.ground.messages import links
from zhicheng.ground.people.auth import is_demo
from zhicheng.ground.places import queries as places
from zhicheng.infra import clock
from zhicheng.infra.api import PROBLEMS, Lat, Lng
from zhicheng.infra.config import config
from zhicheng.infra.throttle import Throttle, address_of
from zhicheng.kernel.errors import BadInput, NotFound, Refused, SignedOut
from zhicheng.kernel.ids import tracking_code

router = Router(tags=["community"])
KNOCKS = Throttle()
COOKIE, DEVICE = "resident", "device"
DAYS = 30
SALT = "zhicheng.resident"


def _knock(request: HttpRequest) -> None:
    """Guessing codes and filling phones with messages is slow."""
    if not KNOCKS.allows(address_of(request), config().reports_per_minute):
        raise Refused("操作过于频繁，请一分钟后再试。", "Too many attempts. Please try again in a minute.")


def known(request: HttpRequest) -> Resident | None:
    """Whose cookie this is; None without a valid one."""
    try:
        pk = request.get_signed_cookie(COOKIE, salt=SALT, max_age=DAYS * 86_400)
    except (KeyError, BadSignature, SignatureExpired):
        return None
    return queries.resident(int(pk)) if pk and pk.isdigit() else None


def mine(request: HttpRequest) -> Resident:
    """Whose cookie this is; SignedOut without."""
    found = known(request)
    if found is None:
        raise SignedOut("请先用手机号登录。", "Please sign in with your phone first.")
    return found


class PhoneIn(Schema):
    phone: str


class ResidentCodeIn(Schema):
    phone: str
    code: str


class ResidentNameIn(Schema):
    name: str


class ClaimIn(Schema):
    receipt: str
    code: str


@router.post("/community/code", response={200: CodeSent, **PROBLEMS})
def ask_code(request: HttpRequest, payload: PhoneIn) -> CodeSent:
    """Send a code to this phone."""
    _knock(request)
    link = residents.ask_code(phone=payload.phone, now=clock.real(), at=clock.now())
    return {"phone": payload.phone, "demo_code": links.digits_of(link) if is_demo() else ""}


@router.post("/community/sign-in", response={200: ResidentView, **PROBLEMS})
def sign_in(request: HttpRequest, response: HttpResponse, payload: ResidentCodeIn) -> ResidentView:
    """Give the code back; a cookie keeps the phone proven for a month."""
    _knock(request)
    device = _device(request)
    found = residents.sign_in(phone=payload.phone, code=payload.code, device=device, now=clock.real(), at=clock.now())
    for name, value, days in ((COOKIE, str(found.pk), DAYS), (DEVICE, device, 365)):
        response.set_signed_cookie(
            name, value, salt=SALT, max_age=days * 86_400, httponly=True, samesite="Strict", secure=request.is_secure()
        )
    return own_shapes.me(found)


def _device(request: HttpRequest) -> str:
    """This browser's own number; a new one when it has none of ours."""
    try:
        return request.get_signed_cookie(DEVICE, salt=SALT, max_age=365 * 86_400) or tracking_code(24)
    except (KeyError, BadSignature, SignatureExpired):
        return tracking_code(24)


@router.post("/community/sign-out", response={200: ResidentView, **PROBLEMS})
def sign_out(request: HttpRequest, response: HttpResponse) -> ResidentView:
    response.delete_cookie(COOKIE, samesite="Strict")
    return own_shapes.NOBODY


@router.get("/community/me", response={200: ResidentView, **PROBLEMS})
def me(request: HttpRequest) -> ResidentView:
    """His points with every line, also what was refused and why; his redemptions and certificates."""
    found = known(request)
    return own_shapes.me(found) if found else own_shapes.NOBODY


@router.post("/community/me/name", response={200: ResidentView, **PROBLEMS})
def rename(request: HttpRequest, payload: ResidentNameIn) -> ResidentView:
    found = mine(request)
    residents.rename(resident=found, name=payload.name)
    return own_shapes.me(found)


@router.post("/community/claims", response={200: ResidentView, **PROBLEMS})
def claim(request: HttpRequest, payload: ClaimIn) -> ResidentView:
    """A report that was made without a phone becomes his by its receipt and code."""
    _knock(request)
    found = mine(request)
    residents.claim(resident=found, receipt=payload.receipt, code=payload.code, at=clock.now())
    return own_shapes.me(found)


@router.get("/community/rewards", response={200: Catalogue, **PROBLEMS})
def catalogue(request: HttpRequest) -> Catalogue:
    """What points are given for and what they are redeemed for."""
    return own_shapes.catalogue()


@router.post("/community/rewards/{reward}/redeem", response={200: ResidentView, **PROBLEMS})
def redeem(request: HttpRequest, reward: int) -> ResidentView:
    """One piece; its code is in the answer."""
    found = mine(request)
    rewards.redeem(resident=found, reward_id=reward, at=clock.now())
    return own_shapes.me(found)


@router.post("/community/redemptions/{code}/give-back", response={200: ResidentView, **PROBLEMS})
def give_back(request: HttpRequest, code: str) -> ResidentView:
    """Not wanted any more: the points come back."""
    found = mine(request)
    rewards.give_back(code=code, resident=found, at=clock.now())
    return own_shapes.me(found)


@router.get("/community/commendations/{commendation}/certificate", include_in_schema=False)
def certificate(request: HttpRequest, commendation: int) -> HttpResponse:
    """His own certificate."""
    found = next((c for c in engaged.commendations_of(mine(request).pk) if c.pk == commendation), None)
    if found is None:
        raise NotFound("没有这份证书。", "There is no such certificate.")
    return HttpResponse(commending.certificate(found, at=clock.now()), content_type="application/pdf")


# Open days ------------------------------------------------------------------------------------------------------------------------


class SignUpIn(Schema):
    name: str


class OpenDaySaidIn(Schema):
    score: int
    comment: str = ""


@router.get("/community/open-days", response={200: list[OpenDayView], **PROBLEMS})
def days(request: HttpRequest) -> list[OpenDayView]:
    """Those to come; after them what the resident himself was at or signed up for."""
    found = known(request)
    upcoming = list(queries.open_days(after=clock.now())[:50])
    own = queries.open_days_of(found.pk, without=[d.pk for d in upcoming]) if found else []
    return day_shapes.open_days([*upcoming, *own], found)


def _day(request: HttpRequest, open_day: int, resident: Resident) -> OpenDayView:
    return day_shapes.open_days([queries.open_day(open_day)], resident)[0]


@router.post("/community/open-days/{open_day}/sign-up", response={200: OpenDayView, **PROBLEMS})
def sign_up(request: HttpRequest, open_day: int, payload: SignUpIn) -> OpenDayView:
    """A place, or a turn in the waiting list."""
    found = mine(request)
    open_days.sign_up(open_day=open_day, resident=found, name=payload.name, at=clock.now())
    return _day(request, open_day, found)


@router.post("/community/open-days/{open_day}/cancel", response={200: OpenDayView, **PROBLEMS})
def cancel(request: HttpRequest, open_day: int) -> OpenDayView:
    """The place goes to who has waited longest."""
    found = mine(request)
    open_days.cancel(open_day=open_day, resident=found, at=clock.now())
    return _day(request, open_day, found)


@router.post("/community/open-days/{open_day}/feedback", response={200: OpenDayView, **PROBLEMS})
def feed_back(request: HttpRequest, open_day: int, payload: OpenDaySaidIn) -> OpenDayView:
    """How it was, once."""
    found = mine(request)
    open_days.feed_back(open_day=open_day, resident=found, score=payload.score, comment=payload.comment, at=clock.now())
    return _day(request, open_day, found)


# The table ------------------------------------------------------------------------------------------------------------------------


class ItemIn(Schema):
    """`area`: street or community; or a point, and its street is found."""

    text: str
    area: str = ""
    lng: float | None = None
    lat: float | None = None


@router.get("/community/areas", response={200: list[AreaChoice], **PROBLEMS})
def areas(request: HttpRequest) -> list[AreaChoice]:
    """The areas that meet."""
    return table_shapes.area_choices()


@router.get("/community/area-at", response={200: AreaTable, **PROBLEMS})
def area_at(request: HttpRequest, lng: Lng, lat: Lat) -> AreaTable:
    """The table of the area round a point."""
    code = places.city().locate(lng, lat).grid[: 9 if terms().level == "street" else 12]
    if not code:
        raise BadInput(
            "这个点不在本市范围内，请选择街道。", "That point is not in this city; choose your street.", field="lng"
        )
    return table_shapes.table(code, known(request), at=clock.now())


@router.get("/community/table", response={200: AreaTable, **PROBLEMS})
def table(request: HttpRequest, area: Annotated[str, Query(min_length=1, max_length=40)]) -> AreaTable:
    """What waits for an area's next meeting, with votes; what the last ones came to."""
    return table_shapes.table(places.code_of(area), known(request), at=clock.now())


@router.post("/community/items", response={200: AreaTable, **PROBLEMS})
def table_item(request: HttpRequest, payload: ItemIn) -> AreaTable:
    """For the next meeting of his area."""
    found, at = mine(request), clock.now()
    one = tabling.table(resident=found, area=payload.area, text=payload.text, lng=payload.lng, lat=payload.lat, at=at)
    return table_shapes.table(one.area, found, at=at)


@router.post("/community/items/{item}/vote", response={200: AreaTable, **PROBLEMS})
def vote(request: HttpRequest, item: int) -> AreaTable:
    """One proven phone, one vote."""
    found, at = mine(request), clock.now()
    tabling.vote(item_id=item, resident=found, at=at)
    return table_shapes.table(queries.item_of(item).area, found, at=at)


@router.post("/community/items/{item}/withdraw", response={200: AreaTable, **PROBLEMS})
def withdraw(request: HttpRequest, item: int) -> AreaTable:
    """Only by whoever tabled it, and before it is on an agenda."""
    found, at = mine(request), clock.now()
    one = tabling.withdraw(item_id=item, resident=found, at=at)
    return table_shapes.table(one.area, found, at=at)


# Firms ----------------------------------------------------------------------------------------------------------------------------


class RepairIn(Schema):
    text: str
    photos: list[UUID] = Field(default_factory=list, max_length=9)


class FirmDeclineIn(Schema):
    reason: str


@router.get("/community/firm/{code}", response={200: OfferView, **PROBLEMS})
def offered(request: HttpRequest, code: str) -> OfferView:
    """What the firm is asked to do; nothing of who reported it."""
    _knock(request)
    return ground_shapes.offer(firms.by_link(code))


@router.post("/community/firm/{code}/repair", response={200: OfferView, **PROBLEMS})
def repair(request: HttpRequest, code: str, payload: RepairIn) -> OfferView:
    """Done, and shown by a photo."""
    _knock(request)
    return ground_shapes.offer(
        firms.repair(code, text=payload.text, photos=[str(p) for p in payload.photos], at=clock.now())
    )


@router.post("/community/firm/{code}/decline", response={200: OfferView, **PROBLEMS})
def decline(request: HttpRequest, code: str, payload: FirmDeclineIn) -> OfferView:
    """Not theirs: the ordinary way, at once."""
    _knock(request)
    return ground_shapes.offer(firms.decline(code, reason=payload.reason, at=clock.now()))


class TaskIn(Schema):
    text: str
    photos: list[UUID] = Field(default_factory=list, max_length=9)
    failed: bool = False


@router.get("/community/firm-task/{code}", response={200: TaskView, **PROBLEMS})
def firm_task(request: HttpRequest, code: str) -> TaskView:
    """What a meeting gave this firm to do, and until when."""
    _knock(request)
    return ground_shapes.task(resolving.by_link(code), at=clock.now())


@router.post("/community/firm-task/{code}", response={200: TaskView, **PROBLEMS})
def answer_task(request: HttpRequest, code: str, payload: TaskIn) -> TaskView:
    """Done, with a photo; or not possible, with the reason."""
    _knock(request)
    at, photos = clock.now(), [str(p) for p in payload.photos]
    return ground_shapes.task(
        resolving.firm_answers(code, text=payload.text, photos=photos, failed=payload.failed, at=at), at=at
    )


@router.get("/community/own-repair", response={200: list[FirmRate], **PROBLEMS})
def own_repair(request: HttpRequest, days: Annotated[int, Query(ge=1, le=730)] = 365) -> list[FirmRate]:
    """Public: what each firm put right itself of what it was offered, if that was enough to say anything."""
    since = clock.now() - timedelta(days=days)
    return [ground_shapes.firm_rate(r) for r in grounds.own_repair_rate(since=since, least=grounds.LEAST_CASES)]
