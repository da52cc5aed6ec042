"""What holds for a whistle: pure functions over frozen facts, each answer with its reason."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from zhicheng.kernel.errors import BadInput
from zhicheng.kernel.phrases import Phrase, joined
from zhicheng.kernel.verdict import Reason, Verdict, ask_all

MAX_REASON = 1_000
MAX_TASK = 500
MAX_WORDS = 300
MOST_UNITS = 12  # more than a dozen at one place is a campaign, not a whistle
WHISTLE = Phrase("街乡吹哨、部门报到（domain B.4）", "Whistle (domain B.4)")


def levels_due(now: datetime, since: datetime, due_at: datetime) -> int:
    """The ladder: 0 in time; 1 the limit is over; 2 late by half of it; 3 twice the limit is over. A clock set back says 0."""
    if now <= due_at:
        return 0
    return 1 + min(int((now - due_at) * 2 / max(due_at - since, timedelta(seconds=1))), 2)


# Blowing -----------------------------------------------------------------------------------------------------------------


def check_units(units: Sequence[int], known: Collection[int]) -> None:
    """At least one department, each once, each one that can be called."""
    if not units:
        raise BadInput("请至少选择一个部门。", "Choose at least one department.", field="units")
    if len(units) > MOST_UNITS:
        raise BadInput(
            f"一次最多召请 {MOST_UNITS} 个部门，现在选了 {len(units)} 个。",
            f"At most {MOST_UNITS} departments can be called at once; {len(units)} are chosen.",
            field="units",
        )
    if len(set(units)) != len(units):
        raise BadInput("同一个部门选了两次，请去掉一个。", "One department is chosen twice; remove one.", field="units")
    if set(units) - set(known):
        raise BadInput(
            "所选部门不存在、已撤销或不能被召请，请重新选择。",
            "A chosen department does not exist, was dissolved, or cannot be called; choose again.",
            field="units",
        )


def words(text: str, *, most: int, what: Phrase, field: str) -> str:
    """Words that have to be said: not empty, not too long, nothing that no database stores."""
    said = text.replace("\x00", "").strip()
    if not said:
        raise BadInput(f"请填写{what.zh}。", f"Fill in {what.en}.", field=field)
    if len(said) > most:
        raise BadInput(
            f"{what.zh}有 {len(said)} 字，最多 {most} 字，请缩短。",
            f"{what.en.capitalize()} has {len(said)} characters, at most {most}; shorten it.",
            field=field,
        )
    return said


def check_person(name: str, phone: str) -> tuple[str, str]:
    """Who stands there: a name and a phone at which he can be asked."""
    said = words(name, most=40, what=Phrase("您的姓名", "your name"), field="name")
    digits = phone.replace(" ", "").replace("-", "")
    if not (digits.removeprefix("+").isdigit() and 7 <= len(digits) <= 16):
        raise BadInput(
            "请填写您的联系电话，只含数字，7 到 16 位。",
            "Give the phone at which you are reached: 7 to 16 digits.",
            field="phone",
        )
    return said, digits


# Answers -----------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Standing:
    """How one department stands: what the rules about all of them look at."""

    unit: int
    name: str
    state: str
    signed: bool = False


def _names(who: Iterable[Standing]) -> str:
    return "、".join(s.name for s in who)


def everybody_answered(all_: Sequence[Standing]) -> bool:
    """Nobody is awaited any more and somebody is there."""
    return any(s.state == "reported_in" for s in all_) and all(s.state != "called" for s in all_)


def everybody_signed(all_: Sequence[Standing]) -> bool:
    """Everybody who has a task has signed for it, or is through with it."""
    bound = [s for s in all_ if s.state in ("tasked", "done", "explained")]
    return bool(bound) and all(s.signed or s.state != "tasked" for s in bound)


def _someone_is_there(all_: Sequence[Standing]) -> Reason:
    holds = any(s.state in ("reported_in", "tasked", "done", "explained") for s in all_)
    return Reason(holds, WHISTLE, Phrase("还没有部门报到，不能会商", "Nobody has reported in yet"))


def may_proceed(all_: Sequence[Standing]) -> Verdict:
    """May the street begin with those who are there?"""
    return ask_all(all_, (_someone_is_there,))


def _tasks_are_over(all_: Sequence[Standing]) -> Reason:
    open_ = [s for s in all_ if s.state == "tasked"]
    text = Phrase(
        f"{_names(open_)} 的任务还没有办结或说明", f"Neither done nor explained yet: the task of {_names(open_)}"
    )
    return Reason(not open_, WHISTLE, text)


def _somebody_did_something(all_: Sequence[Standing]) -> Reason:
    holds = any(s.state in ("done", "explained") for s in all_)
    return Reason(holds, WHISTLE, Phrase("还没有任何任务办结", "No task is finished yet"))


def may_review(all_: Sequence[Standing]) -> Verdict:
    """May the street sum up? Each task has to be done or explained."""
    return ask_all(all_, (_tasks_are_over, _somebody_did_something))


def _all_are_rated(all_: Sequence[Standing]) -> Reason:
    open_ = [s for s in all_ if s.state not in ("rated", "declined", "released")]
    return Reason(not open_, WHISTLE, Phrase(f"{_names(open_)} 还没有评价", f"Not rated yet: {_names(open_)}"))


def may_close(all_: Sequence[Standing]) -> Verdict:
    return ask_all(all_, (_tasks_are_over, _all_are_rated))


def may_rate(now: datetime, reply_until: datetime | None, score: int) -> Verdict:
    """One to five; a first rating always, another one only until the reply window is over."""
    return Verdict(
        (
            Reason(1 <= score <= 5, WHISTLE, Phrase("评分为 1 到 5", "Give one to five")),
            Reason(
                reply_until is None or now <= reply_until,
                WHISTLE,
                Phrase("回应期已过，评价不能再改", "The time to reply is over: this rating stands"),
            ),
        )
    )


def against(verdict: Verdict) -> Phrase:
    """What speaks against it, as one sentence."""
    said = joined([r.text for r in verdict.against])
    return Phrase(said.zh + "。", said.en + ".")


# Links ---------------------------------------------------------------------------------------------------------------------


def check_key(key: str) -> str:
    """A phone's own number for what it sends."""
    if not 1 <= len(key.strip()) <= 48:
        raise BadInput("缺少编号 key（1 到 48 个字符）。", "The key is missing (1 to 48 characters).", field="key")
    return key.strip()
