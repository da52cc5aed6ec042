"""How the 250 matters are said: the catalogue's own words, and what is usually wrong with a thing of the street. Pure.

From it comes the model of a new installation (`python -m tools.matters_model` writes it to `data/`), and the words that every later
model learns beside the corrections.
"""

from __future__ import annotations

import re

from zhicheng.law import matters
from zhicheng.law.matters import Matter

WRONG = ("坏了", "没了", "倒了", "破损", "丢失", "松动", "歪了", "堵了", "脏", "不亮", "断了", "漏")
THING = "异常"  # the catalogue calls whatever is wrong with a component so; nobody else does
# What stands around it when somebody writes or calls.
FRAMES = ("{}", "我家门口{}，好几天没人管了", "您好，我要投诉，这条街上{}，请你们派人来看一下，麻烦了")
_JOINTS = re.compile("[、（）()或]")


def phrases() -> dict[str, list[list[str]]]:
    """Code → its words, each with the phrases in which it is said."""
    return {code: [_said(word, matter) for word in words_of(matter)] for code, matter in matters.matters().items()}


def words_of(matter: Matter) -> list[str]:
    """Name, the thing without 异常, the parts of a name that lists several, keywords, the English name."""
    thing = matter.name.removesuffix(THING)
    parts = [p for p in _JOINTS.split(thing) if len(p) >= 2]
    return list(dict.fromkeys([matter.name, thing, *parts, *matter.keywords, matter.name_en.lower()]))


def _said(word: str, matter: Matter) -> list[str]:
    if not matter.name.endswith(THING) or word.isascii():
        return [word]
    return [word, *(word + wrong for wrong in WRONG)]
