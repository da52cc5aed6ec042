from __future__ import annotations

from django.db import models

from zhicheng.infra.models import Stateful

SOURCES = {
    "citizen": "市民上报", "hotline": "12345热线", "grid": "采集员上报", "camera": "视频感知", "sensor": "物联感知", "social": "网络舆情",
    "import": "批量导入", "officer": "执法巡查",
}  # fmt: skip


class Report(Stateful):
    """One report as it came in, never changed afterwards except by its life cycle and by completing place or category."""

    id = models.BigAutoField(primary_key=True)
    receipt = models.CharField(max_length=16, unique=True)
    code = models.CharField(max_length=12, help_text="secret half of the receipt")
    source = models.CharField(max_length=10, choices=list(SOURCES.items()))
    key = models.CharField(max_length=64, help_text="sender's own key: (source, key) comes in once")
    text = models.TextField(blank=True, default="")
    address = models.CharField(max_length=200, blank=True, default="")
    lng_e7 = models.IntegerField(null=True)
    lat_e7 = models.IntegerField(null=True)
    grid = models.CharField(max_length=15, blank=True, default="")
    place_from = models.CharField(max_length=8, default="none", help_text="point, text or none")
    matter = models.CharField(max_length=5, blank=True, default="")
    confidence = models.SmallIntegerField(default=0, help_text="per cent")
    category = models.CharField(max_length=80, blank=True, default="", help_text="what its sender calls it")
    happened_at = models.DateTimeField()
    received_at = models.DateTimeField()
    reporter = models.CharField(max_length=40, blank=True, default="")
    phone = models.CharField(max_length=20, blank=True, default="")
    score = models.SmallIntegerField(null=True)
    comment = models.CharField(max_length=300, blank=True, default="")

    class Meta:
        constraints = (models.UniqueConstraint(fields=["source", "key"], name="report_once_per_key"),)
        indexes = (
            # Reports that wait, by what their senders call them: small, whatever the table holds.
            models.Index(
                fields=["category", "id"], name="report_waiting_category", condition=models.Q(state="waiting")
            ),
        )

    def __str__(self) -> str:
        return self.receipt


class Mapping(models.Model):
    """A sender's category that a person said is one of our matters; holds for the reports that wait and for those to come."""

    category = models.CharField(max_length=80, unique=True)
    matter = models.CharField(max_length=5)
    made_by = models.CharField(max_length=80)
    made_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.category} → {self.matter}"


class Photo(models.Model):
    """An uploaded picture or short video: the original is kept untouched, the public copy has no EXIF."""

    id = models.UUIDField(primary_key=True)
    report = models.ForeignKey(Report, models.PROTECT, null=True)
    kind = models.CharField(max_length=5, choices=[("image", "照片"), ("video", "视频")])
    sha256 = models.CharField(max_length=64)
    size = models.IntegerField()
    width = models.IntegerField(default=0)
    height = models.IntegerField(default=0)
    exif = models.JSONField(default=dict)
    uploaded_at = models.DateTimeField()
    uploaded_by = models.CharField(max_length=80)

    def __str__(self) -> str:
        return str(self.id)
