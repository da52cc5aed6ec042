"""From a closed case to the public page and off it again, by public services only; the list of events is golden."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from tests.casework import Walk
from tests.journeys.test_cases import investigated, known
from tests.journeys.test_journeys import GOLDEN, golden
from tests.opening import Opening
from zhicheng.civic.openness import queries, services
from zhicheng.flow.cases import services as cases
from zhicheng.infra.models import Event
from zhicheng.kernel.calendar import CHINA

pytestmark = pytest.mark.django_db


class Story:
    """Both stories in one list: the case's public steps and the page's."""

    def __init__(self, walk: Walk, openly: Opening) -> None:
        self.walk, self.openly = walk, openly

    def story(self) -> list[str]:
        streams = [f"case:{self.walk.case.pk}", f"publication:{self.openly.pk}"]
        names = {access.actor: name for name, access in self.openly.brigade.access.items()}
        kept = ("case.publish", "case.T90", "case.T83", "case.withdraw_publication")
        events = [
            e
            for e in Event.objects.filter(stream__in=streams).order_by("pos")
            if e.kind in kept or e.stream.startswith("publication")
        ]
        return [
            f"{e.happened_at.astimezone(CHINA):%m-%d}  {e.kind:<26} {e.data.get('state', ''):<10} {names.get(e.actor, e.actor)}"
            for e in events
        ]


@pytest.fixture
def closed(openly: Opening) -> Walk:
    """A penalty case, published and closed in March 2026, of the small brigade with its offices."""
    from tests.casework import staff

    walk = Walk(staff(openly.brigade)).on(date(2026, 3, 2))
    return walked(walk)


def walked(walk: Walk) -> Walk:
    """From the lead to the closed case, published on the way; not yet archived."""
    investigated(walk)
    walk.grant(walk.ask("T33", with_="Ben", data={"amount": 50000})).later(days=10)
    walk.grant(walk.ask("T34", data={}), "Lin").step("T40", "Lin", data={"passed": True})
    walk.grant(walk.ask("T42", data={"amount": 50000})).step("T51", with_="Ben")
    walk.step("publish", "Lin", data={"masked": True})
    cases.watch(at=walk.later(days=1).at)
    assert known(walk, "T61") == {"amount": walk.case.amount}
    walk.step("T61", "Wu", data={"amount": walk.case.amount, "method": "bank", "receipt": "浙财票 0001"})
    return walk.grant(walk.ask("T90"))


def test_a_case_is_explained_and_its_page_is_withdrawn_when_the_decision_is_revoked(
    openly: Opening, closed: Walk
) -> None:
    openly.work(closed.at)
    decision = queries.decisions(closed.at.date()).get()
    assert (decision.told["party"], decision.told["fine_yuan"]) == ("张某", 500)
    assert "张建国" not in str(decision.told)
    assert " 12 号" not in decision.told["facts"]

    april = closed.at.replace(month=4, day=2)
    assert services.propose_month(at=april) == 2
    page = queries.latest("cases:2026-03")
    assert page is not None
    openly.pk = page.pk
    services.edit(
        pk=page.pk, title="三月以案释法", texts={f"lesson.{closed.case.pk}": "店外经营先责令改正，改了就不罚。"},
        who=openly.brigade.access["Nora"], at=april,
    )  # fmt: skip
    services.release(pk=page.pk, who=openly.brigade.access["Nora"], at=april + timedelta(hours=1))
    assert queries.shown("cases").count() == 1

    revoked = april + timedelta(days=20)
    closed.at = revoked
    closed.step("T83", "Lin", data={"ground": "测绘复核发现占用部分位于产权用地"})
    openly.work(closed.at)
    assert not queries.shown("cases").exists()
    assert not queries.decisions(closed.at.date()).exists()
    assert openly.one.state == "withdrawn"
    assert "张某" not in str(openly.one.content)
    golden("openness", Story(closed, openly))  # type: ignore[arg-type]
    assert (GOLDEN / "openness.txt").exists()


def test_one_revoked_case_leaves_the_others_of_its_page(openly: Opening, closed: Walk) -> None:
    openly.work(closed.at)
    first = closed.case.pk
    other = walked(Walk(openly.brigade).on(date(2026, 3, 3)))
    openly.work(other.at)
    april = other.at.replace(month=4, day=2)
    services.propose_month(at=april)
    page = queries.latest("cases:2026-03")
    assert page is not None
    openly.pk = page.pk
    services.release(pk=page.pk, who=openly.brigade.access["Nora"], at=april)
    assert len(openly.one.content["entries"]) == 2
    closed.at = april + timedelta(days=1)
    closed.step("T83", "Lin", data={"ground": "证据不足"})
    openly.work(closed.at)
    assert openly.one.state == "shown"
    struck, kept = openly.one.content["entries"]
    assert (struck, kept["struck"]) == ({"case": first, "struck": services.REVOKED}, "")
    assert Event.objects.filter(kind="publication.strike").count() == 1


def test_a_case_that_withdraws_its_publication_before_the_worker_ran_is_never_listed(
    openly: Opening, closed: Walk
) -> None:
    closed.step("withdraw_publication", "Lin", papers={"D73": {"reason": "内容有误。"}})
    openly.work(closed.at)
    assert queries.decision_of(closed.case.pk) is None
