"""What happens to cameras and to orders of upkeep."""

from __future__ import annotations

from zhicheng.infra.events import Moved, kind


@kind("camera.add", "登记摄像机", "Camera registered")
@kind("camera.change", "变更摄像机登记", "Camera's register changed")
class Registered(Moved, frozen=True, kw_only=True):
    """`fields`: what is new, by its name in the register; an address with a password in it is told without it."""

    code: str
    fields: dict[str, str]


@kind("camera.draw", "画定区域", "Zones drawn")
class Drawn(Moved, frozen=True, kw_only=True):
    """`scene` is the JSON text of what it looks at; `zones` how many."""

    scene: str
    zones: int


@kind("camera.open", "调阅画面", "Pictures looked into")
class LookedInto(Moved, frozen=True, kw_only=True):
    """Who (the actor) of which unit saw what, and why (VIDEO 16)."""

    reason: str
    what: str
    unit: str = ""


@kind("camera.switch_off", "停用摄像机", "Camera switched off")
@kind("camera.switch_on", "启用摄像机", "Camera switched on")
@kind("camera.remove", "拆除摄像机", "Camera removed")
class Switched(Moved, frozen=True, kw_only=True):
    reason: str = ""


@kind("upkeep.ask", "报修", "Upkeep asked for")
class Asked(Moved, frozen=True, kw_only=True):
    """`device` like camera:CODE; `trouble` a code; `said` and `said_en` one sentence."""

    device: str
    trouble: str
    said: str
    said_en: str = ""


@kind("upkeep.repair", "修复", "Repaired")
@kind("upkeep.recover", "自行恢复", "Recovered by itself")
@kind("upkeep.dismiss", "无需处理", "Nothing to do")
class Ended(Moved, frozen=True, kw_only=True):
    what: str = ""
