"""Who a resident is: a phone that gave back the code sent to it. Reports are his by that phone, or by receipt and code."""

from __future__ import annotations

from datetime import datetime, timedelta
from hmac import compare_digest

from django.db import IntegrityError, transaction
from django.db.models import F

from zhicheng.civic.community import queries
from zhicheng.civic.community.events import Claimed, Joined
from zhicheng.civic.community.models import Claim, Resident
from zhicheng.civic.community.rules import words
from zhicheng.civic.community.services import points
from zhicheng.civic.community.services.beside import tell_of
from zhicheng.flow.reports import queries as reports
from zhicheng.ground.messages import links
from zhicheng.ground.messages import services as messages
from zhicheng.ground.messages.services import Notice, Recipient
from zhicheng.kernel.calendar import CHINA
from zhicheng.kernel.errors import BadInput, NotAllowed
from zhicheng.kernel.phrases import Phrase

AGAIN_AFTER = timedelta(seconds=60)
VALID = timedelta(minutes=10)
MOST_TRIES = 5
MOST_CODES = 10  # a day and phone: with five tries each, guessing six digits takes decades
LOOK_BACK = timedelta(days=30)  # reports with his phone from before he joined: so far they count


def ask_code(*, phone: str, now: datetime, at: datetime) -> str:
    """Send a code to this phone; gives the link's name, from which the code is made when it is sent. `now` is the wall clock."""
    number = words.mobile(phone)
    with transaction.atomic():
        resident = _kept(number)
        if resident.asked_at is not None and timedelta(0) <= now - resident.asked_at < AGAIN_AFTER:
            raise NotAllowed(
                "验证码刚发过，请看短信；60 秒后可以重发。",
                "A code was just sent: look at your messages; in 60 seconds you may ask again.",
            )
        today = now.astimezone(CHINA).date()
        codes = resident.codes + 1 if resident.codes_on == today else 1
        if codes > MOST_CODES:
            raise NotAllowed(
                f"这个号码今天已发过 {MOST_CODES} 次验证码，请明天再试。",
                f"{MOST_CODES} codes were sent to this number today; please try again tomorrow.",
            )
        resident.turn += 1
        Resident.objects.filter(pk=resident.pk).update(
            turn=resident.turn, tries=0, asked_at=now, codes_on=today, codes=codes
        )
        link = links.spec("resident", resident.pk, resident.turn)
        notice = Notice(
            key=f"code:{resident.pk}:{resident.turn}", template="community.code", values={}, to=[Recipient("居民", 0, number)],
            about=f"resident:{resident.pk}", urgent=True, link=link,
        )  # fmt: skip
        messages.tell([notice], at=at)
    return link


def _kept(number: str) -> Resident:
    """The row of this phone, locked; made when it is new."""
    try:
        with transaction.atomic():
            Resident.objects.get_or_create(phone=number)
    except IntegrityError:  # the same phone at this very moment; its row is there now
        pass
    return Resident.objects.select_for_update().get(phone=number)


def sign_in(*, phone: str, code: str, device: str, now: datetime, at: datetime) -> Resident:
    """Give the code back. Wrong ones are counted, also when many come at once; a right one works once."""
    number = words.mobile(phone)
    found = Resident.objects.filter(phone=number).first()
    if found is None or found.asked_at is None or not timedelta(0) <= now - found.asked_at <= VALID:
        raise BadInput("验证码已过期，请重新获取。", "This code is over; ask for a new one.", field="code")
    # Counted before it is compared, in a statement of its own: a refusal must not take the count back.
    if Resident.objects.filter(pk=found.pk, tries__lt=MOST_TRIES).update(tries=F("tries") + 1) != 1:
        raise NotAllowed("验证码错误次数过多，请重新获取。", "Too many wrong codes; ask for a new one.")
    if not compare_digest(
        links.digits_of(links.spec("resident", found.pk, found.turn)).encode(), code.strip().encode()
    ):
        raise BadInput("验证码不对，请核对短信。", "This is not the code; compare it with the message.", field="code")
    with transaction.atomic():
        resident = Resident.objects.select_for_update().get(pk=found.pk)
        if resident.asked_at is None or resident.turn != found.turn:
            raise BadInput("验证码已用过，请重新获取。", "This code was used already; ask for a new one.", field="code")
        first = resident.joined_at is None
        resident.asked_at, resident.device, resident.joined_at = None, device[:40], resident.joined_at or at
        resident.save(update_fields=["asked_at", "device", "joined_at"])
        if first:
            tell_of(resident, "resident.join", Joined(), at=at)
            _take_over(resident, at)
    return resident


def _take_over(resident: Resident, at: datetime) -> None:
    """Reports that came in with this phone before it was proven."""
    for report in reports.of_phone(resident.phone, since=at - LOOK_BACK, until=at):
        claim_known(resident, report.pk, at=at)


def claim_known(resident: Resident, report_id: int, *, at: datetime) -> None:
    """This report is his: once, and by nobody else."""
    _, new = Claim.objects.get_or_create(report_id=report_id, defaults={"resident": resident, "claimed_at": at})
    if new:
        tell_of(resident, "resident.claim", Claimed(report=report_id), at=at)
        points.catch_up(resident, report_id, at=at)


def claim(*, resident: Resident, receipt: str, code: str, at: datetime) -> None:
    """A report without a phone becomes his by its receipt and code. NotFound for a wrong one, NotAllowed for another's."""
    report = reports.by_receipt(receipt, code)
    if report.source not in points.THANKED:
        raise NotAllowed("这件不是居民上报的，不能认领。", "This was not reported by a resident; it cannot be claimed.")
    if report.phone and report.phone != resident.phone:
        raise NotAllowed(
            "这件上报留的是另一个手机号，请用那个号码登录。",
            "This report carries another phone; sign in with that one.",
        )
    with transaction.atomic():
        owner = queries.owner_of(report.pk)
        if owner is not None and owner.pk != resident.pk:
            raise NotAllowed("这件上报已由他人认领。", "Somebody else has claimed this report.")
        locked = Resident.objects.select_for_update().get(pk=resident.pk)
        claim_known(locked, report.pk, at=at)


def rename(*, resident: Resident, name: str) -> None:
    """How he wants to be called on lists and certificates."""
    said = words.at_most(name, most=40, what=Phrase("姓名", "the name"), field="name")
    Resident.objects.filter(pk=resident.pk).update(name=said)
    resident.name = said
