"""The face /manage: who keeps the registers sees and changes them here. Managers and administrators only, each in his areas."""

from __future__ import annotations

import tempfile
from collections.abc import Iterable, Sequence
from dataclasses import asdict
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any, Literal

from django.http import HttpRequest, HttpResponse
from ninja import File, Router, Schema
from ninja.files import UploadedFile

from zhicheng.engines.sheets import as_csv, as_xlsx, read_cells
from zhicheng.flow.tickets import conditions, lanes
from zhicheng.ground.messages import queries as messages
from zhicheng.ground.messages import services as sending
from zhicheng.ground.messages.templates import render
from zhicheng.ground.people import queries as people
from zhicheng.ground.people import registers
from zhicheng.ground.people import services as keeping
from zhicheng.ground.people.auth import staff
from zhicheng.ground.people.registers import Scope, scope_of
from zhicheng.ground.people.sheets import CREWS, MEMBERS, MODES, ORGANISATIONS, ROLES, cells, matter_text
from zhicheng.ground.places import queries as places
from zhicheng.infra import changes, clock, jobs
from zhicheng.infra.api import PROBLEMS, WrongRow
from zhicheng.infra.changes import Change
from zhicheng.kernel.calendar import CHINA
from zhicheng.kernel.errors import BadInput, NotFound, Refused, Wrong
from zhicheng.kernel.hours import hours_in_english, hours_on, hours_text
from zhicheng.kernel.phrases import Phrase
from zhicheng.law import matters

router = Router(tags=["manage"])
MOST = 500  # rows that a list shows at once; a filter finds the others
MAX_SHEET_MB = 20
SHEETS = (*keeping.REGISTERS, "conditions")
LANE_DAYS = 30
CONDITIONS = Phrase("立结案标准", "The conditions of filing and closing")
JOBS = Phrase("后台任务", "Background jobs")


def _scope(request: HttpRequest) -> Scope:
    return scope_of(staff(request))


def _city_wide(request: HttpRequest, what: Phrase) -> Scope:
    """For what holds in the whole city: who keeps one district only may look, not change."""
    scope = _scope(request)
    if "" not in scope.areas:
        raise Refused(
            f"{what.zh}对全市生效，只能由全市的管理者或系统管理员更改。",
            f"{what.en} hold for the whole city: only its manager or an administrator may do this.",
        )
    return scope


def _area_name(code: str) -> str:
    return places.name_of(code) if code else places.city().name


def _holds(q: str, *texts: str) -> bool:
    return not q or any(q.lower() in t.lower() for t in texts)


class UnitOut(Schema):
    id: int
    name: str
    kind: str
    kind_title: str
    parent: str
    area: str
    area_name: str
    uscc: str
    phone: str
    has_phones: bool
    frontage: str


class UnitsOut(Schema):
    total: int
    rows: list[UnitOut]


@router.get("/manage/organisations", response={200: UnitsOut, **PROBLEMS})
def organisations(request: HttpRequest, q: str = "", kind: str = "", area: str = "") -> dict[str, Any]:
    """Units in the manager's areas."""
    found = [
        o for o in registers.visible_units(_scope(request))
        if _holds(q, o.name, o.frontage, o.phone) and kind in ("", o.kind) and o.area.startswith(area)
    ]  # fmt: skip
    rows = [
        {"id": o.pk, "name": o.name, "kind": o.kind, "kind_title": ORGANISATIONS[o.kind], "parent": o.parent.name if o.parent else "",
         "area": o.area, "area_name": _area_name(o.area), "uscc": o.uscc, "phone": o.phone, "has_phones": o.has_phones, "frontage": o.frontage}
        for o in found[:MOST]
    ]  # fmt: skip
    return {"total": len(found), "rows": rows}


class RoleOut(Schema):
    role: str
    title: str
    area: str
    area_name: str


class PersonOut(Schema):
    number: str
    name: str
    organisation: str
    kind: str
    kind_title: str
    phone: str
    roles: list[RoleOut]
    purpose: str
    certificate: str
    valid_to: date | None
    days_left: int | None
    lamp: str
    crew: str
    active: bool
    can_log_in: bool


class StaffOut(Schema):
    total: int
    red: int
    yellow: int
    rows: list[PersonOut]


@router.get("/manage/staff", response={200: StaffOut, **PROBLEMS})
def people_list(
    request: HttpRequest,
    q: str = "",
    kind: str = "",
    role: str = "",
    area: str = "",
    lamp: str = "",
    left: bool = False,
) -> dict[str, Any]:
    """People with their roles and certificates; `lamp` red: over or ends within 30 days, yellow: within 90."""
    today, crews = clock.now().astimezone(CHINA).date(), registers.crew_of_member()
    rows = [
        _person(m, row, today, crews.get(m.pk, "")) for m, row in registers.visible_staff(_scope(request))
        if m.active != left and _holds(q, row.number, row.name, row.organisation, row.certificate) and kind in ("", row.kind)
        and (not role or any(r == role for r, _ in row.roles)) and m.organisation.area.startswith(area)
    ]  # fmt: skip
    counts = {colour: sum(r["lamp"] == colour for r in rows) for colour in ("red", "yellow")}
    chosen = [r for r in rows if lamp in ("", r["lamp"])]
    return {"total": len(chosen), **counts, "rows": chosen[:MOST]}


def _person(member: Any, row: Any, today: date, crew: str) -> dict[str, Any]:
    left, lamp = registers.certificate_lamp(row.valid_to, on=today)
    return {
        "number": row.number, "name": row.name, "organisation": row.organisation, "kind": row.kind, "kind_title": MEMBERS[row.kind],
        "phone": registers.masked(row.phone), "purpose": row.purpose, "certificate": row.certificate, "valid_to": row.valid_to,
        "roles": [{"role": r, "title": ROLES[r], "area": a, "area_name": _area_name(a)} for r, a in row.roles],
        "days_left": left, "lamp": lamp, "crew": crew, "active": member.active,
        "can_log_in": bool(member.account and member.account.is_active and member.account.has_usable_password()),
    }  # fmt: skip


class PasswordOut(Schema):
    password: str


@router.post("/manage/staff/{number}/password", response={200: PasswordOut, **PROBLEMS})
def password(request: HttpRequest, number: str) -> dict[str, str]:
    """A new first password for somebody; shown this once."""
    return {"password": keeping.issue_password_as(staff(request), number=number, at=clock.now())}


class CrewMemberOut(Schema):
    number: str
    name: str
    kind: str
    lamp: str


class CrewOut(Schema):
    id: int
    name: str
    kind: str
    kind_title: str
    organisation: str
    area: str
    area_name: str
    mode: str
    mode_title: str
    plate: str
    members: list[CrewMemberOut]
    certified: int
    duty: str
    duty_en: str
    today: str
    state: str


class CrewsOut(Schema):
    total: int
    rows: list[CrewOut]


@router.get("/manage/crews", response={200: CrewsOut, **PROBLEMS})
def crews(request: HttpRequest, q: str = "", kind: str = "", area: str = "", state: str = "") -> dict[str, Any]:
    """Crews with members, vehicle and today's shift."""
    today = clock.now().astimezone(CHINA).date()
    found = [
        (c, row) for c, row in registers.visible_crews(_scope(request))
        if _holds(q, row.name, row.organisation, row.plate, *row.members) and kind in ("", row.kind) and row.area.startswith(area)
        and state in ("", c.state)
    ]  # fmt: skip
    members = people.members_of([c.pk for c, _ in found[:MOST]])
    rows = [
        {"id": c.pk, "name": row.name, "kind": row.kind, "kind_title": CREWS[row.kind], "organisation": row.organisation, "area": row.area,
         "area_name": _area_name(row.area), "mode": row.mode, "mode_title": MODES[row.mode], "plate": row.plate,
         "members": [_crew_member(number, m, today) for number, m in zip(row.members, members[c.pk], strict=False)],
         "certified": people.certified_count(members[c.pk], on=today, area=row.area), "duty": hours_text(row.duty),
         "duty_en": hours_in_english(row.duty),
         "today": "；".join(f"{s['from']}–{s['to']}" for s in hours_on(row.duty, today)), "state": c.state}
        for c, row in found[:MOST]
    ]  # fmt: skip
    return {"total": len(found), "rows": rows}


def _crew_member(number: str, member: people.MemberFacts, today: date) -> dict[str, Any]:
    ends = max((c.valid_to for c in member.certificates), default=None)
    return {
        "number": number,
        "name": member.name,
        "kind": member.kind,
        "lamp": registers.certificate_lamp(ends, on=today)[1],
    }


class DutyOut(Schema):
    organisation: str
    matter: str
    matter_name: str
    area: str
    area_name: str


class DutiesOut(Schema):
    total: int
    nobody: list[str]
    rows: list[DutyOut]


@router.get("/manage/responsibilities", response={200: DutiesOut, **PROBLEMS})
def responsibilities(request: HttpRequest, q: str = "", area: str = "") -> dict[str, Any]:
    """Who handles what where; `nobody`: districts in which some matter has no unit at all."""
    scope = _scope(request)
    every = registers.visible_duties(scope)
    found = [
        row for _, row in every if _holds(q, row.organisation, matter_text(row.matter)) and row.area.startswith(area)
    ]
    rows = [
        {"organisation": r.organisation, "matter": r.matter, "matter_name": matter_text(r.matter), "area": r.area, "area_name": _area_name(r.area)}
        for r in found[:MOST]
    ]  # fmt: skip
    return {"total": len(found), "nobody": _uncovered(scope), "rows": rows}


def _uncovered(scope: Scope) -> list[str]:
    units = people.Units()
    districts = [a for a in places.city().areas.areas if a.level == "district" and scope.holds(a.code)]
    return [a.name for a in districts if any(units.responsible(m, a.code) is None for m in matters.matters())]


class ConditionOut(Schema):
    id: int
    matter: str
    matter_name: str
    class_name: str
    file_if: str
    close_if: str
    limit_text: str
    handled_by: str
    competent: str


class ConditionsOut(Schema):
    total: int
    rows: list[ConditionOut]


@router.get("/manage/conditions", response={200: ConditionsOut, **PROBLEMS})
def conditions_in_force(request: HttpRequest, q: str = "", klass: str = "") -> dict[str, Any]:
    """The sheet that is in force."""
    _scope(request)
    known = matters.matters()
    found = [
        c for c in conditions.in_force()
        if c.matter.startswith(klass) and _holds(q, c.matter, known[c.matter].name, c.file_if, c.close_if, c.handled_by)
    ]  # fmt: skip
    rows = [
        {"id": c.pk, "matter": c.matter, "matter_name": known[c.matter].name, "class_name": matters.classes()[c.matter[:2]][0],
         "file_if": c.file_if, "close_if": c.close_if, "limit_text": c.limit_text, "handled_by": c.handled_by, "competent": c.competent}
        for c in found[:MOST]
    ]  # fmt: skip
    return {"total": len(found), "rows": rows}


# Sheets ------------------------------------------------------------------------------------------------------------------


class ChangeOut(Schema):
    row: int
    name: str
    what: Literal["added", "changed", "same", "gone"]
    before: dict[str, str]
    after: dict[str, str]


class PreviewOut(Schema):
    """What an uploaded sheet would change, or did; `wrong` rows stop all of it."""

    added: int
    changed: int
    same: int
    gone: int
    written: bool
    changes: list[ChangeOut]
    wrong: list[WrongRow]


def _changes_out(found: Sequence[Change], wrong: Iterable[Wrong], *, written: bool) -> dict[str, Any]:
    shown = [c for c in found if c.what != "same"][:MOST]
    return {
        **changes.counts(found), "written": written, "wrong": [w._asdict() for w in wrong],
        "changes": [{"row": c.row, "name": c.name, "what": c.what, "before": dict(c.before), "after": dict(c.after)} for c in shown],
    }  # fmt: skip


def _uploaded(file: UploadedFile) -> list[list[Any]]:
    """The cells of an uploaded sheet; it is looked at under its own name, so that the sentence names it."""
    if (file.size or 0) > MAX_SHEET_MB * 1024 * 1024:
        raise BadInput(
            f"表格超过 {MAX_SHEET_MB} MB，请只留需要的列和行。",
            f"The sheet is larger than {MAX_SHEET_MB} MB; keep only the columns and rows that are needed.",
            field="file",
        )
    with tempfile.TemporaryDirectory(prefix="zhicheng-sheet-") as folder:
        path = Path(folder) / (Path(file.name or "sheet.xlsx").name or "sheet.xlsx")
        path.write_bytes(file.read())
        return read_cells(path)


@router.post("/manage/{sheet}/preview", response={200: PreviewOut, **PROBLEMS})
def preview(request: HttpRequest, sheet: str, file: File[UploadedFile]) -> dict[str, Any]:
    """What this sheet would change; nothing is written."""
    if sheet == "conditions":
        _city_wide(request, CONDITIONS)
        return _changes_out(conditions.planned(conditions.read_rows(_uploaded(file))), [], written=False)
    found, wrong = keeping.preview_sheet(sheet, _uploaded(file), scope=_scope(request))
    return _changes_out(found, wrong, written=False)


@router.post("/manage/{sheet}/import", response={200: PreviewOut, **PROBLEMS})
def put_into_force(request: HttpRequest, sheet: str, file: File[UploadedFile]) -> dict[str, Any]:
    """Put this sheet into force, all or nothing."""
    who, at, found = staff(request), clock.now(), _uploaded(file)
    if sheet == "conditions":
        _city_wide(request, CONDITIONS)
        rows = conditions.read_rows(found)
        planned = conditions.planned(rows)
        conditions.import_rows(rows, by=who.actor, at=at)
        return _changes_out(planned, [], written=True)
    return _changes_out(keeping.keep_sheet(sheet, found, by=who.actor, at=at, scope=_scope(request)), [], written=True)


@router.get("/manage/{sheet}/export", response={200: None, **PROBLEMS})
def export(
    request: HttpRequest, sheet: str, format: Literal["csv", "xlsx"] = "xlsx", empty: bool = False
) -> HttpResponse:
    """The register as its own sheet, which can be corrected and imported again; `empty` gives the header only."""
    scope = _scope(request)
    if sheet == "conditions":
        title, lines = "立结案标准", conditions.sheet_lines([] if empty else conditions.in_force())
    else:
        kept = keeping.kept(sheet).sheet
        title, lines = kept.title, cells(kept, [] if empty else registers.sheet_of(sheet, scope))
    kind = (
        "text/csv; charset=utf-8"
        if format == "csv"
        else "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    )
    body = as_csv(lines) if format == "csv" else as_xlsx(title, lines)
    return HttpResponse(
        body, content_type=kind, headers={"Content-Disposition": f'attachment; filename="{sheet}.{format}"'}
    )


class PastOut(Schema):
    seq: int
    at: datetime
    who: str
    change: ChangeOut


class HistoryOut(Schema):
    rows: list[PastOut]
    next: int | None


@router.get("/manage/{sheet}/history", response={200: HistoryOut, **PROBLEMS})
def history(request: HttpRequest, sheet: str, before: int = 0) -> dict[str, Any]:
    """Who changed what when, newest first. Whole-city keepers only: a change names things of every district."""
    _city_wide(request, Phrase("变更记录", "The records of changes"))
    if sheet not in (*SHEETS, lanes.NAME, "mappings", "jobs"):
        raise NotFound(f"没有「{sheet}」这张表。", f"There is no register “{sheet}”.")
    found = changes.history(sheet, before_seq=before)
    names = people.account_names(int(p.actor[7:]) for p in found if p.actor.startswith("person:"))
    rows = [
        {"seq": p.seq, "at": p.at, "who": names.get(int(p.actor[7:]), p.actor) if p.actor.startswith("person:") else p.actor,
         "change": {"row": 0, "name": p.change.name, "what": p.change.what, "before": p.change.before, "after": p.change.after}}
        for p in found
    ]  # fmt: skip
    return {"rows": rows, "next": found[-1].seq if len(found) == 50 else None}


# Fast lane ---------------------------------------------------------------------------------------------------------------


class FiguresOut(Schema):
    """Medians in minutes, shares 0..1; null where nothing was measured."""

    tickets: int
    to_dispatch: float | None
    to_spot: float | None
    to_close: float | None
    on_time: float | None
    rework: float | None
    returned: float | None


class LaneOut(Schema):
    matter: str
    name: str
    name_en: str
    klass: str
    class_name: str
    class_name_en: str
    open: bool
    own: bool | None
    fast: FiguresOut
    slow: FiguresOut


class LanesOut(Schema):
    area: str
    area_name: str
    days: int
    rows: list[LaneOut]


@router.get("/manage/fast-lane", response={200: LanesOut, **PROBLEMS})
def fast_lane(request: HttpRequest, area: str = "", q: str = "") -> dict[str, Any]:
    """Per matter: is the fast lane open here, and what both lanes achieved in thirty days."""
    scope = _scope(request)
    here = area or scope.areas[0]
    if not scope.holds(here):
        raise Refused("这个辖区不归您管理。", "You do not manage this area.")
    own, lane = lanes.switches().get(here, {}), lanes.FastLane()
    measured = lanes.compared(areas=[here], since=clock.now() - timedelta(days=LANE_DAYS))
    nothing = lanes.Figures()
    found = [m for m in matters.matters().values() if _holds(q, m.code, m.name, m.name_en)]
    found.sort(key=lambda m: -sum(measured.get((m.code, fast), nothing).tickets for fast in (True, False)))
    rows = [
        {"matter": m.code, "name": m.name, "name_en": m.name_en, "klass": m.klass, "class_name": matters.classes()[m.klass][0],
         "class_name_en": matters.classes()[m.klass][1], "open": lane.is_open(m.code, here), "own": own.get(m.code),
         "fast": asdict(measured.get((m.code, True), nothing)), "slow": asdict(measured.get((m.code, False), nothing))}
        for m in found
    ]  # fmt: skip
    return {"area": here, "area_name": _area_name(here), "days": LANE_DAYS, "rows": rows}


class LaneIn(Schema):
    codes: list[str]
    open: bool | None
    area: str = ""


@router.post("/manage/fast-lane", response={200: list[ChangeOut], **PROBLEMS})
def set_fast_lane(request: HttpRequest, payload: LaneIn) -> list[dict[str, Any]]:
    """Open, close, or (null) leave to the wider area."""
    who = staff(request)
    area = places.code_of(payload.area)
    if not scope_of(who).holds(area):
        raise Refused(
            "这个辖区不归您管理，不能更改它的快速通道。", "You do not manage this area and cannot change its fast lane."
        )
    found = lanes.set_fast_lane(dict.fromkeys(payload.codes, payload.open), area=area, by=who.actor, at=clock.now())
    return [{"row": 0, "name": c.name, "what": c.what, "before": dict(c.before), "after": dict(c.after)} for c in found]


# Jobs --------------------------------------------------------------------------------------------------------------------


class JobOut(Schema):
    id: int
    name: str
    state: str
    attempts: int
    run_at: datetime
    error: str
    events: int


class JobsOut(Schema):
    queued: int
    running: int
    stuck: int
    rows: list[JobOut]


@router.get("/manage/jobs", response={200: JobsOut, **PROBLEMS})
def job_list(request: HttpRequest, state: Literal["", "queued", "running", "stuck"] = "") -> dict[str, Any]:
    """What failed and why; what still waits."""
    _city_wide(request, JOBS)
    counts = jobs.counts()
    rows = jobs.listed(state)[:MOST]
    return {
        **counts,
        "rows": [
            {"id": j.pk, "name": j.name, "state": j.state, "attempts": j.attempts, "run_at": j.run_at, "error": j.error,
             "events": j.payload.count(",") + 1 if '"events"' in j.payload else 0}
            for j in rows
        ],
    }  # fmt: skip


class RetriedOut(Schema):
    retried: int


@router.post("/manage/jobs/retry", response={200: RetriedOut, **PROBLEMS})
def retry(request: HttpRequest, job: int = 0) -> dict[str, int]:
    """Try one stuck job again, or all."""
    _city_wide(request, JOBS)
    done = jobs.retry_stuck(job, by=staff(request).actor, at=clock.now())
    if job and not done:
        raise NotFound("这个任务已不在停滞状态，请刷新。", "This job is no longer stuck; refresh the page.")
    return {"retried": done}


# Messages ----------------------------------------------------------------------------------------------------------------


class SentOut(Schema):
    id: int
    created_at: datetime
    to: str
    phone: str
    channel: str
    state: str
    text: str
    text_en: str
    send_at: datetime
    sent_at: datetime | None
    read_at: datetime | None
    error: str


class SentListOut(Schema):
    total: int
    stuck: int
    rows: list[SentOut]


@router.get("/manage/messages", response={200: SentListOut, **PROBLEMS})
def sent_messages(
    request: HttpRequest,
    q: str = "",
    state: Literal["", "waiting", "sending", "sent", "stuck"] = "",
    channel: Literal["", "app", "sms"] = "",
) -> dict[str, Any]:
    """What was sent to whom in the manager's areas, and what is stuck."""
    areas = _scope(request).areas
    found = messages.listed(areas, state=state, channel=channel, q=q)
    return {
        "total": found.count(),
        "stuck": messages.listed(areas, state="stuck").count(),
        "rows": [_sent(m) for m in found[:MOST]],
    }


def _sent(m: Any) -> dict[str, Any]:
    text = render(m.template, m.values)
    return {
        "id": m.pk, "created_at": m.created_at, "to": m.to, "phone": registers.masked(m.phone), "channel": m.channel, "state": m.state,
        "text": text.zh, "text_en": text.en, "send_at": m.send_at, "sent_at": m.sent_at, "read_at": m.read_at, "error": m.error,
    }  # fmt: skip


@router.post("/manage/messages/{message_id}/retry", response={200: RetriedOut, **PROBLEMS})
def retry_message(request: HttpRequest, message_id: int) -> dict[str, int]:
    """Send a stuck message once more."""
    sending.try_again(message_id=message_id, areas=_scope(request).areas, at=clock.now())
    return {"retried": 1}
