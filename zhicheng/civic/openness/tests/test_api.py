"""The public's answers: kept by ETag, open to everybody; the desk: each way out of each endpoint."""

from __future__ import annotations

import csv
import hashlib
import io
import json
from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest
from django.test import Client

from tests.opening import AT, Opening
from zhicheng.civic.openness import points
from zhicheng.civic.openness.models import Publication

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def now(city_time: Callable[[datetime], None]) -> None:
    city_time(AT)
    points.forget()


def get(path: str, **headers: str) -> Any:
    return Client().get(f"/api{path}", headers=headers)


@pytest.fixture
def month(openly: Opening) -> Opening:
    return openly.figures().decide("release")


# For everybody ---------------------------------------------------------------------------------------------------------------

PUBLIC = (
    "/open",
    "/open/map",
    "/open/figures",
    "/open/standards",
    "/open/decisions",
    "/open/answers",
    "/open/leniency",
)


@pytest.mark.parametrize("path", PUBLIC)
def test_everybody_reads_it_and_may_keep_it(path: str, openly: Opening) -> None:
    first = get(path)
    assert (first.status_code, first["Cache-Control"]) == (200, "public, max-age=60")
    again = get(path, if_none_match=first["ETag"])
    assert (again.status_code, again.content) == (304, b"")
    assert get(path, if_none_match=f'"other", W/{first["ETag"]}').status_code == 304
    assert get(path, if_none_match='"other"').status_code == 200


def test_nothing_is_set_on_the_readers_machine(openly: Opening) -> None:
    """A cookie would make every answer another one, and no proxy would keep it."""
    assert not any(get(path).cookies for path in PUBLIC)


@pytest.mark.parametrize(
    ("path", "status", "said"),
    [
        ("/open/figures/2026-13", 400, "不是月份"), ("/open/figures/1826-01", 400, "不是月份"), ("/open/figures/2026-08", 404, "还没有公开"),
        ("/open/cases/2026-08", 404, "还没有公开"), ("/open/cases/八月", 400, "不是月份"), ("/open/figures/2026-08/x.exe", 404, "没有这个文件"),
        ("/open/leniency/answer?violation=V.nothing", 400, "请在列表里选择"),
        ("/open/leniency/answer?violation=V.ZJ.stall&first=maybe", 422, "不正确"),
    ],
)  # fmt: skip
def test_what_there_is_not_is_said_in_one_sentence(path: str, status: int, said: str, openly: Opening) -> None:
    answer = get(path)
    assert (answer.status_code, said in answer.json()["detail"]) == (status, True), answer.json()
    assert answer.json()["detail_en"]


def test_before_it_is_released_nobody_reads_a_month(openly: Opening) -> None:
    openly.figures()
    assert get("/open").json()["figures"] == []
    assert get("/open/figures/2026-08/figures.csv").status_code == 404


def test_a_released_month_tells_who_released_it(month: Opening) -> None:
    told = get("/open/figures/2026-08").json()
    assert (told["month"], told["released_by"], told["rows"][0]["level"]) == ("2026-08", "Nora", "city")
    assert get("/open").json()["figures"] == ["2026-08"]
    assert [m["month"] for m in get("/open/figures").json()["months"]] == ["2026-08"]


def test_files_have_the_digest_that_is_told_and_every_column_is_explained(month: Opening) -> None:
    told = get("/open/figures/2026-08").json()
    explained = {c["column"] for c in get("/open/figures").json()["columns"]}
    for file in told["files"]:
        answer = Client().get(file["url"])
        assert hashlib.sha256(answer.content).hexdigest() == file["sha256"]
        assert (len(answer.content), file["licence"]) == (file["size"], "CC-BY-4.0")
        if file["name"].endswith(".csv"):
            head = next(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))
            assert set(head) <= explained
        else:
            assert json.loads(answer.content)["digest"] == told["digest"] == month.one.digest


def test_a_name_like_a_formula_is_no_formula(month: Opening) -> None:
    one = month.one
    one.content["units"] = [
        {"unit": "=HYPERLINK(1)", "promised": 9, "kept": 5, "kept_share": 556, "reasons": {"hold": 4}}
    ]
    Publication.objects.filter(pk=one.pk).update(content=one.content)
    rows = list(csv.DictReader(io.StringIO(get("/open/figures/2026-08/promises.csv").content.decode("utf-8-sig"))))
    assert (rows[0]["unit"], rows[0]["late_hold"], rows[0]["late_open"]) == ("'=HYPERLINK(1)", "4", "0")


def test_what_is_late_is_told_openly_without_its_draft(openly: Opening, city_time: Callable[[datetime], None]) -> None:
    openly.answer(said="多位市民反映垃圾满溢。")
    assert get("/open").json()["missing"] == []
    city_time(openly.one.promised_at.replace(year=2027))
    (missing,) = get("/open").json()["missing"]
    assert (missing["state"], missing["title"], missing["reason"]) == ("overdue", "民有所呼、我有所应", "")
    assert "垃圾" not in get("/open").content.decode()


def test_what_is_held_back_tells_why(openly: Opening) -> None:
    openly.answer().decide("hold", reason="等复查结果")
    (missing,) = get("/open").json()["missing"]
    assert (missing["state"], missing["reason"]) == ("held", "等复查结果")


def test_an_answer(openly: Opening) -> None:
    openly.answer(asked_by=12).decide("release")
    (told,) = get("/open/answers").json()
    assert (told["said"], told["did"], told["asked_by"], told["released_by"]) == (
        "多位市民反映垃圾满溢。",
        "环卫所已清运。",
        12,
        "Nora",
    )


def test_would_i_be_spared() -> None:
    told = get("/open/leniency/answer?violation=V.ZJ.stall&first=yes&corrected=yes&harm=no").json()
    assert (told["answer"], told["article"]) == ("may", "《行政处罚法》第33条")


# The desk --------------------------------------------------------------------------------------------------------------------


def call(openly: Opening, who: str, method: str, path: str, body: dict[str, Any] | None = None) -> Any:
    headers = openly.brigade.token(who) if who else {}
    client = Client()
    if method == "get":
        return client.get(f"/api{path}", **headers)
    return client.post(f"/api{path}", json.dumps(body or {}), content_type="application/json", **headers)


@pytest.mark.parametrize(
    ("who", "status"), [("Nora", 200), ("Mona", 200), ("Alice", 200), ("Bob", 403), ("Zoe", 403), ("", 403)]
)
def test_who_has_a_desk(openly: Opening, who: str, status: int) -> None:
    openly.answer()
    assert call(openly, who, "get", "/openness").status_code == status


def test_the_desk_tells_what_waits_and_who_is_named(openly: Opening) -> None:
    openly.answer()
    told = call(openly, "Nora", "get", "/openness").json()
    assert (told["waiting"], told["overdue"], told["manages"], told["people"]) == (1, 0, False, [])
    assert [(r["title"], r["mine"], r["named"]) for r in told["rows"]] == [("多位市民反映垃圾满溢。", True, "Nora")]
    assert {n["name"] for n in told["named"]} == {"Nora"}
    assert call(openly, "Mona", "get", "/openness").json()["people"] != []


def test_an_auditor_reads_and_may_nothing(openly: Opening) -> None:
    openly.answer()
    told = call(openly, "Alice", "get", f"/openness/{openly.pk}").json()
    assert (told["may"], [s["kind"] for s in told["history"]]) == ([], ["publication.propose"])
    assert call(openly, "Alice", "post", f"/openness/{openly.pk}/release").status_code == 403


def test_edit_release_withdraw(openly: Opening) -> None:
    openly.answer()
    path = f"/openness/{openly.pk}"
    edited = call(
        openly, "Nora", "post", f"{path}/edit", {"title": "垃圾满溢", "texts": {"did": "已加装分类箱。"}}
    ).json()
    assert [t["text"] for t in edited["texts"]] == ["多位市民反映垃圾满溢。", "已加装分类箱。"]
    assert edited["may"] == ["edit", "hold", "release", "withdraw"]
    shown = call(openly, "Nora", "post", f"{path}/release").json()
    assert (shown["row"]["state"], shown["row"]["released_by"], shown["may"]) == ("shown", "Nora", ["withdraw"])
    gone = call(openly, "Mona", "post", f"{path}/withdraw", {"reason": "重复"}).json()
    assert (gone["row"]["state"], gone["may"], gone["history"][-1]["reason"], gone["history"][-1]["by"]) == (
        "withdrawn",
        [],
        "重复",
        "Mona",
    )


def test_figures_may_be_counted_again_not_edited(openly: Opening) -> None:
    openly.figures()
    told = call(openly, "Nora", "get", f"/openness/{openly.pk}").json()
    assert (told["may"], told["figures"]["month"]) == (["hold", "recount", "release", "withdraw"], "2026-08")
    assert call(openly, "Nora", "post", f"/openness/{openly.pk}/recount").status_code == 200


@pytest.mark.parametrize(
    ("who", "path", "body", "status", "said"),
    [
        ("Nora", "/openness/999999/release", {}, 404, "没有这项公开事项"), ("Nora", "/openness/{pk}/hold", {"reason": ""}, 400, "请填写暂缓理由"),
        ("Nora", "/openness/{pk}/edit", {"title": ""}, 400, "请填写标题"), ("Nora", "/openness/{pk}/recount", {}, 409, "只有数据"),
        ("Nora", "/openness/{pk}/withdraw", {"reason": ""}, 400, "请填写撤下理由"),
        ("Nora", "/openness/{pk}/release", {"show_at": "2099-01-01T00:00:00Z"}, 400, "日期太远"),
        ("Nora", "/openness/{pk}/release", {"show_at": "2026-09-18T00:00:00"}, 422, "时区"),
        ("Nora", "/openness/named", {"kind": "cases", "account": 1}, 403, "没有权限|负责人"),
        ("Mona", "/openness/named", {"kind": "gossip", "account": 1}, 400, "没有公开类别"),
        ("Mona", "/openness/named", {"kind": "cases", "account": 0}, 422, "account"),
    ],
)  # fmt: skip
def test_refusals(openly: Opening, who: str, path: str, body: dict[str, Any], status: int, said: str) -> None:
    openly.answer()
    answer = call(openly, who, "post", path.format(pk=openly.pk), body)
    assert answer.status_code == status
    assert any(s in answer.json()["detail"] for s in said.split("|")), answer.json()


def test_a_manager_names_another_person(openly: Opening) -> None:
    told = call(
        openly, "Mona", "post", "/openness/named", {"kind": "cases", "account": openly.brigade.access["Bob"].account_id}
    ).json()
    assert {(n["kind"], n["name"], n["named_by"]) for n in told["named"]} >= {
        ("cases", "Bob", "Mona"),
        ("figures", "Nora", "Mona"),
    }
