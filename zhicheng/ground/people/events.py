"""What happens to people and crews."""

from __future__ import annotations

from zhicheng.infra.events import Body, Moved, kind


@kind("crew.enlist", "编组", "Crew set up")
class Enlisted(Moved, frozen=True, kw_only=True):
    name: str


@kind("crew.start", "点名上岗", "Shift started")
@kind("crew.rest", "休息", "Break")
@kind("crew.resume", "恢复在岗", "Back from break")
@kind("crew.end", "下岗", "Shift ended")
class ShiftMoved(Moved, frozen=True, kw_only=True):
    """A crew's day moved on."""


@kind("device.bind", "绑定手机", "Phone bound")
class Bound(Body, frozen=True, kw_only=True):
    member: int
    name: str


@kind("device.unbind", "解绑手机", "Phone unbound")
@kind("device.fingerprint", "手机开通指纹", "Fingerprint switched on")
class PhoneChanged(Body, frozen=True, kw_only=True):
    member: int


@kind("positions.erase", "删除到期定位", "Old positions deleted")
class Erased(Body, frozen=True, kw_only=True):
    before: str
    rows: int
