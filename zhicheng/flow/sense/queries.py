"""Reads about observations and guards."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count, Q, QuerySet
from typing_extensions import TypedDict

from zhicheng.flow.sense.kinds import KINDS
from zhicheng.flow.sense.models import Addressee, Guard, Observation
from zhicheng.flow.sense.rules import GuardFacts, Verdict
from zhicheng.flow.sense.states import GUARD, OBSERVATION, REVIEWERS
from zhicheng.ground.devices import queries as devices
from zhicheng.ground.devices.queries import Bilingual, in_areas
from zhicheng.ground.devices.states import LOOKERS
from zhicheng.ground.people.queries import Access
from zhicheng.kernel.geo import from_e7
from zhicheng.kernel.shares import interval


class StillRow(TypedDict):
    what: str
    at: str
    masked: str
    has_original: bool


class Precision(TypedDict):
    """Share of true alarms, per cent, with its 95 % interval; None when nothing was reviewed."""

    right: int
    reviewed: int
    share: int | None
    low: int
    high: int


class ObservationRow(TypedDict):
    """One observation as the desk and the camera's page show it."""

    id: int
    device: str
    kind: str
    kind_name: Bilingual
    zone: str
    matter: str
    state: str
    state_name: str
    started_at: datetime
    seen_at: datetime
    confirmed_at: datetime | None
    over_at: datetime | None
    due_at: datetime | None
    stays_s: int
    confidence: int
    box: list[int] | None
    model: str
    facts: dict[str, Any]
    stills: list[StillRow]
    lng: float
    lat: float
    area: str
    lead_only: bool
    told: str
    verdict: str
    reviewed_at: datetime | None
    sampled: bool
    receipt: str


class ReviewRow(ObservationRow):
    """With what helps to decide: the camera, and how often this zone was right."""

    camera: str
    address: str
    precision: Precision


class ReviewDesk(TypedDict):
    waiting: int
    rows: list[ReviewRow]
    samples: int


class DayFigure(TypedDict):
    state: str
    state_name: str
    n: int


class GuardRow(TypedDict):
    id: int
    device: str
    zone: str
    kind: str
    kind_name: Bilingual
    state: str
    state_name: str
    until: datetime | None
    automatic: bool
    sample_pct: int
    min_confidence: int
    dwell_pct: int
    precision: Precision
    right: int
    wrong: int
    may_tune: bool


@dataclass(frozen=True, slots=True)
class Lead:
    """An observation on its way to a report."""

    id: int
    source: str
    matter: str
    text: str
    lng: float
    lat: float
    happened_at: datetime
    picture: str

    @property
    def key(self) -> str:
        """Under which its report comes in once."""
        return f"observation-{self.id}"


def visible_to(access: Access) -> QuerySet[Observation]:
    """Observations in the areas where this account may look or review."""
    if not access.roles & (LOOKERS | REVIEWERS):
        return Observation.objects.none()
    return Observation.objects.filter(in_areas(access.areas))


def desk(access: Access, *, limit: int = 30, samples: bool = False) -> ReviewDesk:
    """What waits for a person, longest first; or the sample of automatic ones."""
    mine = visible_to(access)
    waiting, sampled = mine.filter(state="confirmed"), mine.filter(sampled=True, reviewed_at=None)
    chosen = sampled.order_by("id") if samples else waiting.order_by("confirmed_at", "id")
    found = list(chosen.select_related("guard")[:limit])
    cameras = devices.by_codes({o.device.partition(":")[2] for o in found})
    rows: list[ReviewRow] = []
    for one in found:
        camera = cameras.get(one.device.partition(":")[2])
        rows.append({
            **row(one), "camera": camera.name if camera else one.device, "address": camera.address if camera else "",
            "precision": precision(one.guard),
        })  # fmt: skip
    return {"waiting": waiting.count(), "rows": rows, "samples": sampled.count()}


def of_device(device: str, access: Access, *, since: datetime, limit: int = 500) -> list[ObservationRow]:
    """What a device saw since then, newest first."""
    return [row(o) for o in visible_to(access).filter(device=device, seen_at__gte=since).order_by("-seen_at")[:limit]]


def find(observation_id: int, access: Access) -> Observation | None:
    return visible_to(access).filter(pk=observation_id).select_related("guard").first()


def row(one: Observation) -> ObservationRow:
    kind = KINDS[one.kind]
    return {
        "id": one.pk, "device": one.device, "kind": one.kind, "kind_name": {"zh": kind.term.zh, "en": kind.term.en}, "zone": one.zone,
        "matter": one.matter, "state": one.state, "state_name": OBSERVATION.states[one.state], "started_at": one.started_at,
        "seen_at": one.seen_at, "confirmed_at": one.confirmed_at, "over_at": one.over_at, "due_at": one.due_at,
        "stays_s": int((one.seen_at - one.started_at).total_seconds()), "confidence": one.confidence, "box": one.box, "model": one.model,
        "facts": one.facts, "lng": from_e7(one.lng_e7), "lat": from_e7(one.lat_e7), "area": one.area, "lead_only": one.lead_only,
        "told": one.told, "verdict": one.verdict, "reviewed_at": one.reviewed_at, "sampled": one.sampled, "receipt": one.receipt,
        "stills": [] if one.pictures_gone else [
            {"what": s["what"], "at": s["at"], "masked": s.get("masked", ""), "has_original": bool(s.get("original"))} for s in one.stills
        ],
    }  # fmt: skip


def verdicts(guard: Guard) -> list[Verdict]:
    return [Verdict(int(c), bool(r), str(reason)) for c, r, reason in guard.recent]


def precision(guard: Guard) -> Precision:
    """Of the last reviews."""
    recent = verdicts(guard)
    right, n = sum(v.right for v in recent), len(recent)
    low, high = interval(right, n)
    return {
        "right": right, "reviewed": n, "share": round(100 * right / n) if n else None, "low": round(100 * low), "high": round(100 * high),
    }  # fmt: skip


def guards(access: Access, *, device: str = "", state: str = "", limit: int = 2_000) -> list[GuardRow]:
    """Guards of this account's areas, silent ones and the least precise first."""
    if not access.roles & (LOOKERS | REVIEWERS):
        return []
    rows = Guard.objects.filter(in_areas(access.areas))
    if device:
        rows = rows.filter(device=device)
    if state:
        rows = rows.filter(state=state)
    found = [_guard(g, access) for g in rows.order_by("device", "zone", "kind")[:limit]]
    return sorted(
        found,
        key=lambda g: (g["state"] != "silent", g["precision"]["share"] if g["precision"]["share"] is not None else 101),
    )


def _guard(guard: Guard, access: Access) -> GuardRow:
    kind = KINDS[guard.kind]
    return {
        "id": guard.pk, "device": guard.device, "zone": guard.zone, "kind": guard.kind,
        "kind_name": {"zh": kind.term.zh, "en": kind.term.en}, "state": guard.state, "state_name": GUARD.states[guard.state],
        "until": guard.due_at, "automatic": guard.automatic, "sample_pct": guard.sample_pct, "min_confidence": guard.min_confidence,
        "dwell_pct": guard.dwell_pct, "precision": precision(guard), "right": guard.right, "wrong": guard.wrong,
        "may_tune": access.may(REVIEWERS, guard.area),
    }  # fmt: skip


def guard_facts(guard: Guard, dwell_s: int = 0) -> GuardFacts:
    return GuardFacts(guard.state == "silent", guard.automatic, guard.min_confidence, dwell_s, guard.dwell_pct)


def leads(ids: Collection[int]) -> list[Lead]:
    """What goes into the reports of these observations: those that were reported and have no report yet."""
    rows = Observation.objects.filter(pk__in=ids, state="reported", receipt="").order_by("pk")
    cameras = devices.by_codes({o.device.partition(":")[2] for o in rows if o.device.startswith("camera:")})
    return [_lead(o, cameras.get(o.device.partition(":")[2])) for o in rows]


def _lead(one: Observation, camera: devices.CameraFacts | None) -> Lead:
    kind, local = KINDS[one.kind], one.started_at
    where = f"{camera.name}（{camera.code}）" if camera else one.device.partition(":")[2]
    minutes = int((one.seen_at - local).total_seconds() // 60)
    stays = f"，已持续 {minutes} 分钟" if minutes else ""
    shown = next((s["masked"] for s in reversed(one.stills) if s.get("masked")), "")
    text = f"{where}发现{kind.term.zh}{f'（{one.zone}）' if one.zone else ''}{stays}。"
    said = one.facts.get("said")
    if isinstance(said, str):
        text += said
    return Lead(
        one.pk, "sensor" if one.device.startswith("sensor:") else "camera", one.matter, text, from_e7(one.lng_e7), from_e7(one.lat_e7),
        one.seen_at, shown,
    )  # fmt: skip


def addressees(names: Collection[str]) -> list[Addressee]:
    """Who can be told about things at these devices."""
    return list(Addressee.objects.filter(device__in=names, active=True).order_by("pk")) if names else []


def day_figures(access: Access, *, since: datetime, until: datetime) -> list[DayFigure]:
    """How many observations of this time became what, most first."""
    mine = visible_to(access).filter(started_at__gte=since, started_at__lt=until)
    found = mine.values_list("state").annotate(n=Count("id")).order_by("-n")
    return [{"state": state, "state_name": OBSERVATION.states[state], "n": n} for state, n in found]


def pictures_over(*, unconfirmed: datetime, reported: datetime, limit: int) -> list[Observation]:
    """Observations whose pictures' time is over."""
    old = Observation.objects.filter(pictures_gone=False).exclude(stills=[])
    rows = old.filter(Q(seen_at__lt=reported) | Q(seen_at__lt=unconfirmed) & ~Q(state="reported"))
    return list(rows.order_by("seen_at")[:limit])


def pictures_in_use(rows: Sequence[Observation]) -> set[str]:
    """Pictures that a younger observation of the same cameras still shows: two things in one frame share its bytes."""
    but, begins = [o.pk for o in rows], min(o.seen_at for o in rows)
    others = Observation.objects.filter(
        device__in={o.device for o in rows},
        pictures_gone=False,
        started_at__lte=max(o.seen_at for o in rows),
        seen_at__gte=begins,
    ).exclude(pk__in=but)
    return {
        s[k]
        for stills in others.values_list("stills", flat=True)
        for s in stills
        for k in ("original", "masked")
        if s.get(k)
    }
