"""Two who decide about one publication at the same moment; two workers that propose one month. Real threads, both databases."""

from __future__ import annotations

import pytest

from tests.brigade import found
from tests.opening import AT, KINDS, Opening, staff
from tests.races.test_dispatchers import at_once
from zhicheng.civic.openness import services
from zhicheng.civic.openness.models import Publication
from zhicheng.infra.check import check_events
from zhicheng.infra.models import Event
from zhicheng.kernel.errors import Conflict, NotAllowed

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def openly() -> Opening:
    made = Opening(staff(found()))
    for kind in KINDS:
        made.name("Nora", kind=kind)
    return made


def test_two_release_at_once_and_one_has_released(openly: Opening) -> None:
    openly.answer()
    who = [openly.brigade.access[n] for n in ("Nora", "Mona", "Nora", "Mona")]
    results = at_once(4, lambda i: services.release(pk=openly.pk, who=who[i], at=AT))
    assert sum(isinstance(r, Publication) for r in results) == 1
    assert all(isinstance(r, Publication | Conflict | NotAllowed) for r in results)
    assert (
        Event.objects.filter(kind="publication.release").count()
        == Event.objects.filter(kind="publication.show").count()
        == 1
    )
    assert check_events()["problems"] == []


def test_released_and_held_back_at_once_it_is_one_of_both(openly: Opening) -> None:
    openly.answer()
    nora = openly.brigade.access["Nora"]
    calls = (
        lambda: services.release(pk=openly.pk, who=nora, at=AT),
        lambda: services.hold(pk=openly.pk, reason="再核对一次", who=nora, at=AT),
    )
    at_once(2, lambda i: calls[i]())
    assert openly.one.state in ("shown", "held")
    assert check_events()["problems"] == []


def test_two_workers_propose_a_month_once(openly: Opening) -> None:
    results = at_once(3, lambda _: services.propose_month(at=AT))
    assert sorted(results) == [0, 0, 1]
    assert Publication.objects.filter(kind="figures").count() == 1
    assert check_events()["problems"] == []
