"""A reporter does not agree with a closing: a new ticket with its own clock, linked to the old one, which stays closed."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from zhicheng.flow.reports import queries as reports
from zhicheng.flow.reports import services as report_services
from zhicheng.flow.reports.queries import Report
from zhicheng.flow.reports.rules import Incoming
from zhicheng.flow.reports.services import Outcome
from zhicheng.flow.tickets import queries, rules
from zhicheng.flow.tickets.events import Contested
from zhicheng.flow.tickets.models import Ticket
from zhicheng.flow.tickets.services.opening import open_alone
from zhicheng.infra.events import NewEvent, record
from zhicheng.kernel.errors import BadInput, Conflict, NotAllowed

LONGEST = 500


def contest(*, report: Report, reason: str, photos: Sequence[str] = (), at: datetime) -> Report:
    """The reporter, or who follows, says why the result is not right. Returns his new report, with its own receipt.

    NotAllowed with the day when it is too early, too late or done already; BadInput without a reason.
    """
    reason = reason.strip()
    if not reason:
        raise BadInput("请写明哪里没有办好。", "Say what is not right.", field="reason")
    with transaction.atomic():
        found = queries.of_report(report.pk)
        ticket = Ticket.objects.select_for_update().get(pk=found.pk) if found else None
        verdict = rules.may_contest(queries.closing_of(ticket, at=at))
        if ticket is None or not verdict.holds:
            raise NotAllowed(*verdict.text)
        one = Incoming(
            key=f"contest:{ticket.no}", happened_at=at, text=reason[:LONGEST], lng=ticket.lng_e7 / 1e7, lat=ticket.lat_e7 / 1e7,
            address=ticket.address, category=ticket.matter, reporter=report.reporter, phone=report.phone, photos=list(photos),
        )  # fmt: skip
        new = report_services.receive(one, source="citizen", by="citizen", at=at)
        (facts,) = reports.to_decide([new.pk])
        own = open_alone(facts, at=at, contest_of=ticket)
        report_services.settle_many([Outcome(facts.report, "ticket", ticket=own.no)], by="citizen", at=at)
        if Ticket.objects.filter(pk=ticket.pk, seq=ticket.seq).update(seq=ticket.seq + 1) != 1:
            raise Conflict("工单刚被他人更新，请重试。", "Somebody else changed the ticket at this moment; try again.")
        body = Contested(report=new.pk, own=own.no, reason=reason[:LONGEST])
        record(NewEvent(f"ticket:{ticket.pk}", ticket.seq + 1, "ticket.contest", "citizen", at, body), at=at)
    return reports.get(new.pk)
