"""One past case under today's book and under the draft: what differs, field by field, with the article."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from zhicheng.kernel.phrases import Phrase
from zhicheng.law.amounts import YUAN, Range
from zhicheng.law.assessment import Refused
from zhicheng.law.book import Book
from zhicheng.law.contradictions import contradictions
from zhicheng.law.procedure import procedure
from zhicheng.law.rehearse.cases import PastCase
from zhicheng.law.rehearse.found import Found, look

# The closed list of what can differ, as it stands in the table that is exported.
FIELDS: Mapping[str, Phrase] = {
    "sparing": Phrase("不予处罚", "sparing: minor = must be spared, first_offence = may be"),
    "hearing": Phrase("听证权利", "right to a hearing"),
    "procedure": Phrase("适用程序", "procedure that fits the act and its fine"),
    "article": Phrase("处罚依据", "article that punishes"),
    "range": Phrase("罚款幅度", "range of the fine, in yuan"),
    "tier": Phrase("裁量档次", "tier in which the fine of then lies"),
    "refused": Phrase("步骤被拒", "an event that one of the books does not let by"),
    "overdue": Phrase("超期", "a term that ran out before it was met; its last day"),
    "paper": Phrase("文书", "a paper that only one of the books asks for"),
    "next": Phrase("下一步", "steps that may be taken at the end"),
}


UNSAID = Phrase("", "")


@dataclass(frozen=True, slots=True)
class Change:
    """`what`: the step, term or paper; "" where the field says it. `today`, `draft`: the value under each, "" = nothing."""

    field: str
    what: str
    today: str
    draft: str
    article: str
    said: Phrase = UNSAID
    event: int | None = None


@dataclass(frozen=True, slots=True)
class Comparison:
    """`unclear`: the case's facts exclude each other, so neither book says anything (APL 40)."""

    case: PastCase
    today: Found | None
    draft: Found | None
    changes: tuple[Change, ...] = ()
    unclear: tuple[Phrase, ...] = ()

    def has(self, field: str) -> bool:
        return any(c.field == field for c in self.changes)


def compare(case: PastCase, today: Book, draft: Book) -> Comparison:
    """Every difference that the draft makes to this case; none when it makes none."""
    if wrong := contradictions(case.facts):
        return Comparison(case, None, None, unclear=wrong)
    way = procedure()
    one, two = look(case, today, way), look(case, draft, way)
    changes = () if one == two else tuple(_changes(one, two))
    return Comparison(case, one, two, changes)


def _changes(today: Found, draft: Found) -> Iterator[Change]:
    plain = (
        ("sparing", today.sparing, draft.sparing, "APL 33"),
        ("hearing", _yes(today.hearing_right), _yes(draft.hearing_right), "APL 63"),
        ("procedure", today.procedure, draft.procedure, "APL 51"),
        ("article", today.article, draft.article, draft.article or today.article),
        ("range", _yuan(today.range), _yuan(draft.range), draft.article or today.article),
        ("tier", today.tier, draft.tier, "APL 34"),
    )
    for name, one, two, article in plain:
        if one != two:
            yield Change(name, "", one, two, article)
    yield from _refusals(today.refused, draft.refused)
    yield from _terms(today, draft)
    for code in sorted({*today.papers} ^ {*draft.papers}):
        one, two = (code if code in found.papers else "" for found in (today, draft))
        yield Change("paper", code, one, two, "")
    if today.next_steps != draft.next_steps:
        yield Change("next", "", " ".join(today.next_steps), " ".join(draft.next_steps), "")


def _yes(value: bool) -> str:
    return "yes" if value else ""


def _yuan(whole: Range | None) -> str:
    return "" if whole is None else f"{whole.least / YUAN:.10g}-{whole.most / YUAN:.10g}"


def _refusals(today: tuple[Refused, ...], draft: tuple[Refused, ...]) -> Iterator[Change]:
    """By event, rule and article; the sentence may name other amounts and is no difference of its own."""
    one, two = ({(r.event, r.rule, r.article): r for r in refused} for refused in (today, draft))
    for key in sorted({*one} ^ {*two}, key=lambda k: (-1 if k[0] is None else k[0], k[1:])):
        why = two.get(key) or one[key]
        values = (why.rule if key in one else "", why.rule if key in two else "")
        yield Change("refused", why.step, *values, why.article, Phrase(why.zh, why.en), why.event)


def _terms(today: Found, draft: Found) -> Iterator[Change]:
    one, two = ({(o.term, o.on): o for o in found.overdue} for found in (today, draft))
    for key in sorted({*one} ^ {*two}):
        late = two.get(key) or one[key]
        day = late.on.isoformat()
        yield Change("overdue", late.term, day if key in one else "", day if key in two else "", late.article)
