"""`python -m zhicheng.sim.stream FILE`: a real file of reports into the demo, at its own pace by the city's clock."""

from __future__ import annotations

import os
import signal
import sys
import threading
from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path

import django
import numpy as np

from zhicheng.flow.reports.rules import Incoming
from zhicheng.ground.places.city import City
from zhicheng.ground.places.fitting import Move, fit_onto


def main() -> None:
    """Read the file, move foreign points onto the city, send each report when its time of day has come."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "zhicheng.server.settings")
    django.setup()
    from zhicheng.kernel.errors import ZhichengError

    stop = threading.Event()
    for sig in (signal.SIGINT, signal.SIGTERM):
        signal.signal(sig, lambda *_: stop.set())
    try:
        stream(Path(sys.argv[1]), stop)
    except ZhichengError as error:
        sys.stderr.write(f"{error}\n")
        sys.exit(2)


def stream(path: Path, stop: threading.Event) -> int:
    """Returns how many reports were sent. The file's first moment is now; distances in time are kept."""
    from zhicheng.engines import tables
    from zhicheng.flow.reports import intake, services
    from zhicheng.ground.places import queries as places
    from zhicheng.infra import clock

    rows = list(tables.read_rows(path))
    columns = intake.match_columns({str(k): None for _, row in rows[:2000] for k in row}, {})
    found = [i for i in intake.to_incoming(rows, columns) if isinstance(i, Incoming) and i.happened_at is not None]
    found.sort(key=lambda i: i.happened_at.timestamp() if i.happened_at else 0.0)
    city = places.city()
    move = _mover(city, found)
    began, first, sent = clock.now(), None, 0
    for one in found:
        first = first or one.happened_at
        due = began + ((one.happened_at or began) - first if first else timedelta())
        while not stop.is_set() and clock.now() < due:
            stop.wait(min(1.0, max(0.05, (due - clock.now()).total_seconds() / clock.speed())))
        if stop.is_set():
            break
        if move is not None and one.lng is not None and one.lat is not None:
            one.lng, one.lat = move(one.lng, one.lat)
        one.happened_at = clock.now()
        taken = services.receive_many([one], source="import", by="import:stream", at=clock.now())
        sent += len(taken.reports)
    return sent


def _mover(city: City, found: Sequence[Incoming]) -> Move | None:
    """How points of another city come onto this one; None when they are of this one."""
    placed = [(i.lng, i.lat) for i in found if i.lng is not None and i.lat is not None]
    if not placed:
        return None
    lng, lat = np.array([p[0] for p in placed]), np.array([p[1] for p in placed])
    return None if city.covers(lng, lat).any() else fit_onto(city, lng, lat)


if __name__ == "__main__":
    main()
