"""What happens to what is to be shown. Texts stand in the table; the record holds their digest, so that what was released can be proved."""

from __future__ import annotations

from zhicheng.infra.events import Body, Moved, kind


@kind("publication.propose", "拟公开", "Proposed for publication")
class Proposed(Moved, frozen=True, kw_only=True):
    """`sort` figures, cases or answer; `key` names the thing; `edition` counts what was withdrawn and made anew."""

    sort: str
    key: str
    edition: int = 1


@kind("publication.edit", "修改拟公开内容", "Draft edited")
class Edited(Moved, frozen=True, kw_only=True):
    digest: str


@kind("publication.hand_over", "更换发布人", "Another person answers for it")
class Handed(Moved, frozen=True, kw_only=True):
    """`to`: the account of whoever is named now."""

    to: int


@kind("publication.release", "批准发布", "Released")
class Released(Moved, frozen=True, kw_only=True):
    """`digest`: SHA-256 of the content as the named person saw it; `show_at`: from when it is shown; `rule`: the city's standing order."""

    digest: str
    show_at: str
    rule: str = ""


@kind("publication.hold", "暂缓公开", "Held back")
class Held(Moved, frozen=True, kw_only=True):
    reason: str


@kind("publication.show", "公开", "Shown to the public")
class Shown(Moved, frozen=True, kw_only=True):
    """From now on anybody may read it."""


@kind("publication.strike", "撤下一则案例", "One case struck")
class Struck(Moved, frozen=True, kw_only=True):
    """`case`: the case whose decision no longer stands; `digest` of what is left."""

    case: int
    reason: str
    digest: str


@kind("publication.withdraw", "撤下", "Withdrawn")
class TakenBack(Moved, frozen=True, kw_only=True):
    reason: str


@kind("publication.overdue", "逾期未公开", "Neither released nor held back in time")
class Overdue(Body, frozen=True, kw_only=True):
    """The longest delay is over. `named`: who should have spoken."""

    due: str
    named: str
