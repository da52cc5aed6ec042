"""Volunteers: who may, of what age, for what; hours that somebody else confirms; nothing for hours that were not."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.brigade import AT, GRID
from tests.neighbours import PHONES, Street
from tests.whistling import STREET
from zhicheng.civic.community.models import Errand, Liaison, Stint, Volunteer
from zhicheng.civic.community.queries import volunteers as reads
from zhicheng.civic.community.rules import volunteering
from zhicheng.civic.community.rules.volunteering import Applicant, Server, Span
from zhicheng.civic.community.services import serving, volunteers
from zhicheng.civic.community.services.serving import NewErrand
from zhicheng.civic.community.services.volunteers import NewVolunteer
from zhicheng.civic.community.terms import terms
from zhicheng.ground.messages import queries as messages
from zhicheng.infra.check import check_events
from zhicheng.infra.models import Event
from zhicheng.kernel.errors import BadInput, NotAllowed, NotFound, Refused

TODAY = date(2026, 9, 16)
KNOWN = {"least_age": 14, "alone_age": 16, "adult_age": 18, "day_minutes": 480, "log_days": 7}
SPAN = Span(AT + timedelta(days=1), AT + timedelta(days=1, hours=3))
ADULT = date(1990, 1, 1)

# Rules ------------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("born", "day", "age"),
    [
        (date(2012, 9, 16), TODAY, 14), (date(2012, 9, 17), TODAY, 13), (date(2008, 2, 29), date(2026, 2, 28), 17),
        (date(2008, 2, 29), date(2026, 3, 1), 18), (TODAY, TODAY, 0),
    ],
)  # fmt: skip
def test_years_are_full_years(born: date, day: date, age: int) -> None:
    assert volunteering.age_on(born, day) == age


@given(st.dates(date(1930, 1, 1), date(2026, 9, 16)), st.integers(0, 20_000))
def test_nobody_grows_younger(born: date, days: int) -> None:
    later = TODAY + timedelta(days=days)
    assert volunteering.age_on(born, later) >= volunteering.age_on(born, TODAY) >= 0


@pytest.mark.parametrize(
    ("applicant", "field"),
    [
        (Applicant(date(2012, 9, 17), "王", "13700000001", True), "born_on"),  # 13, whoever consents
        (Applicant(date(2012, 9, 16)), "guardian"), (Applicant(date(2012, 9, 16), "王"), "guardian"),
        (Applicant(date(2008, 9, 17), "王", "13700000001", False), "consents"),
        (Applicant(date(2027, 1, 1)), "born_on"), (Applicant(date(1900, 1, 1)), "born_on"),
    ],
)  # fmt: skip
def test_the_age_guard(applicant: Applicant, field: str) -> None:
    with pytest.raises(BadInput) as refused:
        volunteering.check_age(applicant, today=TODAY, terms=KNOWN)
    assert refused.value.field == field


@pytest.mark.parametrize(
    "applicant",
    [
        Applicant(date(2012, 9, 16), "王", "13700000001", True),
        Applicant(date(2008, 9, 16)),
        Applicant(date(1940, 1, 1)),
    ],
)
def test_who_may_sign_up(applicant: Applicant) -> None:
    volunteering.check_age(applicant, today=TODAY, terms=KNOWN)


ADULT_SERVER = Server("active", 30, is_trained=True)
CLASH = Span(SPAN.ends_at - timedelta(minutes=1), SPAN.ends_at + timedelta(hours=1))
BESIDE = Span(SPAN.ends_at, SPAN.ends_at + timedelta(hours=1))


@pytest.mark.parametrize(
    ("server", "kind", "free", "at", "says"),
    [
        (Server("applied", 30, True), "patrol", 1, AT, "街道确认"), (Server("suspended", 30, True), "open_day", 1, AT, "街道确认"),
        (Server("active", 15, True), "patrol", 1, AT, "16 周岁"), (Server("active", 30, False), "patrol", 1, AT, "培训"),
        (Server("active", 30, True, (CLASH,)), "open_day", 1, AT, "冲突"), (ADULT_SERVER, "patrol", 0, AT, "名额"),
        (ADULT_SERVER, "patrol", 1, SPAN.starts_at, "已经开始"),
    ],
)  # fmt: skip
def test_the_first_reason_against_it_is_said(server: Server, kind: str, free: int, at: Any, says: str) -> None:
    with pytest.raises(NotAllowed, match=says):
        volunteering.check_may_take(server, kind=kind, span=SPAN, free=free, at=at, terms=KNOWN)


@pytest.mark.parametrize(
    ("server", "kind"),
    [
        (ADULT_SERVER, "patrol"),
        (Server("active", 15, False), "open_day"),
        (Server("active", 30, True, (BESIDE,)), "patrol"),
    ],
)
def test_who_may_take_it_on(server: Server, kind: str) -> None:
    volunteering.check_may_take(server, kind=kind, span=SPAN, free=1, at=AT, terms=KNOWN)


@pytest.mark.parametrize(
    ("minutes", "at", "others", "error"),
    [
        (60, SPAN.starts_at - timedelta(seconds=1), [], NotAllowed), (60, SPAN.ends_at - timedelta(seconds=1), [], NotAllowed),
        (60, SPAN.ends_at + timedelta(days=7, seconds=1), [], NotAllowed),
        (181, SPAN.ends_at, [], BadInput), (9, SPAN.ends_at, [], BadInput), (-60, SPAN.ends_at, [], BadInput),
        (180, SPAN.ends_at, [Span(AT, AT, 301)], NotAllowed),
    ],
)  # fmt: skip
def test_hours_that_cannot_be(minutes: int, at: Any, others: list[Span], error: type[Exception]) -> None:
    with pytest.raises(error):
        volunteering.check_minutes(minutes, span=SPAN, others=others, at=at, terms=KNOWN)


def test_hours_up_to_what_it_lasted_and_the_day_s_most() -> None:
    assert volunteering.check_minutes(180, span=SPAN, others=[Span(AT, AT, 300)], at=SPAN.ends_at, terms=KNOWN) == 180


@given(st.integers(10, 480), st.integers(-10, 600))
def test_nobody_confirms_more_than_was_logged(logged: int, minutes: int) -> None:
    try:
        n, _ = volunteering.confirmed_minutes(logged, minutes, "早退")
    except BadInput:
        assert minutes > logged or minutes < 10
    else:
        assert 10 <= n == minutes <= logged


def test_fewer_minutes_want_a_reason() -> None:
    with pytest.raises(BadInput, match="理由"):
        volunteering.confirmed_minutes(60, 30, "")
    assert volunteering.confirmed_minutes(60, 60, "") == (60, "")


# The register -----------------------------------------------------------------------------------------------------------


def apply(street: Street, name: str = "Nina", **more: Any) -> Volunteer:
    if name not in street.resident:
        street.joins(name)
    told: dict[str, Any] = {"name": f"{name}家", "area": STREET, "born_on": ADULT}
    made = volunteers.apply(NewVolunteer(**told | more), resident=street.resident[name], at=street.at)
    street.work()
    return made


def decide(street: Street, one: Volunteer, action: str, reason: str = "", who: str = "Stella") -> None:
    volunteers.decide(volunteer_id=one.pk, action=action, reason=reason, who=street.access(who), at=street.at)
    street.work()


def active(street: Street, name: str = "Nina", **more: Any) -> Volunteer:
    one = apply(street, name, **more)
    decide(street, one, "confirm")
    volunteers.train(volunteer_id=one.pk, until=date(2027, 1, 1), who=street.access("Stella"), at=street.at)
    return one


def test_of_an_adult_no_guardian_is_kept_of_a_minor_his_consent_s_moment(neighbours: Street) -> None:
    adult = apply(neighbours, guardian="王", guardian_phone="13700000001", consents=True)
    assert (adult.guardian, adult.guardian_phone, adult.consented_at) == ("", "", None)
    minor = apply(
        neighbours, "Wang", born_on=date(2010, 1, 1), guardian="王", guardian_phone="13700000001", consents=True
    )
    assert (minor.guardian, minor.consented_at) == ("王", neighbours.at)
    assert [e.data["guarded"] for e in Event.objects.filter(kind="volunteer.apply").order_by("pos")] == [False, True]


def test_no_event_holds_a_name_a_phone_or_a_day_of_birth(neighbours: Street) -> None:
    active(neighbours, born_on=date(2010, 1, 1), guardian="王监护", guardian_phone="13700000009", consents=True)
    said = str([e.data for e in Event.objects.filter(stream__startswith="volunteer:")])
    assert not any(secret in said for secret in ("Nina家", PHONES["Nina"], "王监护", "13700000009", "2010"))


@pytest.mark.parametrize(
    ("more", "field"), [({"area": ""}, "area"), ({"area": "990101"}, "area"), ({"born_on": TODAY}, "born_on")]
)
def test_who_cannot_sign_up_leaves_no_trace(neighbours: Street, more: dict[str, Any], field: str) -> None:
    neighbours.joins("Nina")
    n = Event.objects.count()
    with pytest.raises(BadInput) as refused:
        apply(neighbours, **more)
    assert refused.value.field == field
    assert (Volunteer.objects.count(), Event.objects.count()) == (0, n)


def test_one_signs_up_once_and_again_after_leaving(neighbours: Street) -> None:
    one = apply(neighbours)
    with pytest.raises(NotAllowed, match="已经报过名"):
        apply(neighbours)
    volunteers.withdraw(resident=neighbours.resident["Nina"], at=neighbours.at)
    assert apply(neighbours).pk == one.pk
    assert Volunteer.objects.get().state == "applied"
    assert check_events()["problems"] == []


def test_the_street_decides_and_he_hears_why(neighbours: Street) -> None:
    one = apply(neighbours)
    for reason in ("", "  "):
        with pytest.raises(BadInput):
            decide(neighbours, one, "refuse", reason)
    decide(neighbours, one, "refuse", "不住在本街道")
    assert "不住在本街道" in str([m.values for m in messages.listed([""]) if m.template == "volunteer.news"])


@pytest.mark.parametrize(("who", "error"), [("Leo", Refused), ("Charlie", NotFound), ("Alice", NotFound)])
def test_only_the_office_of_his_area_decides(neighbours: Street, who: str, error: type[Exception]) -> None:
    one = apply(neighbours)
    with pytest.raises(error):
        decide(neighbours, one, "confirm", who=who)
    assert Volunteer.objects.get().state == "applied"


# Errands and hours ------------------------------------------------------------------------------------------------------


def errand(street: Street, **more: Any) -> Errand:
    starts = street.at + timedelta(days=1)
    told: dict[str, Any] = {
        "kind": "patrol", "title": "周末巡查", "area": GRID, "places": 2, "starts_at": starts, "ends_at": starts + timedelta(hours=3)
    }  # fmt: skip
    return serving.announce(NewErrand(**told | more), who=street.access("Stella"), at=street.at)


def take(street: Street, one: Errand, name: str = "Nina") -> Stint:
    return serving.take(errand_id=one.pk, resident=street.resident[name], at=street.at)


def served(street: Street, one: Errand, minutes: int = 120, name: str = "Nina") -> Stint:
    street.at = one.ends_at
    return serving.log(errand_id=one.pk, resident=street.resident[name], minutes=minutes, note="", at=street.at)


@pytest.mark.parametrize(
    ("more", "field"),
    [
        ({"kind": "party"}, "kind"), ({"title": ""}, "title"), ({"area": ""}, "area"), ({"places": 0}, "places"),
        ({"starts_at": AT - timedelta(hours=1)}, "starts_at"), ({"ends_at": AT}, "ends_at"), ({"ends_at": AT + timedelta(days=3)}, "ends_at"),
    ],
)  # fmt: skip
def test_an_errand_that_makes_no_sense_is_not_announced(neighbours: Street, more: dict[str, Any], field: str) -> None:
    with pytest.raises(BadInput) as refused:
        errand(neighbours, **more)
    assert refused.value.field == field
    assert not Errand.objects.exists()


def test_hours_are_confirmed_by_another_and_give_points_once(neighbours: Street) -> None:
    active(neighbours)
    one = errand(neighbours)
    take(neighbours, one)
    stint = served(neighbours, one)
    serving.confirm(stint_id=stint.pk, minutes=90, reason="提前离开", who=neighbours.access("Leo"), at=neighbours.at)
    neighbours.work()
    assert ("volunteer", terms().points["volunteer"].points, "") in neighbours.lines("Nina")
    with pytest.raises(NotAllowed, match="已确认"):
        serving.confirm(stint_id=stint.pk, minutes=90, reason="", who=neighbours.access("Leo"), at=neighbours.at)
    assert reads.served_minutes(stint.volunteer_id, AT, AT + timedelta(days=30)) == (1, 90)
    assert check_events()["problems"] == []


def test_hours_refused_count_nothing(neighbours: Street) -> None:
    active(neighbours)
    one = errand(neighbours)
    take(neighbours, one)
    stint = served(neighbours, one)
    serving.refuse(stint_id=stint.pk, reason="没有到场", who=neighbours.access("Stella"), at=neighbours.at)
    neighbours.work()
    assert not [line for line in neighbours.lines("Nina") if line[0] == "volunteer"]
    assert reads.served_minutes(stint.volunteer_id, AT, AT + timedelta(days=30)) == (0, 0)


def test_nobody_confirms_his_own_hours(neighbours: Street) -> None:
    active(neighbours)
    Liaison.objects.create(
        name="Leo", phone=PHONES["Nina"], area=STREET, account_id=neighbours.access("Leo").account_id, from_on=TODAY,
        until_on=TODAY + timedelta(days=300), state="active",
    )  # fmt: skip
    one = errand(neighbours)
    take(neighbours, one)
    stint = served(neighbours, one)
    with pytest.raises(NotAllowed, match="自己"):
        serving.confirm(stint_id=stint.pk, minutes=120, reason="", who=neighbours.access("Leo"), at=neighbours.at)
    with pytest.raises(NotFound):
        serving.confirm(stint_id=stint.pk, minutes=120, reason="", who=neighbours.access("Charlie"), at=neighbours.at)
    stint.refresh_from_db()
    assert stint.state == "logged"


def test_two_at_the_same_time_and_a_full_one_are_refused(neighbours: Street) -> None:
    active(neighbours)
    active(neighbours, "Wang")
    first, second = errand(neighbours, places=1), errand(neighbours)
    take(neighbours, first)
    with pytest.raises(NotAllowed, match="冲突"):
        take(neighbours, second)
    with pytest.raises(NotAllowed, match="名额"):
        take(neighbours, first, "Wang")
    serving.give_up(errand_id=first.pk, resident=neighbours.resident["Nina"], at=neighbours.at)
    take(neighbours, first, "Wang")
    take(neighbours, second)
    with pytest.raises(NotAllowed):
        take(neighbours, first)


def test_who_was_not_there_yet_and_who_is_suspended_logs_nothing(neighbours: Street) -> None:
    one = active(neighbours)
    two = errand(neighbours)
    take(neighbours, two)
    with pytest.raises(NotAllowed, match="还没结束"):
        serving.log(errand_id=two.pk, resident=neighbours.resident["Nina"], minutes=60, note="", at=neighbours.at)
    decide(neighbours, one, "suspend", "虚报时长")
    with pytest.raises(NotAllowed, match="暂停"):
        served(neighbours, two)
    assert Stint.objects.get().minutes == 0


def test_an_errand_that_is_called_off_frees_who_took_it_on(neighbours: Street) -> None:
    active(neighbours)
    one = errand(neighbours)
    take(neighbours, one)
    serving.call_off(errand_id=one.pk, reason="下雨", who=neighbours.access("Stella"), at=neighbours.at)
    assert Stint.objects.get().state == "called_off"
    with pytest.raises(NotAllowed, match="已取消"):
        take(neighbours, one)


def test_a_hand_at_an_open_day_lies_where_the_day_lies(neighbours: Street) -> None:
    neighbours.open_day()
    one = errand(neighbours, kind="open_day", open_day=neighbours.day.pk, area="")
    assert one.area == neighbours.day.area


def test_a_year_s_certificate_wants_an_hour(neighbours: Street) -> None:
    active(neighbours)
    nina = neighbours.resident["Nina"]
    with pytest.raises(NotAllowed, match="不足 1 小时"):
        serving.certificate(resident=nina, year=2026, at=neighbours.at)
    one = errand(neighbours)
    take(neighbours, one)
    stint = served(neighbours, one, 150)
    serving.confirm(stint_id=stint.pk, minutes=150, reason="", who=neighbours.access("Stella"), at=neighbours.at)
    assert serving.certificate(resident=nina, year=2026, at=neighbours.at).startswith(b"%PDF")
    with pytest.raises(NotAllowed):
        serving.certificate(resident=nina, year=2025, at=neighbours.at)
