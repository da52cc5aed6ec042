"""One job of one crew (or, for a unit without phones, of the unit): offered, answered, done or given back."""

from zhicheng.kernel.states import Arrow, Machine

CREW = frozenset({"member"})
SYSTEM = frozenset({"system"})
JOB = Machine(
    "assignment",
    start="offered",
    states={
        "offered": "已派单", "accepted": "已接单", "arrived": "已到场", "done": "完成", "declined": "谢绝", "expired": "超时未接",
        "recalled": "改派收回",
    },
    arrows={
        ("offered", "accept"): Arrow("accepted", CREW, "接单", why="a promise: from now on it moves only for a reason"),
        ("offered", "decline"): Arrow("declined", CREW, "谢绝", ("reason",), why="goes back to the pool"),
        ("offered", "expire"): Arrow("expired", SYSTEM, "超时", why="no answer in time: somebody else is asked"),
        ("offered", "recall"): Arrow("recalled", SYSTEM, "收回", ("reason",), why="the ticket went elsewhere"),
        ("accepted", "arrive"): Arrow("arrived", CREW, "到场", why="the clock of response times stops"),
        ("accepted", "recall"): Arrow("recalled", frozenset({"dispatcher", "system"}), "改派", ("reason",), why="only for a reason"),
        ("accepted", "decline"): Arrow("declined", CREW, "退回", ("reason",), why="called away on the road"),
        ("arrived", "finish"): Arrow("done", CREW, "完成", why="fed back, verified or checked"),
        ("arrived", "recall"): Arrow("recalled", frozenset({"dispatcher", "system"}), "收回", ("reason",), why="ticket voided"),
        ("accepted", "finish"): Arrow("done", CREW, "完成", why="a unit without phones does not report its arrival"),
    },
)  # fmt: skip
ACTIVE = frozenset({"offered", "accepted", "arrived"})
INCIDENT = Machine(
    "incident",
    start="open",
    states={"open": "处置中", "over": "解除", "withdrawn": "撤回"},
    arrows={
        ("open", "settle"): Arrow(
            "over", frozenset({"dispatcher", "shift_leader"}), "解除", ("text",), why="somebody answered for it"
        ),
        ("open", "withdraw"): Arrow("withdrawn", CREW, "撤回", why="who called is all right, or pressed by mistake"),
    },
)
