"""Everything that writes about people: roll call, breaks, positions, single accounts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction

from zhicheng.ground.people import queries
from zhicheng.ground.people.events import Enlisted, Erased, ShiftMoved
from zhicheng.ground.people.models import (
    ROLES,
    Account,
    Certificate,
    Crew,
    Grant,
    Member,
    Organisation,
    Position,
    Responsibility,
)
from zhicheng.ground.people.queries import Access
from zhicheng.ground.people.states import CREW
from zhicheng.infra import bulk
from zhicheng.infra.events import NewEvent, record
from zhicheng.infra.models import Event
from zhicheng.infra.transitions import Step, advance, open_many
from zhicheng.kernel.errors import BadInput, NotAllowed, Refused
from zhicheng.kernel.geo import to_e7

SHIFT_ACTIONS = {"start": "start", "break": "rest", "resume": "resume", "end": "end"}


@dataclass(frozen=True, slots=True)
class Fix:
    """One position of a crew: degrees WGS-84, accuracy in metres."""

    crew_id: int
    at: datetime
    lng: float
    lat: float
    accuracy_m: int = 0


def enlist_crew(crew: Crew, members: Sequence[Member], *, by: str, at: datetime) -> Crew:
    """Set up a crew with its members."""
    with transaction.atomic():
        crew.pk = next(iter(bulk.reserve_ids(Crew, 1)))
        columns = ("organisation_id", "name", "kind", "mode", "plate", "area", "duty", "active")
        step = Step("enlist", by, at, lambda **moved: Enlisted(name=crew.name, **moved))
        open_many([(crew, [step])], CREW, columns, at=at)
        crew.members.set(members)
    return crew


def move_shift(*, crew_id: int, action: str, access: Access, at: datetime, key: str = "") -> Crew:
    """Roll call, break, back, end: by the crew's own members. Sending the same key twice changes nothing."""
    crew = queries.crew(crew_id)
    if access.crew_id != crew_id:
        raise Refused("只能变更本小组的在岗状态。", "You can change the shift of your own crew only.")
    if action not in SHIFT_ACTIONS:
        raise BadInput(
            f"没有动作 {action}；可用：{'、'.join(SHIFT_ACTIONS)}。",
            f"There is no action {action}; any of {', '.join(SHIFT_ACTIONS)}.",
            field="action",
        )
    if key and Event.objects.filter(actor=access.actor, key=key).exists():
        return crew
    columns = {"shift_from": at} if action == "start" else {}
    step = Step(SHIFT_ACTIONS[action], access.actor, at, ShiftMoved, key=key or None, columns=columns)
    advance(crew, CREW, step, at=at)
    return crew


def record_fixes(fixes: Sequence[Fix], *, at: datetime) -> int:
    """Store positions in one batch; crews that are not on shift are not stored (PIPL 6). Returns how many were.

    A batch of 1,000 fixes costs two statements; 10,000 people with a fix every 10 s are one such batch a second.
    """
    if not fixes:
        return 0
    sharing = dict(Crew.objects.filter(pk__in={f.crew_id for f in fixes}, state="on").values_list("pk", "seen_at"))
    kept = [f for f in fixes if f.crew_id in sharing and _is_possible(f, at)]
    if not kept:
        return 0
    rows = [(f.crew_id, f.at, to_e7(f.lng), to_e7(f.lat), min(max(f.accuracy_m, 0), 9_999)) for f in kept]
    latest = {
        f.crew_id: (to_e7(f.lng), to_e7(f.lat), f.at)
        for f in sorted(kept, key=lambda f: f.at)
        if _is_newer(f, sharing[f.crew_id])
    }
    with transaction.atomic():
        bulk.insert_rows(Position, ("crew_id", "at", "lng_e7", "lat_e7", "accuracy_m"), rows)
        bulk.update_rows(Crew, ("lng_e7", "lat_e7", "seen_at"), [(*v, k) for k, v in latest.items()], guard=())
    return len(kept)


def _is_possible(fix: Fix, at: datetime) -> bool:
    """On the globe (also no nan) and not from tomorrow."""
    return abs(fix.lng) <= 180 and abs(fix.lat) <= 90 and fix.at <= at + timedelta(minutes=5)


def _is_newer(fix: Fix, seen_at: datetime | None) -> bool:
    """A phone that was offline sends old fixes late: they belong to the trail, not to where the crew is now."""
    return seen_at is None or fix.at >= seen_at


def erase_old_positions(*, before: datetime, at: datetime) -> int:
    """Retention: positions older than `before` go, and an event says so."""
    with transaction.atomic():
        rows, _ = Position.objects.filter(at__lt=before).delete()
        if rows:
            new = NewEvent(f"retention:{int(at.timestamp())}", 1, "positions.erase", "rule:retention@1", at,
                           Erased(before=before.isoformat(), rows=rows))  # fmt: skip
            record(new, at=at)
    return rows


def close_account(*, account_id: int) -> None:
    """Nobody logs in with it any more; its past stays."""
    if Account.objects.filter(pk=account_id).update(is_active=False) != 1:
        raise NotAllowed("没有这个账号。", "There is no such account.")


# Setting up: organisations, people, roles ---------------------------------------------------------------------------------


def open_account(
    *, username: str, name: str, password: str | None, demo_key: str = "", looks_up: bool = False
) -> Account:
    """A staff account (`looks_up`: may open the read-only admin); without a password nobody can log in with it (rule and device accounts)."""
    account = Account(username=username, first_name=name, demo_key=demo_key, is_staff=looks_up)
    if password is None:
        account.set_unusable_password()
    else:
        account.set_password(password)
    account.save()
    return account


def show_in_demo(*, number: str, key: str, password: str, looks_up: bool = False) -> None:
    """A person of the demo: reached by `key` without log-in, and by this password (`looks_up`: may open the read-only admin)."""
    account = Account.objects.get(username=number)
    account.demo_key, account.is_staff = key, looks_up
    account.set_password(password)
    account.save()


def grant(*, account: Account, role: str, area: str = "", organisation: Organisation | None = None) -> None:
    """Give a role within an area; giving it twice changes nothing."""
    if role not in ROLES:
        raise BadInput(
            f"没有角色 {role}；可用：{'、'.join(ROLES)}。",
            f"There is no role {role}; any of {', '.join(ROLES)}.",
            field="role",
        )
    Grant.objects.get_or_create(account=account, role=role, area=area, organisation=organisation)


def withdraw(*, account: Account, role: str) -> int:
    """Take a role away; returns how many grants went."""
    rows, _ = Grant.objects.filter(account=account, role=role).delete()
    return rows


def found_organisations(rows: Sequence[Organisation]) -> list[Organisation]:
    """Set up units; a name exists once."""
    return list(Organisation.objects.bulk_create(rows))


def assign_responsibility(rows: Sequence[tuple[Organisation, str, str]]) -> None:
    """(unit, matter code or class or "", area prefix or ""): who handles what where; a later row replaces an earlier one."""
    with transaction.atomic():
        for unit, matter, area in rows:
            Responsibility.objects.update_or_create(matter=matter, area=area, defaults={"organisation": unit})


def enrol_member(
    *, organisation: Organisation, name: str, kind: str, account: Account | None = None, phone: str = "",
    certificate: Certificate | None = None,
) -> Member:  # fmt: skip
    """A person joins an organisation, perhaps with a certificate."""
    member = Member.objects.create(organisation=organisation, name=name, kind=kind, account=account, phone=phone)
    if certificate is not None:
        certificate.member = member
        certificate.save()
    return member
