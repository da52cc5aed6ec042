"""Items from another process: in order, refusals included, and a dead one is never a short list."""

from __future__ import annotations

import multiprocessing
import os
from collections.abc import Iterator

import pytest

from zhicheng.infra import beside
from zhicheng.kernel.errors import BadInput

HERE = __name__


def numbers(n: int, stop_at: int = -1, how: str = "") -> Iterator[tuple[int, int]]:
    for i in range(n):
        if i == stop_at:
            if how == "die":
                os._exit(9)
            raise BadInput("够了。", "Enough.", field="n")
        yield i, os.getpid()


def test_items_come_in_order_from_another_process() -> None:
    with beside.items_of(f"{HERE}.numbers", 20) as found:
        items = list(found)
    assert [i for i, _ in items] == list(range(20))
    assert {pid for _, pid in items} != {os.getpid()}


def test_a_refusal_is_raised_here_after_what_came_before() -> None:
    seen = []
    with pytest.raises(BadInput, match="够了") as refused, beside.items_of(f"{HERE}.numbers", 5, 3) as found:
        seen += [i for i, _ in found]
    assert refused.value.field == "n"
    assert refused.value.said.en == "Enough."


def test_a_dead_process_is_an_error() -> None:
    with pytest.raises(RuntimeError, match="ended with 9"), beside.items_of(f"{HERE}.numbers", 5, 2, "die") as found:
        list(found)


def test_who_stops_taking_leaves_no_process_behind() -> None:
    with beside.items_of(f"{HERE}.numbers", 10_000) as found:
        assert next(found)[0] == 0
    assert not multiprocessing.active_children()
