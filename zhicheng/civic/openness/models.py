from __future__ import annotations

from django.db import models

from zhicheng.infra.models import Stateful

KINDS = {"figures": "数据公开", "cases": "以案释法", "answer": "民有所呼、我有所应"}


class Named(models.Model):
    """Who answers for publications of a kind in an area: one living person, never a department."""

    kind = models.CharField(max_length=8, choices=list(KINDS.items()))
    area = models.CharField(max_length=9, blank=True, default="")
    account = models.ForeignKey("people.Account", models.PROTECT)
    named_by = models.ForeignKey("people.Account", models.PROTECT, related_name="+")
    named_at = models.DateTimeField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=["kind", "area"], name="one_named_person"),)

    def __str__(self) -> str:
        return f"{self.kind}@{self.area or '*'}: {self.account_id}"


class Publication(Stateful):
    """Something that waits for a named person's word, is shown, or was. `due_at`: when its longest delay ends, while it waits."""

    id = models.BigAutoField(primary_key=True)
    kind = models.CharField(max_length=8, choices=list(KINDS.items()))
    key = models.CharField(max_length=60, help_text="what it is about: figures:2026-08, answer:ticket:17")
    edition = models.SmallIntegerField(default=1)
    area = models.CharField(max_length=9, blank=True, default="")
    month = models.DateField(null=True, help_text="first day of the month that it tells of")
    title = models.CharField(max_length=120)
    title_en = models.CharField(max_length=200, blank=True, default="")
    content = models.JSONField(default=dict)
    named = models.ForeignKey("people.Account", models.PROTECT, null=True, related_name="+")
    proposed_at = models.DateTimeField()
    promised_at = models.DateTimeField(help_text="when the longest delay ended or ends; stays when it is released")
    overdue_at = models.DateTimeField(null=True, help_text="when its head was told")
    released_by = models.ForeignKey("people.Account", models.PROTECT, null=True, related_name="+")
    released_at = models.DateTimeField(null=True)
    show_at = models.DateTimeField(null=True)
    shown_at = models.DateTimeField(null=True)
    reason = models.CharField(max_length=300, blank=True, default="", help_text="why it is held back or was withdrawn")
    digest = models.CharField(
        max_length=64, blank=True, default="", help_text="SHA-256 of the content that was released"
    )

    class Meta:
        constraints = (models.UniqueConstraint(fields=["key", "edition"], name="publication_once"),)
        indexes = (
            models.Index(fields=["kind", "state", "-month", "-id"], name="publication_shown"),
            models.Index(fields=["due_at"], name="publication_due", condition=models.Q(due_at__isnull=False)),
        )

    def __str__(self) -> str:
        return f"{self.key}#{self.edition}"


class Decision(models.Model):
    """A penalty decision that its case has published (APL 48): what of it the public reads, and until when."""

    case = models.OneToOneField("cases.Case", models.PROTECT, related_name="+")
    published_at = models.DateTimeField()
    until_on = models.DateField(help_text="last day on which it is shown")
    told = models.JSONField(help_text="masked facts, law and outcome")
    down_at = models.DateTimeField(null=True)
    down_for = models.CharField(max_length=300, blank=True, default="")

    class Meta:
        indexes = (models.Index(fields=["-published_at"], name="decision_newest"),)

    def __str__(self) -> str:
        return f"decision of case {self.case_id}"
