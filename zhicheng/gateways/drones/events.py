"""What happens to a planned flight."""

from zhicheng.infra.events import Moved, kind


@kind("flight.plan", "计划飞行", "Flight planned")
class Planned(Moved, frozen=True, kw_only=True):
    """`about`: ticket:NO or route; `lead_only`: what it sees will be leads, for its drone lacks what APL 41 asks."""

    name: str
    drone: str
    about: str
    points: int
    metres: int
    lead_only: bool


@kind("flight.land", "飞行入库", "Flight taken in")
class Flown(Moved, frozen=True, kw_only=True):
    frames: int
    observations: int


@kind("flight.cancel", "取消飞行", "Flight called off")
class Cancelled(Moved, frozen=True, kw_only=True):
    reason: str
