"""A worker with everything that the settings say: models, folder, budget."""

from __future__ import annotations

import os
import socket
from collections.abc import Sequence

from zhicheng.flow.sense.watch.keeping import Folder
from zhicheng.flow.sense.watch.office import Office
from zhicheng.flow.sense.watch.worker import Worker
from zhicheng.infra.config import config
from zhicheng.vision.choosing import detector_of, reader_of
from zhicheng.vision.schedule import Schedule
from zhicheng.vision.sources.looks import Looks


def start_worker(cameras: Sequence[str], sites: Sequence[str]) -> Worker:
    """A worker of this process. The detector is loaded before the first camera is taken."""
    settings = config()
    name = f"{socket.gethostname()[:24]}:{os.getpid()}"
    office = Office(name, tuple(settings.eyes_sites), tuple(sites), tuple(cameras), settings.eyes_detector)
    folder = Folder(settings.eyes_dir, settings.eyes_waiting_mb * 1_000_000)
    detector = detector_of(settings.eyes_detector)
    worker = Worker(office, folder, Looks(), detector, reader_of, detector_of, Schedule(budget=settings.eyes_budget))
    worker.detectors[settings.eyes_detector] = detector
    return worker
