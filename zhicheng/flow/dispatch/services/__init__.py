"""Everything that writes jobs: `units` chooses who is responsible, `crews` who goes, `answers` what came of it, `incidents` calls for help."""

from zhicheng.flow.dispatch.services.answers import (
    FieldEvent,
    act,
    act_by_link,
    expire_offers,
    finish_for_case,
    job_by_link,
    recall_for,
)
from zhicheng.flow.dispatch.services.crews import tick
from zhicheng.flow.dispatch.services.incidents import settle_incident, trouble, withdraw_incident
from zhicheng.flow.dispatch.services.units import send_to_units

__all__ = [
    "FieldEvent",
    "act",
    "act_by_link",
    "expire_offers",
    "finish_for_case",
    "job_by_link",
    "recall_for",
    "send_to_units",
    "settle_incident",
    "tick",
    "trouble",
    "withdraw_incident",
]
