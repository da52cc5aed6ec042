"""The recording of a call goes with its order to the acceptor's desk; a secret caller's does not."""

from __future__ import annotations

import math
import struct
import wave
from io import BytesIO
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest

from tests.brigade import AT, Brigade
from tests.gateways.hotline.test_orders import HEADER, hotline, row, sheet, take
from zhicheng.flow.reports import queries as reports
from zhicheng.flow.reports import services, voices
from zhicheng.gateways.hotline.models import HotlineOrder

__all__ = ["hotline"]
pytestmark = pytest.mark.django_db


def recording(pitch: int = 440) -> str:
    """The id of a second of sound, sent as a hotline's platform sends it."""
    out = BytesIO()
    with wave.open(out, "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(8_000)
        file.writeframes(b"".join(struct.pack("<h", int(9_000 * math.sin(i * pitch / 1_270))) for i in range(8_000)))
    return str(services.store_photo(out.getvalue(), by="gateway:city", at=AT).pk)


def orders(path: Path, *rows: tuple[str, str, dict[str, str]]) -> Any:
    """Orders with the number of their recording."""
    lines = [[*row(number, **more), heard] for number, heard, more in rows]
    return take(sheet(path / "单.csv", *lines, header=[*HEADER, "录音编号"]))


def heard(number: str) -> list[str]:
    order = HotlineOrder.objects.get(number=number)
    return [note["id"] for note in voices.notes_of([order.report_id]).get(order.report_id, [])]


def test_each_order_brings_its_recordings_once(tmp_path: Path, hotline: Brigade) -> None:
    one, two, three = recording(), recording(500), recording(600)
    rows = [("A1", one, {}), ("A2", f"{two}，{three}", {}), ("A3", "", {})]
    assert orders(tmp_path, *rows).refused == []
    assert (heard("A1"), sorted(heard("A2")), heard("A3")) == ([one], sorted([two, three]), [])
    again = orders(tmp_path, *rows)
    assert (again.taken, again.known, again.refused) == (0, 3, [])


def test_a_secret_callers_voice_is_left_out(tmp_path: Path, hotline: Brigade) -> None:
    kept = recording()
    assert orders(tmp_path, ("A1", kept, {"是否保密": "是"})).refused == []
    assert heard("A1") == []
    assert reports.free_photos([kept]) == {kept}


@pytest.mark.parametrize("what", ["unknown", "another order's", "twice in one file", "no id"])
def test_a_recording_that_is_not_to_be_had_refuses_its_row_and_no_other(
    tmp_path: Path, hotline: Brigade, what: str
) -> None:
    good, taken = recording(), recording(500)
    assert orders(tmp_path, ("A0", taken, {})).refused == []
    bad = {"unknown": str(uuid4()), "another order's": taken, "twice in one file": good, "no id": "R-2026-09"}[what]
    found = orders(tmp_path, ("B1", good, {}), ("B2", bad, {}))
    assert (found.taken, [(r.row, r.field) for r in found.refused]) == (1, [(3, "recording")])
    assert found.refused[0].said.zh.endswith("。")
    assert heard("B1") == [good]
    assert not HotlineOrder.objects.filter(number="B2").exists()
