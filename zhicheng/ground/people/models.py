from __future__ import annotations

from collections.abc import Iterator

from django.contrib.auth.models import AbstractUser
from django.db import models

from zhicheng.ground.people.sheets import CREWS, MEMBERS, MODES, ORGANISATIONS, ROLES
from zhicheng.infra.models import Stateful


def _choices(names: dict[str, str]) -> list[tuple[str, str]]:
    return list(names.items())


class Account(AbstractUser):
    """Somebody who can log in. What he may do are his grants, never Django's permissions."""

    demo_key = models.CharField(max_length=20, blank=True, default="")
    era = models.PositiveIntegerField(default=0, help_text="raised to end every session that is open")

    def get_session_auth_hash(self) -> str:
        """What a session keeps of its account and shows at every request: of the password, and of the era."""
        return self._with_era(super().get_session_auth_hash())

    def get_session_auth_fallback_hash(self) -> Iterator[str]:
        return map(self._with_era, super().get_session_auth_fallback_hash())

    def _with_era(self, said: str) -> str:
        return f"{said}:{self.era}" if self.era else said


class Organisation(models.Model):
    """A brigade, squad, centre, department, street, property firm or shop. `area` is the code prefix it answers for."""

    name = models.CharField(max_length=80, unique=True)
    kind = models.CharField(max_length=20, choices=_choices(ORGANISATIONS))
    parent = models.ForeignKey("self", models.PROTECT, null=True, blank=True)
    area = models.CharField(max_length=15, blank=True, default="")
    uscc = models.CharField("统一社会信用代码", max_length=18, blank=True, default="")
    phone = models.CharField(max_length=20, blank=True, default="")
    has_phones = models.BooleanField(default=True, help_text="false: gets a one-time link instead of jobs on phones")
    frontage = models.CharField("门前三包责任段", max_length=120, blank=True, default="")
    active = models.BooleanField(default=True, help_text="false: dissolved; its past stays")

    def __str__(self) -> str:
        return self.name


class Responsibility(models.Model):
    """Who handles what where: 处置单位 × area. The longest matching matter code, then the longest area, wins."""

    organisation = models.ForeignKey(Organisation, models.CASCADE)
    matter = models.CharField(max_length=5, help_text="5-digit code, 2-digit class, or empty for all")
    area = models.CharField(max_length=15, blank=True, default="")

    class Meta:
        constraints = (models.UniqueConstraint(fields=["matter", "area"], name="one_unit_per_matter_and_area"),)

    def __str__(self) -> str:
        return f"{self.matter or '*'} × {self.area or '*'} → {self.organisation_id}"


class Member(models.Model):
    """A person in an organisation, known by his staff number. `skills` is a bit set."""

    number = models.CharField("工号", max_length=40, null=True, blank=True, unique=True)
    account = models.OneToOneField(Account, models.PROTECT, null=True, blank=True)
    organisation = models.ForeignKey(Organisation, models.PROTECT)
    name = models.CharField(max_length=40)
    kind = models.CharField(max_length=10, choices=_choices(MEMBERS))
    phone = models.CharField(max_length=20, blank=True, default="")
    skills = models.IntegerField(default=0)
    active = models.BooleanField(default=True, help_text="false: has left; his past stays")

    def __str__(self) -> str:
        return self.name


class Grant(models.Model):
    """A role of an account, within an area (code prefix), for a purpose."""

    account = models.ForeignKey(Account, models.CASCADE)
    role = models.CharField(max_length=20, choices=_choices(ROLES))
    area = models.CharField(max_length=15, blank=True, default="")
    organisation = models.ForeignKey(Organisation, models.CASCADE, null=True, blank=True)
    purpose = models.CharField(max_length=60, default="履行法定职责")

    class Meta:
        constraints = (models.UniqueConstraint(fields=["account", "role", "area", "organisation"], name="grant_once"),)

    def __str__(self) -> str:
        return f"{self.account_id}: {self.role}@{self.area or '*'}"


class Certificate(models.Model):
    """执法证: an officer's right to enforce, for a jurisdiction and a time."""

    member = models.ForeignKey(Member, models.CASCADE)
    number = models.CharField(max_length=30, unique=True)
    area = models.CharField(max_length=15, blank=True, default="")
    valid_from = models.DateField()
    valid_to = models.DateField()

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=models.Q(valid_from__lte=models.F("valid_to")), name="certificate_valid_in_order"
            ),
        )

    def __str__(self) -> str:
        return self.number


class Crew(Stateful):
    """People and a vehicle that go together. Last known place is kept here; the trail in `Position`."""

    organisation = models.ForeignKey(Organisation, models.PROTECT)
    name = models.CharField(max_length=40, unique=True)
    kind = models.CharField(max_length=10, choices=_choices(CREWS))
    mode = models.CharField(max_length=5, default="ebike", choices=_choices(MODES))
    plate = models.CharField(max_length=12, blank=True, default="")
    duty = models.JSONField(
        default=list, help_text='weekly shifts: [{"days": "12345", "from": "08:00", "to": "16:00"}]'
    )
    area = models.CharField(max_length=15, blank=True, default="")
    members = models.ManyToManyField(Member)
    active = models.BooleanField(default=True, help_text="false: disbanded; its past stays")
    lng_e7 = models.IntegerField(null=True)
    lat_e7 = models.IntegerField(null=True)
    seen_at = models.DateTimeField(null=True)
    shift_from = models.DateTimeField(null=True)

    class Meta:
        indexes = (models.Index(fields=["organisation", "state"], name="crew_by_unit"),)

    def __str__(self) -> str:
        return self.name


class Position(models.Model):
    """Where a crew was: telemetry, not events. Deleted after `keep_positions_days`."""

    id = models.BigAutoField(primary_key=True)
    crew_id = models.IntegerField()
    at = models.DateTimeField(db_index=True)
    lng_e7 = models.IntegerField()
    lat_e7 = models.IntegerField()
    accuracy_m = models.SmallIntegerField(default=0)

    def __str__(self) -> str:
        return f"crew:{self.crew_id}@{self.at:%H:%M:%S}"


class Device(models.Model):
    """A phone that was bound to a member once; only hashes of its token and PIN are kept.

    `fingerprint` is the public half of a key that the phone's own fingerprint reader guards (WebAuthn); empty = PIN only.
    `challenge` is what the phone is being asked to sign, good once and until `challenge_until`.
    """

    member = models.ForeignKey(Member, models.CASCADE)
    name = models.CharField(max_length=60)
    token_hash = models.CharField(max_length=64, unique=True)
    pin_hash = models.CharField(max_length=128)
    bound_at = models.DateTimeField()
    failed_pins = models.SmallIntegerField(default=0)
    revoked = models.BooleanField(default=False)
    fingerprint = models.BinaryField(default=b"")
    sign_count = models.BigIntegerField(default=0)
    challenge = models.CharField(max_length=60, blank=True, default="")
    challenge_until = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return self.name


class Reset(Stateful):
    """A keeper asks to take away whatever lets somebody in (lost factors, lost phone); another one confirms it until `due_at`."""

    account = models.ForeignKey(Account, models.PROTECT, related_name="resets")
    asked_by = models.ForeignKey(Account, models.PROTECT, related_name="+", null=True, blank=True)
    asked_at = models.DateTimeField()
    reason = models.CharField(max_length=200)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["account"], condition=models.Q(state="asked"), name="one_open_reset"),
        )

    def __str__(self) -> str:
        return f"reset {self.pk}"
