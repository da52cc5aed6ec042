"""Two tickets become one, one report gets out again, questions for a person, sudden crowds: and after a refusal nothing has changed."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from io import BytesIO
from itertools import count
from typing import Any

import numpy as np
import pytest
from PIL import Image

from tests.brigade import AT, BIN, GRID, LAMP, Brigade
from tests.tiny_city import beside, place
from tests.walk import Walk
from zhicheng.engines.duplicates import weighing
from zhicheng.flow.reports import queries as reports
from zhicheng.flow.reports import services as report_services
from zhicheng.flow.tickets import alike, fates, hot, queries, services
from zhicheng.flow.tickets.models import Alike, Apart, Follower, Ticket
from zhicheng.flow.tickets.services import Inputs
from zhicheng.flow.tickets.services.looking import BURSTS
from zhicheng.infra.check import check_events
from zhicheng.infra.config import config
from zhicheng.infra.models import Event
from zhicheng.kernel.errors import BadInput, NotAllowed, NotFound, Refused

pytestmark = pytest.mark.django_db
ACCEPTOR = frozenset({"acceptor"})
BOOK = weighing.shipped()
TEXT = "幸福路口有摊贩占道卖水果，堵住人行道"


_phones = count()


@pytest.fixture(autouse=True)
def _by_people_only(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(config(), "merge_by_itself", False)


def reported(brigade: Brigade, metres: float = 0, *, minutes: float = 0, text: str = TEXT, **more: Any) -> Walk:
    """A report of a stall so far from the first one, that long after it; each by somebody else unless `phone` says who."""
    more.setdefault("phone", f"139{next(_phones):08d}")
    return Walk(brigade, at=AT + timedelta(minutes=minutes)).report(
        where=beside(place(GRID), metres), text=text, **more
    )


def merge(walk: Walk, other: str, *, roles: frozenset[str] = ACCEPTOR, reason: str = "同一个摊位") -> Ticket:
    inputs = Inputs(other=other, reason=reason)
    return services.take(
        ticket_id=walk.ticket_id, action="merge", actor="person:9", roles=roles, inputs=inputs, at=walk.at
    )


def numbers() -> tuple[int, int, int]:
    return Event.objects.count(), Follower.objects.count(), Apart.objects.count()


def test_a_merged_ticket_is_given_up_and_its_reporters_follow_the_other(slow_brigade: Brigade) -> None:
    first, second = reported(slow_brigade), reported(slow_brigade, 60)
    third = reported(slow_brigade, 62)  # merged into the second at the door
    assert third.ticket_id == second.ticket_id != first.ticket_id
    merge(second, first.ticket.no)
    assert second.ticket.state == "voided"
    assert queries.of_report(second.report_id) == queries.of_report(third.report_id) == first.ticket
    assert first.ticket.reports == 3
    assert reports.get(second.report_id).state == "merged"
    last = queries.timeline(second.ticket)[-1]
    assert (last.kind, last.data["into"], last.data["reason"]) == ("ticket.merge", first.ticket.no, "同一个摊位")
    assert check_events()["problems"] == []


@pytest.mark.parametrize("state", ["accepted", "filed", "handling", "closed", "voided"])
def test_nobody_merges_what_somebody_works_on(slow_brigade: Brigade, state: str) -> None:
    first, second = reported(slow_brigade), reported(slow_brigade, 60)
    Ticket.objects.filter(pk=second.ticket_id).update(state=state)
    before = numbers()
    with pytest.raises(NotAllowed):
        merge(second, first.ticket.no)
    assert numbers() == before


def test_into_itself_into_nothing_into_what_is_closed(slow_brigade: Brigade) -> None:
    first, second = reported(slow_brigade), reported(slow_brigade, 60)
    before = numbers()
    with pytest.raises(BadInput, match="自己"):
        merge(second, second.ticket.no)
    with pytest.raises(BadInput, match="没有工单 1"):
        merge(second, "1")
    with pytest.raises(NotAllowed, match="还缺"):
        merge(second, "")
    Ticket.objects.filter(pk=first.ticket_id).update(state="closed")
    with pytest.raises(NotAllowed, match="复发"):
        merge(second, first.ticket.no)
    assert numbers() == before


@pytest.mark.parametrize("role", ["manager", "collector", "department", "citizen", "ai"])
def test_who_may_not_merge_is_refused(slow_brigade: Brigade, role: str) -> None:
    first, second = reported(slow_brigade), reported(slow_brigade, 60)
    with pytest.raises(Refused):
        merge(second, first.ticket.no, roles=frozenset({role}))
    assert second.ticket.state == "reported"


def test_a_batch_asks_the_same_as_each_alone_however_many_cells_it_touches(
    slow_brigade: Brigade, monkeypatch: pytest.MonkeyPatch
) -> None:
    told = [reported(slow_brigade, metres, minutes=i) for i, metres in enumerate((0, 45, 400, 440, 900))]
    ids = [walk.ticket_id for walk in told]
    assert len(set(ids)) == len(ids)
    alone = {a.ticket_id: (a.other_id, a.score) for a in Alike.objects.all()}
    assert alone
    monkeypatch.setattr(alike, "CELLS_AT_ONCE", 7)
    Alike.objects.all().delete()
    services.look_for_same(ids, at=told[-1].at)
    assert {a.ticket_id: (a.other_id, a.score) for a in Alike.objects.all()} == alone
    services.look_for_same(ids, at=told[-1].at)  # again changes nothing
    assert Alike.objects.count() == len(alone)


def test_what_was_merged_a_moment_ago_is_nobodys_candidate(slow_brigade: Brigade) -> None:
    _, second, third = (reported(slow_brigade, m, minutes=i) for i, m in enumerate((0, 40, 80)))
    around = alike.Neighbourhood([second.ticket_id, third.ticket_id], at=third.at)
    assert second.ticket_id in [x.ticket.id for x in around.alike_to(third.ticket_id)]
    around.gone.add(second.ticket_id)
    assert second.ticket_id not in [x.ticket.id for x in around.alike_to(third.ticket_id)]


def photo(seed: int, quality: int = 90) -> str:
    """Upload a street of this seed, pressed so hard."""
    coarse = np.random.default_rng(seed).integers(0, 255, (6, 8, 3), np.uint8)
    out = BytesIO()
    Image.fromarray(coarse).resize((640, 480), Image.Resampling.BICUBIC).save(out, "JPEG", quality=quality)
    return str(report_services.store_photo(out.getvalue(), by="test", at=AT).pk)


def test_the_same_photo_pressed_harder_speaks_for_the_same_thing(slow_brigade: Brigade) -> None:
    reported(slow_brigade, photos=[photo(1)])
    again = reported(slow_brigade, 45, minutes=9, text="这里很乱", photos=[photo(1, quality=30)])
    other = reported(slow_brigade, 45, minutes=9, text="这里很乱", matter=LAMP, photos=[photo(2)])
    asked = Alike.objects.get(ticket=again.ticket_id)
    assert asked.reasons["picture"] > 0
    without = alike.Neighbourhood([again.ticket_id], at=again.at)
    without._looks = {}
    plain = without.alike_to(again.ticket_id)
    assert all("picture" not in x.reasons for x in plain)
    assert asked.score > max((x.percent for x in plain), default=0)
    assert all("picture" not in a.reasons for a in Alike.objects.filter(ticket=other.ticket_id))


def test_photos_without_anything_to_see_are_like_no_others(slow_brigade: Brigade) -> None:
    out = BytesIO()
    Image.new("RGB", (64, 48), (90, 90, 90)).save(out, "JPEG")
    plain = [str(report_services.store_photo(out.getvalue(), by="test", at=AT).pk) for _ in range(2)]
    reported(slow_brigade, photos=plain[:1])
    again = reported(slow_brigade, 45, minutes=9, photos=plain[1:])
    found = alike.Neighbourhood([again.ticket_id], at=again.at).alike_to(again.ticket_id)
    assert found
    assert all("picture" not in x.reasons for x in found)


def test_what_was_merged_can_be_taken_out_again(slow_brigade: Brigade) -> None:
    first, second = reported(slow_brigade), reported(slow_brigade, 10)
    assert second.ticket_id == first.ticket_id
    receipt = reports.get(second.report_id).receipt
    own = services.split(ticket_no=first.ticket.no, receipt=receipt, reason="另一个摊位", by="person:9", at=second.at)
    assert (own.state, own.reports, own.fast_lane) == ("reported", 1, False)
    assert own.due_at is not None
    assert first.ticket.reports == 1
    assert queries.of_report(second.report_id) == own
    assert reports.get(second.report_id).state == "ticketed"
    assert [a.ticket for a in alike.waiting(slow_brigade.access["Alice"])] == []
    assert own.pk not in [x.ticket.id for x in alike.alike_to(own, at=second.at)]
    assert first.ticket_id not in [x.ticket.id for x in alike.alike_to(own, at=second.at)]
    assert check_events()["problems"] == []


@pytest.mark.parametrize(
    ("receipt", "reason", "error"),
    [("", "不同", NotFound), ("nobody", "不同", NotFound), ("own", "不同", NotFound), ("second", " ", BadInput)],
)
def test_splitting_asks_for_a_merged_report_and_a_reason(
    slow_brigade: Brigade, receipt: str, reason: str, error: type[Exception]
) -> None:
    first, second = reported(slow_brigade), reported(slow_brigade, 10)
    named = {"own": first.report_id, "second": second.report_id}.get(receipt)
    before = numbers()
    with pytest.raises(error):
        services.split(
            ticket_no=first.ticket.no, receipt=reports.get(named).receipt if named else receipt, reason=reason,
            by="person:9", at=AT,
        )  # fmt: skip
    assert numbers() == before


def test_a_likely_repetition_is_a_question_at_the_desk(slow_brigade: Brigade) -> None:
    first, second = reported(slow_brigade), reported(slow_brigade, 40, minutes=30)
    (asked,) = alike.waiting(slow_brigade.access["Alice"])
    assert (asked.ticket_id, asked.other_id) == (second.ticket_id, first.ticket_id)
    assert asked.score >= 30
    assert set(asked.reasons) >= {"place", "time", "words"}


def test_the_question_is_gone_once_it_is_answered(slow_brigade: Brigade) -> None:
    first, second = reported(slow_brigade), reported(slow_brigade, 40, minutes=30)
    third = reported(slow_brigade, 80, minutes=45)
    services.say_apart(ticket=second.ticket, other_no=first.ticket.no, by="person:9", at=AT)
    assert second.ticket_id not in {a.ticket_id for a in alike.waiting(slow_brigade.access["Alice"])}
    merge(third, first.ticket.no)
    assert alike.waiting(slow_brigade.access["Alice"]) == []
    services.say_apart(ticket=second.ticket, other_no=first.ticket.no, by="person:9", at=AT)  # twice says nothing new
    assert Apart.objects.count() == 1


def test_far_away_another_class_or_a_camera_asks_nothing(slow_brigade: Brigade) -> None:
    reported(slow_brigade)
    reported(slow_brigade, 400, minutes=5)
    reported(slow_brigade, 40, minutes=6, matter=BIN)
    reported(slow_brigade, 45, minutes=7, source="camera")
    assert Alike.objects.count() == 0


def test_who_sees_another_area_sees_no_question(slow_brigade: Brigade) -> None:
    reported(slow_brigade)
    reported(slow_brigade, 40, minutes=30)
    nobody = next(a for name, a in slow_brigade.access.items() if not queries.visible_to(a).exists())
    assert alike.waiting(nobody) == []


def test_what_is_surely_the_same_is_merged_and_says_by_which_rule(
    slow_brigade: Brigade, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(config(), "merge_by_itself", True)
    always = (0.0, 0.0, 0.0, 9.0)  # the threshold itself is measured elsewhere
    sure = replace(BOOK.placed, automatic=0.0, calibration=always)
    monkeypatch.setattr(weighing, "shipped", lambda: replace(BOOK, placed=sure))
    first, second = reported(slow_brigade), reported(slow_brigade, 40, minutes=30)
    merged = Ticket.objects.exclude(pk=first.ticket_id).get()
    assert merged.state == "voided"
    assert queries.of_report(second.report_id) == first.ticket
    last = queries.timeline(merged)[-1]
    assert last.actor == "rule:same-thing@1"
    assert "同" in last.data["rule"] or "并案" in last.data["rule"]
    assert check_events()["problems"] == []


def test_a_crowd_within_the_hour_is_told_once_for_each_level(slow_brigade: Brigade) -> None:
    first = reported(slow_brigade)
    for n in range(BURSTS[0] + 2):
        reported(slow_brigade, 3, minutes=n)
    said = [e.data for e in queries.timeline(first.ticket) if e.kind == "ticket.burst"]
    assert [(s["level"], s["reports"]) for s in said] == [(1, BURSTS[0])]
    assert check_events()["problems"] == []


@pytest.mark.parametrize("phone", ["13900000001", ""])
def test_one_who_says_it_again_and_again_is_no_crowd(slow_brigade: Brigade, phone: str) -> None:
    """The same phone; or no phone and the very same words."""
    first = reported(slow_brigade)
    for n in range(BURSTS[1]):
        reported(slow_brigade, 3, minutes=n, phone=phone)
    assert first.ticket.reports == 1 + BURSTS[1]
    assert not [e for e in queries.timeline(first.ticket) if e.kind == "ticket.burst"]
    assert hot.hot_issues(slow_brigade.access["Alice"], at=AT + timedelta(hours=1)) == []


def test_slowly_growing_is_no_crowd(slow_brigade: Brigade) -> None:
    first = reported(slow_brigade)
    for n in range(BURSTS[0] + 2):
        reported(slow_brigade, 3, minutes=61 * n)
    assert not [e for e in queries.timeline(first.ticket) if e.kind == "ticket.burst"]


def test_hot_issues_are_those_of_many_with_their_curve(slow_brigade: Brigade) -> None:
    first = reported(slow_brigade)
    for n in range(4):
        reported(slow_brigade, 3, minutes=n)
    reported(slow_brigade, 200)
    (issue,) = hot.hot_issues(slow_brigade.access["Alice"], at=AT + timedelta(hours=1))
    assert issue.ticket == first.ticket
    assert (issue.recent, issue.lately, issue.before) == (5, 5, 0)
    assert len(issue.curve) == 7
    assert sum(n for _, n in issue.curve) == 5
    assert hot.hot_issues(slow_brigade.access["Alice"], at=AT + timedelta(days=8)) == []


def test_in_the_fast_lane_it_is_asked_and_merged_before_anybody_works_on_it(brigade: Brigade) -> None:
    first, second = reported(brigade), reported(brigade, 40, minutes=30)
    assert second.ticket.state == "dispatched"
    (asked,) = alike.waiting(brigade.access["Alice"])
    assert asked.ticket_id == second.ticket_id
    merge(second, first.ticket.no)
    second.work()
    assert second.ticket.state == "voided"
    assert first.ticket.reports == 2
    assert check_events()["problems"] == []


def test_what_is_being_verified_is_a_question_even_when_it_is_sure(
    slow_brigade: Brigade, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, second = reported(slow_brigade), reported(slow_brigade, 40, minutes=30)
    Alike.objects.all().delete()
    services.take(
        ticket_id=second.ticket_id, action="verify", actor="person:9", roles=ACCEPTOR, inputs=Inputs(), at=second.at
    )
    monkeypatch.setattr(config(), "merge_by_itself", True)
    sure = replace(BOOK.placed, automatic=0.0, calibration=(0.0, 0.0, 0.0, 9.0))
    monkeypatch.setattr(weighing, "shipped", lambda: replace(BOOK, placed=sure))
    services.look_for_same([second.ticket_id], at=second.at)
    assert second.ticket.state == "verifying"
    assert [a.other_id for a in alike.waiting(slow_brigade.access["Alice"])] == [first.ticket_id]


def test_a_day_s_file_that_comes_in_at_once_is_no_crowd(brigade: Brigade) -> None:
    """What counts is when people saw it, not when their reports were sent on."""
    first = reported(brigade)
    for n in range(BURSTS[0] + 2):
        reported(brigade, 3, minutes=-90 * (n + 1) / 4)
    assert len([e for e in queries.timeline(first.ticket) if e.kind == "ticket.burst"]) <= 1
    services.watch_bursts([first.ticket_id], at=AT + timedelta(hours=9))
    assert (
        max((e.data["reports"] for e in queries.timeline(first.ticket) if e.kind == "ticket.burst"), default=0)
        <= BURSTS[0]
    )


def test_a_report_that_was_merged_has_the_fate_of_what_it_follows(slow_brigade: Brigade) -> None:
    first, second = reported(slow_brigade), reported(slow_brigade, 60)
    merge(second, first.ticket.no)
    assert fates.of_reports([second.report_id, first.report_id]) == {
        second.report_id: first.ticket, first.report_id: first.ticket,
    }  # fmt: skip
    everything = reports.in_ids([first.report_id, second.report_id])
    assert list(fates.only(everything, over=True)) == []
    assert len(fates.only(everything, over=False)) == 2
    receipt = reports.get(second.report_id).receipt
    own = services.split(ticket_no=first.ticket.no, receipt=receipt, reason="另一个", by="person:9", at=AT)
    assert fates.of_reports([second.report_id]) == {second.report_id: own}
    assert len(fates.only(everything, over=False)) == 2
