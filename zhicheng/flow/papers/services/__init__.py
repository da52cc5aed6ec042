"""Everything that writes papers."""

from __future__ import annotations

from zhicheng.flow.papers.services.drafting import change, draft, drop, sign
from zhicheng.flow.papers.services.finalising import complete, finalise, number, void

__all__ = ["change", "complete", "draft", "drop", "finalise", "number", "sign", "void"]
