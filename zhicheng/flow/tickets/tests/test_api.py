"""What the public is told about tickets: what a report seems to be, what is known nearby, following, tracking, rating."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.test import Client

from tests.brigade import AT, BIN, GRID, LAMP, STALL, Brigade
from tests.tiny_city import beside, place
from tests.walk import Walk
from zhicheng.flow.reports import queries as reports
from zhicheng.flow.reports import services as report_services
from zhicheng.flow.reports.rules import Incoming
from zhicheng.flow.tickets import queries, services, whereabouts
from zhicheng.flow.tickets.placing import ThingTerms, part_of
from zhicheng.flow.tickets.tracking import card
from zhicheng.infra.models import Event

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("city_time")]
X, Y = place(GRID)


def get(path: str, **query: Any) -> Any:
    return Client().get(f"/api/{path}", query)


def post(path: str, body: dict[str, Any]) -> Any:
    return Client().post(f"/api/{path}", json.dumps(body), content_type="application/json")


@pytest.fixture
def known(brigade: Brigade, city_time: Any) -> Brigade:
    """Two days later: what is reported at AT is public by then."""
    city_time(AT + timedelta(days=2))
    return brigade


# Guess and near ----------------------------------------------------------------------------------------------------------


def test_a_guess_names_the_matter_the_place_and_what_is_known_there(known: Brigade) -> None:
    walk = Walk(known).report(matter=BIN)
    found = get("reports/guess", text="垃圾满溢", lng=X, lat=Y, category=BIN).json()
    assert found["place"]["grid"]["code"] == GRID
    assert found["place"]["text"]
    assert [k["ticket"] for k in found["known"]] == [walk.ticket.no]
    assert 0 < found["category"]["confidence"] <= 1
    assert found["category"] not in found["alternatives"]


def test_a_place_named_in_the_words_is_found_without_a_point(brigade: Brigade) -> None:
    found = get("reports/guess", text="钟楼农贸市场门口有人摆摊").json()
    assert found["place"]["street"] is not None
    assert get("reports/guess", text="有人摆摊").json()["place"] is None


def test_nothing_said_nothing_guessed(brigade: Brigade) -> None:
    assert get("reports/guess").json() == {"category": None, "alternatives": [], "place": None, "known": []}


def test_only_the_same_matter_is_offered_as_perhaps_the_same(known: Brigade) -> None:
    Walk(known).report(matter=BIN)
    assert get("reports/guess", lng=X, lat=Y, category=LAMP).json()["known"] == []


def test_the_public_map_shows_what_is_open_within_the_circle_nearest_first(known: Brigade) -> None:
    near, far = Walk(known).report(matter=BIN, where=beside((X, Y), 100)), Walk(known).report(matter=LAMP)
    gone = Walk(known).report(matter=STALL)
    gone.take("Alice", "void", reason="重复")
    found = get("reports/near", lng=X, lat=Y, radius=500).json()["known"]
    assert [k["ticket"] for k in found] == [far.ticket.no, near.ticket.no]
    assert [k["ticket"] for k in get("reports/near", lng=X, lat=Y, radius=50).json()["known"]] == [far.ticket.no]


def test_what_nobody_has_looked_at_for_a_month_is_not_known_any_more(brigade: Brigade, city_time: Any) -> None:
    Walk(brigade).report(matter=BIN)
    city_time(AT + timedelta(days=29))
    assert get("reports/near", lng=X, lat=Y).json()["known"]
    city_time(AT + timedelta(days=31))
    assert get("reports/near", lng=X, lat=Y).json()["known"] == []


def test_a_public_place_is_told_by_its_part_of_the_street(known: Brigade) -> None:
    where = (X + 0.0000123, Y)
    walk = Walk(known).report(matter=BIN, where=where)
    (found,) = get("reports/near", lng=X, lat=Y).json()["known"]
    told = part_of(*where, whereabouts.terms().map)
    assert (found["lng"], found["lat"], found["side_m"]) == (round(told[0], 5), round(told[1], 5), 50)
    assert found["distance_m"] % 10 == 0
    assert datetime.fromisoformat(found["since"]) == walk.ticket.opened_at


def test_where_the_city_waits_nothing_is_known_before_and_nothing_can_be_followed(
    brigade: Brigade, monkeypatch: pytest.MonkeyPatch
) -> None:
    later = replace(whereabouts.terms(), things=ThingTerms(delay_minutes=240))
    monkeypatch.setattr(whereabouts, "terms", lambda: later)
    walk = Walk(brigade).report(matter=BIN)
    assert get("reports/near", lng=X, lat=Y).json()["known"] == []
    n = Event.objects.count()
    answer = post("reports/follow", {"ticket": walk.ticket.no, "key": "f1"})
    assert (answer.status_code, "还没有公开" in answer.json()["detail"]) == (404, True)
    assert Event.objects.count() == n


@pytest.mark.parametrize("matter", ["06027", "06028"])
def test_what_points_at_a_home_is_neither_known_nearby_nor_followed(known: Brigade, matter: str) -> None:
    walk = Walk(known).report(matter=matter, source="citizen", text="楼下油烟大")
    assert get("reports/near", lng=X, lat=Y).json()["known"] == []
    assert get("reports/guess", lng=X, lat=Y, category=matter).json()["known"] == []
    assert post("reports/follow", {"ticket": walk.ticket.no, "key": "f1"}).status_code == 404


def test_who_follows_is_not_told_where_the_other_one_stood(known: Brigade) -> None:
    walk = Walk(known).report(matter=BIN, where=(X + 0.0000123, Y))
    mine = post("reports/follow", {"ticket": walk.ticket.no, "key": "f1"}).json()
    track = get(f"track/{mine['receipt']}", code=mine["code"]).json()
    told = part_of(X + 0.0000123, Y, whereabouts.terms().map)
    assert (track["lng"], track["lat"]) == pytest.approx(told, abs=1e-6)


@pytest.mark.parametrize("path", ["reports/near", "reports/guess"])
@pytest.mark.parametrize("wrong", [{"lng": 200}, {"lat": "nan"}, {"lng": "here"}])
def test_a_point_that_is_none_is_refused(brigade: Brigade, path: str, wrong: dict[str, Any]) -> None:
    answer = get(path, **{"lng": X, "lat": Y, **wrong})
    assert answer.status_code == 422
    assert next(iter(wrong)) in answer.json()["field"]


def test_the_250_matters_say_whose_fast_lane_is_open(slow_brigade: Brigade) -> None:
    services.set_fast_lane({BIN: True}, by="person:1", at=AT)
    found = get("matters").json()
    assert len(found) == 250
    assert [m["code"] for m in found if m["fast_lane"]] == [BIN]


# Follow ------------------------------------------------------------------------------------------------------------------


def test_who_follows_has_a_receipt_of_his_own_and_sees_the_ticket(known: Brigade) -> None:
    walk = Walk(known).report(matter=BIN)
    mine = post("reports/follow", {"ticket": walk.ticket.no, "key": "f1", "phone": "13900000000"}).json()
    track = get(f"track/{mine['receipt']}", code=mine["code"]).json()
    assert (track["ticket"], track["followers"]) == (walk.ticket.no, 2)
    assert "merged" in [s["key"] for s in track["steps"]]


def test_following_twice_is_once(known: Brigade) -> None:
    walk = Walk(known).report(matter=BIN)
    first, second = (post("reports/follow", {"ticket": walk.ticket.no, "key": "f1"}).json() for _ in range(2))
    assert first == second
    assert walk.ticket.reports == 2


def test_a_key_that_another_report_has_gives_no_strangers_receipt(known: Brigade) -> None:
    """Keys are the senders' own: whoever tries 1, 2, 3 … must not be handed receipts with their secrets."""
    body = {"key": "1", "text": "张三家门口垃圾满溢", "lng": X, "lat": Y}
    assert post("reports", body).status_code == 201
    n = Event.objects.count()
    answer = post("reports", {"key": "1", "text": "别的事", "lng": X, "lat": Y})
    assert (answer.status_code, answer.json()["code"]) == (409, "conflict")
    assert "receipt" not in answer.json()
    assert post("reports", {**body, "lat": Y + 0.001}).status_code == 409
    walk = Walk(known).report(matter=LAMP)
    events = Event.objects.count()
    assert post("reports/follow", {"ticket": walk.ticket.no, "key": "1"}).status_code == 409
    assert Event.objects.count() == events > n


def test_what_is_closed_is_not_followed(known: Brigade) -> None:
    walk = Walk(known).report(matter=BIN).take("Alice", "void", reason="重复")
    n = Event.objects.count()
    answer = post("reports/follow", {"ticket": walk.ticket.no, "key": "f1"})
    assert (answer.status_code, "重新上报" in answer.json()["detail"]) == (404, True)
    assert Event.objects.count() == n


# Track and rate ----------------------------------------------------------------------------------------------------------


def keys(walk: Walk) -> list[str]:
    """What has happened, as the tracking page says it."""
    return [s["key"] for s in card(reports.get(walk.report_id), at=AT)["steps"] if s["done"]]


def test_the_page_tells_the_whole_way_and_never_a_states_name(on_shift: Brigade) -> None:
    walk = Walk(on_shift).report(matter=BIN, source="citizen")
    assert keys(walk) == ["received", "accepted", "sent"]
    assert card(reports.get(walk.report_id), at=AT)["expected_on"] == "2026-09-17"
    walk.handle("Rita").recheck()
    assert keys(walk)[3:] == ["arrived", "handled", "arrived", "checked"]  # who checks also comes to the place
    walk.take("Alice", "close")
    told = card(reports.get(walk.report_id), at=AT)
    assert keys(walk)[-1] == "closed"
    assert (told["finished"], told["can_rate"], told["expected_on"]) == (True, True, None)
    assert [p["when"] for p in told["photos"]] == ["after", "after"]
    words = "".join(s["text"] + s["text_en"] for s in told["steps"])
    assert not any(state in words for state in ("to_close", "dispatched", "handling", "evaluated"))


def test_what_is_to_come_is_shown_after_what_was(brigade: Brigade) -> None:
    told = card(reports.get(Walk(brigade).report(matter=BIN).report_id), at=AT)["steps"]
    done = [s["done"] for s in told]
    assert done == sorted(done, reverse=True)
    assert [s["key"] for s in told if not s["done"]] == ["arrived", "handled", "checked", "closed"]
    assert all(s["at"] is None for s in told if not s["done"])


def test_a_failed_check_is_told_honestly(on_shift: Brigade) -> None:
    walk = Walk(on_shift).report(matter=BIN).handle("Rita").recheck("failed")
    assert keys(walk)[-1] == "again"


def test_a_hold_names_its_day_and_a_rejection_its_reason(slow_brigade: Brigade) -> None:
    rejected = Walk(slow_brigade).report(matter=BIN).take("Alice", "reject", reason="不属城管范围")
    told = card(reports.get(rejected.report_id), at=AT)
    assert "不属城管范围" in told["steps"][-1]["text"]
    assert told["steps"][-1]["key"] == "rejected"
    assert (told["finished"], told["can_rate"]) == (True, False)
    held = Walk(slow_brigade).report(matter=LAMP)
    queries.Ticket.objects.filter(pk=held.ticket_id).update(state="handling", unit=slow_brigade.unit["lamps"])
    held.take("Alice", "hold", reason="等配件", resume_on=(AT + timedelta(days=9)).date())
    assert "2026-09-25" in card(reports.get(held.report_id), at=AT)["steps"][1]["text"]


def test_a_report_without_a_place_has_a_page_too(brigade: Brigade) -> None:
    one = Incoming(key="w1", text="哪里都一样", happened_at=AT)
    report = report_services.receive(one, source="citizen", by="citizen", at=AT)
    Walk(brigade).work()
    track = get(f"track/{report.receipt}", code=report.code.lower()).json()
    assert (track["address"], track["ticket"], track["finished"]) == ("", None, False)


@pytest.mark.parametrize(("score", "status"), [(0, 400), (6, 400), (-1, 400), ("gut", 422), (5, 200)])
def test_a_rating_is_one_to_five_once_after_it_was_closed(on_shift: Brigade, score: Any, status: int) -> None:
    walk = Walk(on_shift).report(matter=BIN, source="citizen").handle("Rita").recheck().take("Alice", "close")
    report = reports.get(walk.report_id)
    body = {"code": report.code, "score": score, "text": "办得快"}
    n = Event.objects.count()
    answer = post(f"track/{report.receipt}/rating", body)
    assert answer.status_code == status
    if status == 200:
        assert answer.json()["rating"] == {"score": 5, "text": "办得快"}
        assert walk.state == "evaluated"
        n = Event.objects.count()
        assert post(f"track/{report.receipt}/rating", body).status_code == 409
    assert Event.objects.count() == n


def test_a_followers_rating_is_his_own_and_moves_nothing(on_shift: Brigade, city_time: Any) -> None:
    walk = Walk(on_shift).report(matter=BIN, source="citizen")
    city_time(AT + timedelta(days=2))
    mine = post("reports/follow", {"ticket": walk.ticket.no, "key": "f1"}).json()
    walk.handle("Rita").recheck().take("Alice", "close")
    answer = post(f"track/{mine['receipt']}/rating", {"code": mine["code"], "score": 2})
    assert answer.json()["rating"] == {"score": 2, "text": ""}
    assert walk.state == "closed"
    assert card(reports.get(walk.report_id), at=AT)["can_rate"]


def test_a_result_is_contested_once_over_the_door(on_shift: Brigade) -> None:
    walk = Walk(on_shift).report(matter=BIN, source="citizen")
    report = reports.get(walk.report_id)
    walk.handle("Rita").recheck().take("Alice", "close")
    where = f"track/{report.receipt}/contest"
    for wrong, status in (({"code": "x", "reason": "还在"}, 404), ({"code": report.code, "reason": " "}, 400)):
        assert post(where, wrong).status_code == status
    answer = post(where, {"code": report.code, "reason": "垃圾还在"})
    assert answer.status_code == 201
    new = answer.json()
    assert new["receipt"] != report.receipt
    assert queries.of_report(reports.by_receipt(new["receipt"], new["code"]).pk).contest_of_id == walk.ticket_id
    assert post(where, {"code": report.code, "reason": "垃圾还在"}).status_code == 409
