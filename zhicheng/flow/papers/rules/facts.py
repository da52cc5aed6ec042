"""What the rules are asked about: one paper that wants to be final, what its case says of itself, and the case's other final papers."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Literal

from zhicheng.flow.papers.kinds import Kind
from zhicheng.flow.papers.values import Fields, Officer, Party, Value, Violation
from zhicheng.kernel.calendar import CHINA
from zhicheng.kernel.phrases import Phrase
from zhicheng.law.book import Book, book_of


class CaseFacts(Value, frozen=True, kw_only=True):
    """What the case itself says: the caller passes it, papers look nothing up. Empty = not known."""

    no: str
    region: str = ""  # six-digit division code: whose law book
    procedure: Literal["", "simple", "ordinary"] = ""
    party: Party | None = None
    violation: Violation | None = None
    act_at: datetime | None = None
    act_place: str = ""
    plate: str = ""
    filed_on: date | None = None


@dataclass(frozen=True, slots=True)
class Made:
    """A final paper of the same case."""

    code: str
    title: str
    number: str
    on: date
    values: Fields


@dataclass(frozen=True)
class Draft:
    """The paper that wants to be final. `at` is now; `url` the agency's address on the net, `short` how its numbers begin."""

    kind: Kind
    values: Fields
    at: datetime
    case: CaseFacts | None = None
    others: tuple[Made, ...] = ()
    url: str = ""
    short: str = ""

    @property
    def code(self) -> str:
        return self.kind.code

    @property
    def today(self) -> date:
        return self.at.astimezone(CHINA).date()

    @property
    def book(self) -> Book:
        """The law book of the case's region; without one the samples that are in the box, so that a name can be compared."""
        return book_of(self.case.region if self.case else "")

    def of_kind(self, *codes: str) -> tuple[Made, ...]:
        return tuple(m for m in self.others if m.code in codes)

    def latest(self, *codes: str) -> Made | None:
        found = self.of_kind(*codes)
        return found[-1] if found else None

    def name(self, field_id: str) -> Phrase:
        return self.kind.fields[field_id].name

    def texts(self) -> Iterator[tuple[str, str]]:
        """Every free text: (field, text), also inside lists."""
        for name, value in self.values.items():
            if self.kind.fields[name].type in ("long", "text"):
                yield name, value
            elif isinstance(value, tuple):
                for one in value:
                    yield from ((name, text) for text in _texts(one))


def _texts(one: Any) -> Iterator[str]:
    if isinstance(one, str):
        yield one
    elif isinstance(one, Value) and not isinstance(one, Officer):
        yield from (v for v in (getattr(one, f) for f in one.__struct_fields__) if isinstance(v, str) and v)


@dataclass(frozen=True, slots=True)
class Objection:
    """One reason why the paper cannot be final: the field, the rule's number or article, the sentence."""

    field: str
    rule: str
    said: Phrase


def day_of(value: date | datetime) -> date:
    return value.astimezone(CHINA).date() if isinstance(value, datetime) else value
