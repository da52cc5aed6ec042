"""Call-backs: who may enter them, what they count for, and what is not solved coming in again with its own clock."""

from __future__ import annotations

import csv
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from tests.brigade import AT, GRID, STALL, Brigade, start_shift
from tests.tiny_city import place
from tests.walk import Walk
from zhicheng.flow.tickets import queries as tickets
from zhicheng.gateways.hotline import calling, queries, services
from zhicheng.gateways.hotline.calling import Heard
from zhicheng.gateways.hotline.models import Answer, HotlineOrder
from zhicheng.gateways.hotline.reading import NAMES, Form
from zhicheng.ground.people import services as people
from zhicheng.infra.check import check_events
from zhicheng.infra.models import Event
from zhicheng.kernel.errors import NotAllowed, NotFound, Refused

pytestmark = pytest.mark.django_db
FORM = Form("city", {name: name for name in NAMES})


@pytest.fixture
def walk(brigade: Brigade, city_time: Any) -> Walk:
    city_time(AT)
    start_shift(brigade)
    return Walk(brigade)


def taken(walk: Walk, number: str = "H1", **more: Any) -> HotlineOrder:
    """An order with a place and a matter: the worker makes a ticket of it."""
    lng, lat = place(GRID)
    cells = {
        "number": number,
        "text": "有人摆摊",
        "caller": "张三丰",
        "phone": "13800001111",
        "category": STALL,
        "lng": lng,
        "lat": lat,
        **more,
    }
    assert services.take_rows([(1, cells)], FORM, name="test", by="test", at=walk.at).refused == []
    walk.work()
    return HotlineOrder.objects.get(number=number)


def answered(walk: Walk, number: str = "H1", **more: Any) -> HotlineOrder:
    """The crew has put it right, others have looked, the shift leader has closed it, and the journey has answered."""
    order = taken(walk, number, **more)
    ticket = tickets.of_report(order.report_id)
    assert ticket is not None
    walk.report_id, walk.ticket_id = order.report_id, ticket.pk
    walk.handle().refix().recheck().later(5).take("Alice", "close").later(1).work()
    order.refresh_from_db()
    return order


def heard(walk: Walk, order: HotlineOrder, said: Heard, who: str = "Alice") -> HotlineOrder:
    return calling.call_back_as(walk.brigade.access[who], order_id=order.pk, heard=said, at=walk.at)


def test_a_closed_ticket_is_answered_in_the_words_of_who_did_it(walk: Walk) -> None:
    order = answered(walk)
    assert order.state == "answered"
    assert Answer.objects.get().text.endswith("：已处理")
    assert Answer.objects.get().outcome == "closed"
    assert [c["number"] for c in queries.to_call(walk.brigade.access["Alice"])] == ["H1"]


def test_a_satisfied_caller_counts_once_and_is_off_the_list(walk: Walk) -> None:
    order = answered(walk)
    heard(walk, order, Heard(True, True, True))
    order.refresh_from_db()
    assert (order.state, order.contacted, order.solved, order.satisfied) == ("answered", True, True, True)
    assert queries.to_call(walk.brigade.access["Alice"]) == []
    found = queries.figures_between(walk.at - timedelta(days=1), walk.at + timedelta(days=1))
    assert found["all"]["satisfied"] == {"yes": 1, "of": 1}
    assert [r["name"] for r in found["units"]] == ["示例区执法中队"]
    assert [r["name"] for r in found["streets"]] == ["示例南街道"]
    assert check_events()["problems"] == []


def test_who_was_not_reached_stays_on_the_list(walk: Walk) -> None:
    order = answered(walk)
    heard(walk, order, Heard(False))
    assert [c["tried"] for c in queries.to_call(walk.brigade.access["Alice"])] == [True]
    found = queries.figures_between(walk.at - timedelta(days=1), walk.at + timedelta(days=1))["all"]
    assert (found["responded"], found["solved"]) == ({"yes": 0, "of": 1}, {"yes": 0, "of": 1})
    assert (
        queries.figures_between(walk.at + timedelta(days=1), walk.at + timedelta(days=2))["all"]["responded"]["of"] == 0
    )


def test_not_solved_is_a_new_report_with_its_own_clock(walk: Walk) -> None:
    order = answered(walk, due="2026-09-18 10:00", secret="是", text="张三丰说有人摆摊")
    walk.later(60)
    again = heard(walk, order, Heard(True, False, False, "张三丰说还在摆"))
    walk.work()
    order.refresh_from_db()
    assert (order.state, again.round, again.previous_id, again.state) == ("reopened", 2, order.pk, "taken")
    assert again.report_id != order.report_id
    assert again.due_at is None
    assert "张三丰" not in again.report.text
    assert (again.secret, again.caller, again.report.reporter) == (True, "张三丰", "")
    old, new = tickets.of_report(order.report_id), tickets.of_report(again.report_id)
    assert old is not None
    assert new is not None
    assert (new.recurrence_of_id, new.pk == old.pk, new.due_at is not None) == (old.pk, False, True)
    assert Event.objects.get(kind="hotlineorder.reopen").data["again"] == again.report_id
    assert queries.to_call(walk.brigade.access["Alice"]) == []  # the second round is not answered yet
    assert check_events()["problems"] == []


def test_what_was_opened_again_is_not_opened_twice(walk: Walk) -> None:
    order = answered(walk)
    heard(walk, order, Heard(True, False, None, "还在"))
    with pytest.raises(NotAllowed, match="已重办"):
        heard(walk, order, Heard(True, False, None, "还在"))
    assert HotlineOrder.objects.count() == 2


def test_before_the_answer_nobody_calls(walk: Walk) -> None:
    order = taken(walk)
    with pytest.raises(NotAllowed, match="已接收"):
        heard(walk, order, Heard(True, True, True))
    assert HotlineOrder.objects.get().called_at is None


@pytest.mark.parametrize(("who", "error"), [("Charlie", NotFound), ("Bob", Refused), ("Zoe", Refused)])
def test_only_an_acceptor_of_this_place_may(walk: Walk, who: str, error: type[Exception]) -> None:
    order = answered(walk)
    with pytest.raises(error):
        heard(walk, order, Heard(True, True, True), who)
    assert queries.to_call(walk.brigade.access[who]) == []
    assert HotlineOrder.objects.get().called_at is None


def sheet(path: Path, *rows: tuple[str, ...]) -> Path:
    with path.open("w", encoding="gb18030", newline="") as f:
        csv.writer(f).writerows([("九月回访",), calling.TITLES, *rows])
    return path


def test_call_backs_by_file_row_by_row(walk: Walk, tmp_path: Path) -> None:
    answered(walk)
    path = sheet(
        tmp_path / "回访.csv",
        ("H1", "是", "是", "否", "太慢"),
        ("H9", "是", "是", "是", ""),
        ("H1", "也许", "", "", ""),
        ("H1", "否", "是", "", ""),
    )
    entered, refused = calling.take_file(path, sender="city", by="cli", at=walk.at)
    assert entered == 1
    assert [r.row for r in refused] == [4, 5, 6]
    assert all(r.said.zh and r.said.en for r in refused)
    order = HotlineOrder.objects.get()
    assert (order.solved, order.satisfied, order.note) == (True, False, "太慢")
    assert calling.take_file(
        sheet(tmp_path / "2.csv", ("H1", "是", "是", "否", "太慢")), sender="city", by="cli", at=walk.at
    ) == (1, [])
    assert Event.objects.filter(kind="hotlineorder.call_back").count() == 1


# The desk ---------------------------------------------------------------------------------------------------------------


def test_the_desk_shows_callers_to_the_acceptor_of_the_place_only(walk: Walk) -> None:
    answered(walk)
    desk = Client().get("/api/hotline", **walk.brigade.token("Alice")).json()
    assert [(c["number"], c["caller"], c["phone"]) for c in desk["calls"]] == [("H1", "张三丰", "13800001111")]
    assert [i["taken"] for i in desk["imports"]] == [1]
    assert Client().get("/api/hotline", **walk.brigade.token("Charlie")).json()["calls"] == []
    assert Client().get("/api/hotline", **walk.brigade.token("Bob")).status_code == 403
    assert Client().get("/api/hotline").status_code == 403


def test_a_list_that_grows_opens_nothing_twice(walk: Walk, tmp_path: Path) -> None:
    """Week two's sheet holds week one's answer again: the second round was not called yet."""
    answered(walk)
    sheet = tmp_path / "calls.csv"
    sheet.write_text("工单编号,是否联系,是否解决,是否满意,备注\nH1,是,否,,还在摆\n", encoding="utf-8")
    for _ in range(3):
        assert calling.take_file(sheet, sender="city", by="test", at=walk.at) == (1, [])
    assert HotlineOrder.objects.count() == 2


def test_a_call_back_over_the_desk(walk: Walk) -> None:
    order = answered(walk)

    def post(**body: Any) -> Any:
        return Client().post(
            f"/api/hotline/orders/{order.pk}/call-back", body, "application/json", **walk.brigade.token("Alice")
        )

    refused = post(contacted=True, solved=False)
    assert (refused.status_code, refused.json()["field"]) == (400, "note")
    again = post(contacted=True, solved=False, note="还在摆").json()["again"]
    assert again == HotlineOrder.objects.get(round=2).report.receipt


def test_a_mapping_is_corrected_by_who_looks_after_it(walk: Walk) -> None:
    services.keep_form("city", {"a": "number", "b": "text"}, by="test", at=AT)

    def post(who: str, **body: Any) -> Any:
        return Client().post("/api/hotline/city/mapping", body, "application/json", **walk.brigade.token(who))

    assert post("Bob", columns={"c": "address"}).status_code == 403
    assert (
        post("Alice", columns={"c": "address"}).status_code == 403
    )  # one street's acceptor: it holds for the whole city
    people.grant(account=walk.brigade.account["Alice"], role="acceptor")
    assert post("Alice", columns={"c": "adress"}).status_code == 400
    assert post("Alice", columns={"c": "text", "b": ""}, datum="bd09").json() == {
        "columns": {"a": "number", "c": "text"},
        "datum": "bd09",
        "date_format": "",
    }
    assert post("Alice", columns={}, datum="mars").status_code == 400
    assert Event.objects.filter(kind="setup.change", stream=f"setup:{services.REGISTER}").count() == 2


def test_a_stuck_answer_is_sent_again_from_the_desk(walk: Walk) -> None:
    answered(walk)
    row = Answer.objects.get()
    path = f"/api/hotline/answers/{row.pk}/retry"
    assert Client().post(path, **walk.brigade.token("Alice")).status_code == 403
    people.grant(account=walk.brigade.account["Alice"], role="acceptor")
    assert Client().post(path, **walk.brigade.token("Alice")).status_code == 404
    Answer.objects.update(state="stuck")
    assert Client().post(path, **walk.brigade.token("Zoe")).status_code == 403
    assert Client().post(path, **walk.brigade.token("Alice")).json() == {"resent": 1}
