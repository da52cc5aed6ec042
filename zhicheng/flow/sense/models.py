from __future__ import annotations

from django.db import models

from zhicheng.infra.models import Stateful

WHOM = {"loudspeaker": "喇叭", "shop": "商户", "site": "工地", "owner": "责任人"}


class Guard(Stateful):
    """One rule in one zone of one device (布防): may it speak, what has it learnt, how often was it right."""

    device = models.CharField(max_length=48)
    zone = models.CharField(max_length=40, blank=True, default="")
    kind = models.CharField(max_length=20)
    area = models.CharField(max_length=15, blank=True, default="", db_index=True)
    automatic = models.BooleanField(default=False, help_text="reports by itself, without the desk")
    sample_pct = models.SmallIntegerField(
        default=10, help_text="of the automatic ones that a person looks at afterwards"
    )
    min_confidence = models.SmallIntegerField(default=0)
    dwell_pct = models.SmallIntegerField(default=100)
    recent = models.JSONField(default=list, help_text="[[confidence, right, reason], …], newest last")
    right = models.IntegerField(default=0)
    wrong = models.IntegerField(default=0)
    silences = models.SmallIntegerField(default=0)

    class Meta:
        constraints = (models.UniqueConstraint(fields=["device", "zone", "kind"], name="guard_once"),)
        indexes = (models.Index(fields=["due_at"], name="guard_due", condition=models.Q(state="silent")),)

    def __str__(self) -> str:
        return f"{self.device} {self.zone} {self.kind}"


class Observation(Stateful):
    """One thing that a device saw, until it is gone, reported or set aside."""

    guard = models.ForeignKey(Guard, models.PROTECT, related_name="observations")
    device = models.CharField(max_length=48)
    kind = models.CharField(max_length=20)
    zone = models.CharField(max_length=40, blank=True, default="")
    matter = models.CharField(max_length=5)
    started_at = models.DateTimeField()
    seen_at = models.DateTimeField()
    confirmed_at = models.DateTimeField(null=True)
    over_at = models.DateTimeField(null=True)
    confidence = models.SmallIntegerField(default=0)
    box = models.JSONField(null=True)
    model = models.CharField(max_length=160, blank=True, default="")
    facts = models.JSONField(default=dict)
    stills = models.JSONField(default=list, help_text='[{"what", "at", "original", "masked"}] by SHA-256')
    lng_e7 = models.IntegerField()
    lat_e7 = models.IntegerField()
    area = models.CharField(max_length=15, blank=True, default="")
    lead_only = models.BooleanField(default=True, help_text="no evidence: the device lacks what APL 41 asks")
    told = models.CharField(max_length=80, blank=True, default="")
    verdict = models.CharField(max_length=16, blank=True, default="", help_text="right, or the reason why not")
    reviewed_at = models.DateTimeField(null=True)
    reviewed_by = models.CharField(max_length=80, blank=True, default="")
    sampled = models.BooleanField(default=False)
    receipt = models.CharField(max_length=16, blank=True, default="", help_text="of its report")
    pictures_gone = models.BooleanField(default=False)

    class Meta:
        indexes = (
            models.Index(fields=["device", "-seen_at"], name="observation_of_device"),
            models.Index(fields=["area", "confirmed_at"], name="observation_desk", condition=models.Q(state="confirmed")),
            models.Index(fields=["due_at"], name="observation_due", condition=models.Q(due_at__isnull=False)),
            models.Index(fields=["area", "id"], name="observation_sample", condition=models.Q(sampled=True, reviewed_at__isnull=True)),
            models.Index(fields=["seen_at"], name="observation_pictures", condition=models.Q(pictures_gone=False)),
        )  # fmt: skip

    def __str__(self) -> str:
        return f"{self.device} {self.kind} {self.started_at:%m-%d %H:%M}"


class Thing(models.Model):
    """What a device calls a thing, and which observation that is."""

    name = models.CharField(max_length=114, unique=True, help_text="device/thing")
    observation = models.ForeignKey(Observation, models.CASCADE, related_name="things")

    def __str__(self) -> str:
        return self.name


class Addressee(models.Model):
    """Who can put it right without an officer, and how he is told: a loudspeaker at the camera, a shop, a site, an owner (门前三包)."""

    whom = models.CharField(max_length=11, choices=list(WHOM.items()))
    name = models.CharField(max_length=80)
    phone = models.CharField(max_length=20, blank=True, default="")
    speaker = models.CharField(max_length=200, blank=True, default="", help_text="address of the loudspeaker")
    device = models.CharField(max_length=48, db_index=True)
    zone = models.CharField(max_length=40, blank=True, default="", help_text="empty: every zone of the device")
    kinds = models.JSONField(default=list, help_text="empty: everything")
    grace_minutes = models.SmallIntegerField(default=10)
    active = models.BooleanField(default=True)

    class Meta:
        constraints = (
            models.CheckConstraint(condition=~models.Q(phone="") | ~models.Q(speaker=""), name="addressee_can_be_told"),
        )

    def __str__(self) -> str:
        return f"{self.name} ({self.device})"
