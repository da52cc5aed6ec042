"""Every list: complete pages without doubles, filters, a fixed number of SQL statements, and nothing of another area."""

from __future__ import annotations

import csv
import json
import os
from collections.abc import Iterator
from datetime import timedelta
from io import BytesIO, StringIO
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from openpyxl import load_workbook

from tests.brigade import AT, BIN, GRID, STALL, Brigade
from tests.tiny_city import crossing, place
from tests.walk import Walk
from zhicheng.flow.reports import services as reports
from zhicheng.flow.reports.rules import Incoming
from zhicheng.flow.tickets import search
from zhicheng.ground.people.queries import Access
from zhicheng.ground.people.rules import RoleFacts
from zhicheng.infra import jobs

pytestmark = pytest.mark.django_db
GOLDEN = Path(__file__).parent / "golden" / "query_counts.json"


@pytest.fixture
def town(on_shift: Brigade, city_time: Any) -> Brigade:
    """Thirty tickets in the west, some offered; two in the east."""
    rows = [(i % 7, 1 + i // 7) for i in range(30)]
    batch = [
        Incoming(key=f"w{i}", category=(BIN, STALL)[i % 2], text="占道" if i % 2 else "满溢", address="=1+1" if i == 0 else "",
                 lng=crossing(*at)[0], lat=crossing(*at)[1], happened_at=AT)
        for i, at in enumerate(rows)
    ]  # fmt: skip
    east = [
        Incoming(key=f"e{i}", category=BIN, lng=crossing(10 + i, 2)[0], lat=crossing(10 + i, 2)[1], happened_at=AT)
        for i in range(2)
    ]
    reports.receive_many([*batch, *east], source="hotline", by="import:hotline", at=AT)
    jobs.drain(at=AT)
    Walk(on_shift).tick()
    return on_shift


def get(brigade: Brigade, who: str, path: str, **params: Any) -> Any:
    return Client().get(f"/api/{path}", params, **brigade.token(who))


def items(brigade: Brigade, who: str = "Alice", **params: Any) -> list[dict[str, Any]]:
    found = get(brigade, who, "tickets", **{"limit": 200, **params})
    assert found.status_code == 200, found.content
    return list(found.json()["items"])


def pages(brigade: Brigade, **params: Any) -> Iterator[list[str]]:
    after = ""
    while True:
        page = get(brigade, "Alice", "tickets", after=after, **params).json()
        yield [t["no"] for t in page["items"]]
        after = page["next"]
        if not after:
            return


@pytest.mark.parametrize("limit", [1, 7, 15, 30, 31])
def test_pages_are_complete_and_without_doubles(town: Brigade, limit: int) -> None:
    read = list(pages(town, limit=limit))
    flat = [no for page in read for no in page]
    assert len(flat) == len(set(flat)) == 30
    assert flat == sorted(flat, reverse=True)  # newest first
    assert all(len(page) == limit for page in read[:-1])


def test_a_new_ticket_between_two_pages_shifts_nothing(town: Brigade) -> None:
    reader = pages(town, limit=10)
    first = next(reader)
    Walk(town).report(matter=BIN, where=crossing(6, 7))
    rest = [no for page in reader for no in page]
    assert len(rest) == len(set(rest)) == 20
    assert not set(first) & set(rest)


@pytest.mark.parametrize(
    "params",
    [
        {}, {"matter": BIN}, {"matter": BIN, "source": "hotline"}, {"q": "满溢"}, {"class": "09", "lamp": "green"}, {"state": "closed,dispatched"},
        {"bbox": "117.0,32.0,117.064,32.032", "from": "2026-09-16"}, {"q": "202609", "class": "09"},
    ],
)  # fmt: skip
def test_a_page_that_may_look_at_few_tickets_comes_short_and_goes_on(
    town: Brigade, monkeypatch: pytest.MonkeyPatch, params: dict[str, str]
) -> None:
    whole = [t["no"] for t in items(town, **params)]
    monkeypatch.setattr(search, "WINDOW", 4)
    read = list(pages(town, limit=3, **params))
    assert [no for page in read for no in page] == whole
    assert any(len(page) < 3 for page in read[:-1])  # Alice sees one district: her lists are bounded too


def test_a_bounded_page_ends_where_its_span_of_time_begins(town: Brigade, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(search, "WINDOW", 4)
    monkeypatch.setattr(search, "CLOCK_SLACK", 0)
    assert list(pages(town, **{"from": "2026-09-17", "class": "09"})) == [
        []
    ]  # nothing was opened since: one empty page
    assert list(pages(town, q="20260231")) == [[]]


def test_who_sees_the_whole_city_reads_an_index_without_a_bound(town: Brigade, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(search, "WINDOW", 4)
    all_of_it = Access(1, "Zoe", (RoleFacts("manager", ""),))
    for one in ({}, {"matter": BIN}, {"class": "09"}, {"state": "dispatched"}, {"source": "hotline"}, {"area": GRID}):
        found, _ = search.page(all_of_it, search.filter_from(one), at=AT)
        assert len(found) == search.every(all_of_it, search.filter_from(one), at=AT).count() > 0
    found, following = search.page(all_of_it, search.filter_from({"matter": BIN, "source": "hotline"}), at=AT)
    assert len(found) <= 4
    assert following


@pytest.mark.parametrize(
    ("params", "n"),
    [
        ({"matter": BIN}, 15), ({"class": "09"}, 15), ({"class": BIN[:2]}, 15), ({"state": "dispatched"}, 30), ({"state": "closed"}, 0),
        ({"state": "closed,dispatched"}, 30), ({"source": "hotline"}, 30), ({"source": "citizen"}, 0), ({"q": "满溢"}, 15),
        ({"q": "no such words"}, 0), ({"lamp": "green"}, 30), ({"lamp": "red"}, 0), ({"area": "990101"}, 30), ({"area": "990102"}, 0),
        ({"area": "990101001001001"}, None), ({"from": "2026-09-16T00:00:00+08:00"}, 30), ({"to": "2026-09-16"}, 0),
        ({"bbox": "117.0,32.0,117.064,32.032"}, 30), ({"bbox": "118,33,119,34"}, 0),
        ({"q": "202609"}, 30), ({"q": "20260916"}, 30), ({"q": "2026091"}, 30), ({"q": "20260917"}, 0), ({"q": "202608"}, 0),
        ({"q": "20260932"}, 0), ({"q": "202613"}, 0),
    ],
)  # fmt: skip
def test_filters(town: Brigade, params: dict[str, str], n: int | None) -> None:
    found = items(town, **params)
    if n is None:
        assert 0 < len(found) < 30
    else:
        assert len(found) == n
    assert get(town, "Alice", "tickets/count", **params).json() == {"count": len(found)}


def test_a_whole_number_finds_its_ticket(town: Brigade) -> None:
    no = items(town)[7]["no"]
    assert [t["no"] for t in items(town, q=no)] == [no]


@pytest.mark.parametrize(
    ("params", "field"),
    [
        ({"state": "sleeping"}, "state"), ({"lamp": "blue"}, "lamp"), ({"unit": "x"}, "unit"), ({"from": "yesterday"}, "from"),
        ({"bbox": "1,2,3"}, "bbox"), ({"bbox": "a,b,c,d"}, "bbox"), ({"after": "abc"}, "after"),
    ],
)  # fmt: skip
def test_a_wrong_filter_is_one_sentence(town: Brigade, params: dict[str, str], field: str) -> None:
    answer = get(town, "Alice", "tickets", **params)
    assert answer.status_code == 400
    assert answer["Content-Type"] == "application/problem+json"
    assert (answer.json()["field"], answer.json()["code"]) == (field, "bad-input")


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("after", "9" * 30),
        ("after", "²"),
        ("unit", "9" * 30),
        ("unit", "٣"),
        ("bbox", "nan,nan,nan,nan"),
        ("bbox", "-inf,-9e99,inf,9e99"),
        ("q", "\x00"),
        ("limit", "0"),
        ("limit", "99999"),
        ("q", "9" * 400),
        ("from", "9999-12-31T23:59:59+00:00"),
        ("area", "\x00"),
        ("matter", "'; --"),
    ],
)
def test_odd_values_are_answered_not_crashed_at(town: Brigade, key: str, value: str) -> None:
    assert get(town, "Alice", "tickets", **{key: value}).status_code in (200, 400, 422)


LISTS = {
    "tickets": {"limit": 50}, "tickets/count": {}, "tickets/lanes": {}, "command/map": {}, "command/day": {}, "command/incidents": {},
    "organisations": {}, "field/me": {}, "field/jobs": {},
}  # fmt: skip


def test_the_number_of_statements_of_each_list_is_golden(town: Brigade) -> None:
    """Fixed whatever the number of rows. Changed on purpose: look why, then run with WRITE_GOLDEN=1."""
    counts = {}
    for path, params in LISTS.items():
        who = "Rita" if path.startswith("field") else "Alice"
        get(town, who, path, **params)  # caches are warm
        with CaptureQueriesContext(
            connection,
        ) as caught:
            assert get(town, who, path, **params).status_code == 200
        counts[path] = len(caught)
    no = items(town)[0]["no"]
    with CaptureQueriesContext(connection) as caught:
        get(town, "Alice", f"tickets/{no}")
    counts["tickets/{no}"] = len(caught)
    if os.environ.get("WRITE_GOLDEN"):
        GOLDEN.parent.mkdir(exist_ok=True)
        GOLDEN.write_text(json.dumps(counts, indent=2) + "\n", encoding="utf-8")
    assert counts == json.loads(GOLDEN.read_text(encoding="utf-8"))


def test_more_rows_are_not_more_statements(town: Brigade) -> None:
    def n(limit: int) -> int:
        with CaptureQueriesContext(connection) as caught:
            get(town, "Alice", "tickets", limit=limit)
        return len(caught)

    assert n(2) == n(30)


# Another area's user sees nothing ----------------------------------------------------------------------------------------


def words_of_the_west(brigade: Brigade) -> list[str]:
    """Numbers of all western tickets: what must not appear in any answer to Charlie."""
    return [t["no"] for t in items(brigade, "Alice")]


@pytest.mark.parametrize("path", ["tickets", "tickets/lanes", "command/map", "tickets/export"])
def test_charlie_sees_his_own_two_and_nothing_of_the_west(town: Brigade, path: str) -> None:
    answer = get(town, "Charlie", path, limit=200)
    body = b"".join(answer.streaming_content).decode() if answer.streaming else answer.content.decode()
    assert [no for no in words_of_the_west(town) if no in body] == []
    assert all(t["no"] in body for t in items(town, "Charlie"))
    assert len(items(town, "Charlie")) == 2


@pytest.mark.parametrize("path", ["tickets", "tickets/lanes", "command/map", "tickets/export", "command/day"])
@pytest.mark.parametrize("who", ["Zoe", "Ken"])
def test_who_has_no_staff_role_sees_no_ticket(town: Brigade, who: str, path: str) -> None:
    answer = get(town, who, path)
    body = b"".join(answer.streaming_content).decode() if answer.streaming else answer.content.decode()
    assert answer.status_code in (200, 403)
    assert [no for no in words_of_the_west(town) if no in body] == []


def test_counts_and_figures_are_of_the_viewers_area(town: Brigade) -> None:
    assert get(town, "Charlie", "tickets/count").json() == {"count": 2}
    day = get(town, "Charlie", "command/day").json()
    assert (day["ticketed"], day["open"]) == (2, 2)
    assert day["crews"]["on_shift"] == 0
    assert day["received"] == 2
    lanes = get(town, "Charlie", "tickets/lanes").json()["lanes"]
    assert sum(lane["count"] for lane in lanes) == 2
    assert get(town, "Charlie", "command/map").json()["crews"] == []


def test_one_ticket_one_crew_one_condition_of_the_west_do_not_exist_for_charlie(town: Brigade) -> None:
    no = items(town)[0]["no"]
    for path in (f"tickets/{no}", f"tickets/{no}/conditions", f"command/crews/{town.crew['bobs']}"):
        assert get(town, "Charlie", path).status_code == 404
        assert get(town, "Alice", path).status_code == 200


def test_the_filter_does_not_open_another_area(town: Brigade) -> None:
    assert items(town, "Charlie", area="990101") == []
    assert items(town, "Charlie", unit=town.unit["squad"]) == []


def test_without_log_in_there_is_no_list(town: Brigade) -> None:
    for path in LISTS:
        answer = Client().get(f"/api/{path}")
        assert answer.status_code in (401, 403)
        assert answer["Content-Type"] == "application/problem+json"


def test_the_incident_of_the_west_is_not_told_in_the_east(town: Brigade) -> None:
    from zhicheng.flow.dispatch import services as dispatch

    lng, lat = place(GRID)
    dispatch.trouble(access=town.access["Bob"], key="t", lng=lng, lat=lat, text="被围堵", at=AT)
    assert len(get(town, "Alice", "command/incidents").json()) == 1
    for who in ("Charlie", "Zoe"):
        answer = get(town, who, "command/incidents")
        assert answer.status_code == 403 or answer.json() == []


# Export ------------------------------------------------------------------------------------------------------------------


def test_csv_export_opens_in_a_spreadsheet_and_runs_no_formula(town: Brigade) -> None:
    answer = get(town, "Alice", "tickets/export", matter=BIN)
    text = b"".join(answer.streaming_content).decode("utf-8-sig")
    rows = list(csv.DictReader(StringIO(text)))
    assert len(rows) == 15
    assert {r["事项代码"] for r in rows} == {BIN}
    assert "'=1+1" in {r["位置"] for r in rows}
    assert rows[0]["建单时间"] == "2026-09-16 10:00:00"  # local time, as people read it


def test_excel_export_has_the_same_rows(town: Brigade) -> None:
    answer = get(town, "Alice", "tickets/export", format="xlsx")
    sheet = load_workbook(BytesIO(answer.content)).active
    assert sheet.max_row == 31
    assert get(town, "Alice", "tickets/export", format="pdf").status_code == 400


def test_late_tickets_are_red_and_first_in_their_lane(town: Brigade, city_time: Any) -> None:
    city_time(AT + timedelta(hours=3))  # the stalls' two urgent hours are over, the bins' day is not
    assert len(items(town, lamp="red")) == 15
    lane = next(x for x in get(town, "Alice", "tickets/lanes").json()["lanes"] if x["state"] == "dispatched")
    assert (lane["red"], lane["items"][0]["lamp"]) == (15, "red")
