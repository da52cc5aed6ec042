"""What is known of one case, as frozen facts. Nothing here knows where a fact came from.

A fact that nobody mentioned counts as in order; one that is known to be missing says so (`…_absent`). That is how a form asks only
for what it still needs, and how `law plan` reads a scenario.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime

from zhicheng.law.book import Subject
from zhicheng.law.periods import age_on

ADULT, PENALTY_AGE = 18, 14  # APL 30


@dataclass(frozen=True, slots=True)
class Party:
    """Who did it. Nothing else about a person may matter: no name, no home, no gender."""

    subject: Subject = "citizen"
    age: int | None = None
    born: date | None = None
    capacity: bool = True

    def age_at(self, day: date | None) -> int | None:
        return age_on(self.born, day) if self.born and day else self.age


@dataclass(frozen=True, slots=True)
class Order:
    """The order to correct (D30): served, and until when."""

    served: datetime | None = None
    correct_by: datetime | None = None


@dataclass(frozen=True, slots=True)
class Recheck:
    at: datetime | None = None
    corrected: bool = False


@dataclass(frozen=True, slots=True)
class Notice:
    """The notice of the intended penalty (D36)."""

    served: date | None = None
    intended: int | None = None


@dataclass(frozen=True, slots=True)
class Device:
    """A camera that recorded the act. None = nobody mentioned it; False = known to be missing."""

    legal_basis: bool | None = None
    legal_review: bool | None = None
    technical_review: bool | None = None
    sign: bool | None = None
    location_published: date | None = None
    location_unpublished: bool = False
    calibration_valid_to: date | None = None


@dataclass(frozen=True)  # no slots: `evolve` copies it
class Facts:
    """One case, or one proposal for it. Amounts in fen."""

    party: Party = field(default_factory=Party)
    violations: tuple[str, ...] = ()
    amount: int | None = None
    stage: str = ""
    order_ignored: bool | None = None
    order: Order | None = None
    order_absent: bool = False
    recheck: Recheck | None = None
    recheck_absent: bool = False
    act: datetime | None = None
    act_started: date | None = None
    ended: date | None = None
    continuing: bool = False
    discovered: date | None = None
    harm: bool = False
    filed: date | None = None
    officers: int = 2
    power_listed: bool = True
    on_spot: bool | None = None
    collected_on_spot: bool = False
    hard_to_collect: bool = False
    notice: Notice | None = None
    notice_absent: bool = False
    new_notice: Notice | None = None
    new_fact: bool = False
    defence: date | None = None
    waived: bool = False
    decision: date | None = None
    hearing_right: bool | None = None
    hearing_requested: date | None = None
    hearing_notice: date | None = None
    hearing: date | None = None
    hearing_held: bool = False
    reviewed: bool | None = None
    discussed: bool | None = None
    major: bool = False
    served: date | None = None
    served_online: datetime | None = None
    consent: date | None = None
    consent_absent: bool = False
    paid: date | None = None
    extended_to: date | None = None
    warning: bool = False
    seizure_basis: str = ""
    correctable: bool | None = None
    lawful_here: bool = False
    zone_absent: bool = False
    place: str = ""
    cost: int | None = None  # of a building, where the fine is a share of it
    count: int | None = None  # how many heads, pieces, square metres, where the fine is for each
    device: Device | None = None
    captures: tuple[datetime, ...] = ()
    record_reviewed: date | None = None
    record_unreviewed: bool = False
    first_in_lookback: bool | None = None
    corrected: bool | None = None
    not_lenient_because: str = ""
    mitigation: tuple[str, ...] = ()
    no_fault: bool = False
    fined_before_for_this: bool = False
    crime_suspected: bool = False
    referral_reported: date | None = None
    referral_approved: datetime | None = None
    revoked: date | None = None

    @property
    def day_of_act(self) -> date | None:
        """When it was done, as far as anybody says; else the first thing that happened."""
        if self.act:
            return self.act.date()
        first = (
            self.captures[0].date()
            if self.captures
            else self.order.served.date()
            if self.order and self.order.served
            else None
        )
        return first or self.act_started or self.filed or (self.notice.served if self.notice else None) or self.decision

    @property
    def age(self) -> int | None:
        return self.party.age_at(self.day_of_act)

    @property
    def is_under_penalty_age(self) -> bool:
        return self.age is not None and self.age < PENALTY_AGE

    @property
    def is_minor(self) -> bool:
        return self.age is not None and PENALTY_AGE <= self.age < ADULT

    @property
    def was_corrected(self) -> bool:
        return bool(self.corrected) or (self.recheck is not None and self.recheck.corrected)

    @property
    def latest_notice(self) -> Notice | None:
        return self.new_notice or self.notice
