"""/manage/classifier: keepers look, whole-city keepers change, others are refused and nothing has changed."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from typing import Any

import pytest
from django.test import Client

from tests.brigade import AT, Brigade, found
from tests.tiny_city import HERE
from zhicheng.flow.reports import classifying, learning
from zhicheng.flow.reports.tests.test_learning import corrected
from zhicheng.ground.people import queries, services

pytestmark = pytest.mark.django_db


@pytest.fixture
def office() -> Iterator[Brigade]:
    made = found()
    for name, area in (("Max", ""), ("Mia", HERE)):
        account = services.open_account(username=name, name=name, password=None)
        services.grant(account=account, role="manager", area=area)
        made.account[name] = account
        made.access[name] = queries.access_of(account)
    yield made
    shutil.rmtree(classifying.folder(), ignore_errors=True)


def get(office: Brigade, name: str) -> Any:
    return Client().get("/api/manage/classifier", **office.token(name))


def post(office: Brigade, name: str, what: str, body: dict[str, Any]) -> Any:
    return Client().post(
        f"/api/manage/classifier/{what}", json.dumps(body), content_type="application/json", **office.token(name)
    )


def test_on_the_first_day_the_catalogues_words_are_in_use(office: Brigade) -> None:
    told = get(office, "Mia").json()
    assert (told["in_use"], told["threshold"], told["versions"], told["confused"]) == (0, 50, [], [])
    assert [t["threshold"] for t in told["thresholds"]] == list(range(0, 100, 10))
    shares = [t["coverage"] for t in told["thresholds"]]
    assert shares == sorted(shares, reverse=True)


def test_versions_figures_and_the_way_back(office: Brigade) -> None:
    corrected()
    learning.learn(by=learning.BY, at=AT)
    told = get(office, "Max").json()
    assert told["in_use"] == 1
    assert told["versions"][0]["after"]["accuracy"] >= told["versions"][0]["before"]["accuracy"]
    back = post(office, "Max", "use", {"number": 0})
    assert back.status_code == 200
    assert back.json()["in_use"] == 0
    assert classifying.in_use().number == 0
    history = Client().get("/api/manage/classifier/history", **office.token("Max")).json()["rows"]
    assert history[0]["who"] == "Max"
    assert len(history) == 2


@pytest.mark.parametrize(("what", "body"), [("use", {"number": 0}), ("threshold", {"threshold": 90})])
@pytest.mark.parametrize("name", ["Mia", "Alice", "Zoe"])
def test_only_a_keeper_of_the_whole_city_changes_it(
    office: Brigade, name: str, what: str, body: dict[str, Any]
) -> None:
    assert post(office, name, what, body).status_code == 403
    assert learning.threshold() == 50


@pytest.mark.parametrize("name", ["Alice", "Zoe"])
def test_who_keeps_nothing_sees_nothing(office: Brigade, name: str) -> None:
    assert get(office, name).status_code == 403


@pytest.mark.parametrize(
    ("what", "body", "status"), [("use", {"number": 7}, 404), ("threshold", {"threshold": 101}, 400), ("use", {}, 400)]
)
def test_what_cannot_be_is_one_sentence(office: Brigade, what: str, body: dict[str, Any], status: int) -> None:
    found = post(office, "Max", what, body)
    assert found.status_code in (status, 422 if status == 400 else status)
    assert found.json()["title"]
    assert classifying.in_use().number == 0


def test_the_threshold_is_set_and_holds(office: Brigade) -> None:
    assert post(office, "Max", "threshold", {"threshold": 70}).json()["threshold"] == 70
    assert classifying.in_use().sure == 70
