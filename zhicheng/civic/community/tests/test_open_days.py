"""Open days: places, waiting, moving up, the door, what is refused."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from tests.brigade import AT
from tests.neighbours import Street
from tests.tiny_city import HERE
from zhicheng.civic.community import queries
from zhicheng.civic.community.models import OpenDay
from zhicheng.civic.community.services import open_days
from zhicheng.civic.community.states import MACHINES
from zhicheng.infra.check import check_events
from zhicheng.kernel.errors import BadInput, NotAllowed, NotFound, Refused


@pytest.mark.parametrize("machine", MACHINES, ids=lambda m: m.name)
def test_every_state_is_reached_and_one_ends_it(machine: Any) -> None:
    assert machine.reachable() == frozenset(machine.states)
    assert machine.ends or machine.name == "volunteer"  # who left may come back
    assert all(arrow.why for arrow in machine.arrows.values())


@pytest.mark.parametrize(
    ("more", "field"),
    [
        ({"kind": "party"}, "kind"),
        ({"title": ""}, "title"),
        ({"place": " "}, "place"),
        ({"capacity": 0}, "capacity"),
        ({"capacity": 2001}, "capacity"),
        ({"starts_at": AT - timedelta(hours=1)}, "starts_at"),
        ({"ends_at": AT}, "ends_at"),
        ({"ends_at": AT + timedelta(days=30)}, "ends_at"),
        ({"text": "长" * 501}, "text"),
    ],
)
def test_an_open_day_that_makes_no_sense_is_refused_and_not_announced(
    neighbours: Street, more: dict[str, Any], field: str
) -> None:
    with pytest.raises(BadInput) as refused:
        neighbours.open_day(**more)
    assert refused.value.field == field
    assert not OpenDay.objects.exists()


def test_only_the_areas_office_announces(neighbours: Street) -> None:
    for name in ("Otto", "Leo", "Bob", "Zoe"):
        with pytest.raises(Refused):
            starts = AT + timedelta(days=1)
            new = open_days.NewOpenDay(
                "centre", "开放日", "南大街", starts, starts + timedelta(hours=1), 5, HERE + "001"
            )
            open_days.announce(new, who=neighbours.access(name), at=AT)
    assert not OpenDay.objects.exists()


def test_signing_up_twice_changes_nothing(neighbours: Street) -> None:
    neighbours.joins("Nina").open_day(capacity=2).signs_up("Nina", "Nina")
    assert queries.taken(neighbours.day.pk) == 1
    assert neighbours.told("Nina") == ["openday.place"]


def test_who_thinks_again_goes_to_the_end_of_the_list(neighbours: Street) -> None:
    neighbours.joins("Nina", "Wang", "Qian").open_day(capacity=1).signs_up("Nina", "Wang", "Qian")
    neighbours.cancels("Wang").signs_up("Wang")
    neighbours.cancels("Nina")
    assert [neighbours.signup(n).state for n in ("Qian", "Wang")] == ["has_place", "waiting"]


def test_who_leaves_the_waiting_list_moves_nobody_up(neighbours: Street) -> None:
    neighbours.joins("Nina", "Wang", "Qian").open_day(capacity=1).signs_up("Nina", "Wang", "Qian").cancels("Wang")
    assert [neighbours.signup(n).state for n in ("Nina", "Wang", "Qian")] == ["has_place", "cancelled", "waiting"]


def test_signing_up_ends_when_it_begins(neighbours: Street) -> None:
    neighbours.joins("Nina").open_day()
    neighbours.at = neighbours.day.starts_at
    with pytest.raises(NotAllowed, match="截止"):
        neighbours.signs_up("Nina")
    with pytest.raises(NotFound):
        open_days.sign_up(open_day=0, resident=neighbours.resident["Nina"], name="某家", at=AT)


@pytest.mark.parametrize(
    ("before", "fine"), [(timedelta(hours=3), False), (timedelta(hours=2), True), (timedelta(hours=-3), False)]
)
def test_the_door_is_open_from_two_hours_before_until_the_end(
    neighbours: Street, before: timedelta, fine: bool
) -> None:
    neighbours.joins("Nina").open_day().signs_up("Nina")
    code, at = neighbours.signup("Nina").code, neighbours.day.starts_at - before
    told = {"open_day": neighbours.day.pk, "code": code, "who": neighbours.access("Stella"), "at": at}
    if fine:
        assert open_days.check_in(**told).state == "came"
        assert open_days.check_in(**told).came_at == at  # said twice, noted once
    else:
        with pytest.raises(NotAllowed, match="签到时间"):
            open_days.check_in(**told)
        assert neighbours.signup("Nina").state == "has_place"


def test_a_wrong_code_or_a_waiting_ones_code_opens_no_door(neighbours: Street) -> None:
    neighbours.joins("Nina", "Wang").open_day(capacity=1).signs_up("Nina", "Wang")
    at = neighbours.day.starts_at
    with pytest.raises(NotFound, match="签到码"):
        open_days.check_in(open_day=neighbours.day.pk, code="NOSUCH", who=neighbours.access("Stella"), at=at)
    with pytest.raises(NotAllowed):
        open_days.check_in(
            open_day=neighbours.day.pk, code=neighbours.signup("Wang").code, who=neighbours.access("Stella"), at=at
        )
    with pytest.raises(Refused):
        open_days.check_in(
            open_day=neighbours.day.pk, code=neighbours.signup("Nina").code, who=neighbours.access("Otto"), at=at
        )


def test_only_who_was_there_says_how_it_was_and_once(neighbours: Street) -> None:
    neighbours.joins("Nina", "Wang").open_day(capacity=2).signs_up("Nina", "Wang").comes("Nina")

    def say(name: str, score: int, days: int = 0) -> Any:
        at = neighbours.at + timedelta(days=days)
        return open_days.feed_back(
            open_day=neighbours.day.pk, resident=neighbours.resident[name], score=score, comment="好", at=at
        )

    with pytest.raises(NotAllowed, match="到场"):
        say("Wang", 5)
    with pytest.raises(BadInput):
        say("Nina", 6)
    with pytest.raises(NotAllowed, match="14 天"):
        say("Nina", 5, days=15)
    say("Nina", 4)
    with pytest.raises(NotAllowed, match="已经"):
        say("Nina", 5)
    assert neighbours.signup("Nina").score == 4


def test_an_open_day_that_is_called_off_tells_everybody_once(neighbours: Street) -> None:
    neighbours.joins("Nina", "Wang").open_day(capacity=1).signs_up("Nina", "Wang")
    with pytest.raises(BadInput):
        open_days.call_off(open_day=neighbours.day.pk, reason=" ", who=neighbours.access("Stella"), at=AT)
    open_days.call_off(open_day=neighbours.day.pk, reason="台风", who=neighbours.access("Stella"), at=neighbours.at)
    neighbours.work()
    assert [neighbours.signup(n).state for n in ("Nina", "Wang")] == ["called_off", "called_off"]
    assert [neighbours.told(n)[-1] for n in ("Nina", "Wang")] == ["openday.call_off"] * 2
    with pytest.raises(NotAllowed):
        open_days.call_off(open_day=neighbours.day.pk, reason="台风", who=neighbours.access("Stella"), at=neighbours.at)
    assert check_events()["problems"] == []


def test_it_cannot_be_over_before_it_begins(neighbours: Street) -> None:
    neighbours.joins("Nina").open_day().signs_up("Nina")
    with pytest.raises(NotAllowed, match="还没开始"):
        open_days.hold(open_day=neighbours.day.pk, who=neighbours.access("Stella"), at=AT)
    assert neighbours.signup("Nina").state == "has_place"
