"""What happens in a neighbourhood. Names of people are said, their phones never; points say what they are for, not where."""

from __future__ import annotations

from zhicheng.infra.events import Body, Moved, kind


@kind("resident.join", "手机号已验证", "Phone proven")
class Joined(Body, frozen=True, kw_only=True):
    """The first time that this phone's code was given back."""


@kind("resident.claim", "认领上报", "Report claimed")
class Claimed(Body, frozen=True, kw_only=True):
    report: int


@kind("points.award", "积分入账", "Points given")
class Awarded(Body, frozen=True, kw_only=True):
    """`source` is what they are for; `rule` the line of the city's table."""

    rule: str
    source: str
    points: int


@kind("points.refuse", "积分不予入账", "Points refused")
class PointsRefused(Body, frozen=True, kw_only=True):
    rule: str
    source: str
    refused: str
    why: str
    why_en: str


@kind("redemption.redeem", "兑换", "Redeemed")
class Redeemed(Moved, frozen=True, kw_only=True):
    reward: int
    price: int


@kind("redemption.hand_over", "发放", "Handed over")
@kind("redemption.give_back", "退回", "Given back")
class RedemptionEnded(Moved, frozen=True, kw_only=True):
    """The end of a redemption; after `give_back` the points are back."""


@kind("openday.announce", "发布开放日", "Open day announced")
class Announced(Moved, frozen=True, kw_only=True):
    title: str
    sort: str
    area: str
    capacity: int
    starts: str


@kind("openday.hold", "开放日举办完毕", "Open day held")
class Held(Moved, frozen=True, kw_only=True):
    came: int
    missed: int


@kind("openday.call_off", "取消开放日", "Open day called off")
class OpenDayCalledOff(Moved, frozen=True, kw_only=True):
    reason: str


@kind("signup.ask", "开放日登记", "Asked for a place")
@kind("signup.place", "报上名", "Has a place")
@kind("signup.wait", "进入候补", "On the waiting list")
@kind("signup.move_up", "候补转正", "Moved up")
@kind("signup.cancel", "退出", "Cancelled")
@kind("signup.come", "签到", "Came")
@kind("signup.miss", "未到", "Did not come")
@kind("signup.call_off", "活动取消", "Called off")
class SignupMoved(Moved, frozen=True, kw_only=True):
    open_day: int
    resident: int


@kind("signup.feed_back", "开放日反馈", "Open day feedback")
class FedBack(Moved, frozen=True, kw_only=True):
    resident: int
    score: int
    comment: str


@kind("duty.open", "应召开联席会议", "Meeting due")
class DutyOpened(Moved, frozen=True, kw_only=True):
    area: str
    period: str


@kind("duty.warn", "联席会议逾期", "Meeting overdue")
class DutyLate(Moved, frozen=True, kw_only=True):
    """The clock has stopped; the duty stays."""


@kind("duty.meet", "已召开", "Met")
class DutyMet(Moved, frozen=True, kw_only=True):
    meeting: int
    late: bool


@kind("meeting.call", "召集联席会议", "Meeting called")
class MeetingCalled(Moved, frozen=True, kw_only=True):
    no: str
    area: str
    starts: str


@kind("meeting.draft", "生成议题", "Agenda drafted")
class Drafted(Moved, frozen=True, kw_only=True):
    items: list[int]


@kind("meeting.sit", "开会", "Meeting opened")
class Sat(Moved, frozen=True, kw_only=True):
    """`last`: the resolutions whose fate it opened with, "number state"."""

    last: list[str]


@kind("meeting.attend", "与会签到", "Attended")
class Attended(Moved, frozen=True, kw_only=True):
    """`attendance` and `resident` by number; 0 where it is no resident of ours."""

    attendance: int
    sort: str
    resident: int = 0


@kind("meeting.conclude", "形成纪要", "Minutes written")
class Concluded(Moved, frozen=True, kw_only=True):
    resolutions: int
    present: int


@kind("meeting.call_off", "取消会议", "Meeting called off")
class MeetingCalledOff(Moved, frozen=True, kw_only=True):
    reason: str


@kind("item.table", "提出议题", "Item tabled")
class Tabled(Moved, frozen=True, kw_only=True):
    """`why` tabled (a resident), overdue, recurring, hot or open (the machine found it)."""

    area: str
    why: str
    text: str
    resident: int = 0
    ticket: str = ""


@kind("item.list", "列入议题", "On the agenda")
@kind("item.put_back", "留待下次", "Left for the next meeting")
@kind("item.clock", "反馈计时", "Days to answer run")
class Listed(Moved, frozen=True, kw_only=True):
    meeting: int


@kind("item.vote", "附议", "Voted for")
class Voted(Body, frozen=True, kw_only=True):
    """One proven phone more; whose is not said."""

    votes: int


@kind("item.withdraw", "撤回议题", "Item withdrawn")
class ItemWithdrawn(Moved, frozen=True, kw_only=True):
    """By whoever tabled it."""


@kind("item.resolve", "形成决议", "Item resolved")
class ItemResolved(Moved, frozen=True, kw_only=True):
    resolution: int
    resident: int = 0


@kind("item.warn", "答复逾期", "Answer overdue")
class AnswerLate(Moved, frozen=True, kw_only=True):
    """Whoever tabled it still waits; `late` is the day on which the clock stopped."""

    late: str


@kind("item.answer", "答复", "Answered")
class Answered(Moved, frozen=True, kw_only=True):
    answer: str
    on_time: bool


@kind("resolution.agree", "议定", "Agreed")
class ResolutionAgreed(Moved, frozen=True, kw_only=True):
    meeting: str
    text: str
    owner: str
    days: int


@kind("resolution.refer", "决议转上报", "Resolution became a report")
class ResolutionReferred(Moved, frozen=True, kw_only=True):
    receipt: str


@kind("resolution.finish", "决议办结", "Resolution done")
@kind("resolution.fail", "决议未办成", "Resolution failed")
class ResolutionEnded(Moved, frozen=True, kw_only=True):
    result: str
    on_time: bool
    ticket: str = ""


@kind("resolution.warn", "决议逾期", "Resolution overdue")
class ResolutionLate(Moved, frozen=True, kw_only=True):
    """Its days are over; the clock has stopped, the promise stays."""


@kind("liaison.appoint", "聘任联络员", "Liaison appointed")
class Appointed(Moved, frozen=True, kw_only=True):
    name: str
    area: str
    until: str


@kind("liaison.train", "培训合格", "Training passed")
@kind("liaison.renew", "续任", "Another term")
class LiaisonUntil(Moved, frozen=True, kw_only=True):
    until: str


@kind("liaison.end", "卸任", "Term ended")
class LiaisonEnded(Moved, frozen=True, kw_only=True):
    reason: str


@kind("liaison.note", "巡查日记", "Diary entry")
class Noted(Body, frozen=True, kw_only=True):
    entry: int
    nothing: bool
    photos: list[str]


@kind("liaison.refer", "日记转上报", "Diary entry became a report")
class DiaryReferred(Body, frozen=True, kw_only=True):
    entry: int
    receipt: str


@kind("offer.make", "先交责任单位", "Offered to the firm first")
class Offered(Moved, frozen=True, kw_only=True):
    firm: int
    ticket: str


@kind("offer.repair", "责任单位已处理", "Firm has repaired it")
@kind("offer.decline", "责任单位不处理", "Firm does not")
class FirmAnswered(Moved, frozen=True, kw_only=True):
    text: str
    photos: list[str] = []  # noqa: RUF012 - msgspec copies it


@kind("offer.lapse", "责任单位超时", "Firm was too late")
@kind("offer.withdraw", "撤回", "Offer withdrawn")
class OfferEnded(Moved, frozen=True, kw_only=True):
    """Nobody of the firm did anything about it."""


@kind("commendation.draft", "表彰拟稿", "Commendation drafted")
class CommendationDrafted(Moved, frozen=True, kw_only=True):
    year: int
    points: int


@kind("commendation.release", "发布表彰", "Commendation released")
class CommendationReleased(Moved, frozen=True, kw_only=True):
    number: str


@kind("commendation.drop", "不予表彰", "Commendation dropped")
class CommendationDropped(Moved, frozen=True, kw_only=True):
    reason: str


# Volunteers: by number only. Who they are stands in the register, where it can be erased.


@kind("volunteer.apply", "志愿者报名", "Volunteer signed up")
@kind("volunteer.return", "志愿者再次报名", "Volunteer signed up again")
class VolunteerApplied(Moved, frozen=True, kw_only=True):
    """`guarded`: a minor, with his guardian's consent."""

    area: str
    guarded: bool


@kind("volunteer.confirm", "志愿者确认", "Volunteer confirmed")
@kind("volunteer.resume", "志愿者恢复", "Volunteer resumed")
@kind("volunteer.withdraw", "志愿者退出", "Volunteer withdrew")
class VolunteerMoved(Moved, frozen=True, kw_only=True):
    """In or out of the register."""


@kind("volunteer.refuse", "志愿者未通过", "Volunteer refused")
@kind("volunteer.suspend", "志愿者暂停", "Volunteer suspended")
class VolunteerStopped(Moved, frozen=True, kw_only=True):
    reason: str


@kind("volunteer.train", "志愿者培训合格", "Volunteer trained")
class VolunteerTrained(Moved, frozen=True, kw_only=True):
    until: str


@kind("errand.announce", "发布志愿任务", "Errand announced")
class ErrandAnnounced(Moved, frozen=True, kw_only=True):
    sort: str
    area: str
    starts: str
    places: int


@kind("errand.call_off", "取消志愿任务", "Errand called off")
class ErrandCalledOff(Moved, frozen=True, kw_only=True):
    reason: str


@kind("stint.take", "认领志愿任务", "Errand taken on")
@kind("stint.give_up", "退出志愿任务", "Errand given up")
@kind("stint.call_off", "志愿任务取消", "Stint called off")
class StintMoved(Moved, frozen=True, kw_only=True):
    errand: int
    resident: int


@kind("stint.log", "登记志愿时长", "Hours logged")
@kind("stint.confirm", "确认志愿时长", "Hours confirmed")
class StintServed(Moved, frozen=True, kw_only=True):
    errand: int
    resident: int
    minutes: int
    reason: str = ""


@kind("stint.refuse", "志愿时长不予确认", "Hours refused")
class StintRefused(Moved, frozen=True, kw_only=True):
    errand: int
    resident: int
    reason: str
