"""Identifiers increase, also when the clock goes back; receipts can be read out on the telephone."""

from __future__ import annotations

import threading
import time
from itertools import pairwise

import pytest

from zhicheng.kernel import ids


def test_uuid7_has_version_and_variant_and_the_time() -> None:
    before = time.time_ns() // 1_000_000
    made = ids.uuid7()
    assert (made.version, made.variant) == (7, "specified in RFC 4122")
    assert before <= made.int >> 80 <= time.time_ns() // 1_000_000 + 1


def test_uuid7_increases_strictly() -> None:
    made = [ids.uuid7() for _ in range(2000)] + ids.uuid7_many(10_000) + [ids.uuid7()]
    assert all(a < b for a, b in pairwise(made))


def test_uuid7_increases_when_the_clock_is_set_back(monkeypatch: pytest.MonkeyPatch) -> None:
    first = ids.uuid7()
    monkeypatch.setattr(time, "time_ns", lambda: 1_000_000_000_000_000_000)  # 2001
    assert first < ids.uuid7() < ids.uuid7()


def test_uuid7_of_many_threads_are_different() -> None:
    made: list[object] = []
    threads = [threading.Thread(target=lambda: made.extend(ids.uuid7_many(500))) for _ in range(8)]
    for t in threads:
        t.start()
    for t in threads:
        t.join()
    assert len(set(made)) == 4000


def test_tracking_code_has_no_letters_that_look_alike() -> None:
    codes = [ids.tracking_code() for _ in range(500)]
    assert len(set(codes)) == 500
    assert not set("".join(codes)) & set("01OIL")
    assert {len(c) for c in codes} == {8}


def test_key_of_parts_does_not_run_them_together() -> None:
    assert ids.key_of("ab", "c") == ids.key_of("ab", "c")
    assert ids.key_of("ab", "c") != ids.key_of("a", "bc")
    assert len(ids.key_of("工单")) == 32
