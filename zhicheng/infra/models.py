"""The event row, the job row, and what every thing with a life cycle has."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Self

import msgspec
from django.db import models


class Event(models.Model):
    """Something that happened. Written once, in the transaction of the change, never edited (DESIGN.md §4).

    `pos` is the order of storage in this database; it is not part of the record. `body` is canonical JSON text (RFC 8785),
    so the digest is computed over the very characters that are stored.
    """

    pos = models.BigAutoField(primary_key=True)
    id = models.UUIDField(unique=True)
    stream = models.CharField(max_length=48)
    seq = models.IntegerField()
    kind = models.CharField(max_length=48)
    v = models.SmallIntegerField(default=1)
    actor = models.CharField(max_length=80)
    happened_at = models.DateTimeField()
    recorded_at = models.DateTimeField()
    lng_e7 = models.IntegerField(null=True)
    lat_e7 = models.IntegerField(null=True)
    body = models.TextField()
    key = models.CharField(max_length=64, null=True)  # noqa: DJ001 - NULLs are not compared by the unique constraint
    salt = models.BinaryField(max_length=16)
    digest = models.BinaryField(max_length=32)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["stream", "seq"], name="event_stream_seq"),
            models.UniqueConstraint(
                fields=["actor", "key"], name="event_actor_key", condition=models.Q(key__isnull=False)
            ),
            models.CheckConstraint(condition=models.Q(seq__gte=1), name="event_seq_from_one"),
        )

    def __str__(self) -> str:
        return f"{self.stream}#{self.seq} {self.kind}"

    @property
    def data(self) -> dict[str, Any]:
        """The body as a dictionary."""
        found: dict[str, Any] = msgspec.json.decode(self.body)
        return found

    @property
    def stream_id(self) -> int:
        """The number in `ticket:17`."""
        return int(self.stream.partition(":")[2])


class Job(models.Model):
    """Work to be done after commit: a journey step over some events, or a scheduled task. Deleted when done."""

    name = models.CharField(max_length=64)
    payload = models.TextField(default="{}")
    state = models.CharField(
        max_length=8,
        default="queued",
        choices=[(s, s) for s in ("queued", "running", "stuck", "leased")],  # leased: no job, see leases.py
    )
    run_at = models.DateTimeField()
    priority = models.SmallIntegerField(default=5)
    attempts = models.SmallIntegerField(default=0)
    lease_until = models.DateTimeField(null=True)
    worker = models.CharField(max_length=40, default="")
    error = models.TextField(default="")
    key = models.CharField(max_length=80, null=True, unique=True)  # noqa: DJ001 - several jobs without a key

    class Meta:
        indexes = (models.Index(fields=["state", "priority", "run_at"], name="job_due"),)

    def __str__(self) -> str:
        return f"{self.name}#{self.pk} {self.state}"


class Schedule(models.Model):
    """When a repeated task ran last; the row is the lock, so that of several workers one runs it."""

    name = models.CharField(max_length=64, primary_key=True)
    next_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.name


class Switch(models.Model):
    """A configuration value that somebody may change while the system runs, per area (`""` = the whole city)."""

    name = models.CharField(max_length=64)
    area = models.CharField(max_length=15, default="", blank=True)
    value = models.JSONField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=["name", "area"], name="switch_once_per_area"),)

    def __str__(self) -> str:
        return f"{self.name}@{self.area or '*'}"


class Stateful(models.Model):
    """What `transitions.advance()` moves, and nothing else may: state, holder, deadline; `seq` is the stream's last number."""

    state = models.CharField(max_length=20)
    holder = models.CharField(max_length=32, default="")
    due_at = models.DateTimeField(null=True)
    seq = models.IntegerField(default=0)

    class Meta:
        abstract = True

    def moved(self) -> tuple[str, str, datetime | None]:
        return self.state, self.holder, self.due_at

    @classmethod
    def streams(cls) -> models.QuerySet[Self]:
        return cls._default_manager.all()
