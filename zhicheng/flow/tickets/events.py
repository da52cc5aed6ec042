"""What happens to a ticket."""

from __future__ import annotations

from zhicheng.infra.events import Body, Moved, kind


@kind("ticket.report", "上报建单", "Ticket opened")
class Opened(Moved, frozen=True, kw_only=True):
    """A report became a ticket; `recurrence_of` is the number of the closed one at the same place."""

    no: str
    report: int
    matter: str
    source: str
    fast_lane: bool
    recurrence_of: str = ""


@kind("ticket.accept", "受理", "Accepted")
@kind("ticket.hand_over", "转指挥中心", "Handed to command centre")
@kind("ticket.verify", "派发核实", "Sent to be verified")
@kind("ticket.check", "派发核查", "Sent to be re-checked")
@kind("ticket.start", "接单处置", "Work started")
@kind("ticket.resume", "挂账恢复", "Hold ended")
@kind("ticket.redo", "返工", "Rework sent")
@kind("ticket.close", "结案", "Closed")
class Taken(Moved, frozen=True, kw_only=True):
    """A step that needs no more words than who and when. `rule` names the rule a rule account followed."""

    rule: str = ""
    rule_en: str = ""
    crew: int = 0
    note: str = ""


@kind("ticket.file", "立案", "Filed")
class Filed(Moved, frozen=True, kw_only=True):
    condition: int
    file_if: str
    close_if: str
    limit_text: str
    limit_text_en: str = ""
    rule: str = ""
    rule_en: str = ""


@kind("ticket.dispatch", "派遣", "Dispatched to the unit")
class Dispatched(Moved, frozen=True, kw_only=True):
    unit: int
    unit_name: str
    limit_text: str
    limit_text_en: str = ""
    rule: str = ""
    rule_en: str = ""


@kind("ticket.reject", "不予受理", "Not accepted")
@kind("ticket.decline", "不予立案", "Not filed")
@kind("ticket.return", "回退", "Returned")
@kind("ticket.deny", "不同意申请", "Request denied")
@kind("ticket.void", "作废", "Voided")
@kind("ticket.force_close", "强制结案", "Closed by force")
class Reasoned(Moved, frozen=True, kw_only=True):
    """A step that somebody has to give a reason for."""

    reason: str


@kind("ticket.ask", "申请回退、延时或挂账", "Unit asks")
class Asked(Moved, frozen=True, kw_only=True):
    what: str
    reason: str
    new_due_at: str = ""
    resume_on: str = ""


@kind("ticket.extend", "延时", "Extended")
class Extended(Moved, frozen=True, kw_only=True):
    reason: str
    first_due: str


@kind("ticket.hold", "挂账", "Put on hold")
class Held(Moved, frozen=True, kw_only=True):
    reason: str
    resume_on: str
    seconds_left: int


@kind("ticket.confirm", "核实属实", "Verified")
@kind("ticket.settle", "自处理结案", "Settled by the reporter")
@kind("ticket.feed_back", "处置反馈", "Fed back")
@kind("ticket.pass", "核查通过", "Re-check passed")
@kind("ticket.fail", "核查不通过", "Re-check failed")
class Seen(Moved, frozen=True, kw_only=True):
    """Somebody stood there: photo ids and words."""

    photos: list[str]
    text: str = ""
    on_time: bool = True


@kind("ticket.evaluate", "综合评价", "Evaluated")
class Evaluated(Moved, frozen=True, kw_only=True):
    on_time: bool
    score: int = 0


@kind("ticket.arrive", "到场", "Arrived")
class Arrived(Body, frozen=True, kw_only=True):
    crew: int
    minutes: int


@kind("ticket.follow", "新增关注", "One more report")
class Followed(Body, frozen=True, kw_only=True):
    report: int
    score: int
    metres: int


@kind("ticket.merge", "并入另一工单", "Merged into another ticket")
class MergedAway(Moved, frozen=True, kw_only=True):
    """`score` 0..100: how sure; 100 = a person said so without being asked."""

    into: str
    reason: str
    score: int = 100
    rule: str = ""
    rule_en: str = ""


@kind("ticket.recategorise", "更正事项", "Matter corrected")
class Recategorised(Moved, frozen=True, kw_only=True):
    """`matter` instead of `was`; a ticket that was filed stands on the condition named here from now on."""

    matter: str
    was: str
    reason: str = ""
    condition: int = 0
    file_if: str = ""
    limit_text: str = ""
    limit_text_en: str = ""


@kind("ticket.unfollow", "拆出一件诉求", "A report taken out")
class Unfollowed(Body, frozen=True, kw_only=True):
    """`own`: the number of the ticket that the report has now."""

    report: int
    own: str
    reason: str


@kind("ticket.contest", "对结果提出异议", "Result contested")
class Contested(Body, frozen=True, kw_only=True):
    """`own`: the number of the new ticket; `report`: the one that contests."""

    report: int
    own: str
    reason: str


@kind("ticket.burst", "集中反映", "Suddenly many reports")
class Burst(Body, frozen=True, kw_only=True):
    """`reports` of this thing within `minutes`; `level` 1 to 3 says who is told."""

    level: int
    reports: int
    minutes: int


@kind("ticket.escalate", "超时督办", "Escalated")
class Escalated(Body, frozen=True, kw_only=True):
    """The running limit is over: who is told. `level` 1 the unit's lead, 2 the shift leader, 3 the manager."""

    level: int
    to: str
    holder: str
    due: str


@kind("conditions.import", "导入立结案标准", "Conditions imported")
class ConditionsImported(Body, frozen=True, kw_only=True):
    rows: int
    added: int
    changed: int
    kept: int
