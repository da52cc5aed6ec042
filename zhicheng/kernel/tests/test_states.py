"""Life cycles as tables."""

from __future__ import annotations

import pytest

from zhicheng.kernel.errors import NotAllowed
from zhicheng.kernel.states import Arrow, Machine

WHO = frozenset({"member"})
DOOR = Machine(
    "door",
    start="shut",
    states={"shut": "关", "open": "开", "gone": "拆", "island": "孤"},
    arrows={
        ("shut", "push"): Arrow("open", WHO, "推"),
        ("open", "pull"): Arrow("shut", WHO, "拉"),
        ("open", "break"): Arrow("gone", WHO, "拆"),
    },
)


def test_an_action_leads_on() -> None:
    assert DOOR.after("shut", "push") == "open"
    assert DOOR.open_actions("open") == {"pull", "break"}
    assert DOOR.open_actions("gone") == frozenset()


def test_a_refusal_names_the_state_and_what_is_open_instead() -> None:
    with pytest.raises(NotAllowed, match="关.*pull.*push"):
        DOOR.after("shut", "pull")


def test_a_refusal_at_an_end_says_that_nothing_is_open() -> None:
    with pytest.raises(NotAllowed, match="可执行：无"):
        DOOR.after("gone", "push")


def test_ends_and_reachable_states() -> None:
    assert DOOR.ends == {"gone", "island"}
    assert DOOR.reachable() == {"shut", "open", "gone"}


def test_mermaid_draws_every_arrow() -> None:
    assert DOOR.mermaid().splitlines() == [
        "stateDiagram-v2", "    [*] --> shut", "    shut --> open: push", "    open --> shut: pull", "    open --> gone: break",
    ]  # fmt: skip
