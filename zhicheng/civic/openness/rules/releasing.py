"""Who may say "this may be shown", what may be shown at all, when silence has lasted too long."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from zhicheng.kernel.errors import BadInput
from zhicheng.kernel.phrases import Phrase
from zhicheng.kernel.verdict import Reason, Verdict

GOVINFO = Phrase("政府信息公开条例", "Regulation on open government information")
INV_74 = Phrase("行政处罚法第四十八条（INV-74）", "APL 48 (INV-74)")
LATEST = timedelta(days=90)  # to choose a day to show it is no way to keep it back
MAX_WORDS = 3_000
MAX_TITLE = 120
MAX_REASON = 300


@dataclass(frozen=True, slots=True)
class Asked:
    """Who wants to release or hold what. `named`: the account that answers for it; 0 while nobody is named."""

    account: int
    named: int
    is_head: bool
    kind: Phrase


def may_decide(asked: Asked) -> Verdict:
    """The named person; or, as his head, whoever manages the city: an illness may not close the windows."""
    holds = asked.account != 0 and (asked.account == asked.named or asked.is_head)
    text = Phrase(
        f"「{asked.kind.zh}」由指定的发布人或城市负责人发布，请联系他们",
        f"“{asked.kind.en}” is released by the person named for it, or by the city's manager; ask them",
    )
    return Verdict((Reason(holds, GOVINFO, text),))


def is_overdue(*, due_at: datetime | None, state: str, at: datetime) -> bool:
    """Neither released nor held back when its longest delay ended."""
    return state == "proposed" and due_at is not None and due_at < at


def show_at(wanted: datetime | None, *, at: datetime, due_at: datetime) -> datetime:
    """When it will be shown: now, or at a later moment that does not outlast the longest delay by much."""
    if wanted is None or wanted <= at:
        return at
    if wanted > max(due_at, at) + LATEST:
        raise BadInput(
            "公开日期太远（超过最长时限 90 天），请选近一些的日期，或者暂缓并写明理由。",
            "That day is more than 90 days beyond the longest delay; choose an earlier one, or hold it back with the reason.",
            field="show_at",
        )
    return wanted


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


# Nobody is named ---------------------------------------------------------------------------------------------------------

_HOUSE = re.compile(r"[0-9０-９一二三四五六七八九十百]+ ?(?:号楼|号|幢|栋|单元|室|户)")


def without_houses(text: str) -> str:
    """House numbers and doors are no one's business: the street is enough."""
    return _HOUSE.sub("某号", text).replace("某号某号", "某号").replace("某号某号", "某号")


def surname_only(name: str, kind: str) -> str:
    """A citizen by his surname; a firm by its kind."""
    if kind == "org":
        return "某单位"
    return f"{name[:1]}某" if name else "当事人"


def check_nobody_named(texts: Sequence[tuple[str, str]], *, secrets: Sequence[str], masked: Sequence[str]) -> None:
    """`secrets` are names and numbers of its parties; `masked` the same texts after masking, which has to change nothing."""
    for (field, text), cover in zip(texts, masked, strict=True):
        if any(secret and secret in text for secret in secrets):
            raise BadInput(
                "文字里出现了当事人的姓名、证件号、电话或住址，请改写后再保存。",
                "The text holds a party's name, number, phone or home; rewrite it.",
                field=field,
            )
        if cover != text:
            raise BadInput(
                "文字里有电话、身份证号、车牌或姓名等个人信息，请删去后再保存。",
                "The text holds personal data (a phone, an identity number, a plate, a name); remove it.",
                field=field,
            )
