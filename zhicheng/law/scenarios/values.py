"""What people write for a day, a moment, an amount, a number. Each refusal names the key."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from zhicheng.kernel.calendar import CHINA
from zhicheng.kernel.errors import BadInput
from zhicheng.law.amounts import YUAN

Given = Mapping[str, Any]


def day(value: Any, key: str) -> date:
    """2026-03-11, or the day of 2026-03-11T18:05."""
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date):
        return value
    try:
        return datetime.fromisoformat(str(value)).date()
    except ValueError:
        raise BadInput(
            f"「{value}」不是日期，请写成 2026-03-11。", f"{value!r} is no date; write 2026-03-11.", field=key
        ) from None


def moment(value: Any, key: str) -> datetime:
    """2026-03-11T18:05, in China's time without a zone; a day alone is its beginning."""
    if isinstance(value, date) and not isinstance(value, datetime):
        return datetime(value.year, value.month, value.day, tzinfo=CHINA)
    try:
        found = value if isinstance(value, datetime) else datetime.fromisoformat(str(value))
        return found if found.tzinfo else found.replace(tzinfo=CHINA)
    except ValueError:
        raise BadInput(
            f"「{value}」不是时间，请写成 2026-03-11T18:05。",
            f"{value!r} is no moment; write 2026-03-11T18:05.",
            field=key,
        ) from None


def fen(value: Any, key: str) -> int:
    """Yuan → fen."""
    if isinstance(value, bool) or not isinstance(value, int | float) or value < 0:
        raise BadInput(
            f"「{value}」不是金额，请写不小于 0 的元数，例如 200。",
            f"{value!r} is no amount; give yuan from 0 up, like 200.",
            field=key,
        )
    return round(value * YUAN)


def whole_number(value: Any, key: str) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or value < 0:
        raise BadInput(f"「{value}」不是个数。", f"{value!r} is no whole number from 0 up.", field=key)
    return value


def parts(value: Any, key: str, known: Sequence[str]) -> Mapping[str, Any]:
    if not isinstance(value, Mapping):
        raise BadInput(f"应为一组字段：{'、'.join(known)}。", f"Give fields here: {', '.join(known)}.", field=key)
    for name in value:
        if name not in known:
            raise BadInput(
                f"不认识的字段 {name}；可用：{'、'.join(known)}。",
                f"{name} is not known here; any of {', '.join(known)}.",
                field=f"{key}.{name}",
            )
    return value
