"""`zhicheng law`: what the statutes make of given facts, and whether a pack of rules is sound."""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import click

from zhicheng.cli.law.packs import compiled, lint_pack, read_yaml
from zhicheng.cli.law.rehearse import rehearse
from zhicheng.cli.output import progress
from zhicheng.kernel.errors import BadInput


@click.group()
def law() -> None:
    """The executable law: plan a case, check a pack."""


@law.command()
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="one JSON document on stdout")
def plan(file: Path, as_json: bool) -> None:
    """Answer the scenarios of FILE (YAML or JSON; keys in docs/reference/scenarios.md): procedure, range, refusals, dates, papers."""
    from zhicheng.law.scenarios import solve

    document = read_yaml(file)
    scenarios = document.get("scenarios")
    if not isinstance(scenarios, list) or not all(isinstance(s, Mapping) for s in scenarios):
        raise BadInput(
            f"{file.name} 里没有 scenarios 列表。", f"{file.name} has no list of scenarios.", field="scenarios"
        )
    config = document.get("config") or {}
    results = {str(s.get("id", n)): solve(s, config) for n, s in enumerate(scenarios, start=1)}
    if as_json:
        click.echo(json.dumps({"results": results}, ensure_ascii=False))
        return
    for scenario in scenarios:
        _tell(scenario, results[str(scenario.get("id"))])


def _tell(scenario: Mapping[str, Any], answer: Mapping[str, Any]) -> None:
    click.echo(f"\n{scenario.get('id')}  {scenario.get('title', '')}")
    for name, one in [("", answer), *((f"情形 {n}", a) for n, a in enumerate(answer["cases"], start=1))]:
        whole = one["range"]
        amount = f"{whole[0]:g}–{whole[1]:g} 元" if whole else "–"
        click.echo(f"  {name or '事实'}：{one['procedure'] or '–'} · {one['law_applied'] or '–'} · 幅度 {amount}")
        for reason in one["reasons"]:
            click.echo(f"    ✗ {reason['rule']} {reason['zh']}（{reason['article']}）")
        for key, on in one["deadlines"].items():
            click.echo(f"    {key}: {on}")
        if one["documents"]:
            click.echo(f"    文书：{' '.join(one['documents'])}")


@law.command("check")
@click.option("--depth", type=click.IntRange(min=1), help="no sequence longer than this")
@click.option(
    "--states", type=click.IntRange(min=1), default=20_000, show_default=True, help="stop after so many distinct states"
)
@click.option(
    "--processes",
    type=click.IntRange(min=1),
    default=1,
    show_default=True,
    help="share the worlds among so many processes",
)
@click.option("--json", "as_json", is_flag=True, help="one JSON document on stdout")
def check_law(depth: int | None, states: int, processes: int, as_json: bool) -> None:
    """Explore every reachable sequence of steps over a covering set of facts; monitors watch what the rules let by. Exit 1 if one objects."""
    from zhicheng.law.explore.monitors import WATCHED
    from zhicheng.law.explore.search import Report
    from zhicheng.law.explore.shards import How, explore_by

    def told(report: Report) -> None:
        if report.worlds // 8 % 8 == 0:
            wrong = f"{len(report.violations)} violations, {len(report.dead_ends)} dead ends"
            progress(
                f"{report.worlds} worlds, {len(report.signatures)} states, {report.transitions} transitions, {wrong}"
            )

    found = explore_by(processes, states=states, how=How(depth), told=told)
    answer = {
        "states": len(found.signatures), "transitions": found.transitions, "sequences": found.sequences, "refused": found.refused,
        "worlds": found.worlds, "invariants": len(WATCHED), "stages": len(found.stages), "steps": len(found.steps),
        "violations": found.violations, "dead_ends": found.dead_ends, "complete": found.complete, "seconds": round(found.seconds, 2),
    }  # fmt: skip
    if as_json:
        click.echo(json.dumps(answer, ensure_ascii=False))
    else:
        for key, value in answer.items():
            click.echo(f"{key:<12} {len(value) if isinstance(value, list) else value}")
        for wrong in (*found.violations, *found.dead_ends):
            click.echo(f"  ✗ {' · '.join(f'{k}: {v}' for k, v in wrong.items())}")
    sys.exit(1 if found.violations or found.dead_ends else 0)


@law.command()
@click.argument("pack", type=click.Path(path_type=Path))
@click.option("--write", is_flag=True, help="when it is sound, also write the JSON that runs")
@click.option("--json", "as_json", is_flag=True, help="one JSON document on stdout")
def lint(pack: Path, write: bool, as_json: bool) -> None:
    """Check a PACK (a folder with laws, constants, violations, leniency as YAML, or one overlay file): fields, dates, higher texts."""
    if write and pack.is_file():
        raise BadInput(
            f"{pack.name} 是叠加在现行包上的草案，不能 --write；请把它并入一个法规包文件夹。",
            f"{pack.name} is an overlay, which does not run; put it into a pack's folder to --write it.",
            field="--write",
        )
    problems, documents = lint_pack(pack)
    if write and not problems:
        for name, document in documents.items():
            (pack / f"{name}.json").write_text(compiled(document), encoding="utf-8")
    if as_json:
        click.echo(json.dumps({"problems": [p._asdict() for p in problems]}, ensure_ascii=False))
    else:
        for p in problems:
            click.echo(f"{p.file}:{p.line}: {p.what}")
        click.echo("✓ 没有发现问题" if not problems else f"{len(problems)} 个问题")
    sys.exit(1 if problems else 0)


law.add_command(rehearse)
