"""Whole cases as lists of what happened: what officers, reviewer, head, host and clerk do from lead to archive, with every paper made."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from tests.brigade import Brigade
from tests.casework import CHILD, LITTER, OUTSIDE, STALL, Walk
from zhicheng.flow.cases import queries
from zhicheng.flow.cases.figures import figures
from zhicheng.flow.papers import queries as papers
from zhicheng.kernel.errors import NotAllowed

pytestmark = pytest.mark.django_db
DAY = date(2026, 3, 2)  # a Monday without a holiday near
GIVEN = ("Bob", "Ben")


@pytest.fixture
def walk(offices: Brigade) -> Walk:
    return Walk(offices).on(DAY)


def kinds(walk: Walk) -> list[str]:
    return [p.kind for p in papers.of_case(walk.no)]


def ordered(walk: Walk, minutes: int = 30) -> dict[str, Any]:
    return {"until": (walk.at + timedelta(minutes=minutes)).isoformat()}


# On the spot -----------------------------------------------------------------------------------------------------------------


def test_a_stall_that_goes_away_costs_nothing(walk: Walk) -> None:
    """Order to correct first: the article fines only who ignores it."""
    walk.open(STALL, spot=True)
    with pytest.raises(NotAllowed) as no:
        walk.step("T10", with_="Ben", data={"amount": 2000, "told": True})
    assert no.value.code == "INV-36"
    walk.step("T06", with_="Ben", data=ordered(walk)).later(minutes=40)
    walk.step("recheck", with_="Ben", data={"corrected": True}).step("T07", with_="Ben")
    assert walk.steps() == ["open", "T05", "T06", "recheck", "T07"]
    assert (walk.stage(), walk.case.outcome) == ("closed", "corrected")
    assert kinds(walk) == ["D30", "D32"]


def test_a_stall_that_stays_is_fined_on_the_spot(walk: Walk) -> None:
    """Order, ignored, fifty yuan, on file, paid at the bank, closed and archived: a simple case whole."""
    walk.open(STALL, spot=True).step("T06", with_="Ben", data=ordered(walk)).later(minutes=40)
    walk.step("recheck", with_="Ben", data={"corrected": False})
    with pytest.raises(NotAllowed, match="上限") as no:
        walk.step("T10", with_="Ben", data={"amount": 8000, "told": True})
    assert no.value.code == "INV-35"
    with pytest.raises(NotAllowed):  # nobody said that the party was told his rights
        walk.step("T10", with_="Ben", data={"amount": 5000})
    walk.step("T10", with_="Ben", data={"amount": 5000, "told": True}).step("T13")
    assert (walk.stage(), walk.case.procedure, walk.case.amount) == ("served", "simple", 5000)
    pay_and_close(walk)
    assert walk.steps() == ["open", "T05", "T06", "recheck", "T10", "T13", "T60", "T61", "T90", "T91"]
    assert kinds(walk) == ["D30", "D10", "D11", "D80", "D81"]
    volume = papers.volume_of(walk.no, [("案件编号", walk.no)], at=walk.at)
    assert volume.pages >= 5


def known(walk: Walk, step: str) -> dict[str, Any]:
    """What the dialogue of this step has filled in."""
    from zhicheng.flow.cases import forms, services

    seen = services.look(case=walk.case, access=walk.team.access["Bob"], at=walk.at)
    found = forms.step_fields(step, forms.given_by(seen, walk.at))
    return {f["name"]: f["given"] for f in found if f["given"] not in (None, [])}


def pay_and_close(walk: Walk) -> None:
    """The clock begins the term, the bank's receipt is entered, the head closes, the clerk archives."""
    from zhicheng.flow.cases import services

    services.watch(at=walk.later(days=1).at)
    assert known(walk, "T61") == {"amount": walk.case.amount}
    walk.step("T61", "Wu", data={"amount": walk.case.amount, "method": "bank", "receipt": "浙财票 0001"})
    walk.grant(walk.ask("T90"))
    walk.step("T91", "Wu")


def test_litter_that_is_picked_up_is_spared(walk: Walk) -> None:
    """Minor and put right at once: sparing is not a favour (APL 33)."""
    walk.open(LITTER, spot=True, picked_up="at_once")
    with pytest.raises(NotAllowed) as no:
        walk.step("T10", with_="Ben", data={"amount": 2000, "told": True})
    assert no.value.code == "INV-43"
    walk.step("T11", with_="Ben", data={"ground": "minor"})
    assert (walk.stage(), walk.case.outcome) == ("decided_no_penalty", "spared")
    walk.grant(walk.ask("T90")).step("T91", "Wu")
    assert walk.steps() == ["open", "T05", "T11", "T90", "T91"]
    assert kinds(walk) == ["D32", "D31", "D80", "D81"]


def test_on_the_spot_becomes_ordinary_when_the_fine_is_too_high(walk: Walk) -> None:
    walk.open(OUTSIDE, spot=True).step("T06", with_="Ben", data=ordered(walk)).later(minutes=40)
    walk.step("recheck", with_="Ben", data={"corrected": False})
    with pytest.raises(NotAllowed) as no:
        walk.step("T10", with_="Ben", data={"amount": 60000, "told": True})
    assert no.value.code == "INV-10"
    walk.step("T12", "Sun", data={"ground": "罚款数额超过当场处罚限额"}, assigned=GIVEN)
    assert walk.stage() == "filed"
    assert queries.hands(walk.case) == {walk.member("Bob"): True, walk.member("Ben"): False}


# The ordinary procedure --------------------------------------------------------------------------------------------------------


def investigated(walk: Walk, violation: str = OUTSIDE, **given: Any) -> Walk:
    """Lead, filed, ordered, re-checked, evidence taken, investigation closed."""
    walk.open(violation, **given).step("T01", "Sun")
    walk.grant(walk.ask("T04", "Sun", assigned=GIVEN))
    walk.photo().step("T20", with_="Ben", data={"told": True}, papers={"D20": {}})
    walk.step("T26", with_="Ben", data=ordered(walk, 60)).later(hours=2)
    walk.step("recheck", with_="Ben", data={"corrected": False})
    return walk.step(
        "T29", papers={"D33": {"fine": 50000, "tier": "normal", "discretion": "占用面积较小，适用一般阶次。"}}
    )


def test_an_ordinary_case_with_statement_from_lead_to_archive(walk: Walk) -> None:
    investigated(walk)
    assert [a.step for a in assessed(walk).allowed if a.step == "T33"] == ["T33"]
    walk.grant(walk.ask("T33", with_="Ben", data={"amount": 50000}))
    assert walk.stage() == "notified"
    with pytest.raises(NotAllowed) as no:  # the statement period runs
        walk.grant(walk.ask("T34", data={"answered": 0}), "Lin")
    assert no.value.code == "INV-20"
    walk.later(days=1).step("statement", data={"points": 1})
    walk.later(days=10).grant(walk.ask("T34", data={"answered": 1}, papers={"D37": {}}), "Lin")
    walk.step("T40", "Lin", data={"passed": True})
    walk.grant(walk.ask("T42", data={"amount": 50000}))
    assert (walk.stage(), walk.case.amount, walk.case.tier) == ("decided_penalty", 50000, "normal")
    walk.step("T51", with_="Ben")
    pay_and_close(walk)
    assert walk.steps() == [
        "open", "T01", "T04", "T20", "T26", "recheck", "T29", "T33", "statement", "T34", "T40", "T42", "T51", "T60", "T61", "T90", "T91",
    ]  # fmt: skip
    assert kinds(walk) == ["D01", "D04", "D20", "D30", "D33", "D36", "D37", "D42", "D44", "D45", "D50", "D80", "D81"]


def assessed(walk: Walk) -> Any:
    from zhicheng.flow.cases.dossier import read

    return read(walk.case).assess(walk.at)


BIG = "V.ZJ.big_ad"


def test_a_big_fine_is_heard_before_it_is_decided(walk: Walk) -> None:
    """Hearing asked for, announced seven clear working days before, held by who has not investigated, reviewed, discussed, decided."""
    org = {
        "kind": "org",
        "name": "示例广告有限公司",
        "id_no": "91330106MA27XL0T6K",
        "head_name": "钱进",
        "address": "示例市文三路 1 号",
    }
    from zhicheng.kernel import identity

    org["id_no"] = next(
        c
        for c in (f"91330106MA27XL0T{a}{b}" for a in "0123456789" for b in "0123456789ABCDEFGHJKLMNPQRTUWXY")
        if identity.is_credit_code(c)
    )
    walk.open(BIG, party=org, major=True).step("T01", "Sun").grant(walk.ask("T04", "Sun", assigned=GIVEN))
    walk.photo().step("T20", with_="Ben", data={"told": True}, papers={"D20": {}})
    walk.step("T26", with_="Ben", data=ordered(walk, 60)).later(hours=2).step(
        "recheck", with_="Ben", data={"corrected": False}
    )
    walk.step("T29", papers={"D33": {"fine": 10_000_000, "tier": "heavy", "discretion": "面积大、拒不改正。"}})
    walk.grant(walk.ask("T33", with_="Ben", data={"amount": 10_000_000, "hearing_offered": True}))
    assert assessed(walk).hearing_right
    walk.later(days=1).step("T35", data={})
    notice = (walk.at + timedelta(days=14)).isoformat()
    with pytest.raises(NotAllowed) as no:  # too soon
        walk.step("hearing_notice", "Zhou", data={"until": (walk.at + timedelta(days=5)).isoformat()})
    assert no.value.code == "INV-23"
    walk.step("hearing_notice", "Zhou", data={"until": notice})
    walk.later(days=14).step("T36", "Zhou", data={"points": 1}).step("T38", data={"answered": 1})
    assert known(walk, "T42") == {"amount": 10_000_000}
    with pytest.raises(NotAllowed) as no:  # after a hearing the reviewer comes first
        walk.grant(walk.ask("T42", data={"amount": 10_000_000}))
    assert no.value.code == "INV-30"
    walk.step("T40", "Lin", data={"passed": True}).step("T41", "Hana").grant(
        walk.ask("T42", data={"amount": 10_000_000})
    )
    walk.step("T51", with_="Ben")
    assert figures(areas=[""], first=DAY, last=DAY, at=walk.at)["heard"] == 1
    assert walk.steps()[7:] == ["T33", "T35", "hearing_notice", "T36", "T38", "T40", "T41", "T42", "T51"]
    assert walk.case.outcome == "penalty"


def test_a_child_is_not_fined_and_his_guardian_is_told(walk: Walk) -> None:
    investigated(walk, party=CHILD)
    with pytest.raises(NotAllowed) as no:
        walk.ask("T33", with_="Ben", data={"amount": 50000})
    assert no.value.code == "INV-40"
    guardian = {
        "guardian": {"kind": "citizen", "name": "李海燕", "id_no": "330106198511200044", "sex": "女", "born": "1985-11-20"}, "relation": "母亲",
        "duties": "教育其爱护公共设施。",
    }  # fmt: skip
    walk.grant(walk.ask("T30", data={"ground": "under_14"}, papers={"D92": guardian}))
    assert walk.case.outcome == "spared"
    assert "D92" in kinds(walk)
    assert "D32" not in kinds(walk)


def test_a_crime_is_referred_and_nothing_is_fined_meanwhile(walk: Walk) -> None:
    investigated(walk)
    walk.later(minutes=5).step("amend", data={"facts": {"crime_suspected": True}})
    with pytest.raises(NotAllowed) as no:
        walk.ask("T33", with_="Ben", data={"amount": 50000})
    assert no.value.code == "INV-86"
    police = {"police": "示例市公安局", "crime": "妨害公务罪", "attachments": ["调查报告"]}
    walk.grant(walk.ask("T32", papers={"D35": police}))
    assert (walk.stage(), walk.case.outcome) == ("referred_criminal", "referred")


def test_another_agency_gets_what_is_not_ours(walk: Walk) -> None:
    walk.open(OUTSIDE).step("T01", "Sun")
    paper = {"receiving_authority": "示例市水利局", "attachments": ["现场照片"], "reason": "属于河道管理范围。"}
    walk.grant(walk.ask("T03", "Sun", data={"ground": "属于河道管理范围"}, papers={"D03": paper}))
    assert (walk.stage(), walk.case.outcome) == ("transferred", "transferred")


def test_a_decision_is_revoked_and_its_publication_withdrawn(walk: Walk) -> None:
    """The reconsideration's result is entered by the legal reviewer as a fact."""
    investigated(walk)
    walk.grant(walk.ask("T33", with_="Ben", data={"amount": 50000})).later(days=10)
    walk.grant(walk.ask("T34", data={}), "Lin").step("T40", "Lin", data={"passed": True})
    walk.grant(walk.ask("T42", data={"amount": 50000})).step("T51", with_="Ben")
    walk.step("publish", "Lin", data={"masked": True})
    walk.later(days=3).step(
        "T80", papers={"D70": {"application_number": "示复收 2026-3", "request": "请求撤销处罚决定。"}}
    )
    walk.later(days=20).step("T83", "Lin", data={"ground": "测绘复核发现占用部分位于产权用地"})
    assert (walk.stage(), walk.case.outcome) == ("revoked", "revoked")
    with pytest.raises(NotAllowed) as no:  # APL 48: within three days
        walk.grant(walk.ask("T90"))
    assert no.value.code == "INV-74"
    walk.step("withdraw_publication", "Lin", papers={"D73": {"reason": "测绘复核发现占用部分位于产权用地。"}})
    walk.grant(walk.ask("T90"))
    assert walk.stage() == "closed"


def test_a_certificate_that_ended_yesterday_counts_no_more(walk: Walk) -> None:
    """Said with the name of the officer, not with a number of ours."""
    from zhicheng.ground.people.models import Certificate

    walk.open(STALL, spot=True)
    Certificate.objects.filter(member_id=walk.member("Ben")).update(valid_to=DAY - timedelta(days=1))
    with pytest.raises(NotAllowed, match="Ben") as no:
        walk.step("T06", with_="Ben", data=ordered(walk))
    assert no.value.code == "INV-01"
    assert "member:" not in no.value.said.zh + no.value.said.en


# Goods -----------------------------------------------------------------------------------------------------------------------

GOODS = [
    {"name": "水果货架", "quantity": "3", "unit": "组", "condition": "完好"}, {"name": "塑料筐", "quantity": "8", "unit": "只", "condition": "旧"},
]  # fmt: skip


def test_preserved_goods_follow_their_papers(walk: Walk) -> None:
    """Held from the notice on, for seven working days; the investigation does not end before they are dealt with (INV-54)."""
    from zhicheng.ground.evidence import queries as evidence

    walk.open(OUTSIDE).step("T01", "Sun").grant(walk.ask("T04", "Sun", assigned=GIVEN))
    walk.photo().step("T20", with_="Ben", data={"told": True})
    paper = {"goods": GOODS, "kept_at": "本局证物室", "reason": "证据可能灭失"}
    walk.grant(walk.ask("T21", with_="Ben", data={"ground": "证据可能灭失"}, papers={"D24": paper}))
    held = evidence.holdings(walk.team.access["Hana"], about=f"case:{walk.case.pk}").get()
    assert ([i["name"] for i in held.items], held.state, held.kept_at) == (["水果货架", "塑料筐"], "held", "本局证物室")
    assert "evidence_last_day" in [d.name for d in assessed(walk).deadlines]
    walk.step("T26", with_="Ben", data=ordered(walk, 60)).later(hours=2).step(
        "recheck", with_="Ben", data={"corrected": False}
    )
    walk.later(days=11)
    with pytest.raises(NotAllowed) as no:
        walk.step("T29", papers={"D33": {"fine": 50000, "tier": "normal", "discretion": "一般。"}})
    assert no.value.code == "INV-54"
    outcomes = [g | {"outcome": "returned"} for g in GOODS]
    walk.grant(walk.ask("settle_preserved", papers={"D25": {"outcomes": outcomes, "reason": "已经拍照取证"}}))
    held.refresh_from_db()
    assert held.state != "held"
    assert held.outcome == ["returned", "returned"]
    walk.step("T29", papers={"D33": {"fine": 50000, "tier": "normal", "discretion": "一般。"}})


# From ticket to case and back ----------------------------------------------------------------------------------------------------


def test_what_is_put_right_in_a_case_feeds_its_ticket_back(offices: Brigade) -> None:
    """The crew that was sent opens a case from its job; the stall goes; the ticket is handled, and other hands are sent to check."""
    from tests.brigade import AT, start_shift
    from tests.walk import Walk as Street
    from zhicheng.flow.dispatch import queries as jobs_of

    start_shift(offices)
    street = Street(offices).report().tick().act("Bob", "accept").later(5).act("Bob", "arrive")
    assert street.state == "handling"
    walk = Walk(offices, at=AT + timedelta(minutes=10)).open(STALL, spot=True, ticket=street.ticket.no)
    assert walk.case.ticket_id == street.ticket_id
    walk.step("T06", with_="Ben", data=ordered(walk)).later(minutes=40).step(
        "recheck", with_="Ben", data={"corrected": True}
    )
    walk.step("T07", with_="Ben")
    street.at = walk.at
    street.work()
    assert street.state == "checking"
    handled = next(j for j in jobs_of.of_ticket(street.ticket_id) if j.kind == "handle")
    assert handled.state == "done"
    story = [line.split()[2] for line in street.story()]
    assert story[-3:] == ["assignment.finish", "ticket.feed_back", "ticket.check"]
    street.later(5).refix().recheck()
    assert street.state == "to_close"


def test_a_case_goes_on_in_other_hands_when_a_certificate_has_run_out(walk: Walk) -> None:
    """Whoever may not act any more asks for nothing; the squad head gives the case to two who may (APL 42)."""
    from zhicheng.ground.people.models import Certificate

    investigated(walk)
    Certificate.objects.filter(number="证Bob").update(valid_to=walk.at.date() - timedelta(days=1))
    for refused, rule in (
        (lambda: walk.ask("T33", with_="Ben", data={"amount": 50000, "hearing_offered": False}), "INV-01"),
        (lambda: walk.step("reassign", "Sun", assigned=("Ben", "Bob")), "INV-01"),
        (lambda: walk.step("reassign", "Sun", assigned=("Ben",)), "INV-01"),
        (lambda: walk.step("reassign", "Sun"), "DATA"),
        (lambda: walk.step("reassign", "Ben", assigned=("Ben", "Eve")), "ROLE"),
    ):
        with pytest.raises(NotAllowed) as no:
            refused()
        assert no.value.code == rule
    walk.step("reassign", "Sun", assigned=("Ben", "Eve"))
    assert queries.hands(walk.case) == {walk.member("Ben"): True, walk.member("Eve"): False}
    walk.grant(walk.ask("T33", "Ben", with_="Eve", data={"amount": 50000}))
    assert (walk.stage(), walk.steps()[-2:]) == ("notified", ["reassign", "T33"])


def test_whose_recusal_is_asked_for_is_chosen_from_those_of_the_case(walk: Walk) -> None:
    """A name that is nobody's would be recorded and keep nobody from anything (APL 43)."""
    from zhicheng.flow.cases import forms, services
    from zhicheng.kernel.errors import BadInput

    investigated(walk)

    def offered(step: str) -> dict[str, str]:
        access = walk.team.access["Hana"]
        seen = services.look(case=walk.case, access=access, at=walk.at)
        return {name: code for code, name in forms.about_whom(walk.case, seen, step, access, walk.at)}

    assert {"Bob", "Ben", "Sun", "Hana", "Lin", "Zhou"} <= offered("recusal_request").keys()
    assert offered("recusal") == {}
    for nobody in ("Bob", "member:99999", "person:1"):
        with pytest.raises(BadInput) as no:
            walk.step("recusal_request", data={"about": nobody})
        assert no.value.field == "data.about"
    bob = offered("recusal_request")["Bob"]
    walk.step("recusal_request", data={"about": bob})
    assert offered("recusal") == {"Bob": bob}
    walk.step(
        "recusal", "Hana", data={"about": bob, "passed": True}, papers={"D90": {"reason": "与当事人有亲属关系。"}}
    )
    with pytest.raises(NotAllowed) as refused:
        walk.ask("T33", with_="Ben", data={"amount": 50000})
    assert refused.value.code == "INV-02"


def test_a_step_that_nobody_filmed_is_explained(walk: Walk) -> None:
    """INV-55: a gap is filled by a picture, or somebody says why there is none."""
    from zhicheng.flow.cases import forms, services, shapes

    access = walk.team.access["Bob"]
    walk.open(OUTSIDE).step("T01", "Sun").grant(walk.ask("T04", "Sun", assigned=GIVEN)).step(
        "T20", with_="Ben", data={"told": True}
    )

    def open_gaps() -> list[Any]:
        return [g for g in shapes.case_file(walk.case, access, walk.at)["gaps"] if not g["why"]]

    assert [g["step"] for g in open_gaps()] == ["T20"]
    seen = services.look(case=walk.case, access=access, at=walk.at)
    choices = forms.about_whom(walk.case, seen, "gap_explained", access, walk.at, open_gaps())
    assert [code.partition("@")[0] for code, _ in choices] == ["T20"]
    walk.step("gap_explained", data={"about": choices[0][0], "ground": "执法记录仪故障，已报修。"})
    assert open_gaps() == []
    assert [g["why"] for g in shapes.case_file(walk.case, access, walk.at)["gaps"]] == ["执法记录仪故障，已报修。"]
