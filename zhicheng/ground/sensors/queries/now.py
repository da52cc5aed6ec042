"""What sensors say now: the map, the list, one sensor with its limits, its calibrations and its record."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime
from typing import Any

from django.db.models import Case, Count, Q, SmallIntegerField, When
from typing_extensions import TypedDict

from zhicheng.ground.people import queries as people
from zhicheng.ground.people.queries import Access
from zhicheng.ground.sensors.models import Sensor
from zhicheng.ground.sensors.queries.register import row_of, visible_to
from zhicheng.ground.sensors.rules.calibration import ONE
from zhicheng.ground.sensors.rules.judging import CONFIRMED, NEVER, SILENT, SUSPECTED
from zhicheng.ground.sensors.rules.kinds import KINDS, MILLI
from zhicheng.ground.sensors.rules.limits import ALWAYS, PLACES, Limit, by_hour, default_limits, from_data
from zhicheng.ground.sensors.rules.troubles import NAMES, standing
from zhicheng.ground.sensors.sheets import ENGLISH
from zhicheng.ground.sensors.states import KEEPERS, SENSOR
from zhicheng.infra.events import KINDS as EVENTS
from zhicheng.infra.models import Event
from zhicheng.kernel.errors import NotFound
from zhicheng.kernel.geo import from_e7
from zhicheng.kernel.phrases import Phrase

MOST = 5_000
STATUSES = (
    "alarm",
    "suspected",
    "silent",
    "trouble",
    "good",
    "unseen",
    "off",
)  # as they are listed: what needs somebody first
_LIMIT = TypedDict(
    "_LIMIT",
    {"from": int, "to": int, "on": float, "off": float, "above": bool, "confirm": int, "hold_s": int, "rate": float, "source": str,
     "source_en": str, "statutory": bool},
)  # fmt: skip


class SensorLimit(_LIMIT):
    """A limit in the sensor's own unit; from hour to hour (equal: always)."""


class SensorPin(TypedDict):
    """A sensor in lists and on the map. `status` as in STATUSES; `troubles` are codes of what stands."""

    code: str
    name: str
    kind: str
    kind_name: str
    kind_name_en: str
    unit: str
    lng: float
    lat: float
    address: str
    area: str
    status: str
    value: float | None
    at: datetime | None
    since: datetime | None
    troubles: list[str]


class SensorsOut(TypedDict):
    rows: list[SensorPin]
    total: int
    counts: dict[str, int]


class SensorCalibration(TypedDict):
    since: datetime
    gain: float
    offset: float


class SensorPast(TypedDict):
    """One entry of its record; `note` is somebody's own words."""

    at: datetime
    what: str
    what_en: str
    who: str
    said: str
    said_en: str
    note: str


class SensorTrouble(TypedDict):
    code: str
    name: str
    name_en: str


class SensorFile(TypedDict):
    """Everything about one sensor. `limits` hold now; `own_limits`: whether they are its own."""

    pin: SensorPin
    place: str
    place_name: str
    place_name_en: str
    sends: str
    interval_s: int
    unit_of: str
    site: str
    installed_on: date | None
    calibrated_to: date | None
    is_calibrated: bool
    calibrations: list[SensorCalibration]
    limits: list[SensorLimit]
    own_limits: bool
    default_limits: list[SensorLimit]
    troubles: list[SensorTrouble]
    state: str
    state_name: str
    past: list[SensorPast]
    may_keep: bool


def listed(access: Access, *, q: str = "", kind: str = "", status: str = "", area: str = "") -> SensorsOut:
    """The sensors that this account may see; alarms first, then what is wrong, then by code. `counts` by status, before the status is chosen."""
    rows = visible_to(access).filter(area__startswith=area)
    if q:
        rows = rows.filter(Q(code__icontains=q) | Q(name__icontains=q) | Q(address__icontains=q))
    if kind:
        rows = rows.filter(kind=kind)
    rows = rows.annotate(rank=_RANK)
    counts = {STATUSES[rank]: n for rank, n in rows.values_list("rank").annotate(n=Count("pk")).order_by("rank")}
    if status:
        rows = rows.filter(rank=STATUSES.index(status) if status in STATUSES else -1)
    chosen = rows.select_related("now").order_by("rank", "code")
    return {
        "rows": [pin(s) for s in chosen[:MOST]],
        "total": counts.get(status, 0) if status else sum(counts.values()),
        "counts": counts,
    }


def _is(**conditions: Any) -> Q:
    return Q(**{f"now__{k}": v for k, v in conditions.items()})


# The same as `status_of`, for the database: lists of a hundred thousand are counted and cut there. Six bits have 32 sets with SILENT in them.
_SILENT = [x for x in range(64) if x & SILENT]
_RANK = Case(
    When(~Q(state="on"), then=STATUSES.index("off")),
    When(_is(last_at=NEVER, trouble=0), then=STATUSES.index("unseen")),
    When(_is(last_at=NEVER), then=STATUSES.index("trouble")),
    When(_is(trouble__in=_SILENT), then=STATUSES.index("silent")),
    When(_is(phase=CONFIRMED), then=STATUSES.index("alarm")),
    When(_is(phase=SUSPECTED), then=STATUSES.index("suspected")),
    When(_is(trouble__gt=0), then=STATUSES.index("trouble")),
    default=STATUSES.index("good"),
    output_field=SmallIntegerField(),
)


def status_of(sensor: Sensor) -> str:
    """One word for how it stands; silence outshines an alarm (nobody knows any more), an alarm every other trouble."""
    now = sensor.now
    if sensor.state != "on":
        return "off"
    if now.last_at == NEVER:
        return "unseen" if not now.trouble else "trouble"
    if now.trouble & SILENT:
        return "silent"
    if now.phase == CONFIRMED:
        return "alarm"
    if now.phase == SUSPECTED:
        return "suspected"
    return "trouble" if now.trouble else "good"


def pin(sensor: Sensor) -> SensorPin:
    """`sensor` with its `now` loaded."""
    kind, now = KINDS[sensor.kind], sensor.now
    return {
        "code": sensor.code, "name": sensor.name, "kind": sensor.kind, "kind_name": kind.name.zh, "kind_name_en": kind.name.en,
        "unit": kind.unit, "lng": from_e7(sensor.lng_e7), "lat": from_e7(sensor.lat_e7), "address": sensor.address, "area": sensor.area,
        "status": status_of(sensor), "value": None if now.last_at == NEVER else now.last_value / MILLI, "at": _moment(now.last_at),
        "since": _moment(now.began_at) if now.phase else None, "troubles": standing(now.trouble),
    }  # fmt: skip


def _moment(seconds: int) -> datetime | None:
    return None if seconds == NEVER else datetime.fromtimestamp(seconds, UTC)


def find(access: Access, code: str) -> Sensor:
    """The sensor of this code, if this account may see it; NotFound."""
    found = visible_to(access).select_related("now", "unit_of", "site").filter(code=code).first()
    if found is None:
        raise NotFound(
            f"没有传感器 {code[:40]}，或不在您的辖区。", f"There is no sensor {code[:40]}, or it is not in your areas."
        )
    return found


def file(access: Access, code: str, *, on: date) -> SensorFile:
    """One sensor as its page shows it."""
    sensor = find(access, code)
    row, place = row_of(sensor), PLACES.get(sensor.place)
    return {
        "pin": pin(sensor), "place": sensor.place, "place_name": place.zh if place else "", "place_name_en": place.en if place else "",
        "sends": sensor.unit, "interval_s": sensor.interval_s, "unit_of": row.unit_of, "site": row.site, "installed_on": sensor.installed_on,
        "calibrated_to": sensor.calibrated_to, "is_calibrated": sensor.calibrated_to is not None and on <= sensor.calibrated_to,
        "calibrations": [_calibration(t) for t in reversed(sensor.turns)],
        "limits": [limit_out(x) for x in limits_of(sensor)], "own_limits": bool(sensor.limits),
        "default_limits": [limit_out(x) for x in default_limits(sensor.kind, sensor.place)],
        "troubles": [{"code": c, "name": NAMES[c].zh, "name_en": NAMES[c].en} for c in standing(sensor.now.trouble)],
        "state": sensor.state, "state_name": SENSOR.states[sensor.state], "past": past(sensor.pk), "may_keep": access.may(KEEPERS, sensor.area),
    }  # fmt: skip


def limits_of(sensor: Sensor) -> Sequence[Limit]:
    """The limits in force: its own, or those of its kind and place."""
    return from_data(sensor.limits) if sensor.limits else default_limits(sensor.kind, sensor.place)


def hours_of(sensor: Sensor) -> tuple[Limit | None, ...]:
    """The limit of each hour of the day, in China."""
    return by_hour(limits_of(sensor))


def limit_out(limit: Limit) -> SensorLimit:
    return {
        "from": limit.hours[0], "to": limit.hours[1], "on": limit.on / MILLI, "off": limit.off / MILLI, "above": limit.above,
        "confirm": limit.confirm, "hold_s": limit.hold_s, "rate": limit.rate / MILLI, "source": limit.source.zh, "source_en": limit.source.en,
        "statutory": limit.is_statutory,
    }  # fmt: skip


def _calibration(turn: dict[str, Any]) -> SensorCalibration:
    return {
        "since": datetime.fromtimestamp(turn["from"], UTC),
        "gain": turn["gain"] / ONE,
        "offset": turn["offset"] / MILLI,
    }


def past(sensor: int) -> list[SensorPast]:
    """Its record, newest first: who did what when, in one line each."""
    events = list(Event.objects.filter(stream=f"sensor:{sensor}").order_by("-seq")[:50])
    names = people.account_names(int(e.actor[7:]) for e in events if e.actor.startswith("person:"))
    return [_past(e, names) for e in events]


def _past(event: Event, names: Mapping[int, str]) -> SensorPast:
    data, kind, actor = event.data, EVENTS[event.kind], event.actor
    said = _said(data)
    return {
        "at": event.happened_at, "what": kind.zh, "what_en": kind.en, "said": said.zh, "said_en": said.en,
        "who": names.get(int(actor[7:]), actor) if actor.startswith("person:") else actor,
        "note": str(data.get("calibrated_by", data.get("reason", ""))),
    }  # fmt: skip


def _said(data: Mapping[str, Any]) -> Phrase:
    """What stands in an event, for people."""
    if "gain_ppm" in data:
        formula = f"× {data['gain_ppm'] / ONE:g} {data['offset_milli'] / MILLI:+g}"
        return Phrase(formula, formula)
    if "limits" in data:
        told = (
            " · ".join(f"{x['on'] / MILLI:g} / {x['off'] / MILLI:g} {_hours(x)}".strip() for x in data["limits"]) or "—"
        )
        return Phrase(told, told)
    fields = data.get("fields", {})
    kinds = {k.name.zh: k.name.en for k in KINDS.values()}
    return Phrase(
        "；".join(f"{k} {v}" for k, v in fields.items()),
        "; ".join(
            f"{ENGLISH.get(k, k)} {kinds.get(v, v) if k == '类型' else v}" for k, v in fields.items() if k not in NAMED
        ),
    )


NAMED = ("名称", "地址", "维护单位", "所属工地商户")  # names stay as they are written; the page shows them anyway


def _hours(limit: Mapping[str, Any]) -> str:
    begin, end = limit.get("hours", ALWAYS)
    return "" if begin == end else f"{begin:02d}–{end:02d}"
