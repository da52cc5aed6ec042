from __future__ import annotations

from django.db import models

from zhicheng.infra.models import Stateful

SOURCES = {
    "citizen": "市民上报", "hotline": "12345热线", "grid": "采集员上报", "camera": "视频感知", "sensor": "物联感知", "social": "网络舆情",
    "import": "批量导入", "officer": "执法巡查", "open311": "外部平台", "liaison": "社区联络员", "whistle": "街乡吹哨",
}  # fmt: skip

SHOWN = {"waiting": "待遮挡", "covered": "已遮挡", "private": "不公开"}  # what everybody may see of a photo


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
    """An uploaded picture, short video or voice note: the original is kept untouched, the copy for those who handle it has no EXIF, the copy that
    everybody may see is covered."""

    id = models.UUIDField(primary_key=True)
    report = models.ForeignKey(Report, models.PROTECT, null=True)
    kind = models.CharField(max_length=5, choices=[("image", "照片"), ("video", "视频"), ("audio", "录音")])
    sha256 = models.CharField(max_length=64)
    size = models.IntegerField()
    width = models.IntegerField(default=0)
    height = models.IntegerField(default=0)
    seconds = models.FloatField(default=0, help_text="how long a clip or voice note is")
    words = models.TextField(
        blank=True, default="", help_text="what is said in a voice note, typed by whoever listened"
    )
    words_by = models.CharField(max_length=80, blank=True, default="")
    words_at = models.DateTimeField(null=True)
    exif = models.JSONField(default=dict)
    look = models.BigIntegerField(
        null=True, help_text="64 bits by which the same photo is known again; none for a video"
    )
    uploaded_at = models.DateTimeField()
    uploaded_by = models.CharField(max_length=80)
    shown = models.CharField(max_length=8, choices=list(SHOWN.items()), default="waiting")
    private_why = models.CharField(max_length=12, blank=True, default="")
    looks = models.SmallIntegerField(default=0, help_text="how often looking at it failed")
    looked_at = models.DateTimeField(null=True)
    looked_by = models.CharField(max_length=80, blank=True, default="", help_text="models and their digests")
    seen = models.JSONField(
        default=dict, help_text="things on it, no people: how many, and the largest one's share in per mille"
    )

    class Meta:
        indexes = (
            models.Index(
                fields=["looks", "uploaded_at"],
                name="photo_to_look_at",
                condition=models.Q(shown="waiting"),
            ),
        )

    def __str__(self) -> str:
        return str(self.id)


class Correction(models.Model):
    """A person named the matter of a report, or another one than the classifier: a row to learn from. The text stays in the report."""

    report = models.OneToOneField(Report, models.PROTECT, related_name="correction")
    matter = models.CharField(max_length=5)
    proposed = models.CharField(max_length=5, blank=True, default="", help_text="what the classifier had said first")
    confidence = models.SmallIntegerField(default=0, help_text="of that, in per cent")
    made_by = models.CharField(max_length=80)
    made_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.report_id} → {self.matter}"


class ModelVersion(models.Model):
    """One trained classifier, with what it and the one before it were worth on corrections that neither has seen."""

    number = models.PositiveIntegerField(primary_key=True)
    made_at = models.DateTimeField()
    made_by = models.CharField(max_length=80)
    rows = models.PositiveIntegerField(help_text="corrections that it learnt from")
    exam = models.PositiveIntegerField(help_text="corrections that were kept back")
    beside = models.PositiveIntegerField(help_text="the version that was in use then, 0: the catalogue's words")
    before = models.JSONField(help_text="figures of that version on what was kept back")
    after = models.JSONField(help_text="figures of this one")
    taken_over = models.BooleanField(help_text="was not worse, so it came into use")
    in_use = models.BooleanField(default=False)
    digest = models.CharField(max_length=64)
    file = models.BinaryField()

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["in_use"], condition=models.Q(in_use=True), name="one_model_in_use"),
        )

    def __str__(self) -> str:
        return f"第 {self.number} 版"
