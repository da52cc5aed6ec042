"""How much: statutory range, published tiers, surcharge. All amounts are integer fen (分)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from zhicheng.kernel.phrases import Phrase

YUAN = 100  # fen
SHARES = ("light", "normal", "heavy")
# What a statute fines by the piece.
PER: Mapping[str, Phrase] = {
    "head": Phrase("只（头）", "head"), "piece": Phrase("件（处）", "piece"), "person": Phrase("人", "person"), "tree": Phrase("株", "tree"),
    "vehicle": Phrase("辆", "vehicle"), "square_metre": Phrase("平方米", "m²"), "cubic_metre": Phrase("立方米", "m³"),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Range:
    """From least to most, both included (以上、以下包括本数)."""

    least: int
    most: int

    def holds(self, fen: int) -> bool:
        return self.least <= fen <= self.most


@dataclass(frozen=True, slots=True)
class Tiers:
    """Where light ends and heavy begins, as per cent of the range above its least (APL 34: published by each agency)."""

    light_to: int = 30
    heavy_from: int = 70

    def tier(self, name: str, whole: Range) -> Range:
        """The part of the range that this tier covers."""
        width = whole.most - whole.least
        edges = {
            "light": (0, self.light_to),
            "normal": (self.light_to, self.heavy_from),
            "heavy": (self.heavy_from, 100),
        }
        low, high = edges[name]
        return Range(whole.least + width * low // 100, whole.least + width * high // 100)

    def name_of(self, fen: int, whole: Range) -> str:
        """`mitigated` below the range, else the tier whose part holds the amount."""
        if fen < whole.least:
            return "mitigated"
        return next(n for n in SHARES if fen <= self.tier(n, whole).most or n == "heavy")


def surcharge(
    fine: int, due: date, paid: date, *, per_mille: int = 30, cap: int = 100, stopped: int = 0
) -> tuple[int, int]:
    """(days, fen): 3 % of the unpaid fine a day from the day after it was due, at most the fine itself (APL 72, AEL 45).

    `stopped` days of reconsideration or litigation are not counted (APL 73). `cap` in per cent of the fine.
    """
    days = max(0, (paid - due).days - stopped)
    return days, min(fine * per_mille * days // 1000, fine * cap // 100)
