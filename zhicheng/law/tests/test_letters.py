"""Letters to the engine: what the phone asks, and what it is told."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from zhicheng.law.letters import ask

VECTORS = Path(__file__).parent / "letters.json"
ROOT = Path(__file__).parents[3]


def letter(**asked: Any) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(ask(json.dumps(asked)))
    return found


def test_a_case_is_answered() -> None:
    question = {
        "config": {"jurisdiction": "330000"},
        "given": {"violation": "V.ZJ.stall", "act": "2026-03-11T18:05"},
        "events": [],
        "on": "2026-03-11T18:06",
    }
    found = letter(kind="case", question=question)["answer"]["assessment"]
    assert found["stage"] == "lead"
    assert {s["step"] for s in found["allowed"]} > {"T05"}


def test_a_scenario_is_answered() -> None:
    scenario = {"id": "T", "given": {"violation": "V.ZJ.stall", "proposed_fine": 20, "recheck": None}}
    found = letter(kind="scenario", question={"scenario": scenario, "config": {"jurisdiction": "330000"}})
    assert found["answer"]["blocked_by"] == ["INV-36"]


def test_kinds_of_papers_come_with_their_fields_and_remedies() -> None:
    order, fine = letter(kind="papers", question={"codes": ["D30", "D10", "D99"]})["answer"]["papers"][::-1]
    assert (order["code"], fine["code"], fine["sign"]) == ("D30", "D10", ["officer", "officer", "party"])
    assert "六十日内先向{reconsideration}" in fine["remedies"]
    assert {"penalty", "fine", "pay_due"} <= {f["id"] for f in fine["fields"]}
    assert next(f for f in fine["fields"] if f["id"] == "penalty")["choices"]["warning"] == "警告"
    assert letter(kind="papers", question={})["answer"] == {"papers": []}


@pytest.mark.parametrize(
    ("asked", "field", "words"),
    [
        ({"kind": "horoscope"}, "", "没有「horoscope」"),
        ({}, "", "没有「None」"),
        ({"kind": "case", "question": {"on": "never"}}, "on", "不是时间"),
        ({"kind": "case", "question": {"on": "2026-03-11", "colour": 1}}, "question.colour", "不认识的字段"),
        ({"kind": "case", "question": {"on": "2026-03-11", "given": {"fine": -1}}}, "given.fine", "不是金额"),
        ({"kind": "scenario", "question": {"scenario": {"id": "T", "given": 5}}}, "T.given", "应为一组字段"),
    ],
)
def test_what_is_wrong_comes_back_as_a_sentence(asked: dict[str, Any], field: str, words: str) -> None:
    found = letter(**asked)
    assert set(found) == {"problem"}
    assert found["problem"]["field"] == field
    assert words in found["problem"]["zh"]
    assert found["problem"]["en"] != found["problem"]["zh"]


def test_the_vectors_for_the_phone_are_what_this_engine_says() -> None:
    """web/e2e/engine.spec.ts compares the same file with the engine in the browser, byte for byte."""
    vectors = json.loads(VECTORS.read_text(encoding="utf-8"))
    assert len(vectors) >= 12
    for vector in vectors:
        assert ask(json.dumps(vector["letter"])) == vector["answer"], vector["name"]


def test_the_phone_needs_the_standard_library_only() -> None:
    """Whatever `letters` imports must exist in the browser: no third party module, no Django."""
    told = subprocess.run(
        [sys.executable, "-S", "-c", "import sys; import zhicheng.law.letters; print('\\n'.join(sys.modules))"],
        check=True, capture_output=True, text=True, cwd=ROOT, env={"PYTHONPATH": str(ROOT)},
    )  # fmt: skip
    loaded = {m.split(".")[0] for m in told.stdout.split()}
    assert "zhicheng" in loaded
    assert loaded - {"zhicheng"} <= sys.stdlib_module_names | {"__main__", "sitecustomize"}
