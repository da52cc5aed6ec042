"""Life cycles as tables: `(state, action) → Arrow`. Who may take an arrow and why it exists stands beside it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from zhicheng.kernel.errors import NotAllowed


@dataclass(frozen=True, slots=True)
class Arrow:
    """One step of a life cycle.

    `by` are the roles that may take it, `needs` the inputs it asks for, `zh` its name in the trade.
    """

    to: str
    by: frozenset[str]
    zh: str
    needs: tuple[str, ...] = ()
    why: str = ""


@dataclass(frozen=True)
class Machine:
    """A life cycle. `name` is the stream prefix and the first half of every event kind (`ticket` → `ticket.file`)."""

    name: str
    start: str
    arrows: Mapping[tuple[str, str], Arrow]
    states: Mapping[str, str]  # state → Chinese name

    def arrow(self, state: str, action: str) -> Arrow:
        """The arrow for this action, or `NotAllowed` with the actions that are open instead."""
        found = self.arrows.get((state, action))
        if found is None:
            open_now = sorted(self.open_actions(state))
            now = self.states.get(state, state)
            raise NotAllowed(
                f"{self.name}: 当前状态「{now}」不能执行 {action}；可执行：{'、'.join(open_now) or '无'}。",
                f"{self.name}: {action} is not possible in the state “{state.replace('_', ' ')}”; possible: {', '.join(open_now) or 'nothing'}.",
            )
        return found

    def after(self, state: str, action: str) -> str:
        return self.arrow(state, action).to

    def open_actions(self, state: str) -> frozenset[str]:
        return self._open.get(state, frozenset())

    @cached_property
    def _open(self) -> dict[str, frozenset[str]]:
        out: dict[str, set[str]] = {}
        for state, action in self.arrows:
            out.setdefault(state, set()).add(action)
        return {state: frozenset(actions) for state, actions in out.items()}

    @property
    def ends(self) -> frozenset[str]:
        """States that nothing leaves."""
        return frozenset(self.states) - {state for state, _ in self.arrows}

    def reachable(self) -> frozenset[str]:
        seen: set[str] = set()
        todo = [self.start]
        while todo:
            state = todo.pop()
            if state not in seen:
                seen.add(state)
                todo += [self.after(state, action) for action in self.open_actions(state)]
        return frozenset(seen)

    def mermaid(self) -> str:
        """The life cycle as a Mermaid state diagram (docs/reference)."""
        rows = [f"    {state} --> {arrow.to}: {action}" for (state, action), arrow in self.arrows.items()]
        return "\n".join(["stateDiagram-v2", f"    [*] --> {self.start}", *rows])
