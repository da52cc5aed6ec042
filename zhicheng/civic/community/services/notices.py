"""Who is told what: a resident of his place and of his item's fate, a firm by a link, street and manager of what is late."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from zhicheng.civic.community.models import (
    Commendation,
    Duty,
    Item,
    Meeting,
    Offer,
    Resident,
    Resolution,
    Signup,
    Volunteer,
)
from zhicheng.ground.messages import links
from zhicheng.ground.messages import services as messages
from zhicheng.ground.messages.services import Notice, Recipient
from zhicheng.ground.people import queries as people
from zhicheng.ground.places import queries as places
from zhicheng.infra.models import Event
from zhicheng.kernel.calendar import CHINA
from zhicheng.law import matters

SIGNUPS = {
    "signup.place": "openday.place", "signup.wait": "openday.wait", "signup.move_up": "openday.move_up",
    "signup.call_off": "openday.call_off",
}  # fmt: skip
LONGEST = 60  # of what stands in a text message


def _moment(at: datetime) -> str:
    return at.astimezone(CHINA).strftime("%m-%d %H:%M")


def _resident(one: Resident) -> list[Recipient]:
    return [Recipient(one.name or "居民", 0, one.phone)]


def _staff(role: str, area: str) -> list[Recipient]:
    return [Recipient(c.name, c.account, c.phone) for c in people.accounts_with(role, area)]


def _liaisons(area: str) -> list[Recipient]:
    """Those of the area itself and of the communities in it."""
    found = {c.account: c for c in [*people.accounts_with("liaison", area), *people.accounts_within("liaison", area)]}
    return [Recipient(c.name, c.account, c.phone) for c in found.values()]


def _events(positions: Sequence[int]) -> list[Event]:
    return list(Event.objects.filter(pos__in=positions).order_by("pos"))


def tell_signups(positions: Sequence[int], *, at: datetime) -> int:
    """He has a place, waits, has moved up, or it is called off."""
    events = _events(positions)
    found = {
        s.pk: s
        for s in Signup.objects.filter(pk__in=[e.stream_id for e in events]).select_related("open_day", "resident")
    }
    return messages.tell([_signup(e, found[e.stream_id]) for e in events], at=at)


def _signup(event: Event, one: Signup) -> Notice:
    day = one.open_day
    values = {
        "title": day.title, "starts": _moment(day.starts_at), "place": day.place[:LONGEST], "code": one.code, "reason": day.reason[:LONGEST],
    }  # fmt: skip
    return Notice(
        key=f"{event.kind}:{one.pk}:{event.seq}", template=SIGNUPS[event.kind], values=values, to=_resident(one.resident),
        about=f"openday:{day.pk}", area=day.area,
    )  # fmt: skip


def tell_called(meeting_ids: Sequence[int], *, at: datetime) -> int:
    """A meeting is called: the area's liaisons hear of it."""
    return messages.tell([_called(m) for m in Meeting.objects.filter(pk__in=meeting_ids)], at=at)


def _called(one: Meeting) -> Notice:
    values = {
        "area": places.name_of(one.area),
        "no": one.no,
        "starts": _moment(one.starts_at),
        "place": one.place[:LONGEST],
    }
    return Notice(
        key=f"meeting:{one.pk}",
        template="meeting.call",
        values=values,
        to=_liaisons(one.area),
        about=f"meeting:{one.pk}",
        area=one.area,
    )


def tell_duties(duty_ids: Sequence[int], *, at: datetime) -> int:
    """An area has not met: the manager."""
    notices = [
        Notice(
            key=f"duty:{d.pk}", template="duty.late", values={"area": places.name_of(d.area), "period": d.period}, to=_staff("manager", d.area),
            about=f"duty:{d.pk}", area=d.area,
        )
        for d in Duty.objects.filter(pk__in=duty_ids)
    ]  # fmt: skip
    return messages.tell(notices, at=at)


def tell_resolutions(resolution_ids: Sequence[int], *, at: datetime) -> int:
    """Its days are over: the street office and the manager."""
    notices = []
    for one in Resolution.objects.filter(pk__in=resolution_ids).select_related("meeting"):
        area = one.meeting.area
        values = {"no": one.meeting.no, "text": one.text[:LONGEST], "owner": one.owner, "until": _moment(one.limit_at)}
        to = [*_staff("street", area), *_staff("manager", area)]
        notices.append(Notice(f"resolution:{one.pk}", "resolution.late", values, to, f"meeting:{one.meeting_id}", area))
    return messages.tell(notices, at=at)


def tell_task(resolution_ids: Sequence[int], *, at: datetime) -> int:
    """A meeting has given a firm something to do: its link."""
    notices = [
        Notice(
            key=f"task:{r.pk}", template="resolution.firm",
            values={"firm": r.firm.name, "area": places.name_of(r.meeting.area), "text": r.text[:LONGEST], "until": _moment(r.limit_at)},
            to=[Recipient(r.firm.contact, 0, r.firm.phone)], about=f"meeting:{r.meeting_id}", area=r.meeting.area,
            link=links.spec("task", r.pk, 1),
        )
        for r in Resolution.objects.filter(pk__in=resolution_ids).exclude(link="").select_related("firm", "meeting")
        if r.firm is not None
    ]  # fmt: skip
    return messages.tell(notices, at=at)


VOLUNTEERS = {
    "volunteer.confirm": ("已确认，可以认领任务了", "confirmed: you may take something on"),
    "volunteer.refuse": ("未通过", "not accepted"),
    "volunteer.suspend": ("已暂停", "suspended"),
}


def tell_volunteers(positions: Sequence[int], *, at: datetime) -> int:
    """Confirmed, refused or suspended, with the reason."""
    events = _events(positions)
    found = Volunteer.objects.filter(pk__in=[e.stream_id for e in events]).select_related("resident").in_bulk()
    notices = []
    for e in events:
        one, (zh, en) = found[e.stream_id], VOLUNTEERS[e.kind]
        why = str(e.data.get("reason", ""))[:LONGEST]
        values = {"zh": f"{zh}：{why}" if why else zh, "en": f"{en}: {why}" if why else en}
        notices.append(
            Notice(
                f"{e.kind}:{e.id}", "volunteer.news", values, _resident(one.resident), f"volunteer:{one.pk}", one.area
            )
        )
    return messages.tell(notices, at=at)


def tell_items(positions: Sequence[int], *, at: datetime) -> int:
    """Whoever tabled it hears what was resolved and what was answered."""
    events = _events(positions)
    rows = Item.objects.filter(pk__in=[e.stream_id for e in events], resident__isnull=False).select_related("resident")
    found = {i.pk: i for i in rows}
    return messages.tell([_item(e, found[e.stream_id]) for e in events if e.stream_id in found], at=at)


def _item(event: Event, one: Item) -> Notice:
    assert one.resident is not None
    if event.kind == "item.answer":
        template, values = "item.answered", {"text": one.text[:LONGEST], "answer": event.data["answer"]}
    else:
        made = Resolution.objects.get(pk=event.data["resolution"])
        template = "item.resolved"
        values = {
            "text": one.text[:LONGEST],
            "resolution": made.text[:LONGEST],
            "owner": made.owner,
            "days": str(made.days),
        }
    return Notice(f"item:{event.id}", template, values, _resident(one.resident), f"item:{one.pk}", one.area)


def tell_late_answers(item_ids: Sequence[int], *, at: datetime) -> int:
    """A resident waits longer than promised: the street office."""
    notices = [
        Notice(
            f"answer:{i.pk}",
            "item.late",
            {"text": i.text[:LONGEST], "area": places.name_of(i.area)},
            _staff("street", i.area),
            f"item:{i.pk}",
            i.area,
        )
        for i in Item.objects.filter(pk__in=item_ids, late_at__isnull=False)
    ]
    return messages.tell(notices, at=at)


def tell_firms(offer_ids: Sequence[int], *, at: datetime) -> int:
    """The link to whoever answers for the firm."""
    rows = Offer.objects.filter(pk__in=offer_ids, state="offered").select_related("firm", "ticket")
    return messages.tell([_offer(o) for o in rows], at=at)


def _offer(one: Offer) -> Notice:
    matter = matters.matters().get(one.ticket.matter)
    values = {
        "firm": one.firm.name, "matter": matter.name if matter else one.ticket.matter, "matter_en": matter.name_en if matter else "",
        "address": one.ticket.address[:LONGEST], "until": _moment(one.limit_at),
    }  # fmt: skip
    return Notice(
        key=f"offer:{one.pk}", template="offer.make", values=values, to=[Recipient(one.firm.contact, 0, one.firm.phone)],
        about=f"ticket:{one.ticket_id}", area=one.ticket.grid, link=links.spec("offer", one.pk, 1),
    )  # fmt: skip


def tell_desk(offer_ids: Sequence[int], *, at: datetime) -> int:
    """A firm says that it is done: the desk looks and decides."""
    notices = []
    for one in Offer.objects.filter(pk__in=offer_ids, state="repaired").select_related("firm", "ticket"):
        t = one.ticket
        values = {"firm": one.firm.name, "no": t.no, "address": t.address[:LONGEST], "text": one.text[:LONGEST]}
        notices.append(
            Notice(
                f"repaired:{one.pk}", "offer.repaired", values, _staff("dispatcher", t.grid), f"ticket:{t.pk}", t.grid
            )
        )
    return messages.tell(notices, at=at)


def tell_commended(commendation_ids: Sequence[int], *, at: datetime) -> int:
    notices = [
        Notice(
            f"commended:{c.pk}", "commendation.release", {"year": str(c.year), "number": c.number}, _resident(c.resident),
            f"commendation:{c.pk}",
        )
        for c in Commendation.objects.filter(pk__in=commendation_ids).select_related("resident")
    ]  # fmt: skip
    return messages.tell(notices, at=at)
