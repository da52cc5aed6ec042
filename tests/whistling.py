"""A street that blows: people beside the brigade, and a whistle that is driven by public services only.

Stella   the street office of 示例南街道 (990101001);   Leo   liaison of its first community
Otto     the street office of the other district: sees nothing of the west
Mona     manager of the west district
the sanitation department and the squad have a phone of the unit; the lamp department only its working group
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import count
from typing import Any

import pytest

from tests.brigade import AT, GRID, PHOTO, Brigade
from tests.tiny_city import HERE, THERE, place
from zhicheng.civic.whistles import queries, services
from zhicheng.civic.whistles.services import Arrival, NewRecord, NewTask, NewWhistle
from zhicheng.ground.messages import links
from zhicheng.ground.people import queries as people_queries
from zhicheng.ground.people import services as people
from zhicheng.ground.people.sheets import OrganisationRow
from zhicheng.infra import jobs
from zhicheng.infra.models import Event, Job

STREET = HERE + "001"
_keys = count(1)


def join(brigade: Brigade) -> Brigade:
    """The street's people join the brigade."""
    rows = [OrganisationRow("示例南街道办", "street", area=STREET)]
    for name, kind, phone in (("示例区环卫所", "department", "0571000001"), ("示例区执法中队", "squad", "0571000002")):
        rows.append(OrganisationRow(name, kind, area=HERE, phone=phone))
    people.keep_organisations(rows, by="rule:test@1", at=AT)
    for name, role, area in (
        ("Stella", "street", STREET),
        ("Leo", "liaison", STREET + "001"),
        ("Otto", "street", THERE),
        ("Mona", "manager", HERE),
    ):
        account = people.open_account(username=name.lower(), name=name, password=None)
        people.grant(account=account, role=role, area=area)
        brigade.account[name], brigade.access[name] = account, people_queries.access_of(account)
    return brigade


@dataclass
class Called:
    """One whistle, and the clock on the wall. Units go by the brigade's names: squad, clean, lamps."""

    brigade: Brigade
    at: datetime = AT
    no: str = ""

    def later(self, minutes: float) -> Called:
        self.at += timedelta(minutes=minutes)
        return self

    def work(self) -> Called:
        """The worker does everything that is due; nothing may fail."""
        jobs.drain(at=self.at)
        assert not list(Job.objects.values_list("name", "error"))
        return self

    def new(self, *units: str, **more: Any) -> NewWhistle:
        lng, lat = more.pop("where", place(GRID))
        told: dict[str, Any] = {
            "key": f"w{next(_keys)}",
            "kind": "urgent",
            "reason": "夜市污水横流、灯不亮、占道经营",
            "lng": lng,
            "lat": lat,
        }
        return NewWhistle(**(told | {"units": [self.brigade.unit[u] for u in units]} | more))

    def blow(self, *units: str, who: str = "Stella", **more: Any) -> Called:
        self.no = services.blow(
            self.new(*(units or ("squad", "clean", "lamps")), **more), who=self.brigade.access[who], at=self.at
        ).no
        return self.work()

    @property
    def whistle(self) -> Any:
        return queries.by_no(self.no, self.brigade.access["Stella"])

    def summons(self, unit: str) -> Any:
        return next(s for s in queries.summonses([self.whistle.pk]) if s.unit_id == self.brigade.unit[unit])

    def code(self, unit: str) -> str:
        """What stands in the link that the department was sent last."""
        one = self.summons(unit)
        return links.code_of(links.spec("summons", one.pk, one.turn))

    def arrive(self, unit: str, name: str = "", **more: Any) -> Called:
        told: dict[str, Any] = {"phone": "13800000000", "lng": place(GRID)[0], "lat": place(GRID)[1], "photos": [PHOTO]}
        services.report_in(self.code(unit), Arrival(name=name or f"{unit}的人", **(told | more)), at=self.at)
        return self.work()

    def watch(self) -> Called:
        services.escalate_due(at=self.at)
        return self.work()

    def street(self, action: str, unit: str = "", *, who: str = "Stella", **more: Any) -> Called:
        """A step of the street's: proceed, withdraw, call, recall, act, redo, refer, review, rate, close."""
        told = {"summons": self.summons(unit).pk} if unit else {}
        getattr(services, action)(whistle_no=self.no, who=self.brigade.access[who], at=self.at, **told, **more)
        return self.work()

    def agree(self, **tasks: str) -> Called:
        record = NewRecord("污水井堵塞，路灯三盏不亮", [NewTask(self.summons(u).pk, t) for u, t in tasks.items()])
        services.agree(whistle_no=self.no, record=record, who=self.brigade.access["Stella"], at=self.at)
        return self.work()

    def sign(self, *units: str) -> Called:
        for unit in units:
            services.sign(self.code(unit), name=f"{unit}的人", at=self.at)
        return self.work()

    def finish(self, unit: str) -> Called:
        services.finish(self.code(unit), text="已办结", photos=[PHOTO], at=self.at)
        return self.work()

    def acting(self, *units: str) -> Called:
        """Blown, everybody there, agreed and signed: the departments act."""
        self.blow(*units)
        for unit in units:
            self.later(5).arrive(unit)
        return self.later(5).agree(**dict.fromkeys(units, "各自清理")).sign(*units)

    def story(self) -> list[str]:
        """What happened to the whistle and to each department, without numbers that differ between runs."""
        whistle = self.whistle
        units = {
            s.pk: n for s in queries.summonses([whistle.pk]) for n, u in self.brigade.unit.items() if u == s.unit_id
        }
        names = {access.actor: name for name, access in self.brigade.access.items()}
        names |= {f"unit:{pk}": f"the {name}" for name, pk in self.brigade.unit.items()}
        return [self._line(e, units, names) for e in queries.timeline(whistle)]

    def _line(self, e: Event, units: dict[int, str], names: dict[str, str]) -> str:
        minute = round((e.happened_at - AT).total_seconds() / 60)
        about = units.get(e.stream_id, "") if e.stream.startswith("summons") else ""
        said = f"level {e.data['level']}" if "level" in e.data else e.data.get("state", "")
        return f"{minute:>6} min  {e.kind:<18} {about:<6} {said:<12} {names.get(e.actor, e.actor)}".rstrip()


@pytest.fixture
def street(brigade: Brigade) -> Brigade:
    """The brigade off shift, with the street's people."""
    return join(brigade)
