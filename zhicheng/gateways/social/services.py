"""Posts come in: weighed, then a report, a question at the acceptor's desk, or nothing but a digest. Reading twice changes nothing."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

import httpx
from django.db import IntegrityError, transaction

from zhicheng.engines.datum import Datum, to_wgs84
from zhicheng.flow.reports import classifying, extracting
from zhicheng.flow.reports import services as reports
from zhicheng.flow.reports.rules import Incoming
from zhicheng.flow.reports.services import Refusal
from zhicheng.gateways.open311.remote import check_address
from zhicheng.gateways.social import queries, reading, rules
from zhicheng.gateways.social.events import PostAccepted, PostDropped, PostRead
from zhicheng.gateways.social.models import Feed, Passed, SocialPost
from zhicheng.gateways.social.reading import Told
from zhicheng.gateways.social.rules import Clues, Relevance
from zhicheng.gateways.social.states import POST
from zhicheng.ground.people.queries import Access
from zhicheng.ground.places import queries as places
from zhicheng.infra import bulk
from zhicheng.infra.changes import Change, record_changes
from zhicheng.infra.config import config
from zhicheng.infra.transitions import Step, advance, open_many
from zhicheng.kernel.errors import BadInput, Conflict, NotFound
from zhicheng.kernel.ids import key_of
from zhicheng.kernel.phrases import Phrase

LOG = logging.getLogger(__name__)
SOURCE = "social"
REGISTER = "social_feeds"
RULE = "rule:relevance@1"
WHAT = Phrase("判读网络帖文", "decide about social posts")
EVERY = timedelta(minutes=2)
LONGEST_PAUSE = timedelta(hours=2)
PATIENCE = 10.0  # seconds
FORGET_AFTER = timedelta(days=7)  # what nobody looked at; older than that it helps nobody
DIGESTS_FOR = timedelta(days=90)
COLUMNS = (
    "feed",
    "key",
    "text",
    "author",
    "url",
    "lng",
    "lat",
    "grid",
    "posted_at",
    "read_at",
    "relevance",
    "reasons",
    "report_id",
)
OUR_FAULT = Phrase("读取时出错，原因见服务器日志", "Something went wrong while reading; see the server's log")


@dataclass(slots=True)
class Outcome:
    """What became of one reading: `asked` wait for an acceptor, `passed` concerned nobody here."""

    read: int = 0
    known: int = 0
    reports: int = 0
    asked: int = 0
    passed: int = 0
    refused: list[Refusal] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class _Weighed:
    told: Told
    found: Relevance
    grid: str


# One door for files and feeds -------------------------------------------------------------------------------------------


def take(data: bytes, *, feed: str, datum: Datum = "wgs84", by: str, at: datetime) -> Outcome:
    """Everything of one reading in one transaction. BadInput before anything is written when it is no list of posts."""
    reading.check_feed(feed)
    rules.check_thresholds(config().social_ask, config().social_take)
    out = Outcome()
    told: list[Told] = []
    for one in reading.read(data, at=at):
        out.read += 1
        if isinstance(one, Refusal):
            out.refused.append(one)
        else:
            told.append(one)
    weighed = _weighed(_moved(told, datum))
    try:
        _take_once(weighed, feed, out, by=by, at=at)
    except IntegrityError:  # the same feed is read twice at this very moment
        out.known = out.reports = out.asked = out.passed = 0
        _take_once(weighed, feed, out, by=by, at=at)
    return out


def _moved(told: Sequence[Told], datum: Datum) -> list[Told]:
    if datum == "wgs84":
        return list(told)
    out = []
    for one in told:
        point = one.point
        if point is not None and abs(point[0]) <= 180 and abs(point[1]) <= 90:
            lng, lat = to_wgs84([point[0]], [point[1]], datum)
            point = (float(lng[0]), float(lat[0]))
        out.append(Told(one.key, one.text, one.author, one.url, one.posted_at, point, one.picture))
    return out


def _weighed(told: Sequence[Told]) -> list[_Weighed]:
    guesses = classifying.guess_many([one.text for one in told], top=1) if told else []
    return [_weigh(one, found[0].confidence if found else 0.0) for one, found in zip(told, guesses, strict=True)]


def _weigh(one: Told, confidence: float) -> _Weighed:
    """With the place that its point or its words name; a point elsewhere is as good as none."""
    city = places.city()
    grid = city.locate(*one.point).grid if one.point and abs(one.point[0]) <= 180 and abs(one.point[1]) <= 90 else ""
    if not grid:
        named = max(city.gazetteer.find(one.text[:300]), key=lambda f: f.score, default=None)
        grid = city.locate(named.lng, named.lat).grid if named else ""
    clues = Clues(
        matter=confidence, place=bool(grid), address=bool(extracting.address_in(one.text)), picture=one.picture,
        city=city.name.removesuffix("市") in one.text,
    )  # fmt: skip
    return _Weighed(one, rules.weigh(one.text, clues), grid)


def _take_once(weighed: Sequence[_Weighed], feed: str, out: Outcome, *, by: str, at: datetime) -> None:
    with transaction.atomic():
        fresh = _without_known(weighed, feed, out)
        sure = [w for w in fresh if w.found.percent >= config().social_take]
        asked = [w for w in fresh if config().social_ask <= w.found.percent < config().social_take]
        passed = [w for w in fresh if w.found.percent < config().social_ask]
        taken = reports.receive_many(
            [_incoming(w.told, feed, row=i) for i, w in enumerate(sure)], source=SOURCE, by=by, at=at
        )
        out.refused += taken.refused
        report_of = {r.key: r.pk for r in [*taken.reports, *taken.known]}
        sure = [w for w in sure if _key(w.told, feed) in report_of]
        _open(sure, asked, feed, report_of, by=by, at=at)
        Passed.objects.bulk_create(
            [Passed(digest=_digest(w.told, feed), feed=feed, read_at=at) for w in passed], ignore_conflicts=True
        )
        out.reports, out.asked, out.passed = len(sure), len(asked), len(passed)


def _without_known(weighed: Sequence[_Weighed], feed: str, out: Outcome) -> list[_Weighed]:
    keys = [w.told.key for w in weighed]
    known = (
        set(bulk.among(SocialPost.objects.filter(feed=feed), "key", keys).values_list("key", flat=True))
        if keys
        else set()
    )
    digests = [_digest(w.told, feed) for w in weighed]
    gone = set(bulk.among(Passed.objects.all(), "digest", digests).values_list("digest", flat=True)) if keys else set()
    fresh: list[_Weighed] = []
    for one, digest in zip(weighed, digests, strict=True):
        if one.told.key in known or digest in gone:
            out.known += 1
            continue
        known.add(one.told.key)
        fresh.append(one)
    return fresh


def _digest(told: Told, feed: str) -> str:
    return key_of(feed, told.key)[:32]


def _key(told: Told, feed: str) -> str:
    key = f"{feed}:{told.key}"
    return key if len(key) <= reports.LONGEST_KEY else key_of(key)


def _incoming(told: Told, feed: str, *, row: int = 0) -> Incoming:
    """Its words, its author to ask back, and its address: whoever decides looks at the pictures there."""
    lng, lat = told.point if told.point and places.city().locate(*told.point).grid else (None, None)
    text = f"{told.text}\n{told.url}" if told.url else told.text
    return Incoming(
        key=_key(told, feed),
        happened_at=told.posted_at,
        text=text,
        lng=lng,
        lat=lat,
        reporter=told.author[:40],
        row=row,
    )


def _open(
    sure: Sequence[_Weighed], asked: Sequence[_Weighed], feed: str, report_of: dict[str, int], *, by: str, at: datetime
) -> None:
    rows = [*((w, report_of[_key(w.told, feed)]) for w in sure), *((w, None) for w in asked)]
    made = []
    for pk, (one, report) in zip(bulk.reserve_ids(SocialPost, len(rows)) if rows else [], rows, strict=True):
        post = bulk.blank(SocialPost, _columns(pk, one, feed, report, at))
        steps = [Step("read", by, at, _read_body(feed, one.found.percent), holder="role:acceptor")]
        if report is not None:
            steps.append(Step("accept", RULE, at, _accept_body(report), holder=""))
        made.append((post, steps))
    open_many(made, POST, COLUMNS, at=at)


def _columns(pk: int, one: _Weighed, feed: str, report: int | None, at: datetime) -> dict[str, Any]:
    """A post that is a report already has its words there: they are kept once."""
    told = one.told
    lng, lat = told.point or (None, None)
    return {
        "id": pk, "feed": feed, "key": told.key, "text": "" if report else told.text, "author": "" if report else told.author, "url": told.url,
        "lng": lng, "lat": lat, "grid": one.grid, "posted_at": told.posted_at, "read_at": at, "relevance": one.found.percent,
        "reasons": one.found.reasons, "report_id": report,
    }  # fmt: skip


def _read_body(feed: str, percent: int) -> Any:
    return lambda **moved: PostRead(feed=feed, relevance=percent, **moved)


def _accept_body(report: int) -> Any:
    return lambda **moved: PostAccepted(report=report, **moved)


# What an acceptor decides -----------------------------------------------------------------------------------------------


def accept(who: Access, *, post_id: int, at: datetime) -> SocialPost:
    """It is something for us: a report like any other from here. Conflict when somebody was faster."""
    post = _waiting(who, post_id)
    point = (post.lng, post.lat) if post.lng is not None and post.lat is not None else None
    told = Told(post.key, post.text, post.author, post.url, post.posted_at, point, picture=False)
    with transaction.atomic():
        report = reports.receive(_incoming(told, post.feed), source=SOURCE, by=who.actor, at=at)
        columns = {"report_id": report.pk, "text": "", "author": ""}
        advance(post, POST, Step("accept", who.actor, at, _accept_body(report.pk), holder="", columns=columns), at=at)
    return post


def drop(who: Access, *, post_id: int, at: datetime) -> SocialPost:
    """Nothing for us: its words and its author are forgotten."""
    post = _waiting(who, post_id)
    _drop(post, "person", by=who.actor, at=at)
    return post


def _drop(post: SocialPost, reason: str, *, by: str, at: datetime) -> None:
    columns = {"text": "", "author": "", "url": "", "lng": None, "lat": None}
    body = lambda **moved: PostDropped(reason=reason, **moved)  # noqa: E731
    advance(post, POST, Step("drop", by, at, body, holder="", columns=columns), at=at)


def _waiting(who: Access, post_id: int) -> SocialPost:
    who.require(queries.READERS, what=WHAT)
    post = queries.visible_to(who).filter(pk=post_id).first()
    if post is None:
        raise NotFound("没有这条帖文，或不在您的辖区。", "There is no such post, or it is not in your area.")
    if post.state != "read":
        raise Conflict(
            f"这条帖文{POST.states[post.state]}，他人刚处理过，请刷新。",
            "Somebody else has just decided about this post; refresh.",
        )
    return post


def forget(*, at: datetime) -> int:
    """What nobody looked at in a week is dropped, old digests go. Returns how many were dropped."""
    old = list(SocialPost.objects.filter(state="read", read_at__lt=at - FORGET_AFTER)[:1_000])
    for post in old:
        try:
            _drop(post, "nobody_looked", by=RULE, at=at)
        except Conflict:  # somebody looks at it this very moment
            continue
    Passed.objects.filter(read_at__lt=at - DIGESTS_FOR).delete()
    return len(old)


# Feeds that are read again and again ------------------------------------------------------------------------------------


def follow(*, name: str, address: str, by: str, at: datetime) -> Feed:
    """Register a feed or change its address; the host must be one of the settings'."""
    reading.check_feed(name)
    address = check_address(address, config().social_hosts, setting="ZHICHENG_SOCIAL_HOSTS", query=True)
    with transaction.atomic():
        old = Feed.objects.filter(name=name).first()
        made, _ = Feed.objects.update_or_create(
            name=name,
            defaults={
                "address": address,
                "etag": "",
                "modified": "",
                "next_at": at,
                "failures": 0,
                "made_by": by,
                "made_at": at,
            },
        )
        before = {"地址": old.address} if old else {}
        record_changes(REGISTER, [Change(name, "changed" if old else "added", before, {"地址": address})], by=by, at=at)
    return made


def unfollow(*, name: str, by: str, at: datetime) -> None:
    """No more readings; what became a report stays one."""
    with transaction.atomic():
        found = Feed.objects.filter(name=name).first()
        if found is None:
            raise NotFound(f"没有来源「{name}」。", f"There is no feed “{name}”.")
        found.delete()
        record_changes(REGISTER, [Change(name, "gone", {"地址": found.address}, {})], by=by, at=at)


def read_due(*, now: datetime, at: datetime, transport: httpx.BaseTransport | None = None) -> Outcome:
    """Every feed whose time has come; `now` is the machine's clock, `at` the city's. One that fails rests longer each time."""
    total = Outcome()
    for feed in Feed.objects.filter(next_at__lte=now).order_by("next_at"):
        try:
            found = _read_feed(feed, at, transport)
        except BadInput as error:
            _rest(feed, error.said, now)
        except httpx.HTTPError as error:
            _rest(
                feed,
                Phrase(
                    f"来源没有应答（{type(error).__name__}）。", f"The feed does not answer ({type(error).__name__})."
                ),
                now,
            )
        except Exception:  # one feed's oddity must not keep us from all the others
            LOG.exception("reading %s failed", feed.name)
            _rest(feed, OUR_FAULT, now)
        else:
            _read_again(feed, now)
            total.reports += found.reports
            total.asked += found.asked
    return total


def _read_feed(feed: Feed, at: datetime, transport: httpx.BaseTransport | None) -> Outcome:
    headers = {k: v for k, v in (("If-None-Match", feed.etag), ("If-Modified-Since", feed.modified)) if v}
    with (
        httpx.Client(transport=transport, timeout=PATIENCE, follow_redirects=False) as client,
        client.stream("GET", feed.address, headers=headers) as answer,
    ):
        if answer.status_code == httpx.codes.NOT_MODIFIED:
            return Outcome()
        if not answer.is_success:
            raise BadInput(
                f"来源应答 HTTP {answer.status_code}。", f"The feed answers HTTP {answer.status_code}.", field="ADDRESS"
            )
        data = _within(answer.iter_bytes())
    out = take(data, feed=feed.name, by=f"gateway:{feed.name}", at=at)
    feed.etag, feed.modified = answer.headers.get("ETag", "")[:200], answer.headers.get("Last-Modified", "")[:60]
    return out


def _within(parts: Iterable[bytes]) -> bytes:
    """Not more than one reading may have, however much is sent."""
    data = bytearray()
    for part in parts:
        data += part
        if len(data) > reading.LARGEST:
            break  # `reading.read` says it in a sentence
    return bytes(data)


def _rest(feed: Feed, said: Phrase, now: datetime) -> None:
    pause = min(EVERY * 2 ** min(feed.failures + 1, 10), LONGEST_PAUSE)
    values = {
        "failures": min(feed.failures + 1, 99),
        "said": said.zh[:400],
        "said_en": said.en[:400],
        "next_at": now + pause,
    }
    Feed.objects.filter(pk=feed.pk).update(**values)


def _read_again(feed: Feed, now: datetime) -> None:
    values = {
        "failures": 0,
        "said": "",
        "said_en": "",
        "etag": feed.etag,
        "modified": feed.modified,
        "next_at": now + EVERY,
    }
    Feed.objects.filter(pk=feed.pk).update(**values)
