"""Where may I sell? For everybody, without an account."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from ninja import Query, Router

from zhicheng.ground.permits import queries
from zhicheng.infra import clock
from zhicheng.infra.api import PROBLEMS

router = Router(tags=["permits"])


@router.get("/permits/lawful", response={200: list[dict[str, Any]], **PROBLEMS})
def lawful(
    request: HttpRequest,
    lng: float,
    lat: float,
    radius: int = Query(1500, ge=50, le=5000),  # type: ignore[type-arg]
) -> list[dict[str, Any]]:
    """Lawful stall places around a point with their hours, nearest first."""
    return queries.lawful_near(lng=lng, lat=lat, radius_m=radius, at=clock.now())
