"""Everything that reads cases."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Q, QuerySet

from zhicheng.flow.cases.actors import OFFICES, offices
from zhicheng.flow.cases.dossier import read
from zhicheng.flow.cases.models import Case, Hand, Motion
from zhicheng.flow.cases.rules import WAITED_FOR
from zhicheng.ground.people import queries as people
from zhicheng.ground.people.queries import Access
from zhicheng.infra.models import Event
from zhicheng.kernel.calendar import CHINA
from zhicheng.kernel.errors import BadInput, NotFound
from zhicheng.law.rehearse import PastCase

SEES_ALL = frozenset({*OFFICES, "manager", "supervisor"})  # in their areas; officers see those of theirs as well
PAGE = 50
LONG_AGO, FAR_OFF = date(1970, 1, 1), date(2200, 1, 1)  # no case is older or younger


def late(rows: QuerySet[Case], at: datetime) -> QuerySet[Case]:
    """Those with something that the agency should have done."""
    return rows.filter(due_at__lte=at).exclude(due_name__in=WAITED_FOR)


def visible_to(access: Access) -> QuerySet[Case]:
    """Offices and officers see the cases of their areas; nobody else sees any."""
    areas = {g.area for g in access.grants if g.role in SEES_ALL}
    if people.is_officer(access.member_id):
        areas |= {g.area for g in access.grants if g.role == "member"}
    if not areas:
        return Case.objects.none()
    if "" in areas:
        return Case.objects.all()
    seen = Q(pk__in=[])
    for area in areas:
        seen |= Q(area__startswith=area)
    return Case.objects.filter(seen)


def by_no(no: str, access: Access) -> Case:
    found = visible_to(access).filter(no=no).select_related("squad", "ticket").first()
    if found is None:
        raise NotFound(f"没有案件 {no}，或不在您的辖区。", f"There is no case {no}, or it is not in your area.")
    return found


def locked(case_id: int) -> Case:
    """The case as it is now; whoever moves it meanwhile makes our move a Conflict."""
    found = Case.objects.filter(pk=case_id).first()
    if found is None:
        raise NotFound("没有这个案件。", "There is no such case.")
    return found


def by_ids(ids: list[int]) -> list[Case]:
    return list(Case.objects.filter(pk__in=ids))


def of_ticket(ticket_id: int) -> list[Case]:
    return list(Case.objects.filter(ticket_id=ticket_id).order_by("pk"))


def hands(case: Case) -> dict[int, bool]:
    """Member → is in charge."""
    return dict(Hand.objects.filter(case=case).order_by("-lead", "pk").values_list("member_id", "lead"))


def hands_of(cases: list[Case]) -> dict[int, list[tuple[int, bool]]]:
    out: dict[int, list[tuple[int, bool]]] = {c.pk: [] for c in cases}
    for case, member, lead in (
        Hand.objects.filter(case__in=cases).order_by("-lead", "pk").values_list("case_id", "member_id", "lead")
    ):
        out[case].append((member, lead))
    return out


def sees_party(case: Case, access: Access, members: Mapping[int, bool]) -> bool:
    """Whoever handles or decides it reads the party's name; everybody else a mask."""
    return access.member_id in members or bool(offices(access, case.area))


def motion(motion_id: int) -> Motion:
    found = Motion.objects.filter(pk=motion_id).select_related("case", "asked_by", "colleague").first()
    if found is None:
        raise NotFound("没有这份呈批。", "There is no such motion.")
    return found


def motions_of(case: Case) -> list[Motion]:
    return list(Motion.objects.filter(case=case).select_related("case", "asked_by", "colleague").order_by("-pk"))


def decides(m: Motion, access: Access) -> bool:
    """Is it this person's to decide? A defence is reviewed by the squad head too."""
    return access.may({m.holder, *(("squad_head",) if m.step == "T34" else ())}, m.case.area)


def motions_for(access: Access) -> list[Motion]:
    """What waits for this person to decide, oldest first."""
    waiting = Motion.objects.filter(state="asked").select_related("case", "asked_by", "colleague").order_by("pk")[:500]
    return [m for m in waiting if decides(m, access)]


def timeline(case: Case) -> list[Event]:
    return list(Event.objects.filter(stream=f"case:{case.pk}").order_by("seq"))


def past_due(at: datetime, limit: int) -> list[int]:
    rows = Case.objects.filter(state__in=("performing", "deferred"), due_at__lte=at).order_by("due_at")
    return list(rows.values_list("pk", flat=True)[:limit])


def past(first: date, last: date) -> Iterator[PastCase]:
    """Cases that were open in this span, as a draft of law is rehearsed on them."""
    begin = datetime.combine(max(first, LONG_AGO), datetime.min.time(), CHINA)
    end = datetime.combine(min(last, FAR_OFF) + timedelta(days=1), datetime.min.time(), CHINA)
    open_then = Case.objects.filter(Q(closed_at__isnull=True) | Q(closed_at__gte=begin), opened_at__lt=end)
    for case in open_then.select_related("squad").order_by("pk").iterator(chunk_size=500):
        file = read(case)
        ended = case.closed_at or max([e.at for e in file.events], default=case.opened_at)
        squad = case.squad.name if case.squad else ""
        yield PastCase(case.no, squad, file.facts, file.events, ended.astimezone(CHINA).date())


# Lists -----------------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Filter:
    """What a list is asked for; "" = any."""

    q: str = ""
    state: str = ""
    desk: str = ""
    violation: str = ""
    outcome: str = ""
    squad: int = 0
    mine: bool = False
    late: bool = False
    first: date | None = None
    last: date | None = None


def page(access: Access, wanted: Filter, *, at: datetime, before: int = 0, size: int = PAGE) -> list[Case]:
    """Newest first, from below the case with this id."""
    rows = visible_to(access)
    for name in ("state", "violation", "outcome"):
        value = getattr(wanted, name)
        if value:
            rows = rows.filter(**{f"{name}__in": value.split(",")})
    if wanted.desk:
        rows = rows.filter(holder=wanted.desk)
    if wanted.squad:
        rows = rows.filter(squad_id=wanted.squad)
    if wanted.mine:
        rows = rows.filter(hands__member_id=access.member_id)
    if wanted.late:
        rows = late(rows, at)
    if wanted.first:
        rows = rows.filter(opened_at__gte=datetime.combine(wanted.first, datetime.min.time(), CHINA))
    if wanted.last:
        rows = rows.filter(opened_at__lt=datetime.combine(wanted.last + timedelta(days=1), datetime.min.time(), CHINA))
    rows = _by_words(rows, wanted.q.strip(), access)
    if before:
        rows = rows.filter(pk__lt=before)
    return list(rows.select_related("squad", "ticket").order_by("-pk")[:size])


def _by_words(rows: QuerySet[Case], q: str, access: Access) -> QuerySet[Case]:
    """By number, party, place or facts. Nobody finds a case by a name that he would see masked."""
    if not q:
        return rows
    if len(q) > 60:
        raise BadInput("搜索词太长，请不超过六十个字。", "The search is too long: at most 60 characters.", field="q")
    mine = Q(hands__member_id=access.member_id) if access.member_id else Q(pk__in=[])
    named = Q(party_name__icontains=q)
    seen = Q(pk__in=[])
    for area in {g.area for g in access.grants if g.role in OFFICES}:
        seen |= Q(area__startswith=area) if area else Q()
    if any(g.area == "" and g.role in OFFICES for g in access.grants):
        seen = Q()
    by_name = named & (mine | seen) if seen != Q() else named
    return rows.filter(
        Q(no__icontains=q) | Q(address__icontains=q) | Q(facts_text__icontains=q) | Q(ticket__no=q) | by_name
    ).distinct()


@dataclass(frozen=True, slots=True)
class Desk:
    """What waits at one desk for the one who asks."""

    id: str
    cases: list[Case]
    count: int
    late: int


DESK_NAMES = {
    "mine": ("我的案件", "My cases"), "squad_head": ("线索待核", "Leads to check"), "legal_reviewer": ("待法制审核", "To review"),
    "head": ("待负责人决定", "For the head to decide"), "hearing_host": ("听证", "Hearings"), "serve": ("待送达", "To serve"),
    "overdue": ("逾期未履行", "Overdue"), "close": ("待结案", "To close"), "archivist": ("待归档", "To archive"),
}  # fmt: skip
TO_CLOSE = (
    "decided_no_penalty",
    "decided_no_violation",
    "not_filed",
    "transferred",
    "referred_criminal",
    "performed",
    "enforced",
    "terminated",
)


def desks(access: Access, *, at: datetime, first: int = 20) -> list[Desk]:
    """By his parts: what he handles himself, then each office."""
    rows = visible_to(access)
    found: list[tuple[str, QuerySet[Case]]] = []
    if access.member_id:
        found.append(("mine", rows.filter(hands__member_id=access.member_id).exclude(state__in=("closed", "archived"))))
    held = {g.role for g in access.grants} & set(OFFICES)
    for office in ("squad_head", "legal_reviewer", "head", "hearing_host"):
        if office in held:
            found.append((office, rows.filter(holder=office)))
    if held & {"squad_head", "head"}:
        found += [
            ("serve", rows.filter(state="decided_penalty")), ("overdue", rows.filter(state="overdue")), ("close", rows.filter(state__in=TO_CLOSE)),
        ]  # fmt: skip
    if "archivist" in held:
        found.append(("archivist", rows.filter(state="closed")))
    return [
        Desk(
            name,
            list(cases.select_related("squad", "ticket").order_by("due_at", "pk")[:first]),
            cases.count(),
            late(cases, at).count(),
        )
        for name, cases in found
    ]


def unfiled_leads(access: Access, *, at: datetime, days: int = 30) -> list[Case]:
    """Leads that were confirmed and never filed, orders never re-checked (INV-87): what a supervisor looks at."""
    old = at - timedelta(days=days)
    rows = visible_to(access).filter(state__in=("lead", "checking", "onspot"))
    return list(
        rows.filter(Q(due_at__lte=at) | Q(opened_at__lte=old))
        .select_related("squad", "ticket")
        .order_by("opened_at")[:200]
    )


def known_key(actor: str, key: str) -> bool:
    """Was this sent before?"""
    return bool(key) and Event.objects.filter(actor=actor, key=key).exists()


def has_part(case: Case, access: Access) -> bool:
    """Is this one of the case's officers, or does he hold an office where it happened?"""
    return access.member_id in hands(case) or bool(offices(access, case.area))


def of_key(actor: str, key: str) -> Case | None:
    """The case that this person opened under this key."""
    found = Event.objects.filter(actor=actor, key=key, kind="case.open").first()
    return Case.objects.filter(pk=found.stream_id).first() if found else None


def find(no: str) -> Case:
    """The case with this number, whoever asks; for the system itself."""
    found = Case.objects.filter(no=no).first()
    if found is None:
        raise NotFound(f"没有案件 {no}。", f"There is no case {no}.")
    return found


def with_outcome(outcome: str) -> list[Case]:
    """Every case that ended so, oldest first; for the system itself."""
    return list(Case.objects.filter(outcome=outcome).order_by("pk"))


def any_exists() -> bool:
    return Case.objects.exists()
