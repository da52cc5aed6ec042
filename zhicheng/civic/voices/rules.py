"""Who may see a complaint, and what it has to say. Pure."""

from __future__ import annotations

from dataclasses import dataclass

from zhicheng.kernel.errors import BadInput
from zhicheng.kernel.phrases import Phrase

LEAST_TEXT, MAX_TEXT = 5, 2_000
MAX_WHO, MAX_KEY = 200, 48
SUPERVISOR = "supervisor"
SQUADS = frozenset({"squad"})  # kinds of units whose people do the enforcing


@dataclass(frozen=True, slots=True)
class Viewer:
    """Who asks: his roles, himself, the unit he belongs to and its kind, the units he speaks for."""

    roles: frozenset[str]
    member: int = 0
    unit: int = 0
    unit_kind: str = ""
    speaks_for: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class About:
    """Whom it is about; 0: not known yet."""

    member: int = 0
    unit: int = 0


def may_see(viewer: Viewer, about: About) -> bool:
    """The supervision unit, never the officer nor anybody of his squad. As long as nobody knows who is meant, nobody of any squad."""
    if SUPERVISOR not in viewer.roles:
        return False
    if about.member and viewer.member == about.member:
        return False
    if about.unit:
        return about.unit != viewer.unit and about.unit not in viewer.speaks_for
    return viewer.unit_kind not in SQUADS


def check(*, key: str, text: str, who: str, badge: str) -> None:
    """Raise BadInput with one sentence when nothing could be done with it."""
    if not 0 < len(key) <= MAX_KEY:
        raise BadInput("编号 key 要有 1 到 48 个字符。", "The key needs 1 to 48 characters.", field="key")
    if len(text.strip()) < LEAST_TEXT:
        raise BadInput("请写清发生了什么，至少 5 个字。", "Say what happened, in at least 5 characters.", field="text")
    if len(text) > MAX_TEXT:
        raise BadInput(
            f"文字有 {len(text)} 字，最多 {MAX_TEXT} 字，请缩短。",
            f"The text has {len(text)} characters, at most {MAX_TEXT}. Shorten it.",
            field="text",
        )
    if len(who) > MAX_WHO:
        raise BadInput(
            f"「是谁」最多 {MAX_WHO} 字，请缩短。", f"Whom you mean takes at most {MAX_WHO} characters.", field="who"
        )
    if "\x00" in f"{key}{text}{who}{badge}":
        raise BadInput("文字里有空字符（NUL），请删去。", "The text holds a NUL character; remove it.", field="text")


def needed(text: str, *, what: Phrase, field: str, most: int = MAX_TEXT) -> str:
    """What a step has to say, trimmed."""
    said = text.strip()
    if not said:
        raise BadInput(f"请写明{what.zh}。", f"Say {what.en}.", field=field)
    if len(said) > most:
        raise BadInput(f"{what.zh}最多 {most} 字，请缩短。", f"Shorten {what.en} to {most} characters.", field=field)
    return said
