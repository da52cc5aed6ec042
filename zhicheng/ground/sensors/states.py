"""A sensor is in use, switched off or removed. Its readings and alarms are not its life cycle."""

from zhicheng.kernel.states import Arrow, Machine

KEEPERS = frozenset({"engineer", "manager", "admin"})
LOOKERS = KEEPERS | {"acceptor", "shift_leader", "dispatcher", "supervisor"}

SENSOR = Machine(
    "sensor",
    start="on",
    states={"on": "在用", "off": "停用", "gone": "已拆除"},
    arrows={
        ("on", "change"): Arrow("on", KEEPERS, "变更登记", why="what the register says of it was wrong or is no longer so"),
        ("off", "change"): Arrow("off", KEEPERS, "变更登记", why="also while it is off"),
        ("on", "calibrate"): Arrow("on", KEEPERS, "校准", ("by",), why="compared with a reference: from then on its values are corrected"),
        ("off", "calibrate"): Arrow("off", KEEPERS, "校准", ("by",), why="in the workshop"),
        ("on", "set_limits"): Arrow("on", KEEPERS, "设定限值", ("reason",), why="this place is not like others of its class"),
        ("off", "set_limits"): Arrow("off", KEEPERS, "设定限值", ("reason",), why="before it is switched on"),
        ("on", "switch_off"): Arrow("off", KEEPERS, "停用", ("reason",), why="works beside it, or it tells nonsense: its readings are refused"),
        ("off", "switch_on"): Arrow("on", KEEPERS, "启用", why="it speaks again"),
        ("on", "remove"): Arrow("gone", KEEPERS, "拆除", ("reason",), why="taken away; its readings stay as long as announced"),
        ("off", "remove"): Arrow("gone", KEEPERS, "拆除", ("reason",), why="taken away; its readings stay as long as announced"),
    },
)  # fmt: skip
