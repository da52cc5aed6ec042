"""The desk of those who release: what waits, edit, release, hold back, withdraw, and who is named."""

from __future__ import annotations

from typing import Literal
from uuid import UUID

from django.http import HttpRequest
from ninja import Field, Router, Schema

from zhicheng.civic.openness import queries, services, shapes
from zhicheng.civic.openness.shapes import Desk, PublicationFile
from zhicheng.ground.people import queries as people
from zhicheng.ground.people.auth import staff
from zhicheng.ground.people.queries import Access
from zhicheng.infra import clock
from zhicheng.infra.api import PROBLEMS, Moment

router = Router(tags=["openness"])
MOST = 200
Kind = Literal["", "figures", "cases", "answer"]
State = Literal["", "waiting", "overdue", "proposed", "held", "released", "shown", "withdrawn"]


def _viewer(request: HttpRequest) -> Access:
    who = staff(request)
    if not queries.may_look(who):
        who.require(queries.SEES, what=queries.SEE)
    return who


def _file(pk: int, who: Access) -> PublicationFile:
    return shapes.publication(queries.by_id(pk, who), who, clock.now())


@router.get("/openness", response={200: Desk, **PROBLEMS})
def listed(request: HttpRequest, state: State = "waiting", kind: Kind = "") -> Desk:
    """What waits first, the longest late on top."""
    who, at = _viewer(request), clock.now()
    seen = queries.visible_to(who)
    rows = queries.chosen(seen, state=state, kind=kind, at=at)[:MOST]
    manages = bool(who.roles & set(queries.HEADS))
    return {
        "rows": [shapes.row(p, who, at) for p in rows], "waiting": queries.chosen(seen, state="waiting", kind="", at=at).count(),
        "overdue": queries.chosen(seen, state="overdue", kind="", at=at).count(), "named": shapes.named(queries.all_named()), "manages": manages,
        "people": [{"account": c.account, "name": c.name} for c in people.contacts_with_posts()] if manages else [],
    }  # fmt: skip


@router.get("/openness/{int:publication}", response={200: PublicationFile, **PROBLEMS})
def one(request: HttpRequest, publication: int) -> PublicationFile:
    """One with its draft and its history."""
    return _file(publication, _viewer(request))


class EditIn(Schema):
    """`texts` by the field's name."""

    title: str
    texts: dict[str, str] = Field(default_factory=dict, max_length=400)


class ReleaseIn(Schema):
    """`show_at`: from when it is shown; now without it."""

    show_at: Moment | None = None


class ReasonedIn(Schema):
    reason: str


class NamedIn(Schema):
    kind: str
    account: int = Field(ge=1, le=2**62)
    area: str = Field("", max_length=9)


@router.post("/openness/named", response={200: Desk, **PROBLEMS})
def name(request: HttpRequest, payload: NamedIn) -> Desk:
    """From now on this person answers for this kind."""
    who = _viewer(request)
    services.name_person(kind=payload.kind, account=payload.account, area=payload.area, who=who, at=clock.now())
    return listed(request)


@router.post("/openness/{int:publication}/edit", response={200: PublicationFile, **PROBLEMS})
def edit(request: HttpRequest, publication: int, payload: EditIn) -> PublicationFile:
    """Plain words instead of the draft's."""
    who = _viewer(request)
    services.edit(pk=publication, title=payload.title, texts=payload.texts, who=who, at=clock.now())
    return _file(publication, who)


class PhotoIn(Schema):
    """`masked`: this person says that faces, plates and house numbers are covered."""

    photo: UUID
    when: str = "after"
    masked: bool = False


@router.post("/openness/{int:publication}/photos", response={200: PublicationFile, **PROBLEMS})
def add_photo(request: HttpRequest, publication: int, payload: PhotoIn) -> PublicationFile:
    """A photo of before or after, put to an answer."""
    who = _viewer(request)
    services.add_photo(
        pk=publication, when=payload.when, photo=payload.photo, masked=payload.masked, who=who, at=clock.now()
    )
    return _file(publication, who)


@router.post("/openness/{int:publication}/photos/remove", response={200: PublicationFile, **PROBLEMS})
def remove_photo(request: HttpRequest, publication: int, payload: PhotoIn) -> PublicationFile:
    """Take it off again."""
    who = _viewer(request)
    services.remove_photo(pk=publication, photo=payload.photo, who=who, at=clock.now())
    return _file(publication, who)


@router.post("/openness/{int:publication}/recount", response={200: PublicationFile, **PROBLEMS})
def recount(request: HttpRequest, publication: int) -> PublicationFile:
    """Figures as they are now."""
    who = _viewer(request)
    services.recount(pk=publication, who=who, at=clock.now())
    return _file(publication, who)


@router.post("/openness/{int:publication}/release", response={200: PublicationFile, **PROBLEMS})
def release(request: HttpRequest, publication: int, payload: ReleaseIn) -> PublicationFile:
    """Let it out."""
    who = _viewer(request)
    services.release(pk=publication, who=who, at=clock.now(), show_at=payload.show_at)
    return _file(publication, who)


@router.post("/openness/{int:publication}/hold", response={200: PublicationFile, **PROBLEMS})
def hold(request: HttpRequest, publication: int, payload: ReasonedIn) -> PublicationFile:
    """Not yet, and why."""
    who = _viewer(request)
    services.hold(pk=publication, reason=payload.reason, who=who, at=clock.now())
    return _file(publication, who)


@router.post("/openness/{int:publication}/withdraw", response={200: PublicationFile, **PROBLEMS})
def withdraw(request: HttpRequest, publication: int, payload: ReasonedIn) -> PublicationFile:
    """Off the public page at once."""
    who = _viewer(request)
    services.withdraw(pk=publication, reason=payload.reason, who=who, at=clock.now())
    return _file(publication, who)
