"""Everything that writes reports. One code path for one report and for a hundred thousand."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

import numpy as np
from django.db import IntegrityError, transaction

from zhicheng.flow.reports import classifying, extracting, learning, mappings, photos, queries, rules
from zhicheng.flow.reports.events import (
    Allowed,
    Completed,
    Merged,
    Rated,
    Received,
    Rejected,
    SplitOff,
    Ticketed,
    Waits,
)
from zhicheng.flow.reports.models import SOURCES, Photo, Report
from zhicheng.flow.reports.rules import Incoming
from zhicheng.flow.reports.states import REPORT
from zhicheng.ground.people.queries import Access
from zhicheng.ground.places import queries as places
from zhicheng.infra import bulk, jobs
from zhicheng.infra.config import config
from zhicheng.infra.events import NewEvent, record
from zhicheng.infra.transitions import Step, advance, advance_many, open_many
from zhicheng.kernel.calendar import CHINA, Limit
from zhicheng.kernel.errors import BadInput, Conflict, NotAllowed, NotFound, ZhichengError
from zhicheng.kernel.geo import from_e7, to_e7
from zhicheng.kernel.ids import key_of, tracking_code, uuid7
from zhicheng.kernel.phrases import SILENCE, Phrase
from zhicheng.law import matters

ACCEPT = Limit(30, "work_minute")  # domain/workorder_states.yaml, limits_default.accept
COLUMNS = (
    "receipt", "code", "source", "key", "text", "address", "lng_e7", "lat_e7", "grid", "place_from", "matter", "confidence",
    "happened_at", "received_at", "reporter", "phone", "comment", "category",
)  # fmt: skip
LONGEST_KEY = 48  # with the source before it, it also is the event's idempotency key
MISSING = {"matter": Phrase("事项类别", "the matter"), "grid": Phrase("位置", "the place")}


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why one row did not come in."""

    row: int
    field: str
    said: Phrase

    @property
    def reason(self) -> str:
        return self.said.zh


@dataclass(slots=True)
class Taken:
    """What became of a batch: new reports, rows known already (sent twice), refusals."""

    reports: list[Report]
    known: list[Report]
    refused: list[Refusal]


@dataclass(slots=True)
class Draft:
    """A row that can be a report: its place, areas and category are known. Made without the database, in any process."""

    incoming: Incoming
    lng: float | None
    lat: float | None
    place_from: str
    grid: str
    matter: str
    confidence: int
    code: str


@dataclass(slots=True)
class Arrival:
    """A report of this batch in memory, with the step that receives it."""

    report: Report
    steps: list[Step]
    photos: list[str]


def draft_many(incoming: Sequence[Incoming], *, at: datetime) -> tuple[list[Draft], list[Refusal]]:
    """Check each row and find its place, areas and category; pure but for the city's files."""
    refused: list[Refusal] = []
    good: list[Incoming] = []
    for one in incoming:
        if len(one.key) > LONGEST_KEY:
            one.key = key_of(one.key)
        try:
            rules.check(one, at=at)
            extracting.complete_row(one, at=at)
            good.append(one)
        except ZhichengError as error:
            refused.append(Refusal(one.row, getattr(error, "field", ""), error.said))
    lng, lat, how = _places(good)
    grids = _grids(lng, lat)
    categories = classifying.categories(good)
    drafts: list[Draft] = []
    for i, one in enumerate(good):
        if how[i] == "point" and not grids[i]:
            refused.append(Refusal(one.row, "lng", _outside(one)))
            continue
        matter, sure = categories[i]
        drafts.append(
            Draft(one, lng[i], lat[i], how[i] if grids[i] else "none", grids[i], matter, sure, tracking_code())
        )
    return drafts, refused


def arrive_many(drafts: Sequence[Draft], *, source: str, by: str, at: datetime) -> tuple[list[Arrival], list[str]]:
    """New reports of a batch with their numbers, not yet stored, and the keys that came in earlier or twice."""
    fresh, again = _without_doubles(drafts, source)
    _apply_mappings(fresh)
    due = ACCEPT.due(at, matters.national_calendar(config().working_time))
    ids = bulk.reserve_ids(Report, len(fresh)) if fresh else []
    made = []
    for pk, draft in zip(ids, fresh, strict=True):
        report = _report(pk, draft, source, at, due)
        made.append(Arrival(report, [_receive(report, draft.incoming, by)], draft.incoming.photos))
    return made, again


def _apply_mappings(drafts: Sequence[Draft]) -> None:
    """A sender's category that a person has mapped goes before a guess; drafts are made without the database."""
    mapped = mappings.Mapped()
    for draft in drafts:
        if draft.incoming.category and draft.confidence < 100:
            matter = mapped.matter_of(draft.incoming.category)
            if matter:
                draft.matter, draft.confidence = matter, 100


def store_many(arrivals: Sequence[Arrival], *, at: datetime, done: frozenset[str] = frozenset()) -> None:
    """Write the reports and their events; `done` names journey steps that this very transaction has taken."""
    open_many([(a.report, a.steps) for a in arrivals], REPORT, COLUMNS, at=at, done=done)
    for arrival in arrivals:
        if arrival.photos:
            _attach_photos(arrival.report, arrival.photos)


def receive_many(incoming: Sequence[Incoming], *, source: str, by: str, at: datetime) -> Taken:
    """Take in a batch in one transaction: places, areas, categories, receipts, events; sending twice changes nothing."""
    learning.keep()
    drafts, refused = draft_many(incoming, at=at)
    with transaction.atomic():
        made, again = arrive_many(drafts, source=source, by=by, at=at)
        store_many(made, at=at)
    known = queries.by_keys(source, again)
    return Taken([a.report for a in made], known, sorted(refused, key=lambda r: r.row))


def _outside(one: Incoming) -> Phrase:
    return Phrase(
        f"点 ({one.lng}, {one.lat}) 不在本市范围内，请核对坐标、坐标系与本市边界。",
        f"The point ({one.lng}, {one.lat}) is not in this city; check the coordinates, their datum and the city's border.",
    )


def receive(one: Incoming, *, source: str, by: str, at: datetime) -> Report:
    """Take in one report, or give back the one that came in under the same key. BadInput when it cannot be one."""
    try:
        taken = receive_many([one], source=source, by=by, at=at)
    except IntegrityError:  # the same key came in at this very moment through another door
        taken = receive_many([one], source=source, by=by, at=at)
    if taken.refused:
        raise BadInput(*taken.refused[0].said, field=taken.refused[0].field)
    return taken.reports[0] if taken.reports else _same(taken.known[0], one)


def _same(known: Report, one: Incoming) -> Report:
    """The report that came in under this key, if it is this one: whoever guesses a key is not given a stranger's receipt."""
    told = (
        one.text,
        one.address[:200],
        None if one.lng is None or one.lat is None else (to_e7(one.lng), to_e7(one.lat)),
    )
    point = (known.lng_e7, known.lat_e7) if known.place_from == "point" else None
    if told != (known.text, known.address, point):
        raise Conflict(
            "编号 key 已用于另一条上报：同一条重发请保持内容不变，新的上报请换一个编号。",
            "This key belongs to another report: send the same report unchanged, or give a new one a new key.",
        )
    return known


SOURCE_ROLES = {
    "hotline": {"acceptor"},
    "grid": {"collector"},
    "camera": {"ai"},
    "sensor": {"ai"},
    "officer": {"member"},
}


def receive_as(who: Access, one: Incoming, *, source: str, at: datetime) -> Report:
    """Take in one report from somebody: a source that speaks for an office needs that office's role."""
    needed = SOURCE_ROLES.get(source)
    if needed:
        who.require(needed, what=Phrase(f"以「{SOURCES[source]}」来源上报", f"report as {source}"))
    by = f"device:{who.name}" if source in ("camera", "sensor") else who.actor
    return receive(one, source=source, by=by, at=at)


def _without_doubles(drafts: Sequence[Draft], source: str) -> tuple[list[Draft], list[str]]:
    """Rows that are new, and the keys that are known already (in the database or twice in this batch)."""
    keys = [one.incoming.key for one in drafts]
    stored = bulk.among(Report.objects.filter(source=source), "key", keys)
    known = set(stored.values_list("key", flat=True)) if keys else set()
    fresh: list[Draft] = []
    again: list[str] = []
    for one in drafts:
        if one.incoming.key in known:
            again.append(one.incoming.key)
        else:
            known.add(one.incoming.key)
            fresh.append(one)
    return fresh, again


def _places(fresh: Sequence[Incoming]) -> tuple[list[float | None], list[float | None], list[str]]:
    """The point given, else the best place named in the address or text."""
    lng: list[float | None] = []
    lat: list[float | None] = []
    how: list[str] = []
    for one in fresh:
        if one.lng is not None and one.lat is not None:
            lng.append(one.lng)
            lat.append(one.lat)
            how.append("point")
            continue
        found = places.city().gazetteer.find(f"{one.address} {one.text[:300]}") if one.address or one.text else []
        best = max(found, key=lambda f: f.score, default=None)
        lng.append(best.lng if best else None)
        lat.append(best.lat if best else None)
        how.append("text" if best else "none")
    return lng, lat, how


def _grids(lng: Sequence[float | None], lat: Sequence[float | None]) -> list[str]:
    """Grid code of each point; "" outside the city or without a point."""
    if not lng:
        return []
    x = np.array([np.nan if v is None else v for v in lng], float)
    y = np.array([np.nan if v is None else v for v in lat], float)
    known = np.isfinite(x)
    out = np.full(len(x), "", object)
    if known.any():
        found = places.city().locate_many(x[known], y[known])
        finest = np.where(found.grid != "", found.grid, np.where(found.community != "", found.community, found.street))
        out[known] = np.where(finest != "", finest, found.district)
    return [str(code) for code in out]


def _report(pk: int, draft: Draft, source: str, at: datetime, due: datetime) -> Report:
    one = draft.incoming
    return bulk.blank(
        Report,
        {
            "id": pk, "receipt": f"{at.astimezone(CHINA):%y%m%d}{pk:07d}", "code": draft.code, "source": source, "key": one.key,
            "text": one.text, "address": one.address[:200], "lng_e7": None if draft.lng is None else to_e7(draft.lng),
            "lat_e7": None if draft.lat is None else to_e7(draft.lat), "grid": draft.grid, "place_from": draft.place_from,
            "matter": draft.matter, "confidence": draft.confidence, "happened_at": one.happened_at or at, "received_at": at,
            "reporter": one.reporter[:40], "phone": one.phone[:20], "due_at": due, "holder": "role:acceptor",
            "category": one.category.strip()[: mappings.LONGEST],
        },
    )  # fmt: skip


def _receive(report: Report, one: Incoming, by: str) -> Step:
    def body(**moved: Any) -> Received:
        return Received(
            receipt=report.receipt, source=report.source, matter=report.matter, confidence=report.confidence,
            place_from=report.place_from, grid=report.grid, photos=len(one.photos), **moved,
        )  # fmt: skip

    return Step("receive", by, report.happened_at, body, place=_point(report), key=f"{report.source}:{one.key}")


def _point(report: Report) -> tuple[float, float] | None:
    if report.lng_e7 is None or report.lat_e7 is None:
        return None
    return from_e7(report.lng_e7), from_e7(report.lat_e7)


def _attach_photos(report: Report, photos: Sequence[str]) -> None:
    ids = {UUID(p) for p in photos}
    if Photo.objects.filter(pk__in=ids, report__isnull=True).update(report=report) != len(ids):
        raise BadInput(
            "照片不存在或已用于另一条上报，请重新上传。",
            "A photo is missing or belongs to another report. Upload it again.",
            field="photos",
        )


def store_photo(data: bytes, *, by: str, at: datetime) -> Photo:
    """Keep an uploaded photo or short video; it is attached when its report or job is sent."""
    kept = photos.store(data)
    return Photo.objects.create(
        id=uuid7(), kind=kept.kind, sha256=kept.sha256, size=kept.size, width=kept.width, height=kept.height, exif=kept.exif,
        look=kept.look, seconds=kept.seconds, uploaded_at=at, uploaded_by=by,
        **({"shown": "private", "private_why": "voice"} if kept.kind == "audio" else {}),
    )  # fmt: skip


# What becomes of reports; called by the stage that decides it, in its own transaction -------------------------------------


@dataclass(frozen=True, slots=True)
class Outcome:
    """`action` of the life cycle with what its event says: ticket | merge | allow | wait."""

    report: Report
    action: str
    ticket: str = ""
    score: int = 0
    metres: int = 0
    rule: Phrase = SILENCE
    why: Phrase = SILENCE
    missing: tuple[str, ...] = ()

    def body(self, **moved: Any) -> Ticketed | Merged | Allowed | Waits:
        match self.action:
            case "ticket":
                return Ticketed(ticket=self.ticket, **moved)
            case "merge":
                return Merged(
                    ticket=self.ticket,
                    score=self.score,
                    metres=self.metres,
                    rule=self.rule.zh,
                    rule_en=self.rule.en,
                    **moved,
                )
            case "allow":
                return Allowed(rule=self.rule.zh, rule_en=self.rule.en, why=self.why.zh, why_en=self.why.en, **moved)
        return Waits(missing=list(self.missing), **moved)


def outcome_step(outcome: Outcome, *, by: str, at: datetime) -> Step:
    """The step of the report's life that says what became of it."""
    waits = outcome.action == "wait"
    return Step(outcome.action, by, at, outcome.body, holder="role:acceptor" if waits else "", due_changes=not waits)


def settle_many(outcomes: Sequence[Outcome], *, by: str, at: datetime) -> None:
    """Move stored reports to what became of them."""
    advance_many([(o.report, [outcome_step(o, by=by, at=at)]) for o in outcomes], REPORT, at=at)


def merge_later(report_ids: Sequence[int], *, ticket: str, score: int, rule: Phrase, by: str, at: datetime) -> None:
    """Reports whose own ticket is given up: they follow `ticket` from now on. In the transaction of the stage that decides it."""
    rows = list(Report.objects.filter(pk__in=list(report_ids), state="ticketed").order_by("pk"))
    settle_many([Outcome(r, "merge", ticket=ticket, score=score, rule=rule) for r in rows], by=by, at=at)


def split_off(*, report_id: int, ticket: str, was: str, reason: str, by: str, at: datetime) -> None:
    """A merged report has a ticket of its own from now on."""
    report = Report.objects.filter(pk=report_id).first()
    if report is None:
        raise NotFound("没有这条上报。", "There is no such report.")

    def body(**moved: Any) -> SplitOff:
        return SplitOff(ticket=ticket, was=was, reason=reason[:300], **moved)

    advance(report, REPORT, Step("split", by, at, body), at=at)


def complete(
    *, report_id: int, matter: str, lng: float | None, lat: float | None, by: str, at: datetime, address: str = ""
) -> Report:
    """An acceptor names the place or category that was missing; the report goes on its way."""
    report = Report.objects.filter(pk=report_id).first()
    if report is None:
        raise NotFound("没有这条上报。", "There is no such report.")
    columns = _named(matter) | _placed(lng, lat)
    if address:
        columns["address"] = address[:200]
    missing = [n for n in ("matter", "grid") if not columns.get(n, getattr(report, n))]
    if missing:
        words = [MISSING[n] for n in missing]
        raise NotAllowed(
            f"还缺{'、'.join(w.zh for w in words)}，不能继续。", f"Still missing: {', '.join(w.en for w in words)}."
        )

    def body(**moved: Any) -> Completed:
        return Completed(matter=report.matter, grid=report.grid, **moved)

    with transaction.atomic():
        learning.correct([report], matter, by=by, at=at)
        advance(report, REPORT, Step("complete", by, at, body, columns=columns), at=at)
    return report


def _named(matter: str) -> dict[str, Any]:
    if not matter:
        return {}
    if matter not in matters.matters():
        raise BadInput(f"没有事项代码 {matter}。", f"There is no matter with the code {matter}.", field="matter")
    return {"matter": matter, "confidence": 100}


def _placed(lng: float | None, lat: float | None) -> dict[str, Any]:
    rules.check_point(lng, lat)
    if lng is None or lat is None:
        return {}
    grid = _grids([lng], [lat])[0]
    if not grid:
        raise BadInput(
            "这个点不在本市范围内。", "That point is not in this city. Choose the place on the map.", field="lng"
        )
    return {"lng_e7": to_e7(lng), "lat_e7": to_e7(lat), "grid": grid, "place_from": "point"}


def reject(*, report_id: int, reason: str, by: str, at: datetime) -> Report:
    """An acceptor says why nothing can be done about it; its reporter reads the reason on the tracking page."""
    report = Report.objects.filter(pk=report_id).first()
    if report is None:
        raise NotFound("没有这条上报。", "There is no such report.")
    if not reason.strip():
        raise BadInput(
            "请写明不予受理的理由：上报人会看到它。",
            "Say why it is not accepted: the reporter reads it.",
            field="reason",
        )

    def body(**moved: Any) -> Rejected:
        return Rejected(reason=reason.strip()[:300], **moved)

    advance(report, REPORT, Step("reject", by, at, body, holder="", due_changes=True), at=at)
    return report


def complete_waiting(*, category: str, matter: str, by: str, at: datetime, limit: int = 2_000) -> int:
    """Name the matter of reports that wait under a sender's category, oldest first, at most `limit`; returns how many."""
    columns = _named(matter)
    rows = list(queries.waiting_as(category)[:limit])
    with transaction.atomic():
        learning.correct(rows, matter, by=by, at=at)
        steps = []
        for report in rows:

            def body(grid: str = report.grid, **moved: Any) -> Completed:
                return Completed(matter=matter, grid=grid, mapping=category, **moved)

            steps.append((report, [Step("complete", by, at, body, columns=columns)]))
        advance_many(steps, REPORT, at=at)
    return len(rows)


def apply_mapping(*, category: str, at: datetime) -> int:
    """One batch of what waits under a mapped category, and a job for the rest. A mapping that was forgotten meanwhile does nothing."""
    mapping = queries.mappings().filter(category=category).first()
    if mapping is None:
        return 0
    done = complete_waiting(category=category, matter=mapping.matter, by=mapping.made_by, at=at)
    if done and queries.waiting_as(category).exists():
        jobs.enqueue(mappings.TASK, {"category": category})
    return done


def rate(*, report: Report, score: int, comment: str, at: datetime) -> None:
    """The reporter's own words about the result, once."""
    if not 1 <= score <= 5:
        raise BadInput("评分为 1 到 5。", "Give one to five stars.", field="score")
    with transaction.atomic():
        if (
            Report.objects.filter(pk=report.pk, score__isnull=True).update(
                score=score, comment=comment[:300], seq=report.seq + 1
            )
            != 1
        ):
            raise NotAllowed("已经评价过了。", "You have rated this already.")
        record(
            NewEvent(
                f"report:{report.pk}",
                report.seq + 1,
                "report.rate",
                "citizen",
                at,
                Rated(score=score, comment=comment[:300]),
            ),
            at=at,
        )
