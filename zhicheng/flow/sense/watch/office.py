"""What a worker asks of the database and tells it. Everything here may fail when the database is away; the worker waits and says it later."""

from __future__ import annotations

import logging
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import connection

from zhicheng.flow.sense import services as sense
from zhicheng.flow.sense.rules import Sighting
from zhicheng.flow.sense.watch.models import Models, models
from zhicheng.ground.devices import queries as devices
from zhicheng.ground.devices import services as keepers
from zhicheng.ground.devices.queries import CameraFacts
from zhicheng.ground.devices.services import Seen
from zhicheng.infra import leases
from zhicheng.kernel.phrases import Phrase

log = logging.getLogger("zhicheng.eyes")
SORT = "eyes"
BY = "rule:eyes@1"
BATCH = 50
RECOVERED = Phrase("画面恢复正常。", "The picture is in order again.")


def site_of(area: str, sites: Collection[str]) -> str:
    """The site of a camera's area: the longest of the named area codes that it lies in; "" where none is named."""
    return max((s for s in sites if area.startswith(s)), key=len, default="")


def watched(codes: Collection[str] = ()) -> list[CameraFacts]:
    """Cameras with a picture of their own; the demo's drawn scenes are watched by its simulator."""
    return [c for c in devices.to_watch(codes) if c.source != "drawn"]


@dataclass
class Office:
    """One worker's desk. `serves`: sites whose cameras it takes (none: all); `only`: these cameras and no others."""

    worker: str
    sites: tuple[str, ...] = ()
    serves: tuple[str, ...] = ()
    only: tuple[str, ...] = ()
    detector: str = ""  # as the setting says

    def models(self) -> Models:
        return models(self.detector)

    def cameras(self) -> dict[str, CameraFacts]:
        """Cameras that our eyes watch, as the register has them now; their leases are there afterwards."""
        every = {c.code: c for c in watched()}
        leases.offer(SORT, {code: site_of(c.area, self.sites) for code, c in every.items()})
        return every

    def appear(self, *, now: datetime) -> None:
        leases.appear(SORT, self.worker, self.serves, now=now)

    def renew(self, *, now: datetime) -> set[str]:
        return leases.renew(SORT, self.worker, now=now)

    def balance(self, held: Collection[str], cameras: dict[str, CameraFacts], *, now: datetime) -> tuple[set[str], set[str]]:  # fmt: skip
        """Lot by lot: cameras taken because they were free and the share allows them, and those that are too many here (not given back yet)."""
        taken: set[str] = set()
        too_many: set[str] = set()
        mine = {c: site_of(cameras[c].area, self.sites) for c in held if c in cameras}
        for lot in sorted(self.serves or {site_of(c.area, self.sites) for c in cameras.values()}):
            here = sorted(c for c, site in mine.items() if site == lot)
            share = len(cameras) if self.only else leases.standing(SORT, lot, now=now).share
            if len(here) > share:
                too_many |= set(here[share:])
            taken |= leases.take(SORT, lot, self.worker, now=now, most=share - len(here), only=self.only)
        return taken, too_many

    def give_back(self, codes: Collection[str]) -> None:
        leases.give_back(SORT, self.worker, codes)

    def leave(self) -> None:
        leases.leave(SORT, self.worker)

    def hang_up(self) -> None:
        """The connection is of no use any more; the next question opens another."""
        connection.close()

    def observe(self, sightings: Sequence[Sighting], *, at: datetime) -> None:
        """Deliver, fifty to a transaction. What is refused would be refused for ever: it is told in the log and is done with."""
        for k in range(0, len(sightings), BATCH):
            taken = sense.observe_many(sightings[k : k + BATCH], by=BY, at=at)
            for refusal in taken.refused:
                log.warning("an observation was refused (%s): %s", refusal.field, refusal.said.zh)

    def note(self, rows: Sequence[Seen]) -> None:
        keepers.note_seen(rows)

    def ask_upkeep(self, camera: CameraFacts, trouble: str, said: Phrase, *, at: datetime) -> None:
        keepers.ask_upkeep(device=f"camera:{camera.code}", trouble=trouble, said=said, area=camera.area, by=BY, at=at)

    def end_upkeep(self, camera: CameraFacts, trouble: str, *, at: datetime) -> None:
        keepers.end_upkeep(device=f"camera:{camera.code}", trouble=trouble, what=RECOVERED, by=BY, at=at)
