"""Self-correct first, also for gauges: the site or shop that a sensor watches is told before anybody is sent."""

from __future__ import annotations

from collections.abc import Sequence

from django.db import transaction

from zhicheng.flow.sense.models import Addressee
from zhicheng.flow.sense.services import register_addressee
from zhicheng.ground.sensors import queries as sensors
from zhicheng.ground.sensors.queries import Site

GRACE_MINUTES = 15  # to stop a pump, wet a heap, turn the music down
OF_SITES = ("shop", "site")


def know_sites(sensor_ids: Sequence[int]) -> int:
    """Whoever the register names as the site of these sensors is told of their alarms from now on; how many are new. Idempotent."""
    made = 0
    with transaction.atomic():
        for site in sensors.sites_of(sensor_ids):
            device = f"sensor:{site.sensor}"
            known = Addressee.objects.filter(device=device, whom__in=OF_SITES, active=True)
            known.exclude(name=site.name, phone=site.phone).update(active=False)
            if site.phone and not known.filter(name=site.name, phone=site.phone).exists():
                _register(device, site)
                made += 1
    return made


def _register(device: str, site: Site) -> None:
    whom = "shop" if site.kind == "shop" else "site"
    register_addressee(
        whom=whom, name=site.name, device=device, phone=site.phone, kinds=[site.measures], grace_minutes=GRACE_MINUTES
    )
