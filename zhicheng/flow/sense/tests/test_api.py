"""The review desk, the camera's page and the door for boxes, over HTTP: each way out of each endpoint."""

from __future__ import annotations

import base64
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from tests.brigade import AT, Brigade
from zhicheng.flow.sense import queries, services
from zhicheng.flow.sense.tests.scenery import SCENE, X, Y, camera, engineer, picture, says, still
from zhicheng.infra import clock
from zhicheng.infra.models import Event

pytestmark = pytest.mark.django_db
JSON = "application/json"


@pytest.fixture
def city(brigade: Brigade, monkeypatch: pytest.MonkeyPatch) -> Brigade:
    monkeypatch.setattr(clock, "now", lambda: AT + timedelta(minutes=11))
    camera(engineer(brigade))
    services.observe_many([says(stills=(still(),))], by="device:eyes", at=AT + timedelta(minutes=10))
    return brigade


def call(city: Brigade, who: str, method: str, path: str, body: Any = None) -> Any:
    send = getattr(Client(), method)
    extra = city.token(who) if who else {}
    return send(f"/api{path}", body, content_type=JSON, **extra) if method != "get" else send(f"/api{path}", **extra)


def first(city: Brigade) -> int:
    return int(queries.desk(city.access["Alice"])["rows"][0]["id"])


def test_the_desk_shows_what_waits_with_the_camera_and_its_record(city: Brigade) -> None:
    found = call(city, "Alice", "get", "/sense/desk").json()
    row = found["rows"][0]
    assert (found["waiting"], row["camera"], row["kind_name"]["zh"], row["precision"]["share"]) == (
        1,
        "钟楼巷口C-1",
        "机动车违停",
        None,
    )
    assert row["stills"][0]["has_original"]
    assert call(city, "Charlie", "get", "/sense/desk").json()["rows"] == []
    assert call(city, "", "get", "/sense/desk").status_code == 403


def test_one_tap_yes_and_the_second_is_late(city: Brigade) -> None:
    one = first(city)
    assert call(city, "Charlie", "post", f"/sense/observations/{one}/accept").status_code == 404
    assert call(city, "Gina", "post", f"/sense/observations/{one}/accept").status_code == 403
    assert call(city, "Alice", "post", f"/sense/observations/{one}/accept").json()["state"] == "reported"
    assert call(city, "Alice", "post", f"/sense/observations/{one}/accept").status_code == 409


def test_no_with_a_reason_from_the_list(city: Brigade) -> None:
    codes = [r["code"] for r in call(city, "Alice", "get", "/sense/reasons").json()]
    one = first(city)
    assert call(city, "Alice", "post", f"/sense/observations/{one}/reject", {"reason": "bored"}).status_code == 400
    assert (
        call(city, "Alice", "post", f"/sense/observations/{one}/reject", {"reason": codes[0]}).json()["state"]
        == "rejected"
    )


def test_a_masked_still_is_shown_and_an_original_only_for_a_reason(city: Brigade) -> None:
    one = first(city)
    shown = call(city, "Alice", "get", f"/sense/observations/{one}/stills/0")
    assert (shown["Content-Type"], shown["Cache-Control"]) == ("image/jpeg", "private, max-age=600")
    assert call(city, "Alice", "get", f"/sense/observations/{one}/stills/9").status_code == 404
    assert call(city, "Charlie", "get", f"/sense/observations/{one}/stills/0").status_code == 404
    assert call(city, "Alice", "post", f"/sense/observations/{one}/original", {"reason": ""}).status_code == 400
    assert Event.objects.filter(kind="camera.open").count() == 0
    found = call(city, "Alice", "post", f"/sense/observations/{one}/original", {"reason": "核实线索"})
    assert found.content == picture(1)
    looks = call(city, "Alice", "get", "/cameras/C-1/looks").json()
    assert [(r["who"], r["reason"]) for r in looks] == [("Alice", "核实线索")]


def sighting(**more: Any) -> dict[str, Any]:
    moment = AT.isoformat()
    return {
        "device": "camera:C-1",
        "thing": "box-1",
        "stage": "pre_alarm",
        "kind": "stall",
        "started_at": moment,
        "seen_at": moment,
    } | more


def test_a_box_speaks_and_what_is_wrong_is_said_one_by_one(city: Brigade) -> None:
    good = {"what": "arrival", "taken_at": AT.isoformat(), "original": base64.b64encode(picture(7)).decode()}
    batch = [
        sighting(stills=[good]),
        sighting(thing="b", stills=[good | {"original": "…"}]),
        sighting(device="camera:GHOST"),
        sighting(kind="ufo"),
    ]
    found = call(city, "Ken", "post", "/sense/observations", batch).json()
    assert (found["taken"], [(r["row"], r["field"]) for r in found["refused"]]) == (
        1,
        [(2, "stills"), (3, "device"), (4, "kind")],
    )
    again = call(city, "Ken", "post", "/sense/observations", [sighting(stills=[good])]).json()
    assert (again["taken"], again["known"], again["refused"]) == (0, 1, [])


@pytest.mark.parametrize(("who", "status"), [("Alice", 403), ("", 403), ("Zoe", 403)])
def test_only_a_device_speaks_for_devices(city: Brigade, who: str, status: int) -> None:
    assert call(city, who, "post", "/sense/observations", [sighting()]).status_code == status


def test_too_many_at_once_are_refused(city: Brigade) -> None:
    assert call(city, "Ken", "post", "/sense/observations", [sighting()] * 501).status_code == 400


def test_zones_are_tuned_silenced_and_armed_by_who_reviews(city: Brigade) -> None:
    zone = call(city, "Alice", "get", "/sense/guards?device=camera:C-1").json()[0]
    path = f"/sense/guards/{zone['id']}"
    assert call(city, "Gina", "post", path, {"action": "arm"}).status_code == 403
    assert call(city, "Alice", "post", path, {"action": "arm"}).status_code == 409
    assert call(city, "Alice", "post", path, {"action": "silence"}).status_code == 400
    past = (AT - timedelta(days=1)).isoformat()
    assert call(city, "Alice", "post", path, {"action": "silence", "reason": "施工", "until": past}).status_code == 400
    assert call(city, "Alice", "post", path, {"action": "silence", "reason": "施工"}).json()[0]["state"] == "silent"
    assert call(city, "Alice", "post", path, {"action": "arm"}).json()[0]["state"] == "armed"
    assert (
        call(city, "Alice", "post", path, {"action": "tune", "values": {"automatic": 1}}).json()[0]["automatic"] is True
    )
    assert call(city, "Alice", "post", path, {"action": "tune", "values": {"automatic": 2}}).status_code == 400
    assert call(city, "Alice", "post", "/sense/guards/0", {"action": "arm"}).status_code == 404


def test_a_day_in_figures(city: Brigade) -> None:
    assert call(city, "Alice", "get", "/sense/day").json() == [{"state": "confirmed", "state_name": "待复核", "n": 1}]
    assert call(city, "Charlie", "get", "/sense/day").json() == []


# -- cameras ---------------------------------------------------------------------------------------------------------------------


def given(**more: Any) -> dict[str, Any]:
    return {
        "code": "C-9",
        "name": "南门",
        "source": "snapshot",
        "url": "http://u:p@127.0.0.1/9.jpg",
        "lng": X,
        "lat": Y,
    } | more


def test_a_camera_is_added_drawn_changed_and_removed(city: Brigade) -> None:
    assert call(city, "Alice", "post", "/cameras", given()).status_code == 403
    made = call(city, "Gina", "post", "/cameras", given())
    assert (made.status_code, made.json()["url"]) == (201, "http://***@127.0.0.1/9.jpg")
    assert call(city, "Gina", "post", "/cameras", given()).status_code == 409
    assert call(city, "Gina", "post", "/cameras", given(code="C-10", url="ftp://x")).status_code == 400
    drawn = call(city, "Gina", "put", "/cameras/C-9/scene", {"scene": SCENE})
    assert drawn.json()["row"]["zones"] == 2
    assert call(city, "Gina", "put", "/cameras/C-9/scene", {"scene": {}}).status_code == 400
    kept = call(city, "Gina", "put", "/cameras/C-9", given(name="南门东", url="http://***@127.0.0.1/9.jpg"))
    assert (kept.status_code, kept.json()["row"]["name"]) == (200, "南门东")
    from zhicheng.ground.devices import queries as devices

    assert devices.by_codes({"C-9"})["C-9"].url == "http://u:p@127.0.0.1/9.jpg"
    assert call(city, "Gina", "post", "/cameras/C-9/switch", {"action": "switch_off", "reason": ""}).status_code == 400
    assert (
        call(city, "Gina", "post", "/cameras/C-9/switch", {"action": "switch_off", "reason": "改造"}).json()["row"][
            "state"
        ]
        == "off"
    )


def test_a_camera_without_a_picture_says_so(city: Brigade) -> None:
    assert call(city, "Alice", "get", "/cameras/C-1/picture").status_code == 404
    assert call(city, "Alice", "post", "/cameras/C-1/original", {"reason": "查看"}).status_code == 404
    assert call(city, "Charlie", "get", "/cameras/C-1").status_code == 404
    assert call(city, "Alice", "get", "/cameras/GHOST").status_code == 404


def test_the_list_says_who_may_add(city: Brigade) -> None:
    found = call(city, "Gina", "get", "/cameras").json()
    assert (found["may_add"], [r["code"] for r in found["rows"]], found["counts"]) == (True, ["C-1"], {"unseen": 1})
    assert call(city, "Alice", "get", "/cameras?q=GHOST").json()["rows"] == []
    assert call(city, "Alice", "get", "/cameras").json()["may_add"] is False


def test_orders_of_upkeep_are_ended_with_a_word(city: Brigade) -> None:
    from zhicheng.ground.devices import services as devices
    from zhicheng.kernel.phrases import Phrase

    order = devices.ask_upkeep(
        device="camera:C-1", trouble="dark", said=Phrase("过暗", "dark"), area="990101001001001", by="x", at=AT
    )
    assert len(call(city, "Gina", "get", "/upkeep").json()) == 1
    assert call(city, "Gina", "post", f"/upkeep/{order.pk}/repair", {"what": ""}).status_code == 400
    assert call(city, "Alice", "post", f"/upkeep/{order.pk}/repair", {"what": "换灯"}).status_code == 403
    assert call(city, "Gina", "post", f"/upkeep/{order.pk}/repair", {"what": "擦镜头"}).json() == []
    assert call(city, "Gina", "post", f"/upkeep/{order.pk}/dismiss", {"what": "没事"}).status_code == 409
    assert [o["what"] for o in call(city, "Gina", "get", "/upkeep?state=").json()] == ["擦镜头"]


def test_everybody_may_read_where_cameras_stand(city: Brigade) -> None:
    found = call(city, "", "get", "/open/cameras").json()
    assert (found["on"], found["places"]) == ("2026-09-16", [])
