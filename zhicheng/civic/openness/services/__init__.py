"""Everything that writes what the public is shown."""

from zhicheng.civic.openness.services.naming import name_person
from zhicheng.civic.openness.services.picturing import add_photo, remove_photo
from zhicheng.civic.openness.services.proposing import (
    RULE,
    propose_answer,
    propose_answers,
    propose_cases,
    propose_figures,
    propose_month,
)
from zhicheng.civic.openness.services.releasing import edit, hold, recount, release, withdraw
from zhicheng.civic.openness.services.watch import REVOKED, WITHDRAWN, list_decisions, take_down, tell_overdue, watch
from zhicheng.civic.openness.telling import NewAnswer

__all__ = [
    "REVOKED",
    "RULE",
    "WITHDRAWN",
    "NewAnswer",
    "add_photo",
    "edit",
    "hold",
    "list_decisions",
    "name_person",
    "propose_answer",
    "propose_answers",
    "propose_cases",
    "propose_figures",
    "propose_month",
    "recount",
    "release",
    "remove_photo",
    "take_down",
    "tell_overdue",
    "watch",
    "withdraw",
]
