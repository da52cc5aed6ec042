"""What is accepted as evidence, what looks odd about it, and how long goods may be held. Pure."""

from __future__ import annotations

import codecs
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from typing import Any

from zhicheng.kernel.calendar import CHINA, Calendar
from zhicheng.kernel.errors import BadInput
from zhicheng.kernel.geo import metres_between
from zhicheng.kernel.phrases import Phrase
from zhicheng.law.periods import Deadline, Period, deadline

# APL 46: the eight kinds of evidence, in the order of the statute.
SORTS: Mapping[str, tuple[str, str]] = {
    "documentary": ("书证", "documentary evidence"),
    "physical": ("物证", "physical evidence"),
    "audiovisual": ("视听资料", "audio-visual material"),
    "electronic": ("电子数据", "electronic data"),
    "witness": ("证人证言", "testimony of a witness"),
    "party": ("当事人的陈述", "statement of the party"),
    "expert": ("鉴定意见", "expert opinion"),
    "record": ("勘验笔录、现场笔录", "record of inspection or of the scene"),
}
# What a file is, by its first bytes; a name proves nothing. Scripts, pages and programs are not evidence files.
MEDIA: tuple[tuple[int, bytes, str], ...] = (
    (0, b"\xff\xd8\xff", "image/jpeg"), (0, b"\x89PNG\r\n\x1a\n", "image/png"), (8, b"WEBP", "image/webp"), (4, b"ftyphe", "image/heic"),
    (4, b"ftypmif1", "image/heic"), (4, b"ftypM4A", "audio/mp4"), (4, b"ftyp", "video/mp4"), (0, b"\x1aE\xdf\xa3", "video/webm"),
    (0, b"%PDF-", "application/pdf"), (8, b"WAVE", "audio/wav"), (0, b"ID3", "audio/mpeg"), (0, b"\xff\xfb", "audio/mpeg"),
    (0, b"OggS", "audio/ogg"), (0, b"fLaC", "audio/flac"),
)  # fmt: skip
CLOCK_SLACK = timedelta(minutes=5)  # phones' clocks; a stamp further off is said
FAR_M = 300
LATE = timedelta(days=2)
EDITORS = ("photoshop", "lightroom", "gimp", "snapseed", "picsart", "meitu", "美图", "pixelmator", "affinity")


@dataclass(frozen=True, slots=True)
class Capture:
    """What is claimed of a file: when and where it was taken. Degrees WGS-84; `exif` as the file itself says."""

    captured_at: datetime
    arrived_at: datetime
    lng: float | None = None
    lat: float | None = None
    exif: Mapping[str, Any] | None = None


@dataclass(frozen=True, slots=True)
class HoldingSort:
    """How long such a holding may last, by which constant of the law pack, and whether once more."""

    zh: str
    en: str
    period: str
    extension: str
    article: str


HOLDING_SORTS: Mapping[str, HoldingSort] = {
    "preserve": HoldingSort("先行登记保存", "preserved as evidence", "K.evidence_registration", "", "APL 56 / INV-54"),
    "seize": HoldingSort("扣押", "seized", "K.seizure", "K.seizure_ext", "AEL 25 / INV-60"),
}
OUTCOMES: Mapping[str, tuple[str, str]] = {
    "returned": ("退还", "returned"),
    "seized": ("转为扣押", "seized"),
    "confiscated": ("没收", "confiscated"),
    "expert": ("送检测鉴定", "sent for expertise"),
    "destroyed": ("销毁", "destroyed"),
}
NECESSITIES = ("necessities", "生活必需品")


def media_of(head: bytes) -> str:
    """Media type by content. BadInput when it is none that can be evidence."""
    for at, magic, media in MEDIA:
        if head[at : at + len(magic)] == magic:
            return media
    if _is_plain_text(head):
        return "text/plain"
    raise BadInput(
        "不支持这种文件作证据（按内容判断，不看文件名）；可用：照片、视频、录音、PDF、纯文本。",
        "This kind of file cannot be evidence (judged by its content, not its name); use photos, videos, sound, PDF or plain text.",
        field="file",
    )


def _is_plain_text(head: bytes) -> bool:
    """UTF-8 without control characters, and neither a page nor a script; the last character may be cut off."""
    try:
        text = codecs.getincrementaldecoder("utf-8")().decode(head)
    except UnicodeDecodeError:
        return False
    plain = all(c.isprintable() or c in "\t\n\r\f" for c in text)
    return bool(text.strip()) and plain and not text.lstrip().startswith(("<", "#!"))


def doubts_of(claim: Capture) -> tuple[Phrase, ...]:
    """What does not fit together. A doubt refuses nothing: it is written down for whoever weighs the evidence."""
    found: list[Phrase] = []
    exif = claim.exif or {}
    said = exif_moment(exif)
    if said is not None and abs(said - claim.captured_at) > CLOCK_SLACK:
        minutes = round(abs(said - claim.captured_at).total_seconds() / 60)
        found.append(
            Phrase(
                f"照片自带时间与所报时间相差 {minutes} 分钟",
                f"the file's own time differs by {minutes} min from what is claimed",
            )
        )
    if claim.captured_at > claim.arrived_at + CLOCK_SLACK:
        found.append(Phrase("所报拍摄时间在收到之后", "it claims to be taken after it arrived"))
    elif claim.arrived_at - claim.captured_at > LATE:
        days = (claim.arrived_at - claim.captured_at).days
        found.append(Phrase(f"拍摄 {days} 天后才上传", f"it was sent in {days} days after it was taken"))
    place = exif_place(exif)
    if place is not None and claim.lng is not None and claim.lat is not None:
        metres = round(metres_between(*place, claim.lng, claim.lat))
        if metres > FAR_M:
            found.append(
                Phrase(
                    f"照片自带位置与所报位置相差 {metres} 米",
                    f"the file's own place is {metres} m from what is claimed",
                )
            )
    software = str(exif.get("Software", ""))  # phones name their system here, editors themselves
    if any(name in software.lower() for name in EDITORS):
        found.append(Phrase(f"文件经软件处理：{software}", f"the file went through an editor: {software}"))
    return tuple(found)


def exif_moment(exif: Mapping[str, Any]) -> datetime | None:
    """When the camera says; its zone where it names one, else China's. None when it says nothing readable."""
    text = str(exif.get("DateTimeOriginal") or exif.get("DateTime") or "")
    try:
        moment = datetime.strptime(text, "%Y:%m:%d %H:%M:%S").replace(tzinfo=CHINA)
    except ValueError:
        return None
    offset = str(exif.get("OffsetTimeOriginal") or exif.get("OffsetTime") or "")
    try:
        zone = datetime.strptime(offset, "%z").tzinfo if offset else CHINA
    except ValueError:
        zone = CHINA
    return moment.replace(tzinfo=zone).astimezone(UTC)


def exif_place(exif: Mapping[str, Any]) -> tuple[float, float] | None:
    """(lng, lat) in degrees from the file's GPS tags, or None."""
    try:
        lat = _degrees(exif["GPSLatitude"], str(exif.get("GPSLatitudeRef", "N")), "S")
        lng = _degrees(exif["GPSLongitude"], str(exif.get("GPSLongitudeRef", "E")), "W")
    except (KeyError, ValueError, TypeError):
        return None
    return (lng, lat) if abs(lng) <= 180 and abs(lat) <= 90 else None


def _degrees(value: Any, ref: str, negative: str) -> float:
    parts = [float(x) for x in (value.strip("()").split(",") if isinstance(value, str) else value)]
    d, m, s = (*parts, 0.0, 0.0)[:3]
    return (-1 if ref.upper().startswith(negative) else 1) * (d + m / 60 + s / 3600)


def last_day(sort: str, period: Period, start: datetime, calendar: Calendar) -> Deadline:
    """The last day on which something has to be decided about held goods; an agency's duty never rolls."""
    return deadline(HOLDING_SORTS[sort].period, period, start, calendar)


def end_of_day(found: Deadline) -> datetime:
    """Midnight after the last day in China: from then on the goods are free."""
    return datetime.combine(found.on + timedelta(days=1), time(), CHINA)


def check_items(items: Sequence[Mapping[str, str]], sort: str) -> list[dict[str, str]]:
    """A list that somebody signs names each thing with its quantity and state; necessities of life are never seized (AEL 23)."""
    if not items:
        raise BadInput(
            "清单是空的，请逐件写明名称、数量、状态。",
            "The list is empty; name each thing, its quantity and state.",
            field="items",
        )
    out = []
    for n, item in enumerate(items, 1):
        for name, zh in (("name", "名称"), ("quantity", "数量"), ("state", "状态")):
            if not item.get(name, "").strip():
                raise BadInput(
                    f"清单第 {n} 件缺少{zh}。", f"Evidence {n} of the list has no {name}.", field=f"items.{n}.{name}"
                )
        if sort == "seize" and item.get("category", "") in NECESSITIES:
            raise BadInput(
                f"清单第 {n} 件「{item['name']}」是生活必需品，不得扣押（行政强制法第二十三条，INV-61）。",
                f"Evidence {n}, “{item['name']}”, is a necessity of life and may not be seized (AEL 23, INV-61).",
                field=f"items.{n}.category",
            )
        out.append({k: item.get(k, "").strip()[:120] for k in ("name", "model", "quantity", "state", "category")})
    return out
