"""Packs as files: the YAML that a lawyer writes, where in it something stands, and the book that it makes."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import Any

import yaml

from zhicheng.kernel.errors import BadInput
from zhicheng.law import packs
from zhicheng.law.book import REGIONS, Book, Pack, book_from, pack_of
from zhicheng.law.packs.schema import FIELDS, Problem, check, check_together
from zhicheng.law.scenarios import read_settings

PACKS = Path(packs.__file__).parent
SETTINGS, OVERLAY = "settings", "overlay"


class Written:
    """A pack as it is written: a folder with one file for each kind of entry, or one file (an overlay) with several of them."""

    def __init__(self, pack: Path) -> None:
        self.pack, self.is_overlay = pack, pack.is_file()
        files = [pack] if self.is_overlay else sorted(pack.glob("*.yaml")) if pack.is_dir() else []
        if not files:
            raise BadInput(
                f"{pack} 里没有 .yaml 文件；法规包是一个文件夹，含 {'、'.join(FIELDS)}。",
                f"{pack} holds no .yaml file; a pack is a folder with {', '.join(FIELDS)}.",
                field="PACK",
            )
        self.documents: dict[str, Any] = {}
        self._lines: dict[str, Lines] = {}
        self._files: dict[str, str] = {}
        for file in files:
            document, lines = read_yaml(file), Lines(file.read_text(encoding="utf-8"))
            parts = {n: {n: rows} for n, rows in document.items()} if self.is_overlay else {file.stem: document}
            for name, part in parts.items():
                self.documents[name], self._lines[name], self._files[name] = part, lines, file.name

    @property
    def rows(self) -> dict[str, Any]:
        return {name: document[name] for name, document in self.documents.items() if name in FIELDS}

    @property
    def settings(self) -> Mapping[str, Any]:
        found: Mapping[str, Any] = self.documents.get(SETTINGS, {}).get(SETTINGS) or {}
        return found

    def problems(self, above: Mapping[str, Any]) -> list[Problem]:
        """Everything wrong with it, entry by entry first; then against the texts `above` it."""
        found: list[Problem] = []
        for name, document in self.documents.items():
            file = self._files[name]
            if name == SETTINGS:
                found += self._of_settings()
            elif self.is_overlay and name not in FIELDS:
                found.append(
                    Problem(
                        file, self.line(name, (name,)), f"不认识的部分 {name}；可用：{'、'.join((*FIELDS, SETTINGS))}。"
                    )
                )
            else:
                found += check(name, document, self._lines[name].of, file)
        if found:
            return found
        return [
            Problem(self._files.get(p.file, f"{p.file}.yaml"), p.line, p.what)
            for p in check_together(above, self.rows, self.line)
        ]

    def _of_settings(self) -> Iterator[Problem]:
        file, given = self._files[SETTINGS], self.documents[SETTINGS].get(SETTINGS)
        if not isinstance(given, Mapping):
            yield Problem(file, self.line(SETTINGS, ()), f"应有一组字段 {SETTINGS}。")
            return
        try:
            read_settings(given)
        except BadInput as error:
            key = error.field.removeprefix("config.")
            yield Problem(file, self.line(SETTINGS, (SETTINGS, key)), str(error))

    def line(self, name: str, path: tuple[str | int, ...]) -> int:
        return self._lines[name].of(path)


def lint_pack(pack: Path) -> tuple[list[Problem], dict[str, Any]]:
    """Everything wrong with a pack, and its documents by name. BadInput when it is no pack."""
    written = Written(pack)
    if written.is_overlay:
        above = merged([pack_of(f) for f in ("national", *(f for folders in REGIONS.values() for f in folders))])
    else:
        above = {} if pack.resolve() == (PACKS / "national").resolve() else merged([pack_of("national")])
    return written.problems(above), written.documents


# Drafts --------------------------------------------------------------------------------------------------------------------


def jurisdiction_of(pack: Path) -> str:
    """The region whose pack a folder of this name is; "" = none, or the national one."""
    return next((code for code, folders in REGIONS.items() if pack.name in folders), "")


def drafted_book(pack: Path, jurisdiction: str, config: Mapping[str, Any]) -> Book:
    """The region's book with this draft: a folder stands in place of the pack that it is a draft of, an overlay lies over all of them.

    A file that the draft's folder does not have stays as it is. BadInput names the first thing that is wrong with it, and its line.
    """
    written = Written(pack)
    packs: dict[str, Pack] = {f: pack_of(f) for f in ("national", *REGIONS.get(jurisdiction, ()))}
    place = OVERLAY if written.is_overlay else _stands_for(pack, packs)
    kept = {n: d for n, d in packs.pop(place, {}).items() if n not in written.documents}
    _refuse_what_is_wrong(written.problems(merged([*packs.values(), kept])), jurisdiction)
    drafted = json.loads(compiled({n: d for n, d in written.documents.items() if n in FIELDS}))
    packs[place] = {**kept, **drafted}
    order = sorted(packs, key=lambda f: (f != "national", f == OVERLAY))
    return book_from([packs[f] for f in order]).with_settings(read_settings({**config, **written.settings}))


def _stands_for(pack: Path, packs: Mapping[str, Pack]) -> str:
    """The pack that a folder is a draft of: the one of its name, else the region's own."""
    if pack.name in packs:
        return pack.name
    own = [f for f in packs if f != "national"]
    if own:
        return own[-1]
    raise BadInput(
        f"看不出 {pack.name} 是哪个地区的草案，请加 --jurisdiction（可用：{'、'.join(REGIONS)}）。",
        f"{pack.name} does not say of which region it is a draft; give --jurisdiction (any of {', '.join(REGIONS)}).",
        field="PACK",
    )


def _refuse_what_is_wrong(problems: list[Problem], jurisdiction: str) -> None:
    if not problems:
        return
    first, more = problems[0], len(problems) - 1
    zh, en = f"{first.file} 第 {first.line} 行：{first.what}", f"{first.file}, line {first.line}: {first.what}"
    if more:
        zh, en = f"{zh}另有 {more} 处，见 zhicheng law lint。", f"{en} {more} more: zhicheng law lint."
    if not jurisdiction:
        zh, en = (
            f"{zh}（只对照了全国法规包；地方的请加 --jurisdiction。）",
            f"{en} (Only the national pack; or give --jurisdiction.)",
        )
    raise BadInput(zh, en, field="PACK")


def merged(packs: list[Pack]) -> dict[str, list[Any]]:
    """All entries of several packs, days as days."""
    return {name: [_dated(row) for pack in packs for row in pack.get(name, {}).get(name, ())] for name in FIELDS}


def _dated(row: Mapping[str, Any]) -> dict[str, Any]:
    days = {k: date.fromisoformat(row[k]) for k in ("from", "to") if isinstance(row.get(k), str)}
    return {**row, **days}


# Files ---------------------------------------------------------------------------------------------------------------------


def compiled(document: Any) -> str:
    """The JSON that the engine reads at run time: it knows the standard library only."""
    return json.dumps(document, ensure_ascii=False, indent=1, default=date.isoformat) + "\n"


def read_yaml(file: Path) -> dict[str, Any]:
    """A YAML (or JSON) document with fields at its top. BadInput says the line where it is broken."""
    if not file.is_file():
        raise BadInput(f"找不到文件 {file}。", f"There is no file {file}.", field="FILE")
    try:
        found = yaml.safe_load(file.read_text(encoding="utf-8"))
    except UnicodeDecodeError:
        raise BadInput(f"{file.name} 不是 UTF-8 文本。", f"{file.name} is no UTF-8 text.", field="FILE") from None
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        where = f"第 {mark.line + 1} 行" if mark else "某处"
        what, line = getattr(error, "problem", error), f"line {mark.line + 1}" if mark else "somewhere"
        raise BadInput(
            f"{file.name} {where}不是正确的 YAML：{what}。",
            f"{file.name} is no sound YAML, {line}: {what}.",
            field="FILE",
        ) from None
    if not isinstance(found, dict):
        raise BadInput(f"{file.name} 应由字段组成。", f"{file.name} must consist of fields.", field="FILE")
    return found


class Lines:
    """Where in a YAML text the value at a path begins."""

    def __init__(self, text: str) -> None:
        self._root = yaml.compose(text, Loader=yaml.SafeLoader)

    def of(self, path: tuple[str | int, ...]) -> int:
        node = self._root
        for part in path:
            if isinstance(node, yaml.MappingNode):
                node = next((v for k, v in node.value if k.value == part), node)
            elif isinstance(node, yaml.SequenceNode) and isinstance(part, int) and part < len(node.value):
                node = node.value[part]
        return int(node.start_mark.line) + 1 if node is not None else 1
