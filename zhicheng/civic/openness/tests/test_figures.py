"""A small city counted by hand; the same through the tables."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from tests.brigade import BIN, LAMP, STALL, Brigade
from tests.tiny_city import HERE, THERE, place
from tests.walk import Walk
from zhicheng.civic.openness import figures, points
from zhicheng.civic.openness.figures import Counts
from zhicheng.civic.openness.rules.hiding import WITHHELD
from zhicheng.flow.reports import queries as reports
from zhicheng.flow.tickets import counted, services

MONTH = date(2026, 9, 1)
AFTER = datetime(2026, 10, 2, tzinfo=UTC)


# Told, by hand ---------------------------------------------------------------------------------------------------------------


def by_hand(**measures: dict[tuple[str, str], int]) -> dict[tuple[str, str, str], dict[str, Any]]:
    made = Counts(**{name: Counter(n) for name, n in measures.items()})  # type: ignore[arg-type]
    told = figures.tell(made, month=MONTH, least=5)
    return {(r["level"], r["district"], r["matter"]): r for r in told["rows"]}


def test_rows_are_the_city_its_districts_classes_and_matters() -> None:
    rows = by_hand(reports={(HERE, "06010"): 12, (HERE, "09001"): 8, (THERE, "09001"): 20})
    assert {k: r["reports"] for k, r in rows.items()} == {
        ("city", "", ""): 40, ("district", HERE, ""): 20, ("district", THERE, ""): 20, ("class", "", "06"): 12, ("class", "", "09"): 28,
        ("district_class", HERE, "06"): 12, ("district_class", HERE, "09"): 8, ("district_class", THERE, "09"): 20,
        ("matter", "", "06010"): 12, ("matter", "", "09001"): 28,
    }  # fmt: skip


def test_a_small_count_is_nowhere_to_be_computed() -> None:
    rows = by_hand(reports={(HERE, "06010"): 3, (HERE, "09001"): 8, (THERE, "09001"): 20, (THERE, "06010"): 9})
    assert rows["district_class", HERE, "06"]["reports"] == "<5"
    assert rows["district_class", HERE, "09"]["reports"] == WITHHELD
    assert rows["district_class", THERE, "06"]["reports"] == WITHHELD
    assert rows["city", "", ""]["reports"] == 40


def test_shares_are_told_in_per_mille_with_n_and_interval() -> None:
    leaf = {(HERE, "09001"): 20}
    row = by_hand(promised=leaf, kept={(HERE, "09001"): 13}, rated=leaf, satisfied={(HERE, "09001"): 15})[
        "city", "", ""
    ]
    assert (row["promised"], row["kept"], row["kept_share"]) == (20, 13, 650)
    assert (row["rated"], row["satisfied"], row["satisfied_share"]) == (20, 15, 750)
    assert (row["satisfied_low"], row["satisfied_high"]) == (531, 888)  # Wilson 1927, 15 of 20: 0.531 to 0.888


def test_two_unsatisfied_of_nine_are_nobodys_business() -> None:
    row = by_hand(rated={(HERE, "09001"): 9}, satisfied={(HERE, "09001"): 7})["city", "", ""]
    assert (row["rated"], row["satisfied"], row["satisfied_share"]) == (9, WITHHELD, None)


def test_nothing_divided_by_nothing_is_no_share() -> None:
    row = by_hand(reports={(HERE, "09001"): 9})["city", "", ""]
    assert (row["promised"], row["kept_share"], row["satisfied_share"]) == (0, None, None)


def test_an_empty_month_is_told_as_empty() -> None:
    assert by_hand()["city", "", ""]["reports"] == 0


@pytest.mark.parametrize(
    ("at", "month"),
    [
        ("2026-09-30T15:59", (2026, 8)),
        ("2026-09-30T16:00", (2026, 9)),
        ("2026-01-15T00:00", (2025, 12)),
        ("2026-03-01T00:00", (2026, 2)),
    ],
)
def test_months_end_at_midnight_in_china(at: str, month: tuple[int, int]) -> None:
    assert figures.last_month(datetime.fromisoformat(at).replace(tzinfo=UTC)) == date(*month, 1)


@pytest.mark.parametrize(("month", "days"), [(date(2026, 2, 1), 28), (date(2028, 2, 1), 29), (date(2026, 12, 1), 31)])
def test_a_month_holds_its_days(month: date, days: int) -> None:
    since, until = figures.bounds(month)
    assert until - since == timedelta(days=days)
    assert since.date() == month


# Through the tables ----------------------------------------------------------------------------------------------------------


@pytest.fixture
def city(on_shift: Brigade) -> Brigade:
    """Five reports: two stalls of the west closed and rated 5 and 2; a bin closed late; a lamp still open; a stall in the east."""
    brigade = on_shift
    walk = Walk(brigade)
    for score, grid in ((5, "990101001001001"), (2, "990101002002001")):
        walk = (
            walk.report(source="citizen", where=place(grid), text="摊贩占道")
            .handle()
            .refix()
            .recheck()
            .take("Alice", "close")
        )
        services.rate(report=reports.get(walk.report_id), score=score, comment="", at=walk.later(10).at)
        walk = Walk(brigade, walk.refix().at)
    late = walk.report(matter=BIN, source="grid", where=place("990101001002001"))
    late.at = late.ticket.limit_due_at + timedelta(hours=1)
    late.refix().handle("Rita").refix().recheck().take("Alice", "close")
    Walk(brigade, late.at).report(matter=LAMP, where=place("990101001001002"))
    Walk(brigade, late.at).report(matter=STALL, where=place("990102001001001"))
    return brigade


def test_the_small_city_by_hand(city: Brigade) -> None:
    found = figures.count(MONTH, at=AFTER)
    assert found.reports == {(HERE, STALL): 2, (HERE, BIN): 1, (HERE, LAMP): 1, (THERE, STALL): 1}
    assert found.closed == {(HERE, STALL): 2, (HERE, BIN): 1}
    assert found.rated == {(HERE, STALL): 2}
    assert found.satisfied == {(HERE, STALL): 1}
    assert found.promised == {(HERE, STALL): 2, (HERE, BIN): 1, (HERE, LAMP): 1, (THERE, STALL): 1}
    assert {leaf: n for leaf, n in found.kept.items() if n} == {(HERE, STALL): 2}
    assert found.reasons == {"none": 1, "open": 2}
    assert {u: n["promised"] for u, n in found.units.items()} == {
        city.unit["squad"]: 2, city.unit["clean"]: 1, city.unit["lamps"]: 1, city.unit["other"]: 1
    }  # fmt: skip


def test_a_limit_that_has_not_ended_is_no_promise_yet(city: Brigade) -> None:
    assert sum(figures.count(MONTH, at=datetime(2026, 9, 16, 2, 1, tzinfo=UTC)).promised.values()) == 0


def test_another_month_is_empty(city: Brigade) -> None:
    assert figures.count(date(2026, 8, 1), at=AFTER).reports == {}


def test_so_small_a_city_is_told_without_a_single_small_number(city: Brigade) -> None:
    told = figures.tell(figures.count(MONTH, at=AFTER), month=MONTH, least=5)
    numbers = [r[name] for r in told["rows"] for name in figures.MEASURES]
    assert not [n for n in numbers if isinstance(n, int) and 0 < n < 5]
    assert [u["kept"] for u in told["units"]] == [WITHHELD] * 4


def test_the_map_of_so_small_a_city_shows_no_point(city: Brigade) -> None:
    points.forget()
    made = points.shown(at=AFTER)
    assert (made["points"], made["elsewhere"]) == (
        [],
        [{"district": HERE, "name": "示例区", "n": "<5"}, {"district": THERE, "name": "邻居区", "n": "<5"}],
    )


def test_one_phone_is_one_voice(on_shift: Brigade) -> None:
    for grid in ("990101001001001", "990101002002001", "990102001001001"):
        Walk(on_shift).report(where=place(grid), phone="13800000001" if grid < "990102" else "")
    voices = [s.voice for s in counted.spots(datetime(2026, 9, 1, tzinfo=UTC), AFTER)]
    assert len(voices) == 3
    assert len(set(voices)) == 2
