"""The doors that other systems come through: `zhicheng mqtt`, `zhicheng dead-letters`, `zhicheng flight`."""

from __future__ import annotations

import signal
import socket
import sys
import threading
from pathlib import Path

import click

from zhicheng.cli import setup
from zhicheng.cli.output import emit, progress
from zhicheng.infra.config import config


@click.command()
@click.option(
    "--name", default="", help="This process's name at the broker; each process its own.  [default: zhicheng-HOST]"
)
@click.option(
    "--share", default="", metavar="GROUP", help="Deal messages out among all processes that name the same group."
)
def mqtt(name: str, share: str) -> None:
    """Take what boxes, platforms and gauges publish: in small batches, acknowledged when they are in the database.

    SIGTERM ends it in good order; the broker keeps what arrives until it is started again under the same --name.
    """
    setup()
    from zhicheng.gateways.mqtt.address import Papers, read_address
    from zhicheng.gateways.mqtt.client import Consumer
    from zhicheng.gateways.routing import read_routes
    from zhicheng.infra import clock
    from zhicheng.infra.worker import calm_collector

    said = config()
    address = read_address(said.mqtt_url)
    papers = Papers(said.mqtt_authority, said.mqtt_certificate, said.mqtt_key)
    papers.check(address)
    routes = read_routes(said.mqtt_topics)
    for route in routes:
        route.handler.prepare()
    consumer = Consumer(address, papers, routes, name or f"zhicheng-{socket.gethostname()[:24]}", clock.now, share)
    stop = threading.Event()
    for sig in (signal.SIGTERM, signal.SIGINT):
        signal.signal(sig, lambda *_: stop.set())
    calm_collector()
    progress(f"{address} · {', '.join(consumer.subscriptions())}")
    consumer.run(stop.is_set)
    progress(
        f"{consumer.tally.taken} messages taken in {consumer.tally.batches} batches, {consumer.tally.dead} dead letters"
    )


@click.command("dead-letters")
@click.option("--retry", type=int, help="Try this one again (0: all).", metavar="ID")
@click.option("--drop", type=int, help="Nothing more to be done with this one.", metavar="ID")
@click.option("--json", "as_json", is_flag=True)
def dead_letters(retry: int | None, drop: int | None, as_json: bool) -> None:
    """Messages that nobody could take (死信), with the reason; the latest first. Exit 1 when one tried again is refused again."""
    setup()
    from zhicheng.gateways import routing
    from zhicheng.gateways.dead_letters import queries, services
    from zhicheng.infra import clock

    if drop is not None:
        services.drop(letter=drop, by="cli", at=clock.now())
        click.echo(f"{drop} 号死信已丢弃。")
        return
    if retry is not None:
        routes = routing.routes_of(config().mqtt_topics)
        chosen = [retry] if retry else [r["id"] for r in queries.listed(limit=services.MOST)]
        done = [one for one in chosen if routing.retry(letter=one, routes=routes, by="cli", at=clock.now())]
        emit({"taken": len(done), "left": len(chosen) - len(done)}, as_json=as_json)
        sys.exit(0 if len(done) == len(chosen) else 1)
    rows = queries.listed()
    if as_json:
        emit({"total": queries.count(), "rows": rows}, as_json=True)
        return
    for row in rows:
        click.echo(f"{row['id']:>6} {row['last_at']:%m-%d %H:%M} ×{row['times']:<4} {row['topic']}  {row['said']}")
    if not rows:
        click.echo("没有死信。")


@click.command()
@click.argument("folder", type=click.Path(path_type=Path))
@click.option("--drone", required=True, help="Code of the registered camera with source drone.")
@click.option("--flight", required=True, help="Name of the flight; the same again changes nothing.")
@click.option("--json", "as_json", is_flag=True)
def flight(folder: Path, drone: str, flight: str, as_json: bool) -> None:
    """Take a drone's flight in: pictures with telemetry (XMP, or telemetry.csv) and findings.csv in FOLDER become observations on the map."""
    setup()
    from zhicheng.gateways.drones import services
    from zhicheng.infra import clock

    landed = services.take_in(folder, drone=drone, flight=flight, by="cli", at=clock.now())
    for one in landed.refused:
        progress(f"findings.csv 第 {one.line} 行：{one.said.zh}")
    result = {
        "frames": landed.frames,
        "observations": landed.observations,
        "known": landed.known,
        "refused": len(landed.refused),
    }
    emit(result, as_json=as_json)
    sys.exit(1 if landed.refused else 0)
