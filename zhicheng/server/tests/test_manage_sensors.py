"""The register of sensors on /manage: list, filters, preview, import, one row, export; refusals write nothing."""

from __future__ import annotations

import csv
import json
from io import BytesIO, StringIO
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from openpyxl import load_workbook

from tests.brigade import Brigade
from zhicheng.ground.people import services as people
from zhicheng.ground.people.queries import token_for
from zhicheng.ground.sensors.queries import Sensor
from zhicheng.ground.sensors.sheets import COLUMNS
from zhicheng.ground.sensors.tests.city import BIN, NOISE, THERE_X, THERE_Y, WATER, X, Y, set_up, speak

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("city_time")]
LINE = {"编号": "N-9", "名称": "河街噪声", "类型": "噪声", "经度": str(X), "纬度": str(Y), "场所类别": "4a"}


@pytest.fixture(autouse=True)
def sensors(brigade: Brigade) -> None:
    set_up()


@pytest.fixture
def keeper(brigade: Brigade) -> dict[str, str]:
    """Mia manages the west."""
    return header("mia", "990101")


def header(name: str, area: str, role: str = "manager") -> dict[str, str]:
    account = people.open_account(username=name, name=name.title(), password=None)
    people.grant(account=account, role=role, area=area)
    return {"HTTP_AUTHORIZATION": "Bearer " + token_for(account)}


def sheet(*lines: dict[str, str]) -> bytes:
    text = StringIO()
    csv.writer(text).writerows([COLUMNS, *([line.get(c, "") for c in COLUMNS] for line in lines)])
    return text.getvalue().encode("utf-8-sig")


def send(who: dict[str, str], what: str, *lines: dict[str, str]) -> Any:
    return Client().post(
        f"/api/manage/sensors/{what}", {"file": SimpleUploadedFile("传感器.csv", sheet(*lines))}, **who
    )


def listed(who: dict[str, str], **query: str) -> Any:
    return Client().get("/api/manage/sensors", query, **who).json()


def test_the_list_says_what_each_is_and_how_it_stands(keeper: dict[str, str]) -> None:
    speak(WATER, 16, 17)
    rows = {r["code"]: r for r in listed(keeper)["rows"]}
    assert {c: rows[c]["status"] for c in rows} == {NOISE: "unseen", BIN: "unseen", WATER: "alarm"}
    assert (rows[NOISE]["place"], rows[NOISE]["unit"], rows[NOISE]["active"]) == ("2", "dB(A)", True)


@pytest.mark.parametrize(
    ("query", "codes"),
    [
        ({"kind": "bin"}, [BIN]),
        ({"status": "alarm"}, []),
        ({"q": "n-1"}, [NOISE]),
        ({"area": "990102"}, []),
        ({"area": "990101"}, [BIN, NOISE, WATER]),
    ],
)
def test_filters(keeper: dict[str, str], query: dict[str, str], codes: list[str]) -> None:
    found = listed(keeper, **query)
    assert [r["code"] for r in found["rows"]] == codes
    assert found["total"] == len(codes)


def test_a_keeper_sees_and_changes_his_own_district_only(keeper: dict[str, str]) -> None:
    east = header("max", "990102")
    assert listed(east)["rows"] == []
    assert Client().get("/api/manage/sensors/row", {"key": NOISE}, **east).status_code == 404
    answer = send(east, "import", LINE)
    assert answer.status_code == 400
    assert "not in the areas" in answer.json()["detail_en"]
    assert send(keeper, "import", LINE | {"经度": str(THERE_X), "纬度": str(THERE_Y)}).status_code == 400
    assert Sensor.objects.count() == 3


@pytest.mark.parametrize("role", ["engineer", "dispatcher"])
def test_who_keeps_no_registers_does_not_keep_this_one(role: str) -> None:
    who = header("eric", "", role)
    assert Client().get("/api/manage/sensors", **who).status_code == 403
    assert send(who, "preview", LINE).status_code == 403
    assert send(who, "import", LINE).status_code == 403


def test_a_preview_says_what_would_change_and_writes_nothing(keeper: dict[str, str]) -> None:
    found = send(keeper, "preview", LINE, LINE | {"编号": NOISE, "名称": "改名", "场所类别": "2"}).json()
    assert (found["added"], found["changed"], found["written"], found["wrong"]) == (1, 1, False, [])
    assert Sensor.objects.count() == 3
    wrong = send(keeper, "preview", LINE | {"类型": "温度"}).json()["wrong"]
    assert [(w["row"], w["field"]) for w in wrong] == [(2, "类型")]


def test_an_import_is_put_into_force_and_kept_with_its_person(keeper: dict[str, str]) -> None:
    assert send(keeper, "import", LINE).json()["added"] == 1
    assert Sensor.objects.get(code="N-9").place == "4a"
    past = Client().get("/api/manage/sensors/history", **header("root", "", "admin")).json()["rows"]
    assert (past[0]["who"], past[0]["change"]["name"]) == ("Mia", "N-9")


def test_one_wrong_row_stops_the_sheet(keeper: dict[str, str]) -> None:
    answer = send(keeper, "import", LINE, LINE | {"编号": "N-10", "上报间隔秒": "often"})
    assert answer.status_code == 400
    assert [w["field"] for w in answer.json()["rows"]] == ["上报间隔秒"]
    assert Sensor.objects.count() == 3


def test_one_row_in_a_form(keeper: dict[str, str]) -> None:
    was = Client().get("/api/manage/sensors/row", {"key": NOISE}, **keeper).json()["cells"]
    assert list(was) == list(COLUMNS)
    body = {"cells": was | {"名称": "钟楼噪声"}, "was": was}
    answer = Client().post("/api/manage/sensors/row", json.dumps(body), content_type="application/json", **keeper)
    assert answer.status_code == 200
    assert Sensor.objects.get(code=NOISE).name == "钟楼噪声"
    assert (
        Client()
        .post("/api/manage/sensors/row", json.dumps(body), content_type="application/json", **keeper)
        .status_code
        == 409
    )


def test_what_is_exported_is_the_register(keeper: dict[str, str]) -> None:
    text = Client().get("/api/manage/sensors/export", {"format": "csv"}, **keeper).content.decode("utf-8-sig")
    rows = list(csv.reader(StringIO(text)))
    assert rows[0] == list(COLUMNS)
    assert [r[0] for r in rows[1:]] == [BIN, NOISE, WATER]
    book = load_workbook(BytesIO(Client().get("/api/manage/sensors/export", {"empty": "true"}, **keeper).content))
    assert [[c.value for c in r] for r in book.active.iter_rows()] == [list(COLUMNS)]  # type: ignore[union-attr]
