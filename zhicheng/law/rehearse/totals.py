"""What a draft would have meant for all the cases together: counted case by case, so that a year needs no more room than a day."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

from zhicheng.law.rehearse.compare import Comparison
from zhicheng.law.rehearse.found import Found

REVIEW, DISCUSSION = "D42", "D43"
ASKED = "T35"


@dataclass
class Pair:
    """The same count under today's pack and under the draft."""

    today: int = 0
    draft: int = 0

    @property
    def more(self) -> int:
        return self.draft - self.today


@dataclass
class Totals:
    """Cases unless it says otherwise. `spared`, `heard`: newly; `not_spared`, `not_heard`: no longer.

    `may_be_spared`: newly on the list of those whom the agency may spare. `asked`: of `hearings.today`, how many asked for one.
    """

    cases: int = 0
    unclear: int = 0
    changed: int = 0
    spared: int = 0
    may_be_spared: int = 0
    not_spared: int = 0
    heard: int = 0
    not_heard: int = 0
    another_procedure: int = 0
    another_range: int = 0
    another_tier: int = 0
    refused: int = 0
    no_longer_refused: int = 0
    asked: int = 0
    hearings: Pair = field(default_factory=Pair)
    reviews: Pair = field(default_factory=Pair)
    discussions: Pair = field(default_factory=Pair)
    papers: dict[str, Pair] = field(default_factory=dict)
    overdue: dict[str, Pair] = field(default_factory=dict)
    rules: Counter[str] = field(default_factory=Counter)  # rules by which the draft refuses what today's pack let by
    by_squad: Counter[str] = field(default_factory=Counter)  # changed cases

    def add(self, found: Comparison) -> None:
        self.cases += 1
        if found.today is None or found.draft is None:
            self.unclear += 1
            return
        self._work(found.today, found.draft)
        self.asked += found.today.hearing_right and any(e.step == ASKED for e in found.case.events)
        if found.changes:
            self.changed += 1
            self.by_squad[found.case.squad] += 1
            self._outcome(found, found.today, found.draft)

    def _work(self, today: Found, draft: Found) -> None:
        for one, name in ((today, "today"), (draft, "draft")):
            _count(self.hearings, name, one.hearing_right)
            _count(self.reviews, name, REVIEW in one.papers)
            _count(self.discussions, name, DISCUSSION in one.papers)
            for code in one.papers:
                _count(self.papers.setdefault(code, Pair()), name, True)
            for late in one.overdue:
                _count(self.overdue.setdefault(late.term, Pair()), name, True)

    def _outcome(self, found: Comparison, today: Found, draft: Found) -> None:
        if found.case.was_punished:
            self.spared += draft.sparing == "minor" != today.sparing
            self.may_be_spared += draft.sparing == "first_offence" and not today.sparing
        else:
            self.not_spared += bool(today.sparing) and not draft.sparing
        self.heard += draft.hearing_right and not today.hearing_right
        self.not_heard += today.hearing_right and not draft.hearing_right
        self.another_procedure += found.has("procedure")
        self.another_range += found.has("range")
        self.another_tier += found.has("tier")
        refused = [c for c in found.changes if c.field == "refused"]
        self.refused += any(c.draft for c in refused)
        self.no_longer_refused += any(c.today for c in refused)
        self.rules.update({c.draft for c in refused if c.draft})


def _count(pair: Pair, name: str, holds: bool) -> None:
    setattr(pair, name, getattr(pair, name) + holds)
