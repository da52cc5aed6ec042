"""What people and the machine do in a neighbourhood. One public function is one use case in one transaction."""

from zhicheng.civic.community.services.firms import lapse_due, offer_first, send_on
from zhicheng.civic.community.services.firms import withdraw as withdraw_offers
from zhicheng.civic.community.services.meetings import (
    Attendee,
    NewMeeting,
    attend,
    attendees,
    call,
    call_off,
    conclude,
    draft,
    open_duties,
    sit,
    warn_duties,
)
from zhicheng.civic.community.services.notices import (
    tell_called,
    tell_commended,
    tell_desk,
    tell_duties,
    tell_firms,
    tell_items,
    tell_late_answers,
    tell_resolutions,
    tell_signups,
    tell_task,
    tell_volunteers,
)
from zhicheng.civic.community.services.points import for_closed, for_filed, for_rated, for_taking_part
from zhicheng.civic.community.services.resolving import NewResolution, agree, end_with_tickets, finish, warn_late
from zhicheng.civic.community.services.tabling import answer, table, vote, withdraw
from zhicheng.civic.community.services.tabling import warn_late as warn_answers

__all__ = [
    "Attendee",
    "NewMeeting",
    "NewResolution",
    "agree",
    "answer",
    "attend",
    "attendees",
    "call",
    "call_off",
    "conclude",
    "draft",
    "end_with_tickets",
    "finish",
    "for_closed",
    "for_filed",
    "for_rated",
    "for_taking_part",
    "lapse_due",
    "offer_first",
    "open_duties",
    "send_on",
    "sit",
    "table",
    "tell_called",
    "tell_commended",
    "tell_desk",
    "tell_duties",
    "tell_firms",
    "tell_items",
    "tell_late_answers",
    "tell_resolutions",
    "tell_signups",
    "tell_task",
    "tell_volunteers",
    "vote",
    "warn_answers",
    "warn_duties",
    "warn_late",
    "withdraw",
    "withdraw_offers",
]
