"""Liaisons with their rounds; firms with their duty areas, first by link, with a limit."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.brigade import AT, BIN, GRID, LAMP, PHOTO, STALL
from tests.neighbours import Street, place
from tests.tiny_city import beside
from tests.walk import Walk
from tests.whistling import STREET
from zhicheng.civic.community import queries
from zhicheng.civic.community.models import DiaryEntry, Firm, Liaison, Offer
from zhicheng.civic.community.queries.grounds import own_repair_rate
from zhicheng.civic.community.rules.ground import Ground, covers_matter, ground
from zhicheng.civic.community.services import firms, liaisons
from zhicheng.civic.community.services.firms import NewFirm
from zhicheng.civic.community.services.liaisons import NewEntry, NewLiaison
from zhicheng.flow.reports import queries as reports
from zhicheng.flow.tickets import queries as tickets
from zhicheng.ground.messages import links
from zhicheng.ground.messages import queries as messages
from zhicheng.infra.check import check_events
from zhicheng.infra.models import Event
from zhicheng.kernel.errors import BadInput, NotAllowed, NotFound, Refused

HERE = place(GRID)
TERM = (date(2026, 1, 1), date(2027, 1, 1))


# Liaisons -------------------------------------------------------------------------------------------------------------------------


def appoint(street: Street, **more: Any) -> Liaison:
    told: dict[str, Any] = {
        "name": "Leo", "phone": "13900000001", "area": STREET + "001", "from_on": TERM[0], "until_on": TERM[1],
        "account": street.access("Leo").account_id,
    } | more  # fmt: skip
    return liaisons.appoint(NewLiaison(**told), who=street.access("Stella"), at=AT)


@pytest.mark.parametrize(
    ("more", "field"),
    [
        ({"name": ""}, "name"),
        ({"phone": "x"}, "phone"),
        ({"area": ""}, "area"),
        ({"area": "990101"}, "area"),
        ({"until_on": TERM[0]}, "until_on"),
        ({"until_on": date(2040, 1, 1)}, "until_on"),
        ({"account": 999_999}, "account"),
    ],
)
def test_a_liaison_that_makes_no_sense_is_not_appointed(neighbours: Street, more: dict[str, Any], field: str) -> None:
    with pytest.raises(BadInput) as refused:
        appoint(neighbours, **more)
    assert refused.value.field == field
    assert not Liaison.objects.exists()


def test_one_phone_and_one_account_are_one_liaison(neighbours: Street) -> None:
    appoint(neighbours)
    with pytest.raises(BadInput, match="已登记过"):
        appoint(neighbours, account=0)
    with pytest.raises(BadInput, match="另一位"):
        appoint(neighbours, phone="13900000002")
    with pytest.raises(Refused):
        new = NewLiaison("Leo", "13900000003", STREET, *TERM)
        liaisons.appoint(new, who=neighbours.access("Otto"), at=AT)
    assert "13900000001" not in Event.objects.get(kind="liaison.appoint").body


def test_training_and_terms_run_forward_and_an_ended_liaison_keeps_no_diary(neighbours: Street) -> None:
    one, stella = appoint(neighbours), neighbours.access("Stella")
    with pytest.raises(BadInput, match="今天之后"):
        liaisons.train(liaison_id=one.pk, until=AT.date(), who=stella, at=AT)
    assert liaisons.train(liaison_id=one.pk, until=date(2027, 3, 1), who=stella, at=AT).trained_until == date(
        2027, 3, 1
    )
    with pytest.raises(BadInput):
        liaisons.renew(liaison_id=one.pk, until=TERM[1], who=stella, at=AT)
    assert liaisons.renew(liaison_id=one.pk, until=date(2028, 1, 1), who=stella, at=AT).until_on == date(2028, 1, 1)
    with pytest.raises(NotFound):
        liaisons.end(liaison_id=one.pk, reason="搬走", who=neighbours.access("Otto"), at=AT)
    liaisons.end(liaison_id=one.pk, reason="搬走", who=stella, at=AT)
    with pytest.raises(Refused, match="不是在任的联络员"):
        write(neighbours)
    with pytest.raises(NotAllowed):
        liaisons.train(liaison_id=one.pk, until=date(2027, 3, 1), who=stella, at=AT)


def write(street: Street, key: str = "d1", **more: Any) -> DiaryEntry:
    return liaisons.write(NewEntry(key, **more), who=street.access("Leo"), at=street.at)


def test_nothing_seen_is_an_entry_too_and_sent_twice_is_written_once(neighbours: Street) -> None:
    appoint(neighbours)
    assert write(neighbours).pk == write(neighbours, seen="改了主意").pk
    assert Event.objects.get(kind="liaison.note").data["nothing"] is True
    assert queries.diary_of(queries.liaisons_visible_to(neighbours.access("Stella"))).count() == 1
    assert queries.diary_of(queries.liaisons_visible_to(neighbours.access("Otto"))).count() == 0


@pytest.mark.parametrize(
    ("key", "more", "field"),
    [
        ("", {}, "key"), ("k" * 49, {}, "key"), ("k", {"seen": "长" * 1001}, "seen"), ("k", {"lng": 117}, "lat"), ("k", {"lng": 0, "lat": 0}, "lng"),
        ("k", {"photos": ["00000000-0000-7000-8000-000000000009"]}, "photos"),
    ],
)  # fmt: skip
def test_an_entry_that_makes_no_sense_is_not_written(
    neighbours: Street, key: str, more: dict[str, Any], field: str
) -> None:
    appoint(neighbours)
    with pytest.raises(BadInput) as refused:
        write(neighbours, key, **more)
    assert refused.value.field == field
    assert not DiaryEntry.objects.exists()


def test_a_diary_is_kept_only_within_the_term(neighbours: Street) -> None:
    appoint(neighbours, until_on=date(2026, 9, 15))
    with pytest.raises(NotAllowed, match="不在任期内"):
        write(neighbours)


def test_what_was_seen_becomes_one_report_with_the_link_both_ways(neighbours: Street) -> None:
    appoint(neighbours)
    entry = write(neighbours, seen="垃圾桶满溢", lng=HERE[0], lat=HERE[1], photos=[PHOTO])
    leo = neighbours.access("Leo")
    with pytest.raises(BadInput, match="没有事项代码"):
        liaisons.refer(entry_id=entry.pk, matter="99999", who=leo, at=AT)
    done = liaisons.refer(entry_id=entry.pk, matter=BIN, who=leo, at=AT)
    again = liaisons.refer(entry_id=entry.pk, matter=LAMP, who=leo, at=AT)
    neighbours.work()
    [report] = reports.by_keys("liaison", [f"diary:{entry.pk}"])
    assert (done.report_id, again.report_id) == (report.pk, report.pk)
    assert (report.source, report.key, report.matter) == ("liaison", f"diary:{entry.pk}", BIN)
    assert tickets.of_report(report.pk) is not None
    assert check_events()["problems"] == []


def test_nothing_seen_or_no_place_is_no_report_and_anothers_entry_is_not_found(neighbours: Street) -> None:
    appoint(neighbours)
    empty, lost = write(neighbours, "a"), write(neighbours, "b", seen="乱堆")
    leo = neighbours.access("Leo")
    for pk, words in ((empty.pk, "未见异常"), (lost.pk, "没有位置")):
        with pytest.raises(NotAllowed, match=words):
            liaisons.refer(entry_id=pk, matter="", who=leo, at=AT)
    with pytest.raises(NotFound):
        liaisons.refer(entry_id=0, matter="", who=leo, at=AT)
    with pytest.raises(Refused):
        liaisons.refer(entry_id=lost.pk, matter="", who=neighbours.access("Stella"), at=AT)
    assert not Event.objects.filter(kind="report.receive").exists()


# Duty areas -----------------------------------------------------------------------------------------------------------------------

SQUARE = [[117.0, 32.0], [117.01, 32.0], [117.01, 32.01], [117.0, 32.01]]


@given(st.floats(116.99, 117.02), st.floats(31.99, 32.02))
def test_a_square_holds_what_lies_within_its_sides(lng: float, lat: float) -> None:
    held = ground(SQUARE, lng=None, lat=None, radius=0).holds(lng, lat)
    if 117.0 < lng < 117.01 and 32.0 < lat < 32.01:
        assert held
    elif not (117.0 <= lng <= 117.01 and 32.0 <= lat <= 32.01):
        assert not held


@given(st.floats(-400, 400))
def test_a_circle_holds_what_is_no_farther_than_its_radius(metres: float) -> None:
    found = Ground(*HERE, radius=200)
    assert found.holds(*beside(HERE, metres)) == (abs(metres) <= 200) or abs(abs(metres) - 200) < 2
    west, south, east, north = found.box
    if found.holds(*beside(HERE, metres)):
        assert west <= beside(HERE, metres)[0] <= east
        assert south <= HERE[1] <= north


def test_a_ring_that_comes_back_to_its_first_corner_is_the_same_area() -> None:
    assert ground([*SQUARE, SQUARE[0]], lng=None, lat=None, radius=0) == ground(SQUARE, lng=None, lat=None, radius=0)


@pytest.mark.parametrize(
    ("polygon", "where", "radius", "field"),
    [
        ([], (None, None), 100, "polygon"),
        ([], HERE, 4, "radius"),
        ([], HERE, 3001, "radius"),
        ([], (float("nan"), 32.0), 100, "polygon"),
        ([[117, 32], [117, 32]], (None, None), 0, "polygon"),
        ([[117, 32], [118, 32], [117, 32]], (None, None), 0, "polygon"),
        ([[117, 32, 1], [118, 32], [118, 33]], (None, None), 0, "polygon"),
        ([[117, 320], [118, 32], [118, 33]], (None, None), 0, "polygon"),
        ([[117 + i / 1000, 32 + i % 2] for i in range(201)], (None, None), 0, "polygon"),
    ],
)
def test_what_is_no_area_is_refused(polygon: Any, where: tuple[Any, Any], radius: int, field: str) -> None:
    with pytest.raises(BadInput) as refused:
        ground(polygon, lng=where[0], lat=where[1], radius=radius)
    assert refused.value.field == field


@pytest.mark.parametrize(
    ("codes", "matter", "covered"),
    [([], BIN, True), (["03"], BIN, True), (["03001"], BIN, True), (["03002"], BIN, False), (["01"], BIN, False)],
)
def test_a_class_covers_its_matters(codes: list[str], matter: str, covered: bool) -> None:
    assert covers_matter(codes, matter) is covered


# Offers ---------------------------------------------------------------------------------------------------------------------------


def keep(street: Street, *, who: str = "Stella", firm_id: int = 0, **more: Any) -> Firm:
    told: dict[str, Any] = {
        "name": "安居物业", "kind": "property", "contact": "老陈", "phone": "13700000001", "lng": HERE[0], "lat": HERE[1], "radius": 100,
        "matters": ["03"], "hours": 24,
    } | more  # fmt: skip
    return firms.keep_firm(NewFirm(**told), firm_id=firm_id, who=street.access(who), at=AT)


@pytest.mark.parametrize(
    ("more", "field"),
    [
        ({"name": ""}, "name"), ({"kind": "bank"}, "kind"), ({"contact": ""}, "contact"), ({"phone": "1"}, "phone"), ({"matters": ["99"]}, "matters"),
        ({"hours": 721}, "hours"), ({"radius": 0}, "radius"), ({"lng": 1.0, "lat": 1.0}, "polygon"),
    ],
)  # fmt: skip
def test_a_firm_that_makes_no_sense_is_not_registered(neighbours: Street, more: dict[str, Any], field: str) -> None:
    with pytest.raises(BadInput) as refused:
        keep(neighbours, **more)
    assert refused.value.field == field
    assert not Firm.objects.exists()


def test_a_firm_is_registered_by_its_areas_office_and_its_phone_is_in_no_event(neighbours: Street) -> None:
    with pytest.raises(Refused):
        keep(neighbours, who="Otto")
    one = keep(neighbours)
    with pytest.raises(BadInput, match="已登记过"):
        keep(neighbours)
    assert keep(neighbours, firm_id=one.pk, hours=0).hours == 48  # the city's own limit
    assert "13700000001" not in "".join(e.body for e in Event.objects.all())


def code_of(offer: Offer) -> str:
    return links.code_of(links.spec("offer", offer.pk, 1))


def test_a_ticket_before_its_door_is_the_firms_first_and_what_it_repairs_other_eyes_check(neighbours: Street) -> None:
    keep(neighbours)
    walk = Walk(neighbours.brigade).report(matter=BIN, where=HERE, source="citizen")
    offer = Offer.objects.get()
    assert walk.state == "to_dispatch"  # nobody else is sent while the firm has its time
    assert offer.due_at == AT + timedelta(hours=24)
    told = [m for m in messages.listed([""]) if m.template == "offer.make"]
    assert [(m.to, m.phone) for m in told] == [("老陈", "13700000001")]
    assert code_of(offer) not in str(told[0].values)

    firms.repair(code_of(offer), text="已清运", photos=[PHOTO], at=AT + timedelta(hours=2))
    walk.later(120).work()
    assert (Offer.objects.get().state, walk.state) == ("repaired", "checking")
    assert [m.to for m in messages.listed([""]) if m.template == "offer.repaired"] == ["Alice"]
    walk.refix().recheck().take("Alice", "close")
    assert walk.state == "closed"
    with pytest.raises(NotAllowed, match="已经反馈"):
        firms.repair(code_of(offer), text="又清运", photos=[PHOTO], at=walk.at)
    rates = own_repair_rate(since=AT)
    assert [(r.name, r.offered, r.repaired) for r in rates] == [("安居物业", 1, 1)]
    assert check_events()["problems"] == []


def test_when_the_limit_ends_it_goes_the_ordinary_way(neighbours: Street) -> None:
    keep(neighbours)
    walk = Walk(neighbours.brigade).report(matter=BIN, where=HERE)
    assert firms.lapse_due(at=AT + timedelta(hours=23)) == 0
    assert firms.lapse_due(at=AT + timedelta(hours=24)) == 1
    walk.later(24 * 60).work()
    assert walk.state == "dispatched"
    with pytest.raises(NotAllowed, match="到期"):
        firms.repair(code_of(Offer.objects.get()), text="已清运", photos=[PHOTO], at=walk.at)
    assert [(r.offered, r.repaired) for r in own_repair_rate(since=AT)] == [(1, 0)]


def test_a_firm_that_says_no_sends_it_on_at_once(neighbours: Street) -> None:
    keep(neighbours)
    walk = Walk(neighbours.brigade).report(matter=BIN, where=HERE)
    code = code_of(Offer.objects.get())
    with pytest.raises(BadInput):
        firms.decline(code, reason=" ", at=AT)
    firms.decline(code, reason="不是我们的桶", at=AT)
    assert walk.work().state == "dispatched"


@pytest.mark.parametrize(
    ("text", "photos", "field"),
    [
        ("", [PHOTO], "text"),
        ("已清运", [], "photos"),
        ("已清运", ["00000000-0000-7000-8000-000000000009"], "photos"),
        ("长" * 301, [PHOTO], "text"),
    ],
)
def test_repaired_needs_words_and_a_photo(neighbours: Street, text: str, photos: list[str], field: str) -> None:
    keep(neighbours)
    walk = Walk(neighbours.brigade).report(matter=BIN, where=HERE)
    with pytest.raises(BadInput) as refused:
        firms.repair(code_of(Offer.objects.get()), text=text, photos=photos, at=AT)
    assert refused.value.field == field
    assert (Offer.objects.get().state, walk.state) == ("offered", "to_dispatch")


@pytest.mark.parametrize(
    ("matter", "where", "active"), [(STALL, HERE, True), (BIN, beside(HERE, 150), True), (BIN, HERE, False)]
)
def test_what_is_not_its_matter_not_its_ground_or_a_firm_that_is_gone_is_nobodys_first(
    neighbours: Street, matter: str, where: tuple[float, float], active: bool
) -> None:
    keep(neighbours, active=active)
    walk = Walk(neighbours.brigade).report(matter=matter, where=where)
    assert not Offer.objects.exists()
    assert walk.state == "dispatched"


def test_a_dispatcher_who_does_not_wait_takes_the_offer_back(neighbours: Street) -> None:
    keep(neighbours)
    walk = Walk(neighbours.brigade).report(matter=BIN, where=HERE)
    walk.take("Alice", "dispatch", unit=neighbours.brigade.unit["clean"], text="环卫所")
    assert Offer.objects.get().state == "withdrawn"
    assert own_repair_rate(since=AT) == []  # neither for nor against the firm


def test_a_guessed_link_opens_nothing(db: None) -> None:
    with pytest.raises(NotFound, match="链接无效"):
        firms.by_link("guess")
