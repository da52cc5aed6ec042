"""How sure a share is that was counted on few."""

from __future__ import annotations

import math

Z95 = 1.96


def interval(right: int, n: int) -> tuple[float, float]:
    """Wilson score interval (1927) at 95 % of the share `right` of `n`; (0, 1) when nothing was seen."""
    if n == 0:
        return 0.0, 1.0
    p = right / n
    middle = (p + Z95**2 / (2 * n)) / (1 + Z95**2 / n)
    half = Z95 * math.sqrt(p * (1 - p) / n + Z95**2 / (4 * n * n)) / (1 + Z95**2 / n)
    return max(0.0, middle - half), min(1.0, middle + half)
