"""The tiny city with a key for another city's app."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest

from tests.brigade import AT, Brigade
from zhicheng.gateways.open311 import door, keys
from zhicheng.infra.config import config

CityTime = Callable[[datetime], None]


@pytest.fixture(autouse=True)
def nobody_has_knocked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(door, "KNOCKS", door.Throttle())


@pytest.fixture
def app_key(brigade: Brigade, city_time: CityTime) -> str:
    """The secret of an app that may file everywhere."""
    return keys.add_key(name="邻市 App", by="test", at=AT)


@pytest.fixture
def two_brigades(monkeypatch: pytest.MonkeyPatch) -> dict[str, str]:
    """Two jurisdictions on one server, one brigade each."""
    found = {"west.example.gov.cn": "990101", "east.example.gov.cn": "990102"}
    monkeypatch.setattr(config(), "open311_jurisdictions", found)
    return found


@pytest.fixture
def settings_of(monkeypatch: pytest.MonkeyPatch) -> Callable[..., Any]:
    """Change the installation's settings for one test."""

    def change(**values: Any) -> None:
        for name, value in values.items():
            monkeypatch.setattr(config(), name, value)

    return change
