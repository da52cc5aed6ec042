"""The register of volunteers: sign up, be confirmed, be trained, pause, leave."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from functools import partial

from django.db import transaction

from zhicheng.civic.community import queries
from zhicheng.civic.community.events import (
    VolunteerApplied,
    VolunteerMoved,
    VolunteerStopped,
    VolunteerTrained,
)
from zhicheng.civic.community.models import Resident, Volunteer
from zhicheng.civic.community.queries import volunteers as reads
from zhicheng.civic.community.rules import volunteering, words
from zhicheng.civic.community.rules.volunteering import Applicant
from zhicheng.civic.community.states import VOLUNTEER
from zhicheng.civic.community.terms import terms
from zhicheng.ground.people.queries import Access
from zhicheng.ground.places import queries as places
from zhicheng.infra import bulk
from zhicheng.infra.transitions import Step, advance, open_many
from zhicheng.kernel.calendar import CHINA
from zhicheng.kernel.errors import BadInput, NotAllowed, NotFound
from zhicheng.kernel.phrases import Phrase

COLUMNS = (
    "resident_id",
    "name",
    "area",
    "born_on",
    "guardian",
    "guardian_phone",
    "consented_at",
    "trained_until",
    "reason",
)


@dataclass(frozen=True, slots=True)
class NewVolunteer:
    name: str
    area: str
    born_on: date
    guardian: str = ""
    guardian_phone: str = ""
    consents: bool = False


def apply(new: NewVolunteer, *, resident: Resident, at: datetime) -> Volunteer:
    """A resident signs up, or again after he left or was refused. The street decides."""
    values = _values(new, at)
    with transaction.atomic():
        resident = Resident.objects.select_for_update().get(pk=resident.pk)
        known = reads.volunteer_of(resident.pk)
        body = partial(VolunteerApplied, area=str(values["area"]), guarded=bool(values["guardian"]))
        if known is not None:
            if known.state not in ("withdrawn", "refused"):
                raise NotAllowed("您已经报过名了。", "You have signed up already.")
            step = Step("return", f"resident:{resident.pk}", at, body, "role:street", columns=values)
            advance(known, VOLUNTEER, step, at=at)
            return known
        one = bulk.blank(
            Volunteer,
            {"id": bulk.reserve_ids(Volunteer, 1)[0], "resident_id": resident.pk, "trained_until": None, **values},
        )
        open_many(
            [(one, [Step("apply", f"resident:{resident.pk}", at, body, "role:street")])], VOLUNTEER, COLUMNS, at=at
        )
    return one


def _values(new: NewVolunteer, at: datetime) -> dict[str, object]:
    applicant = Applicant(new.born_on, new.guardian, new.guardian_phone, new.consents)
    today, known = at.astimezone(CHINA).date(), terms().volunteer
    volunteering.check_age(applicant, today=today, terms=known)
    area = places.code_of(new.area)
    if len(area) not in (9, 12):
        raise BadInput("请选择您所在的街道或社区。", "Choose your street or community.", field="area")
    minor = volunteering.is_minor(new.born_on, today, known)
    return {
        "name": words.words(new.name, most=40, what=Phrase("姓名", "the name"), field="name"), "area": area, "born_on": new.born_on,
        "guardian": words.words(new.guardian, most=40, what=Phrase("监护人姓名", "the guardian's name"), field="guardian") if minor else "",
        "guardian_phone": words.phone(new.guardian_phone) if minor else "", "consented_at": at if minor else None, "reason": "",
    }  # fmt: skip


def withdraw(*, resident: Resident, at: datetime) -> Volunteer:
    """Nobody has to serve; hours that were confirmed stay his."""
    one = reads.volunteer_of(resident.pk)
    if one is None:
        raise NotFound("您还没有报名。", "You have not signed up.")
    advance(one, VOLUNTEER, Step("withdraw", f"resident:{resident.pk}", at, VolunteerMoved, ""), at=at)
    return one


def decide(*, volunteer_id: int, action: str, reason: str, who: Access, at: datetime) -> Volunteer:
    """`confirm`, `refuse`, `suspend`, `resume`: the street's word; against somebody it wants a reason, which he reads."""
    one = reads.volunteer(volunteer_id, who)
    who.require(queries.OFFICE, one.area, what=Phrase("管理这位志愿者", "look after this volunteer"))
    if action in ("refuse", "suspend"):
        said = words.words(reason, most=300, what=Phrase("理由", "the reason"), field="reason")
        step = Step(action, who.actor, at, partial(VolunteerStopped, reason=said), "", columns={"reason": said})
    else:
        step = Step(action, who.actor, at, VolunteerMoved, "", columns={"reason": ""})
    advance(one, VOLUNTEER, step, at=at)
    return one


def train(*, volunteer_id: int, until: date, who: Access, at: datetime) -> Volunteer:
    """A training was passed; it holds until a day."""
    one = reads.volunteer(volunteer_id, who)
    who.require(queries.OFFICE, one.area, what=Phrase("管理这位志愿者", "look after this volunteer"))
    if until <= at.astimezone(CHINA).date():
        raise BadInput("培训有效期要在今天之后。", "The training has to hold beyond today.", field="until")
    body = partial(VolunteerTrained, until=until.isoformat())
    advance(one, VOLUNTEER, Step("train", who.actor, at, body, columns={"trained_until": until}), at=at)
    return one
