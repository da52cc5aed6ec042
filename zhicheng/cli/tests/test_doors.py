"""`zhicheng dead-letters` and `zhicheng mqtt` at the command line."""

from __future__ import annotations

import json
from typing import Any

import pytest
from click.testing import CliRunner

from tests.brigade import AT
from zhicheng.cli import doors
from zhicheng.gateways.arrivals import Arrival, Bad
from zhicheng.gateways.dead_letters import services
from zhicheng.gateways.dead_letters.models import DeadLetter
from zhicheng.infra.config import config
from zhicheng.kernel.errors import BadInput, NotFound
from zhicheng.kernel.phrases import Phrase

pytestmark = pytest.mark.django_db


@pytest.fixture
def letter() -> int:
    """A broken message to a Frigate topic."""
    services.keep([Arrival("frigate/events", b"not json", AT)], [Bad(0, Phrase("内容不是 JSON。", "No JSON."))], at=AT)
    return DeadLetter.objects.get().pk


def run(*arguments: str) -> Any:
    return CliRunner().invoke(doors.dead_letters, list(arguments), standalone_mode=False, catch_exceptions=True)


def test_the_command_lists_them(letter: int) -> None:
    assert "frigate/events  内容不是 JSON。" in run().output
    assert json.loads(run("--json").output)["rows"][0]["id"] == letter
    DeadLetter.objects.all().delete()
    assert run().output == "没有死信。\n"


def test_the_command_tries_again(letter: int) -> None:
    done = run("--retry", "0", "--json")
    assert (done.exit_code, json.loads(done.output)) == (1, {"taken": 0, "left": 1})
    assert isinstance(run("--retry", "999").exception, NotFound)


def test_the_command_drops(letter: int) -> None:
    assert run("--drop", str(letter)).exit_code == 0
    assert DeadLetter.objects.count() == 0
    assert isinstance(run("--drop", str(letter)).exception, NotFound)


@pytest.mark.parametrize(
    ("settings", "field"),
    [
        ({"mqtt_url": ""}, "ZHICHENG_MQTT_URL"), ({"mqtt_url": "http://x"}, "ZHICHENG_MQTT_URL"),
        ({"mqtt_url": "mqtt://x", "mqtt_topics": []}, "ZHICHENG_MQTT_TOPICS"),
        ({"mqtt_url": "mqtt://x", "mqtt_topics": ["a=nobody"]}, "ZHICHENG_MQTT_TOPICS"),
    ],
)  # fmt: skip
def test_mqtt_does_not_start_with_wrong_settings(
    monkeypatch: pytest.MonkeyPatch, settings: dict[str, Any], field: str
) -> None:
    for name, value in settings.items():
        monkeypatch.setattr(config(), name, value)
    refused = CliRunner().invoke(doors.mqtt, [], standalone_mode=False).exception
    assert isinstance(refused, BadInput)
    assert refused.field == field
