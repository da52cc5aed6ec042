"""Frigate's messages as its versions send them, and what we make of them: `golden/NAME.jsonl` → `golden/NAME.expected.json`.

A changed golden file is a changed product: look at the difference, then run with `WRITE_GOLDEN=1`. The payloads are our own, written
after Frigate's public documentation; no recording is among them.
"""

from __future__ import annotations

import json
import os
from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from tests.brigade import AT, Brigade
from zhicheng.flow.sense.models import Observation, Thing
from zhicheng.flow.sense.tests.scenery import camera, engineer
from zhicheng.gateways import routing
from zhicheng.gateways.arrivals import Arrival
from zhicheng.gateways.dead_letters import queries as letters
from zhicheng.gateways.frigate import services
from zhicheng.gateways.frigate.places import Mapped
from zhicheng.gateways.frigate.rules import Place
from zhicheng.infra.check import check_events
from zhicheng.infra.models import Event

pytestmark = pytest.mark.django_db
GOLDEN = Path(__file__).parent / "golden"
NAMES = sorted(p.stem for p in GOLDEN.glob("*.jsonl"))
LATER = AT + timedelta(minutes=12)
OWN = {
    "gate_west": Mapped(
        code="C-2", take="reviews", places={"kerb": Place("kerb", "motor_parking", 60, 180, named="西门路沿")}
    ),
}


@pytest.fixture(autouse=True)
def gate(brigade: Brigade, monkeypatch: pytest.MonkeyPatch) -> Any:
    """One camera drawn here, one that the office's mapping file speaks of."""
    keeper = engineer(brigade)
    camera(keeper, "C-1", source="frigate", url="", their_name="gate_east")
    camera(keeper, "C-2", source="frigate", url="", their_name="west", scene=None)
    monkeypatch.setattr(services, "mapping", lambda: OWN)
    return keeper


def messages(name: str) -> list[Arrival]:
    rows = [json.loads(line) for line in (GOLDEN / f"{name}.jsonl").read_text(encoding="utf-8").splitlines()]
    return [
        Arrival(
            r["topic"],
            r["payload"].encode() if isinstance(r["payload"], str) else json.dumps(r["payload"]).encode(),
            LATER,
        )
        for r in rows
    ]


def take(arrivals: Sequence[Arrival], *, together: int = 500) -> None:
    routes = routing.read_routes(["frigate/#=frigate", "boxes/north/#=frigate"])
    for k in range(0, len(arrivals), together):
        routing.take(arrivals[k : k + together], routes, at=LATER)


def made() -> dict[str, Any]:
    """What came of it, without what differs from run to run."""
    things = dict(Thing.objects.values_list("observation_id", "name"))
    return {
        "observations": [
            {
                "thing": things[o.pk], "kind": o.kind, "zone": o.zone, "matter": o.matter, "state": o.state, "lead_only": o.lead_only,
                "started_after_s": round((o.started_at - AT).total_seconds(), 1), "seen_after_s": round((o.seen_at - AT).total_seconds(), 1),
                "confidence": o.confidence, "box": o.box, "facts": o.facts,
                "events": list(Event.objects.filter(stream=f"observation:{o.pk}").order_by("seq").values_list("kind", flat=True)),
            }
            for o in Observation.objects.order_by("started_at", "zone")
        ],
        "dead_letters": [{"topic": r["topic"], "said": r["said_en"], "times": r["times"]} for r in sorted(letters.listed(), key=lambda r: r["id"])],
    }  # fmt: skip


@pytest.mark.parametrize("name", NAMES)
def test_golden(name: str) -> None:
    take(messages(name))
    found, path = made(), GOLDEN / f"{name}.expected.json"
    if os.environ.get("WRITE_GOLDEN"):
        path.write_text(json.dumps(found, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    assert found == json.loads(path.read_text(encoding="utf-8"))
    assert check_events()["problems"] == []


@pytest.mark.parametrize("name", NAMES)
def test_one_message_at_a_time_or_all_at_once_is_the_same(name: str) -> None:
    take(messages(name), together=1)
    found = made()
    expected = json.loads((GOLDEN / f"{name}.expected.json").read_text(encoding="utf-8"))
    assert sorted(r["said"] for r in found.pop("dead_letters")) == sorted(
        r["said"] for r in expected.pop("dead_letters")
    )
    assert found == expected


@pytest.mark.parametrize("name", NAMES)
def test_everything_again_changes_nothing(name: str) -> None:
    """The broker redelivers what was not acknowledged, from the last message to the whole story."""
    take(messages(name))
    before = list(Event.objects.order_by("pos").values_list("stream", "kind"))
    take(messages(name))
    take(messages(name)[-1:])
    assert list(Event.objects.order_by("pos").values_list("stream", "kind")) == before


def test_the_four_versions_say_the_same_of_the_same_car() -> None:
    stories = []
    for version in ("0.13", "0.14", "0.15", "0.16"):
        (one,) = json.loads((GOLDEN / f"{version}-parked-car.expected.json").read_text(encoding="utf-8"))[
            "observations"
        ]
        stories.append({k: v for k, v in one.items() if k != "facts"})
    assert stories[0] == stories[1] == stories[2] == stories[3]


def test_there_are_stories_of_every_version() -> None:
    assert {n.partition("-")[0] for n in NAMES} == {"0.13", "0.14", "0.15", "0.16"}
    assert len(NAMES) >= 14
