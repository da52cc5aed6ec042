"""What a paper has to fulfil before it is final. Pure: facts in, objections out, one sentence each; a paper with none may be final."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from zhicheng.flow.papers.rules import amounts, between, days, law, persons, words
from zhicheng.flow.papers.rules.facts import CaseFacts, Draft, Made, Objection, day_of
from zhicheng.kernel.phrases import Phrase

__all__ = ["CHECKS", "CaseFacts", "Draft", "Made", "Objection", "day_of", "objections"]


def complete(draft: Draft) -> Iterator[Objection]:
    """Every field that the kind needs, and those that its own choices make necessary."""
    missing = [f for f in draft.kind.needed(draft.values) if f not in draft.values]
    if missing:
        zh = "、".join(f"「{draft.name(f).zh}」" for f in missing)
        en = ", ".join(draft.name(f).en for f in missing)
        said = Phrase(
            f"《{draft.kind.name.zh}》缺{zh}，请补填后再定稿", f"The {draft.kind.name.en} lacks: {en}; fill it in first"
        )
        yield Objection(missing[0], draft.kind.article, said)


Check = Callable[[Draft], Iterator[Objection]]
CHECKS: tuple[Check, ...] = (
    complete, *persons.CHECKS, *law.CHECKS, *amounts.CHECKS, *days.CHECKS, *words.CHECKS, *between.CHECKS,
)  # fmt: skip


def objections(draft: Draft) -> tuple[Objection, ...]:
    """Everything against this paper, in the order in which somebody would mend it."""
    return tuple(o for check in CHECKS for o in check(draft))
