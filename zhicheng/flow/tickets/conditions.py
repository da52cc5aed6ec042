"""Filing and closing conditions with limits: the sheet that a city already has, and the defaults until it is imported."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import QuerySet

from zhicheng.flow.tickets.events import ConditionsImported
from zhicheng.flow.tickets.models import Condition
from zhicheng.infra.changes import Change, compare, record_changes
from zhicheng.infra.events import NewEvent, record
from zhicheng.kernel.calendar import Limit, Unit
from zhicheng.kernel.errors import BadInput
from zhicheng.kernel.ids import uuid7
from zhicheng.kernel.phrases import Phrase
from zhicheng.law import matters

HEADERS = {
    "大类代码": "class_code", "大类名称": "class_name", "小类代码": "code", "小类名称": "name", "处置单位": "handled_by",
    "主管部门": "competent", "立案条件": "file_if", "结案条件": "close_if", "处置时限": "limit",
}  # fmt: skip
NEEDED = ("code", "file_if", "close_if", "limit")
FILLED_DOWN = ("class_code", "class_name", "code", "name", "handled_by", "competent")

# Until a city's sheet is imported: a limit per class (our defaults, not a standard's).
DEFAULT_LIMIT: Mapping[str, tuple[float, Unit]] = {
    "01": (1, "work_day"), "02": (1, "work_day"), "03": (1, "work_day"), "04": (3, "work_day"), "05": (3, "work_day"),
    "06": (4, "work_hour"), "07": (1, "work_day"), "08": (1, "work_day"), "09": (2, "urgent_hour"), "10": (2, "urgent_hour"),
}  # fmt: skip

_LIMIT = re.compile(
    r"(?P<n>\d+(?:\.\d+)?|半|[一二两三四五六七八九十]+)\s*个?\s*(?P<u>紧急工作时|紧急工作小时|紧急工作日|紧急工时|工作小时|工作时|工时|小时|时|工作日|自然日|日历日|天|日|分钟)"
)
_UNITS: Mapping[str, Unit] = {
    "紧急工作时": "urgent_hour", "紧急工作小时": "urgent_hour", "紧急工时": "urgent_hour", "紧急工作日": "natural_day",
    "工作小时": "work_hour", "工作时": "work_hour", "工时": "work_hour", "小时": "work_hour", "时": "work_hour",
    "工作日": "work_day", "天": "work_day", "日": "work_day", "自然日": "natural_day", "日历日": "natural_day", "分钟": "work_minute",
}  # fmt: skip
_DIGITS = {
    "一": 1,
    "二": 2,
    "两": 2,
    "三": 3,
    "四": 4,
    "五": 5,
    "六": 6,
    "七": 7,
    "八": 8,
    "九": 9,
    "十": 10,
    "半": 0.5,
}


@dataclass(frozen=True, slots=True)
class Row:
    """One condition of the sheet, checked."""

    matter: str
    file_if: str
    close_if: str
    limit: Limit
    limit_text: str
    handled_by: str = ""
    competent: str = ""


def parse_limit(text: str) -> Limit:
    """ "2紧急工作时", "15天", "1紧急工作时制止", "三个工作日" → Limit. BadInput when no limit stands there."""
    found = _LIMIT.search(text.replace(" ", ""))
    if not found:
        raise BadInput(
            f"处置时限「{text}」看不懂，请写成 2紧急工作时、4工作时、1工作日 或 3自然日。",
            f"The limit “{text}” is not readable; write 2紧急工作时, 4工作时, 1工作日 or 3自然日.",
            field="处置时限",
        )
    amount = _number(found["n"])
    if not 0 < amount <= 3650:
        raise BadInput(f"处置时限「{text}」应大于 0。", f"The limit “{text}” must be above 0.", field="处置时限")
    return Limit(amount, _UNITS[found["u"]])


def _number(text: str) -> float:
    if text in _DIGITS:
        return float(_DIGITS[text])
    if text[0] in _DIGITS:  # 十五, 二十, 二十五
        tens, _, ones = text.partition("十")
        return float(_DIGITS.get(tens, 1) * 10 + _DIGITS.get(ones, 0))
    return float(text)


def read_rows(cells: Sequence[Sequence[object]]) -> list[Row]:
    """Sheet cells (first rows may be titles; merged cells come as empty) → rows. BadInput names row and column."""
    header, columns = _header(cells)
    rows: list[Row] = []
    above: dict[str, str] = {}
    for i, line in enumerate(cells[header + 1 :], start=header + 2):
        values = {n: str(line[c]).strip() if c < len(line) and line[c] is not None else "" for n, c in columns.items()}
        if not any(values.values()):
            continue
        for name in FILLED_DOWN:  # a merged cell has its value in its first row only
            if values.get(name):
                above[name] = values[name]
            elif name in columns:
                values[name] = above.get(name, "")
        rows.append(_row(values, i))
    if not rows:
        raise BadInput("表里没有数据行。", "The sheet has no rows of data.")
    seen: dict[tuple[str, str], int] = {}
    for i, row in enumerate(rows):
        if (row.matter, row.file_if) in seen:
            raise BadInput(
                f"小类 {row.matter} 的立案条件「{row.file_if}」出现两次，请删去一行。",
                f"The filing condition “{row.file_if}” of {row.matter} occurs twice; remove one row.",
                field="立案条件",
            )
        seen[row.matter, row.file_if] = i
    return rows


def _header(cells: Sequence[Sequence[object]]) -> tuple[int, dict[str, int]]:
    for i, line in enumerate(cells[:10]):
        columns = {
            HEADERS[t]: c for c, v in enumerate(line) if (t := str(v or "").strip().replace("\n", "")) in HEADERS
        }
        if all(n in columns for n in NEEDED):
            return i, columns
    names = "、".join(k for k, v in HEADERS.items() if v in NEEDED)
    raise BadInput(
        f"前 10 行里没有表头：需要列 {names}。", f"No header in the first 10 rows; these columns are needed: {names}."
    )


def _row(values: Mapping[str, str], line: int) -> Row:
    number = values["code"].removesuffix(".0")  # a code typed as a number has lost its leading zero
    code = matters.code_of(number) or matters.code_of(number.zfill(5)) or matters.code_of(values.get("name", ""))
    if not code:
        raise BadInput(
            f"第 {line} 行：小类「{values['code']} {values.get('name', '')}」不在 GB/T 47678.5 的 250 个事项里。",
            f"Row {line}: “{values['code']} {values.get('name', '')}” is none of the 250 matters of GB/T 47678.5.",
            field="小类代码",
        )
    for name, title in (("file_if", "立案条件"), ("close_if", "结案条件")):
        if not values[name]:
            raise BadInput(f"第 {line} 行：{title}为空。", f"Row {line}: {title} is empty.", field=title)
    try:
        limit = parse_limit(values["limit"])
    except BadInput as error:
        raise BadInput(f"第 {line} 行：{error}", f"Row {line}: {error.said.en}", field=error.field) from None
    return Row(
        code, values["file_if"][:200], values["close_if"][:200], limit, values["limit"][:40], values.get("handled_by", "")[:80],
        values.get("competent", "")[:80],
    )  # fmt: skip


def planned(rows: Sequence[Row]) -> list[Change]:
    """What the sheet would change; nothing is written. What is not in it goes out of force."""
    old = {(c.matter, c.file_if): c for c in Condition.objects.all()}
    new = {(r.matter, r.file_if): r for r in rows}
    changes = [
        compare(label(*key), _facts(old[key]) if key in old and old[key].active else None, _sheet_facts(row))
        for key, row in new.items()
    ]
    return changes + [compare(label(*key), _facts(c), None) for key, c in old.items() if key not in new and c.active]


def label(matter: str, file_if: str) -> str:
    return f"{matter} {matters.matters()[matter].name}：{file_if}"


def _facts(condition: Condition) -> dict[str, str]:
    return {
        "结案条件": condition.close_if, "处置时限": condition.limit_text, "处置单位": condition.handled_by, "主管部门": condition.competent,
    }  # fmt: skip


def _sheet_facts(row: Row) -> dict[str, str]:
    return {"结案条件": row.close_if, "处置时限": row.limit_text, "处置单位": row.handled_by, "主管部门": row.competent}


def import_rows(rows: Sequence[Row], *, by: str, at: datetime) -> dict[str, int]:
    """Put the sheet into force: conditions keep their ids, those no longer in the sheet become inactive; one event, and one per change."""
    with transaction.atomic():
        old = {(c.matter, c.file_if): c for c in Condition.objects.all()}
        new = {(r.matter, r.file_if): r for r in rows}
        if old:  # a first sheet is told as a whole
            record_changes("conditions", planned(rows), by=by, at=at)
        added = [Condition(matter=r.matter, file_if=r.file_if, **_values(r)) for k, r in new.items() if k not in old]
        Condition.objects.bulk_create(added)
        changed = 0
        for key, condition in old.items():
            values = _values(new[key]) if key in new else {"active": False}
            if any(getattr(condition, n) != v for n, v in values.items()):
                Condition.objects.filter(pk=condition.pk).update(**values)
                changed += 1
        counts = {"rows": len(rows), "added": len(added), "changed": changed, "kept": len(old) - changed}
        record(
            NewEvent(f"conditions:{uuid7().hex}", 1, "conditions.import", by, at, ConditionsImported(**counts)),
            at=at,
        )
    return counts


def in_force() -> QuerySet[Condition]:
    """What holds now, in order of the matters."""
    return Condition.objects.filter(active=True).order_by("matter", "id")


def sheet_lines(rows: Iterable[Condition]) -> Iterator[list[str]]:
    """The sheet of these conditions, header first; `read_rows` reads it again."""
    yield list(HEADERS)
    for c in rows:
        matter = matters.matters()[c.matter]
        yield [
            matter.klass, matters.classes()[matter.klass][0], c.matter, matter.name, c.handled_by, c.competent, c.file_if, c.close_if,
            c.limit_text,
        ]  # fmt: skip


def _values(row: Row) -> dict[str, object]:
    return {
        "close_if": row.close_if, "amount": row.limit.amount, "unit": row.limit.unit, "limit_text": row.limit_text,
        "handled_by": row.handled_by, "competent": row.competent, "active": True,
    }  # fmt: skip


def default_rows() -> list[Row]:
    """One condition per matter with the default limit of its class; holds until a city's sheet is imported."""
    rows = []
    for matter in matters.matters().values():
        limit = Limit(*DEFAULT_LIMIT[matter.klass])
        rows.append(Row(matter.code, f"{matter.name}，现场属实", "已恢复、清理或整改", limit, limit.words.zh))
    return rows


class Conditions:
    """Active conditions of these matters, loaded once per batch."""

    def __init__(self, matters: Iterable[str]) -> None:
        self._first: dict[str, Condition] = {}
        for condition in Condition.objects.filter(active=True, matter__in=set(matters)).order_by("-id"):
            self._first[condition.matter] = condition

    def of(self, matter: str) -> Condition | None:
        """The first condition of the matter: what a rule account files by."""
        return self._first.get(matter)


def limit_of(condition: Condition) -> Limit:
    return Limit(condition.amount, condition.unit)  # type: ignore[arg-type]


def limit_words(condition: Condition) -> Phrase:
    """The limit as the city's sheet writes it, and in English."""
    return Phrase(condition.limit_text, limit_of(condition).words.en)
