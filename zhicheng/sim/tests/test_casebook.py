"""The demo's casebook: something waits at every desk, and everything in it went through the law."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from zhicheng.flow.cases import queries as cases
from zhicheng.flow.papers import queries as papers
from zhicheng.ground.people import queries as people
from zhicheng.sim import casebook, founding

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
AT = datetime(2026, 11, 20, 11, 30, tzinfo=UTC)


def test_something_waits_at_every_desk() -> None:
    founding.found(at=AT)
    assert casebook.write(at=AT) == 15
    assert casebook.write(at=AT) == 0
    head = people.access_of(people.demo_account("head"))
    found = cases.page(head, cases.Filter(), at=AT)
    assert {c.state for c in found} >= {
        "lead", "checking", "investigating", "notified", "defence_reviewed", "decided_penalty", "decided_no_penalty", "served",
    }  # fmt: skip
    assert [m.step for m in cases.motions_for(head)] == ["T04"]
    assert papers.gaps() == []
    assert all(c.party_name and c.facts_text for c in found)
