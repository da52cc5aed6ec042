"""What people say, as the record keeps it: JSON without floats (RFC 8785 has one form for an integer, several for a float)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from zhicheng.kernel.errors import BadInput

DEEP = 4


def plain(value: Any, where: str, depth: int = 0) -> Any:
    """The same with whole numbers for whole floats. BadInput names what is neither whole nor text, or nested beyond any fact."""
    if depth > DEEP:
        raise BadInput("内容嵌套过深。", "This is nested too deep.", field=where)
    if isinstance(value, float):
        if not value.is_integer():
            raise BadInput(
                f"「{value}」应为整数；金额以元计，不写角分。",
                f"{value} should be a whole number; amounts in whole yuan.",
                field=where,
            )
        return int(value)
    if isinstance(value, Mapping):
        return {str(k): plain(v, f"{where}.{k}", depth + 1) for k, v in value.items()}
    if isinstance(value, list | tuple):
        return [plain(v, f"{where}[{n}]", depth + 1) for n, v in enumerate(value)]
    if value is None or isinstance(value, str | int):
        return value
    raise BadInput(f"「{value}」不是可以登记的内容。", f"{value!r} cannot be written down.", field=where)
