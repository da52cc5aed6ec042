"""What happens to a report."""

from __future__ import annotations

from zhicheng.infra.events import Body, Moved, kind


@kind("report.receive", "收到上报", "Report received")
class Received(Moved, frozen=True, kw_only=True):
    """`confidence` in per cent; `place_from` point, text or none."""

    receipt: str
    source: str
    matter: str
    confidence: int
    place_from: str
    grid: str
    photos: int = 0


@kind("report.wait", "待补位置或类别", "Waits for place or category")
class Waits(Moved, frozen=True, kw_only=True):
    missing: list[str]


@kind("report.ticket", "立工单", "Became a ticket")
class Ticketed(Moved, frozen=True, kw_only=True):
    ticket: str


@kind("report.merge", "并入已有工单", "Merged into a known ticket")
class Merged(Moved, frozen=True, kw_only=True):
    """`score` 0..100; `metres` between this report and the ticket."""

    ticket: str
    score: int
    metres: int
    rule: str
    rule_en: str = ""


@kind("report.split", "从并案中拆出", "Taken out of a merge")
class SplitOff(Moved, frozen=True, kw_only=True):
    """`ticket`: its own; `was`: the one that it followed."""

    ticket: str
    was: str
    reason: str


@kind("report.allow", "合法，不予追究", "Lawful, not pursued")
class Allowed(Moved, frozen=True, kw_only=True):
    """`rule` cites the article, `why` the permit with place and hour."""

    rule: str
    why: str
    rule_en: str = ""
    why_en: str = ""


@kind("report.complete", "补全位置或类别", "Place or category completed")
class Completed(Moved, frozen=True, kw_only=True):
    """`mapping`: the sender's category by which it was done for many at once."""

    matter: str
    grid: str
    mapping: str = ""


@kind("report.correct", "更正事项", "Matter corrected")
class Corrected(Moved, frozen=True, kw_only=True):
    """`matter` instead of `was`."""

    matter: str
    was: str


@kind("report.reject", "不予受理", "Not accepted")
class Rejected(Moved, frozen=True, kw_only=True):
    reason: str


@kind("report.write_down", "写下录音内容", "Voice note written down")
class WrittenDown(Body, frozen=True, kw_only=True):
    """`note`: which; `letters`: how many. The words stay with the note."""

    note: str
    letters: int


@kind("report.rate", "评价", "Rated by the reporter")
class Rated(Body, frozen=True, kw_only=True):
    score: int
    comment: str
