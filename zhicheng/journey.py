"""The story of a report: when this happened, the system does that. Read this file first.

Each step has a stable name; it runs once per event, after commit, in a worker, in one transaction with its job
(`infra/journey.py`). Steps lead forward only; what people decide stands in the stages' services.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from zhicheng.flow.cases import services as cases
from zhicheng.flow.dispatch import services as dispatch
from zhicheng.flow.papers import services as papers
from zhicheng.flow.reports import observed
from zhicheng.flow.reports import services as reports
from zhicheng.flow.sense import gauge_sites, readings
from zhicheng.flow.sense import services as sense
from zhicheng.flow.tickets import services as tickets
from zhicheng.gateways.drones import flights
from zhicheng.gateways.frigate import services as frigate
from zhicheng.gateways.vendor_events import services as vendor_events
from zhicheng.ground.devices import services as devices
from zhicheng.ground.evidence import services as evidence
from zhicheng.ground.messages import notices
from zhicheng.ground.messages import services as messages
from zhicheng.ground.people import services as people
from zhicheng.ground.sensors import services as sensors
from zhicheng.infra.config import config
from zhicheng.infra.jobs import Task
from zhicheng.infra.journey import Happened, Step
from zhicheng.kernel.phrases import Phrase


def _ids(happened: Sequence[Happened]) -> list[int]:
    return [h.stream_id for h in happened]


def report_observed(happened: Sequence[Happened], at: datetime) -> None:
    """A person said yes, or the zone reports by itself: what a camera or sensor saw is a report like any other."""
    observed.receive_observed(_ids(happened), at=at)


def tell_silence(happened: Sequence[Happened], at: datetime) -> None:
    """A zone was mostly wrong and is silent now: whoever keeps devices hears of it."""
    sense.tell_silence([h.pos for h in happened], at=at)


def decide_reports(happened: Sequence[Happened], at: datetime) -> None:
    """Lawful here and now? Known already? Else a ticket; in the fast lane accepted, filed and handed over at once."""
    tickets.open_from_reports(_ids(happened), at=at)


def hand_over_filed(happened: Sequence[Happened], at: datetime) -> None:
    """Supervision has filed it; command takes over."""
    tickets.hand_over(_ids(happened), at=at)


def send_to_responsible_unit(happened: Sequence[Happened], at: datetime) -> None:
    """Fast lane: the unit responsible for this matter at this place."""
    dispatch.send_to_units(_ids(happened), at=at)


def send_to_recheck(happened: Sequence[Happened], at: datetime) -> None:
    """Fast lane: other eyes look at what was done."""
    tickets.check_by_rule(_ids(happened), at=at)


def send_to_rework(happened: Sequence[Happened], at: datetime) -> None:
    """Fast lane: not done, so the same unit goes again."""
    tickets.redo_by_rule(_ids(happened), at=at)


def evaluate_without_citizen(happened: Sequence[Happened], at: datetime) -> None:
    """Nobody will rate it: step seven is the system's."""
    tickets.evaluate_by_system(_ids(happened), at=at)


def recall_jobs(happened: Sequence[Happened], at: datetime) -> None:
    """Nobody should ride to a ticket that is gone, nor stay bound to one that rests."""
    dispatch.recall_for(_ids(happened), reason=GONE, at=at)


def tell_escalated(happened: Sequence[Happened], at: datetime) -> None:
    """It is late: its unit's lead, the shift leader, the manager are told, by level."""
    tickets.tell_escalated([h.pos for h in happened], at=at)


def tell_owner(happened: Sequence[Happened], at: datetime) -> None:
    """Somebody else touched what lets a person in: he hears of it."""
    notices.tell_ways_in([h.pos for h in happened], at=at)


def know_sites(happened: Sequence[Happened], at: datetime) -> None:
    """A sensor watches a site or a shop: they are told of its alarms before anybody is sent."""
    gauge_sites.know_sites(_ids(happened))


def feed_ticket_back(happened: Sequence[Happened], at: datetime) -> None:
    """A case has put the thing right: its work order is handled, and other hands check it."""
    cases.feed_ticket_back(_ids(happened), at=at)


def make_numbered_papers(happened: Sequence[Happened], at: datetime) -> None:
    """A paper has its number: its file is made and sealed, unless who finalised it has done so already."""
    papers.complete(_ids(happened), at=at)


GONE = Phrase("工单已回退、挂账、作废或强制结案", "The ticket was returned, put on hold, voided or closed by force")
REPORT_OBSERVED = Step("reports.receive_observed", report_observed, batch=100, priority=3)
DECIDE = Step(tickets.DECIDE, decide_reports, priority=3)
RECALL = Step("dispatch.recall_jobs", recall_jobs)
TELL_OWNER = Step("messages.tell_owner", tell_owner, priority=4)
HAND_OVER = Step("tickets.hand_over_filed", hand_over_filed)
KNOW_SITES = Step("sense.know_sites", know_sites, priority=7)
FEED_BACK = Step("cases.feed_ticket_back", feed_ticket_back, priority=5)

JOURNEY: dict[str, tuple[Step, ...]] = {
    # when this happened     the system does this next
    "observation.accept": (REPORT_OBSERVED,),
    "observation.pass": (REPORT_OBSERVED,),
    "guard.silence": (Step("sense.tell_silence", tell_silence, priority=6),),
    "sensor.add": (KNOW_SITES,),
    "sensor.change": (KNOW_SITES,),
    "report.receive": (DECIDE,),
    "report.complete": (DECIDE,),
    "ticket.file": (HAND_OVER,),
    "ticket.hand_over": (Step("dispatch.send_to_responsible_unit", send_to_responsible_unit, priority=4),),
    "ticket.feed_back": (Step("tickets.send_to_recheck", send_to_recheck),),
    "ticket.fail": (Step("tickets.send_to_rework", send_to_rework),),
    "ticket.close": (Step("tickets.evaluate_without_citizen", evaluate_without_citizen, priority=8),),
    "ticket.escalate": (Step("tickets.tell_escalated", tell_escalated, priority=6),),
    # in a penalty case (the statute's own numbers of its steps: docs/reference/procedure.md)
    "case.T07": (FEED_BACK,),  # put right on the spot
    "case.T11": (FEED_BACK,),  # spared: put right, told
    "case.T70": (FEED_BACK,),  # cleared at once by us
    "case.T90": (FEED_BACK,),  # closed
    "paper.number": (Step("papers.make_numbered_papers", make_numbered_papers, priority=6),),
    "ticket.return": (RECALL,),
    "ticket.hold": (RECALL,),
    "ticket.void": (RECALL,),
    "ticket.force_close": (RECALL,),
    "device.unbind": (TELL_OWNER,),
    "reset.ask": (TELL_OWNER,),
    "reset.confirm": (TELL_OWNER,),
}


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


def deliver(payload: dict[str, Any], at: datetime) -> None:
    """Text messages whose time has come."""
    messages.deliver(at=at)


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


def watch_sensors(payload: dict[str, Any], at: datetime) -> None:
    """Sensors that have fallen silent, calibrations that have run out; what arrived lately is sorted by day."""
    readings.watch(at=at)
    sensors.sort_when_due(at=at)


def erase_readings(payload: dict[str, Any], at: datetime) -> None:
    """Readings are kept no longer than announced."""
    sensors.erase_old(keep_days=config().keep_readings_days, at=at)


TASKS = (
    Task(vendor_events.TASK, fetch_vendor_picture, own_transaction=True),
    Task("drones.watch", watch_flights, every=3600.0, own_transaction=True),
    Task("frigate.watch", watch_frigate, every=30.0, own_transaction=True),
    Task("frigate.forget", forget_frigate, every=3600.0, own_transaction=True),
    Task(frigate.TASK, fetch_frigate_picture, own_transaction=True),
    Task("sensors.watch", watch_sensors, every=30.0, own_transaction=True),
    Task("sensors.erase", erase_readings, every=3600.0, own_transaction=True),
    Task("sense.watch", watch_observations, every=5.0, own_transaction=True),
    Task("sense.forget_pictures", forget_pictures, every=3600.0, own_transaction=True),
    Task("devices.watch", watch_devices, every=3600.0, own_transaction=True),
    Task("sense.speak", speak, own_transaction=True),
    Task("cases.watch", watch_cases, every=60.0, own_transaction=True),
    Task("papers.close_past_blocks", close_past_blocks, every=3600.0, own_transaction=True),
    Task("evidence.watch_holdings", watch_holdings, every=60.0, own_transaction=True),
    Task("messages.deliver", deliver, every=2.0, own_transaction=True),
    Task("reports.apply_mapping", apply_mapping),
    Task("dispatch.tick", tick, every=0.5, own_transaction=True),
    Task("dispatch.expire", expire, every=1.0, own_transaction=True),
    Task("people.erase_positions", erase, every=3600.0, own_transaction=True),
)
