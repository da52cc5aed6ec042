"""What the fields of papers hold: typed, frozen, read from what a caller passes with one sentence for what does not fit."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from datetime import date, datetime
from typing import Annotated, Any, Literal

import msgspec
from msgspec import Meta

from zhicheng.flow.papers.kinds import Field, Kind
from zhicheng.kernel.errors import BadInput

Short = Annotated[str, Meta(min_length=1, max_length=300)]
Long = Annotated[str, Meta(min_length=1, max_length=20_000)]
Fen = Annotated[int, Meta(ge=0, le=10**12)]
MOST = 500  # entries of one list
Shapes = dict[str, Any]


class Value(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    """Base of every composite value."""


class Party(Value, frozen=True, kw_only=True):
    """A citizen, an individual business (punished as its operator) or an organisation."""

    kind: Literal["citizen", "individual_business", "org"]
    name: Short
    id_no: Short
    id_type: str = ""  # "" = 公民身份号码 or 统一社会信用代码
    sex: Literal["", "男", "女"] = ""
    born: date | None = None
    address: str = ""
    phone: str = ""
    trade_name: str = ""
    head_name: str = ""
    head_title: str = "法定代表人（负责人）"

    @property
    def is_citizen(self) -> bool:
        return self.kind != "org"

    @property
    def id_name(self) -> str:
        return self.id_type or ("公民身份号码" if self.is_citizen else "统一社会信用代码")


class Officer(Value, frozen=True, kw_only=True):
    name: Short
    certificate: Short


class Violation(Value, frozen=True, kw_only=True):
    """An entry of the catalogue, with the words the paper uses for it."""

    id: Short
    name: Short


class Goods(Value, frozen=True, kw_only=True):
    name: Short
    quantity: Annotated[str, Meta(pattern=r"^[0-9]+(\.[0-9]+)?$")]
    unit: Short
    model: str = ""
    condition: str = ""
    note: str = ""
    outcome: str = ""  # D25: one of choices.preserved


class Evidence(Value, frozen=True, kw_only=True):
    kind: str
    name: Short
    proves: Short
    number: str = ""


class Turn(Value, frozen=True, kw_only=True):
    question: Long
    answer: str


class Point(Value, frozen=True, kw_only=True):
    """One point of the defence and the answer to it (APL 45). Empty until answered."""

    point: Long
    adopted: Literal["", "adopted", "partly", "rejected"] = ""
    reason: str = ""


class View(Value, frozen=True, kw_only=True):
    who: Short
    stance: Short
    view: str = ""


class Instalment(Value, frozen=True, kw_only=True):
    due: date
    amount: Fen | None = None
    note: str = ""


class Reference(Value, frozen=True, kw_only=True):
    """Another paper by its name and number."""

    name: Short
    number: Short


class IndexRow(Value, frozen=True, kw_only=True):
    name: Short
    page: Short
    number: str = ""
    day: str = ""


class Sample(Value, frozen=True, kw_only=True):
    name: Short
    quantity: Annotated[str, Meta(pattern=r"^[0-9]+(\.[0-9]+)?$")]
    unit: Short
    model: str = ""
    number: str = ""


def _many(item: Any) -> Any:
    return Annotated[tuple[item, ...], Meta(min_length=1, max_length=MOST)]


TYPES: Mapping[str, tuple[Any, str, str]] = {  # type of the pack → (Python type, Chinese, English)
    "text": (Short, "一行文字", "a line of text"),
    "long": (Long, "文字", "text"),
    "day": (date, "日期，如 2026-05-01", "a date such as 2026-05-01"),
    "moment": (
        Annotated[datetime, Meta(tz=True)],
        "带时区的时间，如 2026-05-01T09:30:00+08:00",
        "a moment with its zone",
    ),
    "money": (Fen, "以分计的整数", "an integer in fen"),
    "number": (Annotated[int, Meta(ge=0)], "整数", "an integer"),
    "flag": (bool, "是或者否", "true or false"),
    "choice": (str, "选项之一", "one of its choices"),
    "article": (Short, "条文，如 ZJ 16(1)", "an article such as ZJ 16(1)"),
    "articles": (_many(Short), "条文列表", "a list of articles"),
    "violation": (Violation, "违法行为（编号和名称）", "a violation: id and name"),
    "party": (Party, "当事人", "a party"),
    "officers": (_many(Officer), "执法人员列表（姓名和证号）", "officers: name and certificate"),
    "names": (_many(Short), "文字列表", "a list of texts"),
    "goods": (_many(Goods), "物品列表（名称、数量、单位）", "goods: name, quantity, unit"),
    "evidence": (_many(Evidence), "证据列表（种类、名称、证明的事实）", "evidence: kind, name, what it proves"),
    "dialogue": (_many(Turn), "问答列表", "questions and answers"),
    "defence": (_many(Point), "陈述申辩要点列表", "points of the defence"),
    "views": (_many(View), "意见列表", "views"),
    "instalments": (_many(Instalment), "分期列表（期限、金额）", "instalments: due, amount"),
    "references": (_many(Reference), "文书列表（名称、文号）", "papers: name, number"),
    "index": (_many(IndexRow), "目录列表", "rows of an index"),
    "samples": (_many(Sample), "样品列表", "samples"),
}
Fields = Mapping[str, Any]


def read_fields(kind: Kind, raw: Mapping[str, Any]) -> dict[str, Any]:
    """Typed values of what was passed; None and "" count as not given. BadInput names the first field that does not fit."""
    for name in raw:
        if name not in kind.fields:
            raise BadInput(
                f"《{kind.name.zh}》没有字段 {name}；可用：{'、'.join(kind.fields)}。",
                f"A {kind.name.en} has no field {name}; any of {', '.join(kind.fields)}.",
                field=name,
            )
    return {
        f.id: _read(kind, f, raw[f.id]) for f in kind.fields.values() if raw.get(f.id) is not None and raw[f.id] != ""
    }


def _read(kind: Kind, field: Field, value: Any) -> Any:
    shape, zh, en = TYPES[field.type]
    if field.choices and value not in field.choices:
        raise BadInput(
            f"《{kind.name.zh}》的「{field.name.zh}」没有选项 {value}；可用：{'、'.join(field.choices)}。",
            f"{field.name.en} of a {kind.name.en} cannot be {value}; any of {', '.join(field.choices)}.",
            field=field.id,
        )
    try:
        found = msgspec.convert(_tidy(kind, field, msgspec.to_builtins(value)), shape)
    except msgspec.ValidationError as error:
        told = str(error)
        row = re.search(r"`\$\[(\d+)\]", told)
        where = f"第 {int(row[1]) + 1} 行" if row else ""
        raise BadInput(
            f"《{kind.name.zh}》的「{field.name.zh}」{where}不对：应为{zh}，请改正后再试。",
            f"{field.name.en} of a {kind.name.en} is not {en}: {told}.",
            field=field.id,
        ) from None
    return found.strip() if isinstance(found, str) else found


UNSEEN = frozenset(("Cc", "Cf", "Cs", "Co", "Cn"))  # controls, direction marks, halves of pairs, private and unassigned


def _tidy(kind: Kind, field: Field, value: Any) -> Any:
    """Tabs and carriage returns become what they mean; a character that nobody sees is refused: it could make a paper say what it does
    not show (U+202E turns the order round), and a NUL cannot be stored."""
    if isinstance(value, str):
        text = value.replace("\r\n", "\n").replace("\r", "\n").replace("\t", " ")
        unseen = next((c for c in text if c != "\n" and unicodedata.category(c) in UNSEEN), "")
        if unseen:
            raise BadInput(
                f"《{kind.name.zh}》的「{field.name.zh}」含有看不见的字符 U+{ord(unseen):04X}，请删去后重新输入。",
                f"{field.name.en} of a {kind.name.en} holds the unseen character U+{ord(unseen):04X}; take it out.",
                field=field.id,
            )
        return text
    if isinstance(value, Mapping):
        return {key: _tidy(kind, field, one) for key, one in value.items()}
    if isinstance(value, list | tuple):
        return [_tidy(kind, field, one) for one in value]
    return value


def stored(values: Fields) -> dict[str, Any]:
    """The values as JSON has them."""
    found: dict[str, Any] = msgspec.to_builtins(dict(values))
    return found
