"""Reasoned decisions 说理: facts → evidence → article → tier → an answer to each point of the defence, each step standing on the last.

Pure. A finding that no evidence carries, a tier that the amount does not lie in, a point without an answer: no text, but a sentence.
What comes out are fields of the investigation report, the notice and the decision; people may still change the words.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Literal

from zhicheng.flow.papers import wording
from zhicheng.flow.papers.values import Evidence, Fen, Long, Point, Short, Value
from zhicheng.kernel.errors import NotAllowed
from zhicheng.law.amounts import Range
from zhicheng.law.book import Book, Subject, Violation
from zhicheng.law.packs import load_pack

TIERS = {"mitigated": "减轻", "light": "从轻", "normal": "一般", "heavy": "从重"}
NUMBERED = "①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳"
REGIONS = ("national", "zhejiang", "beijing")


class Finding(Value, frozen=True, kw_only=True):
    """One fact, and which pieces of evidence (from 1) carry it."""

    text: Long
    evidence: tuple[int, ...]


class Factor(Value, frozen=True, kw_only=True):
    """What makes the act lighter or heavier, and on which evidence that stands."""

    text: Short
    leans: Literal["light", "heavy", "neutral"]
    evidence: tuple[int, ...] = ()


class Grounds(Value, frozen=True, kw_only=True):
    """Everything a reasoned decision rests on. `ground` of mitigation is an article such as APL 32."""

    violation: str
    subject: Subject
    stage: str
    findings: tuple[Finding, ...]
    evidence: tuple[Evidence, ...]
    factors: tuple[Factor, ...]
    tier: Literal["mitigated", "light", "normal", "heavy"]
    fine: Fen
    points: tuple[Point, ...] = ()
    ground: str = ""


def reasoned(grounds: Grounds, book: Book) -> dict[str, Any]:
    """Fields for the report, the notice and the decision. NotAllowed says the first step that does not stand."""
    entry = book.violations.get(grounds.violation)
    whole = _range(grounds, entry)
    for problem in (*_unproved(grounds), *_outside(grounds, book, whole), *_unanswered(grounds)):
        raise problem
    assert entry is not None
    return {
        "facts": "".join(_sentence(f.text) + _by(f.evidence) for f in grounds.findings),
        "evidence": grounds.evidence,
        "nature": _nature(grounds, entry),
        "prohibits": entry.prohibits or (entry.article,),
        "penalises": entry.article,
        "tier": grounds.tier,
        "factors": tuple(f.text for f in grounds.factors),
        "discretion": _discretion(grounds, book, whole),
        "fine": grounds.fine,
        **({"defence_points": grounds.points} if grounds.points else {}),
        "told_defence": _told(grounds.points),
    }


def _range(grounds: Grounds, entry: Violation | None) -> Range:
    stage = entry.stage(grounds.stage) if entry else None
    found = stage.ranges.get(grounds.subject) if stage else None
    if found is None:
        raise NotAllowed(
            f"{grounds.violation} 在阶段 {grounds.stage} 对该类当事人没有罚款幅度，请核对违法行为和阶段。",
            f"{grounds.violation} sets no fine for this party at the stage {grounds.stage}; compare violation and stage.",
            code="INV-35",
        )
    return found


def _unproved(grounds: Grounds) -> Iterator[NotAllowed]:
    known = range(1, len(grounds.evidence) + 1)
    named = [(f.text, f.evidence) for f in grounds.findings]
    named += [(f.text, f.evidence) for f in grounds.factors if f.evidence]  # who somebody is needs no proof of its own
    for text, carried in named:
        if not carried or any(n not in known for n in carried):
            yield NotAllowed(
                f"「{text[:40]}」没有写明由哪件证据证明，请选择证据。",
                f"No evidence is named for “{text[:40]}”; choose it.",
                code="APL 40",
            )
    used = {n for _, carried in named for n in carried}
    for n in known:
        if n not in used:
            yield NotAllowed(
                f"第 {n} 件证据「{grounds.evidence[n - 1].name}」没有证明任何事实，请写明它证明什么或者移出。",
                f"Evidence {n}, {grounds.evidence[n - 1].name}, carries no fact; say what it proves or leave it out.",
                code="APL 46",
            )


def _outside(grounds: Grounds, book: Book, whole: Range) -> Iterator[NotAllowed]:
    part = whole if grounds.tier == "mitigated" else book.settings.tiers.tier(grounds.tier, whole)
    if grounds.tier == "mitigated":
        if not grounds.ground or grounds.fine >= whole.least:
            yield NotAllowed(
                "减轻处罚须低于法定下限并写明理由条款（如 APL 32），请补充。",
                "A mitigated fine lies below the minimum and names its ground (such as APL 32); add it.",
                code="INV-35",
            )
    elif not part.holds(grounds.fine):
        yield NotAllowed(
            f"罚款 {wording.figures(grounds.fine)} 元不在「{TIERS[grounds.tier]}」阶次 {_span(part)}之内，请改阶次或者数额。",
            f"A fine of {wording.figures(grounds.fine)} yuan is not in the tier {grounds.tier} ({_span(part)}); change one of them.",
            code="INV-35",
        )
    leaning = {f.leans for f in grounds.factors}
    if (grounds.tier == "heavy" and "heavy" not in leaning) or (grounds.tier == "light" and "light" not in leaning):
        yield NotAllowed(
            f"「{TIERS[grounds.tier]}」阶次没有相应的情节支持，请写明{TIERS[grounds.tier]}情节。",
            f"Nothing leans to the tier {grounds.tier}; name a factor that does.",
            code="APL 34",
        )


def _unanswered(grounds: Grounds) -> Iterator[NotAllowed]:
    for n, point in enumerate(grounds.points, start=1):
        if not (point.adopted and point.reason.strip()):
            yield NotAllowed(
                f"第 {n} 点陈述申辩还没有答复和理由，请逐点答复。",
                f"Point {n} of the defence has no answer with its reason; answer each point.",
                code="INV-24",
            )


def _nature(grounds: Grounds, entry: Violation) -> str:
    forbids = "、".join(wording.article(a) for a in entry.prohibits)
    quoted = "；".join(f"“{q}”" for q in quote_of(entry.id))
    first = f"上述行为违反了{forbids}的规定，构成{entry.name}。" if forbids else f"上述行为构成{entry.name}。"
    ignored = "当事人经责令改正而逾期未改正，符合该条规定的处罚条件。" if grounds.stage == "order_ignored" else ""
    return f"{first}{wording.article(entry.article)}规定：{quoted}。{ignored}"


def _discretion(grounds: Grounds, book: Book, whole: Range) -> str:
    """Range, tier, what leans which way, and why this amount."""
    parts = [f"法定罚款幅度为 {_span(whole)}"]
    if grounds.tier == "mitigated":
        parts.append(f"依照{wording.article(grounds.ground)}应当减轻处罚，在法定下限以下确定数额")
    else:
        parts.append(
            f"本机关公布的裁量基准中“{TIERS[grounds.tier]}”阶次为 {_span(book.settings.tiers.tier(grounds.tier, whole))}"
        )
    leaning = {
        side: "；".join(f.text + _by(f.evidence, stop="") for f in grounds.factors if f.leans == side)
        for side in ("light", "heavy", "neutral")
    }
    told = [
        f"{title}：{leaning[side]}"
        for side, title in (("light", "从轻的情节"), ("heavy", "从重的情节"), ("neutral", "其他考虑的情节"))
        if leaning[side]
    ]
    return (
        "，".join(parts)
        + "。"
        + "。".join(told)
        + f"。综合上述情节，适用“{TIERS[grounds.tier]}”阶次，罚款 {wording.figures(grounds.fine)} 元与违法行为的事实、性质、情节和社会危害程度相当。"
    )


def _told(points: Sequence[Point]) -> str:
    if not points:
        return "当事人在期限内未提出陈述、申辩，也未要求听证。"
    adopted = sum(p.adopted != "rejected" for p in points)
    return f"当事人在期限内提出 {len(points)} 点陈述、申辩，本机关逐点复核，采纳或者部分采纳 {adopted} 点，未因申辩加重处罚。"


def _by(evidence: Sequence[int], stop: str = "") -> str:
    return (
        f"（证据{''.join(NUMBERED[n - 1] if n <= len(NUMBERED) else f'（{n}）' for n in evidence)}）{stop}"
        if evidence
        else ""
    )


def _sentence(text: str) -> str:
    return text if text.endswith(("。", "！", "？")) else text + "。"


def _span(part: Range) -> str:
    return f"{wording.figures(part.least)} 元至 {wording.figures(part.most)} 元"


def quote_of(violation: str) -> Sequence[str]:
    """What the punishing article says, word for word, from the catalogue."""
    rows: list[Mapping[str, Any]] = [r for region in REGIONS for r in load_pack(region, "violations")["violations"]]
    found: Sequence[str] = next((r["quote"] for r in rows if r["id"] == violation), ())
    return found
