"""Packs of data: what differs by date or by city is data here, never an `if` in the code."""

from __future__ import annotations

import json
from functools import cache
from importlib import resources
from typing import Any


@cache
def load_pack(region: str, name: str) -> dict[str, Any]:
    """The pack file `<region>/<name>.json` as a dictionary; treat it as read-only."""
    text = resources.files(__package__).joinpath(region, f"{name}.json").read_text(encoding="utf-8")
    found: dict[str, Any] = json.loads(text)
    return found
