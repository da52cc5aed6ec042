"""The scene file: what it says, and one sentence for whatever is wrong with it."""

from __future__ import annotations

import json
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from zhicheng.kernel.errors import BadInput
from zhicheng.vision.scene import CATEGORIES, read_scene, scene_from, within

SQUARE = [[0, 0], [100, 0], [100, 100], [0, 100]]


def zone(**more: Any) -> dict[str, Any]:
    return {"name": "kerb", "rule": "motor_parking", "polygon": SQUARE, **more}


def one(**more: Any) -> Any:
    return scene_from({"zones": [zone(**more)]})


def test_a_full_scene_is_read() -> None:
    scene = scene_from(
        {
            "fps": 4,
            "zones": [
                zone(
                    dwell_s=60, pre_alarm_s=10, hours=[["22:00", "06:00"]], permit=[["17:00", "22:00"], {"polygon": [[0, 0], [9, 0], [0, 9]]}],
                    queue_hold_s=90, words=["烧烤"], allowed_texts=["物业"], customers=3,
                )
            ],
            "mask": [SQUARE],
            "min_box_px": 30,
        }
    )  # fmt: skip
    (z,) = scene.zones
    assert (scene.fps, scene.min_box_px, len(scene.masks)) == (4, 30, 1)
    assert (z.name, z.category, z.dwell_s, z.pre_alarm_s, z.hours) == ("kerb", "机动车违停", 60, 10, ((1320, 360),))
    assert (z.permits[0].hours, z.permits[1].polygon[1]) == (((1020, 1320),), (9.0, 0.0))
    assert (z.queue_hold_s, z.words, z.allowed_texts, z.customers) == (90, ("烧烤",), ("物业",), 3)


@pytest.mark.parametrize(("rule", "category"), list(CATEGORIES.items()))
def test_every_rule_has_its_chinese_category_and_sound_defaults(rule: str, category: str) -> None:
    (z,) = one(rule=rule).zones
    assert z.category == category
    assert 0 <= z.pre_alarm_s <= z.dwell_s


def test_a_closed_ring_and_doubled_points_are_one_polygon() -> None:
    assert one(polygon=[*SQUARE[:2], SQUARE[1], *SQUARE[2:], SQUARE[0]]).zones[0].polygon == one().zones[0].polygon


@pytest.mark.parametrize(
    ("data", "field", "words"),
    [
        ([], "scene", "对象"),
        ({}, "zones", "没有区域"),
        ({"zones": []}, "zones", "没有区域"),
        ({"zones": {}}, "zones", "没有区域"),
        ({"zones": ["kerb"]}, "zones[0]", "对象"),
        ({"zones": [zone(rule="parking")]}, "zones[0].rule", "parking"),
        ({"zones": [zone(rule=None)]}, "zones[0].rule", "不认识"),
        ({"zones": [zone(rule=["ad"])]}, "zones[0].rule", "不认识"),
        ({"zones": [zone(name=7)]}, "zones[0].name", "文字"),
        ({"zones": [zone(), zone()]}, "zones[0].name", "都叫 kerb"),
        ({"zones": [zone(polygon=None)]}, "zones[0].polygon", "三个点"),
        ({"zones": [zone(polygon=[[0, 0], [1, 1]])]}, "zones[0].polygon", "三个点"),
        ({"zones": [zone(polygon=[[0, 0], [50, 50], [100, 100]])]}, "zones[0].polygon", "没有面积"),
        ({"zones": [zone(polygon=[[0, 0], [100, 100], [100, 0], [0, 101]])]}, "zones[0].polygon", "相交"),
        ({"zones": [zone(polygon=[[0, 0], [100, "x"], [0, 100]])]}, "zones[0].polygon[1][1]", "数字"),
        ({"zones": [zone(polygon=[[0, 0], [100], [0, 100]])]}, "zones[0].polygon[1]", "[x, y]"),
        ({"zones": [zone(polygon=[[0, 0], [1e9, 0], [0, 100]])]}, "zones[0].polygon[1][0]", "之间"),
        ({"zones": [zone(dwell_s=-1)]}, "zones[0].dwell_s", "之间"),
        ({"zones": [zone(dwell_s=True)]}, "zones[0].dwell_s", "数字"),
        ({"zones": [zone(dwell_s=float("nan"))]}, "zones[0].dwell_s", "数字"),
        ({"zones": [zone(dwell_s=10, pre_alarm_s=20)]}, "zones[0].pre_alarm_s", "长于"),
        ({"zones": [zone(hours=[["25:00", "06:00"]])]}, "zones[0].hours[0]", "25:00"),
        ({"zones": [zone(hours=[["24:30", "06:00"]])]}, "zones[0].hours[0]", "24:30"),
        ({"zones": [zone(hours=[["06:00", "06:00"]])]}, "zones[0].hours[0]", "相同"),
        ({"zones": [zone(hours=["22:00-06:00"])]}, "zones[0].hours[0]", "时段"),
        ({"zones": [zone(hours="22:00-06:00")]}, "zones[0].hours", "22:00"),
        ({"zones": [zone(permit="always")]}, "zones[0].permit", "列表"),
        ({"zones": [zone(permit=["17:00"])]}, "zones[0].permit[0]", "时段"),
        ({"zones": [zone()], "fps": 0}, "fps", "之间"),
        ({"zones": [zone()], "fps": "2"}, "fps", "数字"),
        ({"zones": [zone()], "mask": "sky"}, "mask", "列表"),
        ({"zones": [zone()], "mask": [[[0, 0]]]}, "mask[0]", "三个点"),
        ({"zones": [zone()], "min_box_px": -3}, "min_box_px", "之间"),
    ],
)
def test_a_wrong_scene_is_refused_in_one_sentence_that_names_the_place(data: Any, field: str, words: str) -> None:
    with pytest.raises(BadInput) as refused:
        scene_from(data)
    assert refused.value.field == field
    assert words in refused.value.said.zh
    assert "\n" not in refused.value.said.zh + refused.value.said.en


def test_keys_without_effect_are_named_not_refused() -> None:
    scene = scene_from({"zones": [zone(dwel_s=4)], "colour": 1})
    assert scene.not_understood == ("colour", "zones[0].dwel_s")


@pytest.mark.parametrize(
    ("text", "words"), [("{", "第 1 行"), ("", "第 1 行"), ('{"zones": [}', "不是 JSON")]
)  # fmt: skip
def test_a_file_that_is_no_json_is_refused_with_its_line(tmp_path: Path, text: str, words: str) -> None:
    path = tmp_path / "s.json"
    path.write_text(text)
    with pytest.raises(BadInput, match=words):
        read_scene(path)


def test_a_missing_file_and_wrong_bytes_are_refused(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="没有场景文件"):
        read_scene(tmp_path / "none.json")
    (tmp_path / "bytes.json").write_bytes(b"\xff\xfe\x00\xd8")
    with pytest.raises(BadInput, match="无法读取"):
        read_scene(tmp_path / "bytes.json")


@pytest.mark.parametrize(
    ("polygon", "sound"),
    [
        (SQUARE, True),
        ([[-50, -50], [10, -50], [10, 10]], True),  # partly outside: what is inside counts
        ([[600, 0], [900, 0], [900, 100]], True),
        ([[640, 0], [900, 0], [900, 100]], False),
        ([[0, 360], [100, 360], [100, 500]], False),
        ([[-90, 0], [-1, 0], [-1, 50]], False),
    ],
)
def test_a_zone_wholly_outside_the_picture_is_refused(polygon: Any, sound: bool) -> None:
    scene = one(polygon=polygon)
    if sound:
        scene.check_size(640, 360)
    else:
        with pytest.raises(BadInput, match="之外"):
            scene.check_size(640, 360)


@pytest.mark.parametrize(
    ("hours", "at", "inside"),
    [
        (((480, 600),), "08:00", True),
        (((480, 600),), "10:00", False),
        (((1320, 360),), "23:30", True),
        (((1320, 360),), "05:59", True),
        (((1320, 360),), "06:00", False),
        (((0, 1440),), "23:59", True),
        (((480, 540), (600, 660)), "09:30", False),
    ],
)
def test_spans_of_a_day_may_pass_midnight(hours: Any, at: str, inside: bool) -> None:
    assert within(hours, datetime.fromisoformat(f"2026-11-26T{at}")) is inside


@pytest.mark.parametrize(
    ("more", "at", "forbidden"),
    [
        ({}, None, True),
        ({}, "12:00", True),
        ({"hours": [["07:00", "09:00"]]}, "08:00", True),
        ({"hours": [["07:00", "09:00"]]}, "12:00", False),
        ({"hours": [["07:00", "09:00"]]}, None, True),  # nobody said when: the ban is taken to be in force
        ({"permit": [["17:00", "22:00"]]}, "19:40", False),  # INV-89
        ({"permit": [["17:00", "22:00"]]}, "22:30", True),
        ({"permit": [["17:00", "22:00"]]}, None, True),  # nobody said when: a permit by hours proves nothing
        ({"permit": [{"polygon": [[0, 0], [60, 0], [60, 60], [0, 60]]}]}, "12:00", False),
        ({"permit": [{"polygon": [[60, 60], [90, 60], [90, 90]]}]}, "12:00", True),
        ({"permit": [{"polygon": [[0, 0], [60, 0], [60, 60], [0, 60]], "hours": [["17:00", "22:00"]]}]}, "12:00", True),
    ],
)
def test_a_lawful_place_and_hour_is_no_offence(more: Any, at: str | None, forbidden: bool) -> None:
    (z,) = one(**more).zones
    moment = datetime.fromisoformat(f"2026-11-26T{at}") if at else None
    assert z.forbids((30, 30), moment) is forbidden


def test_the_shared_scenes_are_understood_to_the_last_key(shared: Path) -> None:
    files = sorted((shared / "media" / "scenes").glob("*.json"))
    assert len(files) >= 8
    for path in files:
        scene = read_scene(path)
        assert scene.not_understood == ()
        assert len(scene.zones) == len(json.loads(path.read_text())["zones"])
