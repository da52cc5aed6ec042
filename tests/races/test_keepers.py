"""Two keepers at the same moment: one reset, one password, one winner of a row. Real threads, both databases."""

from __future__ import annotations

from typing import Any

import pytest

from tests.brigade import AT, Brigade, found
from tests.races.test_dispatchers import at_once
from tests.tiny_city import HERE
from zhicheng.ground.people import queries, services
from zhicheng.ground.people.models import Account, Crew, Device, Member, Organisation, Reset
from zhicheng.infra.check import check_events
from zhicheng.infra.models import Event
from zhicheng.kernel.errors import Conflict, NotAllowed, Refused, ZhichengError

pytestmark = pytest.mark.django_db(transaction=True)
KEEPERS = 4


@pytest.fixture
def office() -> Brigade:
    """Four managers of the west, and Bob by his number."""
    made = found()
    Member.objects.filter(name="Bob").update(number="bob")
    for i in range(KEEPERS):
        account = services.open_account(username=f"keeper{i}", name=f"K{i}", password=None)
        services.grant(account=account, role="manager", area=HERE)
        made.access[f"K{i}"] = queries.access_of(account)
    return made


def refusals(results: list[Any]) -> list[ZhichengError]:
    return [r for r in results if isinstance(r, ZhichengError)]


def test_of_several_who_ask_at_once_one_has_asked(office: Brigade) -> None:
    results = at_once(
        KEEPERS, lambda i: services.ask_reset(who=office.access[f"K{i}"], number="bob", reason="丢失", at=AT) or "asked"
    )
    assert [r for r in results if r == "asked"] == ["asked"]
    assert {type(r) for r in refusals(results)} == {NotAllowed}
    assert Reset.objects.count() == Event.objects.filter(kind="reset.ask").count() == 1


def test_of_several_who_confirm_at_once_one_is_told_the_password_that_works(office: Brigade) -> None:
    services.ask_reset(who=office.access["K0"], number="bob", reason="丢失", at=AT)
    results = at_once(
        KEEPERS - 1, lambda i: services.confirm_reset(who=office.access[f"K{i + 1}"], number="bob", at=AT)
    )
    (password,) = [r for r in results if isinstance(r, str)]
    assert {type(r) for r in refusals(results)} == {NotAllowed}
    assert Account.objects.get(username="bob").check_password(password)
    assert Event.objects.filter(kind="reset.confirm").count() == 1
    assert check_events()["problems"] == []


def test_who_confirms_while_another_refuses_is_one_of_both(office: Brigade) -> None:
    services.ask_reset(who=office.access["K0"], number="bob", reason="丢失", at=AT)

    def act(i: int) -> str:
        who = office.access[f"K{i + 1}"]
        if i:
            services.refuse_reset(who=who, number="bob", reason="不是本人", at=AT)
            return "refused"
        return services.confirm_reset(who=who, number="bob", at=AT)

    results = at_once(2, act)
    (done,) = [r for r in results if isinstance(r, str)]
    assert Account.objects.get(username="bob").check_password(done) is (done != "refused")
    assert Reset.objects.get().state == ("refused" if done == "refused" else "done")


def test_five_wrong_tries_are_five_however_many_arrive_at_once(office: Brigade) -> None:
    token = services.bind_device(access=office.access["Bob"], name="手机", pin="2468", at=AT)
    results = at_once(12, lambda i: services.unlock_device(token=token, pin=f"00{i:02d}", at=AT))
    assert {type(r) for r in results} == {Refused}
    assert sum("没有绑定" in r.said.zh for r in results) == 12 - 5
    assert Device.objects.get().failed_pins == 5
    assert Event.objects.filter(kind="device.unbind").count() == 1


def test_of_several_who_save_the_same_row_one_wins_and_the_others_are_told(office: Brigade) -> None:
    was = services.row_of("organisations", "示例区环卫所")

    def save(i: int) -> str:
        (change,) = services.keep_row("organisations", was | {"电话": f"0571-{i}"}, was, by=f"person:{i}", at=AT)
        return change.after["电话"]

    results = at_once(KEEPERS, save)
    (kept,) = [r for r in results if isinstance(r, str)]
    assert {type(r) for r in refusals(results)} == {Conflict}
    assert Organisation.objects.get(name="示例区环卫所").phone == kept
    assert Event.objects.filter(stream="setup:organisations").count() == 1


def test_one_person_is_in_one_crew_whoever_is_faster(office: Brigade) -> None:
    """Each form alone is right; only one of them may become true."""
    Member.objects.filter(name="协管小赵").update(number="zhao")
    Crew.objects.get(name="eves").members.remove(Member.objects.get(number="zhao"))

    def enlist(i: int) -> str:
        cells = {
            "班组名称": f"新{i}组",
            "班组类型": "执法组",
            "单位": "示例区执法中队",
            "辖区": HERE,
            "成员工号": "zhao",
        }
        services.keep_row("crews", cells, None, by=f"person:{i}", at=AT)
        return "done"

    results = at_once(KEEPERS, enlist)
    assert [r for r in results if r == "done"] == ["done"]
    assert all("一人只在一个班组" in r.said.zh for r in refusals(results))
    assert Crew.objects.filter(members__number="zhao").count() == 1


def test_a_unit_is_not_dissolved_while_somebody_joins_it(office: Brigade) -> None:
    cells = {"单位名称": "新所", "单位类型": "专业部门", "辖区": HERE}
    services.keep_row("organisations", cells, None, by="cli", at=AT)
    was = services.row_of("organisations", "新所")
    person = {"工号": "n1", "姓名": "新人", "单位": "新所", "人员类别": "处置人员"}

    def act(i: int) -> str:
        if i:
            services.keep_row("staff", person, None, by="person:1", at=AT)
            return "joined"
        services.keep_row("organisations", was | {"在用": "否"}, was, by="person:2", at=AT)
        return "dissolved"

    results = at_once(2, act)
    assert len(refusals(results)) == 1
    unit = Organisation.objects.get(name="新所")
    assert unit.active is Member.objects.filter(organisation=unit, active=True).exists()
