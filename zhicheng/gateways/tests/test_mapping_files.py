"""Mapping files: every mistake is told by file, line and field."""

from __future__ import annotations

from pathlib import Path

import pytest

from zhicheng.gateways.frigate.places import Mapped, read_mapping
from zhicheng.kernel.errors import BadInput

GOOD = """\
cameras:
  gate_west:
    camera: C-2
    take: reviews
    zones:
      kerb: {kind: motor_parking, pre_alarm_s: 60, dwell_s: 180, named: 西门路沿}
      yard:
        kind: dumping
        labels: [truck]
  plain:
    zones:
      gate: {kind: stall}
"""


def read(tmp_path: Path, text: str) -> dict[str, Mapped]:
    path = tmp_path / "frigate.yaml"
    path.write_text(text, encoding="utf-8")
    return read_mapping(path)


def test_a_good_file(tmp_path: Path) -> None:
    found = read(tmp_path, GOOD)
    west = found["gate_west"]
    assert (west.code, west.take, sorted(west.places)) == ("C-2", "reviews", ["kerb", "yard"])
    kerb = west.places["kerb"]
    assert (kerb.kind, kerb.pre_alarm_s, kerb.dwell_s, kerb.named) == ("motor_parking", 60, 180, "西门路沿")
    assert west.places["yard"].labels == {"truck"}
    plain = found["plain"]
    assert (plain.code, plain.take) == ("", "events")
    assert (plain.places["gate"].dwell_s, plain.places["gate"].pre_alarm_s) == (300, 150)  # as zones drawn here


@pytest.mark.parametrize(
    ("old", "new", "line", "field", "why"),
    [
        ("camera: C-2", "camra: C-2", 3, "cameras.gate_west.camra", "is not known"),
        ("camera: C-2", "camera: [C-2]", 3, "cameras.gate_west.camera", "must be text"),
        ("take: reviews", "take: both", 4, "cameras.gate_west.take", "must be one of events, reviews"),
        ("dwell_s: 180", "dwell_s: soon", 6, "cameras.gate_west.zones.kerb.dwell_s", "must be seconds"),
        ("dwell_s: 180", "dwell_s: -1", 6, "cameras.gate_west.zones.kerb.dwell_s", "must be seconds"),
        ("dwell_s: 180", "dwell_s: .nan", 6, "cameras.gate_west.zones.kerb.dwell_s", "must be seconds"),
        ("dwell_s: 180", "dwel_s: 180", 6, "cameras.gate_west.zones.kerb.dwel_s", "is not known"),
        ("pre_alarm_s: 60", "pre_alarm_s: 600", 6, "cameras.gate_west.zones.kerb.pre_alarm_s", "longer than dwell_s"),
        ("kind: motor_parking", "kind: 7", 6, "cameras.gate_west.zones.kerb.kind", "must be text"),
        ("kind: motor_parking", "kind: parking", 6, "cameras.gate_west.zones.kerb.kind", "there is no kind parking"),
        ("{kind: motor_parking,", "{", 6, "cameras.gate_west.zones.kerb.kind", "is missing"),
        ("        labels: [truck]\n", "", 8, "cameras.gate_west.zones.yard.labels", "has no labels by default"),
        ("labels: [truck]", "labels: truck", 9, "cameras.gate_west.zones.yard.labels", "must be a list"),
        ("labels: [truck]", "labels: [1]", 9, "cameras.gate_west.zones.yard.labels", "must be a list"),
        ("cameras:", "camera:", 1, "cameras", "is missing"),
        ("    zones:\n      gate: {kind: stall}\n", "    camera: C-3\n", 0, "cameras.plain.zones", "is missing"),
        ("  plain:", "  gate_west:", 10, "cameras", "a key twice"),
        ("[truck]", "[truck", 0, "", "is no YAML"),
        ("[truck]", "!!python/object:os.system [truck]", 9, "cameras.gate_west.zones.yard.labels", "is not written right"),
    ],
)  # fmt: skip
def test_mistakes_name_their_place(tmp_path: Path, old: str, new: str, line: int, field: str, why: str) -> None:
    assert old in GOOD
    with pytest.raises(BadInput) as refused:
        read(tmp_path, GOOD.replace(old, new, 1))
    said = refused.value.said
    assert why in said.en
    assert said.en.startswith("frigate.yaml, line ")
    assert field in said.en
    if line:
        assert f"line {line}" in said.en
        assert f"第 {line} 行" in said.zh


@pytest.mark.parametrize("text", ["", "just words", "- a\n- b\n", "cameras: []\n", "cameras:\n"])
def test_files_of_another_shape(tmp_path: Path, text: str) -> None:
    with pytest.raises(BadInput, match="frigate.yaml"):
        read(tmp_path, text)


def test_a_file_that_is_not_there_or_no_text(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="无法读取"):
        read_mapping(tmp_path / "none.yaml")
    path = tmp_path / "frigate.yaml"
    path.write_bytes(b"\xff\xfe\x00")
    with pytest.raises(BadInput, match="UTF-8"):
        read_mapping(path)
