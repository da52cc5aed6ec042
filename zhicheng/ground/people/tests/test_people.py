"""Who counts, who may, who is where, and whose phone it is."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from tests.brigade import AT, GRID, Brigade, start_shift
from tests.tiny_city import HERE, THERE, place
from zhicheng.ground.people import queries, services
from zhicheng.ground.people.models import Account, Crew, Device, Position
from zhicheng.ground.people.queries import NOBODY, Units
from zhicheng.ground.people.rules import (
    CertificateFacts,
    MemberFacts,
    RoleFacts,
    covers,
    has_two_certified,
    is_certified,
)
from zhicheng.ground.people.services import Fix
from zhicheng.infra.models import Event
from zhicheng.kernel.errors import BadInput, NotAllowed, NotFound, Refused
from zhicheng.kernel.phrases import Phrase

TODAY = date(2026, 9, 16)
VALID = CertificateFacts("1", HERE, date(2026, 1, 1), date(2026, 12, 31))


def member(name: str = "甲", kind: str = "officer", *papers: CertificateFacts) -> MemberFacts:
    return MemberFacts(name, kind, papers or (VALID,))


# Certificates (APL 42, INV-01) -------------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", ["assistant", "collector", "worker", "centre", "manager"])
def test_only_officers_count_whatever_paper_they_hold(kind: str) -> None:
    assert not is_certified(member("甲", kind), on=TODAY, area=GRID)


def test_a_certificate_is_for_a_time_and_a_place() -> None:
    assert is_certified(member(), on=TODAY, area=GRID)
    assert is_certified(member(), on=date(2026, 12, 31), area=GRID)
    assert not is_certified(member(), on=date(2027, 1, 1), area=GRID)
    assert not is_certified(member(), on=date(2025, 12, 31), area=GRID)
    assert not is_certified(member(), on=TODAY, area=THERE + "001001001")


def test_two_valid_certificates_are_two_different_officers() -> None:
    assert has_two_certified([member("甲"), member("乙")], on=TODAY, area=GRID).holds
    assert not has_two_certified([member("甲", "officer", VALID, VALID)], on=TODAY, area=GRID).holds
    assert not has_two_certified([], on=TODAY, area=GRID).holds


def test_the_sentence_says_who_does_not_count_and_why() -> None:
    old = CertificateFacts("2", HERE, date(2020, 1, 1), date(2021, 1, 1))
    said = has_two_certified(
        [member("甲"), member("乙", "officer", old), member("丙", "assistant")], on=TODAY, area=GRID
    )
    assert not said.holds
    assert "INV-01" in said.article.zh
    for word in ("只有 1 本", "乙", "协管员不计入"):
        assert word in said.text.zh
    assert "assistants do not count" in said.text.en


# Roles × area ------------------------------------------------------------------------------------------------------------


def test_a_role_counts_inside_its_area_only() -> None:
    grants = (RoleFacts("dispatcher", HERE),)
    assert covers(grants, frozenset({"dispatcher"}), GRID)
    assert not covers(grants, frozenset({"dispatcher"}), THERE)
    assert not covers(grants, frozenset({"acceptor"}), GRID)
    assert not covers(grants, frozenset({"dispatcher"}), "99")  # the whole is more than his part
    assert covers((RoleFacts("dispatcher", ""),), frozenset({"dispatcher"}), GRID)


DISPATCH = Phrase("派遣", "dispatch")


@pytest.mark.django_db
def test_alice_may_charlie_may_not(brigade: Brigade) -> None:
    brigade.access["Alice"].require({"dispatcher"}, GRID, what=DISPATCH)
    for who in ("Charlie", "Zoe"):
        with pytest.raises(Refused, match="您没有权限派遣") as refusal:
            brigade.access[who].require({"dispatcher"}, GRID, what=DISPATCH)
        assert refusal.value.said.en == "You may not dispatch: that needs the role dispatcher; ask your administrator."


@pytest.mark.django_db
def test_a_role_taken_away_is_gone(brigade: Brigade) -> None:
    assert services.withdraw(account=brigade.account["Alice"], role="dispatcher") == 1
    assert not queries.access_of(brigade.account["Alice"]).may({"dispatcher"}, GRID)


@pytest.mark.django_db
def test_granting_twice_is_once_and_unknown_roles_are_refused(brigade: Brigade) -> None:
    zoe = brigade.account["Zoe"]
    for _ in range(2):
        services.grant(account=zoe, role="manager", area=HERE)
    assert len(queries.access_of(zoe).grants) == 1
    with pytest.raises(BadInput, match="没有角色"):
        services.grant(account=zoe, role="king")


@pytest.mark.django_db
def test_a_token_is_for_a_shift_and_for_open_accounts(brigade: Brigade, monkeypatch: pytest.MonkeyPatch) -> None:
    import time

    token = queries.token_for(brigade.account["Bob"])
    assert queries.access_by_token(token).crew_id == brigade.crew["bobs"]
    assert queries.access_by_token(token + "x") is NOBODY
    assert queries.access_by_token("") is NOBODY
    later = time.time() + 13 * 3600
    monkeypatch.setattr(time, "time", lambda: later)
    assert queries.access_by_token(token) is NOBODY
    monkeypatch.undo()
    services.close_account(account_id=brigade.account["Bob"].pk)
    assert queries.access_by_token(token) is NOBODY


@pytest.mark.django_db
def test_closing_no_account_is_refused() -> None:
    with pytest.raises(NotAllowed):
        services.close_account(account_id=4711)


@pytest.mark.django_db
def test_the_responsible_unit_longest_matter_then_longest_area(brigade: Brigade) -> None:
    from zhicheng.ground.people.models import Organisation

    street, special = services.found_organisations([
        Organisation(name="某街道", kind="street", area=HERE + "001"), Organisation(name="摊贩办", kind="department", area=HERE),
    ])  # fmt: skip
    services.assign_responsibility([(street, "", HERE + "001"), (special, "09001", HERE)])
    units = Units()
    assert units.responsible("09001", GRID) == special.pk  # the matter's own code goes before the street
    assert units.responsible("03001", GRID) == brigade.unit["clean"]  # its class goes before the street, too
    assert units.responsible("06001", GRID) == street.pk
    assert units.responsible("06001", HERE + "002001001") == brigade.unit["squad"]
    assert units.responsible("06001", THERE + "001001001") == brigade.unit["other"]
    assert units.responsible("06001", "880101001001001") is None


@pytest.mark.django_db
def test_a_later_duty_replaces_the_earlier(brigade: Brigade) -> None:
    other = queries.organisation(brigade.unit["other"])
    services.assign_responsibility([(other, "03", HERE)])
    assert Units().responsible("03001", GRID) == other.pk
    with pytest.raises(NotFound):
        queries.organisation(4711)


# Shift and positions -----------------------------------------------------------------------------------------------------


def fix(crew: int, minutes: float = 0, dx: float = 0) -> Fix:
    return Fix(crew, AT + timedelta(minutes=minutes), place(GRID)[0] + dx, place(GRID)[1], 5)


def move(brigade: Brigade, action: str, who: str = "Bob", **more: Any) -> Crew:
    return services.move_shift(crew_id=brigade.crew["bobs"], action=action, access=brigade.access[who], at=AT, **more)


@pytest.mark.django_db
def test_positions_are_kept_on_shift_only(brigade: Brigade) -> None:
    bobs = brigade.crew["bobs"]
    assert services.record_fixes([fix(bobs)], at=AT) == 0
    for action, kept in (("start", 1), ("break", 0), ("resume", 1), ("end", 0)):
        move(brigade, action)
        assert services.record_fixes([fix(bobs)], at=AT) == kept
    assert Position.objects.count() == 2


@pytest.mark.django_db
def test_a_batch_keeps_the_latest_place_of_each_crew(brigade: Brigade) -> None:
    start_shift(brigade, "bobs", "eves", at=AT - timedelta(minutes=10))
    bobs, eves = brigade.crew["bobs"], brigade.crew["eves"]
    late_order = [fix(bobs, 0, 0.002), fix(bobs, -1, 0.001), fix(eves, 0), fix(brigade.crew["doras"])]
    assert services.record_fixes(late_order, at=AT) == 3
    crew = Crew.objects.get(pk=bobs)
    assert crew.lng_e7 == round((place(GRID)[0] + 0.002) * 1e7)
    assert crew.seen_at == AT


@pytest.mark.django_db
def test_an_old_fix_that_comes_late_does_not_move_the_crew_back(brigade: Brigade) -> None:
    start_shift(brigade, "bobs")
    bobs = brigade.crew["bobs"]
    services.record_fixes([fix(bobs, 5, 0.002)], at=AT + timedelta(minutes=5))
    services.record_fixes([fix(bobs, 1, 0.001)], at=AT + timedelta(minutes=6))  # the phone was offline
    assert Crew.objects.get(pk=bobs).seen_at == AT + timedelta(minutes=5)


@pytest.mark.django_db
def test_a_fix_from_tomorrow_is_left_out(brigade: Brigade) -> None:
    start_shift(brigade, "bobs")
    assert services.record_fixes([fix(brigade.crew["bobs"], 60)], at=AT) == 0
    assert services.record_fixes([], at=AT) == 0


@pytest.mark.django_db
def test_only_the_own_crew_starts_its_shift(brigade: Brigade) -> None:
    for who in ("Eve", "Alice", "Zoe"):
        with pytest.raises(Refused, match="本小组"):
            move(brigade, "start", who)
    with pytest.raises(BadInput, match="没有动作"):
        move(brigade, "sleep")
    with pytest.raises(NotAllowed, match="未上岗"):
        move(brigade, "end")
    assert Crew.objects.get(pk=brigade.crew["bobs"]).state == "off"


@pytest.mark.django_db
def test_the_same_roll_call_sent_twice_is_one(brigade: Brigade) -> None:
    for _ in range(2):
        assert move(brigade, "start", key="s1").pk == brigade.crew["bobs"]
    assert Event.objects.filter(kind="crew.start").count() == 1


@pytest.mark.django_db
def test_crews_without_a_fresh_fix_cannot_be_asked(brigade: Brigade) -> None:
    start_shift(brigade)
    assert queries.crews_on_shift(at=AT + timedelta(minutes=15)).count() == 4
    assert queries.crews_on_shift(at=AT + timedelta(minutes=16)).count() == 0
    assert [c.name for c in queries.crews_on_shift(at=AT, kinds=("collector",))] == ["doras"]


@pytest.mark.django_db
def test_old_positions_go_and_an_event_says_so(brigade: Brigade) -> None:
    start_shift(brigade, "bobs", at=AT - timedelta(days=40))
    start_shift(brigade, "eves")
    later = AT + timedelta(days=1)
    assert services.erase_old_positions(before=AT - timedelta(days=30), at=later) == 1
    assert [p.crew_id for p in Position.objects.all()] == [brigade.crew["eves"]]
    assert Event.objects.get(kind="positions.erase").data["rows"] == 1
    assert services.erase_old_positions(before=AT - timedelta(days=30), at=later) == 0
    assert Event.objects.filter(kind="positions.erase").count() == 1


@pytest.mark.django_db
def test_crews_are_seen_inside_the_viewers_area(brigade: Brigade) -> None:
    def seen(who: str) -> set[str]:
        return {c.name for c in queries.crews_visible_to(brigade.access[who])}

    assert seen("Alice") == {"bobs", "eves", "doras", "ritas"}
    assert seen("Charlie") == seen("Zoe") == seen("Ken") == set()
    with pytest.raises(NotFound, match="不在您的辖区"):
        queries.crew_card(brigade.crew["bobs"], brigade.access["Charlie"], on=TODAY)
    card = queries.crew_card(brigade.crew["eves"], brigade.access["Alice"], on=TODAY)
    assert {m["name"]: m["certificate_valid"] for m in card["members"]} == {"Eve": True, "协管小赵": False}


# Phones ------------------------------------------------------------------------------------------------------------------


def bind(brigade: Brigade, pin: str = "2468") -> str:
    return services.bind_device(access=brigade.access["Bob"], name="Bob 的手机", pin=pin, at=AT)


@pytest.mark.django_db
def test_a_phone_is_bound_once_and_unlocked_by_pin(brigade: Brigade) -> None:
    token = bind(brigade)
    bearer, who = services.unlock_device(token=token, pin="2468", at=AT)
    assert who.name == "Bob"
    assert queries.access_by_token(bearer).account_id == who.account_id
    assert token not in str(Device.objects.values().get())
    assert Event.objects.filter(kind="device.bind").count() == 1


@pytest.mark.django_db
@pytest.mark.parametrize("pin", ["", "123", "123456789", "abcd", "12 4"])
def test_a_pin_has_four_to_eight_digits(brigade: Brigade, pin: str) -> None:
    with pytest.raises(BadInput, match="PIN"):
        bind(brigade, pin)


@pytest.mark.django_db
def test_who_is_no_member_binds_nothing(brigade: Brigade) -> None:
    with pytest.raises(Refused, match="外勤"):
        services.bind_device(access=brigade.access["Ken"], name="x", pin="2468", at=AT)


@pytest.mark.django_db
def test_five_wrong_pins_stop_the_phone_for_the_right_one_too(brigade: Brigade) -> None:
    token = bind(brigade)
    for left in (4, 3, 2, 1):
        with pytest.raises(Refused, match=f"还可以试 {left} 次"):
            services.unlock_device(token=token, pin="0000", at=AT)
    with pytest.raises(Refused, match="已停用"):
        services.unlock_device(token=token, pin="0000", at=AT)
    with pytest.raises(Refused, match="没有绑定或已被停用"):
        services.unlock_device(token=token, pin="2468", at=AT)
    told = Event.objects.get(kind="device.unbind")
    assert (told.actor, told.data["reason_en"]) == ("rule:tries@1", "Five wrong tries, PIN or finger")


@pytest.mark.django_db
def test_a_right_pin_forgives_the_wrong_ones_before(brigade: Brigade) -> None:
    token = bind(brigade)
    for _ in range(3):
        for _ in range(4):
            with pytest.raises(Refused):
                services.unlock_device(token=token, pin="0000", at=AT)
        services.unlock_device(token=token, pin="2468", at=AT)


@pytest.mark.django_db
def test_a_closed_account_unlocks_nothing(brigade: Brigade) -> None:
    token = bind(brigade)
    services.close_account(account_id=brigade.account["Bob"].pk)
    with pytest.raises(Refused, match="账号已停用"):
        services.unlock_device(token=token, pin="2468", at=AT)


@pytest.mark.django_db
def test_an_account_without_password_is_nobodys_log_in(brigade: Brigade) -> None:
    assert not Account.objects.get(username="ken").has_usable_password()
