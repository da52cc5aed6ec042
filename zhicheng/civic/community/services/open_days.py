"""Open days: announce, sign up, wait, move up by itself, check in by code, say how it was."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial

from django.db import transaction

from zhicheng.civic.community import queries
from zhicheng.civic.community.events import Announced, FedBack, Held, OpenDayCalledOff, SignupMoved
from zhicheng.civic.community.models import OPEN_DAY_KINDS, OpenDay, Resident, Signup
from zhicheng.civic.community.rules import words
from zhicheng.civic.community.services.residents import rename
from zhicheng.civic.community.states import COUNTED, OPENDAY, SIGNUP
from zhicheng.ground.people.queries import Access
from zhicheng.ground.places import queries as places
from zhicheng.infra import bulk
from zhicheng.infra.events import iso
from zhicheng.infra.transitions import Step, advance, open_many
from zhicheng.kernel.errors import BadInput, NotAllowed, NotFound
from zhicheng.kernel.ids import tracking_code
from zhicheng.kernel.phrases import Phrase

COLUMNS = (
    "kind", "title", "text", "area", "place", "starts_at", "ends_at", "capacity", "made_by", "reason",
)  # fmt: skip
SIGNUP_COLUMNS = ("open_day_id", "resident_id", "name", "code", "since_at", "comment")
MOST_PLACES = 2_000
OPENS_BEFORE = timedelta(hours=2)  # doors open so long before it begins
SAYS_UNTIL = timedelta(days=14)


@dataclass(frozen=True, slots=True)
class NewOpenDay:
    kind: str
    title: str
    place: str
    starts_at: datetime
    ends_at: datetime
    capacity: int
    area: str
    text: str = ""


def announce(new: NewOpenDay, *, who: Access, at: datetime) -> OpenDay:
    """Everybody may read it from now on and sign up."""
    area = places.code_of(new.area)
    who.require(queries.OFFICE, area, what=Phrase("在这里办开放日", "hold an open day here"))
    if new.kind not in OPEN_DAY_KINDS:
        raise BadInput(
            f"没有「{new.kind}」这种开放日，可选：{'、'.join(OPEN_DAY_KINDS)}。",
            f"There is no open day “{new.kind}”; choose one of {', '.join(OPEN_DAY_KINDS)}.",
            field="kind",
        )
    starts = words.future(new.starts_at, at=at, what=Phrase("开始时间", "the beginning"), field="starts_at")
    if not starts < new.ends_at <= starts + timedelta(days=1):
        raise BadInput(
            "结束时间要在开始之后、一天之内。", "It has to end after it begins, within a day.", field="ends_at"
        )
    one = bulk.blank(
        OpenDay,
        {
            "kind": new.kind, "title": words.words(new.title, most=80, what=Phrase("标题", "the title"), field="title"),
            "text": words.at_most(new.text, most=500, what=Phrase("说明", "the description"), field="text"), "area": area,
            "place": words.words(new.place, most=200, what=Phrase("地点", "the place"), field="place"), "starts_at": starts,
            "ends_at": new.ends_at, "made_by": who.actor,
            "capacity": words.number(new.capacity, least=1, most=MOST_PLACES, what=Phrase("名额", "the number of places"), field="capacity"),
        },
    )  # fmt: skip
    body = partial(Announced, title=one.title, sort=one.kind, area=area, capacity=one.capacity, starts=iso(starts))
    with transaction.atomic():
        one.pk = bulk.reserve_ids(OpenDay, 1)[0]
        open_many(
            [(one, [Step("announce", who.actor, at, body, "role:street", starts, True)])], OPENDAY, COLUMNS, at=at
        )
    return one


def sign_up(*, open_day: int, resident: Resident, name: str, at: datetime) -> Signup:
    """A place, or a turn in the waiting list. Of two who want the last place the second one waits; asking twice changes nothing."""
    said = words.words(name, most=40, what=Phrase("姓名", "the name"), field="name")
    with transaction.atomic():
        day = _locked(open_day)
        if day.state != "announced" or at >= day.starts_at:
            raise NotAllowed(
                "这次开放日报名已截止，请看其他场次。", "Signing up for this open day is over; look at the others."
            )
        mine = Signup.objects.filter(open_day=day, resident=resident).first()
        if mine is not None and mine.state != "cancelled":
            return mine
        if not resident.name:
            rename(resident=resident, name=said)
        mine = mine or _asked(day, resident, said, at)
        free = queries.taken(day.pk) < day.capacity
        mine.since_at = at
        advance(mine, SIGNUP, _step("place" if free else "wait", mine, f"resident:{resident.pk}", at), at=at)
    return mine


def _locked(open_day: int) -> OpenDay:
    """Whoever counts places holds the day's row."""
    day = OpenDay.objects.select_for_update().filter(pk=open_day).first()
    if day is None:
        raise NotFound("没有这个开放日。", "There is no such open day.")
    return day


def _asked(day: OpenDay, resident: Resident, name: str, at: datetime) -> Signup:
    made = bulk.blank(
        Signup,
        {
            "id": bulk.reserve_ids(Signup, 1)[0], "open_day_id": day.pk, "resident_id": resident.pk, "name": name,
            "code": tracking_code(6), "since_at": at,
        },
    )  # fmt: skip
    step = Step("ask", f"resident:{resident.pk}", at, partial(SignupMoved, open_day=day.pk, resident=resident.pk), "")
    open_many([(made, [step])], SIGNUP, SIGNUP_COLUMNS, at=at)
    return made


def _step(action: str, one: Signup, by: str, at: datetime, **columns: object) -> Step:
    body = partial(SignupMoved, open_day=one.open_day_id, resident=one.resident_id)
    since = {"since_at": at} if action in ("place", "wait") else {}
    return Step(action, by, at, body, columns={**since, **columns})


def cancel(*, open_day: int, resident: Resident, at: datetime) -> Signup:
    """The place goes to who has waited longest, at once and by itself."""
    with transaction.atomic():
        day = _locked(open_day)
        mine = Signup.objects.filter(open_day=day, resident=resident).first()
        if mine is None:
            raise NotFound("您没有报名这次开放日。", "You have not signed up for this open day.")
        if at >= day.ends_at:
            raise NotAllowed("活动已经结束，不用再退出。", "It is over; there is nothing to cancel.")
        had = mine.state == "has_place"
        advance(mine, SIGNUP, _step("cancel", mine, f"resident:{resident.pk}", at), at=at)
        if had and day.state == "announced":
            _move_up(day, at)
    return mine


def _move_up(day: OpenDay, at: datetime) -> None:
    for one in queries.waiting_list(day.pk)[: max(0, day.capacity - queries.taken(day.pk))]:
        advance(one, SIGNUP, _step("move_up", one, "system", at), at=at)


def check_in(*, open_day: int, code: str, who: Access, at: datetime) -> Signup:
    """Somebody stands at the door and says the code."""
    day = queries.open_day(open_day)
    who.require(queries.OFFICE, day.area, what=Phrase("在这里签到", "check people in here"))
    one = Signup.objects.filter(open_day=day, code=code.strip().upper()).first()
    if one is None:
        raise NotFound("没有这个签到码，请核对短信。", "There is no such code; compare it with the message.")
    if not day.starts_at - OPENS_BEFORE <= at <= day.ends_at:
        raise NotAllowed(
            "现在不是签到时间：开始前两小时到结束之间可以签到。",
            "Not now: people are checked in from two hours before it begins until it ends.",
        )
    if one.state == "came":
        return one
    advance(one, SIGNUP, _step("come", one, who.actor, at, came_at=at), at=at)
    return one


def feed_back(*, open_day: int, resident: Resident, score: int, comment: str, at: datetime) -> Signup:
    """How it was, once, by who was there."""
    one = Signup.objects.select_related("open_day").filter(open_day_id=open_day, resident=resident).first()
    if one is None or one.state != "came":
        raise NotAllowed("到场签到的人才能反馈。", "Only who was there can say how it was.")
    if one.score is not None:
        raise NotAllowed("已经反馈过了，谢谢。", "You have said it already; thank you.")
    if at > one.open_day.ends_at + SAYS_UNTIL:
        raise NotAllowed("反馈期（结束后 14 天）已过。", "Feedback was possible for 14 days after it.")
    stars = words.score(score)
    said = words.at_most(comment, most=300, what=Phrase("反馈", "the feedback"), field="comment")
    body = partial(FedBack, resident=resident.pk, score=stars, comment=said)
    step = Step("feed_back", f"resident:{resident.pk}", at, body, columns={"score": stars, "comment": said})
    advance(one, SIGNUP, step, at=at)
    return one


def hold(*, open_day: int, who: Access, at: datetime) -> OpenDay:
    """It is over: who did not come is noted."""
    with transaction.atomic():
        day = _locked(open_day)
        who.require(queries.OFFICE, day.area, what=Phrase("结束这次开放日", "close this open day"))
        if at < day.starts_at:
            raise NotAllowed(
                "活动还没开始，不能结束；不办了请点「取消」。", "It has not begun; to drop it, call it off."
            )
        came = Signup.objects.filter(open_day=day, state="came").count()
        missing = list(Signup.objects.filter(open_day=day, state__in=["has_place", "waiting"]))
        for one in missing:
            advance(one, SIGNUP, _step("miss", one, "system", at), at=at)
        body = partial(Held, came=came, missed=len(missing))
        advance(day, OPENDAY, Step("hold", who.actor, at, body, "", None, True), at=at)
    return day


def call_off(*, open_day: int, reason: str, who: Access, at: datetime) -> OpenDay:
    """It does not take place; everybody who signed up is told."""
    said = words.words(reason, most=300, what=Phrase("理由", "the reason"), field="reason")
    with transaction.atomic():
        day = _locked(open_day)
        who.require(queries.OFFICE, day.area, what=Phrase("取消这次开放日", "call off this open day"))
        step = Step(
            "call_off", who.actor, at, partial(OpenDayCalledOff, reason=said), "", None, True, columns={"reason": said}
        )
        advance(day, OPENDAY, step, at=at)
        for one in Signup.objects.filter(open_day=day, state__in=sorted(COUNTED - {"came"} | {"waiting"})):
            advance(one, SIGNUP, _step("call_off", one, "system", at), at=at)
    return day
