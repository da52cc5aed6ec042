"""Everything that writes jobs: `units` chooses who is responsible, `crews` who goes, `answers` what came of it."""

from zhicheng.flow.dispatch.services.answers import (
    FieldEvent,
    act,
    act_by_link,
    expire_offers,
    job_by_link,
    recall_for,
    trouble,
)
from zhicheng.flow.dispatch.services.crews import tick
from zhicheng.flow.dispatch.services.units import send_to_units

__all__ = [
    "FieldEvent",
    "act",
    "act_by_link",
    "expire_offers",
    "job_by_link",
    "recall_for",
    "send_to_units",
    "tick",
    "trouble",
]
