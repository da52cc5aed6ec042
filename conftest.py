"""Fixtures for every test: the tiny city, and a small brigade in which Alice may and Charlie may not."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings
from pytest_django import DjangoDbBlocker

from tests import plugin, tiny_city

# A loaded machine is slow, not wrong: examples have no deadline.
settings.register_profile("here", deadline=None, suppress_health_check=[HealthCheck.too_slow], derandomize=True)
settings.load_profile("here")

pytest_plugins = ("tests.brigade", "tests.casework", "tests.whistling", "tests.neighbours", "tests.opening")
SHARED = Path(os.environ.get("ZHICHENG_SHARED", Path(__file__).resolve().parent.parent / "shared"))


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of shared material; tests that compare with it are skipped where it is absent."""
    if not SHARED.is_dir():
        pytest.skip("shared/ is not beside the repository; set ZHICHENG_SHARED to compare with its catalogues")
    return SHARED


@pytest.fixture(scope="session")
def city_folder() -> Path:
    """The tiny city, built once per run."""
    if not (plugin.CITY / "city.json").exists():
        tiny_city.build(plugin.CITY)
    return plugin.CITY


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: DjangoDbBlocker, city_folder: Path) -> None:
    """Whoever uses the database also has a city to stand in, and the people whom most tests begin with."""
    from tests import brigade  # not before pytest has rewritten its asserts

    with django_db_blocker.unblock():
        brigade.keep()
