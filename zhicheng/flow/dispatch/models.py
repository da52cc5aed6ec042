from __future__ import annotations

from django.db import models

from zhicheng.flow.dispatch.states import ACTIVE
from zhicheng.infra.models import Stateful

KINDS = {"handle": "处置", "verify": "核实", "recheck": "核查"}


class Assignment(Stateful):
    """One job: who goes to which ticket, why, and what came of it. `due_at` of an offered job is when it expires."""

    id = models.BigAutoField(primary_key=True)
    ticket = models.ForeignKey("tickets.Ticket", models.PROTECT)
    crew = models.ForeignKey("people.Crew", models.PROTECT, null=True)
    unit = models.ForeignKey("people.Organisation", models.PROTECT)
    kind = models.CharField(max_length=8, choices=list(KINDS.items()))
    link = models.CharField(
        max_length=43, blank=True, default="", help_text="hash of the one-time link of a unit without phones"
    )
    offered_at = models.DateTimeField()
    accepted_at = models.DateTimeField(null=True)
    arrived_at = models.DateTimeField(null=True)
    done_at = models.DateTimeField(null=True)
    travel_s = models.IntegerField(default=0)
    solver = models.CharField(max_length=8, default="")
    reason = models.CharField(max_length=300)
    reason_en = models.CharField(max_length=400)
    runner_up = models.ForeignKey("people.Crew", models.PROTECT, null=True, related_name="+")
    cost_milli = models.BigIntegerField(default=0)
    runner_up_cost_milli = models.BigIntegerField(null=True)

    class Meta:
        constraints = (
            # Two dispatchers at once can never double-assign: the database refuses the second.
            models.UniqueConstraint(
                fields=["ticket"], condition=models.Q(state__in=sorted(ACTIVE)), name="one_job_per_ticket"
            ),
            models.UniqueConstraint(
                fields=["crew"],
                condition=models.Q(state__in=sorted(ACTIVE), crew__isnull=False),
                name="one_job_per_crew",
            ),
        )
        indexes = (models.Index(fields=["unit", "state"], name="assignment_unit"),)

    def __str__(self) -> str:
        return f"{self.ticket_id} → {self.crew_id}"


class Incident(Stateful):
    """Trouble here: an officer pressed long; the nearest crews were called."""

    crew = models.ForeignKey("people.Crew", models.PROTECT)
    lng_e7 = models.IntegerField()
    lat_e7 = models.IntegerField()
    at = models.DateTimeField()
    text = models.CharField(max_length=200, blank=True, default="")
    called = models.JSONField(default=list)

    def __str__(self) -> str:
        return f"incident {self.pk}"
