"""The forms in which readings arrive: one object, a list, JSON lines, a bare number on a sensor's own topic, SenML (RFC 8428). Pure.

    {"sensor": "N-1", "at": "2026-09-16T10:00:00+08:00", "value": 63.2, "unit": "dB"}
    {"sensor": "N-1", "readings": [{"at": 1789531200, "value": 63.2}, …]}
    [{"bn": "N-1", "bt": 1789531200, "u": "dB", "v": 63.2}, {"t": 60, "v": 64}]

A moment is ISO 8601 (without a zone: China's time), or seconds or milliseconds since 1970; without one it is the moment of arrival.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from typing import Any, NamedTuple

from zhicheng.ground.sensors.rules.reading import Reading
from zhicheng.kernel.calendar import CHINA
from zhicheng.kernel.phrases import Phrase

MOST = 20_000  # readings in one payload
LONGEST = 8 * 1024 * 1024
MILLISECONDS_FROM = 100_000_000_000  # seconds reach this in the year 5138
SENML_RELATIVE = 2**28  # RFC 8428, 4.5.3: smaller times count from now
NAMES = {
    "sensor": ("sensor", "device", "code", "id"),
    "at": ("at", "taken_at", "time", "ts", "timestamp", "t"),
    "value": ("value", "v", "val"),
    "unit": ("unit", "u"),
}


class BadRow(NamedTuple):
    """Why one row of a payload is no reading. Row 1 is the first."""

    row: int
    field: str
    said: Phrase


class Parsed(NamedTuple):
    readings: list[Reading]
    refused: list[BadRow]


class _Bad(Exception):
    def __init__(self, field: str, zh: str, en: str) -> None:
        super().__init__(zh)
        self.field, self.said = field, Phrase(zh, en)


def parse(payload: bytes | str, *, now: datetime, sensor: str = "") -> Parsed:
    """Readings of a payload, and why the other rows are none. `sensor`: whose topic it came by, where the payload does not say."""
    readings: list[Reading] = []
    refused: list[BadRow] = []
    try:
        rows = list(_rows(_decoded(payload), sensor, now))
    except _Bad as bad:
        return Parsed([], [BadRow(1, bad.field, bad.said)])
    for number, row in enumerate(rows[:MOST], start=1):
        try:
            readings.append(_reading(row, number, now))
        except _Bad as bad:
            refused.append(BadRow(number, bad.field, bad.said))
    if len(rows) > MOST:
        said = Phrase(
            f"一次最多 {MOST} 条读数，其余请分批发送。",
            f"At most {MOST} readings at once; send the rest in another batch.",
        )
        refused.append(BadRow(MOST + 1, "readings", said))
    return Parsed(readings, refused)


def _decoded(payload: bytes | str) -> Any:
    """The payload as JSON, or as a list of its lines."""
    if len(payload) > LONGEST:
        raise _Bad(
            "payload",
            f"内容超过 {LONGEST // 2**20} MB，请分批发送。",
            f"The payload has more than {LONGEST // 2**20} MB; send it in parts.",
        )
    try:
        text = payload if isinstance(payload, str) else payload.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise _Bad("payload", "内容不是 UTF-8 文本。", "The payload is no UTF-8 text.") from None
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        lines = [line for line in text.splitlines() if line.strip()]
    if len(lines) < 2:
        raise _Bad("payload", "内容不是 JSON。", "The payload is no JSON.")
    return [_line(line) for line in lines]


def _line(line: str) -> Any:
    try:
        return json.loads(line)
    except (ValueError, RecursionError):
        return line  # no object: refused by itself, with its number


def _rows(data: Any, sensor: str, now: datetime) -> Iterator[Any]:
    """Flat rows with the sensor's name in each."""
    if isinstance(data, bool | int | float):
        yield {"sensor": sensor, "value": data}
    elif isinstance(data, Mapping) and isinstance(data.get("readings"), list):
        shared = {k: v for k, v in data.items() if k != "readings"}
        for row in data["readings"]:
            yield {"sensor": sensor, **shared, **row} if isinstance(row, Mapping) else row
    elif isinstance(data, Mapping):
        yield {"sensor": sensor, **data}
    elif isinstance(data, list) and data and isinstance(data[0], Mapping) and {"bn", "n"} & data[0].keys():
        yield from _senml(data, now)
    elif isinstance(data, list):
        for row in data:
            if isinstance(row, Mapping) and isinstance(row.get("readings"), list):
                yield from _rows(row, sensor, now)
            else:
                yield {"sensor": sensor, **row} if isinstance(row, Mapping) else row
    else:
        raise _Bad(
            "payload", "内容应为读数对象、数组或数字。", "The payload must be a reading, a list of them, or a number."
        )


def _senml(records: list[Any], now: datetime) -> Iterator[Any]:
    """SenML: base name, time, unit hold until they are replaced."""
    name, begin, unit = "", 0.0, ""
    for record in records:
        if not isinstance(record, Mapping):
            yield record
            continue
        name, unit = str(record.get("bn", name)), str(record.get("bu", unit))
        begin = record.get("bt", begin)
        value = record.get("v", record.get("vb"))
        moment = (
            begin + record.get("t", 0)
            if isinstance(begin, int | float) and isinstance(record.get("t", 0), int | float)
            else None
        )
        if value is None:
            continue  # a record of base fields only, or a text
        if moment is not None and moment < SENML_RELATIVE:
            moment = now.timestamp() + moment
        yield {
            "sensor": (name + str(record.get("n", ""))).removeprefix("urn:dev:"),
            "at": moment,
            "value": value,
            "unit": record.get("u", unit),
        }


def _reading(row: Any, number: int, now: datetime) -> Reading:
    if not isinstance(row, Mapping):
        raise _Bad("payload", f"第 {number} 行不是读数对象。", f"Row {number} is no reading.")
    sensor = _one(row, "sensor")
    if not isinstance(sensor, str | int) or isinstance(sensor, bool) or not _is_name(str(sensor)):
        raise _Bad(
            "sensor",
            f"第 {number} 行没有传感器编号 sensor。",
            f"Row {number} does not say which sensor it is from (sensor).",
        )
    moment, value, unit = _moment(_one(row, "at"), number, now), _number(_one(row, "value"), number), _one(row, "unit")
    return Reading(str(sensor).strip(), moment, value, "" if unit is None else _shown(unit), number)


def _is_name(text: str) -> bool:
    """Neither empty nor of characters that no database and no screen takes (NUL, halves of a surrogate pair)."""
    return 0 < len(text.strip()) <= 64 and text.isprintable()


def _shown(value: Any, most: int = 20) -> str:
    """Somebody's words as they can be said back to him."""
    return "".join(c if c.isprintable() else "?" for c in str(value)[:most])


def _one(row: Mapping[str, Any], name: str) -> Any:
    return next((row[n] for n in NAMES[name] if row.get(n) not in (None, "")), None)


def _number(value: Any, number: int) -> float:
    """A number, also written as text or as true and false. What is no finite number is refused later, with its sensor's name."""
    try:
        return float(value)
    except (TypeError, ValueError, OverflowError):
        shown = "空" if value is None else f"「{_shown(value)}」"
        raise _Bad(
            "value",
            f"第 {number} 行的读数 {shown} 不是数。",
            f"Row {number}: the value {_shown(value)!r} is no number.",
        ) from None


def _moment(value: Any, number: int, now: datetime) -> datetime:
    if value is None:
        return now
    try:
        if isinstance(value, bool):
            raise ValueError
        if isinstance(value, int | float) or (isinstance(value, str) and value.strip().replace(".", "", 1).isdigit()):
            seconds = float(value)
            return datetime.fromtimestamp(seconds / 1000 if seconds >= MILLISECONDS_FROM else seconds, UTC)
        found = datetime.fromisoformat(str(value).strip())
        return (found if found.tzinfo else found.replace(tzinfo=CHINA)).astimezone(UTC)
    except (ValueError, OverflowError, OSError):
        raise _Bad(
            "taken_at",
            f"第 {number} 行的时间「{_shown(value, 40)}」看不懂，请写成 2026-09-16T10:00:00+08:00。",
            f"Row {number}: the time {_shown(value, 40)!r} is not readable; write it like 2026-09-16T10:00:00+08:00.",
        ) from None
