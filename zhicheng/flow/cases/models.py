from __future__ import annotations

from django.db import models

from zhicheng.infra.models import Stateful

PROCEDURES = [
    ("", "未定"),
    ("simple", "简易程序"),
    ("ordinary", "普通程序"),
    ("ordinary (off-site)", "普通程序（非现场）"),
]


class Case(Stateful):
    """One penalty case. `state` is the statute's (law's procedure), `holder` the desk it waits at, `due_at` the end of the day by which
    something has to be done. All else is what the stream says of it, kept for lists; the stream decides."""

    id = models.BigAutoField(primary_key=True)
    no = models.CharField("案件编号", max_length=20, unique=True)
    ticket = models.ForeignKey("tickets.Ticket", models.PROTECT, null=True, db_constraint=False)
    squad = models.ForeignKey("people.Organisation", models.PROTECT, null=True, db_index=False)
    area = models.CharField(max_length=15)
    address = models.CharField(max_length=200, blank=True, default="")
    lng_e7 = models.IntegerField(null=True)
    lat_e7 = models.IntegerField(null=True)
    region = models.CharField("法规包", max_length=6, blank=True, default="")
    violation = models.CharField(max_length=40)
    given = models.JSONField(help_text="what is known of it, in the words of law's scenarios")
    lawful_here = models.BooleanField(default=False, help_text="a permit covered place and hour of the act (INV-89)")
    facts_text = models.TextField("违法事实", blank=True, default="")
    party = models.JSONField(null=True, help_text="as papers name him")
    party_name = models.CharField(max_length=80, blank=True, default="")
    party_key = models.CharField(
        max_length=64, blank=True, default="", help_text="salted hash of his number: the first-offence register"
    )
    procedure = models.CharField(max_length=20, choices=PROCEDURES, blank=True, default="")
    left = models.CharField(max_length=20, blank=True, default="", help_text="the state that a suspension left")
    stage = models.CharField(max_length=20, blank=True, default="")
    amount = models.BigIntegerField(null=True, help_text="the fine as decided, in fen")
    tier = models.CharField(max_length=10, blank=True, default="")
    outcome = models.CharField(max_length=20, blank=True, default="")
    due_name = models.CharField(max_length=40, blank=True, default="")
    opened_at = models.DateTimeField()
    act_at = models.DateTimeField(null=True)
    filed_on = models.DateField(null=True)
    decided_on = models.DateField(null=True)
    served_on = models.DateField(null=True)
    closed_at = models.DateTimeField(null=True)

    class Meta:
        indexes = (
            models.Index(fields=["state", "-id"], name="case_state"),
            models.Index(fields=["holder", "-id"], name="case_desk"),
            models.Index(fields=["area", "-id"], name="case_area"),
            models.Index(fields=["violation", "outcome", "-decided_on"], name="case_similar"),
            models.Index(fields=["party_key", "-id"], name="case_party", condition=~models.Q(party_key="")),
            models.Index(fields=["due_at"], name="case_due", condition=models.Q(due_at__isnull=False)),
        )

    def __str__(self) -> str:
        return self.no


class Hand(models.Model):
    """An officer of the case. Whoever is named here investigates it; `lead` is in charge."""

    case = models.ForeignKey(Case, models.CASCADE, related_name="hands")
    member = models.ForeignKey("people.Member", models.PROTECT, related_name="+")
    lead = models.BooleanField(default=False)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["case", "member"], name="hand_once"),
            models.UniqueConstraint(fields=["case"], condition=models.Q(lead=True), name="one_lead_officer"),
        )

    def __str__(self) -> str:
        return f"{self.case_id}: {self.member_id}"


class Motion(Stateful):
    """呈批: a step that somebody has prepared and another has to decide. `papers`: drafts as {"id", "by_hand"}."""

    id = models.BigAutoField(primary_key=True)
    case = models.ForeignKey(Case, models.PROTECT, related_name="motions")
    step = models.CharField(max_length=20)
    data = models.JSONField(default=dict)
    assigned = models.JSONField(default=list)
    asked_by = models.ForeignKey("people.Member", models.PROTECT, related_name="+")
    colleague = models.ForeignKey("people.Member", models.PROTECT, null=True, related_name="+")
    asked_at = models.DateTimeField()
    note = models.CharField(max_length=300, blank=True, default="")
    papers = models.JSONField(default=list)
    reason = models.CharField(max_length=300, blank=True, default="")

    class Meta:
        indexes = (models.Index(fields=["state", "holder", "-id"], name="motion_waits"),)

    def __str__(self) -> str:
        return f"{self.case_id} {self.step}"
