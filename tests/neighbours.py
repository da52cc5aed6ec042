"""A neighbourhood for tests: residents with proven phones, beside the brigade and the street; driven by public services only.

Nina, Wang, Qian   residents, each with a phone and a browser of their own
Stella the street office, Leo its liaison, Mona the manager of the west: from `tests.whistling`
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import count
from typing import Any

import pytest

from tests.brigade import AT, GRID, Brigade
from tests.tiny_city import place
from tests.walk import Walk
from tests.whistling import STREET, join
from zhicheng.civic.community import queries
from zhicheng.civic.community.services import meetings, open_days, residents, resolving, rewards, tabling
from zhicheng.civic.community.services.meetings import Attendee, NewMeeting
from zhicheng.civic.community.services.open_days import NewOpenDay
from zhicheng.civic.community.services.resolving import NewResolution
from zhicheng.ground.messages import links
from zhicheng.ground.messages import queries as messages
from zhicheng.infra import jobs
from zhicheng.infra.models import Event, Job

PHONES = {"Nina": "13800000001", "Wang": "13800000002", "Qian": "13800000003"}
STREAMS = (
    "openday",
    "signup",
    "meeting",
    "item",
    "resolution",
    "duty",
    "redemption",
    "resident",
    "liaison",
    "offer",
    "commendation",
    "volunteer",
    "errand",
    "stint",
)
_days = count(1)


@dataclass
class Street:
    """One story: who acts, what time it is."""

    brigade: Brigade
    at: datetime = AT
    resident: dict[str, Any] = field(default_factory=dict)
    day: Any = None
    no: str = ""

    def later(self, **delta: float) -> Street:
        self.at += timedelta(**delta)
        return self

    def work(self) -> Street:
        """The worker does everything that is due; nothing may fail."""
        jobs.drain(at=self.at)
        assert not list(Job.objects.values_list("name", "error"))
        return self

    def access(self, name: str) -> Any:
        return self.brigade.access[name]

    # residents

    def joins(self, *names: str, device: str = "") -> Street:
        """Phone, code, in."""
        for name in names:
            link = residents.ask_code(phone=PHONES[name], now=self.at, at=self.at)
            self.resident[name] = residents.sign_in(
                phone=PHONES[name], code=links.digits_of(link), device=device or name, now=self.at, at=self.at
            )
        return self.work()

    def balance(self, name: str) -> int:
        return queries.balance_of(self.resident[name].pk)

    def lines(self, name: str) -> list[tuple[str, int, str]]:
        """His points, oldest first: what for, how many, refused why."""
        return [(e.rule, e.points, e.refused) for e in reversed(queries.entries_of(self.resident[name].pk))]

    def reports(self, name: str, **more: Any) -> Walk:
        """He reports something with his phone."""
        return Walk(self.brigade, self.at).report(source="citizen", phone=PHONES[name], **more)

    def follow(self, walk: Walk) -> Street:
        self.at = walk.at
        return self

    # rewards

    def reward(self, *, price: int = 5, stock: int = 1) -> Any:
        return rewards.keep_reward(
            name="购物袋", name_en="shopping bag", price=price, stock=stock, who=self.access("Mona"), at=self.at
        )

    def redeem(self, name: str, reward: Any) -> Any:
        return rewards.redeem(resident=self.resident[name], reward_id=reward.pk, at=self.at)

    # open days

    def open_day(self, *, capacity: int = 1, in_days: float = 7, **more: Any) -> Street:
        starts = self.at + timedelta(days=in_days)
        told: dict[str, Any] = {
            "kind": "centre", "title": f"走进指挥中心 {next(_days)}", "place": "南大街 1 号", "starts_at": starts,
            "ends_at": starts + timedelta(hours=2), "capacity": capacity, "area": STREET,
        }  # fmt: skip
        self.day = open_days.announce(NewOpenDay(**(told | more)), who=self.access("Stella"), at=self.at)
        return self.work()

    def signs_up(self, *names: str) -> Street:
        for name in names:
            open_days.sign_up(open_day=self.day.pk, resident=self.resident[name], name=f"{name}家", at=self.at)
            self.later(minutes=1).work()
        return self

    def signup(self, name: str) -> Any:
        from zhicheng.civic.community.models import Signup

        return Signup.objects.get(open_day=self.day, resident=self.resident[name])

    def cancels(self, name: str) -> Street:
        open_days.cancel(open_day=self.day.pk, resident=self.resident[name], at=self.at)
        return self.work()

    def comes(self, *names: str) -> Street:
        """The day has come; the code is said at the door."""
        self.at = max(self.at, self.day.starts_at)
        for name in names:
            open_days.check_in(open_day=self.day.pk, code=self.signup(name).code, who=self.access("Stella"), at=self.at)
        return self.work()

    # meetings

    def call(self, *, in_days: float = 7, area: str = STREET) -> Street:
        new = NewMeeting(area, self.at + timedelta(days=in_days), "社区会议室")
        self.no = meetings.call(new, who=self.access("Stella"), at=self.at).no
        return self.work()

    @property
    def meeting(self) -> Any:
        return queries.meeting(self.no, self.access("Stella"))

    def tables(self, name: str, text: str, **more: Any) -> Any:
        told: dict[str, Any] = {"area": STREET} | more
        return tabling.table(resident=self.resident[name], text=text, at=self.at, **told)

    def votes(self, item: Any, *names: str) -> Street:
        for name in names:
            tabling.vote(item_id=item.pk, resident=self.resident[name], at=self.at)
        return self

    def drafts(self) -> list[Any]:
        found = meetings.draft(no=self.no, who=self.access("Stella"), at=self.at)
        self.work()
        return found

    def sits(self, *names: str) -> Street:
        """It begins; these residents and an officer are there."""
        self.at = max(self.at, self.meeting.starts_at)
        meetings.sit(no=self.no, who=self.access("Stella"), at=self.at)
        people = [Attendee("resident", f"{n}家", phone=PHONES[n]) for n in names] + [
            Attendee("officer", "Bob", "示例区执法中队")
        ]
        meetings.attendees(self.no, people, who=self.access("Stella"), at=self.at)
        return self.work()

    def agrees(self, text: str = "补种并修剪绿化带", **more: Any) -> Any:
        told: dict[str, Any] = {"owner": "示例区环卫所", "days": 15} | more
        made = resolving.agree(no=self.no, new=NewResolution(text, **told), who=self.access("Stella"), at=self.at)
        self.work()
        return made

    def concludes(self) -> Street:
        meetings.conclude(no=self.no, minutes="议题逐项讨论，形成决议。", who=self.access("Stella"), at=self.at)
        return self.work()

    # what happened

    def told(self, name: str) -> list[str]:
        """Which messages went to this phone, in order."""
        rows = messages.listed([""]).filter(phone=PHONES[name]).order_by("id")
        return [m.template for m in rows if m.template != "community.code"]

    def story(self) -> list[str]:
        """Everything that happened in the neighbourhood, without numbers that differ between runs."""
        events = [e for e in Event.objects.order_by("pos") if e.stream.partition(":")[0] in STREAMS]
        names = {a.actor: n for n, a in self.brigade.access.items()} | {
            f"resident:{r.pk}": n for n, r in self.resident.items()
        }
        return [self._line(e, names) for e in events]

    def _line(self, e: Event, names: dict[str, str]) -> str:
        minute = round((e.happened_at - AT).total_seconds() / 60)
        said = e.data.get("state", "") or " ".join(
            str(e.data[k]) for k in ("rule", "points", "refused", "votes") if k in e.data
        )
        return f"{minute:>6} min  {e.kind:<20} {said:<22} {names.get(e.actor, e.actor)}".rstrip()


@pytest.fixture
def neighbours(brigade: Brigade) -> Street:
    """The brigade on shift, the street's people, nobody joined yet."""
    from tests.brigade import start_shift

    start_shift(brigade)
    return Street(join(brigade))


__all__ = ["GRID", "PHONES", "Street", "neighbours", "place"]
