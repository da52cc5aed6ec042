"""`zhicheng law rehearse`: a draft of the law run over cases that have been, compared with today's."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Mapping
from datetime import date, datetime
from pathlib import Path
from tempfile import TemporaryFile
from typing import TYPE_CHECKING, Any

import click

from zhicheng.cli import setup
from zhicheng.cli.law.packs import Lines, drafted_book, jurisdiction_of, read_yaml
from zhicheng.infra import plug
from zhicheng.kernel.errors import BadInput

if TYPE_CHECKING:
    from zhicheng.law.book import Book
    from zhicheng.law.rehearse import PastCase

PAST = "zhicheng.flow.cases.queries.past"  # (first, last) → the city's own cases that ended then
Past = Callable[[date, date], Iterator["PastCase"]]
DAY = click.DateTime(formats=["%Y-%m-%d"])


@click.command("rehearse")
@click.argument("pack", type=click.Path(path_type=Path))
@click.option("--from", "first", type=DAY, help="cases that ended on or after this day")
@click.option("--to", "last", type=DAY, help="cases that ended on or before this day")
@click.option(
    "--cases", type=click.Path(path_type=Path), help="instead of the city's own: scenarios (.yaml .json .jsonl)"
)
@click.option("--jurisdiction", help="six-digit division code; without it: of the folder's name, or of the cases")
@click.option("--today", type=click.Path(path_type=Path), help="compare with this pack instead of the one that runs")
@click.option("--as-written", is_flag=True, help="keep the draft's own dates; else it is taken as in force all along")
@click.option("--out", type=click.Path(path_type=Path), help="write every difference as CSV, one a line")
@click.option("--json", "as_json", is_flag=True, help="one JSON document on stdout")
def rehearse(
    pack: Path, first: datetime | None, last: datetime | None, cases: Path | None, jurisdiction: str | None, today: Path | None,
    as_written: bool, out: Path | None, as_json: bool,
) -> None:  # fmt: skip
    """Run a draft PACK (a folder as `law lint` takes it, or one overlay file) over past cases: what it would have changed, and the work it makes."""
    from zhicheng.cli.law.outcome import Table, Told
    from zhicheng.law.rehearse import Totals, as_if_in_force, compare, ended_within

    since, until = first and first.date(), last and last.date()
    if since and until and since > until:
        raise BadInput(
            f"--from {since} 晚于 --to {until}。", f"--from {since} is later than --to {until}.", field="--from"
        )
    config = _config(cases)
    region = jurisdiction or jurisdiction_of(pack) or str(config.get("jurisdiction", ""))
    now = _today(today, region, config)
    draft = drafted_book(pack, region, config)
    if not as_written:
        draft = as_if_in_force(draft, now)
    past = _own(since, until) if cases is None else _from_file(cases, now)
    totals = Totals()
    with TemporaryFile("w+", encoding="utf-8") as rows, TemporaryFile("w+", encoding="utf-8", newline="") as lines:
        table = Table(out, lines) if out else None
        told = Told(rows if as_json else None)
        for case in ended_within(past, since, until):
            found = compare(case, now, draft)
            totals.add(found)
            told.add(found)
            if table:
                table.add(found)
        if table:
            table.finish()
        told.finish(totals)


def _config(cases: Path | None) -> dict[str, Any]:
    """The settings that stand above the cases; lines of a .jsonl have none."""
    if cases is None or cases.suffix == ".jsonl":
        return {}
    return dict(read_yaml(cases).get("config") or {})


def _today(pack: Path | None, jurisdiction: str, config: Mapping[str, Any]) -> Book:
    from zhicheng.law.scenarios import read_config

    if pack is not None:
        return drafted_book(pack, jurisdiction, config)
    return read_config({**config, "jurisdiction": jurisdiction})


# Where past cases come from --------------------------------------------------------------------------------------------------


def _own(first: date | None, last: date | None) -> Iterator[PastCase]:
    """The city's own cases, from its database."""
    setup()
    past: Past = plug.load(PAST)
    yield from past(first or date.min, last or date.max)


def _from_file(file: Path, book: Book) -> Iterator[PastCase]:
    """Scenarios, one document or one a line. BadInput says file, line and key."""
    from zhicheng.law.rehearse.written import read_case

    rows = _lines_of(file) if file.suffix == ".jsonl" else _document(file)
    for n, (scenario, line) in enumerate(rows, start=1):
        try:
            if not isinstance(scenario, Mapping):
                raise BadInput("应为一组字段。", "Give fields here.", field="scenarios")
            yield from read_case(scenario, book, n)
        except BadInput as error:
            raise _placed(error, file, line(error.field)) from None


Line = Callable[[str], int]


def _lines_of(file: Path) -> Iterator[tuple[Any, Line]]:
    if not file.is_file():
        raise BadInput(f"找不到文件 {file}。", f"There is no file {file}.", field="--cases")
    with file.open(encoding="utf-8") as lines:
        for number, text in enumerate(lines, start=1):
            if not text.strip():
                continue
            try:
                row = json.loads(text)
            except json.JSONDecodeError as error:
                raise _placed(
                    BadInput(f"不是正确的 JSON：{error.msg}。", f"no sound JSON: {error.msg}."), file, number
                ) from None
            yield row, lambda field, n=number: n  # type: ignore[misc]


def _document(file: Path) -> Iterator[tuple[Any, Line]]:
    rows = read_yaml(file).get("scenarios")
    if not isinstance(rows, list):
        raise BadInput(
            f"{file.name} 里没有 scenarios 列表。", f"{file.name} has no list of scenarios.", field="scenarios"
        )
    for place, row in enumerate(rows):
        yield row, lambda field, p=place: _line_in(file, p, field)  # type: ignore[misc]


def _line_in(file: Path, place: int, field: str) -> int:
    parts = re.findall(r"[^.\[\]]+", field)  # events[1].data.amount
    path = (int(part) if part.isdigit() else part for part in parts)
    return Lines(file.read_text(encoding="utf-8")).of(("scenarios", place, *path))


def _placed(error: BadInput, file: Path, line: int) -> BadInput:
    key = f"{error.field}：" if error.field else ""
    return BadInput(
        f"{file.name} 第 {line} 行，{key}{error.said.zh}",
        f"{file.name}, line {line}: {error.field} {error.said.en}",
        field="--cases",
    )
