"""The worker's loop: schedules, then jobs, then a short rest. Several may run on several machines."""

from __future__ import annotations

import gc
import logging
import os
import signal
import socket
import threading
import time

from django.db import InterfaceError, OperationalError, close_old_connections, connection

from zhicheng.infra import clock, jobs

log = logging.getLogger("zhicheng.worker")
REST = 0.05  # seconds between two looks at an empty queue
SCHEDULE_EVERY = 0.25


def name() -> str:
    return f"{socket.gethostname()[:24]}:{os.getpid()}"


def work(stop: threading.Event) -> None:
    """Work until `stop` is set; a lost database is waited for, not died of."""
    me, looked = name(), 0.0
    while not stop.is_set():
        try:
            if time.monotonic() - looked >= SCHEDULE_EVERY:
                jobs.start_due_schedules(now=clock.real())
                looked = time.monotonic()
            claimed = jobs.claim(me, now=clock.real())
            jobs.run_all(claimed, at=clock.now())
            if not claimed:
                stop.wait(REST)
        except (OperationalError, InterfaceError):
            log.exception("the database does not answer; trying again")
            connection.close()
            close_old_connections()
            stop.wait(1.0)


def calm_collector() -> None:
    """Batches make hundreds of thousands of short-lived objects; looking through them all for cycles costs a quarter of the time."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(200_000, 20, 20)


def main() -> None:
    """Run until SIGTERM or SIGINT; the job in hand is finished first."""
    calm_collector()
    stop = threading.Event()
    for sig in (signal.SIGTERM, signal.SIGINT):
        signal.signal(sig, lambda *_: stop.set())
    work(stop)
