"""What becomes of an observation, and when a zone may speak."""

from zhicheng.kernel.states import Arrow, Machine

REVIEWERS = frozenset({"acceptor", "shift_leader", "dispatcher", "manager"})
RULE = frozenset({"rule"})

OBSERVATION = Machine(
    "observation",
    start="pre_alarm",
    states={
        "pre_alarm": "预警", "confirmed": "待复核", "told": "已劝导", "reported": "已上报", "rejected": "误报", "left": "自行离开",
        "corrected": "自行整改", "lawful": "合法", "muted": "静默记录", "lapsed": "逾期未复核",
    },
    arrows={
        ("pre_alarm", "confirm"): Arrow("confirmed", RULE, "机器确认", why="it stayed for the zone's dwell time; no decision yet (PIPL 24)"),
        ("pre_alarm", "leave"): Arrow("left", RULE, "自行离开", why="gone before anything came of it"),
        ("confirmed", "allow"): Arrow("lawful", RULE, "合法", why="a permit covers place and hour: never pursued (INV-89)"),
        ("confirmed", "mute"): Arrow("muted", RULE, "静默", why="its zone is silent, or asks for more confidence: kept for the figures"),
        ("confirmed", "tell"): Arrow("told", RULE, "劝导", why="somebody who can put it right is registered: told first, no officer"),
        ("confirmed", "pass"): Arrow("reported", RULE, "自动上报", why="the city lets this zone report by itself; a sample is reviewed afterwards"),
        ("confirmed", "accept"): Arrow("reported", REVIEWERS, "属实", why="a person has looked: one tap"),
        ("confirmed", "reject"): Arrow("rejected", REVIEWERS, "误报", ("reason",), why="no, because …: the zone learns from it"),
        ("confirmed", "leave"): Arrow("left", RULE, "自行离开", why="gone before anybody looked: nothing is left to handle"),
        ("confirmed", "lapse"): Arrow("lapsed", RULE, "逾期", why="nobody looked within a day: counted, not reported"),
        ("told", "correct"): Arrow("corrected", RULE, "自行整改", why="the same eye looked again and it is gone: no case, no officer"),
        ("told", "remain"): Arrow("confirmed", RULE, "仍在", why="told, and still there: now a person looks"),
        ("reported", "leave"): Arrow("reported", RULE, "已消失", why="the eye sees it gone: whoever handles the ticket may know"),
        ("reported", "audit"): Arrow("reported", REVIEWERS, "抽查", ("right",), why="a sample of what reports by itself is looked at"),
        ("left", "return"): Arrow("confirmed", RULE, "返回", why="the same thing at the same place within half an hour is the same"),
        ("corrected", "return"): Arrow("confirmed", RULE, "返回", why="put right only until the eye looked away"),
        ("lawful", "overstay"): Arrow("confirmed", RULE, "超时", why="the lawful hours have ended and it is still there"),
    },
)  # fmt: skip

GUARD = Machine(
    "guard",
    start="armed",
    states={"armed": "布防", "silent": "静默"},
    arrows={
        ("armed", "tune"): Arrow("armed", RULE | REVIEWERS, "调整", why="thresholds follow what reviewers said, or a keeper sets them"),
        ("armed", "silence"): Arrow("silent", RULE | REVIEWERS, "静默", ("reason",), why="mostly wrong: troubles nobody until somebody has looked"),
        ("silent", "tune"): Arrow("silent", RULE | REVIEWERS, "调整", why="also while it is silent"),
        ("silent", "arm"): Arrow("armed", RULE | REVIEWERS, "恢复", why="its time of silence is over, or somebody has put it right"),
    },
)  # fmt: skip
