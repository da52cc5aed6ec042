"""A crew's day (what it is doing on shift follows from its job, not from here), and how somebody's lost keys are taken away."""

from zhicheng.kernel.states import Arrow, Machine

CREW = Machine(
    "crew",
    start="off",
    states={"off": "未上岗", "on": "在岗", "break": "休息"},
    arrows={
        ("off", "start"): Arrow(
            "on", frozenset({"member"}), "点名上岗", why="roll call begins the shift; position sharing begins"
        ),
        ("on", "rest"): Arrow(
            "break", frozenset({"member"}), "休息", why="no position is shared and no job offered in a break"
        ),
        ("break", "resume"): Arrow("on", frozenset({"member"}), "恢复", why="the break is over"),
        ("on", "end"): Arrow("off", frozenset({"member"}), "下岗", why="the shift is over"),
        ("break", "end"): Arrow("off", frozenset({"member"}), "下岗", why="a shift may end in a break"),
    },
)
KEEPERS = frozenset({"manager", "admin"})
RESET = Machine(
    "reset",
    start="asked",
    states={"asked": "待复核", "done": "已重置", "refused": "已驳回", "lapsed": "已过期"},
    arrows={
        ("asked", "confirm"): Arrow(
            "done",
            KEEPERS,
            "复核重置",
            why="a second keeper has seen the person: factors, phones, password and sessions end",
        ),
        ("asked", "refuse"): Arrow(
            "refused", KEEPERS, "驳回", ("reason",), why="the person did not ask for it, or the keeper takes it back"
        ),
        ("asked", "lapse"): Arrow("lapsed", frozenset({"system"}), "过期", why="nobody confirmed it within a day"),
    },
)
