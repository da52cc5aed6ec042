"""The doors of permits: the public map of lawful places, the QR check, the staff's list."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.test import Client

from tests.brigade import GRID, Brigade
from tests.tiny_city import beside, place
from zhicheng.ground.permits import services
from zhicheng.ground.permits.services import NewPermit

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("city_time")]
X, Y = place(GRID)
NIGHT = [{"days": "1234567", "from": "17:00", "to": "22:00"}]


@pytest.fixture(autouse=True)
def permits() -> None:
    lng, lat = beside((X, Y), 900)
    services.issue([
        NewPermit("TW-1", "stall", "李某", "钟楼夜市", X, Y, date(2026, 9, 1), date(2026, 12, 31), 60, hours=NIGHT, places=12),
        NewPermit("TW-2", "stall", "王某", "东门早市", lng, lat, date(2026, 9, 1), date(2026, 12, 31), 60),
        NewPermit("GG-1", "sign", "某公司", "中山路招牌", X, Y, date(2026, 9, 1), date(2026, 12, 31)),
        NewPermit("TW-0", "stall", "赵某", "旧市场", X, Y, date(2025, 1, 1), date(2025, 12, 31)),
    ])  # fmt: skip


def ask(path: str, /, headers: dict[str, Any] | None = None, **query: Any) -> Any:
    return Client().get(f"/api/{path}", query, **(headers or {}))


def test_anybody_may_ask_where_to_sell() -> None:
    found = ask("permits/lawful", lng=X, lat=Y, radius=1500).json()
    assert [(p["number"], p["open_now"], p["distance_m"]) for p in found] == [("TW-1", False, 0), ("TW-2", True, 900)]
    assert found[0]["hours"] == NIGHT
    assert [p["number"] for p in ask("permits/lawful", lng=X, lat=Y, radius=500).json()] == ["TW-1"]


@pytest.mark.parametrize(
    "wrong", [{"lng": 181}, {"lat": "nan"}, {"radius": 10}, {"radius": 6000}, {"radius": "far"}, {"lng": ""}]
)
def test_a_question_that_makes_no_sense_is_refused_with_its_field(wrong: dict[str, Any]) -> None:
    answer = ask("permits/lawful", **{"lng": X, "lat": Y, "radius": 500, **wrong})
    assert answer.status_code == 422
    assert next(iter(wrong)) in answer.json()["field"]


def test_the_qr_code_opens_what_is_allowed_where_and_when_and_names_nobody() -> None:
    answer = ask("permits/TW-1")
    found = answer.json()
    assert (found["valid"], found["kind_name"], found["valid_to"], found["places"]) == (
        True,
        "摊位点",
        "2026-12-31",
        12,
    )
    assert "李某" not in answer.content.decode()
    picture = ask("permits/TW-1/qr.svg")
    assert (picture["Content-Type"], picture.content[:5]) == ("image/svg+xml", b"<?xml")


def test_an_expired_and_a_revoked_permit_say_so() -> None:
    assert ask("permits/TW-0").json()["valid"] is False
    services.revoke(number="TW-1")
    found = ask("permits/TW-1").json()
    assert (found["valid"], found["revoked"], found["open_now"]) == (False, True, False)
    assert [p["number"] for p in ask("permits/lawful", lng=X, lat=Y).json()] == ["TW-2"]


@pytest.mark.parametrize("path", ["permits/TW-404", "permits/TW-404/qr.svg"])
def test_a_made_up_number_is_called_that(path: str) -> None:
    answer = ask(path)
    assert answer.status_code == 404
    assert "可能是伪造" in answer.json()["detail"]


def test_the_staffs_map_shows_what_is_in_force_of_one_kind_or_all(brigade: Brigade) -> None:
    alice = brigade.token("Alice")
    assert [p["number"] for p in ask("permits", alice).json()] == ["GG-1", "TW-1", "TW-2"]
    assert [p["number"] for p in ask("permits", alice, kind="sign").json()] == ["GG-1"]


def test_the_staffs_map_is_for_staff(brigade: Brigade) -> None:
    answer = ask("permits")
    assert (answer.status_code, answer.json()["detail"]) == (403, "请先登录。")


@pytest.mark.parametrize("who", ["Zoe", "Ken"])
def test_an_account_without_a_post_reads_neither_permits_nor_units(brigade: Brigade, who: str) -> None:
    for path in ("permits", "organisations"):
        answer = ask(path, brigade.token(who))
        assert (answer.status_code, answer.json()["detail"]) == (403, "您的账号还没有角色，请联系管理员授权。")


def test_revoking_what_does_not_exist_is_refused() -> None:
    from zhicheng.kernel.errors import BadInput

    with pytest.raises(BadInput, match="没有许可 TW-404"):
        services.revoke(number="TW-404")
