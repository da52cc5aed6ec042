"""Two lives: a complaint about an officer, and praise. `supervisor` is the supervision unit, `citizen` whoever holds the receipt."""

from zhicheng.kernel.states import Arrow, Machine

SUPERVISION, CITIZEN = frozenset({"supervisor"}), frozenset({"citizen"})

COMPLAINT = Machine(
    "complaint",
    start="received",
    states={"received": "已收到", "looking": "核查中", "answered": "已答复", "refused": "不属于对人员的投诉"},
    arrows={
        ("received", "take"): Arrow("looking", SUPERVISION, "受理核查", why="somebody of the supervision unit makes it his"),
        ("received", "name"): Arrow("received", SUPERVISION, "认定被投诉人", ("unit",), why="from then on his squad cannot see it"),
        ("looking", "name"): Arrow("looking", SUPERVISION, "认定被投诉人", ("unit",), why="looking shows that it was another one"),
        ("looking", "extend"): Arrow("looking", SUPERVISION, "延长期限", ("reason",), why="once, with a reason that the citizen reads"),
        ("looking", "answer"): Arrow("answered", SUPERVISION, "答复", ("finding", "text"), why="what was found, in words for the citizen"),
        ("received", "refuse"): Arrow(
            "refused", SUPERVISION, "不作为投诉", ("reason",), why="about a thing, not a person; the reason says where to go"
        ),
        ("answered", "reopen"): Arrow("looking", CITIZEN, "请求复核", ("reason",), why="once: the citizen does not share the answer"),
    },
)  # fmt: skip

PRAISE = Machine(
    "praise",
    start="received",
    states={"received": "已收到", "passed_on": "已转达", "set_aside": "不转达"},
    arrows={
        ("received", "pass_on"): Arrow("passed_on", SUPERVISION, "转达", ("unit",), why="read first: nobody is mocked by name through us"),
        ("received", "set_aside"): Arrow("set_aside", SUPERVISION, "不转达", ("reason",), why="no praise, or nobody can be found"),
    },
)  # fmt: skip
