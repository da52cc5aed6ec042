"""A camera is in use, switched off or removed; an upkeep order is open until somebody has put the device right."""

from zhicheng.kernel.states import Arrow, Machine

KEEPERS = frozenset({"engineer", "manager", "admin"})
LOOKERS = KEEPERS | {"acceptor", "shift_leader", "dispatcher", "supervisor"}

CAMERA = Machine(
    "camera",
    start="on",
    states={"on": "在用", "off": "停用", "gone": "已拆除"},
    arrows={
        ("on", "change"): Arrow("on", KEEPERS, "变更登记", why="what the register says of it was wrong or is no longer so"),
        ("off", "change"): Arrow("off", KEEPERS, "变更登记", why="also while it is off"),
        ("on", "draw"): Arrow("on", KEEPERS, "画区域", ("scene",), why="what its picture forbids where"),
        ("off", "draw"): Arrow("off", KEEPERS, "画区域", ("scene",), why="before it is switched on"),
        ("on", "open"): Arrow("on", LOOKERS, "调阅", ("reason",), why="who saw unmasked pictures, and what for (VIDEO 16, INV-82)"),
        ("off", "open"): Arrow("off", LOOKERS, "调阅", ("reason",), why="its kept pictures can still be looked into"),
        ("on", "switch_off"): Arrow("off", KEEPERS, "停用", ("reason",), why="no longer needed here, or its time has not come"),
        ("off", "switch_on"): Arrow("on", KEEPERS, "启用", why="it looks again"),
        ("on", "remove"): Arrow("gone", KEEPERS, "拆除", ("reason",), why="the purpose has ended (VIDEO 7)"),
        ("off", "remove"): Arrow("gone", KEEPERS, "拆除", ("reason",), why="the purpose has ended (VIDEO 7)"),
    },
)  # fmt: skip

UPKEEP = Machine(
    "upkeep",
    start="open",
    states={"open": "待处理", "done": "已修复", "over": "自行恢复", "void": "无需处理"},
    arrows={
        ("open", "repair"): Arrow("done", KEEPERS, "修复", ("what",), why="somebody was there and says what he did"),
        ("open", "recover"): Arrow("over", frozenset({"system"}), "自行恢复", why="the trouble went away before anybody came"),
        ("open", "dismiss"): Arrow("void", KEEPERS, "无需处理", ("reason",), why="planned work, or no trouble after all"),
    },
)  # fmt: skip
