"""Reads about evidence and held goods: lists, the chain of custody, and whether the bytes are still those that arrived."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime, timedelta

from django.db.models import Count, Q, QuerySet
from typing_extensions import TypedDict

from zhicheng.ground.evidence import matching, stores
from zhicheng.ground.evidence.models import Clip, Evidence, Holding, Recorder, RecorderTurn
from zhicheng.ground.evidence.rules import HOLDING_SORTS, SORTS
from zhicheng.ground.evidence.states import EVIDENCE, FIELD, HOLDING
from zhicheng.ground.people import queries as people
from zhicheng.ground.people.queries import Access
from zhicheng.infra.events import KINDS
from zhicheng.infra.models import Event
from zhicheng.kernel.calendar import CHINA
from zhicheng.kernel.digests import Digests, digests_of
from zhicheng.kernel.errors import NotFound
from zhicheng.kernel.geo import from_e7

WIDEST = timedelta(days=1)  # no recorder's clock is further off


class Link(TypedDict):
    """One link of the chain of custody."""

    seq: int
    at: datetime
    kind: str
    title: str
    title_en: str
    who: str
    holder: str
    reason: str
    digest: str


class EvidenceRow(TypedDict):
    id: int
    about: str
    sort: str
    sort_name: str
    sort_name_en: str
    title: str
    proves: str
    media: str
    size: int
    sha256: str
    sm3: str
    captured_at: datetime
    arrived_at: datetime
    lng: float | None
    lat: float | None
    device: str
    origin: str
    state: str
    state_name: str
    holder: str
    parent: int | None
    how: str
    doubts: list[list[str]]


class HoldingRow(TypedDict):
    """`days_left`: calendar days to the last day, negative once it is past."""

    id: int
    about: str
    sort: str
    sort_name: str
    sort_name_en: str
    article: str
    items: list[dict[str, str]]
    kept_at: str
    began_at: datetime
    last_day: date | None
    days_left: int | None
    extended: bool
    state: str
    state_name: str
    holder: str
    outcome: list[str]


def visible_to(access: Access) -> Q:
    """Field staff and the centre see what lies in their areas; nobody else sees any."""
    if not access.roles & FIELD:
        return Q(pk__in=[])
    if "" in access.areas:
        return Q()
    seen = Q(pk__in=[])
    for area in access.areas:
        seen |= Q(area__startswith=area)
    return seen


def items(access: Access, *, about: str) -> QuerySet[Evidence]:
    return Evidence.objects.filter(visible_to(access), about=about).order_by("id")


def item(pk: int, access: Access) -> Evidence:
    found = Evidence.objects.filter(visible_to(access), pk=pk).first()
    if found is None:
        raise NotFound("没有这份证据，或不在您的辖区。", "There is no such evidence, or it is not in your area.")
    return found


def recordings(about: str) -> QuerySet[Evidence]:
    """Pictures, video and sound about one case that still count, whoever asks: their times and places, to see what they show."""
    return Evidence.objects.filter(about=about, sort="audiovisual", state="kept", parent__isnull=True).order_by(
        "captured_at"
    )


def admissible(access: Access, *, about: str, on: datetime) -> QuerySet[Evidence]:
    """What may support a decision at that moment: not excluded (INV-51), and not taken after it (INV-53)."""
    return items(access, about=about).filter(state="kept", captured_at__lte=on)


def holdings(access: Access, *, about: str = "") -> QuerySet[Holding]:
    rows = Holding.objects.filter(visible_to(access))
    return (rows.filter(about=about) if about else rows.filter(state="held")).order_by("due_at", "id")


def holding(pk: int, access: Access) -> Holding:
    found = Holding.objects.filter(visible_to(access), pk=pk).first()
    if found is None:
        raise NotFound("没有这份清单，或不在您的辖区。", "There is no such list, or it is not in your area.")
    return found


def overdue(at: datetime) -> Sequence[Holding]:
    return list(Holding.objects.filter(state="held", due_at__lte=at).order_by("id")[:100])


def ending_soon(at: datetime, within: timedelta) -> Sequence[Holding]:
    return list(Holding.objects.filter(state="held", due_at__gt=at, due_at__lte=at + within).order_by("id")[:500])


def holders(found: Iterable[Evidence | Holding]) -> Mapping[str, str]:
    """Who holds these, by name."""
    return _names({one.holder for one in found})


def _names(ids: Iterable[str]) -> Mapping[str, str]:
    people_of = {int(i.removeprefix("person:")) for i in ids if i.startswith("person:")}
    return {f"person:{i}": name for i, name in people.account_names(people_of).items()} if people_of else {}


def _held_by(one: Evidence | Holding, names: Mapping[str, str] | None) -> str:
    return (holders([one]) if names is None else names).get(one.holder, one.holder)


def row(one: Evidence, names: Mapping[str, str] | None = None) -> EvidenceRow:
    """`names`: of `holders`, where many are shown."""
    zh, en = SORTS[one.sort]
    return {
        "id": one.pk, "about": one.about, "sort": one.sort, "sort_name": zh, "sort_name_en": en, "title": one.title, "proves": one.proves,
        "media": one.media, "size": one.size, "sha256": one.sha256, "sm3": one.sm3, "captured_at": one.captured_at,
        "arrived_at": one.arrived_at, "lng": None if one.lng_e7 is None else one.lng_e7 / 1e7,
        "lat": None if one.lat_e7 is None else one.lat_e7 / 1e7, "device": one.device, "origin": one.origin, "state": one.state,
        "state_name": EVIDENCE.states[one.state], "holder": _held_by(one, names),
        "parent": one.parent_id, "how": one.how, "doubts": one.doubts,
    }  # fmt: skip


def holding_row(one: Holding, at: datetime, names: Mapping[str, str] | None = None) -> HoldingRow:
    sort = HOLDING_SORTS[one.sort]
    last = None if one.due_at is None else (one.due_at - timedelta(seconds=1)).astimezone(CHINA).date()
    return {
        "id": one.pk, "about": one.about, "sort": one.sort, "sort_name": sort.zh, "sort_name_en": sort.en, "article": sort.article,
        "items": one.items, "kept_at": one.kept_at, "began_at": one.began_at, "last_day": last,
        "days_left": None if last is None else (last - at.astimezone(CHINA).date()).days, "extended": one.extended, "state": one.state,
        "state_name": HOLDING.states[one.state], "holder": _held_by(one, names),
        "outcome": one.outcome,
    }  # fmt: skip


class TurnRow(TypedDict):
    since: datetime
    officer: str
    ahead_seconds: int


class RecorderRow(TypedDict):
    """A body camera with its whole history: who wore it from when, and how far ahead its clock was found."""

    number: str
    model: str
    area: str
    clips: int
    turns: list[TurnRow]


def recorders(access: Access) -> list[RecorderRow]:
    """The register, for those who work in these areas."""
    if not access.roles & FIELD:
        return []
    rows = Recorder.objects.annotate(n=Count("clips")).prefetch_related("turns").order_by("number")
    seen = [r for r in rows if not r.area or any(r.area.startswith(a) for a in access.areas)]
    names = {
        m: c.name
        for m, c in people.colleagues({t.member_id for r in seen for t in r.turns.all() if t.member_id}).items()
    }
    return [
        {
            "number": r.number, "model": r.model, "area": r.area, "clips": r.n,
            "turns": [
                {"since": t.since, "officer": names.get(t.member_id or 0, ""), "ahead_seconds": t.ahead_s} for t in _turns(r)
            ],
        }
        for r in seen
    ]  # fmt: skip


def _turns(one: Recorder) -> list[RecorderTurn]:
    return sorted(one.turns.all(), key=lambda t: t.since)


def footage(members: Collection[int], *, first: datetime, last: datetime) -> list[matching.Clip]:
    """What recorders that these people ever wore have recorded in this span, in true time, whoever wore them then."""
    worn = Recorder.objects.filter(turns__member_id__in=list(members)).distinct().prefetch_related("turns")
    turns = {r.pk: [matching.Turn(t.since, t.member_id, t.ahead_s) for t in _turns(r)] for r in worn}
    rows = Clip.objects.filter(
        recorder__in=turns, began_at__lte=last + WIDEST, ended_at__gte=first - WIDEST
    ).select_related("recorder").order_by("began_at", "pk")  # fmt: skip
    found = [
        matching.clip_of(
            c.recorder.number, c.file, turns[c.recorder_id], (c.began_at, c.ended_at),
            None if c.lng_e7 is None or c.lat_e7 is None else (from_e7(c.lng_e7), from_e7(c.lat_e7)),
        )
        for c in rows
    ]  # fmt: skip
    return [c for c in found if c.began_at <= last and c.ended_at >= first]


def chain(stream: str) -> list[Link]:
    """Everything that happened to one piece, oldest first."""
    events = list(Event.objects.filter(stream=stream).order_by("seq"))
    names = _names({i for e in events for i in (e.actor, e.data.get("holder", ""))})
    return [
        {
            "seq": e.seq, "at": e.happened_at, "kind": e.kind, "title": KINDS[e.kind].zh, "title_en": KINDS[e.kind].en,
            "who": names.get(e.actor, e.actor),
            "holder": names.get(e.data.get("holder", ""), e.data.get("holder", "")),
            "reason": e.data.get("reason", ""), "digest": bytes(e.digest).hex(),
        }
        for e in events
    ]  # fmt: skip


def read(one: Evidence) -> Iterator[bytes]:
    return stores.store().read(one.sha256)


def is_intact(one: Evidence) -> bool:
    """Are the bytes in the store those that arrived? NotFound when they are gone."""
    return digests_of(read(one)) == Digests(one.sha256, one.sm3)
