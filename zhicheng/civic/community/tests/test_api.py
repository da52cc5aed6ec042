"""Each endpoint: who may, who may not, one sentence for what is wrong; a resident's own stays his own."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.test import Client

from tests.brigade import AT, BIN, GRID, PHOTO, STALL
from tests.neighbours import PHONES, Street, place
from tests.whistling import STREET
from zhicheng.civic.community.api import residents
from zhicheng.civic.community.models import Commendation, Offer, PointEntry
from zhicheng.flow.reports import queries as reports
from zhicheng.ground.messages import links
from zhicheng.infra import clock
from zhicheng.infra.throttle import Throttle

HERE = place(GRID)


class Phone:
    """A resident's browser."""

    def __init__(self, street: Street, name: str = "") -> None:
        self.client = Client()
        if name:
            assert self.post("code", phone=PHONES[name]).status_code == 200
            from zhicheng.civic.community.models import Resident

            row = Resident.objects.get(phone=PHONES[name])
            code = links.digits_of(links.spec("resident", row.pk, row.turn))
            answer = self.post("sign-in", phone=PHONES[name], code=code)
            assert answer.status_code == 200, answer.content
            street.resident[name] = Resident.objects.get(pk=row.pk)

    def get(self, path: str) -> Any:
        return self.client.get(f"/api/community/{path}")

    def post(self, path: str, **body: Any) -> Any:
        return self.client.post(f"/api/community/{path}", body, content_type="application/json")


class Desk:
    """Somebody of the office."""

    def __init__(self, street: Street, name: str) -> None:
        self.client, self.token = Client(), street.brigade.token(name)

    def get(self, path: str) -> Any:
        return self.client.get(f"/api/community/{path}", **self.token)  # type: ignore[arg-type]

    def send(self, path: str, method: str = "post", **body: Any) -> Any:
        return getattr(self.client, method)(
            f"/api/community/{path}", body, content_type="application/json", **self.token
        )


@pytest.fixture
def street(neighbours: Street, city_time: Callable[[datetime], None], monkeypatch: pytest.MonkeyPatch) -> Street:
    monkeypatch.setattr(clock, "real", lambda: AT)
    monkeypatch.setattr(residents, "KNOCKS", Throttle())
    return neighbours


def problem(answer: Any, status: int, words: str, field: str = "") -> None:
    """One sentence in both languages, with the field."""
    body = answer.json()
    assert answer.status_code == status, body
    assert words in body["detail"]
    assert body["detail_en"] != body["detail"]
    if field:
        assert body["field"] == field


# Residents ------------------------------------------------------------------------------------------------------------------------


def test_nobody_is_signed_in_without_a_cookie_and_a_forged_one_is_nobody(street: Street) -> None:
    phone = Phone(street)
    assert phone.get("me").json()["signed_in"] is False
    phone.client.cookies["resident"] = "1:forged"
    assert phone.get("me").json()["signed_in"] is False
    for path in (
        "claims",
        "rewards/1/redeem",
        "redemptions/X/give-back",
        "open-days/1/cancel",
        "items/1/vote",
        "items/1/withdraw",
    ):
        problem(phone.post(path, receipt="x", code="y"), 403, "请先用手机号登录")


def test_a_code_signs_in_and_the_cookie_is_not_for_scripts(street: Street) -> None:
    phone = Phone(street, "Nina")
    me = phone.get("me").json()
    assert (me["signed_in"], me["phone"], me["balance"]) == (True, "138****0001", 0)
    cookie = phone.client.cookies["resident"]
    assert (cookie["httponly"], cookie["samesite"]) == (True, "Strict")
    assert phone.post("me/name", name="倪娜").json()["name"] == "倪娜"
    problem(phone.post("me/name", name="长" * 41), 400, "最多 40 字", "name")
    phone.post("sign-out")
    assert phone.get("me").json()["signed_in"] is False


def test_bad_phones_and_codes_get_one_sentence(street: Street) -> None:
    phone = Phone(street)
    problem(phone.post("code", phone="123"), 400, "11 位手机号", "phone")
    problem(phone.post("sign-in", phone="13800000001", code="000000"), 400, "过期", "code")
    phone.post("code", phone="13800000001")
    problem(phone.post("code", phone="13800000001"), 409, "60 秒")


def test_an_address_that_asks_for_codes_again_and_again_is_slowed_down(street: Street) -> None:
    phone = Phone(street)
    answers = [phone.post("code", phone=f"138{i:08d}") for i in range(60)]
    problem(answers[-1], 403, "过于频繁")


def test_points_with_every_refusal_are_his_alone_to_see(street: Street) -> None:
    phone, other = Phone(street, "Nina"), Phone(street, "Wang")
    walk = street.reports("Nina", matter=STALL)
    walk.report(source="citizen", phone=PHONES["Nina"], matter=BIN, where=HERE)
    lines = phone.get("me").json()["lines"]
    assert [(x["rule"], x["points"], x["refused"]) for x in lines] == [
        ("report_filed", 0, "same_place"),
        ("report_filed", 2, ""),
    ]
    assert lines[0]["why_en"].startswith("Counted once")
    assert other.get("me").json()["lines"] == []
    rules = Phone(street).get("rewards").json()
    assert {r["code"] for r in rules["rules"]} >= {"report_filed", "open_day", "meeting"}


def test_who_decides_about_a_case_sees_nothing_of_points(street: Street) -> None:
    """domain.md P17."""
    Phone(street, "Nina")
    street.reports("Nina", matter=STALL)
    for name in ("Alice", "Bob", "Dora", "Rita", "Stella"):
        desk = Desk(street, name)
        for path in ("terms", "office/rewards", "commendations?year=2026"):
            assert desk.get(path).status_code == 403, (name, path)
    for name in ("Alice", "Bob", "Dora", "Rita"):
        assert Desk(street, name).get("office/redemptions").status_code == 403
        assert Desk(street, name).get("engagement").status_code == 403


def test_a_report_without_a_phone_is_claimed_by_receipt_and_code(street: Street) -> None:
    phone = Phone(street, "Nina")
    report = reports.get(
        street.reports("Nina", matter=STALL).report(source="citizen", where=place("990101001002001")).report_id
    )
    problem(phone.post("claims", receipt=report.receipt, code="NO"), 404, "受理号或查询码不正确")
    assert phone.post("claims", receipt=report.receipt, code=report.code).json()["balance"] == 4


def test_redeem_and_hand_over(street: Street) -> None:
    phone, mona = Phone(street, "Nina"), Desk(street, "Mona")
    problem(mona.send("office/rewards", name="", price=1, stock=1), 400, "奖品名称", "name")
    bag = mona.send("office/rewards", name="购物袋", name_en="bag", price=2, stock=1).json()[0]
    problem(phone.post(f"rewards/{bag['id']}/redeem"), 409, "积分不够")
    street.reports("Nina", matter=STALL)
    code = phone.post(f"rewards/{bag['id']}/redeem").json()["redemptions"][0]["code"]
    waiting = mona.get("office/redemptions").json()
    assert [(r["reward"], r["code"]) for r in waiting] == [
        ("购物袋", "")
    ]  # the code is said by its owner, not read by the desk
    problem(phone.post("rewards/999/redeem"), 404, "没有这件奖品")
    assert phone.post(f"redemptions/{code}/give-back").json()["balance"] == 2
    code = phone.post(f"rewards/{bag['id']}/redeem").json()["redemptions"][0]["code"]
    assert mona.send(f"office/redemptions/{code}/hand-over").json()["state"] == "handed_over"
    problem(mona.send(f"office/redemptions/{code}/give-back"), 409, "不能执行")
    assert (
        mona.send(f"office/rewards/{bag['id']}", "put", name="购物袋", price=2, stock=0, active=False).json()[0][
            "active"
        ]
        is False
    )
    problem(mona.send("office/rewards/999", "put", name="伞", price=2, stock=0), 404, "没有这件奖品")


def test_the_citys_terms_are_the_managers(street: Street) -> None:
    mona = Desk(street, "Mona")
    found = {t["name"]: t for t in mona.get("terms").json()}
    assert (found["points.open_day"]["value"], found["points.open_day"]["own"]) == (10, False)
    found = {t["name"]: t for t in mona.send("terms", "put", values={"points.open_day": 12}).json()}
    assert (found["points.open_day"]["value"], found["points.open_day"]["own"]) == (12, True)
    problem(mona.send("terms", "put", values={"points.open_day": -1}), 400, "整数", "points.open_day")
    assert Desk(street, "Stella").send("terms", "put", values={}).status_code == 403


# Open days ------------------------------------------------------------------------------------------------------------------------


def test_an_open_day_from_announcing_to_feedback(street: Street, city_time: Callable[[datetime], None]) -> None:
    stella, phone, other = Desk(street, "Stella"), Phone(street, "Nina"), Phone(street, "Wang")
    starts = AT + timedelta(days=3)
    told = {
        "kind": "accompany", "title": "跟随执法体验", "place": "南大街", "starts_at": starts.isoformat(), "capacity": 1, "area": STREET,
        "ends_at": (starts + timedelta(hours=2)).isoformat(),
    }  # fmt: skip
    problem(stella.send("office/open-days", **(told | {"capacity": 0})), 400, "名额", "capacity")
    problem(stella.send("office/open-days", **(told | {"starts_at": "2026-09-20T10:00:00"})), 422, "时区")
    day = stella.send("office/open-days", **told).json()
    assert Desk(street, "Bob").send("office/open-days", **told).status_code == 403
    assert phone.post(f"open-days/{day['id']}/sign-up", name="倪娜").json()["mine"] == "has_place"
    assert other.post(f"open-days/{day['id']}/sign-up", name="王").json()["mine"] == "waiting"
    problem(other.post(f"open-days/{day['id']}/sign-up", name=" "), 400, "姓名", "name")
    listed = Phone(street).get("open-days").json()[0]
    assert (listed["taken"], listed["waiting"], listed["mine"], listed["code"]) == (1, 1, "", "")
    assert phone.post(f"open-days/{day['id']}/cancel").json()["mine"] == "cancelled"
    code = other.get("open-days").json()[0]["code"]
    assert len(code) == 6

    problem(stella.send(f"office/open-days/{day['id']}/check-in", code=code), 409, "签到时间")
    city_time(starts)
    problem(stella.send(f"office/open-days/{day['id']}/check-in", code="NO"), 404, "签到码")
    came = stella.send(f"office/open-days/{day['id']}/check-in", code=code).json()["signups"]
    assert [(s["name"], s["phone"], s["state"]) for s in came] == [
        ("倪娜", "138****0001", "cancelled"),
        ("王", "138****0002", "came"),
    ]
    assert other.post(f"open-days/{day['id']}/feedback", score=5, comment="好").json()["said"] is True
    problem(phone.post(f"open-days/{day['id']}/feedback", score=5), 409, "到场")
    assert stella.send(f"office/open-days/{day['id']}/hold").json()["state"] == "held"
    assert Desk(street, "Otto").get(f"office/open-days/{day['id']}").status_code == 403
    assert [d["state"] for d in stella.get("office/open-days").json()] == ["held"]
    problem(stella.send(f"office/open-days/{day['id']}/call-off", reason="x"), 409, "不能执行")
    assert [d["id"] for d in other.get("open-days").json()] == [day["id"]]  # his own stays in his list


# Meetings -------------------------------------------------------------------------------------------------------------------------


def test_a_meeting_from_the_table_to_the_minutes(street: Street, city_time: Callable[[datetime], None]) -> None:
    stella, phone, other = Desk(street, "Stella"), Phone(street, "Nina"), Phone(street, "Wang")
    assert {a["code"] for a in phone.get("areas").json()} >= {STREET}
    table = phone.post("items", text="加装路灯", area=STREET).json()
    item = table["items"][0]
    assert (item["mine"], item["votes"], item["ticket"]) == (True, 0, "")
    assert other.post(f"items/{item['id']}/vote").json()["items"][0]["voted"] is True
    problem(other.post(f"items/{item['id']}/withdraw"), 404, "没有这个议题")
    problem(phone.post("items", text="", area=STREET), 400, "议题", "text")
    problem(phone.get("table?area=月球"), 400, "月球")
    assert phone.get(f"area-at?lng={HERE[0]}&lat={HERE[1]}").json()["area"] == STREET
    problem(phone.get("area-at?lng=1&lat=1"), 400, "本市范围", "lng")

    starts = AT + timedelta(days=5)
    made = stella.send("meetings", area=STREET, starts_at=starts.isoformat(), place="会议室")
    assert made.status_code == 201, made.content
    no = made.json()["no"]
    assert Desk(street, "Leo").get(f"meetings/{no}").json()["may"] == []
    assert Desk(street, "Otto").get(f"meetings/{no}").status_code == 404
    assert Desk(street, "Bob").get("meetings").status_code == 403
    assert Phone(street).get(f"table?area={STREET}").json()["next"]["no"] == no
    assert [i["text"] for i in stella.send(f"meetings/{no}/draft").json()["items"]] == ["加装路灯"]
    problem(stella.send(f"meetings/{no}/resolutions", text="装", owner="灯所", days=5), 409, "会议进行中")
    city_time(starts)
    assert stella.send(f"meetings/{no}/sit").json()["state"] == "sitting"
    problem(stella.send(f"meetings/{no}/attendees", kind="king", name="x"), 400, "与会人", "kind")
    present = stella.send(f"meetings/{no}/attendees", kind="resident", name="倪娜", phone=PHONES["Nina"]).json()[
        "attendees"
    ]
    assert present == [{"kind": "resident", "name": "倪娜", "unit": "", "is_resident": True}]
    problem(stella.send(f"meetings/{no}/resolutions", text="装", owner="灯所", days=0), 400, "期限", "days")
    agreed = stella.send(f"meetings/{no}/resolutions", text="装一盏灯", owner="灯所", days=5, item=item["id"]).json()[
        "resolutions"
    ]
    assert (agreed[0]["state"], agreed[0]["late"]) == ("agreed", False)
    problem(stella.send(f"meetings/{no}/conclude", minutes=""), 400, "会议纪要", "minutes")
    assert stella.send(f"meetings/{no}/conclude", minutes="一致同意").json()["state"] == "concluded"
    problem(stella.send(f"meetings/{no}/call-off", reason="x"), 409, "不能执行")
    assert (
        stella.send(f"meetings/{no}/items/{item['id']}/answer", answer="五天内装好").json()["items"][0]["answer"]
        == "五天内装好"
    )
    done = stella.send(f"meetings/{no}/resolutions/{agreed[0]['id']}/finish", result="已装", failed=False).json()[
        "resolutions"
    ]
    assert (done[0]["state"], done[0]["result"]) == ("done", "已装")
    public = Phone(street).get(f"table?area={STREET}").json()
    assert [(r["text"], r["state"]) for r in public["resolutions"]] == [("装一盏灯", "done")]
    assert [m["no"] for m in stella.get(f"meetings?area={STREET}").json()] == [no]
    assert stella.get("duties").json()["barren"] == []
    phone.post("items", text="修长椅", area=STREET)
    owed = stella.get("duties").json()["answers"]
    assert [(a["text"], a["late"]) for a in owed] == [("修长椅", False)]
    problem(stella.send(f"office/items/{owed[0]['id']}/answer", answer=" "), 400, "答复", "answer")
    assert Desk(street, "Otto").send(f"office/items/{owed[0]['id']}/answer", answer="好").status_code == 403
    assert stella.send(f"office/items/{owed[0]['id']}/answer", answer="月底前修好").json()["answers"] == []
    problem(stella.get("duties?period=2026"), 400, "不是季度", "period")


# Liaisons, firms ------------------------------------------------------------------------------------------------------------------


def test_a_liaison_with_his_diary(street: Street) -> None:
    stella, leo = Desk(street, "Stella"), Desk(street, "Leo")
    problem(leo.send("diary", key="d0"), 403, "不是在任的联络员")
    account = next(a["id"] for a in stella.get("liaisons").json()["accounts"] if a["name"] == "Leo")
    told = {
        "name": "Leo",
        "phone": "13900000001",
        "area": STREET + "001",
        "from_on": "2026-01-01",
        "until_on": "2027-01-01",
        "account": account,
    }
    problem(stella.send("liaisons", **(told | {"until_on": "2020-01-01"})), 400, "任期", "until_on")
    one = stella.send("liaisons", **told).json()
    assert (one["in_term"], one["is_trained"]) == (True, False)
    assert stella.send(f"liaisons/{one['id']}/train", until="2027-01-01").json()["is_trained"] is True
    assert stella.send(f"liaisons/{one['id']}/renew", until="2028-01-01").json()["until_on"] == "2028-01-01"
    assert leo.get("liaisons").json()["items"][0]["phone"] == ""  # only who looks after him has his phone
    entry = leo.send("diary", key="d1", seen="垃圾桶满", lng=HERE[0], lat=HERE[1], photos=[PHOTO]).json()
    assert entry["place"]
    problem(leo.send("diary", key="d2", lng=0, lat=0), 400, "定位失败", "lng")
    assert leo.send(f"diary/{entry['id']}/refer", matter=BIN).json()["receipt"]
    problem(stella.send(f"diary/{entry['id']}/refer"), 403, "不是在任")
    street.work()
    assert stella.get("diary").json()[0]["ticket"]
    assert stella.send(f"liaisons/{one['id']}/end", reason="搬走").json()["state"] == "ended"


def test_a_firm_and_its_link(street: Street) -> None:
    stella = Desk(street, "Stella")
    told = {
        "name": "安居物业",
        "kind": "property",
        "contact": "老陈",
        "phone": "13700000001",
        "lng": HERE[0],
        "lat": HERE[1],
        "radius": 100,
    }
    problem(stella.send("firms", **(told | {"radius": 1})), 400, "半径", "radius")
    one = stella.send("firms", **told).json()
    assert stella.send(f"firms/{one['id']}", "put", **(told | {"hours": 5})).json()["hours"] == 5
    assert [f["name"] for f in stella.get("firms").json()] == ["安居物业"]
    assert Desk(street, "Leo").get("firms").status_code == 403
    street.reports("Nina", matter=BIN)
    code = links.code_of(links.spec("offer", Offer.objects.get().pk, 1))
    phone = Phone(street)
    (link,) = stella.get(f"firms/{one['id']}/links").json()
    assert (link["kind"], link["url"].endswith(f"/firm/{code}"), bool(link["text_en"])) == ("offer", True, True)
    assert PHONES["Nina"] not in str(link)
    for who in ("Leo", "Charlie"):
        assert code not in Desk(street, who).get(f"firms/{one['id']}/links").content.decode()
    assert Client().get(f"/api/community/firms/{one['id']}/links").status_code == 403
    shown = phone.get(f"firm/{code}").json()
    assert (shown["firm"], shown["state"]) == ("安居物业", "offered")
    assert PHONES["Nina"] not in str(shown)
    problem(phone.get("firm/guess"), 404, "链接无效")
    problem(phone.post(f"firm/{code}/repair", text="已清运", photos=[]), 400, "照片", "photos")
    problem(phone.post(f"firm/{code}/decline", reason=""), 400, "理由", "reason")
    assert phone.post(f"firm/{code}/repair", text="已清运", photos=[PHOTO]).json()["state"] == "repaired"
    assert stella.get(f"firms/{one['id']}/links").json() == []
    (own,) = stella.get("firms").json()
    assert (own["name"], own["offered"], own["repaired"], own["overlaps"]) == ("安居物业", 1, 1, [])
    assert phone.get("own-repair").json() == []  # one case says nothing to the public
    looked = stella.send("firms/look", lng=HERE[0], lat=HERE[1], radius=50).json()
    assert [(o["name"], o["percent"]) for o in looked["overlaps"]] == [("安居物业", 100)]
    problem(stella.send("firms/look", polygon=[[0, 0]]), 400, "顶点", "polygon")


# Figures, thanks ------------------------------------------------------------------------------------------------------------------


def test_engagement_with_what_was_tried(street: Street) -> None:
    Phone(street, "Nina")
    street.reports("Nina", matter=STALL)
    stella = Desk(street, "Stella")
    page = stella.get("engagement").json()
    assert (page["active_days"], page["trials"]) == (90, [])
    problem(stella.send("engagement/trials", on="2030-01-01", text="倡议"), 400, "一年之内", "on")
    page = stella.send("engagement/trials", on="2026-09-15", text="倡议").json()
    assert [(t["text"], t["before"]["people"]) for t in page["trials"]] == [("倡议", 0)]


def test_a_commendation_is_released_by_the_manager_and_downloaded_by_its_owner(street: Street) -> None:
    phone, other, mona = Phone(street, "Nina"), Phone(street, "Wang"), Desk(street, "Mona")
    PointEntry.objects.create(resident=street.resident["Nina"], rule="open_day", source="x:1", points=90, at=AT)
    drafted = mona.send("commendations", year=2026).json()
    assert [(c["points"], c["state"]) for c in drafted] == [(90, "drafted")]
    pk = Commendation.objects.get().pk
    assert mona.get(f"office/commendations/{pk}/certificate").content.startswith(b"%PDF")
    assert phone.get(f"commendations/{pk}/certificate").status_code == 404
    assert mona.send(f"commendations/{pk}/release", name="倪娜").json()["state"] == "released"
    assert phone.get(f"commendations/{pk}/certificate").content.startswith(b"%PDF")
    problem(other.get(f"commendations/{pk}/certificate"), 404, "没有这份证书")
    problem(mona.send(f"commendations/{pk}/drop", reason="重复"), 409, "不能执行")
    assert phone.get("me").json()["commendations"][0]["name"] == "倪娜"
    assert Desk(street, "Stella").get(f"office/commendations/{pk}/certificate").status_code == 403


# Volunteers -----------------------------------------------------------------------------------------------------------------------


def test_a_volunteer_from_signing_up_to_the_certificate(street: Street, city_time: Callable[[datetime], None]) -> None:
    phone, stella, leo = Phone(street, "Nina"), Desk(street, "Stella"), Desk(street, "Leo")
    told = {"name": "王小明", "area": STREET, "born_on": "2010-01-01"}
    problem(phone.post("volunteer", **told), 400, "监护人", "guardian")
    told |= {"guardian": "王", "guardian_phone": "13700000001", "consents": True}
    assert phone.post("volunteer", **told).json()["state"] == "applied"
    (row,) = stella.get("office/volunteers").json()["volunteers"]
    assert (row["name"], row["is_minor"], row["guardian"]) == ("王小明", True, "王")
    (seen,) = leo.get("office/volunteers").json()["volunteers"]
    assert (seen["phone"], seen["guardian_phone"]) == ("", "")  # a liaison confirms hours, he needs no phones
    assert Desk(street, "Bob").get("office/volunteers").status_code == 403
    assert stella.send(f"office/volunteers/{row['id']}/confirm").json()["volunteers"][0]["state"] == "active"
    stella.send(f"office/volunteers/{row['id']}/train", until="2027-01-01")
    starts = street.at + timedelta(days=1)
    errand = {
        "kind": "patrol",
        "title": "周末巡查",
        "area": GRID,
        "places": 1,
        "starts_at": starts,
        "ends_at": starts + timedelta(hours=2),
    }
    problem(stella.send("office/errands", **(errand | {"places": 0})), 400, "名额", "places")
    (made,) = stella.send("office/errands", **errand).json()["errands"]
    assert phone.post(f"errands/{made['id']}/take").json()["errands"][0]["mine"] == "taken"
    city_time(starts + timedelta(hours=2))
    assert phone.post(f"errands/{made['id']}/hours", minutes=90).json()["stints"][0]["state"] == "logged"
    (waits,) = leo.get("office/volunteers").json()["waiting"]
    assert leo.send(f"office/stints/{waits['id']}/confirm", minutes=90).json()["waiting"] == []
    page = phone.get("volunteer").json()
    assert page["years"] == [{"year": 2026, "times": 1, "minutes": 90}]
    assert phone.get("volunteer/certificate/2026").content.startswith(b"%PDF")
    assert phone.get("volunteer/certificate/1999").status_code == 404
    assert phone.post("volunteer/withdraw").json()["state"] == "withdrawn"


@pytest.mark.parametrize(
    "path", ["volunteer", "volunteer/withdraw", "errands/1/take", "errands/1/give-up", "errands/1/hours"]
)
def test_without_a_proven_phone_nobody_volunteers(street: Street, path: str) -> None:
    body = {"name": "王", "area": STREET, "born_on": "1990-01-01", "minutes": 60}
    assert Phone(street).post(path, **body).status_code == 403
    assert Phone(street).get("volunteer").json()["signed_in"] is False
