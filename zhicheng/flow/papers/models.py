from __future__ import annotations

from django.db import models

from zhicheng.infra.models import Stateful


class Series(models.Model):
    """The last number of one series: agency × word × year. Taken under its row's lock, in the transaction of who takes it."""

    agency = models.CharField(max_length=40)
    word = models.CharField(max_length=8)
    year = models.SmallIntegerField()
    last = models.IntegerField(default=0)

    class Meta:
        constraints = (models.UniqueConstraint(fields=["agency", "word", "year"], name="one_series"),)

    def __str__(self) -> str:
        return f"{self.agency}{self.word}〔{self.year}〕…{self.last}"


class Block(Stateful):
    """Numbers of one series that one phone may use with no network: `first` to `last`. Nobody else gets them. Once closed, `void` lists
    those that were never used and could not go back, because the series had gone on."""

    id = models.BigAutoField(primary_key=True)
    series = models.ForeignKey(Series, models.PROTECT)
    device = models.CharField(max_length=64, help_text="the phone, as it calls itself")
    first = models.IntegerField()
    last = models.IntegerField()
    opened_at = models.DateTimeField()
    void = models.JSONField(default=list)
    void_reason = models.CharField(max_length=300, blank=True, default="")

    class Meta:
        constraints = (models.CheckConstraint(condition=models.Q(first__gte=1), name="block_from_one"),)
        indexes = (models.Index(fields=["device", "state"], name="block_of_device"),)

    def __str__(self) -> str:
        return f"{self.series} {self.first}-{self.last} → {self.device}"


class Paper(Stateful):
    """One paper. `fields` are its typed values as JSON, `agency` who issues it as it was then, `case` the number of its case."""

    id = models.BigAutoField(primary_key=True)
    kind = models.CharField(max_length=3)
    case = models.CharField(max_length=40, blank=True, default="", db_index=True)
    facts = models.JSONField(default=dict, help_text="what the case said of itself when this was written")
    fields = models.JSONField()
    agency = models.JSONField()
    content_sha256 = models.CharField(
        max_length=64, help_text="of kind, agency and fields: what a signature is bound to"
    )
    code = models.CharField("核验码", max_length=12, unique=True)
    drafted_at = models.DateTimeField()
    series = models.ForeignKey(Series, models.PROTECT, null=True, db_index=False)
    no = models.IntegerField(null=True, help_text="its number in the series")
    number = models.CharField("文号", max_length=60, null=True, unique=True)  # noqa: DJ001 - drafts have none
    numbered_at = models.DateTimeField(null=True)
    pdf_sha256 = models.CharField(max_length=64, blank=True, default="")
    pdf_sm3 = models.CharField(max_length=64, blank=True, default="")
    pages = models.SmallIntegerField(default=0)
    level = models.CharField(max_length=8, blank=True, default="")
    sm2 = models.CharField(
        max_length=200, blank=True, default="", help_text="SM2 signature over the file's SM3, hexadecimal"
    )
    void_reason = models.CharField(max_length=300, blank=True, default="")

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["series", "no"], name="paper_number_once"),
            models.CheckConstraint(
                condition=models.Q(number__isnull=True, no__isnull=True, series__isnull=True)
                | models.Q(number__isnull=False, no__isnull=False, series__isnull=False),
                name="paper_number_whole",
            ),
            models.CheckConstraint(
                condition=~models.Q(state__in=["numbered", "final", "voided"]) | models.Q(number__isnull=False),
                name="paper_final_has_number",
            ),
        )

    def __str__(self) -> str:
        return self.number or f"{self.kind} 草稿 {self.pk}"


class Signature(models.Model):
    """A trace on glass, or a noted refusal, bound to person, role, time and content. It is evidence of signing, not a reliable
    electronic signature by itself (ESL 13): that is the agency's certificate."""

    paper = models.ForeignKey(Paper, models.PROTECT, related_name="signatures")
    role = models.CharField(max_length=20)
    name = models.CharField(max_length=80)
    certificate = models.CharField(max_length=40, blank=True, default="")
    signed_at = models.DateTimeField()
    content_sha256 = models.CharField(max_length=64)
    strokes = models.JSONField(default=list, help_text="[[[x, y, ms], …], …]; empty when refused")
    refused = models.CharField(max_length=200, blank=True, default="", help_text="why there is no signature")
    trace_sha256 = models.CharField(max_length=64)

    def __str__(self) -> str:
        return f"{self.paper_id}: {self.role} {self.name}"
