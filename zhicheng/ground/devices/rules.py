"""What a camera must have for its record to be evidence, where it looks, and what a register's row may say. Pure."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from datetime import date
from typing import Any

from zhicheng.kernel.errors import BadInput
from zhicheng.kernel.geo import metres_per_degree
from zhicheng.kernel.phrases import Phrase
from zhicheng.kernel.verdict import Reason
from zhicheng.vision.scene import Scene, scene_from

ARTICLE = Phrase("行政处罚法第四十一条 · INV-50", "Administrative Penalty Law, art. 41 · INV-50")
SOURCES = {
    "rtsp": Phrase("视频流 RTSP", "RTSP stream"),
    "snapshot": Phrase("HTTP 抓拍", "HTTP snapshots"),
    "file": Phrase("视频文件", "video file"),
    "frigate": Phrase("Frigate 盒子", "Frigate box"),
    "vendor": Phrase("厂商平台", "vendor's platform"),
    "drone": Phrase("无人机", "drone"),
    "drawn": Phrase("演示绘制画面", "drawn scene of the demo"),
}
OURS = frozenset({"rtsp", "snapshot", "file", "drawn"})  # sources that our own eyes watch
TROUBLES = {
    "offline": Phrase("离线", "offline"),
    "frozen": Phrase("画面冻结", "frozen picture"),
    "moved": Phrase("视角偏移", "view moved"),
    "dark": Phrase("画面过暗", "dark picture"),
    "drifting": Phrase("时钟偏差", "clock drift"),
    "slow": Phrase("画面迟滞", "late pictures"),
    "silent": Phrase("无读数", "no readings"),
    "stuck": Phrase("读数不变", "readings stuck"),
    "wrong_unit": Phrase("单位不符", "wrong unit"),
    "calibration": Phrase("校准到期", "calibration due"),
}
MODES = {"patrol": Phrase("巡检抽帧", "patrol looks"), "dense": Phrase("连续观看", "dense looking")}
_CODE = re.compile(r"[0-9A-Za-z][0-9A-Za-z_.-]{0,31}")
_ADDRESS = {"rtsp": ("rtsp://", "rtsps://"), "snapshot": ("http://", "https://")}
_SECRET = re.compile(r"(?<=://)[^/@\s]+@")


@dataclass(frozen=True, slots=True)
class Standing:
    """What the register says about a camera as a source of evidence (APL 41)."""

    legal_basis: str = ""
    legal_review_on: date | None = None
    technical_review_on: date | None = None
    standard: str = ""
    calibrated_to: date | None = None
    sign: bool = False
    published_on: date | None = None


def lacks(standing: Standing, on: date) -> list[Reason]:
    """Why a record of that day is a lead only: every condition that does not hold. Empty: it may become evidence once reviewed."""
    checks = (
        (bool(standing.legal_basis), "没有法律、行政法规依据", "no law or administrative regulation allows it"),
        (_before(standing.legal_review_on, on), "采集前未经法制审核", "no legal review before the capture"),
        (_before(standing.technical_review_on, on), "采集前未经技术审核", "no technical review before the capture"),
        (bool(standing.standard), "未登记所符合的标准", "the standard that it meets is not named"),
        (standing.calibrated_to is not None and on <= standing.calibrated_to, "采集当日不在检定有效期内", "no calibration valid on that day"),
        (standing.sign, "没有明显标志", "no sign"),
        (_earlier(standing.published_on, on), "采集前未公布设置地点", "its place was not published before the capture"),
    )  # fmt: skip
    return [Reason(False, ARTICLE, Phrase(zh, en)) for holds, zh, en in checks if not holds]


def _before(day: date | None, on: date) -> bool:
    return day is not None and day <= on


def _earlier(day: date | None, on: date) -> bool:
    return day is not None and day < on


def without_secret(url: str) -> str:
    """An address as it may be shown: the name and password in it are nobody's business."""
    return _SECRET.sub("***@", url)


def wedge(lng: float, lat: float, bearing: int | None, view: int | None, reach_m: int) -> list[tuple[float, float]]:
    """The ground that a camera sees, as a closed ring of (lng, lat): a wedge, or a circle where nobody said which way it looks."""
    per_lng, per_lat = metres_per_degree(lat)
    whole = bearing is None or view is None or view >= 360
    begin, end = (0.0, 360.0) if whole else (bearing - view / 2, bearing + view / 2)  # type: ignore[operator]
    steps = max(8, round((end - begin) / 10))
    arc = [begin + (end - begin) * k / steps for k in range(steps + 1)]
    rim = [
        (lng + reach_m * math.sin(math.radians(a)) / per_lng, lat + reach_m * math.cos(math.radians(a)) / per_lat)
        for a in arc
    ]
    return rim if whole else [(lng, lat), *rim, (lng, lat)]


def check_code(code: str) -> None:
    """Our own code, or the twenty digits of GB/T 28181 (A: 8 centre, 2 industry, 3 type, 7 sequence)."""
    if not _CODE.fullmatch(code):
        raise BadInput(
            f"摄像机编号「{code[:40]}」应为 1 至 32 个字母、数字、点、横线。",
            f"The camera's code “{code[:40]}” must have 1 to 32 letters, digits, dots or dashes.",
            field="code",
        )


def check_source(source: str, url: str, their_name: str) -> None:
    """Is what it comes from complete?"""
    if source not in SOURCES:
        raise BadInput(
            f"画面来源「{source}」不存在，可用：{'、'.join(SOURCES)}。",
            f"There is no source “{source}”; any of {', '.join(SOURCES)}.",
            field="source",
        )
    begins = _ADDRESS.get(source, ())
    if begins and not url.startswith(begins):
        raise BadInput(
            f"地址应以 {' 或 '.join(begins)} 开头。", f"The address must begin with {' or '.join(begins)}.", field="url"
        )
    if source == "file" and not url.strip():
        raise BadInput("请填写视频文件的路径。", "Give the path of the video file.", field="url")
    if source in ("frigate", "vendor") and not their_name.strip():
        raise BadInput(
            "请填写它在对方平台上的名称或编号，否则来的事件找不到它。",
            "Give its name on the other platform; otherwise its events cannot be matched.",
            field="their_name",
        )


def check_scene(data: Any) -> Scene:
    """The zones as drawn; BadInput in one sentence. The size of the picture that they were drawn on belongs to them."""
    scene = scene_from(data)
    width, height = data.get("width"), data.get("height")
    if not (isinstance(width, int) and isinstance(height, int) and 16 <= width <= 16_384 and 16 <= height <= 16_384):
        raise BadInput(
            "场景缺少画面的宽高（width、height，像素）。",
            "The scene lacks the picture's width and height in pixels.",
            field="scene.width",
        )
    scene.check_size(width, height)
    return scene
