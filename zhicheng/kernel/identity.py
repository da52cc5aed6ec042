"""Numbers that carry their own check: 公民身份号码 (GB 11643) and 统一社会信用代码 (GB 32100). Libraries reject some real ones, so our own."""

from __future__ import annotations

import re
from datetime import date

CITIZEN = re.compile(r"^\d{17}[\dX]$")
WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
CHECKS = "10X98765432"
ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
POWERS = tuple(pow(3, i, 31) for i in range(17))
PROVINCES = "京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼"
PLATE = re.compile(rf"[{PROVINCES}][A-HJ-NP-Z]·?(?:[A-HJ-NP-Z0-9]{{5,6}}|[A-HJ-NP-Z0-9]{{4}}[学警挂港澳领使])")


def is_citizen_number(text: str) -> bool:
    """Eighteen characters, a birthday that exists, and the check character."""
    if not CITIZEN.match(text):
        return False
    total = sum(w * int(c) for w, c in zip(WEIGHTS, text, strict=False))
    return CHECKS[total % 11] == text[17] and born(text) is not None


def born(number: str) -> date | None:
    """The birthday inside a citizen's number; None when there is no such day."""
    try:
        return date(int(number[6:10]), int(number[10:12]), int(number[12:14]))
    except ValueError:
        return None


def sex(number: str) -> str:
    """男 when the seventeenth digit is odd."""
    return "男" if int(number[16]) % 2 else "女"


def is_credit_code(text: str) -> bool:
    """Eighteen characters of the alphabet without I, O, S, V, Z, and the check character."""
    if len(text) != 18 or any(c not in ALPHABET for c in text):
        return False
    total = sum(p * ALPHABET.index(c) for p, c in zip(POWERS, text, strict=False))
    return ALPHABET[(31 - total % 31) % 31] == text[17]


def with_check(seventeen: str) -> str:
    """A citizen's number from its first seventeen digits; for invented people in demos and tests."""
    return seventeen + CHECKS[sum(w * int(c) for w, c in zip(WEIGHTS, seventeen, strict=True)) % 11]


def is_plate(text: str) -> bool:
    """Looks like a number plate (GA 36)."""
    return PLATE.fullmatch(text) is not None


def plates_in(text: str) -> list[str]:
    return [found.replace("·", "") for found in PLATE.findall(text)]
