"""Who goes: the unit first, then the crew; why this one; what the phone sends back."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import numpy as np
import pytest

from tests.brigade import AT, BIN, GRID, LAMP, STALL, Brigade, start_shift
from tests.tiny_city import crossing, place
from tests.walk import PHOTO, Walk
from zhicheng.engines import assign
from zhicheng.flow.dispatch import queries, rules, services
from zhicheng.flow.dispatch.events import Offered
from zhicheng.flow.dispatch.models import Assignment
from zhicheng.flow.dispatch.services import FieldEvent, answers, crews
from zhicheng.flow.dispatch.services.units import link_for
from zhicheng.flow.dispatch.states import ACTIVE, JOB
from zhicheng.flow.tickets import queries as tickets
from zhicheng.infra.check import check_events
from zhicheng.infra.events import read_body
from zhicheng.infra.models import Event
from zhicheng.kernel.errors import BadInput, NotAllowed, NotFound, Refused

pytestmark = pytest.mark.django_db


def walk_of(brigade: Brigade, matter: str = STALL, **more: Any) -> Walk:
    return Walk(brigade).report(matter=matter, **more)


# The unit ----------------------------------------------------------------------------------------------------------------


def test_the_unit_is_responsible_by_matter_and_area(on_shift: Brigade) -> None:
    assert walk_of(on_shift, STALL).ticket.unit_id == on_shift.unit["squad"]
    assert walk_of(on_shift, BIN).ticket.unit_id == on_shift.unit["clean"]
    east = walk_of(on_shift, BIN, where=place("990102001001001"))
    assert east.ticket.unit_id == on_shift.unit["other"]


def test_only_crews_of_the_unit_and_the_district_are_asked(on_shift: Brigade) -> None:
    assert walk_of(on_shift, BIN).tick().job.crew_id == on_shift.crew["ritas"]
    east = walk_of(on_shift, STALL, where=place("990102001001001")).tick()
    assert queries.of_ticket(east.ticket_id) == []


def test_a_unit_without_phones_gets_a_link_that_is_spent(on_shift: Brigade) -> None:
    walk = walk_of(on_shift, LAMP)
    job, token = walk.job, link_for(walk.job.pk)
    assert (job.crew_id, job.solver, job.state) == (None, "link", "offered")
    assert services.job_by_link(token).pk == job.pk
    for action in ("accept", "handled"):
        services.act_by_link(token, FieldEvent(f"k-{action}", job.pk, action, AT, None, [PHOTO], "已修"), at=AT)
    with pytest.raises(NotAllowed, match="已使用"):
        services.act_by_link(token, FieldEvent("k-again", job.pk, "handled", AT, None, [PHOTO], "已修"), at=AT)


@pytest.mark.parametrize("token", ["", "x", "MQ:1abc:forged"])
def test_a_forged_link_opens_nothing(on_shift: Brigade, token: str) -> None:
    with pytest.raises(NotFound, match="链接无效"):
        services.job_by_link(token)


def test_the_links_key_is_the_jobs_own(on_shift: Brigade) -> None:
    """A link opens its own job, whatever number its holder writes into the event."""
    first = walk_of(on_shift, LAMP)
    second = walk_of(on_shift, LAMP, where=place("990101001002001"))
    services.act_by_link(link_for(first.job.pk), FieldEvent("k1", second.job.pk, "accept", AT), at=AT)
    assert (first.job.state, second.job.state) == ("accepted", "offered")


# The crew ----------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("what", ["void", "return"])
def test_nobody_is_sent_to_what_changed_while_it_was_planned(on_shift: Brigade, what: str) -> None:
    """A city's plan takes a moment; the ticket may be gone by the time it is written."""
    gone, stays = walk_of(on_shift), walk_of(on_shift, BIN)
    planned = crews.choose(queries.waiting_jobs(at=AT), queries.crews_that_can_go(at=AT), at=AT)
    assert {o.job.ticket_id for o in planned} == {gone.ticket_id, stays.ticket_id}
    gone.take("Alice", what, reason="非本队")
    assert crews.write(planned, at=AT) == 1
    assert queries.of_ticket(gone.ticket_id) == []
    assert stays.job.state == "offered"


def test_nobody_is_sent_again_to_what_is_finished_while_the_tick_looks(
    on_shift: Brigade, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The crew reports its result between the tick's two reads."""
    walk = walk_of(on_shift).tick().act("Bob", "accept").act("Bob", "arrive")
    read = tickets.waiting_for_crew

    def finished_in_between(**wanted: Any) -> Any:
        rows = read(**wanted)
        if walk.job.state == "arrived":
            walk.act("Bob", "handled")
        return rows

    monkeypatch.setattr(tickets, "waiting_for_crew", finished_in_between)
    assert walk.ticket_id not in [j.ticket_id for j in queries.waiting_jobs(at=AT)]


def test_one_offer_answered_at_the_last_moment_does_not_keep_the_others(
    on_shift: Brigade, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, second = walk_of(on_shift).tick(), walk_of(on_shift, BIN).tick()
    give_back = answers._give_back

    def bob_is_quicker(job: Assignment, *more: Any) -> None:
        if job.pk == first.job.pk and first.job.state == "offered":
            first.act("Bob", "accept")
        give_back(job, *more)

    monkeypatch.setattr(answers, "_give_back", bob_is_quicker)
    late = AT + timedelta(seconds=rules.ANSWER_SECONDS + 1)
    assert services.expire_offers(at=late) == 1
    assert (first.job.state, second.job.state) == ("accepted", "expired")
    assert check_events()["problems"] == []


def test_what_may_end_in_a_case_gets_two_certificates(on_shift: Brigade) -> None:
    assert walk_of(on_shift, STALL).tick().job.crew_id == on_shift.crew["bobs"]


def test_or_a_sentence_why_not(brigade: Brigade) -> None:
    start_shift(brigade, "eves")
    job = walk_of(brigade, STALL).tick().job
    assert job.crew_id == brigade.crew["eves"]
    for word in ("有效执法证只有 1 本", "协管员不计入", "INV-01"):
        assert word in job.reason
    assert "INV-01" in job.reason_en


def test_nobody_on_shift_nobody_is_asked(brigade: Brigade) -> None:
    walk = walk_of(brigade).tick()
    assert queries.of_ticket(walk.ticket_id) == []
    assert walk.state == "dispatched"


def test_a_crew_in_a_break_is_left_alone(on_shift: Brigade) -> None:
    from zhicheng.ground.people import services as people

    people.move_shift(crew_id=on_shift.crew["ritas"], action="break", access=on_shift.access["Rita"], at=AT)
    assert queries.of_ticket(walk_of(on_shift, BIN).tick().ticket_id) == []


def test_one_job_per_crew_and_one_crew_per_ticket(on_shift: Brigade) -> None:
    spots = ["990101001001001", "990101001002001", "990101001002002"]
    for grid in spots:
        walk_of(on_shift, BIN, where=place(grid))
    assert services.tick(at=AT) == 1  # there is one repair crew
    assert services.tick(at=AT) == 0
    assert Assignment.objects.filter(state__in=ACTIVE).count() == 1


def test_a_tick_of_another_district_leaves_it(on_shift: Brigade) -> None:
    walk_of(on_shift)
    assert services.tick(at=AT, district="990102") == 0
    assert services.tick(at=AT, district="990101") == 1


def test_runner_up_and_difference_can_be_recomputed_by_anybody(on_shift: Brigade) -> None:
    """From the facts that the tick saw: road seconds, limits, certificates. Two crews, one ticket without certificates."""
    from zhicheng.ground.people import services as people
    from zhicheng.ground.people.services import Fix

    people.record_fixes(
        [Fix(on_shift.crew["bobs"], AT, *crossing(6, 3)), Fix(on_shift.crew["eves"], AT, *crossing(0, 0))], at=AT
    )
    from tests.brigade import found  # noqa: F401 - the same brigade; only the matter needs no certificates
    from zhicheng.ground.people import queries as people_queries

    people.assign_responsibility([(people_queries.organisation(on_shift.unit["squad"]), BIN, "990101")])
    walk = walk_of(on_shift, BIN, where=crossing(5, 3))
    (job_facts,) = queries.waiting_jobs(at=AT)
    able = [c for c in queries.crews_that_can_go(at=AT) if c.serves(*job_facts.group)]
    assert {c.name for c in able} == {"bobs", "eves"}
    seconds = crews.travel_seconds([job_facts], able)
    plan = assign.plan(
        assign.Tickets.of([AT.timestamp()], [job_facts.due_at.timestamp()], priority=[float(job_facts.priority)]),
        assign.Crews.of([0.0, 0.0], certificates=[c.certificates(job_facts, AT) for c in able], jobs_today=[0.0, 0.0]),
        seconds, at=AT.timestamp(),
    )  # fmt: skip
    (choice,) = plan.choices
    job = walk.tick().job
    assert job.crew_id == able[choice.crew].id == on_shift.crew["bobs"]
    assert job.runner_up_id == able[choice.runner_up].id == on_shift.crew["eves"]
    assert job.cost_milli == round(choice.cost * 1000) == round(sum(choice.terms.values()) * 1000)
    assert job.runner_up_cost_milli - job.cost_milli == pytest.approx(choice.cost_difference * 1000, abs=1)
    assert job.travel_s == round(float(seconds.min()))
    assert "eves" in job.reason
    assert "eves" in job.reason_en
    body = read_body(Event.objects.get(kind="assignment.offer"))
    assert isinstance(body, Offered)
    assert (body.runner_up, body.cost_milli, body.runner_up_cost_milli) == (
        job.runner_up_id,
        job.cost_milli,
        job.runner_up_cost_milli,
    )


def test_travel_is_on_the_road_not_as_the_crow_flies(on_shift: Brigade) -> None:
    walk_of(on_shift, STALL, where=crossing(5, 3))
    (job,) = queries.waiting_jobs(at=AT)
    able = queries.crews_that_can_go(at=AT)
    seconds = crews.travel_seconds([job], able)
    assert seconds.shape == (1, 4)
    assert np.isfinite(seconds).all()
    assert (seconds >= 0).all()


def test_a_crew_that_soon_is_free_is_reserved_but_not_yet_asked(on_shift: Brigade) -> None:
    first = walk_of(on_shift, BIN).tick().act("Rita", "accept").later(5).act("Rita", "arrive")
    second = Walk(on_shift, at=first.at).report(matter=BIN, where=place("990101001002001")).tick()
    assert queries.of_ticket(second.ticket_id) == []


def test_the_solver_that_fails_is_replaced_and_the_sentence_says_so(
    on_shift: Brigade, monkeypatch: pytest.MonkeyPatch
) -> None:
    from zhicheng.engines.assign import matching

    def broken(*args: object, **more: object) -> object:
        raise ValueError("no solution today")

    monkeypatch.setattr(matching, "linear_sum_assignment", broken)
    walk = walk_of(on_shift).tick()
    assert "退回就近派单" in walk.job.reason
    assert walk.job.crew_id == on_shift.crew["bobs"]


# Offers, answers ---------------------------------------------------------------------------------------------------------


def test_an_offer_without_answer_expires_and_is_made_again(on_shift: Brigade) -> None:
    walk = walk_of(on_shift, BIN).tick()
    first = walk.job.pk
    assert services.expire_offers(at=AT + timedelta(seconds=rules.ANSWER_SECONDS)) == 0
    walk.later(rules.ANSWER_SECONDS / 60 + 0.1)
    assert services.expire_offers(at=walk.at) == 1
    walk.tick()
    assert walk.job.pk != first
    assert Assignment.objects.get(pk=first).state == "expired"


def test_an_accepted_job_does_not_expire(on_shift: Brigade) -> None:
    walk = walk_of(on_shift, BIN).tick().act("Rita", "accept")
    assert services.expire_offers(at=AT + timedelta(hours=5)) == 0
    assert walk.job.state == "accepted"


def test_declining_needs_a_reason_and_frees_both(on_shift: Brigade) -> None:
    walk = walk_of(on_shift, BIN).tick()
    with pytest.raises(BadInput, match="理由"):
        walk.act("Rita", "decline", reason="")
    walk.act("Rita", "decline", reason="车辆故障")
    assert walk.job.state == "declined"
    assert services.tick(at=AT) == 1


def test_the_same_event_twice_is_known(on_shift: Brigade) -> None:
    walk = walk_of(on_shift, BIN).tick().act("Rita", "accept", key="k1")
    assert walk.outcome == "done"
    n = Event.objects.count()
    assert walk.act("Rita", "accept", key="k1").outcome == "known"
    assert Event.objects.count() == n


def test_an_event_without_a_key_is_refused(on_shift: Brigade) -> None:
    walk = walk_of(on_shift, BIN).tick()
    with pytest.raises(BadInput, match="key"):
        services.act(FieldEvent("", walk.job.pk, "accept", AT), access=on_shift.access["Rita"], at=AT)


@pytest.mark.parametrize("who", ["Bob", "Dora", "Alice", "Zoe", "Charlie"])
def test_others_jobs_are_nobodys_business(on_shift: Brigade, who: str) -> None:
    walk = walk_of(on_shift, BIN).tick()
    with pytest.raises(Refused, match="不是派给您的"):
        walk.act(who, "accept")
    assert walk.job.state == "offered"


def test_a_links_job_is_not_taken_by_somebody_without_a_crew(on_shift: Brigade) -> None:
    walk = walk_of(on_shift, LAMP)
    with pytest.raises(Refused):
        walk.act("Alice", "accept")


def test_every_member_of_the_crew_may_answer(on_shift: Brigade) -> None:
    assert walk_of(on_shift).tick().act("Ben", "accept").job.state == "accepted"


@pytest.mark.parametrize(
    ("action", "says"), [("arrive", "已派单"), ("handled", "已派单"), ("passed", "没有动作"), ("dance", "没有动作")]
)
def test_a_step_that_is_not_open_is_refused_and_changes_nothing(on_shift: Brigade, action: str, says: str) -> None:
    walk = walk_of(on_shift, BIN).tick()
    n = Event.objects.count()
    with pytest.raises((NotAllowed, BadInput), match=says):
        walk.act("Rita", action)
    assert Event.objects.count() == n


def test_a_result_needs_a_photo_and_words(on_shift: Brigade) -> None:
    walk = walk_of(on_shift, BIN).tick().act("Rita", "accept").act("Rita", "arrive")
    with pytest.raises(BadInput, match="照片、说明"):
        walk.act("Rita", "handled", photo=False, text="")
    assert (walk.job.state, walk.state) == ("arrived", "handling")


def test_an_event_that_comes_hours_late_keeps_its_own_moment(on_shift: Brigade) -> None:
    walk = walk_of(on_shift, BIN).tick()
    event = FieldEvent("k1", walk.job.pk, "accept", AT + timedelta(minutes=3))
    services.act(event, access=on_shift.access["Rita"], at=AT + timedelta(hours=3))
    assert walk.job.accepted_at == AT + timedelta(minutes=3)
    last = Event.objects.get(kind="assignment.accept")
    assert (last.happened_at, last.recorded_at) == (AT + timedelta(minutes=3), AT + timedelta(hours=3))


def test_a_phone_ahead_of_its_time_is_set_right(on_shift: Brigade) -> None:
    walk = walk_of(on_shift, BIN).tick()
    services.act(FieldEvent("k1", walk.job.pk, "accept", AT + timedelta(days=1)), access=on_shift.access["Rita"], at=AT)
    assert walk.job.accepted_at == AT


def test_a_voided_ticket_calls_its_crew_back(on_shift: Brigade) -> None:
    walk = walk_of(on_shift, BIN).tick().act("Rita", "accept").take("Alice", "void", reason="误立")
    assert walk.job.state == "recalled"
    with pytest.raises(NotAllowed):
        walk.act("Rita", "arrive")
    assert check_events()["problems"] == []


def test_verification_that_finds_nothing_rejects_the_ticket(slow_brigade: Brigade) -> None:
    start_shift(slow_brigade)
    walk = (
        walk_of(slow_brigade)
        .take("Alice", "verify")
        .tick()
        .act("Dora", "accept")
        .act("Dora", "arrive")
        .act("Dora", "not_found")
    )
    assert (walk.state, walk.job.state) == ("rejected", "done")


def test_every_field_action_leads_through_the_life_cycle() -> None:
    assert JOB.reachable() == set(JOB.states)
    for (kind, action), effect in rules.EFFECTS.items():
        assert any(a == effect.job for _, a in JOB.arrows)
        assert action in rules.TITLES
        assert kind in rules.CREWS_FOR
    assert rules.open_steps("recheck", "arrived") == ["passed", "failed"]
    assert rules.open_steps("handle", "done") == []


# Trouble -----------------------------------------------------------------------------------------------------------------


def test_trouble_calls_the_nearest_other_crews_once(on_shift: Brigade) -> None:
    bob = on_shift.access["Bob"]
    lng, lat = place(GRID)
    first = services.trouble(access=bob, key="t1", lng=lng, lat=lat, text="被围堵", at=AT)
    assert [c["crew"] for c in first.called] == [on_shift.crew["eves"]]
    again = services.trouble(access=bob, key="t1", lng=lng, lat=lat, text="被围堵", at=AT)
    assert again.pk == first.pk
    assert [i.pk for i in queries.open_incidents()] == [first.pk]
    assert Event.objects.filter(kind="incident.open").count() == 1
    assert check_events()["problems"] == []


def test_who_has_no_crew_calls_the_centre_otherwise(on_shift: Brigade) -> None:
    with pytest.raises(Refused, match="在岗小组"):
        services.trouble(access=on_shift.access["Alice"], key="t1", lng=117.0, lat=32.0, text="", at=AT)


def test_the_squads_day_counts_what_is_done(on_shift: Brigade) -> None:
    walk = walk_of(on_shift, BIN).handle("Rita")
    (day,) = queries.squad_day(on_shift.unit["clean"], at=walk.at)
    assert (day.crew, day.done, round(day.minutes)) == (on_shift.crew["ritas"], 1, 15)
    assert queries.jobs_today([on_shift.crew["ritas"]], at=walk.at) == {on_shift.crew["ritas"]: 1}
