"""Drawing a firm's duty area, seeing whose it shares; a meeting's task for a firm, behind a link."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from tests.brigade import AT, GRID, PHOTO
from tests.neighbours import Street, place
from tests.tiny_city import beside
from zhicheng.civic.community.models import Firm, Resolution
from zhicheng.civic.community.queries.grounds import LEAST_CASES
from zhicheng.civic.community.rules.ground import Ground, share, square_metres
from zhicheng.civic.community.services import firms, resolving
from zhicheng.civic.community.services.firms import NewFirm
from zhicheng.civic.community.shapes import grounds as shapes
from zhicheng.ground.messages import links
from zhicheng.ground.messages import queries as messages
from zhicheng.ground.places import queries as places
from zhicheng.infra.models import Event
from zhicheng.kernel.errors import BadInput, NotAllowed, NotFound, Refused

X, Y = HERE = place(GRID)
SIDE = 0.001
GONE = "00000000-0000-7000-8000-00000000dead"  # a photo that nobody uploaded


def square(x: float = X, y: float = Y, side: float = SIDE) -> list[list[float]]:
    return [[x, y], [x + side, y], [x + side, y + side], [x, y + side]]


def area(polygon: list[list[float]]) -> Ground:
    return Ground(X, Y, 0, tuple((p[0], p[1]) for p in polygon))


def keep(street: Street, **more: Any) -> Firm:
    told: dict[str, Any] = {"name": "安居物业", "kind": "property", "contact": "王经理", "phone": "13700000001"}
    return firms.keep_firm(NewFirm(**told | more), who=street.access("Stella"), at=AT)


def look(street: Street, who: str = "Stella", **more: Any) -> firms.Looked:
    told: dict[str, Any] = {"polygon": [], "cells": [], "lng": None, "lat": None, "radius": 0, "firm": 0}
    return firms.look(**told | more, who=street.access(who))


# Geometry ---------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("other", "expected"),
    [
        (square(), 1.0), (square(X + SIDE / 2), 0.5), (square(X + SIDE / 2, Y + SIDE / 2), 0.25), (square(X + 2 * SIDE), 0.0),
        (square(X - SIDE, Y - SIDE, 3 * SIDE), 1.0),
    ],
)  # fmt: skip
def test_how_much_of_one_area_lies_in_another(other: list[list[float]], expected: float) -> None:
    assert share(area(square()), area(other)) == pytest.approx(expected, abs=0.001)


@given(st.integers(5, 3_000))
def test_a_circle_is_as_large_as_a_circle(radius: int) -> None:
    assert square_metres(Ground(X, Y, radius)) == pytest.approx(3.1416 * radius**2, rel=0.02)


def test_what_touches_only_at_its_border_shares_nothing() -> None:
    assert share(area(square()), area(square(X + SIDE))) == 0


# Looking before keeping -------------------------------------------------------------------------------------------------


def test_an_area_is_looked_at_with_whom_it_shares_and_nothing_is_kept(neighbours: Street) -> None:
    keep(neighbours, polygon=square())
    keep(neighbours, name="远处物业", lng=X + 0.02, lat=Y, radius=50)
    n = Event.objects.count()
    found = look(neighbours, polygon=square(X + SIDE / 2))
    assert [(o.name, o.percent) for o in found.overlaps] == [("安居物业", 50)]
    assert (Firm.objects.count(), Event.objects.count()) == (2, n)


def test_a_firm_is_not_compared_with_itself_nor_with_who_is_gone(neighbours: Street) -> None:
    one = keep(neighbours, polygon=square())
    keep(neighbours, name="已停用", polygon=square(), active=False)
    assert look(neighbours, polygon=square(), firm=one.pk).overlaps == ()


@pytest.mark.parametrize(
    ("more", "field"),
    [
        ({"polygon": [[X, Y], [X + SIDE, Y + SIDE], [X + SIDE, Y], [X, Y + SIDE]]}, "polygon"), ({"polygon": square()[:2]}, "polygon"),
        ({"polygon": square(0, 0)}, "polygon"), ({"cells": ["nowhere"]}, "cells"), ({}, "polygon"), ({"lng": X, "lat": Y, "radius": 1}, "radius"),
    ],
)  # fmt: skip
def test_what_is_no_area_is_refused_before_and_when_it_is_kept(
    neighbours: Street, more: dict[str, Any], field: str
) -> None:
    for do in (lambda: look(neighbours, **more), lambda: keep(neighbours, **more)):
        with pytest.raises(BadInput) as refused:
            do()
        assert refused.value.field == field
    assert not Firm.objects.exists()


@pytest.mark.parametrize("who", ["Alice", "Leo"])
def test_only_the_office_of_that_place_looks(neighbours: Street, who: str) -> None:
    with pytest.raises(Refused):
        look(neighbours, who=who, polygon=square())


# Cells of a list, for whoever cannot draw -------------------------------------------------------------------------------


def test_cells_that_lie_together_are_one_area(neighbours: Street) -> None:
    one = keep(neighbours, cells=[GRID])
    assert firms.queries.firms_at(X, Y, "06010") == [one]
    assert 4 <= len(one.polygon) <= 200
    assert places.city().locate(one.lng_e7 / 1e7, one.lat_e7 / 1e7).grid == GRID


def test_cells_apart_from_each_other_are_refused(neighbours: Street) -> None:
    with pytest.raises(BadInput, match="不相连"):
        keep(neighbours, cells=[GRID, "990102001001001"])


@pytest.mark.parametrize("cells", [["990101001001001"] * 201, ["x"], [""]])
def test_cells_that_are_none_or_too_many_are_refused(city_folder: Any, cells: list[str]) -> None:
    with pytest.raises(BadInput) as refused:
        places.ring_of(cells)
    assert refused.value.field == "cells"


# A meeting's task for a firm --------------------------------------------------------------------------------------------


def agreed(street: Street, **more: Any) -> Resolution:
    firm = keep(street, polygon=square())
    street.call().sits()
    told: dict[str, Any] = {"text": "清理后门堆物", "owner": firm.name, "days": 7, "firm": firm.pk} | more
    made = resolving.agree(no=street.no, new=resolving.NewResolution(**told), who=street.access("Stella"), at=street.at)
    street.work()
    return made


def code_of(one: Resolution) -> str:
    return links.code_of(links.spec("task", one.pk, 1))


def test_the_firm_is_sent_its_link_with_the_limit(neighbours: Street, city_time: Any) -> None:
    one = agreed(neighbours)
    city_time(neighbours.at)
    (sent,) = [m for m in messages.listed([""]) if m.template == "resolution.firm"]
    assert sent.to == "王经理"
    assert code_of(one) not in str(sent.values)  # what is listed hides the link
    body = Client().get(f"/api/community/firm-task/{code_of(one)}").json()
    assert (body["firm"], body["text"], body["state"], body["late"]) == ("安居物业", "清理后门堆物", "agreed", False)
    assert body["limit_at"].startswith(f"{one.limit_at:%Y-%m-%d}")


def test_the_office_may_pass_the_link_on_by_hand_until_the_firm_has_answered(neighbours: Street) -> None:
    one = agreed(neighbours)
    assert one.firm is not None
    (link,) = shapes.firm_links(one.firm)
    assert (link["kind"], link["text"], link["limit_at"]) == ("task", "清理后门堆物", one.limit_at)
    assert link["url"].endswith(f"/firm/task/{code_of(one)}")
    resolving.firm_answers(code_of(one), text="不是我们的地", photos=[], failed=True, at=neighbours.at)
    assert shapes.firm_links(one.firm) == []


def test_a_resolution_without_a_firm_or_with_a_ticket_sends_none(neighbours: Street) -> None:
    one = agreed(neighbours, matter="06010")
    assert one.link == ""
    assert not [m for m in messages.listed([""]) if m.template == "resolution.firm"]
    with pytest.raises(NotFound):
        resolving.by_link(code_of(one))


def test_the_firm_says_that_it_is_done_once(neighbours: Street) -> None:
    one = agreed(neighbours)
    at = neighbours.at + timedelta(days=1)
    resolving.firm_answers(code_of(one), text="已清理", photos=[PHOTO], failed=False, at=at)
    one.refresh_from_db()
    assert (one.state, one.result, one.photos) == ("done", "已清理", [PHOTO])
    event = Event.objects.get(kind="resolution.finish")
    assert (event.actor, event.data["on_time"]) == (f"firm:{one.firm_id}", True)
    n = Event.objects.count()
    with pytest.raises(NotAllowed, match="已经反馈过"):
        resolving.firm_answers(code_of(one), text="又清理", photos=[PHOTO], failed=False, at=at)
    assert Event.objects.count() == n


@pytest.mark.parametrize(
    ("text", "photos", "failed", "field"),
    [("", [PHOTO], False, "text"), ("已清理", [], False, "photos"), ("已清理", [GONE], False, "photos"), (" ", [], True, "text")],
)  # fmt: skip
def test_done_without_words_or_a_photo_is_not_done(
    neighbours: Street, text: str, photos: list[str], failed: bool, field: str
) -> None:
    one = agreed(neighbours)
    with pytest.raises(BadInput) as refused:
        resolving.firm_answers(code_of(one), text=text, photos=photos, failed=failed, at=neighbours.at)
    assert refused.value.field == field
    one.refresh_from_db()
    assert one.state == "agreed"


def test_not_possible_needs_a_reason_and_late_is_still_said(neighbours: Street) -> None:
    one = agreed(neighbours)
    late = neighbours.at + timedelta(days=9)
    resolving.firm_answers(code_of(one), text="不是我们的地", photos=[], failed=True, at=late)
    assert Event.objects.get(kind="resolution.fail").data["on_time"] is False


def test_a_wrong_code_opens_nothing(neighbours: Street) -> None:
    agreed(neighbours)
    assert Client().get("/api/community/firm-task/nonsense").status_code == 404
    answer = Client().post(
        "/api/community/firm-task/nonsense", json.dumps({"text": "已清理"}), content_type="application/json"
    )
    assert answer.status_code in (400, 404, 422)
    assert not Event.objects.filter(kind="resolution.finish").exists()


# What the public reads --------------------------------------------------------------------------------------------------


def test_a_firm_with_few_cases_has_no_public_rate(neighbours: Street) -> None:
    one = keep(neighbours, polygon=[], lng=X, lat=Y, radius=300)
    for i in range(LEAST_CASES):
        rates = Client().get("/api/community/own-repair").json()
        assert rates == []
        neighbours.reports("Nina", matter="03001", where=beside(HERE, -250 + 110 * i))
        neighbours.work()
        offer = one.offers.order_by("-pk").first()
        assert offer is not None
        firms.decline(links.code_of(links.spec("offer", offer.pk, 1)), reason="不是我们的", at=neighbours.at)
    (rate,) = Client().get("/api/community/own-repair").json()
    assert (rate["offered"], rate["repaired"]) == (LEAST_CASES, 0)
