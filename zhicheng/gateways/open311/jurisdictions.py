"""Whose brigade is meant: `jurisdiction_id` → the area that it keeps."""

from __future__ import annotations

from collections.abc import Mapping

from zhicheng.gateways.open311.faults import Fault, missing
from zhicheng.ground.places import queries as places
from zhicheng.infra.config import config
from zhicheng.kernel.phrases import Phrase


def known_ids() -> Mapping[str, str]:
    """Every id with its area code ("" = the whole city). Without a setting the city's own name is one."""
    return config().open311_jurisdictions or {places.city().name: ""}


def chosen(jurisdiction_id: str) -> str:
    """The id that is meant; "" where there is only one and nothing was said. Fault for one that is unknown, or missing where there are several."""
    known = known_ids()
    if jurisdiction_id:
        if jurisdiction_id not in known:
            raise missing(f"辖区 {jurisdiction_id[:80]}", f"jurisdiction {jurisdiction_id[:80]}")
        return jurisdiction_id
    if len(known) > 1:
        names = ", ".join(known)
        raise Fault(
            400, Phrase(f"缺少 jurisdiction_id，可用：{names}。", f"jurisdiction_id is missing; any of {names}.")
        )
    return next(iter(known)) if config().open311_jurisdictions else ""


def area_of(jurisdiction_id: str) -> str:
    """Area code prefix; "" = the whole city."""
    return known_ids().get(jurisdiction_id, "")
