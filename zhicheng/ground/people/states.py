"""A crew's day: off, on shift, on break. What it is doing on shift follows from its job, not from here."""

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
