"""`zhicheng import reports FILE` and `zhicheng import conditions FILE`."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import click

from zhicheng.cli import setup
from zhicheng.cli.output import emit, progress
from zhicheng.engines.datum import Datum
from zhicheng.kernel.errors import BadInput


@click.group("import")
def import_() -> None:
    """Take reports or sheets from files into the running system."""


@import_.command("reports")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--source", default="import", help="hotline, citizen, grid, camera, sensor, social, officer or import.")
@click.option("--map", "pairs", multiple=True, metavar="THEIRS=OURS", help="Their column name = our field.")
@click.option(
    "--datum", type=click.Choice(["wgs84", "gcj02", "bd09"]), default="wgs84", help="Coordinate system of the file."
)
@click.option("--fit-city", is_flag=True, help="Try out a foreign city's file: move its points onto this city.")
@click.option("--json", "as_json", is_flag=True)
def import_reports(
    file: Path, source: str, pairs: tuple[str, ...], datum: Datum, fit_city: bool, as_json: bool
) -> None:
    """Read reports from FILE (.csv .csv.gz .jsonl .parquet .xlsx) through to tickets. Importing again adds nothing twice."""
    setup()
    from zhicheng.server.imports import import_file

    emit(
        import_file(file, source=source, mapping=_pairs(pairs), datum=datum, fit=fit_city, tell=progress),
        as_json=as_json,
    )


@import_.command("conditions")
@click.argument("file", type=click.Path(path_type=Path))
@click.option(
    "--sample", is_flag=True, help="Instead of reading FILE, write the invented city's sheet there as an example."
)
@click.option("--json", "as_json", is_flag=True)
def import_conditions(file: Path, sample: bool, as_json: bool) -> None:
    """Read the city's sheet of filing conditions and limits (立案条件 结案条件 处置时限); re-import keeps ids."""
    setup()
    if sample:
        from zhicheng.sim.sheet import write_sheet

        emit({"written": str(file), "conditions": write_sheet(file)}, as_json=as_json)
        return
    from zhicheng.server.imports import import_sheet

    emit(import_sheet(file), as_json=as_json)


@import_.command("permits")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--json", "as_json", is_flag=True)
def import_permits(file: Path, as_json: bool) -> None:
    """Read permits (编号 种类 持有人 地点 经度 纬度 半径 时段 有效期起 有效期止 数量) from Excel or CSV."""
    setup()
    from zhicheng.server.imports import import_permit_sheet

    emit(import_permit_sheet(file), as_json=as_json)


def _pairs(pairs: Sequence[str]) -> dict[str, str]:
    out = {}
    for pair in pairs:
        theirs, equals, ours = pair.partition("=")
        if not equals:
            raise BadInput(
                f"--map {pair} 应写成 他们的列名=我们的字段。",
                f"--map {pair}: write THEIR COLUMN=OUR FIELD.",
                field="map",
            )
        out[theirs.strip()] = ours.strip()
    return out
