"""The living city: reports arrive, crews ride, posts decide. `live()` runs until it is told to stop."""

from __future__ import annotations

import logging
import random
import threading
from datetime import datetime

from zhicheng.flow.reports import publishing
from zhicheng.flow.reports import services as reports
from zhicheng.flow.reports.rules import Incoming
from zhicheng.flow.tickets import queries as tickets
from zhicheng.ground.people import queries as people
from zhicheng.ground.people.queries import Access
from zhicheng.ground.places import queries as places
from zhicheng.infra import clock
from zhicheng.kernel.errors import BadInput
from zhicheng.kernel.ids import uuid7
from zhicheng.sim import pictures, story
from zhicheng.sim.centre import Centre
from zhicheng.sim.crews import Crews
from zhicheng.sim.demand_live import SCENES, Happening, Street
from zhicheng.sim.drawn.eyes import DrawnEyes
from zhicheng.sim.gauges import Gauges
from zhicheng.sim.neighbourhood import Neighbourhood
from zhicheng.sim.posting import Posts
from zhicheng.sim.visitors import Visitors
from zhicheng.sim.whistling import Whistles

log = logging.getLogger("zhicheng.sim")
BEAT = 0.5  # real seconds between two looks
AT_THE_START = 120  # reports that are on the table when a visitor comes
PER_BEAT = 3  # of them in one beat
ROLES_EVERY = 10.0  # real seconds between two readings of the roles


class Life:
    """Everything that moves in the demo city."""

    def __init__(self, *, seed: int = 1) -> None:
        self.rng = random.Random(seed)
        city = places.city()
        self.street = Street(city, seed)
        self.before: dict[str, str] = {}
        self.after: dict[str, str] = {}
        self.eyes = DrawnEyes()
        self.crews = Crews(city, self.rng, self.after)
        self.centre = Centre(self.rng)
        self.visitors = Visitors(city, self.rng)
        self.gauges = Gauges(random.Random(seed))
        # A demo that was founded before the whistle has nobody who blows one, and goes on without.
        blows = people.demo_accounts().filter(demo_key="liaison").exists()
        self.whistles = Whistles(city, random.Random(seed), self.after) if blows else None
        self.posts = Posts(self.street, random.Random(seed))
        self.camera = people.access_of(people.demo_account("camera"))
        self.hotline = people.access_of(people.demo_account("acceptor"))
        self.last: datetime | None = None
        self.backlog = 0  # reports that still have to come in at the start

    def settle_in(self, at: datetime) -> None:
        """Roll call, pictures, and a first table full of work on a fresh installation."""
        for matter in sorted({s.matter for s in SCENES}):
            self.before[matter] = self._drawn(pictures.street(matter, after=False), "rule:demo@1", at)
            self.after[matter] = self._drawn(pictures.street(matter, after=True), "rule:demo@1", at)
        self.crews.load(at)
        self.eyes.load(at)
        self.crews.send_positions(at)
        if not tickets.any_exists():
            self.gauges.remember(at)
            if self.whistles is not None:  # a street office and its liaison
                Neighbourhood().found(at)
            self.begin_story(at)  # first, so that a visitor sees it answered while the city fills up
            self.backlog = AT_THE_START

    def beat(self, now: datetime) -> None:
        """What happened since the last beat."""
        hours = 0.0 if self.last is None else (now - self.last).total_seconds() / 3600
        self.last = now
        for _ in range(self._poisson(self.street.rate(now) * min(hours, 1.0))):
            self.report(self.street.draw(now), now)
        for _ in range(min(self.backlog, PER_BEAT)):
            self.backlog -= 1
            self.report(self.street.draw(now), now)
        self.gauges.step(now)
        self.posts.step(now)
        if self.whistles is not None:
            self.whistles.step(now)
        taken, held = story.taken_over(), story.held_phones(clock.real())
        self.crews.taken_over = held
        self.crews.step(now)
        # Who plays the command centre has the followed ticket to himself; the rest of the city goes on.
        self.centre.step(now, leave=story.followed() if taken.get("command") else frozenset())
        for seen in self.visitors.step(held, self.crews, at=now, real=clock.real()):
            self.report(seen, now)
        self.eyes.step(now)
        if not taken.get("command"):
            self.centre.review(now)
        if story.wished() or (story.is_over(now) and not taken and not held):
            self.begin_story(now)

    def begin_story(self, at: datetime) -> None:
        """A citizen takes a photo."""
        photo = self._drawn(pictures.street("09006", after=False, seed=self.rng.randrange(1 << 30)), "citizen", at)
        story.begin(at=at, rng=self.rng, photo=photo)

    @staticmethod
    def _drawn(picture: bytes, by: str, at: datetime) -> str:
        """A picture of the demo's own: it shows nobody, so everybody may see it at once."""
        photo = reports.store_photo(picture, by=by, at=at)
        publishing.vouch(photo, by="rule:demo@1", at=at)
        return str(photo.pk)

    def report(self, seen: Happening, at: datetime) -> None:
        """Send one report through the door, as whoever saw it."""
        who = self._sender(seen)
        one = Incoming(
            key=uuid7().hex, text=seen.text, lng=seen.lng, lat=seen.lat, happened_at=at,
            category=seen.matter if seen.source in ("camera", "grid") else "",
        )  # fmt: skip
        try:
            reports.receive_as(who, one, source=seen.source, at=at)
        except BadInput as error:
            log.warning("a simulated report was refused: %s", error)

    def _sender(self, seen: Happening) -> Access:
        if seen.source == "camera":
            return self.camera
        if seen.source == "hotline":
            return self.hotline
        if seen.source == "grid":
            collectors = [c.access for c in self.crews.all.values() if c.kind == "collector"]
            return self.rng.choice(collectors) if collectors else self.hotline
        return people.NOBODY

    def _poisson(self, mean: float) -> int:
        """Knuth's method; the means here are below five."""
        n, p, limit = 0, self.rng.random(), 2.718281828459045**-mean
        while p > limit:
            n += 1
            p *= self.rng.random()
        return n


def live(stop: threading.Event, *, seed: int = 1) -> None:
    """Run the city until `stop`; a refusal of a role ends it, because then the demo would show what nobody may do."""
    life = Life(seed=seed)
    life.settle_in(clock.now())
    since_roles = 0.0
    while not stop.wait(BEAT):
        life.beat(clock.now())
        since_roles += BEAT
        if since_roles >= ROLES_EVERY:
            since_roles = 0.0
            life.crews.refresh_access()
            life.centre.load()
            life.eyes.load(clock.now())
            life.gauges.load()
            life.camera = people.access_of(people.demo_account("camera"))
