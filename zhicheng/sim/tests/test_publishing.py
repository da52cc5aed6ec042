"""The demo shows a released month, a case explained, a "you said", and openly what is late."""

from __future__ import annotations

from collections import Counter
from datetime import datetime

import pytest

from tests.opening import Opening
from zhicheng.civic.openness import queries
from zhicheng.infra.check import check_events
from zhicheng.kernel.calendar import CHINA
from zhicheng.sim import publishing

NOON = datetime(2026, 9, 16, 12, tzinfo=CHINA)


@pytest.fixture
def founded(openly_unnamed: Opening) -> Opening:
    for name, key in (("Nora", "head"), ("Mona", "manager")):
        account = openly_unnamed.brigade.account[name]
        account.demo_key = key
        account.save()
    return openly_unnamed


def test_what_the_demo_has_made_public(founded: Opening) -> None:
    assert publishing.write(at=NOON) == 5
    assert publishing.write(at=NOON) == 0
    assert [f"{m:%Y-%m}" for m in queries.months("figures")] == ["2026-08", "2026-07"]
    assert queries.shown("answer").count() == 2
    assert [p.key for p in queries.missing(NOON)] == ["answer:demo:lamp"]
    assert check_events()["problems"] == []


def test_without_a_head_nothing_is_published(openly_unnamed: Opening) -> None:
    assert publishing.write(at=NOON) == 0


def test_drawn_figures_add_up(founded: Opening) -> None:
    made = publishing.drawn(3)
    for part, whole in ((made.kept, made.promised), (made.satisfied, made.rated)):
        assert all(n <= whole[leaf] for leaf, n in part.items())
    by_unit: Counter[str] = sum(made.units.values(), Counter())
    assert by_unit["promised"] == sum(made.promised.values())
    assert by_unit["promised"] - by_unit["kept"] == sum(made.reasons.values())
