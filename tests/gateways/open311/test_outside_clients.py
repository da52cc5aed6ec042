"""Other people's programs against the running server: `georeport` in JSON and XML, `three`, and requests that schemathesis makes up."""

from __future__ import annotations

import io
import itertools
import json
import warnings
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlencode, urlsplit

import pytest
import schemathesis
from django.test import Client
from georeport import GeoReport
from hypothesis import HealthCheck, given, settings
from hypothesis.errors import Unsatisfiable
from PIL import Image
from schemathesis import GenerationMode

from tests.brigade import AT, BIN, STALL, Brigade, found
from tests.gateways.open311.client import LAMP, LAT, LNG, RUBBISH, shape
from tests.walk import Walk
from zhicheng.flow.reports import publishing
from zhicheng.flow.reports.models import Photo
from zhicheng.gateways.open311 import keys
from zhicheng.gateways.open311.openapi import describe
from zhicheng.kernel.geo import metres_between

EXAMPLES = 12
SPAN = {"start_date": "2026-09-15T00:00:00Z", "end_date": "2026-09-17T00:00:00Z"}


@pytest.fixture
def address(transactional_db: None, live_server: Any, city_time: Any) -> str:
    """A running server with a brigade and three requests."""
    brigade = found()
    for matter in (BIN, STALL, "06011"):
        Walk(brigade).report(matter=matter, text="有人反映")
    return f"{live_server.url}/open311/v2"


@pytest.fixture
def secret(address: str) -> str:
    return keys.add_key(name="three", by="test", at=AT)


@pytest.fixture
def three_(address: str, secret: str) -> Iterator[Any]:
    """`three` was written for Python 2."""
    itertools.ifilter = filter  # type: ignore[attr-defined]
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        from three import Three
    client = Three(address, api_key=secret)
    yield client
    client.session.close()


@pytest.mark.parametrize("form", ["json", "xml"])
def test_georeport_reads_services_definitions_and_requests(address: str, form: str) -> None:
    client = GeoReport(address, output_format=form)
    services = {s["service_code"]: s for s in client.get_service_list()}
    assert len(services) == 250
    assert str(services[RUBBISH]["metadata"]).lower() == "true"
    definition = client.get_service_definition(RUBBISH)
    attributes = definition["attributes"] if form == "json" else definition["attributes"]["attribute"]
    assert next(a["code"] for a in attributes) == "SIZE"
    requests = client.get_service_requests()
    assert [r["service_code"] for r in requests] == ["06011", STALL, BIN]
    chosen = client.get_service_requests(
        service_code=f"{BIN},{STALL}", status="open", start_date="2026-09-15T00:00:00Z", end_date="2026-09-17T00:00:00Z"
    )
    assert [r["service_code"] for r in chosen] == [STALL, BIN]
    one = client.get_service_request(requests[0]["service_request_id"])
    assert (one["service_request_id"], one["status"]) == (requests[0]["service_request_id"], "open")
    assert 0 < metres_between(float(one["long"]), float(one["lat"]), LNG, LAT) <= 50 * 0.75


@pytest.mark.parametrize("jurisdiction", ["示例城", None])
def test_georeport_with_a_jurisdiction(address: str, jurisdiction: str | None) -> None:
    from zhicheng.gateways.open311.jurisdictions import known_ids

    client = GeoReport(address, jurisdiction=jurisdiction and next(iter(known_ids())))
    assert len(client.get_service_requests()) == 3


def test_three_reads_what_is_offered_and_what_was_filed(three_: Any) -> None:
    assert len(three_.discovery()["endpoints"]) == 2
    assert len(three_.services()) == 250
    assert three_.services(RUBBISH)["service_code"] == RUBBISH
    assert {r["service_code"] for r in three_.requests()} == {BIN, STALL, "06011"}
    assert [r["service_code"] for r in three_.requests(STALL)] == [STALL]
    assert len(three_.requests(count=2)) == 2
    assert len(three_.requests(between=("09-15-2026", "09-17-2026"))) == 3
    number = three_.requests()[0]["service_request_id"]
    assert three_.request(number)[0]["service_request_id"] == number


def test_three_files_with_and_without_a_photo_and_by_address(three_: Any) -> None:
    picture = io.BytesIO()
    Image.new("RGB", (40, 30), "teal").save(picture, "JPEG")
    picture.seek(0)
    picture.name = "photo.jpg"
    by_point = three_.post(
        LAMP,
        lat=str(LAT),
        long=str(LNG),
        name="Zach Williams",
        phone="555-5555",
        description="My issue.",
        media=picture,
    )
    by_address = three_.post(LAMP, address="钟楼农贸市场", name="Zach Williams", description="My issue.")
    for told in (by_point, by_address):
        shape("Filed").validate(told)
        assert three_.request(told[0]["service_request_id"])[0]["description"] == "My issue."
    publishing.vouch(Photo.objects.get(report__isnull=False), by="test", at=AT)
    assert three_.request(by_point[0]["service_request_id"])[0]["media_url"].startswith("http")


def test_three_is_told_what_is_wrong(three_: Any) -> None:
    assert three_.post(RUBBISH, lat=str(LAT), long=str(LNG)) == [{"code": 400, "description": "SIZE required"}]
    three_.configure(api_key="wrong")
    assert three_.post(LAMP, lat=str(LAT), long=str(LNG))[0]["code"] == 403
    assert three_.request("nothing")[0]["code"] == 404
    assert three_.token("nothing")[0]["code"] == 404


# Made-up requests --------------------------------------------------------------------------------------------------------


@pytest.mark.slow
@pytest.mark.django_db
@pytest.mark.parametrize("mode", [GenerationMode.POSITIVE, GenerationMode.NEGATIVE])
@pytest.mark.parametrize("with_key", [True, False])
def test_made_up_requests_are_answered_as_described(
    on_shift: Brigade, app_key: str, mode: GenerationMode, with_key: bool
) -> None:
    Walk(on_shift).report(matter=BIN)
    description = json.loads(json.dumps(describe("http://testserver/open311/v2")))
    wrong: list[str] = []
    for one in schemathesis.openapi.from_dict(description).get_all_operations():
        operation = one.ok()

        @settings(
            max_examples=EXAMPLES,
            deadline=None,
            database=None,
            derandomize=True,
            suppress_health_check=list(HealthCheck),
        )
        @given(case=operation.as_strategy(generation_mode=mode))
        def knock(case: Any) -> None:
            answer = send(case, app_key if with_key else "")
            told = case.operation.definition.raw["responses"].get(str(answer.status_code))
            if told is None:
                wrong.append(
                    f"{case.method} {case.formatted_path} {case.query} {case.body}: {answer.status_code}"[:400]
                )
                return
            body = answer.getvalue()
            name = told["content"]["application/json"]["schema"]["$ref"].rpartition("/")[2]
            if answer["Content-Type"].startswith("application/json"):
                wrong.extend(
                    f"{case.operation.label}: {e.message}"[:300] for e in shape(name).iter_errors(json.loads(body))
                )
            elif answer.status_code != 404:  # an address that is none may be answered in XML
                wrong.append(f"{case.operation.label}: {answer['Content-Type']}")

        try:
            knock()
        except Unsatisfiable:  # an operation without anything to be wrong about
            assert mode is GenerationMode.NEGATIVE
    assert wrong == []


def send(case: Any, secret: str) -> Any:
    """Through Django's test client, which leaves the test's transaction open."""
    made = case.as_transport_kwargs(base_url="http://testserver/open311/v2")
    query = urlencode({k: v for k, v in (made.get("params") or {}).items() if v is not None}, doseq=True)
    headers = {
        f"HTTP_{k.upper().replace('-', '_')}": str(v)
        for k, v in (made.get("headers") or {}).items()
        if k.lower() == "idempotency-key"
    }
    data = made.get("data") or {}
    if isinstance(data, dict) and secret:
        data = {**data, "api_key": secret}
    body = urlencode(data, doseq=True) if isinstance(data, dict) else data
    return Client(raise_request_exception=False).generic(
        made["method"], urlsplit(made["url"]).path, body or "", QUERY_STRING=query, content_type="application/x-www-form-urlencoded", **headers,
    )  # fmt: skip
