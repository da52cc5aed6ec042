"""The parts of the eyes at work: the folder, the crew, what a charge says; no database."""

from __future__ import annotations

import json
import signal
import sys
import threading
import time
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from tests.brigade import AT
from zhicheng.flow.sense import rules
from zhicheng.flow.sense.rules import Sighting, Still
from zhicheng.flow.sense.tests.watchers import SCENE, START, ZONE, Nobody
from zhicheng.flow.sense.watch import crew
from zhicheng.flow.sense.watch.charge import LONGEST_THING, Charge, scene_at, whole
from zhicheng.flow.sense.watch.crew import Crew, Member
from zhicheng.flow.sense.watch.keeping import Folder, Health
from zhicheng.flow.sense.watch.office import site_of
from zhicheng.ground.devices.queries import CameraFacts
from zhicheng.ground.devices.rules import Standing
from zhicheng.kernel.errors import BadInput
from zhicheng.vision.tests.street import Street

# -- the folder -------------------------------------------------------------------------------------------------------


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    return Folder(tmp_path / "eyes")


def sighting(n: int = 0, **more: Any) -> Sighting:
    values: dict[str, Any] = {
        "device": "camera:A", "thing": f"t{n}", "stage": "confirmed", "kind": "pile", "started_at": AT, "seen_at": AT + timedelta(minutes=n),
        "box": (1, 2, 3, 4), "facts": {"hits": 3, "texts": ["办证"]}, "stills": (Still("confirmed", AT, b"\xff\xd8\xff", b"\xff\xd8\xff1"),),
    }  # fmt: skip
    return Sighting(**(values | more))


def test_what_is_said_comes_back_whole_and_in_order(folder: Folder) -> None:
    said = [sighting(n) for n in range(12)]
    for n in range(0, 12, 3):
        folder.say("A", said[n : n + 3])
    found = list(folder.unsaid("A"))
    assert [s for _, s in found] == said
    assert folder.waiting > 0
    folder.said(p for p, _ in found)
    assert list(folder.unsaid("A")) == []
    assert folder.waiting == 0


def test_cameras_do_not_mix(folder: Folder) -> None:
    folder.say("A", [sighting()])
    assert list(folder.unsaid("B")) == []


def test_what_another_process_said_is_found(folder: Folder) -> None:
    folder.say("A", [sighting()])
    assert len(list(Folder(folder.root).unsaid("A"))) == 1


@pytest.mark.parametrize("data", [b"", b"garbage", b"\x81\xa5stage\xa4over"])
def test_an_unreadable_one_is_put_aside_and_the_rest_goes_on(folder: Folder, data: bytes) -> None:
    folder.say("A", [sighting(0), sighting(1)])
    first, _ = next(iter(folder.unsaid("A")))
    first.write_bytes(data)
    assert [s.thing for _, s in folder.unsaid("A")] == ["t1"]
    assert first.with_suffix(".unreadable").exists()


def test_half_written_ones_are_not_read(folder: Folder) -> None:
    folder.say("A", [sighting()])
    (folder.root / "out" / "A" / ".00000000000000000001.000.sighting.77").write_bytes(b"half")
    assert len(list(folder.unsaid("A"))) == 1


def test_delivering_twice_is_borne(folder: Folder) -> None:
    folder.say("A", [sighting()])
    paths = [p for p, _ in folder.unsaid("A")]
    folder.said(paths)
    folder.said(paths)
    assert folder.waiting == 0


def test_a_full_folder_says_so_until_it_is_not(folder: Folder) -> None:
    folder.most_bytes = 100
    assert not folder.full
    folder.say("A", [sighting(0), sighting(1)])
    assert folder.full
    folder.said([p for p, _ in folder.unsaid("A")])
    assert not folder.full


def test_a_memory_is_replaced_as_a_whole(folder: Folder) -> None:
    assert folder.memory("A") is None
    folder.remember("A", b"one")
    folder.remember("A", b"two")
    assert folder.memory("A") == b"two"
    assert [p.name for p in (folder.root / "memory").iterdir()] == ["A.npz"]
    folder.forget("A")
    folder.forget("A")
    assert folder.memory("A") is None


@pytest.mark.parametrize("data", [None, b"", b"{}", b'{"status": 3}', b"nothing"])
def test_an_unreadable_health_is_none(folder: Folder, data: bytes | None) -> None:
    if data is not None:
        (folder.root / "health" / "A.json").write_bytes(data)
    assert folder.health("A") is None
    folder.note_health("A", Health("dark", 5.0))
    assert folder.health("A") == Health("dark", 5.0)


# -- sites ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("area", "site"),
    [("330106005", "330106005"), ("330106007", "330106"), ("330108001", "330108"), ("330102001", ""), ("", "")],
)
def test_a_camera_belongs_to_the_nearest_site(area: str, site: str) -> None:
    assert site_of(area, ["330106", "330108", "330106005"]) == site
    assert site_of(area, []) == ""


# -- a charge ---------------------------------------------------------------------------------------------------------


def facts(scene: dict[str, Any] | None = None, code: str = "A") -> CameraFacts:
    return CameraFacts(
        id=1, code=code, name="n", source="rtsp", url="rtsp://x", their_name="", lng=120.0, lat=30.0, area="99", address="", mode="patrol",
        look_every_s=45, scene=scene or SCENE, standing=Standing(),
    )  # fmt: skip


def charge(scene: dict[str, Any] | None = None) -> Charge:
    return Charge(facts(scene), Nobody(), None, born=START)


def see(one: Charge, street: Street, t: float) -> list[Sighting]:
    return one.see(street.draw(t)[0], START + t, AT + timedelta(seconds=t))[0]


def test_a_name_is_unique_over_lost_memories_and_never_too_long() -> None:
    one, later = charge(), Charge(facts(), None, None, born=START + 5)
    assert one.name("gate:1") == one.name("gate:1")
    assert one.name("gate:1") != later.name("gate:1")
    long = "很长的区域名" * 12
    assert len(one.name(f"{long}:7")) <= LONGEST_THING
    assert one.name(f"{long}:7") != one.name(f"{long}:8")


def test_a_scene_is_scaled_with_its_zones_masks_permits_and_sizes() -> None:
    zone = {
        **ZONE,
        "permit": [{"hours": [["08:00", "09:00"]], "polygon": [[20, 60], [60, 60], [60, 100]]}, ["10:00", "11:00"]],
    }
    scene = {**SCENE, "zones": [zone], "mask": [[[0, 0], [100, 0], [100, 50]]]}
    small = scene_at(scene, (160, 120))
    assert small.zones[0].polygon[0] == (10, 30)
    assert small.zones[0].permits[0].polygon == ((10, 30), (30, 30), (30, 50))
    assert small.zones[0].permits[1].hours == ((600, 660),)
    assert small.masks[0] == ((0, 0), (50, 0), (50, 25))
    assert small.min_box_px == 8
    assert scene_at(scene, (320, 240)).zones[0].polygon[0] == (20, 60)


def test_a_picture_of_another_shape_is_scaled_by_each_side() -> None:
    assert scene_at(SCENE, (640, 240)).zones[0].polygon[0] == (40, 60)


@pytest.mark.parametrize(
    ("value", "found"),
    [
        (1.6, 2), (np.float32(0.4), 0), (np.int64(7), 7), ({"a": [1.2, {"b": 2.9}]}, {"a": [1, {"b": 3}]}), (("x", 1.0), ["x", 1]),
        ({1: True}, {"1": True}), ("办证", "办证"), (None, None),
    ],
)  # fmt: skip
def test_facts_hold_no_fractions(value: Any, found: Any) -> None:
    assert whole(value) == found
    rules._check_facts(whole(value))
    json.dumps(whole(value))


def test_what_a_charge_says_is_what_the_door_takes() -> None:
    from zhicheng.flow.sense.tests.watchers import heap

    one, street = charge(), Street([heap(10, 80)])
    said = [s for k in range(200) for s in see(one, street, k / 2)]
    assert [s.stage for s in said] == ["pre_alarm", "confirmed", "over"]
    for s in said:
        rules.check(s, at=AT + timedelta(seconds=120))
    assert {s.thing for s in said} == {one.name("gate:1")}
    assert [[p.what for p in s.stills] for s in said] == [["arrival", "pre_alarm"], ["confirmed"], ["end"]]
    assert (said[1].started_at - AT).total_seconds() == pytest.approx(10, abs=1)
    assert (said[2].seen_at - AT).total_seconds() == pytest.approx(80, abs=1.5)


def test_a_memory_goes_on_in_mid_dwell_on_another_machine() -> None:
    from zhicheng.flow.sense.tests.watchers import heap

    first, street = charge(), Street([heap(10, 80)])
    said = [s.stage for k in range(70) for s in see(first, street, k / 2)]
    data = first.memory()
    assert data is not None
    second = Charge(facts(), Nobody(), None, born=START + 999)
    assert second.resume(data)
    assert second.born == START
    assert second.under_watch == "unsure"
    said += [s.stage for k in range(70, 200) for s in see(second, street, k / 2)]
    assert said == ["pre_alarm", "confirmed", "over"]


@pytest.mark.parametrize("data", [b"", b"garbage", b"PK\x03\x04"])
def test_a_memory_that_cannot_be_read_is_not_resumed(data: bytes) -> None:
    one = charge()
    assert not one.resume(data)
    assert one.eye is None


def test_a_memory_of_other_zones_is_not_resumed() -> None:
    first, street = charge(), Street([])
    for k in range(12):
        see(first, street, k / 2)
    other = charge({**SCENE, "zones": [{**ZONE, "name": "elsewhere"}]})
    assert not other.resume(first.memory() or b"")


def test_nothing_is_remembered_before_the_street_is_known() -> None:
    one = charge()
    assert one.memory() is None
    see(one, Street([]), 0)
    assert one.memory() is None


def test_a_zone_outside_the_picture_is_refused_at_the_first_look() -> None:
    one = charge({**SCENE, "zones": [{**ZONE, "polygon": [[400, 10], [500, 10], [500, 90]]}]})
    with pytest.raises(BadInput, match="之外"):
        see(one, Street([]), 0)


# -- the crew ---------------------------------------------------------------------------------------------------------


def sleeper(seconds: float = 60, code: int = 0) -> list[str]:
    return [sys.executable, "-c", f"import time, sys; time.sleep({seconds}); sys.exit({code})"]


@pytest.fixture
def member() -> Iterator[Member]:
    one = Member(sleeper())
    yield one
    if one.process is not None:
        one.process.kill()
        one.process.wait()


def test_a_worker_that_is_killed_is_started_again_at_once(member: Member) -> None:
    member.look_after(0.0)
    assert member.process is not None
    first = member.process.pid
    member.process.send_signal(signal.SIGKILL)
    member.process.wait()
    member.look_after(1.0)
    assert member.process is not None
    assert member.process.pid != first


def test_one_that_keeps_dying_is_started_ever_more_slowly() -> None:
    member, now, waits = Member(sleeper(0, 3)), 0.0, []
    for _ in range(8):
        member.look_after(now)
        assert member.process is not None
        member.process.wait()
        member.look_after(now)
        waits.append(member.again_at - now)
        now = member.again_at
        if member.process is not None:
            member.process.wait()
            member.process = None
            member.deaths = len(waits)
    assert waits == sorted(waits)
    assert waits[-1] <= crew.LONGEST_S
    assert max(waits) > 5


def test_one_that_lived_long_may_die_again(member: Member) -> None:
    member.look_after(0.0)
    member.deaths = 7
    assert member.process is not None
    member.process.kill()
    member.process.wait()
    member.look_after(crew.CALM_S + 1)
    assert member.deaths == 1
    assert member.process is not None


def test_a_crew_starts_all_and_ends_all() -> None:
    stop, one = threading.Event(), Crew(sleeper(), 3)
    thread = threading.Thread(target=one.run, args=(stop,))
    thread.start()
    until = time.monotonic() + 20
    while len([m for m in one.members if m.process]) < 3 and time.monotonic() < until:
        time.sleep(0.05)
    processes = [m.process for m in one.members if m.process]
    assert len(processes) == 3
    stop.set()
    thread.join(30)
    assert all(p.poll() is not None for p in processes)


def test_one_that_does_not_want_to_end_is_ended(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(crew, "PATIENCE_S", 0.5)
    stubborn = [
        sys.executable,
        "-c",
        "import signal, time; signal.signal(15, signal.SIG_IGN); print(flush=True); time.sleep(60)",
    ]
    one = Crew(stubborn, 1, [Member(stubborn)])
    one.members[0].look_after(0.0)
    time.sleep(0.5)
    one.end()
    assert one.members[0].process is not None
    assert one.members[0].process.returncode == -signal.SIGKILL


def test_there_is_at_least_one_core() -> None:
    assert crew.cores() >= 1
