"""The life cycle is the domain's: every arrow of workorder_states.yaml, its roles, and nothing that a draft needs."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from zhicheng.flow.tickets.events import Moved
from zhicheng.flow.tickets.rules import fits_source
from zhicheng.flow.tickets.states import COMMAND, ENDS, OPEN, STATES, TICKET
from zhicheng.infra.events import KINDS

# Arrows that we add to the domain's table, with the reason why.
OURS = {
    ("dispatched", "ask"): "a request is an event of its own; the domain only knows its answer",
    ("handling", "ask"): "the same",
    ("handling", "deny"): "the answer No is on record, too",
    (
        "reported",
        "merge",
    ): "the domain merges reports at the door only; what is noticed later is merged before anybody is sent",
    ("verifying", "merge"): "the same",
    ("to_dispatch", "merge"): "the same",
    ("dispatched", "merge"): "the same",
}
OURS |= {
    (state, "recategorise"): "the domain sends a wrongly read report back; a city corrects it before a unit works on it"
    for state in ("reported", "verifying", "accepted", "to_dispatch", "dispatched")
}
RECURRENCE = ("closed", "reported")  # a recurrence is a new ticket that is linked, so it is no arrow of the old one
ROLE_WORDS = ("collector", "acceptor", "shift_leader", "dispatcher", "department", "system", "citizen")


@pytest.fixture(scope="module")
def source(shared: Path) -> Any:
    return yaml.safe_load((shared / "domain" / "workorder_states.yaml").read_text(encoding="utf-8"))


def theirs(source: Any) -> dict[tuple[str, str], str]:
    """(from, to) → who, for every row but the draft's and the recurrence's."""
    out: dict[tuple[str, str], str] = {}
    for row in source["transitions"]:
        for start in row["from"].split("|"):
            if start != "draft" and (start, row["to"]) != RECURRENCE:
                out[start, row["to"]] = f"{out.get((start, row['to']), '')} {row['by']}".strip()
    return out


def test_states_are_the_domains_without_the_draft(source: Any) -> None:
    assert {k: v for k, v in source["states"].items() if k != "draft"} == STATES


def test_arrows_are_the_domains(source: Any) -> None:
    ours = {(start, a.to) for (start, action), a in TICKET.arrows.items() if (start, action) not in OURS}
    assert ours == set(theirs(source))


def test_roles_are_the_domains(source: Any) -> None:
    """Whoever the domain names may take the arrow; we add only rule accounts and the crew that handles."""
    wrong = []
    for (start, to), who in theirs(source).items():
        named = {r for r in ROLE_WORDS if r in who.replace("department's", "")}
        may = frozenset().union(
            *(a.by for (s, action), a in TICKET.arrows.items() if (s, a.to) == (start, to) and (s, action) not in OURS)
        )
        extra = may - named - {"rule", "handler"}
        if start == "verifying" and to == "rejected":
            extra -= {"collector"}  # his "not found" on the spot
        if not named <= may or extra:
            wrong.append((start, to, sorted(named), sorted(may)))
    assert wrong == []


# Words of the domain's `need` and `when` → what our arrow asks for, or who else sees to it.
NEEDS = {
    "verification photo": "photo", "reason": "reason", "filing condition": "condition", "department": "unit", "new limit": "new_due_at",
    "resume date": "resume_on", "after-photo": "photo", "text": "text", "re-check photo": "photo", "photo": "photo", "before/after photos": "photo",
}  # fmt: skip


def test_every_need_of_the_domain_is_asked_for(source: Any) -> None:
    """Each of the 26 rows: what it needs is a need of our arrow, in the same step."""
    assert len(source["transitions"]) == 26
    missing, seen = [], 0
    for row in source["transitions"]:
        words = " ".join([*map(str, row.get("need", [])), str(row.get("when", ""))])
        for start in row["from"].split("|"):
            arrows = [
                a
                for (s, action), a in TICKET.arrows.items()
                if (s, a.to) == (start, row["to"]) and (s, action) not in OURS
            ]
            asked = {n for a in arrows for n in a.needs}
            for phrase, need in NEEDS.items():
                if arrows and phrase in words.replace("objective reason", "reason"):
                    seen += 1
                    if need not in asked:
                        missing.append((start, row["to"], phrase))
    assert missing == []
    assert seen > 20


def test_the_two_conditions_of_the_domain_are_rules(source: Any) -> None:
    conditional = {(r["from"], r["to"]): r["when"] for r in source["transitions"] if "when" in r}
    assert conditional[("reported", "accepted")] == "collector report"
    assert conditional[("reported", "verifying")] == "source is not a collector"
    assert fits_source("accept", "grid", fast_lane=False)
    assert not fits_source("accept", "citizen", fast_lane=False)
    assert not fits_source("verify", "grid", fast_lane=False)


@pytest.mark.parametrize("state", sorted(STATES))
def test_from_every_state_an_end_can_be_reached(state: str) -> None:
    """Nothing gets stuck: some way leads from here to an end."""
    seen, todo = set(), [state]
    while todo:
        here = todo.pop()
        if here not in seen:
            seen.add(here)
            todo += [TICKET.after(here, action) for action in TICKET.open_actions(here)]
    assert seen & ENDS


def test_every_state_is_reachable_and_ends_are_ends() -> None:
    assert TICKET.reachable() == set(STATES)
    assert TICKET.ends <= ENDS
    assert set(STATES) == ENDS | OPEN
    assert COMMAND <= OPEN


def test_every_arrow_has_a_reason_and_a_registered_event() -> None:
    for (_, action), arrow in TICKET.arrows.items():
        assert arrow.why
        assert arrow.zh
        assert issubclass(KINDS[f"ticket.{action}"].body, Moved)


def test_a_citizen_moves_nothing_but_his_own_rating() -> None:
    assert {action for (_, action), a in TICKET.arrows.items() if "citizen" in a.by} == {"evaluate"}


def test_cameras_move_nothing() -> None:
    assert not [a for a in TICKET.arrows.values() if "ai" in a.by]


def test_who_handles_neither_checks_nor_closes_by_role() -> None:
    for (_, action), arrow in TICKET.arrows.items():
        if action in ("pass", "fail", "close", "void", "force_close"):
            assert not arrow.by & {"handler", "department", "dispatcher"}
