"""What happens to an order of the hotline."""

from zhicheng.infra.events import Moved, kind


@kind("hotlineorder.take", "接收热线工单", "Hotline order taken")
class OrderTaken(Moved, frozen=True, kw_only=True):
    """`round` 2 and more: opened again by a call-back."""

    sender: str
    number: str
    report: int
    secret: bool
    round: int = 1


@kind("hotlineorder.answer", "答复热线工单", "Hotline order answered")
class OrderAnswered(Moved, frozen=True, kw_only=True):
    """`outcome` is what became of the report or ticket; `on_time`: before their deadline."""

    outcome: str
    on_time: bool


@kind("hotlineorder.return", "回传热线答复", "Answer returned to the hotline")
class OrderReturned(Moved, frozen=True, kw_only=True):
    """`by_way`: file or http."""

    by_way: str


@kind("hotlineorder.call_back", "回访", "Caller called back")
@kind("hotlineorder.reopen", "回访未解决，重办", "Not solved: opened again")
class CalledBack(Moved, frozen=True, kw_only=True):
    """yes, no, or unknown: not reached, or the caller did not say. `again`: the new report's id, 0 without one."""

    contacted: str
    solved: str
    satisfied: str
    again: int = 0
