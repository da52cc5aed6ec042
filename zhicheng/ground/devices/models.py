from __future__ import annotations

from django.db import models

from zhicheng.ground.devices.rules import MODES, SOURCES, TROUBLES
from zhicheng.infra.models import Stateful


class Camera(Stateful):
    """A camera as the register knows it: where it stands, where its pictures come from, what makes its record evidence, its zones."""

    code = models.CharField(max_length=32, unique=True, help_text="our own, or 20 digits of GB/T 28181")
    name = models.CharField(max_length=80)
    source = models.CharField(max_length=8, choices=[(k, v.zh) for k, v in SOURCES.items()])
    url = models.CharField(max_length=300, blank=True, default="", help_text="may hold a password: never shown whole")
    their_name = models.CharField(
        max_length=80, blank=True, default="", help_text="its name on the platform that it comes from"
    )
    lng_e7 = models.IntegerField()
    lat_e7 = models.IntegerField()
    bearing = models.SmallIntegerField(null=True, help_text="degrees from north, clockwise")
    view = models.SmallIntegerField(null=True, help_text="degrees that it sees at once")
    reach_m = models.SmallIntegerField(default=60)
    area = models.CharField(max_length=15, blank=True, default="", db_index=True)
    address = models.CharField(max_length=120, blank=True, default="")
    purpose = models.CharField(max_length=120, blank=True, default="")
    mode = models.CharField(max_length=6, default="patrol", choices=[(k, v.zh) for k, v in MODES.items()])
    look_every_s = models.SmallIntegerField(default=45)
    legal_basis = models.CharField(max_length=200, blank=True, default="")
    legal_review_on = models.DateField(null=True)
    technical_review_on = models.DateField(null=True)
    standard = models.CharField(max_length=80, blank=True, default="")
    calibrated_to = models.DateField(null=True)
    sign = models.BooleanField(default=False)
    published_on = models.DateField(null=True)
    scene = models.JSONField(default=dict, help_text="zones in pixels of a picture of width × height")
    drawn_at = models.DateTimeField(null=True)

    class Meta:
        constraints = (
            models.CheckConstraint(condition=models.Q(look_every_s__gte=1), name="camera_looks_at_all"),
            models.CheckConstraint(condition=models.Q(reach_m__gte=1), name="camera_reaches_somewhere"),
        )
        indexes = (
            models.Index(fields=["source", "their_name"], name="camera_their_name"),
            models.Index(fields=["lng_e7", "lat_e7"], name="camera_place"),
        )

    def __str__(self) -> str:
        return f"{self.code} {self.name}"


class CameraState(models.Model):
    """How a camera is just now: telemetry, written at every beat of its worker, no event."""

    camera = models.OneToOneField(Camera, models.CASCADE, primary_key=True, related_name="now")
    status = models.CharField(max_length=8, default="unseen", help_text="good, unseen, or a trouble")
    since = models.DateTimeField(null=True)
    seen_at = models.DateTimeField(null=True, help_text="the last frame")
    clock_off_s = models.IntegerField(null=True)
    width = models.IntegerField(default=0)
    height = models.IntegerField(default=0)
    worker = models.CharField(max_length=60, blank=True, default="")
    looks = models.BigIntegerField(default=0)
    dense = models.BooleanField(default=False, help_text="it looks closely just now, for a suspicion")
    lag_ms = models.IntegerField(default=0, help_text="how late its looks are")
    picture = models.CharField(max_length=64, blank=True, default="", help_text="SHA-256 of its last picture")
    masked = models.CharField(max_length=64, blank=True, default="")
    picture_at = models.DateTimeField(null=True)
    said = models.CharField(max_length=200, blank=True, default="")

    def __str__(self) -> str:
        return f"{self.camera_id} {self.status}"


class Upkeep(Stateful):
    """An order to look after a device (维修单); one open order per device and trouble."""

    device = models.CharField(max_length=48, help_text="camera:CODE or sensor:CODE")
    trouble = models.CharField(max_length=12, choices=[(k, v.zh) for k, v in TROUBLES.items()])
    said = models.CharField(max_length=300)
    said_en = models.CharField(max_length=300, blank=True, default="")
    area = models.CharField(max_length=15, blank=True, default="", db_index=True)
    asked_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    what = models.CharField(max_length=200, blank=True, default="")

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["device", "trouble"], name="upkeep_once_open", condition=models.Q(ended_at__isnull=True)
            ),
        )
        indexes = (models.Index(fields=["device", "-asked_at"], name="upkeep_of_device"),)

    def __str__(self) -> str:
        return f"{self.device} {self.trouble}"
