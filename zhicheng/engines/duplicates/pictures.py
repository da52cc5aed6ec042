"""Is it the same photo? A hash of how brightness falls from left to right: small changes of size, quality and light leave it as it is.

Difference hash of 64 bits (N. Krawetz, "Kind of Like That", The Hacker Factor, 2013): the picture in 9 by 8 grey points, one bit for each
pair of neighbours. It finds the photo that was forwarded and sent again, cropped by a border or pressed harder; two photos of one thing
from two sides it does not find.
"""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
from PIL import Image

WIDE, HIGH = 9, 8
SAME = 6  # bits of 64: Krawetz takes up to 10 for "probably"; a street has many alike façades
PLAIN = 6  # steps of 256: a picture whose points differ by less shows nothing that could be compared
LOG_ODDS = 3.0  # what the same photo adds to the odds that it is the same thing; set by hand, ADR 0031


def look_of(picture: Image.Image) -> int | None:
    """64 bits as a signed integer, as a database keeps it; None for a picture that is all one colour."""
    grey = np.asarray(picture.convert("L").resize((WIDE, HIGH), Image.Resampling.BOX), np.int16)
    if int(grey.max()) - int(grey.min()) < PLAIN:
        return None
    bits = (grey[:, 1:] > grey[:, :-1]).ravel()
    return int(np.packbits(bits).view(">i8")[0])


def apart(one: int, other: int) -> int:
    """How many of the 64 bits differ."""
    return ((one ^ other) & (2**64 - 1)).bit_count()


def same_photo(ones: Iterable[int], others: Iterable[int]) -> bool:
    """Is one of these photos one of those?"""
    theirs = list(others)
    return any(apart(a, b) <= SAME for a in ones for b in theirs)
