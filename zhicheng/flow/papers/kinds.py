"""The kinds of papers as the pack of law describes them: fields with types, who signs, the word of the number, the remedies."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from zhicheng.kernel.errors import BadInput
from zhicheng.kernel.phrases import Phrase
from zhicheng.law.packs import load_pack


@dataclass(frozen=True, slots=True)
class Field:
    """One thing that a paper says. `type` is one of the pack's types; `choices` code → Chinese for a choice."""

    id: str
    type: str
    name: Phrase
    choices: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of paper. `conditions`: (field, value or "" for a flag) → further fields that are then needed."""

    code: str
    name: Phrase
    word: str
    article: str
    shape: str
    needs: tuple[str, ...]
    fields: Mapping[str, Field]
    conditions: Mapping[tuple[str, str], tuple[str, ...]]
    titles: Mapping[tuple[str, str], str]
    sign: tuple[str, ...]
    seal: bool
    remedies: str
    procedure: str

    def needed(self, values: Mapping[str, Any]) -> tuple[str, ...]:
        """Every field that these values make necessary."""
        more = [f for condition, fields in self.conditions.items() if _holds(condition, values) for f in fields]
        return (*self.needs, *(f for f in more if f not in self.needs))

    def title(self, values: Mapping[str, Any]) -> str:
        """The title over the paper: a seizure is not called “seal or seizure”."""
        return next((title for condition, title in self.titles.items() if _holds(condition, values)), self.name.zh)


@dataclass(frozen=True, slots=True)
class Remedy:
    """How to object, in words with {reconsideration} and {court}."""

    id: str
    article: str
    text: str


def _holds(condition: tuple[str, str], values: Mapping[str, Any]) -> bool:
    name, code = condition
    return values.get(name) == code if code else values.get(name) is True


def _conditions(rows: Mapping[str, Any]) -> dict[tuple[str, str], Any]:
    return {(key.partition("=")[0], key.partition("=")[2]): value for key, value in rows.items()}


@cache
def kinds() -> Mapping[str, Kind]:
    """Every kind by its code, in the pack's order."""
    pack = load_pack("national", "documents")
    return {row["id"]: _kind(row, pack["vocabulary"], pack["choices"]) for row in pack["documents"]}


def _kind(row: Mapping[str, Any], words: Mapping[str, Any], choices: Mapping[str, Any]) -> Kind:
    conditions = {c: tuple(fields) for c, fields in _conditions(row.get("if", {})).items()}
    own: Iterable[str] = dict.fromkeys(
        (*row["needs"], *row.get("may", ()), *(f for fields in conditions.values() for f in fields))
    )
    fields = {f: Field(f, words[f][0], Phrase(words[f][1], words[f][2]), choices.get(f, {})) for f in own}
    return Kind(
        row["id"], Phrase(row["name"], row["name_en"]), row["word"], row["article"], row["shape"], tuple(row["needs"]), fields,
        conditions, _conditions(row.get("titles", {})), tuple(row["sign"]), bool(row.get("seal")), row.get("remedies", ""),
        row.get("procedure", ""),
    )  # fmt: skip


@cache
def remedies() -> Mapping[str, Remedy]:
    return {r["id"]: Remedy(r["id"], r["article"], r["text"]) for r in load_pack("national", "documents")["remedies"]}


@cache
def numbering() -> str:
    """How a number is written: {agency}{word}〔{year}〕{seq}号."""
    return str(load_pack("national", "documents")["numbering"])


def kind_of(code: str) -> Kind:
    """The kind with this code."""
    found = kinds().get(code)
    if found is None:
        raise BadInput(
            f"没有文书种类 {code}；可用：{'、'.join(kinds())}。",
            f"There is no kind of paper {code}; any of {', '.join(kinds())}.",
            field="kind",
        )
    return found
