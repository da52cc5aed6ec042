"""The register of volunteers, errands, and who served how long."""

from __future__ import annotations

from datetime import datetime

from django.db.models import Case, Count, IntegerField, Q, QuerySet, Sum, Value, When

from zhicheng.civic.community.models import Errand, Liaison, Resident, Stint, Volunteer
from zhicheng.civic.community.queries.gatherings import within
from zhicheng.civic.community.queries.people import OFFICE
from zhicheng.ground.people.queries import Access
from zhicheng.kernel.errors import NotFound

CONFIRMS = OFFICE | {"liaison"}  # who sees volunteers of his area and says that they were there
ORDER = ("applied", "active", "suspended", "withdrawn", "refused")
HELD = ("taken", "logged", "confirmed", "refused")


def volunteer_of(resident_id: int) -> Volunteer | None:
    return Volunteer.objects.filter(resident_id=resident_id).first()


def volunteers_visible_to(access: Access) -> QuerySet[Volunteer]:
    """Of his area, those who wait first, with the minutes that were confirmed."""
    rows = Volunteer.objects.filter(within(access, CONFIRMS)).select_related("resident")
    served = Sum("stints__minutes", filter=Q(stints__state="confirmed"))
    whens = (When(state=state, then=Value(i)) for i, state in enumerate(ORDER))
    return rows.annotate(served=served).order_by(
        Case(*whens, default=Value(len(ORDER)), output_field=IntegerField()), "pk"
    )


def volunteer(pk: int, access: Access) -> Volunteer:
    found = volunteers_visible_to(access).filter(pk=pk).first()
    if found is None:
        raise NotFound("没有这位志愿者，或不在您的辖区。", "There is no such volunteer, or not in your area.")
    return found


def errands(*, after: datetime, access: Access | None = None) -> QuerySet[Errand]:
    """Announced and not over, the next first; for staff those of their area."""
    rows = (
        Errand.objects.filter(state="announced", ends_at__gt=after)
        if access is None
        else Errand.objects.filter(within(access, CONFIRMS), ends_at__gt=after)
    )
    return (
        rows.select_related("open_day")
        .annotate(held=Count("stints", filter=Q(stints__state__in=HELD)))
        .order_by("starts_at", "pk")
    )


def errand(pk: int) -> Errand:
    found = Errand.objects.filter(pk=pk).first()
    if found is None:
        raise NotFound("没有这个任务。", "There is no such errand.")
    return found


def stints_of(volunteer_id: int) -> QuerySet[Stint]:
    """What he took on, the latest first."""
    return (
        Stint.objects.filter(volunteer_id=volunteer_id).select_related("errand").order_by("-errand__starts_at", "-pk")
    )


def stints_waiting(access: Access) -> QuerySet[Stint]:
    """Hours that nobody has confirmed yet, of the viewer's area, the oldest first."""
    mine = Errand.objects.filter(within(access, CONFIRMS))
    rows = Stint.objects.filter(state="logged", errand__in=mine).select_related("errand", "volunteer__resident")
    return rows.order_by("errand__ends_at", "pk")


def served_minutes(volunteer_id: int, since: datetime, until: datetime) -> tuple[int, int]:
    """(stints, minutes) confirmed of errands that began in this time."""
    rows = Stint.objects.filter(
        volunteer_id=volunteer_id, state="confirmed", errand__starts_at__gte=since, errand__starts_at__lt=until
    )
    found = rows.aggregate(n=Count("id"), minutes=Sum("minutes"))
    return found["n"], found["minutes"] or 0


def is_own(resident: Resident, access: Access) -> bool:
    """Is whoever confirms this very person? Liaisons are neighbours too."""
    return Liaison.objects.filter(account_id=access.account_id, phone=resident.phone).exists()
