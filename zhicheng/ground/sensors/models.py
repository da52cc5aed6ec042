from __future__ import annotations

from django.db import models

from zhicheng.ground.sensors.rules.kinds import KINDS
from zhicheng.infra.models import Stateful


class Sensor(Stateful):
    """A sensor as the register knows it: what it measures, where, whose it is, how it was calibrated, when it is too much."""

    code = models.CharField(max_length=32, unique=True)
    name = models.CharField(max_length=80)
    kind = models.CharField(max_length=12, choices=[(k, v.name.zh) for k, v in KINDS.items()])
    unit = models.CharField(max_length=12, blank=True, default="", help_text="the unit in which it sends")
    lng_e7 = models.IntegerField()
    lat_e7 = models.IntegerField()
    area = models.CharField(max_length=15, db_index=True, help_text="its grid, or the finest area there is")
    address = models.CharField(max_length=120, blank=True, default="")
    place = models.CharField(max_length=8, blank=True, default="", help_text="class of place: 0 to 4b of GB 3096, site")
    interval_s = models.IntegerField(
        default=60, help_text="so often it speaks; three times as long without a word is silence"
    )
    unit_of = models.ForeignKey(
        "people.Organisation", models.PROTECT, null=True, related_name="+", help_text="who looks after it"
    )
    site = models.ForeignKey(
        "people.Organisation", models.PROTECT, null=True, related_name="+", help_text="the site or shop that it watches"
    )
    installed_on = models.DateField(null=True)
    calibrated_to = models.DateField(null=True)
    turns = models.JSONField(default=list, help_text="calibrations, oldest first: from (s), gain (1e-6), offset (1e-3)")
    limits = models.JSONField(default=list, help_text="its own limits; empty: those of its kind and place")

    class Meta:
        constraints = (models.CheckConstraint(condition=models.Q(interval_s__gte=1), name="sensor_speaks_at_all"),)
        indexes = (models.Index(fields=["lng_e7", "lat_e7"], name="sensor_place"),)

    def __str__(self) -> str:
        return f"{self.code} {self.name}"


class SensorNow(models.Model):
    """What a sensor said last and what became of it: the memory of `rules.judging`. Telemetry, no event.

    Nothing that changes with every reading is indexed, so that PostgreSQL updates it in place.
    """

    sensor = models.OneToOneField(Sensor, models.CASCADE, primary_key=True, related_name="now")
    last_at = models.BigIntegerField(default=-1, help_text="seconds since 1970; -1: it has never spoken")
    last_value = models.BigIntegerField(default=0, help_text="thousandths, calibrated")
    phase = models.SmallIntegerField(default=0, help_text="0 quiet, 1 suspected, 2 confirmed")
    hits = models.SmallIntegerField(default=0)
    began_at = models.BigIntegerField(default=0)
    same_since = models.BigIntegerField(default=-1)
    odd = models.SmallIntegerField(default=0)
    trouble = models.SmallIntegerField(default=0)

    class Meta:
        indexes = (
            models.Index(fields=["phase"], name="sensor_alarmed", condition=models.Q(phase__gt=0)),
            models.Index(fields=["trouble"], name="sensor_troubled", condition=models.Q(trouble__gt=0)),
        )

    def __str__(self) -> str:
        return f"{self.sensor_id} {self.last_at}"


class Arrival(models.Model):
    """Readings as they arrived together, packed; every few minutes sorted into chunks."""

    from_at = models.BigIntegerField()
    to_at = models.BigIntegerField()
    n = models.IntegerField()
    packed = models.BinaryField()

    class Meta:
        indexes = (models.Index(fields=["to_at"], name="arrival_to"),)

    def __str__(self) -> str:
        return f"{self.n} readings to {self.to_at}"


class Chunk(models.Model):
    """The readings of sixty-four neighbouring sensors on one day (UTC), packed: parts while the day lasts, then one."""

    day = models.IntegerField(help_text="days since 1970")
    bucket = models.IntegerField(help_text="sensor id // 64")
    n = models.IntegerField()
    packed = models.BinaryField()

    class Meta:
        indexes = (models.Index(fields=["day", "bucket"], name="chunk_of"),)

    def __str__(self) -> str:
        return f"{self.n} readings of day {self.day}"
