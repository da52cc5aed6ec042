"""A vendor's mapping file: which field of its JSON says what. Read once, with every mistake told by file, line and field."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from zhicheng.engines.datum import DATUMS, Datum
from zhicheng.flow.sense.kinds import KINDS
from zhicheng.gateways.mapping_files import Table, read_table
from zhicheng.gateways.vendor_events.vocabulary import STAGES, WORDS
from zhicheng.law.matters import matters

Step = str | int
Path_ = tuple[Step, ...]
_STEP = re.compile(r"([^.\[\]]+)((?:\[\d+\])*)")
FORMATS = ("iso", "epoch_s", "epoch_ms")
AS = ("url", "base64")
WHAT = ("snapshot", "arrival", "pre_alarm", "confirmed", "end")


@dataclass(frozen=True, slots=True)
class Time:
    """Where a moment stands and how it is written: iso, epoch_s, epoch_ms or a strptime pattern; `zone` where it says none."""

    path: Path_
    form: str
    zone: ZoneInfo


@dataclass(frozen=True, slots=True)
class Words:
    """A field whose words mean something; `otherwise` where the field is missing."""

    path: Path_
    words: Mapping[str, str]
    otherwise: str = ""


@dataclass(frozen=True, slots=True)
class Place:
    lng: Path_
    lat: Path_
    datum: Datum


@dataclass(frozen=True, slots=True)
class Picture:
    path: Path_
    form: str
    what: str


@dataclass(frozen=True, slots=True)
class VendorMap:
    """All that the file says. Paths that are empty: the vendor does not send that."""

    file: str
    vendor: str
    each: Path_
    camera: Path_
    event: Path_
    thing: Path_
    kind: Words
    stage: Words
    time: Time
    started: Time | None
    duration_s: Path_
    place: Place | None
    zone: Path_
    confidence: Path_
    certain: int
    box: Path_
    box_as: str
    plate: Path_
    model: Path_
    pictures: tuple[Picture, ...]
    hosts: tuple[str, ...]


def read_map(path: Path) -> VendorMap:
    """BadInput names file, line and field."""
    top = read_table(path)
    top.only(
        "vendor", "each", "camera", "event", "thing", "kind", "stage", "time", "started", "duration_s", "place", "zone", "confidence",
        "box", "plate", "model", "pictures", "picture_hosts",
    )  # fmt: skip
    event = _path(top, "event")
    confidence, certain = _confidence(top)
    box, box_as = _box(top)
    pictures, hosts = _pictures(top), top.texts("picture_hosts")
    if any(p.form == "url" for p in pictures) and not hosts:
        raise top.wrong(
            "picture_hosts",
            "有按网址取的图片，请写明允许的主机",
            "pictures come by address; name the hosts that may be asked",
        )
    return VendorMap(
        file=path.name, vendor=top.text("vendor", path.stem), each=_path(top, "each", ""), camera=_path(top, "camera"), event=event,
        thing=_path(top, "thing", "") or event, kind=_kind(top.part("kind")), stage=_stage(top), time=_time(top.part("time")),
        started=_time(top.part("started")) if "started" in top.names() else None, duration_s=_path(top, "duration_s", ""),
        place=_place(top.part("place")) if "place" in top.names() else None, zone=_path(top, "zone", ""), confidence=confidence,
        certain=certain, box=box, box_as=box_as, plate=_path(top, "plate", ""), model=_path(top, "model", ""), pictures=pictures, hosts=hosts,
    )  # fmt: skip


def steps_of(text: str) -> Path_:
    """`data.items[0].name` → ("data", "items", 0, "name"); ValueError."""
    out: list[Step] = []
    for part in text.split("."):
        found = _STEP.fullmatch(part)
        if found is None:
            raise ValueError(text)
        out.append(found[1])
        out += [int(n) for n in re.findall(r"\d+", found[2])]
    return tuple(out)


def _path(table: Table, name: str, otherwise: str | None = None) -> Path_:
    text = table.text(name, otherwise)
    if not text:
        return ()
    try:
        return steps_of(text)
    except ValueError:
        raise table.wrong(
            name,
            f"路径「{text}」应写成 data.items[0].name",
            f"the path “{text}” must be written like data.items[0].name",
        ) from None


def _kind(table: Table) -> Words:
    table.only("path", "words", "otherwise")
    own: dict[str, str] = {}
    if "words" in table.names():
        words = table.part("words")
        for word in words.names():
            value = words.text(word)
            kind, _, matter = value.partition("/")
            if kind not in KINDS:
                raise words.wrong(
                    word,
                    f"没有种类 {kind}，可用：{'、'.join(KINDS)}",
                    f"there is no kind {kind}; any of {', '.join(KINDS)}",
                )
            if matter and matter not in matters():
                raise words.wrong(word, f"没有事项代码 {matter}", f"there is no matter {matter}")
            own[word] = value
    return Words(_path(table, "path"), {**WORDS, **own})


def _stage(top: Table) -> Words:
    """Without a word about it, what comes has been confirmed by their machine."""
    if "stage" not in top.names():
        return Words((), STAGES, "confirmed")
    table = top.part("stage")
    table.only("path", "words", "otherwise")
    own: dict[str, str] = {}
    if "words" in table.names():
        words = table.part("words")
        own = {w: words.one_of(w, ("pre_alarm", "confirmed", "over"), "") for w in words.names()}
    return Words(
        _path(table, "path"), {**STAGES, **own}, table.one_of("otherwise", ("pre_alarm", "confirmed", "over", ""), "")
    )


def _time(table: Table) -> Time:
    table.only("path", "format", "zone")
    form = table.text("format", "iso")
    if form not in FORMATS and "%" not in form:
        raise table.wrong(
            "format",
            f"应为 {'、'.join(FORMATS)} 或 %Y-%m-%d %H:%M:%S 这样的格式",
            f"must be {', '.join(FORMATS)} or a pattern such as %Y-%m-%d %H:%M:%S",
        )
    zone = table.text("zone", "Asia/Shanghai")
    try:
        return Time(_path(table, "path"), form, ZoneInfo(zone))
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise table.wrong(
            "zone", f"没有时区 {zone}，例如 Asia/Shanghai", f"there is no time zone {zone}; for example Asia/Shanghai"
        ) from None


def _place(table: Table) -> Place:
    """No default for the datum: taken wrongly, a point lies some five hundred metres off."""
    table.only("lng", "lat", "datum")
    datum = table.text("datum")
    for known in DATUMS:
        if datum == known:
            return Place(_path(table, "lng"), _path(table, "lat"), known)
    raise table.wrong("datum", f"应为 {'、'.join(DATUMS)} 之一", f"must be one of {', '.join(DATUMS)}")


def _confidence(top: Table) -> tuple[Path_, int]:
    if "confidence" not in top.names():
        return (), 100
    table = top.part("confidence")
    table.only("path", "certain")
    certain = table.number("certain", 1.0)
    if certain not in (1, 100):
        raise table.wrong("certain", "应为 1 或 100：完全确定时的值", "must be 1 or 100: the value when it is certain")
    return _path(table, "path"), int(certain)


def _box(top: Table) -> tuple[Path_, str]:
    if "box" not in top.names():
        return (), ""
    table = top.part("box")
    table.only("path", "as")
    return _path(table, "path"), table.one_of("as", ("corners", "size"), "corners")


def _pictures(top: Table) -> tuple[Picture, ...]:
    if "pictures" not in top.names():
        return ()
    named = top.part("pictures")
    found = []
    for what in named.names():
        if what not in WHAT:
            raise named.wrong(what, f"图片种类应为 {'、'.join(WHAT)} 之一", f"a picture is one of {', '.join(WHAT)}")
        table = named.part(what)
        table.only("path", "as")
        found.append(Picture(_path(table, "path"), table.one_of("as", AS, "url"), what))
    return tuple(found)
