"""Requests generated from the OpenAPI description: whatever is sent, the answer is one that the description describes."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any, get_args, get_type_hints
from urllib.parse import urlencode, urlsplit

import pytest
import schemathesis
from django.test import Client
from hypothesis import HealthCheck, given, settings
from jsonschema_rs import Draft202012Validator
from ninja import Schema
from ninja.constants import NOT_SET
from schemathesis import GenerationMode
from typing_extensions import is_typeddict

from tests.brigade import BIN, Brigade
from tests.walk import Walk
from zhicheng.flow.reports import api as reports_api
from zhicheng.server.api import api

EXAMPLES = 6
PROBLEM_STATUS = {"400", "401", "403", "404", "409", "422"}


def test_every_operation_declares_how_it_refuses() -> None:
    missing = [
        f"{method} {path}"
        for path, methods in description()["paths"].items()
        for method, operation in methods.items()
        if not {"400", "422"} <= {str(s) for s in operation["responses"]} and not path.endswith(("/health", "/session"))
    ]
    assert missing == []


@cache
def description() -> Mapping[str, Any]:
    found: Mapping[str, Any] = json.loads(json.dumps(api.get_openapi_schema()))
    return found


def operations() -> Iterator[tuple[str, str, Mapping[str, Any]]]:
    for path, methods in description()["paths"].items():
        for method, operation in methods.items():
            yield path, method, operation


FILES = ("/export", "/original", "/bundle", "/picture", "/stills/{n}")  # answers that are files


def test_every_answer_has_a_shape() -> None:
    """A dictionary of anything would leave the faces guessing."""
    shapeless = []
    for path, method, operation in operations():
        good = [r for code, r in operation["responses"].items() if int(code) < 300]
        told = good[0].get("content", {}).get("application/json", {}).get("schema", {})
        told = told.get("items", told)
        if "$ref" not in told and not path.endswith(FILES) and "204" not in operation["responses"]:
            shapeless.append(f"{method} {path}")
    assert shapeless == []


def test_no_two_shapes_share_a_name() -> None:
    """The description keeps one shape per name: a second one would silently replace the first."""
    homes: dict[str, set[str]] = {}
    for operation in (o for view in api._routers for o in view[1].path_operations.values()):
        for one in operation.operations:
            for answer in one.response_models.values():
                for shape in shapes_in(
                    answer.model_fields["response"].annotation if answer and answer is not NOT_SET else None
                ):
                    homes.setdefault(shape.__name__, set()).add(shape.__module__)
    assert len(homes) > 60
    assert {name: where for name, where in homes.items() if len(where) > 1} == {}


def shapes_in(annotation: Any) -> Iterator[Any]:
    """Every TypedDict or model inside an annotation, however deep."""
    if is_typeddict(annotation) or (isinstance(annotation, type) and issubclass(annotation, Schema)):
        yield annotation
        inner: Any = get_type_hints(annotation).values()
    else:
        inner = get_args(annotation)
    for part in inner:
        yield from shapes_in(part)


@pytest.mark.slow
@pytest.mark.django_db
@pytest.mark.parametrize("who", [None, "Alice", "Rita"])
def test_generated_requests_are_answered_as_described(
    on_shift: Brigade, city_time: Any, monkeypatch: pytest.MonkeyPatch, who: str | None
) -> None:
    monkeypatch.setattr(reports_api, "_throttle", lambda request: None)
    Walk(on_shift).report(matter=BIN).tick()
    schema = schemathesis.openapi.from_dict(dict(description()))
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
            elif answer.headers.get("Content-Type", "").endswith("json"):
                wrong.extend(deviations(case.operation, answer))

        call()
    assert wrong == []


@cache
def validator(told: str) -> Draft202012Validator:
    return Draft202012Validator({**json.loads(told), "components": description()["components"]})


def deviations(operation: Any, answer: Any) -> list[str]:
    """Where an answer, good or refusal, is not what the description says."""
    described = operation.definition.raw["responses"]
    found = described.get(answer.status_code) or described.get(str(answer.status_code))
    if found is None:
        return [f"{operation.label}: {answer.status_code} is not described"]
    check = validator(json.dumps(next(iter(found["content"].values()))["schema"]))
    return [f"{operation.label}: {e.instance_path} {e.message}"[:300] for e in check.iter_errors(answer.json())]


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
