"""A person holds a crew's phone: the city goes slowly while a job is in his hands, and a job finds him when he waits.

At 60 × the five minutes in which an offer must be answered are five seconds; nobody reads a job in that time. The rules stay as they
are for everybody: it is the clock that slows down, and the screens say so.
"""

from __future__ import annotations

import random
from collections.abc import Set
from datetime import datetime, timedelta

from zhicheng.flow.dispatch import queries as dispatch
from zhicheng.ground.people import queries as people
from zhicheng.ground.permits import queries as permits
from zhicheng.ground.places.city import City
from zhicheng.infra import clock
from zhicheng.kernel.calendar import CHINA
from zhicheng.kernel.geo import metres_between
from zhicheng.sim.crews import Crews, Simulated
from zhicheng.sim.demand_live import Happening

HUMANE = 5.0  # times as fast as a real city at most: an offer then waits a whole minute
WAITING = 15.0  # with a phone in hand but no job: slow enough that an offer is still fresh when the city turns to the pace above
PATIENCE = timedelta(seconds=5)  # real time that a visitor waits before something happens near him
AGAIN = timedelta(seconds=15)
NEARBY = 60  # metres: so near that no other crew is the better choice
TURNS = 80
DISTRICT = (
    6  # digits: where a crew may be sent (`CrewFacts.serves`); its last job may have led it out of its own street
)
CLEAR = 150  # metres from a designated stall place, where the report might turn out lawful
MATTER = "09006"
WORDS = (
    "路边有人摆摊卖水果，占了半条人行道",
    "有人在人行道上摆摊，行人只能走到马路上",
    "路口来了个流动摊贩，把盲道挡住了",
)


class Visitors:
    """The people who hold phones, as the simulator sees them."""

    def __init__(self, city: City, rng: random.Random) -> None:
        self.city, self.rng = city, rng
        self.next: dict[int, datetime] = {}  # crew → real moment at which something happens near it

    def step(self, held: Set[int], crews: Crews, *, at: datetime, real: datetime) -> list[Happening]:
        """Set the city's pace; give back what citizens see near those who wait for a job. `at` city time, `real` a person's."""
        busy = set(dispatch.active_by_crew(held)) if held else set()
        _keep_pace(HUMANE if busy else WAITING if held else clock.first_speed())
        self.next = {crew: self.next.get(crew, real + PATIENCE) for crew in set(held) - busy}
        due = [crew for crew, at in self.next.items() if at <= real]
        for crew in due:
            self.next[crew] = real + AGAIN
        able = [crews.all[crew] for crew in due if crew in crews.all and _takes_cases(crew, at)]
        found = [self._near(crew) for crew in able]
        return [seen for seen in found if seen is not None]

    def _near(self, crew: Simulated) -> Happening | None:
        """A stall some streets away, in the crew's district and where none is allowed; None when there is no such spot."""
        stalls = permits.stalls()
        for turn in range(TURNS):
            reach = NEARBY * (1 + turn / 8)  # who stands in a night market is asked to go to the next street but one
            lng = round(crew.lng + self.rng.gauss(0, reach / 94_000), 6)
            lat = round(crew.lat + self.rng.gauss(0, reach / 111_000), 6)
            lawful = any(metres_between(lng, lat, s.lng, s.lat) < s.radius_m + CLEAR for s in stalls)
            if not lawful and self.city.locate(lng, lat).grid.startswith(crew.area[:DISTRICT] or "9"):
                return Happening("citizen", MATTER, self.rng.choice(WORDS), lng, lat)
        return None


def _takes_cases(crew: int, at: datetime) -> bool:
    """A patrol with two valid certificates: to any other crew a stall is not given (its phone says so)."""
    found = people.crew(crew)
    return found.kind == "patrol" and people.two_certified(found, on=at.astimezone(CHINA).date()).holds


def _keep_pace(factor: float) -> None:
    wanted = min(factor, clock.first_speed())
    if clock.speed() != wanted:
        clock.change_speed(wanted)
