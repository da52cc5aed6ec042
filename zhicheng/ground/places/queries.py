"""The running system's city and its area names."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache, lru_cache

import shapely
from typing_extensions import TypedDict

from zhicheng.ground.places.city import City
from zhicheng.infra.config import config
from zhicheng.kernel.errors import BadInput

LEVELS = (("district", 6), ("street", 9), ("community", 12), ("grid", 15))


class AreaName(TypedDict):
    code: str
    name: str


class Levels(TypedDict):
    """The areas that hold a point, from the district down; None where nothing does."""

    district: AreaName | None
    street: AreaName | None
    community: AreaName | None
    grid: AreaName | None


class PlaceAt(Levels):
    """A point in words and areas."""

    text: str
    lng: float
    lat: float


class PlaceFound(TypedDict):
    name: str
    kind: str
    lng: float
    lat: float


class Area(TypedDict):
    """`parent` is "" for a district."""

    code: str
    name: str
    level: str
    parent: str


@cache
def city() -> City:
    """The installation's city, loaded once per process (a new build needs a restart); BadInput when there is none."""
    return City.open(config().city_dir)


def name_of(code: str) -> str:
    """An area's name; the code itself when it is unknown."""
    return city().name_of(code) or code


def levels(code: str) -> Levels:
    """The areas of a grid code; None where the code is shorter."""
    found: list[AreaName | None] = [
        {"code": code[:digits], "name": name_of(code[:digits])} if len(code) >= digits else None for _, digits in LEVELS
    ]
    return {"district": found[0], "street": found[1], "community": found[2], "grid": found[3]}


def middle_of(code: str) -> tuple[float, float] | None:
    """A point well inside an area, where a map of it may open; None for an area that the city has not."""
    found = next((a for a in city().areas.areas if a.code == code), None)
    point = found.geometry.representative_point() if found else None
    return (round(point.x, 6), round(point.y, 6)) if point is not None else None


MOST_CELLS = 200
_SIMPLER = (0.0, 2e-6, 1e-5, 5e-5)  # degrees; the first that leaves few enough corners


def ring_of(codes: Sequence[str], *, corners: int = 200) -> list[list[float]]:
    """The outline of areas that lie together, [[lng, lat], …]. BadInput for one that there is not, or for areas apart from each other."""
    by_code = {a.code: a for a in city().areas.areas}
    unknown = [c for c in codes if c not in by_code]
    if unknown or not 0 < len(codes) <= MOST_CELLS:
        raise BadInput(
            f"本市没有网格「{unknown[0]}」，请从列表中选择。" if unknown else f"请选 1 到 {MOST_CELLS} 个网格。",
            f"The city has no area {unknown[0]}; choose from the list."
            if unknown
            else f"Choose 1 to {MOST_CELLS} cells.",
            field="cells",
        )
    whole = shapely.unary_union([by_code[c].geometry.buffer(1e-7) for c in codes])
    if whole.geom_type != "Polygon":
        raise BadInput(
            "选的网格不相连，请只选连成一片的网格。",
            "These cells do not lie together; choose cells that touch.",
            field="cells",
        )
    rings = (shapely.Polygon(whole.exterior).simplify(s).exterior.coords for s in _SIMPLER)
    found = next((r for r in rings if len(r) <= corners), None)
    if found is None:
        raise BadInput(
            "这些网格的边界太复杂，请少选几个。",
            "The outline of these cells has too many corners; choose fewer.",
            field="cells",
        )
    return [[round(x, 6), round(y, 6)] for x, y in found]


def names_of(code: str) -> str:
    """A grid code's areas in words, district first."""
    return " ".join(name_of(code[:digits]) for _, digits in LEVELS if len(code) >= digits)


@lru_cache(maxsize=50_000)
def place_text(lng: float, lat: float) -> str:
    """A place in words, for people."""
    return city().describe(lng, lat)


def at(lng: float, lat: float) -> PlaceAt:
    """Area codes and words of one point."""
    grid = city().locate(lng, lat).grid
    return {"text": place_text(lng, lat) if grid else "", "lng": lng, "lat": lat, **levels(grid)}


def code_of(text: str) -> str:
    """The code of an area given as code or name; "" for the whole city. BadInput when there is none, or several of that name."""
    text = text.strip()
    if text in ("", "全市", "*", city().name):
        return ""
    found = _codes_by_name().get(text, ())
    if text.isdigit():
        found = (text,) if city().name_of(text) else ()
    if len(found) == 1:
        return found[0]
    if found:
        raise BadInput(
            f"本市有 {len(found)} 个「{text}」，请改填代码：{'、'.join(found[:4])}。",
            f"The city has {len(found)} areas “{text}”; give the code instead: {', '.join(found[:4])}.",
        )
    raise BadInput(
        f"本市没有辖区「{text}」，请填区、街道、社区的名称或代码，全市留空。",
        f"The city has no area “{text}”; give the name or code of a district, street or community, nothing for the whole city.",
    )


@cache
def _codes_by_name() -> dict[str, tuple[str, ...]]:
    """Name, also without （示范）, → codes."""
    out: dict[str, list[str]] = {}
    for area in city().areas.areas:
        for name in {area.name, area.name.replace("（示范）", "")}:
            out.setdefault(name, []).append(area.code)
    return {name: tuple(sorted(codes)) for name, codes in out.items()}
