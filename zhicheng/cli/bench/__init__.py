"""`zhicheng bench`: ours beside named peers in the same run, as ratios. Benchmarks, not tests: nothing here has a time limit."""

from __future__ import annotations

import json
import os
import platform
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

import click

from zhicheng.cli.output import progress
from zhicheng.kernel.errors import BadInput

Row = dict[str, Any]
IN_PROCESS = {
    "places": "zhicheng.cli.bench.places",
    "assign": "zhicheng.cli.bench.dispatch",
    "replay": "zhicheng.cli.bench.dispatch",
    "assess": "zhicheng.cli.bench.law",
    "vision": "zhicheng.cli.bench.vision",
    "clips": "zhicheng.cli.bench.clips",
    "photos": "zhicheng.cli.bench.photos",
    "duplicates": "zhicheng.cli.bench.duplicates",
    "classify": "zhicheng.cli.bench.classify",
}
WITHOUT_CITY = (
    "papers",
    "assess",
    "vision",
    "clips",
    "photos",
    "duplicates",
    "classify",
)  # papers, the law, the eyes and texts know no streets by name
ALONE = ("papers",)  # in a process of its own, without a city
WITH_DATABASE = (
    "post_report",
    "import_reports",
    "ticket_list",
    "positions",
    "bulk",
    "latency",
    "cases",
    "sensors",
    "doors",
    "open311",
    "mixed",
)


@click.command()
@click.argument("name", required=False)
@click.option("--quick", is_flag=True, help="Smaller numbers: a look, not a measurement.")
@click.option("--city", type=click.Path(path_type=Path), help="City folder; without it the demo city is built once.")
@click.option(
    "--data",
    type=click.Path(path_type=Path),
    help="classify, mixed: folder with real texts; else they are made up.",
)
@click.option(
    "--write", type=click.Path(path_type=Path), help="Also write the table as Markdown, merged with what stands there."
)
@click.option("--json", "as_json", is_flag=True)
def bench(
    name: str | None, quick: bool, city: Path | None, data: Path | None, write: Path | None, as_json: bool
) -> None:
    """Run one benchmark (NAME) or all; database benchmarks also run on PostgreSQL when ZHICHENG_DATABASE names one."""
    names = [*IN_PROCESS, *ALONE, *WITH_DATABASE]
    if name is not None and name not in names:
        raise BadInput(
            f"没有基准 {name}；可用：{'、'.join(names)}。",
            f"There is no benchmark {name}; any of {', '.join(names)}.",
            field="NAME",
        )
    folder = _city(city) if name not in WITHOUT_CITY else Path()
    rows: list[Row] = []
    for one in [name] if name else names:
        progress(f"{one} …")
        found = _in_process(one, quick, folder, data) if one in IN_PROCESS else _by_itself(one, quick, folder, data)
        for row in found:
            rows.append({**row, "machine": machine()})
            if not as_json:
                click.echo(_line(row))
    if as_json:
        click.echo(json.dumps(rows, ensure_ascii=False))
    if write is not None:
        write.write_text(_table(rows, write), encoding="utf-8")


HEAD = """# Benchmarks

Written by `zhicheng bench --write docs/reference/benchmarks.md` (PostgreSQL: `python -m tools.postgres run -- zhicheng bench …`).
Each row is one run; the peer ran in the same run unless it is called published. A ratio above 1 means ours is better.
Shared machines drift by some 30 %: trust the ratios and the CPU figures more than the wall times.

| what | ours | unit | peer | peer's figure | ratio | n | machine |
|---|---|---|---|---|---|---|---|
"""


def _table(rows: list[Row], path: Path) -> str:
    """The Markdown table; rows of other runs that stand in the file stay."""
    kept = {}
    if path.exists():
        lines = path.read_text(encoding="utf-8").splitlines()
        kept = {
            line.split("|")[1].strip(): line
            for line in lines
            if line.startswith("| ") and not line.startswith("| what")
        }
    for r in rows:
        peer = ("", "", "") if r["peer"] is None else (r["peer_name"], f"{r['peer']:g}", f"{r['ratio']:g} ×")
        kept[r["name"]] = (
            f"| {r['name']} | {r['ours']:g} | {r['unit']} | {peer[0]} | {peer[1]} | {peer[2]} | {r['n']:,} | {r['machine']} |"
        )
    return HEAD + "\n".join(kept[name] for name in sorted(kept)) + "\n"


def machine() -> str:
    """Cores and processor type; a figure without them means nothing."""
    return f"{os.cpu_count()} cores, {platform.machine()}, Python {platform.python_version()}"


def _line(row: Row) -> str:
    peer = "" if row["peer"] is None else f" | {row['peer_name']}: {row['peer']:g} | {row['ratio']:g}×"
    return f"{row['name']:<44} {row['ours']:g} {row['unit']}{peer} (n={row['n']:,})"


def _city(folder: Path | None) -> Path:
    if folder is not None:
        return folder.resolve()
    from zhicheng.sim.city import ensure

    return ensure(Path("var/city").resolve(), progress=progress)


def _in_process(name: str, quick: bool, folder: Path, data: Path | None) -> list[Row]:
    from zhicheng.cli.bench import classify, clips, dispatch, duplicates, law, photos, places, vision
    from zhicheng.ground.places.city import City

    match name:
        case "assess":
            return law.bench_assess(quick)
        case "duplicates":
            return duplicates.bench_duplicates(quick)
        case "classify":
            return classify.bench_classify(quick, data)
        case "clips":
            return clips.bench_clips(quick)
        case "photos":
            return photos.bench_photos(quick)
        case "vision":
            return vision.bench_vision(quick)
        case "places":
            city = City.open(folder)
            return [places.bench_point_to_area(quick, city), places.bench_travel_times(quick, city)]
        case "assign":
            return dispatch.bench_assign(quick)
    return dispatch.bench_replay(quick)


def _by_itself(name: str, quick: bool, folder: Path, data: Path | None) -> list[Row]:
    """In a process of its own; where there is a database, it is empty and in a temporary home."""
    with tempfile.TemporaryDirectory(prefix="zhicheng-bench-") as home:
        environment = {
            **os.environ, "ZHICHENG_MODE": "test", "ZHICHENG_HOME": home, "ZHICHENG_CITY": str(folder), "ZHICHENG_HTTPS": "false",
            "ZHICHENG_REPORTS_PER_MINUTE": "1000000",
        }  # fmt: skip
        module = ["zhicheng.cli.bench.papers"] if name in ALONE else ["zhicheng.cli.bench.flow", name]
        command = [sys.executable, "-m", *module, *(["--quick"] if quick else [])]
        if data is not None:
            command += ["--data", str(data.resolve())]
        done = subprocess.run(command, env=environment, stdout=subprocess.PIPE, check=False)  # noqa: S603 - our own command
        if done.returncode:
            raise BadInput(
                f"基准 {name} 没有完成（退出码 {done.returncode}），请看上面的错误。",
                f"Benchmark {name} did not finish (exit code {done.returncode}); see the error above.",
                field=name,
            )
        found: list[Row] = json.loads(done.stdout.splitlines()[-1])
        return found
