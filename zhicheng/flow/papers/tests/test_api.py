"""The doors of papers: the kinds and the preview for staff, the proof behind a QR code for everybody."""

from __future__ import annotations

import base64
from typing import Any

import msgspec
import pytest
from django.test import Client

from tests.brigade import Brigade
from zhicheng.flow.papers import samples, services
from zhicheng.flow.papers.models import Paper
from zhicheng.flow.papers.rules import CaseFacts
from zhicheng.infra.models import Event

pytestmark = pytest.mark.django_db
AGENCY = msgspec.to_builtins(samples.AGENCY)


def post(brigade: Brigade, body: dict[str, Any], who: str = "Alice") -> Any:
    return Client().post("/api/papers/preview", body, content_type="application/json", **brigade.token(who))


def draft(code: str = "D45", **changes: Any) -> dict[str, Any]:
    return {"kind": code, "fields": samples.fields_of(code, **changes), "agency": AGENCY}


def final(code: str = "D30") -> Paper:
    at = samples.on(9, 1, 11)
    paper = services.draft(kind=code, fields=samples.fields_of(code), agency=samples.AGENCY, actor="officer:1", at=at)
    return services.finalise(paper_id=paper.pk, actor="officer:1", at=at, by_hand={"officer", "party"})


def test_the_kinds_tell_a_form_what_to_ask(brigade: Brigade) -> None:
    found = Client().get("/api/papers/kinds", **brigade.token("Alice")).json()
    assert len(found) == 52
    spot = next(k for k in found if k["code"] == "D10")
    fields = {f["id"]: f for f in spot["fields"]}
    assert fields["party"]["needed"]
    assert fields["pay_due"]["only_if"] == "payment=later"
    decision = {f["id"]: f for f in next(k for k in found if k["code"] == "D45")["fields"]}
    assert (
        decision["fine"]["only_if"] == "penalty=fine|penalty=warning_fine|penalty=fine_confiscation"
    )  # any of them, not the last
    assert decision["party"]["only_if"] == ""
    assert [c["code"] for c in fields["payment"]["choices"]] == ["on_spot", "later"]
    assert spot["sign"] == ["officer", "officer", "party"]


def test_a_preview_shows_pages_and_writes_nothing(brigade: Brigade) -> None:
    before = Event.objects.count()
    found = post(brigade, draft()).json()
    assert found["title"] == "行政处罚决定书"
    assert len(found["pages"]) == 3
    assert all(base64.b64decode(p).startswith(b"\x89PNG") for p in found["pages"])
    assert not Paper.objects.exists()
    assert Event.objects.count() == before


def test_a_preview_of_an_empty_form_shows_its_gaps_and_every_problem(brigade: Brigade) -> None:
    found = post(brigade, {"kind": "D30", "fields": {}, "agency": AGENCY}).json()
    assert len(found["pages"]) >= 1
    assert "缺「当事人」" in found["problems"][0]["text"]
    assert found["problems"][0]["rule"] == "APL 28"


def test_a_preview_tells_a_contradiction_with_a_final_paper_of_the_case(brigade: Brigade) -> None:
    at = samples.on(9, 1, 11)
    case = samples.CASE | {"no": "青西综执立〔2026〕5号"}
    facts = msgspec.convert({"no": case["no"]}, CaseFacts)
    paper = services.draft(
        kind="D30", fields=samples.fields_of("D30"), agency=samples.AGENCY, actor="officer:1", at=at, case=facts
    )
    services.finalise(paper_id=paper.pk, actor="officer:1", at=at, by_hand={"officer", "party"})
    other = draft("D20", party=samples.PARTY | {"phone": "13900000000"}) | {"case": {"no": case["no"]}}
    said = [p["text"] for p in post(brigade, other).json()["problems"]]
    assert any("当事人的电话写的是 13900000000" in text for text in said)


@pytest.mark.parametrize(
    ("body", "status", "said"),
    [
        ({"kind": "D99", "fields": {}, "agency": AGENCY}, 400, "没有文书种类 D99"),
        ({"kind": "D10", "fields": {"colour": "red"}, "agency": AGENCY}, 400, "没有字段 colour"),
        ({"kind": "D10", "fields": {"fine": "many"}, "agency": AGENCY}, 400, "罚款金额"),
        ({"kind": "D10", "fields": {}, "agency": {}}, 400, "「agency」不对"),
        ({"kind": "D10", "fields": {}, "agency": AGENCY | {"name": 7}}, 400, "「agency」不对"),
        ({"kind": "D10", "fields": {}, "agency": AGENCY, "case": {"region": 1}}, 400, "「case」不对"),
        ({"kind": "D10", "fields": {"defence": "甲\u202e乙"}, "agency": AGENCY}, 400, "看不见的字符"),
        ({"kind": "D10", "fields": [], "agency": AGENCY}, 422, ""),
        ({"fields": {}, "agency": AGENCY}, 422, ""),
    ],
)
def test_what_cannot_be_shown_is_told(brigade: Brigade, body: dict[str, Any], status: int, said: str) -> None:
    answer = post(brigade, body)
    assert answer.status_code == status
    assert said in answer.json()["detail"]


def test_an_article_that_is_none_is_told_as_a_problem(brigade: Brigade) -> None:
    found = post(brigade, draft("D45", penalises="ZJ十七")).json()
    assert found["pages"] == []
    assert any("不在法规库里" in p["text"] for p in found["problems"])


def test_only_staff_with_a_post_may_preview(brigade: Brigade) -> None:
    assert Client().post("/api/papers/preview", draft(), content_type="application/json").status_code in (401, 403)
    assert Client().get("/api/papers/kinds").status_code in (401, 403)
    assert post(brigade, draft(), "Zoe").status_code == 403


def test_anybody_may_ask_whether_a_paper_is_ours_and_learns_nobody_s_name() -> None:
    paper = final()
    answer = Client().get(f"/api/papers/proof/{paper.code.lower()}")
    found = answer.json()
    assert (found["number"], found["title"], found["state"], found["sealed"]) == (
        "青西综执责改〔2026〕1号",
        "责令限期改正通知书",
        "final",
        True,
    )
    assert found["sha256"] == paper.pdf_sha256
    assert samples.PARTY["name"] not in answer.content.decode()
    services.void(paper_id=paper.pk, reason="写错", actor="officer:1", at=samples.on(9, 1, 12))
    assert Client().get(f"/api/papers/proof/{paper.code}").json()["state_name"] == "作废"


@pytest.mark.parametrize("code", ["NOSUCHCODE", "0", "%27%20OR%201"])
def test_an_unknown_code_is_told(code: str) -> None:
    assert Client().get(f"/api/papers/proof/{code}").status_code == 404


def test_a_draft_has_no_proof() -> None:
    paper = services.draft(kind="D30", fields={}, agency=samples.AGENCY, actor="officer:1", at=samples.AT)
    assert Client().get(f"/api/papers/proof/{paper.code}").status_code == 404
