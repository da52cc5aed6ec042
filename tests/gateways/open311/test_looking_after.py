"""`zhicheng open311` and /manage → other cities' platforms: keys, whom we follow, what is stuck."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from click.testing import CliRunner
from django.test import Client

from tests.brigade import AT, HERE, Brigade
from tests.gateways.open311.client import LAMP, LAT, LNG, PLAIN, post
from tests.walk import Walk
from zhicheng.cli.open311 import open311
from zhicheng.flow.reports import queries as reports
from zhicheng.gateways.open311 import following, keys, referring
from zhicheng.gateways.open311.models import Follow, Key, Referral
from zhicheng.ground.people import queries as people
from zhicheng.ground.people import services as people_services
from zhicheng.infra.models import Event
from zhicheng.kernel.errors import BadInput, NotFound, Refused
from zhicheng.server import soundness

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("brigade", "city_time")]
ADDRESS = "https://311.example.gov.cn/open311/v2"


def run(*arguments: str) -> Any:
    return CliRunner().invoke(open311, list(arguments), standalone_mode=False, catch_exceptions=True)


@pytest.fixture
def allowed(settings_of: Any) -> None:
    settings_of(open311_hosts=["311.example.gov.cn"])


@pytest.fixture
def stuck(brigade: Brigade, allowed: None) -> Referral:
    """One referral that a server refused."""
    following.follow(name="邻市", address=ADDRESS, refers={PLAIN: ""}, since=AT, by="test", at=AT - timedelta(hours=1))
    Walk(brigade).report(matter=PLAIN)
    referring.refer_new(now=AT, at=AT)
    Referral.objects.update(state="stuck", attempts=8, said="对方应答 500。", said_en="Their server answers 500.")
    return Referral.objects.get()


# Keys --------------------------------------------------------------------------------------------------------------------


def test_a_key_is_printed_once_and_files_until_it_is_revoked() -> None:
    secret = json.loads(run("key", "add", "App", "--json").output)["api_key"]
    assert len(secret) == 32
    form = {"api_key": secret, "service_code": LAMP, "lat": str(LAT), "long": str(LNG)}
    post("requests.json", **form)
    listed = run("key", "list", "--json").output
    assert secret not in listed
    assert json.loads(listed)["rows"][0]["name"] == "App"
    assert Key.objects.filter(digest=secret).count() == 0
    assert "已吊销" in run("key", "revoke", "App").output
    assert "已吊销" in run("key", "list").output
    post("requests.json", expect=403, **form)
    assert isinstance(run("key", "revoke", "App").exception, NotFound)
    assert isinstance(run("key", "add", "App").exception, BadInput)
    assert [e.data["what"] for e in Event.objects.filter(stream="setup:open311_keys").order_by("seq")] == [
        "added",
        "gone",
    ]


def test_without_keys_the_list_says_how_to_make_one() -> None:
    assert "key add" in run("key", "list").output


# Services ----------------------------------------------------------------------------------------------------------------


def test_the_services_are_listed_with_their_questions() -> None:
    lines = run("services").output.splitlines()
    assert len(lines) == 250
    assert "06010  暴露垃圾  〔SIZE*、KINDS、SINCE、NOTE、PRIVACY〕" in lines
    assert len(json.loads(run("services", "--json").output)["rows"]) == 250


# Following ---------------------------------------------------------------------------------------------------------------


def test_following_is_listed_and_ended(allowed: None) -> None:
    assert "还没有" in run("follow").output
    done = run(
        "follow",
        ADDRESS + "/",
        "--name",
        "邻市",
        "--jurisdiction",
        "x",
        "--refer",
        "06011=trash",
        "--refer",
        "01",
        "--area",
        HERE,
        "--days",
        "3",
    )
    assert done.exception is None
    one = Follow.objects.get()
    assert (one.address, one.jurisdiction, one.refers, one.areas) == (
        ADDRESS,
        "x",
        {"06011": "trash", "01": ""},
        [HERE],
    )
    assert timedelta(days=2, hours=23) < datetime.now(UTC) - one.pulled_to < timedelta(days=3, hours=1)
    assert json.loads(run("follow", "--json").output)["rows"][0]["name"] == "邻市"
    assert run("unfollow", "邻市").exception is None
    assert isinstance(run("unfollow", "邻市").exception, NotFound)


@pytest.mark.parametrize("arguments", [
    ["https://elsewhere.example/v2", "--name", "x"], [ADDRESS], [ADDRESS, "--name", "x", "--refer", "4711"],
    [ADDRESS, "--name", "x", "--area", "月球区"],
])  # fmt: skip
def test_what_cannot_be_followed(arguments: list[str], allowed: None) -> None:
    assert isinstance(run("follow", *arguments).exception, BadInput)
    assert Follow.objects.count() == 0


def test_a_look_at_a_server_that_is_not_there_exits_1(settings_of: Any) -> None:
    settings_of(open311_hosts=["127.0.0.1:9"])
    run("follow", "http://127.0.0.1:9/v2", "--name", "nobody")
    done = run("pull", "--json")
    assert done.exit_code == 1 or done.return_value == 1 or isinstance(done.exception, SystemExit)
    assert json.loads(done.output)["failing"] == ["nobody"]


# What is stuck -----------------------------------------------------------------------------------------------------------


def test_what_is_stuck_is_listed_and_sent_again(stuck: Referral) -> None:
    receipt = reports.get(stuck.report_id).receipt
    assert f"{receipt} → 邻市  stuck ×8  对方应答 500。" in run("stuck").output
    assert json.loads(run("stuck", "--json").output)["stuck"] == 1
    assert "1 条" in run("retry").output
    assert run("stuck").output == "没有卡住的转送。\n"
    assert isinstance(run("retry", str(stuck.pk)).exception, NotFound)
    assert isinstance(run("refer", receipt, "--to", "邻市").exception, BadInput)
    assert json.loads(run("stuck", "--all", "--json").output)["rows"][0]["state"] == "waiting"


def test_the_check_of_the_installation_names_what_is_stuck(stuck: Referral) -> None:
    def found() -> list[str]:
        problems = soundness.check(events=False, config=False, deploy=True)["problems"]
        return [str(p) for p in problems if "open311 stuck" in str(p)]

    assert len(found()) == 1
    referring.retry(by="test", now=AT, at=AT)
    assert found() == []


def header(area: str, role: str = "manager") -> dict[str, str]:
    account = people_services.open_account(username=f"{role}{area}", name="Mia", password=None)
    people_services.grant(account=account, role=role, area=area)
    return {"HTTP_AUTHORIZATION": "Bearer " + people.token_for(account)}


def test_the_manager_sees_it_all_and_sends_again(stuck: Referral) -> None:
    mia = header("")
    page = Client().get("/api/manage/open311", **mia).json()  # type: ignore[arg-type]
    assert (page["stuck"], page["waiting"]) == (1, 0)
    assert page["referrals"][0]["said_en"] == "Their server answers 500."
    assert page["follows"][0]["refers"] == [PLAIN]
    assert Client().get("/api/manage/open311?state=sent", **mia).json()["referrals"] == []  # type: ignore[arg-type]
    assert Client().post(f"/api/manage/open311/referrals/{stuck.pk}/retry", **mia).json() == {"resent": 1}  # type: ignore[arg-type]
    assert Client().post(f"/api/manage/open311/referrals/{stuck.pk}/retry", **mia).status_code == 404  # type: ignore[arg-type]
    changed = Event.objects.get(stream="setup:open311_referrals")
    assert changed.actor.startswith("person:")


@pytest.mark.parametrize("who", [{}, {"area": HERE}, {"area": "", "role": "dispatcher"}])
def test_who_does_not_keep_the_whole_city_sees_nothing(who: dict[str, str], stuck: Referral) -> None:
    headers = header(**who) if who else {}
    assert Client().get("/api/manage/open311", **headers).status_code == 403  # type: ignore[arg-type]
    assert Client().post(f"/api/manage/open311/referrals/{stuck.pk}/retry", **headers).status_code == 403  # type: ignore[arg-type]
    assert Referral.objects.get().state == "stuck"


# The demo's key ----------------------------------------------------------------------------------------------------------


def test_the_demo_s_key_exists_in_the_demo_only(settings_of: Any) -> None:
    with pytest.raises(Refused):
        keys.keep_demo_key(at=AT)
    assert Key.objects.count() == 0
    settings_of(mode="demo")
    for _ in range(2):
        keys.keep_demo_key(at=AT)
    post("requests.json", api_key=keys.DEMO_KEY, service_code=LAMP, lat=str(LAT), long=str(LNG))
