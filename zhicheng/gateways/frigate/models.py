from __future__ import annotations

from django.db import models


class Visit(models.Model):
    """One tracked object in one zone, from its coming to its leaving: what dwell is counted from, over restarts of ours and theirs.

    Telemetry of the gateway, no event; forgotten after two days of silence. Its `thing` is the observation's.
    """

    thing = models.CharField(max_length=64, primary_key=True)
    camera = models.CharField(max_length=80, help_text="Frigate's name of it")
    tracked = models.CharField(max_length=64, help_text="Frigate's id of the object")
    zone = models.CharField(max_length=80)
    number = models.SmallIntegerField(default=1, help_text="it left and came back: the second visit, the third")
    since = models.DateTimeField()
    seen_at = models.DateTimeField()
    away_since = models.DateTimeField(null=True)
    stage = models.CharField(
        max_length=9, default="", help_text="what has been said of it: nothing, pre_alarm, confirmed, over"
    )
    said_at = models.DateTimeField(null=True, help_text="when it was said last that it is there")

    class Meta:
        indexes = (
            models.Index(fields=["camera", "tracked"], name="frigate_visit_tracked"),
            models.Index(fields=["seen_at"], name="frigate_visit_seen"),
        )

    def __str__(self) -> str:
        return f"{self.camera} {self.tracked} {self.zone}"


class Link(models.Model):
    """A camera that a Frigate box speaks of: which of ours it is, and how it is. Telemetry, no event."""

    box = models.CharField(max_length=80, help_text="the box's topic prefix")
    camera = models.CharField(max_length=80, help_text="Frigate's name of it")
    code = models.CharField(max_length=32, help_text="ours")
    status = models.CharField(max_length=8, default="good", help_text="good or offline")
    since = models.DateTimeField(help_text="of this status")
    seen_at = models.DateTimeField(help_text="its last word")
    asked = models.BooleanField(default=False, help_text="an order of upkeep has been asked for")

    class Meta:
        constraints = (models.UniqueConstraint(fields=["box", "camera"], name="frigate_link_once"),)
        indexes = (models.Index(fields=["since"], name="frigate_link_quiet", condition=models.Q(status="offline")),)

    def __str__(self) -> str:
        return f"{self.box}/{self.camera} → {self.code} {self.status}"
