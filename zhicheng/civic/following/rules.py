"""Which steps of a report and its ticket tell who reported or follows it. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar

MOST_WAYS = 5  # of one report: a family's phones, not a crowd's
MOST_A_DAY = 5  # reports of which one phone begins to be told by text message within a day: nobody floods a stranger's


@dataclass(frozen=True, slots=True)
class Step:
    """`ends`: nothing follows it. `reopens`: what was over goes on. `result`: also told to who only left a phone for the result."""

    template: str
    ends: bool = False
    reopens: bool = False
    result: bool = False


END = {"ends": True, "result": True}
# event → what is told. An event that is not here tells nobody: what only moves inside the house is no news to a citizen.
STEPS: Mapping[str, Step] = {
    "report.wait": Step("step.waiting"),
    "report.merge": Step("step.joined"),
    "report.split": Step("step.apart"),
    "report.reject": Step("step.rejected", **END),
    "report.allow": Step("step.lawful", **END),
    "ticket.accept": Step("step.accepted"),
    "ticket.confirm": Step("step.accepted"),
    "ticket.dispatch": Step("step.sent"),
    "ticket.extend": Step("step.extended"),
    "ticket.hold": Step("step.held"),
    "ticket.arrive": Step("step.arrived"),
    "ticket.close": Step("step.done", **END),
    "ticket.settle": Step("step.done", **END),
    "ticket.force_close": Step("step.ended", **END),
    "ticket.void": Step("step.ended", **END),
    "ticket.reject": Step("step.rejected", **END),
    "ticket.decline": Step("step.rejected", **END),
    "ticket.contest": Step("step.contested", reopens=True),
}


@dataclass(frozen=True, slots=True)
class News:
    """Something happened to one report: the event's position and kind, and what its words need."""

    pos: int
    kind: str
    about: str
    unit: str = ""
    until: str = ""

    @property
    def step(self) -> Step:
        return STEPS[self.kind]

    @property
    def said(self) -> str:
        """By which a repetition is known: the same step with the same words."""
        return f"{self.step.template}|{self.unit}|{self.until}"[:120]


def latest(news: Iterable[News]) -> dict[str, News]:
    """Of what happened to each report at once, the last: being handed to a unit says that it was accepted."""
    return {one.about: one for one in sorted(news, key=lambda n: n.pos)}


def is_new(news: News, *, told: str, told_pos: int) -> bool:
    """Not said already, and not older than what was said."""
    return news.pos > told_pos and news.said != told


def concerns(news: News, *, every: bool) -> bool:
    """Who chose every step hears every step; who only left a phone hears how it ended."""
    return every or news.step.result


T = TypeVar("T")


def grouped(items: Sequence[tuple[str, str, T]]) -> list[list[T]]:
    """(person, what is said, item) → items that one message can speak for: ten reports of one thing are one message to who sent them."""
    out: dict[tuple[str, str], list[T]] = {}
    for person, said, item in items:
        out.setdefault((person, said), []).append(item)
    return list(out.values())
