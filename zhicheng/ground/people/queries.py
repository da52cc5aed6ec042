"""Reads about people. `Access` is who asks and what he may see; every list of every context begins with it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cached_property

from allauth.mfa.models import Authenticator
from django.core import signing
from django.db.models import Q, QuerySet
from typing_extensions import TypedDict

from zhicheng.ground.people.models import (
    Account,
    Certificate,
    Crew,
    Device,
    Grant,
    Member,
    Organisation,
    Responsibility,
)
from zhicheng.ground.people.rules import (
    ROLE_NAMES,
    CertificateFacts,
    MemberFacts,
    RoleFacts,
    covers,
    has_two_certified,
    is_certified,
)
from zhicheng.kernel.errors import NotFound, Refused
from zhicheng.kernel.phrases import Phrase
from zhicheng.kernel.verdict import Reason

TOKEN_SALT = "zhicheng.access"  # noqa: S105 - a name, not a secret
TOKEN_AGE = timedelta(hours=12)
FRESH = timedelta(minutes=15)  # an older fix says nothing about where a crew is


@dataclass(frozen=True)
class Access:
    """Who asks: an account with its grants, or nobody (`account_id` 0)."""

    account_id: int = 0
    name: str = ""
    grants: tuple[RoleFacts, ...] = ()
    organisations: tuple[int, ...] = ()
    member_id: int = 0
    crew_id: int = 0

    @property
    def actor(self) -> str:
        return f"person:{self.account_id}" if self.account_id else "citizen"

    @property
    def roles(self) -> frozenset[str]:
        return frozenset(g.role for g in self.grants)

    def may(self, roles: Iterable[str], area: str) -> bool:
        return covers(self.grants, frozenset(roles), area)

    def require(self, roles: Iterable[str], area: str = "", *, what: Phrase) -> None:
        """Refused unless a grant gives one of `roles` here; `what` finishes the sentence «您没有权限…», "You may not …"."""
        wanted = frozenset(roles)
        if not (self.may(wanted, area) if area else self.roles & wanted):
            names = [ROLE_NAMES[r] for r in sorted(wanted)]
            raise Refused(
                f"您没有权限{what.zh}：需要角色「{'/'.join(n.zh for n in names)}」，请联系管理员授权。",
                f"You may not {what.en}: that needs the role {'/'.join(n.en for n in names)}; ask your administrator.",
            )

    @cached_property
    def areas(self) -> tuple[str, ...]:
        """Area prefixes this account may see, shortest first; "" is the whole city."""
        return tuple(sorted({g.area for g in self.grants if g.role != "ai"}, key=len))


NOBODY = Access()


class CrewMember(TypedDict):
    name: str
    kind: str
    certificate_valid: bool


# Roll call; `to` is None while the shift lasts.
Shift = TypedDict("Shift", {"from": datetime | None, "to": datetime | None})


class CrewFile(TypedDict):
    """What people know of a crew: who, with what, since when."""

    id: int
    name: str
    kind: str
    state: str
    vehicle: str
    members: list[CrewMember]
    shift: Shift


def access_of(account: Account) -> Access:
    """The account's grants, its member and its crew."""
    grants = list(Grant.objects.filter(account=account))
    member = Member.objects.filter(account=account).first()
    crew = Crew.objects.filter(members=member).values_list("id", flat=True).first() if member else None
    return Access(
        account_id=account.pk,
        name=member.name if member else account.get_full_name() or account.username,
        grants=tuple(RoleFacts(g.role, g.area) for g in grants),
        organisations=tuple(g.organisation_id for g in grants if g.organisation_id),
        member_id=member.pk if member else 0,
        crew_id=crew or 0,
    )


def access_of_id(account_id: int) -> Access:
    """Access of an account that is still open; NOBODY otherwise."""
    account = Account.objects.filter(pk=account_id, is_active=True).first()
    return access_of(account) if account else NOBODY


def token_for(account: Account, *, device_id: int = 0) -> str:
    """A signed bearer token for one shift; a phone's ends earlier when the phone is unbound."""
    return signing.dumps({"account": account.pk} | ({"device": device_id} if device_id else {}), salt=TOKEN_SALT)


def access_by_token(token: str) -> Access:
    """Access of a bearer token; NOBODY when it is unknown, too old, its phone unbound or its account closed."""
    try:
        data = signing.loads(token, salt=TOKEN_SALT, max_age=TOKEN_AGE)
    except signing.BadSignature:
        return NOBODY
    if "device" in data and not Device.objects.filter(pk=data["device"], revoked=False).exists():
        return NOBODY
    account = Account.objects.filter(pk=data["account"], is_active=True).first()
    return access_of(account) if account else NOBODY


def factors_of(account_id: int) -> set[tuple[str, int]]:
    """(kind, id) of what this account can give as its second factor now."""
    return set(Authenticator.objects.filter(user_id=account_id).values_list("type", "pk"))


class Phone(TypedDict):
    """A bound phone, as its owner sees it."""

    id: int
    name: str
    bound_at: datetime
    fingerprint: bool


def phones(access: Access) -> list[Phone]:
    """My bound phones, newest first."""
    mine = Device.objects.filter(member_id=access.member_id, revoked=False).order_by("-bound_at", "-pk")
    return [{"id": d.pk, "name": d.name, "bound_at": d.bound_at, "fingerprint": bool(d.fingerprint)} for d in mine]


def demo_accounts() -> QuerySet[Account]:
    return Account.objects.exclude(demo_key="").order_by("pk")


def demo_account(key: str) -> Account:
    """The demo account of this key. NotFound otherwise."""
    found = Account.objects.filter(demo_key=key, is_active=True).first()
    if key == "" or found is None:
        raise NotFound(f"没有演示账号 {key}。", f"There is no demo account {key}.")
    return found


# Responsible units -----------------------------------------------------------------------------------------------------


class Units:
    """Who is responsible for a matter at a place: loaded once per batch, asked per ticket."""

    def __init__(self) -> None:
        self._rows: dict[tuple[str, str], int] = {
            (matter, area): organisation
            for matter, area, organisation in Responsibility.objects.values_list("matter", "area", "organisation_id")
        }
        self._areas = sorted({len(area) for _, area in self._rows}, reverse=True)
        self._known: dict[tuple[str, str], int | None] = {}

    def responsible(self, matter: str, grid: str) -> int | None:
        """Organisation id: the longest matter code, then the longest area, wins; None when nobody is."""
        key = (matter, grid[:12])
        if key not in self._known:
            found = (
                self._rows.get((code, grid[:digits]))
                for code in (matter, matter[:2], "")
                for digits in self._areas
                if len(grid) >= digits
            )
            self._known[key] = next((x for x in found if x is not None), None)
        return self._known[key]


def organisations(kind: str = "") -> QuerySet[Organisation]:
    rows = Organisation.objects.order_by("id")
    return rows.filter(kind=kind) if kind else rows


def organisations_in_use(kind: str = "") -> QuerySet[Organisation]:
    """Without those that were dissolved: what may be chosen."""
    return organisations(kind).filter(active=True)


def organisation(pk: int) -> Organisation:
    """A unit that work can be given to."""
    found = organisations_in_use().filter(pk=pk).first()
    if found is None:
        raise NotFound("没有这个单位，或已撤销。", "There is no such unit, or it was dissolved.")
    return found


def organisation_names(ids: Iterable[int | None]) -> dict[int, str]:
    return dict(Organisation.objects.filter(pk__in={i for i in ids if i}).values_list("pk", "name"))


# Crews -----------------------------------------------------------------------------------------------------------------


def crew(pk: int) -> Crew:
    found = Crew.objects.filter(pk=pk).select_related("organisation").first()
    if found is None:
        raise NotFound("没有这个小组。", "There is no such crew.")
    return found


def crews_visible_to(access: Access) -> QuerySet[Crew]:
    """Crews in the viewer's areas, and his own."""
    seen = Q(pk=access.crew_id)
    for area in access.areas:
        seen |= Q(area__startswith=area)
    return Crew.objects.filter(seen)


def crew_names(ids: Iterable[int | None]) -> dict[int, str]:
    return dict(Crew.objects.filter(pk__in={i for i in ids if i}).values_list("pk", "name"))


def members_of(crew_ids: Iterable[int]) -> dict[int, list[MemberFacts]]:
    """Crew id → its members with certificates; two queries whatever the number."""
    links = list(
        Crew.members.through._default_manager.filter(crew_id__in=set(crew_ids))
        .order_by("id")
        .values_list("crew_id", "member_id")
    )
    ids = {m for _, m in links}
    papers: dict[int, list[CertificateFacts]] = defaultdict(list)
    # Asked twice a second for the whole brigade: tuples cost a third of what model instances do.
    found = Certificate.objects.filter(member_id__in=ids)
    for member_id, number, area, valid_from, valid_to in found.values_list(
        "member_id", "number", "area", "valid_from", "valid_to"
    ):
        papers[member_id].append(CertificateFacts(number, area, valid_from, valid_to))
    rows = Member.objects.filter(pk__in=ids).values_list("pk", "name", "kind")
    people = {pk: MemberFacts(name, kind, tuple(papers[pk])) for pk, name, kind in rows}
    out: dict[int, list[MemberFacts]] = defaultdict(list)
    for crew_id, member_id in links:
        out[crew_id].append(people[member_id])
    return out


def certified_count(members: Sequence[MemberFacts], *, on: date, area: str) -> int:
    return sum(is_certified(m, on=on, area=area) for m in members)


def crews_on_shift(*, at: datetime, kinds: Iterable[str] = ("patrol", "collector", "repair")) -> QuerySet[Crew]:
    """Crews that can be asked now: on shift, with a fix that is not stale."""
    return Crew.objects.filter(state="on", kind__in=list(kinds), lng_e7__isnull=False, seen_at__gte=at - FRESH)


def crew_card(pk: int, access: Access, *, on: date) -> CrewFile:
    """One crew for the command map; only inside the viewer's areas."""
    found = crews_visible_to(access).filter(pk=pk).first()
    if found is None:
        raise NotFound("没有这个小组，或不在您的辖区。", "There is no such crew, or it is not in your area.")
    people = members_of([pk])[pk]
    return {
        "id": found.pk,
        "name": found.name,
        "kind": found.kind,
        "state": found.state,
        "vehicle": found.plate,
        "members": [
            {"name": m.name, "kind": m.kind, "certificate_valid": is_certified(m, on=on, area=found.area)}
            for m in people
        ],
        "shift": {"from": found.shift_from, "to": None},
    }


def is_certified_here(access: Access, *, on: date, area: str) -> bool:
    """Is this person an officer whose certificate holds on that day in that area?"""
    kind = (
        Member.objects.filter(pk=access.member_id).values_list("kind", flat=True).first() if access.member_id else None
    )
    papers = Certificate.objects.filter(member_id=access.member_id).values_list(
        "number", "area", "valid_from", "valid_to"
    )
    facts = MemberFacts(access.name, kind or "", tuple(CertificateFacts(*paper) for paper in papers))
    return is_certified(facts, on=on, area=area)


def two_certified(crew: Crew, *, on: date) -> Reason:
    """May this crew take a matter that can end in a case, in its own area, on that day (INV-01)?"""
    return has_two_certified(members_of([crew.pk])[crew.pk], on=on, area=crew.area)


def account_names(ids: Iterable[int]) -> dict[int, str]:
    """Account id → what people call him."""
    wanted = set(ids)
    out = {
        pk: first or username
        for pk, first, username in Account.objects.filter(pk__in=wanted).values_list("pk", "first_name", "username")
    }
    return out | dict(Member.objects.filter(account_id__in=wanted).values_list("account_id", "name"))


def accounts_of(members: Iterable[int]) -> set[int]:
    """The accounts of these members."""
    found = Member.objects.filter(pk__in=set(members), account__isnull=False)
    return {pk for pk in found.values_list("account_id", flat=True) if pk}


def all_crews() -> QuerySet[Crew]:
    return Crew.objects.order_by("id")


def account_of_crew(crew_id: int) -> Account | None:
    """The account that speaks for a crew: its first member who has one."""
    member = (
        Member.objects.filter(crew=crew_id, account__is_active=True).select_related("account").order_by("id").first()
    )
    return member.account if member else None


# Whom to tell ------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Contact:
    """How somebody is reached; `account` 0: by phone only."""

    name: str
    account: int = 0
    phone: str = ""


def accounts_with(role: str, area: str) -> list[Contact]:
    """People who have this role at this place."""
    grants = Grant.objects.filter(role=role, account__is_active=True).select_related("account")
    return _contacts({g.account_id for g in grants if area.startswith(g.area)})


def accounts_within(role: str, area: str) -> list[Contact]:
    """People who have this role somewhere inside an area."""
    grants = Grant.objects.filter(role=role, account__is_active=True, area__startswith=area)
    return _contacts({g.account_id for g in grants})


def all_with(role: str) -> list[Contact]:
    """People who have this role anywhere: whoever manages a part of the city is asked about the whole of it, too."""
    grants = Grant.objects.filter(role=role, account__is_active=True)
    return _contacts(set(grants.values_list("account_id", flat=True)))


def contacts_with_posts() -> list[Contact]:
    """Everybody who has a post, by name: whom one may put in charge of something."""
    held = Grant.objects.filter(account__is_active=True).exclude(role="ai").values_list("account_id", flat=True)
    return sorted(_contacts(set(held)), key=lambda c: c.name)


def leads_of(organisation_id: int) -> list[Contact]:
    """The heads (负责人) of a unit; without one, who acts for the department; a unit without any account by its own phone."""
    heads = set(
        Member.objects.filter(
            organisation_id=organisation_id, kind="manager", active=True, account__is_active=True
        ).values_list("account_id", flat=True)
    )
    acting = Grant.objects.filter(organisation_id=organisation_id, role="department", account__is_active=True)
    found = _contacts(heads or set(acting.values_list("account_id", flat=True)))
    if found:
        return found
    unit = Organisation.objects.filter(pk=organisation_id).first()
    return [Contact(unit.name, 0, unit.phone)] if unit and unit.phone else []


def contacts_of(ids: Iterable[int]) -> dict[int, Contact]:
    """Account id → how its owner is reached."""
    return {c.account: c for c in _contacts(set(ids))}


def account_of_member(member_id: int) -> int:
    """The member's account; 0 without one."""
    return Member.objects.filter(pk=member_id).values_list("account_id", flat=True).first() or 0


def area_of(account_id: int) -> str:
    """The area of the unit that this account's owner belongs to; "" (the whole city) when he belongs to none."""
    found = Member.objects.filter(account_id=account_id).values_list("organisation__area", flat=True).first()
    return found or ""


def _contacts(ids: Iterable[int | None]) -> list[Contact]:
    wanted = {i for i in ids if i}
    phones = dict(Member.objects.filter(account_id__in=wanted).values_list("account_id", "phone"))
    return [Contact(name, pk, phones.get(pk, "")) for pk, name in sorted(account_names(wanted).items())]


@dataclass(frozen=True, slots=True)
class Colleague:
    """A person as a case names him: kind, unit, certificates; `account_id` 0 when he cannot sign in."""

    member_id: int
    account_id: int
    name: str
    kind: str
    organisation_id: int
    certificates: tuple[CertificateFacts, ...]


def colleagues(members: Iterable[int]) -> dict[int, Colleague]:
    """Member id → who that is; two queries whatever the number."""
    wanted = set(members)
    papers: dict[int, list[CertificateFacts]] = defaultdict(list)
    for member, number, area, start, end in Certificate.objects.filter(member_id__in=wanted).values_list(
        "member_id", "number", "area", "valid_from", "valid_to"
    ):
        papers[member].append(CertificateFacts(number, area, start, end))
    rows = Member.objects.filter(pk__in=wanted).values_list("pk", "account_id", "name", "kind", "organisation_id")
    return {
        pk: Colleague(pk, account or 0, name, kind, unit, tuple(papers[pk])) for pk, account, name, kind, unit in rows
    }


def members_by_number(numbers: Iterable[str]) -> dict[str, int]:
    """Staff number → member id; numbers that nobody has are left out."""
    rows = Member.objects.filter(number__in=set(numbers)).values_list("number", "pk")
    return {number: pk for number, pk in rows if number}


def officers_of(organisation_id: int) -> list[Colleague]:
    """The officers of a unit in their order, those who have left not among them."""
    rows = Member.objects.filter(organisation_id=organisation_id, kind="officer", active=True).order_by("pk")
    found = colleagues(rows.values_list("pk", flat=True))
    return [found[pk] for pk in sorted(found)]


def is_officer(member_id: int) -> bool:
    """An officer by his post; whether a certificate holds is asked when he acts."""
    return bool(member_id) and Member.objects.filter(pk=member_id, kind="officer", active=True).exists()


def unit_of(member_id: int) -> int | None:
    """The unit that a member belongs to."""
    return Member.objects.filter(pk=member_id).values_list("organisation_id", flat=True).first()


def members_in(crew_id: int) -> list[int]:
    """The people of a crew."""
    return list(
        Crew.members.through._default_manager.filter(crew_id=crew_id).order_by("id").values_list("member_id", flat=True)
    )
