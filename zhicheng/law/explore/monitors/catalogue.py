"""The catalogue, raw: entries, ranges and stages as the packs have them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from functools import lru_cache
from typing import Any

from zhicheng.kernel.calendar import CHINA
from zhicheng.law.explore.monitors.seen import Seen
from zhicheng.law.packs import load_pack


@lru_cache(maxsize=512)
def raw(entry: str) -> Mapping[str, Any]:
    for region in ("national", "zhejiang", "beijing"):
        for row in load_pack(region, "violations")["violations"]:
            if row["id"] == entry:
                found: Mapping[str, Any] = row
                return found
    raise KeyError(entry)


@lru_cache(maxsize=512)
def _local(entry: str, region: str) -> Mapping[str, Any]:
    """An entry whose amounts are set locally, as the region's own pack sets them."""
    row = raw(entry)
    if not any("local" in s["fine"].values() for s in row["stages"]):
        return row
    folder = {"330000": "zhejiang", "110000": "beijing"}[region]
    own = [r for r in load_pack(folder, "violations")["violations"] if r.get("implements") == entry]
    return own[0] if own else row


def act_of(seen: Seen) -> Mapping[str, Any]:
    """The entry that speaks of this act and party: the local one, unless a law in force on the day of the act has overtaken it."""
    facts = seen.facts
    row = _local(facts.violations[0], seen.world.region)
    above = row.get("yields", {}).get("org" if facts.party.subject == "org" else "citizen")
    day = facts.act.astimezone(CHINA).date() if facts.act else seen.day
    return raw(above) if above and _in_force(raw(above), day) else row


def _in_force(row: Mapping[str, Any], day: date) -> bool:
    begins, ends = row.get("from"), row.get("to")
    return (not begins or date.fromisoformat(begins) <= day) and (not ends or day <= date.fromisoformat(ends))


def ranges(seen: Seen) -> list[tuple[int, int]]:
    """In fen: what the catalogue allows for this act and party, by any text in force on the day of the act or of the decision."""
    party = "org" if seen.facts.party.subject == "org" else "citizen"
    named = act_of(seen)
    before = [raw(named["replaces"])] if named.get("replaces") else []
    act = seen.facts.act.date() if seen.facts.act else seen.day
    found = []
    for row in (named, *before):
        if _in_force(row, act) or _in_force(row, seen.day):
            for stage in row["stages"]:
                value = stage["fine"].get(party)
                if "rate" in stage["fine"]:
                    value = [round((seen.facts.cost or 0) / 100 * r) for r in stage["fine"]["rate"]]
                if "per" in stage["fine"] and isinstance(value, list):
                    value = [v * (seen.facts.count or 1) for v in value]
                if isinstance(value, list) and (stage["pre"] != "order_ignored" or ignored(seen)):
                    found.append((value[0] * 100, value[1] * 100))
    return found


def only_ignoring(seen: Seen) -> bool:
    return all(s["pre"] == "order_ignored" for s in act_of(seen)["stages"])


def ignored(seen: Seen) -> bool:
    if seen.facts.order_ignored:
        return True
    order, check = seen.place("T06", "T26"), seen.place("recheck")
    return 0 <= order < check and not seen.log[check].data.corrected
