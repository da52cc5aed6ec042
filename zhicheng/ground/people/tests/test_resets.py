"""Lost keys: who may take them away, what is left afterwards (nothing), and every way in which it is refused."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from allauth.mfa.models import Authenticator

from tests.brigade import AT, Brigade
from tests.tiny_city import HERE, THERE
from zhicheng.ground.people import queries, services, ways_in
from zhicheng.ground.people.models import Account, Device, Member, Reset
from zhicheng.ground.people.rules import may_confirm, may_reset
from zhicheng.infra.check import check_events
from zhicheng.infra.models import Event
from zhicheng.kernel.errors import BadInput, NotAllowed, NotFound, Refused

WHY = "手机昨晚在地铁上丢失，本人持工作证到场"


@pytest.fixture
def office(brigade: Brigade) -> Brigade:
    """Mona and Hugo keep the west, Tess the east, Ada and Abel are administrators; all but Tess and Abel are members with a number."""
    posts = (
        ("Mona", "manager", HERE),
        ("Hugo", "manager", HERE),
        ("Tess", "manager", THERE),
        ("Ada", "admin", ""),
        ("Abel", "admin", ""),
    )
    unit = queries.organisation(brigade.unit["squad"])
    for name, role, area in posts:
        account = services.open_account(username=name.lower(), name=name, password=None)
        services.grant(account=account, role=role, area=area)
        if name not in ("Tess", "Abel"):
            services.enrol_member(organisation=unit, name=name, kind="centre", account=account)
        brigade.account[name], brigade.access[name] = account, queries.access_of(account)
    for member in Member.objects.exclude(account=None):
        Member.objects.filter(pk=member.pk).update(number=member.account.username if member.account else None)
    brigade.access |= {name: queries.access_of(account) for name, account in brigade.account.items()}
    Authenticator.objects.create(user=brigade.account["Bob"], type="totp", data={})
    Authenticator.objects.create(user=brigade.account["Bob"], type="recovery_codes", data={})
    return brigade


def phone(office: Brigade, name: str = "Bob 的手机") -> tuple[int, str]:
    token = services.bind_device(access=office.access["Bob"], name=name, pin="2468", at=AT)
    return int(token.partition(".")[0]), token


def ask(office: Brigade, who: str = "Mona", number: str = "bob", reason: str = WHY, **more: Any) -> None:
    services.ask_reset(who=office.access[who], number=number, reason=reason, at=more.get("at", AT))


def confirm(office: Brigade, who: str = "Hugo", number: str = "bob", **more: Any) -> str:
    return services.confirm_reset(who=office.access[who], number=number, at=more.get("at", AT))


def refuse(office: Brigade, who: str = "Hugo", number: str = "bob", reason: str = "本人不知情", **more: Any) -> None:
    services.refuse_reset(who=office.access[who], number=number, reason=reason, at=more.get("at", AT))


def unbind(office: Brigade, device: int, who: str = "Mona", number: str = "bob", reason: str = WHY) -> None:
    services.unbind_for(who=office.access[who], number=number, device_id=device, reason=reason, at=AT)


def seen(office: Brigade, who: str = "Mona", number: str = "bob", **more: Any) -> ways_in.WaysIn:
    return ways_in.ways_in(office.access[who], number=number, at=more.get("at", AT))


def untouched(office: Brigade) -> tuple[Any, ...]:
    """All that a refusal must leave as it was."""
    bob = Account.objects.get(username="bob")
    return (
        bob.password, bob.era, Authenticator.objects.count(), Device.objects.filter(revoked=False).count(), Event.objects.count(),
        list(Reset.objects.values_list("pk", "state", "seq")),
    )  # fmt: skip


# The rule ----------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("keeper", "subject", "subject_keeps", "appoints", "may"),
    [
        (1, 2, False, False, True),  # a manager, one of his people
        (1, 2, True, False, False),  # a manager, another manager
        (1, 2, True, True, True),  # an administrator, a manager
        (1, 2, False, True, True),
        (1, 1, False, False, False),  # himself, whatever he is
        (1, 1, True, True, False),
    ],
)
def test_nobody_resets_himself_nor_who_may_more(
    keeper: int, subject: int, subject_keeps: bool, appoints: bool, may: bool
) -> None:
    assert may_reset(keeper, subject, subject_keeps=subject_keeps, appoints=appoints).holds is may


def test_four_eyes_are_two_people() -> None:
    assert not may_confirm(7, 7).holds
    assert may_confirm(7, 8).holds


# A lost phone ------------------------------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_a_keeper_unbinds_a_lost_phone_and_its_shift_ends_at_once(office: Brigade) -> None:
    device, token = phone(office)
    opened, _ = services.unlock_device(token=token, pin="2468", at=AT)
    other, other_token = phone(office, "备用机")
    unbind(office, device)
    assert queries.access_by_token(opened) == queries.NOBODY
    with pytest.raises(Refused, match="没有绑定或已被停用"):
        services.unlock_device(token=token, pin="2468", at=AT)
    assert services.unlock_device(token=other_token, pin="2468", at=AT)[1].name == "Bob"
    assert [p["id"] for p in seen(office)["phones"]] == [other]


@pytest.mark.django_db
def test_who_unbound_it_and_why_stays_in_the_history(office: Brigade) -> None:
    device, _ = phone(office)
    unbind(office, device)
    newest, oldest = seen(office)["past"]
    assert (newest["kind"], newest["who"], newest["reason"], newest["title_en"]) == (
        "device.unbind",
        "Mona",
        WHY,
        "Phone unbound",
    )
    assert (oldest["kind"], oldest["who"], oldest["reason"]) == ("device.bind", "Bob", "")


@pytest.mark.django_db
@pytest.mark.parametrize("reason", ["", "   \n"])
def test_without_a_reason_nothing_is_unbound(office: Brigade, reason: str) -> None:
    device, _ = phone(office)
    before = untouched(office)
    with pytest.raises(BadInput, match="请写明原因") as refusal:
        unbind(office, device, reason=reason)
    assert refusal.value.field == "reason"
    assert untouched(office) == before


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("who", "number", "refusal", "sentence"),
    [
        ("Tess", "bob", NotFound, "不在您管理的辖区"),
        ("Mona", "nobody", NotFound, "没有工号 nobody"),
        ("Alice", "bob", Refused, "您没有权限"),
        ("Zoe", "bob", Refused, "您没有权限"),
        ("Bob", "bob", Refused, "您没有权限"),
        ("Mona", "eve", NotFound, "没有这台已绑定的手机"),  # the phone is Bob's
    ],
)
def test_who_may_not_unbinds_nothing(
    office: Brigade, who: str, number: str, refusal: type[Exception], sentence: str
) -> None:
    device, _ = phone(office)
    before = untouched(office)
    with pytest.raises(refusal, match=sentence):
        unbind(office, device, who, number)
    assert untouched(office) == before


@pytest.mark.django_db
def test_a_phone_is_unbound_once(office: Brigade) -> None:
    device, _ = phone(office)
    unbind(office, device)
    before = untouched(office)
    with pytest.raises(NotFound, match="请刷新"):
        unbind(office, device)
    assert untouched(office) == before


# A reset -----------------------------------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_two_keepers_leave_nothing_of_the_old(office: Brigade) -> None:
    _, token = phone(office)
    opened, _ = services.unlock_device(token=token, pin="2468", at=AT)
    ask(office)
    told = confirm(office)
    bob = Account.objects.get(username="bob")
    assert bob.check_password(told)
    assert not bob.check_password("correct horse battery")
    assert queries.factors_of(bob.pk) == set()
    assert queries.access_by_token(opened) == queries.NOBODY
    assert seen(office)["phones"] == []
    assert bob.era == 1
    assert told not in "".join(Event.objects.values_list("body", flat=True))


@pytest.mark.django_db
def test_asking_alone_changes_nothing_of_the_account(office: Brigade) -> None:
    phone(office)
    before = untouched(office)
    ask(office)
    assert untouched(office)[:4] == before[:4]
    waiting = seen(office, "Hugo")["reset"]
    assert waiting is not None
    assert (waiting["asked_by"], waiting["reason"], waiting["mine"]) == ("Mona", WHY, False)
    assert waiting["until"] == AT + timedelta(days=1)
    own = seen(office, "Mona")["reset"]
    assert own is not None
    assert own["mine"]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("who", "refusal", "sentence"),
    [
        ("Mona", Refused, "要由另一位管理者复核"),
        ("Tess", NotFound, "不在您管理的辖区"),
        ("Alice", Refused, "您没有权限"),
        ("Bob", Refused, "您没有权限"),
    ],
)
def test_who_may_not_confirms_nothing(office: Brigade, who: str, refusal: type[Exception], sentence: str) -> None:
    phone(office)
    ask(office)
    before = untouched(office)
    with pytest.raises(refusal, match=sentence):
        confirm(office, who)
    assert untouched(office) == before


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("who", "number", "refusal", "sentence"),
    [
        ("Mona", "mona", Refused, "不能重置自己"),
        ("Ada", "ada", Refused, "不能重置自己"),
        ("Mona", "hugo", Refused, "只能由系统管理员"),
        ("Mona", "ada", Refused, "只能由系统管理员"),
        ("Tess", "bob", NotFound, "不在您管理的辖区"),
        ("Alice", "bob", Refused, "您没有权限"),
        ("Mona", "ghost", NotFound, "没有工号"),
    ],
)
def test_who_may_not_asks_for_nothing(
    office: Brigade, who: str, number: str, refusal: type[Exception], sentence: str
) -> None:
    before = untouched(office)
    with pytest.raises(refusal, match=sentence):
        ask(office, who, number)
    with pytest.raises(refusal, match=sentence):
        seen(office, who, number)
    assert untouched(office) == before


@pytest.mark.django_db
@pytest.mark.parametrize(("reason", "sentence"), [("", "请写明原因"), (" ", "请写明原因"), ("长" * 201, "最多 200 字")])
def test_a_reset_has_a_reason_that_fits(office: Brigade, reason: str, sentence: str) -> None:
    before = untouched(office)
    with pytest.raises(BadInput, match=sentence):
        ask(office, reason=reason)
    assert untouched(office) == before


@pytest.mark.django_db
def test_an_administrators_keys_need_two_other_administrators(office: Brigade) -> None:
    ask(office, "Abel", "ada")
    with pytest.raises(Refused, match="只能由系统管理员"):
        confirm(office, "Mona", "ada")
    with pytest.raises(Refused, match="不能重置自己"):
        confirm(office, "Ada", "ada")
    with pytest.raises(Refused, match="另一位管理者"):
        confirm(office, "Abel", "ada")
    assert Reset.objects.get().state == "asked"


@pytest.mark.django_db
def test_one_reset_waits_at_a_time(office: Brigade) -> None:
    ask(office)
    before = untouched(office)
    with pytest.raises(NotAllowed, match="已有一份待复核"):
        ask(office, "Hugo")
    assert untouched(office) == before


@pytest.mark.django_db
def test_without_a_request_there_is_nothing_to_confirm_or_refuse(office: Brigade) -> None:
    before = untouched(office)
    for act in (confirm, refuse):
        with pytest.raises(NotAllowed, match="没有待复核"):
            act(office)
    assert untouched(office) == before


@pytest.mark.django_db
@pytest.mark.parametrize("act", [confirm, refuse])
def test_a_request_is_good_for_a_day(office: Brigade, act: Callable[..., Any]) -> None:
    ask(office)
    before = untouched(office)
    with pytest.raises(NotAllowed, match="超过一天"):
        act(office, at=AT + timedelta(days=1))
    assert untouched(office) == before
    assert seen(office, at=AT + timedelta(days=1))["reset"] is None


@pytest.mark.django_db
def test_who_asks_again_after_a_day_lapses_the_old_request(office: Brigade) -> None:
    ask(office)
    later = AT + timedelta(days=2)
    ask(office, "Hugo", at=later)
    assert list(Reset.objects.order_by("pk").values_list("state", flat=True)) == ["lapsed", "asked"]
    assert confirm(office, "Mona", at=later)
    assert check_events()["problems"] == []


@pytest.mark.django_db
@pytest.mark.parametrize("who", ["Hugo", "Mona"])
def test_a_keeper_refuses_it_or_takes_it_back(office: Brigade, who: str) -> None:
    before = untouched(office)
    ask(office)
    refuse(office, who)
    assert untouched(office)[:4] == before[:4]
    with pytest.raises(NotAllowed, match="没有待复核"):
        confirm(office)
    newest = seen(office)["past"][0]
    assert (newest["kind"], newest["who"], newest["reason"]) == ("reset.refuse", who, "本人不知情")


@pytest.mark.django_db
def test_refusing_needs_a_reason(office: Brigade) -> None:
    ask(office)
    before = untouched(office)
    with pytest.raises(BadInput, match="请写明原因"):
        refuse(office, reason=" ")
    assert untouched(office) == before


@pytest.mark.django_db
def test_a_closed_account_is_not_opened_by_a_reset(office: Brigade) -> None:
    ask(office)
    services.close_account(account_id=office.account["Bob"].pk)
    before = untouched(office)
    for act in (confirm, ask):
        with pytest.raises(NotAllowed, match="已停用"):
            act(office)
    assert untouched(office) == before


@pytest.mark.django_db
def test_who_has_no_account_has_nothing_to_lose(office: Brigade) -> None:
    Member.objects.filter(name="协管小赵").update(number="zhao")
    with pytest.raises(BadInput, match="没有账号"):
        ask(office, number="zhao")


@pytest.mark.django_db
def test_every_step_is_an_event_and_the_table_agrees(office: Brigade) -> None:
    device, _ = phone(office)
    ask(office)
    confirm(office)
    kinds = list(Event.objects.filter(stream__startswith="reset:").order_by("seq").values_list("kind", "actor"))
    mona, hugo = office.access["Mona"].actor, office.access["Hugo"].actor
    assert kinds == [("reset.ask", mona), ("reset.confirm", hugo)]
    assert Event.objects.get(stream=f"device:{device}", kind="device.unbind").actor == hugo
    assert check_events()["problems"] == []


# At the machine ----------------------------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_the_last_administrator_is_let_in_again_at_the_machine(office: Brigade) -> None:
    told = services.reset_at_console(username="ada", reason="唯一的管理员丢了手机", at=AT)
    assert Account.objects.get(username="ada").check_password(told)
    actors = Event.objects.filter(stream__startswith="reset:").values_list("kind", "actor")
    assert set(actors) == {("reset.ask", "cli"), ("reset.confirm", "cli")}
    assert seen(office, "Abel", "ada")["past"][0]["who_en"] == "At the machine"


@pytest.mark.django_db
def test_the_machine_carries_out_what_waits(office: Brigade) -> None:
    ask(office)
    services.reset_at_console(username="bob", reason="没有第二位管理者", at=AT)
    assert list(Reset.objects.values_list("state", flat=True)) == ["done"]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("username", "reason", "refusal", "sentence"),
    [("ghost", WHY, NotFound, "没有账号 ghost"), ("bob", "", BadInput, "请写明原因")],
)
def test_the_machine_refuses_too(
    office: Brigade, username: str, reason: str, refusal: type[Exception], sentence: str
) -> None:
    before = untouched(office)
    with pytest.raises(refusal, match=sentence):
        services.reset_at_console(username=username, reason=reason, at=AT)
    assert untouched(office) == before
