"""A flight is planned, then flown or called off."""

from zhicheng.kernel.states import Arrow, Machine

PLANNERS = frozenset({"dispatcher", "shift_leader", "engineer", "manager"})

FLIGHT = Machine(
    "flight",
    start="planned",
    states={"planned": "待飞", "flown": "已飞", "cancelled": "已取消"},
    arrows={
        ("planned", "land"): Arrow("flown", PLANNERS, "飞行入库", why="its pictures were taken in"),
        ("planned", "cancel"): Arrow("cancelled", PLANNERS | {"rule"}, "取消", ("reason",), why="weather, a no-fly zone, or two days gone by"),
    },
)  # fmt: skip
