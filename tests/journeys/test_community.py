"""The neighbourhood's journeys, by public services only; the lists of events are golden."""

from __future__ import annotations

from datetime import date, timedelta

from tests.brigade import AT, BIN, GRID, STALL
from tests.journeys.test_journeys import golden
from tests.neighbours import PHONES, Street
from tests.walk import Walk
from tests.whistling import STREET
from zhicheng.civic.community import queries
from zhicheng.civic.community.models import Stint
from zhicheng.civic.community.queries import volunteers as reads
from zhicheng.civic.community.services import open_days, serving, volunteers
from zhicheng.civic.community.services.serving import NewErrand
from zhicheng.civic.community.services.volunteers import NewVolunteer
from zhicheng.civic.openness import queries as openness
from zhicheng.flow.reports import queries as reports
from zhicheng.flow.reports import services as report_services
from zhicheng.flow.reports.rules import Incoming
from zhicheng.flow.tickets import queries as tickets
from zhicheng.flow.tickets import services as ticket_services


def test_a_citizen_meets_a_duplicate_follows_it_rates_it_and_has_points(neighbours: Street) -> None:
    street = neighbours.joins("Nina", "Wang")
    walk = street.reports("Nina", matter=STALL, text="流动摊贩占道")
    target = tickets.public_by_no(walk.ticket.no)

    # Wang sees it on the map: "reported already, same thing?", and follows.
    again = Incoming(
        key="wang-follows", text=f"关注工单 {target.no}", lng=target.lng_e7 / 1e7, lat=target.lat_e7 / 1e7, category=target.matter,
        phone=PHONES["Wang"],
    )  # fmt: skip
    own = report_services.receive(again, source="citizen", by="citizen", at=walk.later(5).at)
    walk.work()
    assert tickets.of_report(own.pk) == walk.ticket
    assert street.lines("Nina") == [("report_filed", 2, "")]

    walk.handle().refix().recheck().take("Alice", "close")
    ticket_services.rate(report=reports.get(own.pk), score=5, comment="第二天就没有了", at=walk.later(60).at)
    ticket_services.rate(report=reports.get(walk.report_id), score=4, comment="", at=walk.later(1).at)
    street.follow(walk).work()
    assert street.lines("Nina") == [("report_filed", 2, ""), ("report_closed", 5, ""), ("rated", 1, "")]
    assert street.lines("Wang") == [("follow_closed", 1, ""), ("rated", 1, "")]

    bag = street.reward(price=8, stock=3)
    street.redeem("Nina", bag)
    assert (street.balance("Nina"), queries.rewards().get(pk=bag.pk).stock) == (0, 2)
    golden("community-points", street)


def test_a_joint_meeting_its_resolution_becomes_a_ticket_and_the_next_meeting_opens_with_its_fate(
    neighbours: Street,
) -> None:
    street = neighbours.joins("Nina", "Wang", "Qian")
    bin_ = street.tables("Nina", "垃圾桶总是满")
    other = street.tables("Qian", "加装晾衣架")
    street.votes(bin_, "Nina", "Wang").call()
    assert [i.text for i in street.drafts()] == ["垃圾桶总是满", "加装晾衣架"]  # most wanted first

    street.later(days=7).sits("Nina")
    made = street.agrees("增设垃圾桶并每日清运", item=bin_.pk, matter=BIN, owner="示例区环卫所", days=10)
    street.concludes()
    report = queries.resolution(made.pk, street.access("Stella")).report
    ticket = tickets.of_report(report.pk)
    assert ticket is not None
    assert report.text == f"【{street.no}】增设垃圾桶并每日清运"
    assert queries.item_of(other.pk).state == "tabled"  # not dealt with: waits for the next one
    assert street.lines("Nina") == [("meeting", 10, ""), ("item_resolved", 5, "")]
    assert street.told("Nina") == ["item.resolved"]

    walk = (
        Walk(street.brigade, street.at, report.pk, ticket.pk)
        .refix()
        .handle("Rita")
        .refix()
        .recheck()
        .take("Alice", "close")
    )
    street.follow(walk)
    done = queries.resolution(made.pk, street.access("Stella"))
    assert (done.state, done.result) == ("done", f"工单 {ticket.no} 已结案。")

    street.call()
    assert [(r.text, r.state) for r in queries.last_resolutions(street.meeting)] == [("增设垃圾桶并每日清运", "done")]
    proposed = openness.latest(f"answer:resolution:{made.pk}")  # "you said, we did" waits for whoever may release it
    assert proposed is not None
    assert proposed.state == "proposed"
    assert "增设垃圾桶并每日清运" in proposed.content["did"]
    street.later(days=7).sits()
    golden("community-meeting", street)


def test_an_open_day_with_a_waiting_list(neighbours: Street) -> None:
    street = neighbours.joins("Nina", "Wang", "Qian").open_day(capacity=1).signs_up("Nina", "Wang", "Qian")
    assert [street.signup(n).state for n in ("Nina", "Wang", "Qian")] == ["has_place", "waiting", "waiting"]

    street.cancels("Nina")
    assert [street.signup(n).state for n in ("Nina", "Wang", "Qian")] == ["cancelled", "has_place", "waiting"]
    assert street.told("Wang") == ["openday.wait", "openday.move_up"]

    street.comes("Wang")
    open_days.feed_back(
        open_day=street.day.pk,
        resident=street.resident["Wang"],
        score=5,
        comment="看明白了",
        at=street.later(hours=1).at,
    )
    open_days.hold(open_day=street.day.pk, who=street.access("Stella"), at=street.later(hours=2).at)
    street.work()
    assert [street.signup(n).state for n in ("Nina", "Wang", "Qian")] == ["cancelled", "came", "missed"]
    assert street.lines("Wang") == [("open_day", 10, ""), ("open_day_said", 1, "")]
    golden("community-open-day", street)


def test_a_volunteer_is_confirmed_serves_and_has_hours_and_points(neighbours: Street) -> None:
    """The street confirms and trains; he takes on a patrol, says how long he was there; the street saw less of it."""
    street = neighbours.joins("Nina")
    nina, stella = street.resident["Nina"], street.access("Stella")
    one = volunteers.apply(NewVolunteer("倪娜", STREET, date(1990, 1, 1)), resident=nina, at=street.at)
    volunteers.decide(volunteer_id=one.pk, action="confirm", reason="", who=stella, at=street.later(hours=2).work().at)
    volunteers.train(volunteer_id=one.pk, until=date(2027, 1, 1), who=stella, at=street.at)
    starts = street.at + timedelta(days=2)
    errand = serving.announce(
        NewErrand("patrol", "夜市收摊后巡查", starts, starts + timedelta(hours=3), 2, GRID), who=stella, at=street.at
    )
    serving.take(errand_id=errand.pk, resident=nina, at=street.later(hours=1).work().at)
    serving.log(
        errand_id=errand.pk, resident=nina, minutes=180, note="到收摊为止", at=street.later(days=2, hours=5).work().at
    )
    (waiting,) = Stint.objects.filter(state="logged")
    serving.confirm(stint_id=waiting.pk, minutes=120, reason="九点才到", who=stella, at=street.later(hours=12).at)
    street.work()
    assert reads.served_minutes(one.pk, AT, street.at) == (1, 120)
    assert street.balance("Nina") > 0
    assert serving.certificate(resident=nina, year=2026, at=street.at).startswith(b"%PDF")
    golden("community-volunteer", street)
