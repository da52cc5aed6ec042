"""`zhicheng import …` as a person types it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook

from tests.brigade import GRID, Brigade
from tests.tiny_city import place
from zhicheng.cli import main
from zhicheng.flow.tickets import queries as tickets
from zhicheng.ground.permits import queries as permits

pytestmark = pytest.mark.django_db
X, Y = place(GRID)


def run(capsys: pytest.CaptureFixture[str], *arguments: Any) -> tuple[int, str, str]:
    """(exit status, stdout, stderr) of one command."""
    with pytest.raises(SystemExit) as ended:
        main([str(a) for a in arguments])
    out, err = capsys.readouterr()
    return int(ended.value.code or 0), out, err


def test_the_sample_sheet_can_be_written_looked_at_and_taken_in(
    brigade: Brigade, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    sheet = tmp_path / "标准.xlsx"
    status, out, _ = run(capsys, "import", "conditions", sheet, "--sample", "--json")
    assert (status, json.loads(out)["written"]) == (0, str(sheet))
    written = json.loads(out)["conditions"]
    book = load_workbook(sheet).active
    assert book is not None
    assert book.merged_cells.ranges  # as offices do
    status, out, _ = run(capsys, "import", "conditions", sheet, "--json")
    assert (status, json.loads(out)["rows"]) == (0, written)
    status, out, _ = run(capsys, "import", "conditions", sheet, "--json")
    again = json.loads(out)
    assert (again["added"], again["changed"]) == (0, 0)
    assert all(tickets.conditions_of(code) for code in ("01001", "09001", "10002"))


def test_permits_come_in_or_not_at_all(brigade: Brigade, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    head = "编号,种类,持有人,地点,经度,纬度,半径,时段,有效期起,有效期止,数量\n"
    good = f"TW-1,摊位点,李某,钟楼夜市,{X},{Y},60,17:00-22:00,2026-09-01,2026-12-31,12\n"
    file = tmp_path / "p.csv"
    for bad, says in (
        (good.replace("TW-1", "TW-2").replace("摊位点", "马戏团"), "种类"),
        (good.replace("TW-1", "TW-2").replace("17:00-22:00", "晚上"), "时段"),
        (good.replace("TW-1", "TW-2").replace("2026-12-31", "2026-02-30"), "有效期止|不存在"),
        (good.replace("TW-1", "TW-2").replace(",60,", ",inf,"), "不是整数"),
        (good.replace("TW-1", "TW-2").replace(str(X), "nan"), "不在本市"),
        (good.replace("TW-1", ""), "缺 编号"),
    ):
        file.write_text(head + good + bad, encoding="utf-8")
        status, out, err = run(capsys, "import", "permits", file, "--json")
        assert (status, out) == (2, ""), says
        assert any(word in err for word in says.split("|")), err
        assert "Traceback" not in err
        assert permits.stalls() == []
    file.write_text(head + good, encoding="gbk")
    status, out, _ = run(capsys, "import", "permits", file, "--json")
    assert (status, json.loads(out)) == (0, {"permits": 1})


@pytest.mark.parametrize(
    ("arguments", "says"),
    [(("--map", "x"), "他们的列名=我们的字段"), (("--map", "nr=nonsense"), "没有字段"), (("--map", "zz=id"), "没有列"),
     (("--source", "moon"), "没有来源"),
     (("--datum", "mars"), "mars")],
)  # fmt: skip
def test_a_wrong_option_is_one_sentence_and_nothing_is_read(
    brigade: Brigade, tmp_path: Path, capsys: pytest.CaptureFixture[str], arguments: tuple[str, ...], says: str
) -> None:
    file = tmp_path / "a.csv"
    file.write_text(f"nr,lng,lat,text\n1,{X},{Y},垃圾\n", encoding="utf-8")
    status, out, err = run(capsys, "import", "reports", file, *arguments)
    assert (status, out) == (2, "")
    assert says in err
    from zhicheng.flow.reports.queries import Report

    assert not Report.objects.exists()


def test_people_read_lines_and_machines_one_document(
    brigade: Brigade, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "a.csv"
    file.write_text(f"nr,lng,lat,text\n1,{X},{Y},垃圾满溢\n", encoding="utf-8")
    status, out, err = run(capsys, "import", "reports", file, "--map", "nr=id")
    assert status == 0
    assert "accepted: 1" in out
    assert "1 行" in err
    status, out, _ = run(capsys, "import", "reports", file, "--map", "nr=id", "--json")
    assert (json.loads(out)["accepted"], json.loads(out)["known"]) == (0, 1)
