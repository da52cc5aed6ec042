"""What a Frigate box saw becomes a ticket on an officer's phone: the golden payloads, walked to their end."""

from __future__ import annotations

import json
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from tests.brigade import AT, Brigade
from zhicheng.flow.reports.models import Report
from zhicheng.flow.sense import services as sense
from zhicheng.flow.sense.models import Observation
from zhicheng.flow.sense.tests.scenery import WHOLE, camera, engineer, picture
from zhicheng.flow.tickets import queries as tickets
from zhicheng.gateways import routing
from zhicheng.gateways.arrivals import Arrival
from zhicheng.gateways.frigate import services as frigate
from zhicheng.gateways.frigate.pictures import FakeBox
from zhicheng.infra import jobs
from zhicheng.infra.check import check_events
from zhicheng.infra.config import config
from zhicheng.infra.models import Event, Job

GOLDEN = Path(__file__).parents[1] / "gateways" / "frigate" / "golden"
SEEN = AT + timedelta(seconds=260)


def messages(name: str, n: int) -> list[Arrival]:
    rows = [json.loads(line) for line in (GOLDEN / f"{name}.jsonl").read_text(encoding="utf-8").splitlines()]
    rows = [r for r in rows if r["topic"].endswith("/events")][:n]
    return [Arrival(r["topic"], json.dumps(r["payload"]).encode(), SEEN) for r in rows]


def kinds(stream: str) -> list[str]:
    return list(Event.objects.filter(stream=stream).order_by("seq").values_list("kind", flat=True))


@pytest.mark.django_db
@pytest.mark.parametrize("version", ["0.13", "0.14", "0.15", "0.16"])
def test_a_parked_car_becomes_a_ticket(on_shift: Brigade, monkeypatch: pytest.MonkeyPatch, version: str) -> None:
    frigate.mapping.cache_clear()
    monkeypatch.setattr(config(), "frigate_urls", {"frigate": "http://127.0.0.1:1"})
    camera(engineer(on_shift), "C-1", source="frigate", url="", their_name="gate_east", **WHOLE)

    routes = routing.read_routes(["frigate/#=frigate"])
    assert routing.take(messages(f"{version}-parked-car", 6), routes, at=SEEN) == 0
    for job in Job.objects.filter(name="task:frigate.fetch_picture"):
        payload: dict[str, Any] = json.loads(job.payload)
        assert frigate.fetch_picture(payload, at=SEEN, pictures=FakeBox({payload["tracked"]: picture(3)}))
        job.delete()

    one = Observation.objects.get()
    assert (one.state, one.kind, one.lead_only, len(one.stills)) == (
        "confirmed",
        "motor_parking",
        False,
        2,
    )  # pre-alarm and confirmation
    sense.accept(one.pk, access=on_shift.access["Alice"], at=SEEN)
    for _ in range(4):
        jobs.drain(at=SEEN)

    one.refresh_from_db()
    report = Report.objects.get(receipt=one.receipt)
    ticket = tickets.of_report(report.pk)
    assert (report.source, report.matter, one.state) == ("camera", "09009", "reported")
    assert ticket is not None
    assert kinds(f"ticket:{ticket.pk}")[0] == "ticket.report"
    assert kinds(f"ticket:{ticket.pk}")[-1] == "ticket.dispatch"  # the fast lane: with the responsible unit already
    assert check_events()["problems"] == []
