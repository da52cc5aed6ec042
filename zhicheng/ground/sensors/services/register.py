"""The register of sensors: from its sheet or a form, all or nothing; calibrations and limits with who, when and why."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import transaction

from zhicheng.ground.people import queries as people
from zhicheng.ground.people.queries import Access
from zhicheng.ground.people.registers import EVERYWHERE, Scope
from zhicheng.ground.places import queries as places
from zhicheng.ground.sensors import sheets
from zhicheng.ground.sensors.events import Calibrated, LimitsSet, Registered, Switched
from zhicheng.ground.sensors.models import Sensor, SensorNow
from zhicheng.ground.sensors.queries.register import row_of
from zhicheng.ground.sensors.rules.calibration import check_gain
from zhicheng.ground.sensors.rules.judging import CALIBRATION
from zhicheng.ground.sensors.rules.kinds import KINDS, MILLI
from zhicheng.ground.sensors.rules.limits import Limit, as_data, check_limits
from zhicheng.ground.sensors.sheets import SensorRow
from zhicheng.ground.sensors.states import KEEPERS, SENSOR
from zhicheng.infra import bulk, locks
from zhicheng.infra.changes import Change, compare, record_changes
from zhicheng.infra.events import iso
from zhicheng.infra.transitions import Step, advance, advance_many, open_many
from zhicheng.kernel.errors import BadInput, BadRow, BadSheet, Conflict, NotFound, Wrong
from zhicheng.kernel.geo import to_e7
from zhicheng.kernel.phrases import Phrase

KEEP = Phrase("维护传感器", "keep sensors")
SHEET = sheets.NAME
LOCK = 4  # kind of lock: somebody changes the register of sensors
COLUMNS = (
    "code", "name", "kind", "unit", "lng_e7", "lat_e7", "area", "address", "place", "interval_s", "unit_of_id", "site_id", "installed_on",
    "calibrated_to", "turns", "limits",
)  # fmt: skip
SENTENCE = 200
MOST_TURNS = 50  # calibrations of one sensor: twice a year for a quarter of a century


@dataclass
class Plan:
    """What the rows would change, and which rows are wrong."""

    changes: list[Change]
    wrong: list[Wrong]
    todo: list[tuple[SensorRow, Sensor | None, dict[str, Any]]]


def preview(cells: Sequence[Sequence[Any]], *, scope: Scope = EVERYWHERE) -> tuple[list[Change], list[Wrong]]:
    """What the sheet would change and which rows are wrong; nothing is written."""
    try:
        plan = _plan(sheets.read(cells), scope)
    except BadSheet as error:
        return [], list(error.rows)
    return plan.changes, plan.wrong


def keep_sheet(cells: Sequence[Sequence[Any]], *, by: str, at: datetime, scope: Scope = EVERYWHERE) -> list[Change]:
    """Put the sheet into force, all or nothing; a code keeps its sensor. BadSheet with every row that is wrong."""
    return keep(sheets.read(cells), by=by, at=at, scope=scope)


def keep(rows: Sequence[SensorRow], *, by: str, at: datetime, scope: Scope = EVERYWHERE) -> list[Change]:
    """Register and change sensors, all or nothing. BadSheet with every row that is wrong."""
    if not rows:
        return []
    with transaction.atomic():
        locks.hold(LOCK, [0])
        plan = _plan(rows, scope)
        if plan.wrong:
            raise BadSheet(plan.wrong)
        _add([(row, values) for row, known, values in plan.todo if known is None], by, at)
        _change([(row, known, values) for row, known, values in plan.todo if known is not None], by, at)
        record_changes(SHEET, plan.changes, by=by, at=at)
    return plan.changes


def keep_row(
    cells: Mapping[str, str], was: Mapping[str, str] | None, *, by: str, at: datetime, scope: Scope = EVERYWHERE
) -> list[Change]:  # fmt: skip
    """A sheet of one row. `was` is the row as the keeper saw it; None: it is to be new. BadRow with everything that is wrong."""
    try:
        with transaction.atomic():
            (row,) = sheets.read([sheets.COLUMNS, [cells.get(c, "") for c in sheets.COLUMNS]])
            known = Sensor.objects.filter(code=row.code).exclude(state="gone").first()
            if was is None and known is not None:
                said = Phrase(
                    f"「{row.code}」已经登记，请在列表里修改它。",
                    f"“{row.code}” is registered already; change it in the list.",
                )
                raise BadSheet([Wrong(1, "编号", *said)])
            if was is not None and (known is None or sheets.facts(row_of(known)) != dict(was)):
                raise Conflict(
                    "打开之后，他人改过这一行，请重新打开再改。",
                    "Somebody else has changed this row since you opened it; open it again.",
                )
            return keep([row], by=by, at=at, scope=scope)
    except BadSheet as error:
        raise BadRow(error.rows) from None


def row_cells(code: str, *, scope: Scope = EVERYWHERE) -> dict[str, str]:
    """One sensor as its row in the sheet says it, column by column. NotFound outside the scope."""
    found = Sensor.objects.filter(code=code).exclude(state="gone").select_related("unit_of", "site").first()
    if found is None or not scope.holds(found.area):
        raise NotFound(
            f"没有「{code[:40]}」，或不在您管理的辖区。", f"There is no “{code[:40]}”, or it is not in your areas."
        )
    return sheets.facts(row_of(found))


def _plan(rows: Sequence[SensorRow], scope: Scope) -> Plan:
    known = {
        s.code: s for s in bulk.among(Sensor.objects.select_related("unit_of", "site"), "code", [r.code for r in rows])
    }
    units = {o.name: o.pk for o in people.organisations_in_use()}
    plan, seen = Plan([], [], []), set[str]()
    areas = places.city().locate_many([r.lng for r in rows], [r.lat for r in rows]).grid.tolist()
    for row, area in zip(rows, areas, strict=True):
        there = known.get(row.code)
        flaws = list(_flaws(row, there, area, units, seen, scope))
        seen.add(row.code)
        plan.wrong += [Wrong(row.row, title, *said) for title, said in flaws]
        change = compare(row.code, sheets.facts(row_of(there)) if there else None, sheets.facts(row), row=row.row)
        plan.changes.append(change)
        if not flaws and change.what != "same":
            plan.todo.append((row, there, _values(row, area, units)))
    return plan


def _flaws(
    row: SensorRow, there: Sensor | None, area: str, units: Mapping[str, int], seen: set[str], scope: Scope
) -> Iterator[tuple[str, Phrase]]:  # fmt: skip
    if row.code in seen:
        yield (
            "编号",
            Phrase(
                f"「{row.code}」在表里出现了两次，请删去一行。",
                f"“{row.code}” stands in the sheet twice; remove one of them.",
            ),
        )
    if there is not None and there.state == "gone":
        yield (
            "编号",
            Phrase(
                f"「{row.code}」已拆除，编号不再使用，请换一个。",
                f"“{row.code}” was removed and its code is not used again.",
            ),
        )
    if there is not None and there.kind != row.kind:
        yield (
            "类型",
            Phrase(
                "类型登记后不能改；请拆除旧的、登记新的。", "A kind is never changed; remove it and register another."
            ),
        )
    if not area:
        yield (
            "经度",
            Phrase(
                f"点 ({row.lng:g}, {row.lat:g}) 不在本市范围内。",
                f"The point ({row.lng:g}, {row.lat:g}) is not in this city.",
            ),
        )
    elif not scope.holds(area) or (there is not None and not scope.holds(there.area)):
        yield (
            "编号",
            Phrase(f"「{row.code}」不在您管理的辖区内。", f"“{row.code}” is not in the areas that you manage."),
        )
    for title, name in (("维护单位", row.unit_of), ("所属工地商户", row.site)):
        if name and name not in units:
            yield (
                title,
                Phrase(f"没有单位「{name}」，请先导入单位表。", f"There is no unit “{name}”; import the units first."),
            )


def _values(row: SensorRow, area: str, units: Mapping[str, int]) -> dict[str, Any]:
    return {
        "code": row.code, "name": row.name, "kind": row.kind, "unit": row.unit or KINDS[row.kind].unit, "lng_e7": to_e7(row.lng),
        "lat_e7": to_e7(row.lat), "area": area, "address": row.address, "place": row.place, "interval_s": row.interval_s,
        "unit_of_id": units.get(row.unit_of), "site_id": units.get(row.site), "installed_on": row.installed_on,
        "calibrated_to": row.calibrated_to,
    }  # fmt: skip


def _add(rows: Sequence[tuple[SensorRow, dict[str, Any]]], by: str, at: datetime) -> None:
    if not rows:
        return
    things = []
    for pk, (row, values) in zip(bulk.reserve_ids(Sensor, len(rows)), rows, strict=True):
        sensor = bulk.blank(Sensor, {"id": pk, **values, "turns": [], "limits": []})
        steps = [Step("add", by, at, _registered(row.code, _told(row)), place=(row.lng, row.lat))]
        if not row.active:
            steps.append(Step("switch_off", by, at, _switched("登记时未启用")))
        things.append((sensor, steps))
    open_many(things, SENSOR, COLUMNS, at=at)
    bulk.insert_rows(SensorNow, NEW, [(sensor.pk, *FRESH) for sensor, _ in things])


FRESH = (-1, 0, 0, 0, 0, -1, 0, 0)
NEW = ("sensor_id", "last_at", "last_value", "phase", "hits", "began_at", "same_since", "odd", "trouble")


def _change(rows: Sequence[tuple[SensorRow, Sensor, dict[str, Any]]], by: str, at: datetime) -> None:
    for row, sensor, values in rows:
        columns = {k: v for k, v in values.items() if getattr(sensor, k) != v}
        before, after = sheets.facts(row_of(sensor)), sheets.facts(row)
        told = {k: v for k, v in after.items() if before[k] != v and k != "在用"}
        steps = (
            [Step("change", by, at, _registered(row.code, told), columns=columns, place=(row.lng, row.lat))]
            if told
            else []
        )
        if row.active != (sensor.state == "on"):
            steps.append(
                Step("switch_on" if row.active else "switch_off", by, at, _switched("" if row.active else "传感器表"))
            )
        advance_many([(sensor, steps)], SENSOR, at=at)


def _told(row: SensorRow) -> dict[str, str]:
    return {k: v for k, v in sheets.facts(row).items() if v and k not in ("编号", "在用")}


def _registered(code: str, fields: dict[str, str]) -> Any:
    return lambda **moved: Registered(code=code, fields=fields, **moved)


def _switched(reason: str) -> Any:
    return lambda **moved: Switched(reason=reason, **moved)


@dataclass(frozen=True, slots=True)
class NewCalibration:
    """What a comparison with a reference found: value = said × gain + offset (the kind's unit) from `since` on."""

    since: datetime
    by: str
    gain: float = 1.0
    offset: float = 0.0
    valid_to: date | None = None
    certificate: str = ""


def calibrate(code: str, new: NewCalibration, *, access: Access, at: datetime) -> Sensor:
    """Somebody compared it with a reference. BadInput; the charts follow, alarms of the past stay as they were."""
    gain, offset = round(new.gain * 1_000_000) if new.gain == new.gain else 0, _milli(new.offset)
    check_gain(gain)
    if not new.by.strip() or len(new.by) > 80:
        raise BadInput("请写明由谁校准（1 至 80 个字）。", "Say who calibrated it (1 to 80 characters).", field="by")
    if new.since > at:
        raise BadInput("校准时间不能在将来。", "A calibration cannot begin in the future.", field="since")
    if new.valid_to is not None and new.valid_to < new.since.date():
        raise BadInput("校准有效期早于校准之日。", "It is valid to a day before it was made.", field="valid_to")
    with transaction.atomic():
        sensor = _kept(code, access)
        turn = {"from": int(new.since.timestamp()), "gain": gain, "offset": offset}
        turns = sorted([*(t for t in sensor.turns if t["from"] != turn["from"]), turn], key=lambda t: t["from"])[
            -MOST_TURNS:
        ]

        def body(**moved: Any) -> Calibrated:
            return Calibrated(
                since=iso(new.since), gain_ppm=gain, offset_milli=offset, calibrated_by=new.by.strip(), certificate=new.certificate.strip()[:80],
                calibrated_to=new.valid_to.isoformat() if new.valid_to else "", **moved,
            )  # fmt: skip

        columns = {"turns": turns, "calibrated_to": new.valid_to}
        advance(sensor, SENSOR, Step("calibrate", access.actor, at, body, columns=columns), at=at)
        _settle(sensor, new.valid_to, at)
    return sensor


def _settle(sensor: Sensor, valid_to: date | None, at: datetime) -> None:
    """A calibration that is valid again is no trouble any more."""
    now = SensorNow.objects.select_for_update().get(pk=sensor.pk)
    if valid_to is None or valid_to >= at.date():
        SensorNow.objects.filter(pk=sensor.pk).update(trouble=now.trouble & ~CALIBRATION)


def _milli(value: float) -> int:
    if not abs(value) <= 1_000_000:  # also refuses nan
        raise BadInput(f"偏移 {value:g} 不是合理的数。", f"The offset {value:g} is no sensible number.", field="offset")
    return round(value * MILLI)


def set_limits(code: str, limits: Sequence[Limit], *, reason: str, access: Access, at: datetime) -> Sensor:
    """This sensor's own limits instead of those of its kind and place; none: theirs again. BadInput."""
    sensor = _kept(code, access)
    check_limits(sensor.kind, limits)
    _need(reason)
    data = as_data(limits)

    def body(**moved: Any) -> LimitsSet:
        return LimitsSet(limits=data, reason=reason.strip(), **moved)

    advance(sensor, SENSOR, Step("set_limits", access.actor, at, body, columns={"limits": data}), at=at)
    return sensor


def switch(code: str, action: str, *, reason: str, access: Access, at: datetime) -> Sensor:
    """switch_off, switch_on or remove, with the reason."""
    sensor = _kept(code, access)
    if "reason" in SENSOR.arrow(sensor.state, action).needs:
        _need(reason)
    advance(sensor, SENSOR, Step(action, access.actor, at, _switched(reason.strip())), at=at)
    return sensor


def _kept(code: str, access: Access) -> Sensor:
    found = Sensor.objects.filter(code=code).first()
    if found is None:
        raise NotFound(f"没有传感器 {code[:40]}，请先登记。", f"There is no sensor {code[:40]}; register it first.")
    access.require(KEEPERS, found.area, what=KEEP)
    return found


def _need(reason: str) -> None:
    if not 2 <= len(reason.strip()) <= SENTENCE:
        raise BadInput(
            f"请写明理由（2 至 {SENTENCE} 个字），它会留在记录里。",
            f"Give the reason (2 to {SENTENCE} characters); it stays in the record.",
            field="reason",
        )
