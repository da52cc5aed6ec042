"""A small city of our own making: things that several people report, among things that one person reports."""

from __future__ import annotations

import random

import numpy as np

from zhicheng.engines.duplicates.reports import Reports, reports_from

THINGS = (
    "人行道上堆着建筑垃圾，绕不过去", "路灯坏了一星期没人修", "流动摊贩占道卖水果", "共享单车堵住盲道", "井盖松动，车一过就响",
    "广告牌快掉下来了", "夜里工地施工噪声很大", "餐馆油烟直排到窗前", "树枝压断了电线", "小区门口违停一排车",
)  # fmt: skip
MORE = ("，请尽快处理", "，已经好几天了", "！！", "，我家老人差点摔倒", "，昨天也报过", "")
LNG, LAT = 120.15, 30.27


def drawn_city(
    *, things: int = 60, repeats: int = 4, seed: int = 1, places: bool = True
) -> tuple[Reports, dict[int, int]]:
    """Reports in time order and the links {row: row of the first report of its thing}."""
    rng = random.Random(seed)
    rows: list[tuple[float, float, float, str, str, int]] = []
    for thing in range(things):
        kind = rng.randrange(len(THINGS))
        lng, lat, start = LNG + rng.uniform(-0.02, 0.02), LAT + rng.uniform(-0.02, 0.02), rng.uniform(0, 24 * 40)
        for _ in range(rng.randint(1, repeats)):
            moved = (lng + rng.gauss(0, 8e-5), lat + rng.gauss(0, 8e-5)) if places else (np.nan, np.nan)
            where = f"幸福路{100 + thing}号" if not places else ""
            text = where + THINGS[kind] + rng.choice(MORE)
            rows.append((start + rng.expovariate(1 / 20), *moved, f"m{kind}", text, thing))
    rows.sort()
    first: dict[int, int] = {}
    links = {}
    for row, (*_, thing) in enumerate(rows):
        if thing in first:
            links[row] = first[thing]
        first.setdefault(thing, row)
    hours, lng_, lat_, category, texts, _ = (list(c) for c in zip(*rows, strict=True))
    made = reports_from(
        ids=[f"r{i}" for i in range(len(rows))], hours=hours, lng=lng_, lat=lat_, category=category, texts=texts,
        closed=[np.nan] * len(rows),
    )  # fmt: skip
    return made, links
