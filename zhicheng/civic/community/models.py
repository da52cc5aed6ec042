from __future__ import annotations

from django.db import models

from zhicheng.infra.models import Stateful

OPEN_DAY_KINDS = {"centre": "走进指挥中心", "accompany": "跟随执法体验"}
ATTENDS = {
    "resident": "居民", "liaison": "联络员", "officer": "执法人员", "property": "物业", "shop": "商户", "bike": "共享单车企业",
    "delivery": "快递外卖企业", "other": "其他",
}  # fmt: skip
ERRAND_KINDS = {"patrol": "社区巡查", "open_day": "开放日服务"}
FIRM_KINDS = {"property": "物业", "shop": "商户", "bike": "共享单车企业", "delivery": "快递外卖企业"}


class Resident(models.Model):
    """A person whose phone was proven by a code. `turn` counts the codes; the code itself stands nowhere."""

    phone = models.CharField(max_length=20, unique=True)
    name = models.CharField(max_length=40, blank=True, default="")
    device = models.CharField(
        max_length=40, blank=True, default="", db_index=True, help_text="the browser's own number"
    )
    joined_at = models.DateTimeField(null=True, help_text="first proof; None: a code was asked for and never given")
    turn = models.IntegerField(default=0)
    tries = models.SmallIntegerField(default=0)
    asked_at = models.DateTimeField(
        null=True, help_text="wall clock, not the city's: codes are for people at a keyboard"
    )
    codes_on = models.DateField(null=True, help_text="the day on which codes are counted")
    codes = models.SmallIntegerField(
        default=0, help_text="sent on that day: nobody fills another's phone with messages, or guesses on and on"
    )
    seq = models.IntegerField(default=0)

    def __str__(self) -> str:
        return f"{self.phone[:3]}****{self.phone[-4:]}"


class Claim(models.Model):
    """A report of a resident's: by the phone he gave, or by receipt and code if he gave none."""

    resident = models.ForeignKey(Resident, models.PROTECT)
    report = models.OneToOneField("reports.Report", models.PROTECT)
    claimed_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.resident_id} · {self.report_id}"


class PointEntry(models.Model):
    """One line of a resident's points; written once. The balance is their sum. `refused`: why nothing was given for that thing."""

    resident = models.ForeignKey(Resident, models.PROTECT, related_name="entries")
    rule = models.CharField(max_length=20)
    source = models.CharField(max_length=40, help_text="what it is for: report:17, signup:3, redemption:5 …")
    points = models.IntegerField()
    refused = models.CharField(max_length=20, blank=True, default="")
    why = models.CharField(max_length=200, blank=True, default="")
    why_en = models.CharField(max_length=200, blank=True, default="")
    lng_e7 = models.IntegerField(null=True)
    lat_e7 = models.IntegerField(null=True)
    at = models.DateTimeField()

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["rule", "source"], name="points_once_per_source"),
            models.CheckConstraint(
                condition=models.Q(refused="") | models.Q(points=0), name="points_refused_gives_none"
            ),
        )
        indexes = (models.Index(fields=["resident", "-at"], name="points_of_resident"),)

    def __str__(self) -> str:
        return f"{self.rule} {self.points:+d} {self.source}"


class Reward(models.Model):
    """Something that points are redeemed for. `stock` is what is left."""

    name = models.CharField(max_length=60)
    name_en = models.CharField(max_length=60, blank=True, default="")
    price = models.IntegerField()
    stock = models.IntegerField()
    active = models.BooleanField(default=True)

    class Meta:
        constraints = (
            models.CheckConstraint(condition=models.Q(stock__gte=0, price__gt=0), name="reward_stock_and_price"),
        )

    def __str__(self) -> str:
        return self.name


class Redemption(Stateful):
    """One piece for one resident; whoever shows the code gets it."""

    id = models.BigAutoField(primary_key=True)
    resident = models.ForeignKey(Resident, models.PROTECT)
    reward = models.ForeignKey(Reward, models.PROTECT)
    price = models.IntegerField()
    code = models.CharField(max_length=8, unique=True)
    at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    ended_by = models.CharField(max_length=80, blank=True, default="")

    def __str__(self) -> str:
        return self.code


class OpenDay(Stateful):
    """A day on which residents see how the work is done."""

    id = models.BigAutoField(primary_key=True)
    kind = models.CharField(max_length=10, choices=list(OPEN_DAY_KINDS.items()))
    title = models.CharField(max_length=80)
    text = models.CharField(max_length=500, blank=True, default="")
    area = models.CharField(max_length=12)
    place = models.CharField(max_length=200)
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    capacity = models.IntegerField()
    made_by = models.CharField(max_length=80)
    reason = models.CharField(max_length=300, blank=True, default="")

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=models.Q(capacity__gt=0, ends_at__gt=models.F("starts_at")), name="open_day_has_room"
            ),
        )
        indexes = (models.Index(fields=["-starts_at"], name="open_day_by_day"),)

    def __str__(self) -> str:
        return self.title


class Signup(Stateful):
    """A resident's place, or his turn in the waiting list (`since_at`)."""

    id = models.BigAutoField(primary_key=True)
    open_day = models.ForeignKey(OpenDay, models.PROTECT, related_name="signups")
    resident = models.ForeignKey(Resident, models.PROTECT)
    name = models.CharField(max_length=40)
    code = models.CharField(max_length=8, help_text="said at the door")
    since_at = models.DateTimeField()
    came_at = models.DateTimeField(null=True)
    score = models.SmallIntegerField(null=True)
    comment = models.CharField(max_length=300, blank=True, default="")

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["open_day", "resident"], name="signup_once"),
            models.UniqueConstraint(fields=["open_day", "code"], name="signup_code_once"),
        )

    def __str__(self) -> str:
        return f"{self.open_day_id} · {self.resident_id}"


class Meeting(Stateful):
    """A joint meeting of one area."""

    id = models.BigAutoField(primary_key=True)
    no = models.CharField(max_length=20, unique=True)
    area = models.CharField(max_length=12)
    starts_at = models.DateTimeField()
    place = models.CharField(max_length=200)
    made_by = models.CharField(max_length=80)
    minutes = models.TextField(blank=True, default="")
    concluded_at = models.DateTimeField(null=True)
    reason = models.CharField(max_length=300, blank=True, default="")

    class Meta:
        indexes = (models.Index(fields=["area", "-starts_at"], name="meeting_of_area"),)

    def __str__(self) -> str:
        return self.no


class Duty(Stateful):
    """An area has to meet once in a period (`2026Q3`); `due_at` is the clock."""

    id = models.BigAutoField(primary_key=True)
    area = models.CharField(max_length=12)
    period = models.CharField(max_length=8)
    last_at = models.DateTimeField(help_text="until when it has to be met; stays when the clock has stopped")
    met_at = models.DateTimeField(null=True)
    meeting = models.ForeignKey(Meeting, models.PROTECT, null=True)

    class Meta:
        constraints = (models.UniqueConstraint(fields=["area", "period"], name="duty_once"),)

    def __str__(self) -> str:
        return f"{self.area} {self.period}"


class Item(Stateful):
    """Something for the agenda: tabled by a resident, or found by the machine (`why`). `due_at`: until when whoever tabled it is answered."""

    id = models.BigAutoField(primary_key=True)
    area = models.CharField(max_length=12)
    why = models.CharField(max_length=10, help_text="tabled, overdue, recurring, hot, open")
    text = models.CharField(max_length=300)
    resident = models.ForeignKey(Resident, models.PROTECT, null=True)
    ticket = models.ForeignKey("tickets.Ticket", models.PROTECT, null=True)
    meeting = models.ForeignKey(Meeting, models.PROTECT, null=True, related_name="items")
    lng_e7 = models.IntegerField(null=True)
    lat_e7 = models.IntegerField(null=True)
    tabled_at = models.DateTimeField()
    late_at = models.DateTimeField(
        null=True, help_text="the answer was due then; its clock has stopped, whoever tabled it still waits"
    )
    answer = models.CharField(max_length=500, blank=True, default="")
    answered_at = models.DateTimeField(null=True)

    class Meta:
        indexes = (models.Index(fields=["area", "-id"], name="item_of_area"),)

    def __str__(self) -> str:
        return self.text[:40]


class Vote(models.Model):
    """One proven phone, one vote."""

    item = models.ForeignKey(Item, models.PROTECT, related_name="votes")
    resident = models.ForeignKey(Resident, models.PROTECT)
    at = models.DateTimeField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=["item", "resident"], name="vote_once"),)

    def __str__(self) -> str:
        return f"{self.item_id} · {self.resident_id}"


class Attendance(models.Model):
    """Who was there, for whom."""

    meeting = models.ForeignKey(Meeting, models.PROTECT, related_name="attendances")
    kind = models.CharField(max_length=10, choices=list(ATTENDS.items()))
    name = models.CharField(max_length=40)
    unit = models.CharField(max_length=80, blank=True, default="")
    resident = models.ForeignKey(Resident, models.PROTECT, null=True)
    at = models.DateTimeField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=["meeting", "kind", "name", "unit"], name="attends_once"),)

    def __str__(self) -> str:
        return f"{self.meeting_id} · {self.name}"


class Firm(models.Model):
    """A property firm, shop, bike or delivery firm with its duty area: a polygon, or a circle round a point."""

    name = models.CharField(max_length=80, unique=True)
    kind = models.CharField(max_length=10, choices=list(FIRM_KINDS.items()))
    contact = models.CharField(max_length=40)
    phone = models.CharField(max_length=20)
    area = models.CharField(max_length=12, help_text="community or street it lies in: who may change it")
    polygon = models.JSONField(default=list, help_text="[[lng, lat], …], WGS-84; empty: the circle")
    lng_e7 = models.IntegerField()
    lat_e7 = models.IntegerField()
    radius = models.IntegerField(default=0, help_text="metres")
    west_e7 = models.IntegerField(help_text="the box round it: finds firms by an index before any geometry")
    south_e7 = models.IntegerField()
    east_e7 = models.IntegerField()
    north_e7 = models.IntegerField()
    matters = models.JSONField(default=list, help_text="codes of two or five digits")
    hours = models.IntegerField()
    active = models.BooleanField(default=True)
    since_at = models.DateTimeField()

    class Meta:
        indexes = (models.Index(fields=["south_e7", "north_e7"], name="firm_by_box"),)

    def __str__(self) -> str:
        return self.name


class Offer(Stateful):
    """A ticket in a firm's duty area, offered to it first. `due_at` is its limit."""

    id = models.BigAutoField(primary_key=True)
    firm = models.ForeignKey(Firm, models.PROTECT, related_name="offers")
    ticket = models.OneToOneField("tickets.Ticket", models.PROTECT)
    offered_at = models.DateTimeField()
    limit_at = models.DateTimeField()
    link = models.CharField(max_length=64, unique=True, help_text="SHA-256 of the link's code; the code is nowhere")
    text = models.CharField(max_length=300, blank=True, default="")
    photos = models.JSONField(default=list)
    ended_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"{self.firm_id} ← {self.ticket_id}"


class Liaison(Stateful):
    """A neighbour who looks after one community or street for a term. Not a civil servant: he sees and tells."""

    id = models.BigAutoField(primary_key=True)
    name = models.CharField(max_length=40)
    phone = models.CharField(max_length=20, unique=True)
    area = models.CharField(max_length=12)
    account = models.ForeignKey("people.Account", models.PROTECT, null=True)
    from_on = models.DateField()
    until_on = models.DateField()
    trained_until = models.DateField(null=True)
    reason = models.CharField(max_length=300, blank=True, default="")

    class Meta:
        indexes = (models.Index(fields=["area"], name="liaison_of_area"),)

    def __str__(self) -> str:
        return self.name


class DiaryEntry(models.Model):
    """A round of a liaison's. `seen` empty: nothing was seen, which is worth knowing too. `key`: sent twice, written once."""

    liaison = models.ForeignKey(Liaison, models.PROTECT, related_name="diary")
    key = models.CharField(max_length=48)
    at = models.DateTimeField()
    lng_e7 = models.IntegerField(null=True)
    lat_e7 = models.IntegerField(null=True)
    seen = models.CharField(max_length=1000, blank=True, default="")
    photos = models.JSONField(default=list)
    report = models.OneToOneField("reports.Report", models.PROTECT, null=True)

    class Meta:
        constraints = (models.UniqueConstraint(fields=["liaison", "key"], name="diary_once_per_key"),)
        indexes = (models.Index(fields=["liaison", "-at"], name="diary_of_liaison"),)

    def __str__(self) -> str:
        return f"{self.liaison_id} @ {self.at:%Y-%m-%d %H:%M}"


class Volunteer(Stateful):
    """A resident who serves. Of a minor his guardian's word is kept; the day he was born says what he may do."""

    id = models.BigAutoField(primary_key=True)
    resident = models.OneToOneField(Resident, models.PROTECT)
    name = models.CharField(max_length=40)
    area = models.CharField(max_length=12)
    born_on = models.DateField(null=True)
    guardian = models.CharField(max_length=40, blank=True, default="")
    guardian_phone = models.CharField(max_length=20, blank=True, default="")
    consented_at = models.DateTimeField(null=True, help_text="when the guardian's consent was given")
    trained_until = models.DateField(null=True)
    reason = models.CharField(max_length=300, blank=True, default="")

    class Meta:
        indexes = (models.Index(fields=["area"], name="volunteer_of_area"),)

    def __str__(self) -> str:
        return self.name


class Errand(Stateful):
    """Something for volunteers: a patrol of a grid, or a hand at an open day."""

    id = models.BigAutoField(primary_key=True)
    kind = models.CharField(max_length=10, choices=list(ERRAND_KINDS.items()))
    title = models.CharField(max_length=80)
    area = models.CharField(max_length=15)
    open_day = models.ForeignKey(OpenDay, models.PROTECT, null=True)
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    places = models.IntegerField()
    made_by = models.CharField(max_length=80)
    reason = models.CharField(max_length=300, blank=True, default="")

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=models.Q(places__gt=0, ends_at__gt=models.F("starts_at")), name="errand_has_room"
            ),
        )
        indexes = (models.Index(fields=["-starts_at"], name="errand_by_day"),)

    def __str__(self) -> str:
        return self.title


class Stint(Stateful):
    """One volunteer's part in an errand; `minutes` as he says, then as they were confirmed."""

    id = models.BigAutoField(primary_key=True)
    errand = models.ForeignKey(Errand, models.PROTECT, related_name="stints")
    volunteer = models.ForeignKey(Volunteer, models.PROTECT, related_name="stints")
    minutes = models.IntegerField(default=0)
    note = models.CharField(max_length=300, blank=True, default="")
    confirmed_by = models.CharField(max_length=80, blank=True, default="")
    reason = models.CharField(max_length=300, blank=True, default="")

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["errand", "volunteer"], name="stint_once"),
            models.CheckConstraint(condition=models.Q(minutes__gte=0), name="stint_minutes"),
        )

    def __str__(self) -> str:
        return f"{self.errand_id} · {self.volunteer_id}"


class Commendation(Stateful):
    """A yearly thank-you to one resident. A machine drafts it; it is nothing until a person releases it."""

    id = models.BigAutoField(primary_key=True)
    resident = models.ForeignKey(Resident, models.PROTECT)
    year = models.SmallIntegerField()
    name = models.CharField(max_length=40)
    points = models.IntegerField(help_text="earned in that year")
    reports = models.IntegerField()
    number = models.CharField(max_length=20, unique=True)
    released_at = models.DateTimeField(null=True)
    released_by = models.CharField(max_length=80, blank=True, default="")
    reason = models.CharField(max_length=300, blank=True, default="")

    class Meta:
        constraints = (models.UniqueConstraint(fields=["resident", "year"], name="commended_once_a_year"),)

    def __str__(self) -> str:
        return self.number


class Resolution(Stateful):
    """What a meeting agreed on: who does it, in how many days. `due_at` is its clock."""

    id = models.BigAutoField(primary_key=True)
    meeting = models.ForeignKey(Meeting, models.PROTECT, related_name="resolutions")
    item = models.ForeignKey(Item, models.PROTECT, null=True, related_name="resolutions")
    text = models.CharField(max_length=500)
    owner = models.CharField(max_length=80)
    firm = models.ForeignKey(Firm, models.PROTECT, null=True)
    days = models.IntegerField()
    agreed_at = models.DateTimeField()
    limit_at = models.DateTimeField()
    report = models.OneToOneField("reports.Report", models.PROTECT, null=True)
    result = models.CharField(max_length=300, blank=True, default="")
    ended_at = models.DateTimeField(null=True)
    warned = models.BooleanField(default=False)
    link = models.CharField(
        max_length=64, blank=True, default="", db_index=True, help_text="SHA-256 of the code of the firm that owns it"
    )
    photos = models.JSONField(default=list, help_text="of the firm that owns it")

    def __str__(self) -> str:
        return self.text[:40]


class Trial(models.Model):
    """What was tried to keep people taking part; the figures before it are kept as they were, those after it are counted afresh."""

    on = models.DateField()
    text = models.CharField(max_length=500)
    made_by = models.CharField(max_length=80)
    made_at = models.DateTimeField()
    before = models.JSONField()

    def __str__(self) -> str:
        return f"{self.on} {self.text[:40]}"
