"""The register of sensors by the command line: all or nothing, a dry run, a sample that can be looked at."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest
from openpyxl import load_workbook

from tests.brigade import AT, Brigade
from zhicheng.cli import main
from zhicheng.ground.sensors.queries import Sensor
from zhicheng.ground.sensors.sheets import COLUMNS
from zhicheng.ground.sensors.tests.city import X, Y, set_up
from zhicheng.kernel.errors import BadSheet
from zhicheng.server.imports import import_register

pytestmark = pytest.mark.django_db
LINE = {"编号": "N-9", "名称": "河街噪声", "类型": "噪声", "经度": str(X), "纬度": str(Y), "场所类别": "4a"}


@pytest.fixture(autouse=True)
def sensors(brigade: Brigade) -> None:
    set_up()


def file(folder: Path, *lines: dict[str, str]) -> Path:
    path = folder / "传感器.csv"
    with path.open("w", encoding="utf-8-sig", newline="") as f:
        csv.writer(f).writerows([COLUMNS, *([line.get(c, "") for c in COLUMNS] for line in lines)])
    return path


def test_the_command_imports_and_tells_what_changed(tmp_path: Path) -> None:
    path = file(tmp_path, LINE)
    assert import_register("sensors", path, dry_run=True, at=AT)["written"] is False
    assert not Sensor.objects.filter(code="N-9").exists()
    result = import_register("sensors", path, at=AT)
    assert (result["rows"], result["added"], result["written"]) == (1, 1, True)
    assert import_register("sensors", path, at=AT)["same"] == 1


def test_a_wrong_sheet_is_refused_by_the_command_too(tmp_path: Path) -> None:
    path = file(tmp_path, LINE | {"纬度": "91"})
    for dry_run in (True, False):
        with pytest.raises(BadSheet):
            import_register("sensors", path, dry_run=dry_run, at=AT)
    assert Sensor.objects.count() == 3


def test_the_command_exits_with_two_and_names_the_row(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main(["import", "sensors", str(file(tmp_path, LINE | {"类型": "温度"}))])
    assert ended.value.code == 2
    assert "第 2 行 · 类型" in capsys.readouterr().err


def test_a_sample_can_be_imported(tmp_path: Path) -> None:
    path = tmp_path / "sample.xlsx"
    with pytest.raises(SystemExit) as ended:
        main(["import", "sensors", str(path), "--sample"])
    assert ended.value.code == 0
    assert [c.value for c in next(load_workbook(path).active.iter_rows(min_row=2, max_row=2))] == list(COLUMNS)  # type: ignore[union-attr]
