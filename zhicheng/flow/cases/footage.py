"""Body-camera footage read for a case: which file shows which step, and why another shows none (INV-55).

Nothing is stored here: a clock that is compared tomorrow moves yesterday's footage, so the match is worked out when it is read.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from typing_extensions import TypedDict

from zhicheng.flow.cases.dossier import Dossier
from zhicheng.flow.cases.record import SHOWN
from zhicheng.ground.evidence import matching
from zhicheng.ground.evidence import queries as evidence
from zhicheng.ground.evidence.matching import Clip, Miss, Scene
from zhicheng.ground.people import queries as people
from zhicheng.kernel.phrases import Phrase

BEFORE, AFTER = timedelta(hours=12), timedelta(hours=12)  # what was recorded around the steps of a case
MEMBER = "member:"


class CaseFootage(TypedDict):
    """`shows`: steps of the case; where there are none, `reason` says why. Times are true ones, by the recorder's compared clock."""

    file: str
    recorder: str
    officer: str
    began_at: datetime
    ended_at: datetime
    ahead_seconds: int
    presumed: bool
    shows: list[str]
    reason: str
    reason_en: str


def scenes(file: Dossier, place: tuple[float, float] | None) -> list[Scene]:
    """The steps that somebody ought to have recorded, each with the officers who took it."""
    return [
        Scene(e.step, e.at, frozenset(_members(a.id for a in e.actors or ())), place) for e in file.events if e.step in SHOWN
    ]  # fmt: skip


def _members(ids: object) -> list[int]:
    return [int(i.removeprefix(MEMBER)) for i in ids if i.startswith(MEMBER)]  # type: ignore[attr-defined]


def around(found: Sequence[Scene]) -> list[Clip]:
    """What the officers of these steps recorded in the hours around them."""
    if not found:
        return []
    members = frozenset[int]().union(*(s.members for s in found))
    clips = evidence.footage(members, first=found[0].at - BEFORE, last=found[-1].at + AFTER)
    return [c for c in clips if any(c.began_at - AFTER <= s.at <= c.ended_at + BEFORE for s in found)]


def shown(found: Sequence[Scene], clips: Sequence[Clip]) -> set[tuple[str, datetime]]:
    """The steps that some clip shows."""
    return {(s.step, s.at) for s in found if any(matching.miss(c, s) is None for c in clips)}


def of_case(file: Dossier, place: tuple[float, float] | None) -> list[CaseFootage]:
    """Every clip around this case's steps, in its order, with what it shows or why it shows nothing."""
    found = scenes(file, place)
    clips = around(found)
    names = {m: c.name for m, c in people.colleagues({c.member_id for c in clips if c.member_id}).items()}
    return [_row(c, found, names) for c in clips]


def _row(clip: Clip, found: Sequence[Scene], names: Mapping[int, str]) -> CaseFootage:
    shows = [s.step for s in found if matching.miss(clip, s) is None]
    officer = names.get(clip.member_id or 0, "")
    why = _said(matching.nearest_miss(clip, found), officer)
    return {
        "file": clip.file, "recorder": clip.recorder, "officer": officer, "began_at": clip.began_at, "ended_at": clip.ended_at,
        "ahead_seconds": clip.ahead_s, "presumed": clip.is_presumed, "shows": shows, "reason": why.zh, "reason_en": why.en,
    }  # fmt: skip


def _said(miss: Miss | None, officer: str) -> Phrase:
    if miss is None:
        return Phrase("", "")
    if miss.why == "place":
        return Phrase(
            f"时间相符，但拍摄地点距案发地 {miss.by} 米",
            f"the time fits, but it was taken {miss.by} m from the place of the case",
        )
    if miss.why == "time":
        return Phrase(f"与最近的步骤相差 {miss.by} 分钟", f"the nearest step is {miss.by} min away")
    if not officer:
        return Phrase("当时没有登记佩戴人", "nobody was registered as wearing the recorder then")
    return Phrase(
        f"当时由{officer}佩戴，不是经办这些步骤的人员", f"{officer} wore it then, who took none of these steps"
    )
