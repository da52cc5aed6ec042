"""Taking away what lets somebody in, when it is lost: a keeper unbinds a phone; two keepers together reset everything.

Unbinding only closes a door, so one keeper does it at once. A reset opens one: whoever holds the new first password chooses the next
second factor. So it needs two keepers, neither of them the person, and leaves nothing of the old behind: no factor, no recovery code,
no phone, no session, no password that somebody else may know.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from functools import partial

from allauth.mfa.models import Authenticator
from django.db import transaction

from zhicheng.ground.people.events import ResetMoved
from zhicheng.ground.people.models import Account, Device, Reset
from zhicheng.ground.people.queries import Access
from zhicheng.ground.people.rules import may_confirm
from zhicheng.ground.people.services.phones import end_sessions, revoke_phone
from zhicheng.ground.people.services.registers import random_password
from zhicheng.ground.people.states import RESET
from zhicheng.ground.people.ways_in import open_reset, subject
from zhicheng.infra import bulk
from zhicheng.infra.transitions import Step, advance, open_many
from zhicheng.kernel.errors import BadInput, NotAllowed, NotFound, Refused
from zhicheng.kernel.phrases import Phrase

GOOD_FOR = timedelta(days=1)
LONGEST = 200
SYSTEM, CONSOLE = "rule:reset@1", "cli"


def unbind_for(*, who: Access, number: str, device_id: int, reason: str, at: datetime) -> None:
    """Somebody's phone is lost: nothing opens it any more, and every session of its owner ends with it."""
    said = _reason(reason)
    with transaction.atomic():
        found = subject(who, number)
        device = Device.objects.select_for_update().filter(pk=device_id, member=found.member, revoked=False).first()
        if device is None:
            raise NotFound(
                "此人没有这台已绑定的手机，请刷新。", "This person has no such bound phone; refresh the page."
            )
        revoke_phone(device, by=who.actor, reason=Phrase(said, said), at=at)
        end_sessions(found.account.pk)


def ask_reset(*, who: Access, number: str, reason: str, at: datetime) -> None:
    """The first keeper: this person has lost what lets him in. Good for a day."""
    said = _reason(reason)
    with transaction.atomic():
        account = _locked(subject(who, number).account)
        if not account.is_active:
            raise NotAllowed(
                f"{number} 的账号已停用，没有可以重置的登录凭据。",
                f"The account of {number} is closed: nothing lets them in.",
            )
        if open_reset(account, at=at):
            raise NotAllowed(
                f"{number} 已有一份待复核的重置申请，请另一位管理者复核。",
                f"A reset of {number} waits already: another keeper has to confirm it.",
            )
        _open(account, who.account_id, who.actor, said, at)


def confirm_reset(*, who: Access, number: str, at: datetime) -> str:
    """The second keeper, who has seen the person: all of it goes. Returns the new first password, told this once."""
    with transaction.atomic():
        account = _locked(subject(who, number).account)
        reset = _waiting(account, number, at)
        said = may_confirm(who.account_id, reset.asked_by_id or 0)
        if not said.holds:
            raise Refused(*said.text)
        return _carry_out(reset, account, who.actor, at)


def refuse_reset(*, who: Access, number: str, reason: str, at: datetime) -> None:
    """A keeper has found that the person did not ask for it, or takes his own request back."""
    said = _reason(reason)
    with transaction.atomic():
        account = _locked(subject(who, number).account)
        reset = _waiting(account, number, at)
        body = partial(ResetMoved, account=account.pk, reason=said)
        advance(reset, RESET, Step("refuse", who.actor, at, body), at=at)


def reset_at_console(*, username: str, reason: str, at: datetime) -> str:
    """Where there is no second keeper: who runs the machine does both steps. Returns the new first password."""
    said = _reason(reason)
    with transaction.atomic():
        found = Account.objects.filter(username=username).first()
        if found is None:
            raise NotFound(f"没有账号 {username}。", f"There is no account {username}.")
        account = _locked(found)
        reset = open_reset(account, at=at) or _open(account, None, CONSOLE, said, at)
        return _carry_out(reset, account, CONSOLE, at)


def _open(account: Account, asked_by: int | None, actor: str, reason: str, at: datetime) -> Reset:
    for old in Reset.objects.filter(account=account, state="asked"):  # a day is over
        advance(old, RESET, Step("lapse", SYSTEM, at, partial(ResetMoved, account=account.pk)), at=at)
    pk = next(iter(bulk.reserve_ids(Reset, 1)))
    reset = Reset(pk=pk, account=account, asked_by_id=asked_by, asked_at=at, reason=reason)
    body = partial(ResetMoved, account=account.pk, reason=reason)
    step = Step("ask", actor, at, body, due_at=at + GOOD_FOR, due_changes=True)
    open_many([(reset, [step])], RESET, ("account_id", "asked_by_id", "asked_at", "reason"), at=at)
    return reset


def _carry_out(reset: Reset, account: Account, actor: str, at: datetime) -> str:
    password = random_password()
    Authenticator.objects.filter(user=account).delete()
    for device in Device.objects.select_for_update().filter(member__account=account, revoked=False):
        revoke_phone(device, by=actor, reason=Phrase(reset.reason, reset.reason), at=at)
    account.set_password(password)
    account.save(update_fields=["password"])
    end_sessions(account.pk)
    body = partial(ResetMoved, account=account.pk, reason=reset.reason)
    advance(reset, RESET, Step("confirm", actor, at, body), at=at)
    return password


def _waiting(account: Account, number: str, at: datetime) -> Reset:
    found = open_reset(account, at=at)
    if found is None:
        raise NotAllowed(
            f"{number} 没有待复核的重置申请，或已超过一天，请重新申请。",
            f"No reset of {number} waits, or its day is over; ask for it again.",
        )
    return found


def _locked(account: Account) -> Account:
    """The row is locked: of two keepers who ask or confirm at once one is first. NotAllowed when the account is closed."""
    found = Account.objects.select_for_update().get(pk=account.pk)
    if not found.is_active:
        raise NotAllowed(
            f"账号 {found.username} 已停用，没有可以重置的登录凭据。",
            f"The account {found.username} is closed: nothing lets anybody in.",
        )
    return found


def _reason(text: str) -> str:
    said = text.strip()
    if not said:
        raise BadInput(
            "请写明原因：谁、何时、怎么丢的，您怎么核实了本人。",
            "Give the reason: what was lost, when, and how you made sure that it is this person.",
            field="reason",
        )
    if len(said) > LONGEST:
        raise BadInput(f"原因最多 {LONGEST} 字。", f"The reason has at most {LONGEST} characters.", field="reason")
    return said
