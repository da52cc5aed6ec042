"""What becomes of a report. Its ticket has a life of its own (tickets/states.py)."""

from zhicheng.kernel.states import Arrow, Machine

RULE = frozenset({"rule", "acceptor"})
REPORT = Machine(
    "report",
    start="received",
    states={
        "received": "已收到", "waiting": "待补位置或类别", "ticketed": "已立工单", "merged": "并入已有工单", "lawful": "合法，不予追究",
        "rejected": "不予受理",
    },
    arrows={
        ("received", "wait"): Arrow("waiting", RULE, "待补", why="without place or category nobody can be sent; it waits, it is not refused"),
        ("received", "ticket"): Arrow("ticketed", RULE, "立工单", why="a new problem"),
        ("received", "merge"): Arrow("merged", RULE, "并案", why="known already: the reporter follows the same ticket"),
        ("received", "allow"): Arrow("lawful", RULE, "合法", why="designated place and hour (INV-89)"),
        ("ticketed", "merge"): Arrow("merged", RULE, "并案", why="its ticket turned out to tell of a known thing: it follows that one"),
        ("merged", "split"): Arrow("ticketed", RULE, "拆出", why="it tells of another thing after all: a ticket of its own"),
        ("ticketed", "correct"): Arrow("ticketed", RULE, "更正事项", ("matter",), why="its words were misread; who corrects the ticket corrects it"),
        ("waiting", "complete"): Arrow("received", RULE, "补全", why="place and category are known now"),
        ("waiting", "reject"): Arrow(
            "rejected", frozenset({"acceptor"}), "不予受理", needs=("reason",), why="no place, no matter, or none of ours: its reporter is told why"
        ),
    },
)  # fmt: skip
