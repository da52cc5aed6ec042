"""Two lives: the whistle's (domain/workorder_states.yaml, `whistle`), and that of each department it calls.

`street` is the street office, `department` whoever holds the department's link, `system` the machine itself.
"""

from zhicheng.kernel.states import Arrow, Machine

STREET, DEPARTMENT, SYSTEM = frozenset({"street"}), frozenset({"department"}), frozenset({"system"})

WHISTLE = Machine(
    "whistle",
    start="blown",
    states={
        "blown": "吹哨", "reported_in": "报到", "joint_plan": "会商", "acting": "联合处置", "reviewed": "街乡评议", "closed": "销哨",
    },
    arrows={
        ("blown", "call"): Arrow("blown", STREET, "增呼部门", why="one more is needed, or another than first thought"),
        ("blown", "gather"): Arrow("reported_in", SYSTEM, "报到齐", why="everybody called has answered and somebody is there"),
        ("blown", "proceed"): Arrow("reported_in", STREET, "先行会商", ("reason",), why="the thing does not wait for who is late"),
        ("blown", "withdraw"): Arrow("closed", STREET, "撤哨", ("reason",), why="blown by mistake, or nobody is competent"),
        ("reported_in", "call"): Arrow("reported_in", STREET, "增呼部门", why="the place shows who else is needed"),
        ("reported_in", "withdraw"): Arrow("closed", STREET, "撤哨", ("reason",), why="at the place there was nothing to do together"),
        ("reported_in", "agree"): Arrow("joint_plan", STREET, "会商", ("found", "tasks"), why="who does what until when is written down"),
        ("joint_plan", "call"): Arrow("joint_plan", STREET, "增呼部门", why="the plan shows who else is needed"),
        ("joint_plan", "amend"): Arrow("joint_plan", STREET, "补充会商", ("found", "tasks"), why="somebody came late, something was forgotten"),
        ("joint_plan", "act"): Arrow("acting", STREET | SYSTEM, "联合处置", why="all have signed, or the street begins"),
        ("acting", "call"): Arrow("acting", STREET, "增呼部门", why="the work shows who else is needed"),
        ("acting", "amend"): Arrow("acting", STREET, "补充会商", ("found", "tasks"), why="somebody came late, something was forgotten"),
        ("acting", "review"): Arrow("reviewed", STREET, "街乡评议", why="each task is done or explained"),
        ("reviewed", "close"): Arrow("closed", STREET, "销哨", why="each department has its rating"),
    },
)  # fmt: skip

SUMMONS = Machine(
    "summons",
    start="called",
    states={
        "called": "待报到", "reported_in": "已报到", "declined": "回复不属本部门", "tasked": "办理中", "done": "已办结", "explained": "已说明",
        "absent": "未到场", "rated": "已评价", "released": "已撤回",
    },
    arrows={
        ("called", "report_in"): Arrow("reported_in", DEPARTMENT, "报到", ("name", "phone"), why="somebody of that department is there"),
        ("called", "decline"): Arrow("declined", DEPARTMENT, "回复不属", ("reason",), why="cannot come, or not its matter: the street decides"),
        ("declined", "recall"): Arrow("called", STREET, "再次召请", ("reason",), why="the street does not share the reason"),
        ("called", "release"): Arrow("released", STREET, "撤回", ("reason",), why="the whistle was withdrawn"),
        ("declined", "release"): Arrow("released", STREET, "撤回", ("reason",), why="the whistle was withdrawn"),
        ("reported_in", "release"): Arrow("released", STREET, "撤回", ("reason",), why="the whistle was withdrawn"),
        ("called", "miss"): Arrow("absent", STREET, "记未到场", why="the others have finished without it"),
        ("reported_in", "task"): Arrow("tasked", STREET, "分工", ("text", "due"), why="what it does, in its own name and power"),
        ("tasked", "sign"): Arrow("tasked", DEPARTMENT, "签字确认", ("name",), why="the record says what it agreed to"),
        ("tasked", "finish"): Arrow("done", DEPARTMENT | SYSTEM, "办结", ("photo", "text"), why="done, and shown"),
        ("tasked", "explain"): Arrow("explained", DEPARTMENT, "说明", ("reason",), why="it could not be done, and says why"),
        ("done", "redo"): Arrow("tasked", STREET, "退回重办", ("reason",), why="the street has looked: it is not done"),
        ("explained", "redo"): Arrow("tasked", STREET, "退回重办", ("reason",), why="the street does not share the reason"),
        ("reported_in", "rate"): Arrow("rated", STREET, "评价", ("score", "reason"), why="was there, had nothing to do"),
        ("done", "rate"): Arrow("rated", STREET, "评价", ("score", "reason"), why="the street's word about this department"),
        ("explained", "rate"): Arrow("rated", STREET, "评价", ("score", "reason"), why="the street's word about this department"),
        ("absent", "rate"): Arrow("rated", STREET, "评价", ("score", "reason"), why="not coming is rated too"),
        ("rated", "rate"): Arrow("rated", STREET, "改评", ("score", "reason"), why="the street may think again while the rated may reply"),
        ("rated", "reply"): Arrow("rated", DEPARTMENT, "回应评价", ("text",), why="who is rated is heard"),
    },
)  # fmt: skip

RUNNING = frozenset({"blown", "reported_in", "joint_plan", "acting"})
TO_RATE = frozenset({"reported_in", "done", "explained", "absent"})
