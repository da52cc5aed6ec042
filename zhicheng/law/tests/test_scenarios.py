"""Scenarios in people's words: the public vectors where they lie beside the checkout, and what a wrong one is told."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from zhicheng.kernel.errors import BadInput
from zhicheng.law.scenarios import CONFIG, KEYS, solve

CONFIGURED = {"jurisdiction": "330000"}


def ask(given: dict[str, Any], **config: Any) -> dict[str, Any]:
    return solve({"id": "T", "given": given}, {**CONFIGURED, **config})


def compare(expected: dict[str, Any], found: dict[str, Any]) -> list[tuple[str, Any, Any]]:
    """What differs, by the reading rules at the head of the public file."""
    wrong = []
    for key in ("procedure", "range", "allowed", "fine_allowed", "law_applied", "hearing_right", "stage", "within", "admissible", "apply",
                "fines", "age", "light_tier", "tier"):  # fmt: skip
        if key in expected and expected[key] != found.get(key):
            wrong.append((key, expected[key], found.get(key)))
    for key in ("blocked_by", "documents", "must_also", "articles"):
        if not set(expected.get(key, ())) <= set(found[key]):
            wrong.append((key, expected[key], found[key]))
    for name, value in expected.get("deadlines", {}).items():
        day = value.get("date") or value["datetime"]
        if str(day)[:16] != found["deadlines"].get(name):
            wrong.append((name, day, found["deadlines"].get(name)))
    if "surcharge" in expected and {k: expected["surcharge"][k] for k in ("days", "amount")} != found["surcharge"]:
        wrong.append(("surcharge", expected["surcharge"], found["surcharge"]))
    for row in expected.get("surcharge_table", ()):
        mine = next((r for r in found["surcharge_table"] if r["paid"] == str(row["paid"])), None)
        if mine is None or (mine["days"], mine["amount"]) != (row["days"], row["amount"]):
            wrong.append(("surcharge_table", row, mine))
    return wrong


def test_the_public_scenarios(shared: Path) -> None:
    document = yaml.safe_load((shared / "domain" / "scenarios.yaml").read_text(encoding="utf-8"))
    wrong = {}
    for scenario in document["scenarios"]:
        found = solve(scenario, document["config"])
        wrong[scenario["id"]] = compare(scenario.get("expect", {}), found)
        for n, case in enumerate(scenario.get("cases", ())):
            wrong[f"{scenario['id']}[{n}]"] = compare(case.get("expect", {}), found["cases"][n])
    assert len(wrong) > 30
    assert {k: v for k, v in wrong.items() if v} == {}


def test_a_fine_on_the_spot_with_its_cash() -> None:
    found = ask({"violation": "V.ZJ.litter", "act": "2026-06-17T10:00", "fine": 20, "collected_on_spot": True})
    assert (found["procedure"], found["allowed"], found["range"]) == ("simple", True, [20, 50])
    assert found["deadlines"]["cash_to_agency"] == "2026-06-22"  # 19 to 21 June are off
    assert found["on_spot_collection"] == {"allowed": True}
    too_much = ask({"violation": "V.ZJ.shop_outside", "act": "2026-06-17", "fine": 150, "collected_on_spot": True})
    assert (too_much["allowed"], too_much["on_spot_collection"]) == (True, {"allowed": False})


def test_cases_add_to_what_is_given() -> None:
    scenario = {
        "id": "T",
        "given": {"violation": "V.ZJ.shop_outside"},
        "cases": [{"fine": 90}, {"fine": 300, "config": {"tier_method": "10/90"}}],
    }
    first, second = solve(scenario, CONFIGURED)["cases"]
    assert first["blocked_by"] == ["INV-35"]
    assert (second["allowed"], second["light_tier"]) == (True, [100, 190])


@pytest.mark.parametrize(
    ("given", "field", "words"),
    [
        ({"colour": "red"}, "T.given.colour", "不认识的键"),
        ({"violation": "V.MARS.stall"}, "T.given.violation", "没有 V.MARS.stall"),
        ({"act": "yesterday"}, "T.given.act", "不是时间"),
        ({"filed": "2026-02-30"}, "T.given.filed", "不是日期"),
        ({"fine": "much"}, "T.given.fine", "不是金额"),
        ({"fine": -1}, "T.given.fine", "不是金额"),
        ({"cost": -1}, "T.given.cost", "不是金额"),
        ({"cost": "a lot"}, "T.given.cost", "不是金额"),
        ({"party": {"kind": "robot"}}, "T.given.party.kind", "不是当事人类型"),
        ({"party": {"name": "Li"}}, "T.given.party.name", "不认识的字段"),
        ({"D30": {"shown": True}}, "T.given.D30.shown", "不认识的字段"),
        ({"officers": 1.5}, "T.given.officers", "不是个数"),
    ],
)
def test_what_is_not_understood_is_named(given: dict[str, Any], field: str, words: str) -> None:
    with pytest.raises(BadInput, match=words) as refused:
        ask(given)
    assert refused.value.field == field


def test_a_config_that_is_not_offered_is_named() -> None:
    with pytest.raises(BadInput, match="rollover_agency"):
        ask({}, rollover_agency="next_working_day")
    with pytest.raises(BadInput, match="colour"):
        ask({}, colour="red")


def test_every_key_says_what_it_is() -> None:
    assert all(key.type and key.meaning for key in KEYS.values())
    assert all(CONFIG.values())
