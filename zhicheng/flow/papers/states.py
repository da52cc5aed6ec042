"""A paper's life: drafted, signed on glass, numbered, final; a number once taken is never given back, only void."""

from zhicheng.kernel.states import Arrow, Machine

WRITERS = frozenset({"officer", "case_handler", "legal_reviewer", "head", "hearing_host", "archivist"})
SYSTEM = frozenset({"system"})

PAPER = Machine(
    "paper",
    start="draft",
    states={"draft": "草稿", "numbered": "已编号", "final": "定稿", "voided": "作废", "dropped": "已弃用"},
    arrows={
        ("draft", "change"): Arrow("draft", WRITERS, "修改", why="other content, so what was signed is unsigned again"),
        ("draft", "sign"): Arrow("draft", WRITERS, "签名", why="a trace on glass, bound to person, time and content"),
        ("draft", "number"): Arrow(
            "numbered", WRITERS, "编号", why="everything is complete and agrees: the next number of the series, for good"
        ),
        ("draft", "drop"): Arrow("dropped", WRITERS, "弃用", ("reason",), why="a draft has no number, so nothing is missing"),
        ("numbered", "complete"): Arrow(
            "final", SYSTEM, "定稿", why="the file is made, sealed and kept; again by a worker when the first try died"
        ),
        ("numbered", "void"): Arrow("voided", WRITERS, "作废", ("reason",), why="the number stays in the series, visible as void"),
        ("final", "void"): Arrow("voided", WRITERS, "作废", ("reason",), why="the file stays; the number is not used again"),
    },
)  # fmt: skip

BLOCK = Machine(
    "block",
    start="open",
    states={"open": "使用中", "closed": "已交回"},
    arrows={
        ("open", "close"): Arrow(
            "closed", WRITERS | SYSTEM, "交回", ("reason",), why="unused numbers go back, or stay visible as void when the series has gone on"
        ),
    },
)  # fmt: skip
