"""Body cameras from an office's files: the sheet of who wears which, a folder with its manifest, a folder of named files."""

from __future__ import annotations

import hashlib
from datetime import datetime
from pathlib import Path

import pytest

from tests.brigade import Brigade, give_numbers
from zhicheng.ground.evidence.models import Clip, Recorder, RecorderTurn
from zhicheng.kernel.calendar import CHINA
from zhicheng.kernel.errors import BadInput, BadSheet
from zhicheng.server.recordings import import_footage, import_recorders

pytestmark = pytest.mark.django_db
AT = datetime(2026, 11, 26, 12, tzinfo=CHINA)
HEAD = "设备编号,型号,辖区,工号,起,时钟快秒\n"
LIST = "文件名,设备编号,开始,结束,经度,纬度,SHA-256\n"


@pytest.fixture
def worn(brigade: Brigade, tmp_path: Path) -> Path:
    """Bob has worn PE-001 since February; its clock is two minutes ahead."""
    give_numbers(brigade, Bob="0017")
    sheet = tmp_path / "recorders.csv"
    sheet.write_text(
        HEAD + "PE-001,DSJ-8,,0017,2026-02-01 08:00,120\nPE-001,DSJ-8,,,2026-06-01 08:00,-15\n", encoding="utf-8"
    )
    assert import_recorders(sheet, at=AT) == {"read": 2, "recorders": 1, "new": 2, "known": 0}
    folder = tmp_path / "footage"
    folder.mkdir()
    return folder


def test_the_register_from_its_sheet(worn: Path) -> None:
    assert list(RecorderTurn.objects.order_by("since").values_list("ahead_s", flat=True)) == [120, -15]
    assert Recorder.objects.get().model == "DSJ-8"


@pytest.mark.parametrize(
    ("line", "field", "words"),
    [
        ("PE-1,,,0017,yesterday,0", "起", "不是时间"),
        ("PE-1,,,0017,2026-02-30 08:00,0", "起", "不是时间"),
        ("PE-1,,,0017,2026-02-01 08:00,fast", "时钟快秒", "不是整数秒"),
        ("PE-1,,,0017,2026-02-01 08:00,1.5", "时钟快秒", "不是整数秒"),
        ("PE-1,,,4711,2026-02-01 08:00,0", "工号", "没有工号"),
        ("PE-1,,,0017,2027-02-01 08:00,0", "起", "在将来"),
    ],
)
def test_a_wrong_line_is_told_by_row_and_column(worn: Path, tmp_path: Path, line: str, field: str, words: str) -> None:
    sheet = tmp_path / "wrong.csv"
    sheet.write_text(HEAD + line + "\n", encoding="utf-8")
    with pytest.raises(BadSheet) as refused:
        import_recorders(sheet, at=AT)
    assert [(w.row, w.field) for w in refused.value.rows] == [(2, field)]
    assert words in refused.value.rows[0].reason
    assert Recorder.objects.count() == 1


def test_a_sheet_without_its_columns(tmp_path: Path) -> None:
    sheet = tmp_path / "other.csv"
    sheet.write_text("编号,时间\n1,2\n", encoding="utf-8")
    with pytest.raises(BadInput, match="缺列"):
        import_recorders(sheet, at=AT)


def test_a_folder_by_its_manifest(worn: Path) -> None:
    (worn / "a.mp4").write_bytes(b"moving pictures")
    (worn / "manifest.csv").write_text(
        LIST + "a.mp4,PE-001,2026-03-02 10:00:00,2026-03-02 10:12:00,117.03,32.01,\n"
        + f"b.mp4,PE-001,2026/03/02 11:00:00,2026/03/02 11:01:30,,,{'c' * 64}\n", encoding="utf-8",
    )  # fmt: skip
    assert import_footage(worn, at=AT) == {"read": 2, "new": 2, "known": 0}
    one, two = Clip.objects.order_by("file")
    assert (one.sha256, one.size, one.lng_e7) == (hashlib.sha256(b"moving pictures").hexdigest(), 15, 1_170_300_000)
    assert (two.sha256, two.size, two.lng_e7) == ("c" * 64, None, None)  # it stays where it is, its digest was told
    assert one.began_at == datetime(2026, 3, 2, 10, tzinfo=CHINA)
    assert import_footage(worn, at=AT) == {"read": 2, "new": 0, "known": 2}


def test_a_folder_by_the_names_of_its_files(worn: Path) -> None:
    (worn / "PE-001_20260302100000_20260302101200.mp4").write_bytes(b"x")
    (worn / ".DS_Store").write_bytes(b"")
    assert import_footage(worn, at=AT) == {"read": 1, "new": 1, "known": 0}
    assert Clip.objects.get().ended_at == datetime(2026, 3, 2, 10, 12, tzinfo=CHINA)


@pytest.mark.parametrize(
    ("name", "field", "words"),
    [
        ("holiday.mp4", "文件名", "设备编号_开始_结束"),
        ("PE-001_20260302.mp4", "文件名", "设备编号_开始_结束"),
        ("PE-001_20260230100000_20260230101200.mp4", "文件名", "不存在"),
        ("PE-009_20260302100000_20260302101200.mp4", "设备编号", "没有登记"),
        ("PE-001_20260302101200_20260302100000.mp4", "结束", "开始之后"),
    ],
)
def test_a_name_that_says_nothing_lists_nothing(worn: Path, name: str, field: str, words: str) -> None:
    (worn / "PE-001_20260302080000_20260302080100.mp4").write_bytes(b"x")
    (worn / name).write_bytes(b"x")
    with pytest.raises(BadSheet) as refused:
        import_footage(worn, at=AT)
    assert field in {w.field for w in refused.value.rows}
    assert any(words in w.reason for w in refused.value.rows)
    assert not Clip.objects.exists()


@pytest.mark.parametrize(
    ("line", "field", "words"),
    [
        ("a.mp4,PE-001,2026-03-02 10:00,soon,,,", "结束", "不是时间"),
        ("a.mp4,PE-001,2026-03-02 10:00,2026-03-02 10:05,117.03,,", "经度", "要么都写"),
        ("a.mp4,PE-001,2026-03-02 10:00,2026-03-02 10:05,east,32,", "经度", "不是度数"),
        (f"a.mp4,PE-001,2026-03-02 10:00,2026-03-02 10:05,,,{'0' * 64}", "SHA-256", "已被改动"),
    ],
)
def test_a_manifest_with_something_wrong(worn: Path, line: str, field: str, words: str) -> None:
    (worn / "a.mp4").write_bytes(b"x")
    (worn / "清单.csv").write_text(LIST + line + "\n", encoding="utf-8")
    with pytest.raises(BadSheet) as refused:
        import_footage(worn, at=AT)
    assert [(w.row, w.field) for w in refused.value.rows] == [(2, field)]
    assert words in refused.value.rows[0].reason
    assert not Clip.objects.exists()


def test_no_folder_and_an_empty_one(worn: Path, tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="没有文件夹"):
        import_footage(tmp_path / "nowhere", at=AT)
    with pytest.raises(BadInput, match="里没有文件"):
        import_footage(worn, at=AT)


def test_a_changed_file_is_noticed_the_next_time(worn: Path) -> None:
    file = worn / "PE-001_20260302100000_20260302101200.mp4"
    file.write_bytes(b"x")
    import_footage(worn, at=AT)
    file.write_bytes(b"y")
    with pytest.raises(BadSheet, match="已被改动"):
        import_footage(worn, at=AT)
