"""Everything that writes evidence: taking in, copying, opening, handing over, excluding; and holding goods for a while."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import IntegrityError, transaction

from zhicheng.ground.evidence import queries, stores
from zhicheng.ground.evidence.events import Derived, Ended, Excluded, Extended, HandedOver, Held, Opened, TakenIn
from zhicheng.ground.evidence.media import exif_of
from zhicheng.ground.evidence.models import Evidence, Holding
from zhicheng.ground.evidence.rules import (
    HOLDING_SORTS,
    OUTCOMES,
    SORTS,
    Capture,
    check_items,
    doubts_of,
    end_of_day,
    last_day,
    media_of,
)
from zhicheng.ground.evidence.states import EVIDENCE, FIELD, HEADS, HOLDING, OFFICERS
from zhicheng.ground.messages import services as messages
from zhicheng.ground.messages.services import Notice, Recipient
from zhicheng.ground.people import queries as people
from zhicheng.ground.people.queries import Access
from zhicheng.infra import bulk
from zhicheng.infra.models import Event
from zhicheng.infra.transitions import Step, advance, open_many
from zhicheng.kernel.calendar import CHINA
from zhicheng.kernel.digests import digests_of, is_digest
from zhicheng.kernel.errors import BadInput, NotAllowed, NotFound, Refused
from zhicheng.kernel.geo import to_e7
from zhicheng.kernel.phrases import Phrase
from zhicheng.law.book import book_of

ITEM_COLUMNS = (
    "about", "sort", "title", "proves", "media", "size", "sha256", "sm3", "captured_at", "arrived_at", "lng_e7", "lat_e7", "device",
    "origin", "area", "parent_id", "how", "doubts",
)  # fmt: skip
HOLDING_COLUMNS = ("about", "sort", "items", "kept_at", "began_at", "area", "extended", "outcome")
TITLE, SENTENCE = 80, 200
MOST_BYTES = 500 * 1024 * 1024
WARN = timedelta(days=2)


@dataclass(frozen=True, slots=True)
class NewEvidence:
    """A file as it arrives. `at_capture`: SHA-256 that the device took before sending (64 hexadecimal digits), or empty."""

    key: str
    about: str
    sort: str
    title: str
    data: bytes
    captured_at: datetime
    area: str
    lng: float | None = None
    lat: float | None = None
    device: str = ""
    proves: str = ""
    at_capture: str = ""


def take_in(new: NewEvidence, *, access: Access, at: datetime) -> Evidence:
    """Keep a file as evidence, write-once, with both digests. The same key gives the same item again.

    BadInput: what is wrong with the file, or that it is not the one that the device saw. Refused: not his to file.
    """
    access.require(FIELD, new.area, what=Phrase("提交证据", "file evidence"))
    _check(new, at)
    media, found = media_of(new.data[:4096]), digests_of([new.data])
    known = _known("evidence.take_in", new.key, access)
    if known:
        return _same_file(Evidence.objects.get(pk=known), found.sha256)
    if new.at_capture and new.at_capture != found.sha256:
        raise BadInput(
            "文件与拍摄时的指纹（SHA-256）不一致，传输中被改动或损坏：请从原设备重新上传。",
            "The file does not match its fingerprint (SHA-256) taken at capture: it was changed or damaged on the way. Send it again.",
            field="file",
        )
    doubts = doubts_of(Capture(new.captured_at, at, new.lng, new.lat, exif_of(new.data, media)))
    stores.store().put(
        found.sha256, new.data
    )  # before the row: a file without a row is harmless, a row without its file is not
    one = Evidence(
        about=new.about, sort=new.sort, title=new.title.strip(), proves=new.proves.strip(), media=media, size=len(new.data),
        sha256=found.sha256, sm3=found.sm3, captured_at=new.captured_at, arrived_at=at,
        lng_e7=None if new.lng is None else to_e7(new.lng), lat_e7=None if new.lat is None else to_e7(new.lat),
        device=new.device[:TITLE], origin=access.name[:TITLE], area=new.area, doubts=[[d.zh, d.en] for d in doubts],
    )  # fmt: skip

    def body(**moved: Any) -> TakenIn:
        return TakenIn(
            about=new.about, sort=new.sort, media=media, size=one.size, sha256=one.sha256, sm3=one.sm3, at_capture=new.at_capture,
            captured_at=new.captured_at.isoformat(), origin=one.origin, proves=one.proves, doubts=[d.zh for d in doubts], **moved,
        )  # fmt: skip

    place = None if new.lng is None or new.lat is None else (new.lng, new.lat)
    step = Step("take_in", access.actor, new.captured_at, body, holder=access.actor, place=place, key=new.key or None)
    try:
        return _open_item(one, step, at)
    except IntegrityError:  # the phone sent it twice at the same moment
        return _same_file(Evidence.objects.get(pk=_must_know("evidence.take_in", new.key, access)), found.sha256)


def _known(kind: str, key: str, access: Access) -> int:
    """What this person's key stands for already; 0 when it is new."""
    found = Event.objects.filter(actor=access.actor, key=key, kind=kind).first() if key else None
    return found.stream_id if found else 0


def _must_know(kind: str, key: str, access: Access) -> int:
    known = _known(kind, key, access)
    if not known:
        raise _key_used()
    return known


def _same_file(one: Evidence, sha256: str) -> Evidence:
    if one.sha256 != sha256:
        raise _key_used()
    return one


def _key_used() -> BadInput:
    return BadInput(
        "这个编号（key）已用于另一件事，请为新的文件换一个编号。",
        "This key stands for something else already; give the new one its own.",
        field="key",
    )


def _check(new: NewEvidence, at: datetime) -> None:
    if new.sort not in SORTS:
        raise BadInput(
            f"没有证据种类 {new.sort}；可用：{'、'.join(SORTS)}。",
            f"There is no kind of evidence {new.sort}; any of {', '.join(SORTS)}.",
            field="sort",
        )
    if not 0 < len(new.title.strip()) <= TITLE:
        raise BadInput(
            f"证据名称应为 1 至 {TITLE} 个字。", f"The title must have 1 to {TITLE} characters.", field="title"
        )
    if len(new.proves.strip()) > SENTENCE:
        raise BadInput(
            f"证明对象最多 {SENTENCE} 字。", f"What it proves has at most {SENTENCE} characters.", field="proves"
        )
    if not new.data:
        raise BadInput("文件是空的，请重新上传。", "The file is empty; send it again.", field="file")
    if len(new.data) > MOST_BYTES:
        raise BadInput(
            "文件超过 500 MB，请分段上传。", "The file is larger than 500 MB; send it in parts.", field="file"
        )
    if new.at_capture and not is_digest(new.at_capture):
        raise BadInput(
            "拍摄时的指纹应为 64 位小写十六进制。",
            "The fingerprint at capture has 64 lower-case hexadecimal digits.",
            field="sha256",
        )
    if new.captured_at > at + timedelta(days=1):
        raise BadInput(
            f"拍摄时间 {new.captured_at.astimezone(CHINA):%Y-%m-%d %H:%M} 在将来，请校准手机时间。",
            f"It claims to be taken in the future, {new.captured_at.astimezone(CHINA):%Y-%m-%d %H:%M}; set the phone's clock.",
            field="captured_at",
        )


def _open_item(one: Evidence, step: Step, at: datetime) -> Evidence:
    with transaction.atomic():
        one.pk = next(iter(bulk.reserve_ids(Evidence, 1)))
        open_many([(one, [step])], EVIDENCE, ITEM_COLUMNS, at=at)
    return one


def derive(*, item_id: int, data: bytes, how: str, access: Access, at: datetime) -> Evidence:
    """Keep a copy (masked, cropped, transcoded) beside its original, which stays as it is (INV-52)."""
    parent = queries.item(item_id, access)
    access.require(FIELD, parent.area, what=Phrase("制作副本", "make a copy"))
    how = how.strip()
    if not 0 < len(how) <= 40:
        raise BadInput(
            "请写明对副本做了什么（1 至 40 字）。", "Say what was done to the copy (1 to 40 characters).", field="how"
        )
    media, found = media_of(data[:4096]), digests_of([data])
    if found.sha256 == parent.sha256:
        raise BadInput(
            "副本与原件完全相同，不必另存。", "The copy equals its original; there is nothing to keep.", field="file"
        )
    stores.store().put(found.sha256, data)
    one = Evidence(
        about=parent.about, sort=parent.sort, title=parent.title, proves=parent.proves, media=media, size=len(data), sha256=found.sha256,
        sm3=found.sm3, captured_at=parent.captured_at, arrived_at=at, lng_e7=parent.lng_e7, lat_e7=parent.lat_e7, device=parent.device,
        origin=access.name[:TITLE], area=parent.area, parent_id=parent.pk, how=how, doubts=[],
    )  # fmt: skip

    def body(**moved: Any) -> Derived:
        return Derived(
            about=one.about,
            parent=parent.pk,
            how=how,
            media=media,
            size=one.size,
            sha256=one.sha256,
            sm3=one.sm3,
            **moved,
        )

    return _open_item(one, Step("derive", access.actor, at, body, holder=parent.holder), at)


def open_original(*, item_id: int, reason: str, access: Access, at: datetime) -> Evidence:
    """Let somebody read an original: only with a reason, which stays in the record. The bytes are checked before they leave."""
    one = queries.item(item_id, access)
    _require_officer(access, one.area, Phrase("调阅证据原件", "open an original"), at)
    reason = _sentence(reason, "请写明调阅原件的理由。", "Give the reason for opening the original.")
    if not queries.is_intact(one):
        raise NotAllowed(
            f"文件 {one.sha256[:12]}… 与入库时的指纹不一致，已被改动：不能再作证据，请立即报告。",
            f"The file {one.sha256[:12]}… no longer matches its fingerprints: it was changed and is no evidence any more. Report it.",
        )
    advance(one, EVIDENCE, Step("open", access.actor, at, lambda **m: Opened(reason=reason, **m)), at=at)
    return one


def open_all(*, about: str, reason: str, access: Access, at: datetime) -> list[Evidence]:
    """Every piece about one case, to be exported whole; each opening is in the record. One changed file refuses the export."""
    found = list(queries.items(access, about=about))
    if not found:
        raise NotFound(
            "没有这件事的证据，或不在您的辖区。", "There is no evidence about this, or it is not in your area."
        )
    with transaction.atomic():
        return [open_original(item_id=one.pk, reason=reason, access=access, at=at) for one in found]


def exclude(*, item_id: int, reason: str, access: Access, at: datetime) -> Evidence:
    """Illegally obtained evidence supports nothing and stays visible as excluded (APL 46, INV-51)."""
    return _weigh("exclude", item_id, reason, access, at)


def readmit(*, item_id: int, reason: str, access: Access, at: datetime) -> Evidence:
    """The exclusion was wrong: it counts again, and both decisions stay in the record."""
    return _weigh("readmit", item_id, reason, access, at)


def _weigh(action: str, item_id: int, reason: str, access: Access, at: datetime) -> Evidence:
    one = queries.item(item_id, access)
    access.require(HEADS, one.area, what=Phrase("决定证据的取舍", "decide whether evidence counts"))
    reason = _sentence(reason, "请写明理由。", "Give the reason.")
    with transaction.atomic():
        before = one.state
        for each in (one, *Evidence.objects.filter(parent=one, state=before)):  # what was made of it goes with it
            advance(each, EVIDENCE, Step(action, access.actor, at, lambda **m: Excluded(reason=reason, **m)), at=at)
    return one


def hand_over(*, item_id: int, to: Access, access: Access, at: datetime) -> Evidence:
    """Give a piece to somebody else. `access` gives, `to` takes; the caller has both at the door (INV-88)."""
    one = queries.item(item_id, access)
    _check_hands(one.holder, one.area, to, access, at)
    body = _handed(access, to)
    advance(one, EVIDENCE, Step("hand_over", access.actor, at, body, holder=to.actor), at=at)
    return one


def hold(
    *, about: str, sort: str, goods: Sequence[Mapping[str, str]], kept_at: str, area: str, access: Access, key: str = "", at: datetime
) -> Holding:  # fmt: skip
    """Hold things for a while: the list, where they are, and until which day (APL 56: seven working days; AEL 25: thirty days)."""
    _require_officer(access, area, Phrase("登记保存或扣押物品", "hold goods"), at)
    if sort not in HOLDING_SORTS:
        raise BadInput(f"没有这种措施 {sort}。", f"There is no such measure: {sort}.", field="sort")
    known = _known("holding.open", key, access)
    if known:
        return Holding.objects.get(pk=known)
    listed = check_items(goods, sort)
    if not kept_at.strip():
        raise BadInput("请写明物品存放在哪里。", "Say where the goods are kept.", field="kept_at")
    book = book_of()
    last = last_day(sort, book.periods[HOLDING_SORTS[sort].period], at, book.calendar)
    one = Holding(
        about=about, sort=sort, items=listed, kept_at=kept_at.strip()[:120], began_at=at, area=area, outcome=[]
    )

    def body(**moved: Any) -> Held:
        return Held(
            about=about, sort=sort, items=listed, kept_at=one.kept_at, last_day=last.on.isoformat(), article=HOLDING_SORTS[sort].article,
            **moved,
        )  # fmt: skip

    step = Step(
        "open", access.actor, at, body, holder=access.actor, due_at=end_of_day(last), due_changes=True, key=key or None
    )
    try:
        with transaction.atomic():
            one.pk = next(iter(bulk.reserve_ids(Holding, 1)))
            open_many([(one, [step])], HOLDING, HOLDING_COLUMNS, at=at)
    except IntegrityError:
        return Holding.objects.get(pk=_must_know("holding.open", key, access))
    return one


def hand_goods_over(*, holding_id: int, to: Access, access: Access, at: datetime) -> Holding:
    """The goods change hands; both sign (INV-88)."""
    one = queries.holding(holding_id, access)
    _check_hands(one.holder, one.area, to, access, at)
    advance(one, HOLDING, Step("hand_over", access.actor, at, _handed(access, to), holder=to.actor), at=at)
    return one


def extend(*, holding_id: int, reason: str, access: Access, at: datetime) -> Holding:
    """Seizure, once, by thirty more days with the head's approval (AEL 25); preservation never."""
    one = queries.holding(holding_id, access)
    access.require(HEADS, one.area, what=Phrase("延长期限", "extend the time"))
    sort = HOLDING_SORTS[one.sort]
    if not sort.extension:
        raise NotAllowed(
            "先行登记保存七个工作日内必须处理，不能延长（行政处罚法第五十六条，INV-54）。",
            "Preserved goods are dealt with within seven working days; there is no extension (APL 56, INV-54).",
        )
    if one.extended:
        raise NotAllowed(
            "扣押只能延长一次（行政强制法第二十五条，INV-60）。", "A seizure is extended only once (AEL 25, INV-60)."
        )
    reason = _sentence(reason, "请写明为什么延长。", "Say why it is extended.")
    book = book_of()
    assert one.due_at is not None
    last = last_day(one.sort, book.periods[sort.extension], one.due_at - timedelta(seconds=1), book.calendar)
    step = Step(
        "extend", access.actor, at, lambda **m: Extended(last_day=last.on.isoformat(), reason=reason, **m), due_at=end_of_day(last),
        due_changes=True, columns={"extended": True},
    )  # fmt: skip
    advance(one, HOLDING, step, at=at)
    return one


def decide(*, holding_id: int, outcome: Sequence[str], access: Access, at: datetime) -> Holding:
    """What becomes of each thing, in the order of the list."""
    one = queries.holding(holding_id, access)
    access.require(HEADS, one.area, what=Phrase("决定物品的处理", "decide about the goods"))
    if len(outcome) != len(one.items) or not set(outcome) <= set(OUTCOMES):
        raise BadInput(
            f"清单有 {len(one.items)} 件，请逐件写明处理结果；可用：{'、'.join(OUTCOMES)}。",
            f"The list has {len(one.items)} items; give one outcome for each, any of {', '.join(OUTCOMES)}.",
            field="outcome",
        )
    step = Step(
        "decide", access.actor, at, lambda **m: Ended(outcome=list(outcome), **m), due_at=None, due_changes=True,
        columns={"outcome": list(outcome)},
    )  # fmt: skip
    advance(one, HOLDING, step, at=at)
    return one


def release_overdue(*, at: datetime) -> int:
    """Nobody decided in time: the goods are free, and their holder and the leaders learn of it (INV-54, INV-60)."""
    done = 0
    for one in queries.overdue(at):
        outcome = ["returned"] * len(one.items)
        step = Step(
            "release", "system", at, lambda **m: Ended(outcome=outcome, reason=HOLDING_SORTS[one.sort].article, **m),  # noqa: B023 - used at once
            due_at=None, due_changes=True, columns={"outcome": outcome},
        )  # fmt: skip
        with transaction.atomic():
            advance(one, HOLDING, step, at=at)
            messages.tell([_notice(one, "holding.released", f"holding:{one.pk}:released", urgent=True)], at=at)
        done += 1
    return done


def warn_of_ends(*, at: datetime) -> int:
    """Two days before the last day, once."""
    soon = queries.ending_soon(at, WARN)
    with transaction.atomic():
        return messages.tell(
            [_notice(one, "holding.ends", f"holding:{one.pk}:ends:{int(one.extended)}", urgent=False) for one in soon],
            at=at,
        )


def _notice(one: Holding, template: str, key: str, *, urgent: bool) -> Notice:
    last = "" if one.due_at is None else f"{(one.due_at - timedelta(seconds=1)).astimezone(CHINA):%Y-%m-%d}"
    sort = HOLDING_SORTS[one.sort]
    values = {"sort": sort.zh, "sort_en": sort.en, "first": one.items[0]["name"],
              "n": str(len(one.items)), "last_day": last, "article": sort.article}  # fmt: skip
    return Notice(key, template, values, _keepers(one), f"holding:{one.pk}", one.area, urgent)


def _keepers(one: Holding) -> list[Recipient]:
    """Who holds it, and those who can decide."""
    told = {
        c.account: Recipient(c.name, c.account) for role in sorted(HEADS) for c in people.accounts_with(role, one.area)
    }
    if one.holder.startswith("person:"):
        holder = int(one.holder.removeprefix("person:"))
        told[holder] = Recipient(people.account_names([holder]).get(holder, ""), holder)
    return list(told.values())


def _check_hands(holder: str, area: str, to: Access, access: Access, at: datetime) -> None:
    _require_officer(access, area, Phrase("移交", "hand it over"), at)
    if holder != access.actor:
        raise Refused(
            "只有现在的保管人可以移交：请由保管人操作。",
            "Only who holds it now can hand it over; ask the present holder.",
        )
    if not _is_officer(to, area, at):
        raise Refused(
            f"{to.name or '对方'} 不能接收：不是本辖区的执法人员。",
            f"{to.name or 'The other'} cannot take it: no officer of this area.",
        )
    if to.actor == access.actor:
        raise BadInput("不能移交给自己。", "It cannot be handed to oneself.", field="to")


def _is_officer(access: Access, area: str, at: datetime) -> bool:
    """A head, or an officer whose certificate holds here today (APL 42; AEL 17: nobody else seizes)."""
    if access.may(HEADS, area):
        return True
    return access.may(OFFICERS, area) and people.is_certified_here(access, on=at.astimezone(CHINA).date(), area=area)


def _require_officer(access: Access, area: str, what: Phrase, at: datetime) -> None:
    access.require(OFFICERS, area, what=what)
    if not _is_officer(access, area, at):
        raise Refused(
            f"您没有权限{what.zh}：须持有在本辖区有效的执法证（行政处罚法第四十二条）。",
            f"You may not {what.en}: that needs a certificate that is valid here today (APL 42).",
        )


def _handed(giver: Access, taker: Access) -> Any:
    return lambda **m: HandedOver(giver=giver.actor, taker=taker.actor, **m)


def _sentence(text: str, zh: str, en: str) -> str:
    text = text.strip()
    if not 2 <= len(text) <= SENTENCE:
        raise BadInput(f"{zh}（2 至 {SENTENCE} 字）", f"{en} (2 to {SENTENCE} characters)", field="reason")
    return text
