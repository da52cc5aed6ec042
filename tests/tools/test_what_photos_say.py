"""What a folder of photos says about the table by hand: counted, and right where it is right."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from tools import what_photos_say
from zhicheng.flow.reports.tests.test_photos import picture
from zhicheng.flow.reports.tests.test_publishing import written


def test_photos_of_one_matter_are_counted_by_what_they_show_and_say(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "a.jpg").write_bytes(written("办证 刻章", "电话 13800001111"))
    (tmp_path / "b.jpeg").write_bytes(picture(size=(300, 200)))
    monkeypatch.setattr(sys, "argv", ["what_photos_say", str(tmp_path), "--matter", "07001"])
    what_photos_say.main()
    said = dict(reversed(line.split(maxsplit=1)) for line in capsys.readouterr().out.splitlines())
    assert said["photos"] == "2"
    assert said["advertising text"] == said["proposed anything"] == said["first: Illegal stickers"] == "1"
    assert said["right, first: Illegal stickers"] == said["right, among three"] == "1"
