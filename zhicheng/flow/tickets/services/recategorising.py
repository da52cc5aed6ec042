"""A ticket got the wrong matter: what the right one changes, and that the classifier learns of it."""

from __future__ import annotations

from datetime import datetime

from zhicheng.flow.reports import correcting
from zhicheng.flow.tickets.conditions import Conditions
from zhicheng.flow.tickets.models import Alike, Condition, Ticket
from zhicheng.kernel.errors import BadInput
from zhicheng.law import matters


def checked(ticket: Ticket, code: str) -> str:
    """The matter that a person names instead; BadInput when it is none, or the one that the ticket has."""
    matter = matters.code_of(code)
    if not matter:
        raise BadInput(
            f"没有事项「{code}」：请填 250 个事项之一的代码或名称。",
            f"There is no matter “{code}”: give the code or name of one of the 250 matters.",
            field="matter",
        )
    if matter == ticket.matter:
        raise BadInput("工单已经是这个事项，不用更正。", "The ticket has this matter already.", field="matter")
    return matter


def condition_for(matter: str) -> Condition:
    """What a filed ticket stands on after its matter was corrected: the first condition of the right one."""
    condition = Conditions([matter]).of(matter)
    if condition is None:
        raise BadInput(
            f"{matters.matters()[matter].name}没有在用的立案条件，请先在管理页导入。",
            f"{matters.matters()[matter].name_en} has no filing condition in force; import one on the manage page first.",
            field="matter",
        )
    return condition


def follow_up(ticket: Ticket, matter: str, *, by: str, at: datetime) -> None:
    """What was asked of the wrong matter is void; the report has the right one from now on, and the next model learns of it."""
    Alike.objects.filter(ticket=ticket).delete()
    correcting.correct_matter(report=ticket.report, matter=matter, by=by, at=at)
