"""Places for everybody: where is this, what is it called, which areas are there."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from tests.brigade import GRID
from tests.tiny_city import EAST, NORTH, place

pytestmark = pytest.mark.django_db
X, Y = place(GRID)


def get(path: str, **query: Any) -> Any:
    return Client().get(f"/api/{path}", query)


def test_a_point_has_its_areas_and_words() -> None:
    found = get("places/at", lng=X, lat=Y).json()
    codes = [found[level]["code"] for level in ("district", "street", "community", "grid")]
    assert codes == [GRID[:6], GRID[:9], GRID[:12], GRID]
    assert found["text"].startswith("示例")
    assert (found["lng"], found["lat"]) == (X, Y)


def test_a_point_outside_the_city_is_nowhere() -> None:
    found = get("places/at", lng=EAST + 1, lat=NORTH + 1).json()
    assert [found[level] for level in ("district", "street", "community", "grid")] == [None] * 4
    assert found["text"] == ""


@pytest.mark.parametrize("wrong", [{"lng": 181}, {"lat": -91}, {"lat": "inf"}, {"lng": "nan"}, {"lat": ""}])
def test_what_is_no_point_is_refused_with_its_field(wrong: dict[str, Any]) -> None:
    answer = get("places/at", **{"lng": X, "lat": Y, **wrong})
    assert answer.status_code == 422
    assert next(iter(wrong)) in answer.json()["field"]


def test_a_name_is_found_by_its_beginning_and_by_a_part() -> None:
    assert get("places/search", q="钟楼").json()[0] == {
        "name": "钟楼农贸市场", "kind": "market", "lng": pytest.approx(117.0085, abs=1e-3), "lat": pytest.approx(32.0085, abs=1e-3),
    }  # fmt: skip
    assert "钟楼农贸市场" in [p["name"] for p in get("places/search", q="农贸").json()]
    assert get("places/search", q="不存在的地方").json() == []


@pytest.mark.parametrize("q", ["", "长" * 61])
def test_a_search_for_nothing_or_for_a_novel_is_refused(q: str) -> None:
    assert get("places/search", q=q).status_code == 422


@pytest.mark.parametrize(
    ("level", "n", "digits"), [("district", 2, 6), ("street", 4, 9), ("community", 8, 12), ("grid", 16, 15)]
)
def test_the_areas_of_a_level_in_order_with_their_parents(level: str, n: int, digits: int) -> None:
    found = get("areas", level=level).json()
    codes = [a["code"] for a in found]
    assert (len(codes), codes) == (n, sorted(codes))
    assert {len(c) for c in codes} == {digits}
    assert all(a["code"].startswith(a["parent"]) for a in found)
    assert (found[0]["parent"] == "") is (level == "district")


def test_another_level_is_refused_with_those_there_are() -> None:
    answer = get("areas", level="planet")
    assert (answer.status_code, answer.json()["field"]) == (400, "level")
    assert "street" in answer.json()["detail"]
