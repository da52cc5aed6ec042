"""The published list of acts that are or may be spared (APL 33), in plain words, and "would I be spared?" by the law's own rule.

The answer is law's: the same `leniency_of` that an officer's screen asks. It never promises: what it could not ask is listed as what has
still to be checked.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from functools import cache
from importlib.resources import files
from typing import Any, Literal

from typing_extensions import TypedDict

from zhicheng.flow.cases.dossier import book_for, region_of
from zhicheng.kernel.errors import BadInput
from zhicheng.kernel.phrases import Phrase
from zhicheng.law.basis import basis_of
from zhicheng.law.book import Book, Violation
from zhicheng.law.citation import cite
from zhicheng.law.invariants.case import Case
from zhicheng.law.invariants.persons import leniency_of
from zhicheng.law.scenarios import read_facts

ARTICLE = "APL 33"
Said = Literal["yes", "no", "unknown"]


class SparedCondition(TypedDict):
    text: str
    text_en: str


class SparedAct(TypedDict):
    """An act of the list. `kind`: `minor` has to be spared, `first_offence` may be, `never` is not, `unlisted` is on no list."""

    violation: str
    name: str
    name_en: str
    article: str
    article_en: str
    kind: Literal["minor", "first_offence", "never", "unlisted"]
    conditions: list[SparedCondition]


class LeniencyList(TypedDict):
    article: str
    article_en: str
    quote: str
    quote_en: str
    acts: list[SparedAct]
    others: list[SparedAct]


class LeniencyAnswer(TypedDict):
    """`answer`: must | may | no | unsure; never a promise. `checks` are the conditions that an officer still has to see."""

    answer: Literal["must", "may", "no", "unsure"]
    text: str
    text_en: str
    because: str
    because_en: str
    act: SparedAct
    checks: list[SparedCondition]
    article: str
    article_en: str
    quote: str
    quote_en: str


class Asked(TypedDict):
    """What the page asks."""

    first: Said
    corrected: Said
    harm: Said


@cache
def _plain() -> dict[str, Any]:
    found: dict[str, Any] = json.loads(files(__package__).joinpath("data", "plain.json").read_text(encoding="utf-8"))
    return found


def plain(condition: str, months: int) -> Phrase:
    """A pack's condition as people say it."""
    zh, en = _plain()["conditions"][condition]
    return Phrase(zh.format(months=months), en.format(months=months))


def book(area: str = "") -> Book:
    return book_for(region_of(area))


def listed(area: str = "") -> LeniencyList:
    """The list of this region, first what has to be spared; then what never is; and every other act, so that it can be asked about."""
    here = book(area)
    known: LeniencyList | None = here.known.get(listed)
    if known is None:
        known = here.known[listed] = _listed(here)
    return known


def _listed(here: Book) -> LeniencyList:
    acts = sorted((_act(here, v) for v in {*here.leniency, *here.never_lenient} & set(here.violations)), key=_order)
    known = {a["violation"] for a in acts}
    others = [_act(here, v) for v in sorted(here.violations) if v not in known]
    law = _article()
    return {
        "article": law["article"], "article_en": law["article_en"], "quote": law["quote"], "quote_en": law["quote_en"], "acts": acts,
        "others": others,
    }  # fmt: skip


def _order(act: SparedAct) -> tuple[int, str]:
    return ("minor", "first_offence", "never", "unlisted").index(act["kind"]), act["violation"]


def _article() -> Any:
    said = cite(ARTICLE)
    return {
        "article": said.zh,
        "article_en": said.en,
        "quote": _plain()["law"]["quote"],
        "quote_en": _plain()["law"]["quote_en"],
    }


def _act(here: Book, violation: str) -> SparedAct:
    known: Violation = here.violations[violation]
    found = here.leniency.get(violation)
    kind: Any = "never" if violation in here.never_lenient else found.kind if found else "unlisted"
    said = [plain(c, here.settings.first_offence_months) for c in (found.conditions if found else ())]
    article = cite(known.article)
    return {
        "violation": violation, "name": known.name, "name_en": known.name_en, "article": article.zh, "article_en": article.en, "kind": kind,
        "conditions": [{"text": p.zh, "text_en": p.en} for p in said],
    }  # fmt: skip


TEXTS = {
    "must": Phrase(
        "按您所说，这种情形依法应当不予处罚。能否免罚由执法人员查清事实后决定，本页不是承诺。",
        "As you tell it, the law asks that this is spared. Officers decide after they have checked the facts; this page is no promise.",
    ),
    "may": Phrase(
        "按您所说，这种情形可以不予处罚，但不是必须。能否免罚由执法人员查清事实后决定，本页不是承诺。",
        "As you tell it, this may be spared, though it need not be. Officers decide after they have checked the facts; this page is no promise.",
    ),
    "no": Phrase(
        "按您所说，不符合公布的不予处罚清单。您仍可以陈述、申辩；主动改正可以从轻、减轻处罚。",
        "As you tell it, the published list does not spare this. You may still state your case; putting it right may make the penalty lighter.",
    ),
    "unsure": Phrase(
        "还缺少情况，暂时答不了。请补充上面没有回答的问题，或者拨打 12345 咨询。",
        "Something is not known yet, so this cannot be answered. Answer what is open above, or ask 12345.",
    ),
}
BECAUSE = {
    "never": Phrase("这类行为危害大，列入不适用免罚的清单。", "This act is on the list of what is never spared."),
    "unlisted": Phrase("这类行为不在公布的不予处罚清单里。", "This act is not on the published list."),
    "harm": Phrase("造成了危害后果。", "Harm was done."),
    "not_corrected": Phrase("没有及时改正。马上改正，情况就可能不同。", "It was not put right. Put it right now, and the answer may change."),
    "not_first": Phrase("不是初次违法：{months} 个月内有过同一行为。", "It is not the first time within {months} months."),
    "first_offence": Phrase(
        "清单写明：初次违法、危害轻微、及时改正，可以不罚。", "By the list a first act of slight harm, put right in time, may be spared.",
    ),
    "minor": Phrase("清单写明：轻微并及时改正、没有危害后果，不予处罚。", "The list says: minor, put right in time and without harm is spared."),
    "open": Phrase("有的问题没有回答。", "Some questions are not answered."),
}  # fmt: skip


def ask(*, violation: str, first: Said, corrected: Said, harm: Said, at: datetime, area: str = "") -> LeniencyAnswer:
    """Would I be spared? An unknown is asked both ways: where the answer differs, it is not known."""
    here = book(area)
    if violation not in here.violations:
        raise BadInput(
            "没有这种行为，请在列表里选择。", "There is no such act; choose one of the list.", field="violation"
        )
    asked: Asked = {"first": first, "corrected": corrected, "harm": harm}
    answers = {_answer(here, violation, known, at) for known in _all_ways(asked)}
    offered = answers.pop() if len(answers) == 1 else "unsure"
    act = _act(here, violation)
    because = _because(here, act, asked, offered)
    text = TEXTS[offered]
    return {
        "answer": offered, "text": text.zh, "text_en": text.en, "because": because.zh, "because_en": because.en,  # type: ignore[typeddict-item]
        "act": act, "checks": act["conditions"] if offered in ("must", "may") else [], **_article(),
    }  # fmt: skip


def _all_ways(asked: Asked) -> Sequence[dict[str, bool]]:
    """Every way in which what is not known may be."""
    ways: list[dict[str, bool]] = [{}]
    for name, said in (("first", asked["first"]), ("corrected", asked["corrected"]), ("harm", asked["harm"])):
        values = {"yes": (True,), "no": (False,), "unknown": (True, False)}[said]
        ways = [{**way, name: value} for way in ways for value in values]
    return ways


def _answer(here: Book, violation: str, known: dict[str, bool], at: datetime) -> str:
    """What law's own rule says of these facts."""
    given = {
        "violation": violation,
        "act": at.isoformat(),
        "first_in_lookback": known["first"],
        "corrected": known["corrected"],
    }
    facts = replace(read_facts(given, here), harm=known["harm"])
    basis = basis_of(facts, here)
    offered = leniency_of(Case(facts, here, basis))
    return {"minor": "must", "first_offence": "may", None: "no"}[offered]


def _because(here: Book, act: SparedAct, asked: Asked, offered: str) -> Phrase:
    """The weightiest reason, in words."""
    if offered in ("must", "may"):
        return BECAUSE[act["kind"]]
    if offered == "unsure":
        return BECAUSE["open"]
    if act["kind"] in ("never", "unlisted"):
        return BECAUSE[act["kind"]]
    name = "harm" if asked["harm"] == "yes" else "not_corrected" if asked["corrected"] == "no" else "not_first"
    months = here.settings.first_offence_months
    return Phrase(BECAUSE[name].zh.format(months=months), BECAUSE[name].en.format(months=months))
