"""Everything that writes tickets: `opening` makes them from reports, `steps` moves them."""

from zhicheng.flow.tickets.lanes import set_fast_lane
from zhicheng.flow.tickets.services.contesting import contest
from zhicheng.flow.tickets.services.looking import look_for_same, say_apart, watch_bursts
from zhicheng.flow.tickets.services.merging import split
from zhicheng.flow.tickets.services.notices import tell_escalated
from zhicheng.flow.tickets.services.opening import DECIDE, follow, open_from_drafts, open_from_reports
from zhicheng.flow.tickets.services.plans import Inputs
from zhicheng.flow.tickets.services.steps import (
    check_by_rule,
    dispatch_many,
    escalate_due,
    evaluate_by_system,
    hand_over,
    mark_arrived,
    rate,
    redo_by_rule,
    resume_due,
    take,
)

__all__ = [
    "DECIDE",
    "Inputs",
    "check_by_rule",
    "contest",
    "dispatch_many",
    "escalate_due",
    "evaluate_by_system",
    "follow",
    "hand_over",
    "look_for_same",
    "mark_arrived",
    "open_from_drafts",
    "open_from_reports",
    "rate",
    "redo_by_rule",
    "resume_due",
    "say_apart",
    "set_fast_lane",
    "split",
    "take",
    "tell_escalated",
    "watch_bursts",
]
