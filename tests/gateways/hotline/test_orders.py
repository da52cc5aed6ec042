"""Orders of the hotline by file and over HTTP: taken once, mapped by a saved form, refused row by row; nothing is lost."""

from __future__ import annotations

import csv
import json
from datetime import timedelta
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from openpyxl import Workbook

from tests.brigade import AT, Brigade
from zhicheng.flow.reports import queries as reports
from zhicheng.flow.tickets import queries as tickets
from zhicheng.gateways.hotline import queries, services
from zhicheng.gateways.hotline.models import HotlineImport, HotlineOrder
from zhicheng.gateways.vendor_events.signing import signature_of
from zhicheng.infra import jobs
from zhicheng.infra.check import check_events
from zhicheng.infra.config import config
from zhicheng.infra.models import Event
from zhicheng.kernel.errors import BadInput

pytestmark = pytest.mark.django_db
KEY = "the hotline signs with 32 characters"
HEADER = ["工单编号", "诉求内容", "来电时间", "诉求人", "联系电话", "事发地址", "诉求分类", "办理时限", "是否保密"]
_nonces = count(20_000_000)


@pytest.fixture(autouse=True)
def hotline(brigade: Brigade, city_time: Any, monkeypatch: pytest.MonkeyPatch) -> Brigade:
    monkeypatch.setattr(config(), "hotline_keys", {"city": KEY})
    city_time(AT)
    return brigade


def row(number: str, text: str = "门口有人摆摊", **more: str) -> list[str]:
    values = {
        "来电时间": "2026-09-15 09:00",
        "诉求人": "张三丰",
        "联系电话": "13800001111",
        "事发地址": "南大街",
        "诉求分类": "流动摊贩",
        "办理时限": "5个工作日",
    }
    return [{**values, "工单编号": number, "诉求内容": text, **more}.get(title, "") for title in HEADER]


def sheet(path: Path, *rows: list[str], encoding: str = "utf-8-sig", header: list[str] = HEADER) -> Path:
    with path.open("w", encoding=encoding, newline="") as f:
        csv.writer(f).writerows([header, *rows])
    return path


def take(path: Path, **more: Any) -> services.Outcome:
    return services.take_file(path, **{"sender": "12345", "pairs": {}, "by": "test", "at": AT, **more})


def test_a_sheet_becomes_orders_and_reports_once(tmp_path: Path) -> None:
    path = sheet(tmp_path / "一.csv", row("A1"), row("A2", "路灯不亮", 是否保密="是"))
    first, again = take(path), take(path)
    assert (first.rows, first.taken, first.refused) == (2, 2, [])
    assert (again.taken, again.known, again.refused) == (0, 2, [])
    plain, secret = HotlineOrder.objects.select_related("report").order_by("number")
    assert (plain.report.source, plain.report.reporter, plain.report.category) == ("hotline", "张三丰", "流动摊贩")
    assert (secret.report.reporter, secret.report.phone, secret.caller) == ("", "", "张三丰")
    assert plain.due_at is not None
    assert plain.state == "taken"
    assert plain.original["诉求人"] == "张三丰"
    assert Event.objects.filter(kind="hotlineorder.take").count() == 2
    assert check_events()["problems"] == []


def test_the_same_number_with_other_words_is_refused_and_changes_nothing(tmp_path: Path) -> None:
    take(sheet(tmp_path / "a.csv", row("A1")))
    found = take(sheet(tmp_path / "b.csv", row("A1", "另一件事"), row("A3"), row("A3", "文件里又一件")))
    assert [(r.row, r.field) for r in found.refused] == [(2, "number"), (4, "number")]
    assert "内容不同" in found.refused[0].reason
    assert found.taken == 1
    assert HotlineOrder.objects.get(number="A1").report.text == "门口有人摆摊"


def test_two_senders_may_use_the_same_number(tmp_path: Path) -> None:
    path = sheet(tmp_path / "a.csv", row("A1"))
    assert take(path).taken == take(path, sender="区热线").taken == 1
    assert len({o.report_id for o in HotlineOrder.objects.all()}) == 2


def test_an_old_office_file_in_gb18030_with_titles_and_forty_lines(tmp_path: Path) -> None:
    text = "\n".join(f"第{n}行：门口有人摆摊𠮷" for n in range(40))
    path = tmp_path / "旧.csv"
    with path.open("w", encoding="gb18030", newline="") as f:
        csv.writer(f).writerows([["西湖区工单表"] + [""] * 8, HEADER, row("G1", text)])
    assert take(path).taken == 1
    assert HotlineOrder.objects.get().report.text == text


def test_merged_cells_mean_all_of_their_rows(tmp_path: Path) -> None:
    book = Workbook()
    page = book.active
    assert page is not None
    page.append(["九月工单"])
    page.append(HEADER)
    for n in (1, 2):
        page.append(row(f"M{n}", "=1+1" if n == 2 else "门口有人摆摊"))
    page.merge_cells("A1:I1")
    page["F4"] = None
    page.merge_cells("F3:F4")
    path = tmp_path / "m.xlsx"
    book.save(path)
    assert take(path).taken == 2
    assert [o.report.address for o in HotlineOrder.objects.order_by("number")] == ["南大街", "南大街"]


def test_bad_rows_do_not_stop_the_others_and_stand_in_the_list(tmp_path: Path) -> None:
    path = sheet(
        tmp_path / "a.csv",
        row("B1", 来电时间="2026-02-30"),
        row(""),
        row("B3"),
        ["B4", "断了"],
        row("B5", 来电时间="2027-01-01 00:00", 办理时限=""),
    )
    found = take(path)
    assert found.taken == 1
    assert [(r.row, r.field) for r in found.refused] == [(2, "time"), (3, "number"), (5, ""), (6, "time")]
    kept = HotlineImport.objects.get()
    assert (kept.rows, kept.taken, len(kept.refused)) == (5, 1, 4)
    assert all(zh and en for _, _, zh, en in kept.refused)


def test_a_mapping_is_guessed_once_kept_and_corrected(tmp_path: Path) -> None:
    path = sheet(tmp_path / "a.csv", ["1", "摆摊"], header=["派单号码", "说了什么"])
    with pytest.raises(BadInput, match="没有表头"):
        take(path)
    assert take(path, pairs={"派单号码": "number", "说了什么": "text"}).taken == 1
    assert take(path).known == 1  # nobody has to say it twice
    form = services.form_of("12345")
    assert form is not None
    assert form.columns == {"派单号码": "number", "说了什么": "text"}
    assert Event.objects.filter(kind="hotlineorder.take").count() == 1


def test_a_header_that_has_changed_is_told(tmp_path: Path) -> None:
    take(sheet(tmp_path / "a.csv", row("A1")))
    with pytest.raises(BadInput, match="已存映射的列：来电时间") as error:
        take(sheet(tmp_path / "b.csv", row("A2"), header=["来电时刻" if t == "来电时间" else t for t in HEADER]))
    assert error.value.field == "map"
    assert HotlineOrder.objects.count() == 1


@pytest.mark.parametrize("name", ["a.csv", "a.xlsx", "a.jsonl", "a.doc"])
def test_a_file_that_is_none_is_one_sentence(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_bytes(b"")
    with pytest.raises(BadInput):
        take(tmp_path / name)
    with pytest.raises(BadInput, match="找不到文件"):
        take(tmp_path / "none" / name)
    assert not HotlineImport.objects.exists()


# Over HTTP --------------------------------------------------------------------------------------------------------------


def post(orders: Any, *, sender: str = "city", key: str = KEY, nonce: str = "", at: Any = AT) -> Any:
    body, stamp = json.dumps(orders).encode(), str(int(at.timestamp()))
    nonce = nonce or str(next(_nonces))
    headers = {
        "Zhicheng-Time": stamp,
        "Zhicheng-Nonce": nonce,
        "Zhicheng-Signature": signature_of(key, stamp, nonce, body),
    }
    return Client().post(f"/api/hotline/{sender}/orders", body, content_type="application/json", headers=headers)


ORDER = {"number": "H1", "text": "门口有人摆摊", "address": "南大街", "secret": "是", "caller": "李四光"}


def test_signed_orders_are_taken_once() -> None:
    first, again = post([ORDER, {**ORDER, "number": ""}]), post([ORDER])
    assert first.status_code == again.status_code == 200
    assert (first.json()["taken"], first.json()["refused"][0]["row"], first.json()["refused"][0]["field"]) == (
        1,
        2,
        "number",
    )
    assert again.json() == {"rows": 1, "taken": 0, "known": 1, "refused": []}
    assert reports.by_keys("hotline", ["city/H1"])[0].reporter == ""


def test_the_senders_own_names_are_understood_once_they_are_mapped() -> None:
    services.keep_form("city", {"gdbh": "number", "nr": "text"}, by="test", at=AT)
    assert post([{"gdbh": "H2", "nr": "井盖坏了", "caller": "王五"}]).json()["taken"] == 1
    order = HotlineOrder.objects.get()
    assert (order.number, order.report.text, order.caller) == ("H2", "井盖坏了", "王五")


@pytest.mark.parametrize(
    ("more", "status"),
    [
        ({"key": "x" * 32}, 403),
        ({"sender": "stranger"}, 404),
        ({"at": AT - timedelta(hours=1)}, 403),
        ({"nonce": "short"}, 403),
    ],
)
def test_who_is_not_the_hotline_is_refused(more: dict[str, Any], status: int) -> None:
    assert post([ORDER], **more).status_code == status
    assert not HotlineOrder.objects.exists()


def test_a_recorded_request_is_refused() -> None:
    assert post([ORDER], nonce="12345678").status_code == 200
    assert post([{**ORDER, "number": "H9"}], nonce="12345678").status_code == 403
    assert HotlineOrder.objects.count() == 1


@pytest.mark.parametrize("body", [{}, "x", [1], [[ORDER]], [ORDER] * 2_001])
def test_what_is_no_list_of_orders_is_refused(body: Any) -> None:
    answer = post(body)
    assert answer.status_code in (400, 422)
    assert not HotlineOrder.objects.exists()


# The grid's app ---------------------------------------------------------------------------------------------------------


def test_the_grids_app_sends_collectors_reports_and_nobody_is_called_back(tmp_path: Path, hotline: Brigade) -> None:
    found = take(sheet(tmp_path / "g.csv", row("G1")), sender="gridapp", source="grid")
    assert found.taken == 1
    order = HotlineOrder.objects.get()
    assert reports.get(order.report_id).source == "grid"
    HotlineOrder.objects.update(state="answered", answered_at=AT)
    assert queries.to_call(hotline.access["Alice"]) == []
    take(sheet(tmp_path / "h.csv", row("G2")), sender="gridapp")  # kept for the sender
    assert {reports.get(o.report_id).source for o in HotlineOrder.objects.all()} == {"grid"}
    assert services.form_of("gridapp") == services.keep_form("gridapp", {}, by="test", at=AT)


def test_a_source_that_is_none_writes_nothing(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="hotline、grid"):
        take(sheet(tmp_path / "g.csv", row("G1")), sender="gridapp", source="camera")
    assert not HotlineOrder.objects.exists()
    assert services.form_of("gridapp") is None


def test_a_ticket_tells_the_orders_behind_it_with_their_deadline_and_no_caller(
    tmp_path: Path, hotline: Brigade
) -> None:
    take(sheet(tmp_path / "a.csv", row("A1"), row("A2", 是否保密="是")))
    jobs.drain(at=AT)
    order = HotlineOrder.objects.get(number="A1")
    ticket = tickets.of_report(order.report_id)
    assert ticket is not None
    answer = Client().get(f"/api/hotline/of-ticket/{ticket.no}", **hotline.token("Alice"))
    found = {o["number"]: o for o in answer.json()}
    assert found["A1"]["due_at"] is not None
    assert (found["A1"]["state"], found["A1"]["secret"], found["A1"]["solved"]) == ("taken", False, None)
    assert "13800001111" not in answer.content.decode()
    assert "张三丰" not in answer.content.decode()
    assert Client().get(f"/api/hotline/of-ticket/{ticket.no}", **hotline.token("Charlie")).status_code == 404
    assert Client().get(f"/api/hotline/of-ticket/{ticket.no}").status_code == 403
