"""An adversary who only reads, but reads every public answer, again and again, and wants to know where somebody stood."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import transaction
from django.test import Client

from tests.brigade import AT, BIN, GRID, STALL, Brigade
from tests.tiny_city import place
from tests.walk import Walk
from zhicheng.civic.openness import points
from zhicheng.flow.reports import queries as reports
from zhicheng.flow.tickets import whereabouts
from zhicheng.flow.tickets.placing import part_of
from zhicheng.gateways.open311 import door, keys
from zhicheng.kernel.geo import metres_per_degree

pytestmark = [pytest.mark.django_db]
X, Y = place(GRID)
FUMES, NOISE, BEGGAR = "06027", "06028", "09003"
LOOKS = [timedelta(hours=1), timedelta(hours=19), timedelta(hours=21), timedelta(days=2), timedelta(days=9)]
FILES = ("requests.json", "requests.xml", "requests.json?extensions=true", "bulk/requests.csv", "bulk/requests.json", "bulk/requests.xml",
         "servicerequestupdates.json")  # fmt: skip
POINTS = [(X + dx / 20_000, Y + dy / 20_000) for dx in range(-2, 3) for dy in range(-2, 3)]


@pytest.fixture(autouse=True)
def nobody_waits(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    class Open(door.Throttle):
        def allows(self, *_: Any, **__: Any) -> bool:
            return True

    monkeypatch.setattr(door, "KNOCKS", Open())
    yield
    points.forget()
    whereabouts.forget()


def read_all(at: datetime, city_time: Callable[[datetime], None], known: str) -> list[str]:
    """Everything that everybody may ask at this moment, numbers made alike: two databases count differently."""
    city_time(at)
    points.forget()
    whereabouts.forget()
    said = [body(f"/open311/v2/{path}") for path in (*FILES, f"requests/{known}.json")]
    said.append(body("/api/open/map"))
    for lng, lat in POINTS:
        said += [body("/api/reports/near", lng=lng, lat=lat, radius=radius) for radius in (20, 33, 47, 80, 400)]
        said.append(body("/api/reports/guess", lng=lng, lat=lat, category=BIN))
    return said


def body(path: str, **query: Any) -> str:
    answer = Client().get(path, query)
    text = answer.getvalue().decode()
    return re.sub(r"26091\d\d{7}|[A-Z]{0,3}\d{6,}-?\d{3,}(?!\.)", "#", text) if answer.status_code == 200 else "none"


def within_part(east: float, north: float) -> tuple[float, float]:
    """A fix in the same part of the street, so many metres from its middle."""
    x, y = part_of(X, Y, whereabouts.terms().map)
    per_lng, per_lat = metres_per_degree(y)
    return x + east / per_lng, y + north / per_lat


@pytest.fixture
def city_says(city_folder: Path) -> Iterator[Callable[..., None]]:
    """Write the city's own choices."""
    path = whereabouts.own_file()[0]
    before = path.read_text(encoding="utf-8") if path.is_file() else None

    def say(**terms: Any) -> None:
        path.write_text(json.dumps((json.loads(before) if before else {}) | terms), encoding="utf-8")

    yield say
    if before is None:
        path.unlink(missing_ok=True)
    else:
        path.write_text(before, encoding="utf-8")


class UndoneError(Exception):
    pass


def story(brigade: Brigade, where: tuple[float, float], matter: str, city_time: Any) -> list[list[str]]:
    """One report among a few others, read over nine days; then nothing of it happened."""
    told: list[list[str]] = []
    try:
        with transaction.atomic():
            one = Walk(brigade).report(matter=matter, source="citizen", phone="13900000000", text="请处理", where=where)
            for i in range(6):
                Walk(brigade).report(matter=(STALL, BEGGAR)[i % 2], source="citizen", phone=f"1380000000{i}")
            number = reports.get(one.report_id).receipt
            told += [read_all(AT + look, city_time, number) for look in LOOKS]
            raise UndoneError
    except UndoneError:
        return told


@pytest.mark.parametrize("matter", [BIN, FUMES, NOISE])
def test_two_fixes_of_one_part_are_told_alike_by_every_answer_at_every_time(
    brigade: Brigade, city_time: Any, matter: str
) -> None:
    """So nothing, and no difference between two readings, tells which of them it was."""
    first = story(brigade, within_part(-24, -24), matter, city_time)
    second = story(brigade, within_part(23, 21), matter, city_time)
    for a, b in zip(first, second, strict=True):
        assert a == b
    assert first[0] != first[-1]  # something was told at last


def places_of(receipt: str, **query: Any) -> tuple[float, float]:
    (found,) = Client().get(f"/open311/v2/requests/{receipt}.json", query).json()
    return found["long"], found["lat"]


def test_over_all_time_a_thing_is_told_at_one_place_only(brigade: Brigade, city_time: Any) -> None:
    """Its part: what is reported beside it, follows it or is closed afterwards moves nothing."""
    where = within_part(11, -7)
    walk = Walk(brigade).report(matter=BIN, source="citizen", where=where)
    receipt, told = reports.get(walk.report_id).receipt, []
    for day in range(6):
        city_time(AT + timedelta(days=day))
        told.append(places_of(receipt))
        Walk(brigade).later(day * 1_440).report(matter=(BIN, FUMES, STALL)[day % 3], where=within_part(5 * day, -day))
    part = part_of(*where, whereabouts.terms().map)
    assert set(told) == {(round(part[0], 5), round(part[1], 5))}


@pytest.mark.parametrize(("matter", "delay"), [(FUMES, 0), (NOISE, 0), (BIN, 240)])
def test_no_list_names_it_before_its_time_whatever_the_question(
    brigade: Brigade, city_time: Any, city_says: Callable[..., None], matter: str, delay: int
) -> None:
    """What points at a home waits for its span; a thing in public for the delay that its city wants."""
    city_says(things={"delay_minutes": delay})
    walk = Walk(brigade).report(matter=matter, source="citizen")
    receipt = reports.get(walk.report_id).receipt
    city_time(AT + timedelta(hours=3))
    queries = [{}, {"service_code": matter}, {"status": "open"}, {"start_date": AT.isoformat()}, {"page_size": "1"}]
    for path in ("requests.json", "bulk/requests.csv", "servicerequestupdates.json"):
        for query in queries:
            assert receipt not in Client().get(f"/open311/v2/{path}", query).getvalue().decode()


@pytest.mark.parametrize("matter", [FUMES, NOISE])
def test_of_a_home_even_its_number_says_nothing_before_and_no_words_after(
    brigade: Brigade, city_time: Any, matter: str
) -> None:
    walk = Walk(brigade).report(matter=matter, source="citizen", text="3号楼2单元的邻居")
    receipt = reports.get(walk.report_id).receipt
    city_time(AT + timedelta(hours=3))
    assert Client().get(f"/open311/v2/requests/{receipt}.json").status_code == 404
    city_time(AT + timedelta(days=2))
    (found,) = Client().get(f"/open311/v2/requests/{receipt}.json").json()
    assert (found["description"], found["media_url"]) == (None, None)
    assert "单元" not in str(found)


def test_who_filed_it_reads_it_exactly_and_at_once(on_shift: Brigade, city_time: Any) -> None:
    city_time(AT)
    secret = keys.add_key(name="邻市 App", by="test", at=AT)
    other = keys.add_key(name="别的 App", by="test", at=AT)
    form = {"api_key": secret, "service_code": "06011", "lat": f"{Y:.7f}", "long": f"{X:.7f}", "description": "有渣土"}
    (filed,) = Client().post("/open311/v2/requests.json", form).json()
    receipt = filed["service_request_id"]
    assert places_of(receipt, api_key=secret) == pytest.approx((X, Y), abs=1e-6)
    part = part_of(X, Y, whereabouts.terms().map)
    for stranger in ({"api_key": other}, {"api_key": "wrong"}, {}):
        assert places_of(receipt, **stranger) == (round(part[0], 5), round(part[1], 5))
    listed = Client().get("/open311/v2/requests.json", {"api_key": secret}).json()
    assert [r["service_request_id"] for r in listed] == [receipt]
    assert receipt in Client().get("/open311/v2/bulk/requests.csv", {"api_key": secret}).getvalue().decode()


def test_who_has_receipt_and_code_reads_his_own_place(brigade: Brigade, city_time: Any) -> None:
    walk = Walk(brigade).report(matter=NOISE, source="citizen", where=(X, Y))
    report = reports.get(walk.report_id)
    city_time(AT + timedelta(minutes=5))
    found = Client().get(f"/api/track/{report.receipt}", {"code": report.code}).json()
    assert (found["lng"], found["lat"]) == pytest.approx((X, Y), abs=1e-6)
