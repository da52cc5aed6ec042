"""Everything that writes tickets: `opening` makes them from reports, `steps` moves them."""

from zhicheng.flow.tickets.lanes import set_fast_lane
from zhicheng.flow.tickets.services.notices import tell_escalated
from zhicheng.flow.tickets.services.opening import DECIDE, follow, open_from_drafts, open_from_reports
from zhicheng.flow.tickets.services.steps import (
    Inputs,
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
    "dispatch_many",
    "escalate_due",
    "evaluate_by_system",
    "follow",
    "hand_over",
    "mark_arrived",
    "open_from_drafts",
    "open_from_reports",
    "rate",
    "redo_by_rule",
    "resume_due",
    "set_fast_lane",
    "take",
    "tell_escalated",
]
