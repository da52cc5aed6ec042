"""The site that a sensor watches is told first; put right, no officer is sent; not put right, the desk hears of it."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.brigade import AT, Brigade
from zhicheng.flow.sense import readings, services
from zhicheng.flow.sense.gauge_sites import GRACE_MINUTES, know_sites
from zhicheng.flow.sense.models import Addressee, Observation
from zhicheng.ground.messages.queries import Message
from zhicheng.ground.people.queries import Organisation
from zhicheng.ground.sensors.queries import Sensor
from zhicheng.ground.sensors.tests.city import NOISE, row, said, set_up
from zhicheng.infra import jobs

pytestmark = pytest.mark.django_db


@pytest.fixture
def site(brigade: Brigade) -> Organisation:
    return Organisation.objects.create(name="滨江工地", kind="property", area="990101", phone="13800001234")


def register(**fields: str) -> None:
    """As a sheet does it; the worker does what follows."""
    set_up(row(place="site", **fields))
    jobs.drain(at=AT)


def active() -> list[tuple[str, str, str]]:
    return list(Addressee.objects.filter(active=True).values_list("whom", "name", "phone"))


def test_the_register_makes_the_site_somebody_who_is_told(site: Organisation) -> None:
    register(site="滨江工地")
    assert active() == [("site", "滨江工地", "13800001234")]
    one = Addressee.objects.get()
    assert (one.device, one.kinds, one.grace_minutes) == (f"sensor:{NOISE}", ["noise"], GRACE_MINUTES)


def test_a_shop_is_a_shop(site: Organisation) -> None:
    Organisation.objects.filter(pk=site.pk).update(kind="shop")
    register(site="滨江工地")
    assert active()[0][0] == "shop"


@pytest.mark.parametrize("phone", ["", "13800001234"])
def test_without_a_phone_or_a_site_nobody_is_told(site: Organisation, phone: str) -> None:
    Organisation.objects.filter(pk=site.pk).update(phone=phone)
    register(**({"site": "滨江工地"} if not phone else {}))
    assert active() == []


def test_doing_it_again_changes_nothing(site: Organisation) -> None:
    register(site="滨江工地")
    assert know_sites([Sensor.objects.get().pk]) == 0
    assert Addressee.objects.count() == 1


def test_another_site_replaces_the_first_and_no_site_ends_it(site: Organisation) -> None:
    Organisation.objects.create(name="河西工地", kind="property", area="990101", phone="13900001234")
    register(site="滨江工地")
    register(site="河西工地")
    assert active() == [("site", "河西工地", "13900001234")]
    register(name="无人负责")
    assert active() == []


def test_a_loudspeaker_at_the_sensor_stays(site: Organisation) -> None:
    services.register_addressee(
        whom="loudspeaker", name="喇叭", device=f"sensor:{NOISE}", speaker="http://127.0.0.1/say"
    )
    register(site="滨江工地")
    register()
    assert active() == [("loudspeaker", "喇叭", "")]


def loud(minutes: int, *, begin_minute: int = 0, level: float = 80) -> None:
    rows = said(NOISE, *[level] * minutes, begin=AT + timedelta(minutes=begin_minute))
    readings.take_many(rows, by="t", at=rows[-1].taken_at)


def test_told_and_quiet_again_it_is_put_right_by_itself(site: Organisation) -> None:
    register(site="滨江工地")
    loud(12)
    one = Observation.objects.get()
    assert (one.state, one.told) == ("told", "滨江工地")
    assert Message.objects.filter(phone="13800001234").count() == 1
    loud(1, begin_minute=13, level=50)
    assert Observation.objects.get().state == "corrected"


def test_told_and_still_loud_a_person_looks(site: Organisation) -> None:
    register(site="滨江工地")
    loud(12)
    services.watch(at=AT + timedelta(minutes=12))
    assert Observation.objects.get().state == "told"
    loud(20, begin_minute=12)
    services.watch(at=AT + timedelta(minutes=32))
    assert Observation.objects.get().state == "confirmed"
