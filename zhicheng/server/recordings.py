"""Body cameras from files: the register of who wears which, and what each recorded, as a sheet or by the names of the files."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

from zhicheng.engines.sheets import Line, lines, read_cells
from zhicheng.flow.reports import intake
from zhicheng.ground.evidence import services
from zhicheng.ground.evidence.services import NewClip, NewTurn
from zhicheng.infra import clock
from zhicheng.kernel.calendar import CHINA
from zhicheng.kernel.digests import digests_of
from zhicheng.kernel.errors import BadInput, BadSheet, Wrong

BY = "cli"
TURN = ("设备编号", "型号", "辖区", "工号", "起", "时钟快秒")
CLIP = ("文件名", "设备编号", "开始", "结束", "经度", "纬度", "SHA-256")
MANIFESTS = ("manifest.csv", "manifest.xlsx", "清单.csv", "清单.xlsx")
# 设备编号_开始_结束.mp4, as recorders name their files
NAMED = re.compile(
    r"(?P<number>[A-Za-z0-9-]{1,40})_(?P<began>\d{14})_(?P<ended>\d{14})\.(mp4|avi|mov|mkv|wav|mp3|jpg|jpeg)", re.I
)
CHUNK = 1 << 20


def import_recorders(path: Path, *, at: datetime | None = None) -> dict[str, int]:
    """The register from its sheet, all or nothing; importing it again adds what is new. BadSheet names every wrong row."""
    rows, wrong = [], []
    for line in lines(read_cells(path), TURN, ("设备编号", "起")):
        try:
            rows.append(_turn(line))
        except BadInput as error:
            wrong.append(Wrong(line.number, error.field, error.said.zh, error.said.en))
    if wrong:
        raise BadSheet(wrong)
    return services.note_turns(rows, by=BY, at=at or clock.now())


def _turn(line: Line) -> NewTurn:
    return NewTurn(
        line.number, line.text("设备编号"), _moment(line.text("起"), "起"), line.text("工号"), _seconds(line.text("时钟快秒")),
        line.text("型号")[:80], line.text("辖区"),
    )  # fmt: skip


def _seconds(text: str) -> int:
    if re.fullmatch(r"-?\d{1,6}", text or "0"):
        return int(text or 0)
    raise BadInput(f"「{text}」不是整数秒", f"{text!r} is no whole number of seconds", field="时钟快秒")


def _moment(text: str, column: str) -> datetime:
    try:
        found = datetime.fromisoformat(text.replace("/", "-"))
    except ValueError:
        raise BadInput(
            f"「{text}」不是时间，请写成 2026-03-02 14:05:00",
            f"{text!r} is no moment; write 2026-03-02 14:05:00",
            field=column,
        ) from None
    return found if found.tzinfo else found.replace(tzinfo=CHINA)


def import_footage(folder: Path, *, at: datetime | None = None) -> dict[str, int]:
    """What lies in a folder: by its manifest if there is one, else by the names of the files. All or nothing."""
    if not folder.is_dir():
        raise BadInput(f"没有文件夹 {folder}。", f"There is no folder {folder}.", field="folder")
    manifest = next((folder / name for name in MANIFESTS if (folder / name).is_file()), None)
    rows, wrong = [], []
    for found in _by_names(folder) if manifest is None else _by_manifest(manifest):
        if isinstance(found, Wrong):
            wrong.append(found)
        else:
            rows.append(found)
    if wrong:
        raise BadSheet(wrong)
    return services.take_footage(rows, by=BY, at=at or clock.now())


def _by_manifest(manifest: Path) -> Iterator[NewClip | Wrong]:
    for line in lines(read_cells(manifest), CLIP, ("文件名", "设备编号", "开始", "结束")):
        try:
            yield _clip(line, manifest.parent)
        except BadInput as error:
            yield Wrong(line.number, error.field, error.said.zh, error.said.en)


def _clip(line: Line, folder: Path) -> NewClip:
    lng, lat = (intake.parse_degrees(line.text(name) or None, name) for name in ("经度", "纬度"))
    if (lng is None) != (lat is None):
        raise BadInput("经度、纬度要么都写，要么都不写", "give both longitude and latitude, or neither", field="经度")
    name = line.text("文件名")
    sha256, size = _digest(folder / name)
    said = line.text("SHA-256").lower()
    if said and sha256 and said != sha256:
        raise BadInput(
            f"文件 {name} 与清单里的指纹不一致，已被改动",
            f"the file {name} is not the one of the manifest: it was changed",
            field="SHA-256",
        )
    began, ended = (_moment(line.text(column), column) for column in ("开始", "结束"))
    return NewClip(line.number, line.text("设备编号"), name, began, ended, sha256 or said, size, lng, lat)


def _by_names(folder: Path) -> Iterator[NewClip | Wrong]:
    files = sorted(p for p in folder.iterdir() if p.is_file() and not p.name.startswith("."))
    if not files:
        raise BadInput(f"文件夹 {folder} 里没有文件。", f"The folder {folder} holds no files.", field="folder")
    for n, file in enumerate(files, 1):
        named = NAMED.fullmatch(file.name)
        if named is None:
            zh = f"{file.name} 应叫 设备编号_开始_结束.mp4（时间为 14 位数字），或者在文件夹里放 manifest.csv"
            en = f"{file.name} should be called DEVICE_BEGIN_END.mp4 (moments of 14 digits), or put a manifest.csv into the folder"
            yield Wrong(n, "文件名", zh, en)
            continue
        try:
            began, ended = (
                datetime.strptime(named[part], "%Y%m%d%H%M%S").replace(tzinfo=CHINA) for part in ("began", "ended")
            )
        except ValueError:
            yield Wrong(n, "文件名", f"{file.name} 里的时间不存在", f"{file.name} names a moment that does not exist")
            continue
        sha256, size = _digest(file)
        yield NewClip(n, named["number"], file.name, began, ended, sha256, size)


def _digest(file: Path) -> tuple[str, int | None]:
    """SHA-256 and size of what is there; a manifest may name what stays on the recorder's own store."""
    if not file.is_file():
        return "", None
    with file.open("rb") as opened:
        found = digests_of(iter(lambda: opened.read(CHUNK), b""))
    return found.sha256, file.stat().st_size
