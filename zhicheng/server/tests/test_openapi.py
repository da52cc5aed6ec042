"""Requests generated from the OpenAPI description: whatever is sent, nothing answers with a server error."""

from __future__ import annotations

from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, given, settings
from schemathesis import GenerationMode
from schemathesis.checks import not_a_server_error

from tests.brigade import BIN, Brigade
from tests.walk import Walk
from zhicheng.flow.reports import api as reports_api
from zhicheng.server.api import api
from zhicheng.server.wsgi import application

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
def test_no_generated_request_is_a_server_error(on_shift: Brigade, city_time: Any, monkeypatch: pytest.MonkeyPatch, who: str | None) -> None:
    monkeypatch.setattr(reports_api, "_throttle", lambda request: None)
    Walk(on_shift).report(matter=BIN).tick()
    schema = schemathesis.openapi.from_dict(api.get_openapi_schema())
    schema.app = application
    headers = {"Authorization": on_shift.token(who)["HTTP_AUTHORIZATION"]} if who else {}
    wrong: list[str] = []
    for found in schema.get_all_operations():
        operation = found.ok()
        if "demo" in operation.path or operation.path.endswith("/live"):
            continue

        @settings(max_examples=EXAMPLES, deadline=None, database=None, derandomize=True, suppress_health_check=list(HealthCheck))
        @given(case=operation.as_strategy(generation_mode=GenerationMode.POSITIVE))
        def call(case: Any) -> None:
            response = case.call(headers=headers)
            try:
                case.validate_response(response, checks=[not_a_server_error])
            except Exception as error:
                wrong.append(f"{case.method} {case.path} {str(error)[:300]}")

        call()
    assert wrong == []
