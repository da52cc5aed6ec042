"""We follow another GeoReport server: its new requests become our reports, each once, whatever it sends twice or late."""

from __future__ import annotations

import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import IntegrityError, transaction
from django.db.models import QuerySet

from zhicheng.flow.reports import services as reports
from zhicheng.flow.reports.rules import Incoming
from zhicheng.gateways.open311.models import Follow, Posting, Referral, Remote
from zhicheng.gateways.open311.remote import RemoteError, Server, Theirs, check_address
from zhicheng.infra.changes import Change, record_changes
from zhicheng.infra.config import config
from zhicheng.infra.models import Event
from zhicheng.kernel.errors import BadInput, NotFound
from zhicheng.kernel.ids import key_of
from zhicheng.kernel.phrases import Phrase
from zhicheng.law import matters

LOG = logging.getLogger(__name__)
OUR_FAULT = Phrase("读取时出错，原因见服务器日志", "Something went wrong while reading; see the server's log")
REGISTER = "open311_follows"
OVERLAP = timedelta(
    days=3
)  # servers like ours tell of a request a day or more after it came in; what is known costs one look-up
STRETCH = timedelta(days=30)  # of their past that is asked for at once
EVERY = timedelta(minutes=1)
LONGEST_PAUSE = timedelta(hours=1)
PAGE = 200
MOST_PAGES = 200


@dataclass(frozen=True, slots=True)
class Pulled:
    """What a look brought: new reports, requests known or closed already, and those that could not be taken in."""

    reports: int = 0
    known: int = 0
    refused: int = 0

    def __add__(self, other: Pulled) -> Pulled:
        return Pulled(self.reports + other.reports, self.known + other.known, self.refused + other.refused)


def follow(
    *, name: str, address: str, jurisdiction: str = "", pulls: bool = True, refers: Mapping[str, str] | None = None, areas: Sequence[str] = (),
    since: datetime, by: str, at: datetime,
) -> Follow:  # fmt: skip
    """Register a server, or change how we follow it. Only what happens from now on is referred."""
    name = name.strip()
    if not 0 < len(name) <= 40 or not name.isprintable():
        raise BadInput("名称应有 1 到 40 个可见字符。", "A name has 1 to 40 visible characters.", field="--name")
    address = check_address(address, config().open311_hosts)
    for code in refers or {}:
        if code not in matters.matters() and code not in matters.classes():
            raise BadInput(f"没有事项或大类 {code}。", f"There is no matter or class {code}.", field="--refer")
    values = {
        "address": address,
        "jurisdiction": jurisdiction,
        "pulls": pulls,
        "refers": dict(refers or {}),
        "areas": list(areas),
    }
    with transaction.atomic():
        last = Event.objects.order_by("-pos").values_list("pos", flat=True).first() or 0
        new = {"pulled_to": since, "seen_pos": last, "next_at": since, "made_by": by, "made_at": at}
        made, created = Follow.objects.update_or_create(name=name, defaults=values, create_defaults={**values, **new})
        told = {"地址": address, "辖区": jurisdiction or "—", "转出事项": "、".join(refers or {}) or "—"}
        record_changes(REGISTER, [Change(name, "added" if created else "changed", after=told)], by=by, at=at)
    return made


def unfollow(*, name: str, by: str, at: datetime) -> None:
    """No more looks, no more referrals; what became a report stays one."""
    with transaction.atomic():
        found = Follow.objects.filter(name=name).first()
        if found is None:
            raise NotFound(f"没有关注「{name}」。", f"“{name}” is not followed.")
        found.delete()
        record_changes(REGISTER, [Change(name, "gone", before={"地址": found.address})], by=by, at=at)


def followed() -> QuerySet[Follow]:
    return Follow.objects.order_by("name")


def server_of(one: Follow) -> Server:
    return Server(one.address, one.jurisdiction, config().open311_keys.get(one.name, ""))


def wake(*, now: datetime) -> None:
    """Somebody wants a look now."""
    Follow.objects.filter(pulls=True).update(next_at=now)


def pull_due(*, now: datetime, at: datetime) -> Pulled:
    """Look at every server whose time has come; `now` is the machine's clock, `at` the city's. One that fails rests longer each time."""
    total = Pulled()
    for one in Follow.objects.filter(next_at__lte=now, pulls=True).order_by("next_at"):
        try:
            total += pull(one, now=now, at=at)
        except RemoteError as error:
            _rest(one, error.said, now)
        except Exception:  # one server's oddity must not keep us from all the others
            LOG.exception("following %s failed", one.name)
            _rest(one, OUR_FAULT, now)
        else:
            _note(one, failures=0, said=Phrase("", ""), next_at=now + EVERY)
    return total


def _rest(one: Follow, said: Phrase, now: datetime) -> None:
    pause = min(EVERY * 2 ** min(one.failures + 1, 10), LONGEST_PAUSE)
    _note(one, failures=one.failures + 1, said=said, next_at=now + pause)


def _note(one: Follow, *, failures: int, said: Phrase, next_at: datetime) -> None:
    Follow.objects.filter(pk=one.pk).update(
        failures=min(failures, 99), said=said.zh[:400], said_en=said.en[:400], next_at=next_at
    )


def pull(one: Follow, *, now: datetime, at: datetime) -> Pulled:
    """Everything since the last look, with some overlap, page by page; the cursor moves when a stretch is done. RemoteError else."""
    total, server = Pulled(), server_of(one)
    while True:
        until = min(now, one.pulled_to + STRETCH)
        total += _pull_stretch(one, server, one.pulled_to - OVERLAP, until, at)
        Follow.objects.filter(pk=one.pk).update(pulled_to=until)
        one.pulled_to = until
        if until >= now:
            return total


def _pull_stretch(one: Follow, server: Server, since: datetime, until: datetime, at: datetime) -> Pulled:
    total, seen = Pulled(), set[str]()
    for page in range(1, MOST_PAGES + 1):
        found = server.requests(since=since, until=until, page=page, size=PAGE)
        good = [r for r in found if isinstance(r, Theirs) and r.number not in seen]
        bad = [r for r in found if isinstance(r, Phrase)]
        total += take_in(one, good, at=at)
        total += Pulled(refused=len(bad))
        if bad:
            _note(one, failures=one.failures, said=bad[0], next_at=one.next_at)
        seen |= {r.number for r in good}
        if len(found) < PAGE or not good:  # the last page, or a server that knows no pages and sends the same again
            return total
    raise RemoteError(
        Phrase(
            f"对方一次给出超过 {PAGE * MOST_PAGES} 条。", f"They give more than {PAGE * MOST_PAGES} records at once."
        ),
        permanent=True,
    )


def take_in(one: Follow, found: Sequence[Theirs], *, at: datetime) -> Pulled:
    """Those that are new become reports, in one transaction; what we referred to them ourselves does not come back."""
    try:
        with transaction.atomic():
            return _take_in(one, found, at)
    except IntegrityError:  # another worker took the same page at this very moment
        with transaction.atomic():
            return _take_in(one, found, at)


def _take_in(one: Follow, found: Sequence[Theirs], at: datetime) -> Pulled:
    found = list({r.number: r for r in found}.values())  # a server that names one twice means the one
    numbers = [r.number for r in found]
    known = set(Remote.objects.filter(follow=one, number__in=numbers).values_list("number", flat=True))
    ours = set(Referral.objects.filter(follow=one, number__in=numbers).values_list("number", flat=True))
    # They referred it to us under their number, with the key that we gave them under the name by which we follow them.
    sent = set(Posting.objects.filter(key__name=one.name, account__in=numbers).values_list("account", flat=True))
    fresh = [r for r in found if r.number not in known | ours | sent]
    opened = [r for r in fresh if r.status == "open"]
    taken = reports.receive_many(
        [_incoming(one, r, n) for n, r in enumerate(opened)], source="open311", by=f"open311:{one.name}", at=at
    )
    by_key = {r.key: r.pk for r in (*taken.reports, *taken.known)}
    refused = {opened[r.row].number: r.said for r in taken.refused}
    Remote.objects.bulk_create(
        Remote(
            follow=one, number=r.number, status=r.status, report_id=by_key.get(_key(one, r)), first_at=at,
            said=refused.get(r.number, Phrase("", "")).zh[:400], said_en=refused.get(r.number, Phrase("", "")).en[:400],
        ) for r in fresh
    )  # fmt: skip
    return Pulled(len(taken.reports), len(found) - len(opened) + len(taken.known), len(refused))


def _key(one: Follow, request: Theirs) -> str:
    return key_of("follow", one.address, one.jurisdiction, request.number)


def _incoming(one: Follow, request: Theirs, row: int) -> Incoming:
    return Incoming(
        key=_key(one, request), happened_at=request.requested_at, text=request.text or request.service_name, lng=request.lng, lat=request.lat,
        address=request.address, category=category_of(request), row=row,
    )  # fmt: skip


def category_of(request: Theirs) -> str:
    """Our matter where they use our list (its code with its name); else their own word, which an acceptor maps once for all."""
    matter = matters.matters().get(request.service_code)
    if matter is not None and request.service_name in (matter.name, matter.name_en):
        return matter.code
    return request.service_name or request.service_code


def refused(limit: int = 200) -> QuerySet[Remote]:
    """Requests of theirs that could not be taken in, the latest first."""
    return Remote.objects.exclude(said="").select_related("follow").order_by("-pk")[:limit]
