"""The work order's life (domain/workorder_states.yaml), 18 of its 19 states: a draft lives on the sender's phone.

`by` names the roles; `rule` is a rule account (fast lane), `system` the machine itself. Why an arrow exists stands beside it.
"""

from zhicheng.kernel.states import Arrow, Machine


def _by(*roles: str) -> frozenset[str]:
    return frozenset(roles)


STATES = {
    "reported": "上报", "verifying": "核实中", "accepted": "受理", "rejected": "不予受理", "filed": "立案", "not_filed": "不予立案",
    "to_dispatch": "待派遣", "dispatched": "待处置", "handling": "处置中", "on_hold": "挂账", "handled": "处置反馈",
    "checking": "核查中", "rework": "返工", "to_close": "待结案", "closed": "结案", "force_closed": "强制结案", "voided": "作废",
    "evaluated": "已评价",
}  # fmt: skip

TICKET = Machine(
    "ticket",
    start="reported",
    states=STATES,
    arrows={
        ("reported", "verify"): Arrow(
            "verifying", _by("acceptor", "rule"), "派发核实", why="not a collector's report: look first"
        ),
        ("verifying", "confirm"): Arrow("accepted", _by("collector"), "核实属实", ("photo",), why="seen with own eyes"),
        ("verifying", "reject"): Arrow(
            "rejected", _by("acceptor", "collector"), "核实不属实", ("reason",), why="the reporter is told why"
        ),
        ("reported", "accept"): Arrow(
            "accepted", _by("acceptor", "rule"), "受理", why="collector's report, or review desk (fast lane)"
        ),
        ("reported", "reject"): Arrow(
            "rejected", _by("acceptor"), "不予受理", ("reason",), why="the reporter is told why"
        ),
        ("reported", "merge"): Arrow(
            "voided",
            _by("acceptor", "rule"),
            "并案",
            ("other",),
            why="the same thing has a ticket: its reporters follow that one",
        ),
        ("verifying", "merge"): Arrow(
            "voided", _by("acceptor"), "并案", ("other",), why="the same, seen while somebody was on the way"
        ),
        ("to_dispatch", "merge"): Arrow(
            "voided",
            _by("acceptor", "dispatcher", "rule"),
            "并案",
            ("other",),
            why="the same, before a unit has it (fast lane)",
        ),
        ("dispatched", "merge"): Arrow(
            "voided",
            _by("acceptor", "dispatcher", "rule"),
            "并案",
            ("other",),
            why="the same, before anybody works on it (fast lane)",
        ),
        **{
            (state, "recategorise"): Arrow(
                state, _by("acceptor", "shift_leader"), "更正事项", ("matter",), why="the words were misread"
            )
            for state in ("reported", "verifying", "accepted")
        },
        **{
            (state, "recategorise"): Arrow(
                "to_dispatch",
                _by("acceptor", "dispatcher"),
                "更正事项",
                ("matter",),
                why="another unit is competent, nobody works on it yet",
            )
            for state in ("to_dispatch", "dispatched")
        },
        ("reported", "settle"): Arrow(
            "closed", _by("shift_leader"), "自处理结案", ("photo",), why="the reporter put it right himself"
        ),
        ("accepted", "file"): Arrow(
            "filed", _by("shift_leader", "rule"), "立案", ("condition",), why="names a filing condition"
        ),
        ("accepted", "decline"): Arrow(
            "not_filed", _by("shift_leader"), "不予立案", ("reason",), why="no filing condition holds"
        ),
        ("filed", "hand_over"): Arrow(
            "to_dispatch", _by("system", "rule"), "转指挥中心", why="supervision files, command dispatches"
        ),
        ("to_dispatch", "dispatch"): Arrow(
            "dispatched", _by("dispatcher", "rule"), "派遣", ("unit",), why="handling limit starts"
        ),
        ("dispatched", "start"): Arrow("handling", _by("department", "handler"), "接单", why="somebody goes"),
        ("dispatched", "return"): Arrow(
            "to_dispatch", _by("dispatcher"), "回退", ("reason",), why="another unit is competent; counted"
        ),
        ("dispatched", "ask"): Arrow(
            "dispatched", _by("department"), "申请回退", ("reason",), why="asked by who handles, granted by who sends"
        ),
        ("handling", "ask"): Arrow(
            "handling", _by("department", "handler"), "申请延时或挂账", ("reason",), why="before expiry only"
        ),
        ("handling", "deny"): Arrow(
            "handling", _by("dispatcher"), "不同意申请", ("reason",), why="the answer to a request is on record"
        ),
        ("handling", "extend"): Arrow(
            "handling", _by("dispatcher"), "延时", ("new_due_at", "reason"), why="the first deadline stays stored"
        ),
        ("handling", "hold"): Arrow(
            "on_hold", _by("dispatcher"), "挂账", ("reason", "resume_on"), why="season or budget; the clock stops"
        ),
        ("on_hold", "resume"): Arrow("handling", _by("dispatcher", "system"), "挂账恢复", why="the clock runs on"),
        ("handling", "feed_back"): Arrow(
            "handled", _by("department", "handler"), "处置反馈", ("photo", "text"), why="says what was done"
        ),
        ("handled", "check"): Arrow(
            "checking", _by("acceptor", "rule"), "派发核查", why="other eyes than the handler's"
        ),
        ("checking", "pass"): Arrow(
            "to_close", _by("collector"), "核查通过", ("photo",), why="closing condition seen at the place"
        ),
        ("checking", "fail"): Arrow("rework", _by("collector"), "核查不通过", ("photo", "reason"), why="not done"),
        ("rework", "redo"): Arrow("handling", _by("dispatcher", "rule"), "返工", why="counted; the limit runs on"),
        ("to_close", "close"): Arrow(
            "closed", _by("shift_leader"), "结案", why="supervision closes, never who handled"
        ),
        ("dispatched", "void"): Arrow("voided", _by("shift_leader"), "作废", ("reason",), why="filed by mistake"),
        ("handling", "void"): Arrow("voided", _by("shift_leader"), "作废", ("reason",), why="filed by mistake"),
        ("on_hold", "void"): Arrow("voided", _by("shift_leader"), "作废", ("reason",), why="filed by mistake"),
        ("handling", "force_close"): Arrow(
            "force_closed", _by("shift_leader"), "强制结案", ("reason",), why="reported separately"
        ),
        ("on_hold", "force_close"): Arrow(
            "force_closed", _by("shift_leader"), "强制结案", ("reason",), why="reported separately"
        ),
        ("rework", "force_close"): Arrow(
            "force_closed", _by("shift_leader"), "强制结案", ("reason",), why="reported separately"
        ),
        ("closed", "evaluate"): Arrow(
            "evaluated", _by("system", "citizen"), "综合评价", why="step seven; a citizen's own words"
        ),
    },
)

ENDS = frozenset({"rejected", "not_filed", "closed", "force_closed", "voided", "evaluated"})
OPEN = frozenset(STATES) - ENDS
COMMAND = frozenset(
    {"to_dispatch", "dispatched", "handling", "on_hold", "rework"}
)  # held by command and units, not supervision
