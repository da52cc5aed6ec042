"""The demo's clock: faster than the machine's, at a pace that may change while everything runs."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from zhicheng.infra import clock
from zhicheng.infra.config import Settings

START = 1_800_000_000.0


class Machine:
    """The machine's clock, moved by hand."""

    def __init__(self) -> None:
        self.seconds = START

    def time(self) -> float:
        return self.seconds


@pytest.fixture
def machine(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[Machine]:
    made = Machine()
    settings = Settings(mode="demo", home=tmp_path, clock=f"{START},{START},60.0")
    monkeypatch.setattr(clock, "config", lambda: settings)
    monkeypatch.setattr(clock.time, "time", made.time)
    clock._changes.cache_clear()
    yield made
    clock._changes.cache_clear()


def city_seconds() -> float:
    return clock.now().timestamp() - START


def test_the_city_runs_faster(machine: Machine) -> None:
    machine.seconds += 10
    assert city_seconds() == pytest.approx(600)


def test_a_change_of_pace_holds_a_moment_later_and_time_does_not_jump(machine: Machine) -> None:
    machine.seconds += 10
    clock.change_speed(5)
    assert clock.speed() == 60  # not yet: the other processes have to hear of it first
    machine.seconds += clock.LEAD
    turned = city_seconds()
    assert turned == pytest.approx(600 + 60 * clock.LEAD)
    machine.seconds += 2
    assert (clock.speed(), city_seconds()) == (5, pytest.approx(turned + 10))


def test_time_never_runs_backwards_over_many_changes(machine: Machine) -> None:
    seen = [city_seconds()]
    for factor in (5, 60, 5, 1, 60):
        clock.change_speed(factor)
        for _ in range(8):
            machine.seconds += 0.1
            seen.append(city_seconds())
    assert seen == sorted(seen)


def test_a_demo_that_starts_anew_begins_at_its_own_speed(machine: Machine) -> None:
    clock.change_speed(5)
    machine.seconds += 1
    clock.forget_changes()
    assert clock.speed() == clock.first_speed() == 60


def test_without_a_clock_of_its_own_the_city_keeps_the_machines_time(
    machine: Machine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(clock, "config", lambda: Settings(mode="test"))
    assert (clock.now(), clock.speed()) == (datetime.fromtimestamp(START, UTC), 1)
