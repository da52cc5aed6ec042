"""The one entrance for cameras, sensors and other people's AI: a batch of sightings in one transaction, whatever arrives twice.

    sightings → refused | known thing → moves it | new thing → the same as one just now? → moves that one | else opens one

Pictures are stored before the transaction: a file without a row is harmless, a row without its file is not.
"""

from __future__ import annotations

import hashlib
import json
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.db import IntegrityError, transaction

from zhicheng.flow.sense import queries, rules
from zhicheng.flow.sense.events import Alarmed, Allowed, Confirmed, Muted, Passed, Set, Told, Went
from zhicheng.flow.sense.kinds import KINDS
from zhicheng.flow.sense.models import Addressee, Guard, Observation, Thing
from zhicheng.flow.sense.rules import GuardFacts, Known, Next, Sighting
from zhicheng.flow.sense.services.lawful import Lawful
from zhicheng.flow.sense.services.telling import tell
from zhicheng.flow.sense.states import GUARD, OBSERVATION
from zhicheng.ground.devices import pictures
from zhicheng.ground.devices import queries as devices
from zhicheng.ground.devices.queries import CameraFacts
from zhicheng.ground.devices.rules import lacks
from zhicheng.ground.places import queries as places
from zhicheng.infra import bulk, locks
from zhicheng.infra.events import iso
from zhicheng.infra.transitions import Step, advance_many, open_many
from zhicheng.kernel.calendar import CHINA
from zhicheng.kernel.errors import BadInput, Conflict, ZhichengError
from zhicheng.kernel.geo import from_e7, to_e7
from zhicheng.kernel.phrases import Phrase

LOCK = 7  # kind of lock: devices that somebody's batch speaks for
RULE = "rule:sense@1"
AUTOMATIC = "rule:sense.automatic@1"
GUARD_COLUMNS = (
    "device",
    "zone",
    "kind",
    "area",
    "automatic",
    "sample_pct",
    "min_confidence",
    "dwell_pct",
    "recent",
    "right",
    "wrong",
    "silences",
)
FIXED = ("guard_id", "device", "kind", "zone", "matter", "started_at", "lng_e7", "lat_e7", "area", "lead_only")
VARYING = (
    "seen_at", "confirmed_at", "over_at", "confidence", "box", "model", "facts", "stills", "told", "verdict", "reviewed_at", "reviewed_by",
    "sampled", "receipt", "pictures_gone",
)  # fmt: skip
SEEN = ("seen_at", "over_at", "confidence", "box", "facts", "stills")  # what changes without an event


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why one sighting did not come in."""

    row: int
    field: str
    said: Phrase


@dataclass(slots=True)
class Taken:
    """What became of a batch: observations that are new or moved, things that changed nothing, refusals."""

    observations: list[Observation]
    known: int
    refused: list[Refusal]


@dataclass(slots=True)
class _Thing:
    """An observation in memory with the steps that this batch takes."""

    row: Observation
    is_new: bool
    state: str
    names: list[str] = field(default_factory=list)
    steps: list[Step] = field(default_factory=list)
    touched: bool = False

    def step(self, step: Step, to: str = "") -> None:
        if self.steps or not self.is_new:
            self.state = OBSERVATION.after(self.state, step.action, to)
        self.steps.append(step)


def observe_many(sightings: Sequence[Sighting], *, by: str, at: datetime) -> Taken:
    """Take in a batch. Bad ones are refused one by one, the rest goes on; sending it again changes nothing."""
    good, cameras, refused = _checked(sightings, at)
    stills = {id(s): _kept(s) for s in good}
    for again in (2, 1, 0):
        try:
            with transaction.atomic():
                taken = _Batch(good, stills, cameras, by, at).run()
            break
        # Another batch brought the same thing at this very moment, or a reviewer decided one: now it is known.
        except (IntegrityError, Conflict):
            if not again:
                raise
    taken.refused = refused
    return taken


def _checked(
    sightings: Sequence[Sighting], at: datetime
) -> tuple[list[Sighting], dict[str, CameraFacts], list[Refusal]]:
    cameras = devices.by_codes({s.device[7:] for s in sightings if s.device.startswith("camera:")})
    good: list[Sighting] = []
    refused: list[Refusal] = []
    for s in sightings:
        try:
            rules.check(s, at=at)
            _check_place(s, cameras)
            good.append(s)
        except ZhichengError as error:
            refused.append(Refusal(s.row, getattr(error, "field", ""), error.said))
    return good, cameras, refused


def _check_place(s: Sighting, cameras: Mapping[str, CameraFacts]) -> None:
    if s.device.startswith("camera:") and s.device[7:] not in cameras:
        code = s.device[7:]
        raise BadInput(
            f"没有摄像机 {code}，请先登记（设备 → 摄像机）。",
            f"There is no camera {code}; register it first (devices, cameras).",
            field="device",
        )
    if s.device.startswith("sensor:") and (s.lng is None or s.lat is None):
        raise BadInput("传感器的位置缺失。", "The sensor's place is missing.", field="lng")


def _kept(s: Sighting) -> list[dict[str, str]]:
    """Store the pictures; what is no picture is left out rather than losing the observation."""
    out = []
    for still in s.stills:
        try:
            original = pictures.keep(still.original)
            masked = pictures.keep(still.masked) if still.masked else ""
        except BadInput:
            continue
        out.append({"what": still.what, "at": iso(still.taken_at), "original": original, "masked": masked})
    return out


class _Batch:
    """One transaction's work."""

    def __init__(
        self, sightings: Sequence[Sighting], stills: Mapping[int, list[dict[str, str]]], cameras: Mapping[str, CameraFacts], by: str,
        at: datetime,
    ) -> None:  # fmt: skip
        self.sightings, self.stills, self.cameras, self.by, self.at = sightings, stills, cameras, by, at
        self.devices = sorted({s.device for s in sightings})
        self.things: dict[str, _Thing] = {}
        self.of_device: dict[str, list[_Thing]] = defaultdict(list)
        self.to_tell: list[tuple[_Thing, Addressee, datetime]] = []
        self.to_sample: list[tuple[_Thing, int]] = []
        self.known = 0

    def run(self) -> Taken:
        if not self.sightings:
            return Taken([], 0, [])
        locks.hold(LOCK, [_number(d) for d in self.devices])
        self._load()
        self.areas = self._areas()
        self.guards = self._guards()
        self.lawful = Lawful([self._point(s) for s in self.sightings if s.stage != "over"])
        self.told = _by_device(queries.addressees(self.devices))
        for s in self.sightings:
            self._see(s)
        return self._written()

    # -- what is there already ---------------------------------------------------------------------------------------------

    def _load(self) -> None:
        """Things that these devices have named before, and what they saw just now."""
        names = {_name(s) for s in self.sightings}
        earliest = min(s.started_at for s in self.sightings) - rules.SAME_WITHIN
        named = dict(bulk.among(Thing.objects.all(), "name", names).values_list("name", "observation_id"))
        rows = {o.pk: o for o in Observation.objects.filter(device__in=self.devices, seen_at__gte=earliest)}
        older = set(named.values()) - rows.keys()
        rows |= {o.pk: o for o in bulk.among(Observation.objects.all(), "id", older)} if older else {}
        kept = {pk: _Thing(row, False, row.state) for pk, row in rows.items()}
        self.things = {name: kept[pk] for name, pk in named.items()}
        for thing in sorted(kept.values(), key=lambda t: t.row.seen_at, reverse=True):
            self.of_device[thing.row.device].append(thing)

    def _areas(self) -> dict[int, str]:
        points = [self._point(s) for s in self.sightings]
        found = places.city().locate_many([p[0] for p in points], [p[1] for p in points])
        out = {}
        for k, s in enumerate(self.sightings):
            codes = (found.grid[k], found.community[k], found.street[k], found.district[k])
            out[id(s)] = str(next((c for c in codes if c), ""))
        return out

    def _point(self, s: Sighting) -> tuple[float, float]:
        if s.lng is not None and s.lat is not None:
            return s.lng, s.lat
        camera = self.cameras[s.device[7:]]
        return camera.lng, camera.lat

    def _guards(self) -> dict[tuple[str, str, str], Guard]:
        wanted = {(s.device, s.zone, s.kind): self.areas[id(s)] for s in self.sightings}
        found = {(g.device, g.zone, g.kind): g for g in Guard.objects.filter(device__in=self.devices)}
        new = [k for k in wanted if k not in found]
        ids = bulk.reserve_ids(Guard, len(new)) if new else []
        for pk, key in zip(ids, new, strict=True):
            found[key] = bulk.blank(
                Guard, {"id": pk, "device": key[0], "zone": key[1], "kind": key[2], "area": wanted[key], "recent": "[]"}
            )

        def step(key: tuple[str, str, str]) -> Step:
            return Step("set", RULE, self.at, lambda **m: Set(device=key[0], zone=key[1], kind=key[2], **m))

        open_many([(found[key], [step(key)]) for key in new], GUARD, GUARD_COLUMNS, at=self.at)
        for key in new:
            found[key].recent = []
        return found

    # -- one sighting ------------------------------------------------------------------------------------------------------

    def _see(self, s: Sighting) -> None:
        name = _name(s)
        thing = self.things.get(name)
        if thing is None:
            thing = self._same(s)
            if thing is None and s.stage == "over":
                self.known += 1  # it is over, and nobody ever heard of it
                return
            if thing is None:
                thing = self._opened(s)
            thing.names.append(name)
            thing.touched = True
            self.things[name] = thing
        before = (thing.row.seen_at, len(thing.steps), len(thing.row.stills))
        self._moved(thing, s)
        if before == (thing.row.seen_at, len(thing.steps), len(thing.row.stills)) and name not in thing.names:
            self.known += 1

    def _same(self, s: Sighting) -> _Thing | None:
        for thing in self.of_device[s.device]:
            row = thing.row
            if rules.is_same(Known(row.pk, row.kind, row.zone, row.seen_at, _box(row.box)), s):
                return thing
        return None

    def _opened(self, s: Sighting) -> _Thing:
        lng, lat = self._point(s)
        camera = self.cameras.get(s.device.partition(":")[2])
        lead_only = camera is None or bool(lacks(camera.standing, s.seen_at.astimezone(CHINA).date()))
        guard = self.guards[s.device, s.zone, s.kind]
        matter = s.matter or KINDS[s.kind].matter
        values = {
            "guard_id": guard.pk, "device": s.device, "kind": s.kind, "zone": s.zone, "matter": matter, "started_at": s.started_at,
            "seen_at": s.started_at, "lng_e7": to_e7(lng), "lat_e7": to_e7(lat), "area": self.areas[id(s)], "lead_only": lead_only,
            "confidence": s.confidence, "box": list(s.box) if s.box else None, "model": s.model, "facts": dict(s.facts), "stills": [],
        }  # fmt: skip
        thing = _Thing(bulk.blank(Observation, values), True, OBSERVATION.start)

        def body(**moved: Any) -> Alarmed:
            return Alarmed(
                device=s.device, thing=s.thing, kind=s.kind, zone=s.zone, matter=matter, confidence=s.confidence, model=s.model,
                lead_only=lead_only, **moved,
            )  # fmt: skip

        thing.step(Step("alarm", self.by, s.started_at, body, place=(lng, lat)))
        self.of_device[s.device].insert(0, thing)
        return thing

    def _moved(self, thing: _Thing, s: Sighting) -> None:
        row = thing.row
        self._note(thing, s)
        if s.stage == "over":
            self._over(thing, s)
            return
        # What only seems to come back, and never was confirmed, waits for its second look like anything new.
        if (
            row.over_at is not None
            and s.seen_at > row.over_at
            and (s.stage == "confirmed" or row.confirmed_at is not None)
        ):
            row.over_at = None
            if thing.state in ("left", "corrected"):
                self._went(thing, "return", s, self.by)
                if row.confirmed_at is None:
                    row.confirmed_at = s.seen_at
                self._weighed(thing, s)
                return
        if s.stage == "confirmed" and thing.state == "pre_alarm" and rules.has_stayed(self._facts(s), s):
            self._confirmed(thing, s)

    def _note(self, thing: _Thing, s: Sighting) -> None:
        """What is newer, without an event."""
        row = thing.row
        fresh = [still for still in self.stills[id(s)] if still not in row.stills]
        if fresh:
            row.stills, row.pictures_gone, thing.touched = [*row.stills, *fresh][-12:], False, True
        if s.seen_at > row.seen_at:
            row.seen_at, row.confidence, thing.touched = s.seen_at, s.confidence, True
            row.box = list(s.box) if s.box else row.box
            row.facts = {**row.facts, **s.facts}

    def _facts(self, s: Sighting) -> GuardFacts:
        camera = self.cameras.get(s.device.partition(":")[2])
        zones = camera.scene.get("zones", []) if camera else []
        dwell = next((z.get("dwell_s", 0) for z in zones if z.get("name") == s.zone), 0)
        return queries.guard_facts(self.guards[s.device, s.zone, s.kind], int(dwell))

    def _confirmed(self, thing: _Thing, s: Sighting) -> None:
        row = thing.row
        row.confirmed_at = s.seen_at
        stills = [{"what": p["what"], "original": p["original"], "masked": p["masked"]} for p in row.stills]

        def body(**moved: Any) -> Confirmed:
            stays = int((s.seen_at - row.started_at).total_seconds())
            return Confirmed(
                confidence=s.confidence,
                model=s.model,
                stays_s=stays,
                facts=json.dumps(s.facts, ensure_ascii=False, sort_keys=True),
                stills=stills,
                **moved,
            )

        due = self.at + rules.LAPSES_AFTER
        thing.step(Step("confirm", self.by, s.seen_at, body, holder="role:acceptor", due_at=due, due_changes=True))
        self._weighed(thing, s)

    def _weighed(self, thing: _Thing, s: Sighting) -> None:
        """What follows the machine's confirmation, in the same transaction."""
        row = thing.row
        lawful = self.lawful.reason(s.kind, from_e7(row.lng_e7), from_e7(row.lat_e7), s.seen_at)
        whom = next((a for a in self.told.get(row.device, []) if _reaches(a, s)), None)
        guard = self.guards[s.device, s.zone, s.kind]
        found = rules.weigh(
            queries.guard_facts(guard),
            confidence=s.confidence,
            lawful=lawful,
            addressee=whom is not None,
            told_before=bool(row.told),
        )
        match found.action:
            case "allow":
                self._allow(thing, found)
            case "mute":
                self._rest(thing, "mute", lambda **m: Muted(why=found.why.zh, why_en=found.why.en, **m))
            case "tell" if whom is not None:
                self._tell(thing, whom)
            case "pass":
                self._pass(thing, guard)

    def _rest(self, thing: _Thing, action: str, body: Any, by: str = RULE) -> None:
        thing.step(Step(action, by, self.at, body, holder="", due_at=None, due_changes=True))

    def _allow(self, thing: _Thing, found: Next) -> None:
        def body(**moved: Any) -> Allowed:
            return Allowed(rule=found.rule.zh, rule_en=found.rule.en, why=found.why.zh, why_en=found.why.en, **moved)

        self._rest(thing, "allow", body)

    def _tell(self, thing: _Thing, whom: Addressee) -> None:
        until = self.at + timedelta(minutes=whom.grace_minutes)
        thing.row.told = whom.name
        thing.touched = True

        def body(**moved: Any) -> Told:
            return Told(whom=whom.name, until=iso(until), **moved)

        thing.step(Step("tell", RULE, self.at, body, holder="system", due_at=until, due_changes=True))
        self.to_tell.append((thing, whom, until))

    def _pass(self, thing: _Thing, guard: Guard) -> None:
        def body(**moved: Any) -> Passed:
            return Passed(rule=AUTOMATIC, sampled=thing.row.sampled, **moved)

        self.to_sample.append((thing, guard.sample_pct))
        self._rest(thing, "pass", body, by=AUTOMATIC)

    def _over(self, thing: _Thing, s: Sighting) -> None:
        row = thing.row
        if row.over_at is not None and s.seen_at <= row.over_at:
            return
        row.over_at, thing.touched = s.seen_at, True
        if thing.state in ("pre_alarm", "confirmed"):
            self._went(thing, "leave", s, self.by, rests=True)
        elif thing.state == "told":
            self._went(thing, "correct", s, self.by, rests=True)
        elif thing.state == "reported":
            self._went(thing, "leave", s, self.by)

    def _went(self, thing: _Thing, action: str, s: Sighting, by: str, *, rests: bool = False) -> None:
        def body(**moved: Any) -> Went:
            return Went(seen=iso(s.seen_at), **moved)

        if action == "return":
            due = self.at + rules.LAPSES_AFTER
            thing.step(Step(action, by, s.seen_at, body, holder="role:acceptor", due_at=due, due_changes=True))
        else:
            thing.step(Step(action, by, s.seen_at, body, holder="" if rests else None, due_at=None, due_changes=rests))

    # -- writing -----------------------------------------------------------------------------------------------------------

    def _written(self) -> Taken:
        every = [t for things in self.of_device.values() for t in things]
        new = [t for t in every if t.is_new]
        for pk, thing in zip(bulk.reserve_ids(Observation, len(new)) if new else [], new, strict=True):
            thing.row.id = pk
        for thing, pct in self.to_sample:
            thing.row.sampled = rules.is_sampled(thing.row.pk, pct)
        open_many([(t.row, t.steps) for t in new], OBSERVATION, (*FIXED, *VARYING), at=self.at)
        moved = [t for t in every if t.steps and not t.is_new]
        advance_many([(t.row, _with_columns(t)) for t in moved], OBSERVATION, at=self.at)
        self._seen([t for t in every if t.touched and not t.steps])
        names = [(name, t.row.pk) for t in every for name in t.names]
        bulk.insert_rows(Thing, ("name", "observation_id"), names)
        tell([(t.row, whom, until) for t, whom, until in self.to_tell], at=self.at)
        return Taken([t.row for t in every if t.steps or t.touched], self.known, [])

    def _seen(self, things: Sequence[_Thing]) -> None:
        rows = [(*(getattr(t.row, c) for c in SEEN), t.row.pk, t.row.seq) for t in things]
        bulk.update_rows(Observation, SEEN, rows, guard=("seq",))


def _with_columns(thing: _Thing) -> list[Step]:
    """The last step carries every column that may have changed meanwhile."""
    columns = {c: getattr(thing.row, c) for c in VARYING}
    last = thing.steps[-1]
    final = Step(
        last.action, last.actor, last.happened_at, last.body, last.holder, last.due_at, last.due_changes, last.place, last.key, columns,
        last.to,
    )  # fmt: skip
    return [*thing.steps[:-1], final]


def _reaches(whom: Addressee, s: Sighting) -> bool:
    return (not whom.zone or whom.zone == s.zone) and (not whom.kinds or s.kind in whom.kinds)


def _by_device(rows: Sequence[Addressee]) -> dict[str, list[Addressee]]:
    out: dict[str, list[Addressee]] = defaultdict(list)
    for row in rows:
        out[row.device].append(row)
    return out


def _name(s: Sighting) -> str:
    return f"{s.device}/{s.thing}"


def _number(device: str) -> int:
    """A device as a number for the lock: the same in every process."""
    return int.from_bytes(hashlib.sha256(device.encode()).digest()[:4], "big")


def _box(value: Any) -> tuple[int, int, int, int] | None:
    return None if value is None else (value[0], value[1], value[2], value[3])
