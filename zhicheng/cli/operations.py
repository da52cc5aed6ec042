"""Running and looking after an installation: migrate, web, worker, live, check, trace, jobs, staff."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping
from typing import Any

import click

from zhicheng.cli import setup
from zhicheng.cli.output import emit
from zhicheng.infra.config import config
from zhicheng.kernel.errors import BadInput


@click.command()
def migrate() -> None:
    """Bring the database to this version."""
    setup()
    from django.core.management import call_command

    call_command("migrate", verbosity=1)


@click.command()
@click.option("--host", default="127.0.0.1")
@click.option("--port", default=8000, show_default=True)
@click.option("--workers", default=1, show_default=True, help="Web processes; one per core of a server.")
def web(host: str, port: int, workers: int) -> None:
    """Run the web process (WSGI)."""
    _granian(
        "wsgi", "zhicheng.server.wsgi:application", host, port, ["--workers", str(workers), "--blocking-threads", "4"]
    )


@click.command()
@click.option("--host", default="127.0.0.1")
@click.option("--port", default=8001, show_default=True)
def live(host: str, port: int) -> None:
    """Run the live process: server-sent events (ASGI)."""
    _granian("asgi", "zhicheng.server.asgi:application", host, port, ["--workers", "1"])


def _granian(interface: str, target: str, host: str, port: int, more: list[str]) -> None:
    setup()  # settings that refuse to start say so before the server does
    args = [
        sys.executable,
        "-m",
        "granian",
        "--interface",
        interface,
        "--host",
        host,
        "--port",
        str(port),
        *more,
        target,
    ]
    os.execv(sys.executable, args)  # noqa: S606 - replaces this process, so that signals reach the server


@click.command()
def worker() -> None:
    """Run a worker: journey steps, schedules, dispatch. Start several for more."""
    setup()
    from zhicheng.infra.worker import main

    main()


@click.command()
@click.option("--events", "events", is_flag=True, help="State of every thing = its events (the default check).")
@click.option("--config", "settings", is_flag=True, help="Settings safe?")
@click.option("--deploy", is_flag=True, help="Database, city, files and queue in order?")
@click.option("--json", "as_json", is_flag=True)
def check(events: bool, settings: bool, deploy: bool, as_json: bool) -> None:
    """Is this installation sound? Exit 1 when something is not."""
    setup()
    from zhicheng.server import soundness

    wanted = {"events": events, "config": settings, "deploy": deploy}
    if not any(wanted.values()):
        wanted = dict.fromkeys(wanted, True)
    result = soundness.check(**wanted)
    if as_json:
        emit(result, as_json=True)
    else:
        _tell(result)
    sys.exit(1 if result["problems"] else 0)


def _tell(result: Mapping[str, Any]) -> None:
    checked = "，".join(f"{k} {v:,}" for k, v in result["checked"].items())
    click.echo(f"已检查：{checked}（{result['seconds']} 秒）")
    for p in result["problems"]:
        values = (
            f"：表中 {p['table_value']!r}，事件 {p['event_value']!r}" if p["table_value"] or p["event_value"] else ""
        )
        click.echo(f"✗ {p['stream']} #{p['seq']} {p['what']}{values}")
    if not result["problems"]:
        click.echo("✓ 没有发现问题")


@click.command()
@click.argument("stream")
@click.option("--json", "as_json", is_flag=True)
def trace(stream: str, as_json: bool) -> None:
    """The events of one STREAM: `ticket:17`, a ticket number, or a receipt."""
    setup()
    from zhicheng.server import soundness

    rows = soundness.trace(stream)
    if as_json:
        emit(rows, as_json=True)
        return
    for row in rows:
        click.echo(
            f"{row['seq']:>3} {row['at']} {row['kind']:<20} {row['actor']:<24} {row['digest'][:12]} {row['body']}"
        )


@click.group("jobs")
def jobs_group() -> None:
    """The queue."""


@jobs_group.command("list")
@click.option("--json", "as_json", is_flag=True)
def jobs_list(as_json: bool) -> None:
    """What waits, what runs, what is stuck and why."""
    setup()
    from zhicheng.infra.models import Job

    waiting = Job.objects.exclude(state="leased")
    rows = [
        {
            "id": j.pk,
            "name": j.name,
            "state": j.state,
            "attempts": j.attempts,
            "run_at": j.run_at.isoformat(),
            "error": j.error,
        }
        for j in waiting.order_by("state", "id")[:200]
    ]
    emit({"jobs": rows} if as_json else {str(j["id"]): j for j in rows}, as_json=as_json)


@jobs_group.command("retry")
def jobs_retry() -> None:
    """Give every stuck job a new set of attempts."""
    setup()
    from zhicheng.infra import clock
    from zhicheng.infra.jobs import retry_stuck

    click.echo(f"{retry_stuck(by='cli', at=clock.now())} jobs")


@click.group()
def staff() -> None:
    """Staff accounts."""


@staff.command("add")
@click.argument("username")
@click.option("--name", required=True, help="What people call him.")
@click.option("--role", "roles", multiple=True, required=True, help="Role, optionally ROLE@AREA (code prefix).")
@click.password_option(help="At least ten characters.")
def staff_add(username: str, name: str, roles: tuple[str, ...], password: str) -> None:
    """Open an account and give it roles; TOTP or a passkey is set up at the first log-in."""
    setup()
    from django.db import transaction

    from zhicheng.ground.people import services

    if len(password) < 10 and config().mode == "production":
        raise BadInput("密码至少 10 个字符。", "The password needs at least 10 characters.", field="password")
    with transaction.atomic():  # a wrong role leaves no half account behind
        account = services.open_account(username=username, name=name, password=password)
        for role in roles:
            what, _, area = role.partition("@")
            services.grant(account=account, role=what, area=area)
    click.echo(f"账号 {username} 已开通。")


@staff.command("reset")
@click.argument("username")
@click.option("--reason", required=True, help="What was lost, when, and how you made sure that it is this person.")
def staff_reset(username: str, reason: str) -> None:
    """Take away all that lets somebody in (factors, codes, phones, sessions, password); prints a new first password.

    For the day on which no second keeper is left to confirm it on /manage.
    """
    setup()
    from zhicheng.ground.people import services
    from zhicheng.infra import clock

    password = services.reset_at_console(username=username, reason=reason, at=clock.now())
    click.echo(f"账号 {username} 已重置。新密码（只显示这一次，请当面交给本人）：{password}")
