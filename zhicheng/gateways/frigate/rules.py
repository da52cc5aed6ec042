"""From what Frigate saw to what we say of it: by our zones, our dwell, its time stamps. Pure."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from zhicheng.gateways.frigate.payloads import Seen

VEHICLES = frozenset({"car", "truck", "bus", "motorcycle", "van", "school_bus", "garbage_truck"})
LABELS: Mapping[str, frozenset[str]] = {
    # a kind of ours, and Frigate's labels (COCO and Frigate+) that can be it
    "motor_parking": VEHICLES,
    "non_motor_parking": frozenset({"bicycle", "motorcycle"}),
    "stall": frozenset({"person", "umbrella", "food_cart", "bicycle", "motorcycle", "truck", "car"}),
    "pile": frozenset({"package", "suitcase", "box", "chair", "couch", "bed"}),
    "garbage": frozenset({"package", "waste_bin", "trash", "garbage_bag", "bottle"}),
}
SAY_AGAIN = timedelta(seconds=20)  # that it is still there: whoever was told to leave is judged by it
TOO_NEW = timedelta(minutes=10)  # a frame from the future: the box's clock is wrong
RETURN_WITHIN = timedelta(seconds=30)  # out of the zone and back: hidden by a passer-by, not gone
STAGES = ("", "pre_alarm", "confirmed", "over")  # in the order in which they are reached


@dataclass(frozen=True, slots=True)
class Place:
    """One zone of one camera: which of Frigate's labels mean what there, and after how long."""

    zone: str  # Frigate's name of it
    kind: str
    pre_alarm_s: float
    dwell_s: float
    labels: frozenset[str] = frozenset()
    named: str = ""  # our name of the zone, where it is another

    def means(self, label: str) -> bool:
        wanted = self.labels or LABELS.get(self.kind, frozenset())
        return any(part in wanted for part in label.split("+"))


@dataclass(frozen=True, slots=True)
class Stay:
    """One tracked object in one zone, as far as we know it."""

    thing: str
    camera: str
    tracked: str
    zone: str
    number: int
    since: datetime
    seen_at: datetime
    away_since: datetime | None = None
    stage: str = ""
    said_at: datetime | None = None


def thing_of(tracked: str, zone: str, number: int = 1) -> str:
    """The observation's name of it: never more than 64 characters, never the same for two."""
    name = f"{tracked}/{zone}" + (f"/{number}" if number > 1 else "")
    if len(name) <= 64:
        return name
    return f"{name[:43]}~{hashlib.sha256(name.encode()).hexdigest()[:20]}"


@dataclass(frozen=True, slots=True)
class Followed:
    """What one message made of a stay: how it stands now, and what is news, in order."""

    stay: Stay | None
    news: tuple[tuple[Stay, str], ...] = ()
    before: Stay | None = None  # the visit that ended because it was gone too long


def follow(stay: Stay | None, seen: Seen, place: Place) -> Followed:
    """One message about an object, for one zone in which it is or was."""
    there = place.zone in seen.zones and not seen.false_positive
    if stay is None:
        return _said(_arrived(seen, place, 1), seen, place, there) if there and seen.kind != "end" else Followed(None)
    if there and stay.away_since is not None and seen.at > stay.away_since + RETURN_WITHIN:
        left = _said(replace(stay), seen, place, False)
        if seen.kind == "end":
            return left
        anew = _said(_arrived(seen, place, stay.number + 1), seen, place, there)
        return Followed(anew.stay, left.news + anew.news, left.stay)
    return _said(_moved(stay, seen, there), seen, place, there)


def _moved(stay: Stay, seen: Seen, there: bool) -> Stay:
    """Where a message arrives after a later one, it stretches the stay, but does not send it away."""
    if there:
        back = None if stay.away_since is None or seen.at > stay.away_since else stay.away_since
        return replace(stay, since=min(stay.since, seen.at), seen_at=max(stay.seen_at, seen.at), away_since=back)
    if stay.away_since is None and seen.at <= stay.seen_at:
        return stay
    return replace(stay, away_since=min(stay.away_since or seen.at, seen.at))


def _arrived(seen: Seen, place: Place, number: int) -> Stay:
    """From this frame on: Frigate does not say when it came into the zone, only that it is there in this frame."""
    return Stay(
        thing_of(seen.tracked, place.zone, number), seen.camera, seen.tracked, place.zone, number, seen.at, seen.at
    )


def _said(stay: Stay, seen: Seen, place: Place, there: bool) -> Followed:
    news: list[tuple[Stay, str]] = []
    reached = [_dwelt(stay, place)] if there else []
    if _is_over(stay, seen, there) and (stay.stage or any(reached)):
        reached.append("over")
    for stage in reached:
        if STAGES.index(stage) > STAGES.index(stay.stage):
            stay = replace(stay, stage=stage, said_at=stay.seen_at)
            news.append((stay, stage))
    if not news and there and stay.stage in ("pre_alarm", "confirmed") and _is_worth_saying_again(stay):
        stay = replace(stay, said_at=stay.seen_at)
        news.append((stay, stay.stage))
    return Followed(stay, tuple(news))


def _is_worth_saying_again(stay: Stay) -> bool:
    return stay.said_at is None or stay.seen_at - stay.said_at >= SAY_AGAIN


def _dwelt(stay: Stay, place: Place) -> str:
    """Only frames in which it stands there count; that no message came proves nothing."""
    dwelt = (stay.seen_at - stay.since).total_seconds()
    if dwelt >= place.dwell_s:
        return "confirmed"
    return "pre_alarm" if dwelt >= place.pre_alarm_s else ""


def _is_over(stay: Stay, seen: Seen, there: bool) -> bool:
    if seen.kind == "end" or seen.false_positive:
        return True
    return not there and stay.away_since is not None and seen.at > stay.away_since + RETURN_WITHIN


def facts_of(seen: Seen, stay: Stay) -> dict[str, Any]:
    """What goes with the observation. A plate read by one reader on somebody else's box is a hint, never a finding."""
    found = dict(seen.facts or {})
    found["frigate_id"] = seen.tracked
    found["dwell_s"] = round((stay.seen_at - stay.since).total_seconds())
    if seen.false_positive:
        found["false_positive"] = True
    if seen.plate:
        found["plate_hint"] = {"text": seen.plate, "per_cent": seen.plate_score, "needs_person": True}
    return found
