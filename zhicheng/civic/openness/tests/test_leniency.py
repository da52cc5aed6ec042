"""Would I be spared? The law's own rule answers, and the page never promises."""

from __future__ import annotations

from datetime import UTC, datetime
from itertools import product
from typing import Any

import pytest

from zhicheng.civic.openness import leniency
from zhicheng.kernel.errors import BadInput
from zhicheng.law.book import REGIONS, book_of

pytestmark = pytest.mark.django_db
AT = datetime(2026, 9, 16, 2, tzinfo=UTC)
STALL, LITTER, DUMP, OTHER = "V.ZJ.stall", "V.ZJ.litter", "V.EEC.construction_waste", "V.ROAD.dig"


def ask(
    violation: str = STALL, first: Any = "yes", corrected: Any = "yes", harm: Any = "no"
) -> leniency.LeniencyAnswer:
    return leniency.ask(violation=violation, first=first, corrected=corrected, harm=harm, at=AT)


@pytest.mark.parametrize(
    ("said", "answer", "because"),
    [
        ({}, "may", "初次违法"), ({"violation": LITTER}, "must", "轻微"), ({"violation": LITTER, "first": "no"}, "must", "轻微"),
        ({"first": "no"}, "no", "24 个月内"), ({"corrected": "no"}, "no", "没有及时改正"), ({"harm": "yes"}, "no", "危害后果"),
        ({"violation": DUMP}, "no", "不适用免罚"), ({"violation": OTHER}, "no", "不在公布"), ({"first": "unknown"}, "unsure", "没有回答"),
        ({"corrected": "unknown"}, "unsure", "没有回答"), ({"violation": LITTER, "first": "unknown"}, "must", "轻微"),
        ({"first": "unknown", "harm": "yes"}, "no", "危害后果"), ({"violation": OTHER, "first": "unknown", "corrected": "unknown"}, "no", "不在公布"),
    ],
)  # fmt: skip
def test_answers(said: dict[str, str], answer: str, because: str) -> None:
    found = ask(**said)
    assert (found["answer"], because in found["because"]) == (answer, True), found["because"]


def test_what_is_unknown_never_turns_a_no_into_a_yes() -> None:
    """Over all answers: whatever "unknown" may hide, the page says yes only where every way says yes."""
    for violation in (STALL, LITTER, DUMP, OTHER):
        for first, corrected, harm in product(("yes", "no", "unknown"), repeat=3):
            found = ask(violation, first, corrected, harm)["answer"]
            ways = {
                ask(violation, *known)["answer"]
                for known in product(*[("yes", "no") if s == "unknown" else (s,) for s in (first, corrected, harm)])
            }
            assert found == (ways.pop() if len(ways) == 1 else "unsure")


def test_a_yes_is_no_promise_and_lists_what_has_to_be_checked() -> None:
    for violation in (STALL, LITTER):
        found = ask(violation)
        assert "不是承诺" in found["text"]
        assert "no promise" in found["text_en"]
        assert found["checks"] == found["act"]["conditions"] != []
        assert found["article"] == "《行政处罚法》第33条"


def test_an_unknown_act_is_refused() -> None:
    with pytest.raises(BadInput, match="请在列表里选择"):
        ask("V.nothing")


def test_every_condition_of_every_pack_has_plain_words() -> None:
    """A pack that gains a condition fails here until somebody has written its words."""
    for region in REGIONS:
        for act in book_of(region).leniency.values():
            for condition in act.conditions:
                said = leniency.plain(condition, 24)
                assert said.zh != said.en != ""


def test_the_list_tells_first_what_has_to_be_spared() -> None:
    kinds = [a["kind"] for a in leniency.listed()["acts"]]
    assert kinds == sorted(kinds, key=("minor", "first_offence", "never").index)
    assert {"minor", "first_offence", "never"} == set(kinds)
    assert all(a["kind"] == "unlisted" and not a["conditions"] for a in leniency.listed()["others"])
