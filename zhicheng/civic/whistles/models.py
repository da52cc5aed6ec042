from __future__ import annotations

from django.db import models

from zhicheng.infra.models import Stateful

KINDS = {"urgent": "应急处置哨", "ordinary": "综合执法哨", "planned": "重点工作哨"}


class Whistle(Stateful):
    """A street calls departments to a place. `due_at` is the clock that runs: reporting in, then handling."""

    id = models.BigAutoField(primary_key=True)
    no = models.CharField(max_length=20, unique=True)
    kind = models.CharField(max_length=8, choices=list(KINDS.items()))
    street = models.CharField(max_length=9, help_text="area code of the street that blew it")
    reason = models.TextField()
    matter = models.CharField(max_length=5, blank=True, default="")
    lng_e7 = models.IntegerField()
    lat_e7 = models.IntegerField()
    grid = models.CharField(max_length=15)
    address = models.CharField(max_length=200, blank=True, default="")
    photos = models.JSONField(default=list)
    ticket = models.ForeignKey("tickets.Ticket", models.PROTECT, null=True, help_text="the ticket that needs several")
    blown_by = models.ForeignKey("people.Account", models.PROTECT)
    blown_at = models.DateTimeField()
    key = models.CharField(max_length=48, help_text="the phone's own number for it: sent twice, blown once")
    report_due_at = models.DateTimeField()
    act_due_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)
    outcome = models.CharField(max_length=300, blank=True, default="")

    class Meta:
        constraints = (models.UniqueConstraint(fields=["blown_by", "key"], name="whistle_once_per_key"),)
        indexes = (models.Index(fields=["street", "-id"], name="whistle_of_street"),)

    def __str__(self) -> str:
        return self.no


class Summons(Stateful):
    """One department called by one whistle. `due_at` is its running clock: reporting in, then its task."""

    id = models.BigAutoField(primary_key=True)
    whistle = models.ForeignKey(Whistle, models.PROTECT, related_name="summonses")
    unit = models.ForeignKey("people.Organisation", models.PROTECT)
    asked_at = models.DateTimeField()
    since_at = models.DateTimeField(help_text="when the running clock began")
    escalated = models.SmallIntegerField(default=0, help_text="highest level that was told about the running clock")
    link = models.CharField(max_length=64, unique=True, help_text="SHA-256 of the link's code; the code is nowhere")
    turn = models.SmallIntegerField(default=1, help_text="raised when the link is handed on or sent again")
    link_until = models.DateTimeField()
    shared = models.BooleanField(default=False, help_text="handed on to a colleague: that is possible once")
    who = models.CharField(max_length=40, blank=True, default="")
    phone = models.CharField(max_length=20, blank=True, default="")
    reported_at = models.DateTimeField(null=True)
    on_time = models.BooleanField(null=True)
    lng_e7 = models.IntegerField(null=True)
    lat_e7 = models.IntegerField(null=True)
    metres = models.IntegerField(null=True, help_text="from the phone to the place")
    arrival_photos = models.JSONField(default=list)
    declined_for = models.CharField(max_length=300, blank=True, default="")
    task = models.CharField(max_length=500, blank=True, default="")
    signed_by = models.CharField(max_length=40, blank=True, default="")
    report = models.ForeignKey("reports.Report", models.PROTECT, null=True, help_text="the task as a work order")
    result = models.CharField(max_length=500, blank=True, default="")
    result_photos = models.JSONField(default=list)
    finished_at = models.DateTimeField(null=True)
    ended = models.CharField(
        max_length=9, blank=True, default="", help_text="done, explained or absent, also once rated"
    )
    score = models.SmallIntegerField(null=True)
    score_reason = models.CharField(max_length=300, blank=True, default="")
    rated_at = models.DateTimeField(null=True)
    reply_until = models.DateTimeField(null=True)
    reply = models.CharField(max_length=500, blank=True, default="")

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["whistle", "unit"], name="summons_once_per_department"),
            models.CheckConstraint(
                condition=models.Q(score__isnull=True, rated_at__isnull=True)
                | models.Q(score__range=(1, 5), rated_at__isnull=False, reply_until__isnull=False),
                name="summons_rating_complete",
            ),
        )
        indexes = (
            models.Index(fields=["due_at"], name="summons_running", condition=models.Q(due_at__isnull=False)),
            models.Index(fields=["unit", "-id"], name="summons_of_unit"),
        )

    def __str__(self) -> str:
        return f"{self.whistle_id} → {self.unit_id}"


class JointRecord(models.Model):
    """What was found and agreed when they stood there together; a later one adds to it, none is edited."""

    whistle = models.ForeignKey(Whistle, models.PROTECT, related_name="records")
    at = models.DateTimeField()
    by = models.CharField(max_length=80)
    found = models.TextField()
    present = models.JSONField(default=list, help_text="[{unit, name}] of who was there")
    tasks = models.JSONField(default=list, help_text="[{summons, text, due}]")

    def __str__(self) -> str:
        return f"{self.whistle_id} @ {self.at:%Y-%m-%d %H:%M}"
