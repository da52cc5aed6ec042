from __future__ import annotations

from django.db import models

from zhicheng.infra.models import Stateful

UNITS = [
    ("work_minute", "分钟"),
    ("work_hour", "工作时"),
    ("urgent_hour", "紧急工作时"),
    ("work_day", "工作日"),
    ("natural_day", "自然日"),
]


class Condition(models.Model):
    """A filing condition 立案条件 of a matter with its closing condition and limit, from the sheet the city already has."""

    matter = models.CharField(max_length=5, db_index=True)
    file_if = models.CharField(max_length=200)
    close_if = models.CharField(max_length=200)
    amount = models.FloatField()
    unit = models.CharField(max_length=12, choices=UNITS)
    limit_text = models.CharField(max_length=40)
    handled_by = models.CharField("处置单位", max_length=80, blank=True, default="")
    competent = models.CharField("主管部门", max_length=80, blank=True, default="")
    active = models.BooleanField(default=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["matter", "file_if"], name="condition_once"),
            models.CheckConstraint(condition=models.Q(amount__gt=0), name="condition_limit_positive"),
        )

    def __str__(self) -> str:
        return f"{self.matter} {self.file_if}"


class Ticket(Stateful):
    """One work order. What `advance()` moves is in `Stateful`; the rest describes it or counts what happened to it."""

    id = models.BigAutoField(primary_key=True)
    no = models.CharField(max_length=20, unique=True)
    report = models.ForeignKey("reports.Report", models.PROTECT, db_index=False, db_constraint=False)
    matter = models.CharField(max_length=5)
    klass = models.CharField(
        max_length=2, help_text="first two digits of the matter, for lists by class in order of time"
    )
    source = models.CharField(max_length=10)
    text = models.CharField(max_length=200, blank=True, default="")
    address = models.CharField(max_length=200, blank=True, default="")
    lng_e7 = models.IntegerField()
    lat_e7 = models.IntegerField()
    grid = models.CharField(max_length=15, blank=True, default="")
    cell = models.BigIntegerField(help_text="matter and place on a raster of 0.001 degrees: finds what is known nearby")
    priority = models.SmallIntegerField(default=2)
    fast_lane = models.BooleanField(default=False)
    condition = models.ForeignKey(Condition, models.PROTECT, null=True, db_index=False)
    unit = models.ForeignKey("people.Organisation", models.PROTECT, null=True, db_index=False)
    opened_at = models.DateTimeField()
    since_at = models.DateTimeField(help_text="when the running clock began")
    yellow_at = models.DateTimeField(null=True, help_text="80 % of the running limit")
    filed_at = models.DateTimeField(null=True)
    limit_due_at = models.DateTimeField(null=True, help_text="first handling deadline; an extension does not change it")
    arrived_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)
    on_time = models.BooleanField(null=True)
    held_seconds = models.IntegerField(default=0, help_text="time left on the handling clock when it was put on hold")
    resume_on = models.DateField(null=True)
    asked = models.JSONField(default=dict, help_text="the unit's pending request: kind, reason, new_due_at, resume_on")
    handlers = models.JSONField(default=list, help_text="actors who handled: they may neither check nor close")
    reports = models.IntegerField(default=1)
    returns = models.SmallIntegerField(default=0)
    extensions = models.SmallIntegerField(default=0)
    holds = models.SmallIntegerField(default=0)
    reworks = models.SmallIntegerField(default=0)
    escalated = models.SmallIntegerField(
        default=0, help_text="1: unit's lead told when red; 2: shift leader at 1.5, 3: manager at twice the limit"
    )
    recurrence_of = models.ForeignKey("self", models.PROTECT, null=True, db_index=False)
    contest_of = models.OneToOneField(
        "self",
        models.PROTECT,
        null=True,
        related_name="contest",
        help_text="the closed ticket whose result its reporter contests; once",
    )

    class Meta:
        constraints = (
            models.CheckConstraint(condition=models.Q(priority__range=(1, 4)), name="ticket_priority_1_to_4"),
        )
        indexes = (
            models.Index(fields=["state", "-id"], name="ticket_state"),
            models.Index(fields=["matter", "-id"], name="ticket_matter"),
            models.Index(fields=["grid", "-id"], name="ticket_grid"),
            models.Index(fields=["unit", "-id"], name="ticket_unit", condition=models.Q(unit__isnull=False)),
            models.Index(fields=["klass", "-id"], name="ticket_class"),
            models.Index(fields=["source", "-id"], name="ticket_source"),
            models.Index(fields=["opened_at"], name="ticket_opened"),
            # Only running clocks have a deadline: whatever is late or open stands in this small index.
            models.Index(fields=["due_at", "yellow_at"], name="ticket_due", condition=models.Q(due_at__isnull=False)),
            models.Index(fields=["cell", "-id"], name="ticket_cell"),
            models.Index(fields=["report"], name="ticket_of_report"),
        )

    def __str__(self) -> str:
        return self.no


class Follower(models.Model):
    """A further report of the same thing: it follows the ticket and is told the result."""

    ticket = models.ForeignKey(Ticket, models.CASCADE, db_constraint=False)
    report = models.OneToOneField("reports.Report", models.CASCADE, db_constraint=False)
    score = models.SmallIntegerField(default=100, help_text="how sure the merge was, per cent; 100 = a person said so")

    def __str__(self) -> str:
        return f"{self.report_id} → {self.ticket_id}"


class Alike(models.Model):
    """A new ticket that seems to tell of an open one's thing: waits for a person's yes or no. `reasons`: log-odds by group."""

    ticket = models.OneToOneField(Ticket, models.CASCADE, db_constraint=False)
    other = models.ForeignKey(Ticket, models.CASCADE, db_constraint=False, db_index=False, related_name="+")
    score = models.SmallIntegerField(help_text="per cent")
    reasons = models.JSONField(default=dict)
    found_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.ticket_id} ~ {self.other_id}"


class Apart(models.Model):
    """Two tickets of which a person said that they are not the same thing; `low` < `high`."""

    low = models.BigIntegerField()
    high = models.BigIntegerField(db_index=True)
    by = models.CharField(max_length=80)
    at = models.DateTimeField()

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["low", "high"], name="apart_once"),
            models.CheckConstraint(condition=models.Q(low__lt=models.F("high")), name="apart_in_order"),
        )

    def __str__(self) -> str:
        return f"{self.low} ≠ {self.high}"
