"""How a document of ours is written in JSON and in XML (GeoReport's "Spark" convention); pure.

The root container disappears in JSON; a list names in XML what each of its items is. What is absent is `null` in JSON and an empty
element in XML, but an absent moment is left out: well-known readers choke on `<expected_datetime/>`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Literal
from xml.sax.saxutils import escape

import msgspec

from zhicheng.kernel.calendar import CHINA

Value = str | int | float | bool | datetime | None | Mapping[str, "Value"] | Sequence["Value"]
Form = Literal["xml", "json"]
HEAD = '<?xml version="1.0" encoding="utf-8"?>\n'
ITEM = {
    "endpoints": "endpoint", "formats": "format", "services": "service", "attributes": "attribute", "values": "value",
    "service_requests": "request", "errors": "error", "service_request_updates": "request_update", "notes": "note", "photos": "photo",
}  # fmt: skip
# What XML 1.0 has no way to say, however it is escaped.
_UNSAYABLE = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def moment(at: datetime) -> str:
    """W3C date and time with seconds and zone, in the city's time."""
    return at.astimezone(CHINA).isoformat(timespec="seconds")


def to_json(value: Value) -> bytes:
    """The document without its root."""
    return msgspec.json.encode(_plain(value))


def _plain(value: Value) -> object:
    if isinstance(value, datetime):
        return moment(value)
    if isinstance(value, Mapping):
        return {name: _plain(part) for name, part in value.items()}
    if isinstance(value, str) or not isinstance(value, Sequence):
        return value
    return [_plain(part) for part in value]


def to_xml(root: str, value: Value) -> bytes:
    return (HEAD + "".join(element(root, value))).encode()


def element(name: str, value: Value) -> Iterator[str]:
    """One element with what is in it."""
    inner = "".join(_inside(name, value))
    yield f"<{name}>{inner}</{name}>" if inner else f"<{name}/>"


def _inside(name: str, value: Value) -> Iterable[str]:
    match value:
        case None:
            return ()
        case bool():
            return ("true" if value else "false",)
        case str():
            return (escape(_UNSAYABLE.sub("\ufffd", value)),)
        case datetime():
            return (moment(value),)
        case Mapping():
            return (part for key, inner in value.items() if _is_said(key, inner) for part in element(key, inner))
        case int() | float():
            return (str(value),)
    return (part for inner in value for part in element(ITEM[name], inner))


def _is_said(name: str, value: Value) -> bool:
    return value is not None or not name.endswith(("_datetime", "lat", "long"))
