"""What a camera or a gauge saw on its way: to a ticket and a case, put right by itself, or a false alarm that makes the camera quieter."""

from __future__ import annotations

import json
import os
from datetime import timedelta
from typing import Any

import pytest

from tests.brigade import AT, Brigade
from tests.casework import PARTY, STALL
from tests.journeys.test_journeys import GOLDEN, golden
from tests.walk import Walk
from zhicheng.flow.cases import services as cases
from zhicheng.flow.cases.services import NewCase
from zhicheng.flow.reports import observed
from zhicheng.flow.reports import queries as reports
from zhicheng.flow.sense import queries, readings, services
from zhicheng.flow.sense.tests.scenery import WHOLE, X, Y, camera, engineer, says, still
from zhicheng.flow.tickets import queries as tickets
from zhicheng.ground.sensors.rules.reading import Reading
from zhicheng.ground.sensors.tests.city import BIN, set_up
from zhicheng.ground.sensors.tests.city import row as gauge
from zhicheng.infra.check import check_events
from zhicheng.infra.models import Event


@pytest.fixture
def watched(on_shift: Brigade) -> Brigade:
    """A camera that has everything that APL 41 asks, over a no-stall zone."""
    on_shift.access["Gina"] = engineer(on_shift)
    camera(on_shift.access["Gina"], **WHOLE)
    return on_shift


def stall(stage: str, minutes: float, **more: Any) -> Any:
    return says(
        stage, "stall-7", kind="stall", zone="gate", minutes=minutes, stayed=minutes, box=(40, 30, 140, 130), **more
    )


def watch(walk: Walk, *sightings: Any) -> Walk:
    for s in sightings:
        walk.at = max(walk.at, s.seen_at)
        services.observe_many([s], by="device:eyes", at=walk.at)
    return walk.work()


def seen(walk: Walk) -> Any:
    rows = queries.of_device("camera:C-1", walk.brigade.access["Alice"], since=AT - timedelta(days=1))
    assert len(rows) == 1
    return rows[0]


def with_observation(walk: Walk, observation_id: int) -> list[str]:
    """The story before the report, in the same words."""
    names = {access.actor: name for name, access in walk.brigade.access.items()}
    rows = Event.objects.filter(stream=f"observation:{observation_id}").order_by("pos")
    return [
        f"{round((e.happened_at - AT).total_seconds() / 60):>6} min  {e.kind:<20} {e.data.get('state', ''):<12} {names.get(e.actor, e.actor)}"
        for e in rows
    ]


def story(name: str, walk: Walk, observation_id: int) -> None:
    """Golden: the observation's events, then the report's, ticket's and jobs'."""
    walk.story = lambda kept=walk.story: with_observation(walk, observation_id) + kept()  # type: ignore[method-assign, misc]
    golden(name, walk)


def test_camera_sees_a_stall_and_it_ends_as_a_ticket_and_a_case(watched: Brigade) -> None:
    """Pre-alarm, machine, one tap "yes", ticket, the nearest crew; there two officers open a case from it."""
    walk = Walk(watched)
    watch(
        walk,
        stall("pre_alarm", 1, stills=(still("arrival", 1),)),
        stall("confirmed", 5, stills=(still("confirmed", 2), still("pre_alarm", 3))),
    )
    one = seen(walk)
    assert (one["state"], one["lead_only"], len(one["stills"])) == ("confirmed", False, 3)
    services.accept(one["id"], access=watched.access["Alice"], at=walk.later(1).at)
    walk.work()
    walk.report_id = reports.by_keys("camera", [f"observation-{one['id']}"])[0].pk
    found = tickets.of_report(walk.report_id)
    assert found is not None
    walk.ticket_id = found.pk
    walk.tick().act("Bob", "accept").later(6).act("Bob", "arrive")
    made = cases.open_case(
        NewCase(given={"violation": STALL}, party=PARTY, lng=X, lat=Y, ticket=found.no, facts_text="张建国在钟楼巷口占道摆摊。"),
        access=watched.access["Bob"], at=walk.later(2).at,
    )  # fmt: skip
    assert made.ticket_id == found.pk
    walk.later(7).act("Bob", "handled").refix().recheck().take("Alice", "close")
    story("camera", walk, one["id"])


def test_a_shop_that_is_told_puts_it_right_and_nobody_goes(watched: Brigade) -> None:
    services.register_addressee(
        whom="shop", name="老王水果", phone="13800000001", device="camera:C-1", grace_minutes=15
    )
    walk = Walk(watched)
    watch(walk, stall("pre_alarm", 1), stall("confirmed", 5), stall("over", 12))
    one = seen(walk)
    assert (one["state"], one["told"], one["receipt"]) == ("corrected", "老王水果", "")
    services.watch(at=walk.later(60).at)
    story("corrected", walk, one["id"])


def test_false_alarms_make_the_camera_quieter(watched: Brigade) -> None:
    """Eight times "no": the zone asks for more, then is silent; its keepers hear of it; what it sees then troubles nobody."""
    alice = watched.access["Alice"]
    for n in range(8):
        s = says(thing=f"shadow-{n}", minutes=5 + 40 * n, confidence=60 + n, box=(100 + n, 210, 200 + n, 300))
        services.observe_many([s], by="device:eyes", at=s.seen_at)
        for row in queries.desk(alice)["rows"]:
            services.reject(row["id"], reason="nothing_there", access=alice, at=s.seen_at)
    last = says(thing="shadow-9", minutes=400, confidence=50)
    services.observe_many([last], by="device:eyes", at=last.seen_at)
    assert queries.desk(alice)["waiting"] == 0
    rows = Event.objects.filter(stream__startswith="guard:").order_by("pos").values_list("kind", "body")
    said = "".join(
        f"{kind:<14} {' '.join(f'{k}={v}' for k, v in sorted(json.loads(body).get('now', {}).items()))}".rstrip() + "\n"
        for kind, body in rows
    )
    path = GOLDEN / "quieter.txt"
    if os.environ.get("WRITE_GOLDEN"):
        path.write_text(said, encoding="utf-8")
    assert said == path.read_text(encoding="utf-8")
    assert queries.guards(alice)[0]["min_confidence"] > 60
    assert check_events()["problems"] == []


def test_what_a_camera_saw_comes_in_once_whoever_runs_the_step(watched: Brigade) -> None:
    walk = watch(Walk(watched), stall("confirmed", 5))
    services.accept(seen(walk)["id"], access=watched.access["Alice"], at=walk.at)
    assert observed.receive_observed([seen(walk)["id"]], at=walk.at) == 1
    assert observed.receive_observed([seen(walk)["id"]], at=walk.at) == 0
    walk.work()
    found = reports.by_keys("camera", [f"observation-{seen(walk)['id']}"])
    assert [(r.state, r.matter) for r in found] == [("ticketed", "09006")]
    assert seen(walk)["receipt"] == found[0].receipt


def test_its_masked_picture_goes_with_it_and_the_original_stays(watched: Brigade) -> None:
    walk = watch(Walk(watched), stall("confirmed", 5, stills=(still("confirmed", 2),)))
    one = seen(walk)
    services.accept(one["id"], access=watched.access["Alice"], at=walk.at)
    walk.work()
    report = reports.by_keys("camera", [f"observation-{one['id']}"])[0]
    assert [p.sha256 for p in report.photo_set.all()] == [one["stills"][0]["masked"]]


def test_without_a_picture_it_goes_without(watched: Brigade) -> None:
    walk = watch(Walk(watched), stall("confirmed", 5, stills=(still("confirmed", 2, masked=False),)))
    services.accept(seen(walk)["id"], access=watched.access["Alice"], at=walk.at)
    walk.work()
    assert reports.by_keys("camera", [f"observation-{seen(walk)['id']}"])[0].photo_set.count() == 0


def test_a_bin_says_twice_that_it_is_full_and_it_ends_as_a_ticket(on_shift: Brigade) -> None:
    """First reading, ten minutes later confirmed, one tap "yes", ticket to the unit that answers for it; emptied, the bin says so itself."""
    set_up(
        gauge(
            BIN,
            kind="bin",
            place="",
            name="钟楼市场垃圾桶",
            interval_s=300,
            calibrated_to=(AT + timedelta(days=300)).date(),
        )
    )
    walk = Walk(on_shift)
    hear(walk, 80, 86, 88, every=5)
    assert seen_by_bin(walk)["state"] == "pre_alarm"
    hear(walk, 91, every=5)
    one = seen_by_bin(walk)
    assert (one["state"], one["facts"]["reading"], one["facts"]["limit"]) == ("confirmed", 91_000, 85_000)
    services.accept(one["id"], access=on_shift.access["Alice"], at=walk.later(1).at)
    walk.work()
    walk.report_id = reports.by_keys("sensor", [f"observation-{one['id']}"])[0].pk
    assert "钟楼市场垃圾桶读数 91 %，限值 85 %" in reports.get(walk.report_id).text
    found = tickets.of_report(walk.report_id)
    assert found is not None
    walk.ticket_id = found.pk
    walk.refix().handle()
    hear(walk, 12, every=1)
    assert seen_by_bin(walk)["over_at"] is not None
    walk.refix().recheck().take("Alice", "close")
    assert walk.state == "evaluated"
    story("sensor", walk, one["id"])


def seen_by_bin(walk: Walk) -> Any:
    (one,) = queries.of_device(f"sensor:{BIN}", walk.brigade.access["Alice"], since=AT - timedelta(days=1))
    return one


def hear(walk: Walk, *values: float, every: int) -> None:
    """One value every so many minutes, and the worker does what follows."""
    for value in values:
        taken = readings.take_many([Reading(BIN, walk.later(every).at, value, "%")], by="device:gateway", at=walk.at)
        assert taken.refused == []
        walk.work()
