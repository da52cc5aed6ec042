"""Who decides, crimes, what is lawful here (INV-81 to INV-89)."""

from __future__ import annotations

from zhicheng.law.explore.monitors.seen import Seen


def a_human_decides(seen: Seen) -> str:
    return "INV-81" if all(a.roles & {"service", "system"} for a in seen.event.actors or ()) else ""


def no_crime(seen: Seen) -> str:
    return "INV-86" if seen.facts.crime_suspected else ""


def a_crime(seen: Seen) -> str:
    return "" if seen.facts.crime_suspected else "INV-86"


def not_lawful_here(seen: Seen) -> str:
    return "INV-89" if seen.facts.lawful_here else ""
