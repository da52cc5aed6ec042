"""Evidence and the record (INV-50 to INV-55)."""

from __future__ import annotations

from zhicheng.kernel.calendar import CHINA
from zhicheng.law.explore.monitors.seen import Seen, nth_working


def camera_counts(seen: Seen) -> str:
    device = seen.facts.device
    return "INV-50" if device is not None and device.location_published is None else ""


def proof_is_good(seen: Seen) -> str:
    out = {e.data.about for e in seen.log if e.step == "exclude_evidence"}
    if any(i.unlawful or i.id in out for i in seen.event.data.evidence):
        return "INV-51"
    return "INV-53" if any(i.taken is not None and i.taken > seen.day for i in seen.event.data.evidence) else ""


def preserved_in_time(seen: Seen) -> str:
    at, settled = seen.place("T21"), seen.place("settle_preserved")
    if at < 0 or settled > at:
        return ""
    start = seen.log[at].at.astimezone(CHINA).date()
    return "INV-54" if seen.event.step == "T90" or seen.day > nth_working(start, 7) else ""


def record_is_whole(seen: Seen) -> str:
    return "INV-55" if seen.event.data.lacking else ""
