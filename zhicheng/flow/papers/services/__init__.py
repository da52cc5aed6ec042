"""Everything that writes papers."""

from __future__ import annotations

from zhicheng.flow.papers.services.blocks import Lent, close_block, lend
from zhicheng.flow.papers.services.drafting import change, draft, drop, sign
from zhicheng.flow.papers.services.finalising import complete, finalise, number, void

__all__ = ["Lent", "change", "close_block", "complete", "draft", "drop", "finalise", "lend", "number", "sign", "void"]
