"""Crews of the demo city: they ride on roads, answer offers, work, take breaks; each acts with its own member's account."""

from __future__ import annotations

import random
from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from zhicheng.flow.dispatch import queries as dispatch_queries
from zhicheng.flow.dispatch import services as dispatch
from zhicheng.flow.dispatch.queries import Assignment
from zhicheng.flow.dispatch.services import FieldEvent
from zhicheng.ground.people import queries as people_queries
from zhicheng.ground.people import services as people
from zhicheng.ground.people.queries import Access, Crew
from zhicheng.ground.people.services import Fix
from zhicheng.ground.places.city import City
from zhicheng.kernel.errors import BadInput, Conflict, NotAllowed, NotFound
from zhicheng.kernel.geo import metres_between
from zhicheng.kernel.ids import uuid7

WORDS = {"handle": "已现场处置，恢复原状。", "verify": "现场情况属实。", "recheck": "现场已恢复，符合结案条件。"}
MINUTES = {"handle": 14, "verify": 3, "recheck": 4}


@dataclass
class Ride:
    """A way being ridden: points with the city seconds at which they are passed."""

    lng: list[float]
    lat: list[float]
    at: list[float]
    began: datetime

    @property
    def ends(self) -> datetime:
        return self.began + timedelta(seconds=self.at[-1])

    def place(self, now: datetime) -> tuple[float, float]:
        """Where the rider is."""
        t = (now - self.began).total_seconds()
        i = bisect_right(self.at, t)
        if i >= len(self.at):
            return self.lng[-1], self.lat[-1]
        if i == 0:
            return self.lng[0], self.lat[0]
        part = (t - self.at[i - 1]) / max(self.at[i] - self.at[i - 1], 1e-9)
        return (
            self.lng[i - 1] + (self.lng[i] - self.lng[i - 1]) * part,
            self.lat[i - 1] + (self.lat[i] - self.lat[i - 1]) * part,
        )


@dataclass
class Simulated:
    """One crew as the simulator knows it."""

    id: int
    kind: str
    mode: str
    area: str
    access: Access
    lng: float
    lat: float
    ride: Ride | None = None
    answer_at: datetime | None = None
    busy_until: datetime | None = None
    job: int = 0
    photos: list[str] = field(default_factory=list)


class Crews:
    """All crews; `taken_over` are those that a visitor plays himself."""

    def __init__(self, city: City, rng: random.Random, after_photos: dict[str, str]) -> None:
        self.city, self.rng, self.after = city, rng, after_photos
        self.all: dict[int, Simulated] = {}
        self.taken_over: set[int] = set()

    def load(self, at: datetime) -> None:
        """Read the crews and call the roll for those that are off."""
        for crew in people_queries.all_crews():
            account = people_queries.account_of_crew(crew.pk)
            if account is None:
                continue
            lng, lat = self._start_of(crew)
            one = Simulated(crew.pk, crew.kind, crew.mode, crew.area, people_queries.access_of(account), lng, lat)
            self.all[crew.pk] = one
            if crew.state == "off":
                people.move_shift(crew_id=crew.pk, action="start", access=one.access, at=at)
            elif crew.state == "break":
                people.move_shift(crew_id=crew.pk, action="resume", access=one.access, at=at)

    def refresh_access(self) -> None:
        """Read the roles anew: who lost one is refused from now on."""
        for one in self.all.values():
            account = people_queries.account_of_crew(one.id)
            if account is not None:
                one.access = people_queries.access_of(account)

    def _start_of(self, crew: Crew) -> tuple[float, float]:
        if crew.lng_e7 is not None and crew.lat_e7 is not None:
            return crew.lng_e7 / 1e7, crew.lat_e7 / 1e7
        return self._somewhere(crew.area)

    def _somewhere(self, area: str) -> tuple[float, float]:
        """A road node in the crew's area."""
        graph = self.city.network.graph
        index = self.city.areas.index_of.get(area)
        for _ in range(400):
            node = self.rng.randrange(len(graph.lng))
            lng, lat = float(graph.lng[node]), float(graph.lat[node])
            if index is None or self.city.locate(lng, lat).grid.startswith(area):
                return lng, lat
        return self.city.info["centre"][0], self.city.info["centre"][1]

    def step(self, now: datetime) -> None:
        """Everybody does what he has to do until now; then all positions are sent in one batch."""
        jobs = dispatch_queries.active_by_crew(self.all)
        for one in self.all.values():
            if one.id in self.taken_over:
                self._follow_only(one, jobs.get(one.id), now)
                continue
            job = jobs.get(one.id)
            try:
                self._live(one, job, now)
            except (NotAllowed, Conflict, NotFound):  # somebody in the centre was faster: the next look sees it
                one.job, one.answer_at, one.busy_until = 0, None, None
        self.send_positions(now)

    def send_positions(self, now: datetime) -> None:
        fixes = []
        for one in self.all.values():
            if one.ride is not None:
                one.lng, one.lat = one.ride.place(now)
            fixes.append(Fix(one.id, now, one.lng, one.lat, 8))
        people.record_fixes(fixes, at=now)

    def _follow_only(self, one: Simulated, job: Assignment | None, now: datetime) -> None:
        """A visitor plays this crew: it rides where he accepted to go and else stands where it is, and answers nothing itself."""
        if job is None:
            one.job, one.ride = 0, None
        if job is not None and job.state == "accepted" and one.job != job.pk:
            one.job, one.ride = job.pk, self._ride(one, job.ticket.lng_e7 / 1e7, job.ticket.lat_e7 / 1e7, now)

    def _live(self, one: Simulated, job: Assignment | None, now: datetime) -> None:
        if job is None:
            one.job, one.answer_at, one.busy_until = 0, None, None
            self._patrol(one, now)
        elif job.state == "offered":
            self._answer(one, job, now)
        elif job.state == "accepted":
            self._go(one, job, now)
        elif job.state == "arrived":
            self._work(one, job, now)

    def _patrol(self, one: Simulated, now: datetime) -> None:
        if (one.ride is None or now >= one.ride.ends) and self.rng.random() < 0.15:
            one.ride = self._ride(one, *self._somewhere(one.area), now)

    def _answer(self, one: Simulated, job: Assignment, now: datetime) -> None:
        if one.job != job.pk:
            one.job, one.answer_at = job.pk, now + timedelta(seconds=self.rng.uniform(20, 70))
        if one.answer_at is not None and now >= one.answer_at:
            if self.rng.random() < 0.02:
                self._send(one, job, "decline", now, reason="正在处理现场纠纷，请改派")
                one.job = 0
                return
            self._send(one, job, "accept", now)
            one.ride = self._ride(one, job.ticket.lng_e7 / 1e7, job.ticket.lat_e7 / 1e7, now)

    def _go(self, one: Simulated, job: Assignment, now: datetime) -> None:
        if one.job != job.pk or one.ride is None:
            one.job, one.ride = job.pk, self._ride(one, job.ticket.lng_e7 / 1e7, job.ticket.lat_e7 / 1e7, now)
        if one.ride is None or now >= one.ride.ends:
            one.lng, one.lat, one.ride = job.ticket.lng_e7 / 1e7, job.ticket.lat_e7 / 1e7, None
            self._send(one, job, "arrive", now)
            one.busy_until = now + timedelta(minutes=MINUTES[job.kind] * self.rng.lognormvariate(0, 0.4))

    def _work(self, one: Simulated, job: Assignment, now: datetime) -> None:
        if one.busy_until is None:
            one.busy_until = now + timedelta(minutes=MINUTES[job.kind])
        if now < one.busy_until:
            return
        one.busy_until, one.job = None, 0
        photo = self.after.get(job.ticket.matter) or next(iter(self.after.values()))
        match job.kind:
            case "handle":
                self._send(one, job, "handled", now, photos=[photo], text=WORDS["handle"])
            case "verify":
                self._send(one, job, "verified", now, photos=[photo], text=WORDS["verify"])
            case _ if self.rng.random() < 0.05:
                self._send(one, job, "failed", now, photos=[photo], reason="仍有残留，未达到结案条件")
            case _:
                self._send(one, job, "passed", now, photos=[photo], text=WORDS["recheck"])

    def _send(
        self,
        one: Simulated,
        job: Assignment,
        action: str,
        now: datetime,
        *,
        photos: Iterable[str] = (),
        text: str = "",
        reason: str = "",
    ) -> None:
        event = FieldEvent(uuid7().hex, job.pk, action, now, (one.lng, one.lat), list(photos), text, reason)
        dispatch.act(event, access=one.access, at=now)

    def _ride(self, one: Simulated, lng: float, lat: float, now: datetime) -> Ride | None:
        """The way by road from where the crew is; None when it is there already or there is no way."""
        network = self.city.network
        a, _ = network.nearest([one.lng], [one.lat], one.mode)  # type: ignore[arg-type]
        b, _ = network.nearest([lng], [lat], one.mode)  # type: ignore[arg-type]
        try:
            way = network.route(int(a[0]), int(b[0]), one.mode)  # type: ignore[arg-type]
        except BadInput:
            return None
        xs = [one.lng, *(float(x) for x in way.lng), lng]
        ys = [one.lat, *(float(y) for y in way.lat), lat]
        metres = [metres_between(xs[i], ys[i], xs[i + 1], ys[i + 1]) for i in range(len(xs) - 1)]
        whole = sum(metres) or 1.0
        seconds = max(float(way.seconds), whole / 8)
        times, run = [0.0], 0.0
        for m in metres:
            run += m
            times.append(run / whole * seconds)
        return Ride(xs, ys, times, now)
