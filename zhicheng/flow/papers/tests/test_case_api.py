"""Cases over HTTP: what screens and phones send, what comes back, and everything that is refused without a trace."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.test import Client

from tests.brigade import GRID, Brigade
from tests.casework import MORE, OUTSIDE, PARTY, STALL, Walk
from tests.tiny_city import place
from zhicheng.flow.cases import queries as cases
from zhicheng.flow.papers import queries
from zhicheng.infra import clock
from zhicheng.infra.models import Event
from zhicheng.kernel.calendar import CHINA

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 9, 16, 10, 0, tzinfo=CHINA)


@pytest.fixture(autouse=True)
def _now(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "now", lambda: NOW)


@pytest.fixture
def call(client: Client, offices: Brigade) -> Any:
    def send(method: str, path: str, body: Any = None, *, as_: str = "Bob") -> Any:
        kwargs = {} if body is None else {"data": body, "content_type": "application/json"}
        return getattr(client, method)(f"/api{path}", **kwargs, **offices.token(as_))

    send.team = offices  # type: ignore[attr-defined]
    return send


def spot() -> dict[str, Any]:
    lng, lat = place(GRID)
    return {"lng": lng, "lat": lat, "address": "柳浪街 12 号门前"}


def opening(call: Any, **more: Any) -> dict[str, Any]:
    ben = call.team.access["Ben"].member_id
    body = {
        "key": "case-1", "given": {"violation": STALL, "act": (NOW - timedelta(minutes=20)).isoformat()}, "party": PARTY, "place": spot(),
        "on_the_spot": True, "colleague": ben,
    }  # fmt: skip
    return body | more


def test_a_case_met_on_the_spot_says_what_may_happen(call: Any) -> None:
    answer = call("post", "/cases", opening(call))
    assert answer.status_code == 201
    file = answer.json()
    assert file["assessment"]["stage"] == "onspot"
    assert [p["kind"] for p in file["assessment"]["proposals"]] == ["order_first"]
    assert {o["name"] for o in file["officers"]} == {"Bob", "Ben"}
    assert file["case"]["party"] == "张建国"
    assert [e["step"] for e in file["timeline"]] == ["open", "T05"]
    take = {m["step"]: m["take"] for m in file["may"]}
    assert take["T06"]
    refused = {r["rule"] for r in file["assessment"]["refused"] if r["step"] == "T10"}
    assert "INV-36" in refused


def test_sending_twice_opens_one_case(call: Any) -> None:
    first, second = call("post", "/cases", opening(call)).json(), call("post", "/cases", opening(call)).json()
    assert first["case"]["no"] == second["case"]["no"]
    assert Event.objects.filter(kind="case.open").count() == 1


@pytest.mark.parametrize(
    ("change", "status", "field"),
    [
        ({"given": {"act": NOW.isoformat()}}, 400, "given.violation"),
        ({"given": {"violation": "V.NO"}}, 400, "given.violation"),
        ({"given": {"violation": STALL, "served": "2026-01-01"}}, 400, "given.served"),
        ({"place": None}, 400, "place"),
        ({"place": {"lng": 10.0, "lat": 10.0}}, 400, "place"),
        ({"party": PARTY | {"id_no": "330106198803151230"}}, 400, "party.id_no"),
        ({"party": PARTY | {"sex": "女"}}, 400, "party.born"),
        ({"party": {"kind": "org", "name": "某公司", "id_no": "91330106XXXXXXXXXX"}}, 400, "party.id_no"),
        ({"party": {"kind": "citizen"}}, 400, "party.name"),
        ({"colleague": 99_999}, 400, "colleague"),
        ({"at": "2026-09-16T10:00:00"}, 422, "at"),
    ],
)
def test_bad_input_is_named_and_leaves_nothing(call: Any, change: dict[str, Any], status: int, field: str) -> None:
    answer = call("post", "/cases", opening(call, **change))
    assert answer.status_code == status
    assert answer.json()["field"].endswith(field)
    assert not Event.objects.filter(kind__startswith="case.").exists()


def test_alone_nobody_enforces(call: Any) -> None:
    answer = call("post", "/cases", opening(call, colleague=0))
    assert (answer.status_code, answer.json()["code"]) == (409, "INV-01")
    assert not Event.objects.filter(kind__startswith="case.").exists()


@pytest.mark.parametrize(("who", "status"), [("Charlie", 403), ("Dora", 403), ("Rita", 403), ("Zoe", 403)])
def test_who_is_no_officer_opens_no_case(call: Any, who: str, status: int) -> None:
    assert call("post", "/cases", opening(call), as_=who).status_code == status
    assert not Event.objects.filter(kind__startswith="case.").exists()


def order(call: Any, no: str, **more: Any) -> Any:
    body = {
        "step": "T06", "key": "order-1", "colleague": call.team.access["Ben"].member_id, "data": {"until": (NOW + timedelta(minutes=30)).isoformat()},
        "papers": [{"kind": "D30", "by_hand": ["officer", "party"]}],
    }  # fmt: skip
    return call("post", f"/cases/{no}/steps", body | more)


def test_the_dialogue_of_a_step_is_filled_in(call: Any) -> None:
    no = call("post", "/cases", opening(call)).json()["case"]["no"]
    body = {
        "step": "T06",
        "data": {"until": (NOW + timedelta(minutes=30)).isoformat()},
        "colleague": call.team.access["Ben"].member_id,
    }
    found = call("post", f"/cases/{no}/compose", body).json()
    paper = found["papers"][0]
    assert (paper["kind"], paper["required"], paper["missing"], paper["objections"]) == ("D30", True, [], [])
    assert paper["fields"]["party"]["name"] == "张建国"
    assert found["refused"] == []
    assert [f["name"] for f in found["fields"] if f["required"]] == ["until"]
    assert queries.all_of_case(no) == []


def test_a_step_makes_its_paper(call: Any) -> None:
    no = call("post", "/cases", opening(call)).json()["case"]["no"]
    file = order(call, no).json()
    assert [(p["kind"], p["state"]) for p in file["papers"]] == [("D30", "final")]
    assert file["timeline"][-1]["papers"] == [file["papers"][0]["number"]]
    pdf = call("get", f"/case-papers/{file['papers'][0]['id']}.pdf")
    assert (pdf.status_code, pdf.content[:4]) == (200, b"%PDF")
    assert call("get", f"/cases/{no}/volume.pdf").content[:4] == b"%PDF"


def test_posting_a_step_twice_takes_it_once(call: Any) -> None:
    no = call("post", "/cases", opening(call)).json()["case"]["no"]
    assert order(call, no).status_code == 200
    assert order(call, no).status_code == 200
    assert Event.objects.filter(kind="case.T06").count() == 1
    assert len(queries.all_of_case(no)) == 1


def test_a_step_without_its_paper_is_refused(call: Any) -> None:
    no = call("post", "/cases", opening(call)).json()["case"]["no"]
    answer = order(call, no, papers=[])
    assert (answer.status_code, answer.json()["code"]) == (409, "PAPERS")
    assert "D30" in answer.json()["detail"]


def test_a_paper_with_a_wrong_number_stops_the_step_and_leaves_nothing(call: Any) -> None:
    no = call("post", "/cases", opening(call)).json()["case"]["no"]
    wrong = {
        "kind": "D30",
        "fields": {"party": PARTY | {"name": "张建囯", "sex": "男", "born": "1988-03-15"}},
        "by_hand": ["officer", "party"],
    }
    answer = order(call, no, papers=[wrong])
    assert (answer.status_code, answer.json()["code"]) == (409, "INV-32")
    assert "张建国" in answer.json()["detail"]
    assert queries.all_of_case(no) == []
    assert queries.gaps() == []
    assert not Event.objects.filter(kind="case.T06").exists()


def test_an_unsigned_paper_is_not_final(call: Any) -> None:
    no = call("post", "/cases", opening(call)).json()["case"]["no"]
    answer = order(call, no, papers=[{"kind": "D30"}])
    assert answer.status_code == 409
    assert "签名" in answer.json()["detail"]


@pytest.mark.parametrize(
    ("who", "step", "data", "code"),
    [
        ("Bob", "T42", {"amount": 5000}, "STATE"),
        ("Hana", "T06", {"until": "2026-09-16T11:00:00+08:00"}, "ROLE"),
        ("Sun", "T10", {"amount": 5000, "told": True}, "ROLE"),
        ("Bob", "T10", {"amount": 5000, "told": True}, "INV-36"),
    ],
)
def test_the_wrong_step_or_hand_is_refused_straight_at_the_api(
    call: Any, who: str, step: str, data: dict[str, Any], code: str
) -> None:
    no = call("post", "/cases", opening(call)).json()["case"]["no"]
    body = {"step": step, "data": data, "colleague": call.team.access["Ben"].member_id if who == "Bob" else 0}
    answer = call("post", f"/cases/{no}/steps", body, as_=who)
    assert (answer.status_code, answer.json()["code"]) == (409, code)
    assert answer.json()["detail_en"]


def test_a_backdated_step_is_refused(call: Any) -> None:
    no = call("post", "/cases", opening(call)).json()["case"]["no"]
    answer = order(call, no, at=(NOW - timedelta(days=1)).isoformat())
    assert answer.status_code == 409
    assert answer.json()["code"].startswith("INV-")


def test_a_step_in_the_future_is_refused(call: Any) -> None:
    no = call("post", "/cases", opening(call)).json()["case"]["no"]
    assert order(call, no, at=(NOW + timedelta(hours=1)).isoformat()).status_code == 400


def test_other_districts_see_nothing(call: Any) -> None:
    no = call("post", "/cases", opening(call)).json()["case"]["no"]
    for path in (f"/cases/{no}", f"/cases/{no}/volume.pdf"):
        assert call("get", path, as_="Ivan").status_code == 404
    assert call("get", "/cases", as_="Ivan").json()["cases"] == []
    assert call("post", f"/cases/{no}/steps", {"step": "T07"}, as_="Ivan").status_code == 404


def test_who_does_not_handle_it_reads_a_mask(call: Any) -> None:
    no = call("post", "/cases", opening(call)).json()["case"]["no"]
    file = call("get", f"/cases/{no}", as_="Eve").json()
    assert (file["case"]["party"], file["party"]) == ("张某某", None)
    assert call("get", "/cases?q=张建国", as_="Eve").json()["cases"] == []
    assert [c["no"] for c in call("get", "/cases?q=张建国", as_="Hana").json()["cases"]] == [no]
    assert call("get", f"/cases/{no}/volume.pdf", as_="Eve").status_code == 404


@pytest.mark.parametrize("who", ["Dora", "Rita"])
def test_who_is_no_officer_sees_no_case(call: Any, who: str) -> None:
    """A collector and a repair crew are field staff too; cases are not their task."""
    no = call("post", "/cases", opening(call)).json()["case"]["no"]
    assert call("get", "/cases", as_=who).json()["cases"] == []
    assert call("get", f"/cases/{no}", as_=who).status_code == 404


def test_desks_show_what_waits(call: Any) -> None:
    lead = opening(call, on_the_spot=False)
    no = call("post", "/cases", lead).json()["case"]["no"]
    desks = {d["id"]: d["count"] for d in call("get", "/cases/desks", as_="Sun").json()["desks"]}
    assert desks["squad_head"] == 1
    assert [c["no"] for c in call("get", "/cases?desk=squad_head", as_="Sun").json()["cases"]] == [no]


# Motions ---------------------------------------------------------------------------------------------------------------------


def filed(call: Any) -> Walk:
    walk = Walk(call.team, at=NOW - timedelta(hours=2)).open(OUTSIDE).step("T01", "Sun")
    return walk.grant(walk.ask("T04", "Sun", assigned=("Bob", "Ben")))


def test_a_motion_waits_for_the_head_and_comes_back_with_a_reason(call: Any) -> None:
    walk = Walk(call.team, at=NOW - timedelta(hours=2)).open(OUTSIDE).step("T01", "Sun")
    members = [walk.member("Bob"), walk.member("Ben")]
    body = {
        "step": "T04",
        "key": "m1",
        "assigned": members,
        "papers": [{"kind": "D04", "by_hand": ["officer", "squad_head"]}],
    }
    asked = call("post", f"/cases/{walk.no}/motions", body, as_="Sun")
    assert asked.status_code == 201
    waiting = call("get", "/cases/desks", as_="Hana").json()["motions"]
    assert [(m["step"], m["waits_for"], m["asked_by"]) for m in waiting] == [("T04", "head", "Sun")]
    motion = waiting[0]["id"]
    assert call("post", f"/motions/{motion}/grant", {}, as_="Sun").status_code in (403, 409)
    assert call("post", f"/motions/{motion}/grant", {}, as_="Ivan").status_code == 403
    assert call("post", f"/motions/{motion}/return", {"reason": " "}, as_="Hana").status_code == 400
    back = call("post", f"/motions/{motion}/return", {"reason": "请补充照片"}, as_="Hana").json()
    assert (back["state"], back["reason"]) == ("returned", "请补充照片")
    assert queries.all_of_case(walk.no)[1:] == []
    assert call("post", f"/motions/{motion}/grant", {}, as_="Hana").status_code == 409
    assert cases.by_no(walk.no, call.team.access["Hana"]).state == "checking"


def test_what_the_law_refuses_is_not_put_to_anybody(call: Any) -> None:
    walk = filed(call)
    body = {"step": "T42", "data": {"amount": 50000}, "papers": []}
    answer = call("post", f"/cases/{walk.no}/motions", body)
    assert (answer.status_code, answer.json()["code"]) == (409, "STATE")


def test_nobody_decides_what_he_asked_for(call: Any) -> None:
    from zhicheng.ground.people import queries as people
    from zhicheng.ground.people import services

    services.grant(account=call.team.account["Sun"], role="head", area="99")
    call.team.access["Sun"] = people.access_of(call.team.account["Sun"])
    walk = Walk(call.team, at=NOW - timedelta(hours=2)).open(OUTSIDE).step("T01", "Sun")
    motion = walk.ask("T04", "Sun", assigned=("Bob", "Ben"))
    assert call("post", f"/motions/{motion}/grant", {}, as_="Sun").json()["code"] == "INV-03"


# Figures ---------------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("formula", "status", "code"),
    [
        ("(corrected + spared) / opened * 100", 200, ""), ("opened / 0", 200, ""), ("-late", 200, ""),
        ("fines / decided", 409, "INV-80"), ("fined", 409, "INV-80"), ("decided - average_fine * 0", 409, "INV-80"),
        ("opened; import os", 400, "bad-input"), ("__import__('os')", 400, "bad-input"), ("opened ** 9", 400, "bad-input"), ("", 400, "bad-input"),
        ("wages", 400, "bad-input"), ("'a'", 400, "bad-input"), ("1" * 400, 400, "bad-input"), ("opened if 1 else 0", 400, "bad-input"),
    ],
)  # fmt: skip
def test_a_formula_never_rewards_fines(call: Any, formula: str, status: int, code: str) -> None:
    answer = call("post", "/cases/formula", {"formula": formula}, as_="Hana")
    assert answer.status_code == status
    assert status == 200 or answer.json()["code"] == code


def test_similar_cases_show_amounts(call: Any) -> None:
    for n, amount in enumerate((10000, 30000, 50000, 70000)):
        cases.Case.objects.create(
            no=f"AJ-{n}", area="990101001001001", violation=OUTSIDE, given={}, outcome="penalty", amount=amount, stage="order_ignored",
            decided_on=NOW.date(), opened_at=NOW, state="closed", party={"kind": "citizen"},
        )  # fmt: skip
    found = call("get", f"/cases/similar?violation={OUTSIDE}&stage=order_ignored&kind=citizen").json()
    assert (found["least"], found["median"], found["most"]) == (10000, 40000, 70000)
    assert len(found["quartiles"]) == 3
    assert call("get", f"/cases/similar?violation={OUTSIDE}&kind=org").json()["cases"] == []
    spread = call("get", "/cases/spread", as_="Hana").json()
    assert [(r["violation"], r["cases"], r["median"]) for r in spread] == [(OUTSIDE, 4, 40000)]
    assert call("get", "/cases/spread").status_code == 403


# The phone -------------------------------------------------------------------------------------------------------------------


def test_the_kit_names_the_crew_and_lends_numbers(call: Any) -> None:
    kit = call("get", "/field/kit?device=phone-1").json()
    assert [(m["name"], m["certified"]) for m in kit["crew"]] == [("Bob", True), ("Ben", True)]
    assert {b["word"] for b in kit["blocks"]} >= {"罚当", "责改"} or len(kit["blocks"]) >= 4
    assert kit["config"]["jurisdiction"] == kit["region"]
    again = call("get", "/field/kit?device=phone-1").json()
    assert [b["first"] for b in again["blocks"]] == [b["first"] for b in kit["blocks"]]
    assert queries.gaps() == []


def block_number(kit: dict[str, Any], kind: str) -> str:
    block = next(b for b in kit["blocks"] if kind in b["kinds"])
    return f"{block['agency']}{block['word']}〔{block['year']}〕{block['next']}号"


def offline(call: Any, kit: dict[str, Any]) -> list[dict[str, Any]]:
    """A stall this morning, with no network: met, ordered away, gone when looked at again."""
    ben, t = call.team.access["Ben"].member_id, NOW - timedelta(hours=3)
    both = ["officer", "party"]
    return [
        {"key": "k1", "local": "L1", "do": "open", "at": t.isoformat(), "given": {"violation": STALL, "act": (t - timedelta(minutes=5)).isoformat()},
         "place": spot(), "on_the_spot": True, "colleague": ben},
        {"key": "k2", "local": "L1", "do": "amend", "at": (t + timedelta(minutes=2)).isoformat(), "party": PARTY},
        {"key": "k3", "local": "L1", "do": "step", "step": "T06", "at": (t + timedelta(minutes=5)).isoformat(), "colleague": ben,
         "data": {"until": (t + timedelta(minutes=35)).isoformat()},
         "papers": [{"kind": "D30", "by_hand": both, "number": block_number(kit, "D30")}]},
        {"key": "k4", "local": "L1", "do": "step", "step": "recheck", "at": (t + timedelta(minutes=40)).isoformat(), "colleague": ben,
         "data": {"corrected": True}},
        {"key": "k5", "local": "L1", "do": "step", "step": "T07", "at": (t + timedelta(minutes=45)).isoformat(), "colleague": ben,
         "papers": [{"kind": "D32", "by_hand": both, "number": block_number(kit, "D32")}]},
    ]  # fmt: skip


def test_a_morning_without_network_arrives_whole_and_once(call: Any) -> None:
    kit = call("get", "/field/kit?device=phone-1").json()
    body = {"device": "phone-1", "items": offline(call, kit)}
    results = call("post", "/field/cases", body).json()["results"]
    assert [(r["key"], r["outcome"], r["detail"]) for r in results] == [(f"k{n}", "accepted", "") for n in range(1, 6)]
    case = cases.by_no(results[0]["case"], call.team.access["Bob"])
    assert (case.state, case.outcome) == ("closed", "corrected")
    numbers = [p.number for p in queries.of_case(case.no)]
    assert numbers == [block_number(kit, "D30"), block_number(kit, "D32")]
    assert all(p.numbered_at and p.numbered_at < NOW for p in queries.of_case(case.no))
    assert {r["outcome"] for r in call("post", "/field/cases", body).json()["results"]} == {"known"}
    assert queries.gaps() == []


def test_what_is_refused_comes_back_readable_and_the_rest_waits(call: Any) -> None:
    kit = call("get", "/field/kit?device=phone-1").json()
    items = offline(call, kit)
    items[2]["papers"] = []  # the order's paper is missing
    results = call("post", "/field/cases", {"device": "phone-1", "items": items}).json()["results"]
    assert [r["outcome"] for r in results] == ["accepted", "accepted", "refused", "refused", "refused"]
    assert (results[2]["code"], results[3]["code"]) == ("PAPERS", "EARLIER")
    assert results[2]["detail_en"]


def test_a_number_of_another_phone_is_refused(call: Any) -> None:
    call("get", "/field/kit?device=phone-1")
    other = call("get", "/field/kit?device=phone-2", as_="Ben").json()
    items = offline(call, other)
    results = call("post", "/field/cases", {"device": "phone-1", "items": items}).json()["results"]
    assert (results[2]["outcome"], results[2]["code"]) == ("refused", "block")


def test_words_for_what_nobody_can_know_are_only_in_the_tests() -> None:
    assert set(MORE) == {"D20", "D21", "D42", "D02", "D33", "D34", "D37", "D38", "D39", "D43"}


@pytest.mark.parametrize(("born", "code"), [("2012-09-17", "INV-40"), ("2012-09-16", "INV-40"), ("2012-09-15", None)])
def test_thirteen_years_and_364_days_is_thirteen(call: Any, born: str, code: str | None) -> None:
    """An age is reached on the day after the birthday; the act was on 16 September 2026."""
    from zhicheng.kernel.identity import with_check

    child = {"kind": "citizen", "name": "李小满", "id_no": with_check(f"330106{born.replace('-', '')}002")}
    no = call(
        "post", "/cases", opening(call, party=child, given={"violation": "V.ZJ.litter", "act": NOW.isoformat()})
    ).json()["case"]["no"]
    found = call("get", f"/cases/{no}").json()["assessment"]
    refused = {r["rule"] for r in found["refused"] if r["step"] == "T10"}
    assert ("INV-40" in refused) is (code is not None)


def test_the_order_says_where_he_may_sell(call: Any) -> None:
    """A night market nearby: its place and hours stand on the order that sends him away."""
    from zhicheng.ground.permits import services as permits
    from zhicheng.ground.permits.services import NewPermit

    lng, lat = place(GRID)
    permits.issue([NewPermit(
        "TW-001", "stall", "市容科", "城北夜市", lng + 0.004, lat, NOW.date(), NOW.date() + timedelta(days=90), radius_m=60,
        hours=[{"days": "1234567", "from": "18:00", "to": "22:00"}], places=20, area="990101001",
    )])  # fmt: skip
    no = call("post", "/cases", opening(call)).json()["case"]["no"]
    order(call, no)
    paper = next(p for p in queries.all_of_case(no) if p.kind == "D30")
    assert "城北夜市" in paper.fields["measures"]
    assert "18:00–22:00" in paper.fields["measures"]


def test_what_no_recording_shows_is_listed(call: Any) -> None:
    no = call("post", "/cases", opening(call)).json()["case"]["no"]
    assert [g["step"] for g in call("get", f"/cases/{no}").json()["gaps"]] == ["T05"]
    Walk(call.team, at=NOW - timedelta(minutes=2), no=no).photo()
    assert call("get", f"/cases/{no}").json()["gaps"] == []


def test_a_phone_whose_clock_is_ahead_waits(call: Any) -> None:
    """Nothing is refused for being early: it stays on the phone until it is so late here too."""
    kit = call("get", "/field/kit?device=phone-1").json()
    items = offline(call, kit)
    items[3]["at"] = (NOW + timedelta(minutes=2)).isoformat()
    results = call("post", "/field/cases", {"device": "phone-1", "items": items}).json()["results"]
    assert [(r["key"], r["outcome"]) for r in results] == [("k1", "accepted"), ("k2", "accepted"), ("k3", "accepted")]


def test_a_slip_is_proved_by_its_number(call: Any) -> None:
    """What a phone printed with no network knows no code of ours."""
    no = call("post", "/cases", opening(call)).json()["case"]["no"]
    order(call, no)
    paper = queries.all_of_case(no)[0]
    for known_by in (paper.number, paper.code):
        proof = call("get", f"/papers/proof/{known_by}").json()
        assert (proof["number"], proof["state"]) == (paper.number, "final")
    assert call("get", "/papers/proof/示综执责改〔2026〕999号").status_code == 404


def test_what_somebody_clears_stays_empty(call: Any) -> None:
    """A field that the case has filled in and a person has emptied is not filled in again behind his back."""
    no = call("post", "/cases", opening(call)).json()["case"]["no"]
    answer = order(call, no, papers=[{"kind": "D30", "fields": {"measures": ""}, "by_hand": ["officer", "party"]}])
    assert answer.status_code == 409
    assert "改正要求" in answer.json()["detail"]


@pytest.mark.parametrize(
    ("method", "path", "body"),
    [
        ("get", "/field/kit?device=phone-1", None),
        ("post", "/field/cases", {"device": "phone-1", "items": []}),
    ],
)
def test_a_phone_that_is_signed_out_is_told_to_sign_in_and_not_that_it_was_refused(
    client: Client, method: str, path: str, body: Any
) -> None:
    kwargs = {} if body is None else {"data": body, "content_type": "application/json"}
    answer = getattr(client, method)(f"/api{path}", **kwargs)
    assert (answer.status_code, answer.json()["code"]) == (403, "signed-out")


def test_whoever_has_no_post_is_refused_for_good(call: Any) -> None:
    answer = call("post", "/field/cases", {"device": "phone-1", "items": []}, as_="Zoe")
    assert (answer.status_code, answer.json()["code"]) == (403, "refused")


def to_ordinary(call: Any, **more: Any) -> dict[str, Any]:
    """On the spot it turned out to be more than may be fined there: put to the squad head."""
    members = [call.team.access[who].member_id for who in ("Bob", "Ben")]
    return {"key": "k9", "local": "L1", "do": "ask", "step": "T12", "at": (NOW - timedelta(hours=2)).isoformat(), "colleague": members[1],
            "assigned": members, "data": {"ground": "罚款数额超过当场处罚限额"}, "papers": [{"kind": "D04", "by_hand": ["officer"]}],
            "said": "数额超过当场处罚限额"} | more  # fmt: skip


def test_what_was_asked_for_in_the_street_waits_at_the_desk_once(call: Any) -> None:
    kit = call("get", "/field/kit?device=phone-1").json()
    body = {"device": "phone-1", "items": [*offline(call, kit)[:2], to_ordinary(call)]}
    results = call("post", "/field/cases", body).json()["results"]
    assert [(r["outcome"], r["detail"]) for r in results] == [("accepted", "")] * 3
    assert [r["outcome"] for r in call("post", "/field/cases", body).json()["results"]] == ["known"] * 3
    (waiting,) = call("get", "/cases/desks", as_="Sun").json()["motions"]
    assert (waiting["step"], waiting["asked_by"], waiting["note"]) == ("T12", "Bob", "数额超过当场处罚限额")
    assert [p.kind for p in queries.all_of_case(results[0]["case"])] == ["D04"]
    granted = call("post", f"/motions/{waiting['id']}/grant", {}, as_="Sun")
    assert granted.status_code == 200, granted.json()
    assert (granted.json()["case"]["state"], granted.json()["case"]["procedure"]) == ("filed", "ordinary")


@pytest.mark.parametrize(
    ("more", "code"),
    [
        ({"step": "T06", "data": {}, "papers": []}, "ROLE"),
        ({"step": "T42", "data": {"amount": 5000}, "papers": []}, "STATE"),
    ],
)
def test_what_nobody_has_to_decide_or_may_is_not_put_to_anybody(call: Any, more: dict[str, Any], code: str) -> None:
    kit = call("get", "/field/kit?device=phone-1").json()
    body = {"device": "phone-1", "items": [*offline(call, kit)[:2], to_ordinary(call, **more)]}
    last = call("post", "/field/cases", body).json()["results"][-1]
    assert (last["outcome"], last["code"]) == ("refused", code)
    assert call("get", "/cases/desks", as_="Sun").json()["motions"] == []
