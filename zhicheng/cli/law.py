"""`zhicheng law`: what the statutes make of given facts, and whether a pack of rules is sound."""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

import click
import yaml

from zhicheng.kernel.errors import BadInput
from zhicheng.law import packs
from zhicheng.law.packs.schema import FIELDS, Problem, check, check_together

PACKS = Path(packs.__file__).parent


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
@click.option("--json", "as_json", is_flag=True, help="one JSON document on stdout")
def check_law(depth: int | None, states: int, as_json: bool) -> None:
    """Explore every reachable sequence of steps over a covering set of facts; monitors watch what the rules let by. Exit 1 if one objects."""
    from zhicheng.law.explore.monitors import WATCHED
    from zhicheng.law.explore.search import explore
    from zhicheng.law.explore.worlds import all_worlds

    found = explore(all_worlds(), depth=depth, states=states)
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
    """Check a PACK folder (laws, constants, violations, leniency as YAML): fields, dates, amounts against the higher texts."""
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


def lint_pack(pack: Path) -> tuple[list[Problem], dict[str, Any]]:
    """Everything wrong with a pack, and its documents by name. BadInput when it is no pack folder."""
    files = sorted(pack.glob("*.yaml")) if pack.is_dir() else []
    if not files:
        raise BadInput(
            f"{pack} 里没有 .yaml 文件；法规包是一个文件夹，含 {'、'.join(FIELDS)}。",
            f"{pack} holds no .yaml file; a pack is a folder with {', '.join(FIELDS)}.",
            field="PACK",
        )
    documents: dict[str, Any] = {}
    lines: dict[str, Lines] = {}
    problems: list[Problem] = []
    for file in files:
        text = file.read_text(encoding="utf-8")
        documents[file.stem] = read_yaml(file)
        lines[file.stem] = Lines(text)
        problems += check(file.stem, documents[file.stem], lines[file.stem].of, file.name)
    if problems:
        return problems, documents
    rows = {name: document[name] for name, document in documents.items() if name in FIELDS}
    above = (
        {}
        if pack.resolve() == (PACKS / "national").resolve()
        else {n: read_yaml(PACKS / "national" / f"{n}.yaml")[n] for n in FIELDS}
    )
    together = check_together(above, rows, lambda name, path: lines[name].of(path))
    return [Problem(f"{p.file}.yaml", p.line, p.what) for p in together], documents


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
