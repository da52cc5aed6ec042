"""Ray's side: actors that are workers of the eyes, and the loop that keeps as many of them as the cluster has room for."""

from __future__ import annotations

import logging
import os
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from zhicheng.kernel.errors import BadInput
from zhicheng.server.fleet.placing import MBIT, Place, changes, machine_of, places, unserved

log = logging.getLogger("zhicheng.fleet")
EVERY_S = 3.0
NAMESPACE = "zhicheng"


def ray_module() -> Any:
    """Ray, or one sentence."""
    os.environ.setdefault("RAY_USAGE_STATS_ENABLED", "0")  # nothing is told to anybody outside
    try:
        import ray
    except ImportError:
        raise BadInput(
            "没有安装 Ray，请运行 pip install 'zhicheng[fleet]'；一台机器用 zhicheng eyes 就够了。",
            "Ray is not installed; run pip install 'zhicheng[fleet]'. One machine needs only zhicheng eyes.",
        ) from None
    return ray


class Eyes:
    """An actor: one worker in a process of its own. Ray starts it again when it dies; it begins anew, and its leases find it again."""

    def __init__(self, sites: tuple[str, ...], settings: dict[str, str]) -> None:
        os.environ.update(settings)
        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "zhicheng.server.settings")
        import django

        django.setup()
        from zhicheng.flow.sense.watch.start import start_worker

        self.worker = start_worker((), sites)
        self.stopped = threading.Event()
        threading.Thread(target=self._run, daemon=True).start()

    def _run(self) -> None:
        """A worker whose loop breaks takes its process along, so that Ray starts it again."""
        try:
            self.worker.run(self.stopped)
        except BaseException:
            log.exception("a worker broke")
            os._exit(1)

    def figures(self) -> dict[str, Any]:
        return {**self.worker.figures(), "pid": os.getpid(), "worker": self.worker.office.worker}

    def stop(self) -> bool:
        """In good order: memories on disk, cameras given back."""
        self.stopped.set()
        for _ in range(200):
            if self.worker.left:
                return True
            time.sleep(0.05)
        return False


@dataclass
class Fleet:
    """The workers of one cluster. `settings`: the installation's `ZHICHENG_…`, as every worker gets them."""

    ray: Any
    settings: dict[str, str]
    worker_mbit: float = 0.0
    most: int | None = None
    actors: dict[str, Any] = field(default_factory=dict)
    where: dict[str, Place] = field(default_factory=dict)
    sites: tuple[str, ...] = ()  # whose cameras have to be near to a machine
    far: list[str] = field(default_factory=list)  # sites that no living machine is near to

    def reconcile(self) -> tuple[int, int]:
        """As many as there is room for; returns (started, ended). Actors on machines that died are forgotten, not waited for."""
        machines = [machine_of(n) for n in self.ray.nodes() if n["Alive"]]
        living = {m.id for m in machines}
        for name in [n for n, p in self.where.items() if p.machine not in living]:
            log.warning("the machine of %s is gone; its cameras move within thirty seconds", name)
            self._forget(name)
        far = unserved(machines, self.sites)
        if far and far != self.far:
            log.warning("no machine serves the sites %s: nobody looks at their cameras", ", ".join(far))
        self.far = far
        wanted = places(machines, self.worker_mbit, self.most)
        start, end = changes(wanted, self.actors.keys())
        for place in start:
            self._start(place)
        for name in end:
            self._end(name)
        return len(start), len(end)

    def _start(self, place: Place) -> None:
        from ray.util.scheduling_strategies import NodeAffinitySchedulingStrategy

        more = {MBIT: self.worker_mbit} if self.worker_mbit else {}
        actor = self.ray.remote(Eyes).options(
            name=place.name, namespace=NAMESPACE, num_cpus=1, resources=more, max_restarts=-1, max_concurrency=4,
            scheduling_strategy=NodeAffinitySchedulingStrategy(node_id=place.machine, soft=False),
        )  # fmt: skip
        self.actors[place.name] = actor.remote(place.sites, self.settings)
        self.where[place.name] = place

    def _end(self, name: str) -> None:
        actor = self.actors[name]
        try:
            self.ray.get(actor.stop.remote(), timeout=15)
        except Exception as error:  # it is dead, or hangs: the lease ends by itself
            log.warning("%s did not say goodbye: %s", name, type(error).__name__)
        self.ray.kill(actor)
        self._forget(name)

    def _forget(self, name: str) -> None:
        self.actors.pop(name, None)
        self.where.pop(name, None)

    def figures(self) -> dict[str, dict[str, Any]]:
        """How each worker is; those that do not answer are shown so."""
        asked = {name: actor.figures.remote() for name, actor in self.actors.items()}
        found: dict[str, dict[str, Any]] = {}
        for name, answer in asked.items():
            try:
                found[name] = self.ray.get(answer, timeout=5)
            except Exception as error:
                found[name] = {"trouble": type(error).__name__}
        return found

    def run(self, stop: threading.Event, tell: Callable[[dict[str, dict[str, Any]]], None], every_s: float = EVERY_S) -> None:  # fmt: skip
        """Until `stop`; then all of them end in good order."""
        try:
            while not stop.is_set():
                self.reconcile()
                stop.wait(every_s)
                tell(self.figures())
        finally:
            for name in list(self.actors):
                self._end(name)
