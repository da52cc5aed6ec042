"""A whistle with one late department, from the street's phone to the last word, by public services only; the list of events is golden."""

from __future__ import annotations

from tests.brigade import LAMP, Brigade, start_shift
from tests.journeys.test_journeys import golden
from tests.walk import Walk
from tests.whistling import Called, join
from zhicheng.civic.whistles import services
from zhicheng.flow.tickets import queries as tickets
from zhicheng.ground.messages import queries as messages


def told(template: str) -> list[str]:
    """Whom the worker has told with this template, in order."""
    return [m.to for m in messages.listed([""]).order_by("id") if m.template == template]


def test_a_whistle_with_one_late_department(street: Brigade) -> None:
    walk = Called(street).blow("squad", "clean", "lamps")
    walk.later(12).arrive("squad").later(6).arrive("clean")
    assert walk.whistle.state == "blown"  # one is awaited

    walk.later(13).watch().later(15).watch()  # 31 and 46 minutes: over, and over by half
    assert walk.summons("lamps").escalated == 2
    assert told("whistle.late.2") == ["Alice"]

    walk.later(4).arrive("lamps")
    assert (walk.summons("lamps").on_time, walk.whistle.state) == (False, "reported_in")

    walk.later(20).agree(squad="劝离占道摊贩", clean="冲洗路面", lamps="修三盏灯").sign("squad", "clean", "lamps")
    assert walk.whistle.state == "acting"
    walk.later(60).finish("squad").later(30).finish("clean")
    services.explain(walk.code("lamps"), reason="电缆要等产权单位", at=walk.later(5).at)
    walk.street("review").street("rate", "squad", score=5, reason="到得早").street(
        "rate", "clean", score=4, reason="尚可"
    )
    walk.street("rate", "lamps", score=2, reason="迟到且没有修")
    services.reply(walk.code("lamps"), name="灯所老周", text="接单时正在抢修", at=walk.later(30).at)
    walk.work().later(10).street("rate", "lamps", score=3, reason="已说明").street("close", outcome="路面已净，灯待修")
    assert walk.whistle.state == "closed"
    golden("whistle", walk)


def test_a_task_becomes_a_ticket_and_the_closed_ticket_finishes_the_task(brigade: Brigade) -> None:
    start_shift(brigade)
    called = Called(join(brigade)).acting("clean", "squad")
    called.street("refer", "clean", matter="03001").street("refer", "clean", matter="03001")  # pressed twice
    report = called.summons("clean").report
    assert (report.source, report.text) == ("whistle", f"【{called.no}】各自清理")
    ticket = tickets.of_report(report.pk)
    assert ticket is not None

    walk = (
        Walk(brigade, called.at, report.pk, ticket.pk).refix().handle("Rita").refix().recheck().take("Alice", "close")
    )
    called.at = walk.at
    assert (called.summons("clean").state, called.summons("clean").result) == ("done", f"工单 {ticket.no} 已结案。")
    assert called.summons("squad").state == "tasked"  # its own task is its own
    golden("whistle-ticket", called)


def test_a_ticket_that_needs_several_is_blown_for_by_its_dispatcher(brigade: Brigade) -> None:
    start_shift(brigade)
    walk = Walk(join(brigade)).report(matter=LAMP)
    called = Called(brigade).blow("squad", "lamps", who="Alice", ticket=walk.ticket.no, where=(None, None))
    assert (called.whistle.ticket_id, called.whistle.matter) == (walk.ticket_id, LAMP)
    assert (called.whistle.lng_e7, called.whistle.lat_e7) == (walk.ticket.lng_e7, walk.ticket.lat_e7)
