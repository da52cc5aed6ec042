"""Goods follow their papers: what a notice of preservation or a seizure lists is held from then on, what a release says is given back.

The list of the paper is the list that is held; nobody types it twice (AEL 24, APL 56).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from zhicheng.flow.cases.queries import Case
from zhicheng.flow.papers.models import Paper
from zhicheng.ground.evidence import queries as evidence
from zhicheng.ground.evidence import services
from zhicheng.ground.people.queries import Access

TAKES = {"D24": "preserve", "D26": "seize"}
GIVES = {"D25": "preserve", "D29": "seize"}
# Outcomes of the papers → of what is held.
OUTCOMES = {
    "returned": "returned",
    "released": "returned",
    "seized": "seized",
    "confiscated": "confiscated",
    "expertise": "expert",
}


def follow(case: Case, papers: Sequence[Paper], *, officer: Access, decides: Access, at: datetime) -> None:
    """Hold or release what these papers say, in the caller's transaction. `officer` takes into custody, `decides` lets go."""
    for paper in papers:
        if paper.kind in TAKES and paper.fields.get("goods"):
            services.hold(
                about=f"case:{case.pk}", sort=TAKES[paper.kind], goods=[_item(g) for g in paper.fields["goods"]],
                kept_at=str(paper.fields.get("kept_at", "")), area=case.area, access=officer, at=at,
            )  # fmt: skip
        elif paper.kind in GIVES:
            _let_go(case, paper, GIVES[paper.kind], decides, at)


def _item(goods: Mapping[str, Any]) -> dict[str, str]:
    quantity = f"{goods['quantity']} {goods['unit']}"
    return {
        "name": goods["name"],
        "model": goods.get("model", ""),
        "quantity": quantity,
        "state": goods.get("condition") or "完好",
    }


def _let_go(case: Case, paper: Paper, sort: str, decides: Access, at: datetime) -> None:
    for held in evidence.holdings(decides, about=f"case:{case.pk}").filter(state="held", sort=sort):
        said = [OUTCOMES.get(g.get("outcome", ""), "returned") for g in paper.fields.get("outcomes", ())]
        outcome = said if len(said) == len(held.items) else ["returned"] * len(held.items)
        services.decide(holding_id=held.pk, outcome=outcome, access=decides, at=at)
