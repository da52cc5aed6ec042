"""Real clips (shared material, never shipped): what is there is found, and nothing else, also when frames drop, the camera shakes, the light
jumps, or the worker restarts in mid-dwell. `python -m tools.score_clips DIR` prints the figures.
"""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tools.score_clips import WAYS, run, watched
from zhicheng.vision import weights
from zhicheng.vision.scene import read_scene
from zhicheng.vision.sources import open_source

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def media(shared: Path) -> Path:
    for name in weights.KNOWN:
        weights.find(name)
    return shared / "media"


@pytest.mark.parametrize(
    "way", ["as it is", *(pytest.param(w, marks=pytest.mark.drill) for w in WAYS if w != "as it is")]
)
@pytest.mark.parametrize("clip", ["park_a", "kjt_parking", "pile_a"])
def test_what_is_there_is_found_in_every_way(media: Path, clip: str, way: str) -> None:
    ((_, figures),) = run(media, [way], [clip])[way]["rules"].items()
    assert figures["f1"] == 1.0
    assert abs(figures["worst_onset_error_s"]) <= 5
    assert abs(figures["worst_dwell_error_s"]) <= 2


@pytest.mark.parametrize("clip", ["vtest", "bgslibrary_video", "intel_car_detection", "intel_one_by_one_person"])
def test_nothing_is_found_where_nothing_is(media: Path, clip: str) -> None:
    rules = run(media, ["as it is"], [clip])["as it is"]["rules"]
    assert [r["false"] for r in rules.values()] == [0] * len(rules)


@pytest.mark.drill
@pytest.mark.parametrize("way", ["30 % dropped", "shaken", "light jumps"])
def test_a_crowd_stays_no_pile_in_every_way(media: Path, way: str) -> None:
    rules = run(media, [way], ["vtest"])[way]["rules"]
    assert [r["false"] for r in rules.values()] == [0, 0]


@pytest.mark.parametrize(("pair", "count"), [("ad_0", 1), ("ad_1", 1), ("ad_7", 0)])
def test_advertisements_are_found_and_notices_left_alone(media: Path, pair: str, count: int) -> None:
    result = run(media, ["as it is"], [pair])["as it is"]
    assert (result["rules"]["ad"]["found"], result["rules"]["ad"]["false"]) == (count, 0)


def test_a_bag_that_was_left_is_found(media: Path) -> None:
    figures = run(media, ["as it is"], ["aboda4"])["as it is"]["rules"]["pile"]
    assert (figures["found"], figures["false"]) == (1, 0)


@pytest.mark.drill
def test_all_rules_at_once_raise_no_parking_and_no_stall_among_pedestrians(media: Path, tmp_path: Path) -> None:
    data = json.loads((media / "scenes" / "vtest.json").read_text())
    pavement = data["zones"][1]
    data["zones"] = [{**pavement, "name": rule, "rule": rule} for rule in ("stall", "garbage", "motor_parking")]
    (tmp_path / "s.json").write_text(json.dumps(data))
    scene = read_scene(tmp_path / "s.json")
    rows, _ = watched(open_source(str(media / "vtest.avi"), scene.fps), scene, WAYS["as it is"])
    assert rows == []
