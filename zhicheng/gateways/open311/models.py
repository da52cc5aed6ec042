from __future__ import annotations

from django.db import models


class Key(models.Model):
    """An api key that we gave to another city's app; only its hash is kept. `jurisdiction` "" = all."""

    name = models.CharField(max_length=40, unique=True)
    digest = models.CharField(max_length=64, unique=True)
    jurisdiction = models.CharField(max_length=80, blank=True, default="")
    made_at = models.DateTimeField()
    made_by = models.CharField(max_length=80)
    revoked_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return self.name


class Edition(models.Model):
    """When the list of services, or a definition, became what it is: clients compare it with what they have."""

    digest = models.CharField(max_length=64)
    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.digest[:8]}"


class Posting(models.Model):
    """What a client posted beside the report itself. `report` is null while a batch service's request waits for the worker."""

    id = models.BigAutoField(primary_key=True)
    key = models.ForeignKey(Key, models.PROTECT)
    idempotency = models.CharField(
        max_length=32, help_text="of key and Idempotency-Key; a number of its own without one"
    )
    digest = models.CharField(
        max_length=32, help_text="of all that was posted: the same key with other contents is refused"
    )
    report = models.OneToOneField("reports.Report", models.PROTECT, null=True)
    jurisdiction = models.CharField(max_length=80, blank=True, default="")
    service = models.CharField(max_length=5)
    kind = models.CharField(max_length=8, choices=[(k, k) for k in ("realtime", "batch", "blackbox")])
    token = models.CharField(max_length=32, null=True, unique=True)  # noqa: DJ001 - only a batch has one
    attributes = models.JSONField(default=dict)
    told = models.TextField(blank=True, default="", help_text="the answers as they stand under the report's text")
    account = models.CharField(max_length=64, blank=True, default="")
    device = models.CharField(max_length=128, blank=True, default="")
    email = models.CharField(max_length=254, blank=True, default="")
    media_url = models.CharField(max_length=500, blank=True, default="")
    waiting = models.JSONField(null=True, help_text="a batch's report until it is taken in")
    refused = models.CharField(
        max_length=400, blank=True, default="", help_text="why a batch's report was not taken in after all"
    )
    posted_at = models.DateTimeField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=["idempotency"], name="posting_once_per_key"),)

    def __str__(self) -> str:
        return f"{self.service} #{self.pk}"


class PostedUpdate(models.Model):
    """An update that a client posted to a request: its citizen's further word, or what the other city has done."""

    id = models.BigAutoField(primary_key=True)
    key = models.ForeignKey(Key, models.PROTECT)
    update = models.CharField(max_length=64, help_text="the sender's own number")
    report = models.ForeignKey("reports.Report", models.PROTECT)
    status = models.CharField(max_length=32)
    text = models.TextField()
    media_url = models.CharField(max_length=500, blank=True, default="")
    happened_at = models.DateTimeField()
    received_at = models.DateTimeField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=["key", "update"], name="posted_update_once"),)

    def __str__(self) -> str:
        return f"{self.update} → {self.report_id}"


class Follow(models.Model):
    """Another GeoReport server that we pull from and refer to. Its api key stands in the settings, under the same name."""

    name = models.CharField(max_length=40, unique=True)
    address = models.CharField(max_length=300, help_text="base address without a trailing slash")
    jurisdiction = models.CharField(max_length=80, blank=True, default="")
    pulls = models.BooleanField(default=True)
    refers = models.JSONField(default=dict, help_text="our matter or class → their service_code (empty: the same)")
    areas = models.JSONField(default=list, help_text="only reports of these areas are referred; empty: all")
    pulled_to = models.DateTimeField(help_text="their requests up to here are known")
    seen_pos = models.BigIntegerField(default=0, help_text="our events up to here have been looked at for referrals")
    next_at = models.DateTimeField()
    failures = models.SmallIntegerField(default=0)
    said = models.CharField(max_length=400, blank=True, default="")
    said_en = models.CharField(max_length=400, blank=True, default="")
    made_by = models.CharField(max_length=80)
    made_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.name


class Remote(models.Model):
    """A request of theirs that we know: as a report, as closed already, or refused with the reason."""

    id = models.BigAutoField(primary_key=True)
    follow = models.ForeignKey(Follow, models.CASCADE)
    number = models.CharField(max_length=64)
    status = models.CharField(max_length=8)
    report = models.ForeignKey("reports.Report", models.PROTECT, null=True)
    said = models.CharField(max_length=400, blank=True, default="")
    said_en = models.CharField(max_length=400, blank=True, default="")
    first_at = models.DateTimeField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=["follow", "number"], name="remote_once"),)

    def __str__(self) -> str:
        return f"{self.follow_id}/{self.number}"


class Referral(models.Model):
    """A report of ours that is theirs to handle: it waits here until they have it, is tried again, and is shown when it is stuck."""

    id = models.BigAutoField(primary_key=True)
    follow = models.ForeignKey(Follow, models.CASCADE)
    report = models.ForeignKey("reports.Report", models.PROTECT)
    service = models.CharField(max_length=80, help_text="their service_code")
    state = models.CharField(
        max_length=8, choices=[(s, s) for s in ("waiting", "token", "sent", "closed", "stuck")], default="waiting"
    )
    attempts = models.SmallIntegerField(default=0)
    next_at = models.DateTimeField()
    said = models.CharField(max_length=400, blank=True, default="")
    said_en = models.CharField(max_length=400, blank=True, default="")
    number = models.CharField(max_length=64, blank=True, default="", help_text="their service_request_id")
    token = models.CharField(max_length=64, blank=True, default="")
    notes = models.CharField(max_length=400, blank=True, default="", help_text="where it stands there, in their words")
    notes_at = models.DateTimeField(null=True)
    made_by = models.CharField(max_length=80)
    made_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True)

    class Meta:
        constraints = (models.UniqueConstraint(fields=["follow", "report"], name="referred_once"),)
        indexes = (models.Index(fields=["state", "next_at"], name="referral_due"),)

    def __str__(self) -> str:
        return f"{self.report_id} → {self.follow_id}"


class Reply(models.Model):
    """What they say about a referral of ours, once each."""

    id = models.BigAutoField(primary_key=True)
    referral = models.ForeignKey(Referral, models.CASCADE, related_name="replies")
    number = models.CharField(max_length=64)
    status = models.CharField(max_length=32)
    text = models.CharField(max_length=4000, blank=True, default="")
    at = models.DateTimeField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=["referral", "number"], name="reply_once"),)

    def __str__(self) -> str:
        return f"{self.referral_id}: {self.status}"
