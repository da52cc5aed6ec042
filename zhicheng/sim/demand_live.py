"""What happens in the streets of the demo city: which matter, where, at which hour, in whose words. Seeded.

The rates are ours (a lively evening city of about 1,500 reports a day), not measured in any real one.
"""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from zhicheng.ground.places.city import City
from zhicheng.kernel.calendar import CHINA

REPORTS_PER_HOUR = 110.0  # at the busiest hour
# Share of the busiest hour, by local hour.
HOURS = (
    0.10, 0.06, 0.04, 0.04, 0.06, 0.15, 0.30, 0.55, 0.75, 0.80, 0.80, 0.75, 0.60, 0.55, 0.60, 0.65, 0.75, 0.90, 1.00, 1.00, 0.85, 0.60,
    0.35, 0.20,
)  # fmt: skip
SOURCES = (("citizen", 0.35), ("hotline", 0.22), ("grid", 0.25), ("camera", 0.18))


@dataclass(frozen=True, slots=True)
class Scene:
    """One sort of trouble: where it gathers, when, and how people put it."""

    matter: str
    weight: float
    spots: str  # a list of the city's extras
    hours: tuple[int, int]
    words: tuple[str, ...]
    camera: bool = False


SCENES = (
    Scene(
        "09006",
        3.0,
        "metro_exits",
        (7, 23),
        ("{name}外面有人占道摆摊，挡住了人行道", "{name}旁边摆摊的占了大半条路"),
        camera=True,
    ),
    Scene(
        "09001",
        2.0,
        "school_gates",
        (7, 18),
        ("{name}门口有流动摊贩卖小吃，学生都挤在路边", "放学时{name}门口游商很多"),
        camera=True,
    ),
    Scene(
        "09006",
        1.2,
        "night_markets",
        (17, 24),
        ("{name}旁边有摊位摆到了机动车道上", "{name}人行道上全是地摊"),
        camera=True,
    ),
    Scene(
        "09005",
        2.0,
        "shops",
        (8, 22),
        ("{name}把货摆到店外人行道上了", "{road}上{name}店外经营，占了盲道"),
        camera=True,
    ),
    Scene(
        "06010",
        2.2,
        "estates",
        (6, 22),
        ("{name}门口有一堆暴露垃圾没人清", "{name}旁边生活垃圾堆在路边，很臭"),
        camera=True,
    ),
    Scene("06042", 1.4, "markets", (6, 22), ("{name}门口垃圾桶满了，垃圾满溢到地上", "{name}的垃圾箱满了没人收")),
    Scene("06012", 1.0, "markets", (6, 20), ("{name}门前路面脏，都是菜叶和污水", "{name}门口道路不洁")),
    Scene(
        "09009",
        2.2,
        "hospitals",
        (7, 22),
        ("{name}门口机动车违停，救护车进不来", "{name}前面人行道上停满了车，违停严重"),
        camera=True,
    ),
    Scene("09010", 1.6, "metro_exits", (7, 22), ("{name}电动车乱停，通道堵死了", "{name}非机动车停得到处都是")),
    Scene("09011", 1.4, "metro_exits", (7, 22), ("{name}共享单车堆成山", "{name}口共享单车倒了一片")),
    Scene("06029", 0.8, "night_markets", (18, 24), ("{name}有人露天烧烤，油烟很大", "{name}露天烧烤到半夜")),
    Scene("06028", 0.8, "scenic", (18, 22), ("{name}广场舞音响太大，噪音扰民", "{name}高音喇叭很吵")),
    Scene("07001", 1.2, "estates", (8, 20), ("{name}楼道口墙上贴满小广告", "{name}围墙上的小广告清了又贴")),
    Scene("06036", 1.0, "estates", (8, 20), ("{name}门口有人乱堆杂物", "{name}消防通道边堆放杂物")),
    Scene("06013", 0.8, "estates", (7, 20), ("{name}门口道路破损，坑洼积水", "{name}前面路面有个大坑")),
    Scene("01037", 0.5, "estates", (18, 24), ("{name}门口路灯不亮", "{name}一排路灯都灭了")),
    Scene("01003", 0.4, "markets", (6, 22), ("{name}门口雨水井盖破了，很危险",)),
    Scene("04002", 0.4, "scenic", (7, 19), ("{name}旁边一棵行道树倾斜，树枝断了",)),
    Scene("10002", 0.2, "shops", (7, 22), ("{road}上线缆脱落，垂到人行道上",)),
)


@dataclass(frozen=True, slots=True)
class Happening:
    """One report to be: what, where, from whom. `matter` is what a camera or a collector would name."""

    source: str
    matter: str
    text: str
    lng: float
    lat: float


class Street:
    """Draws happenings; the same seed gives the same city life."""

    def __init__(self, city: City, seed: int = 1) -> None:
        self.rng = random.Random(seed)
        self.spots: dict[str, Sequence[dict[str, Any]]] = {
            k: v for k, v in city.extras.items() if isinstance(v, list) and v
        }
        self.scenes = [s for s in SCENES if s.spots in self.spots]
        self.city = city
        self.last: list[Happening] = []

    def rate(self, at: datetime) -> float:
        """Reports per hour at this moment."""
        return REPORTS_PER_HOUR * HOURS[at.astimezone(CHINA).hour]

    def draw(self, at: datetime) -> Happening:
        """One happening at this hour; one in seven repeats a recent one from another side, as neighbours do."""
        if self.last and self.rng.random() < 0.14:
            seen = self.rng.choice(self.last)
            source = "hotline" if self.rng.random() < 0.5 else "citizen"
            return Happening(source, seen.matter, seen.text + "，希望尽快处理", *self._near(seen.lng, seen.lat, 12))
        hour = at.astimezone(CHINA).hour
        open_now = [s for s in self.scenes if s.hours[0] <= hour < s.hours[1]] or self.scenes[4:5] or self.scenes[:1]
        scene = self.rng.choices(open_now, [s.weight for s in open_now])[0]
        source = self.rng.choices([s for s, _ in SOURCES], [w for _, w in SOURCES])[0]
        if source == "camera" and not scene.camera:
            source = "grid"
        spot = self.rng.choice(self.spots[scene.spots])
        lng, lat = self._near(spot["lng"], spot["lat"], 60)
        text = self.rng.choice(scene.words).format(name=spot["name"], road=spot.get("road", "路边"))
        found = Happening(source, scene.matter, text, lng, lat)
        self.last = [*self.last[-40:], found]
        return found

    def _near(self, lng: float, lat: float, metres: float) -> tuple[float, float]:
        """A point some metres away, inside the city."""
        for _ in range(8):
            x = lng + self.rng.gauss(0, metres / 94_000)
            y = lat + self.rng.gauss(0, metres / 111_000)
            if self.city.locate(x, y).grid:
                return round(x, 6), round(y, 6)
        return lng, lat
