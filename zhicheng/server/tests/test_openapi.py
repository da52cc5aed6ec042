"""Requests generated from the OpenAPI description: whatever is sent, nothing answers with a server error."""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import urlencode, urlsplit

import pytest
import schemathesis
from django.test import Client
from hypothesis import HealthCheck, given, settings
from schemathesis import GenerationMode

from tests.brigade import BIN, Brigade
from tests.walk import Walk
from zhicheng.flow.reports import api as reports_api
from zhicheng.server.api import api

EXAMPLES = 6
PROBLEM_STATUS = {"400", "401", "403", "404", "409", "422"}


def test_every_operation_declares_how_it_refuses() -> None:
    missing = [
        f"{method} {path}"
        for path, methods in api.get_openapi_schema()["paths"].items()
        for method, operation in methods.items()
        if not {"400", "422"} <= {str(s) for s in operation["responses"]} and not path.endswith(("/health", "/session"))
    ]
    assert missing == []


@pytest.mark.slow
@pytest.mark.django_db
@pytest.mark.parametrize("who", [None, "Alice", "Rita"])
def test_no_generated_request_is_a_server_error(
    on_shift: Brigade, city_time: Any, monkeypatch: pytest.MonkeyPatch, who: str | None
) -> None:
    monkeypatch.setattr(reports_api, "_throttle", lambda request: None)
    Walk(on_shift).report(matter=BIN).tick()
    schema = schemathesis.openapi.from_dict(api.get_openapi_schema())
    wrong: list[str] = []
    for found in schema.get_all_operations():
        operation = found.ok()
        if "demo" in operation.path:
            continue

        @settings(
            max_examples=EXAMPLES,
            deadline=None,
            database=None,
            derandomize=True,
            suppress_health_check=list(HealthCheck),
        )
        @given(case=operation.as_strategy(generation_mode=GenerationMode.POSITIVE))
        def call(case: Any) -> None:
            answer = send(case, on_shift.token(who) if who else {})
            if answer.status_code >= 500:
                wrong.append(f"{case.method} {case.formatted_path} {case.query} {case.body}"[:400])

        call()
    assert wrong == []


def send(case: Any, headers: dict[str, str]) -> Any:
    """Through Django's test client, which leaves the test's transaction open."""
    client = Client(raise_request_exception=False)
    given_ = case.as_transport_kwargs(base_url="http://testserver")
    if "json" in given_:
        headers = {**headers, "content_type": "application/json"}
    data = json.dumps(given_["json"]) if "json" in given_ else ""
    query = urlencode({k: v for k, v in (given_.get("params") or {}).items() if v is not None}, doseq=True)
    answer = client.generic(given_["method"], urlsplit(given_["url"]).path, data, QUERY_STRING=query, **headers)
    if answer.streaming:
        b"".join(answer.streaming_content)
    return answer
