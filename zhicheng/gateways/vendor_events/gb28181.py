"""Device ids of GB/T 28181 (code rule A): twenty digits. For us a name and nothing more; no camera is spoken to by it. Pure.

8 centre (division 6 + place 2) · 2 industry · 3 type · 7 sequence, whose first digit is the network.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from zhicheng.kernel.errors import BadInput
from zhicheng.kernel.phrases import Phrase

_DIGITS = re.compile(r"[0-9]{20}")
CAMERAS = frozenset({131, 132})
OTHERS = {
    111: Phrase("DVR", "a DVR"), 112: Phrase("视频服务器", "a video server"), 118: Phrase("网络录像机 NVR", "a network recorder"),
    134: Phrase("报警输入设备", "an alarm input"), 135: Phrase("报警输出设备", "an alarm output"), 200: Phrase("中心信令服务器", "a control server"),
    215: Phrase("业务分组", "a group"), 216: Phrase("虚拟组织", "a virtual organisation"),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class GbId:
    """The parts of an id."""

    division: str
    place: str
    industry: str
    type: int
    network: str
    sequence: str


def looks_like_one(name: str) -> bool:
    return _DIGITS.fullmatch(name) is not None


def read_gb_id(name: str) -> GbId:
    """The parts; BadInput where it is none, or is the id of something that sees nothing."""
    if not looks_like_one(name):
        raise BadInput(
            f"国标编号「{name[:40]}」应为 20 位数字（GB/T 28181）。",
            f"The GB/T 28181 id “{name[:40]}” must have 20 digits.",
            field="camera",
        )
    found = GbId(name[:6], name[6:8], name[8:10], int(name[10:13]), name[13], name[14:])
    if found.division[:2] == "00":
        raise BadInput(
            f"国标编号 {name} 的前六位 {found.division} 不是行政区划代码。",
            f"The first six digits of the GB/T 28181 id {name} are no division code.",
            field="camera",
        )
    if found.type not in CAMERAS:
        what = OTHERS.get(found.type, Phrase(f"类型 {found.type:03d}", f"type {found.type:03d}"))
        raise BadInput(
            f"国标编号 {name} 是{what.zh}的编号，不是摄像机（131、132），请改用通道编号。",
            f"The GB/T 28181 id {name} is that of {what.en}, not of a camera (131, 132); send the channel's id.",
            field="camera",
        )
    return found
