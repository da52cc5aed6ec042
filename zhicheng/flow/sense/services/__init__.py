"""Everything that writes observations: taking in, reviewing, telling, what time does to them, and what zones learn."""

from zhicheng.flow.sense.services.aging import forget_pictures, watch
from zhicheng.flow.sense.services.guards import arm, register_addressee, silence, tell_silence, tune
from zhicheng.flow.sense.services.observing import Refusal, Taken, observe_many
from zhicheng.flow.sense.services.reviewing import accept, audit, note_reports, reject
from zhicheng.flow.sense.services.telling import speak

__all__ = [
    "Refusal", "Taken", "accept", "arm", "audit", "forget_pictures", "note_reports", "observe_many", "register_addressee", "reject",
    "silence", "speak", "tell_silence", "tune", "watch",
]  # fmt: skip
