"""The demo brigade: organisations, people, crews, permits, conditions. Invented names; deterministic."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import transaction

from zhicheng.flow.tickets import conditions
from zhicheng.flow.tickets import services as tickets
from zhicheng.ground.people import queries as people_queries
from zhicheng.ground.people import services as people
from zhicheng.ground.people.queries import Account, Certificate, Crew, Member, Organisation
from zhicheng.ground.permits import services as permits
from zhicheng.ground.permits.services import NewPermit
from zhicheng.ground.places import queries as places
from zhicheng.ground.places.city import City

SURNAMES = "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕"
GIVEN = "伟芳娜敏静丽强磊军洋勇艳杰娟涛明超霞平刚桂英华玉萍红玲芬燕彬兰凤洁梅琳素云莲真环雪荣爱妹"
PATROLS_PER_STREET = 4
COLLECTORS_PER_STREET = 2
REPAIRS_PER_DISTRICT = 3
PASSWORD = "zhicheng-demo-2026"  # noqa: S105 - printed by the demo, refused by a real installation

DEPARTMENTS = (
    # name, classes it answers for, has phones
    (
        "环卫中心",
        ("06010", "06011", "06012", "06014", "06017", "06018", "06037", "06041", "06042", "03", "10001"),
        True,
    ),
    ("市政养护所", ("01", "02", "06013", "06016", "06048", "06049", "06050", "06051", "06052"), True),
    ("园林绿化所", ("04", "06021"), True),
    ("管线产权单位联席办", ("10002", "01027", "01028", "01030", "01031"), False),
)


@dataclass
class _Names:
    """People's names that do not repeat."""

    rng: random.Random
    used: set[str]

    def next(self) -> str:
        while True:
            name = self.rng.choice(SURNAMES) + "".join(
                self.rng.choice(GIVEN) for _ in range(self.rng.choice((1, 2, 2)))
            )
            if name not in self.used:
                self.used.add(name)
                return name


def is_founded() -> bool:
    return people_queries.demo_accounts().exists()


def found(
    *, at: datetime, seed: int = 1, rows: Sequence[conditions.Row] = (), patrols: int = PATROLS_PER_STREET
) -> None:
    """Set up the brigade of the demo city once, in one transaction."""
    if is_founded():
        return
    rng = random.Random(seed)
    names = _Names(rng, set())
    city = places.city()
    districts = [a for a in city.areas.areas if a.level == "district"]
    streets = sorted(a.code for a in city.areas.areas if a.level == "street")
    with transaction.atomic():
        units = _organisations(city, [d.code for d in districts])
        conditions.import_rows(rows or conditions.default_rows(), by="rule:founding@1", at=at)
        tickets.set_fast_lane(["*"])
        for n, street in enumerate(streets):
            _street(names, rng, units, street, n, at, patrols)
        _repairs(names, units, [d.code for d in districts], at)
        _centre(names, units)
        permits.issue(_stalls(city, at.date()))


def _organisations(city: City, districts: Sequence[str]) -> dict[str, Organisation]:
    """Unit by name; responsibilities: squads for enforcement, departments for the rest, per district."""
    rows = [
        Organisation(name="市城市管理执法大队（示范）", kind="brigade"),
        Organisation(name="监督中心（示范）", kind="supervision_centre"),
        Organisation(name="指挥中心（示范）", kind="command_centre"),
    ]
    duties: list[tuple[str, str, str]] = []
    for code in districts:
        district = city.name_of(code).replace("（示范）", "")
        rows.append(Organisation(name=f"{district}执法中队", kind="squad", area=code))
        duties.append((f"{district}执法中队", "", code))
        for name, matters, has_phones in DEPARTMENTS:
            rows.append(Organisation(name=f"{district}{name}", kind="department", area=code, has_phones=has_phones))
            duties += [(f"{district}{name}", m, code) for m in matters]
    made = {o.name: o for o in people.found_organisations(rows)}
    people.assign_responsibility([(made[name], matter, area) for name, matter, area in duties])
    return made


def _squad(units: dict[str, Organisation], code: str, kind: str = "squad") -> Organisation:
    return next(o for o in units.values() if o.kind == kind and o.area == code[:6])


def _street(
    names: _Names, rng: random.Random, units: dict[str, Organisation], street: str, n: int, at: datetime, patrols: int
) -> None:
    squad = _squad(units, street)
    short = places.name_of(street).replace("（示范）", "").replace("街道", "")
    for i in range(patrols):
        first = n == 0 and i == 0
        account = people.open_account(
            username=f"crew-{street}-{i + 1}",
            name="",
            password=PASSWORD if first else None,
            demo_key="officer" if first else "",
        )
        people.grant(account=account, role="member", area=street[:6])
        people.grant(account=account, role="handler", area=street[:6], organisation=squad)
        members = _officers(names, rng, squad, account, f"{n:02d}{i}", at.date(), assistants=i == 2)
        crew = Crew(
            organisation=squad, name=f"{short}执法{i + 1}组", kind="patrol", mode="car" if i == 0 else "ebike", area=street,
            plate=f"示A{n:02d}{i + 1:03d}" if i == 0 else "",
        )  # fmt: skip
        people.enlist_crew(crew, members, by="rule:founding@1", at=at)
    for i in range(COLLECTORS_PER_STREET):
        first = n == 0 and i == 0
        account = people.open_account(
            username=f"collector-{street}-{i + 1}",
            name="",
            password=PASSWORD if first else None,
            demo_key="collector" if first else "",
        )
        people.grant(account=account, role="member", area=street[:6])
        people.grant(account=account, role="collector", area=street[:6])
        centre = next(o for o in units.values() if o.kind == "supervision_centre")
        member = people.enrol_member(organisation=centre, name=names.next(), kind="collector", account=account)
        crew = Crew(organisation=centre, name=f"{short}采集{i + 1}", kind="collector", mode="ebike", area=street)
        people.enlist_crew(crew, [member], by="rule:founding@1", at=at)


def _officers(
    names: _Names, rng: random.Random, squad: Organisation, account: Account, number: str, on: date, *, assistants: bool
) -> list[Member]:
    """Two officers with certificates, some an assistant beside them; one certificate in twenty has run out."""
    members = []
    for k in range(2):
        expired = rng.random() < 0.05
        paper = Certificate(
            number=f"示范执法{number}{k}", area=squad.area, valid_from=on - timedelta(days=900),
            valid_to=on - timedelta(days=20) if expired else on + timedelta(days=700),
        )  # fmt: skip
        members.append(
            people.enrol_member(
                organisation=squad, name=names.next(), kind="officer", certificate=paper,
                account=account if k == 0 else None,
            )
        )  # fmt: skip
    if assistants:
        members.append(people.enrol_member(organisation=squad, name=names.next(), kind="assistant"))
    return members


def _repairs(names: _Names, units: dict[str, Organisation], districts: Sequence[str], at: datetime) -> None:
    for unit in [o for o in units.values() if o.kind == "department" and o.has_phones and o.area in districts]:
        for i in range(REPAIRS_PER_DISTRICT):
            account = people.open_account(username=f"repair-{unit.pk}-{i + 1}", name="", password=None)
            people.grant(account=account, role="member", area=unit.area)
            people.grant(account=account, role="handler", area=unit.area, organisation=unit)
            member = people.enrol_member(organisation=unit, name=names.next(), kind="worker", account=account)
            crew = Crew(organisation=unit, name=f"{unit.name}{i + 1}班", kind="repair", mode="car", area=unit.area)
            people.enlist_crew(crew, [member], by="rule:founding@1", at=at)


def _centre(names: _Names, units: dict[str, Organisation]) -> None:
    """The posts of the two centres, the manager, the cameras' account, a citizen with a demo phone."""
    posts = (
        ("acceptor", "受理员", ("acceptor",)), ("shift_leader", "值班长", ("shift_leader",)),
        ("dispatcher", "派遣员", ("dispatcher", "supervisor")), ("manager", "大队长", ("manager", "supervisor")),
        ("camera", "视频感知", ("ai",)), ("admin", "系统管理员", ("admin",)),
    )  # fmt: skip
    centre = next(o for o in units.values() if o.kind == "supervision_centre")
    for key, title, roles in posts:
        human = key != "camera"
        account = people.open_account(
            username=key, name=title, password=PASSWORD if human else None, demo_key=key, looks_up=key == "admin"
        )
        if human:
            people.enrol_member(organisation=centre, name=f"{names.next()}（{title}）", kind="centre", account=account)
        for role in roles:
            people.grant(account=account, role=role)


def _stalls(city: City, on: date) -> list[NewPermit]:
    """Night markets and early markets as designated stall places, every hundred metres along their street."""
    out = []
    for n, market in enumerate(city.extras.get("night_markets", [])):
        hours = [{"days": "1234567", "from": a, "to": b.replace("24:00", "00:00")} for a, b in market["hours"]]
        out.append(
            NewPermit(
                f"TW-{n + 1:03d}", "stall", "市容管理科（示范）", market["name"], market["lng"], market["lat"],
                on - timedelta(days=200), on + timedelta(days=500), radius_m=120, hours=hours, places=40,
                area=city.locate(market["lng"], market["lat"]).street,
            )
        )  # fmt: skip
    for n, market in enumerate(city.extras.get("markets", [])[:30]):
        out.append(
            NewPermit(
                f"ZS-{n + 1:03d}", "stall", "市场开办方（示范）", f"{market['name']}门前便民疏导点", market["lng"], market["lat"],
                on - timedelta(days=100), on + timedelta(days=265), radius_m=40, places=12,
                hours=[{"days": "1234567", "from": "05:30", "to": "08:30"}],
                area=city.locate(market["lng"], market["lat"]).street,
            )
        )  # fmt: skip
    return out
