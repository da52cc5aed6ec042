"""Cameras in the register, who looked into them, how they are, orders of upkeep."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from tests.brigade import AT, GRID, Brigade
from tests.tiny_city import HERE, THERE, place
from zhicheng.ground.devices import pictures, queries, services
from zhicheng.ground.devices.models import Camera, CameraState, Upkeep
from zhicheng.ground.devices.rules import Standing, lacks, wedge, without_secret
from zhicheng.ground.devices.services import NewCamera, Seen
from zhicheng.ground.people import queries as people
from zhicheng.ground.people import services as people_services
from zhicheng.infra.check import check_events
from zhicheng.infra.models import Event
from zhicheng.kernel.errors import BadInput, Conflict, NotAllowed, NotFound, Refused
from zhicheng.kernel.geo import metres_between
from zhicheng.kernel.phrases import Phrase

X, Y = place(GRID)
ON = date(2026, 9, 16)
ZONE = {"name": "kerb", "rule": "motor_parking", "polygon": [[0, 0], [100, 0], [100, 100], [0, 100]]}


def keeper(area: str = HERE, name: str = "gina", role: str = "engineer") -> Any:
    account = people_services.open_account(username=name, name=name.title(), password=None)
    people_services.grant(account=account, role=role, area=area)
    return people.access_of(account)


@pytest.fixture
def gina(brigade: Brigade) -> Any:
    return keeper()


def new(**more: Any) -> NewCamera:
    values: dict[str, Any] = {
        "code": "C-1",
        "name": "钟楼巷口",
        "source": "rtsp",
        "url": "rtsp://u:p@127.0.0.1/1",
        "lng": X,
        "lat": Y,
    }
    return NewCamera(**(values | more))


@pytest.mark.django_db
def test_a_camera_is_registered_and_its_password_stays_out_of_record_and_screen(gina: Any) -> None:
    services.add(new(), access=gina, at=AT)
    event = Event.objects.get(kind="camera.add")
    assert "u:p@" not in event.body
    assert queries.file_of("C-1", gina, on=ON)["url"] == "rtsp://***@127.0.0.1/1"
    assert Camera.objects.get().area == GRID
    assert check_events()["problems"] == []


@pytest.mark.parametrize(("more", "field"), [
    ({"code": "a b"}, "code"), ({"code": "x" * 33}, "code"), ({"name": " "}, "name"), ({"source": "telepathy"}, "source"),
    ({"url": "http://x"}, "url"), ({"source": "snapshot"}, "url"), ({"source": "file", "url": " "}, "url"), ({"source": "frigate"}, "their_name"),
    ({"source": "vendor"}, "their_name"), ({"mode": "always"}, "mode"), ({"look_every_s": 0}, "look_every_s"), ({"reach_m": 5000}, "reach_m"),
    ({"bearing": 361}, "bearing"), ({"view": 0}, "view"), ({"lng": 0.0, "lat": 0.0}, "lng"),
])  # fmt: skip
@pytest.mark.django_db
def test_what_cannot_be_a_camera_is_refused_and_nothing_is_written(gina: Any, more: dict[str, Any], field: str) -> None:
    with pytest.raises(BadInput) as refused:
        services.add(new(**more), access=gina, at=AT)
    assert refused.value.field == field
    assert (
        Camera.objects.count(),
        CameraState.objects.count(),
        Event.objects.filter(kind__startswith="camera").count(),
    ) == (0, 0, 0)


@pytest.mark.django_db
def test_a_code_is_given_once_and_never_changed(gina: Any) -> None:
    services.add(new(), access=gina, at=AT)
    with pytest.raises(Conflict):
        services.add(new(), access=gina, at=AT)
    with pytest.raises(BadInput):
        services.change("C-1", new(code="C-2"), access=gina, at=AT)
    assert Event.objects.filter(kind__startswith="camera").count() == 1


@pytest.mark.django_db
def test_a_change_tells_what_changed_and_nothing_changed_tells_nothing(gina: Any) -> None:
    services.add(new(), access=gina, at=AT)
    services.change("C-1", new(), access=gina, at=AT)
    services.change("C-1", new(name="钟楼巷东口", sign=True), access=gina, at=AT)
    event = Event.objects.get(kind="camera.change")
    assert event.data["fields"] == {"name": "钟楼巷东口", "sign": "True"}


@pytest.mark.parametrize(("area", "role"), [(THERE, "engineer"), (HERE, "acceptor"), (HERE, "member"), (HERE, "ai")])
@pytest.mark.django_db
def test_only_who_keeps_devices_here_registers_and_draws(brigade: Brigade, gina: Any, area: str, role: str) -> None:
    services.add(new(), access=gina, at=AT)
    other = keeper(area, "otto", role)
    for act in (
        lambda: services.add(new(code="C-2"), access=other, at=AT), lambda: services.change("C-1", new(sign=True), access=other, at=AT),
        lambda: services.draw("C-1", {"zones": [ZONE], "width": 640, "height": 360}, access=other, at=AT),
        lambda: services.switch("C-1", "switch_off", reason="改造", access=other, at=AT),
    ):  # fmt: skip
        with pytest.raises(Refused):
            act()
    assert Event.objects.filter(kind__startswith="camera").count() == 1


@pytest.mark.parametrize(("scene", "words"), [
    ({"zones": [ZONE]}, "宽高"), ({"zones": [ZONE], "width": 640, "height": "360"}, "宽高"),
    ({"zones": [], "width": 640, "height": 360}, "至少画一个"),
    ({"zones": [ZONE | {"polygon": [[0, 0], [90, 90], [90, 0], [0, 60]]}], "width": 640, "height": 360}, "相交"),
    ({"zones": [ZONE | {"polygon": [[700, 0], [800, 0], [800, 90]]}], "width": 640, "height": 360}, "画面"),
    ({"zones": [ZONE | {"rule": "ufo"}], "width": 640, "height": 360}, "规则"),
])  # fmt: skip
@pytest.mark.django_db
def test_zones_that_cannot_be_are_refused_in_one_sentence(gina: Any, scene: dict[str, Any], words: str) -> None:
    services.add(new(), access=gina, at=AT)
    with pytest.raises(BadInput, match=words):
        services.draw("C-1", scene, access=gina, at=AT)
    assert Camera.objects.get().scene == {}


@pytest.mark.django_db
def test_its_life_switched_off_on_and_removed(gina: Any) -> None:
    services.add(new(), access=gina, at=AT)
    services.draw("C-1", {"zones": [ZONE], "width": 640, "height": 360}, access=gina, at=AT)
    assert [c.code for c in queries.to_watch()] == ["C-1"]
    with pytest.raises(BadInput):
        services.switch("C-1", "switch_off", reason=" ", access=gina, at=AT)
    services.switch("C-1", "switch_off", reason="道路施工", access=gina, at=AT)
    assert queries.to_watch() == []
    services.switch("C-1", "switch_on", reason="", access=gina, at=AT)
    services.switch("C-1", "remove", reason="点位撤销", access=gina, at=AT)
    with pytest.raises(NotAllowed):
        services.switch("C-1", "switch_on", reason="", access=gina, at=AT)
    assert queries.by_codes({"C-1"}) == {}


# -- looks (INV-82) ----------------------------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_who_looks_into_a_camera_says_why_and_stays_in_its_register(gina: Any, brigade: Brigade) -> None:
    services.add(new(), access=gina, at=AT)
    alice = brigade.access["Alice"]
    with pytest.raises(BadInput):
        services.open_pictures("C-1", what="画面", reason="", access=alice, at=AT)
    assert queries.looks("C-1", alice) == []
    services.open_pictures("C-1", what="9月16日 10:00 原图", reason="核实占道经营线索", access=alice, at=AT)
    assert [(r["who"], r["reason"]) for r in queries.looks("C-1", alice)] == [("Alice", "核实占道经营线索")]
    for who in ("Charlie", "Bob", "Zoe"):
        with pytest.raises(Refused):
            services.open_pictures("C-1", what="画面", reason="想看看", access=brigade.access[who], at=AT)
        with pytest.raises(NotFound):
            queries.file_of("C-1", brigade.access[who], on=ON)


# -- evidence (INV-50) and the public list --------------------------------------------------------------------------------------

WHOLE = Standing(
    "条例第八条", date(2026, 3, 1), date(2026, 3, 2), "GB/T 28181", date(2027, 3, 1), True, date(2026, 3, 10)
)


@pytest.mark.parametrize(("standing", "on", "missing"), [
    (WHOLE, ON, 0), (Standing(), ON, 7), (WHOLE, date(2026, 3, 10), 1), (WHOLE, date(2026, 3, 9), 1), (WHOLE, date(2026, 3, 11), 0),
    (WHOLE, date(2026, 2, 28), 3), (WHOLE, date(2027, 3, 1), 0), (WHOLE, date(2027, 3, 2), 1),
])  # fmt: skip
def test_what_its_record_lacks_on_a_day(standing: Standing, on: date, missing: int) -> None:
    """Published on the tenth: a capture of the ninth, and of that very day, is a lead (domain.md, INV-50)."""
    assert len(lacks(standing, on)) == missing


@pytest.mark.django_db
def test_the_public_list_shows_what_was_published_only(gina: Any) -> None:
    services.add(new(), access=gina, at=AT)
    services.add(new(code="C-2", published_on=date(2026, 9, 1), purpose="占道经营"), access=gina, at=AT)
    services.add(new(code="C-3", published_on=date(2026, 9, 17)), access=gina, at=AT)
    shown = queries.published(on=ON)
    assert [(p["code"], p["evidence"]) for p in shown] == [("C-2", False)]
    assert "url" not in shown[0]


# -- health and upkeep -------------------------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_a_beat_of_many_cameras_is_one_statement(gina: Any, django_assert_num_queries: Any) -> None:
    for n in range(3):
        services.add(new(code=f"C-{n}"), access=gina, at=AT)
    rows = [Seen(f"C-{n}", "good" if n else "dark", seen_at=AT, worker="w1") for n in range(3)]
    with django_assert_num_queries(2):
        assert services.note_seen([*rows, Seen("GHOST", "good")]) == 3
    assert queries.counts(gina) == {"dark": 1, "good": 2}
    assert [r["code"] for r in queries.listed(gina, on=ON, status="dark")] == ["C-0"]
    assert services.note_seen([]) == 0


@pytest.mark.django_db
def test_one_open_order_per_device_and_trouble(gina: Any) -> None:
    said = Phrase("离线 5 分钟", "offline for 5 min")
    first = services.ask_upkeep(device="camera:C-1", trouble="offline", said=said, area=GRID, by="device:eyes", at=AT)
    again = services.ask_upkeep(device="camera:C-1", trouble="offline", said=said, area=GRID, by="device:eyes", at=AT)
    assert first.pk == again.pk
    services.repair(first.pk, what="更换网线", access=gina, at=AT)
    with pytest.raises(NotAllowed):
        services.dismiss(first.pk, reason="没事", access=gina, at=AT)
    second = services.ask_upkeep(device="camera:C-1", trouble="offline", said=said, area=GRID, by="device:eyes", at=AT)
    assert second.pk != first.pk
    assert services.end_upkeep(device="camera:C-1", trouble="offline", what=Phrase("恢复", "back"), at=AT)
    assert not services.end_upkeep(device="camera:C-1", trouble="offline", what=Phrase("恢复", "back"), at=AT)
    assert list(Upkeep.objects.order_by("pk").values_list("state", flat=True)) == ["done", "over"]
    assert check_events()["problems"] == []


@pytest.mark.django_db
def test_orders_are_seen_and_ended_where_one_keeps_devices(gina: Any, brigade: Brigade) -> None:
    order = services.ask_upkeep(
        device="camera:C-1", trouble="dark", said=Phrase("过暗", "dark"), area=GRID, by="x", at=AT
    )
    assert [o["may_end"] for o in queries.orders(gina)] == [True]
    assert [o["may_end"] for o in queries.orders(brigade.access["Alice"])] == [False]
    assert queries.orders(brigade.access["Charlie"]) == []
    for who in ("Alice", "Charlie"):
        with pytest.raises(Refused):
            services.repair(order.pk, what="看过了", access=brigade.access[who], at=AT)
    with pytest.raises(BadInput):
        services.repair(order.pk, what="", access=gina, at=AT)
    with pytest.raises(NotFound):
        services.repair(999_999, what="看过了", access=gina, at=AT)
    with pytest.raises(BadInput):
        services.ask_upkeep(
            device="camera:C-1", trouble="haunted", said=Phrase("鬼", "a ghost"), area=GRID, by="x", at=AT
        )


@pytest.mark.django_db
def test_a_calibration_that_ends_is_ordered_once(gina: Any) -> None:
    services.add(new(calibrated_to=ON + timedelta(days=20)), access=gina, at=AT)
    services.add(new(code="C-2", calibrated_to=ON + timedelta(days=60)), access=gina, at=AT)
    services.add(new(code="C-3", calibrated_to=ON - timedelta(days=1)), access=gina, at=AT)
    assert services.ask_calibrations(at=AT) == 2
    assert services.ask_calibrations(at=AT) == 0
    assert sorted(Upkeep.objects.values_list("device", flat=True)) == ["camera:C-1", "camera:C-3"]


# -- pure ----------------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("url", "shown"),
    [
        ("rtsp://a:b@h/x", "rtsp://***@h/x"),
        ("rtsp://h/x", "rtsp://h/x"),
        ("", ""),
        ("http://h/x?user=me@home", "http://h/x?user=me@home"),
    ],
)
def test_a_password_in_an_address_is_never_shown(url: str, shown: str) -> None:
    assert without_secret(url) == shown


@pytest.mark.parametrize(("bearing", "view"), [(0, 90), (350, 60), (None, None), (10, 360)])
def test_the_ground_it_sees_is_a_closed_ring_within_its_reach(bearing: int | None, view: int | None) -> None:
    ring = wedge(120.0, 30.0, bearing, view, 50)
    assert ring[0] == pytest.approx(ring[-1])
    assert max(metres_between(120.0, 30.0, *p) for p in ring) == pytest.approx(50, rel=0.01)


@pytest.mark.parametrize("name", ["../secret", "a" * 63, "A" * 64, ""])
def test_a_picture_is_named_by_its_digest_only(name: str) -> None:
    with pytest.raises(BadInput):
        pictures.read(name)


def test_what_is_no_picture_is_not_kept() -> None:
    with pytest.raises(BadInput):
        pictures.keep(b"<html>")
    with pytest.raises(BadInput):
        pictures.keep(b"\xff\xd8\xff" + b"0" * pictures.MOST_BYTES)
