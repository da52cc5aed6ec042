"""Readings as bytes: three columns, sorted by sensor and moment, as differences in the narrowest integers, byte planes apart, deflated.

A minute's reading of a noise meter comes to two or three bytes. Exact: what comes out is what went in.
"""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from zhicheng.ground.sensors.rules.judging import Flags, Ints

_HEAD = struct.Struct(
    "<2sIqqqq3B"
)  # mark, n, first sensor, first moment, first value, unit of the values, width of each column
_MARK = b"R1"
_WIDTHS = (1, 2, 4, 8)


@dataclass(frozen=True, slots=True)
class Readings:
    """Columns of readings: sensor id, seconds since 1970, thousandths as the sensor said them."""

    sensor: Ints
    at: Ints
    said: Ints

    def __len__(self) -> int:
        return len(self.at)

    def where(self, chosen: Flags) -> Readings:
        return Readings(self.sensor[chosen], self.at[chosen], self.said[chosen])

    def in_order(self) -> Readings:
        """By sensor and moment; of two with the same moment the first one stays."""
        order = np.lexsort((self.at, self.sensor))
        s, t, v = self.sensor[order], self.at[order], self.said[order]
        new = np.r_[True, (s[1:] != s[:-1]) | (t[1:] != t[:-1])] if len(s) else np.zeros(0, np.bool_)
        return Readings(s[new], t[new], v[new])


NONE = Readings(np.zeros(0, np.int64), np.zeros(0, np.int64), np.zeros(0, np.int64))


def together(parts: Iterable[Readings]) -> Readings:
    """Several as one, in order, each moment of a sensor once."""
    found = [p for p in parts if len(p)]
    if not found:
        return NONE
    return Readings(
        np.concatenate([p.sensor for p in found]), np.concatenate([p.at for p in found]), np.concatenate([p.said for p in found])
    ).in_order()  # fmt: skip


def pack(readings: Readings, *, level: int = 6) -> bytes:
    """At least one reading, `in_order`, as bytes."""
    unit = int(np.gcd.reduce(np.diff(readings.said))) or 1  # meters say tenths: their thousandths are all hundreds
    columns = (np.diff(readings.sensor), np.diff(readings.at), np.diff(readings.said) // unit)
    widths = [_width(c) for c in columns]
    planes = b"".join(_planes(c, w) for c, w in zip(columns, widths, strict=True))
    head = _HEAD.pack(_MARK, len(readings), readings.sensor[0], readings.at[0], readings.said[0], unit, *widths)
    return head + zlib.compress(planes, level)


def unpack(data: bytes | memoryview) -> Readings:
    """What was packed."""
    mark, n, sensor, at, said, unit, *widths = _HEAD.unpack_from(data)
    if mark != _MARK:
        raise ValueError("these bytes are no packed readings")
    planes = zlib.decompress(bytes(data[_HEAD.size :]))
    columns, begin = [], 0
    for width in widths:
        columns.append(_whole(planes[begin : begin + (n - 1) * width], width))
        begin += (n - 1) * width
    return Readings(
        np.cumsum(np.r_[sensor, columns[0]]), np.cumsum(np.r_[at, columns[1]]), np.cumsum(np.r_[said, columns[2] * unit])
    )  # fmt: skip


def _width(column: Ints) -> int:
    most = int(np.abs(column).max(initial=0))
    return next(w for w in _WIDTHS if most < 1 << (8 * w - 1))


def _planes(column: Ints, width: int) -> bytes:
    """All lowest bytes, then all next ones: neighbours are alike and deflate well."""
    return column.astype(f"<i{width}").view(np.uint8).reshape(-1, width).T.tobytes()


def _whole(planes: bytes, width: int) -> Ints:
    flat = np.frombuffer(planes, np.uint8).reshape(width, -1)
    return np.ascontiguousarray(flat.T).view(f"<i{width}").reshape(-1).astype(np.int64)
