"""How somebody gets in, as a keeper sees it: bound phones, second factors, what was done about them, and who may do something now."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from typing_extensions import TypedDict

from zhicheng.ground.people.models import Account, Device, Grant, Member, Reset
from zhicheng.ground.people.queries import Access, account_names, factors_of
from zhicheng.ground.people.registers import KEEPERS, scope_of
from zhicheng.ground.people.rules import may_confirm, may_reset
from zhicheng.infra.events import KINDS
from zhicheng.infra.models import Event
from zhicheng.kernel.errors import BadInput, NotFound, Refused
from zhicheng.kernel.phrases import Phrase

PAST = 50
AT_THE_MACHINE, THE_SYSTEM = Phrase("机房命令行", "At the machine"), Phrase("系统", "The system")


@dataclass(frozen=True, slots=True)
class Subject:
    """Whose ways in they are."""

    member: Member
    account: Account


class KeptPhone(TypedDict):
    """A bound phone as a keeper sees it."""

    id: int
    name: str
    bound_at: datetime
    fingerprint: bool


class Factors(TypedDict):
    """How many of each kind an account has; 0 everywhere: the next sign-in sets one up."""

    totp: int
    webauthn: int
    recovery_codes: int


class OpenReset(TypedDict):
    """A reset that waits for a second keeper. `mine`: the viewer asked for it and may only take it back."""

    asked_by: str
    asked_at: datetime
    reason: str
    until: datetime | None
    mine: bool


class PastAct(TypedDict):
    """Something that was done about somebody's ways in."""

    at: datetime
    who: str
    who_en: str
    kind: str
    title: str
    title_en: str
    reason: str
    reason_en: str


class WaysIn(TypedDict):
    number: str
    name: str
    phones: list[KeptPhone]
    factors: Factors
    reset: OpenReset | None
    past: list[PastAct]


def subject(who: Access, number: str) -> Subject:
    """The person whose keys `who` may take away. NotFound outside his areas; Refused for himself and for who may more than he."""
    scope = scope_of(who)
    member = Member.objects.filter(number=number).select_related("account", "organisation").first()
    if member is None or not scope.holds(member.organisation.area):
        raise NotFound(
            f"没有工号 {number}，或不在您管理的辖区。",
            f"There is no staff number {number}, or it is not in your areas.",
        )
    if member.account is None:
        raise BadInput(
            f"{number} 没有账号，没有可以重置的登录凭据。",
            f"{number} has no account: there is nothing that lets them in.",
            field="工号",
        )
    keeps = Grant.objects.filter(account=member.account, role__in=KEEPERS).exists()
    said = may_reset(who.account_id, member.account.pk, subject_keeps=keeps, appoints=scope.appoints)
    if not said.holds:
        raise Refused(*said.text)
    return Subject(member, member.account)


def open_reset(account: Account, *, at: datetime) -> Reset | None:
    """The reset that can be confirmed now."""
    return Reset.objects.filter(account=account, state="asked", due_at__gt=at).first()


def waiting(accounts: Iterable[int], *, at: datetime) -> frozenset[int]:
    """Of these accounts those whose reset waits for a second keeper."""
    found = Reset.objects.filter(account_id__in=set(accounts), state="asked", due_at__gt=at)
    return frozenset(found.values_list("account_id", flat=True))


def ways_in(who: Access, *, number: str, at: datetime) -> WaysIn:
    """Everything on one page for a keeper who is about to decide."""
    found = subject(who, number)
    phones = Device.objects.filter(member=found.member, revoked=False).order_by("-bound_at", "-pk")
    counted = Counter(kind for kind, _ in factors_of(found.account.pk))
    return {
        "number": number,
        "name": found.member.name,
        "phones": [
            {"id": d.pk, "name": d.name, "bound_at": d.bound_at, "fingerprint": bool(d.fingerprint)} for d in phones
        ],
        "factors": {
            "totp": counted["totp"],
            "webauthn": counted["webauthn"],
            "recovery_codes": counted["recovery_codes"],
        },
        "reset": _open(open_reset(found.account, at=at), who),
        "past": _past(found),
    }


def _open(reset: Reset | None, who: Access) -> OpenReset | None:
    if reset is None:
        return None
    by = reset.asked_by_id or 0
    return {
        "asked_by": account_names([by]).get(by, ""), "asked_at": reset.asked_at, "reason": reset.reason, "until": reset.due_at,
        "mine": not may_confirm(who.account_id, by).holds,
    }  # fmt: skip


def _past(found: Subject) -> list[PastAct]:
    streams = [f"device:{pk}" for pk in Device.objects.filter(member=found.member).values_list("pk", flat=True)]
    streams += [f"reset:{pk}" for pk in Reset.objects.filter(account=found.account).values_list("pk", flat=True)]
    events = list(Event.objects.filter(stream__in=streams).order_by("-pos")[:PAST])
    names = account_names(int(e.actor[7:]) for e in events if e.actor.startswith("person:"))
    return [_done(e, names) for e in events]


def _done(event: Event, names: dict[int, str]) -> PastAct:
    kind, who, body = KINDS[event.kind], _who(event.actor, names), event.data
    reason = body.get("reason", "")
    return {
        "at": event.recorded_at, "who": who.zh, "who_en": who.en, "kind": event.kind, "title": kind.zh, "title_en": kind.en,
        "reason": reason, "reason_en": body.get("reason_en", "") or reason,
    }  # fmt: skip


def _who(actor: str, names: dict[int, str]) -> Phrase:
    if actor.startswith("person:"):
        name = names.get(int(actor[7:]), actor)
        return Phrase(name, name)
    return AT_THE_MACHINE if actor == "cli" else THE_SYSTEM
