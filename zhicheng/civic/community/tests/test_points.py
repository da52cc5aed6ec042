"""When are points given, and why not: the rule alone, then through the doors. After a refusal nothing has changed but the line that says it."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.brigade import AT, GRID, STALL
from tests.neighbours import PHONES, Street, place
from tests.tiny_city import beside
from zhicheng.civic.community import queries
from zhicheng.civic.community import terms as city_terms
from zhicheng.civic.community.models import PointEntry
from zhicheng.civic.community.rules.points import Asked, Earned, Limits, OwnReport, PointRule, check_redeem, refusal
from zhicheng.civic.community.services import points, residents, rewards
from zhicheng.flow.reports import queries as reports
from zhicheng.ground.messages import links
from zhicheng.ground.messages import queries as messages
from zhicheng.infra.events import read_body
from zhicheng.infra.models import Event
from zhicheng.kernel.errors import BadInput, NotAllowed, NotFound, Refused
from zhicheng.kernel.phrases import Phrase

LIMITS = Limits(
    daily_cap=20,
    same_place_metres=50,
    same_place_days=7,
    farm_metres=200,
    farm_reports=3,
    farm_days=30,
    rejected_percent=50,
    rejected_least=3,
)
MIDNIGHT = AT.replace(hour=0)
HERE = place(GRID)
NEAR, FAR = beside(HERE, 30), beside(HERE, 300)


def asked(rule: str = "report_closed", n: int = 5, where: tuple[float, float] | None = HERE) -> Asked:
    lng, lat = where or (None, None)
    return Asked(PointRule(rule, n, Phrase("…", "…")), "report:1", AT, MIDNIGHT, lng, lat)


def earned(
    days: float = 0.1,
    where: tuple[float, float] | None = HERE,
    *,
    own: bool = True,
    rule: str = "report_closed",
    n: int = 5,
) -> Earned:
    lng, lat = where or (None, None)
    return Earned(rule, "report:9", n, AT - timedelta(days=days), lng, lat, own)


def reported(n: int, *, rejected: int = 0, where: tuple[float, float] = FAR, days: float = 1) -> list[OwnReport]:
    return [OwnReport(f"report:{i}", AT - timedelta(days=days), i < rejected, *where) for i in range(n)]


@pytest.mark.parametrize(
    ("what", "given_", "own", "code"),
    [
        (asked(), [], [], ""),
        (asked(n=0), [], [], "no_points"),
        (asked(), [earned(1)], [], "same_place"),
        (asked(), [earned(1, NEAR)], [], "same_place"),
        (asked(), [earned(1, FAR)], [], ""),
        (asked(), [earned(8)], [], ""),
        (asked(), [earned(1, None)], [], ""),
        (asked(where=None), [earned(1)], [], ""),
        (asked(), [earned(1, rule="report_filed")], [], ""),  # filed and closed are two lines of the table
        (asked(), [earned(1, own=False)], [], "same_device"),
        (asked("rated", 1), [earned(1)], [], ""),  # only what has a place of its own
        (asked(), [], reported(3, where=NEAR), ""),
        (asked(), [], reported(4, where=NEAR), "farm"),
        (asked(), [], reported(4, where=FAR), ""),
        (asked(), [], reported(4, where=NEAR, days=31), ""),
        (asked("rated", 1), [], reported(9, where=NEAR), ""),
        (asked(), [], reported(4, rejected=3), "rejected_share"),
        (asked(), [], reported(6, rejected=3), ""),  # half is not more than half
        (asked(), [], reported(2, rejected=2), ""),  # too few to say anything
        (asked(), [earned(0.01, FAR, n=15)], [], ""),
        (asked(), [earned(0.01, FAR, n=16)], [], "daily_cap"),
        (asked(), [earned(0.5, FAR, n=16)], [], ""),  # yesterday
        (asked(), [earned(0.01, FAR, n=16, own=False)], [], "daily_cap"),
    ],
)
def test_points_are_refused_for_the_first_limit_that_is_reached(
    what: Asked, given_: list[Earned], own: list[OwnReport], code: str
) -> None:
    found = refusal(what, given_, own, LIMITS)
    assert (found.code if found else "") == code
    if found:
        assert found.said.zh
        assert not any("\u4e00" <= c <= "\u9fff" for c in found.said.en)


@given(st.lists(st.integers(min_value=1, max_value=9), max_size=30))
def test_nobody_gets_more_than_the_cap_in_a_day(wanted: list[int]) -> None:
    given_: list[Earned] = []
    for n in wanted:
        if refusal(asked("rated", n, None), given_, [], LIMITS) is None:
            given_.append(earned(0, None, rule="rated", n=n))
    assert sum(e.points for e in given_) <= LIMITS.daily_cap


@pytest.mark.parametrize(
    ("balance", "stock", "active", "words"),
    [
        (9, 5, True, "积分不够：需要 10 分，您有 9 分。"),
        (50, 0, True, "刚被兑完"),
        (50, 5, False, "已下架"),
        (10, 1, True, ""),
    ],
)
def test_a_reward_is_refused_with_one_sentence(balance: int, stock: int, active: bool, words: str) -> None:
    if not words:
        return check_redeem(balance, 10, stock, active)
    with pytest.raises(NotAllowed, match=words):
        check_redeem(balance, 10, stock, active)
    return None


# Through the doors ----------------------------------------------------------------------------------------------------------------


def test_an_anonymous_report_gives_points_only_by_its_receipt_and_code(neighbours: Street) -> None:
    walk = neighbours.joins("Nina").reports("Nina", matter=STALL)
    nobody = walk.report(source="citizen", matter=STALL, where=beside(HERE, 400))
    report = reports.get(nobody.report_id)
    assert PointEntry.objects.filter(source=f"report:{report.pk}").count() == 0
    with pytest.raises(NotFound):
        residents.claim(resident=neighbours.resident["Nina"], receipt=report.receipt, code="WRONG", at=AT)
    residents.claim(resident=neighbours.resident["Nina"], receipt=report.receipt, code=report.code, at=AT)
    assert [e.points for e in PointEntry.objects.filter(source=f"report:{report.pk}")] == [2]
    residents.claim(
        resident=neighbours.resident["Nina"], receipt=report.receipt, code=report.code, at=AT
    )  # again: nothing new
    assert PointEntry.objects.filter(source=f"report:{report.pk}").count() == 1


def test_who_files_with_anothers_phone_gives_that_other_the_points_and_cannot_claim_them(neighbours: Street) -> None:
    neighbours.joins("Nina", "Wang")
    report = reports.get(neighbours.reports("Nina", matter=STALL).report_id)
    with pytest.raises(NotAllowed, match="另一个手机号"):
        residents.claim(resident=neighbours.resident["Wang"], receipt=report.receipt, code=report.code, at=AT)
    assert (neighbours.balance("Nina"), neighbours.balance("Wang")) == (2, 0)


def test_what_somebody_else_has_claimed_stays_his(neighbours: Street) -> None:
    neighbours.joins("Nina", "Wang")
    walk = neighbours.reports("Nina").report(source="citizen", where=beside(HERE, 500))
    report = reports.get(walk.report_id)
    residents.claim(resident=neighbours.resident["Wang"], receipt=report.receipt, code=report.code, at=AT)
    with pytest.raises(NotAllowed, match="已由他人认领"):
        residents.claim(resident=neighbours.resident["Nina"], receipt=report.receipt, code=report.code, at=AT)


def test_reports_with_his_phone_from_before_he_joined_count_when_he_joins(neighbours: Street) -> None:
    neighbours.reports("Nina", matter=STALL)
    assert not PointEntry.objects.exists()
    neighbours.joins("Nina")
    assert neighbours.lines("Nina") == [("report_filed", 2, "")]


@pytest.mark.parametrize("source", ["grid", "camera", "officer", "liaison", "whistle"])
def test_who_is_paid_to_look_is_not_thanked_with_points(neighbours: Street, source: str) -> None:
    from tests.walk import Walk

    neighbours.joins("Nina")
    Walk(neighbours.brigade).report(source=source, matter=STALL, phone=PHONES["Nina"])
    assert neighbours.lines("Nina") == []


def test_the_same_place_twice_is_refused_and_he_reads_why(neighbours: Street) -> None:
    neighbours.joins("Nina")
    neighbours.reports("Nina", matter="03001").report(
        source="citizen", phone=PHONES["Nina"], matter="06042", where=NEAR
    )
    assert neighbours.lines("Nina") == [("report_filed", 2, ""), ("report_filed", 0, "same_place")]
    said = queries.entries_of(neighbours.resident["Nina"].pk)[0]
    assert said.why == "7 天内同一地点（50 米内）只计一次"
    event = Event.objects.get(kind="points.refuse")
    assert event.data["refused"] == "same_place"
    assert PHONES["Nina"] not in event.body


def test_two_phones_with_one_browser_count_once_at_one_place(neighbours: Street) -> None:
    neighbours.joins("Nina", "Wang", device="same-browser")
    neighbours.reports("Nina", matter="03001")
    neighbours.reports("Wang", matter="06042", where=NEAR)
    assert neighbours.lines("Nina") == [("report_filed", 2, "")]
    assert neighbours.lines("Wang") == [("report_filed", 0, "same_device")]


def test_a_city_that_gives_other_points_and_a_smaller_cap_is_obeyed(neighbours: Street) -> None:
    neighbours.joins("Nina")
    city_terms.set_terms({"points.report_filed": 7, "limits.daily_cap": 8}, by="person:1", at=AT)
    neighbours.reports("Nina", matter="03001").report(source="citizen", phone=PHONES["Nina"], matter="03001", where=FAR)
    assert neighbours.lines("Nina") == [("report_filed", 7, ""), ("report_filed", 0, "daily_cap")]
    city_terms.set_terms({"points.report_filed": None, "limits.daily_cap": None}, by="person:1", at=AT)
    assert city_terms.overrides() == {}


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("points.nothing", 1), ("limits.daily_cap", -1), ("limits.daily_cap", 100_001), ("points.rated", "many"), ("points.rated", True),
        ("meetings.level", "country"), ("meetings.level", 9),
    ],
)  # fmt: skip
def test_terms_that_make_no_sense_are_refused_and_change_nothing(db: None, name: str, value: int | str) -> None:
    with pytest.raises(BadInput) as refused:
        city_terms.set_terms({"points.rated": 3, name: value}, by="person:1", at=AT)
    assert refused.value.field == name
    assert city_terms.overrides() == {}


def test_the_ledger_says_what_the_balance_is(neighbours: Street) -> None:
    neighbours.joins("Nina")
    neighbours.reports("Nina", matter=STALL)
    bag = neighbours.reward(price=2, stock=1)
    one = neighbours.redeem("Nina", bag)
    rewards.give_back(code=one.code, resident=neighbours.resident["Nina"], at=AT)
    events = list(Event.objects.filter(stream=f"resident:{neighbours.resident['Nina'].pk}", kind="points.award"))
    assert [read_body(e).points for e in events] == [2, -2, 2]  # type: ignore[attr-defined]
    assert neighbours.balance("Nina") == 2
    assert queries.rewards().get().stock == 1


def test_a_code_is_handed_over_once_and_only_by_the_desk(neighbours: Street) -> None:
    neighbours.joins("Nina")
    neighbours.reports("Nina", matter=STALL)
    one = neighbours.redeem("Nina", neighbours.reward(price=1))
    with pytest.raises(Refused):
        rewards.hand_over(code=one.code, who=neighbours.access("Alice"), at=AT)
    with pytest.raises(NotFound):
        rewards.hand_over(code="NOSUCH", who=neighbours.access("Mona"), at=AT)
    assert rewards.hand_over(code=one.code.lower(), who=neighbours.access("Mona"), at=AT).state == "handed_over"
    for again in (
        lambda: rewards.hand_over(code=one.code, who=neighbours.access("Mona"), at=AT),
        lambda: rewards.give_back(code=one.code, resident=neighbours.resident["Nina"], at=AT),
    ):
        with pytest.raises(NotAllowed):
            again()
    assert neighbours.balance("Nina") == 1


def test_nobody_gives_back_what_another_has_redeemed(neighbours: Street) -> None:
    neighbours.joins("Nina", "Wang")
    neighbours.reports("Nina", matter=STALL)
    one = neighbours.redeem("Nina", neighbours.reward(price=1))
    with pytest.raises(NotFound):
        rewards.give_back(code=one.code, resident=neighbours.resident["Wang"], at=AT)


@pytest.mark.parametrize(
    ("more", "field"),
    [
        ({"name": " "}, "name"),
        ({"name": "长" * 61}, "name"),
        ({"price": 0}, "price"),
        ({"stock": -1}, "stock"),
        ({"price": 10**7}, "price"),
    ],
)
def test_a_reward_that_makes_no_sense_is_refused(neighbours: Street, more: dict[str, object], field: str) -> None:
    told: dict[str, object] = {"name": "伞", "price": 5, "stock": 5} | more
    with pytest.raises(BadInput) as refused:
        rewards.keep_reward(**told, who=neighbours.access("Mona"), at=AT)  # type: ignore[arg-type]
    assert refused.value.field == field
    assert not queries.rewards(all_=True).exists()


# Who a resident is ----------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("phone", ["", "12345", "0571000001", "1380000000a", "138000000012", "１３８００００００００"])
def test_a_code_goes_to_a_mobile_number_only(db: None, phone: str) -> None:
    with pytest.raises(BadInput) as refused:
        residents.ask_code(phone=phone, now=AT, at=AT)
    assert refused.value.field == "phone"
    assert not messages.listed([""]).exists()


def test_the_code_stands_in_no_table(db: None) -> None:
    link = residents.ask_code(phone="138 0000 0001", now=AT, at=AT)
    code = links.digits_of(link)
    assert len(code) == 6
    row = messages.listed([""]).get()
    assert code not in str(row.values)
    assert row.values == {"link": "（验证码）", "link_en": "(code)"}
    assert code in links.url(row.link)


def test_a_second_code_within_a_minute_is_refused(db: None) -> None:
    residents.ask_code(phone="13800000001", now=AT, at=AT)
    with pytest.raises(NotAllowed, match="60 秒"):
        residents.ask_code(phone="13800000001", now=AT + timedelta(seconds=59), at=AT)
    residents.ask_code(phone="13800000001", now=AT + timedelta(seconds=60), at=AT)


def test_an_eleventh_code_on_one_day_is_refused_and_the_next_day_it_works(db: None) -> None:
    for i in range(10):
        residents.ask_code(phone="13800000001", now=AT + timedelta(minutes=i), at=AT)
    with pytest.raises(NotAllowed, match="10 次"):
        residents.ask_code(phone="13800000001", now=AT + timedelta(minutes=10), at=AT)
    residents.ask_code(phone="13800000002", now=AT + timedelta(minutes=10), at=AT)
    residents.ask_code(phone="13800000001", now=AT + timedelta(days=1), at=AT)


def _in(code: str, *, now: datetime = AT, phone: str = "13800000001") -> object:
    return residents.sign_in(phone=phone, code=code, device="d", now=now, at=AT)


def test_a_code_is_good_for_ten_minutes_five_tries_and_one_use(db: None) -> None:
    code = links.digits_of(residents.ask_code(phone="13800000001", now=AT, at=AT))
    wrong = f"{(int(code) + 1) % 1_000_000:06d}"
    with pytest.raises(BadInput, match="过期"):
        _in(code, now=AT + timedelta(minutes=10, seconds=1))
    with pytest.raises(BadInput, match="过期"):
        _in(code, phone="13800000002")  # nobody has asked for that one
    for _ in range(4):
        with pytest.raises(BadInput, match="验证码不对"):
            _in(wrong)
    _in(code)
    with pytest.raises(BadInput, match="过期"):
        _in(code)


def test_the_sixth_try_is_refused_even_when_it_is_right(db: None) -> None:
    code = links.digits_of(residents.ask_code(phone="13800000001", now=AT, at=AT))
    for _ in range(5):
        with pytest.raises(BadInput):
            _in("000000" if code != "000000" else "000001")
    with pytest.raises(NotAllowed, match="次数过多"):
        _in(code)


def test_a_points_step_that_runs_again_gives_nothing_again(neighbours: Street) -> None:
    neighbours.joins("Nina")
    walk = neighbours.reports("Nina", matter=STALL)
    assert points.for_filed([walk.ticket_id], at=AT) == 0
    assert neighbours.lines("Nina") == [("report_filed", 2, "")]
