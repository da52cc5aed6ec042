"""How citizens chose to be told: choosing, stopping, ending. A way is one channel to one person about one thing.

What is stopped stays as a row without an address, so that nobody is told by default what he did not want; a browser's endpoint goes at
once. Everything goes some days after the thing is over.
"""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction

from zhicheng.ground.messages import links
from zhicheng.ground.messages.models import Message, Way
from zhicheng.infra import bulk
from zhicheng.infra.config import config
from zhicheng.kernel.errors import NotFound

DAY = timedelta(days=1)
ASKED = {"channel": "wechat", "openid": ""}  # a code that waits for its openid
CODE_DIGITS, CODE_GOOD_FOR = 8, timedelta(minutes=10)  # typed by hand; only the mini program, with its key, can try one
STOPPED = "收件人已退订。"
REPLACED = "由后一条代替。"


@dataclass(frozen=True, slots=True)
class Choice:
    """One channel with what it needs: a phone, a browser's endpoint with its keys, or an openid."""

    channel: str
    phone: str = ""
    endpoint: str = ""
    p256dh: str = ""
    auth: str = ""
    openid: str = ""
    language: str = "zh"

    @property
    def target(self) -> str:
        """By which the same person is known again, across several things."""
        return target_of(self.phone or self.endpoint or self.openid)


def target_of(address: str) -> str:
    return hashlib.sha256(address.encode()).hexdigest()


def choose(choice: Choice, *, about: str, at: datetime, every: bool = True, ends_at: datetime | None = None) -> Way:
    """From now on he is told by this channel; who had stopped it begins again."""
    with transaction.atomic():
        way, _ = Way.objects.select_for_update().get_or_create(
            about=about, channel=choice.channel, target=choice.target, defaults={"chosen_at": at}
        )
        way.phone, way.endpoint, way.p256dh, way.auth = choice.phone, choice.endpoint, choice.p256dh, choice.auth
        way.openid, way.language, way.every = choice.openid, choice.language, every
        way.stopped_at, way.ends_at = None, ends_at
        way.stop_digest = links.digest_of(links.code_of(stop_link(way)))
        way.save()
    return way


def ask(about: str, *, language: str, at: datetime) -> tuple[str, datetime]:
    """(code, until): whoever tells it to us with an openid is told of this thing. Kept is its digest; the last one asked for holds."""
    code, until = _fresh_digits(), at + CODE_GOOD_FOR
    with transaction.atomic():
        Way.objects.filter(about=about, **ASKED).delete()
        Way.objects.create(
            about=about, target=target_of(code), language=language, chosen_at=at, stopped_at=at, ends_at=until, **ASKED
        )  # fmt: skip
    return code, until


def _fresh_digits() -> str:
    """Eight digits that nobody else waits with."""
    while True:
        code = f"{secrets.randbelow(10**CODE_DIGITS):0{CODE_DIGITS}d}"
        if not Way.objects.filter(target=target_of(code), **ASKED).exists():
            return code


def answer(code: str, *, at: datetime) -> tuple[str, str]:
    """(about, language) of a code that was asked for; once. NotFound when it is wrong, used or over."""
    with transaction.atomic():
        row = Way.objects.select_for_update().filter(target=target_of(code), ends_at__gte=at, **ASKED).first()
        if row is None or Way.objects.filter(pk=row.pk).delete()[0] != 1:
            raise NotFound(
                "绑定码不正确、已用过或已过期，请在进展页重新获取。",
                "This code is wrong, used or too old: get a new one on the report's page.",
            )
    return row.about, row.language


def stop_link(way: Way) -> str:
    return links.spec("stop", way.pk, 1)


def of(abouts: Iterable[str]) -> list[Way]:
    """Those who are to be told of these things, oldest choice first."""
    return list(bulk.among(Way.objects.filter(stopped_at=None), "about", list(abouts)).order_by("pk"))


def hold(abouts: Iterable[str]) -> list[Way]:
    """The same, held until the transaction ends: two workers that tell one step do not see each other's half."""
    rows = Way.objects.filter(stopped_at=None, about__in=list(abouts)).order_by("pk")
    return list(rows.select_for_update())


def all_of(about: str) -> list[Way]:
    """Also what was stopped."""
    return list(Way.objects.filter(about=about).exclude(**ASKED).order_by("pk"))


def with_any(abouts: Iterable[str]) -> set[str]:
    """For which of these things somebody has chosen already, or stopped it."""
    rows = bulk.among(Way.objects.exclude(**ASKED), "about", list(abouts))
    return set(rows.values_list("about", flat=True))


def say(told: Sequence[tuple[Way, str, int]]) -> None:
    """What is said to them now, by which event; what waits still of an earlier step need not be said any more."""
    if not told:
        return
    for way, said, pos in told:
        way.told, way.told_pos = said, pos
    Way.objects.bulk_update([way for way, _, _ in told], ["told", "told_pos"], batch_size=500)
    waiting = Message.objects.filter(way__in=[way.pk for way, _, _ in told], state="waiting", attempts=0)
    waiting.update(state="dropped", error=REPLACED)


def begun_since(channel: str, target: str, since: datetime) -> int:
    """How many things somebody has begun to be told of in this time."""
    return Way.objects.filter(channel=channel, target=target, chosen_at__gte=since).count()


def stop(ways: Sequence[Way], *, at: datetime) -> int:
    """Nothing more, also of what is on its way already. Returns how many were stopped."""
    ids = [w.pk for w in ways]
    with transaction.atomic():
        Message.objects.filter(way__in=ids, state__in=("waiting", "stuck")).update(state="dropped", error=STOPPED)
        return Way.objects.filter(pk__in=ids, stopped_at=None).update(stopped_at=at, endpoint="", p256dh="", auth="")


def by_code(code: str) -> list[Way]:
    """The ways that a stop link is about: the one that it came with, and those that the same messages spoke for. NotFound in one sentence."""
    way = Way.objects.filter(stop_digest=links.digest_of(code)).first()
    if way is None:
        raise NotFound(
            "这个退订链接已失效：对应的上报已办结，不会再发通知。",
            "This link is no longer good: the report is over and nothing more is sent about it.",
        )
    also = {pk for ids in Message.objects.filter(way=way).values_list("also", flat=True) for pk in ids}
    return [way, *Way.objects.filter(pk__in=also - {way.pk}, target=way.target).order_by("pk")]


def resume(ways: Sequence[Way]) -> int:
    """The stop was a slip. A browser has to be asked again: its endpoint is gone."""
    ids = [w.pk for w in ways if w.channel != "push"]
    return Way.objects.filter(pk__in=ids).update(stopped_at=None)


def gone(way: Way) -> None:
    """The other side says that this address is no more: nothing is kept of it."""
    Way.objects.filter(pk=way.pk).delete()


def end(abouts: Sequence[str], *, at: datetime) -> None:
    """These things are over: what is known of who followed them goes in some days."""
    Way.objects.filter(about__in=abouts).update(ends_at=at + timedelta(days=config().forget_ways_days))


def go_on(abouts: Sequence[str]) -> None:
    """They are not over after all."""
    Way.objects.filter(about__in=abouts, ends_at__isnull=False).update(ends_at=None)


def forget(*, at: datetime) -> int:
    """What has ended: the row, and the phone in what was sent by it. Returns how many."""
    ids = list(Way.objects.filter(ends_at__lt=at).values_list("pk", flat=True)[:500])
    with transaction.atomic():
        Message.objects.filter(way__in=ids).update(phone="")
        Way.objects.filter(pk__in=ids).delete()
    return len(ids)
