"""A piece of evidence is kept, perhaps excluded, never removed; goods are held for a limited time and then dealt with."""

from zhicheng.kernel.states import Arrow, Machine

OFFICES = frozenset({"squad_head", "legal_reviewer", "head", "hearing_host", "archivist"})  # of a case
FIELD = frozenset({"member", "handler", "collector", "acceptor", "shift_leader", "manager"}) | OFFICES
HEADS = frozenset({"shift_leader", "manager", "squad_head", "head"})
OFFICERS = (
    frozenset({"handler"}) | HEADS
)  # a handler also shows a valid certificate: assistants and workers do not count

EVIDENCE = Machine(
    "evidence",
    start="kept",
    states={"kept": "在案", "excluded": "已排除"},
    arrows={
        ("kept", "open"): Arrow("kept", OFFICERS, "调阅原件", ("reason",), why="an original is opened for a reason, and that is told"),
        ("kept", "hand_over"): Arrow("kept", OFFICERS, "移交", ("to",), why="both sign; who holds it is always known (INV-88)"),
        ("kept", "exclude"): Arrow("excluded", HEADS, "排除", ("reason",), why="illegally obtained: it stays visible as excluded (APL 46, INV-51)"),
        ("excluded", "readmit"): Arrow("kept", HEADS, "恢复", ("reason",), why="the exclusion was wrong; both decisions stay in the record"),
        ("excluded", "open"): Arrow("excluded", OFFICERS, "调阅原件", ("reason",), why="also what is excluded can be looked into"),
        ("excluded", "hand_over"): Arrow("excluded", OFFICERS, "移交", ("to",), why="it is still held by somebody"),
    },
)  # fmt: skip

HOLDING = Machine(
    "holding",
    start="held",
    states={"held": "保存中", "decided": "已处理", "released": "到期解除"},
    arrows={
        ("held", "extend"): Arrow("held", HEADS, "延长", ("reason",), why="seizure once, thirty days more (AEL 25); preservation never"),
        ("held", "hand_over"): Arrow("held", OFFICERS, "移交", ("to",), why="both sign (INV-88)"),
        ("held", "decide"): Arrow("decided", HEADS, "处理决定", ("outcome",), why="each item returned, seized, confiscated or sent on (APL 56)"),
        ("held", "release"): Arrow("released", frozenset({"system"}), "到期解除", why="nobody decided in time: the goods are free (INV-54, INV-60)"),
    },
)  # fmt: skip
