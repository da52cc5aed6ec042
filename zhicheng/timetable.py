"""What comes round by the clock, whether anything happened or not: matching, limits, the outboxes, what is kept no longer.

Each task has a stable name and runs at most once at a time, in a worker (`infra/jobs.py`). What follows from what happened: `journey.py`.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from zhicheng.civic.community import services as community
from zhicheng.civic.following import services as following
from zhicheng.civic.openness import services as openness
from zhicheng.civic.whistles import services as whistles
from zhicheng.flow.cases import services as cases
from zhicheng.flow.dispatch import services as dispatch
from zhicheng.flow.papers import services as papers
from zhicheng.flow.reports import learning, publishing, screening, uploads
from zhicheng.flow.reports import services as reports
from zhicheng.flow.sense import readings
from zhicheng.flow.sense import services as sense
from zhicheng.flow.tickets import services as tickets
from zhicheng.gateways.drones import flights
from zhicheng.gateways.frigate import services as frigate
from zhicheng.gateways.hotline import answering as hotline
from zhicheng.gateways.open311 import filing as open311_filing
from zhicheng.gateways.open311 import following as open311_following
from zhicheng.gateways.open311 import referring as open311_referring
from zhicheng.gateways.social import services as social
from zhicheng.gateways.vendor_events import services as vendor_events
from zhicheng.ground.devices import services as devices
from zhicheng.ground.evidence import services as evidence
from zhicheng.ground.messages import services as messages
from zhicheng.ground.people import services as people
from zhicheng.ground.sensors import services as sensors
from zhicheng.infra import clock
from zhicheng.infra.config import config
from zhicheng.infra.jobs import Task


def tick(payload: dict[str, Any], at: datetime) -> None:
    """Match waiting jobs with crews."""
    dispatch.tick(at=at, district=payload.get("district", ""))


def expire(payload: dict[str, Any], at: datetime) -> None:
    """Offers without an answer, holds whose day has come, limits that are over."""
    dispatch.expire_offers(at=at)
    tickets.resume_due(at=at)
    tickets.escalate_due(at=at)


def erase(payload: dict[str, Any], at: datetime) -> None:
    """Positions are kept no longer than announced."""
    people.erase_old_positions(before=at - timedelta(days=config().keep_positions_days), at=at)


def apply_mapping(payload: dict[str, Any], at: datetime) -> None:
    """A sender's category has been mapped: those that wait under it go on their way, a batch at a time."""
    reports.apply_mapping(category=payload["category"], at=at)


def learn(payload: dict[str, Any], at: datetime) -> None:
    """Once a day the classifier learns from what acceptors have corrected; in use only when it is not worse."""
    learning.learn(by=learning.BY, at=at)


def cover_photos(payload: dict[str, Any], at: datetime) -> None:
    """Photos that nobody has looked at: faces and plates are covered, then everybody may see them."""
    publishing.start_covering(at=at)


def screen_clips(payload: dict[str, Any], at: datetime) -> None:
    """Clips that nobody has looked at: a copy for those who handle them, a covered one for everybody."""
    screening.start(at=at)


def sweep_uploads(payload: dict[str, Any], at: datetime) -> None:
    """Half uploads that nobody went on with for a day."""
    uploads.sweep()


def deliver(payload: dict[str, Any], at: datetime) -> None:
    """Text messages whose time has come."""
    messages.deliver(at=at)


def forget_ways(payload: dict[str, Any], at: datetime) -> None:
    """How citizens chose to be told of what has been over for some days."""
    following.forget(at=at)


def watch_holdings(payload: dict[str, Any], at: datetime) -> None:
    """Held goods: a warning two days before the last day, release the morning after it."""
    evidence.warn_of_ends(at=at)
    evidence.release_overdue(at=at)


def watch_cases(payload: dict[str, Any], at: datetime) -> None:
    """The term to pay begins the day after service; a due date passes."""
    cases.watch(at=at)


def close_past_blocks(payload: dict[str, Any], at: datetime) -> None:
    """Numbers that a phone took along last year: what it did not use is void."""
    papers.close_past_years(at=at)


def watch_observations(payload: dict[str, Any], at: datetime) -> None:
    """Who was told has had his time; lawful hours end; nobody looked; a silence is over."""
    sense.watch(at=at)


def forget_pictures(payload: dict[str, Any], at: datetime) -> None:
    """Cameras' pictures are kept no longer than announced."""
    sense.forget_pictures(at=at)


def watch_devices(payload: dict[str, Any], at: datetime) -> None:
    """A calibration ends: somebody has to arrange the next, or the record is worth less (APL 41)."""
    devices.ask_calibrations(at=at)


def watch_whistles(payload: dict[str, Any], at: datetime) -> None:
    """Departments that are late in reporting in or with their task."""
    whistles.escalate_due(at=at)


def watch_community(payload: dict[str, Any], at: datetime) -> None:
    """A quarter begins, each area owes a meeting; one is over without; a resolution's days, a firm's limit are over."""
    community.open_duties(at=at)
    community.warn_duties(at=at)
    community.warn_late(at=at)
    community.warn_answers(at=at)
    community.lapse_due(at=at)


def watch_openness(payload: dict[str, Any], at: datetime) -> None:
    """What was released for this moment is shown; what nobody released in time is told; a month that ended is put before its person."""
    openness.watch(at=at)
    openness.propose_month(at=at)


def speak(payload: dict[str, Any], at: datetime) -> None:
    """Through a loudspeaker."""
    sense.speak(payload)


def watch_flights(payload: dict[str, Any], at: datetime) -> None:
    """Drones' flights that nobody flew."""
    flights.watch(at=at)


def watch_frigate(payload: dict[str, Any], at: datetime) -> None:
    """Cameras that a Frigate box no longer sees: an order of upkeep each."""
    frigate.watch(at=at)


def forget_frigate(payload: dict[str, Any], at: datetime) -> None:
    """Visits of which nothing was heard for two days."""
    frigate.forget(at=at)


def fetch_frigate_picture(payload: dict[str, Any], at: datetime) -> None:
    """A picture of what a Frigate box saw, put to its observation."""
    frigate.fetch_picture(payload, at=at)


def fetch_vendor_picture(payload: dict[str, Any], at: datetime) -> None:
    """A picture that a vendor sent by its address, put to its observation."""
    vendor_events.fetch_picture(payload, at=at)


def take_open311_batches(payload: dict[str, Any], at: datetime) -> None:
    """Requests of batch services that another city's app posted become reports."""
    open311_filing.take_waiting(at=at)


def follow_open311(payload: dict[str, Any], at: datetime) -> None:
    """New requests of the servers that we follow."""
    open311_following.pull_due(now=clock.real(), at=at)


def refer_open311(payload: dict[str, Any], at: datetime) -> None:
    """Reports that are another city's go there; what is there is asked after."""
    open311_referring.refer_new(now=clock.real(), at=at)
    open311_referring.deliver(now=clock.real())
    open311_referring.ask(now=clock.real())


def return_to_hotline(payload: dict[str, Any], at: datetime) -> None:
    """Answers whose hotline has an address."""
    hotline.deliver(now=clock.real(), at=at)


def watch_sensors(payload: dict[str, Any], at: datetime) -> None:
    """Sensors that have fallen silent, calibrations that have run out; what arrived lately is sorted by day."""
    readings.watch(at=at)
    sensors.sort_when_due(at=at)


def erase_readings(payload: dict[str, Any], at: datetime) -> None:
    """Readings are kept no longer than announced."""
    sensors.erase_old(keep_days=config().keep_readings_days, at=at)


def read_social(payload: dict[str, Any], at: datetime) -> None:
    """Social feeds whose time has come."""
    social.read_due(now=clock.real(), at=at)


def forget_social(payload: dict[str, Any], at: datetime) -> None:
    """Posts that nobody looked at in time."""
    social.forget(at=at)


TASKS = (
    Task(vendor_events.TASK, fetch_vendor_picture, own_transaction=True),
    Task("drones.watch", watch_flights, every=3600.0, own_transaction=True),
    Task("frigate.watch", watch_frigate, every=30.0, own_transaction=True),
    Task("frigate.forget", forget_frigate, every=3600.0, own_transaction=True),
    Task(frigate.TASK, fetch_frigate_picture, own_transaction=True),
    Task(open311_filing.TASK, take_open311_batches),
    Task("open311.follow", follow_open311, every=15.0, own_transaction=True),
    Task("open311.refer", refer_open311, every=5.0, own_transaction=True),
    Task("hotline.deliver", return_to_hotline, every=5.0, own_transaction=True),
    Task("social.read", read_social, every=15.0, own_transaction=True),
    Task("social.forget", forget_social, every=3600.0, own_transaction=True),
    Task("sensors.watch", watch_sensors, every=30.0, own_transaction=True),
    Task("sensors.erase", erase_readings, every=3600.0, own_transaction=True),
    Task("sense.watch", watch_observations, every=5.0, own_transaction=True),
    Task("sense.forget_pictures", forget_pictures, every=3600.0, own_transaction=True),
    Task("devices.watch", watch_devices, every=3600.0, own_transaction=True),
    Task("sense.speak", speak, own_transaction=True),
    Task("openness.watch", watch_openness, every=60.0, own_transaction=True),
    Task("whistles.watch", watch_whistles, every=1.0, own_transaction=True),
    Task("community.watch", watch_community, every=60.0, own_transaction=True),
    Task("cases.watch", watch_cases, every=60.0, own_transaction=True),
    Task("papers.close_past_blocks", close_past_blocks, every=3600.0, own_transaction=True),
    Task("evidence.watch_holdings", watch_holdings, every=60.0, own_transaction=True),
    Task("messages.deliver", deliver, every=2.0, own_transaction=True),
    Task("following.forget_ways", forget_ways, every=3600.0, own_transaction=True),
    Task("reports.apply_mapping", apply_mapping),
    Task("reports.cover_photos", cover_photos, every=2.0, own_transaction=True),
    Task("reports.screen_clips", screen_clips, every=2.0, own_transaction=True),
    Task("reports.sweep_uploads", sweep_uploads, every=3600.0, own_transaction=True),
    Task(learning.TASK, learn, every=86_400.0, own_transaction=True),
    Task("dispatch.tick", tick, every=0.5, own_transaction=True),
    Task("dispatch.expire", expire, every=1.0, own_transaction=True),
    Task("people.erase_positions", erase, every=3600.0, own_transaction=True),
)
