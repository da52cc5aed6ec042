"""The demo's street blows a whistle now and then, and departments answer: most in time, one in five late, now and then "not ours".

Only whistles that the simulator blew itself are moved: what a visitor blows waits for the visitor's own departments.
"""

from __future__ import annotations

import logging
import random
from collections.abc import Mapping
from datetime import datetime, timedelta

from zhicheng.civic.whistles import proposing, queries, services
from zhicheng.civic.whistles.queries import Summons, Whistle
from zhicheng.civic.whistles.services import Arrival, NewRecord, NewTask, NewWhistle
from zhicheng.ground.messages import links
from zhicheng.ground.people import queries as people
from zhicheng.ground.places.city import City
from zhicheng.kernel.errors import ZhichengError
from zhicheng.kernel.geo import from_e7

log = logging.getLogger("zhicheng.sim")
EVERY = timedelta(minutes=2)  # city time between two looks: departments are no faster
FIRST = timedelta(minutes=6)
BETWEEN = (90, 240)  # city minutes between two whistles
MOST_OPEN = 3
KEY = "sim-"
TURNS = 60
DELAYS = (6, 11, 17, 24, 43)  # minutes until a department stands there; the limit of an urgent one is 30
VAIN = 0.08
PATIENCE = timedelta(minutes=55)  # then the street begins without who is late
WORK = (35, 110)  # minutes a task takes
SCENES = (
    ("09001", "夜市收摊后污水横流，摊贩占道，垃圾桶满溢", ("劝离占道摊贩，规范经营时段", "清运垃圾、冲洗路面")),
    ("01027", "路口井盖松动，线缆下垂，非机动车道已绕行", ("现场围护，排查井盖权属", "加固井盖，临时固定线缆")),
    ("06042", "背街小巷堆放建筑垃圾，堵住消防通道", ("查找来源，依法处理", "清运堆物，恢复通道")),
)


class Whistles:
    """Those that the demo blew, as the street and as each department."""

    def __init__(self, city: City, rng: random.Random, photos: Mapping[str, str]) -> None:
        self.city, self.rng, self.photos = city, rng, photos
        self.liaison = people.access_of(people.demo_account("liaison"))
        self.street = people.access_of(people.demo_account("street"))
        self.looked: datetime | None = None
        self.next: datetime | None = None

    def step(self, at: datetime) -> None:
        """Blow when it is time; move what is open."""
        if self.looked is not None and abs(at - self.looked) < EVERY:
            return
        self.looked = at
        if self.next is None:
            self.next = at + FIRST
        mine = queries.open_by(self.liaison.account_id, KEY)
        for whistle in mine:
            self._try(whistle, at)
        if at >= self.next and len(mine) < MOST_OPEN:
            self.next = at + timedelta(minutes=self.rng.randint(*BETWEEN))
            self._blow(at)

    def _try(self, whistle: Whistle, at: datetime) -> None:
        try:
            self._move(whistle, at)
        except ZhichengError as refused:
            log.info("a simulated step of %s was refused: %s", whistle.no, refused)

    def _blow(self, at: datetime) -> None:
        matter, reason, _ = self.rng.choice(SCENES)
        spot = self._spot()
        if spot is None:
            return
        found = [u for u, _ in proposing.propose(text=reason, lng=spot[0], lat=spot[1], at=at).units][:3]
        new = NewWhistle(
            f"{KEY}{at:%y%m%d%H%M}",
            self.rng.choice(("urgent", "urgent", "ordinary")),
            reason,
            found,
            *spot,
            matter=matter,
        )
        try:
            services.blow(new, who=self.liaison, at=at)
        except ZhichengError as refused:
            log.warning("a simulated whistle was refused: %s", refused)

    def _spot(self) -> tuple[float, float] | None:
        """Somewhere in the liaison's area."""
        area = self.liaison.grants[0].area
        west, south, east, north = self.city.bounds
        lng, lat = self.city.info.get("centre", ((west + east) / 2, (south + north) / 2))
        for turn in range(TURNS):
            reach = 0.001 * (1 + turn / 6)
            x, y = round(lng + self.rng.gauss(0, reach), 6), round(lat + self.rng.gauss(0, reach), 6)
            if self.city.locate(x, y).grid.startswith(area):
                return x, y
        return None

    def _move(self, whistle: Whistle, at: datetime) -> None:
        called = queries.summonses([whistle.pk])
        for one in called:
            self._answer(one, whistle, at)
        called = queries.summonses([whistle.pk])
        there = [s for s in called if s.state == "reported_in"]
        match whistle.state:
            case "blown" if there and at - whistle.blown_at > PATIENCE:
                services.proceed(whistle_no=whistle.no, reason="现场不宜久等", who=self.street, at=at)
            case "blown" if all(s.state == "declined" for s in called):
                services.withdraw(whistle_no=whistle.no, reason="各部门均不负责，另行处理", who=self.street, at=at)
            case "reported_in" if there:
                self._agree(whistle, there, at)
            case "acting" if all(s.state != "tasked" for s in called):
                services.review(whistle_no=whistle.no, who=self.street, at=at)
            case "reviewed":
                self._rate(whistle, called, at)

    def _answer(self, one: Summons, whistle: Whistle, at: datetime) -> None:
        """What this department does: always the same for the same call, so that a restart changes nothing."""
        own = random.Random(one.pk)
        vain, delay, work = own.random() < VAIN, own.choice(DELAYS), own.randint(*WORK)
        code = links.code_of(links.spec("summons", one.pk, one.turn))
        if one.state == "called" and at - one.asked_at >= timedelta(minutes=delay):
            if vain:
                services.decline(code, name="值班员", reason="经核实不属本单位职责", at=at)
            else:
                services.report_in(code, self._arrival(one, whistle, own), at=at)
        elif one.state == "tasked" and not one.signed_by:
            services.sign(code, name=one.who or "值班员", at=at)
        elif one.state == "tasked" and at - one.since_at >= timedelta(minutes=work):
            services.finish(code, text="已按会商记录处理完毕", photos=[self._photo()], at=at)

    def _arrival(self, one: Summons, whistle: Whistle, own: random.Random) -> Arrival:
        lng, lat = from_e7(whistle.lng_e7) + own.gauss(0, 0.0003), from_e7(whistle.lat_e7) + own.gauss(0, 0.0003)
        name = f"{own.choice('王李张刘陈杨')}{own.choice('伟芳敏强磊洋')}"
        return Arrival(name, f"139{one.pk:08d}"[:11], round(lng, 7), round(lat, 7), [self._photo()])

    def _photo(self) -> str:
        return self.rng.choice(sorted(self.photos.values()))

    def _agree(self, whistle: Whistle, there: list[Summons], at: datetime) -> None:
        tasks = next((t for m, _, t in SCENES if m == whistle.matter), SCENES[0][2])
        given = [NewTask(s.pk, tasks[min(i, 1)]) for i, s in enumerate(there)]
        services.agree(whistle_no=whistle.no, record=NewRecord(whistle.reason, given), who=self.street, at=at)

    def _rate(self, whistle: Whistle, called: list[Summons], at: datetime) -> None:
        for one in called:
            if one.state in ("done", "explained", "absent", "reported_in"):
                score, why = (5, "到场及时，处理到位") if one.on_time else (3, "到场偏晚")
                services.rate(whistle_no=whistle.no, summons=one.pk, score=score, reason=why, who=self.street, at=at)
        services.close(whistle_no=whistle.no, outcome="现场已恢复，后续纳入日常巡查", who=self.street, at=at)
