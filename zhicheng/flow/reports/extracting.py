"""What a text says beside its matter: where, when, whose plate, which number to call back. Pure.

People write 昨晚十点多在幸福路12号门口. A hotline's row often has no other address than that. Names of this city's roads and places
are the gazetteer's business; here an address is known by its form, so that also a village which no map has is kept as words.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from zhicheng.engines.script import simplified
from zhicheng.flow.reports.rules import Incoming
from zhicheng.kernel.calendar import CHINA

LATELY = timedelta(hours=48)  # an older moment in a text is the thing's history, not when it was seen
LONGEST = 2_000  # characters that are read
_HAN = "一-龥"
_ROAD = "大道|大街|马路|公路|支路|路|街|巷|弄|胡同|里弄|桥头|大桥"
_PLACE = "小区|花园|家园|公寓|大厦|广场|菜市场|市场|公园|小学|中学|幼儿园|医院|新村|社区|地铁站|公交站|车站|苑|村|城|庭|府|湾"
_WEAK = tuple(
    "苑村城庭府湾"
)  # also end other words (政府, 新城): an address only with a house or at most four characters and 村
_ADDRESS = re.compile(
    rf"(?P<road>[{_HAN}]{{1,7}}?(?:{_ROAD})(?![{_HAN}]?(?:灯|面|边石|缘|牌|障|口砖)))"
    rf"(?P<joint>(?:和|与|跟|、|近|交)[{_HAN}]{{1,6}}?(?:{_ROAD})(?:交叉口|交汇处|路口|口)?|(?:交叉口|路口))?"
    rf"(?P<number>\s*[0-9０-９一二三四五六七八九十百]{{1,5}}\s*(?:号|弄|巷)(?:[0-9]{{1,4}}(?:号楼|号|栋|幢|单元|楼|室))*)?"
    rf"|(?P<place>[{_HAN}A-Za-z0-9]{{1,8}}?(?:{_PLACE}))(?P<house>(?:\s*[0-9一二三四五六七八九十]{{1,4}}(?:期|区|号楼|栋|幢|单元|号))+)?"
)
# What stands before a name and is none of it.
_BEFORE = re.compile(
    "^.*(?:我们|我家|我住|你好|您好|反映|投诉|举报|请问|位于|坐落|地址|地点|附近|旁边|对面|门口|靠近|住在|就在|还有|有人|来到|走到|路过|经过|今天|昨天"
    "|前天|早上|上午|中午|下午|晚上|[在于到从往沿把被给让向是的了着我你他她这那与除否使内请将])"
)
_NOTHING = frozenset(
    {
        "马路",
        "大街",
        "公路",
        "道路",
        "小区",
        "社区",
        "学校",
        "市场",
        "公园",
        "医院",
        "村",
        "广场",
        "菜场",
        "过街",
        "沿街",
        "临街",
        "上街",
    }
)
_MOBILE = re.compile(r"(?<!\d)1[3-9]\d[ -]?\d{4}[ -]?\d{4}(?!\d)")
_LANDLINE = re.compile(r"(?<!\d)0\d{2,3}[ -]?[2-8]\d{6,7}(?!\d)")
_LETTER = "[A-HJ-NP-Z0-9]"
_PLATE = re.compile(
    "[京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼使领][A-HJ-NP-Z][·・ -]?"
    rf"(?:{_LETTER}{{6}}|{_LETTER}{{4}}(?:{_LETTER}|[挂学警港澳]))(?![A-Za-z0-9])"
)
_DIGIT = {c: n for n, c in enumerate("零一二三四五六七八九")} | {"两": 2, "〇": 0}
_PARTS = {
    "凌晨": (0, 3), "半夜": (0, 1), "夜里": (0, 23), "清早": (0, 6), "早上": (0, 7), "早晨": (0, 7), "上午": (0, 9), "中午": (12, 12),
    "下午": (12, 15), "傍晚": (12, 18), "晚上": (12, 20), "晚": (12, 20), "早": (0, 7), "夜": (12, 22),
}  # fmt: skip
_DAYS = {
    "大前天": -3,
    "前天": -2,
    "前晚": -2,
    "昨天": -1,
    "昨日": -1,
    "昨晚": -1,
    "昨夜": -1,
    "今天": 0,
    "今日": 0,
    "今早": 0,
    "今晚": 0,
    "今晨": 0,
}
_NIGHT = ("晚上", "晚", "夜", "夜里", "半夜")
_NUMBER = "(?:[0-9]{1,2}|[零一二三四五六七八九十两]{1,3})"
_PART = "凌晨|半夜|夜里|清早|早上|早晨|上午|中午|下午|傍晚|晚上|晚|早|夜"
_CLOCK = rf"(?:(?P<hour>{_NUMBER})(?:点|时|：|:)(?:(?P<half>半)|(?P<minute>{_NUMBER})分?)?)"
_WHEN = re.compile(
    rf"(?:(?P<day>大前天|前天|前晚|昨天|昨日|昨晚|昨夜|今天|今日|今早|今晚|今晨)|(?P<month>{_NUMBER})月(?P<date>{_NUMBER})[日号])"
    rf"的?(?P<part>{_PART})?{_CLOCK}?"
)
_AGAIN = re.compile(
    rf"(?:每天|天天|每日|每晚|每到|每逢|每周末|每周[一二三四五六日天]|每个月|经常|长期|一到)(?:的)?(?:{_PART})*"
    rf"(?:{_NUMBER}(?:点|时)(?:半|{_NUMBER}分?)?(?:多|左右)?(?:到(?:第二天)?(?:{_PART})?{_NUMBER}点)?)?"
)


@dataclass(frozen=True, slots=True)
class When:
    """The words, and the moment where they name one; `again`: it happens over and over."""

    words: str
    at: datetime | None = None
    again: bool = False


@dataclass(frozen=True, slots=True)
class Extracted:
    """What was found; empty where nothing was."""

    address: str
    when: When | None
    phones: tuple[str, ...]
    plates: tuple[str, ...]


def extract(text: str, *, told_at: datetime) -> Extracted:
    """`told_at`: when it was said; 昨天 is the day before that day in China."""
    text = simplified(text[:LONGEST])
    return Extracted(address_in(text), when_in(text, told_at=told_at), phones_in(text), plates_in(text))


def complete_row(one: Incoming, *, at: datetime) -> None:
    """A hotline's row often has no other address and hour than those in its words."""
    if not one.address and one.lng is None:
        found = address_in(simplified(one.text[:LONGEST]))
        if any(c.isdigit() for c in found):  # without a house number it is too often no place at all
            one.address = found
    if one.happened_at is None and one.text:
        when = when_in(simplified(one.text[:LONGEST]), told_at=at)
        if when is not None and when.at is not None and at - LATELY <= when.at <= at:
            one.happened_at = when.at


def address_in(text: str) -> str:
    """The most exact address: with a house number before one without, the earlier of two; "" when there is none."""
    best, worth = "", 0
    without_hours = _AGAIN.sub("，", _WHEN.sub("，", text[:LONGEST]))  # 昨晚十点半幸福路: the road is 幸福路
    for found in _ADDRESS.finditer(without_hours):
        name = _BEFORE.sub("", found["road"] or found["place"])
        if len(name) < 2 or name in _NOTHING or (len(name) == 2 and name[0] in "一二两三几每各条"):
            continue
        exact = found["number"] or found["house"] or ""
        if found["place"] and not exact and name.endswith(_WEAK) and not (name.endswith("村") and len(name) <= 4):
            continue
        worthy = 1 + 2 * bool(exact) + bool(found["joint"])
        if worthy > worth:
            best, worth = f"{name}{found['joint'] or ''}{exact}".replace(" ", ""), worthy
    return best[:200]


def phones_in(text: str) -> tuple[str, ...]:
    """Mobile and landline numbers, digits only; parts of longer numbers (identity cards, accounts) are none."""
    found = [m.group() for pattern in (_MOBILE, _LANDLINE) for m in pattern.finditer(text)]
    return tuple(dict.fromkeys(re.sub(r"\D", "", one) for one in found))


def plates_in(text: str) -> tuple[str, ...]:
    """Licence plates, without the dot."""
    return tuple(dict.fromkeys(re.sub("[·・ -]", "", m.group()) for m in _PLATE.finditer(text.upper())))


def when_in(text: str, *, told_at: datetime) -> When | None:
    """When it happened, or that it happens again and again; a named moment goes first."""
    for found in _WHEN.finditer(text):
        day = _day(found, told_at.astimezone(CHINA).date())
        if day is not None:
            return When(found.group(), _moment(found, day))
    again = _AGAIN.search(text)
    return When(again.group(), again=True) if again else None


def _day(found: re.Match[str], today: date) -> date | None:
    if found["day"]:
        return today + timedelta(days=_DAYS[found["day"]])
    try:
        day = date(today.year, number_of(found["month"]), number_of(found["date"]))
    except ValueError:  # 13月40日
        return None
    return day if day <= today else day.replace(year=day.year - 1) if (day.month, day.day) != (2, 29) else None


def _moment(found: re.Match[str], day: date) -> datetime | None:
    """The moment where an hour or a part of the day is named; a day alone is no moment."""
    part = found["part"] or {
        "昨晚": "晚上",
        "前晚": "晚上",
        "昨夜": "夜",
        "今晚": "晚上",
        "今早": "早上",
        "今晨": "早上",
    }.get(found["day"] or "")
    if found["hour"] is None and part is None:
        return None
    shift, usual = _PARTS.get(part or "", (0, 0))
    try:
        hour = usual if found["hour"] is None else number_of(found["hour"])
        minute = 30 if found["half"] else number_of(found["minute"]) if found["minute"] else 0
    except ValueError:
        return None
    if found["hour"] is not None and shift and hour < shift and not (part in ("晚上", "晚", "夜") and hour == 0):
        hour += 12 if part != "中午" or hour < 3 else 0
    if hour == 12 and part in _NIGHT:
        hour = 24
    if hour == 24:
        day, hour = day + timedelta(days=1), 0
    if hour > 24 or minute > 59:
        return None
    return datetime(day.year, day.month, day.day, hour, minute, tzinfo=CHINA)


def number_of(written: str) -> int:
    """三 → 3, 十二 → 12, 二十 → 20, 15 → 15. ValueError for what is none: 十一二."""
    if written.isascii():
        return int(written)
    tens, ten, ones = written.partition("十")
    if not ten:
        return int("".join(str(_DIGIT[c]) for c in written))
    if len(tens) > 1 or len(ones) > 1:  # 十一二点: about eleven or twelve, which is no number
        raise ValueError(written)
    return (_DIGIT[tens] if tens else 1) * 10 + (_DIGIT[ones] if ones else 0)
