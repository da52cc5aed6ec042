"""What is kept and told of an event: stills with digests, masked copies, the contest's form, scores."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from zhicheng.vision.eye import Eye
from zhicheng.vision.masking import cover, to_cover
from zhicheng.vision.scoring import fits, score
from zhicheng.vision.seen import Box, Detection, Frame
from zhicheng.vision.tests.street import Golden, Street, Thing, frames, scene, standing
from zhicheng.vision.watching import Album, Watching, contest

CAR = Box(120, 130, 190, 175)
PARKED = Thing("car", standing(CAR, 6.0, 24.0))
WALKER = Thing("person", standing(Box(230, 100, 250, 170), 4.0, 28.0), look=5, middle=50.0)


@dataclass
class Drawn:
    """A source that draws, and tells the golden detector what."""

    street: Street
    golden: Golden
    seconds: float = 30
    troubles: list[str] = field(default_factory=list)
    visits: bool = False
    rate: float = 10.0
    decoded: int = 0

    def frames(self) -> Iterator[Frame]:
        for frame, found in frames(self.street, self.seconds):
            self.golden.found, self.golden.frame = found, frame.image
            self.decoded += 1
            yield frame


def run(folder: Path | None, seconds: float = 30) -> tuple[list[dict], Watching]:
    golden = Golden()
    watching = Watching(
        Eye(scene("motor_parking"), golden),
        Drawn(Street([PARKED, WALKER]), golden, seconds),
        Album(folder),
        model="golden",
    )
    return list(watching.events()), watching


def test_one_line_per_event_with_the_columns_of_the_contract() -> None:
    (row,), _ = run(None)
    assert list(row)[:8] == ["rule", "category", "zone", "t_start", "t_end", "bbox", "confidence", "picture"]
    assert (row["rule"], row["category"], row["zone"], row["picture"], row["model"]) == (
        "motor_parking",
        "机动车违停",
        "z",
        None,
        "golden",
    )
    assert all(isinstance(v, float) for v in row["bbox"])


def test_what_still_stands_at_the_end_of_the_clip_is_told() -> None:
    (row,), _ = run(None, seconds=20)
    assert row["t_end"] == pytest.approx(19.5)


def test_an_interrupt_ends_the_source_not_the_story() -> None:
    class Interrupted(Drawn):
        def frames(self) -> Iterator[Frame]:
            yield from super().frames()
            raise KeyboardInterrupt

    golden = Golden()
    source = Interrupted(Street([PARKED]), golden, 20)
    rows = list(Watching(Eye(scene("motor_parking"), golden), source, Album(None)).events())
    assert [r["t_end"] for r in rows] == [19.5]
    assert ["中断" in t for t in source.troubles] == [True]


def test_pre_alarms_are_kept_apart() -> None:
    rows, watching = run(None, seconds=13)
    assert rows == []
    assert [r["stage"] for r in watching.pre_alarms] == ["pre_alarm", "pre_alarm"]


def test_four_stills_with_their_digests_tell_the_story(tmp_path: Path) -> None:
    (row,), _ = run(tmp_path)
    assert [p["what"] for p in row["pictures"]] == ["arrival", "pre_alarm", "confirmed", "end"]
    assert row["picture"] == "z-1-confirmed-masked.jpg"
    for p in row["pictures"]:
        assert hashlib.sha256((tmp_path / p["file"]).read_bytes()).hexdigest() == p["sha256"]
        assert hashlib.sha256((tmp_path / p["masked"]).read_bytes()).hexdigest() == p["masked_sha256"]
        with Image.open(tmp_path / p["masked"]) as picture:
            assert picture.size == (320, 240)
    times = [p["t"] for p in row["pictures"]]
    assert times == sorted(times)


def test_the_head_is_covered_in_the_copy_only(tmp_path: Path) -> None:
    (row,), _ = run(tmp_path)
    shot = row["pictures"][2]
    original, masked = (np.asarray(Image.open(tmp_path / shot[k])).astype(int) for k in ("file", "masked"))
    head, legs = (slice(100, 117), slice(230, 250)), (slice(125, 170), slice(230, 250))
    assert masked[head].std(axis=(0, 1)).mean() < 0.75 * original[head].std(axis=(0, 1)).mean()
    assert np.abs(masked[legs] - original[legs]).mean() < 4


def test_without_a_folder_nothing_is_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    run(None)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("found", "count"),
    [
        ([Detection("person", 0.5, Box(10, 10, 40, 110))], 1),
        ([Detection("car", 0.5, Box(100, 100, 200, 160))], 0),  # the subject: its plate is the point
        ([Detection("car", 0.5, Box(210, 100, 300, 160))], 1),
        ([Detection("bench", 0.5, Box(10, 10, 40, 110))], 0),
    ],
)
def test_heads_and_other_peoples_plates_are_covered(found: list[Detection], count: int) -> None:
    assert len(to_cover(found, [], Box(100, 100, 200, 160))) == count
    assert len(to_cover(found, [Box(1, 1, 9, 9)], Box(100, 100, 200, 160))) == count + 1


def test_covering_cannot_be_undone_and_leaves_the_rest() -> None:
    rng = np.random.default_rng(0)
    image = rng.integers(0, 255, (60, 80, 3), dtype=np.uint8)
    copy = cover(image, [Box(20, 10, 50, 40), Box(-5, -5, 3, 3), Box(200, 200, 300, 300)])
    assert len(np.unique(copy[10:40, 20:50].reshape(-1, 3), axis=0)) <= 36
    assert (copy[45:, :] == image[45:, :]).all()
    assert (copy[:3, :3] != image[:3, :3]).any()


def row(
    start: float, end: float, box: tuple[int, ...] = (0, 0, 10, 10), zone: str = "z", category: str = "机动车违停"
) -> dict:
    return {"t_start": start, "t_end": end, "bbox": list(box), "zone": zone, "category": category}


def test_the_contest_names_every_frame_of_every_event() -> None:
    form = contest([row(2.0, 2.3, zone="b"), row(1.0, 1.1)], 10.0)
    assert [(e["event_id"], e["frame_id"]) for e in form] == [(0, 10), (0, 11), (1, 20), (1, 21), (1, 22), (1, 23)]
    assert set(form[0]) == {"frame_id", "event_id", "category", "bbox"}
    assert contest([], 25) == []


@pytest.mark.parametrize(
    ("claim", "fitting"),
    [
        (row(10, 20), True),
        (row(14.9, 20), True),
        (row(15.1, 20), False),
        (row(10, 20, zone="other"), False),
        (row(10, 20, category="乱堆乱放"), False),
        (row(10, 20, box=(0, 0, 10, 4)), True),
        (row(10, 20, box=(0, 0, 10, 2)), False),
    ],
)
def test_a_claim_fits_by_kind_place_and_onset(claim: dict, fitting: bool) -> None:
    assert fits(row(10, 20), claim) is fitting


def test_scores_count_each_claim_once() -> None:
    s = score([row(10, 20), row(40, 50)], [row(10.5, 20), row(11, 20), row(90, 99)], 3600)
    assert (s.found, s.false, s.missed, s.onset_s, s.dwell_s) == (1, 2, 1, [0.5], [-0.5])
    assert s.f1 == pytest.approx(2 / 5)
    assert (s.false_per_hour, s.false_per_hour_at_most) == (2.0, None)


def test_no_false_alarm_in_minutes_is_only_a_bound() -> None:
    s = score([], [], 360)
    assert s.f1 is None
    assert s.false_per_hour_at_most == pytest.approx(30)
