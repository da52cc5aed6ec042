"""An order of the hotline: taken, answered, the answer returned; opened again when the caller says that it is not solved."""

from zhicheng.kernel.states import Arrow, Machine

CALLERS = frozenset({"acceptor"})

ORDER = Machine(
    "hotlineorder",
    start="taken",
    states={"taken": "已接收", "answered": "已答复", "returned": "已回传", "reopened": "已重办"},
    arrows={
        ("taken", "answer"): Arrow("answered", frozenset({"rule"}), "答复", why="its ticket has ended: the hotline is told what was done"),
        ("answered", "return"): Arrow("returned", frozenset({"rule", "acceptor"}), "回传", why="the hotline has the answer, by file or over HTTP"),
        ("answered", "call_back"): Arrow("answered", CALLERS, "回访", why="the caller is asked as soon as it is done, returned or not"),
        ("returned", "call_back"): Arrow("returned", CALLERS, "回访", why="response, solved, satisfied: in the caller's own words"),
        ("answered", "reopen"): Arrow("reopened", CALLERS, "重办", why="not solved: a new report with its own clock follows this one"),
        ("returned", "reopen"): Arrow("reopened", CALLERS, "重办", why="not solved: a new report with its own clock follows this one"),
    },
)  # fmt: skip
