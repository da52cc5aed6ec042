"""Everything that writes whistles. One public function is one use case in one transaction."""

from zhicheng.civic.whistles.services.arriving import (
    Arrival,
    by_link,
    decline,
    explain,
    finish,
    hand_on,
    reply,
    report_in,
    sign,
)
from zhicheng.civic.whistles.services.blowing import NewWhistle, blow, call, link_of, proceed, recall, relink, withdraw
from zhicheng.civic.whistles.services.meeting import NewRecord, NewTask, act, agree, finish_from_tickets, redo, refer
from zhicheng.civic.whistles.services.notices import tell_blower, tell_called, tell_late, tell_rated
from zhicheng.civic.whistles.services.reviewing import close, rate, review
from zhicheng.civic.whistles.services.watch import begin_signed, escalate_due, gather

__all__ = [
    "Arrival",
    "NewRecord",
    "NewTask",
    "NewWhistle",
    "act",
    "agree",
    "begin_signed",
    "blow",
    "by_link",
    "call",
    "close",
    "decline",
    "escalate_due",
    "explain",
    "finish",
    "finish_from_tickets",
    "gather",
    "hand_on",
    "link_of",
    "proceed",
    "rate",
    "recall",
    "redo",
    "refer",
    "relink",
    "reply",
    "report_in",
    "review",
    "sign",
    "tell_blower",
    "tell_called",
    "tell_late",
    "tell_rated",
    "withdraw",
]
