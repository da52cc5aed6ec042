"""A post that somebody has to look at, or that became a report at once. What concerns nobody here has no life: a digest and a count."""

from zhicheng.kernel.states import Arrow, Machine

READERS = frozenset({"acceptor"})

POST = Machine(
    "socialpost",
    start="read",
    states={"read": "待判读", "reported": "已转上报", "dropped": "不相关"},
    arrows={
        ("read", "accept"): Arrow("reported", READERS | {"rule"}, "转上报", why="it tells of something in the street: from here on a report"),
        ("read", "drop"): Arrow("dropped", READERS | {"rule"}, "不相关", why="nothing for us, or nobody looked in time: its words are forgotten"),
    },
)  # fmt: skip
