"""Slips of the pen, planted one at a time into sound papers: names, sexes, numbers, plates, amounts, articles, days, places, goods."""

from __future__ import annotations

import copy
from collections.abc import Iterator
from datetime import date, datetime
from typing import Any, NamedTuple

from zhicheng.flow.papers.kinds import kind_of
from zhicheng.flow.papers.rules.days import COMING, PAST
from zhicheng.flow.papers.tests.cases import Paper

EXACT = (
    "pay_due",
    "to_on",
    "until_on",
    "from_on",
    "filed_on",
    "decided_on",
    "served_on",
    "old_due",
)  # one day off is wrong
NUMBERS = ("decision_number", "notice_number", "urge_number", "education_number", "paper_number")


class Slip(NamedTuple):
    kind: str
    field: str
    what: str
    paper: Paper


def slips(paper: Paper) -> Iterator[Slip]:
    """Every slip that this paper offers room for."""
    code, at, fields = paper
    for name, value in fields.items():
        for kind, what, wrong in _wrong(code, name, value, fields):
            yield Slip(kind, name, what, (code, at, copy.deepcopy(fields) | {name: wrong}))


def _wrong(code: str, name: str, value: Any, fields: dict[str, Any]) -> Iterator[tuple[str, str, Any]]:
    field = kind_of(code).fields[name]
    match field.type:
        case "party":
            yield from _party(value)
        case "money":
            yield from (("amount", str(w), w) for w in _amounts(value))
        case "article":
            yield from (("article", w, w) for w in _articles(value))
        case "articles":
            yield from (("article", w, [w, *value[1:]]) for w in _articles(value[0]))
        case "day" | "moment":
            yield from _days(name, value)
        case "violation":
            yield "article", "violation name", value | {"name": value["name"] + "等"}
            yield "contradiction", "violation id", value | {"id": "V.ZJ.litter"}
        case "officers":
            yield "number", "certificate", [value[0] | {"certificate": _digit(value[0]["certificate"])}, *value[1:]]
            yield "name", "officer twice", [value[0], value[0]]
        case "references":
            yield "number", "reference", [value[0] | {"number": _digit(value[0]["number"])}]
            yield "contradiction", "name of the reference", [value[0] | {"name": "不予行政处罚决定书"}]
        case "goods" if code in ("D27", "D28", "D29"):
            yield "contradiction", "quantity", [value[0] | {"quantity": value[0]["quantity"] + "0"}, *value[1:]]
            yield "name", "goods", [value[0] | {"name": value[0]["name"] + "等"}, *value[1:]]
        case "evidence":
            yield from _evidence(value)
        case "text" if name in NUMBERS:
            yield "number", _digit(value), _digit(value)
        case "text" if name == "plate":
            yield from (("plate", w, w) for w in _plates(value))
        case "text" if name == "act_place":
            yield "contradiction", "place", _digit(value)
        case "long":
            yield from _text(value, fields)


def _party(p: dict[str, Any]) -> Iterator[tuple[str, str, Any]]:
    name = p["name"]
    for i, other in ((len(name) - 1, "囤"), (len(name) // 2, "健")):
        yield "name", "party", p | {"name": name[:i] + other + name[i + 1 :]}
    yield "number", "digit", p | {"id_no": _digit(p["id_no"])}
    yield "number", "transposed", p | {"id_no": _transposed(p["id_no"])}
    if p.get("sex"):
        yield "sex", "other", p | {"sex": "女" if p["sex"] == "男" else "男"}
    if p.get("born"):
        yield "date", "born", p | {"born": p["born"][:-2] + f"{int(p['born'][-2:]) % 27 + 1:02d}"}
        yield "date", "born year", p | {"born": f"{int(p['born'][:4]) + 1}{p['born'][4:]}"}
    if p.get("address"):
        yield "contradiction", "address", p | {"address": _digit(p["address"])}
    if p.get("phone"):
        yield "number", "phone", p | {"phone": _digit(p["phone"])}


def _amounts(fen: int) -> tuple[int, ...]:
    return tuple(dict.fromkeys(w for w in (fen * 10, fen + 10_000, fen * 100) if w != fen))


def _articles(code: str) -> tuple[str, ...]:
    law, _, rest = code.partition(" ")
    number = rest.partition("(")[0]
    return (f"{law} {int(number) + 1}{rest[len(number) :]}", f"GBF27 {number}", f"{law}{rest}")


def _days(name: str, value: str) -> Iterator[tuple[str, str, Any]]:
    for years in (1, -1):
        yield "date", f"{years:+d} year", f"{int(value[:4]) + years}{value[4:]}"
    if name in EXACT:
        yield "date", "+1 day", _shifted(value, 1)
    if name in PAST and name not in COMING:
        yield "date", "+2 months", _month(value, 2)


def _shifted(value: str, days: int) -> str:
    found = datetime.fromisoformat(value) if "T" in value else date.fromisoformat(value)
    return type(found).fromordinal(found.toordinal() + days).isoformat()[:10] + value[10:]


def _month(value: str, months: int) -> str:
    month = int(value[5:7]) - 1 + months
    return f"{int(value[:4]) + month // 12}-{month % 12 + 1:02d}-{min(int(value[8:10]), 28):02d}{value[10:]}"


def _evidence(rows: list[dict[str, Any]]) -> Iterator[tuple[str, str, Any]]:
    for i, row in enumerate(rows):
        if "〔" in row.get("number", ""):
            yield "number", "of the evidence", [*rows[:i], row | {"number": _digit(row["number"])}, *rows[i + 1 :]]


def _plates(plate: str) -> tuple[str, ...]:
    return (
        plate[:-1] + ("3" if plate[-1] != "3" else "5"),
        plate[:2] + plate[3] + plate[2] + plate[4:],
        plate[:-1],
        "浙I" + plate[2:],
    )


def _text(text: str, fields: dict[str, Any]) -> Iterator[tuple[str, str, Any]]:
    yield "contradiction", "an old remedy", text + "可以在十五日内提起行政诉讼。"
    yield "date", "no such day", text + "当日为 2026年2月30日。"
    if "fine" in fields:
        yield "amount", "in a sentence", text + f"处以罚款 {fields['fine'] // 100 + 7} 元。"
        yield "amount", "in capitals", text + "处以罚款人民币玖仟玖佰元整。"
    if "party" in fields:
        name = fields["party"]["name"]
        yield "name", "in a sentence", text + f"当事人{name[:-1]}囤对此没有异议。"
        yield (
            "number",
            "in a sentence",
            text + "其证件号码为 330106198803151230。"
            if fields["party"]["kind"] != "org"
            else text + "当事人青澜宏达土方工程有限公同没有异议。",
        )
    if fields.get("plate"):
        yield "plate", "in a sentence", text + f"涉案车辆为{_plates(fields['plate'])[0]}。"


def _digit(text: str) -> str:
    """One digit off, from the right."""
    i = max(i for i, c in enumerate(text) if c.isdigit())
    return text[:i] + str((int(text[i]) + 1) % 10) + text[i + 1 :]


def _transposed(text: str) -> str:
    i = max(i for i in range(len(text) - 1) if text[i] != text[i + 1] and text[i].isdigit() and text[i + 1].isdigit())
    return text[:i] + text[i + 1] + text[i] + text[i + 2 :]
