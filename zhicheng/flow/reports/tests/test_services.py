"""Reports come in once, with place, areas and category; one and a batch are the same code."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from tests.brigade import AT, GRID, STALL
from tests.tiny_city import crossing, place
from zhicheng.flow.reports import queries, services
from zhicheng.flow.reports.models import Report
from zhicheng.flow.reports.rules import Incoming
from zhicheng.infra.check import check_events
from zhicheng.infra.models import Event, Job
from zhicheng.kernel.errors import BadInput, NotAllowed, NotFound

pytestmark = pytest.mark.django_db
X, Y = place(GRID)
ROWS = [
    Incoming(key="a", text="钟楼巷有人摆摊", lng=X, lat=Y, happened_at=AT),
    Incoming(key="b", text="中山路与钟门路路口垃圾满溢", happened_at=AT),  # place from the text
    Incoming(key="c", category="09001", address="无人知道的地方", happened_at=AT),  # no place
    Incoming(key="d", text="今天天气很好", lng=X, lat=Y, happened_at=AT),  # no category
    Incoming(key="e", text="摆摊", lng=121.9, lat=31.0, happened_at=AT),  # in the sea
    Incoming(key="f", text="摆摊", lng=Y, lat=X, happened_at=AT),  # degrees swapped
    Incoming(key="g", text="摆摊", lng=X, lat=Y, happened_at=AT + timedelta(days=1)),  # tomorrow
    Incoming(key="a", text="钟楼巷有人摆摊", lng=X, lat=Y, happened_at=AT),  # the first once more
]


def numbered() -> list[Incoming]:
    return [replace(r, row=i, photos=[]) for i, r in enumerate(ROWS, 1)]


def facts(r: Report) -> tuple[Any, ...]:
    return r.key, r.grid, r.place_from, r.matter, r.confidence, r.lng_e7, r.lat_e7, r.state, r.due_at, r.holder


def send(*rows: Incoming, source: str = "hotline") -> services.Taken:
    return services.receive_many(list(rows), source=source, by=f"import:{source}", at=AT)


@pytest.mark.parametrize("chosen", [[0, 1, 2], [2, 0, 1], [0, 4, 2], [4, 0, 2, 1], [3], [], [1, 1, 2], [0, 2, 1, 3]])
def test_what_is_to_be_decided_is_exactly_what_was_asked_for(chosen: list[int]) -> None:
    """Jobs that came one by one are decided together: their ids then follow no order."""
    ids = [send(Incoming(key=f"k{i}", lng=X, lat=Y, category=STALL, happened_at=AT)).reports[0].pk for i in range(5)]
    wanted = [ids[i] for i in chosen]
    assert [f.report.pk for f in queries.to_decide(wanted)] == sorted(set(wanted))


def test_a_batch_takes_the_good_and_says_why_of_the_others() -> None:
    taken = send(*numbered())
    assert [r.key for r in taken.reports] == ["a", "b", "c", "d"]
    assert [r.key for r in taken.known] == ["a"]
    assert [(r.row, r.field) for r in taken.refused] == [(5, "lng"), (6, "lat"), (7, "time")]
    assert "不在本市范围" in taken.refused[0].reason
    assert Event.objects.filter(kind="report.receive").count() == 4
    assert check_events()["problems"] == []


def test_one_at_a_time_gives_the_same_as_a_batch() -> None:
    in_batch = {r.key: facts(r) for r in send(*numbered()).reports}
    alone = {}
    for one in numbered()[:4]:
        alone[one.key] = facts(services.receive(one, source="social", by="import:social", at=AT))
    assert alone == in_batch
    for one, field in zip(numbered()[4:7], ("lng", "lat", "time"), strict=True):
        with pytest.raises(BadInput) as refused:
            services.receive(one, source="social", by="import:social", at=AT)
        assert refused.value.field == field


def test_a_place_named_in_the_text_is_found() -> None:
    report = send(*numbered()).reports[1]
    lng, lat = crossing(1, 2)
    assert (report.place_from, report.grid[:6]) == ("text", "990101")
    assert (report.lng_e7, report.lat_e7) == (round(lng * 1e7), round(lat * 1e7))


def test_a_point_has_its_grid_and_a_guess_its_confidence() -> None:
    first, _, third, fourth = send(*numbered()).reports
    assert (first.grid, first.place_from) == (GRID, "point")
    assert 20 <= first.confidence <= 95
    assert (third.grid, third.matter, third.confidence, third.place_from) == ("", "09001", 100, "none")
    assert (fourth.matter, fourth.confidence) == ("", 0)


def test_sending_twice_gives_the_same_receipt() -> None:
    first = services.receive(numbered()[0], source="citizen", by="citizen", at=AT)
    again = services.receive(numbered()[0], source="citizen", by="citizen", at=AT + timedelta(hours=1))
    assert (again.pk, again.receipt, again.code) == (first.pk, first.receipt, first.code)
    assert Event.objects.count() == 1
    assert Job.objects.count() == 1


def test_two_sources_may_use_the_same_number() -> None:
    send(numbered()[0])
    assert len(send(numbered()[0], source="grid").reports) == 1


def test_a_very_long_number_is_shortened_and_still_known() -> None:
    long = replace(numbered()[0], key="k" * 500)
    assert len(send(replace(long)).reports) == 1
    assert len(send(replace(long)).known) == 1


def test_long_names_and_addresses_do_not_break_the_row() -> None:
    wide = replace(numbered()[0], reporter="名" * 500, phone="1" * 500, address="址" * 500)
    report = send(wide).reports[0]
    report.refresh_from_db()
    assert (len(report.reporter), len(report.phone), len(report.address)) == (40, 20, 200)


def test_a_nul_in_the_text_is_no_server_error() -> None:
    """PostgreSQL stores no NUL; whoever sends one is answered, not crashed at."""
    taken = send(replace(numbered()[0], text="摆\x00摊"))
    assert len(taken.reports) + len(taken.refused) == 1


def test_receipts_are_numbers_of_the_day_and_secrets_differ() -> None:
    reports = send(*numbered()).reports
    assert all(r.receipt.startswith("260916") and r.receipt.isdigit() for r in reports)
    assert len({r.code for r in reports}) == len(reports)


def test_a_receipt_opens_only_with_its_secret() -> None:
    report = send(numbered()[0]).reports[0]
    assert queries.by_receipt(f" {report.receipt} ", report.code.lower()).pk == report.pk
    for receipt, code in ((report.receipt, "XXXXXXXX"), ("2609169999999", report.code)):
        with pytest.raises(NotFound, match="受理号或查询码"):
            queries.by_receipt(receipt, code)


def test_an_empty_batch_is_fine() -> None:
    taken = send()
    assert (taken.reports, taken.known, taken.refused) == ([], [], [])


def test_completing_needs_what_is_missing() -> None:
    report = send(numbered()[2]).reports[0]
    services.settle_many([services.Outcome(report, "wait", missing=("place",))], by="rule:door@1", at=AT)
    with pytest.raises(NotAllowed, match="还缺位置"):
        services.complete(report_id=report.pk, matter="", lng=None, lat=None, by="person:1", at=AT)
    with pytest.raises(BadInput, match="没有事项代码"):
        services.complete(report_id=report.pk, matter="99999", lng=X, lat=Y, by="person:1", at=AT)
    with pytest.raises(BadInput, match="不在本市"):
        services.complete(report_id=report.pk, matter="", lng=121.9, lat=31.0, by="person:1", at=AT)
    done = services.complete(report_id=report.pk, matter=STALL, lng=X, lat=Y, by="person:1", at=AT)
    assert (done.state, done.grid, done.place_from) == ("received", GRID, "point")
    assert check_events()["problems"] == []


def test_a_photo_belongs_to_one_report() -> None:
    from io import BytesIO

    from PIL import Image

    buffer = BytesIO()
    Image.new("RGB", (40, 30), "green").save(buffer, "JPEG")
    photo = services.store_photo(buffer.getvalue(), by="citizen", at=AT)
    report = send(replace(numbered()[0], photos=[str(photo.pk)])).reports[0]
    assert [p.pk for p in queries.photos_of([report.pk])] == [photo.pk]
    with pytest.raises(BadInput, match="已用于另一条"):
        send(replace(numbered()[0], key="z", photos=[str(photo.pk)]))
    assert Report.objects.count() == 1
