"""Verdicts, refusals and phrases."""

from __future__ import annotations

from zhicheng.kernel.errors import BadInput, NotAllowed, ZhichengError
from zhicheng.kernel.phrases import Phrase
from zhicheng.kernel.verdict import Reason, Verdict, ask_all


def is_even(n: int) -> Reason:
    return Reason(n % 2 == 0, "art. 2", f"{n} is even" if n % 2 == 0 else f"{n} is odd")


def is_small(n: int) -> Reason:
    return Reason(n < 10, "art. 10", f"{n} is small" if n < 10 else f"{n} is large")


def test_allowed_only_when_every_reason_holds() -> None:
    assert ask_all(4, (is_even, is_small)).allowed
    assert not ask_all(5, (is_even, is_small)).allowed
    assert Verdict(()).allowed


def test_a_verdict_carries_all_that_speaks_against() -> None:
    assert [r.text for r in ask_all(11, (is_even, is_small)).against] == ["11 is odd", "11 is large"]


def test_refusals_are_one_family_and_name_their_field() -> None:
    assert isinstance(BadInput("x"), ZhichengError)
    assert BadInput("wrong", field="lng").field == "lng"
    assert NotAllowed("no").code == "state"


def test_phrases_speak_two_languages() -> None:
    assert (Phrase("是", "yes").in_("en-GB"), Phrase("是", "yes").in_("zh-CN")) == ("yes", "是")
