"""What may be asked for: the matters of the city as services, with their questions; read from one file, every mistake told by line."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Literal

import msgspec

from zhicheng.gateways.mapping_files import Table, read_table
from zhicheng.gateways.open311.rules import DATATYPES, LISTS, Attribute
from zhicheng.infra.config import config
from zhicheng.kernel.phrases import Phrase
from zhicheng.law import matters

OURS = Path(__file__).with_name("services.yaml")
Kind = Literal["realtime", "batch", "blackbox"]
KINDS: tuple[Kind, ...] = ("realtime", "batch", "blackbox")


@dataclass(frozen=True, slots=True)
class Service:
    """One matter as another city's app sees it."""

    code: str
    name: Phrase
    group: Phrase
    keywords: tuple[str, ...]
    kind: Kind = "realtime"
    attributes: tuple[Attribute, ...] = ()

    @property
    def description(self) -> Phrase:
        return Phrase(f"{self.group.zh}：{self.name.zh}", f"{self.group.en}: {self.name.en}")


@dataclass(frozen=True, slots=True)
class Catalogue:
    """The services by code, and a digest that changes when any of them does."""

    services: Mapping[str, Service]
    digest: str


def catalogue() -> Catalogue:
    """The installation's."""
    return read_catalogue(config().open311_services or OURS)


@cache
def read_catalogue(path: Path) -> Catalogue:
    """BadInput names file, line and field of a mistake."""
    table = read_table(path)
    table.only("offer", "kinds", "questions")
    codes = _offered(table)
    kinds = {code: table.part("kinds").one_of(code, KINDS, "realtime") for code in _named(table, "kinds", codes)}
    questions = {code: _questions(table.part("questions").part(code)) for code in _named(table, "questions", codes)}
    found = {
        code: Service(
            code, Phrase(m.name, m.name_en), Phrase(*matters.classes()[m.klass]), m.keywords,
            kinds.get(code, "realtime"), questions.get(code, ()),  # type: ignore[arg-type]
        )
        for code, m in matters.matters().items() if code in codes
    }  # fmt: skip
    return Catalogue(found, hashlib.sha256(msgspec.json.encode(list(found.values()))).hexdigest())


def _offered(table: Table) -> set[str]:
    known = matters.matters()
    offer = table.texts("offer") or ("all",)
    if offer == ("all",):
        return set(known)
    for code in offer:
        if code not in known and code not in matters.classes():
            raise table.wrong("offer", f"没有事项或大类 {code}", f"there is no matter or class {code}")
    return {code for code, m in known.items() if code in offer or m.klass in offer}


def _named(table: Table, part: str, codes: set[str]) -> list[str]:
    """The codes that this part speaks of; one that is not offered would be without effect and without a word."""
    if part not in table.nodes:
        return []
    inner = table.part(part)
    for code in inner.names():
        if code not in codes:
            raise inner.wrong(code, "不在 offer 所列的事项里", "is not among the matters of offer")
    return inner.names()


def _questions(table: Table) -> tuple[Attribute, ...]:
    return tuple(_question(code, table.part(code), table) for code in table.names())


def _question(code: str, table: Table, parent: Table) -> Attribute:
    table.only("datatype", "required", "variable", "description", "hint", "values")
    if len(code) > 40 or not code.replace("_", "").isalnum() or not code.isascii():
        raise parent.wrong(
            code, "属性代码只用字母、数字、下划线，最多 40 个", "a code has letters, digits and underscores, at most 40"
        )
    datatype = table.one_of("datatype", DATATYPES, "string")
    values: tuple[tuple[str, Phrase], ...] = ()
    if datatype in LISTS:
        inner = table.part("values")
        values = tuple((key, _phrase(inner, key)) for key in inner.names())
        if not values:
            raise table.wrong("values", "列表至少要有一个选项", "a list needs at least one value")
    elif "values" in table.nodes:
        raise table.wrong("values", "只有列表才有选项", "only a list has values")
    hint = _phrase(table, "hint") if "hint" in table.nodes else Phrase("", "")
    return Attribute(
        code, datatype, _phrase(table, "description"), table.flag("required", False), table.flag("variable", True), hint, values  # type: ignore[arg-type]
    )  # fmt: skip


def _phrase(table: Table, name: str) -> Phrase:
    said = table.texts(name)
    if len(said) != 2:
        raise table.wrong(name, "应写成 [中文, English]", "must be written as [Chinese, English]")
    return Phrase(*said)
