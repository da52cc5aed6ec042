"""Penalty cases of the invented city: some decided in the last months, some waiting at every desk. Nobody in them is real.

Every step goes through the services that people's screens call, at the time at which it is said to have happened; a step that the law
refuses would refuse here too. The files of the papers are made by the worker, as after a night's outage.
"""

from __future__ import annotations

import logging
import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from functools import partial
from typing import Any

from django.db import transaction

from zhicheng.flow.cases import queries as cases
from zhicheng.flow.cases import services as case_services
from zhicheng.flow.cases.services import Act, NewCase
from zhicheng.flow.papers.services import casework
from zhicheng.flow.papers.services.casework import PaperIn
from zhicheng.ground.people import queries as people
from zhicheng.ground.people.queries import Access
from zhicheng.ground.places import queries as places
from zhicheng.kernel.calendar import CHINA
from zhicheng.kernel.errors import ZhichengError
from zhicheng.kernel.identity import with_check

STALL, OUTSIDE, LITTER = "V.ZJ.stall", "V.ZJ.shop_outside", "V.ZJ.litter"
FAMILY, GIVEN = "赵钱孙李周吴郑王冯陈", ("建国", "秀英", "志强", "丽华", "德明", "小芳")
FACTS = {
    STALL: "当事人在人行道上设摊兜售小商品，占用面积约 2 平方米。",
    OUTSIDE: "当事人在店门外人行道摆放货架和塑料筐经营，占用面积约 5 平方米，影响行人通行。",
    LITTER: "当事人在人行道上乱扔烟蒂。",
}  # fmt: skip
WORDS: dict[str, dict[str, Any]] = {
    "D42": {"reviewer_certificate": "示范法职 0001"}, "D20": {"weather": "晴"},
    "D37": {"defence_points": [{"point": "店内面积太小，不得已才摆到门外。", "adopted": "rejected",
                                "reason": "不是占用公共通道的正当理由，附近有可以申请的便民摊位。"}]},
}  # fmt: skip
log = logging.getLogger("zhicheng.sim")
TRIES = 2_000
STILL_OPEN, PAYS = 10, 0.8  # days; share of those who pay
PAST, LONG_AGO = 8, 80  # fined on the spot in so many days


@dataclass
class Team:
    """Whoever acts: the officer who holds the phone, his colleague, the offices."""

    officer: Access
    colleague: int
    offices: dict[str, Access]

    @property
    def area(self) -> str:
        """Where the officer may act."""
        return max((g.area for g in self.officer.grants if g.role == "member"), key=len, default="")


def write(*, at: datetime, seed: int = 1) -> int:
    """Fill the casebook once. How many cases there are now."""
    team = _team()
    if team is None or cases.any_exists():
        return 0
    rng = random.Random(seed)
    stories: list[Story] = [partial(_fined, days=d) for d in sorted(rng.sample(range(4, LONG_AGO), PAST), reverse=True)]
    stories += [_to_serve, _to_review, _investigating, _notified, _asked_to_file, _spared, _lead]
    return sum(_told(story, team, rng, at) for story in stories)


def _told(story: Story, team: Team, rng: random.Random, at: datetime) -> int:
    """One case, whole or not at all: a holiday may keep a term open, and then there is one case less."""
    try:
        with transaction.atomic():
            story(team, rng, at)
    except ZhichengError as error:
        log.info("a case of the casebook stays unwritten: %s", error.said.en)
        return 0
    return 1


def _team() -> Team | None:
    officer = people.access_of(people.demo_account("officer"))
    on = [m for m in people.members_in(officer.crew_id) if m != officer.member_id]
    known = people.colleagues([officer.member_id, *on])
    partner = next((m for m in on if known[m].kind == "officer"), None)
    if partner is None:
        return None
    return Team(
        officer,
        partner,
        {
            o: people.access_of(people.demo_account(o))
            for o in ("squad_head", "legal_reviewer", "head", "hearing_host", "archivist")
        },
    )


Story = Callable[[Team, random.Random, datetime], str]


@dataclass
class _Walk:
    """One case, step by step."""

    team: Team
    at: datetime
    no: str = ""

    @property
    def case(self) -> cases.Case:
        return cases.find(self.no)

    def later(self, **span: float) -> _Walk:
        self.at += timedelta(**span)
        return self

    def open(self, violation: str, rng: random.Random, *, spot: bool, **given: Any) -> _Walk:
        lng, lat, address = _place(rng, self.team.area)
        new = NewCase(
            given={"violation": violation, "act": (self.at - timedelta(minutes=10)).astimezone(CHINA).isoformat(), **given},
            key=f"casebook-{rng.random()}",
            party=_party(rng), lng=lng, lat=lat, address=address, facts_text=FACTS[violation], on_the_spot=spot, colleague=self.team.colleague,
        )  # fmt: skip
        self.no = case_services.open_case(new, access=self.team.officer, at=self.at).no
        return self

    def step(
        self,
        step: str,
        by: str = "",
        *,
        data: dict[str, Any] | None = None,
        assigned: Sequence[int] = (),
        papers: dict[str, dict[str, Any]] | None = None,
    ) -> _Walk:
        self.later(minutes=6)
        access = self.team.offices[by] if by else self.team.officer
        act = Act(step, data or {}, colleague=0 if by else self.team.colleague, assigned=tuple(assigned))
        casework.enact(
            case=self.case,
            act=act,
            papers=self._papers(act, access, papers or {}),
            access=access,
            at=self.at,
            files=False,
        )
        return self

    def ask(self, step: str, by: str = "", *, data: dict[str, Any] | None = None, assigned: Sequence[int] = ()) -> int:
        self.later(minutes=6)
        access = self.team.offices[by] if by else self.team.officer
        act = Act(step, data or {}, colleague=0 if by else self.team.colleague, assigned=tuple(assigned))
        return int(
            casework.ask(
                case=self.case, act=act, papers=self._papers(act, access, {}), note="请审批", access=access, at=self.at
            ).pk
        )

    def grant(self, motion: int, by: str = "head") -> _Walk:
        casework.grant(motion_id=motion, access=self.team.offices[by], at=self.later(hours=1).at, files=False)
        return self

    def _papers(self, act: Act, access: Access, changed: dict[str, dict[str, Any]]) -> list[PaperIn]:
        made = casework.compose(case=self.case, act=act, access=access, at=self.at)
        wanted = [c for c in made if c.required or c.kind.code in changed]
        return [
            PaperIn(c.kind.code, {**WORDS.get(c.kind.code, {}), **changed.get(c.kind.code, {})}, (), c.kind.sign)
            for c in wanted
        ]


def _party(rng: random.Random) -> dict[str, Any]:
    """Somebody who does not exist: his number has the division 000000 of no place."""
    born = f"{rng.randint(1960, 2002)}{rng.randint(1, 12):02d}{rng.randint(1, 28):02d}"
    return {
        "kind": "citizen", "name": rng.choice(FAMILY) + rng.choice(GIVEN), "id_no": with_check(f"990101{born}{rng.randint(1, 999):03d}"),
        "address": f"示范街 {rng.randint(1, 99)} 号", "phone": f"1380000{rng.randint(0, 9999):04d}",
    }  # fmt: skip


def _place(rng: random.Random, area: str) -> tuple[float, float, str]:
    """A market of the officer's district, else any spot in it."""
    city = places.city()
    markets = [m for m in city.extras.get("markets") or [] if city.locate(m["lng"], m["lat"]).grid.startswith(area)]
    if markets:
        spot = rng.choice(markets)
        return spot["lng"], spot["lat"], f"{spot['name']}门前"
    west, south, east, north = city.bounds
    for _ in range(TRIES):
        lng, lat = rng.uniform(west, east), rng.uniform(south, north)
        if city.locate(lng, lat).grid.startswith(area):
            return lng, lat, "示范路口"
    return (west + east) / 2, (south + north) / 2, "示范路口"


def _day(at: datetime, days: int, hour: int = 9) -> datetime:
    """A working day about so many days ago, at this hour."""
    day = at.astimezone(CHINA).date() - timedelta(days=days)
    while day.weekday() >= 5:
        day -= timedelta(days=1)
    return datetime.combine(day, time(hour), CHINA)


def _ordered(walk: _Walk, step: str, minutes: int) -> _Walk:
    walk.step(step, data={"until": (walk.at + timedelta(minutes=minutes)).isoformat()}).later(minutes=minutes + 10)
    return walk.step("recheck", data={"corrected": False})


def _fined(team: Team, rng: random.Random, at: datetime, *, days: int) -> str:
    walk = _ordered(_Walk(team, _day(at, days)).open(STALL, rng, spot=True), "T06", 30)
    walk.step("T10", data={"amount": rng.choice((2000, 3000, 3000, 5000)), "told": True}).step("T13")
    if days > STILL_OPEN and rng.random() < PAYS:
        case_services.watch(at=walk.later(days=1).at)
        walk.later(days=3).step(
            "T61",
            "archivist",
            data={"amount": walk.case.amount, "method": "bank", "receipt": f"示票 {rng.randint(1, 9999):04d}"},
        )
        walk.step("publish", "legal_reviewer", data={"masked": True})
        walk.grant(walk.ask("T90"))  # the clerk archives it when the files are made
    return walk.no


def _lead(team: Team, rng: random.Random, at: datetime) -> str:
    return _Walk(team, _day(at, 1)).open(OUTSIDE, rng, spot=False).no


def _asked_to_file(team: Team, rng: random.Random, at: datetime) -> str:
    walk = _Walk(team, _day(at, 3)).open(OUTSIDE, rng, spot=False).step("T01", "squad_head")
    walk.ask("T04", "squad_head", assigned=(team.officer.member_id, team.colleague))
    return walk.no


def _filed(team: Team, rng: random.Random, at: datetime, days: int) -> _Walk:
    walk = _Walk(team, _day(at, days)).open(OUTSIDE, rng, spot=False).step("T01", "squad_head")
    walk.grant(walk.ask("T04", "squad_head", assigned=(team.officer.member_id, team.colleague)))
    return walk.step("T20", data={"told": True})


def _investigating(team: Team, rng: random.Random, at: datetime) -> str:
    return _filed(team, rng, at, 6).no


def _announced(team: Team, rng: random.Random, at: datetime, days: int) -> _Walk:
    walk = _ordered(_filed(team, rng, at, days), "T26", 60)
    walk.step(
        "T29",
        papers={
            "D33": {
                "fine": 50000,
                "tier": "normal",
                "discretion": "占用面积较小，适用一般阶次。",
                "proposal": "建议处以罚款。",
            }
        },
    )
    return walk.grant(walk.ask("T33", data={"amount": 50000}))


def _notified(team: Team, rng: random.Random, at: datetime) -> str:
    return _announced(team, rng, at, 5).no


def _heard(team: Team, rng: random.Random, at: datetime, days: int) -> _Walk:
    walk = _announced(team, rng, at, days).later(days=1).step("statement", data={"points": 1}).later(days=11)
    return walk.grant(walk.ask("T34", data={"answered": 1}), "legal_reviewer")


def _to_review(team: Team, rng: random.Random, at: datetime) -> str:
    return _heard(team, rng, at, 20).no


def _to_serve(team: Team, rng: random.Random, at: datetime) -> str:
    walk = _heard(team, rng, at, 24).step("T40", "legal_reviewer", data={"passed": True})
    return walk.grant(walk.ask("T42", data={"amount": 50000})).no


def _spared(team: Team, rng: random.Random, at: datetime) -> str:
    walk = _Walk(team, _day(at, 2)).open(LITTER, rng, spot=True, picked_up="at_once")
    return walk.step("T11", data={"ground": "minor"}).no
