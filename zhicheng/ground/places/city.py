"""The city that the running system stands in: roads, areas, names and tiles, opened once per process."""

from __future__ import annotations

import gzip
import json
import threading
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from zhicheng.engines.areas import LEVELS, AreaIndex
from zhicheng.engines.datum import Datum, to_wgs84
from zhicheng.engines.gazetteer import Gazetteer, Place, short_form
from zhicheng.engines.routing import Backend, Network
from zhicheng.kernel.errors import BadInput

FORMAT = 1  # of the files in a city directory; the build writes the same number
_ON_THE_ROAD_METRES = 8.0


@dataclass(frozen=True)
class Located:
    """Codes of the areas that hold one point; "" where there is none."""

    district: str
    street: str
    community: str
    grid: str


@dataclass(frozen=True)
class LocatedMany:
    """Codes for n points: object arrays of str (n,), "" where there is none."""

    district: NDArray[Any]
    street: NDArray[Any]
    community: NDArray[Any]
    grid: NDArray[Any]


class City:
    """One city directory. Parts load on first use; `City.open` gives one object per unchanged directory."""

    _open: dict[tuple[Path, int], City] = {}  # noqa: RUF012 - the cache is the point
    _lock = threading.Lock()

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.info = _read_info(folder)

    @classmethod
    def open(cls, folder: Path) -> City:
        """The city in `folder`, from the cache when its city.json has not changed. BadInput when there is none."""
        folder = Path(folder).resolve()
        try:
            stamp = (folder / "city.json").stat().st_mtime_ns
        except OSError:
            raise BadInput(f"{folder} holds no city; build one with `zhicheng city build`.", field="city") from None
        with cls._lock:
            if (folder, stamp) not in cls._open:
                cls._open = {key: city for key, city in cls._open.items() if key[0] != folder}
                cls._open[folder, stamp] = cls(folder)
            return cls._open[folder, stamp]

    @property
    def name(self) -> str:
        """The city's name."""
        return str(self.info["name"])

    @property
    def bounds(self) -> tuple[float, float, float, float]:
        """West, south, east, north of its roads, degrees."""
        west, south, east, north = self.info["bounds"]
        return west, south, east, north

    @property
    def tiles(self) -> Path:
        """The PMTiles file, to be served with HTTP Range."""
        return self.folder / "tiles.pmtiles"

    def area_file(self, level: str) -> Path:
        """GeoJSON of one level. BadInput for an unknown level."""
        if level not in LEVELS:
            raise BadInput(f"Level {level!r} is none of {', '.join(LEVELS)}.", field="level")
        return self.folder / "areas" / f"{level}.geojson"

    @cached_property
    def areas(self) -> AreaIndex:
        """Districts, streets, communities, grids."""
        return AreaIndex.load(self.folder / "areas.npz")

    @cached_property
    def network(self) -> Network:
        """Roads for car, e-bike, walking; falls back to scipy where the faster library cannot be loaded."""
        return Network.load(self.folder / "network.npz", best_backend())

    @cached_property
    def gazetteer(self) -> Gazetteer:
        """Names of roads and places."""
        return Gazetteer(_read_places(self.folder / "gazetteer.json.gz"), self.network.graph)

    @cached_property
    def extras(self) -> dict[str, Any]:
        """What the demo city adds for the simulator (night markets, school gates, shops …); empty for other cities."""
        path = self.folder / "extras.json.gz"
        return json.loads(gzip.decompress(path.read_bytes())) if path.is_file() else {}

    def locate(self, lng: float, lat: float) -> Located:
        """One WGS-84 point to its codes."""
        row = self.areas.parents[self.areas.locate(lng, lat)[0]]
        return Located(*(str(code) for code in self.areas.codes[row]))

    def locate_many(self, lng: ArrayLike, lat: ArrayLike) -> LocatedMany:
        """WGS-84 points (n,) to their codes; millions per second."""
        codes = self.areas.codes[self.areas.parents[self.areas.locate(lng, lat)]]
        return LocatedMany(*codes.T)

    def covers(self, lng: ArrayLike, lat: ArrayLike) -> NDArray[np.bool_]:
        """Whether points lie in this city: in one of its areas or, when it has none, in the bounds of its roads."""
        if self.areas.areas:
            return np.asarray(self.areas.locate(lng, lat) >= 0)
        x, y = np.atleast_1d(np.asarray(lng, float)), np.atleast_1d(np.asarray(lat, float))
        west, south, east, north = self.bounds
        return np.asarray((x >= west) & (x <= east) & (y >= south) & (y <= north))

    def enter(self, lng: ArrayLike, lat: ArrayLike, datum: Datum) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """The door: points in any datum become WGS-84, once."""
        return to_wgs84(lng, lat, datum)

    def name_of(self, code: str) -> str:
        """The area's name, "" for an unknown code."""
        index = self.areas.index_of.get(code)
        return "" if index is None else self.areas.areas[index].name

    def describe(self, lng: float, lat: float) -> str:
        """The place in words: 示范区学院路东侧近文化巷路口（滨江社区）; "" far from anything."""
        at = self.locate(lng, lat)
        district, community = short_form(self.name_of(at.district)), short_form(self.name_of(at.community))
        suffix = f"（{community}）" if community else ""
        road = self.gazetteer.road_at(lng, lat)
        if road is None:
            return f"{district}{suffix}"
        cross = self.gazetteer.cross_street(road.lng, road.lat, road.name)
        side = self._side(lng, lat, road.lng, road.lat, road.direction, road.metres)
        return f"{district}{road.name}{side}" + (f"近{cross}路口" if cross else "") + suffix

    def _side(self, lng: float, lat: float, road_lng: float, road_lat: float, direction: float, metres: float) -> str:
        if metres < _ON_THE_ROAD_METRES:
            return ""
        (x, y), (rx, ry) = self.network.plane(lng, lat)[0], self.network.plane(road_lng, road_lat)[0]
        if abs(np.cos(direction)) > abs(np.sin(direction)):  # the road runs east-west
            return "北侧" if y > ry else "南侧"
        return "东侧" if x > rx else "西侧"


def best_backend() -> Backend:
    """The back end "cch" where pyroutingkit can be loaded, else "scipy"."""
    try:
        import pyroutingkit  # noqa: F401 - asking is the purpose
    except ImportError:
        return "scipy"
    return "cch"


def _read_info(folder: Path) -> dict[str, Any]:
    try:
        info = json.loads((folder / "city.json").read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise BadInput(f"{folder} holds no readable city.json ({error}); build the city again.", field="city") from None
    if not isinstance(info, dict) or info.get("format") != FORMAT:
        raise BadInput(f"The city in {folder} has another format than {FORMAT}; build it again.", field="city")
    return info


def _read_places(path: Path) -> list[Place]:
    try:
        rows = json.loads(gzip.decompress(path.read_bytes()))["places"]
        return [Place(str(n), str(k), float(x), float(y)) for n, k, x, y in rows]
    except (OSError, ValueError, KeyError, TypeError, EOFError) as error:
        raise BadInput(f"{path.name} is not a gazetteer of this version ({error}); build the city again.") from None
