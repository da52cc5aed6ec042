"""The door for vendors' platforms: signed JSON in, how many events were taken and which were not out."""

from __future__ import annotations

from django.http import HttpRequest
from ninja import Router, Schema

from zhicheng.gateways.vendor_events import services
from zhicheng.gateways.vendor_events.requests import signed_of
from zhicheng.infra import clock
from zhicheng.infra.api import PROBLEMS

router = Router(tags=["vendor events"])


class EventRefused(Schema):
    reason: str
    reason_en: str


class EventsTaken(Schema):
    """`refused` ones are kept as dead letters: they need not be sent again, somebody looks at them."""

    events: int
    taken: int
    refused: list[EventRefused]


@router.post("/vendor-events/{vendor}", response={200: EventsTaken, **PROBLEMS})
def receive(request: HttpRequest, vendor: str) -> EventsTaken:
    """Take one message of this vendor, in the form of its mapping file. Sending it again changes nothing."""
    body, said = signed_of(request)
    found = services.receive(vendor, body, said, at=clock.now())
    refused = [EventRefused(reason=b.said.zh, reason_en=b.said.en) for b in found.bad]
    return EventsTaken(events=found.events, taken=max(0, found.events - len(refused)), refused=refused)
