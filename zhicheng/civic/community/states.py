"""The lives of what a neighbourhood does together.

`office` is who runs it (street office or manager), `resident` a person whose phone is proven, `firm` who holds the firm's link,
`system` the machine itself.
"""

from zhicheng.kernel.states import Arrow, Machine

OFFICE, RESIDENT, FIRM, SYSTEM = (
    frozenset({"office"}),
    frozenset({"resident"}),
    frozenset({"firm"}),
    frozenset({"system"}),
)

REDEMPTION = Machine(
    "redemption",
    start="redeemed",
    states={"redeemed": "待领取", "handed_over": "已领取", "returned": "已退回"},
    arrows={
        ("redeemed", "hand_over"): Arrow("handed_over", OFFICE, "发放", ("code",), why="whoever shows the code gets the thing"),
        ("redeemed", "give_back"): Arrow("returned", OFFICE | RESIDENT, "退回", why="not fetched, or not wanted: the points come back"),
    },
)  # fmt: skip

OPENDAY = Machine(
    "openday",
    start="announced",
    states={"announced": "报名中", "held": "已举办", "called_off": "已取消"},
    arrows={
        ("announced", "hold"): Arrow("held", OFFICE, "举办完毕", why="who did not come is noted, who came may say how it was"),
        ("announced", "call_off"): Arrow("called_off", OFFICE, "取消", ("reason",), why="it does not take place; everybody is told"),
    },
)  # fmt: skip

SIGNUP = Machine(
    "signup",
    start="asked",
    states={
        "asked": "登记", "has_place": "已报名", "waiting": "候补", "cancelled": "已退出", "came": "已到", "missed": "未到",
        "called_off": "活动取消",
    },
    arrows={
        ("asked", "place"): Arrow("has_place", SYSTEM, "报上名", why="a place was free"),
        ("asked", "wait"): Arrow("waiting", SYSTEM, "进入候补", why="all places are taken"),
        ("waiting", "move_up"): Arrow("has_place", SYSTEM, "候补转正", why="somebody cancelled: the one who waits longest has the place"),
        ("has_place", "cancel"): Arrow("cancelled", RESIDENT, "退出", why="cannot come: the place goes to who waits"),
        ("waiting", "cancel"): Arrow("cancelled", RESIDENT, "退出", why="does not wait any longer"),
        ("cancelled", "place"): Arrow("has_place", SYSTEM, "重新报名", why="thought again, and a place was free"),
        ("cancelled", "wait"): Arrow("waiting", SYSTEM, "重新候补", why="thought again: at the end of the list"),
        ("has_place", "come"): Arrow("came", OFFICE, "签到", ("code",), why="stands at the door and says the code"),
        ("has_place", "miss"): Arrow("missed", SYSTEM, "记未到", why="it is over and nobody said that code"),
        ("waiting", "miss"): Arrow("missed", SYSTEM, "候补结束", why="it is over, no place came free"),
        ("has_place", "call_off"): Arrow("called_off", SYSTEM, "活动取消", why="it does not take place"),
        ("waiting", "call_off"): Arrow("called_off", SYSTEM, "活动取消", why="it does not take place"),
        ("came", "feed_back"): Arrow("came", RESIDENT, "反馈", ("score",), why="only who was there says how it was, once"),
    },
)  # fmt: skip

DUTY = Machine(
    "duty",
    start="open",
    states={"open": "应召开", "met": "已召开"},
    arrows={
        ("open", "warn"): Arrow("open", SYSTEM, "逾期提醒", why="the quarter is over and nobody met: the manager is told"),
        ("open", "meet"): Arrow("met", SYSTEM, "已召开", why="a meeting of this area and quarter was concluded"),
    },
)  # fmt: skip

MEETING = Machine(
    "meeting",
    start="called",
    states={"called": "已通知", "sitting": "会议中", "concluded": "已形成纪要", "called_off": "已取消"},
    arrows={
        ("called", "draft"): Arrow("called", OFFICE, "生成议题", why="fate of the last resolutions, what residents tabled, what is open"),
        ("called", "sit"): Arrow("sitting", OFFICE, "开会", why="it opens with the fate of its last resolutions"),
        ("called", "call_off"): Arrow("called_off", OFFICE, "取消", ("reason",), why="it does not take place; the duty stays"),
        ("called", "attend"): Arrow("called", OFFICE, "签到", ("name",), why="people come before it begins"),
        ("sitting", "attend"): Arrow("sitting", OFFICE, "签到", ("name",), why="who was there is written down"),
        ("sitting", "conclude"): Arrow("concluded", OFFICE, "形成纪要", ("minutes",), why="minutes are written, the quarter's duty is met"),
    },
)  # fmt: skip

ITEM = Machine(
    "item",
    start="tabled",
    states={"tabled": "待上会", "on_agenda": "已列入议题", "resolved": "已形成决议", "answered": "已答复", "withdrawn": "已撤回"},
    arrows={
        ("tabled", "list"): Arrow("on_agenda", OFFICE | SYSTEM, "列入议题", why="the meeting's agenda is drafted"),
        ("tabled", "withdraw"): Arrow("withdrawn", RESIDENT, "撤回", why="whoever tabled it thought again"),
        ("tabled", "answer"): Arrow("answered", OFFICE, "答复", ("answer",), why="settled before any meeting"),
        ("on_agenda", "resolve"): Arrow("resolved", OFFICE, "形成决议", why="somebody does something about it until a day"),
        ("on_agenda", "answer"): Arrow("answered", OFFICE, "答复", ("answer",), why="talked about; this is the answer"),
        ("resolved", "clock"): Arrow("resolved", SYSTEM, "反馈计时", why="the meeting is over: the days to answer run from now"),
        ("tabled", "warn"): Arrow("tabled", SYSTEM, "答复逾期", why="the days to answer are over: the street office is told"),
        ("on_agenda", "warn"): Arrow("on_agenda", SYSTEM, "答复逾期", why="the days to answer are over: the street office is told"),
        ("resolved", "warn"): Arrow("resolved", SYSTEM, "答复逾期", why="the days to answer are over: the street office is told"),
        ("on_agenda", "put_back"): Arrow("tabled", SYSTEM, "留待下次", why="the meeting did not get to it, or did not take place"),
        ("resolved", "answer"): Arrow("resolved", OFFICE, "答复提出人", ("answer",), why="whoever tabled it hears what was resolved"),
    },
)  # fmt: skip

RESOLUTION = Machine(
    "resolution",
    start="agreed",
    states={"agreed": "已议定", "in_hand": "办理中", "done": "已办结", "failed": "未办成"},
    arrows={
        ("agreed", "refer"): Arrow("in_hand", OFFICE, "转上报", why="through the one door like any report; its ticket is the work"),
        ("agreed", "finish"): Arrow("done", OFFICE | FIRM, "办结", ("result",), why="its owner has done it; a firm says so itself, by its link"),
        ("in_hand", "finish"): Arrow("done", OFFICE | SYSTEM, "办结", ("result",), why="its ticket is closed"),
        ("agreed", "fail"): Arrow("failed", OFFICE | FIRM, "未办成", ("result",), why="it could not be done, and why"),
        ("in_hand", "fail"): Arrow("failed", OFFICE | SYSTEM, "未办成", ("result",), why="its report was not accepted, or it could not be done"),
        ("agreed", "warn"): Arrow("agreed", SYSTEM, "逾期提醒", why="its days are over: street and manager are told"),
        ("in_hand", "warn"): Arrow("in_hand", SYSTEM, "逾期提醒", why="its days are over: street and manager are told"),
    },
)  # fmt: skip

LIAISON = Machine(
    "liaison",
    start="active",
    states={"active": "在任", "ended": "已卸任"},
    arrows={
        ("active", "train"): Arrow("active", OFFICE, "培训合格", ("until",), why="a passed training holds until a day"),
        ("active", "renew"): Arrow("active", OFFICE, "续任", ("until",), why="another term"),
        ("active", "end"): Arrow("ended", OFFICE, "卸任", ("reason",), why="the term is over, or he gives it up"),
    },
)  # fmt: skip

OFFER = Machine(
    "offer",
    start="offered",
    states={"offered": "待责任单位", "repaired": "已自行处理", "declined": "不处理", "lapsed": "超时", "withdrawn": "已撤回"},
    arrows={
        ("offered", "repair"): Arrow("repaired", FIRM, "自行处理", ("photo", "text"), why="done and shown: the desk looks at it"),
        ("offered", "decline"): Arrow("declined", FIRM, "不处理", ("reason",), why="not theirs, or not possible: the ordinary way"),
        ("offered", "lapse"): Arrow("lapsed", SYSTEM, "超时", why="the limit is over: the ordinary way"),
        ("offered", "withdraw"): Arrow("withdrawn", SYSTEM, "撤回", why="the ticket is gone or somebody else has it"),
    },
)  # fmt: skip

COMMENDATION = Machine(
    "commendation",
    start="drafted",
    states={"drafted": "待审", "released": "已发布", "dropped": "不予表彰"},
    arrows={
        ("drafted", "release"): Arrow("released", OFFICE, "发布", why="a person puts his name to it; no machine commends anybody"),
        ("drafted", "drop"): Arrow("dropped", OFFICE, "不予表彰", ("reason",), why="a person has a reason against it"),
    },
)  # fmt: skip

VOLUNTEER = Machine(
    "volunteer",
    start="applied",
    states={"applied": "待确认", "active": "在册", "refused": "未通过", "suspended": "暂停", "withdrawn": "已退出"},
    arrows={
        ("applied", "confirm"): Arrow("active", OFFICE, "确认", why="the street has seen who it is, and a minor's guardian has agreed"),
        ("applied", "refuse"): Arrow("refused", OFFICE, "不通过", ("reason",), why="the street has a reason, which he reads"),
        ("active", "train"): Arrow("active", OFFICE, "培训合格", ("until",), why="a passed training holds until a day; patrols want one"),
        ("active", "suspend"): Arrow("suspended", OFFICE, "暂停", ("reason",), why="hours that were not served, or harm: nothing for now"),
        ("suspended", "resume"): Arrow("active", OFFICE, "恢复", why="the reason is gone"),
        ("applied", "withdraw"): Arrow("withdrawn", RESIDENT, "退出", why="nobody has to serve"),
        ("active", "withdraw"): Arrow("withdrawn", RESIDENT, "退出", why="nobody has to serve"),
        ("suspended", "withdraw"): Arrow("withdrawn", RESIDENT, "退出", why="nobody has to serve"),
        ("refused", "return"): Arrow("applied", RESIDENT, "再次报名", why="thought again; the street decides again"),
        ("withdrawn", "return"): Arrow("applied", RESIDENT, "再次报名", why="thought again; the street decides again"),
    },
)  # fmt: skip

ERRAND = Machine(
    "errand",
    start="announced",
    states={"announced": "招募中", "called_off": "已取消"},
    arrows={("announced", "call_off"): Arrow("called_off", OFFICE, "取消", ("reason",), why="it does not take place; who took it on is free")},
)  # fmt: skip

STINT = Machine(
    "stint",
    start="taken",
    states={"taken": "已认领", "given_up": "已退出", "logged": "待确认", "confirmed": "已确认", "refused": "不予确认", "called_off": "任务取消"},
    arrows={
        ("taken", "give_up"): Arrow("given_up", RESIDENT, "退出", why="before it begins: the place is free again"),
        ("given_up", "take"): Arrow("taken", RESIDENT, "重新认领", why="thought again, and a place was free"),
        ("taken", "log"): Arrow("logged", RESIDENT, "登记时长", ("minutes",), why="he was there; no more than it lasted"),
        ("logged", "confirm"): Arrow("confirmed", OFFICE, "确认时长", why="somebody else says so; perhaps fewer, with the reason"),
        ("logged", "refuse"): Arrow("refused", OFFICE, "不予确认", ("reason",), why="he was not there"),
        ("taken", "call_off"): Arrow("called_off", SYSTEM, "任务取消", why="the errand does not take place"),
    },
)  # fmt: skip

MACHINES = (
    REDEMPTION,
    OPENDAY,
    SIGNUP,
    DUTY,
    MEETING,
    ITEM,
    RESOLUTION,
    LIAISON,
    OFFER,
    COMMENDATION,
    VOLUNTEER,
    ERRAND,
    STINT,
)
COUNTED = frozenset({"has_place", "came"})  # sign-ups that take one of the places
