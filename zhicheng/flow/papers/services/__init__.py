"""Everything that writes papers."""

from __future__ import annotations

from zhicheng.flow.papers.services.blocks import Lent, close_block, close_past_years, lend
from zhicheng.flow.papers.services.drafting import change, draft, drop, sign
from zhicheng.flow.papers.services.finalising import complete, finalise, number, void

__all__ = [
    "Lent",
    "change",
    "close_block",
    "close_past_years",
    "complete",
    "draft",
    "drop",
    "finalise",
    "lend",
    "number",
    "sign",
    "void",
]
