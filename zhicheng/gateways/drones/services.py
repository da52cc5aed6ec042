"""A flight taken in: its frames placed on the map, what was found in them as observations. All of its tables are right, or nothing is written."""

from __future__ import annotations

import io
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from PIL import Image

from zhicheng.flow.sense import services as sense
from zhicheng.flow.sense.kinds import KINDS
from zhicheng.flow.sense.rules import Sighting, Still
from zhicheng.gateways.drones import flights
from zhicheng.gateways.drones.geometry import Ground, on_ground
from zhicheng.gateways.drones.telemetry import (
    CHINA,
    FINDINGS,
    TELEMETRY,
    Finding,
    Frame,
    findings_of,
    frame_of,
    frames_of_csv,
)
from zhicheng.ground.devices import queries as devices
from zhicheng.ground.devices.queries import CameraFacts
from zhicheng.ground.devices.rules import lacks
from zhicheng.kernel.errors import BadInput
from zhicheng.kernel.geo import metres_per_degree
from zhicheng.kernel.phrases import Phrase

MODEL = "drone.geometry@1"
NAME = 24  # characters of a flight's name
INSTANT = timedelta(seconds=1)  # one frame saw it; an observation keeps the facts of what lasted
SPOT_DM = 30  # a thing covers three metres of ground: what two frames place so close is the same


@dataclass(frozen=True, slots=True)
class Refused:
    line: int
    said: Phrase


@dataclass(frozen=True, slots=True)
class Landed:
    """What came of a flight: frames placed, observations that are new or moved, things known already, findings that were refused."""

    frames: int
    observations: int
    known: int
    refused: tuple[Refused, ...]


def take_in(folder: Path, *, drone: str, flight: str, by: str, at: datetime) -> Landed:
    """BadInput before anything is written: no such drone, no telemetry, a wrong line. Taking the same flight in again changes nothing."""
    camera = _drone(drone)
    if not 1 <= len(flight.strip()) <= NAME or "/" in flight:
        raise BadInput(
            f"架次名称应为 1 至 {NAME} 个字，不含 /。",
            f"Name the flight with 1 to {NAME} characters, no slash.",
            field="flight",
        )
    pictures = _pictures(folder)
    frames = _frames(folder, pictures)
    findings = findings_of(_text(folder / FINDINGS), frames)
    placed, refused = _placed(findings, frames)
    start = min((f.pose.lng, f.pose.lat) for f in frames.values())
    sightings = [_sighting(f, g, frames[f.file], camera, flight.strip(), pictures[f.file], start) for f, g in placed]
    taken = sense.observe_many(sightings, by=by, at=at)
    refused += [Refused(r.row, r.said) for r in taken.refused]
    flights.landed(flight.strip(), frames=len(frames), observations=len(taken.observations), by=by, at=at)
    return Landed(len(frames), len(taken.observations), taken.known, tuple(sorted(refused, key=lambda r: r.line)))


def _drone(code: str) -> CameraFacts:
    camera = devices.by_codes([code]).get(code)
    if camera is None or camera.source != "drone":
        raise BadInput(
            f"没有编号为 {code[:40]} 的无人机，请先登记一台来源为无人机的摄像机。",
            f"There is no drone {code[:40]}; register a camera with source drone first.",
            field="drone",
        )
    return camera


def _pictures(folder: Path) -> dict[str, bytes]:
    if not folder.is_dir():
        raise BadInput(f"没有文件夹 {folder}。", f"There is no folder {folder}.", field="FOLDER")
    found = {p.name: p.read_bytes() for p in sorted(folder.iterdir()) if p.suffix.lower() in (".jpg", ".jpeg")}
    if not found:
        raise BadInput(
            f"{folder.name} 里没有 JPEG 图片。", f"There is no JPEG picture in {folder.name}.", field="FOLDER"
        )
    return found


def _frames(folder: Path, pictures: Mapping[str, bytes]) -> dict[str, Frame]:
    """By the table where there is one, else by what stands in the pictures."""
    table = folder / TELEMETRY
    if not table.exists():
        return {name: frame_of(name, data) for name, data in pictures.items()}
    return frames_of_csv(_text(table), {name: _size(name, data) for name, data in pictures.items()})


def _size(name: str, data: bytes) -> tuple[int, int]:
    try:
        with Image.open(io.BytesIO(data), formats=["JPEG"]) as image:
            return image.size
    except (OSError, ValueError, SyntaxError):
        raise BadInput(f"{name}：不是 JPEG 图片。", f"{name}: is no JPEG picture.", field=name) from None


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8-sig")
    except FileNotFoundError:
        raise BadInput(
            f"文件夹里没有 {path.name}。", f"There is no {path.name} in the folder.", field=path.name
        ) from None
    except UnicodeDecodeError:
        raise BadInput(f"{path.name} 不是 UTF-8 文字。", f"{path.name} is no UTF-8 text.", field=path.name) from None


def _placed(
    findings: Sequence[Finding], frames: Mapping[str, Frame]
) -> tuple[list[tuple[Finding, Ground]], list[Refused]]:
    """The bottom centre of a box stands on the ground. What shows the sky, or no kind of ours, is refused by itself."""
    placed, refused = [], []
    for one in findings:
        left, _, right, bottom = one.box
        try:
            if one.kind not in KINDS:
                raise BadInput(f"种类「{one.kind[:30]}」不存在。", f"There is no kind “{one.kind[:30]}”.", field="kind")
            placed.append((one, on_ground(frames[one.file].pose, (left + right) / 2, bottom)))
        except BadInput as error:
            refused.append(Refused(one.line, error.said))
    return placed, refused


def _sighting(
    one: Finding, ground: Ground, frame: Frame, camera: CameraFacts, flight: str, picture: bytes, start: tuple[float, float]
) -> Sighting:  # fmt: skip
    lead = bool(lacks(camera.standing, frame.taken_at.astimezone(CHINA).date()))
    facts = {
        "flight": flight, "file": one.file[:80], "lead_only": lead, "error_m": math.ceil(ground.error_m), "distance_m": round(ground.distance_m),
        "height_m": round(frame.pose.height_m), "box_px": list(one.box),
    }  # fmt: skip
    if one.note:
        facts["note"] = one.note
    return Sighting(
        device=f"camera:{camera.code}", thing=f"{flight}/{one.thing}"[:64], stage="confirmed", kind=one.kind, zone=flight,
        started_at=frame.taken_at - INSTANT, seen_at=frame.taken_at, confidence=one.confidence, box=_spot(ground, start), model=MODEL, facts=facts,
        stills=(Still("snapshot", frame.taken_at, picture),), lng=ground.lng, lat=ground.lat, row=one.line,
    )  # fmt: skip


def _spot(ground: Ground, start: tuple[float, float]) -> tuple[int, int, int, int]:
    """Where it lies on the flight's ground, in decimetres: a drone's frames have no pixels in common, their ground they have."""
    per_lng, per_lat = metres_per_degree(start[1])
    x, y = round((ground.lng - start[0]) * per_lng * 10), round((ground.lat - start[1]) * per_lat * 10)
    return x - SPOT_DM // 2, y - SPOT_DM // 2, x + SPOT_DM // 2, y + SPOT_DM // 2
