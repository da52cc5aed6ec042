"""Reads about what is public or waits to be; staff lists begin with who may see them."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime

from django.db.models import Q, QuerySet

from zhicheng.civic.openness.models import Decision, Named, Publication
from zhicheng.civic.openness.states import WAITING
from zhicheng.ground.people.queries import Access
from zhicheng.kernel.errors import NotFound
from zhicheng.kernel.phrases import Phrase

SEES = ("manager", "supervisor", "head")  # auditors read who released what
HEADS = ("manager",)
SEE = Phrase("查看信息公开工作", "see what waits to be published")
EARLY = date(1, 1, 1)


def visible_to(access: Access) -> QuerySet[Publication]:
    """Those of his areas where he manages or audits, and those that he answers for. The city's own (area "") every auditor sees."""
    seen = Q(named_id=access.account_id) if access.account_id else Q(pk__in=[])
    for grant in access.grants:
        if grant.role in SEES:
            seen |= Q(area__startswith=grant.area) | Q(area="")
    return Publication.objects.filter(seen).order_by("-id")


def may_look(access: Access) -> bool:
    """Has he any business here?"""
    return bool(access.roles & set(SEES)) or Named.objects.filter(account_id=access.account_id).exists()


def chosen(rows: QuerySet[Publication], *, state: str, kind: str, at: datetime) -> QuerySet[Publication]:
    """`waiting` everything that nobody has let out yet, `overdue` what should be out."""
    if state == "waiting":
        rows = rows.filter(state__in=WAITING).order_by("due_at", "id")
    elif state == "overdue":
        rows = rows.filter(state="proposed", due_at__lt=at).order_by("due_at", "id")
    elif state:
        rows = rows.filter(state=state)
    return rows.filter(kind=kind) if kind else rows


def by_id(pk: int, access: Access) -> Publication:
    found = visible_to(access).filter(pk=pk).select_related("named", "released_by").first()
    if found is None:
        raise NotFound("没有这项公开事项，或不归您查看。", "There is no such publication, or it is not yours to see.")
    return found


def is_head(access: Access, area: str) -> bool:
    """Does he manage where this belongs? The city's own every manager of the city's brigade."""
    return access.may(HEADS, area) if area else bool(access.roles & set(HEADS))


def latest(key: str) -> Publication | None:
    """The newest edition."""
    return Publication.objects.filter(key=key).order_by("-edition").first()


def overdue(at: datetime) -> list[Publication]:
    """Whose longest delay is over, and whose head has not heard of it."""
    rows = Publication.objects.filter(state="proposed", due_at__lt=at, overdue_at=None)
    return list(rows.select_related("named").order_by("due_at")[:200])


def to_show(at: datetime) -> list[Publication]:
    return list(Publication.objects.filter(state="released", show_at__lte=at).order_by("show_at")[:200])


def by_ids(ids: Iterable[int]) -> list[Publication]:
    return list(Publication.objects.filter(pk__in=set(ids)).select_related("named").order_by("id"))


def telling_of_case(case_id: int) -> list[Publication]:
    """Pages of cases explained that tell of this case and are not withdrawn."""
    rows = Publication.objects.filter(kind="cases").exclude(state="withdrawn").order_by("-id")
    return [p for p in rows if any(e["case"] == case_id for e in p.content.get("entries", ()))]


def named_for(kind: str, area: str) -> int | None:
    """The account that answers for this kind here: of the district, else of the city."""
    rows = dict(Named.objects.filter(kind=kind, area__in=(area, "")).values_list("area", "account_id"))
    return rows.get(area) or rows.get("")


def count() -> int:
    """How many there are, whatever became of them."""
    return Publication.objects.count()


def all_named() -> list[Named]:
    return list(Named.objects.select_related("account", "named_by").order_by("kind", "area"))


# For everybody -------------------------------------------------------------------------------------------------------------


def shown(kind: str) -> QuerySet[Publication]:
    """What anybody may read, newest month first."""
    return Publication.objects.filter(kind=kind, state="shown").order_by("-month", "-shown_at")


def shown_month(kind: str, month: date) -> Publication:
    found = shown(kind).filter(month=month).first()
    if found is None:
        raise NotFound(
            f"{month:%Y 年 %m 月}的这一项还没有公开，请看首页的「还没有公开」。",
            f"This is not public for {month:%Y-%m}; see “not yet released” on the first page.",
        )
    return found


def missing(at: datetime) -> list[Publication]:
    """What the public should know that it does not see: overdue, or held back with a reason; oldest first."""
    late = Q(state="proposed", due_at__lt=at) | Q(state="held")
    return list(Publication.objects.filter(late).order_by("promised_at", "id")[:100])


def decisions(on: date) -> QuerySet[Decision]:
    """Penalty decisions that are shown on this day, newest first."""
    return Decision.objects.filter(down_at=None, until_on__gte=on).order_by("-published_at", "-id")


def decision_of(case_id: int) -> Decision | None:
    return Decision.objects.filter(case_id=case_id).first()


def decisions_closed_in(since: datetime, until: datetime) -> list[Decision]:
    """Shown decisions of the cases that were closed in this span."""
    rows = Decision.objects.filter(down_at=None, case__closed_at__gte=since, case__closed_at__lt=until)
    return list(rows.select_related("case").order_by("case__closed_at", "id"))


def months(kind: str) -> list[date]:
    """Months of this kind that are shown, newest first."""
    return [m for m in shown(kind).values_list("month", flat=True) if m is not None]
