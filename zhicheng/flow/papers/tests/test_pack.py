"""A wrong pack of papers is told in one line each, before it prints anything."""

from __future__ import annotations

import copy
from collections.abc import Callable
from typing import Any

import pytest

from zhicheng.law.packs import load_pack
from zhicheng.law.packs.schema import check

Break = Callable[[dict[str, Any]], Any]


def row(pack: dict[str, Any], code: str) -> dict[str, Any]:
    return next(r for r in pack["documents"] if r["id"] == code)


WRONG: list[tuple[str, Break]] = [
    ("字段 ghost 不在 vocabulary", lambda p: row(p, "D10")["needs"].append("ghost")),
    ("字段 ghost 不在 vocabulary", lambda p: row(p, "D10")["if"].update({"penalty=fine": ["ghost"]})),
    ("条件 penalty=flogging", lambda p: row(p, "D10")["if"].update({"penalty=flogging": ["fine"]})),
    ("条件 hearing", lambda p: row(p, "D10")["if"].update({"hearing": ["fine"]})),
    ("条件 measure=melt", lambda p: row(p, "D26")["titles"].update({"measure=melt": "熔化决定书"})),
    ("版式「scroll」不存在", lambda p: row(p, "D10").update(shape="scroll")),
    ("救济途径 prayer 不在", lambda p: row(p, "D45").update(remedies="prayer")),
    ("同一个文号字 罚决", lambda p: row(p, "D10").update(word="罚决")),
    ("缺字段 sign", lambda p: row(p, "D10").pop("sign")),
    ("不认识的字段 colour", lambda p: row(p, "D10").update(colour="red")),
    ("应写成 [类型, 中文, 英文]", lambda p: p["vocabulary"].update(fine=["bitcoin", "罚款", "fine"])),
    ("应写成 [类型, 中文, 英文]", lambda p: p["vocabulary"].update(fine="money")),
    ("是选项，但 choices 里没有", lambda p: p["choices"].pop("penalty")),
    (
        "没有写明 六十日",
        lambda p: p["remedies"][1].update(text="十五日内申请行政复议，六个月内起诉"),
    ),  # CARH 40, dead letter
    ("没有写明 六个月", lambda p: p["remedies"][1].update(text="六十日内申请行政复议，三个月内起诉")),
]


def complaints(pack: dict[str, Any]) -> list[str]:
    return [p.what for p in check("documents", pack, lambda path: 1, "documents.yaml")]


def test_our_pack_is_sound() -> None:
    assert complaints(load_pack("national", "documents")) == []


@pytest.mark.parametrize(("said", "break_it"), WRONG)
def test_what_is_wrong_is_said(said: str, break_it: Break) -> None:
    pack = copy.deepcopy(load_pack("national", "documents"))
    break_it(pack)
    assert any(said in what for what in complaints(pack)), complaints(pack)
