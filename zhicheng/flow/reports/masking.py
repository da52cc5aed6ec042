"""Personal data out of a text before anybody sees it who does not need it: phones, ID numbers, plates, cards, addresses of mail and chat, names.

`mask` keeps the length and what lets a reader understand the sentence ("a phone of China Mobile", "a car from Hangzhou"), and covers the rest with
stars. It looks at a shadow of the text in which full-width and circled numerals are plain digits and invisible characters are gone, so that
１３８… is a number too; so is 一三八…. When in doubt it covers: a covered order number costs a question, an uncovered phone number costs a person.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from typing import NamedTuple

STAR = "*"

_SAID = dict(zip("〇零一二三四五六七八九壹贰叁肆伍陆柒捌玖幺两", "0012345678912345678912", strict=True))
_CIRCLED = dict(zip("⓪①②③④⑤⑥⑦⑧⑨", "0123456789", strict=True))
_FULL_WIDTH = {chr(c): chr(c - 0xFEE0) for c in range(0xFF01, 0xFF5F)}
_MATHEMATICAL = {chr(0x1D7CE + i): str(i % 10) for i in range(50)}
_DASHES = dict.fromkeys("‐‑‒–—―", "-")
_SHADOW = str.maketrans(
    {**_FULL_WIDTH, **_MATHEMATICAL, **_CIRCLED, **_DASHES, "\u3000": " ", "\u00a0": " ", "。": "."}
)
_INVISIBLE = re.compile("[\u00ad\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufe00-\ufe0f\ufeff]")

# A number stands alone: no digit beside it, and it is not what follows the point of a decimal (120.15512345678 is a longitude).
_ALONE = r"(?<![0-9])(?<![0-9]\.)"
_END = r"(?![0-9])"
_GAP = r"[ \-.]"
_PROVINCES = "京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼"


class _Kind(NamedTuple):
    """One kind of personal data: how it looks, what of it may stay (its first so many characters), and a second look at a hit."""

    look: re.Pattern[str]
    keeps: int
    truly: Callable[[str], bool] = lambda hit: True


def _birthday_inside(hit: str) -> bool:
    """An identity number carries its owner's birthday; the check digit is not asked for: people mistype, and it is theirs all the same."""
    digits = re.sub(r"[ \-]", "", hit)
    day = digits[6:14] if len(digits) == 18 else f"19{digits[6:12]}"
    try:
        return 1900 <= date(int(day[:4]), int(day[4:6]), int(day[6:])).year <= 2100
    except ValueError:
        return False


def _luhn(hit: str) -> bool:
    """A bank card's own check; an order number passes it one time in ten."""
    digits = [int(c) for c in hit if c.isdigit()]
    doubled = [d if i % 2 == 0 else d * 2 - 9 * (d > 4) for i, d in enumerate(reversed(digits))]
    return sum(doubled) % 10 == 0


def _private(hit: str) -> bool:
    """Police cars (…警) are no private person's."""
    return not hit.endswith("警")


def _look(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern, re.IGNORECASE)


_MOBILE = (
    rf"(?:[0-9]{{9}}|[0-9]{_GAP}[0-9]{{4}}{_GAP}[0-9]{{4}}|[0-9]{{2}}{_GAP}[0-9]{{3}}{_GAP}[0-9]{{4}}|[0-9]{_GAP}[0-9]{{3}}{_GAP}[0-9]{{5}}"
    rf"|[0-9]{_GAP}[0-9]{{8}}|[0-9]{{3}}{_GAP}[0-9]{{6}}|[0-9]{{5}}{_GAP}[0-9]{{4}})"
)
_AREA = r"0(?:10|2[0-9]|[3-9][0-9]{2})"
_LOCAL = r"(?:[2-8][0-9]{6,7}|[2-8][0-9]{2,3}[ \-][0-9]{4})"
_SAYS_PHONE = r"(?:电话|座机|手机|号码|联系方式|致电|拨打|tel|phone|call|mobile)"
_SAYS_PLATE = r"(?:车牌|号牌|牌照|plate)"
_SAYS_PAPER = r"(?:护照|通行证|居住证|回乡证|证件号|passport(?: no\.?| number)?)"
_SAYS_CHAT = r"(?:微信|qq|wechat|weixin|(?<![a-z])vx|v信)"
_SAYS_NAME = r"(?:姓名|联系人|投诉人|举报人|反映人|来电人|当事人|申请人|车主|业主)(?::|是|为)"
_NAME = r"(?P<data>[\u4e00-\u9fff][\u4e00-\u9fff0-9]{1,3}?)"
_NAME_ENDS = r"(?=先生|女士|小姐|同志|[\s,，.;；、!！?？()（）*]|$)"
_TAIL = r"(?:[a-hj-np-z0-9]{6}|[a-hj-np-z0-9]{4,5}[学警港澳挂领使]|[a-hj-np-z0-9]{5})"

# In this order: the longer number first, so that no part of it is taken for a shorter one.
_KINDS = (
    _Kind(_look(r"(?<![a-z0-9_.+-])(?P<data>[a-z0-9_.+-]{1,64}@[a-z0-9-]{1,63}(?:\.[a-z0-9-]{1,63}){1,4})"), 0),
    _Kind(
        _look(rf"{_ALONE}(?P<data>[1-9][0-9]{{5}}[ \-]?[0-9]{{4}}[ \-]?[0-9]{{4}}[ \-]?[0-9]{{3}}[0-9x])(?![0-9a-z])"),
        3,
        _birthday_inside,
    ),
    _Kind(_look(rf"{_ALONE}(?P<data>[1-9][0-9]{{14}}){_END}"), 3, _birthday_inside),
    _Kind(
        _look(rf"{_ALONE}(?P<data>[3-6][0-9]{{3}}(?:{_GAP}?[0-9]{{4}}){{3}}(?:{_GAP}?[0-9]{{1,3}})?){_END}"), 4, _luhn
    ),
    _Kind(_look(rf"(?:(?:\+|{_ALONE}00)86{_GAP}?|{_ALONE}86{_GAP}|{_ALONE})(?P<data>1[3-9]{_MOBILE}){_END}"), 3),
    _Kind(_look(rf"{_ALONE}(?P<data>1(?P<gap>[ \-.,、])[3-9](?:(?P=gap)[0-9]){{9}}){_END}"), 3),
    _Kind(_look(rf"(?<![0-9+])(?P<data>\+[1-9][0-9]{{0,2}}(?:[ \-]?[0-9]{{2,5}}){{2,4}}){_END}"), 3),
    _Kind(_look(rf"{_ALONE}(?<![0-9]-)(?P<data>\(?{_AREA}(?:\)| |-|\) )?{_LOCAL}){_END}"), 4),
    _Kind(
        _look(rf"{_SAYS_PHONE}[^0-9*\n]{{0,6}}(?P<data>[2-9][0-9]{{6,7}}|[1-9][0-9]{{2,3}}[ \-][0-9]{{4}}){_END}"), 0
    ),
    _Kind(_look(rf"(?P<data>[{_PROVINCES}][a-z][ ·•.\-]?{_TAIL})(?![a-z0-9])"), 2, _private),
    _Kind(_look(rf"{_SAYS_PLATE}[^0-9a-z*\n]{{0,6}}(?P<data>(?=[a-z]{{0,6}}[0-9])[a-z0-9]{{5,7}})(?![a-z0-9])"), 0),
    _Kind(_look(rf"{_SAYS_PAPER}[^0-9a-z*\n]{{0,6}}(?P<data>(?=[a-z]{{0,17}}[0-9])[a-z0-9]{{6,18}})(?![a-z0-9])"), 0),
    _Kind(_look(rf"{_SAYS_CHAT}号?[是为: ]{{0,3}}(?P<data>[a-z0-9_\-]{{5,20}})(?![a-z0-9_\-*])"), 0),
    _Kind(_look(rf"{_SAYS_NAME} ?{_NAME}{_NAME_ENDS}"), 1),
    _Kind(_look(rf"(?:我叫|本人叫) ?{_NAME}{_NAME_ENDS}"), 1),
)


_SEVERAL = 4
_DIGIT = f"[0-9{''.join(_SAID)}]"
_SPOKEN = re.compile(rf"{_DIGIT}(?:{_GAP}?{_DIGIT}){{10,40}}[xX]?")
_SPOKEN_PHONE = re.compile(r"1[3-9][0-9]{9}")
_SPOKEN_ID = re.compile(r"[1-9][0-9]{16}[0-9xX]")


def mask(text: str) -> str:
    """The text with personal data covered by stars; as long as before, and the same when masked again."""
    shadow, origin = _shadow_of(text)
    covered: set[int] = set()
    for kind in _KINDS:
        for hit in kind.look.finditer(shadow):
            start, end = hit.span("data")
            if kind.truly(hit["data"]):
                covered.update(range(start + kind.keeps, end))
                shadow = f"{shadow[:start]}{_starred(shadow[start:end], kind.keeps)}{shadow[end:]}"
    covered |= _said_in_words(shadow)
    if not covered:
        return text
    out = list(text)
    for i in covered:
        out[origin[i]] = STAR
    return "".join(out)


def _said_in_words(shadow: str) -> set[int]:
    """Phones and identity numbers of which some digits are Chinese numerals. A name may end in one (张三一三八…), so such a number need not
    stand alone; and a few numerals are a street or a floor, so there must be several."""
    covered: set[int] = set()
    for run in _SPOKEN.finditer(shadow):
        if sum(c in _SAID for c in run.group()) < _SEVERAL:
            continue
        places = [i for i in range(*run.span()) if shadow[i] in _SAID or shadow[i].isdigit() or shadow[i] in "xX"]
        digits = "".join(_SAID.get(shadow[i], shadow[i]) for i in places)
        for look, truly in ((_SPOKEN_ID, _birthday_inside), (_SPOKEN_PHONE, lambda hit: True)):
            for hit in look.finditer(digits):
                if truly(hit.group()):
                    covered.update(places[hit.start() + 3 : hit.end()])
    return covered


def _shadow_of(text: str) -> tuple[str, range | list[int]]:
    """The text as a machine should read it, and where each of its characters stands in the original."""
    if _INVISIBLE.search(text) is None:
        return text.translate(_SHADOW), range(len(text))
    origin = [i for i, c in enumerate(text) if _INVISIBLE.match(c) is None]
    return "".join(text[i] for i in origin).translate(_SHADOW), origin


def _starred(hit: str, keeps: int) -> str:
    return hit[:keeps] + STAR * (len(hit) - keeps)


_DOOR = re.compile(r"[0-9０-９一二三四五六七八九十百]+ ?(?:号楼|幢|栋|单元|室|户)")


def without_doors(text: str) -> str:
    """Buildings, stairs and doors left out: whoever names his own tells more than where the thing lies. Numbers of streets, lamps and covers
    stay, they belong to the thing."""
    return _DOOR.sub("某处", text).replace("某处某处", "某处").replace("某处某处", "某处")
