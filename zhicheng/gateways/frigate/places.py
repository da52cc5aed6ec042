"""Which zone of which Frigate camera means what: by the zones drawn for the camera here, or by a mapping file of the office's own."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from zhicheng.flow.sense.kinds import KINDS
from zhicheng.gateways.frigate.rules import LABELS, Place
from zhicheng.gateways.mapping_files import Table, read_table
from zhicheng.vision.scene import DWELL, Scene

TAKE = ("events", "reviews")


@dataclass(frozen=True, slots=True)
class Mapped:
    """What the file says of one camera."""

    code: str = ""  # ours; empty: the camera registered under Frigate's name
    take: str = "events"
    places: Mapping[str, Place] = field(default_factory=dict)


def places_of(scene: Scene) -> dict[str, Place]:
    """The zones drawn here, found in Frigate by the same name."""
    return {z.name: Place(z.name, z.rule, z.pre_alarm_s, z.dwell_s) for z in scene.zones}


def read_mapping(path: Path) -> dict[str, Mapped]:
    """`cameras: {name: {camera, take, zones: {name: {kind, labels, pre_alarm_s, dwell_s}}}}`; errors name file, line and field."""
    top = read_table(path)
    return {name: _camera(top.part("cameras").part(name)) for name in top.part("cameras").names()}


def _camera(table: Table) -> Mapped:
    table.only("camera", "take", "zones")
    zones = table.part("zones")
    return Mapped(
        code=table.text("camera", ""),
        take=table.one_of("take", TAKE, "events"),
        places={name: _place(name, zones.part(name)) for name in zones.names()},
    )


def _place(name: str, table: Table) -> Place:
    table.only("kind", "labels", "pre_alarm_s", "dwell_s", "named")
    kind = table.text("kind")
    if kind not in KINDS:
        raise table.wrong(
            "kind", f"没有种类 {kind}，可用：{'、'.join(KINDS)}", f"there is no kind {kind}; any of {', '.join(KINDS)}"
        )
    dwell = table.number("dwell_s", DWELL.get(kind, 300.0))
    pre = table.number("pre_alarm_s", dwell / 2)
    if pre > dwell:
        raise table.wrong(
            "pre_alarm_s", f"预警 {pre:g} 秒长于确认 {dwell:g} 秒", f"{pre:g} s is longer than dwell_s, {dwell:g} s"
        )
    labels = frozenset(table.texts("labels"))
    if not labels and kind not in LABELS:
        raise table.wrong(
            "labels", f"类别 {kind} 没有默认标签，请写明", f"the kind {kind} has no labels by default; name them"
        )
    return Place(name, kind, pre, dwell, labels, table.text("named", ""))
