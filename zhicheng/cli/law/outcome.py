"""What a rehearsal says: a table of every difference, a summary to read, or one JSON document."""

from __future__ import annotations

import csv
import json
import shutil
import sys
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import fields
from pathlib import Path
from typing import IO, Any

import click

from zhicheng.engines.sheets import FORMULA
from zhicheng.kernel.errors import BadInput
from zhicheng.law.rehearse import FIELDS, Change, Comparison, Pair, Totals

HEAD = ("case", "squad", "ended_on", "field", "what", "event", "today", "draft", "article", "reason", "reason_en")
SHOWN = 20


class Table:
    """The CSV: written beside its place first, so that a wrong case in the middle leaves nothing half written."""

    def __init__(self, out: Path, scratch: IO[str]) -> None:
        if not out.parent.is_dir():
            raise BadInput(f"没有文件夹 {out.parent}。", f"There is no folder {out.parent}.", field="--out")
        self.out, self.file = out, scratch
        self.writer = csv.writer(scratch)
        self.writer.writerow(HEAD)

    def add(self, found: Comparison) -> None:
        case = found.case
        for c in found.changes:
            place = "" if c.event is None else str(c.event + 1)
            self.writer.writerow(map(_safe, (
                case.no, case.squad, case.ended_on.isoformat(), c.field, c.what, place, c.today, c.draft, c.article, c.said.zh, c.said.en,
            )))  # fmt: skip

    def finish(self) -> None:
        self.file.flush()
        self.file.seek(0)
        with self.out.open("w", encoding="utf-8-sig", newline="") as target:
            shutil.copyfileobj(self.file, target)


def _safe(text: str) -> str:
    """A cell that a spreadsheet would take for a formula gets an apostrophe."""
    return "'" + text if text.startswith(FORMULA) else text


class Told:
    """Stdout: the first few cases and the totals; or one JSON document with all of them, held in a file until it is whole."""

    def __init__(self, rows: IO[str] | None) -> None:
        self.rows = rows
        self.first: list[Comparison] = []

    def add(self, found: Comparison) -> None:
        if not found.changes and not found.unclear:
            return
        if self.rows is None:
            self.first += [found] if len(self.first) < SHOWN else []
            return
        row = json.dumps(_as_row(found), ensure_ascii=False)
        self.rows.write(f"{',' if self.rows.tell() else ''}\n{row}")

    def finish(self, totals: Totals) -> None:
        if self.rows is None:
            for line in (*_summary(totals), *_examples(self.first, totals)):
                click.echo(line)
            return
        self.rows.seek(0)
        sys.stdout.write(f'{{"totals": {json.dumps(_as_numbers(totals), ensure_ascii=False)},\n"cases": [')
        shutil.copyfileobj(self.rows, sys.stdout)
        sys.stdout.write("]}\n")


def _as_row(found: Comparison) -> dict[str, Any]:
    case = found.case
    return {
        "case": case.no, "squad": case.squad, "ended_on": case.ended_on.isoformat(), "was_punished": case.was_punished,
        "unclear": [u.zh for u in found.unclear], "changes": [_as_change(c) for c in found.changes],
    }  # fmt: skip


def _as_change(c: Change) -> dict[str, Any]:
    place = None if c.event is None else c.event + 1
    return {
        "field": c.field, "what": c.what, "event": place, "today": c.today, "draft": c.draft, "article": c.article,
        "reason": c.said.zh, "reason_en": c.said.en,
    }  # fmt: skip


def _as_numbers(totals: Totals) -> dict[str, Any]:
    return {f.name: _plain(getattr(totals, f.name)) for f in fields(totals)}


def _plain(value: Any) -> Any:
    if isinstance(value, Pair):
        return {"today": value.today, "draft": value.draft, "more": value.more}
    return {k: _plain(v) for k, v in sorted(value.items())} if isinstance(value, Mapping) else value


COUNTED: Mapping[str, str] = {
    "spared": "应当不予处罚（轻微）", "may_be_spared": "可以不予处罚（首违）", "not_spared": "不再可以不予处罚", "heard": "新有听证权利",
    "not_heard": "不再有听证权利", "another_procedure": "程序不同", "another_range": "罚款幅度不同", "another_tier": "裁量档次不同",
    "refused": "有步骤会被拒绝", "no_longer_refused": "有步骤不再被拒绝",
}  # fmt: skip
WORK: Mapping[str, str] = {"hearings": "须告知听证的案件", "reviews": "法制审核", "discussions": "集体讨论"}


def _summary(totals: Totals) -> Iterator[str]:
    yield f"预演 {totals.cases} 件案件，{totals.changed} 件结果不同" + (
        f"，{totals.unclear} 件事实矛盾未评" if totals.unclear else ""
    )
    for name, words in COUNTED.items():
        if count := getattr(totals, name):
            yield f"  {words}：{count} 件"
    yield "工作量（现行 → 草案）"
    for name, words in WORK.items():
        pair = getattr(totals, name)
        yield f"  {words}：{pair.today} → {pair.draft}（{pair.more:+d}）"
    if totals.hearings.today:
        yield f"  现行有听证权利的 {totals.hearings.today} 件中，{totals.asked} 件申请了听证"
    yield from _pairs("文书", totals.papers)
    yield from _pairs("超期", totals.overdue)
    if totals.rules:
        yield "草案据以拒绝的规则：" + "，".join(f"{rule} {n} 件" for rule, n in totals.rules.most_common())


def _pairs(words: str, pairs: Mapping[str, Any]) -> Iterator[str]:
    for name, pair in sorted(pairs.items()):
        if pair.more:
            yield f"  {words} {name}：{pair.today} → {pair.draft}（{pair.more:+d}）"


def _examples(first: Iterable[Comparison], totals: Totals) -> Iterator[str]:
    for found in first:
        case = found.case
        yield f"\n{case.no}  {case.squad}  {case.ended_on}" + (
            f"  ✗ {'；'.join(u.zh for u in found.unclear)}" if found.unclear else ""
        )
        yield from (_line(c) for c in found.changes)
    if totals.changed + totals.unclear > SHOWN:
        yield f"\n（只列出前 {SHOWN} 件；--out FILE.csv 写出全部）"


def _line(c: Change) -> str:
    place = "" if c.event is None else f"第 {c.event + 1} 个事件 "
    reason = f"：{c.said.zh}" if c.said.zh and c.draft else ""
    where = f"（{c.article}）" if c.article else ""
    return f"    {FIELDS[c.field].zh} {place}{c.what} {c.today or '–'} → {c.draft or '–'}{reason}{where}".replace(
        "  –", " –"
    )
