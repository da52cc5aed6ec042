from __future__ import annotations

from django.db import models

from zhicheng.infra.models import Stateful

FINDINGS = {"upheld": "属实", "partly": "部分属实", "not_upheld": "不属实", "unclear": "无法查实"}


class Voice(Stateful):
    """What a citizen says about an officer. `unit` and `member` are whom it is about, as far as that is known."""

    id = models.BigAutoField(primary_key=True)
    receipt = models.CharField(max_length=16, unique=True)
    code = models.CharField(max_length=12, help_text="secret half of the receipt")
    key = models.CharField(
        max_length=48, unique=True, help_text="the phone's own number for it: sent twice, filed once"
    )
    text = models.TextField()
    badge = models.CharField(max_length=40, blank=True, default="", help_text="staff number as the citizen read it")
    who = models.CharField(max_length=200, blank=True, default="", help_text="whom he describes, where and when")
    report = models.CharField(max_length=16, blank=True, default="", help_text="receipt of the report that it came of")
    phone = models.CharField(max_length=20, blank=True, default="")
    unit = models.ForeignKey("people.Organisation", models.PROTECT, null=True, related_name="+")
    member = models.ForeignKey("people.Member", models.PROTECT, null=True, related_name="+")
    received_at = models.DateTimeField()

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.receipt


class Complaint(Voice):
    """投诉. `due_at` is the day by which it is answered."""

    taken_by = models.ForeignKey("people.Account", models.PROTECT, null=True, related_name="+")
    extended = models.BooleanField(default=False)
    reopened = models.BooleanField(default=False)
    finding = models.CharField(max_length=10, blank=True, default="", choices=list(FINDINGS.items()))
    said = models.TextField(
        blank=True, default="", help_text="the answer, or why it is refused, as the citizen reads it"
    )
    more = models.CharField(
        max_length=300, blank=True, default="", help_text="why it was extended or is looked at again"
    )
    answered_at = models.DateTimeField(null=True)


class Praise(Voice):
    """表扬."""

    reason = models.CharField(max_length=300, blank=True, default="", help_text="why it is not passed on")
