"""What vendors sent, written down: observations, dead letters, numbers used up, pictures to be fetched."""

from __future__ import annotations

import json
import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cache
from typing import Any

from django.db import IntegrityError, transaction

from zhicheng.flow.sense import services as sense
from zhicheng.flow.sense.rules import Sighting, Still
from zhicheng.gateways.arrivals import Arrival, Bad
from zhicheng.gateways.dead_letters import services as letters
from zhicheng.gateways.vendor_events import signing
from zhicheng.gateways.vendor_events.mapping import VendorMap, read_map
from zhicheng.gateways.vendor_events.models import Nonce
from zhicheng.gateways.vendor_events.pictures import PictureError, Pictures, Web, check_address
from zhicheng.gateways.vendor_events.reading import Said, events_of, read_event
from zhicheng.ground.devices import queries as devices
from zhicheng.ground.devices.queries import CameraFacts
from zhicheng.infra import clock, jobs
from zhicheng.infra.config import config
from zhicheng.kernel.errors import BadInput, NotFound, Refused
from zhicheng.kernel.phrases import Phrase

log = logging.getLogger("zhicheng.vendor_events")
TASK = "vendor_events.fetch_picture"
TRIES = 6
INSTANT = timedelta(seconds=1)  # who says no beginning saw it just now; an observation keeps the facts of what lasted


@dataclass(frozen=True, slots=True)
class Message:
    """The n-th message, from this vendor."""

    n: int
    vendor: str
    payload: bytes


@dataclass(slots=True)
class Outcome:
    """How many events there were, and those that could not be taken."""

    events: int = 0
    bad: list[Bad] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class _Event:
    n: int
    by: VendorMap
    part: bytes
    said: Said


@cache
def maps() -> Mapping[str, VendorMap]:
    """Every vendor's file, by its name; read once."""
    folder = config().vendor_maps
    if folder is None:
        return {}
    if not folder.is_dir():
        raise BadInput(
            f"ZHICHENG_VENDOR_MAPS：没有文件夹 {folder}。",
            f"ZHICHENG_VENDOR_MAPS: there is no folder {folder}.",
            field="ZHICHENG_VENDOR_MAPS",
        )
    return {path.stem: read_map(path) for path in sorted(folder.glob("*.yaml"))}


def receive(vendor: str, body: bytes, said: signing.Signed, *, at: datetime) -> Outcome:
    """One request over HTTP. Refused: not signed, not now, or sent before. Bad events become dead letters; the rest goes on."""
    if vendor not in maps():
        raise _no_map(vendor)
    nonce = signing.check(vendor, said, body, keys=config().vendor_keys, tokens=config().vendor_tokens, at=at)
    with transaction.atomic():
        if nonce:
            use_up(vendor, nonce, at)
        arrival = Arrival(f"http/vendor-events/{vendor}", body, at)
        outcome = take_messages([Message(0, vendor, body)], at=at)
        letters.keep([arrival], outcome.bad, at=at)
    return outcome


def use_up(vendor: str, nonce: str, at: datetime) -> None:
    """A number signs one request; what is older than the window cannot come again anyhow."""
    try:
        with transaction.atomic():
            Nonce.objects.create(vendor=vendor, nonce=nonce, at=at)
    except IntegrityError:
        raise Refused(
            f"{signing.NONCE} 已经用过：每个请求要用新的随机数；重复发送同一事件没有影响，重新签名即可。",
            f"{signing.NONCE} was used before: each request needs a new one. Sending an event again is harmless; sign it anew.",
        ) from None
    Nonce.objects.filter(at__lt=at - 3 * signing.WINDOW).delete()


def _no_map(vendor: str) -> NotFound:
    return NotFound(
        f"没有厂商「{vendor[:40]}」的映射文件，请在 ZHICHENG_VENDOR_MAPS 文件夹里放 {vendor[:40]}.yaml。",
        f"There is no mapping file for the vendor “{vendor[:40]}”; put {vendor[:40]}.yaml into the folder ZHICHENG_VENDOR_MAPS.",
    )


def take_messages(messages: Sequence[Message], *, at: datetime) -> Outcome:
    """In the caller's transaction: all their events as one batch."""
    outcome = Outcome()
    read = [event for message in messages for event in _read(message, outcome)]
    cameras = _cameras(read)
    sightings: list[Sighting] = []
    for k, event in enumerate(read):
        camera = cameras.get(event.said.camera)
        if camera is None:
            outcome.bad.append(Bad(event.n, _unknown(event.said.camera, event.by.vendor), _key(event), event.part))
        else:
            sightings.append(_sighting(event, camera, k))
    taken = sense.observe_many(sightings, by=f"gateway:{read[0].by.vendor}"[:80], at=at) if sightings else None
    refused = {r.row: r.said for r in taken.refused} if taken else {}
    outcome.bad += [Bad(read[k].n, said, _key(read[k]), read[k].part) for k, said in refused.items()]
    for sighting in sightings:
        if sighting.row not in refused:
            _ask_for_pictures(read[sighting.row], sighting)
    return outcome


def _read(message: Message, outcome: Outcome) -> list[_Event]:
    """Its events; what cannot be read is in the outcome."""
    by = maps().get(message.vendor)
    if by is None:
        outcome.bad.append(Bad(message.n, _no_map(message.vendor).said))
        return []
    try:
        found = events_of(message.payload, by)
    except BadInput as error:
        outcome.bad.append(Bad(message.n, error.said))
        return []
    out = []
    for data in found:
        outcome.events += 1
        part = message.payload if len(found) == 1 else json.dumps(data, ensure_ascii=False).encode()
        try:
            out.append(_Event(message.n, by, part, read_event(data, by)))
        except BadInput as error:
            outcome.bad.append(Bad(message.n, error.said, part=part))
    return out


def _key(event: _Event) -> str:
    """One dead letter per event, however often it is sent."""
    return f"{event.said.thing[:48]}/{event.said.stage}"


def _cameras(events: Sequence[_Event]) -> dict[str, CameraFacts]:
    names = {e.said.camera for e in events}
    return devices.by_their_names("vendor", names) if names else {}


def _unknown(camera: str, vendor: str) -> Phrase:
    return Phrase(
        f"{vendor} 的摄像机「{camera[:40]}」没有登记：请登记一台来源为厂商平台、编号或对方名称为「{camera[:40]}」的摄像机，再重试。",
        f"{vendor}'s camera “{camera[:40]}” is not registered: register one with source vendor and that code or name, then try again.",
    )


def _sighting(event: _Event, camera: CameraFacts, row: int) -> Sighting:
    said = event.said
    stills = tuple(Still(what, said.at, data) for what, data in said.images)
    return Sighting(
        device=f"camera:{camera.code}", thing=f"{event.by.vendor[:15]}/{said.thing}"[:64], stage=said.stage, kind=said.kind, zone=said.zone,
        started_at=min(said.started_at, said.at - INSTANT), seen_at=said.at,
        confidence=said.confidence, box=said.box, model=said.model, facts=said.facts,
        stills=stills, lng=said.lng, lat=said.lat, matter=said.matter, row=row,
    )  # fmt: skip


# -- pictures by address -----------------------------------------------------------------------------------------------------


def _ask_for_pictures(event: _Event, sighting: Sighting) -> None:
    """After commit, by a worker, from the hosts that the file allows and from no others."""
    for what, address in event.said.addresses:
        try:
            check_address(address, event.by.hosts)
        except PictureError as error:
            log.warning("%s: %s", event.by.vendor, error)
            continue
        payload: dict[str, Any] = {
            "vendor": event.by.vendor, "hosts": list(event.by.hosts), "url": address, "what": what, "tries": 0,
            "sighting": {
                "device": sighting.device, "thing": sighting.thing, "stage": sighting.stage, "kind": sighting.kind, "zone": sighting.zone,
                "started_at": sighting.started_at.isoformat(), "seen_at": sighting.seen_at.isoformat(), "confidence": sighting.confidence,
                "model": sighting.model,
            },
        }  # fmt: skip
        jobs.enqueue(TASK, payload)


def fetch_picture(payload: Mapping[str, Any], *, at: datetime, pictures: Pictures | None = None) -> bool:
    """Fetch one and put it to its observation; False when there is none (yet)."""
    try:
        data = (pictures or Web(tuple(payload["hosts"]))).fetch(payload["url"])
    except PictureError as error:
        _try_again(payload, error)
        return False
    said = dict(payload["sighting"])
    said |= {name: datetime.fromisoformat(said[name]) for name in ("started_at", "seen_at")}
    still = Still(payload["what"], said["seen_at"], data)
    return not sense.observe_many(
        [Sighting(**said, stills=(still,))], by=f"gateway:{payload['vendor']}"[:80], at=at
    ).refused


def _try_again(payload: Mapping[str, Any], error: PictureError) -> None:
    tries = int(payload["tries"]) + 1
    if error.permanent or tries >= TRIES:
        log.warning("no picture from %s: %s", payload["vendor"], error)
        return
    with transaction.atomic():
        jobs.enqueue(TASK, {**payload, "tries": tries}, run_at=clock.real() + timedelta(seconds=2**tries))
