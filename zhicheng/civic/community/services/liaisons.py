"""Liaisons: registered for a term and an area, trained, and their rounds. A round that found something becomes a report, once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import partial

from django.db import IntegrityError, transaction

from zhicheng.civic.community import queries
from zhicheng.civic.community.events import Appointed, DiaryReferred, LiaisonEnded, LiaisonUntil, Noted
from zhicheng.civic.community.models import DiaryEntry, Liaison
from zhicheng.civic.community.rules import words
from zhicheng.civic.community.services.beside import note
from zhicheng.civic.community.states import LIAISON
from zhicheng.flow.reports import queries as reports
from zhicheng.flow.reports import rules as report_rules
from zhicheng.flow.reports import services as report_services
from zhicheng.flow.reports.rules import Incoming
from zhicheng.ground.people import queries as people
from zhicheng.ground.people.queries import Access
from zhicheng.ground.places import queries as places
from zhicheng.infra import bulk
from zhicheng.infra.transitions import Step, advance, open_many
from zhicheng.kernel.calendar import CHINA
from zhicheng.kernel.errors import BadInput, NotAllowed, NotFound
from zhicheng.kernel.geo import from_e7, to_e7
from zhicheng.kernel.phrases import Phrase
from zhicheng.law import matters

COLUMNS = ("name", "phone", "area", "account_id", "from_on", "until_on", "trained_until", "reason")
MOST_YEARS = 5


@dataclass(frozen=True, slots=True)
class NewLiaison:
    """`account`: the one with which he keeps his diary; 0: none yet."""

    name: str
    phone: str
    area: str
    from_on: date
    until_on: date
    account: int = 0


def appoint(new: NewLiaison, *, who: Access, at: datetime) -> Liaison:
    """A neighbour becomes liaison of a street or community."""
    area = places.code_of(new.area)
    if len(area) not in (9, 12):
        raise BadInput("请选择联络员负责的街道或社区。", "Choose the street or community he looks after.", field="area")
    who.require(queries.OFFICE, area, what=Phrase("在这里聘任联络员", "appoint a liaison here"))
    name = words.words(new.name, most=40, what=Phrase("姓名", "the name"), field="name")
    phone = words.phone(new.phone)
    _check_term(new.from_on, new.until_on)
    account = _account(new.account, area)
    if Liaison.objects.filter(phone=phone).exists():
        raise BadInput(
            "这个电话已登记过联络员，请核对。", "A liaison is registered with this phone already.", field="phone"
        )
    one = bulk.blank(
        Liaison,
        {
            "name": name, "phone": phone, "area": area, "account_id": account, "from_on": new.from_on, "until_on": new.until_on,
            "trained_until": None,
        },
    )  # fmt: skip
    body = partial(Appointed, name=name, area=area, until=new.until_on.isoformat())
    try:
        with transaction.atomic():
            one.pk = bulk.reserve_ids(Liaison, 1)[0]
            open_many([(one, [Step("appoint", who.actor, at, body, "role:street")])], LIAISON, COLUMNS, at=at)
    except IntegrityError:
        raise BadInput(
            "这个电话已登记过联络员，请核对。", "A liaison is registered with this phone already.", field="phone"
        ) from None
    return one


def _check_term(begins: date, ends: date) -> None:
    if not begins < ends or ends.year - begins.year > MOST_YEARS:
        raise BadInput(
            f"任期要有先后，最长 {MOST_YEARS} 年，请核对起止日期。",
            f"A term ends after it begins, at most {MOST_YEARS} years later; check both days.",
            field="until_on",
        )


def _account(account: int, area: str) -> int | None:
    """An account that holds the role here and keeps no other diary."""
    if not account:
        return None
    if account not in {c.account for c in people.accounts_with("liaison", area)}:
        raise BadInput(
            "所选账号没有这里的联络员角色，请先在管理页授权，或留空。",
            "The chosen account is no liaison here: grant the role first, or leave it empty.",
            field="account",
        )
    if Liaison.objects.filter(account_id=account, state="active").exists():
        raise BadInput("这个账号已是另一位联络员的。", "This account is another liaison's already.", field="account")
    return account


def _mine(liaison_id: int, who: Access) -> Liaison:
    one = queries.liaison(liaison_id, who)
    who.require(queries.OFFICE, one.area, what=Phrase("管理这位联络员", "look after this liaison"))
    return one


def train(*, liaison_id: int, until: date, who: Access, at: datetime) -> Liaison:
    """A training was passed; it holds until a day."""
    one = _mine(liaison_id, who)
    if until <= at.astimezone(CHINA).date():
        raise BadInput("培训有效期要在今天之后。", "The training has to hold beyond today.", field="until")
    body = partial(LiaisonUntil, until=until.isoformat())
    advance(one, LIAISON, Step("train", who.actor, at, body, columns={"trained_until": until}), at=at)
    return one


def renew(*, liaison_id: int, until: date, who: Access, at: datetime) -> Liaison:
    """Another term."""
    one = _mine(liaison_id, who)
    _check_term(one.until_on, until)
    body = partial(LiaisonUntil, until=until.isoformat())
    advance(one, LIAISON, Step("renew", who.actor, at, body, columns={"until_on": until}), at=at)
    return one


def end(*, liaison_id: int, reason: str, who: Access, at: datetime) -> Liaison:
    one = _mine(liaison_id, who)
    said = words.words(reason, most=300, what=Phrase("卸任理由", "the reason"), field="reason")
    step = Step("end", who.actor, at, partial(LiaisonEnded, reason=said), "", columns={"reason": said})
    advance(one, LIAISON, step, at=at)
    return one


@dataclass(frozen=True, slots=True)
class NewEntry:
    """A round. Everything but `key` may be missing: "nothing seen" is an entry too."""

    key: str
    seen: str = ""
    lng: float | None = None
    lat: float | None = None
    photos: Sequence[str] = field(default_factory=list)


def write(new: NewEntry, *, who: Access, at: datetime) -> DiaryEntry:
    """The liaison's own diary, with a check-in where the phone gave a place. Sent twice, written once."""
    if not 1 <= len(new.key.strip()) <= 48:
        raise BadInput("缺少编号 key（1 到 48 个字符）。", "The key is missing (1 to 48 characters).", field="key")
    seen = words.at_most(new.seen, most=1000, what=Phrase("所见", "what was seen"), field="seen")
    report_rules.check_point(new.lng, new.lat)
    if new.photos and reports.count_photos(new.photos) != len(set(new.photos)):
        raise BadInput("照片没有传上来，请重新上传。", "A photo is missing. Upload it again.", field="photos")
    with transaction.atomic():
        me = Liaison.objects.select_for_update().get(pk=queries.liaison_of_account(who.account_id).pk)
        today = at.astimezone(CHINA).date()
        if not me.from_on <= today <= me.until_on:
            raise NotAllowed(
                f"您的任期是 {me.from_on} 到 {me.until_on}，今天不在任期内；请联系街道续任。",
                f"Your term runs from {me.from_on} to {me.until_on}; ask the street office to renew it.",
            )
        known = DiaryEntry.objects.filter(liaison=me, key=new.key.strip()).first()
        if known is not None:
            return known
        entry = DiaryEntry.objects.create(
            liaison=me, key=new.key.strip(), at=at, seen=seen, photos=list(new.photos),
            lng_e7=None if new.lng is None else to_e7(new.lng), lat_e7=None if new.lat is None else to_e7(new.lat),
        )  # fmt: skip
        note(
            me,
            "liaison",
            "liaison.note",
            Noted(entry=entry.pk, nothing=not seen, photos=list(new.photos)),
            by=who.actor,
            at=at,
        )
    return entry


def refer(*, entry_id: int, matter: str, who: Access, at: datetime) -> DiaryEntry:
    """What was seen goes through the one door; asked twice, it is the same report."""
    if matter and matter not in matters.matters():
        raise BadInput(f"没有事项代码 {matter}。", f"There is no matter {matter}.", field="matter")
    with transaction.atomic():
        me = Liaison.objects.select_for_update().get(pk=queries.liaison_of_account(who.account_id).pk)
        entry = DiaryEntry.objects.filter(pk=entry_id, liaison=me).select_related("report").first()
        if entry is None:
            raise NotFound("没有这条日记，或不是您的。", "There is no such entry, or it is not yours.")
        if entry.report_id is not None:
            return entry
        if not entry.seen:
            raise NotAllowed(
                "「未见异常」不能转上报；请先写明看到了什么。", "“Nothing seen” is no report; say first what was seen."
            )
        if entry.lng_e7 is None or entry.lat_e7 is None:
            raise NotAllowed(
                "这条日记没有位置，请另写一条并打开定位。",
                "This entry has no place; write another one with your location on.",
            )
        incoming = Incoming(
            key=f"diary:{entry.pk}", text=entry.seen, lng=from_e7(entry.lng_e7), lat=from_e7(entry.lat_e7), category=matter,
            happened_at=entry.at, reporter=me.name, photos=[str(p) for p in entry.photos],
        )  # fmt: skip
        report = report_services.receive(incoming, source="liaison", by=who.actor, at=at)
        DiaryEntry.objects.filter(pk=entry.pk).update(report=report)
        entry.report = report
        note(me, "liaison", "liaison.refer", DiaryReferred(entry=entry.pk, receipt=report.receipt), by=who.actor, at=at)
    return entry
