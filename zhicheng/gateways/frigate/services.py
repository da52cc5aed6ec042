"""What Frigate said, written down: stays, observations, how its cameras are."""

from __future__ import annotations

import logging
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from functools import cache
from typing import Any

from django.db import transaction

from zhicheng.flow.sense import services as sense
from zhicheng.flow.sense.rules import Sighting, Still
from zhicheng.gateways.arrivals import Bad
from zhicheng.gateways.frigate.models import Link, Visit
from zhicheng.gateways.frigate.payloads import Seen
from zhicheng.gateways.frigate.pictures import Box, PictureError, Pictures
from zhicheng.gateways.frigate.places import Mapped, places_of, read_mapping
from zhicheng.gateways.frigate.rules import TOO_NEW, Followed, Place, Stay, facts_of, follow
from zhicheng.ground.devices import queries as devices
from zhicheng.ground.devices import services as upkeep
from zhicheng.ground.devices.queries import CameraFacts
from zhicheng.infra import bulk, clock, jobs
from zhicheng.infra.config import config
from zhicheng.kernel.errors import ZhichengError
from zhicheng.kernel.phrases import Phrase
from zhicheng.vision.scene import scene_from

log = logging.getLogger("zhicheng.frigate")
BY = "gateway:frigate"
MODEL = "frigate"
TASK = "frigate.fetch_picture"
FORGET_AFTER = timedelta(days=2)
QUIET_FOR = timedelta(minutes=2)  # Frigate itself restarts a stream that hangs: shorter silences are nobody's order
SEEN_EVERY = timedelta(seconds=30)
TRIES = 6
FIELDS = ("camera", "tracked", "zone", "number", "since", "seen_at", "away_since", "stage", "said_at")
OFFLINE = Phrase("Frigate 报告该摄像机离线", "Frigate says that this camera is offline")
BACK = Phrase("Frigate 报告该摄像机恢复", "Frigate says that this camera is back")

SAID = {"good": "", "offline": OFFLINE.zh}


@dataclass(frozen=True, slots=True)
class Word:
    """The n-th message: what a box says of an object or of a review."""

    n: int
    box: str
    topic: str  # events | reviews
    seen: Seen


@dataclass(frozen=True, slots=True)
class Status:
    """The n-th message: a camera (empty: every camera of the box) is there or not."""

    n: int
    box: str
    camera: str
    online: bool
    at: datetime


@cache
def mapping() -> Mapping[str, Mapped]:
    """The office's own file, read once."""
    path = config().frigate_map
    return read_mapping(path) if path else {}


# -- objects -----------------------------------------------------------------------------------------------------------------


def take_words(words: Sequence[Word], *, at: datetime) -> list[Bad]:
    """In the caller's transaction. A word about a camera that nobody registered is a dead letter, never a guess."""
    if not words:
        return []
    cameras = _cameras({w.seen.camera for w in words})
    bad = [b for w in words if (b := _refused(w, cameras, at))]
    wrong = {b.n for b in bad}
    chosen = [w for w in words if w.n not in wrong and mapping().get(w.seen.camera, Mapped()).take == w.topic]
    with transaction.atomic():
        _note_seen([w for w in words if w.n not in wrong], cameras, at)
        sightings = _followed(chosen, cameras)
        taken = sense.observe_many(sightings, by=BY, at=at) if sightings else None
    refused = {r.row: r.said for r in taken.refused} if taken else {}
    return bad + [Bad(n, said) for n, said in refused.items()]


def _cameras(names: set[str]) -> dict[str, CameraFacts]:
    """Ours, by Frigate's name."""
    coded = {name: mapping()[name].code for name in names if mapping().get(name, Mapped()).code}
    by_code = devices.by_codes(set(coded.values())) if coded else {}
    found = devices.by_their_names("frigate", names - coded.keys()) if names - coded.keys() else {}
    return found | {name: by_code[code] for name, code in coded.items() if code in by_code}


def _refused(word: Word, cameras: Mapping[str, CameraFacts], at: datetime) -> Bad | None:
    seen, key = word.seen, f"{word.seen.camera[:30]}/{word.seen.tracked}"
    if seen.camera not in cameras:
        return Bad(word.n, _unknown(seen.camera), key)
    if seen.at > at + TOO_NEW:
        ahead = round((seen.at - at).total_seconds() / 60)
        return Bad(
            word.n,
            Phrase(
                f"Frigate 盒子 {word.box} 的时钟快了 {ahead} 分钟，请校时（NTP）。",
                f"The clock of the Frigate box {word.box} is {ahead} minutes fast; set it (NTP).",
            ),
            key,
        )  # fmt: skip
    return None


def _unknown(camera: str) -> Phrase:
    return Phrase(
        f"Frigate 的摄像机「{camera}」没有登记：请登记一台来源为 Frigate、对方名称为「{camera}」的摄像机，再重试。",
        f"Frigate's camera “{camera}” is not registered: register one with source Frigate and that name, then try again.",
    )


def _places(name: str, camera: CameraFacts) -> Mapping[str, Place]:
    """By the office's file where it speaks of this camera's zones, else by the zones drawn here."""
    own = mapping().get(name, Mapped()).places
    if own or not camera.scene.get("zones"):
        return own
    try:
        return places_of(scene_from(camera.scene))
    except ZhichengError:  # drawn under other rules; the camera's page says so
        return {}


def _followed(words: Sequence[Word], cameras: Mapping[str, CameraFacts]) -> list[Sighting]:
    """Follow each object through its zones; what is news comes back as sightings, stays are stored."""
    stays = _stays({w.seen.tracked for w in words})
    changed: dict[str, Stay] = {}
    news: list[Sighting] = []
    places = {name: _places(name, camera) for name, camera in cameras.items()}
    for word in words:
        for place in places[word.seen.camera].values():
            name = (word.seen.camera, word.seen.tracked, place.zone)
            if not place.means(word.seen.label):
                continue
            followed = follow(stays.get(name), word.seen, place)
            for stay in (followed.before, followed.stay):
                if stay is not None and stay != stays.get(name):
                    changed[stay.thing] = stay
            if followed.stay is not None:
                stays[name] = followed.stay
            news += _sightings(word, followed, place, cameras[word.seen.camera])
    _store(changed.values())
    return news


def _stays(tracked: set[str]) -> dict[tuple[str, str, str], Stay]:
    """The latest visit of each object to each zone."""
    rows = bulk.among(Visit.objects.select_for_update(), "tracked", tracked).order_by("thing") if tracked else []
    latest = sorted(rows, key=lambda v: v.number)
    return {(v.camera, v.tracked, v.zone): Stay(thing=v.thing, **{f: getattr(v, f) for f in FIELDS}) for v in latest}


def _store(stays: Any) -> None:
    rows = [Visit(**asdict(stay)) for stay in sorted(stays, key=lambda s: s.thing)]
    Visit.objects.bulk_create(rows, update_conflicts=True, unique_fields=["thing"], update_fields=list(FIELDS))


def _sightings(word: Word, followed: Followed, place: Place, camera: CameraFacts) -> list[Sighting]:
    out = []
    for stay, stage in followed.news:
        sighting = Sighting(
            device=f"camera:{camera.code}", thing=stay.thing, stage=stage, kind=place.kind, zone=(place.named or place.zone)[:40],
            started_at=stay.since, seen_at=max(stay.seen_at, word.seen.at) if stage == "over" else stay.seen_at,
            confidence=word.seen.score, box=word.seen.box, model=MODEL, facts=facts_of(word.seen, stay), row=word.n,
        )  # fmt: skip
        out.append(sighting)
        if word.seen.has_snapshot and word.box in config().frigate_urls:
            _ask_for_picture(word, sighting)
    return out


# -- pictures ----------------------------------------------------------------------------------------------------------------


def _ask_for_picture(word: Word, sighting: Sighting) -> None:
    """After commit, by a worker: a box that is slow must not hold up the stream."""
    what = {"over": "end"}.get(sighting.stage, sighting.stage)
    said = {
        "box": word.box, "tracked": word.seen.tracked, "what": what, "taken_at": (word.seen.snapshot_at or word.seen.at).isoformat(), "tries": 0,
        "sighting": {
            "device": sighting.device, "thing": sighting.thing, "stage": sighting.stage, "kind": sighting.kind, "zone": sighting.zone,
            "started_at": sighting.started_at.isoformat(), "seen_at": sighting.seen_at.isoformat(), "confidence": sighting.confidence,
            "model": sighting.model,
        },
    }  # fmt: skip
    jobs.enqueue(TASK, said, key=f"frigate:{what[:3]}:{sighting.thing}")


def fetch_picture(payload: Mapping[str, Any], *, at: datetime, pictures: Pictures | None = None) -> bool:
    """Fetch one picture and put it to its observation; False when there is none (yet)."""
    box = pictures or Box(config().frigate_urls.get(payload["box"], ""))
    try:
        data = box.snapshot(payload["tracked"])
    except PictureError as error:
        _try_again(payload, error)
        return False
    said = dict(payload["sighting"])
    said |= {name: datetime.fromisoformat(said[name]) for name in ("started_at", "seen_at")}
    still = Still(payload["what"], datetime.fromisoformat(payload["taken_at"]), data)
    taken = sense.observe_many([Sighting(**said, stills=(still,))], by=BY, at=at)
    return not taken.refused


def _try_again(payload: Mapping[str, Any], error: PictureError) -> None:
    """Later, each time twice as long; the observation stands without a picture meanwhile."""
    tries = int(payload["tries"]) + 1
    if error.permanent or tries >= TRIES:
        log.warning("no picture of %s from %s: %s", payload["tracked"], payload["box"], error)
        return
    with transaction.atomic():
        jobs.enqueue(TASK, {**payload, "tries": tries}, run_at=clock.real() + timedelta(seconds=2**tries))


# -- how the cameras are -----------------------------------------------------------------------------------------------------


def _note_seen(words: Sequence[Word], cameras: Mapping[str, CameraFacts], at: datetime) -> None:
    """A camera that says something is there. Written twice a minute, not at every message."""
    latest = {(w.box, w.seen.camera): w for w in words}
    if not latest:
        return
    known = {(k.box, k.camera): k for k in Link.objects.filter(camera__in={c for _, c in latest})}
    stale = [
        name
        for name in latest
        if name not in known or known[name].status != "good" or at - known[name].seen_at >= SEEN_EVERY
    ]
    _set([_link(known.get(name), name, cameras[name[1]].code, True, at) for name in stale], at)


def take_statuses(statuses: Sequence[Status], *, at: datetime) -> list[Bad]:
    """A box, or one of its cameras, went or came back."""
    bad: list[Bad] = []
    for status in statuses:  # rare: one after the other, in their order
        known = {k.camera: k for k in Link.objects.filter(box=status.box)}
        names = [status.camera] if status.camera else list(known)
        cameras = _cameras(set(names) - known.keys())
        if status.camera and status.camera not in known and status.camera not in cameras:
            bad.append(Bad(status.n, _unknown(status.camera), f"{status.camera[:50]}/status"))
            continue
        codes = {name: known[name].code if name in known else cameras[name].code for name in names}
        _set([_link(known.get(n), (status.box, n), codes[n], status.online, status.at) for n in names], at)
    return bad


def _link(known: Link | None, name: tuple[str, str], code: str, online: bool, at: datetime) -> Link:
    status = "good" if online else "offline"
    if known is None:
        return Link(box=name[0], camera=name[1], code=code, status=status, since=at, seen_at=at)
    if known.status != status:
        known.status, known.since = status, at
    known.code, known.seen_at = code, at if online else known.seen_at
    return known


def _set(links: Sequence[Link], at: datetime) -> None:
    """The links, the cameras' state, and the end of orders that were asked for."""
    if not links:
        return
    with transaction.atomic():
        back = [k for k in links if k.status == "good" and k.asked]
        for link in back:
            link.asked = False
            upkeep.end_upkeep(device=f"camera:{link.code}", trouble="offline", what=BACK, at=at, by=BY)
        Link.objects.bulk_create(
            [Link(box=k.box, camera=k.camera, code=k.code, status=k.status, since=k.since, seen_at=k.seen_at, asked=k.asked) for k in links],
            update_conflicts=True, unique_fields=["box", "camera"], update_fields=["code", "status", "since", "seen_at", "asked"],
        )  # fmt: skip
        upkeep.note_seen([
            upkeep.Seen(k.code, k.status, since=k.since, seen_at=k.seen_at, worker=f"frigate:{k.box}"[:60], said=SAID[k.status])
            for k in links
        ])  # fmt: skip


def watch(*, at: datetime) -> int:
    """Cameras that have been away for two minutes: an order of upkeep each; returns how many were asked for."""
    quiet = list(Link.objects.filter(status="offline", asked=False, since__lte=at - QUIET_FOR)[:500])
    cameras = devices.by_codes({k.code for k in quiet}) if quiet else {}
    for link in quiet:
        with transaction.atomic():
            if link.code in cameras:
                area = cameras[link.code].area
                upkeep.ask_upkeep(
                    device=f"camera:{link.code}", trouble="offline", said=OFFLINE, area=area, by=BY, at=at
                )
            Link.objects.filter(pk=link.pk).update(asked=True)
    return len(quiet)


def forget(*, at: datetime) -> int:
    """Visits of which nothing was heard for two days."""
    return Visit.objects.filter(seen_at__lt=at - FORGET_AFTER).delete()[0]
