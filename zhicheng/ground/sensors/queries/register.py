"""Reads of the register of sensors."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Q, QuerySet

from zhicheng.ground.people.queries import Access
from zhicheng.ground.people.registers import EVERYWHERE, Scope
from zhicheng.ground.sensors.models import Sensor
from zhicheng.ground.sensors.sheets import SensorRow
from zhicheng.ground.sensors.states import LOOKERS
from zhicheng.infra import bulk
from zhicheng.kernel.geo import from_e7


def visible_to(access: Access) -> QuerySet[Sensor]:
    """Sensors of the areas in which the account has a post that may look."""
    if not access.roles & LOOKERS:
        return Sensor.objects.none()
    return Sensor.objects.filter(_in_areas(access.areas)).exclude(state="gone")


def _in_areas(areas: Sequence[str]) -> Q:
    if "" in areas:
        return Q()
    found = Q(pk__in=[])
    for area in areas:
        found |= Q(area__startswith=area)
    return found


def row_of(sensor: Sensor) -> SensorRow:
    """A sensor as its row in the sheet says it."""
    return SensorRow(
        sensor.code, sensor.name, sensor.kind, from_e7(sensor.lng_e7), from_e7(sensor.lat_e7), sensor.unit, sensor.address, sensor.place,
        sensor.interval_s, sensor.unit_of.name if sensor.unit_of else "", sensor.site.name if sensor.site else "", sensor.installed_on,
        sensor.calibrated_to, sensor.state == "on",
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Site:
    """Whom a sensor watches: the unit's name, kind and phone; all empty when nobody."""

    sensor: str
    measures: str
    name: str
    kind: str
    phone: str


def sites_of(sensors: Sequence[int]) -> list[Site]:
    """The site or shop of each of these sensors, as the register has it now."""
    rows = bulk.among(Sensor.objects.select_related("site").order_by("code"), "id", list(sensors))
    return [Site(s.code, s.kind, *((s.site.name, s.site.kind, s.site.phone) if s.site else ("", "", ""))) for s in rows]


def kept() -> QuerySet[Sensor]:
    """Every sensor of the register with what it says now, by code."""
    return Sensor.objects.exclude(state="gone").select_related("unit_of", "site", "now").order_by("code")


def ids_of(codes: Sequence[str]) -> dict[str, int]:
    """Code → id of these sensors."""
    return dict(bulk.among(Sensor.objects.all(), "code", list(codes)).values_list("code", "pk"))


def sheet_rows(scope: Scope = EVERYWHERE) -> list[SensorRow]:
    """The rows of the register as its sheet has them."""
    rows = Sensor.objects.exclude(state="gone").select_related("unit_of", "site").order_by("code")
    return [row_of(s) for s in rows if scope.holds(s.area)]
