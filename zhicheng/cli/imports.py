"""`zhicheng import …`: reports, and the sheets that a city keeps."""

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
        import_file(file, source=source, mapping=pairs_of(pairs), datum=datum, fit=fit_city, tell=progress),
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


@import_.command("recorders")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--json", "as_json", is_flag=True)
def import_recorders(file: Path, as_json: bool) -> None:
    """Read who wears which body camera from when, and how far its clock was off (设备编号 型号 辖区 工号 起 时钟快秒); a line is never changed."""
    setup()
    from zhicheng.server import recordings

    emit(recordings.import_recorders(file), as_json=as_json)


@import_.command("footage")
@click.argument("folder", type=click.Path(path_type=Path))
@click.option("--json", "as_json", is_flag=True)
def import_footage(folder: Path, as_json: bool) -> None:
    """List footage of body cameras: FOLDER with manifest.csv (文件名 设备编号 开始 结束 经度 纬度 SHA-256), or files named DEVICE_BEGIN_END.mp4."""
    setup()
    from zhicheng.server import recordings

    emit(recordings.import_footage(folder), as_json=as_json)


SHEETS = {
    "organisations": "Read the sheet of units (单位名称 单位类型 上级单位 辖区 … 配手机 门前三包责任段); a name keeps its id.",
    "staff": "Read the sheet of people (工号 姓名 单位 人员类别 角色 辖区 用途 执法证号 … 在职); a staff number keeps its id.",
    "crews": "Read the sheet of crews (班组名称 班组类型 单位 辖区 车辆 车牌 成员工号 班次); a name keeps its id.",
    "responsibilities": "Read the sheet of responsibilities (处置单位 事项 辖区); it is the whole of them: what is missing in it goes.",
    "sensors": "Read the register of sensors (编号 名称 类型 单位 经度 纬度 … 场所类别 … 维护单位 所属工地商户 … 在用); a code keeps its sensor.",
}


def _sheet_command(name: str, help_: str) -> click.Command:
    @click.argument("file", type=click.Path(path_type=Path))
    @click.option("--dry-run", is_flag=True, help="Say what would change; write nothing.")
    @click.option(
        "--sample", is_flag=True, help="Instead of reading FILE, write the sheet of an invented brigade there."
    )
    @click.option("--json", "as_json", is_flag=True)
    def command(file: Path, dry_run: bool, sample: bool, as_json: bool, passwords: Path | None = None) -> None:
        setup()
        from zhicheng.server import imports

        if sample:
            from zhicheng.sim.sheet import write_register

            emit({"written": str(file), "rows": write_register(name, file)}, as_json=as_json)
            return
        result = imports.import_register(name, file, dry_run=dry_run, passwords=passwords)
        changes = result.pop("changes")
        emit({**result, "changes": changes} if as_json else result, as_json=as_json)
        if not as_json:
            for change in changes:
                click.echo(imports.change_line(change))

    made = click.command(name, help=help_)(command)
    if name == "staff":
        where = click.Path(path_type=Path)
        made.params.append(
            click.Option(
                ["--passwords"],
                type=where,
                help="Give everybody without one a first password; write them to this CSV file.",
            )
        )
    return made


for _name, _help in SHEETS.items():
    import_.add_command(_sheet_command(_name, _help))


def pairs_of(pairs: Sequence[str]) -> dict[str, str]:
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
