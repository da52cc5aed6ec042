"""Endpoints that only the demo has: log-in by a click, the story, taking over, Check."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.db import connection
from django.http import HttpRequest
from ninja import Router, Schema
from typing_extensions import TypedDict

from zhicheng.flow.tickets import queries as tickets
from zhicheng.ground.people import queries as people
from zhicheng.ground.people.shapes import AccountName
from zhicheng.infra import clock
from zhicheng.infra.api import PROBLEMS
from zhicheng.infra.config import config
from zhicheng.kernel.errors import BadInput, NotFound
from zhicheng.kernel.phrases import Phrase
from zhicheng.server import soundness
from zhicheng.sim import story

router = Router(tags=["demo"])
HOLD_SECONDS = 15.0  # real; a page that is closed gives the phone back by itself


class DemoAccount(TypedDict):
    key: str
    name: str
    title: str
    title_en: str
    face: str
    username: str


class DemoToken(TypedDict):
    token: str
    account: AccountName
    face: str


class Story(story.Told):
    """The story with the city's clock; `taken_over` names the frames that a visitor plays."""

    taken_over: dict[str, Any]
    now: datetime
    speed: float


class Takeover(TypedDict):
    url: str


class HeldPhone(TypedDict):
    """Whether a visitor holds this phone, and how fast the city's clock runs now and usually."""

    held: bool
    speed: float
    usual_speed: float


class TamperHint(TypedDict):
    """How to change a record by hand; `command` and `sqlite_file` only on SQLite."""

    sql: str
    command: str
    sqlite_file: str


OFFICES = ("squad_head", "legal_reviewer", "head", "hearing_host", "archivist")
FACES = {
    "officer": "/field",
    "collector": "/field",
    "camera": "",
    "admin": "/admin/",
    "engineer": "/command/cameras",
    **dict.fromkeys(OFFICES, "/office"),
    **dict.fromkeys(("street", "liaison"), "/together"),
}
TITLES = {
    "officer": Phrase("执法队员", "Officer"), "collector": Phrase("信息采集员", "Collector"), "acceptor": Phrase("受理员", "Intake desk"),
    "shift_leader": Phrase("值班长", "Shift leader"), "dispatcher": Phrase("派遣员", "Dispatcher"),
    "manager": Phrase("大队长", "Brigade chief"), "squad_head": Phrase("中队长", "Squad head"),
    "legal_reviewer": Phrase("法制审核", "Legal reviewer"), "head": Phrase("行政机关负责人", "Head of the agency"),
    "hearing_host": Phrase("听证主持人", "Hearing host"), "archivist": Phrase("内勤档案员", "Case clerk"),
    "admin": Phrase("系统管理员", "Administrator"), "engineer": Phrase("设备运维员", "Device engineer"),
    "street": Phrase("街道办", "Street office"), "liaison": Phrase("社区联络员", "Community liaison"),
}  # fmt: skip


@router.get("/demo/accounts", response={200: list[DemoAccount], **PROBLEMS})
def accounts(request: HttpRequest) -> list[DemoAccount]:
    """Whom a visitor may be."""
    return [
        {"key": a.demo_key, "name": people.access_of(a).name, "title": TITLES[a.demo_key].zh, "title_en": TITLES[a.demo_key].en,
         "face": FACES.get(a.demo_key, "/command"),
         "username": a.username}
        for a in people.demo_accounts()
        if a.demo_key in TITLES
    ]  # fmt: skip


class KeyIn(Schema):
    key: str


@router.post("/demo/token", response={200: DemoToken, **PROBLEMS})
def token(request: HttpRequest, payload: KeyIn) -> DemoToken:
    """A bearer token for a demo account (`dispatcher`, `officer`, …) or for a crew's phone (`crew-17`)."""
    crew = payload.key.removeprefix("crew-")
    if crew != payload.key and crew.isascii() and crew.isdigit() and len(crew) <= 18:
        account = people.account_of_crew(int(crew))
        if account is None:
            raise NotFound("没有这个小组。", "There is no such crew.")
    else:
        account = people.demo_account(payload.key)
    who = people.access_of(account)
    face = FACES.get(payload.key, "/field" if who.crew_id else "/command")
    return {"token": people.token_for(account), "account": {"id": who.account_id, "name": who.name}, "face": face}


@router.get("/demo/story", response={200: Story, **PROBLEMS})
def tell(request: HttpRequest) -> Story:
    """The present story, step by step."""
    told, taken = story.tell(), story.taken_over()
    if told["crew"] and told["crew"]["id"] in story.held_phones(clock.real()):
        taken["field"] = told["crew"]["id"]
    return {**told, "taken_over": taken, "now": clock.now(), "speed": clock.speed()}


@router.post("/demo/story/start", response={200: Story, **PROBLEMS})
def start(request: HttpRequest) -> Story:
    """Ask for a new story; it begins at the simulator's next beat."""
    story.wish(clock.now())
    return tell(request)


class FrameIn(Schema):
    frame: str


@router.post("/demo/takeover", response={200: Takeover, **PROBLEMS})
def takeover(request: HttpRequest, payload: FrameIn) -> Takeover:
    """The visitor plays this frame himself; the simulator lets go."""
    told = story.tell()
    match payload.frame:
        case "citizen":
            story.take_over("citizen")
            return {"url": "/"}
        case "field":
            crew = told["crew"]["id"] if told["crew"] else people.access_of(people.demo_account("officer")).crew_id
            _hold(int(crew))
            return {"url": f"/field?demo=crew-{crew}&mine=1"}
        case "command":
            story.take_over("command")
            return {"url": "/command?demo=dispatcher"}
    raise BadInput(
        "可以接手的只有 citizen、field、command。", "A visitor can take over citizen, field or command.", field="frame"
    )


class PhoneHoldIn(Schema):
    held: bool = True


@router.post("/demo/phones/{crew}", response={200: HeldPhone, **PROBLEMS})
def hold(request: HttpRequest, crew: int, payload: PhoneHoldIn) -> HeldPhone:
    """A visitor holds this crew's phone (said again every few seconds) or gives it back to the simulator."""
    people.crew(crew)
    _hold(crew, seconds=HOLD_SECONDS if payload.held else 0)
    return {"held": payload.held, "speed": clock.speed(), "usual_speed": clock.first_speed()}


def _hold(crew: int, *, seconds: float = HOLD_SECONDS) -> None:
    story.hold_phone(crew, until=clock.real() + timedelta(seconds=seconds))


@router.post("/check", response={200: soundness.Soundness, **PROBLEMS})
def check(request: HttpRequest) -> soundness.Soundness:
    """`zhicheng check --events`, on a button."""
    return soundness.check(events=True, config=False, deploy=False)


@router.get("/demo/tamper-hint", response={200: TamperHint, **PROBLEMS})
def tamper_hint(request: HttpRequest) -> TamperHint:
    """How to change a record by hand, to see Check find it."""
    ticket = tickets.of_report(story.report_id())
    sql = f"UPDATE tickets_ticket SET state = 'closed' WHERE id = {ticket.pk if ticket else 1};"  # noqa: S608 - shown, not run
    if connection.vendor != "sqlite":
        return {"sql": sql, "command": "", "sqlite_file": ""}
    file = str(config().home / "zhicheng.sqlite3")
    command = f'python3 -c "import sqlite3; c = sqlite3.connect(\'{file}\', timeout=20); c.execute(\\"{sql[:-1]}\\"); c.commit()"'
    return {"sql": sql, "command": command, "sqlite_file": file}
