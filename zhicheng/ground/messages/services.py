"""Everything that writes messages: telling (in the caller's transaction), delivering (after commit, by a worker), reading."""

from __future__ import annotations

import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import F

from zhicheng.ground.messages import links, queries, ways
from zhicheng.ground.messages.models import Message, Way
from zhicheng.ground.messages.outside import hand_over
from zhicheng.ground.messages.ports import GatewayError
from zhicheng.ground.messages.rules import not_before, parse_quiet
from zhicheng.ground.messages.templates import render
from zhicheng.ground.people.queries import Access
from zhicheng.infra.config import config
from zhicheng.kernel.errors import NotFound

log = logging.getLogger("zhicheng.messages")
MAX_ATTEMPTS = 5
UNCERTAIN = timedelta(minutes=5)  # a worker that died while sending: nobody knows whether it went out


@dataclass(frozen=True, slots=True)
class Recipient:
    """Somebody to be told: an account (the bell), a phone (SMS), a unit's working group (a card); or several of them.

    Or a citizen by the way that he chose; `also` are further ways of his that this message speaks for.
    """

    name: str
    account: int = 0
    phone: str = ""
    card: bool = False
    way: Way | None = None
    also: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Notice:
    """One thing to tell several people. `key` names the thing: the same key to the same person is told once.

    `link` names a one-time link (`links.spec`); the text has its place as `{link}`.
    """

    key: str
    template: str
    values: Mapping[str, str]
    to: Sequence[Recipient]
    about: str
    area: str = ""
    urgent: bool = False
    link: str = ""


def tell(notices: Sequence[Notice], *, at: datetime) -> int:
    """Write one row per person and channel; what was told before is left alone. Returns how many rows are new."""
    quiet, citizens = parse_quiet(config().quiet_hours), parse_quiet(config().citizen_quiet_hours)
    rows: list[Message] = []
    for notice in notices:
        render(
            notice.template, {**_hidden(notice.link), **notice.values}
        )  # a missing field shows here, not in the bell
        for person in notice.to:
            if person.account:
                rows.append(_row(notice, person, "app", at, at))
            if person.phone:
                rows.append(_row(notice, person, "sms", at, not_before(at, quiet, urgent=notice.urgent)))
            if person.card:
                rows.append(_row(notice, person, "card", at, at))
            if person.way:
                texts = person.way.channel == "sms"  # a browser stays silent at night, a text message would ring
                send_at = not_before(at, citizens if texts else None, urgent=notice.urgent)
                rows.append(_row(notice, person, person.way.channel, at, send_at))
    known = set(Message.objects.filter(key__in=[r.key for r in rows]).values_list("key", flat=True))
    fresh = list({r.key: r for r in rows if r.key not in known}.values())
    Message.objects.bulk_create(fresh, ignore_conflicts=True)
    return len(fresh)


def _hidden(link: str) -> dict[str, str]:
    """Who reads the list of messages opens no links and gives no codes back."""
    said = links.hidden(link)
    return {"link": said.zh, "link_en": said.en}


def _row(notice: Notice, person: Recipient, channel: str, at: datetime, send_at: datetime) -> Message:
    way = person.way
    whom = (
        f"w{way.target[:24]}"
        if way
        else {"app": f"a{person.account}", "sms": f"p{person.phone}", "card": person.name}[channel]
    )
    phone = (way.phone if way else person.phone) if channel == "sms" else ""
    in_app = channel == "app"
    values = dict(notice.values) | (_hidden(notice.link) if notice.link else {})
    return Message(
        key=f"{notice.key}:{whom}:{channel}"[:120], template=notice.template, values=values, channel=channel,
        account_id=person.account or None, to=person.name[:80], phone=phone, about=notice.about,
        area=notice.area, link=notice.link, way=way, also=list(person.also),
        state="sent" if in_app else "waiting", created_at=at, send_at=send_at, sent_at=at if in_app else None,
    )  # fmt: skip


def deliver(*, at: datetime, limit: int = 50) -> int:
    """Send what is due, one by one and outside of any transaction; returns how many went out.

    A row is claimed before it is sent, so that two workers never send one; one whose worker died in between is shown as stuck and not
    sent again: a second text is worse than a late look.
    """
    Message.objects.filter(state="sending", send_at__lt=at - UNCERTAIN).update(
        state="stuck", error="发送时中断，不知是否已发出，请人工核实。"
    )
    done = 0
    for message in queries.due(at)[:limit]:
        if (
            Message.objects.filter(pk=message.pk, state="waiting").update(
                state="sending", send_at=at, attempts=F("attempts") + 1
            )
            == 1
        ):
            done += _send(message, at)
    return done


def _send(message: Message, at: datetime) -> bool:
    mine = Message.objects.filter(pk=message.pk, state="sending")
    try:
        hand_over(message, at=at)
    except GatewayError as error:
        attempts = message.attempts + 1
        again = at + max(timedelta(minutes=2**attempts), error.after)
        state = "stuck" if error.permanent or attempts >= MAX_ATTEMPTS else "waiting"
        mine.update(state="dropped" if error.gone else state, send_at=again, error=str(error)[:200])
        log.warning("message %s did not go out: %s", message.pk, error)
        if error.gone and message.way:
            ways.gone(message.way)
        return False
    mine.update(state="sent", sent_at=at, error="")
    return True


def read(*, access: Access, up_to: int, at: datetime) -> int:
    """Everything up to this message has been read by its recipient."""
    return queries.inbox(access).filter(pk__lte=up_to, read_at=None).update(read_at=at)


def try_again(*, message_id: int, areas: Sequence[str], at: datetime) -> None:
    """A person has looked: send a stuck message once more."""
    stuck = queries.listed(areas, state="stuck").filter(pk=message_id)
    if stuck.update(state="waiting", send_at=at, attempts=0) != 1:
        raise NotFound(
            "这条消息已不在停滞状态，或不在您的辖区。", "This message is no longer stuck, or it is not in your area."
        )


def try_all_again(*, channel: str, areas: Sequence[str], at: datetime) -> int:
    """What held them up is mended (the balance, the address): all that is stuck of one channel. Returns how many."""
    stuck = queries.listed(areas, state="stuck", channel=channel)
    return Message.objects.filter(pk__in=stuck.order_by().values("pk")).update(state="waiting", send_at=at, attempts=0)
