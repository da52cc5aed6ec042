"""The living city drives only public services with ordinary roles: it works with them and stops without them."""

from __future__ import annotations

import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from tests import tiny_city
from zhicheng.flow.dispatch import queries as dispatch_queries
from zhicheng.flow.dispatch import services as dispatch
from zhicheng.flow.tickets.queries import Ticket
from zhicheng.ground.people import queries as people
from zhicheng.ground.people import services as people_services
from zhicheng.ground.places import queries as places
from zhicheng.infra import clock, jobs
from zhicheng.infra.check import check_events
from zhicheng.infra.config import Settings
from zhicheng.kernel.errors import Refused
from zhicheng.kernel.geo import metres_between
from zhicheng.sim import founding, story
from zhicheng.sim.demand_live import Street
from zhicheng.sim.life import Life
from zhicheng.sim.sheet import demo_rows
from zhicheng.sim.visitors import HUMANE, NEARBY, PATIENCE, WAITING

EVENING = datetime(2026, 11, 23, 10, 30, tzinfo=UTC)  # 18:30 in China: the night market is open
BEAT = timedelta(seconds=30)


@pytest.fixture
def streets(monkeypatch: pytest.MonkeyPatch, city_folder: Any) -> None:
    """Gives the tiny city the places that the simulator looks for."""
    exits = [dict(zip(("lng", "lat"), tiny_city.crossing(c, 4), strict=True), name=f"{c}号口") for c in (2, 5, 10, 13)]
    market_lng, market_lat = tiny_city.crossing(14, 7)
    market = {"name": "示范夜市", "lng": market_lng, "lat": market_lat, "hours": [["17:30", "23:30"]]}
    extras = {"metro_exits": exits, "estates": exits, "night_markets": [market]}
    monkeypatch.setitem(places.city().__dict__, "extras", extras)


@pytest.fixture
def life(db: None, streets: None) -> Iterator[Life]:
    founding.found(at=EVENING - timedelta(hours=1), rows=demo_rows())
    made = Life(seed=3)
    made.settle_in(EVENING)
    made.backlog = 0
    return made


def live(life: Life, minutes: float, start: datetime = EVENING) -> datetime:
    """Beats with the worker between them, as the demo's processes do."""
    now = start
    while now < start + timedelta(minutes=minutes):
        now += BEAT
        jobs.drain(at=now)
        dispatch.tick(at=now)
        dispatch.expire_offers(at=now)
        life.beat(now)
    return now


def test_the_story_walks_from_the_street_to_a_closed_ticket(life: Life) -> None:
    live(life, 45)
    told = story.tell()
    assert [s["key"] for s in told["steps"] if not s["done"]] == []
    assert all(s["who"] and s["why"] and s["rule"] for s in told["steps"])


def test_the_stall_in_the_night_market_is_not_pursued(life: Life) -> None:
    live(life, 3)
    lawful = story.tell()["lawful"]
    assert lawful["done"]
    assert "INV-89" in lawful["rule"]
    assert "示范夜市" in lawful["text"]


def test_after_an_hour_of_life_every_record_holds(life: Life) -> None:
    live(life, 60)
    found = check_events()
    assert found["problems"] == []
    assert found["checked"]["events"] > 200


def test_without_their_role_the_crews_are_refused_and_the_demo_stops(life: Life) -> None:
    now = live(life, 4)
    for crew in people.all_crews():
        account = people.account_of_crew(crew.pk)
        if account is not None:
            people_services.withdraw(account=account, role="handler")
    life.crews.refresh_access()
    with pytest.raises(Refused, match="处置人员"):
        live(life, 30, now)


def test_without_its_role_the_camera_is_refused(life: Life) -> None:
    people_services.withdraw(account=people.demo_account("camera"), role="ai")
    life.camera = people.access_of(people.demo_account("camera"))
    with pytest.raises(Refused, match="视频感知"):
        live(life, 240)


def test_the_same_seed_draws_the_same_happenings(db: None, streets: None) -> None:
    one, other = Street(places.city(), 7), Street(places.city(), 7)
    assert [one.draw(EVENING) for _ in range(20)] == [other.draw(EVENING) for _ in range(20)]


def test_a_frame_that_a_visitor_plays_is_left_alone(life: Life) -> None:
    live(life, 3)
    crew = story.tell()["crew"]
    assert crew is not None
    story.hold_phone(crew["id"], until=clock.real() + timedelta(hours=1))
    live(life, 20, EVENING + timedelta(minutes=3))
    assert life.crews.taken_over == {crew["id"]}
    handled = next(s for s in story.tell()["steps"] if s["key"] == "handle")
    assert not handled["done"], "the simulator worked for a crew that the visitor plays"


def test_who_plays_the_command_centre_has_the_followed_ticket_to_himself(life: Life) -> None:
    life.backlog = 12
    live(life, 3)
    (mine,) = story.followed()
    story.take_over("command")
    live(life, 40, EVENING + timedelta(minutes=3))
    others = set(Ticket.objects.exclude(pk=mine).values_list("state", flat=True))
    assert Ticket.objects.get(pk=mine).state == "to_close"  # the fast lane brought it here; closing is the visitor's
    assert others & {"closed", "evaluated"}, "the whole city stopped for one visitor"


def test_a_phone_that_is_given_back_is_the_simulators_again(life: Life) -> None:
    crew = next(iter(life.crews.all))
    story.hold_phone(crew, until=clock.real() + timedelta(hours=1))
    assert story.held_phones(clock.real()) == {crew}
    story.hold_phone(crew, until=clock.real())
    assert story.held_phones(clock.real()) == set()


def test_something_happens_near_a_visitor_who_waits_for_a_job(life: Life) -> None:
    crew = next(c for c in life.crews.all.values() if c.kind == "patrol")
    real = clock.real()
    assert life.visitors.step({crew.id}, life.crews, at=EVENING, real=real) == []
    seen = life.visitors.step({crew.id}, life.crews, at=EVENING, real=real + PATIENCE)
    assert [metres_between(crew.lng, crew.lat, s.lng, s.lat) < 10 * NEARBY for s in seen] == [True]
    assert life.visitors.step({crew.id}, life.crews, at=EVENING, real=real + PATIENCE) == []  # not again at once


def test_a_job_finds_a_visitor_whose_crew_has_left_its_street(life: Life) -> None:
    crew = next(c for c in life.crews.all.values() if c.kind == "patrol")
    elsewhere = next(
        c for c in life.crews.all.values() if c.area[:6] == crew.area[:6] and len(c.area) >= 9 and c.area != crew.area
    )
    crew.lng, crew.lat = elsewhere.lng, elsewhere.lat
    real = clock.real()
    life.visitors.step({crew.id}, life.crews, at=EVENING, real=real)
    assert len(life.visitors.step({crew.id}, life.crews, at=EVENING, real=real + PATIENCE)) == 1


def test_nothing_happens_near_a_crew_that_may_take_no_case(life: Life) -> None:
    crew = next(c for c in life.crews.all.values() if c.kind == "patrol")
    real, late = clock.real(), EVENING + timedelta(days=2000)  # every certificate has run out
    life.visitors.step({crew.id}, life.crews, at=late, real=real)
    assert life.visitors.step({crew.id}, life.crews, at=late, real=real + PATIENCE) == []


def test_the_city_goes_slowly_while_a_job_is_in_a_visitors_hands(
    life: Life, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    live(life, 3)
    busy = next(iter(dispatch_queries.active_by_crew(life.crews.all)))
    settings = Settings(mode="demo", home=tmp_path, clock=f"{time.time()},{EVENING.timestamp()},60.0")
    monkeypatch.setattr(clock, "config", lambda: settings)
    life.visitors.step({busy}, life.crews, at=EVENING, real=clock.real())
    time.sleep(clock.LEAD)
    assert clock.speed() == HUMANE
    idle = next(c for c in life.crews.all if c not in dispatch_queries.active_by_crew(life.crews.all))
    life.visitors.step({idle}, life.crews, at=EVENING, real=clock.real())
    time.sleep(clock.LEAD)
    assert clock.speed() == WAITING
    life.visitors.step(set(), life.crews, at=EVENING, real=clock.real())
    time.sleep(clock.LEAD)
    assert clock.speed() == 60
