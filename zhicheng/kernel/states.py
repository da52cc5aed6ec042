"""Life cycles as tables: `(state, action) → Arrow`. Who may take an arrow and why it exists stands beside it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from zhicheng.kernel.errors import NotAllowed


@dataclass(frozen=True, slots=True)
class Arrow:
    """One step of a life cycle.

    `by` are the roles that may take it, `needs` the inputs it asks for, `zh` its name in the trade. `or_to`: where it may lead instead,
    when the thing itself knows (a suspended case goes on where it was).
    """

    to: str
    by: frozenset[str]
    zh: str
    needs: tuple[str, ...] = ()
    why: str = ""
    or_to: frozenset[str] = frozenset()


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

    def after(self, state: str, action: str, to: str = "") -> str:
        """The state after it. `to` chooses among several; NotAllowed for one that the arrow does not lead to."""
        arrow = self.arrow(state, action)
        if to and to != arrow.to and to not in arrow.or_to:
            raise NotAllowed(
                f"{self.name}: {action} 不能从「{self.states.get(state, state)}」到「{self.states.get(to, to)}」。",
                f"{self.name}: {action} does not lead from {state} to {to}.",
            )
        return to or arrow.to

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
        """States that nothing leaves, though something may still happen in them."""
        leaving = {state for (state, _), arrow in self.arrows.items() if (arrow.or_to | {arrow.to}) - {state}}
        return frozenset(self.states) - leaving

    def reachable(self) -> frozenset[str]:
        seen: set[str] = set()
        todo = [self.start]
        while todo:
            state = todo.pop()
            if state not in seen:
                seen.add(state)
                todo += [to for action in self.open_actions(state) for to in self._targets(state, action)]
        return frozenset(seen)

    def _targets(self, state: str, action: str) -> frozenset[str]:
        arrow = self.arrows[state, action]
        return arrow.or_to | {arrow.to}

    def mermaid(self) -> str:
        """The life cycle as a Mermaid state diagram (docs/reference)."""
        rows = [
            f"    {state} --> {to}: {action}"
            for state, action in self.arrows
            for to in sorted(self._targets(state, action))
        ]
        return "\n".join(["stateDiagram-v2", f"    [*] --> {self.start}", *rows])
