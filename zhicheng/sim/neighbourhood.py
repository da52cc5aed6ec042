"""The demo's neighbourhood: a liaison with a diary, a meeting that was and one to come, an open day with a waiting list, volunteers, firms.

Written once, by the same services that people use, into the weeks before the visitor came; the residents are made up.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

from zhicheng.civic.community import queries
from zhicheng.civic.community.services import (
    firms,
    liaisons,
    meetings,
    open_days,
    residents,
    resolving,
    rewards,
    tabling,
    trying,
)
from zhicheng.civic.community.services.firms import NewFirm
from zhicheng.civic.community.services.liaisons import NewEntry, NewLiaison
from zhicheng.civic.community.services.meetings import Attendee, NewMeeting
from zhicheng.civic.community.services.open_days import NewOpenDay
from zhicheng.civic.community.services.resolving import NewResolution
from zhicheng.ground.messages import links
from zhicheng.ground.people import queries as people
from zhicheng.ground.places import queries as places
from zhicheng.infra import clock
from zhicheng.kernel.calendar import CHINA
from zhicheng.sim.volunteering import Days, Volunteers

RESIDENTS = ("王阿姨", "李师傅", "陈老师", "赵大爷", "周女士", "吴先生", "孙同学", "郑奶奶")
FIRST_PHONE = 13_000_000_001
CATALOGUE = (
    ("环保购物袋", "shopping bag", 5, 200),
    ("垃圾分类桶", "sorting bin", 15, 60),
    ("公交卡（20 元）", "bus card (20 yuan)", 40, 20),
    ("绿植一盆", "potted plant", 20, 1),
)
TABLED = (
    ("学校门口放学时段停车混乱", "希望划临时停车位"), ("菜场后门污水横流", "希望疏通"), ("小区门口快递车占道", "希望设集中投放点"),
)  # fmt: skip
SEEN = ("", "路口共享单车倒了一片，已扶正", "", "菜场后门有污水", "")
FIRMS = (("安居物业（示范）", "property", 160, ("03", "06")), ("青桔单车（示范）", "bike", 400, ("09",)))
TRIED = "办结后当天发短信告知结果，并附处理后的照片"


def _evening(day: datetime) -> datetime:
    """When people have time to meet."""
    return day.astimezone(CHINA).replace(hour=19, minute=0, second=0, microsecond=0)


class Neighbourhood:
    """Found once per installation."""

    def __init__(self) -> None:
        self.street = people.access_of(people.demo_account("street"))
        self.liaison = people.access_of(people.demo_account("liaison"))
        self.manager = people.access_of(people.demo_account("manager"))
        self.area = self.street.grants[0].area

    def found(self, at: datetime) -> None:
        """Everything, from the oldest on: what is written down happened in this order."""
        if queries.liaisons_visible_to(self.street).exists():
            return
        self._catalogue(at - timedelta(days=60))
        self._liaison(at - timedelta(days=50))
        neighbours = list(self._residents(at - timedelta(days=45)))
        self._meeting(neighbours, at)
        days = self._open_days(neighbours, at)
        Volunteers(self.street, self.liaison, {name: one for name, _, one in neighbours}).found(days, at)
        self._firms(at - timedelta(days=20))
        trying.note_trial(on=(at - timedelta(days=14)).astimezone(CHINA).date(), text=TRIED, who=self.manager, at=at)

    def _catalogue(self, at: datetime) -> None:
        for name, name_en, price, stock in CATALOGUE:
            rewards.keep_reward(name=name, name_en=name_en, price=price, stock=stock, who=self.manager, at=at)

    def _liaison(self, at: datetime) -> None:
        today = at.astimezone(CHINA).date()
        area = self.liaison.grants[0].area
        new = NewLiaison(
            self.liaison.name, "13100000001", area, today, today + timedelta(days=365), self.liaison.account_id
        )
        made = liaisons.appoint(new, who=self.street, at=at)
        liaisons.train(liaison_id=made.pk, until=today + timedelta(days=365), who=self.street, at=at)
        spot = places.middle_of(area)
        for i, seen in enumerate(SEEN):
            lng, lat = spot or (None, None)
            liaisons.write(
                NewEntry(f"demo-{i}", seen, lng, lat), who=self.liaison, at=at + timedelta(days=2 * i + 1, hours=2)
            )

    def _residents(self, at: datetime) -> Iterator[tuple[str, str, residents.Resident]]:
        """(name, phone, resident); their codes are given back as they would from a text message."""
        for i, name in enumerate(RESIDENTS):
            phone, now = str(FIRST_PHONE + i), clock.real()
            code = links.digits_of(residents.ask_code(phone=phone, now=now, at=at))
            one = residents.sign_in(phone=phone, code=code, device=f"demo-{i}", now=now, at=at)
            residents.rename(resident=one, name=name)
            yield name, phone, one

    def _meeting(self, neighbours: list[tuple[str, str, residents.Resident]], at: datetime) -> None:
        """One that was: two resolutions, one of them done; and the next one, with a table to vote at."""
        called = at - timedelta(days=40)
        items = [
            tabling.table(resident=neighbours[i][2], area=self.area, text=f"{what}，{wish}", at=called)
            for i, (what, wish) in enumerate(TABLED[:2])
        ]
        starts = _evening(called + timedelta(days=7))
        no = meetings.call(NewMeeting(self.area, starts, "街道三楼会议室"), who=self.street, at=called).no
        meetings.draft(no=no, who=self.street, at=called + timedelta(days=6))
        meetings.sit(no=no, who=self.street, at=starts)
        there = [Attendee("resident", name, phone=phone) for name, phone, _ in neighbours[:4]]
        there += [
            Attendee("liaison", self.liaison.name),
            Attendee("property", "老陈", FIRMS[0][0]),
            Attendee("officer", "中队值班员", "执法中队"),
        ]
        meetings.attendees(no, there, who=self.street, at=starts)
        made = [
            self._agree(no, NewResolution(f"落实「{i.text.partition('，')[0]}」的整治", owner, days, i.pk), starts)
            for i, owner, days in zip(items, ("街道城管办", "菜场管理方"), (20, 60), strict=True)
        ]
        meetings.conclude(
            no=no,
            minutes="与会各方逐项讨论议题，形成两条决议，下次会议先通报办理结果。",
            who=self.street,
            at=starts + timedelta(hours=2),
        )
        resolving.finish(
            resolution_id=made[0],
            result="已划临时停车位六个，放学时段有人值守",
            failed=False,
            who=self.street,
            at=starts + timedelta(days=15),
        )
        tabling.answer(
            item_id=items[0].pk,
            text="已划六个临时停车位，放学时段有人值守。",
            who=self.street,
            at=starts + timedelta(days=3),
        )
        self._next_meeting(neighbours, at)

    def _agree(self, no: str, new: NewResolution, at: datetime) -> int:
        return int(resolving.agree(no=no, new=new, who=self.street, at=at).pk)

    def _next_meeting(self, neighbours: list[tuple[str, str, residents.Resident]], at: datetime) -> None:
        what, wish = TABLED[2]
        one = tabling.table(
            resident=neighbours[4][2], area=self.area, text=f"{what}，{wish}", at=at - timedelta(days=5)
        )
        for _, _, voter in neighbours[:3]:
            tabling.vote(item_id=one.pk, resident=voter, at=at - timedelta(days=3))
        meetings.call(
            NewMeeting(self.area, _evening(at + timedelta(days=9)), "街道三楼会议室"),
            who=self.street,
            at=at - timedelta(days=2),
        )

    def _open_days(self, neighbours: list[tuple[str, str, residents.Resident]], at: datetime) -> Days:
        """One that was, one to come that is full: the next who signs up waits; and one with places."""
        was = self._past_open_day(neighbours, at - timedelta(days=12))
        begins = (at + timedelta(days=6)).astimezone(CHINA).replace(hour=9, minute=0, second=0, microsecond=0)
        next_one = open_days.announce(
            self._day("走进指挥中心：看一件上报怎样办结", "centre", begins, 6),
            who=self.street,
            at=at - timedelta(days=3),
        )
        for name, _, one in neighbours[:7]:
            open_days.sign_up(open_day=next_one.pk, resident=one, name=name, at=at - timedelta(days=2))
        after = open_days.announce(
            self._day("跟随队员走一条街", "accompany", begins + timedelta(days=7), 4),
            who=self.street,
            at=at - timedelta(days=1),
        )
        return Days(was, after.pk)

    def _past_open_day(self, neighbours: list[tuple[str, str, residents.Resident]], day: datetime) -> int:
        begins = day.astimezone(CHINA).replace(hour=14, minute=0, second=0, microsecond=0)
        was = open_days.announce(
            self._day("校园周边整治开放日", "accompany", begins, 10), who=self.street, at=begins - timedelta(days=7)
        )
        for name, _, one in neighbours[:5]:
            signed = open_days.sign_up(open_day=was.pk, resident=one, name=name, at=begins - timedelta(days=3))
            if name != neighbours[4][0]:
                open_days.check_in(open_day=was.pk, code=signed.code, who=self.street, at=begins)
        open_days.feed_back(
            open_day=was.pk,
            resident=neighbours[0][2],
            score=5,
            comment="讲得明白，队员很耐心",
            at=begins + timedelta(hours=3),
        )
        open_days.hold(open_day=was.pk, who=self.street, at=begins + timedelta(hours=4))
        return int(was.pk)

    def _day(self, title: str, kind: str, begins: datetime, capacity: int) -> NewOpenDay:
        return NewOpenDay(
            kind,
            title,
            "街道综合执法队驻地",
            begins,
            begins + timedelta(hours=2),
            capacity,
            self.area,
            "请带身份证，穿便于行走的鞋。",
        )

    def _firms(self, at: datetime) -> None:
        spot = places.middle_of(self.area)
        if spot is None:
            return
        for i, (name, kind, radius, codes) in enumerate(FIRMS):
            new = NewFirm(
                name,
                kind,
                "值班经理",
                f"1320000000{i}",
                lng=spot[0] + 0.004 * i,
                lat=spot[1],
                radius=radius,
                matters=codes,
                hours=24,
            )
            firms.keep_firm(new, who=self.street, at=at)
