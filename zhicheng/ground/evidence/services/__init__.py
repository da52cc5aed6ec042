"""Everything that writes evidence, held goods and what body cameras recorded."""

from __future__ import annotations

from zhicheng.ground.evidence.services.keeping import (
    NewEvidence,
    decide,
    derive,
    exclude,
    extend,
    hand_goods_over,
    hand_over,
    hold,
    open_all,
    open_original,
    readmit,
    release_overdue,
    take_in,
    warn_of_ends,
)
from zhicheng.ground.evidence.services.recorders import NewClip, NewTurn, note_turns, take_footage

__all__ = [
    "NewClip", "NewEvidence", "NewTurn", "decide", "derive", "exclude", "extend", "hand_goods_over", "hand_over", "hold", "note_turns",
    "open_all", "open_original", "readmit", "release_overdue", "take_footage", "take_in", "warn_of_ends",
]  # fmt: skip
