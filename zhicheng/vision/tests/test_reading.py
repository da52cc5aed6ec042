"""Where text stands and how its letters are decoded; other detectors' outputs decoded."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from zhicheng.vision import weights
from zhicheng.vision.detectors.coco import COCO_80, COCO_90
from zhicheng.vision.detectors.onnx import OnnxDetector, chosen, decode_nanodet, decode_yolox, letterbox
from zhicheng.vision.reading.lines import LineReader, decode, in_order, quads_of, straighten


def test_the_classes_are_coco() -> None:
    assert (len(COCO_90), len(COCO_80)) == (90, 80)
    assert [COCO_90.index(n) for n in ("person", "car", "bus", "truck", "umbrella", "toothbrush")] == [
        0,
        2,
        5,
        7,
        27,
        89,
    ]
    assert [COCO_80.index(n) for n in ("person", "car", "bus", "truck", "umbrella", "toothbrush")] == [
        0,
        2,
        5,
        7,
        25,
        79,
    ]


def test_letters_without_blanks_and_repeats() -> None:
    letters = ["", "A", "B"]
    steps = [0, 1, 1, 0, 1, 2, 2, 0]
    scores = np.full((len(steps), 3), 0.05)
    scores[np.arange(len(steps)), steps] = 0.9
    assert decode(scores, letters) == ("AAB", pytest.approx(0.9))
    assert decode(scores[:1], letters) == ("", 0.0)


def test_a_leaning_line_of_the_map_becomes_a_leaning_box() -> None:
    heat = np.zeros((100, 200), dtype=np.float32)
    for x in range(40, 160):
        y = 40 + (x - 40) // 6
        heat[y : y + 10, x] = 0.9
    heat[5:7, 5:7] = 0.9  # a speck
    heat[80:90, 20:60] = 0.35  # not sure enough
    (quad,) = quads_of(heat)
    assert quad[0][1] < quad[1][1]  # leans down to the right
    assert quad[:, 0].min() < 41
    assert quad[:, 0].max() > 159


@pytest.mark.parametrize("turn", range(4))
def test_corners_are_put_in_order(turn: int) -> None:
    corners = np.array([[0, 0], [10, 1], [10, 5], [0, 4]], dtype=float)
    assert in_order(np.roll(corners, turn, axis=0)).tolist() == corners.tolist()


def test_a_line_is_straightened_and_one_that_runs_down_is_turned() -> None:
    image = np.zeros((100, 100, 3), dtype=np.uint8)
    image[20:40, 10:90] = 200
    flat = straighten(image, np.array([[10, 20], [90, 20], [90, 40], [10, 40]], dtype=float))
    assert flat.shape[:2] == (20, 80)
    assert flat.mean() > 190
    upright = straighten(image, np.array([[10, 10], [20, 10], [20, 90], [10, 90]], dtype=float))
    assert upright.shape[:2] == (10, 80)


def test_a_letterbox_keeps_the_shape() -> None:
    out, scale = letterbox(np.full((50, 100, 3), (255, 0, 0), dtype=np.uint8), (64, 64))
    assert scale == 0.64
    assert out[:32, :, 2].min() == 255  # BGR
    assert (out[33:] == 114).all()


def test_a_cell_of_yolox_says_where_and_what() -> None:
    size = (64, 64)
    output = np.zeros((8 * 8 + 4 * 4 + 2 * 2, 85), dtype=np.float32)
    output[8 * 3 + 2, :5] = (0.5, 0.5, np.log(2), np.log(1), 0.8)  # column 2, row 3 of stride 8
    output[8 * 3 + 2, 5 + COCO_80.index("car")] = 0.9
    boxes, scores = decode_yolox(output, size)
    (found,) = chosen(boxes, scores, 64, 64)
    assert (found.name, round(found.score, 2)) == ("car", 0.72)
    assert tuple(found.box) == pytest.approx((12, 24, 28, 32))


def test_a_cell_of_nanodet_says_where_and_what() -> None:
    size = (64, 64)
    output = np.full((8 * 8 + 4 * 4 + 2 * 2 + 1, 112), -20.0, dtype=np.float32)
    output[:, :80] = 0
    cell = 8 * 4 + 4
    output[cell, COCO_80.index("bus")] = 0.7
    for side, bin_ in enumerate((1, 2, 3, 2)):
        output[cell, 80 + 8 * side + bin_] = 20
    boxes, scores = decode_nanodet(output, size)
    (found,) = chosen(boxes, scores, 64, 64)
    assert found.name == "bus"
    assert tuple(found.box) == pytest.approx((24, 16, 56, 48), abs=0.1)


def test_of_those_that_overlap_the_best_stays() -> None:
    boxes = np.array([[0, 0, 10, 10], [1, 0, 11, 10], [30, 30, 40, 40]], dtype=np.float32)
    scores = np.zeros((3, 80), dtype=np.float32)
    scores[:, 2] = (0.6, 0.9, 0.5)
    assert [round(d.score, 1) for d in chosen(boxes, scores, 50, 50)] == [0.9, 0.5]


@pytest.mark.parametrize(
    ("file", "format"),
    [("yolox_nano.onnx", "yolox"), ("nanodet_plus_m_416.onnx", "nanodet"), ("deimv2_femto.onnx", "deim")],
)
def test_drop_in_detectors_see_the_red_car(shared: Path, file: str, format: str) -> None:
    from zhicheng.vision.seen import Box
    from zhicheng.vision.sources import open_source

    frame = list(open_source(str(shared / "media" / "park_a.mp4"), 1.0, seconds=12).frames())[12]
    found = OnnxDetector(shared / "models" / file, format, 416, 416, "x").detect(frame.image)
    cars = [d for d in found if d.name in {"car", "bus", "truck"} and d.box.iou(Box(242, 154, 343, 227)) > 0.7]
    assert cars


@pytest.fixture(scope="session")
def reader() -> LineReader:
    return LineReader(*(weights.find(n) for n in weights.TEXT), "PP-OCRv4")


@pytest.mark.parametrize("pair", ["ad_0", "ad_1", "ad_7"])
def test_posters_are_read_to_the_letter(shared: Path, reader: LineReader, pair: str) -> None:
    import json

    about = json.loads((shared / "media" / "ground_truth.json").read_text())[pair]
    after, before = (np.asarray(Image.open(shared / "media" / about[k]).convert("RGB")) for k in ("after", "before"))
    assert ["".join(t.text.split()) for t in reader.read(after)] == ["".join(t.split()) for t in about["text"]]
    assert reader.read(before) == []
