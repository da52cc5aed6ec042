"""The demo's volunteers: who helps already, who waits for the street's word, what there is to do, and hours that somebody else confirmed.

Residents of the demo's neighbourhood, by the services that they and the street use; nothing here is drawn by lot.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from zhicheng.civic.community import queries
from zhicheng.civic.community.services import serving, volunteers
from zhicheng.civic.community.services.residents import Resident
from zhicheng.civic.community.services.serving import Errand, NewErrand
from zhicheng.civic.community.services.volunteers import NewVolunteer
from zhicheng.ground.people.queries import Access
from zhicheng.ground.places import queries as places
from zhicheng.kernel.calendar import CHINA

BORN = {
    "吴先生": date(1979, 10, 21),
    "周女士": date(1992, 6, 2),
    "陈老师": date(1988, 11, 30),
    "郑奶奶": date(1954, 3, 8),
}
PUPIL, PUPILS_AGE, GUARDIAN = "孙同学", timedelta(days=15 * 365 + 160), ("孙女士", "13000000017")
WAITS, WAITS_BORN = "赵大爷", date(1957, 1, 15)
TRAINED = ("吴先生", "周女士", "陈老师")
NOTICE, TAKEN = timedelta(days=4), timedelta(days=3)  # before it begins


@dataclass(frozen=True, slots=True)
class Days:
    """Two open days that want hands: one that was, one to come."""

    was: int
    coming: int


@dataclass
class Volunteers:
    """The register and its errands, as the street (`office`) and its `liaison` look after them."""

    office: Access
    liaison: Access
    resident: Mapping[str, Resident]

    def found(self, days: Days, at: datetime) -> None:
        """From the oldest on."""
        self._register(at)
        self._served(days, at)
        self._to_do(days, at)

    @property
    def area(self) -> str:
        return self.office.grants[0].area

    @property
    def grid(self) -> str:
        """Where patrols walk: the first grid that the liaison looks after."""
        within = self.liaison.grants[0].area
        return min(a.code for a in places.city().areas.areas if a.level == "grid" and a.code.startswith(within))

    # The register

    def _register(self, at: datetime) -> None:
        for name, born in BORN.items():
            self._joins(name, NewVolunteer(name, self.area, born), at - timedelta(days=30))
        born = (at - PUPILS_AGE).astimezone(CHINA).date()
        self._joins(PUPIL, NewVolunteer(PUPIL, self.area, born, *GUARDIAN, consents=True), at - timedelta(days=29))
        new = NewVolunteer(WAITS, self.area, WAITS_BORN)
        volunteers.apply(new, resident=self.resident[WAITS], at=at - timedelta(hours=20))

    def _joins(self, name: str, new: NewVolunteer, at: datetime) -> None:
        """Signs up; the street confirms the next day; the training is the day after."""
        one = volunteers.apply(new, resident=self.resident[name], at=at)
        volunteers.decide(volunteer_id=one.pk, action="confirm", reason="", who=self.office, at=at + timedelta(days=1))
        if name in TRAINED:
            trained = at + timedelta(days=2)
            until = trained.astimezone(CHINA).date() + timedelta(days=365)
            volunteers.train(volunteer_id=one.pk, until=until, who=self.office, at=trained)

    # Errands

    def _served(self, days: Days, at: datetime) -> None:
        """Three that were: hours confirmed as said, fewer with the reason, and some that still wait."""
        school = self._patrol("放学时段校门口文明劝导", at - timedelta(days=20), 16, free=3)
        self._serves(school, "吴先生", 120)
        self._serves(school, "周女士", 120, counts=90, reason="提前半小时离开")
        self._serves(self._hand(days.was, "开放日引导和讲解", free=2), PUPIL, 120)
        market = self._patrol("菜场周边文明劝导", at - timedelta(days=1), 9, free=2)
        self._serves(market, "吴先生", 120)
        self._serves(market, "陈老师", 100, counts=0)

    def _to_do(self, days: Days, at: datetime) -> None:
        """One with free places, one that is full."""
        self._take(self._patrol("夜市周边文明劝导", at + timedelta(days=2), 19, free=4), "周女士")
        hand = self._hand(days.coming, "协助签到和引导", free=1, at=at - timedelta(hours=18))
        self._take(hand, PUPIL, at=at - timedelta(hours=3))

    def _patrol(self, title: str, day: datetime, hour: int, *, free: int) -> Errand:
        starts = day.astimezone(CHINA).replace(hour=hour, minute=0, second=0, microsecond=0)
        new = NewErrand("patrol", title, starts, starts + timedelta(hours=2), free, area=self.grid)
        return serving.announce(new, who=self.office, at=starts - NOTICE)

    def _hand(self, day: int, title: str, *, free: int, at: datetime | None = None) -> Errand:
        """At an open day, as long as it lasts."""
        the_day = queries.open_day(day)
        new = NewErrand("open_day", title, the_day.starts_at, the_day.ends_at, free, open_day=day)
        return serving.announce(new, who=self.office, at=at or the_day.starts_at - NOTICE)

    def _take(self, errand: Errand, name: str, *, at: datetime | None = None) -> None:
        taken = at or errand.starts_at - TAKEN
        serving.take(errand_id=errand.pk, resident=self.resident[name], at=taken)

    def _serves(self, errand: Errand, name: str, minutes: int, *, counts: int | None = None, reason: str = "") -> None:
        """Takes it on and says how long it was; who was there confirms so many minutes of it, or has not yet (0)."""
        self._take(errand, name)
        at, counts = errand.ends_at + timedelta(minutes=20), minutes if counts is None else counts
        stint = serving.log(errand_id=errand.pk, resident=self.resident[name], minutes=minutes, note="", at=at)
        if counts:
            who = self.office if errand.kind == "open_day" else self.liaison
            serving.confirm(stint_id=stint.pk, minutes=counts, reason=reason, who=who, at=at + timedelta(hours=3))
