"""A city that publishes: people beside the brigade, and one publication driven by public services only.

Nora     answers for everything that is published; has no other post
Mona     manages the west district, and with it the city
Otto     the street office of the other district: sees nothing
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from tests.brigade import AT, Brigade
from tests.whistling import join
from zhicheng.civic.openness import services, terms
from zhicheng.civic.openness.models import Publication
from zhicheng.civic.openness.services import NewAnswer
from zhicheng.ground.people import queries as people_queries
from zhicheng.ground.people import services as people
from zhicheng.infra import jobs
from zhicheng.infra.models import Job

KINDS = ("figures", "cases", "answer")
__all__ = ["AT", "Opening", "by_itself", "openly", "openly_unnamed"]


@dataclass
class Opening:
    """Who is who, and the publication that is spoken of."""

    brigade: Brigade
    pk: int = 0

    @property
    def one(self) -> Publication:
        return Publication.objects.get(pk=self.pk)

    def name(self, person: str, *, kind: str, area: str = "", who: str = "Mona", account: int = 0) -> Opening:
        services.name_person(
            kind=kind,
            account=account or self.brigade.access[person].account_id,
            area=area,
            who=self.brigade.access[who],
            at=AT,
        )
        return self

    def answer(
        self, key: str = "ticket:1", said: str = "多位市民反映垃圾满溢。", did: str = "环卫所已清运。", **more: Any
    ) -> Opening:
        new = NewAnswer(key, said, did, **{"area": "990101", **more})
        made = services.propose_answer(new, by="rule:test@1", at=AT)
        assert made is not None
        self.pk = made.pk
        return self

    def figures(self) -> Opening:
        services.propose_month(at=AT)
        self.pk = Publication.objects.get(kind="figures").pk
        return self

    def decide(self, action: str, who: str = "Nora", **more: Any) -> Opening:
        if action == "release":
            more.pop("reason", None)
        getattr(services, action)(pk=self.pk, who=self.brigade.access[who], at=AT, **more)
        return self

    def edit(self, texts: dict[str, str], *, title: str = "说到做到", who: str = "Nora") -> Opening:
        services.edit(pk=self.pk, title=title, texts=texts, who=self.brigade.access[who], at=AT)
        return self

    def watch(self, at: datetime) -> Opening:
        services.watch(at=at)
        return self.work(at)

    def work(self, at: datetime) -> Opening:
        """The worker does everything that is due; nothing may fail."""
        jobs.drain(at=at)
        assert not list(Job.objects.values_list("name", "error"))
        return self


def staff(brigade: Brigade) -> Brigade:
    """The people of openness join the brigade."""
    join(brigade)
    account = people.open_account(username="nora", name="Nora", password=None)
    brigade.account["Nora"], brigade.access["Nora"] = account, people_queries.access_of(account)
    return brigade


@pytest.fixture
def openly_unnamed(brigade: Brigade) -> Opening:
    """Nobody is named yet."""
    return Opening(staff(brigade))


@pytest.fixture
def openly(openly_unnamed: Opening) -> Opening:
    for kind in KINDS:
        openly_unnamed.name("Nora", kind=kind)
    return openly_unnamed


@pytest.fixture
def by_itself(city_folder: Path) -> Iterator[None]:
    """The city has ordered that answers are shown when their delay ends without a word."""
    own = city_folder / terms.FILE
    own.write_text('{"by_itself": ["answer"]}', encoding="utf-8")
    yield
    own.unlink()
