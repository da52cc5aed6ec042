"""A vendor's events over HTTP and MQTT: signed, once, from cameras that are known; what is wrong is kept and said."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from datetime import timedelta
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from tests.brigade import AT, Brigade
from zhicheng.flow.sense.models import Observation
from zhicheng.flow.sense.tests.scenery import X, Y, camera, engineer, picture
from zhicheng.gateways import routing
from zhicheng.gateways.arrivals import Arrival
from zhicheng.gateways.dead_letters import queries as letters
from zhicheng.gateways.vendor_events import mapping, services
from zhicheng.gateways.vendor_events.models import Nonce
from zhicheng.gateways.vendor_events.pictures import Album, PictureError, Web, check_address
from zhicheng.gateways.vendor_events.signing import signature_of
from zhicheng.gateways.vendor_events.tests.test_reading import EVENT, GB
from zhicheng.infra.check import check_events
from zhicheng.infra.config import config
from zhicheng.infra.models import Event, Job
from zhicheng.kernel.errors import BadInput

pytestmark = pytest.mark.django_db
KEY = "acme signs with these 32 characters"
TOKEN = "simple sends this token of 32 characters"
_nonces = count(10_000_000)


@pytest.fixture(autouse=True)
def vendors(brigade: Brigade, city_time: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    """acme and simple send by the shipped file; one camera goes by its GB/T 28181 id, one by the vendor's name."""
    for name in ("acme", "simple"):
        shutil.copy(Path(mapping.__file__).parent / "maps" / "example.yaml", tmp_path / f"{name}.yaml")
    monkeypatch.setattr(config(), "vendor_maps", tmp_path)
    monkeypatch.setattr(config(), "vendor_keys", {"acme": KEY})
    monkeypatch.setattr(config(), "vendor_tokens", {"simple": TOKEN})
    services.maps.cache_clear()
    city_time(AT + timedelta(minutes=10))
    keeper = engineer(brigade)
    camera(keeper, GB, source="vendor", url="", their_name="东门路 3 号")
    yield keeper
    services.maps.cache_clear()


def event(**more: Any) -> dict[str, Any]:
    found = {**EVENT, "location": {}, "images": {}, **more}
    return {k: v for k, v in found.items() if v is not ...}


def body_of(*events: dict[str, Any]) -> bytes:
    return json.dumps({"data": {"events": list(events)}}).encode()


def post(
    body: bytes, *, vendor: str = "acme", key: str = KEY, nonce: str = "", seconds: float = 0, **headers: str
) -> Any:
    time = str(int((AT + timedelta(minutes=10, seconds=seconds)).timestamp()))
    nonce = nonce or str(next(_nonces))
    signed = {
        "HTTP_ZHICHENG_TIME": time,
        "HTTP_ZHICHENG_NONCE": nonce,
        "HTTP_ZHICHENG_SIGNATURE": signature_of(key, time, nonce, body),
    }
    return Client().post(f"/api/vendor-events/{vendor}", body, content_type="application/json", **(headers or signed))


def nothing_changed() -> bool:
    return not Observation.objects.exists() and not letters.count() and not Nonce.objects.exists()


def test_a_signed_event_becomes_an_observation() -> None:
    answer = post(body_of(event()))
    assert (answer.status_code, answer.json()) == (200, {"events": 1, "taken": 1, "refused": []})
    one = Observation.objects.get()
    assert (one.device, one.kind, one.matter, one.state, one.confidence) == (
        f"camera:{GB}",
        "shop_outside",
        "09005",
        "confirmed",
        87,
    )
    assert one.facts["plate_hint"]["needs_person"] is True
    assert check_events()["problems"] == []


def test_a_token_does_where_signing_cannot_be_had() -> None:
    assert post(body_of(event()), vendor="simple", HTTP_AUTHORIZATION=f"Bearer {TOKEN}").json()["taken"] == 1


@pytest.mark.parametrize(
    ("more", "status", "why"),
    [
        ({"vendor": "nobody"}, 404, "没有厂商"), ({"key": "x" * 32}, 403, "签名不对"), ({"seconds": 400}, 403, "校准时钟"),
        ({"HTTP_AUTHORIZATION": "Bearer wrong"}, 403, "没有签名"), ({"HTTP_X": ""}, 403, "没有签名"), ({"vendor": "simple"}, 403, "签名不对"),
        ({"vendor": "../acme"}, 404, ""),
    ],
)  # fmt: skip
def test_strangers_stay_outside(more: dict[str, Any], status: int, why: str) -> None:
    answer = post(body_of(event()), **more)
    assert answer.status_code == status
    assert why in answer.content.decode()
    assert nothing_changed()


def test_a_recorded_request_is_refused_and_the_same_event_signed_anew_changes_nothing() -> None:
    body = body_of(event())
    assert post(body, nonce="recorded-1").status_code == 200
    before = Event.objects.count()
    again = post(body, nonce="recorded-1")
    assert (again.status_code, "已经用过" in again.json()["detail"]) == (403, True)
    assert post(body, nonce="recorded-2").json() == {"events": 1, "taken": 1, "refused": []}
    assert (Event.objects.count(), Observation.objects.count()) == (before, 1)


def test_numbers_used_up_are_forgotten_when_they_can_no_longer_come_again(city_time: Any) -> None:
    post(body_of(event()), nonce="used-long-ago")
    city_time(AT + timedelta(minutes=30))
    post(body_of(event()), seconds=1200)
    assert list(Nonce.objects.values_list("nonce", flat=True)) != ["used-long-ago"]
    assert Nonce.objects.count() == 1


def test_pre_alarm_confirmation_and_end_are_one_thing() -> None:
    for minute, status in ((1, "EARLY"), (5, "RAISED"), (8, "CLEARED")):
        post(body_of(event(status=status, alarmTime=f"2026-09-16 10:0{minute}:00")))
    one = Observation.objects.get()
    kinds = Event.objects.filter(stream=f"observation:{one.pk}").order_by("seq").values_list("kind", flat=True)
    assert list(kinds) == ["observation.alarm", "observation.confirm", "observation.leave"]


def test_a_camera_is_found_by_the_vendors_name_of_it() -> None:
    assert post(body_of(event(device={"gbId": "东门路 3 号"}))).json()["taken"] == 1
    assert Observation.objects.get().device == f"camera:{GB}"


def test_an_unknown_camera_is_a_dead_letter_and_never_a_guess(vendors: Any) -> None:
    other = "34020000001320000099"
    answer = post(body_of(event(device={"gbId": other}), event(trackId="good")))
    assert (answer.json()["events"], answer.json()["taken"]) == (2, 1)
    assert "is not registered" in answer.json()["refused"][0]["reason_en"]
    (letter,) = letters.listed()
    assert json.loads(letter["payload"])["device"]["gbId"] == other  # this event alone, not the whole message
    assert Observation.objects.count() == 1
    camera(vendors, other, source="vendor", url="", their_name="新装")
    assert routing.retry(
        letter=letter["id"], routes=routing.routes_of([]), by="person:1", at=AT + timedelta(minutes=11)
    )
    assert (letters.count(), Observation.objects.count()) == (0, 2)


def test_the_same_mistake_sent_again_is_one_letter() -> None:
    for _ in range(5):
        post(body_of(event(device={"gbId": "34020000001320000099"})))
    assert [r["times"] for r in letters.listed()] == [5]


@pytest.mark.parametrize(
    ("body", "why"),
    [(b"not json", "no JSON"), (b"{}", "data.events"), (body_of(event(alarmType="外星人")), "外星人"), (body_of(event(device=...)), "device.gbId"),
     (body_of(event(alarmTime="2027-01-01 00:00:00")), "set the device's clock")],
)  # fmt: skip
def test_what_is_wrong_is_said_to_the_sender_and_kept(body: bytes, why: str) -> None:
    answer = post(body)
    assert answer.status_code == 200
    assert (answer.json()["taken"], len(answer.json()["refused"])) == (0, 1)
    assert why in answer.json()["refused"][0]["reason_en"]
    assert [why in r["said_en"] for r in letters.listed()] == [True]
    assert not Observation.objects.exists()


def test_a_body_that_is_too_large_is_one_sentence(settings: Any) -> None:
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 100
    answer = post(body_of(event()))
    assert answer.status_code == 400
    assert "5 MB" in answer.json()["detail_en"]
    assert nothing_changed()


def test_a_picture_comes_along_as_base64() -> None:
    import base64

    post(body_of(event(images={"snapshot": base64.b64encode(picture(5)).decode()})))
    assert [s["what"] for s in Observation.objects.get().stills] == ["confirmed"]


def test_the_events_own_place_goes_before_the_cameras() -> None:
    post(body_of(event(location={"lng": X + 0.005, "lat": Y})))  # GCJ-02, some five hundred metres off
    one = Observation.objects.get()
    assert abs(one.lng_e7 / 1e7 - (X + 0.005)) > 0.003 or abs(one.lat_e7 / 1e7 - Y) > 0.001


def test_an_event_without_a_beginning_keeps_its_facts() -> None:
    post(body_of(event(beginTime=...)))
    assert Observation.objects.get().facts["plate_hint"]["text"] == "皖A12345"


def test_over_mqtt_the_same(vendors: Any) -> None:
    routes = routing.read_routes(["vendor/acme/#=vendor:acme", "vendors/+=vendor"])
    arrivals = [
        Arrival("vendor/acme/alarms", body_of(event()), AT), Arrival("vendors/simple", body_of(event(trackId="t2")), AT),
        Arrival("vendors/nobody", body_of(event(trackId="t3")), AT), Arrival("vendor/acme/alarms", b"{", AT),
    ]  # fmt: skip
    assert routing.take(arrivals, routes, at=AT + timedelta(minutes=10)) == 2
    assert Observation.objects.count() == 1  # the same place within half an hour: one thing under two names
    assert sorted(r["topic"] for r in letters.listed()) == ["vendor/acme/alarms", "vendors/nobody"]


def test_a_folder_that_is_not_there(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(config(), "vendor_maps", tmp_path / "none")
    services.maps.cache_clear()
    with pytest.raises(BadInput, match="ZHICHENG_VENDOR_MAPS"):
        services.maps()


def test_without_a_folder_no_vendor_may_send(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(config(), "vendor_maps", None)
    services.maps.cache_clear()
    assert post(body_of(event())).status_code == 404


# -- pictures by address -----------------------------------------------------------------------------------------------------

ADDRESS = "http://pictures.example.org/1.jpg"


def asked() -> list[dict[str, Any]]:
    return [json.loads(j.payload) for j in Job.objects.filter(name="task:vendor_events.fetch_picture")]


def test_a_picture_by_address_is_fetched_by_a_worker() -> None:
    post(body_of(event(images={"first": ADDRESS})))
    (payload,) = asked()
    assert services.fetch_picture(payload, at=AT + timedelta(minutes=11), pictures=Album({ADDRESS: picture(9)}))
    assert [s["what"] for s in Observation.objects.get().stills] == ["arrival"]


@pytest.mark.parametrize(
    "url",
    [
        "http://169.254.169.254/latest/meta-data", "http://localhost:5432/", "file:///etc/passwd", "ftp://pictures.example.org/1.jpg",
        "http://pictures.example.org@evil.example/1.jpg", "http://pictures.example.org.evil.example/", "http://user:p@pictures.example.org/",
        "http://10.1.2.3:9001/", "gopher://x", "", "http://[::1", "http://pictures.example.org/" + "x" * 1_000,
    ],
)  # fmt: skip
def test_nobody_sends_us_round_the_offices_own_network(url: str) -> None:
    hosts = ("pictures.example.org", "10.1.2.3:9000")
    with pytest.raises(PictureError) as refused:
        check_address(url, hosts)
    assert refused.value.permanent
    if url:
        assert post(body_of(event(images={"first": url}))).json()["taken"] == 1  # the event counts without its picture
        assert asked() == []


def test_allowed_hosts_with_and_without_their_port() -> None:
    for url in (
        "http://pictures.example.org/1.jpg",
        "https://pictures.example.org:8443/1.jpg",
        "http://10.1.2.3:9000/a",
    ):
        check_address(url, ("pictures.example.org", "10.1.2.3:9000"))


def test_an_address_that_was_allowed_once_is_looked_at_again_when_it_is_fetched() -> None:
    with pytest.raises(PictureError, match="not allowed"):
        Web(("other.example",)).fetch(ADDRESS)


def test_a_server_that_does_not_answer_is_asked_six_times_at_most() -> None:
    post(body_of(event(images={"first": ADDRESS})))
    album, times = Album(failures=100), 0
    while waiting := asked():
        Job.objects.all().delete()
        assert not services.fetch_picture(waiting[0], at=AT, pictures=album)
        times += 1
        assert times < 20
    assert times == services.TRIES


def test_a_picture_that_is_not_there_is_asked_for_once() -> None:
    post(body_of(event(images={"first": ADDRESS})))
    (payload,) = asked()
    Job.objects.all().delete()
    assert not services.fetch_picture(payload, at=AT, pictures=Album())
    assert asked() == []
