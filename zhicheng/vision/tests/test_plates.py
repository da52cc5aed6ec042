"""The vote on a plate: agreement is evidence, everything else goes to a person."""

from __future__ import annotations

from pathlib import Path

import pytest

from zhicheng.vision.reading.plates import LETTERS, PROVINCES, Reading, is_plate, tidy, vote

PLATE, OTHER = "浙A12345", "浙A12346"


def said(*readings: tuple[str, float, str]) -> list[Reading]:
    return [Reading(*r) for r in readings]


@pytest.mark.parametrize(
    ("readings", "text", "sure"),
    [
        (said((PLATE, 0.95, "a"), (PLATE, 0.97, "b")), PLATE, True),
        (said((PLATE, 0.95, "a"), (OTHER, 0.97, "b")), OTHER, False),
        (said((PLATE, 0.99, "a")), PLATE, False),
        (said((PLATE, 0.95, "a"), (PLATE, 0.5, "b")), PLATE, False),  # hardly readable
        (
            said((PLATE, 0.85, "PP-OCRv4"), (PLATE, 0.95, "b")),
            PLATE,
            False,
        ),  # this reader is sure of itself when it is right
        (said((PLATE, 0.95, "a"), ("浙A1234", 0.99, "b")), PLATE, False),  # no plate
        (said(*[(PLATE, 0.95, "a")] * 3), PLATE, True),  # three frames
        (said(*[(PLATE, 0.95, "a")] * 2), PLATE, False),
        (said(*[(PLATE, 0.95, "a")] * 3, (OTHER, 0.95, "a")), PLATE, False),  # a frame contradicts
        (said((PLATE, 0.95, "a"), (PLATE, 0.95, "b"), (OTHER, 0.95, "a"), (OTHER, 0.95, "b")), PLATE, False),  # a tie
        (said((PLATE, 0.95, "a"), (PLATE, 0.95, "b"), (OTHER, 0.95, "c")), PLATE, True),  # two of three
        (said(("", 0.0, "a"), ("浙", 0.9, "b")), "浙", False),
        ([], "", False),
    ],
)
def test_the_vote(readings: list[Reading], text: str, sure: bool) -> None:
    plate = vote(readings)
    assert (plate.text, plate.sure) == (text, sure)
    assert plate.why


@pytest.mark.parametrize(
    ("text", "sound"),
    [
        ("浙A12345", True), ("京AD12345", True), ("粤BDF0001", True), ("浙A1234挂", True), ("浙A1234警", True), ("浙A1234学", True),
        ("浙A123456", True), ("浙AI2345", False), ("浙A1234", False), ("浙112345", False), ("A123456", False), ("浙A12345挂", False), ("", False),
    ],
)  # fmt: skip
def test_what_could_be_a_plate(text: str, sound: bool) -> None:
    assert is_plate(text) is sound


@pytest.mark.parametrize(
    ("read", "kept"),
    [("浙A·12345", "浙A12345"), (" 浙a 12 345", "浙A12345"), ("浙A1O3I5", "浙A10315"), ("浙-A12345", "浙A12345")],
)
def test_readings_are_written_as_in_the_register(read: str, kept: str) -> None:
    assert tidy(read) == kept


def test_the_second_reader_knows_every_province_and_no_i_or_o() -> None:
    assert set(PROVINCES) <= set(LETTERS)
    assert len(set(PROVINCES)) == 31
    assert len(LETTERS) == len(set(LETTERS)) == 72
    assert not {"I", "O"} & set(LETTERS)


@pytest.mark.slow
def test_real_crops_are_sure_and_right(shared: Path) -> None:
    from tools.score_plates import run

    figures = run(shared / "media" / "plates_300.tar")
    assert figures["crops"] == 300
    assert figures["vote_precision"] >= 0.995
    assert figures["vote_coverage"] >= 0.95
