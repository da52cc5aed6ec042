from __future__ import annotations

from django.db import models

from zhicheng.infra.models import Stateful


class HotlineMapping(models.Model):
    """What a sender's columns are for us, and how it writes places and times."""

    sender = models.CharField(max_length=30, unique=True)
    columns = models.JSONField(default=dict, help_text="their column → our field")
    datum = models.CharField(max_length=6, default="wgs84")
    date_format = models.CharField(
        max_length=40, blank=True, default="", help_text="as strptime reads it; empty: any usual form"
    )
    source = models.CharField(
        max_length=10,
        default="hotline",
        help_text="hotline, or grid: the app of the grid's collectors, whom nobody calls back",
    )
    made_by = models.CharField(max_length=80)
    made_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.sender


class HotlineImport(models.Model):
    """One delivery of a sender: how many rows became orders, were known, were refused and why."""

    sender = models.CharField(max_length=30)
    name = models.CharField(max_length=120, help_text="the file's name, or HTTP")
    rows = models.IntegerField()
    taken = models.IntegerField()
    known = models.IntegerField()
    refused = models.JSONField(default=list, help_text="[[row, field, sentence, the same in English], …]")
    made_by = models.CharField(max_length=80)
    made_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.sender} {self.name}"


class HotlineOrder(Stateful):
    """A sender's work order. `due_at` of it is their deadline, not ours; `original` is their row, word for word."""

    id = models.BigAutoField(primary_key=True)
    sender = models.CharField(max_length=30)
    number = models.CharField(max_length=64)
    round = models.SmallIntegerField(default=1, help_text="2 and more: a call-back opened it again")
    previous = models.OneToOneField("self", models.PROTECT, null=True)
    report = models.OneToOneField("reports.Report", models.PROTECT)
    secret = models.BooleanField(default=False, help_text="the caller wants to stay unknown to whoever handles it")
    caller = models.CharField(max_length=80, blank=True, default="")
    phone = models.CharField(max_length=60, blank=True, default="")
    original = models.JSONField(default=dict)
    digest = models.CharField(
        max_length=32, help_text="of what the sender wrote: the same number with other contents is told apart"
    )
    taken_at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True)
    called_at = models.DateTimeField(null=True)
    contacted = models.BooleanField(null=True)
    solved = models.BooleanField(null=True)
    satisfied = models.BooleanField(null=True)
    note = models.CharField(max_length=300, blank=True, default="")

    class Meta:
        constraints = (models.UniqueConstraint(fields=["sender", "number", "round"], name="hotline_order_once"),)
        indexes = (
            models.Index(fields=["state", "due_at"], name="hotline_state"),
            models.Index(fields=["called_at"], name="hotline_called", condition=models.Q(called_at__isnull=False)),
        )

    def __str__(self) -> str:
        return f"{self.sender} {self.number}"


class Answer(models.Model):
    """The outbox: what the hotline is told of an order, until it has it."""

    order = models.OneToOneField(HotlineOrder, models.PROTECT)
    outcome = models.CharField(max_length=16)
    text = models.CharField(max_length=2000)
    state = models.CharField(max_length=8, choices=[(s, s) for s in ("waiting", "sent", "stuck")], default="waiting")
    attempts = models.SmallIntegerField(default=0)
    next_at = models.DateTimeField()
    said = models.CharField(max_length=400, blank=True, default="")
    said_en = models.CharField(max_length=400, blank=True, default="")
    made_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True)

    class Meta:
        indexes = (models.Index(fields=["state", "next_at"], name="hotline_answer_due"),)

    def __str__(self) -> str:
        return f"{self.order_id} {self.state}"
