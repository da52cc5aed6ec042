from __future__ import annotations

from django.db import models

from zhicheng.ground.evidence.rules import HOLDING_SORTS, SORTS
from zhicheng.infra.models import Stateful


class Evidence(Stateful):
    """A piece of evidence or a copy of one. Its bytes lie in the store under `sha256`; no column of it is ever changed but what
    `advance()` moves."""

    about = models.CharField(
        max_length=48, db_index=True, help_text="stream of what it is evidence of: case:… or ticket:…"
    )
    sort = models.CharField(max_length=12, choices=[(k, v[0]) for k, v in SORTS.items()])
    title = models.CharField(max_length=80)
    proves = models.CharField(max_length=200, blank=True, default="")
    media = models.CharField(max_length=60)
    size = models.BigIntegerField()
    sha256 = models.CharField(max_length=64, db_index=True)
    sm3 = models.CharField(max_length=64)
    captured_at = models.DateTimeField()
    arrived_at = models.DateTimeField()
    lng_e7 = models.IntegerField(null=True)
    lat_e7 = models.IntegerField(null=True)
    device = models.CharField(max_length=80, blank=True, default="")
    origin = models.CharField(max_length=80, help_text="who took it, in words")
    area = models.CharField(max_length=15)
    parent = models.ForeignKey("self", models.PROTECT, null=True, related_name="copies")
    how = models.CharField(max_length=40, blank=True, default="", help_text="what was done to the parent")
    doubts = models.JSONField(default=list, help_text="what does not fit together, as [zh, en]")

    class Meta:
        constraints = (
            models.CheckConstraint(condition=models.Q(parent__isnull=True) | ~models.Q(how=""), name="copy_says_how"),
        )

    def __str__(self) -> str:
        return f"{self.title} ({self.sha256[:12]})"


class Holding(Stateful):
    """Things that the brigade holds for a while: preserved as evidence (先行登记保存) or seized (扣押)."""

    about = models.CharField(max_length=48, db_index=True)
    sort = models.CharField(max_length=12, choices=[(k, v.zh) for k, v in HOLDING_SORTS.items()])
    items = models.JSONField(help_text='[{"name", "model", "quantity", "state"}]')
    kept_at = models.CharField(max_length=120)
    began_at = models.DateTimeField()
    area = models.CharField(max_length=15)
    extended = models.BooleanField(default=False)
    outcome = models.JSONField(default=list)

    class Meta:
        indexes = (models.Index(fields=["due_at"], name="holding_due", condition=models.Q(state="held")),)

    def __str__(self) -> str:
        return f"{self.sort} {self.about}"


class Recorder(models.Model):
    """A body camera, by the number that its files carry."""

    number = models.CharField(max_length=40, unique=True)
    model = models.CharField(max_length=80, blank=True, default="")
    area = models.CharField(max_length=15, blank=True, default="")
    seq = models.IntegerField(default=0, help_text="last event of its stream")

    def __str__(self) -> str:
        return self.number


class RecorderTurn(models.Model):
    """From `since` on this officer wears it, and its clock was found so far ahead of the true time. Only ever added to."""

    recorder = models.ForeignKey(Recorder, models.PROTECT, related_name="turns")
    since = models.DateTimeField()
    member_id = models.BigIntegerField(null=True, help_text="null: nobody wears it")
    ahead_s = models.IntegerField(help_text="seconds; negative: behind")

    class Meta:
        constraints = (models.UniqueConstraint(fields=["recorder", "since"], name="recorder_turn_once"),)
        indexes = (models.Index(fields=["member_id"], name="recorder_turn_member"),)

    def __str__(self) -> str:
        return f"{self.recorder_id} {self.since:%Y-%m-%d %H:%M}"


class Clip(models.Model):
    """One file that a recorder made, by the recorder's own clock; what that means is worked out when it is read, by every check so far."""

    recorder = models.ForeignKey(Recorder, models.PROTECT, related_name="clips")
    file = models.CharField(max_length=200)
    began_at = models.DateTimeField(db_index=True)
    ended_at = models.DateTimeField()
    sha256 = models.CharField(max_length=64, blank=True, default="")
    size = models.BigIntegerField(null=True)
    lng_e7 = models.IntegerField(null=True)
    lat_e7 = models.IntegerField(null=True)
    arrived_at = models.DateTimeField()

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["recorder", "file"], name="clip_once"),
            models.CheckConstraint(condition=models.Q(ended_at__gte=models.F("began_at")), name="clip_in_order"),
        )

    def __str__(self) -> str:
        return self.file
