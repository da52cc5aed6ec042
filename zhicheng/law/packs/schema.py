"""What a pack may say: the fields of each file, checked entry by entry, each complaint with its line.

Pure: it is given parsed rows and a function from a path to its line, so it runs wherever packs are read.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import date
from typing import Any, NamedTuple

from zhicheng.law.amounts import PER

Line = Callable[[tuple[str | int, ...]], int]
UNITS = ("working_day", "day", "month", "year", "hour", "CNY", "persons", "per_day", "times_fine", "enum")
RANKS = ("law", "administrative_regulation", "local_regulation", "departmental_rule", "judicial_interpretation",
         "party_state_regulation", "normative_document")  # fmt: skip
FIELDS: Mapping[str, tuple[frozenset[str], frozenset[str]]] = {  # file → (needed, allowed besides)
    "laws": (frozenset({"id", "title", "rank", "text"}), frozenset({"title_en", "jurisdiction", "from", "to", "note"})),
    "constants": (frozenset({"id", "value", "unit", "verified"}), frozenset({"owner", "article", "quote", "note"})),
    "violations": (
        frozenset({"id", "name", "name_en", "matters", "article", "quote", "stages"}),
        frozenset({"from", "to", "replaces", "implements", "prohibits", "authority", "needs", "must_first", "offsite", "force",
                   "emergency", "whitelist", "yields", "conflict", "leniency", "note"}),
    ),
    "leniency": (frozenset({"violation", "kind", "conditions"}), frozenset({"basis"})),
}  # fmt: skip
STATE = (frozenset({"id", "name", "name_en"}), frozenset[str]())
STEP = (
    frozenset({"id", "name", "name_en", "from", "to", "actor", "article"}),
    frozenset({"needs", "period", "papers", "quote", "verified", "also_from"}),
)
STAGE = (frozenset({"pre", "fine"}), frozenset({"optional", "fixed", "warning", "measures", "hearing"}))
FINE = frozenset({"citizen", "org", "formula", "rate", "only_if", "per"})
PAPER = (
    frozenset({"id", "name", "name_en", "word", "article", "shape", "sign", "needs"}),
    frozenset({"may", "if", "titles", "seal", "remedies", "procedure"}),
)
REMEDY = (frozenset({"id", "name", "article", "text"}), frozenset[str]())
VALUES = ("text", "long", "day", "moment", "money", "number", "flag", "choice", "article", "articles", "violation", "party", "officers",
          "names", "goods", "evidence", "dialogue", "defence", "views", "instalments", "references", "index", "samples")  # fmt: skip
SHAPES = ("letter", "sheet", "record")
SERVED_WITHIN = ("六十日", "六个月")  # ARL 20, ALL 46; never the fifteen days of older texts


class Problem(NamedTuple):
    """One thing that is wrong with a pack: where, and what to do."""

    file: str
    line: int
    what: str


def check(name: str, document: Mapping[str, Any], line: Line, file: str) -> Iterator[Problem]:
    """Everything wrong with the entries of one file (`laws`, `constants`, `violations`, `leniency`, `procedure`)."""
    if name == "procedure":
        yield from _procedure(document, line, file)
        return
    if name == "documents":
        yield from _documents(document, line, file)
        return
    if name not in FIELDS:
        yield Problem(file, 1, f"不认识的文件；可用：{'、'.join((*FIELDS, 'procedure', 'documents'))}。")
        return
    rows = document.get(name)
    if not isinstance(rows, list):
        yield Problem(file, 1, f"应有一个列表 {name}。")
        return
    key = "violation" if name == "leniency" else "id"
    seen: dict[Any, int] = {}
    for n, row in enumerate(rows):
        here = line((name, n))
        if not isinstance(row, Mapping):
            yield Problem(file, here, "应为一组字段。")
            continue
        yield from _fields(row, *FIELDS[name], here, file)
        if row.get(key) in seen:
            yield Problem(file, here, f"{row.get(key)} 在第 {seen[row.get(key)]} 行已经有了。")
        seen[row.get(key)] = here
        yield from CHECKS[name](row, (name, n), line, file)


def _fields(
    row: Mapping[str, Any], needed: frozenset[str], more: frozenset[str], here: int, file: str
) -> Iterator[Problem]:
    missing = needed - row.keys()
    if missing:
        yield Problem(file, here, f"缺字段 {'、'.join(sorted(missing))}。")
    unknown = row.keys() - needed - more
    if unknown:
        yield Problem(
            file,
            here,
            f"不认识的字段 {'、'.join(sorted(map(str, unknown)))}；可用：{'、'.join(sorted(needed | more))}。",
        )


def _span(row: Mapping[str, Any], here: int, file: str) -> Iterator[Problem]:
    values = []
    for name in ("from", "to"):
        value = row.get(name)
        if value is not None and not isinstance(value, date):
            yield Problem(file, here, f"{name} 应为日期，例如 2026-08-15。")
        elif value is not None:
            values.append(value)
    if len(values) == 2 and values[0] > values[1]:
        yield Problem(file, here, f"有效期颠倒：{values[0]} 到 {values[1]}。")


def _law(row: Mapping[str, Any], path: tuple[str | int, ...], line: Line, file: str) -> Iterator[Problem]:
    if row.get("rank") not in RANKS:
        yield Problem(file, line(path), f"效力层级「{row.get('rank')}」不存在；可用：{'、'.join(RANKS)}。")
    yield from _span(row, line(path), file)


def _constant(row: Mapping[str, Any], path: tuple[str | int, ...], line: Line, file: str) -> Iterator[Problem]:
    if row.get("unit") not in UNITS:
        yield Problem(file, line(path), f"单位「{row.get('unit')}」不存在；可用：{'、'.join(UNITS)}。")
    if row.get("verified") and not (row.get("article") and row.get("quote")):
        yield Problem(file, line(path), "verified: true 须写明条文（article）和原文（quote）。")


def _violation(row: Mapping[str, Any], path: tuple[str | int, ...], line: Line, file: str) -> Iterator[Problem]:
    yield from _span(row, line(path), file)
    stages = row.get("stages")
    if not isinstance(stages, list) or not stages:
        yield Problem(file, line(path), "stages 应为至少一个阶段的列表。")
        return
    for n, stage in enumerate(stages):
        here = line((*path, "stages", n))
        if not isinstance(stage, Mapping):
            yield Problem(file, here, "阶段应为一组字段。")
            continue
        yield from _fields(stage, *STAGE, here, file)
        yield from _fine(stage.get("fine"), here, file)


def _fine(fine: Any, here: int, file: str) -> Iterator[Problem]:
    if not isinstance(fine, Mapping) or not fine or fine.keys() - FINE:
        yield Problem(
            file, here, f"fine 应写明 citizen 和 org（[下限, 上限]、null 或 local）；可用：{'、'.join(sorted(FINE))}。"
        )
        return
    for who in ("citizen", "org"):
        value = fine.get(who)
        if value is None or value == "local":
            continue
        good = isinstance(value, list) and len(value) == 2 and all(isinstance(v, int) and v >= 0 for v in value)
        if not good or value[0] > value[1]:
            yield Problem(file, here, f"{who} 的罚款幅度应为 [下限, 上限]，且下限不大于上限。")
    if "per" in fine and fine["per"] not in PER:
        yield Problem(
            file, here, f"per「{fine['per']}」不存在；可用：{'、'.join(f'{k}（每{v.zh}）' for k, v in PER.items())}。"
        )
    if "per" in fine and not any(isinstance(fine.get(who), list) for who in ("citizen", "org")):
        yield Problem(file, here, "per 须同时写明每一单位的 [下限, 上限]。")


def _leniency(row: Mapping[str, Any], path: tuple[str | int, ...], line: Line, file: str) -> Iterator[Problem]:
    if row.get("kind") not in ("first_offence", "minor"):
        yield Problem(file, line(path), "kind 只能是 first_offence（首违，可以不罚）或 minor（轻微，不予处罚）。")


CHECKS: Mapping[str, Callable[..., Iterator[Problem]]] = {
    "laws": _law, "constants": _constant, "violations": _violation, "leniency": _leniency,
}  # fmt: skip


def check_together(
    national: Mapping[str, Any], pack: Mapping[str, Any], line: Callable[[str, tuple[str | int, ...]], int]
) -> Iterator[Problem]:
    """What only shows against the other files: laws that exist, amounts inside the higher text's, one entry for one time."""
    laws = {r.get("id"): r for source in (national, pack) for r in source.get("laws", ())}
    entries = {r.get("id"): r for source in (national, pack) for r in source.get("violations", ())}
    for n, row in enumerate(pack.get("violations", ())):
        here = line("violations", ("violations", n))
        for article in (row.get("article"), *row.get("prohibits", ())):
            law = laws.get(str(article).split()[0])
            if law is None:
                yield Problem("violations", here, f"条文「{article}」的法律不在 laws 里，请先登记。")
            elif law.get("rank") == "normative_document" and article == row.get("article"):
                yield Problem("violations", here, f"「{article}」是规范性文件，不得设定行政处罚（APL 16）。")
            elif article == row.get("article") and _outside(row, law):
                yield Problem(
                    "violations",
                    here,
                    f"有效期超出所依据的 {law['id']}（{law.get('from')} 至 {law.get('to') or '今'}）。",
                )
        for name, pointed in (
            ("replaces", row.get("replaces")),
            ("implements", row.get("implements")),
            *row.get("yields", {}).items(),
        ):
            if pointed and pointed not in entries:
                yield Problem("violations", here, f"{name} 指向的 {pointed} 不存在。")
        yield from _above_the_higher(row, entries.get(row.get("implements")), here)
        yield from _overlaps(row, entries.get(row.get("replaces")), here)
    for n, row in enumerate(pack.get("leniency", ())):
        if row.get("violation") not in entries:
            here = line("leniency", ("leniency", n))
            yield Problem("leniency", here, f"违法行为 {row.get('violation')} 不在 violations 里。")


def _outside(row: Mapping[str, Any], law: Mapping[str, Any]) -> bool:
    start, end = row.get("from"), row.get("to")
    too_early = isinstance(start, date) and isinstance(law.get("from"), date) and start < law["from"]
    return too_early or (
        isinstance(law.get("to"), date) and (end is None or (isinstance(end, date) and end > law["to"]))
    )


def _above_the_higher(row: Mapping[str, Any], higher: Mapping[str, Any] | None, here: int) -> Iterator[Problem]:
    """A local entry only specifies inside the range of the text that it implements (APL 12)."""
    if higher is None:
        return
    for who in ("citizen", "org"):
        most = _most(higher, who)
        mine = _most(row, who)
        if most is not None and mine is not None and mine > most:
            yield Problem(
                "violations", here, f"{who} 的上限 {mine} 元超过上位法 {higher['id']} 的 {most} 元（APL 12）。"
            )


def _most(row: Mapping[str, Any], who: str) -> int | None:
    """The highest fine; None when the text leaves it to the local one."""
    found = [
        s["fine"].get(who)
        for s in row.get("stages", ())
        if isinstance(s, Mapping) and isinstance(s.get("fine"), Mapping)
    ]
    if "local" in found:
        return None
    return max((v[1] for v in found if isinstance(v, list) and len(v) == 2), default=0)


def _overlaps(row: Mapping[str, Any], before: Mapping[str, Any] | None, here: int) -> Iterator[Problem]:
    """The entry that is replaced has to end before this one begins."""
    if before is None or not isinstance(row.get("from"), date):
        return
    end = before.get("to")
    if end is None or (isinstance(end, date) and end >= row["from"]):
        yield Problem(
            "violations", here, f"与被替代的 {before['id']} 有效期重叠：它到 {end or '今'}，本条从 {row['from']} 起。"
        )


def _procedure(document: Mapping[str, Any], line: Line, file: str) -> Iterator[Problem]:
    """States and steps: known fields, known states, every state reached from the lead and on its way to the archive."""
    known = set()
    for n, state in enumerate(document.get("states") or ()):
        yield from _fields(state, *STATE, line(("states", n)), file)
        known.add(state.get("id"))
    arrows: set[tuple[str, str]] = set()
    for n, step in enumerate(document.get("steps") or ()):
        here = line(("steps", n))
        yield from _fields(step, *STEP, here, file)
        begins, ends = [*(step.get("from") or []), *(step.get("also_from") or [])], step.get("to") or []
        unknown = {*begins, *ends} - known - {"same"}
        if unknown:
            yield Problem(file, here, f"没有状态 {'、'.join(sorted(map(str, unknown)))}。")
        arrows |= {(a, b) for a in begins for b in ends if b != "same"}
    for state in sorted(known - _closure("lead", arrows)):
        yield Problem(file, 1, f"从线索走不到状态 {state}。")
    for state in sorted(known - _closure("archived", {(b, a) for a, b in arrows})):
        yield Problem(file, 1, f"状态 {state} 走不到归档。")


def _documents(document: Mapping[str, Any], line: Line, file: str) -> Iterator[Problem]:
    """Papers: every field known and of a known type, every condition about a field of that kind, remedies with the periods in force."""
    words, choices = document.get("vocabulary") or {}, document.get("choices") or {}
    for name, said in words.items():
        here = line(("vocabulary", name))
        if not isinstance(said, list) or len(said) != 3 or said[0] not in VALUES:
            yield Problem(file, here, f"{name} 应写成 [类型, 中文, 英文]；类型可用：{'、'.join(VALUES)}。")
        elif said[0] == "choice" and not choices.get(name):
            yield Problem(file, here, f"{name} 是选项，但 choices 里没有它。")
    remedies = set()
    for n, row in enumerate(document.get("remedies") or ()):
        here = line(("remedies", n))
        yield from _fields(row, *REMEDY, here, file)
        remedies.add(row.get("id"))
        missing = [p for p in SERVED_WITHIN[: 1 if row.get("id") == "onspot" else 2] if p not in str(row.get("text"))]
        if missing:
            yield Problem(file, here, f"救济途径 {row.get('id')} 没有写明 {'、'.join(missing)}。")
    series: dict[Any, Any] = {}
    for n, row in enumerate(document.get("documents") or ()):
        here = line(("documents", n))
        yield from _fields(row, *PAPER, here, file)
        yield from _paper(row, words, choices, remedies, here, file)
        if row.get("word") in series:
            yield Problem(
                file, here, f"{row.get('id')} 与 {series[row.get('word')]} 用了同一个文号字 {row.get('word')}。"
            )
        series[row.get("word")] = row.get("id")


def _paper(
    row: Mapping[str, Any],
    words: Mapping[str, Any],
    choices: Mapping[str, Any],
    remedies: set[Any],
    here: int,
    file: str,
) -> Iterator[Problem]:
    conditions = row.get("if") or {}
    own = {*(row.get("needs") or ()), *(row.get("may") or ()), *(f for fields in conditions.values() for f in fields)}
    unknown = own - set(words)
    if unknown:
        yield Problem(file, here, f"{row.get('id')} 的字段 {'、'.join(sorted(unknown))} 不在 vocabulary 里。")
    for condition in (*conditions, *(row.get("titles") or {})):
        name, _, code = condition.partition("=")
        if name not in own or (code and code not in choices.get(name, {})):
            yield Problem(file, here, f"{row.get('id')} 的条件 {condition} 说的不是它的字段和选项。")
    if row.get("shape") not in SHAPES:
        yield Problem(file, here, f"版式「{row.get('shape')}」不存在；可用：{'、'.join(SHAPES)}。")
    if row.get("remedies") and row["remedies"] not in remedies:
        yield Problem(file, here, f"{row.get('id')} 的救济途径 {row['remedies']} 不在 remedies 里。")


def _closure(start: str, arrows: set[tuple[str, str]]) -> set[str]:
    found, todo = {start}, [start]
    while todo:
        here = todo.pop()
        new = {b for a, b in arrows if a == here} - found
        found |= new
        todo += new
    return found
