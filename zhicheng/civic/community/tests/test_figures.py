"""Engagement is counted; commendations are drafted by points and released by a person."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest

from tests.brigade import AT, STALL
from tests.neighbours import Street
from tests.tiny_city import beside, place
from zhicheng.civic.community import terms as city_terms
from zhicheng.civic.community.models import Commendation, PointEntry, Trial
from zhicheng.civic.community.queries import engaged
from zhicheng.civic.community.rules.figures import Part, engagement
from zhicheng.civic.community.services import commending, trying
from zhicheng.flow.reports import queries as reports
from zhicheng.flow.tickets import services as tickets
from zhicheng.kernel.errors import BadInput, NotAllowed, NotFound, Refused


def part(
    who: str, days_ago: float, *, answered: float | None = None, closed: bool = False, rated: bool = False
) -> Part:
    came = AT - timedelta(days=days_ago)
    return Part(
        who, came, came + timedelta(minutes=answered) if answered is not None else None, came if closed else None, rated
    )


def test_who_came_back_is_counted_among_those_whose_days_to_return_are_over() -> None:
    parts = [part("a", 170), part("a", 100), part("b", 170), part("c", 170), part("c", 60), part("d", 10), part("d", 5)]
    found = engagement(parts, until=AT, active_days=90, returning_days=90)
    assert (found.returning, found.could_return) == (1, 3)  # a; not c, who took 110 days; d cannot be judged yet
    assert (found.people, found.reports) == (2, 3)


def test_the_first_answer_is_a_median_and_each_step_loses_some() -> None:
    parts = [
        part("a", 3, answered=10, closed=True, rated=True),
        part("b", 3, answered=30, closed=True),
        part("c", 3, answered=500),
        part("d", 3),
    ]
    found = engagement(parts, until=AT, active_days=90, returning_days=90)
    assert found.first_answer_minutes == 30
    assert found.steps == {"reported": 4, "answered": 3, "closed": 2, "rated": 1}


def test_nobody_at_all_is_no_answer_rather_than_a_zero() -> None:
    found = engagement([], until=AT, active_days=90, returning_days=90)
    assert (found.people, found.could_return, found.first_answer_minutes) == (0, 0, None)


def test_a_person_is_his_phone_or_his_claim_and_never_leaves_as_a_phone(neighbours: Street) -> None:
    neighbours.joins("Nina")
    walk = neighbours.reports("Nina", matter=STALL).handle().refix().recheck().take("Alice", "close")
    tickets.rate(report=reports.get(walk.report_id), score=5, comment="", at=walk.at)
    walk.report(source="citizen", where=beside(place("990101001001001"), 500))
    found = trying.figures(until=walk.at + timedelta(minutes=1))
    assert (found.people, found.reports, found.steps["closed"], found.steps["rated"]) == (2, 2, 1, 1)
    assert found.first_answer_minutes == 0


def test_what_was_tried_keeps_the_figures_from_before(neighbours: Street) -> None:
    neighbours.joins("Nina").reports("Nina", matter=STALL)
    later = AT + timedelta(days=3)
    with pytest.raises(BadInput) as refused:
        trying.note_trial(on=date(2026, 12, 1), text="发倡议书", who=neighbours.access("Stella"), at=later)
    assert refused.value.field == "on"
    with pytest.raises(BadInput):
        trying.note_trial(on=date(2026, 9, 18), text=" ", who=neighbours.access("Stella"), at=later)
    with pytest.raises(Refused):
        trying.note_trial(on=date(2026, 9, 18), text="发倡议书", who=neighbours.access("Bob"), at=later)
    assert not Trial.objects.exists()
    one = trying.note_trial(on=date(2026, 9, 18), text="发倡议书", who=neighbours.access("Stella"), at=later)
    assert (one.before["reports"], trying.since_then(one, at=later).reports) == (1, 0)
    assert engaged.trials() == [one]


def test_commendations_are_drafted_once_released_by_a_person_and_only_then_his_to_see(neighbours: Street) -> None:
    neighbours.joins("Nina", "Wang")
    for name, n in (("Nina", 60), ("Wang", 49)):
        PointEntry.objects.create(
            resident=neighbours.resident[name], rule="open_day", source=f"x:{name}", points=n, at=AT
        )
    PointEntry.objects.create(resident=neighbours.resident["Nina"], rule="redeem", source="x:1", points=-50, at=AT)
    mona = neighbours.access("Mona")
    with pytest.raises(BadInput):
        commending.draft(year=2030, who=mona, at=AT)
    with pytest.raises(Refused):
        commending.draft(year=2026, who=neighbours.access("Stella"), at=AT)
    assert commending.draft(year=2026, who=mona, at=AT) == 1  # spending takes nothing away from what was earned
    assert commending.draft(year=2026, who=mona, at=AT) == 0
    one = Commendation.objects.get()
    assert (one.points, one.state, engaged.commendations_of(one.resident_id)) == (60, "drafted", [])
    commending.release(commendation_id=one.pk, name="倪娜", who=mona, at=AT)
    neighbours.work()
    assert [c.name for c in engaged.commendations_of(one.resident_id)] == ["倪娜"]
    assert neighbours.told("Nina") == ["commendation.release"]
    for again in (
        lambda: commending.release(commendation_id=one.pk, name="", who=mona, at=AT),
        lambda: commending.drop(commendation_id=one.pk, reason="重复", who=mona, at=AT),
    ):
        with pytest.raises(NotAllowed):
            again()
    with pytest.raises(NotFound):
        commending.get(0)


def test_a_certificate_is_a_pdf_and_a_draft_is_another_one(neighbours: Street) -> None:
    neighbours.joins("Nina")
    city_terms.set_terms({"commend.least_points": 1}, by="person:1", at=AT)
    PointEntry.objects.create(resident=neighbours.resident["Nina"], rule="open_day", source="x:1", points=60, at=AT)
    commending.draft(year=2026, who=neighbours.access("Mona"), at=AT)
    one = Commendation.objects.get()
    draft = commending.certificate(one, at=AT)
    commending.release(commendation_id=one.pk, name="", who=neighbours.access("Mona"), at=AT)
    final = commending.certificate(commending.get(one.pk), at=AT)
    assert draft.startswith(b"%PDF")
    assert final.startswith(b"%PDF")
    assert len(draft) != len(final)


def test_a_year_begins_in_china(neighbours: Street) -> None:
    from zhicheng.civic.community import queries
    from zhicheng.kernel.calendar import CHINA

    neighbours.joins("Nina")
    for n, moment in (
        (10, datetime(2025, 12, 31, 15, 59, tzinfo=AT.tzinfo)),
        (20, datetime(2025, 12, 31, 16, tzinfo=AT.tzinfo)),
    ):
        PointEntry.objects.create(
            resident=neighbours.resident["Nina"], rule="open_day", source=f"x:{n}", points=n, at=moment
        )
    first, after = datetime(2026, 1, 1, tzinfo=CHINA), datetime(2027, 1, 1, tzinfo=CHINA)
    assert queries.earned_in_year(first, after, least=1, most=9) == [(neighbours.resident["Nina"].pk, 20)]
