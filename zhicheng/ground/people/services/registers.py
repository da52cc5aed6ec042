"""Keeping the registers: units, people with roles and certificates, crews, responsibilities. All or nothing, one event per change."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from django.db import transaction

from zhicheng.ground.people.models import Account, Certificate, Crew, Grant, Member, Organisation, Responsibility
from zhicheng.ground.people.queries import Access
from zhicheng.ground.people.registers import (
    EVERYWHERE,
    Crews,
    Organisations,
    Plan,
    Register,
    Responsibilities,
    Scope,
    Staff,
    masked,
    scope_of,
    sheet_of,
)
from zhicheng.ground.people.services.duty import enlist_crew
from zhicheng.ground.people.sheets import (
    CREW,
    DUTY,
    ORGANISATION,
    STAFF,
    CrewRow,
    DutyRow,
    OrganisationRow,
    R,
    Sheet,
    StaffRow,
    read,
)
from zhicheng.ground.places import queries as places
from zhicheng.infra import locks
from zhicheng.infra.changes import Change, record_changes
from zhicheng.kernel.errors import BadInput, BadRow, BadSheet, Conflict, NotFound, Wrong
from zhicheng.kernel.phrases import Phrase

Keep = Callable[..., list[Change]]
ALPHABET = "abcdefghjkmnpqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ23456789"  # nothing that is read wrongly from paper
FIRST_PASSWORD = 12
LOCK = 2  # kind of lock: somebody changes the registers


@contextmanager
def _alone() -> Iterator[None]:
    """One keeper at a time, in one transaction: the registers are checked against each other (a unit's people, a person's crew), and
    what was checked must still hold when it is written."""
    with transaction.atomic():
        locks.hold(LOCK, [0])
        yield


def _checked(register: Register[R], rows: Sequence[R]) -> Plan[R]:
    plan = register.plan(rows)
    if plan.wrong:
        raise BadSheet(plan.wrong)
    return plan


def keep_organisations(
    rows: Sequence[OrganisationRow], *, by: str, at: datetime, scope: Scope = EVERYWHERE
) -> list[Change]:
    """Set up and change units; a name keeps its id, 原名称 renames. BadSheet with every row that is wrong."""
    with _alone():
        plan = _checked(Organisations(scope), rows)
        for row, unit in plan.todo:
            values: dict[str, Any] = {
                "name": row.name, "kind": row.kind, "area": row.area, "uscc": row.uscc, "phone": row.phone,
                "has_phones": row.has_phones, "frontage": row.frontage, "active": row.active,
            }  # fmt: skip
            if unit is None:
                Organisation.objects.create(**values)
            else:
                Organisation.objects.filter(pk=unit.pk).update(**values)
        ids = dict(Organisation.objects.values_list("name", "pk"))
        for row, _ in plan.todo:  # a parent may stand below its children in the sheet
            Organisation.objects.filter(pk=ids[row.name]).update(parent_id=ids.get(row.parent))
        record_changes("organisations", plan.changes, by=by, at=at)
    return plan.changes


def keep_staff(rows: Sequence[StaffRow], *, by: str, at: datetime, scope: Scope = EVERYWHERE) -> list[Change]:
    """Enrol and change people; with a role they get an account, which nobody can open before it has a password."""
    with _alone():
        register = Staff(scope)
        plan = _checked(register, rows)
        for row, member in plan.todo:
            _write_person(row, member, register.units[row.organisation])
        record_changes("staff", [_without_phone(c) for c in plan.changes], by=by, at=at)
    return plan.changes


def _without_phone(change: Change) -> Change:
    """The event stays for years; it says that a phone number changed, not which (PIPL 6)."""
    short = [{k: masked(v) if k == "手机号" else v for k, v in side.items()} for side in (change.before, change.after)]
    return replace(change, before=short[0], after=short[1])


def _write_person(row: StaffRow, member: Member | None, unit: Organisation) -> None:
    account = member.account if member else None
    if account is None and row.roles:
        account = Account.objects.filter(username=row.number).first() or _locked(row.number)
    if account is not None:
        account.first_name, account.is_active = row.name, row.active
        account.save()
        _write_roles(row, account, unit)
    values = {
        "name": row.name,
        "organisation": unit,
        "kind": row.kind,
        "phone": row.phone,
        "active": row.active,
        "account": account,
    }
    kept, _ = Member.objects.update_or_create(number=row.number, defaults=values)
    if not row.active:
        Crew.members.through._default_manager.filter(member_id=kept.pk).delete()
    _write_certificate(row, kept)


def _locked(number: str) -> Account:
    account = Account(username=number)
    account.set_unusable_password()
    return account


def _write_roles(row: StaffRow, account: Account, unit: Organisation) -> None:
    """Exactly these roles. Who handles does so for his unit."""
    wanted = {(role, area, unit if role in ("handler", "department") else None) for role, area in row.roles}
    old = {
        (g.role, g.area, g.organisation): g
        for g in Grant.objects.filter(account=account).select_related("organisation")
    }
    Grant.objects.filter(pk__in=[g.pk for key, g in old.items() if key not in wanted]).delete()
    Grant.objects.filter(account=account).exclude(purpose=row.purpose).update(purpose=row.purpose)
    Grant.objects.bulk_create(
        Grant(account=account, role=role, area=area, organisation=org, purpose=row.purpose)
        for role, area, org in wanted - old.keys()
    )


def _write_certificate(row: StaffRow, member: Member) -> None:
    """The paper of the sheet holds; an older one that has run out stays for the past."""
    if not row.certificate:
        Certificate.objects.filter(member=member).delete()
        return
    values = {"member": member, "area": row.certificate_area, "valid_from": row.valid_from, "valid_to": row.valid_to}
    Certificate.objects.update_or_create(number=row.certificate, defaults=values)
    Certificate.objects.filter(member=member, valid_to__gte=row.valid_to).exclude(number=row.certificate).delete()


def keep_crews(rows: Sequence[CrewRow], *, by: str, at: datetime, scope: Scope = EVERYWHERE) -> list[Change]:
    """Set up and change crews: people, vehicle, weekly shifts. A crew without members can be sent nowhere."""
    with _alone():
        register = Crews(scope)
        plan = _checked(register, rows)
        for _, crew in plan.todo:  # somebody who changes crews leaves the old one first
            if crew is not None:
                crew.members.clear()
        for row, crew in plan.todo:
            members = [register.people[n] for n in row.members]
            values: dict[str, Any] = {
                "organisation": register.units[row.organisation], "name": row.name, "kind": row.kind, "mode": row.mode, "plate": row.plate,
                "area": row.area, "duty": [dict(s) for s in row.duty], "active": row.active,
            }  # fmt: skip
            if crew is None:
                enlist_crew(Crew(**values), members, by=by, at=at)
            else:
                Crew.objects.filter(pk=crew.pk).update(**values)
                crew.members.set(members)
        record_changes("crews", plan.changes, by=by, at=at)
    return plan.changes


def keep_responsibilities(rows: Sequence[DutyRow], *, by: str, at: datetime, scope: Scope = EVERYWHERE) -> list[Change]:
    """Who handles what where. The rows are the whole of it within the scope: what is not among them goes."""
    with _alone():
        register = Responsibilities(scope)
        plan = _checked(register, rows)
        for row, _ in plan.todo:
            unit = register.units[row.organisation]
            Responsibility.objects.update_or_create(matter=row.matter, area=row.area, defaults={"organisation": unit})
        Responsibility.objects.filter(pk__in=[d.pk for d in plan.gone]).delete()
        record_changes("responsibilities", plan.changes, by=by, at=at)
    return plan.changes


def issue_password(*, number: str, by: str, at: datetime, scope: Scope = EVERYWHERE) -> str:
    """A new random password for somebody's account; it is told once and stored as its hash only."""
    member = Member.objects.filter(number=number).select_related("account", "organisation").first()
    if member is None or not scope.holds(member.organisation.area):
        raise NotFound(
            f"没有工号 {number}，或不在您管理的辖区。",
            f"There is no staff number {number}, or it is not in your areas.",
        )
    if member.account is None or not member.account.is_active:
        raise BadInput(
            f"{number} 没有可登录的账号：请先在人员表里给他角色。",
            f"{number} has no account to log in with: first give them a role in the sheet of people.",
            field="工号",
        )
    password = random_password()
    with _alone():
        member.account.set_password(password)
        member.account.save(update_fields=["password"])
        change = Change(f"{number} {member.name}", "changed", {"密码": "旧"}, {"密码": "已重发"})
        record_changes("staff", [change], by=by, at=at)
    return password


def random_password() -> str:
    """A first password, to be written down and handed over."""
    return "".join(secrets.choice(ALPHABET) for _ in range(FIRST_PASSWORD))


def issue_password_as(who: Access, *, number: str, at: datetime) -> str:
    """The same for a manager: within his areas, and never for somebody who may more than he."""
    scope = scope_of(who)
    if (
        not scope.appoints
        and Grant.objects.filter(account__member__number=number, role__in=("manager", "admin")).exists()
    ):
        raise NotFound(
            "管理者和系统管理员的密码只能由系统管理员重发。",
            "Only an administrator issues the password of a manager or an administrator.",
        )
    return issue_password(number=number, by=who.actor, at=at, scope=scope)


def without_password(numbers: Sequence[str]) -> list[str]:
    """Those of these people whose account nobody can open yet."""
    rows = Member.objects.filter(number__in=list(numbers), account__is_active=True).select_related("account")
    return [m.number or "" for m in rows if m.account and not m.account.has_usable_password()]


@dataclass(frozen=True)
class Kept:
    """A register with its sheet: how its rows are read, compared and written."""

    sheet: Sheet[Any]
    register: Callable[[Scope], Register[Any]]
    keep: Keep


REGISTERS: Mapping[str, Kept] = {
    "organisations": Kept(ORGANISATION, Organisations, keep_organisations),
    "staff": Kept(STAFF, Staff, keep_staff),
    "crews": Kept(CREW, Crews, keep_crews),
    "responsibilities": Kept(DUTY, Responsibilities, keep_responsibilities),
}


def kept(name: str) -> Kept:
    """NotFound for another name."""
    if name not in REGISTERS:
        raise NotFound(
            f"没有「{name}」这张表；可用：{'、'.join(REGISTERS)}。",
            f"There is no register “{name}”; there are: {', '.join(REGISTERS)}.",
        )
    return REGISTERS[name]


def preview_sheet(
    name: str, cells: Sequence[Sequence[Any]], *, scope: Scope = EVERYWHERE
) -> tuple[list[Change], list[Wrong]]:
    """What the sheet would change and which rows are wrong; nothing is written. BadInput when it is no such sheet."""
    found = kept(name)
    try:
        rows = read(found.sheet, cells, places.code_of)
    except BadSheet as error:
        return [], list(error.rows)
    plan = found.register(scope).plan(rows)
    return plan.changes, plan.wrong


def keep_sheet(
    name: str, cells: Sequence[Sequence[Any]], *, by: str, at: datetime, scope: Scope = EVERYWHERE
) -> list[Change]:
    """Put the sheet into force, all or nothing. BadSheet with every row that is wrong."""
    found = kept(name)
    return found.keep(read(found.sheet, cells, places.code_of), by=by, at=at, scope=scope)


# One row, from a form ----------------------------------------------------------------------------------------------------


def row_of(name: str, key: str, *, scope: Scope = EVERYWHERE) -> dict[str, str]:
    """One thing as its row in the sheet says it, column by column. NotFound outside the scope."""
    found = _kept_by_row(name)
    register = found.register(scope)
    row = next((r for r in sheet_of(name, scope) if register.key(r) == key), None)
    if row is None:
        raise NotFound(f"没有「{key}」，或不在您管理的辖区。", f"There is no “{key}”, or it is not in your areas.")
    return dict(zip(found.sheet.columns, found.sheet.write(row), strict=True))


def keep_row(
    name: str, cells: Mapping[str, str], was: Mapping[str, str] | None, *, by: str, at: datetime, scope: Scope = EVERYWHERE
) -> list[Change]:  # fmt: skip
    """A sheet of one row. `was` is the row as the keeper saw it; None: it is to be new. BadRow with everything that is wrong."""
    found = _kept_by_row(name)
    columns = found.sheet.columns
    try:
        with _alone():
            (row,) = read(found.sheet, [columns, [cells.get(c, "") for c in columns]], places.code_of)
            _as_seen(found, row, was, scope)
            return found.keep([row], by=by, at=at, scope=scope)
    except BadSheet as error:
        raise BadRow(error.rows) from None


def _as_seen(found: Kept, row: Any, was: Mapping[str, str] | None, scope: Scope) -> None:
    """A new row must not change what is there; a change must not undo what somebody else has just changed."""
    register = found.register(scope)
    key = register.key_title
    if was is None and register.find(row):
        said = Phrase(
            f"「{register.key(row)}」已经有了，请在列表里修改它。",
            f"“{register.key(row)}” is there already; change it in the list.",
        )
        raise BadSheet([Wrong(1, key, *said)])
    if was is not None and row_of(found.sheet.name, was.get(key, ""), scope=scope) != dict(was):
        raise Conflict(
            "打开之后，他人改过这一行，请重新打开再改。",
            "Somebody else has changed this row since you opened it; open it again.",
        )


def _kept_by_row(name: str) -> Kept:
    """The sheet of responsibilities is the whole of it: one row alone would remove all others."""
    found = kept(name)
    if found.register(EVERYWHERE).whole:
        raise NotFound(
            f"「{found.sheet.title}」只能整张导入。", f"The register “{name}” is changed by its whole sheet only."
        )
    return found
