"""Is this installation sound? The checks behind `zhicheng check` and the demo's Check button."""

from __future__ import annotations

import time
from typing import Any

from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from typing_extensions import TypedDict

from zhicheng.flow.papers import queries as papers
from zhicheng.flow.reports import queries as reports
from zhicheng.flow.tickets import queries as tickets
from zhicheng.gateways.dead_letters import queries as dead_letters
from zhicheng.gateways.open311 import referring
from zhicheng.ground.places import queries as places
from zhicheng.infra import check as event_check
from zhicheng.infra.config import Settings, config
from zhicheng.infra.models import Event
from zhicheng.kernel.errors import BadInput, NotFound, ZhichengError
from zhicheng.kernel.phrases import Phrase


class Finding(event_check.ProblemRow):
    """One thing that is not as it should be; `number` is the ticket's."""

    number: str | None


class Soundness(TypedDict):
    checked: dict[str, int]
    problems: list[Finding]
    seconds: float


def check(*, events: bool, config: bool, deploy: bool) -> Soundness:
    """{checked, problems, seconds}; problems name stream, number and what is wrong."""
    began = time.perf_counter()
    checked: dict[str, int] = {}
    problems: list[Finding] = []
    if events:
        found = event_check.check_events()
        checked |= found["checked"]
        problems += [_with_number(p) for p in found["problems"]]
        problems += _papers()
    if config:
        checked["settings"] = len(Settings.model_fields)
        problems += _config()
    if deploy:
        checked["parts"] = 4
        problems += _deploy()
        problems += _dead_letters()
        problems += _stuck_referrals()
    return {"checked": checked, "problems": problems, "seconds": round(time.perf_counter() - began, 3)}


def _with_number(problem: event_check.ProblemRow) -> Finding:
    """Beside the stream, the number that people know."""
    prefix, _, rest = problem["stream"].partition(":")
    number = tickets.no_of(int(rest)) if prefix == "ticket" and rest.isdigit() else None
    return {**problem, "number": number}


def _problem(zh: str, en: str) -> Finding:
    return {**event_check.Problem("", 0, Phrase(zh, en)).as_json(), "number": None}


def _papers() -> list[Finding]:
    """Number series without gaps, files that are what they were."""
    gaps = [_problem(f"文书断号：{one}", f"A number is missing in the series {one}") for one in papers.gaps()]
    changed = Phrase(
        "文书文件不见了或者被改动，请从备份恢复", "A paper's file is gone or was changed; restore it from a backup"
    )
    return gaps + [
        {**event_check.Problem(f"paper:{pk}", 0, changed, number).as_json(), "number": number}
        for pk, number in papers.damaged()
    ]


def _config() -> list[Finding]:
    out = []
    now = config()
    if now.mode == "production" and not now.https:
        out.append(
            _problem(
                "ZHICHENG_HTTPS 已关闭：会话 Cookie 可能在途中被读取",
                "ZHICHENG_HTTPS is off: session cookies can be read on the way",
            )
        )
    if now.mode == "demo" and now.database:
        out.append(
            _problem(
                "演示模式连着正式数据库：演示账号没有第二重验证",
                "Demo mode on a real database: its accounts have no second factor",
            )
        )
    return out


def _deploy() -> list[Finding]:
    out = []
    executor = MigrationExecutor(connection)
    waiting = executor.migration_plan(executor.loader.graph.leaf_nodes())
    if waiting:
        out.append(
            _problem(
                f"数据库还差 {len(waiting)} 个迁移，请运行 zhicheng migrate",
                f"{len(waiting)} migrations wait; run zhicheng migrate",
            )
        )
    try:
        places.city()
    except ZhichengError as error:
        out.append(_problem(*error.said))
    probe = config().home / ".probe"
    try:
        probe.write_text("ok")
        probe.unlink()
    except OSError as error:
        out.append(
            _problem(f"{config().home} 不可写：{error.strerror}", f"{config().home} is not writable: {error.strerror}")
        )
    return out


def _dead_letters() -> list[Finding]:
    """Messages that nobody could take wait for somebody who mends the cause."""
    n = dead_letters.count()
    if not n:
        return []
    return [
        _problem(
            f"有 {n} 条死信（接口收到但无法接收的消息），请看 管理 → 死信，或运行 zhicheng dead-letters",
            f"{n} messages came that nobody could take; see Manage, Dead letters, or run zhicheng dead-letters",
        )
    ]


def _stuck_referrals() -> list[Finding]:
    """Reports that another city should have and does not."""
    n = referring.count("stuck")
    if not n:
        return []
    return [
        _problem(
            f"有 {n} 条上报没能转给邻市，请看 管理 → 外部平台，或运行 zhicheng open311 stuck",
            f"{n} reports could not be referred to another city; see Manage, Other platforms, or run zhicheng open311 stuck",
        )
    ]


def trace(name: str) -> list[dict[str, Any]]:
    """The events of one stream, by stream name, ticket number or receipt."""
    stream = name
    if ":" not in name:
        ticket = tickets.find_by_no(name)
        report = reports.find_by_receipt(name)
        if ticket is None and report is None:
            raise NotFound(f"没有工单号或受理号 {name}。", f"There is no ticket or receipt with the number {name}.")
        stream = f"ticket:{ticket.pk}" if ticket else f"report:{report.pk if report else 0}"
    rows = Event.objects.filter(stream=stream).order_by("seq")
    if not rows:
        raise BadInput(f"没有事件流 {stream}。", f"There is no stream {stream}.", field="STREAM")
    return [
        {
            "seq": e.seq, "at": e.happened_at.isoformat(), "kind": e.kind, "actor": e.actor, "id": str(e.id),
            "digest": bytes(e.digest).hex(), "body": e.body,
        }
        for e in rows
    ]  # fmt: skip
