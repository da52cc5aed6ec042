"""What a client may ask for: moments, spans, pages, attributes. Pure; each refusal is one sentence."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Literal

from zhicheng.kernel.phrases import SILENCE, Phrase

SPAN = timedelta(days=90)
BEGINNING = datetime(2000, 1, 1, tzinfo=UTC)  # no report is older
LAST_YEAR = 2098
MOST = 1_000  # records in one answer
FURTHEST = 1_000_000  # records that paging reaches; who wants more takes the bulk export
LONGEST_TEXT = 4_000
LONGEST_KEY = 200
STATUSES = ("open", "closed")
# What an update may say (mySociety's extension); a request itself is only open or closed.
UPDATE_STATUSES = (
    "open", "closed", "fixed", "in_progress", "planned", "action_scheduled", "investigating", "duplicate", "not_councils_responsibility",
    "no_further_action", "internal_referral", "cancelled", "reopen", "for_triage", "unchanged",
)  # fmt: skip
Datatype = Literal["string", "number", "datetime", "text", "singlevaluelist", "multivaluelist"]
DATATYPES: tuple[Datatype, ...] = ("string", "number", "datetime", "text", "singlevaluelist", "multivaluelist")
LISTS = ("singlevaluelist", "multivaluelist")
# "+08:00" in a URL that nobody escaped arrives as " 08:00".
_MOMENT = re.compile(r"(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,6})?)(Z|[+\- ]\d\d:?\d\d)", re.IGNORECASE)


class Wrong(Exception):
    """One thing is wrong with what was asked."""

    def __init__(self, zh: str, en: str) -> None:
        super().__init__(zh)
        self.said = Phrase(zh, en)


@dataclass(frozen=True, slots=True)
class Attribute:
    """A further question of a service. `values` of a list: key → what people read. Not `variable`: a text that is only shown."""

    code: str
    datatype: Datatype
    description: Phrase
    required: bool = False
    variable: bool = True
    hint: Phrase = SILENCE
    values: tuple[tuple[str, Phrase], ...] = ()


def read_moment(text: str, name: str) -> datetime:
    """A moment with seconds and zone. Without its zone it could be eight hours off: nobody guesses."""
    found = _MOMENT.fullmatch(text.strip())
    try:
        if found is None:
            raise ValueError
        zone = found[2].upper().replace(" ", "+").replace("Z", "+00:00")
        at = datetime.fromisoformat(found[1].upper() + zone)
    except ValueError:
        raise Wrong(
            f"{name}「{text[:40]}」不是带时区的时间，请写成 2026-05-01T09:30:00+08:00。",
            f"{name} “{text[:40]}” is no moment with a zone; write 2026-05-01T09:30:00Z.",
        ) from None
    if not BEGINNING.year <= at.year <= LAST_YEAR:
        raise Wrong(
            f"{name}「{text[:40]}」应在 {BEGINNING.year} 到 {LAST_YEAR} 年之间。",
            f"{name} “{text[:40]}” must be in the years {BEGINNING.year} to {LAST_YEAR}.",
        )
    return at


def read_span(start: str, end: str, *, at: datetime) -> tuple[datetime, datetime]:
    """From when to when; of one that is missing the other is 90 days away, and nothing lies in the future."""
    until = read_moment(end, "end_date") if end else None
    since = read_moment(start, "start_date") if start else None
    if until is None:
        until = at if since is None or since > at else min(at, since + SPAN)
    if since is None:
        since = until - SPAN
    if since > until:
        raise Wrong("start_date 晚于 end_date，请对调。", "start_date is after end_date; swap them.")
    if until - since > SPAN:
        raise Wrong(
            "start_date 到 end_date 超过 90 天，请分几次查询，或用批量导出 bulk/requests.csv。",
            "start_date to end_date is more than 90 days; ask several times, or take the export bulk/requests.csv.",
        )
    return since, until


def read_statuses(text: str) -> tuple[str, ...]:
    """open, closed or both."""
    named = read_list(text)
    strange = [s for s in named if s not in STATUSES]
    if strange:
        raise Wrong(
            f"status「{strange[0][:20]}」不认识，只有 open 和 closed。",
            f"status “{strange[0][:20]}” is unknown; there are open and closed.",
        )
    return tuple(s for s in STATUSES if s in named) or STATUSES


def read_list(text: str) -> list[str]:
    """Comma-separated; what is empty is absent."""
    return [part.strip() for part in text.split(",") if part.strip()]


def read_page(page: str, size: str) -> tuple[int, int]:
    """(page from 1, records a page); more than 1,000 a page are given as 1,000, which the answer's links say."""
    number, amount = _whole(page, "page", 1), _whole(size, "page_size", MOST)
    amount = min(amount, MOST)
    if number * amount > FURTHEST:
        raise Wrong(
            "page 太大，请缩小时间范围，或用批量导出 bulk/requests.csv。",
            "page is too large; narrow the dates, or take the export bulk/requests.csv.",
        )
    return number, amount


def _whole(text: str, name: str, default: int) -> int:
    if not text:
        return default
    if not re.fullmatch(r"[0-9]{1,9}", text) or int(text) == 0:
        raise Wrong(
            f"{name}「{text[:20]}」应为大于 0 的整数。", f"{name} “{text[:20]}” must be a whole number above 0."
        )
    return int(text)


def read_degrees(text: str, name: str, most: int) -> float:
    """A number of degrees on the globe."""
    try:
        found = float(text) if re.fullmatch(r"\s*[+-]?[0-9]{1,3}(\.[0-9]{0,20})?\s*", text) else math.nan
    except ValueError:  # pragma: no cover - the pattern lets only numbers pass
        found = math.nan
    if not abs(found) <= most:
        raise Wrong(
            f"{name}「{text[:30]}」不是经纬度（WGS-84 度数，绝对值不超过 {most}）。",
            f"{name} “{text[:30]}” is not in degrees (WGS-84, at most {most}).",
        )
    return found


def read_boolean(text: str) -> bool:
    return text.lower() in ("true", "1", "yes")


def check_answers(asked: Sequence[Attribute], given: Mapping[str, Sequence[str]]) -> list[Phrase]:
    """What is wrong with the answers to a service's questions: one sentence each. A required one that is missing is said in the
    very words that clients look for."""
    wrong: list[Phrase] = []
    known = {a.code: a for a in asked if a.variable}
    for code in given:
        if code not in known:
            wrong.append(
                Phrase(
                    f"attribute[{code[:40]}] 不是这项服务的属性。",
                    f"attribute[{code[:40]}] is no attribute of this service.",
                )
            )
    for attribute in known.values():
        answers = [a for a in given.get(attribute.code, ()) if a.strip()]
        if not answers:
            if attribute.required:
                wrong.append(Phrase(f"{attribute.code} required", f"{attribute.code} required"))
            continue
        wrong += _check_answer(attribute, answers)
    return wrong


def _check_answer(attribute: Attribute, answers: Sequence[str]) -> list[Phrase]:
    code, first = attribute.code, answers[0]
    if len(answers) > 1 and attribute.datatype != "multivaluelist":
        return [Phrase(f"{code} 只能有一个值。", f"{code} takes one value only.")]
    match attribute.datatype:
        case "singlevaluelist" | "multivaluelist":
            keys = {key for key, _ in attribute.values}
            zh, en = "、".join(sorted(keys)), ", ".join(sorted(keys))
            strange = [a[:40] for a in answers if a not in keys]
            return [
                Phrase(f"{code} 没有选项「{a}」，可选 {zh}。", f"{code} has no value “{a}”, only {en}.")
                for a in strange
            ]
        case "number":
            if not re.fullmatch(r"\s*[+-]?[0-9]{1,15}(\.[0-9]{1,9})?\s*", first):
                return [Phrase(f"{code}「{first[:40]}」应为数字。", f"{code} “{first[:40]}” must be a number.")]
        case "datetime":
            try:
                read_moment(first, code)
            except Wrong as error:
                return [error.said]
        case _:
            most = 200 if attribute.datatype == "string" else LONGEST_TEXT
            if len(first) > most:
                return [
                    Phrase(
                        f"{code} 有 {len(first)} 字，最多 {most} 字。",
                        f"{code} has {len(first)} characters, at most {most}.",
                    )
                ]
    return []


def told(asked: Sequence[Attribute], given: Mapping[str, Sequence[str]]) -> str:
    """The answers as lines that an acceptor reads under the report's text."""
    lines = []
    for attribute in asked:
        names = dict(attribute.values)
        answers = [a.strip() for a in given.get(attribute.code, ()) if a.strip()]
        if answers and attribute.variable:
            shown = "、".join(names[a].zh if a in names else a for a in answers)
            lines.append(f"{attribute.description.zh}：{shown}")
    return "\n".join(lines)
