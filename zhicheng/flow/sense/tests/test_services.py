"""What cameras say: once, in order or not, lawful or not, told first, reviewed, reported."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from tests.brigade import AT, GRID, Brigade
from tests.tiny_city import THERE, place
from zhicheng.flow.sense import queries, services
from zhicheng.flow.sense.models import Guard, Observation, Thing
from zhicheng.flow.sense.tests.scenery import WHOLE, camera, engineer, says, still
from zhicheng.ground.devices import pictures
from zhicheng.ground.devices import services as devices
from zhicheng.ground.messages import queries as messages
from zhicheng.ground.permits import services as permits
from zhicheng.infra import jobs
from zhicheng.infra.check import check_events
from zhicheng.infra.models import Event, Job
from zhicheng.kernel.errors import BadInput, NotAllowed, NotFound, Refused

pytestmark = pytest.mark.django_db
BY = "device:eyes"
X, Y = place(GRID)


@pytest.fixture
def gina(brigade: Brigade) -> Any:
    keeper = engineer(brigade)
    camera(keeper)
    return keeper


def see(*sightings: Any, minutes: float = 10) -> services.Taken:
    return services.observe_many(sightings, by=BY, at=AT + timedelta(minutes=minutes))


def kinds_of(one: Observation) -> list[str]:
    rows = Event.objects.filter(stream=f"observation:{one.pk}").order_by("seq")
    return [k.removeprefix("observation.") for k in rows.values_list("kind", flat=True)]


def only() -> Observation:
    return Observation.objects.get()


def test_a_thing_alarms_is_confirmed_and_waits_for_a_person(gina: Any) -> None:
    see(says("pre_alarm", minutes=1, stayed=1, stills=(still("arrival", 1), still("pre_alarm", 2))))
    see(says("confirmed", stills=(still("confirmed", 3),)))
    one = only()
    assert (one.state, one.holder, one.matter, one.zone) == ("confirmed", "role:acceptor", "09009", "kerb")
    assert kinds_of(one) == ["alarm", "confirm"]
    assert [s["what"] for s in one.stills] == ["arrival", "pre_alarm", "confirmed"]
    assert one.area.startswith(GRID[:6])
    assert check_events()["problems"] == []


def test_saying_it_twice_changes_nothing(gina: Any) -> None:
    batch = [says("pre_alarm", minutes=1, stayed=1), says("confirmed", stills=(still(),))]
    see(*batch)
    before = list(Event.objects.order_by("pos").values_list("kind", flat=True))
    taken = see(*batch)
    assert list(Event.objects.order_by("pos").values_list("kind", flat=True)) == before
    assert (taken.known, taken.refused, Observation.objects.count(), Thing.objects.count()) == (2, [], 1, 1)


def test_the_same_place_within_half_an_hour_is_the_same_thing(gina: Any) -> None:
    see(says(thing="track-1"), says("over", thing="track-1", minutes=6, stayed=6))
    see(says("pre_alarm", thing="track-2", minutes=20, stayed=1, box=(105, 212, 205, 305)), minutes=30)
    one = only()
    assert kinds_of(one) == ["alarm", "confirm", "leave", "return"]
    assert (one.state, one.over_at) == ("confirmed", None)
    see(says("pre_alarm", thing="track-3", minutes=25, stayed=1, box=(400, 210, 500, 300)), minutes=30)
    assert Observation.objects.count() == 2  # elsewhere in the zone


def test_after_half_an_hour_it_is_another(gina: Any) -> None:
    see(says(thing="a"), says("over", thing="a", minutes=6, stayed=6))
    see(says(thing="b", minutes=50, stayed=5), minutes=60)
    assert sorted(Observation.objects.values_list("state", flat=True)) == ["confirmed", "left"]


def test_bad_ones_are_refused_one_by_one_and_the_rest_goes_on(gina: Any) -> None:
    rows = [
        says(),
        says(device="camera:GHOST"),
        says(device="tower"),
        says(thing=""),
        says(kind="ufo"),
        says("maybe"),
        says(confidence=101),
        says(minutes=99_999),
        says(stayed=-1),
        says(facts={"db": 1.5}),
        says(zone="z" * 41),
        says(device="sensor:S-1", kind="noise"),
    ]
    taken = see(*(replace(r, row=i) for i, r in enumerate(rows)))
    assert [(r.row, r.field) for r in taken.refused] == [
        (1, "device"),
        (2, "device"),
        (3, "thing"),
        (4, "kind"),
        (5, "stage"),
        (6, "confidence"),
        (7, "seen_at"),
        (8, "seen_at"),
        (9, "facts"),
        (10, "zone"),
        (11, "lng"),
    ]
    assert all(r.said.zh.endswith(("。", "）。")) and r.said.en.endswith(".") for r in taken.refused)
    assert Observation.objects.count() == 1


def test_what_is_over_before_anybody_heard_of_it_is_nothing(gina: Any) -> None:
    taken = see(says("over"))
    assert (taken.known, taken.observations, Observation.objects.count()) == (1, [], 0)


def test_a_stop_that_is_too_short_for_the_zone_stays_a_pre_alarm(gina: Any) -> None:
    """A vendor's box confirms after ten seconds; the zone says three minutes."""
    see(says("confirmed", minutes=1, stayed=0.2))
    assert only().state == "pre_alarm"
    see(says("confirmed", minutes=4, stayed=3.2))
    assert only().state == "confirmed"


def test_what_leaves_before_anybody_looked_troubles_nobody(gina: Any) -> None:
    see(says(), says("over", minutes=7, stayed=7))
    assert (only().state, only().holder, only().due_at) == ("left", "", None)
    assert queries.desk(gina)["rows"] == []


def test_a_bad_picture_loses_nothing_else(gina: Any) -> None:
    see(says(stills=(replace(still(), original=b"GIF89a"), still("end", 5))))
    assert [s["what"] for s in only().stills] == ["end"]


# -- lawful, told, automatic ---------------------------------------------------------------------------------------------------


def permit(kind: str = "stall", hours: tuple[str, str] = ("09:00", "12:00")) -> None:
    spans = [{"days": "1234567", "from": hours[0], "to": hours[1]}]
    permits.issue(
        [
            permits.NewPermit(
                "TW-1", kind, "市场办", "钟楼巷夜市", X, Y, date(2026, 1, 1), date(2027, 1, 1), radius_m=60, hours=spans
            )
        ]
    )


@pytest.mark.parametrize(
    ("kind", "issued", "state"),
    [
        ("stall", "stall", "lawful"),
        ("umbrella", "stall", "lawful"),
        ("ad", "sign", "lawful"),
        ("pile", "road", "lawful"),
        ("motor_parking", "stall", "confirmed"),
        ("stall", "sign", "confirmed"),
    ],
)
def test_permits_are_asked_before_anything_is_raised(gina: Any, kind: str, issued: str, state: str) -> None:
    permit(issued)
    see(says(kind=kind, zone=""))
    assert only().state == state


def test_lawful_hours_cover_no_minute_more(gina: Any) -> None:
    permit(hours=("09:00", "11:00"))  # AT is ten o'clock
    see(says(kind="stall", zone="gate"))
    assert kinds_of(only()) == ["alarm", "confirm", "allow"]
    see(says(kind="stall", zone="gate", minutes=59, stayed=59), minutes=59)
    assert services.watch(at=AT + timedelta(minutes=59)) == 0
    see(says(kind="stall", zone="gate", minutes=61, stayed=61), minutes=61)
    assert services.watch(at=AT + timedelta(minutes=61)) == 1
    assert (only().state, kinds_of(only())[-1]) == ("confirmed", "overstay")


def shop(**more: Any) -> None:
    services.register_addressee(whom="shop", name="老王水果", device="camera:C-1", **({"phone": "13800000001"} | more))


def test_who_can_put_it_right_is_told_first_and_no_officer_goes(gina: Any) -> None:
    shop()
    see(says(kind="stall", zone="gate"))
    one = only()
    assert (one.state, one.told, one.due_at) == ("told", "老王水果", AT + timedelta(minutes=20))
    message = messages.listed([""]).get(phone="13800000001")
    assert message.template == "sense.tell"
    assert message.values["until"] == "10:20"
    see(says("over", kind="stall", zone="gate", minutes=12, stayed=12), minutes=12)
    assert (only().state, kinds_of(only())[-1]) == ("corrected", "correct")
    assert queries.leads([only().pk]) == []


def test_told_and_still_there_comes_to_the_desk_and_is_not_told_again(gina: Any) -> None:
    shop()
    see(says(kind="stall", zone="gate"))
    see(says(kind="stall", zone="gate", minutes=21, stayed=21), minutes=21)
    assert services.watch(at=AT + timedelta(minutes=21)) == 1
    assert only().state == "confirmed"
    see(says("over", kind="stall", zone="gate", minutes=22, stayed=22), minutes=22)
    see(says(kind="stall", zone="gate", thing="again", minutes=30, stayed=6), minutes=30)
    assert kinds_of(only())[-2:] == ["leave", "return"]
    assert messages.listed([""]).count() == 1


def test_told_and_nobody_has_looked_again_counts_as_still_there(gina: Any) -> None:
    shop()
    see(says(kind="stall", zone="gate"))
    assert services.watch(at=AT + timedelta(minutes=25)) == 0
    assert services.watch(at=AT + timedelta(minutes=31)) == 1
    assert only().state == "confirmed"


@pytest.mark.parametrize(
    ("more", "state"),
    [
        ({"zone": "gate"}, "told"),
        ({"zone": "kerb"}, "confirmed"),
        ({"kinds": ["stall"]}, "told"),
        ({"kinds": ["ad"]}, "confirmed"),
    ],
)
def test_only_who_is_meant_is_told(gina: Any, more: dict[str, Any], state: str) -> None:
    shop(**more)
    see(says(kind="stall", zone="gate"))
    assert only().state == state


def test_a_loudspeaker_speaks_after_the_commit(gina: Any) -> None:
    shop(phone="", speaker="http://127.0.0.1:9/say")
    see(says(kind="stall", zone="gate"))
    assert messages.listed([""]).count() == 0
    assert Job.objects.filter(name="task:sense.speak").count() == 1
    jobs.drain(at=AT)
    assert Job.objects.filter(name="task:sense.speak").count() == 0


@pytest.mark.parametrize("more", [{"phone": ""}, {"kinds": ["ufo"]}, {"grace_minutes": 0}])
def test_an_addressee_that_cannot_be_told_is_refused(gina: Any, more: dict[str, Any]) -> None:
    with pytest.raises(BadInput):
        shop(**more)


# -- review ----------------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("who", "error"), [("Charlie", NotFound), ("Bob", NotFound), ("Zoe", NotFound)])
def test_only_who_reviews_here_may_decide(gina: Any, brigade: Brigade, who: str, error: type[Exception]) -> None:
    see(says())
    with pytest.raises(error):
        services.accept(only().pk, access=brigade.access[who], at=AT)
    assert (only().state, kinds_of(only())) == ("confirmed", ["alarm", "confirm"])


def test_who_keeps_devices_does_not_decide_what_they_saw(gina: Any) -> None:
    see(says())
    with pytest.raises(Refused):
        services.accept(only().pk, access=gina, at=AT)


def test_no_needs_a_reason_and_the_second_reviewer_is_late(gina: Any, brigade: Brigade) -> None:
    alice = brigade.access["Alice"]
    see(says())
    with pytest.raises(BadInput):
        services.reject(only().pk, reason="because", access=alice, at=AT)
    services.reject(only().pk, reason="nothing_there", note="树影", access=alice, at=AT)
    with pytest.raises(NotAllowed):
        services.accept(only().pk, access=alice, at=AT)
    assert only().verdict == "nothing_there"


def test_a_zone_that_may_reports_by_itself_and_a_sample_is_looked_at(gina: Any, brigade: Brigade) -> None:
    alice = brigade.access["Alice"]
    see(says("pre_alarm", stayed=1))
    guard = Guard.objects.get()
    services.tune(guard.pk, {"automatic": 1, "sample_pct": 100}, access=alice, at=AT)
    see(says())
    assert (only().state, only().sampled) == ("reported", True)
    assert queries.desk(alice, samples=True)["samples"] == 1
    services.audit(only().pk, right=False, reason="passing", access=alice, at=AT)
    guard.refresh_from_db()
    assert (guard.dwell_pct, guard.wrong) == (125, 1)
    with pytest.raises(BadInput):
        services.audit(only().pk, right=True, access=alice, at=AT)
    assert [lead.id for lead in queries.leads([only().pk])] == [only().pk]


def many(n: int, confidence: int = 60) -> list[Observation]:
    """So many things beside each other."""
    see(*(says(thing=f"m{i}", confidence=confidence, box=(i * 20, 210, i * 20 + 10, 300)) for i in range(n)))
    return list(Observation.objects.filter(state="confirmed").order_by("pk"))


def test_a_zone_that_is_mostly_wrong_falls_silent_and_that_is_announced(gina: Any, brigade: Brigade) -> None:
    alice = brigade.access["Alice"]
    for one in many(8):
        services.reject(one.pk, reason="at_work", access=alice, at=AT + timedelta(minutes=11))
    guard = Guard.objects.get()
    assert (guard.state, guard.due_at) == ("silent", AT + timedelta(days=1, minutes=11))
    jobs.drain(at=AT)
    assert messages.listed([""]).get(template="guard.silence").to == "Gina"
    see(says(thing="new", minutes=40, confidence=99, box=(500, 210, 600, 300)), minutes=40)
    assert Observation.objects.order_by("-pk")[0].state == "muted"
    assert services.watch(at=AT + timedelta(days=1, minutes=12)) == 1
    guard.refresh_from_db()
    assert (guard.state, guard.recent) == ("armed", [])


def test_confidence_is_learnt_from_mistakes(gina: Any, brigade: Brigade) -> None:
    alice = brigade.access["Alice"]
    for i, one in enumerate(many(6, confidence=55)):
        if i < 4:
            services.reject(one.pk, reason="nothing_there", access=alice, at=AT)
    see(*(says(thing=f"s{i}", confidence=90, box=(300 + i * 20, 210, 310 + i * 20, 300)) for i in range(3)))
    for one in Observation.objects.filter(state="confirmed", confidence=90):
        services.accept(one.pk, access=alice, at=AT)
    one = Observation.objects.filter(state="confirmed").first()
    assert one is not None
    services.reject(one.pk, reason="nothing_there", access=alice, at=AT)
    assert Guard.objects.get().min_confidence == 56
    see(says(thing="weak", minutes=45, confidence=50, box=(500, 210, 600, 300)), minutes=45)
    assert Observation.objects.order_by("-pk")[0].state == "muted"


@pytest.mark.parametrize("reason", ["lawful", "gone", "known", "unclear"])
def test_reasons_that_say_nothing_about_the_machine_teach_nothing(gina: Any, brigade: Brigade, reason: str) -> None:
    see(says())
    services.reject(only().pk, reason=reason, access=brigade.access["Alice"], at=AT)
    assert Guard.objects.get().recent == []


@pytest.mark.parametrize("values", [{"min_confidence": 96}, {"dwell_pct": 10}, {"colour": 1}, {"sample_pct": -1}])
def test_a_zone_is_tuned_within_limits(gina: Any, brigade: Brigade, values: dict[str, int]) -> None:
    see(says())
    with pytest.raises(BadInput):
        services.tune(Guard.objects.get().pk, values, access=brigade.access["Alice"], at=AT)


def test_what_nobody_looked_at_lapses_after_a_day(gina: Any) -> None:
    see(says())
    assert services.watch(at=AT + timedelta(hours=24, minutes=11)) == 1
    assert (only().state, only().due_at) == ("lapsed", None)


# -- pictures --------------------------------------------------------------------------------------------------------------------


def test_unconfirmed_pictures_leave_after_their_days_and_reported_ones_stay(gina: Any, brigade: Brigade) -> None:
    see(
        says(thing="a", stills=(still("confirmed", 3),)),
        says(thing="b", box=(400, 210, 500, 300), stills=(still("confirmed", 9),)),
    )
    first, second = Observation.objects.order_by("pk")
    services.accept(second.pk, access=brigade.access["Alice"], at=AT)
    assert services.forget_pictures(at=AT + timedelta(days=30)) == 0
    assert services.forget_pictures(at=AT + timedelta(days=31)) == 2
    with pytest.raises(NotFound):
        pictures.read(first.stills[0]["original"])
    assert pictures.read(second.stills[0]["original"])
    assert Event.objects.filter(kind="sense.forget").count() == 1
    assert services.forget_pictures(at=AT + timedelta(days=400)) == 2
    assert check_events()["problems"] == []


def test_a_picture_that_another_observation_shows_stays(gina: Any) -> None:
    shared = still("confirmed", 3)
    see(says(thing="a", stills=(shared,)))
    see(says(thing="b", minutes=8, box=(400, 210, 500, 300), stills=(shared,)))
    late = Observation.objects.order_by("-pk")[0]
    Observation.objects.filter(pk=late.pk).update(seen_at=AT + timedelta(days=3))
    services.forget_pictures(at=AT + timedelta(days=31))
    assert pictures.read(late.stills[0]["original"])


# -- evidence (INV-50) -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("lacking", "lead"),
    [
        ({}, False),
        ({"sign": False}, True),
        ({"published_on": date(2026, 9, 16)}, True),
        ({"calibrated_to": date(2026, 9, 15)}, True),
        ({"legal_basis": ""}, True),
    ],
)
def test_a_record_is_a_lead_only_unless_the_camera_has_all_that_the_law_asks(
    brigade: Brigade, lacking: dict[str, Any], lead: bool
) -> None:
    camera(engineer(brigade), **(WHOLE | lacking))
    see(says())
    assert only().lead_only is lead


def test_another_districts_keeper_sees_nothing(gina: Any, brigade: Brigade) -> None:
    see(says())
    other = engineer(brigade, "otto", THERE)
    assert queries.desk(other)["rows"] == []
    assert queries.guards(other) == []
    assert queries.of_device("camera:C-1", other, since=AT) == []
    with pytest.raises(Refused):
        devices.draw("C-1", {}, access=other, at=AT)


def test_a_single_sighting_keeps_what_it_says(gina: Any) -> None:
    see(says("pre_alarm", minutes=1, stayed=0, facts={"decibel": 71}, confidence=44))
    assert (only().facts, only().confidence) == ({"decibel": 71}, 44)
