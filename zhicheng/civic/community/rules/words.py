"""What people type: a name, a phone, words. Each refusal is one sentence."""

from __future__ import annotations

import re
from datetime import datetime

from zhicheng.kernel.errors import BadInput
from zhicheng.kernel.phrases import Phrase

MOBILE = re.compile(r"1\d{10}")
PHONE = re.compile(r"\+?\d{7,15}")


def words(text: str, *, most: int, what: Phrase, field: str) -> str:
    """Words that have to be said: not empty, not too long, nothing that no database stores."""
    said = text.replace("\x00", "").strip()
    if not said:
        raise BadInput(f"请填写{what.zh}。", f"Fill in {what.en}.", field=field)
    return at_most(said, most=most, what=what, field=field)


def at_most(text: str, *, most: int, what: Phrase, field: str) -> str:
    """Words that may be missing, but not too long."""
    said = text.replace("\x00", "").strip()
    if len(said) > most:
        raise BadInput(
            f"{what.zh}有 {len(said)} 字，最多 {most} 字，请缩短。",
            f"{what.en.capitalize()} has {len(said)} characters, at most {most}; shorten it.",
            field=field,
        )
    return said


def mobile(text: str) -> str:
    """A mobile number, to which a code can be sent."""
    digits = text.replace(" ", "").replace("-", "").removeprefix("+86")
    if not MOBILE.fullmatch(digits) or not digits.isascii():
        raise BadInput(
            "请填写 11 位手机号，以 1 开头，验证码会发到这个号码。",
            "Give a mobile number of 11 digits beginning with 1: the code is sent there.",
            field="phone",
        )
    return digits


def phone(text: str) -> str:
    """A number at which somebody is reached, a landline too."""
    digits = text.replace(" ", "").replace("-", "")
    if not PHONE.fullmatch(digits) or not digits.isascii():
        raise BadInput("请填写联系电话，7 到 15 位数字。", "Give a phone number of 7 to 15 digits.", field="phone")
    return digits


def score(value: int) -> int:
    if not 1 <= value <= 5:
        raise BadInput("评分为 1 到 5。", "Give one to five stars.", field="score")
    return value


def number(value: int, *, least: int, most: int, what: Phrase, field: str) -> int:
    if not least <= value <= most:
        raise BadInput(
            f"{what.zh}要在 {least} 到 {most} 之间，现在是 {value}。",
            f"{what.en.capitalize()} has to be from {least} to {most}; it is {value}.",
            field=field,
        )
    return value


def future(moment: datetime, *, at: datetime, what: Phrase, field: str) -> datetime:
    if moment <= at:
        raise BadInput(
            f"{what.zh}已经过去，请改成将来的时间。",
            f"{what.en.capitalize()} is past; give a time to come.",
            field=field,
        )
    return moment
