"""Which kind of job a ticket's state asks for, and what a field action means for job and ticket. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

# A ticket in handling without a job: sent back by a failed check, given back by its crew, or resumed after a hold.
JOB_OF_STATE: Mapping[str, str] = {
    "dispatched": "handle",
    "handling": "handle",
    "verifying": "verify",
    "checking": "recheck",
}
CREWS_FOR: Mapping[str, tuple[str, ...]] = {
    "handle": ("patrol", "repair"), "verify": ("collector",), "recheck": ("collector",),
}  # fmt: skip
ANSWER_SECONDS = 300  # an offer that is not answered in five minutes goes to somebody else


@dataclass(frozen=True, slots=True)
class Effect:
    """`job` action of the assignment's life cycle; `ticket` step, if any; `role` under which the crew takes it."""

    job: str
    ticket: str = ""
    role: str = ""


# What a crew may send from the phone, per kind of job.
EFFECTS: Mapping[tuple[str, str], Effect] = {
    ("handle", "accept"): Effect("accept", "start", "handler"),
    ("verify", "accept"): Effect("accept"),
    ("recheck", "accept"): Effect("accept"),
    ("handle", "decline"): Effect("decline"),
    ("verify", "decline"): Effect("decline"),
    ("recheck", "decline"): Effect("decline"),
    ("handle", "arrive"): Effect("arrive"),
    ("verify", "arrive"): Effect("arrive"),
    ("recheck", "arrive"): Effect("arrive"),
    ("handle", "handled"): Effect("finish", "feed_back", "handler"),
    ("verify", "verified"): Effect("finish", "confirm", "collector"),
    ("verify", "not_found"): Effect("finish", "reject", "collector"),
    ("recheck", "passed"): Effect("finish", "pass", "collector"),
    ("recheck", "failed"): Effect("finish", "fail", "collector"),
}

TITLES: Mapping[str, tuple[str, str]] = {
    "accept": ("接单", "Accept"), "decline": ("谢绝", "Decline"), "arrive": ("到场", "Arrive"), "handled": ("处置完成", "Done"),
    "verified": ("属实", "It is so"), "not_found": ("不属实", "Not found"), "passed": ("核查通过", "Passed"),
    "failed": ("核查不通过", "Not done"),
}  # fmt: skip
NEEDS: Mapping[str, tuple[str, ...]] = {
    "decline": ("reason",), "handled": ("photo", "text"), "verified": ("photo",), "not_found": ("reason",), "passed": ("photo",),
    "failed": ("photo", "reason"),
}  # fmt: skip


def open_steps(kind: str, state: str) -> list[str]:
    """What the phone offers for a job of this kind in this state."""
    match state:
        case "offered":
            return ["accept", "decline"]
        case "accepted":
            return ["arrive", "decline"]
        case "arrived":
            return [action for (k, action), effect in EFFECTS.items() if k == kind and effect.job == "finish"]
    return []
