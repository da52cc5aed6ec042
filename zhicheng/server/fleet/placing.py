"""Which worker belongs where: pure, from what the machines say they have. `mbit` and `site:AREA` are Ray's custom resources of a machine."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

SITE = "site:"
MBIT = "mbit"


@dataclass(frozen=True, slots=True)
class Machine:
    """One living node of the cluster."""

    id: str
    cores: float
    mbit: float | None = None  # nobody said: as much as is wanted
    sites: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Place:
    """One worker that should run: on which machine, for which sites (none: all)."""

    machine: str
    number: int
    sites: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        return f"eyes:{self.machine}:{self.number}"


def machine_of(node: Mapping[str, object]) -> Machine:
    """From what Ray says of a node."""
    has = node.get("Resources")
    resources: Mapping[str, float] = has if isinstance(has, Mapping) else {}
    sites = tuple(sorted(k.removeprefix(SITE) for k, v in resources.items() if k.startswith(SITE) and v > 0))
    mbit = resources.get(MBIT)
    return Machine(str(node["NodeID"]), float(resources.get("CPU", 0)), None if mbit is None else float(mbit), sites)


def places(machines: Sequence[Machine], worker_mbit: float, most: int | None = None) -> list[Place]:
    """One worker per core, as many as the machine's bandwidth carries; of all of them at most `most`, taken in turn from each machine."""
    rows = [_of_one(m, worker_mbit) for m in sorted(machines, key=lambda m: m.id)]
    in_turn = [row[k] for k in range(max((len(r) for r in rows), default=0)) for row in rows if k < len(row)]
    return in_turn if most is None else in_turn[:most]


def _of_one(machine: Machine, worker_mbit: float) -> list[Place]:
    count = int(machine.cores)
    if machine.mbit is not None and worker_mbit > 0:
        count = min(count, int(machine.mbit // worker_mbit))
    return [Place(machine.id, n, machine.sites) for n in range(count)]


def changes(wanted: Collection[Place], running: Collection[str]) -> tuple[list[Place], list[str]]:
    """What to start and what to end, so that what runs is what is wanted."""
    names = {p.name for p in wanted}
    start = [p for p in wanted if p.name not in running]
    return start, sorted(name for name in running if name not in names)


def unserved(machines: Collection[Machine], sites: Collection[str]) -> list[str]:
    """Sites that no living machine is near to; their cameras are taken by machines that serve all, if there are any."""
    if any(not m.sites for m in machines):
        return []
    near = {s for m in machines for s in m.sites}
    return sorted(set(sites) - near)
