"""Cameras that go and come back, pictures that are fetched, strangers that are registered later."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest

from tests.brigade import AT, Brigade
from zhicheng.flow.sense.models import Observation
from zhicheng.flow.sense.tests.scenery import camera, engineer, picture
from zhicheng.gateways import routing
from zhicheng.gateways.arrivals import Arrival
from zhicheng.gateways.dead_letters import queries as letters
from zhicheng.gateways.frigate import services
from zhicheng.gateways.frigate.models import Link, Visit
from zhicheng.gateways.frigate.pictures import Box, FakeBox, PictureError
from zhicheng.ground.devices import pictures, queries
from zhicheng.ground.devices.models import CameraState, Upkeep
from zhicheng.infra.config import config
from zhicheng.infra.models import Job

SECONDS = AT.timestamp()
TRACKED = "1789524000.5-abcdef"


@pytest.fixture
def keeper(brigade: Brigade) -> Any:
    made = engineer(brigade)
    camera(made, "C-1", source="frigate", url="", their_name="gate_east")
    services.mapping.cache_clear()
    return made


def told(topic: str, payload: Any, *, seconds: float = 0) -> int:
    """One message; returns how many became dead letters."""
    at = AT + timedelta(seconds=seconds)
    body = payload.encode() if isinstance(payload, str) else json.dumps(payload).encode()
    return routing.take([Arrival(topic, body, at)], routing.read_routes(["frigate/#=frigate"]), at=at)


def event(seconds: float, kind: str = "update", *, name: str = "gate_east", snapshot: bool = False, **more: Any) -> int:
    after = {
        "id": TRACKED, "camera": name, "frame_time": SECONDS + seconds, "start_time": SECONDS, "end_time": None, "label": "car", "score": 0.8,
        "top_score": 0.9, "current_zones": ["kerb"], "box": [10, 210, 110, 300], "has_snapshot": snapshot, "false_positive": False, **more,
    }  # fmt: skip
    return told("frigate/events", {"type": kind, "before": after, "after": after}, seconds=seconds)


def status() -> tuple[str, int]:
    return CameraState.objects.get().status, Upkeep.objects.filter(ended_at=None).count()


@pytest.mark.django_db
def test_who_speaks_is_there(keeper: Any) -> None:
    event(0, "new")
    assert status() == ("good", 0)
    assert CameraState.objects.get().worker == "frigate:frigate"


@pytest.mark.django_db
def test_a_camera_that_is_away_for_two_minutes_is_somebodys_order_and_ends_by_itself(keeper: Any) -> None:
    told("frigate/gate_east/status/detect", "online")
    told("frigate/gate_east/status/detect", "offline", seconds=10)
    assert services.watch(at=AT + timedelta(seconds=100)) == 0  # Frigate restarts it by itself
    assert status() == ("offline", 0)
    assert services.watch(at=AT + timedelta(seconds=131)) == 1
    assert services.watch(at=AT + timedelta(seconds=200)) == 0  # once
    assert status() == ("offline", 1)
    assert (Upkeep.objects.get().device, Upkeep.objects.get().trouble) == ("camera:C-1", "offline")
    told("frigate/gate_east/status/detect", "online", seconds=300)
    assert status() == ("good", 0)
    assert Upkeep.objects.get().state == "over"


@pytest.mark.django_db
def test_what_is_offline_again_and_again_is_counted_from_the_last_time(keeper: Any) -> None:
    for second, word in ((0, "offline"), (60, "online"), (70, "offline")):
        told("frigate/gate_east/status/detect", word, seconds=second)
    assert services.watch(at=AT + timedelta(seconds=150)) == 0
    told("frigate/gate_east/status/detect", "offline", seconds=160)  # still, not anew
    assert services.watch(at=AT + timedelta(seconds=191)) == 1


@pytest.mark.django_db
def test_an_event_also_says_that_it_is_back(keeper: Any) -> None:
    told("frigate/gate_east/status/detect", "offline")
    services.watch(at=AT + timedelta(minutes=3))
    event(200, "new")
    assert status() == ("good", 0)


@pytest.mark.django_db
def test_a_box_that_stops_takes_all_its_cameras_along(keeper: Any) -> None:
    camera(keeper, "C-2", source="frigate", url="", their_name="gate_west")
    camera(keeper, "C-3", source="frigate", url="", their_name="elsewhere")
    event(0, "new")
    event(1, "new", name="gate_west")
    told("frigate/available", "offline", seconds=5)
    assert services.watch(at=AT + timedelta(minutes=3)) == 2
    assert set(Upkeep.objects.values_list("device", flat=True)) == {
        "camera:C-1",
        "camera:C-2",
    }  # nobody spoke of the third
    told("frigate/available", "online", seconds=400)
    assert set(Upkeep.objects.values_list("state", flat=True)) == {"over"}


@pytest.mark.django_db
def test_a_box_that_we_never_heard_of_says_nothing_about_anybody(keeper: Any) -> None:
    assert told("frigate/available", "offline") == 0
    assert Link.objects.count() == 0


@pytest.mark.django_db
def test_a_camera_switched_off_at_the_box_is_away_too(keeper: Any) -> None:
    told("frigate/gate_east/status/detect", "disabled")
    assert status() == ("offline", 0)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("topic", "payload", "why"),
    [
        ("frigate/available", "on", "not one of online, offline"), ("frigate/gate_east/status/detect", "", "not one of online, offline"),
        ("frigate/nobody/status/detect", "offline", "“nobody” is not registered"), ("frigate/stats", "{}", "is not used"),
        ("frigate/gate_east/person/snapshot", "x", "is not used"),
    ],
)  # fmt: skip
def test_what_cannot_be_taken_says_why(keeper: Any, topic: str, payload: str, why: str) -> None:
    assert told(topic, payload) == 1
    assert why in letters.listed()[0]["said_en"]
    assert Link.objects.count() == 0


@pytest.mark.django_db
def test_the_state_is_written_twice_a_minute_not_at_every_message(keeper: Any) -> None:
    seen = []
    for second in range(0, 70, 5):
        event(second)
        seen.append(CameraState.objects.get().seen_at)
    assert len(set(seen)) == 3


@pytest.mark.django_db
def test_a_stranger_who_is_registered_later_loses_nothing(keeper: Any) -> None:
    """Many messages about one object are one dead letter, and its last word says all: it stands there, since then."""
    for second in (0, 60, 120, 240):
        assert event(second, name="new_gate") == 1
    (letter,) = letters.listed()
    assert letter["times"] == 4
    camera(keeper, "C-9", source="frigate", url="", their_name="new_gate")
    assert routing.retry(
        letter=letter["id"],
        routes=routing.read_routes(["frigate/#=frigate"]),
        by="person:1",
        at=AT + timedelta(minutes=5),
    )
    assert letters.count() == 0
    assert Visit.objects.get().camera == "new_gate"


@pytest.mark.django_db
def test_zones_that_are_drawn_wrong_keep_the_rest_going(keeper: Any) -> None:
    from zhicheng.ground.devices.models import Camera

    Camera.objects.filter(code="C-1").update(scene={"zones": [{"name": "kerb"}]})
    assert event(0, "new") == 0
    assert Visit.objects.count() == 0


@pytest.mark.django_db
def test_visits_are_forgotten_after_two_days(keeper: Any) -> None:
    event(0, "new")
    assert services.forget(at=AT + timedelta(hours=47)) == 0
    assert services.forget(at=AT + timedelta(hours=49)) == 1


# -- pictures ----------------------------------------------------------------------------------------------------------------


@pytest.fixture
def with_pictures(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(config(), "frigate_urls", {"frigate": "http://127.0.0.1:1"})


def asked() -> list[dict[str, Any]]:
    return [json.loads(j.payload) for j in Job.objects.filter(name="task:frigate.fetch_picture").order_by("id")]


@pytest.mark.django_db
def test_a_picture_is_fetched_after_commit_and_put_to_its_observation(keeper: Any, with_pictures: None) -> None:
    event(0, "new", snapshot=True)
    event(190, snapshot=True, snapshot_time=SECONDS + 33.5)
    (payload,) = asked()
    box = FakeBox({TRACKED: picture(7)})
    assert services.fetch_picture(payload, at=AT + timedelta(seconds=200), pictures=box)
    (still,) = Observation.objects.get().stills
    assert (still["what"], still["at"], still["masked"]) == ("confirmed", "2026-09-16T02:00:33.500000Z", "")
    assert pictures.read(still["original"]) == picture(7)
    assert services.fetch_picture(payload, at=AT + timedelta(seconds=201), pictures=box)
    assert len(Observation.objects.get().stills) == 1  # twice changes nothing


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("snapshot", "urls"), [(False, {"frigate": "http://x"}), (True, {}), (True, {"other": "http://x"})]
)
def test_nobody_asks_where_there_is_no_picture(
    keeper: Any, monkeypatch: pytest.MonkeyPatch, snapshot: bool, urls: dict[str, str]
) -> None:
    monkeypatch.setattr(config(), "frigate_urls", urls)
    event(0, "new", snapshot=snapshot)
    event(190, snapshot=snapshot)
    assert asked() == []
    assert Observation.objects.count() == 1


@pytest.mark.django_db
def test_a_box_that_does_not_answer_is_asked_again_six_times_at_most(keeper: Any, with_pictures: None) -> None:
    event(0, "new", snapshot=True)
    event(190, snapshot=True)
    box, times = FakeBox(failures=100), 0
    while waiting := asked():
        Job.objects.all().delete()
        assert not services.fetch_picture(waiting[0], at=AT, pictures=box)
        times += 1
        assert times < 20
    assert times == services.TRIES
    assert Observation.objects.get().stills == []


@pytest.mark.django_db
def test_a_picture_that_is_gone_is_not_asked_for_again(keeper: Any, with_pictures: None) -> None:
    event(0, "new", snapshot=True)
    event(190, snapshot=True)
    (payload,) = asked()
    Job.objects.all().delete()
    assert not services.fetch_picture(payload, at=AT, pictures=FakeBox())
    assert asked() == []


class _Frigate(BaseHTTPRequestHandler):
    """Answers as a Frigate box does."""

    answers: dict[str, tuple[int, bytes]] = {}

    def do_GET(self) -> None:
        code, body = self.answers.get(self.path.partition("?")[0], (404, b'{"success": false}'))
        self.send_response(code)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: Any) -> None:
        return


@pytest.fixture
def real() -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Frigate)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}/"
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture(params=["real", "fake"])
def box(request: pytest.FixtureRequest) -> Any:
    """The real client against a server, and the fake: one set of tests for both."""
    if request.param == "fake":
        return FakeBox({TRACKED: picture(1)})
    _Frigate.answers = {f"/api/events/{TRACKED}/snapshot.jpg": (200, picture(1))}
    return Box(request.getfixturevalue("real"))


def test_a_box_gives_its_picture(box: Any) -> None:
    assert box.snapshot(TRACKED) == picture(1)


def test_a_box_without_that_picture_says_so_for_good(box: Any) -> None:
    with pytest.raises(PictureError, match="404") as refused:
        box.snapshot("1.5-other")
    assert refused.value.permanent


@pytest.mark.parametrize(
    ("answer", "permanent", "why"),
    [((500, b"x"), False, "500"), ((200, b"<html>"), True, "no JPEG"), ((200, b""), True, "no JPEG"), ((401, b""), True, "401"),
     ((200, b"\xff\xd8\xff" + b"x" * 11 * 1024 * 1024), True, "larger than")],
)  # fmt: skip
def test_answers_that_are_no_picture(real: str, answer: tuple[int, bytes], permanent: bool, why: str) -> None:
    _Frigate.answers = {f"/api/events/{TRACKED}/snapshot.jpg": answer}
    with pytest.raises(PictureError, match=why) as refused:
        Box(real).snapshot(TRACKED)
    assert refused.value.permanent is permanent


def test_a_box_that_is_not_there_may_come_back() -> None:
    with pytest.raises(PictureError, match="does not answer") as refused:
        Box("http://127.0.0.1:9", timeout_s=0.5).snapshot(TRACKED)
    assert not refused.value.permanent


def test_an_id_cannot_lead_elsewhere(real: str) -> None:
    _Frigate.answers = {"/api/config": (200, picture(1))}
    with pytest.raises(PictureError, match="404"):
        Box(real).snapshot("../config?x=")


@pytest.mark.django_db
def test_cameras_are_found_by_the_offices_file_or_by_their_name_there(
    keeper: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    from zhicheng.gateways.frigate.places import Mapped

    monkeypatch.setattr(services, "mapping", lambda: {"x": Mapped(code="C-1"), "y": Mapped(code="gone")})
    found = services._cameras({"x", "y", "z", "gate_east"})
    assert {name: c.code for name, c in found.items()} == {"x": "C-1", "gate_east": "C-1"}
    assert queries.by_codes(["gone"]) == {}
