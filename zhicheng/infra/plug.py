"""The only place that loads code by name: parts that a setting chooses, and what `server` hands down to infra."""

from __future__ import annotations

from functools import cache
from importlib import import_module  # noqa: TID251 - this is the one place
from typing import Any


@cache
def load(dotted: str) -> Any:
    """`"package.module.name"` → the object; raises ImportError or AttributeError with that path."""
    module, _, name = dotted.rpartition(".")
    return getattr(import_module(module), name)
