"""A small brigade in the tiny city: the people whom tests call by name. Alice may, Charlie may not.

Alice    acceptor, shift leader, dispatcher, supervisor of the west district (示例区)
Charlie  the same posts, of the east district (邻居区): sees nothing of the west
Bob      officer of the patrol crew `bobs`, with Ben: two valid certificates
Eve      officer of the crew `eves`, with an assistant: one certificate
Dora     collector; with the crew `doras` she verifies and re-checks
Rita     worker of the sanitation department's repair crew `ritas`
Ken      camera account (ai);   Zoe   has an account and no role at all
the lamp department has no phones: it gets one-time links
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from functools import partial
from typing import Any

import pytest

from tests import kept
from tests.tiny_city import HERE, THERE, place

AT = datetime(2026, 9, 16, 2, 0, tzinfo=UTC)  # a Wednesday, 10:00 in China, in working time
GRID = "990101001001001"
STALL, BIN, LAMP = (
    "09001",
    "03001",
    "01001",
)  # roaming vendor (may end in a case) · class of sanitation · class of lamps
PHOTO = "00000000-0000-7000-8000-000000000001"  # uploaded by somebody; what people at the place send along
CENTRE_ROLES = ("acceptor", "shift_leader", "dispatcher", "supervisor")


@dataclass
class Brigade:
    """Who is who; `access` by first name, `crew` ids by name, `unit` ids by name."""

    account: dict[str, Any] = field(default_factory=dict)
    access: dict[str, Any] = field(default_factory=dict)
    crew: dict[str, int] = field(default_factory=dict)
    unit: dict[str, int] = field(default_factory=dict)

    def token(self, name: str) -> dict[str, str]:
        """The header with which this person calls the API."""
        from zhicheng.ground.people import queries

        return {"HTTP_AUTHORIZATION": "Bearer " + queries.token_for(self.account[name])}


FAST, SLOW = ("*",), ()


def found(*, at: datetime = AT, fast_lane: tuple[str, ...] = FAST) -> Brigade:
    """The brigade in a database in which nobody was before."""
    return kept.put_back(("brigade", at, fast_lane)) or _found(at, fast_lane)


def keep() -> None:
    """Once a run: what most tests begin with."""
    for fast_lane in (FAST, SLOW):
        kept.keep(("brigade", AT, fast_lane), partial(_found, AT, fast_lane))


def _found(at: datetime, fast_lane: tuple[str, ...]) -> Brigade:
    """Set it up through the public services."""
    from zhicheng.flow.reports.models import Photo
    from zhicheng.flow.tickets import conditions
    from zhicheng.flow.tickets import services as tickets
    from zhicheng.ground.people import queries, services
    from zhicheng.ground.people.models import Certificate, Crew, Organisation

    made = Brigade()
    squad, other, centre, clean, lamps = services.found_organisations([
        Organisation(name="示例区执法中队", kind="squad", area=HERE), Organisation(name="邻居区执法中队", kind="squad", area=THERE),
        Organisation(name="监督中心", kind="supervision_centre"), Organisation(name="示例区环卫所", kind="department", area=HERE),
        Organisation(name="示例区路灯所", kind="department", area=HERE, has_phones=False),
    ])  # fmt: skip
    made.unit = {"squad": squad.pk, "other": other.pk, "centre": centre.pk, "clean": clean.pk, "lamps": lamps.pk}
    services.assign_responsibility([(squad, "", HERE), (other, "", THERE), (clean, "03", HERE), (lamps, "01", HERE)])

    def person(
        name: str,
        unit: Any,
        kind: str,
        roles: tuple[str, ...],
        area: str,
        *,
        of: Any = None,
        valid_to: date | None = None,
    ) -> Any:
        account = services.open_account(username=name.lower(), name=name, password="correct horse battery")
        for role in roles:
            services.grant(account=account, role=role, area=area, organisation=of)
        made.account[name] = account
        paper = None
        if valid_to:
            paper = Certificate(
                number=f"证{name}", area=area, valid_from=at.date() - timedelta(days=400), valid_to=valid_to
            )
        return services.enrol_member(organisation=unit, name=name, kind=kind, account=account, certificate=paper)

    def crew(name: str, unit: Any, kind: str, area: str, members: list[Any], mode: str = "ebike") -> None:
        one = Crew(organisation=unit, name=name, kind=kind, mode=mode, area=area)
        made.crew[name] = services.enlist_crew(one, members, by="rule:test@1", at=at).pk

    next_year = at.date() + timedelta(days=365)
    person("Alice", centre, "centre", CENTRE_ROLES, HERE)
    person("Charlie", centre, "centre", CENTRE_ROLES, THERE)
    hands = ("member", "handler")
    bob, ben = (person(n, squad, "officer", hands, HERE, of=squad, valid_to=next_year) for n in ("Bob", "Ben"))
    eve = person("Eve", squad, "officer", hands, HERE, of=squad, valid_to=next_year)
    helper = services.enrol_member(organisation=squad, name="协管小赵", kind="assistant")
    dora = person("Dora", centre, "collector", ("member", "collector"), HERE)
    rita = person("Rita", clean, "worker", hands, HERE, of=clean)
    crew("bobs", squad, "patrol", HERE + "001", [bob, ben])
    crew("eves", squad, "patrol", HERE + "001", [eve, helper])
    crew("doras", centre, "collector", HERE + "001", [dora])
    crew("ritas", clean, "repair", HERE, [rita], "car")
    for name, role in (("Ken", "ai"), ("Zoe", "")):
        made.account[name] = services.open_account(username=name.lower(), name=name, password=None)
        if role:
            services.grant(account=made.account[name], role=role)
    Photo.objects.get_or_create(
        id=PHOTO,
        shown="covered",
        defaults={"kind": "image", "sha256": "0" * 64, "size": 1, "uploaded_at": at, "uploaded_by": "person:1"},
    )
    conditions.import_rows(conditions.default_rows(), by="rule:test@1", at=at)
    tickets.set_fast_lane(dict.fromkeys(fast_lane, True), by="rule:test@1", at=at)
    made.access = {name: queries.access_of(account) for name, account in made.account.items()}
    return made


def give_numbers(made: Brigade, **numbers: str) -> None:
    """Staff numbers, as an office's sheet gives them."""
    from zhicheng.ground.people.models import Member

    for name, number in numbers.items():
        Member.objects.filter(pk=made.access[name].member_id).update(number=number)


def start_shift(made: Brigade, *names: str, at: datetime = AT, where: tuple[float, float] | None = None) -> None:
    """Roll call with a fix; without names everybody."""
    from zhicheng.ground.people import services
    from zhicheng.ground.people.services import Fix

    leaders = {"bobs": "Bob", "eves": "Eve", "doras": "Dora", "ritas": "Rita"}
    for name in names or leaders:
        services.move_shift(crew_id=made.crew[name], action="start", access=made.access[leaders[name]], at=at)
        services.record_fixes([Fix(made.crew[name], at, *(where or place(GRID)))], at=at)


@pytest.fixture
def at() -> datetime:
    """The moment at which tests play: a Wednesday, 10:00 in China."""
    return AT


@pytest.fixture
def brigade(db: None) -> Brigade:
    """Everybody, off shift; the fast lane is open for all matters."""
    return found()


@pytest.fixture
def slow_brigade(db: None) -> Brigade:
    """Everybody; no fast lane: people take every step."""
    return found(fast_lane=SLOW)


@pytest.fixture
def on_shift(brigade: Brigade) -> Brigade:
    """The brigade after roll call, every crew in the middle of the first grid."""
    start_shift(brigade)
    return brigade


@pytest.fixture
def city_time(monkeypatch: pytest.MonkeyPatch) -> Callable[[datetime], None]:
    """Sets the city's clock for what asks it (the API): `city_time(moment)`."""
    from zhicheng.infra import clock

    def stand_at(moment: datetime) -> None:
        monkeypatch.setattr(clock, "now", lambda: moment)

    stand_at(AT)
    return stand_at
