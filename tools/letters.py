"""Writes zhicheng/law/tests/letters.json: questions for the phone's copy of the engine, with the answers of this one.

    python -m tools.letters

The test beside it fails when the engine says something else: look at the difference, then run this again.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from zhicheng.law.letters import ask

TARGET = Path(__file__).parents[1] / "zhicheng" / "law" / "tests" / "letters.json"
ZJ, BJ = {"jurisdiction": "330000"}, {"jurisdiction": "110000"}
OFFICERS = [
    {"id": "person:1", "roles": ["officer", "lead_officer"], "certified": True, "certified_to": "2028-01-01"},
    {"id": "person:2", "roles": ["officer"], "certified": True, "certified_to": "2028-01-01"},
]
LAPSED = [OFFICERS[0], {**OFFICERS[1], "certified_to": "2026-03-10"}]
STALL = {
    "violation": "V.ZJ.stall", "act": "2026-03-11T18:05", "party": {"kind": "citizen", "age": 44}, "first_in_lookback": True,
}  # fmt: skip


def event(step: str, at: str, actors: Any = OFFICERS, **data: Any) -> dict[str, Any]:
    return {"step": step, "at": f"2026-03-11T{at}", "actors": actors, "data": data}


OPENED = event("T05", "18:06")
ORDERED = event("T06", "18:10", until="2026-03-11T18:40")


def case(on: str, *events: dict[str, Any], **more: Any) -> dict[str, Any]:
    given = more.pop("given", STALL)
    return {
        "kind": "case",
        "question": {"config": ZJ, "given": given, "events": list(events), "on": f"2026-03-11T{on}", **more},
    }


def scenario(given: dict[str, Any], config: dict[str, Any] = ZJ) -> dict[str, Any]:
    return {"kind": "scenario", "question": {"scenario": {"id": "V", "given": given}, "config": config}}


LETTERS: dict[str, dict[str, Any]] = {
    "a lead": case("18:05"),
    "open with two officers": case("18:05", event=OPENED),
    "open with one certificate that has lapsed": case("18:05", event={**OPENED, "actors": LAPSED}),
    "opened": case("18:07", OPENED),
    "a fine before any order": case("18:08", OPENED, event=event("T10", "18:08", amount=5000)),
    "ordered": case("18:11", OPENED, ORDERED),
    "step nobody knows": case("18:08", event=event("T99", "18:08")),
    "amount as text": case("18:08", event=event("T10", "18:08", amount="fifty")),
    "a party of thirteen": case("18:08", OPENED, given={**STALL, "party": {"kind": "citizen", "born": "2013-01-20"}}),
    "litter, on the spot": scenario(
        {"violation": "V.ZJ.litter", "act": "2026-04-30T15:20", "fine": 50, "collected_on_spot": True}
    ),
    "above the statute": scenario({"violation": "V.ZJ.stall", "proposed_fine": 80, "recheck": {"corrected": False}}),
    "an ordinary case with its calendar": scenario(
        {
            "violation": "V.ZJ.big_ad",
            "party": {"kind": "organisation"},
            "filed": "2026-01-05",
            "decision": "2026-03-20",
            "D36_served": "2026-03-05",
            "fine": 30000,
            "served": "2026-03-20",
            "paid": "2026-04-20",
        }
    ),
    "two acts in one": scenario({"rules": ["V.ZJ.stall", "V.ZJ.litter"], "proposed_fine": 20}),
    "another city": scenario({"violation": "V.EEC.bbq", "act": "2026-09-01T18:50", "proposed_fine": 6000}, BJ),
    "papers of the spot": {"kind": "papers", "question": {"codes": ["D10", "D30"]}},
    "a key nobody knows": scenario({"colour": "red"}),
}


def main() -> None:
    vectors = [{"name": name, "letter": letter, "answer": ask(json.dumps(letter))} for name, letter in LETTERS.items()]
    TARGET.write_text(json.dumps(vectors, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
