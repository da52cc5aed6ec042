"""What evidence and held goods leave in the record. Digests are lower-case hexadecimal."""

from zhicheng.infra.events import Body, Moved, kind


@kind("evidence.take_in", "证据入库", "Evidence taken in")
class TakenIn(Moved, frozen=True, kw_only=True):
    """What arrived, its digests here, and those that the device took at capture (empty: it took none)."""

    about: str
    sort: str
    media: str
    size: int
    sha256: str
    sm3: str
    at_capture: str = ""
    captured_at: str
    origin: str
    proves: str = ""
    doubts: list[str]


@kind("evidence.derive", "制作副本", "Copy made")
class Derived(Moved, frozen=True, kw_only=True):
    """A copy that points to its original: what was done to it, and its own digests."""

    about: str
    parent: int
    how: str
    media: str
    size: int
    sha256: str
    sm3: str


@kind("evidence.open", "调阅原件", "Original opened")
class Opened(Moved, frozen=True, kw_only=True):
    reason: str


@kind("evidence.hand_over", "证据移交", "Evidence handed over")
@kind("holding.hand_over", "物品移交", "Goods handed over")
class HandedOver(Moved, frozen=True, kw_only=True):
    """`giver` gives, `taker` takes; both are accounts and both said so."""

    giver: str
    taker: str
    reason: str = ""


@kind("evidence.exclude", "排除证据", "Evidence excluded")
@kind("evidence.readmit", "恢复证据", "Evidence readmitted")
class Excluded(Moved, frozen=True, kw_only=True):
    reason: str


@kind("holding.open", "登记保存、扣押", "Goods held")
class Held(Moved, frozen=True, kw_only=True):
    """`items`: name, model, quantity, state of each; `last_day` is the last day on which something has to be decided."""

    about: str
    sort: str
    items: list[dict[str, str]]
    kept_at: str
    last_day: str
    article: str


@kind("holding.extend", "延长期限", "Time extended")
class Extended(Moved, frozen=True, kw_only=True):
    last_day: str
    reason: str


@kind("holding.decide", "处理决定", "Goods dealt with")
@kind("holding.release", "到期解除", "Goods released")
class Ended(Moved, frozen=True, kw_only=True):
    """`outcome`: per item, in the order of the list."""

    outcome: list[str]
    reason: str = ""


@kind("recorder.note", "记录仪领用和校时", "Recorder handed out, clock compared")
class RecorderNoted(Body, frozen=True, kw_only=True):
    """From `since` on `member` wears it; its clock was `ahead_s` seconds ahead of the true time."""

    number: str
    member: int | None = None
    ahead_s: int
    since: str


@kind("recorder.list", "记录仪录像登记", "Footage listed")
class ClipListed(Body, frozen=True, kw_only=True):
    """`began_at`, `ended_at` by the recorder's own clock."""

    number: str
    file: str
    began_at: str
    ended_at: str
    sha256: str = ""
