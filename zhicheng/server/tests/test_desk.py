"""The acceptor's desk: what waits is seen by whose it is, completed, rejected, or mapped all at once; remembered and undone."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from tests.brigade import AT, BIN, Brigade
from tests.tiny_city import HERE, crossing, place
from zhicheng.flow.reports import mappings, queries, services
from zhicheng.flow.reports.models import Report
from zhicheng.flow.reports.rules import Incoming
from zhicheng.flow.tickets import tracking
from zhicheng.flow.tickets.models import Ticket
from zhicheng.ground.people import queries as people
from zhicheng.ground.people import services as people_services
from zhicheng.infra import changes, jobs
from zhicheng.infra.check import check_events
from zhicheng.kernel.errors import BadInput, NotFound

pytestmark = pytest.mark.django_db
NAME = "Ward Request 7"


@pytest.fixture
def desk(on_shift: Brigade, city_time: Any) -> Brigade:
    """Five of a foreign category in the west, one in the east, one without place, one without both. Ann accepts for the whole city."""
    account = people_services.open_account(username="ann", name="Ann", password=None)
    people_services.grant(account=account, role="acceptor")
    on_shift.account["Ann"] = account
    on_shift.access["Ann"] = people.access_of(account)
    west = [
        Incoming(key=f"w{i}", category=NAME, lng=crossing(1 + i, 1)[0], lat=crossing(1 + i, 1)[1], happened_at=AT)
        for i in range(5)
    ]
    east = Incoming(key="e", category=NAME, lng=crossing(12, 1)[0], lat=crossing(12, 1)[1], happened_at=AT)
    nowhere = [
        Incoming(key="p", category=BIN, text="somewhere", happened_at=AT),
        Incoming(key="b", category=NAME, text="?", happened_at=AT),
    ]
    services.receive_many([*west, east, *nowhere], source="import", by="import:import", at=AT)
    jobs.drain(at=AT)
    assert queries.waiting().count() == 8
    return on_shift


def call(desk: Brigade, who: str, path: str, body: dict[str, Any] | None = None, **params: Any) -> Any:
    client, url, token = Client(), f"/api/intake/{path}", desk.token(who)
    return (
        client.get(url, params, **token)
        if body is None
        else client.post(url, body, content_type="application/json", **token)
    )


def keys(desk: Brigade, who: str, **params: Any) -> set[str]:
    found = {i["id"] for i in call(desk, who, "waiting", **params).json()["items"]}
    return set(Report.objects.filter(pk__in=found).values_list("key", flat=True))


def test_an_acceptor_sees_his_area_and_what_has_no_place_yet(desk: Brigade) -> None:
    assert keys(desk, "Ann") == {*(f"w{i}" for i in range(5)), "e", "p", "b"}
    assert keys(desk, "Alice") == {*(f"w{i}" for i in range(5)), "p", "b"}
    assert keys(desk, "Charlie") == {"e", "p", "b"}


@pytest.mark.parametrize("who", ["Bob", "Dora", "Rita", "Zoe"])
def test_others_see_and_do_nothing(desk: Brigade, who: str) -> None:
    pk = queries.waiting()[0].pk
    assert call(desk, who, "waiting").status_code == 403
    assert call(desk, who, f"waiting/{pk}/reject", {"reason": "x"}).status_code == 403
    assert call(desk, who, "mappings", {"category": NAME, "matter": BIN}).status_code == 403
    assert queries.waiting().count() == 8


def test_another_areas_report_is_not_there(desk: Brigade) -> None:
    east = Report.objects.get(key="e")
    assert call(desk, "Alice", f"waiting/{east.pk}/complete", {"matter": BIN}).status_code == 404
    east.refresh_from_db()
    assert east.state == "waiting"


def test_filters_by_what_is_missing_and_by_category(desk: Brigade) -> None:
    assert keys(desk, "Ann", missing="place") == {"p", "b"}
    assert keys(desk, "Ann", missing="place", category=NAME) == {"b"}
    assert keys(desk, "Ann", category=BIN) == {"p"}


def test_a_category_makes_a_ticket_of_it(desk: Brigade) -> None:
    report = Report.objects.get(key="w0")
    assert call(desk, "Alice", f"waiting/{report.pk}/complete", {"matter": BIN}).json() == {
        "id": report.pk,
        "state": "received",
    }
    jobs.drain(at=AT)
    report.refresh_from_db()
    assert (report.state, report.matter, report.confidence) == ("ticketed", BIN, 100)
    assert call(desk, "Alice", f"waiting/{report.pk}/complete", {"matter": BIN}).status_code == 404, (
        "no longer in the queue"
    )


def test_a_place_from_the_map_makes_a_ticket_of_it(desk: Brigade) -> None:
    report = Report.objects.get(key="p")
    lng, lat = place(HERE + "001001001")
    call(desk, "Alice", f"waiting/{report.pk}/complete", {"lng": lng, "lat": lat, "address": "南大街"})
    jobs.drain(at=AT)
    report.refresh_from_db()
    assert (report.state, report.grid, report.address) == ("ticketed", HERE + "001001001", "南大街")


def test_half_of_what_is_missing_is_not_enough(desk: Brigade) -> None:
    report = Report.objects.get(key="b")
    refused = call(desk, "Ann", f"waiting/{report.pk}/complete", {"matter": BIN})
    assert (refused.status_code, "位置" in refused.json()["detail"]) == (409, True)


def test_a_rejected_report_tells_its_reporter_why(desk: Brigade) -> None:
    report = Report.objects.get(key="p")
    assert call(desk, "Alice", f"waiting/{report.pk}/reject", {"reason": " "}).status_code == 400
    assert (
        call(desk, "Alice", f"waiting/{report.pk}/reject", {"reason": "不在城市管理范围"}).json()["state"] == "rejected"
    )
    report.refresh_from_db()
    card = tracking.card(report, at=AT)
    assert (card["finished"], card["steps"][-1]["text"]) == (True, "不在城市管理范围")
    assert check_events()["problems"] == []


def test_all_of_one_category_in_one_step_and_for_the_next_import(desk: Brigade) -> None:
    assert call(desk, "Ann", "mappings", {"category": NAME, "matter": BIN}).status_code == 200
    jobs.drain(at=AT)
    assert Ticket.objects.filter(matter=BIN).count() == 6
    left = Report.objects.get(key="b")
    assert (left.state, left.matter) == ("waiting", BIN), "its place is still missing"
    lng, lat = crossing(3, 5)
    services.receive_many(
        [Incoming(key="next", category=NAME, lng=lng, lat=lat, happened_at=AT)], source="import", by="i", at=AT
    )
    jobs.drain(at=AT)
    assert Report.objects.get(key="next").state == "ticketed"
    assert check_events()["problems"] == []


def test_a_mapping_is_seen_undone_and_told(desk: Brigade) -> None:
    call(desk, "Ann", "mappings", {"category": NAME, "matter": BIN})
    shown = call(desk, "Alice", "categories").json()["mappings"]
    assert [(m["category"], m["matter"]["code"], m["made_by"]) for m in shown] == [(NAME, BIN, "Ann")]
    assert call(desk, "Ann", "mappings/forget", {"category": NAME}).json()["mappings"] == []
    jobs.drain(at=AT)
    assert Ticket.objects.count() == 0, "undone before the worker came: nothing was mapped"
    services.receive_many(
        [Incoming(key="n", category=NAME, lng=crossing(3, 5)[0], lat=crossing(3, 5)[1])], source="import", by="i", at=AT
    )
    assert Report.objects.get(key="n").matter == ""
    assert [p.change.what for p in changes.history("mappings")] == ["gone", "added"]


def test_a_district_cannot_map_for_the_city(desk: Brigade) -> None:
    assert call(desk, "Alice", "mappings", {"category": NAME, "matter": BIN}).status_code == 403
    assert queries.mappings().count() == 0


def test_many_are_mapped_in_batches(desk: Brigade, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = services.complete_waiting
    sizes: list[int] = []

    def small(**given: Any) -> int:
        sizes.append(whole(**{**given, "limit": 2}))
        return sizes[-1]

    monkeypatch.setattr("zhicheng.flow.reports.services.complete_waiting", small)
    mappings.map_category(category=NAME, matter=BIN, by="person:1", at=AT)
    jobs.drain(at=AT)
    assert sizes == [2, 2, 2, 1]


def test_categories_are_counted_most_first_with_a_guess(desk: Brigade) -> None:
    found = call(desk, "Ann", "categories").json()["categories"]
    assert [(c["category"], c["waiting"], c["nameless"]) for c in found] == [(NAME, 7, 7), (BIN, 1, 0)]
    assert call(desk, "Charlie", "categories").json()["categories"][0]["waiting"] == 2


def test_a_matter_that_does_not_exist_is_refused(desk: Brigade) -> None:
    with pytest.raises(BadInput):
        mappings.map_category(category=NAME, matter="99999", by="x", at=AT)


@pytest.mark.parametrize("category", ["", "  ", "长" * (mappings.LONGEST + 1)])
def test_a_category_has_a_name_that_fits(desk: Brigade, category: str) -> None:
    refused = call(desk, "Ann", "mappings", {"category": category, "matter": BIN})
    assert (refused.status_code, refused.json()["field"]) == (400, "category")
    assert not changes.history(mappings.REGISTER)


def test_what_was_never_mapped_cannot_be_forgotten(desk: Brigade) -> None:
    assert call(desk, "Ann", "mappings/forget", {"category": "never"}).status_code == 404
    assert not changes.history(mappings.REGISTER)


def test_mapping_the_same_again_is_no_change(desk: Brigade) -> None:
    for _ in range(2):
        assert call(desk, "Ann", "mappings", {"category": NAME, "matter": BIN}).status_code == 200
    assert [p.change.what for p in changes.history(mappings.REGISTER)] == ["added"]


@pytest.mark.parametrize("step", ["complete", "reject"])
def test_a_report_that_does_not_exist_is_not_there(desk: Brigade, step: str) -> None:
    body = {"matter": BIN} if step == "complete" else {"reason": "x"}
    assert call(desk, "Ann", f"waiting/999999/{step}", body).status_code == 404
    with pytest.raises(NotFound, match="没有这条上报"):
        if step == "complete":
            services.complete(report_id=999999, matter=BIN, lng=None, lat=None, by="person:1", at=AT)
        else:
            services.reject(report_id=999999, reason="x", by="person:1", at=AT)
