from __future__ import annotations

from django.db import models

from zhicheng.infra.models import Stateful


class Flight(Stateful):
    """A flight to be flown: where to, for what, with which drone."""

    name = models.CharField(max_length=24, unique=True)
    drone = models.CharField(max_length=32)
    about = models.CharField(max_length=48)
    waypoints = models.JSONField(help_text="[[lng, lat in 1e-7 degrees, metres above the start], …]")
    metres = models.IntegerField()
    area = models.CharField(max_length=15, blank=True, default="", db_index=True)
    lead_only = models.BooleanField(default=True)
    planned_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.name
