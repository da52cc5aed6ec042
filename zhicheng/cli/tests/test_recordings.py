"""`zhicheng import recorders|footage`: from an office's files to the counts."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from tests.brigade import Brigade, give_numbers
from zhicheng.cli.imports import import_
from zhicheng.kernel.errors import BadInput, BadSheet

pytestmark = pytest.mark.django_db
SHEET = "设备编号,工号,起,时钟快秒\nPE-001,0017,2026-02-01 08:00,120\n"


def told(*words: str) -> dict[str, int]:
    done = CliRunner().invoke(import_, [*words, "--json"], catch_exceptions=False)
    assert done.exit_code == 0
    answer: dict[str, int] = json.loads(done.stdout)
    return answer


def test_register_and_footage(brigade: Brigade, tmp_path: Path) -> None:
    give_numbers(brigade, Bob="0017")
    sheet, folder = tmp_path / "recorders.csv", tmp_path / "footage"
    sheet.write_text(SHEET, encoding="utf-8")
    folder.mkdir()
    (folder / "PE-001_20260302100000_20260302101200.mp4").write_bytes(b"x")
    assert told("recorders", str(sheet)) == {"read": 1, "recorders": 1, "new": 1, "known": 0}
    assert told("recorders", str(sheet)) == {"read": 1, "recorders": 0, "new": 0, "known": 1}
    assert told("footage", str(folder)) == {"read": 1, "new": 1, "known": 0}


def test_nothing_is_written_for_a_wrong_file(brigade: Brigade, tmp_path: Path) -> None:
    sheet = tmp_path / "recorders.csv"
    sheet.write_text(SHEET, encoding="utf-8")
    with pytest.raises(BadSheet, match="没有工号 0017"):  # Bob has no number
        CliRunner().invoke(import_, ["recorders", str(sheet)], catch_exceptions=False)
    with pytest.raises(BadInput, match="没有文件夹"):
        CliRunner().invoke(import_, ["footage", str(tmp_path / "none")], catch_exceptions=False)
