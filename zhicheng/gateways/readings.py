"""Sensors' topics: readings in any of their forms, many messages as one batch; on a sensor's own topic its last level names it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from zhicheng.flow.sense import readings
from zhicheng.gateways.arrivals import Arrival, Bad, Filters

BY = "gateway:mqtt"


class Readings:
    def filters(self, route: str) -> Filters:
        return Filters((route,))

    def prepare(self) -> None:
        return

    def take(self, arrivals: Sequence[Arrival], *, option: str, at: datetime) -> list[Bad]:
        """A message with one bad reading among many is a dead letter too; its good ones are in, and trying it again changes nothing."""
        rows: list[readings.Reading] = []
        came_by: list[int] = []
        bad: list[Bad] = []
        for n, arrival in enumerate(arrivals):
            sensor = arrival.topic.rpartition("/")[2]
            parsed = readings.parse(arrival.payload, now=arrival.at, sensor=sensor)
            bad += [Bad(n, b.said, f"{sensor[:40]}/{b.field}") for b in parsed.refused]
            for one in parsed.readings:
                came_by.append(n)
                rows.append(replace(one, row=len(came_by)))
        taken = readings.take_many(rows, by=BY, at=at) if rows else readings.Taken()
        for refused in taken.refused:
            n = came_by[refused.row - 1] if 0 < refused.row <= len(came_by) else 0
            bad.append(Bad(n, refused.said, f"{rows[refused.row - 1].sensor[:40]}/{refused.field}"))
        return _once(bad)


def _once(bad: Sequence[Bad]) -> list[Bad]:
    """One letter per message and reason."""
    return list({(b.n, b.key): b for b in bad}.values())


READINGS = Readings()
