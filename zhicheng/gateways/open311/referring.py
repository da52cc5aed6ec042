"""Reports that are another city's to handle go there: an outbox with retries, a list of what is stuck, and what they answer.

What is sent is what they need: the matter, the place, the text with personal data covered. Who reported stays with us; our receipt is the
account that they see.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import QuerySet
from typing_extensions import TypedDict

from zhicheng.flow.reports import queries as reports
from zhicheng.flow.reports.masking import mask
from zhicheng.flow.reports.queries import Report
from zhicheng.gateways.open311.following import server_of
from zhicheng.gateways.open311.models import Follow, Referral, Reply
from zhicheng.gateways.open311.remote import RemoteError, Server, Theirs
from zhicheng.infra.changes import Change, record_changes
from zhicheng.infra.models import Event
from zhicheng.kernel.errors import BadInput, NotFound
from zhicheng.kernel.ids import key_of
from zhicheng.kernel.phrases import Phrase

REGISTER = "open311_referrals"
KINDS = ("report.receive", "report.complete")
BEHIND = 1_000  # positions that are looked at again: a transaction that began earlier may end later
TOGETHER = 20
MOST_TRIES = 8  # 5 + 10 + … + 640 s: about twenty minutes, then somebody has to look
FIRST_PAUSE = timedelta(seconds=5)
LEASE = timedelta(minutes=2)
ASK_EVERY = timedelta(minutes=5)
ASKED = 50  # numbers in one question


# Into the outbox ---------------------------------------------------------------------------------------------------------


def refer_new(*, now: datetime, at: datetime) -> int:
    """Look at what came in since the last time; how many go to somebody."""
    return sum(_refer_new(one, now, at) for one in Follow.objects.exclude(refers={}))


def _refer_new(one: Follow, now: datetime, at: datetime) -> int:
    events = Event.objects.filter(pos__gt=one.seen_pos - BEHIND, kind__in=KINDS).order_by("pos")[: 4 * BEHIND]
    rows = list(events.values_list("pos", "stream"))
    last = max([one.seen_pos, *(pos for pos, _ in rows)])
    found = [r for r in reports.in_ids({int(stream.partition(":")[2]) for _, stream in rows}) if service_for(one, r)]
    known = set(
        Referral.objects.filter(follow=one, report_id__in=[r.pk for r in found]).values_list("report_id", flat=True)
    )
    new = [
        _referral(one, r, "rule:open311@1", now, at)
        for r in found
        if r.pk not in known and r.received_at >= one.made_at
    ]
    with transaction.atomic():
        Referral.objects.bulk_create(new, ignore_conflicts=True)
        Follow.objects.filter(pk=one.pk, seen_pos__lt=last).update(seen_pos=last)
    return len(new)


def service_for(one: Follow, report: Report) -> str:
    """Their service_code for a report that is theirs to handle; "" when it is not. What another city sent us we do not send on by
    ourselves: two that refer the same matter to each other would never end."""
    if report.source == "open311":
        return ""
    if one.areas and not report.grid.startswith(tuple(one.areas)):
        return ""
    for code in (report.matter, report.matter[:2]):
        if code and code in one.refers:
            return str(one.refers[code]) or report.matter
    return ""


def _referral(one: Follow, report: Report, by: str, now: datetime, at: datetime) -> Referral:
    return Referral(
        follow=one,
        report=report,
        service=service_for(one, report) or report.matter,
        next_at=now,
        made_by=by,
        made_at=at,
    )


def refer(*, receipt: str, name: str, service: str = "", by: str, now: datetime, at: datetime) -> Referral:
    """Somebody says that this one is theirs."""
    one, report = Follow.objects.filter(name=name).first(), reports.find_by_receipt(receipt)
    if one is None:
        raise NotFound(
            f"没有关注「{name}」，请先 zhicheng open311 follow。",
            f"“{name}” is not followed; zhicheng open311 follow first.",
        )
    if report is None:
        raise NotFound(f"没有受理号 {receipt}。", f"There is no receipt {receipt}.")
    made = _referral(one, report, by, now, at)
    made.service = service or made.service
    if not made.service:
        raise BadInput(
            "还不知道类别：请用 --service 写明对方的服务代码。",
            "Its category is not known yet; give their --service.",
            field="--service",
        )
    with transaction.atomic():
        if Referral.objects.filter(follow=one, report=report).exists():
            raise BadInput(
                f"{receipt} 已转给「{name}」。", f"{receipt} was referred to “{name}” already.", field="RECEIPT"
            )
        made.save(force_insert=True)
        record_changes(
            REGISTER, [Change(receipt, "added", after={"转给": name, "服务代码": made.service})], by=by, at=at
        )
    return made


# Out of it ---------------------------------------------------------------------------------------------------------------


def deliver(*, now: datetime) -> int:
    """Send what is due; returns how many they have now. A worker that dies in between sends again, with the same Idempotency-Key."""
    done = 0
    for row in _claim(now):
        try:
            done += _deliver(row, server_of(row.follow), now)
        except RemoteError as error:
            _failed(row, error, now)
    return done


def _claim(now: datetime) -> list[Referral]:
    """Due rows that nobody else sends at this moment."""
    due = (
        Referral.objects.filter(state__in=("waiting", "token"), next_at__lte=now)
        .select_related("follow", "report")
        .order_by("next_at")
    )
    return [
        row
        for row in due[:TOGETHER]
        if Referral.objects.filter(pk=row.pk, next_at=row.next_at, state=row.state).update(next_at=now + LEASE) == 1
    ]


def _deliver(row: Referral, server: Server, now: datetime) -> int:
    if row.state == "token":
        row.number = server.number_of(row.token)
        if not row.number:
            raise RemoteError(Phrase("对方还没有给出编号。", "They have not given a number yet."), permanent=False)
    else:
        row.number, row.token = server.file(
            form_of(row), idempotency=key_of("referral", str(row.pk), row.report.receipt)
        )
        row.sent_at = now
    row.state = "token" if row.token and not row.number else "sent"
    row.attempts, row.said, row.said_en = 0, "", ""
    row.next_at = now + (FIRST_PAUSE if row.state == "token" else ASK_EVERY)
    row.save()
    return int(row.state == "sent")


def form_of(row: Referral) -> dict[str, str]:
    """What they are told of it."""
    report = row.report
    point = (
        {"lat": f"{report.lat_e7 / 1e7:.7f}", "long": f"{report.lng_e7 / 1e7:.7f}"}
        if report.lat_e7 is not None and report.lng_e7 is not None
        else {}
    )
    return {
        "service_code": row.service, "description": mask(report.text), "address_string": mask(report.address) or ("" if point else "?"),
        "account_id": report.receipt, **point,
    }  # fmt: skip


def _failed(row: Referral, error: RemoteError, now: datetime) -> None:
    row.attempts += 1
    row.said, row.said_en = error.said.zh[:400], error.said.en[:400]
    if error.permanent or row.attempts >= MOST_TRIES:
        row.state = "stuck"
    row.next_at = now + FIRST_PAUSE * 2 ** (row.attempts - 1)
    row.save(update_fields=["attempts", "said", "said_en", "state", "next_at"])


# What became of them -----------------------------------------------------------------------------------------------------


def ask(*, now: datetime) -> int:
    """Ask after what they have and have not closed; how many new words there are. A server that fails is asked again later."""
    new = 0
    due = Follow.objects.filter(referral__state="sent", referral__next_at__lte=now, referral__number__gt="")
    for one in due.distinct():
        rows = list(
            Referral.objects.filter(follow=one, state="sent", next_at__lte=now)
            .exclude(number="")
            .order_by("next_at")[:ASKED]
        )
        Referral.objects.filter(pk__in=[r.pk for r in rows]).update(next_at=now + ASK_EVERY)
        try:
            new += _ask(rows, server_of(one), now)
        except RemoteError as error:
            Follow.objects.filter(pk=one.pk).update(said=error.said.zh[:400], said_en=error.said.en[:400])
    return new


def _ask(rows: Sequence[Referral], server: Server, now: datetime) -> int:
    by_number = {r.number: r for r in rows}
    since = min(r.notes_at or r.sent_at or r.made_at for r in rows) - timedelta(
        days=1
    )  # their clock, and what they write late
    replies = [*_told(by_number, server, since, now)]
    for found in server.requests_of(list(by_number)):
        if isinstance(found, Theirs) and found.number in by_number:
            row = by_number[found.number]
            if (row.notes, row.state) != (found.notes, "closed" if found.status == "closed" else "sent"):
                row.notes, row.notes_at = found.notes, found.updated_at
                row.state = "closed" if found.status == "closed" else "sent"
                row.save(update_fields=["notes", "notes_at", "state"])
                number = key_of(found.status, found.notes, found.updated_at.isoformat())
                replies.append(
                    Reply(referral=row, number=number, status=found.status, text=found.notes, at=found.updated_at)
                )
    before = Reply.objects.filter(referral__in=rows).count()
    Reply.objects.bulk_create(replies, ignore_conflicts=True)
    return Reply.objects.filter(referral__in=rows).count() - before


def _told(by_number: dict[str, Referral], server: Server, since: datetime, now: datetime) -> Iterable[Reply]:
    """Their updates, where they speak that extension; the core of GeoReport does not have it."""
    try:
        found = server.updates(since=max(since, now - timedelta(days=89)), until=now)
    except RemoteError as error:
        if not error.permanent:
            raise
        return []
    return [
        Reply(referral=by_number[u.request], number=u.number, status=u.status, text=u.text, at=u.at)
        for u in found
        if u.request in by_number
    ]


# For those who look after it ---------------------------------------------------------------------------------------------


def listed(state: str = "", limit: int = 200) -> list[Referral]:
    """The latest first."""
    rows = Referral.objects.select_related("follow", "report").order_by("-pk")
    return list((rows.filter(state=state) if state else rows)[:limit])


class ReferralRow(TypedDict):
    """A referral as people see it."""

    id: int
    receipt: str
    to: str
    service: str
    state: str
    attempts: int
    said: str
    said_en: str
    number: str
    notes: str
    made_at: datetime
    sent_at: datetime | None
    next_at: datetime


def rows_of(found: Iterable[Referral]) -> list[ReferralRow]:
    return [
        {"id": r.pk, "receipt": r.report.receipt, "to": r.follow.name, "service": r.service, "state": r.state, "attempts": r.attempts, "said": r.said,
         "said_en": r.said_en, "number": r.number or r.token, "notes": r.notes, "made_at": r.made_at, "sent_at": r.sent_at, "next_at": r.next_at}
        for r in found
    ]  # fmt: skip


def count(state: str) -> int:
    return Referral.objects.filter(state=state).count()


def retry(*, referral: int = 0, by: str, now: datetime, at: datetime) -> int:
    """Try a stuck one again, or (0) all of them; NotFound when it is not stuck (any more)."""
    with transaction.atomic():
        rows: QuerySet[Referral] = Referral.objects.filter(state="stuck")
        chosen = list((rows.filter(pk=referral) if referral else rows).select_related("report", "follow"))
        if referral and not chosen:
            raise NotFound(
                f"没有卡住的转送 {referral}，请刷新。", f"There is no stuck referral {referral} (any more); refresh."
            )
        Referral.objects.filter(pk__in=[r.pk for r in chosen]).update(state="waiting", attempts=0, next_at=now)
        told = [
            Change(f"{r.report.receipt} → {r.follow.name}", "changed", {"状态": "卡住"}, {"状态": "等待重发"})
            for r in chosen
        ]
        record_changes(REGISTER, told, by=by, at=at)
    return len(chosen)
