"""Eyes at work: what a camera sees becomes an observation, once, whoever dies meanwhile. The database and the leases are the real ones."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from tests.brigade import AT, Brigade
from zhicheng.flow.sense.models import Observation
from zhicheng.flow.sense.tests.scenery import camera, engineer
from zhicheng.flow.sense.tests.watchers import (
    HEAP,
    SCENE,
    ZONE,
    Clock,
    Lost,
    draws,
    heap,
    run,
    worker,
)
from zhicheng.ground.devices import pictures
from zhicheng.ground.devices import queries as devices
from zhicheng.ground.devices import services as keepers
from zhicheng.infra.models import Event
from zhicheng.vision.schedule import Mode
from zhicheng.vision.seen import Box
from zhicheng.vision.tests.street import Street

pytestmark = [pytest.mark.django_db, pytest.mark.slow]


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def keeper(brigade: Brigade) -> Any:
    return engineer(brigade)


def cameras(keeper: Any, *codes: str, **more: Any) -> None:
    for code in codes:
        camera(keeper, code, scene=more.pop("scene", SCENE), **more)


def told(code: str = "A") -> list[str]:
    """Kinds of the events of this camera's observations, in order."""
    ids = Observation.objects.filter(device=f"camera:{code}").values_list("pk", flat=True)
    return list(
        Event.objects.filter(stream__in=[f"observation:{pk}" for pk in ids]).order_by("pos").values_list("kind", flat=True)
    )  # fmt: skip


def only(code: str = "A") -> Observation:
    (found,) = Observation.objects.filter(device=f"camera:{code}")
    return found


def status(keeper: Any, code: str = "A") -> Any:
    return devices.file_of(code, keeper, on=AT.date())


# -- from the street to the desk --------------------------------------------------------------------------------------


def test_a_heap_found_on_patrol_reaches_the_review_desk_with_its_stills(
    keeper: Any, clock: Clock, tmp_path: Path
) -> None:
    cameras(keeper, "A")
    one = worker(clock, tmp_path, {"A": draws(heap(300, 5000))})
    run(clock, 420, one)
    seen = only()
    assert (seen.kind, seen.zone, seen.state) == ("pile", "gate", "confirmed")
    assert 300 <= (seen.started_at - AT).total_seconds() <= 346
    assert 40 <= (seen.confirmed_at - seen.started_at).total_seconds() <= 60
    assert Box(*seen.box).iou(HEAP) > 0.5
    assert [s["what"] for s in seen.stills] == ["arrival", "pre_alarm", "confirmed"]
    for still in seen.stills:
        assert pictures.read(still["original"]) != pictures.read(still["masked"])
    assert seen.model == "nobody rules@1"
    assert told() == ["observation.alarm", "observation.confirm"]


def test_what_leaves_before_it_is_confirmed_is_over(keeper: Any, clock: Clock, tmp_path: Path) -> None:
    cameras(keeper, "A")
    one = worker(clock, tmp_path, {"A": draws(heap(300, 362))})
    run(clock, 500, one)
    assert told()[0] == "observation.alarm"
    assert "observation.confirm" not in told()
    assert only().over_at is not None
    assert one.schedule.turns["A"].mode is Mode.PATROL


def test_what_stays_is_seen_again_each_minute_without_an_event(keeper: Any, clock: Clock, tmp_path: Path) -> None:
    cameras(keeper, "A")
    one = worker(clock, tmp_path, {"A": draws(heap(100, 5000))})
    run(clock, 300, one)
    count = len(told())
    run(clock, 200, one)
    assert only().seen_at >= AT + timedelta(seconds=500 - 70)
    assert len(told()) == count


def test_a_quiet_street_says_nothing_and_costs_a_look_each_patrol(keeper: Any, clock: Clock, tmp_path: Path) -> None:
    cameras(keeper, "A")
    one = worker(clock, tmp_path, {"A": draws()})
    run(clock, 900, one)
    assert Observation.objects.count() == 0
    assert one.looks.looks_at("A", 100) == pytest.approx(800 / 45, abs=3)


def test_a_sub_stream_is_smaller_than_the_picture_the_zones_were_drawn_on(
    keeper: Any, clock: Clock, tmp_path: Path
) -> None:
    double = [[2 * x, 2 * y] for x, y in ZONE["polygon"]]
    scene = {**SCENE, "width": 640, "height": 480, "min_box_px": 32, "zones": [{**ZONE, "polygon": double}]}
    cameras(keeper, "A", scene=scene)
    run(clock, 320, worker(clock, tmp_path, {"A": draws(heap(200, 5000))}))
    assert Box(*only().box).iou(HEAP.times(2)) > 0.5


# -- health and what the camera page shows ----------------------------------------------------------------------------


def test_the_camera_page_knows_how_it_is(keeper: Any, clock: Clock, tmp_path: Path) -> None:
    cameras(keeper, "A")
    one = worker(clock, tmp_path, {"A": draws()}, "host:77")
    assert status(keeper)["row"]["status"] == "unseen"
    run(clock, 120, one)
    now = status(keeper)
    assert (now["row"]["status"], now["row"]["said"], now["worker"]) == ("good", "", "host:77")
    assert (now["width"], now["height"]) == (320, 240)
    assert now["looks"] > 3
    assert now["row"]["seen_at"] >= AT + timedelta(seconds=60)
    assert not now["row"]["dense"]


def test_the_last_picture_takes_the_place_of_the_one_before(keeper: Any, clock: Clock, tmp_path: Path) -> None:
    cameras(keeper, "A")
    one = worker(clock, tmp_path, {"A": draws()})
    run(clock, 60, one)
    first, at = pictures.read_last("A", masked=False), devices.picture_taken_at("A", keeper)
    run(clock, 180, one)
    second, later = pictures.read_last("A", masked=False), devices.picture_taken_at("A", keeper)
    assert second != first
    assert later > at
    assert pictures.media_of(second) == pictures.media_of(pictures.read_last("A", masked=True)) == "image/jpeg"


def test_a_camera_that_goes_dark_gets_an_upkeep_order_and_it_ends_by_itself(
    keeper: Any, clock: Clock, tmp_path: Path
) -> None:
    cameras(keeper, "A", "B")
    street = draws()

    def one_that_breaks(t: float) -> Any:
        return "连接超时（timed out）" if 200 <= t < 900 else street(t)

    one = worker(clock, tmp_path, {"A": one_that_breaks, "B": draws(seed=3)})
    run(clock, 600, one)
    (order,) = devices.orders(keeper)
    assert (order["device"], order["trouble"], order["state"]) == ("camera:A", "offline", "open")
    assert "连接超时" in order["said"]["zh"]
    assert status(keeper)["row"]["status"] == "offline"
    assert status(keeper, "B")["row"]["status"] == "good"
    run(clock, 1200, one)
    assert devices.orders(keeper) == []
    assert status(keeper)["row"]["status"] == "good"
    assert one.looks.looks_at("B", 200, 900) >= 12  # nobody waited for A


def test_an_order_that_a_former_owner_asked_for_is_ended_by_the_next(keeper: Any, clock: Clock, tmp_path: Path) -> None:
    cameras(keeper, "A")
    run(clock, 300, first := worker(clock, tmp_path, {"A": lambda _t: "没有回应"}))
    assert len(devices.orders(keeper)) == 1
    del first
    clock.t += 30
    run(clock, 300, worker(clock, tmp_path, {"A": draws()}, "w2"))
    assert devices.orders(keeper) == []


def test_a_camera_that_was_turned_says_nothing_until_it_is_turned_back(
    keeper: Any, clock: Clock, tmp_path: Path
) -> None:
    cameras(keeper, "A")
    street, other = Street([heap(700, 5000)]), Street([heap(400, 620)], seed=9)

    def turned(t: float) -> Any:
        return (other if 200 <= t < 650 else street).draw(t)[0]

    one = worker(clock, tmp_path, {"A": turned})
    run(clock, 640, one)
    assert Observation.objects.count() == 0  # a heap in front of somebody else's zones
    (order,) = devices.orders(keeper)
    assert order["trouble"] == "moved"
    run(clock, 700, one)
    assert devices.orders(keeper) == []
    assert one.posts["A"].charge.away is False


@pytest.mark.parametrize(("off", "asks"), [(0.5, []), (90.0, ["drifting"]), (-90.0, ["drifting"])])
def test_a_clock_that_is_off_gets_an_order(
    keeper: Any, clock: Clock, tmp_path: Path, off: float, asks: list[str]
) -> None:
    cameras(keeper, "A")
    one = worker(clock, tmp_path, {"A": draws()})
    one.looks.clock_off_s = off
    run(clock, 400, one)
    assert [o["trouble"] for o in devices.orders(keeper)] == asks


# -- one broken camera never stops another ----------------------------------------------------------------------------


def raises(_t: float) -> Any:
    raise_ = np.zeros((240, 320), dtype=np.uint8)  # no colours: the eye cannot make sense of it
    return raise_


def tiny(_t: float) -> Any:
    return np.full((48, 48, 3), 90, dtype=np.uint8)


def changing(t: float) -> Any:
    size = (240, 320) if int(t / 30) % 2 else (480, 640)
    return np.full((*size, 3), 90, dtype=np.uint8)


@pytest.mark.parametrize("broken", [raises, tiny, changing, lambda _t: "码流损坏（the stream is damaged）"])
def test_a_broken_camera_is_its_own_trouble(keeper: Any, clock: Clock, tmp_path: Path, broken: Any) -> None:
    cameras(keeper, "A", "BAD")
    one = worker(clock, tmp_path, {"A": draws(heap(200, 5000)), "BAD": broken})
    run(clock, 320, one)
    assert only().state == "confirmed"
    assert Observation.objects.filter(device="camera:BAD").count() == 0


def test_a_stream_that_changes_its_resolution_loses_nothing(keeper: Any, clock: Clock, tmp_path: Path) -> None:
    cameras(keeper, "A")
    street = Street([heap(200, 5000)])

    def changes(t: float) -> Any:
        image = street.draw(t)[0]
        return np.repeat(np.repeat(image, 2, 0), 2, 1) if t > 260 else image

    run(clock, 320, worker(clock, tmp_path, {"A": changes}))
    assert only().state == "confirmed"
    assert Box(*only().box).iou(HEAP) > 0.5


@pytest.mark.parametrize("jump", [-1000.0, -3.0])
def test_time_stamps_that_jump_back_lose_nothing(keeper: Any, clock: Clock, tmp_path: Path, jump: float) -> None:
    cameras(keeper, "A")
    one = worker(clock, tmp_path, {"A": draws(heap(200, 400))})
    one.looks.skew = lambda t: jump if t > 255 else 0.0
    run(clock, 480, one)
    assert told() == ["observation.alarm", "observation.confirm", "observation.leave"]
    seen = only()
    assert seen.started_at <= seen.confirmed_at <= AT + timedelta(seconds=330)


def test_a_zone_that_nobody_could_draw_rests_and_says_why(keeper: Any, clock: Clock, tmp_path: Path) -> None:
    cameras(keeper, "A")
    made = camera(keeper, "BAD", scene=SCENE)
    type(made).objects.filter(code="BAD").update(scene={**SCENE, "zones": [{**ZONE, "polygon": [[0, 0], [9, 9]]}]})
    one = worker(clock, tmp_path, {"A": draws(heap(200, 5000)), "BAD": draws()})
    run(clock, 320, one)
    assert only().state == "confirmed"
    assert "polygon" in status(keeper, "BAD")["row"]["said"]
    assert one.looks.looks_at("BAD") == 0


# -- changes of the register ------------------------------------------------------------------------------------------


def test_zones_drawn_anew_are_watched_from_then_on(keeper: Any, clock: Clock, tmp_path: Path) -> None:
    elsewhere = {**SCENE, "zones": [{**ZONE, "polygon": [[0, 0], [60, 0], [60, 40], [0, 40]]}]}
    cameras(keeper, "A", scene=elsewhere)
    one = worker(clock, tmp_path, {"A": draws(heap(400, 5000))})
    run(clock, 200, one)
    keepers.draw("A", SCENE, access=keeper, at=AT)
    run(clock, 500, one)
    assert only().zone == "gate"


def test_a_camera_that_is_switched_off_is_left_alone(keeper: Any, clock: Clock, tmp_path: Path) -> None:
    cameras(keeper, "A")
    one = worker(clock, tmp_path, {"A": draws()})
    run(clock, 100, one)
    keepers.switch("A", "switch_off", reason="检修", access=keeper, at=AT)
    run(clock, 30, one)
    before = one.looks.looks_at("A")
    run(clock, 300, one)
    assert one.looks.looks_at("A") == before
    assert one.posts == {}


def test_only_cameras_of_ours_with_zones_are_watched(keeper: Any, clock: Clock, tmp_path: Path) -> None:
    cameras(keeper, "A")
    camera(keeper, "BLANK", scene=None)
    camera(keeper, "FRIGATE", source="frigate", url="", their_name="front", scene=SCENE)
    one = worker(clock, tmp_path, {"A": draws()})
    run(clock, 30, one)
    assert set(one.posts) == {"A"}


# -- shares and takeover ----------------------------------------------------------------------------------------------


def held(*workers: Any) -> list[int]:
    return [len(w.posts) for w in workers]


def codes(count: int) -> list[str]:
    return [f"C{k}" for k in range(count)]


def test_cameras_are_shared_among_the_living(keeper: Any, clock: Clock, tmp_path: Path) -> None:
    cameras(keeper, *codes(9))
    streets = {c: draws(seed=k) for k, c in enumerate(codes(9))}
    a, b, c = (worker(clock, tmp_path, streets, n) for n in "abc")
    run(clock, 10, a)
    assert held(a) == [9]
    run(clock, 20, a, b)
    assert sorted(held(a, b)) == [4, 5]
    run(clock, 20, a, b, c)
    assert held(a, b, c) == [3, 3, 3]
    assert {*a.posts, *b.posts, *c.posts} == set(codes(9))
    c.leave()
    run(clock, 10, a, b)
    assert sorted(held(a, b)) == [4, 5]


def test_a_dead_workers_cameras_move_within_thirty_seconds_and_the_dwell_goes_on(
    keeper: Any, clock: Clock, tmp_path: Path
) -> None:
    cameras(keeper, "A")
    streets = {"A": draws(heap(200, 500))}
    first, second = worker(clock, tmp_path, streets, "first"), worker(clock, tmp_path, streets, "second")
    run(clock, 272, first)  # in mid-dwell; then it is gone without a word
    assert told() == ["observation.alarm"]
    died = clock.t
    while not second.posts:
        run(clock, 1, second)
    assert clock.t - died <= 30
    run(clock, 300, second)
    assert told() == ["observation.alarm", "observation.confirm", "observation.leave"]
    seen = only()
    assert 200 <= (seen.started_at - AT).total_seconds() <= 246
    assert 40 <= (seen.confirmed_at - seen.started_at).total_seconds() <= 100
    assert abs((seen.over_at - AT).total_seconds() - 500) <= 10


@pytest.mark.parametrize("dies", [235.0, 246.0, 252.0, 258.0, 264.0, 272.0, 285.0, 300.0])
def test_whenever_it_dies_everything_is_said_once(keeper: Any, clock: Clock, tmp_path: Path, dies: float) -> None:
    cameras(keeper, "A")
    streets = {"A": draws(heap(200, 400))}
    run(clock, dies, worker(clock, tmp_path, streets, "first"))
    run(clock, 480 - dies, worker(clock, tmp_path, streets, "second"))
    assert told() == ["observation.alarm", "observation.confirm", "observation.leave"]


def test_who_was_thought_dead_stops_looking(keeper: Any, clock: Clock, tmp_path: Path) -> None:
    """The first hung for a minute (a debugger, a full disk); the second has its camera. Both never look for long."""
    cameras(keeper, "A")
    streets = {"A": draws(heap(200, 400))}
    first, second = worker(clock, tmp_path, streets, "first"), worker(clock, tmp_path, streets, "second")
    run(clock, 250, first)
    run(clock, 30, second)
    assert set(second.posts) == {"A"}
    run(clock, 60, first, second)
    assert len({*first.posts} & {*second.posts}) == 0
    run(clock, 140, first, second)
    assert told() == ["observation.alarm", "observation.confirm", "observation.leave"]


def test_a_memory_of_other_zones_is_not_believed(keeper: Any, clock: Clock, tmp_path: Path) -> None:
    cameras(keeper, "A")
    one = worker(clock, tmp_path, {"A": draws(heap(300, 5000))})
    one.folder.remember("A", b"garbage")
    run(clock, 600, one)
    assert only().state == "confirmed"


def test_sites_are_served_by_their_own_workers(keeper: Any, clock: Clock, tmp_path: Path) -> None:
    cameras(keeper, "A", "B")
    area = devices.by_codes(["A"])["A"].area
    near = worker(clock, tmp_path, {"A": draws(), "B": draws()}, "near", sites=(area,), serves=(area,))
    far = worker(clock, tmp_path, {"A": draws(), "B": draws()}, "far", sites=(area,), serves=("999999",))
    run(clock, 20, near, far)
    assert held(near, far) == [2, 0]


def test_only_the_named_cameras_are_taken(keeper: Any, clock: Clock, tmp_path: Path) -> None:
    cameras(keeper, "A", "B", "C")
    one = worker(clock, tmp_path, {c: draws() for c in "ABC"}, only=("B",))
    run(clock, 20, one)
    assert set(one.posts) == {"B"}


# -- without the database ---------------------------------------------------------------------------------------------


def test_without_the_database_it_looks_on_and_tells_everything_later_in_order(
    keeper: Any, clock: Clock, tmp_path: Path
) -> None:
    cameras(keeper, "A")
    office = Lost("w1", clock=clock, spans=((190.0, 500.0),))
    one = worker(clock, tmp_path, {"A": draws(heap(200, 400))}, office=office)
    run(clock, 480, one)
    assert one.away
    assert Observation.objects.count() == 0
    assert len(list(one.folder.unsaid("A"))) >= 3
    run(clock, 60, one)
    assert not one.away
    assert told() == ["observation.alarm", "observation.confirm", "observation.leave"]
    seen = only()
    assert 200 <= (seen.started_at - AT).total_seconds() <= 246
    assert list(one.folder.unsaid("A")) == []
    assert one.folder.waiting == 0


def test_what_waits_outlives_the_worker(keeper: Any, clock: Clock, tmp_path: Path) -> None:
    cameras(keeper, "A")
    streets = {"A": draws(heap(200, 400))}
    office = Lost("w1", clock=clock, spans=((190.0, 5000.0),))
    run(clock, 480, first := worker(clock, tmp_path, streets, office=office))
    first.leave()  # it cannot even say goodbye
    run(clock, 60, worker(clock, tmp_path, streets, "w2"))
    assert told() == ["observation.alarm", "observation.confirm", "observation.leave"]


def test_when_too_much_waits_the_eyes_rest_rather_than_lose(keeper: Any, clock: Clock, tmp_path: Path) -> None:
    cameras(keeper, "A")
    office = Lost("w1", clock=clock, spans=((190.0, 1000.0),))
    one = worker(clock, tmp_path, {"A": draws(heap(200, 5000))}, office=office, most_bytes=1000)
    run(clock, 700, one)
    assert one.folder.full
    assert one.looks.looks_at("A", 400, 700) == 0
    run(clock, 450, one)
    assert only().state == "confirmed"
    assert not one.folder.full


def test_a_full_disk_makes_it_wait_not_forget(
    keeper: Any, clock: Clock, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    cameras(keeper, "A")
    one = worker(clock, tmp_path, {"A": draws(heap(200, 450))})
    say = one.folder.say

    def full(code: str, sightings: Sequence[Any]) -> None:
        if clock.t < 350:
            raise OSError(28, "No space left on device")
        say(code, sightings)

    monkeypatch.setattr(one.folder, "say", full)
    run(clock, 320, one)
    assert Observation.objects.count() == 0
    assert len(one.unwritten) == 1
    run(clock, 200, one)
    assert one.unwritten == []
    assert told()[0] == "observation.alarm"
