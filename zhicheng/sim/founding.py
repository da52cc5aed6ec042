"""The demo brigade: organisations, people, crews, permits, conditions. Invented names; deterministic."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from django.db import transaction

from zhicheng.flow.tickets import conditions
from zhicheng.flow.tickets import services as tickets
from zhicheng.ground.people import queries as people_queries
from zhicheng.ground.people import services as people
from zhicheng.ground.people.sheets import CrewRow, DutyRow, OrganisationRow, StaffRow
from zhicheng.ground.permits import services as permits
from zhicheng.ground.permits.services import NewPermit
from zhicheng.ground.places import queries as places
from zhicheng.ground.places.city import City
from zhicheng.ground.sensors import services as sensors
from zhicheng.sim.drawn import cameras
from zhicheng.sim.gauges import demo_sensors

SURNAMES = "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕"
GIVEN = "伟芳娜敏静丽强磊军洋勇艳杰娟涛明超霞平刚桂英华玉萍红玲芬燕彬兰凤洁梅琳素云莲真环雪荣爱妹"
PATROLS_PER_STREET = 4
COLLECTORS_PER_STREET = 2
REPAIRS_PER_DISTRICT = 3
PASSWORD = "zhicheng-demo-2026"  # noqa: S105 - printed by the demo, refused by a real installation

BY = "rule:founding@1"
DUTY_PHONE = "00000000"  # invented: nobody answers
BRIGADE, CENTRE = "市城市管理执法大队（示范）", "监督中心（示范）"
POSTS = (
    ("acceptor", "受理员", ("acceptor",)), ("shift_leader", "值班长", ("shift_leader",)),
    ("dispatcher", "派遣员", ("dispatcher", "supervisor")), ("manager", "大队长", ("manager", "supervisor")),
    ("admin", "系统管理员", ("admin",)), ("engineer", "设备运维员", ("engineer",)),
)  # fmt: skip
CASE_POSTS = (
    ("squad_head", "中队长", ("squad_head",)), ("legal_reviewer", "法制审核", ("legal_reviewer",)), ("head", "局长", ("head",)),
    ("hearing_host", "听证主持人", ("hearing_host",)), ("archivist", "内勤档案员", ("archivist",)),
)  # fmt: skip
STREET_POSTS = (("street", "街道办主任"), ("liaison", "社区联络员"))
SHIFTS = (
    ({"days": "12345", "from": "07:00", "to": "15:00"}, {"days": "67", "from": "09:00", "to": "17:00"}),
    ({"days": "1234567", "from": "14:00", "to": "22:00"},),
)
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


@dataclass
class Rows:
    """The demo brigade as an office would write it down: the four sheets."""

    organisations: list[OrganisationRow] = field(default_factory=list)
    staff: list[StaffRow] = field(default_factory=list)
    crews: list[CrewRow] = field(default_factory=list)
    responsibilities: list[DutyRow] = field(default_factory=list)


def found(
    *, at: datetime, seed: int = 1, rows: Sequence[conditions.Row] = (), patrols: int = PATROLS_PER_STREET
) -> None:
    """Set up the brigade of the demo city once, in one transaction, through the services that a real city's sheets go through."""
    if is_founded():
        return
    city = places.city()
    made = brigade(city, on=at.date(), seed=seed, patrols=patrols)
    with transaction.atomic():
        people.keep_organisations(made.organisations, by=BY, at=at)
        people.keep_staff(made.staff, by=BY, at=at)
        people.keep_crews(made.crews, by=BY, at=at)
        people.keep_responsibilities(made.responsibilities, by=BY, at=at)
        conditions.import_rows(rows or conditions.default_rows(), by=BY, at=at)
        tickets.set_fast_lane({"*": True}, by=BY, at=at)
        _demo_accounts(made)
        permits.issue(_stalls(city, at.date()))
        cameras.register(city, access=people_queries.access_of(people_queries.demo_account("engineer")), at=at)
        sensors.keep(demo_sensors(city), by=BY, at=at)


def brigade(city: City, *, on: date, seed: int = 1, patrols: int = PATROLS_PER_STREET) -> Rows:
    """The four sheets for this city: a squad and departments per district, crews per street, the two centres."""
    rng = random.Random(seed)
    names = _Names(rng, set())
    districts = [a.code for a in city.areas.areas if a.level == "district"]
    out = Rows()
    _organisations(out, city, districts)
    for n, street in enumerate(sorted(a.code for a in city.areas.areas if a.level == "street")):
        _street(out, names, rng, city, street, n, on, patrols)
    _repairs(out, names)
    _street_office(out, names, city)
    for n, unit in enumerate([o for o in out.organisations if o.kind in ("squad", "department")]):
        if unit.has_phones:
            out.staff.append(
                StaffRow(f"lead-{n + 1}", names.next(), unit.name, "manager", roles=(("department", unit.area),))
            )
    squad = next(o.name for o in out.organisations if o.kind == "squad")
    for posts, home, kind in ((POSTS, CENTRE, "centre"), (CASE_POSTS, squad, "manager")):
        for number, title, roles in posts:
            name = (
                f"{names.next()}（{title}）" if home == CENTRE else names.next()
            )  # a case's papers name people plainly
            out.staff.append(StaffRow(number, name, home, kind, roles=tuple((role, "") for role in roles)))
    return out


def _organisations(out: Rows, city: City, districts: Sequence[str]) -> None:
    """Squads for enforcement, departments for the rest, per district; a few shops and property firms with their frontage duty."""
    out.organisations += [
        OrganisationRow(BRIGADE, "brigade"), OrganisationRow(CENTRE, "supervision_centre"), OrganisationRow("指挥中心（示范）", "command_centre"),
    ]  # fmt: skip
    for code in districts:
        district = _short(city, code)
        squad = f"{district}执法中队"
        out.organisations.append(OrganisationRow(squad, "squad", BRIGADE, code))
        out.responsibilities.append(DutyRow(squad, "", code))
        for name, matters, has_phones in DEPARTMENTS:
            unit = f"{district}{name}"
            out.organisations.append(
                OrganisationRow(unit, "department", "", code, phone=DUTY_PHONE, has_phones=has_phones)
            )
            out.responsibilities += [DutyRow(unit, m, code) for m in matters]
    for n, market in enumerate(city.extras.get("markets", [])[:6]):
        area = city.locate(market["lng"], market["lat"]).street
        kind, firm = ("property", "物业服务部（示范）") if n % 2 else ("shop", "商户联合管理处（示范）")
        frontage = f"{market['name']}正门外 30 米，至路缘石"
        out.organisations.append(
            OrganisationRow(f"{market['name']}{firm}", kind, "", area, has_phones=False, frontage=frontage)
        )


def _short(city: City, code: str) -> str:
    return city.name_of(code).replace("（示范）", "").removesuffix("街道")


def _street(
    out: Rows, names: _Names, rng: random.Random, city: City, street: str, n: int, on: date, patrols: int
) -> None:
    squad, short, district = f"{_short(city, street[:6])}执法中队", _short(city, street), street[:6]
    hands = (("member", district), ("handler", district))
    for i in range(patrols):
        lead = f"crew-{street}-{i + 1}"
        members = [_officer(out, names, rng, lead, squad, hands, f"{n:02d}{i}0", district, on)]
        members.append(_officer(out, names, rng, f"{lead}b", squad, (), f"{n:02d}{i}1", district, on))
        if i == 2:
            out.staff.append(StaffRow(f"{lead}c", names.next(), squad, "assistant"))
            members.append(f"{lead}c")
        plate = f"示A{n:02d}{i + 1:03d}" if i == 0 else ""
        out.crews.append(
            CrewRow(
                f"{short}执法{i + 1}组",
                "patrol",
                squad,
                street,
                "car" if i == 0 else "ebike",
                plate,
                tuple(members),
                SHIFTS[i % 2],
            )
        )
    for i in range(COLLECTORS_PER_STREET):
        number = f"collector-{street}-{i + 1}"
        roles = (("member", district), ("collector", district))
        out.staff.append(StaffRow(number, names.next(), CENTRE, "collector", roles=roles))
        out.crews.append(CrewRow(f"{short}采集{i + 1}", "collector", CENTRE, street, members=(number,), duty=SHIFTS[0]))


def _officer(
    out: Rows, names: _Names, rng: random.Random, number: str, squad: str, roles: tuple[tuple[str, str], ...], paper: str, area: str, on: date
) -> str:  # fmt: skip
    """An officer with his certificate; one in twenty has run out."""
    expired = rng.random() < 0.05
    valid_to = on - timedelta(days=20) if expired else on + timedelta(days=rng.choice((25, 70, 700, 700, 700)))
    out.staff.append(
        StaffRow(
            number, names.next(), squad, "officer", roles=roles, certificate=f"示范执法{paper}", certificate_area=area,
            valid_from=on - timedelta(days=900), valid_to=valid_to,
        )
    )  # fmt: skip
    return number


def _repairs(out: Rows, names: _Names) -> None:
    for n, unit in enumerate([o for o in out.organisations if o.kind == "department" and o.has_phones]):
        for i in range(REPAIRS_PER_DISTRICT):
            number = f"repair-{n + 1}-{i + 1}"
            roles = (("member", unit.area), ("handler", unit.area))
            out.staff.append(StaffRow(number, names.next(), unit.name, "worker", roles=roles))
            out.crews.append(
                CrewRow(f"{unit.name}{i + 1}班", "repair", unit.name, unit.area, "car", "", (number,), SHIFTS[0])
            )


def _street_office(out: Rows, names: _Names, city: City) -> None:
    """The office of the street in the middle, whose whistle calls departments together, and a liaison of its first community."""
    west, south, east, north = city.bounds
    lng, lat = city.info.get("centre", ((west + east) / 2, (south + north) / 2))
    street = city.locate(lng, lat).street or min(a.code for a in city.areas.areas if a.level == "street")
    office = f"{_short(city, street)}街道办（示范）"
    out.organisations.append(OrganisationRow(office, "street", "", street, phone=DUTY_PHONE))
    out.staff += [
        StaffRow(
            number,
            f"{names.next()}（{title}）",
            office,
            "manager" if number == "street" else "worker",
            roles=((number, street),),
        )
        for number, title in STREET_POSTS
    ]


def _demo_accounts(made: Rows) -> None:
    """Whom the demo shows: the posts of the centre, the first officer, the first collector, the cameras."""
    first = {kind: next(c.members[0] for c in made.crews if c.kind == kind) for kind in ("patrol", "collector")}
    shown = [
        (first["patrol"], "officer"),
        (first["collector"], "collector"),
        *((number, number) for number, _, _ in (*POSTS, *CASE_POSTS)),
        *((number, number) for number, _ in STREET_POSTS),
    ]
    for number, key in shown:
        people.show_in_demo(number=number, key=key, password=PASSWORD, looks_up=key == "admin")
    camera = people.open_account(username="camera", name="视频感知", password=None, demo_key="camera")
    people.grant(account=camera, role="ai")


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
