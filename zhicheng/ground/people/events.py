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


@kind("device.fingerprint", "手机开通指纹", "Fingerprint switched on")
class PhoneChanged(Body, frozen=True, kw_only=True):
    member: int


@kind("device.unbind", "解绑手机", "Phone unbound")
class PhoneUnbound(PhoneChanged, frozen=True, kw_only=True):
    """`reason` is somebody else's, or the system's: who unbinds his own phone owes none."""

    reason: str = ""
    reason_en: str = ""


@kind("reset.ask", "申请重置登录凭据", "Reset asked for")
@kind("reset.confirm", "复核并重置登录凭据", "Reset confirmed and done")
@kind("reset.refuse", "驳回重置", "Reset refused")
@kind("reset.lapse", "重置申请过期", "Reset lapsed")
class ResetMoved(Moved, frozen=True, kw_only=True):
    """Taking away whatever lets an account in; `reason` in the keeper's words."""

    account: int
    reason: str = ""


@kind("positions.erase", "删除到期定位", "Old positions deleted")
class Erased(Body, frozen=True, kw_only=True):
    before: str
    rows: int
