"""Settings refuse what is unsafe with one sentence that names the option."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from pydantic import ValidationError

from zhicheng.infra.config import Settings

KEY = "k" * 50


@pytest.fixture(autouse=True)
def no_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    import os

    for name in [n for n in os.environ if n.startswith("ZHICHENG_")]:
        monkeypatch.delenv(name)


@pytest.mark.parametrize(
    ("given", "names"),
    [
        ({}, "ZHICHENG_SECRET_KEY"),
        ({"secret_key": "short"}, "ZHICHENG_SECRET_KEY"),
        ({"secret_key": KEY, "vendor_keys": {"acme": "short"}}, "ZHICHENG_VENDOR_KEYS"),
        ({"secret_key": KEY, "vendor_tokens": {"acme": "x" * 31}}, "ZHICHENG_VENDOR_TOKENS"),
        ({"secret_key": KEY, "allowed_hosts": ["*"]}, "ZHICHENG_ALLOWED_HOSTS"),
        ({"secret_key": KEY, "second_factor": False}, "ZHICHENG_SECOND_FACTOR"),
        ({"secret_key": KEY, "clock": "0,0,60"}, "ZHICHENG_CLOCK"),
        ({"secret_key": KEY, "working_time": "17:00-09:00"}, "working time"),
        ({"secret_key": KEY, "quiet_hours": "22-7"}, "QUIET_HOURS"),
        ({"secret_key": KEY, "citizen_quiet_hours": "22:00-24:00"}, "CITIZEN_QUIET_HOURS"),
        ({"secret_key": KEY, "groups": {"路灯所": "http://x.cn/?key=1"}}, "ZHICHENG_GROUPS"),
        ({"secret_key": KEY, "keep_positions_days": 0}, "keep_positions_days"),
        ({"secret_key": KEY, "max_photo_mb": 1000}, "max_photo_mb"),
        ({"secret_key": KEY, "mode": "debug"}, "mode"),
    ],
)
def test_an_unsafe_installation_does_not_start(given: dict[str, Any], names: str) -> None:
    with pytest.raises(ValidationError) as refused:
        Settings(**given)
    assert names in str(refused.value)
    assert len(refused.value.errors()) == 1


def test_a_safe_production_starts() -> None:
    safe = Settings(secret_key=KEY, allowed_hosts=["cg.example.gov.cn"])
    assert (safe.mode, safe.https, safe.second_factor) == ("production", True, True)


def test_the_demo_may_do_without(tmp_path: Path) -> None:
    demo = Settings(mode="demo", home=tmp_path / "new", second_factor=False, clock="0,0,60")
    first = demo.signing_key
    assert len(first) >= 50
    assert demo.signing_key == first  # kept, so that log-ins survive a restart
    assert (tmp_path / "new" / "secret_key").stat().st_mode & 0o077 == 0


def test_the_city_lies_at_home_unless_named() -> None:
    assert Settings(mode="test", home=Path("h")).city_dir == Path("h/city")
    assert Settings(mode="test", city=Path("c")).city_dir == Path("c")


def test_every_option_says_what_it_does() -> None:
    assert [n for n, f in Settings.model_fields.items() if not f.description or len(f.description) < 20] == []
