"""A yearly thank-you: drafted from the points earned, released by a person, printed as a certificate."""

from __future__ import annotations

from datetime import datetime
from functools import partial

from django.db import IntegrityError, transaction

from zhicheng.civic.community import queries
from zhicheng.civic.community.events import CommendationDrafted, CommendationDropped, CommendationReleased
from zhicheng.civic.community.models import Claim, Commendation, Resident
from zhicheng.civic.community.rules import words
from zhicheng.civic.community.states import COMMENDATION
from zhicheng.civic.community.terms import terms
from zhicheng.flow.papers import typesetting
from zhicheng.ground.people.queries import Access
from zhicheng.ground.places import queries as places
from zhicheng.infra import bulk
from zhicheng.infra.transitions import Step, advance, open_many
from zhicheng.kernel.calendar import CHINA
from zhicheng.kernel.errors import BadInput, NotFound
from zhicheng.kernel.phrases import Phrase

COLUMNS = ("resident_id", "year", "name", "points", "reports", "number", "released_at", "released_by", "reason")
RELEASE = Phrase("发布表彰", "release commendations")


def draft(*, year: int, who: Access, at: datetime) -> int:
    """Whoever earned most in a year, by the city's terms; asked again, only who is new is drafted. Returns how many are new."""
    who.require(queries.MANAGES, what=RELEASE)
    if not 2020 <= year <= at.astimezone(CHINA).year:
        raise BadInput(
            f"「{year}」年还没有积分，请选今年或以前的年份。",
            f"There are no points of {year} yet; choose an earlier year.",
            field="year",
        )
    first, after = datetime(year, 1, 1, tzinfo=CHINA), datetime(year + 1, 1, 1, tzinfo=CHINA)
    known = terms().commend
    earned = queries.earned_in_year(first, after, least=known["least_points"], most=known["most"])
    drafted = set(Commendation.objects.filter(year=year).values_list("resident_id", flat=True))
    fresh = [(pk, n) for pk, n in earned if pk not in drafted]
    if not fresh:
        return 0
    people = Resident.objects.in_bulk([pk for pk, _ in fresh])
    try:
        with transaction.atomic():
            batch = []
            for pk, (resident, n) in zip(bulk.reserve_ids(Commendation, len(fresh)), fresh, strict=True):
                reports = Claim.objects.filter(
                    resident_id=resident, report__received_at__gte=first, report__received_at__lt=after
                ).count()
                one = bulk.blank(
                    Commendation,
                    {
                        "id": pk, "resident_id": resident, "year": year, "name": people[resident].name or str(people[resident]), "points": n,
                        "reports": reports, "number": f"社表〔{year}〕{pk:04d}号", "released_at": None,
                    },
                )  # fmt: skip
                body = partial(CommendationDrafted, year=year, points=n)
                batch.append((one, [Step("draft", who.actor, at, body, "role:manager")]))
            open_many(batch, COMMENDATION, COLUMNS, at=at)
    except IntegrityError:  # a colleague drafts the same year at this very moment
        return 0
    return len(fresh)


def release(*, commendation_id: int, name: str, who: Access, at: datetime) -> Commendation:
    """A person puts his name to it; `name` is how the certificate calls the resident."""
    who.require(queries.MANAGES, what=RELEASE)
    one = get(commendation_id)
    said = words.words(name or one.name, most=40, what=Phrase("姓名", "the name"), field="name")
    columns = {"name": said, "released_at": at, "released_by": who.name}
    step = Step("release", who.actor, at, partial(CommendationReleased, number=one.number), "", columns=columns)
    advance(one, COMMENDATION, step, at=at)
    return one


def drop(*, commendation_id: int, reason: str, who: Access, at: datetime) -> Commendation:
    who.require(queries.MANAGES, what=RELEASE)
    said = words.words(reason, most=300, what=Phrase("理由", "the reason"), field="reason")
    one = get(commendation_id)
    step = Step("drop", who.actor, at, partial(CommendationDropped, reason=said), "", columns={"reason": said})
    advance(one, COMMENDATION, step, at=at)
    return one


def get(pk: int) -> Commendation:
    found = Commendation.objects.filter(pk=pk).first()
    if found is None:
        raise NotFound("没有这份表彰。", "There is no such commendation.")
    return found


def certificate(one: Commendation, *, at: datetime) -> bytes:
    """The certificate as PDF/A; a draft says so across the page."""
    day = (one.released_at or at).astimezone(CHINA)
    data = {
        "city": places.city().name, "name": one.name, "year": one.year, "points": one.points, "reports": one.reports, "number": one.number,
        "day": f"{day.year}年{day.month}月{day.day}日", "draft": one.state != "released",
    }  # fmt: skip
    return typesetting.set_pages("C01", data, at)
