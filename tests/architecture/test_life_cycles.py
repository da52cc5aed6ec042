"""Every life cycle of the system, whichever context owns it: nothing unreachable, nothing stuck, every arrow with its reason and event."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

import zhicheng
from zhicheng.infra import plug
from zhicheng.infra.check import stateful_models
from zhicheng.infra.events import KINDS, Moved
from zhicheng.kernel.errors import NotAllowed
from zhicheng.kernel.states import Machine

ROOT = Path(zhicheng.__file__).parent
ENDLESS = {
    "crew",  # its day begins again
    "evidence",  # may be taken back in
    "guard",  # a zone speaks again
    "volunteer",  # may come back
}
SETTLED = {
    "report": frozenset({"ticketed", "merged"}),  # it rests there, and may be taken out of a merge or into one
    "complaint": frozenset({"answered"}),  # it rests there, unless the citizen asks for another look
}


def machines() -> Iterator[Machine]:
    for path in sorted(ROOT.glob("*/*/states.py")):
        module = "zhicheng." + ".".join(path.relative_to(ROOT).with_suffix("").parts)
        names = [n for n in path.read_text(encoding="utf-8").split() if n.isupper()]
        for name in dict.fromkeys(names):
            try:
                found = plug.load(f"{module}.{name}")
            except AttributeError:
                continue
            if isinstance(found, Machine):
                yield found


ALL = {m.name: m for m in machines()}


def onward(machine: Machine, state: str) -> set[str]:
    """The states that can still come after this one, itself included."""
    seen: set[str] = set()
    todo = [state]
    while todo:
        here = todo.pop()
        if here not in seen:
            seen.add(here)
            todo += [machine.after(here, action) for action in machine.open_actions(here)]
    return seen


def test_the_life_cycles_are_those_of_the_tables() -> None:
    assert set(ALL) == set(stateful_models())


@pytest.mark.parametrize("name", sorted(ALL))
def test_every_state_is_reachable(name: str) -> None:
    assert ALL[name].reachable() == set(ALL[name].states)


@pytest.mark.parametrize("name", sorted(ALL))
def test_from_every_state_an_end_can_be_reached_or_the_beginning_again(name: str) -> None:
    machine = ALL[name]
    for state in machine.states:
        goal = {machine.start} if name in ENDLESS else machine.ends | SETTLED.get(name, frozenset())
        assert goal & onward(machine, state), state


@pytest.mark.parametrize("name", sorted(ALL))
def test_every_arrow_leads_to_a_state_says_why_and_names_who(name: str) -> None:
    machine = ALL[name]
    for (state, action), arrow in machine.arrows.items():
        assert {state, arrow.to} <= set(machine.states), action
        assert arrow.why, action
        assert arrow.by, action


@pytest.mark.parametrize("name", sorted(ALL))
def test_every_action_has_its_event_by_the_same_name(name: str) -> None:
    for _, action in ALL[name].arrows:
        assert issubclass(KINDS[f"{name}.{action}"].body, Moved), action


@pytest.mark.parametrize("name", sorted(ALL))
def test_what_no_arrow_allows_is_refused_with_what_is_open(name: str) -> None:
    machine = ALL[name]
    actions = {action for _, action in machine.arrows}
    for state in machine.states:
        for action in actions - machine.open_actions(state):
            with pytest.raises(NotAllowed) as refused:
                machine.arrow(state, action)
            assert all(open_ in str(refused.value) for open_ in machine.open_actions(state))
