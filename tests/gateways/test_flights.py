"""Flights planned from a ticket or a route: where to, how far, what they will be worth, flown when their pictures come in."""

from __future__ import annotations

import itertools
import json
import math
from datetime import timedelta
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest

from tests.brigade import AT, Brigade
from tests.gateways.test_drones import flight as pictures
from tests.walk import Walk
from zhicheng.cli.doors import line_of
from zhicheng.flow.sense.tests.scenery import WHOLE, X, Y, camera, engineer
from zhicheng.gateways.drones import flights, plan, services
from zhicheng.infra.check import check_events
from zhicheng.infra.models import Event
from zhicheng.kernel.errors import BadInput, Conflict, NotAllowed, NotFound
from zhicheng.kernel.geo import metres_between


@pytest.fixture
def keeper(brigade: Brigade) -> Any:
    made = engineer(brigade)
    camera(made, "UAV-1", source="drone", url="", scene=None)
    return made


@pytest.mark.django_db
def test_a_flight_goes_round_the_place_of_a_ticket_and_lands_with_its_pictures(
    brigade: Brigade, keeper: Any, tmp_path: Path
) -> None:
    walk = Walk(brigade).report()
    made = flights.plan_for_ticket("F-1", ticket=walk.ticket.no, drone="UAV-1", by="cli", at=AT)
    assert (made.state, made.lead_only, made.area, len(made.waypoints)) == ("planned", True, walk.ticket.grid, 7)
    assert all(metres_between(p.lng, p.lat, X, Y) < 31 for p in flights.waypoints(made))
    services.take_in(
        pictures(tmp_path, "a.jpg,dumping,90,90,110,110,80,heap,\n"), drone="UAV-1", flight="F-1", by="cli", at=AT
    )
    made.refresh_from_db()
    assert made.state == "flown"
    assert Event.objects.get(kind="flight.land").data["frames"] == 2
    with pytest.raises(NotAllowed):
        flights.cancel("F-1", reason="下雨", by="cli", at=AT)
    assert check_events()["problems"] == []


@pytest.mark.django_db
def test_a_drone_with_all_that_the_law_asks_flies_for_evidence(brigade: Brigade) -> None:
    camera(engineer(brigade), "UAV-2", source="drone", url="", scene=None, **WHOLE)
    made = flights.plan_for_route("R-1", route=[(X, Y), (X + 0.002, Y)], drone="UAV-2", by="cli", at=AT)
    assert made.lead_only is False


@pytest.mark.django_db
def test_what_nobody_flew_in_two_days_is_called_off(brigade: Brigade, keeper: Any) -> None:
    made = flights.plan_for_route("R-1", route=[(X, Y), (X + 0.002, Y)], drone="UAV-1", by="cli", at=AT)
    assert flights.watch(at=AT + timedelta(hours=47)) == 0
    assert flights.watch(at=AT + timedelta(hours=48)) == 1
    made.refresh_from_db()
    assert made.state == "cancelled"


@pytest.mark.django_db
def test_what_cannot_be_flown_is_refused_and_nothing_is_planned(brigade: Brigade, keeper: Any) -> None:
    camera(keeper, "C-1")
    route = [(X, Y), (X + 0.001, Y)]
    plan_it = flights.plan_for_route
    with pytest.raises(NotFound):
        flights.plan_for_ticket("F", ticket="没有", drone="UAV-1", by="cli", at=AT)
    for name, drone, line, height in (
        ("", "UAV-1", route, 60),
        ("a/b", "UAV-1", route, 60),
        ("F" * 25, "UAV-1", route, 60),
        ("F", "C-1", route, 60),
        ("F", "GHOST", route, 60),
        ("F", "UAV-1", route[:1], 60),
        ("F", "UAV-1", route, 121),
        ("F", "UAV-1", route, 5),
        ("F", "UAV-1", [(X, Y), (X + 0.2, Y)], 60),
    ):
        with pytest.raises(BadInput):
            plan_it(name, route=line, drone=drone, by="cli", at=AT, height_m=height)
    assert Event.objects.filter(kind="flight.plan").count() == 0
    plan_it("F", route=route, drone="UAV-1", by="cli", at=AT)
    with pytest.raises(Conflict):
        plan_it("F", route=route, drone="UAV-1", by="cli", at=AT)
    with pytest.raises(BadInput):
        flights.cancel("F", reason=" ", by="cli", at=AT)
    with pytest.raises(NotFound):
        flights.cancel("G", reason="下雨", by="cli", at=AT)
    assert flights.cancel("F", reason="下雨", by="cli", at=AT).state == "cancelled"
    assert flights.landed("F", frames=1, observations=0, by="cli", at=AT) is False


@pytest.mark.parametrize("spacing", [10.0, 60.0, 400.0])
def test_a_route_has_its_corners_and_no_gap_wider_than_asked(spacing: float) -> None:
    corners = [(120.0, 30.0), (120.003, 30.0), (120.003, 30.002)]
    points = plan.along(corners, spacing_m=spacing)
    assert [c for c in corners if c not in [(p.lng, p.lat) for p in points]] == []
    gaps = [metres_between(a.lng, a.lat, b.lng, b.lat) for a, b in itertools.pairwise(points)]
    assert max(gaps) <= spacing * 1.001
    assert plan.length_m(points) == pytest.approx(sum(gaps) + metres_between(*corners[0], *corners[-1]), rel=1e-6)


@pytest.mark.parametrize("radius", [5.0, 30.0, 200.0])
def test_around_a_thing_every_side_is_as_far(radius: float) -> None:
    first, *ring = plan.around(120.0, 30.0, radius_m=radius)
    assert (first.lng, first.lat) == (120.0, 30.0)
    assert [metres_between(120.0, 30.0, p.lng, p.lat) for p in ring] == pytest.approx([radius] * 6, rel=0.01)
    assert len({round(math.degrees(math.atan2(p.lng - 120, p.lat - 30))) for p in ring}) == 6


@pytest.mark.parametrize("radius", [1.0, 500.0])
def test_too_close_and_too_far_are_refused(radius: float) -> None:
    with pytest.raises(BadInput):
        plan.around(120.0, 30.0, radius_m=radius)


def test_the_pilots_file_is_kml_with_every_point() -> None:
    text = plan.kml("架次 <1>", plan.around(120.0, 30.0))
    root = ElementTree.fromstring(text)
    space = {"k": "http://www.opengis.net/kml/2.2"}
    assert root.findtext("k:Document/k:name", namespaces=space) == "架次 <1>"
    assert len(root.findall(".//k:Point", space)) == 7


@pytest.mark.parametrize(
    "content",
    ["", "[]", "{}", '{"type":"Point","coordinates":[1,2]}', '{"type":"LineString","coordinates":[["a","b"]]}'],
)
def test_a_route_file_without_a_line_is_one_sentence(tmp_path: Path, content: str) -> None:
    path = tmp_path / "r.geojson"
    path.write_text(content, encoding="utf-8")
    with pytest.raises(BadInput):
        line_of(path)
    with pytest.raises(BadInput):
        line_of(tmp_path / "none.geojson")


def test_a_route_file_in_either_form(tmp_path: Path) -> None:
    line = {"type": "LineString", "coordinates": [[120, 30], [120.1, 30, 5]]}
    for data in (
        line,
        {"type": "Feature", "geometry": line, "properties": {}},
        {"type": "FeatureCollection", "features": [{"type": "Feature", "geometry": line}]},
    ):
        path = tmp_path / "r.geojson"
        path.write_text(json.dumps(data), encoding="utf-8")
        assert line_of(path) == [(120.0, 30.0), (120.1, 30.0)]
