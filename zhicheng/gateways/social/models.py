from __future__ import annotations

from django.db import models

from zhicheng.infra.models import Stateful


class Feed(models.Model):
    """An address that is read again and again. `etag`, `modified`: what it said last, so that it need not say all of it again."""

    name = models.CharField(max_length=30, unique=True)
    address = models.CharField(max_length=300)
    etag = models.CharField(max_length=200, blank=True, default="")
    modified = models.CharField(max_length=60, blank=True, default="")
    next_at = models.DateTimeField()
    failures = models.SmallIntegerField(default=0)
    said = models.CharField(max_length=400, blank=True, default="")
    said_en = models.CharField(max_length=400, blank=True, default="")
    made_by = models.CharField(max_length=80)
    made_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.name


class SocialPost(Stateful):
    """A post that is a report, or may be one. `reasons`: log-odds by name of what spoke for and against it."""

    id = models.BigAutoField(primary_key=True)
    feed = models.CharField(max_length=30)
    key = models.CharField(max_length=64)
    text = models.CharField(max_length=2000, blank=True, default="")
    author = models.CharField(max_length=80, blank=True, default="")
    url = models.CharField(max_length=500, blank=True, default="")
    lng = models.FloatField(null=True)
    lat = models.FloatField(null=True)
    grid = models.CharField(max_length=15, blank=True, default="", help_text="of the place it names; empty without one")
    posted_at = models.DateTimeField()
    read_at = models.DateTimeField()
    relevance = models.SmallIntegerField(help_text="per cent")
    reasons = models.JSONField(default=dict)
    report = models.OneToOneField("reports.Report", models.PROTECT, null=True)

    class Meta:
        constraints = (models.UniqueConstraint(fields=["feed", "key"], name="social_post_once"),)
        indexes = (models.Index(fields=["state", "-relevance"], name="social_waiting"),)

    def __str__(self) -> str:
        return f"{self.feed} {self.key}"


class Passed(models.Model):
    """A post that concerned nobody here: so that it is not weighed twice. Its key's digest, nothing of what it said."""

    digest = models.CharField(max_length=32, primary_key=True)
    feed = models.CharField(max_length=30)
    read_at = models.DateTimeField(db_index=True)

    def __str__(self) -> str:
        return self.digest
