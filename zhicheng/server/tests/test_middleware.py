"""What every answer carries, and the city's clock that only the demo's answers tell."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client, RequestFactory

from zhicheng.infra import clock
from zhicheng.infra.config import config
from zhicheng.server import middleware
from zhicheng.server.middleware import CityClock, ContentSecurityPolicy


def policy(answer: Any) -> dict[str, set[str]]:
    """Directive → sources."""
    parts = (p.split() for p in answer["Content-Security-Policy"].split(";"))
    return {name: set(sources) for name, *sources in parts}


def answered(text: str = "") -> HttpResponse:
    return HttpResponse(text)


def test_nothing_is_loaded_from_elsewhere() -> None:
    told = policy(ContentSecurityPolicy(lambda _: answered())(RequestFactory().get("/")))
    assert told["default-src"] == {"'self'"}
    assert (told["object-src"], told["base-uri"], told["form-action"]) == ({"'none'"}, {"'self'"}, {"'self'"})
    assert "script-src" not in told, "scripts fall back to our own origin, without inline"
    for sources in told.values():
        assert not {s for s in sources if s.startswith("http") and s != config().live_url}
        assert not sources & {"*", "'unsafe-eval'"}
    assert told["frame-ancestors"] == {"'self'"}, "only /demo holds our faces in frames"


def test_the_live_process_may_be_asked_and_nobody_else(monkeypatch: pytest.MonkeyPatch) -> None:
    changed = config().model_copy(update={"live_url": "http://city.example:8001"})
    monkeypatch.setattr(middleware, "config", lambda: changed)
    told = policy(ContentSecurityPolicy(lambda _: answered())(RequestFactory().get("/")))
    assert told["connect-src"] == {"'self'", "http://city.example:8001"}


def test_an_answer_with_a_policy_of_its_own_keeps_it() -> None:
    own = answered()
    own["Content-Security-Policy"] = "default-src 'none'"
    assert policy(ContentSecurityPolicy(lambda _: own)(RequestFactory().get("/")))["default-src"] == {"'none'"}


def test_the_demo_tells_its_time_and_pace(monkeypatch: pytest.MonkeyPatch) -> None:
    moment = datetime(2026, 9, 16, 2, 0, tzinfo=UTC)
    monkeypatch.setattr(clock, "now", lambda: moment)
    monkeypatch.setattr(clock, "speed", lambda: 60.0)
    told = CityClock(lambda _: answered("x"))(RequestFactory().get("/"))
    at, _, pace = told["X-City-Clock"].partition(",")
    assert (datetime.fromisoformat(at), float(pace), told.content) == (moment, 60.0, b"x")


@pytest.mark.django_db
def test_a_real_installation_tells_no_clock() -> None:
    assert "X-City-Clock" not in Client().get("/api/health")
