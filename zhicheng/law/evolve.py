"""A frozen record with some fields changed, several times as fast as `dataclasses.replace`: a case is asked hundreds of questions."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

T = TypeVar("T")


def evolve(record: T, changes: Mapping[str, Any]) -> T:
    """A copy of a dataclass without slots. The changes are taken as they are: names must be its fields, nothing is computed from them."""
    made = object.__new__(type(record))
    made.__dict__.update(record.__dict__)
    made.__dict__.update(changes)
    return made
