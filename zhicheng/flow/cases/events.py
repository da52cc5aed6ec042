"""What happens in a case: one kind of event for each step of the statute's procedure and each record beside it."""

from __future__ import annotations

import msgspec

from zhicheng.infra.events import Moved, kind
from zhicheng.law.procedure import procedure
from zhicheng.law.stream import RECORDS

# JSON without floats, as deep as facts and steps go: {"party": {"born": "2013-01-20"}}, {"evidence": [{"id": "7"}]}.
Word = str | int | bool | None
Part = Word | list[Word] | dict[str, Word]
Whole = Word | list[Part] | dict[str, Part]


@kind("case.open", "登记案件线索", "Case opened")
class Opened(Moved, frozen=True, kw_only=True):
    """`given` is what was known, in the words of law's scenarios; `party` as papers name him."""

    no: str
    region: str
    area: str
    given: dict[str, Whole]
    facts_text: str = ""
    party: dict[str, Word] | None = None
    ticket: str = ""
    lawful_here: bool = False


class StepTaken(Moved, frozen=True, kw_only=True):
    """A step or record as law reads it (`zhicheng.law.wire`): who acted in which roles, what it says, which papers it rests on.

    `entered_by`: who wrote down what came from outside (the party, the bank, the court). `said`: a remark for people.
    """

    actors: list[dict[str, Part]]
    data: dict[str, Whole]
    papers: list[str] = msgspec.field(default_factory=list)
    entered_by: str = ""
    said: str = ""
    facts_text: str = ""
    party: dict[str, Word] | None = None


for step in procedure().steps.values():
    kind(f"case.{step.id}", step.name.zh, step.name.en)(StepTaken)
for beside in RECORDS.values():
    kind(f"case.{beside.id}", beside.name.zh, beside.name.en)(StepTaken)


@kind("motion.ask", "呈批", "Put to the decision of another")
class Asked(Moved, frozen=True, kw_only=True):
    case: str
    step: str
    note: str = ""


@kind("motion.grant", "批准", "Granted")
@kind("motion.return", "退回", "Returned")
@kind("motion.withdraw", "撤回", "Withdrawn")
class Answered(Moved, frozen=True, kw_only=True):
    """`confirmed_by`: with which key of his (passkey or phone, beginning of its name) whoever granted it confirmed that it was him."""

    case: str
    step: str
    reason: str = ""
    confirmed_by: str = ""
