"""Everything that writes cases: `opening` makes them, `steps` moves them, `motions` puts a step to another's decision, `watch` is the clock."""

from zhicheng.flow.cases.services.motions import ask, asked_before, demand_open, give_back, grant, of_motion, withdraw
from zhicheng.flow.cases.services.opening import NewCase, open_case
from zhicheng.flow.cases.services.steps import Act, PaperRef, check, feed_ticket_back, look, take
from zhicheng.flow.cases.services.watch import watch

__all__ = [
    "Act", "NewCase", "PaperRef", "ask", "asked_before", "check", "demand_open", "feed_ticket_back", "give_back", "grant", "look", "of_motion",
    "open_case",
    "take", "watch", "withdraw",
]  # fmt: skip
