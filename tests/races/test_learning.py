"""Two workers that learn at once make one version. Real threads, both databases."""

from __future__ import annotations

import shutil
from collections.abc import Iterator

import pytest

from tests.brigade import AT
from tests.races.test_dispatchers import at_once
from zhicheng.flow.reports import classifying, learning, queries
from zhicheng.flow.reports.tests.test_learning import corrected
from zhicheng.infra.models import Event

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def _first_day() -> Iterator[None]:
    yield
    shutil.rmtree(classifying.folder(), ignore_errors=True)


def test_two_that_learn_at_once_make_one_version() -> None:
    corrected()
    made = [v for v in at_once(2, lambda _: learning.learn(by=learning.BY, at=AT)) if v is not None]
    assert [v.number for v in made] == [1]
    assert queries.versions().count() == 1
    assert Event.objects.filter(stream="setup:classifier").count() == 1
    assert classifying.in_use().number == 1
