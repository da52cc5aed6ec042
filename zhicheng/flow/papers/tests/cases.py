"""Three invented cases, paper by paper in their order: fined after an ignored order, on the spot, spared; and one of a lorry with its plate."""

from __future__ import annotations

import copy
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import msgspec

from zhicheng.flow.papers import samples
from zhicheng.flow.papers.kinds import kind_of
from zhicheng.flow.papers.rules import CaseFacts, Draft, Made, Objection, objections
from zhicheng.flow.papers.values import read_fields

Paper = tuple[str, datetime, dict[str, Any]]
ORG = {
    "kind": "org", "name": "青澜宏达土方工程有限公司", "id_no": "91330106MA2BX7K30X", "address": "青澜市西湾区工业路 88 号", "phone": "0570-8800999",
    "head_name": "沈国梁",
}  # fmt: skip
PLATE = "浙A3K582"
LORRY_FACTS = "当事人所有的重型自卸货车（车牌号码 浙A3K582）运输渣土未密闭，沿途遗撒约 300 米，污染路面约 120 平方米。"


@dataclass(frozen=True)
class Case:
    name: str
    facts: CaseFacts
    papers: tuple[Paper, ...]

    def walk(self) -> Iterator[tuple[Paper, tuple[Made, ...]]]:
        """Each paper with those that were final before it."""
        before: list[Made] = []
        for paper in self.papers:
            yield paper, tuple(before)
            code, at, fields = paper
            kind = kind_of(code)
            values = read_fields(kind, fields)
            before.append(Made(code, kind.title(values), number_of(code), at.date(), values))

    def against(self, paper: Paper, before: tuple[Made, ...]) -> tuple[Objection, ...]:
        code, at, fields = paper
        kind = kind_of(code)
        return objections(
            Draft(kind, read_fields(kind, fields), at, self.facts, before, samples.AGENCY.url, samples.AGENCY.short)
        )


def number_of(code: str) -> str:
    return f"{samples.AGENCY.short}{kind_of(code).word}〔2026〕1号"


def _facts(**changes: Any) -> CaseFacts:
    return msgspec.convert(samples.CASE | changes, CaseFacts)


def ordinary() -> Case:
    return Case(
        "ordinary", _facts(procedure="ordinary"), tuple((c, at, samples.fields_of(c)) for c, at in samples.ORDINARY)
    )


def on_the_spot() -> Case:
    """A stall: ordered to correct, ignored, fined 50 yuan on the spot, paid."""
    act = {"violation": samples.STALL, "prohibits": ["ZJ 16"]}
    at = dict((*samples.ORDINARY, *samples.ELSEWHERE))
    order = samples.fields_of("D30", **act, penalises="ZJ 16")
    receipt = {
        "papers": [{"name": "当场行政处罚决定书", "number": number_of("D10")}],
        "served_at": "2026-09-23T10:05:00+08:00",
    }
    papers = (
        ("D30", at["D30"], order), ("D20", at["D20"], samples.fields_of("D20", samples=None)), ("D10", at["D10"], samples.fields_of("D10")),
        ("D11", at["D10"], samples.fields_of("D11")), ("D50", samples.on(9, 23, 11), samples.fields_of("D50", **receipt)),
        ("D12", at["D12"], samples.fields_of("D12", decision_number=number_of("D10"), paid=5000)),
    )  # fmt: skip
    return Case("on the spot", _facts(violation=samples.STALL, procedure="simple", filed_on=None), papers)


def spared() -> Case:
    """First offence, slight harm, corrected: not penalised, educated."""
    at = dict((*samples.ORDINARY, *samples.ELSEWHERE))
    evidence = samples.EVIDENCE[:1]
    closing = samples.fields_of(
        "D80", outcome="spared", decision_number=None, fine=None, performed="当事人已经改正，无需履行。"
    )
    papers = (
        ("D04", at["D04"], samples.fields_of("D04")), ("D20", at["D20"], samples.fields_of("D20")),
        ("D32", at["D32"], samples.fields_of("D32")), ("D31", samples.on(9, 5), samples.fields_of("D31", evidence=evidence)),
        ("D80", at["D80"], closing),
    )  # fmt: skip
    return Case("spared", _facts(), papers)


def lorry() -> Case:
    """An organisation whose lorry spilt: the same line of papers, another party, article, amount, and a plate."""
    from zhicheng.law.book import book_of

    entry = book_of("330000").violations["V.EEC.spill"]
    spill = {"id": entry.id, "name": entry.name}
    fine = entry.stages[0].ranges["org"].least + 100_000

    def of(code: str) -> dict[str, Any]:
        fields = samples.fields_of(code)
        kind = kind_of(code)
        swaps: dict[str, Any] = {
            "party": ORG, "violation": spill, "prohibits": list(entry.prohibits or (entry.article,)), "penalises": entry.article,
            "facts": LORRY_FACTS,
            "plate": PLATE, "fine": fine, "recipient": ORG["name"],
        }  # fmt: skip
        fields |= {n: copy.deepcopy(v) for n, v in swaps.items() if n in kind.fields and (n in fields or n == "plate")}
        return fields

    def without_interview(fields: dict[str, Any]) -> dict[str, Any]:
        return fields | (
            {"evidence": [e for e in fields["evidence"] if "询" not in e.get("number", "")]}
            if "evidence" in fields
            else {}
        )

    chosen = ("D30", "D04", "D20", "D33", "D36", "D37", "D44", "D45", "D50", "D80")
    at = dict(samples.ORDINARY)
    order = sorted((c for c in chosen), key=lambda c: (at[c], c))
    facts = _facts(party=ORG, violation=spill, plate=PLATE, procedure="ordinary")
    return Case("lorry", facts, tuple((c, at[c], without_interview(of(c))) for c in order))


CASES = (ordinary, on_the_spot, spared, lorry)
