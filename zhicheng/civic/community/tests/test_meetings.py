"""Joint meetings: the quarter's duty, the agenda, votes, minutes, resolutions and their clocks; each refusal is one sentence."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest

from tests.brigade import AT, BIN, LAMP, STALL
from tests.neighbours import PHONES, Street
from tests.tiny_city import HERE, THERE
from tests.tiny_city import place as crossing_in
from tests.walk import Walk
from tests.whistling import STREET
from zhicheng.civic.community import queries
from zhicheng.civic.community import terms as city_terms
from zhicheng.civic.community.models import Duty, Item, Meeting, Resolution
from zhicheng.civic.community.rules.meetings import (
    Problem,
    Yield,
    is_barren,
    period_ends,
    period_of,
    propose,
    why_words,
)
from zhicheng.civic.community.services import meetings, resolving, tabling
from zhicheng.civic.community.services.meetings import Attendee, NewMeeting
from zhicheng.flow.tickets import queries as ticket_queries
from zhicheng.ground.messages import queries as messages
from zhicheng.infra.check import check_events
from zhicheng.infra.models import Event
from zhicheng.kernel.calendar import CHINA
from zhicheng.kernel.errors import BadInput, NotAllowed, NotFound, Refused


@pytest.mark.parametrize(
    ("day", "period", "ends"),
    [
        ((2026, 1, 1), "2026Q1", (2026, 4, 1)),
        ((2026, 3, 31), "2026Q1", (2026, 4, 1)),
        ((2026, 4, 1), "2026Q2", (2026, 7, 1)),
        ((2026, 9, 30), "2026Q3", (2026, 10, 1)),
        ((2026, 12, 31), "2026Q4", (2027, 1, 1)),
    ],
)
def test_a_quarter_ends_with_its_last_day_in_china(day: tuple[int, ...], period: str, ends: tuple[int, ...]) -> None:
    moment = datetime(*day, 23, 59, tzinfo=CHINA)  # type: ignore[misc,arg-type]
    assert period_of(moment) == period
    assert period_ends(period) == datetime(*ends, tzinfo=CHINA)  # type: ignore[misc,arg-type]


@pytest.mark.parametrize("text", ["", "2026", "2026Q5", "Q3", "2026Q", "26Q1", "2026Q33"])
def test_what_is_no_quarter_is_refused(text: str) -> None:
    with pytest.raises(BadInput, match="不是季度"):
        period_ends(text)


def problem(
    n: int, *, late: bool = False, times: int = 1, hot: bool = False, reports: int = 1, age: int = 1
) -> Problem:
    return Problem(n, late, times, hot, reports, AT - timedelta(days=age))


def test_an_agenda_has_the_overdue_first_then_what_comes_back_then_what_many_report() -> None:
    found = [
        problem(1),
        problem(2, hot=True, reports=5),
        problem(3, times=3),
        problem(4, late=True),
        problem(5, times=6),
        problem(6, late=True, reports=9, times=6),
        problem(7, age=9),
    ]
    ordered = propose(found, recurring_times=3, most=6)
    assert [(p.ticket, p.why) for p in ordered] == [
        (6, "overdue"), (4, "overdue"), (5, "recurring"), (3, "recurring"), (2, "hot"), (7, "open"),
    ]  # fmt: skip
    assert propose(found, recurring_times=3, most=0) == []


@pytest.mark.parametrize("why", ["tabled", "overdue", "recurring", "hot", "open"])
def test_each_reason_has_words_in_both_languages(why: str) -> None:
    said = why_words(why, days=90, times=3, reports=5)
    assert said.zh
    assert said.en
    assert said.zh != said.en


@pytest.mark.parametrize(("met", "done", "barren"), [(0, 0, False), (1, 0, True), (3, 1, False)])
def test_an_area_is_barren_when_it_met_and_nothing_was_done(met: int, done: int, barren: bool) -> None:
    assert is_barren(Yield(STREET, met, 2, done)) is barren


# The duty -------------------------------------------------------------------------------------------------------------------------


def test_each_area_owes_one_meeting_a_quarter_and_asked_again_owes_no_more(neighbours: Street) -> None:
    assert meetings.open_duties(at=AT) == 4
    assert meetings.open_duties(at=AT) == 0
    assert {d.area for d in queries.duties(neighbours.access("Mona"))} == {HERE + "001", HERE + "002"}
    assert {d.area for d in queries.duties(neighbours.access("Otto"))} == {THERE + "001", THERE + "002"}
    assert not queries.duties(neighbours.access("Bob")).exists()


def test_a_city_may_hold_them_by_community(neighbours: Street) -> None:
    city_terms.set_terms({"meetings.level": "community"}, by="person:1", at=AT)
    assert meetings.open_duties(at=AT) == 8


def test_a_quarter_without_a_meeting_is_told_once_and_stays_owed_until_they_meet(neighbours: Street) -> None:
    meetings.open_duties(at=AT)
    over = datetime(2026, 10, 1, tzinfo=CHINA)
    assert meetings.warn_duties(at=over - timedelta(seconds=1)) == 0
    assert meetings.warn_duties(at=over) == 4
    assert meetings.warn_duties(at=over) == 0
    neighbours.at = over
    neighbours.work()
    assert [m.to for m in messages.listed([""]) if m.template == "duty.late"] == ["Mona", "Mona"]
    neighbours.call(in_days=5).sits().concludes()
    duty = Duty.objects.get(area=STREET, period="2026Q3")
    assert (duty.state, duty.meeting.no if duty.meeting else "") == ("met", neighbours.no)
    assert Event.objects.get(kind="duty.meet").data["late"] is True
    assert check_events()["problems"] == []


def test_a_meeting_in_time_meets_its_own_quarter(neighbours: Street) -> None:
    meetings.open_duties(at=AT)
    neighbours.call(in_days=4).sits().concludes()
    assert Duty.objects.get(area=STREET).state == "met"
    assert Event.objects.get(kind="duty.meet").data["late"] is False


# Calling, agenda, table -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("area", "days", "place", "field"),
    [(HERE, 7, "会议室", "area"), ("", 7, "会议室", "area"), (STREET, 2, "会议室", "starts_at"), (STREET, 7, " ", "place"), ("月球", 7, "厅", "")],
)  # fmt: skip
def test_a_meeting_that_makes_no_sense_is_not_called(
    neighbours: Street, area: str, days: int, place: str, field: str
) -> None:
    with pytest.raises(BadInput) as refused:
        meetings.call(NewMeeting(area, AT + timedelta(days=days), place), who=neighbours.access("Stella"), at=AT)
    if field:
        assert refused.value.field == field
    assert not Meeting.objects.exists()


def test_only_the_areas_office_runs_a_meeting_and_a_liaison_reads_it(neighbours: Street) -> None:
    neighbours.call()
    for name in ("Leo", "Otto", "Bob"):
        with pytest.raises((Refused, NotFound)):
            meetings.draft(no=neighbours.no, who=neighbours.access(name), at=AT)
    assert queries.meeting(neighbours.no, neighbours.access("Leo")).no == neighbours.no
    with pytest.raises(NotFound):
        queries.meeting(neighbours.no, neighbours.access("Otto"))
    neighbours.call(area=STREET + "002")  # a community without a liaison
    assert [m.to for m in messages.listed([""]) if m.template == "meeting.call"] == ["Leo"]  # of the street's meeting


def test_the_agenda_has_residents_first_then_the_areas_own_problems_and_nothing_twice(neighbours: Street) -> None:
    neighbours.joins("Nina", "Wang")
    grid = STREET + "001001"
    late = Walk(neighbours.brigade).report(matter=BIN, where=crossing_in(grid))
    elsewhere = Walk(neighbours.brigade).report(matter=LAMP, where=crossing_in(HERE + "002001001"))
    first, second = neighbours.tables("Nina", "加装路灯"), neighbours.tables("Wang", "清理小广告")
    neighbours.votes(second, "Nina").call()
    found = neighbours.drafts()
    assert [(i.why, i.text if i.resident_id else i.ticket.no) for i in found] == [
        ("tabled", "清理小广告"), ("tabled", "加装路灯"), ("open", late.ticket.no),
    ]  # fmt: skip
    assert elsewhere.ticket.no not in [i.ticket.no for i in found if i.ticket]
    assert neighbours.drafts() == []
    assert {first.pk, second.pk} <= {i.pk for i in queries.items_of_meeting(neighbours.meeting.pk)}


def test_what_comes_back_to_the_same_place_is_on_the_agenda_even_when_it_is_closed_now(neighbours: Street) -> None:
    city_terms.set_terms({"meetings.recurring_times": 2}, by="person:1", at=AT)
    spot = crossing_in(STREET + "001001")
    for i in range(2):
        walk = Walk(neighbours.brigade, AT + timedelta(days=2 * i)).refix().report(matter=STALL, where=spot)
        walk.handle().refix().recheck().take("Alice", "close")
    neighbours.at = walk.at
    neighbours.call()
    assert [(i.why, i.ticket.no) for i in neighbours.drafts()] == [("recurring", walk.ticket.no)]


@pytest.mark.parametrize(
    ("more", "field"),
    [
        ({"text": " "}, "text"), ({"text": "长" * 301}, "text"), ({"area": ""}, "area"), ({"area": HERE}, "area"), ({"area": "月球街道"}, "area"),
        ({"lng": 117.0}, "lat"), ({"area": "", "lng": 0.5, "lat": 0.5}, "area"),
    ],
)  # fmt: skip
def test_an_item_that_makes_no_sense_is_not_tabled(neighbours: Street, more: dict[str, Any], field: str) -> None:
    neighbours.joins("Nina")
    told: dict[str, Any] = {"text": "加装路灯"} | more
    with pytest.raises(BadInput) as refused:
        neighbours.tables("Nina", **told)
    assert refused.value.field in (field, "")
    assert not Item.objects.exists()


def test_the_street_of_a_point_is_found_and_the_same_words_are_one_item(neighbours: Street) -> None:
    neighbours.joins("Nina")
    spot = crossing_in(STREET + "002001")
    one = neighbours.tables("Nina", "加装路灯", area="", lng=spot[0], lat=spot[1])
    assert one.area == STREET
    assert neighbours.tables("Nina", "加装路灯").pk == one.pk
    assert one.due_at == AT + timedelta(days=60)


def test_a_sixth_open_item_of_one_resident_is_refused(neighbours: Street) -> None:
    neighbours.joins("Nina")
    for i in range(5):
        neighbours.tables("Nina", f"第 {i} 件")
    with pytest.raises(NotAllowed, match="5 个议题"):
        neighbours.tables("Nina", "第六件")
    tabling.withdraw(item_id=Item.objects.order_by("pk")[0].pk, resident=neighbours.resident["Nina"], at=AT)
    neighbours.tables("Nina", "第六件")


def test_a_decided_or_unknown_item_takes_no_votes_and_only_its_owner_withdraws(neighbours: Street) -> None:
    neighbours.joins("Nina", "Wang")
    one = neighbours.tables("Nina", "加装路灯")
    with pytest.raises(NotFound):
        tabling.withdraw(item_id=one.pk, resident=neighbours.resident["Wang"], at=AT)
    tabling.withdraw(item_id=one.pk, resident=neighbours.resident["Nina"], at=AT)
    with pytest.raises(NotAllowed, match="不能再附议"):
        neighbours.votes(one, "Wang")
    with pytest.raises(NotFound):
        tabling.vote(item_id=0, resident=neighbours.resident["Wang"], at=AT)


def test_an_answer_before_any_meeting_ends_the_clock_and_is_told(neighbours: Street) -> None:
    neighbours.joins("Nina")
    one = neighbours.tables("Nina", "加装路灯")
    with pytest.raises(Refused):
        tabling.answer(item_id=one.pk, text="已安排", who=neighbours.access("Otto"), at=AT)
    neighbours.later(days=61)
    tabling.answer(item_id=one.pk, text="已列入明年计划", who=neighbours.access("Stella"), at=neighbours.at)
    neighbours.work()
    assert Event.objects.get(kind="item.answer").data["on_time"] is False
    assert neighbours.told("Nina") == ["item.answered"]
    with pytest.raises(NotAllowed, match="已经答复"):
        tabling.answer(item_id=one.pk, text="再说一次", who=neighbours.access("Stella"), at=neighbours.at)


def test_an_answer_that_is_overdue_is_told_once_and_stays_owed_until_it_is_given(neighbours: Street) -> None:
    neighbours.joins("Nina")
    one = neighbours.tables("Nina", "加装路灯")
    assert tabling.warn_late(at=AT + timedelta(days=60, seconds=-1)) == 0
    neighbours.later(days=60)
    assert tabling.warn_late(at=neighbours.at) == 1
    assert tabling.warn_late(at=neighbours.at) == 0
    neighbours.work()
    assert [m.to for m in messages.listed([""]) if m.template == "item.late"] == ["Stella"]
    assert [i.pk for i in queries.answers_owed(neighbours.access("Stella"))] == [one.pk]
    assert not queries.answers_owed(neighbours.access("Otto")).exists()
    tabling.answer(item_id=one.pk, text="已列入计划", who=neighbours.access("Stella"), at=neighbours.at)
    assert not queries.answers_owed(neighbours.access("Stella")).exists()
    assert Event.objects.get(kind="item.answer").data["on_time"] is False
    assert check_events()["problems"] == []


def test_the_days_to_answer_run_from_the_meeting_when_that_is_sooner(neighbours: Street) -> None:
    neighbours.joins("Nina")
    one = neighbours.tables("Nina", "加装路灯")
    neighbours.call(in_days=5).drafts()
    neighbours.sits("Nina").agrees(item=one.pk)
    neighbours.concludes()
    due = queries.item_of(one.pk).due_at
    assert neighbours.at + timedelta(days=5) <= due < AT + timedelta(days=60)  # five working days


# The meeting itself ---------------------------------------------------------------------------------------------------------------


def test_it_sits_at_its_time_with_people_and_ends_with_minutes(neighbours: Street) -> None:
    neighbours.call()
    stella = neighbours.access("Stella")
    with pytest.raises(NotAllowed, match="会议定在"):
        meetings.sit(no=neighbours.no, who=stella, at=AT)
    neighbours.at = neighbours.meeting.starts_at
    with pytest.raises(NotAllowed):
        meetings.conclude(no=neighbours.no, minutes="空", who=stella, at=neighbours.at)
    meetings.sit(no=neighbours.no, who=stella, at=neighbours.at)
    with pytest.raises(NotAllowed, match="还没有人签到"):
        meetings.conclude(no=neighbours.no, minutes="空", who=stella, at=neighbours.at)
    meetings.attend(no=neighbours.no, attendee=Attendee("property", "老陈", "安居物业"), who=stella, at=neighbours.at)
    with pytest.raises(BadInput, match="会议纪要"):
        meetings.conclude(no=neighbours.no, minutes=" ", who=stella, at=neighbours.at)
    assert neighbours.concludes().meeting.state == "concluded"
    with pytest.raises(NotAllowed):
        meetings.attend(no=neighbours.no, attendee=Attendee("shop", "迟到的人"), who=stella, at=neighbours.at)


@pytest.mark.parametrize(
    ("attendee", "field"),
    [
        (Attendee("king", "某人"), "kind"), (Attendee("shop", " "), "name"), (Attendee("shop", "某人", "长" * 81), "unit"),
        (Attendee("resident", "某人", phone="123"), "phone"),
    ],
)  # fmt: skip
def test_who_is_there_is_written_down_rightly_or_not_at_all(neighbours: Street, attendee: Attendee, field: str) -> None:
    neighbours.call()
    with pytest.raises(BadInput) as refused:
        meetings.attendees(neighbours.no, [Attendee("shop", "好人"), attendee], who=neighbours.access("Stella"), at=AT)
    assert refused.value.field == field
    assert neighbours.meeting.attendances.count() == 0  # all or none


def test_a_resident_is_there_once_whatever_name_is_given(neighbours: Street) -> None:
    neighbours.joins("Nina").call().sits("Nina")
    again = Attendee("resident", "尼娜", phone=PHONES["Nina"])
    meetings.attend(no=neighbours.no, attendee=again, who=neighbours.access("Stella"), at=neighbours.at)
    assert [a.name for a in neighbours.meeting.attendances.filter(kind="resident")] == ["Nina家"]
    assert neighbours.work().lines("Nina") == [("meeting", 10, "")]


def test_a_meeting_that_is_called_off_leaves_its_items_for_the_next(neighbours: Street) -> None:
    neighbours.joins("Nina")
    one = neighbours.tables("Nina", "加装路灯")
    Walk(neighbours.brigade).report(matter=BIN)
    neighbours.call().drafts()
    meetings.call_off(no=neighbours.no, reason="台风", who=neighbours.access("Stella"), at=neighbours.at)
    neighbours.work()
    assert queries.item_of(one.pk).state == "tabled"
    assert neighbours.told("Nina") == []  # nothing was answered
    assert [i.text for i in neighbours.call().drafts()][:1] == ["加装路灯"]
    assert check_events()["problems"] == []


@pytest.mark.parametrize(
    ("more", "field"),
    [
        ({"text": " "}, "text"), ({"owner": ""}, "owner"), ({"days": 0}, "days"), ({"days": 366}, "days"), ({"matter": "99999"}, "matter"),
        ({"text": "长" * 501}, "text"),
    ],
)  # fmt: skip
def test_a_resolution_that_makes_no_sense_is_not_made(neighbours: Street, more: dict[str, Any], field: str) -> None:
    neighbours.call().sits()
    told: dict[str, Any] = {"text": "补种绿化"} | more
    with pytest.raises(BadInput) as refused:
        neighbours.agrees(**told)
    assert refused.value.field == field
    assert not Resolution.objects.exists()
    assert not Event.objects.filter(kind="report.receive").exists()


def test_resolutions_are_made_in_the_meeting_and_about_its_own_items(neighbours: Street) -> None:
    neighbours.joins("Nina")
    one = neighbours.tables("Nina", "加装路灯")
    neighbours.call()
    with pytest.raises(NotAllowed, match="会议进行中"):
        neighbours.agrees()
    neighbours.sits()
    with pytest.raises(NotFound, match="不在本次会议"):
        neighbours.agrees(item=one.pk)


def test_a_resolution_of_its_owners_own_has_a_clock_is_told_late_once_and_ends_with_words(neighbours: Street) -> None:
    neighbours.call().sits()
    made = neighbours.agrees(days=3)
    neighbours.concludes().later(days=3)
    assert resolving.warn_late(at=neighbours.at) == 1
    assert resolving.warn_late(at=neighbours.at) == 0
    neighbours.work()
    assert sorted(m.to for m in messages.listed([""]) if m.template == "resolution.late") == ["Mona", "Stella"]
    stella = neighbours.access("Stella")
    with pytest.raises(BadInput):
        resolving.finish(resolution_id=made.pk, result=" ", failed=False, who=stella, at=neighbours.at)
    with pytest.raises(Refused):
        resolving.finish(
            resolution_id=made.pk, result="好了", failed=False, who=neighbours.access("Leo"), at=neighbours.at
        )
    resolving.finish(resolution_id=made.pk, result="苗木未到货", failed=True, who=stella, at=neighbours.at)
    with pytest.raises(NotAllowed):
        resolving.finish(resolution_id=made.pk, result="好了", failed=False, who=stella, at=neighbours.at)
    found = queries.barren_areas(neighbours.access("Mona"), since=AT)
    assert [(y.area, y.meetings, y.resolutions, y.done) for y in found] == [(STREET, 1, 1, 0)]
    assert check_events()["problems"] == []


def test_a_resolution_whose_ticket_is_voided_has_failed(neighbours: Street) -> None:
    neighbours.call().sits()
    made = neighbours.agrees(matter=BIN)
    found = queries.resolution(made.pk, neighbours.access("Stella"))
    assert found.state == "in_hand"
    ticket = ticket_queries.of_report(found.report_id)
    assert ticket is not None
    walk = Walk(neighbours.brigade, neighbours.at, found.report_id, ticket.pk)
    walk.take("Alice", "void", reason="误立")
    after = queries.resolution(made.pk, neighbours.access("Stella"))
    assert (after.state, after.result) == ("failed", f"工单 {ticket.no} 未办成。")


def test_a_resolution_about_an_open_ticket_follows_it_and_ends_with_it(neighbours: Street) -> None:
    walk = Walk(neighbours.brigade, AT).report(matter=BIN)
    neighbours.call(in_days=3)
    item = next(i for i in neighbours.drafts() if i.ticket)
    neighbours.sits()
    made = neighbours.agrees(item=item.pk, matter=BIN)
    report = queries.resolution(made.pk, neighbours.access("Stella")).report_id
    joined = ticket_queries.of_report(report)
    assert joined is not None
    assert (joined.pk, joined.reports) == (walk.ticket_id, 2)
    walk.at = neighbours.at
    walk.refix().handle("Rita").refix().recheck().take("Alice", "close")
    assert queries.resolution(made.pk, neighbours.access("Stella")).state == "done"


def test_a_fate_that_is_not_over_is_told_at_every_meeting_until_it_is(neighbours: Street) -> None:
    neighbours.call().sits()
    neighbours.agrees("长期整治", days=300)
    neighbours.concludes().call().sits()
    neighbours.agrees("小修", days=5)
    neighbours.concludes().call()
    assert [r.text for r in queries.last_resolutions(neighbours.meeting)] == ["长期整治", "小修"]
