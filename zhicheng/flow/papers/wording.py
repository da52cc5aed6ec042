"""How values are written in a paper: days and moments in Chinese order, money in figures and capitals, articles with their law's title."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from datetime import date, datetime
from functools import cache
from typing import Any

from zhicheng.flow.papers.kinds import Field
from zhicheng.flow.papers.values import (
    Evidence,
    Fields,
    Goods,
    IndexRow,
    Instalment,
    Officer,
    Party,
    Point,
    Reference,
    Sample,
    Turn,
    Value,
    View,
)
from zhicheng.kernel.calendar import CHINA
from zhicheng.law.citation import titles
from zhicheng.law.packs import load_pack

CAPITALS = "零壹贰叁肆伍陆柒捌玖"
PLACES = ("", "拾", "佰", "仟")
GROUPS = ("", "万", "亿", "万亿")
NUMERALS = "零一二三四五六七八九"
ARTICLE = re.compile(r"^(?P<law>[A-Z0-9]+) (?P<article>\d+)(?:\((?P<paragraph>\d+)(?:\.(?P<item>\d+))?\))?$")


def day(on: date) -> str:
    """2026年5月1日: no leading zeros, as GB/T 9704 writes days."""
    return f"{on.year}年{on.month}月{on.day}日"


def moment(at: datetime) -> str:
    here = at.astimezone(CHINA)
    return f"{day(here.date())}{here.hour}时{here.minute:02d}分"


def figures(fen: int) -> str:
    return f"{fen // 100:,}.{fen % 100:02d}"


def capital(fen: int) -> str:
    """Chinese capitals as a bank reads them: 壹仟零伍元整, 伍拾元叁角, 零元整."""
    yuan, cents = divmod(fen, 100)
    whole = _whole(yuan) + "元" if yuan else ""
    if not cents:
        return (whole or "零元") + "整"
    jiao, fen_left = divmod(cents, 10)
    parts = [CAPITALS[jiao] + "角" if jiao else ("零" if whole else ""), CAPITALS[fen_left] + "分" if fen_left else ""]
    return whole + "".join(parts)


def _whole(yuan: int) -> str:
    out: list[str] = []
    gap = False
    digits = str(yuan)
    for i, digit in enumerate(digits):
        place = len(digits) - 1 - i
        if digit == "0":
            gap = bool(out)
        else:
            out.append(("零" if gap else "") + CAPITALS[int(digit)] + PLACES[place % 4])
            gap = False
        if place % 4 == 0 and place and int(digits[max(0, i - 3) : i + 1]):
            out.append(GROUPS[place // 4])
    return "".join(out)


def numeral(n: int) -> str:
    """Chinese numeral of an article's number (up to 9,999): 十六, 一百零四, 一千一百三十二."""
    out = ""
    for value, name in ((1000, "千"), (100, "百"), (10, "十")):
        digit, n = divmod(n, value)
        if digit:
            out += NUMERALS[digit] + name
        elif out and n and not out.endswith("零"):
            out += "零"
    out += NUMERALS[n] if n else ""
    return out[1:] if out.startswith("一十") else out


def article(code: str) -> str:
    """《浙江省城市市容和环境卫生管理条例》第十六条第一款. ValueError when it is none or its law is not registered."""
    found = ARTICLE.match(code)
    if found is None or found["law"] not in titles():
        raise ValueError(code)
    text = f"《{titles()[found['law']].zh.strip('《》')}》第{numeral(int(found['article']))}条"
    if found["paragraph"]:
        text += f"第{numeral(int(found['paragraph']))}款"
    if found["item"]:
        text += f"第{numeral(int(found['item']))}项"
    return text


def money(fen: int) -> dict[str, Any]:
    return {"fen": fen, "figures": figures(fen), "capital": capital(fen)}


def party(found: Party) -> dict[str, Any]:
    return {
        "citizen": found.is_citizen, "name": found.name, "sex": found.sex or None,
        "born": day(found.born) if found.born else None, "id_type": found.id_name, "id_no": found.id_no,
        "address": found.address or None, "phone": found.phone or None, "trade_name": found.trade_name or None,
        "head_name": found.head_name or None, "head_title": found.head_title, "you": "你" if found.is_citizen else "你单位",
    }  # fmt: skip


def shown(field: Field, value: Any) -> Any:
    """What the template is given for this value."""
    match field.type:
        case "day":
            return day(value)
        case "moment":
            return moment(value)
        case "money":
            return money(value)
        case "article":
            return article(value)
        case "articles":
            return "、".join(article(a) for a in value)
        case "party":
            return party(value)
        case "long":
            return _ended(value)
    if isinstance(value, tuple):
        return [_entry(one) for one in value]
    return _entry(value)


def _entry(value: Any) -> Any:
    if not isinstance(value, Value):
        return value
    found = {name: getattr(value, name) or None for name in value.__struct_fields__}
    match value:
        case Instalment():
            return found | {
                "due": day(value.due),
                "amount": None if value.amount is None else money(value.amount),
            }
        case Evidence():
            return found | {"kind": choices("evidence_kind").get(value.kind, value.kind)}
        case Goods():
            return found | {"outcome": choices("preserved").get(value.outcome, value.outcome or None)}
    return found


@cache
def choices(field: str) -> Mapping[str, str]:
    found: Mapping[str, str] = load_pack("national", "documents")["choices"][field]
    return found


def _ended(text: str) -> str:
    """A paragraph ends with a full stop; the template goes on after it."""
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    return "\n".join(line if line[-1] in "。！？；：”）" else line + "。" for line in lines)


def all_shown(fields: Mapping[str, Field], values: Fields, gaps: Collection[str] = ()) -> dict[str, Any]:
    """Every field of the kind; what was not given is None, or in a draft a gap that names itself."""
    return {
        f.id: shown(f, values[f.id]) if f.id in values else gap(f) if f.id in gaps else None for f in fields.values()
    }


ENTRIES: Mapping[str, type[Value]] = {
    "officers": Officer, "goods": Goods, "evidence": Evidence, "dialogue": Turn, "defence": Point, "views": View, "instalments": Instalment,
    "references": Reference, "index": IndexRow, "samples": Sample,
}  # fmt: skip


def gap(field: Field) -> Any:
    """Stands where something is still to be filled in, so that a draft can be looked at from the first field on."""
    told = f"【{field.name.zh}】"
    if field.type in ENTRIES:
        return [dict.fromkeys(ENTRIES[field.type].__struct_fields__, told) | {"amount": None}]
    match field.type:
        case "money":
            return {"fen": 0, "figures": told, "capital": told}
        case "party":
            nobody = party(Party(kind="citizen", name=told, id_no=told))
            return nobody | {"address": told}
        case "violation":
            return {"id": told, "name": told}
        case "names":
            return [told]
        case "choice" | "flag":
            return None
    return told
