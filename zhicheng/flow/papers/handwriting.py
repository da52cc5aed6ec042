"""Traces on glass: checked, drawn as SVG, bound to person, role, moment and content by one digest."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from datetime import datetime
from typing import Annotated

import msgspec
from msgspec import Meta

from zhicheng.infra.events import iso
from zhicheng.kernel.errors import BadInput

Coordinate = Annotated[int, Meta(ge=0, le=10_000)]
Milliseconds = Annotated[int, Meta(ge=0, le=600_000)]
Dot = tuple[Coordinate, Coordinate, Milliseconds]
Strokes = tuple[tuple[Dot, ...], ...]
MOST_DOTS = 6_000
LEAST_DOTS = 8
LEAST_EXTENT = 60  # of a glass of some 1,000 units: a dot or a dash is no name


def read_strokes(raw: object) -> Strokes:
    """Strokes as the glass sends them: [[[x, y, ms], …], …]. BadInput for what is no signature."""
    try:
        strokes = msgspec.convert(raw, Strokes)
    except msgspec.ValidationError:
        raise BadInput(
            "签名数据不对：应为笔画列表，每点是 [x, y, 毫秒] 三个整数，请重新签名。",
            "This is no signature: strokes are lists of [x, y, ms] in integers. Sign again.",
            field="strokes",
        ) from None
    dots = [dot for stroke in strokes for dot in stroke]
    if len(dots) > MOST_DOTS:
        raise BadInput(
            "签名的点数太多，请重新签名。", "The signature has too many points. Sign again.", field="strokes"
        )
    xs, ys = [d[0] for d in dots], [d[1] for d in dots]
    if len(dots) < LEAST_DOTS or max(max(xs) - min(xs), max(ys) - min(ys)) < LEAST_EXTENT:
        raise BadInput(
            "这不像签名（太短），请写下姓名。", "This is too short for a signature. Write the name.", field="strokes"
        )
    times = [d[2] for d in dots]
    if times != sorted(times):
        raise BadInput(
            "签名的时间顺序不对，请重新签名。", "The signature's moments are out of order. Sign again.", field="strokes"
        )
    return strokes


def as_svg(strokes: Sequence[Sequence[Sequence[int]]]) -> str:
    """The trace as SVG, cut to its extent; only numbers of ours go in."""
    xs = [dot[0] for stroke in strokes for dot in stroke]
    ys = [dot[1] for stroke in strokes for dot in stroke]
    edge = max(4, (max(ys) - min(ys)) // 12)
    width, height = max(xs) - min(xs) + 2 * edge, max(ys) - min(ys) + 2 * edge
    paths = "".join(
        "M" + "L".join(f"{x - min(xs) + edge} {y - min(ys) + edge}" for x, y, _ in stroke)
        for stroke in strokes
        if stroke
    )
    pen = max(2, height // 28)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}"><path d="{paths}" fill="none" stroke="#111" '
        f'stroke-width="{pen}" stroke-linecap="round" stroke-linejoin="round"/></svg>'
    )


def binding(
    *, content_sha256: str, role: str, name: str, certificate: str, signed_at: datetime, strokes: object, refused: str
) -> str:
    """SHA-256 over who, as what, when, under which content, by which trace: change one and it is another signature."""
    told = {
        "certificate": certificate, "content": content_sha256, "name": name, "refused": refused, "role": role,
        "signed_at": iso(signed_at), "strokes": strokes,
    }  # fmt: skip
    return hashlib.sha256(
        json.dumps(told, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()
    ).hexdigest()
