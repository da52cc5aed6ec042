"""Body-camera footage and a case's steps: it closes gaps of the record, and what it does not show is told with the reason."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client

from tests.brigade import GRID, Brigade, give_numbers
from tests.casework import STALL, Walk
from tests.tiny_city import place
from zhicheng.flow.cases import footage
from zhicheng.flow.cases.dossier import read
from zhicheng.flow.cases.shapes import case_file, place_of
from zhicheng.ground.evidence import services
from zhicheng.ground.evidence.services import NewClip, NewTurn

pytestmark = pytest.mark.django_db
DAY = date(2026, 3, 2)
STAFF = {"Bob": "0017", "Ben": "0018", "Eve": "0019"}
RECORDERS = {"Bob": "PE-1", "Ben": "PE-2", "Eve": "PE-3"}


@pytest.fixture
def walk(offices: Brigade) -> Walk:
    """A stall was met, told to go, and stayed. Each officer wears a recorder; Bob's clock is ten minutes ahead."""
    give_numbers(offices, **STAFF)
    walk = Walk(offices).on(DAY)
    since = walk.at - timedelta(days=20)
    turns = [
        NewTurn(n, RECORDERS[name], since, STAFF[name], 600 if name == "Bob" else 0) for n, name in enumerate(STAFF, 2)
    ]
    services.note_turns(turns, by="cli", at=walk.at)
    walk.open(STALL, spot=True).step("T06", with_="Ben", data={"until": (walk.at + timedelta(minutes=30)).isoformat()})
    return walk.later(minutes=40).step("recheck", with_="Ben", data={"corrected": False})


def events(walk: Walk) -> dict[str, Any]:
    return {e.step: e.at for e in read(walk.case).events}


def recorded(
    walk: Walk, name: str, step: str, *, before: float = 2, after: float = 3, off: float = 0, **more: Any
) -> None:
    """`name` has recorded this step from so many minutes before it to so many after, by a clock that is `off` minutes ahead."""
    at = events(walk)[step] + timedelta(minutes=off)
    clip = NewClip(
        2, RECORDERS[name], f"{name}-{step}.mp4", at - timedelta(minutes=before), at + timedelta(minutes=after), **more
    )
    services.take_footage([clip], by="cli", at=walk.at + timedelta(days=1))


def gaps(walk: Walk) -> list[str]:
    return [g["step"] for g in case_file(walk.case, walk.team.access["Bob"], walk.at)["gaps"]]


def told(walk: Walk) -> list[footage.CaseFootage]:
    return footage.of_case(read(walk.case), place_of(walk.case))


def test_without_footage_every_step_on_the_spot_is_a_gap(walk: Walk) -> None:
    assert gaps(walk) == ["T05", "T06", "recheck"]
    assert told(walk) == []


def test_footage_of_one_of_the_officers_closes_the_gap(walk: Walk) -> None:
    recorded(walk, "Ben", "T06")
    assert gaps(walk) == ["T05", "recheck"]
    (one,) = told(walk)
    assert (one["shows"], one["officer"], one["reason"], one["ahead_seconds"]) == (["T06"], "Ben", "", 0)


def test_a_clock_that_is_ahead_is_put_right(walk: Walk) -> None:
    recorded(walk, "Bob", "T06", off=10)
    assert "T06" not in gaps(walk)
    (one,) = told(walk)
    assert (one["ahead_seconds"], one["began_at"]) == (600, events(walk)["T06"] - timedelta(minutes=2))


def test_a_clip_that_only_seems_to_fit_is_told_by_how_much_it_misses(walk: Walk) -> None:
    """By Bob's own clock it shows the order; by the true time it was over seven minutes before."""
    recorded(walk, "Bob", "recheck")
    assert gaps(walk) == ["T05", "T06", "recheck"]
    (one,) = told(walk)
    assert (one["shows"], one["reason"], one["reason_en"]) == (
        [],
        "与最近的步骤相差 7 分钟",
        "the nearest step is 7 min away",
    )


def test_another_place_closes_nothing(walk: Walk) -> None:
    lng, lat = place(GRID)
    recorded(walk, "Ben", "T06", lng=lng + 0.05, lat=lat)
    assert "T06" in gaps(walk)
    (one,) = told(walk)
    assert one["reason"].startswith("时间相符，但拍摄地点距案发地 ")
    recorded(walk, "Ben", "recheck", lng=lng, lat=lat)
    assert "recheck" not in gaps(walk)


def test_a_colleague_elsewhere_shows_nothing(walk: Walk) -> None:
    recorded(walk, "Eve", "T06")
    assert "T06" in gaps(walk)
    assert told(walk) == []  # her recorder was never theirs


def test_a_recorder_that_went_to_somebody_else_shows_nothing(walk: Walk) -> None:
    at = events(walk)["T06"]
    services.note_turns([NewTurn(2, "PE-2", at - timedelta(minutes=30), STAFF["Eve"], 0)], by="cli", at=walk.at)
    recorded(walk, "Ben", "T06")
    (one,) = told(walk)
    assert (one["officer"], one["shows"], one["reason"]) == ("Eve", [], "当时由Eve佩戴，不是经办这些步骤的人员")
    assert "T06" in gaps(walk)


def test_a_recorder_that_nobody_had_shows_nothing(walk: Walk) -> None:
    at = events(walk)["T06"]
    services.note_turns([NewTurn(2, "PE-2", at - timedelta(minutes=30), "", 0)], by="cli", at=walk.at)
    recorded(walk, "Ben", "T06")
    assert [one["reason"] for one in told(walk)] == ["当时没有登记佩戴人"]


def test_what_was_recorded_on_another_day_is_not_listed(walk: Walk) -> None:
    recorded(walk, "Ben", "T06", off=-24 * 60)
    assert told(walk) == []


def test_the_api_lists_it_for_those_who_see_the_case(walk: Walk, client: Client) -> None:
    recorded(walk, "Ben", "T06")
    rows = client.get(f"/api/cases/{walk.no}/footage", **walk.team.token("Bob")).json()
    assert [(r["file"], r["recorder"], r["shows"]) for r in rows] == [("Ben-T06.mp4", "PE-2", ["T06"])]
    assert client.get(f"/api/cases/{walk.no}/footage", **walk.team.token("Ivan")).status_code == 404  # of the east
    assert client.get("/api/cases/none/footage", **walk.team.token("Bob")).status_code == 404
