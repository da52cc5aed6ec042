"""Two tickets that tell of one thing become one, and one report that tells of another thing gets a ticket of its own."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.db.models import Q

from zhicheng.flow.reports import queries as reports
from zhicheng.flow.reports import services as report_services
from zhicheng.flow.tickets.events import Unfollowed
from zhicheng.flow.tickets.models import Apart, Follower, Ticket
from zhicheng.flow.tickets.rules import Known, Match
from zhicheng.flow.tickets.services.opening import add_followers, open_alone
from zhicheng.flow.tickets.states import ENDS
from zhicheng.infra.events import NewEvent, record
from zhicheng.kernel.errors import BadInput, Conflict, NotAllowed, NotFound
from zhicheng.kernel.geo import metres_between
from zhicheng.kernel.phrases import SILENCE, Phrase

OWN_WORD = Phrase("受理员确认是同一件事", "The acceptor says that it is the same thing")


def target(ticket: Ticket, no: str) -> Ticket:
    """The open ticket that another is merged into, locked. BadInput or NotAllowed with one sentence when it cannot be."""
    no = no.strip()
    if no == ticket.no:
        raise BadInput("不能并入自己。", "A ticket cannot be merged into itself.", field="other")
    # Both, in one order: two people who merge two tickets into each other would else wait for one another for ever.
    locked = Ticket.objects.select_for_update().filter(Q(no=no) | Q(pk=ticket.pk)).order_by("pk")
    found = next((t for t in locked if t.no == no), None)
    if found is None:
        raise BadInput(f"没有工单 {no}。", f"There is no ticket {no}.", field="other")
    if found.state in ENDS:
        raise NotAllowed(
            f"工单 {no} 已办结，不能并入；同一问题再次出现请按复发办理。",
            f"Ticket {no} is closed: nothing is merged into it; what comes back is a recurrence.",
        )
    return found


def move_reports(ticket: Ticket, into: Ticket, *, score: int, rule: Phrase, by: str, at: datetime) -> None:
    """The report that opened `ticket`, and all that follow it, follow `into`. In the transaction in which `ticket` is given up."""
    rule = rule if rule is not SILENCE else OWN_WORD
    own = [ticket.report_id, *Follower.objects.filter(ticket=ticket).order_by("pk").values_list("report_id", flat=True)]
    Follower.objects.filter(ticket=ticket).delete()
    metres = round(metres_between(ticket.lng_e7 / 1e7, ticket.lat_e7 / 1e7, into.lng_e7 / 1e7, into.lat_e7 / 1e7))
    match = Match(Known(into.pk, into.lng_e7 / 1e7, into.lat_e7 / 1e7, at, True, into.no), metres, score)
    add_followers([(facts, into.pk, match) for facts in reports.to_decide(own)], at, by=by)
    report_services.merge_later([ticket.report_id], ticket=into.no, score=score, rule=rule, by=by, at=at)


def split(*, ticket_no: str, receipt: str, reason: str, by: str, at: datetime) -> Ticket:
    """Take one report out of a merge: it gets its own ticket, with its own clock from now on, and the door does not merge them again."""
    if not reason.strip():
        raise BadInput("请写明为什么不是同一件事。", "Say why it is not the same thing.", field="reason")
    with transaction.atomic():
        ticket = Ticket.objects.select_for_update().filter(no=ticket_no).first()
        if ticket is None:
            raise NotFound("没有这个工单。", "There is no such ticket.")
        link = Follower.objects.filter(ticket=ticket, report__receipt=receipt.strip()).first()
        if link is None:
            raise NotFound(
                f"诉求 {receipt} 没有并在这个工单里。", f"The report {receipt} is not merged into this ticket."
            )
        (facts,) = reports.to_decide([link.report_id])
        own = open_alone(facts, at=at)
        link.delete()
        _count_out(ticket, facts.report.pk, own.no, reason, by, at)
        report_services.split_off(
            report_id=facts.report.pk, ticket=own.no, was=ticket.no, reason=reason.strip(), by=by, at=at
        )
        keep_apart(own, ticket, by=by, at=at)
    return own


def keep_apart(one: Ticket, other: Ticket, *, by: str, at: datetime) -> None:
    """A person said that these two are not the same thing: nobody is asked again."""
    low, high = sorted((one.pk, other.pk))
    Apart.objects.get_or_create(low=low, high=high, defaults={"by": by, "at": at})


def _count_out(ticket: Ticket, report: int, own: str, reason: str, by: str, at: datetime) -> None:
    if Ticket.objects.filter(pk=ticket.pk, seq=ticket.seq).update(reports=ticket.reports - 1, seq=ticket.seq + 1) != 1:
        raise Conflict("工单刚被他人更新，请重试。", "Somebody else changed the ticket at this moment; try again.")
    body = Unfollowed(report=report, own=own, reason=reason.strip()[:300])
    record(NewEvent(f"ticket:{ticket.pk}", ticket.seq + 1, "ticket.unfollow", by, at, body), at=at)
