"""One sentence why this crew, in Chinese and in English, from the numbers of the choice and nothing else."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import NamedTuple

from zhicheng.engines.assign.planning import Choice
from zhicheng.kernel.phrases import Phrase

NOT_NEAREST_ZH = {
    "certificates": "持证不足两人",
    "skills": "不具备所需技能",
    "busy": "尚在处置",
    "elsewhere": "另有更需要它的任务",
    "dearer": "负荷或均衡代价更高",
}
NOT_NEAREST_EN = {
    "certificates": "has fewer than two valid certificates",
    "skills": "lacks a needed skill",
    "busy": "is still at work",
    "elsewhere": "is needed more elsewhere",
    "dearer": "costs more by load or fairness",
}
MODES_EN = {"骑行": "by e-bike", "驾车": "by car", "步行": "on foot"}


class Sentences(NamedTuple):
    """The same reason in two languages."""

    zh: str
    en: str


def minutes(seconds: float) -> int:
    """Whole minutes, rounded up: nobody arrives in zero minutes."""
    return max(1, math.ceil(seconds / 60 - 1e-9))


def explain(choice: Choice, names: Sequence[str], *, mode: str = "骑行") -> Sentences:
    """Say why. `names[j]` is what people call crew j; `mode` is 骑行, 驾车 or 步行."""
    zh, en = [_way_zh(choice, mode), _limit_zh(choice)], [_way_en(choice, mode), _limit_en(choice)]
    if choice.needs_certificates:
        zh.append("持双证" if choice.certificates >= 2 else f"持证 {choice.certificates} 人")
        en.append(f"{choice.certificates} valid certificates")
    second_zh, second_en = _second(choice, names)
    near_zh, near_en = _nearest(choice, names)
    who = names[choice.crew]
    return Sentences(
        zh=f"选{_spaced(who)}：{'，'.join(zh)}；{second_zh}{near_zh}。",
        en=f"{who}: {', '.join(en)}; {second_en}{near_en}.",
    )


def _spaced(name: str) -> str:
    """Latin letters and digits stand apart from Chinese by a space."""
    return f" {name}" if name[:1].isascii() else name


def _way_zh(c: Choice, mode: str) -> str:
    wait = f"{minutes(c.free_in)} 分钟后空闲，" if c.free_in > 0 else ""
    return f"{wait}{mode} {minutes(c.travel_seconds)} 分钟可到"


def _way_en(c: Choice, mode: str) -> str:
    wait = f"free in {minutes(c.free_in)} min, " if c.free_in > 0 else ""
    return f"{wait}{minutes(c.travel_seconds)} min {MODES_EN.get(mode, mode)}"


def _limit_zh(c: Choice) -> str:
    left = c.remaining_seconds
    return f"限时余 {_span(int(left // 60)).zh}" if left >= 0 else f"已超时 {_span(minutes(-left)).zh}"


def _limit_en(c: Choice) -> str:
    left = c.remaining_seconds
    return (
        f"{_span(int(left // 60)).en} of the limit left"
        if left >= 0
        else f"{_span(minutes(-left)).en} over the limit already"
    )


def _span(whole: int) -> Phrase:
    """Minutes as people say them: from three hours on in whole hours."""
    return Phrase(f"{whole} 分钟", f"{whole} min") if whole < 180 else Phrase(f"{whole // 60} 小时", f"{whole // 60} h")


def _second(c: Choice, names: Sequence[str]) -> tuple[str, str]:
    if c.runner_up < 0:
        return "没有其他可派的组", "no other crew may go"
    name, far, gap = names[c.runner_up], minutes(c.runner_up_seconds), f"{abs(c.cost_difference):.1f}"
    if c.cost_difference >= 0:
        return (
            f"次选{_spaced(name)}（{far} 分钟），综合代价高 {gap}",
            f"runner-up {name} ({far} min) would cost {gap} more",
        )
    return (
        f"{name}（{far} 分钟）单看此件低 {gap}，但全局更需要它去别处",
        f"{name} ({far} min) alone would cost {gap} less, but all tickets together need it elsewhere",
    )


def _nearest(c: Choice, names: Sequence[str]) -> tuple[str, str]:
    if not c.not_nearest:
        return "", ""
    name, far = names[c.nearest], minutes(c.nearest_seconds)
    return (
        f"；最近的{_spaced(name)}（{far} 分钟）未选：{NOT_NEAREST_ZH[c.not_nearest]}",
        f"; the nearest, {name} ({far} min), {NOT_NEAREST_EN[c.not_nearest]}",
    )
