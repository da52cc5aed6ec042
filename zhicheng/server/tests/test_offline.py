"""What the phone needs to start with no network: worker and manifest."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.http import FileResponse
from django.test import Client

pytestmark = pytest.mark.django_db


@pytest.fixture
def built(settings: Any, tmp_path: Path) -> Path:
    settings.WEB_DIST = tmp_path
    (tmp_path / "assets").mkdir()
    (tmp_path / "field-worker.js").write_text("self.x = 1;")
    (tmp_path / "citizen-worker.js").write_text("self.y = 2;")
    (tmp_path / "assets" / "mark-abc.svg").write_text("<svg/>")
    return tmp_path


@pytest.mark.parametrize(("path", "text"), [("/field/worker.js", b"self.x = 1;"), ("/worker.js", b"self.y = 2;")])
def test_a_worker_may_see_the_origin_and_is_never_stale(built: Path, path: str, text: bytes) -> None:
    answer = Client().get(path)
    assert isinstance(answer, FileResponse)
    assert (answer.status_code, answer["Content-Type"]) == (200, "text/javascript; charset=utf-8")
    assert (answer["Service-Worker-Allowed"], answer["Cache-Control"]) == ("/", "no-cache")
    assert b"".join(answer.streaming_content) == text


def test_the_manifest_names_the_phone_and_its_icon(built: Path) -> None:
    answer = Client().get("/field/manifest.webmanifest")
    assert answer["Content-Type"] == "application/manifest+json"
    told = answer.json()
    assert (told["start_url"], told["scope"], told["display"]) == ("/field", "/field", "standalone")
    assert [i["src"] for i in told["icons"]] == ["/static/web/assets/mark-abc.svg"]


def test_the_citizens_manifest_is_his_own_page(built: Path) -> None:
    told = Client().get("/manifest.webmanifest").json()
    assert (told["start_url"], told["scope"], told["short_name"]) == ("/", "/", "随手报")
    assert [i["src"] for i in told["icons"]] == ["/static/web/assets/mark-abc.svg"]


def test_without_a_build_there_is_no_worker_and_no_page_under_its_name(settings: Any, tmp_path: Path) -> None:
    settings.WEB_DIST = tmp_path
    for path in ("/field/worker.js", "/worker.js"):
        answer = Client().get(path)
        assert (answer.status_code, answer["Content-Type"]) == (404, "text/javascript")
    assert Client().get("/field/manifest.webmanifest").json()["icons"] == []
