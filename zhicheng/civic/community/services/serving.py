"""Errands for volunteers and the hours they serve: announced, taken on, logged, confirmed by somebody else, certified once a year."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial

from django.db import transaction

from zhicheng.civic.community import queries
from zhicheng.civic.community.events import ErrandAnnounced, ErrandCalledOff, StintMoved, StintRefused, StintServed
from zhicheng.civic.community.models import ERRAND_KINDS, Errand, Resident, Stint, Volunteer
from zhicheng.civic.community.queries import volunteers as reads
from zhicheng.civic.community.rules import volunteering, words
from zhicheng.civic.community.rules.volunteering import Server, Span
from zhicheng.civic.community.states import ERRAND, STINT
from zhicheng.civic.community.terms import terms
from zhicheng.flow.papers import typesetting
from zhicheng.ground.people.queries import Access
from zhicheng.ground.places import queries as places
from zhicheng.infra import bulk
from zhicheng.infra.events import iso
from zhicheng.infra.transitions import Step, advance, open_many
from zhicheng.kernel.calendar import CHINA
from zhicheng.kernel.errors import BadInput, NotAllowed, NotFound
from zhicheng.kernel.phrases import Phrase

COLUMNS = ("kind", "title", "area", "open_day_id", "starts_at", "ends_at", "places", "made_by", "reason")
STINT_COLUMNS = ("errand_id", "volunteer_id", "minutes", "note", "confirmed_by", "reason")
MOST_PLACES = 500
LONGEST = timedelta(hours=12)
LEAST_CERTIFIED = 60


@dataclass(frozen=True, slots=True)
class NewErrand:
    """`area`: a grid for a patrol; of an open day its own is taken."""

    kind: str
    title: str
    starts_at: datetime
    ends_at: datetime
    places: int
    area: str = ""
    open_day: int = 0


def announce(new: NewErrand, *, who: Access, at: datetime) -> Errand:
    """Every confirmed volunteer may take it on from now on."""
    if new.kind not in ERRAND_KINDS:
        raise BadInput(
            f"没有「{new.kind}」这种任务，可选：{'、'.join(ERRAND_KINDS)}。",
            f"There is no errand “{new.kind}”; choose one of {', '.join(ERRAND_KINDS)}.",
            field="kind",
        )
    day = queries.open_day(new.open_day) if new.kind == "open_day" else None
    area = day.area if day is not None else places.code_of(new.area)
    if not area:
        raise BadInput("请选择巡查的网格或社区。", "Choose the grid or community of the patrol.", field="area")
    who.require(queries.OFFICE, area, what=Phrase("在这里发布志愿任务", "announce an errand here"))
    starts = words.future(new.starts_at, at=at, what=Phrase("开始时间", "the beginning"), field="starts_at")
    if not starts < new.ends_at <= starts + LONGEST:
        raise BadInput(
            "结束时间要在开始之后、12 小时之内。", "It ends after it begins, within 12 hours.", field="ends_at"
        )
    one = bulk.blank(
        Errand,
        {
            "kind": new.kind, "title": words.words(new.title, most=80, what=Phrase("标题", "the title"), field="title"), "area": area,
            "open_day_id": day.pk if day is not None else None, "starts_at": starts, "ends_at": new.ends_at, "made_by": who.actor,
            "places": words.number(new.places, least=1, most=MOST_PLACES, what=Phrase("名额", "the number of places"), field="places"),
        },
    )  # fmt: skip
    body = partial(ErrandAnnounced, sort=one.kind, area=area, starts=iso(starts), places=one.places)
    with transaction.atomic():
        one.pk = bulk.reserve_ids(Errand, 1)[0]
        open_many([(one, [Step("announce", who.actor, at, body, "role:street")])], ERRAND, COLUMNS, at=at)
    return one


def call_off(*, errand_id: int, reason: str, who: Access, at: datetime) -> Errand:
    """It does not take place; who took it on is free."""
    said = words.words(reason, most=300, what=Phrase("理由", "the reason"), field="reason")
    with transaction.atomic():
        one = _locked(errand_id)
        who.require(queries.OFFICE, one.area, what=Phrase("取消这个任务", "call off this errand"))
        step = Step("call_off", who.actor, at, partial(ErrandCalledOff, reason=said), "", columns={"reason": said})
        advance(one, ERRAND, step, at=at)
        for stint in Stint.objects.filter(errand=one, state="taken").select_related("volunteer"):
            advance(stint, STINT, Step("call_off", "system", at, _moved(stint), ""), at=at)
    return one


def _locked(errand_id: int) -> Errand:
    """Whoever counts places holds the errand's row."""
    found = Errand.objects.select_for_update().filter(pk=errand_id).first()
    if found is None:
        raise NotFound("没有这个任务。", "There is no such errand.")
    return found


def _moved(stint: Stint) -> partial[StintMoved]:
    return partial(StintMoved, errand=stint.errand_id, resident=stint.volunteer.resident_id)


def _volunteer(resident: Resident) -> Volunteer:
    """His row, locked: hours of one day and clashes are counted under it."""
    found = Volunteer.objects.select_for_update().filter(resident_id=resident.pk).first()
    if found is None:
        raise NotAllowed("请先报名成为志愿者。", "Sign up as a volunteer first.")
    return found


def _span(errand: Errand, minutes: int = 0) -> Span:
    return Span(errand.starts_at, errand.ends_at, minutes)


def take(*, errand_id: int, resident: Resident, at: datetime) -> Stint:
    """A place, for a confirmed volunteer who may and can."""
    with transaction.atomic():
        one, errand = _volunteer(resident), _locked(errand_id)
        if errand.state != "announced":
            raise NotAllowed("任务已取消，请选别的。", "This errand was called off; choose another.")
        day = errand.starts_at.astimezone(CHINA).date()
        held = Stint.objects.filter(volunteer=one, state__in=reads.HELD).exclude(errand=errand).select_related("errand")
        server = Server(
            one.state, volunteering.age_on(one.born_on, day) if one.born_on else 0,
            one.trained_until is not None and one.trained_until >= day, [_span(s.errand) for s in held],
        )  # fmt: skip
        free = errand.places - Stint.objects.filter(errand=errand, state__in=reads.HELD).count()
        volunteering.check_may_take(
            server, kind=errand.kind, span=_span(errand), free=free, at=at, terms=terms().volunteer
        )
        known = Stint.objects.filter(errand=errand, volunteer=one).select_related("volunteer").first()
        if known is not None:
            advance(known, STINT, Step("take", f"resident:{resident.pk}", at, _moved(known), ""), at=at)
            return known
        made = bulk.blank(Stint, {"id": bulk.reserve_ids(Stint, 1)[0], "errand_id": errand.pk, "volunteer_id": one.pk})
        body = partial(StintMoved, errand=errand.pk, resident=resident.pk)
        open_many([(made, [Step("take", f"resident:{resident.pk}", at, body, "")])], STINT, STINT_COLUMNS, at=at)
    return made


def _own(errand_id: int, resident: Resident) -> Stint:
    found = (
        Stint.objects.filter(errand_id=errand_id, volunteer__resident=resident)
        .select_related("errand", "volunteer")
        .first()
    )
    if found is None:
        raise NotFound("您没有认领这个任务。", "You have not taken this on.")
    return found


def give_up(*, errand_id: int, resident: Resident, at: datetime) -> Stint:
    """Before it begins; the place is free again."""
    one = _own(errand_id, resident)
    if at >= one.errand.starts_at:
        raise NotAllowed(
            "任务已经开始，不能退出；没有到场就不用登记时长。", "It has begun; if you were not there, log nothing."
        )
    advance(one, STINT, Step("give_up", f"resident:{resident.pk}", at, _moved(one), ""), at=at)
    return one


def log(*, errand_id: int, resident: Resident, minutes: int, note: str, at: datetime) -> Stint:
    """He says how long he was there; somebody else confirms it."""
    said = words.at_most(note, most=300, what=Phrase("说明", "the note"), field="note")
    with transaction.atomic():
        volunteer, one = _volunteer(resident), _own(errand_id, resident)
        if volunteer.state == "suspended":
            raise NotAllowed(
                "您已被暂停，时长请联系街道补记。", "You are suspended; ask the street office about these hours."
            )
        day = one.errand.starts_at.astimezone(CHINA).replace(hour=0, minute=0, second=0, microsecond=0)
        same = Stint.objects.filter(
            volunteer=volunteer, state__in=["logged", "confirmed"], errand__starts_at__gte=day, errand__starts_at__lt=day + timedelta(days=1)
        ).exclude(pk=one.pk).select_related("errand")  # fmt: skip
        others = [_span(s.errand, s.minutes) for s in same]
        n = volunteering.check_minutes(minutes, span=_span(one.errand), others=others, at=at, terms=terms().volunteer)
        body = partial(StintServed, errand=errand_id, resident=resident.pk, minutes=n)
        step = Step("log", f"resident:{resident.pk}", at, body, "role:liaison", columns={"minutes": n, "note": said})
        advance(one, STINT, step, at=at)
    return one


def _seen(stint_id: int, who: Access) -> Stint:
    """Whoever confirms has the area, and is somebody else."""
    one = Stint.objects.filter(pk=stint_id).select_related("errand", "volunteer__resident").first()
    if one is None or not who.may(reads.CONFIRMS, one.errand.area):
        raise NotFound("没有这条时长，或不在您的辖区。", "There are no such hours, or not in your area.")
    if reads.is_own(one.volunteer.resident, who):
        raise NotAllowed("不能确认自己的时长，请让同事确认。", "Nobody confirms his own hours; let a colleague do it.")
    return one


def confirm(*, stint_id: int, minutes: int, reason: str, who: Access, at: datetime) -> Stint:
    """He was there: as long as he said, or less, with the reason."""
    said = words.at_most(reason, most=300, what=Phrase("理由", "the reason"), field="reason")
    one = _seen(stint_id, who)
    n, why = volunteering.confirmed_minutes(one.minutes, minutes, said)
    body = partial(StintServed, errand=one.errand_id, resident=one.volunteer.resident_id, minutes=n, reason=why)
    columns = {"minutes": n, "reason": why, "confirmed_by": who.name}
    advance(one, STINT, Step("confirm", who.actor, at, body, "", columns=columns), at=at)
    return one


def refuse(*, stint_id: int, reason: str, who: Access, at: datetime) -> Stint:
    """He was not there."""
    said = words.words(reason, most=300, what=Phrase("理由", "the reason"), field="reason")
    one = _seen(stint_id, who)
    body = partial(StintRefused, errand=one.errand_id, resident=one.volunteer.resident_id, reason=said)
    columns = {"reason": said, "confirmed_by": who.name, "minutes": 0}
    advance(one, STINT, Step("refuse", who.actor, at, body, "", columns=columns), at=at)
    return one


def certificate(*, resident: Resident, year: int, at: datetime) -> bytes:
    """His hours of one year as PDF/A; only confirmed ones count."""
    one = reads.volunteer_of(resident.pk)
    first, after = datetime(year, 1, 1, tzinfo=CHINA), datetime(year + 1, 1, 1, tzinfo=CHINA)
    times, minutes = reads.served_minutes(one.pk, first, after) if one else (0, 0)
    if one is None or minutes < LEAST_CERTIFIED:
        raise NotAllowed(
            f"{year} 年确认的志愿时长不足 1 小时，还不能开具证明。",
            f"Less than an hour was confirmed in {year}: there is nothing to certify yet.",
        )
    day = at.astimezone(CHINA)
    data = {
        "city": places.city().name, "name": one.name, "year": year, "times": times, "hours": minutes // 60, "minutes": minutes % 60,
        "number": f"志证〔{year}〕{one.pk:05d}号", "day": f"{day.year}年{day.month}月{day.day}日",
    }  # fmt: skip
    return typesetting.set_pages("C02", data, at)
