"""Places for everybody: where is this, what is it called."""

from __future__ import annotations

from django.http import HttpRequest
from ninja import Query, Router

from zhicheng.ground.places import queries
from zhicheng.ground.places.queries import Area, PlaceAt, PlaceFound
from zhicheng.infra.api import PROBLEMS, Lat, Lng
from zhicheng.kernel.errors import BadInput

router = Router(tags=["places"])


@router.get("/places/at", response={200: PlaceAt, **PROBLEMS})
def place_at(request: HttpRequest, lng: Lng, lat: Lat) -> PlaceAt:
    """Area codes and words of a point (WGS-84)."""
    return queries.at(lng, lat)


@router.get("/places/search", response={200: list[PlaceFound], **PROBLEMS})
def search(request: HttpRequest, q: str = Query(min_length=1, max_length=60)) -> list[PlaceFound]:  # type: ignore[type-arg]
    """Roads and places whose name begins with or contains `q`."""
    return [{"name": f.name, "kind": f.kind, "lng": f.lng, "lat": f.lat} for f in queries.city().gazetteer.search(q)]


@router.get("/areas", response={200: list[Area], **PROBLEMS})
def areas(request: HttpRequest, level: str = "street") -> list[Area]:
    """All areas of a level, in order of their codes."""
    if level not in dict(queries.LEVELS):
        raise BadInput(
            "level 只能是 district、street、community、grid。",
            "level is district, street, community or grid.",
            field="level",
        )
    found = [a for a in queries.city().areas.areas if a.level == level]
    return [
        {"code": a.code, "name": a.name, "level": a.level, "parent": a.parent or ""}
        for a in sorted(found, key=lambda a: a.code)
    ]
