"""The doors of the API: what comes in, what is refused and how, what a stranger can do."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import timedelta
from io import BytesIO
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from PIL import Image

from tests.brigade import AT, BIN, GRID, LAMP, STALL, Brigade
from tests.tiny_city import place
from tests.walk import Walk
from zhicheng.flow.reports import api as reports_api
from zhicheng.infra.models import Event, Job

pytestmark = pytest.mark.django_db
X, Y = place(GRID)
NO_PHOTO = "00000000-0000-7000-8000-00000000dead"
PROBLEM = {"type", "title", "status", "detail", "detail_en", "code", "field"}


@pytest.fixture(autouse=True)
def fresh_throttle(city_time: Any) -> Iterator[None]:
    reports_api.KNOCKS.seen.clear()
    yield
    reports_api.KNOCKS.seen.clear()


def post(path: str, body: dict[str, Any], **headers: Any) -> Any:
    return Client().post(f"/api/{path}", json.dumps(body), content_type="application/json", **headers)


def refused(answer: Any, status: int, says: str = "") -> dict[str, Any]:
    """A problem+json with one sentence."""
    assert answer.status_code == status, answer.content
    assert answer["Content-Type"] == "application/problem+json"
    found: dict[str, Any] = answer.json()
    assert set(found) == PROBLEM
    assert found["status"] == status
    assert says in found["detail"]
    return found


GOOD = {"key": "k1", "text": "钟楼巷口有人摆摊", "lng": X, "lat": Y}


def test_a_citizen_reports_without_an_account(brigade: Brigade) -> None:
    answer = post("reports", GOOD)
    assert answer.status_code == 201
    found = answer.json()
    assert found["category"]["code"] in (STALL, "09006")  # both are stalls
    assert found["place"]["street"]["name"] == "示例南街道"
    track = Client().get(f"/api/track/{found['receipt']}", {"code": found["code"]}).json()
    assert track["steps"][0]["key"] == "received"
    assert (track["lng"], track["lat"]) == (pytest.approx(GOOD["lng"]), pytest.approx(GOOD["lat"]))
    assert not track["finished"]


def test_a_report_without_a_place_is_tracked_without_one(brigade: Brigade) -> None:
    found = post("reports", {k: v for k, v in GOOD.items() if k not in ("lng", "lat")}).json()
    track = Client().get(f"/api/track/{found['receipt']}", {"code": found["code"]}).json()
    assert (track["lng"], track["lat"]) == (None, None)


def test_the_same_key_gives_the_same_receipt(brigade: Brigade) -> None:
    assert post("reports", GOOD).json()["receipt"] == post("reports", GOOD).json()["receipt"]
    assert Job.objects.count() == 1


@pytest.mark.parametrize(
    ("change", "status", "field"),
    [
        ({"key": ""}, 400, "id"), ({"lng": Y, "lat": X}, 400, "lat"), ({"lng": 121.9, "lat": 31.0}, 400, "lng"), ({"lat": None}, 400, "lat"),
        ({"happened_at": "2026-09-16T10:00:00"}, 422, "happened_at"), ({"happened_at": "2027-09-16T10:00:00Z"}, 400, "time"),
        ({"happened_at": "2026-02-30T10:00:00Z"}, 422, None), ({"lng": "east"}, 422, None), ({"source": "moon"}, 422, None),
        ({"datum": "mars"}, 422, None), ({"photos": ["x"]}, 422, None), ({"photos": [NO_PHOTO]}, 400, "photos"), ({"text": "字" * 5000}, 400, "text"),
        ({"text": "\x00"}, 400, "text"),
    ],
)  # fmt: skip
def test_a_wrong_report_is_refused_with_one_sentence_and_nothing_is_written(
    brigade: Brigade, change: dict[str, Any], status: int, field: str | None
) -> None:
    n = Event.objects.count()
    found = refused(post("reports", {**GOOD, **change}), status)
    if field:
        assert found["field"] == field
    assert Event.objects.count() == n


@pytest.mark.parametrize("body", ["", "{", "[]", "null", '"x"', "{}"])
def test_a_broken_body_is_no_server_error(brigade: Brigade, body: str) -> None:
    answer = Client().post("/api/reports", body, content_type="application/json")
    assert answer.status_code in (400, 422)


def test_points_of_other_maps_are_converted_once(brigade: Brigade) -> None:
    from zhicheng.engines.datum import wgs84_to_gcj02

    lng, lat = wgs84_to_gcj02([X], [Y])
    found = post("reports", {**GOOD, "lng": float(lng[0]), "lat": float(lat[0]), "datum": "gcj02"}).json()
    assert found["place"]["lng"] == pytest.approx(X, abs=1e-6)
    assert found["place"]["lat"] == pytest.approx(Y, abs=1e-6)


@pytest.mark.parametrize(
    ("source", "who", "status"),
    [("hotline", "Alice", 201), ("hotline", None, 403), ("hotline", "Bob", 403), ("grid", "Dora", 201), ("grid", "Bob", 403), ("camera", "Ken", 201),
     ("camera", "Alice", 403), ("camera", None, 403), ("officer", "Bob", 201), ("citizen", None, 201), ("citizen", "Zoe", 201)],
)  # fmt: skip
def test_who_may_speak_for_which_source(brigade: Brigade, source: str, who: str | None, status: int) -> None:
    headers = brigade.token(who) if who else {}
    answer = post("reports", {**GOOD, "source": source}, **headers)
    if status == 201:
        assert answer.status_code == 201
    else:
        refused(answer, 403, "权限")


def test_a_thousand_identical_reports_from_one_phone_are_one_voice(brigade: Brigade) -> None:
    """From everywhere at once, within a minute: some are taken and become one ticket, the others get one sentence, nobody is alarmed."""
    from zhicheng.flow.tickets import hot
    from zhicheng.infra import jobs
    from zhicheng.infra.config import config
    from zhicheng.infra.models import Event

    most = config().reports_per_minute
    answers = [
        post("reports", {**GOOD, "key": f"k{i}", "phone": "13900000001"}, REMOTE_ADDR=f"10.{i // 250}.{i % 250}.9")
        for i in range(1_000)
    ]
    assert [a.status_code for a in answers] == [201] * most + [403] * (1_000 - most)
    assert {a.json()["code"] for a in answers[most:]} == {"too-many"}
    jobs.drain(at=AT)
    receipts = [a.json() for a in answers[:most]]
    told = [Client().get(f"/api/track/{r['receipt']}?code={r['code']}").json() for r in receipts]
    assert len({t["ticket"] for t in told}) == 1
    assert not Event.objects.filter(kind="ticket.burst").exists()
    assert hot.hot_issues(brigade.access["Alice"], at=AT) == []


def test_many_reports_from_one_address_are_slowed_down(brigade: Brigade, monkeypatch: pytest.MonkeyPatch) -> None:
    from zhicheng.infra.config import config

    most = config().reports_per_minute
    for i in range(most):
        assert post("reports", {**GOOD, "key": f"k{i}"}).status_code == 201
    slowed = post("reports", {**GOOD, "key": "one more"})
    refused(slowed, 403, "频繁")
    assert slowed.json()["code"] == "too-many"  # a phone keeps it and sends it later
    assert post("reports", {**GOOD, "key": "another"}, REMOTE_ADDR="10.0.0.9").status_code == 201
    import time

    later = time.monotonic() + 61
    monkeypatch.setattr(time, "monotonic", lambda: later)
    assert post("reports", {**GOOD, "key": "later"}).status_code == 201


def jpeg() -> SimpleUploadedFile:
    buffer = BytesIO()
    Image.new("RGB", (30, 20), "red").save(buffer, "JPEG")
    return SimpleUploadedFile("x.jpg", buffer.getvalue(), "image/jpeg")


def test_a_photo_comes_back_as_its_public_copy(brigade: Brigade) -> None:
    made = Client().post("/api/photos", {"file": jpeg()})
    assert made.status_code == 201
    shown = Client().get(made.json()["url"])
    assert shown["Content-Type"] == "image/jpeg"
    assert b"".join(shown.streaming_content)[:2] == b"\xff\xd8"
    answer = post("reports", {**GOOD, "photos": [made.json()["id"]]})
    assert answer.status_code == 201


def test_a_script_named_jpg_is_refused(brigade: Brigade) -> None:
    script = SimpleUploadedFile("x.jpg", b"<script>alert(1)</script>", "image/jpeg")
    refused(Client().post("/api/photos", {"file": script}), 400, "不是可读的照片")
    assert Client().get(f"/api/photos/{NO_PHOTO}").status_code == 404


def test_what_is_known_nearby_names_nobody(brigade: Brigade, city_time: Any) -> None:
    Walk(brigade).report(text="我家楼下张三 13800000000", phone="13800000000", reporter="李四")
    city_time(AT + timedelta(days=2))
    body = Client().get("/api/reports/near", {"lng": X, "lat": Y}).content.decode()
    assert json.loads(body)["known"][0]["followers"] == 1
    for secret in ("张三", "13800000000", "李四"):
        assert secret not in body


def test_follow_and_rate_through_the_public_door(brigade: Brigade, city_time: Any) -> None:
    walk = Walk(brigade).report()
    city_time(AT + timedelta(days=2))
    mine = post("reports/follow", {"ticket": walk.ticket.no, "key": "f1"})
    assert mine.status_code == 201
    assert walk.ticket.reports == 2
    refused(post(f"track/{mine.json()['receipt']}/rating", {"code": mine.json()["code"], "score": 5}), 409, "办结以后")
    refused(post(f"track/{mine.json()['receipt']}/rating", {"code": "WRONG", "score": 5}), 404)
    refused(post("reports/follow", {"ticket": "nope", "key": "f2"}), 404)


def test_a_wrong_secret_and_a_wrong_number_are_answered_alike(brigade: Brigade) -> None:
    made = post("reports", GOOD).json()
    wrong_secret = refused(Client().get(f"/api/track/{made['receipt']}", {"code": "XXXXXXXX"}), 404)
    wrong_number = refused(Client().get("/api/track/2600000000000", {"code": made["code"]}), 404)
    assert wrong_secret["detail"] == wrong_number["detail"]


# Steps and phones --------------------------------------------------------------------------------------------------------


def test_a_step_through_the_api_and_each_way_out(brigade: Brigade) -> None:
    walk = Walk(brigade).report()
    path = f"tickets/{walk.ticket.no}/actions"
    refused(post(f"{path}/return", {"reason": "x"}), 403, "登录")
    refused(post(f"{path}/return", {"reason": "x"}, **brigade.token("Charlie")), 404, "不在您的辖区")
    refused(post(f"{path}/return", {"reason": "x"}, **brigade.token("Dora")), 403, "没有这个角色")
    refused(post(f"{path}/return", {}, **brigade.token("Alice")), 409, "还缺：理由")
    refused(post(f"{path}/close", {}, **brigade.token("Alice")), 409, "当前状态")
    refused(post(f"{path}/dance", {}, **brigade.token("Alice")), 409)
    answer = post(f"{path}/return", {"reason": "非本队", "key": "a1"}, **brigade.token("Alice"))
    assert answer.status_code == 200
    assert answer.json()["state"] == "to_dispatch"
    assert answer.json()["timeline"][-1]["actor"]["name"] == "Alice"
    again = post(f"{path}/return", {"reason": "非本队", "key": "a1"}, **brigade.token("Alice"))
    assert again.status_code == 200


def test_what_is_offered_is_what_is_allowed(brigade: Brigade) -> None:
    """A screen draws itself from `actions`: every action there can be taken, no other."""
    walk = Walk(brigade).report()

    def offered(who: str) -> set[str]:
        found = Client().get(f"/api/tickets/{walk.ticket.no}", **brigade.token(who)).json()
        return {a["action"] for a in found["actions"]}

    assert offered("Alice") == {"merge", "recategorise", "return", "void"}
    assert offered("Bob") == {"start"}
    assert offered("Dora") == set()


def test_field_events_are_answered_one_by_one(on_shift: Brigade) -> None:
    walk = Walk(on_shift).report(matter=BIN).tick()
    job, at = walk.job.pk, AT.isoformat()
    events = [
        {"key": "1", "job": job, "action": "accept", "happened_at": at},
        {"key": "1", "job": job, "action": "accept", "happened_at": at},
        {"key": "2", "job": job, "action": "handled", "happened_at": at},
        {"key": "3", "job": 999, "action": "accept", "happened_at": at},
        {"key": "4", "job": job, "action": "arrive", "happened_at": at},
    ]
    results = post("field/events", {"events": events}, **on_shift.token("Rita")).json()["results"]
    assert [r["outcome"] for r in results] == ["done", "known", "refused", "refused", "done"]
    assert all(r["detail"] for r in results if r["outcome"] == "refused")


def test_two_events_under_one_key_are_one(on_shift: Brigade) -> None:
    walk = Walk(on_shift).report(matter=BIN).tick()
    assert post("field/events", {"events": []}, **on_shift.token("Rita")).json() == {"results": []}
    jobs = Client().get("/api/field/jobs", **on_shift.token("Rita")).json()["jobs"]
    assert len(jobs) == 1
    assert Client().get("/api/field/jobs", **on_shift.token("Bob")).json()["jobs"] == []
    assert walk.job.crew_id == on_shift.crew["ritas"]


def test_positions_of_another_crew_are_refused(on_shift: Brigade) -> None:
    fix = {"at": AT.isoformat(), "lng": X, "lat": Y}
    assert post("field/positions", {"fixes": [fix]}, **on_shift.token("Bob")).json() == {"accepted": 1, "sharing": True}
    other = {**fix, "crew": on_shift.crew["eves"]}
    refused(post("field/positions", {"fixes": [other]}, **on_shift.token("Bob")), 403, "本小组")
    refused(
        post("field/positions", {"fixes": [other]}, **on_shift.token("Ken")), 403, "本小组"
    )  # that is the demo's only


@pytest.mark.parametrize(
    "fix", [{"lng": 1e300, "lat": 0.0}, {"lng": 200.0, "lat": 95.0}, {"lng": 117.0, "lat": 32.0, "accuracy_m": 10**9}]
)
def test_an_impossible_position_is_no_server_error(on_shift: Brigade, fix: dict[str, Any]) -> None:
    answer = post("field/positions", {"fixes": [{"at": AT.isoformat(), **fix}]}, **on_shift.token("Bob"))
    assert answer.status_code in (200, 400, 422)


def test_shift_and_me(brigade: Brigade) -> None:
    assert post("field/shift", {"action": "start"}, **brigade.token("Bob")).json()["crew"]["state"] == "on"
    refused(post("field/shift", {"action": "start"}, **brigade.token("Bob")), 409)
    assert Client().get("/api/field/me", **brigade.token("Alice")).json()["crew"] is None
    assert post("field/shift", {"action": "start"}, **brigade.token("Alice")).status_code in (403, 404)


def test_a_link_shows_its_job_and_takes_its_answer(on_shift: Brigade) -> None:
    from zhicheng.flow.dispatch.services.units import link_for

    walk = Walk(on_shift).report(matter=LAMP)
    token = link_for(walk.job.pk)
    assert Client().get(f"/api/links/{token}").status_code == 200
    body = {"key": "1", "job": walk.job.pk, "action": "accept", "happened_at": AT.isoformat()}
    assert post(f"links/{token}/events", body).json()["outcome"] == "done"
    refused(Client().get("/api/links/forged"), 404, "链接无效")


def test_session_of_nobody_and_of_alice(brigade: Brigade) -> None:
    assert Client().get("/api/session").json()["account"] is None
    found = Client().get("/api/session", **brigade.token("Alice")).json()
    assert (found["account"]["name"], found["faces"]) == ("Alice", ["command"])
    assert found["city"]["name"] == "示例市"


def test_a_password_alone_is_not_enough_for_staff(brigade: Brigade) -> None:
    """Without the demo's mode, a session needs its second factor; a bearer token was given after it."""
    client = Client()
    client.force_login(brigade.account["Alice"], backend="django.contrib.auth.backends.ModelBackend")
    assert client.get("/api/session").json()["second_factor"] == "required"
    refused(client.get("/api/tickets"), 403, "第二重验证")


@pytest.mark.parametrize("header", ["x", "Basic eDp5", "Bearer", "Bearer ", "bearer"])
def test_a_header_that_is_no_token_does_not_replace_the_second_factor(brigade: Brigade, header: str) -> None:
    client = Client()
    client.force_login(brigade.account["Alice"], backend="django.contrib.auth.backends.ModelBackend")
    refused(client.get("/api/tickets", HTTP_AUTHORIZATION=header), 403, "第二重验证")


def test_a_session_cannot_be_ridden_from_another_site(brigade: Brigade) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(brigade.account["Alice"], backend="django.contrib.auth.backends.ModelBackend")
    answer = client.post("/api/field/shift", json.dumps({"action": "start"}), content_type="application/json")
    assert answer.status_code == 403


def test_every_page_has_a_policy_and_tiles_come_in_ranges(brigade: Brigade) -> None:
    page = Client().get("/api/health")
    assert "default-src 'self'" in page["Content-Security-Policy"]
    part = Client().get("/tiles/city.pmtiles", HTTP_RANGE="bytes=0-6")
    assert (part.status_code, part.content, part["Content-Range"].split("/")[0]) == (206, b"PMTiles", "bytes 0-6")
    tail = Client().get("/tiles/city.pmtiles", HTTP_RANGE="bytes=-5")
    assert (tail.status_code, len(tail.content)) == (206, 5)
    assert Client().get("/tiles/city.pmtiles", HTTP_RANGE="bytes=999999999-").status_code == 416
    whole = Client().get("/tiles/city.pmtiles", HTTP_RANGE="lines=1-2")
    assert (whole.status_code, b"".join(whole.streaming_content)[:7]) == (200, b"PMTiles")
