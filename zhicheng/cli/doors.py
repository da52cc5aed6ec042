"""The doors that other systems come through: `zhicheng mqtt`, `zhicheng dead-letters`, `zhicheng flight`, `zhicheng fly`."""

from __future__ import annotations

import json
import signal
import socket
import sys
import threading
from pathlib import Path

import click

from zhicheng.cli import setup
from zhicheng.cli.output import emit, progress
from zhicheng.infra.config import config
from zhicheng.kernel.errors import BadInput


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


@click.command()
@click.option("--flight", "name", required=True, help="Its name; take it in later under the same.")
@click.option("--drone", required=True, help="Code of the registered camera with source drone.")
@click.option("--ticket", help="Fly around the place of this ticket.")
@click.option(
    "--route", type=click.Path(path_type=Path), help="Fly along the first line of this GeoJSON file (WGS-84)."
)
@click.option("--height", "height_m", default=50.0, show_default=True, help="Metres above the start.")
@click.option("--out", type=click.Path(path_type=Path), help="KML for the pilot's software.")
@click.option("--cancel", "reason", help="Call a planned flight off, for this reason.")
@click.option("--json", "as_json", is_flag=True)
def fly(
    name: str,
    drone: str,
    ticket: str | None,
    route: Path | None,
    height_m: float,
    out: Path | None,
    reason: str | None,
    as_json: bool,
) -> None:
    """Plan a flight around a ticket or along a route. What it will see is told: evidence, or leads only (APL 41)."""
    setup()
    from zhicheng.gateways.drones import flights, plan
    from zhicheng.infra import clock

    at = clock.now()
    if reason is not None:
        flights.cancel(name, reason=reason, by="cli", at=at)
        emit({"flight": name, "state": "cancelled"}, as_json=as_json)
        return
    if (ticket is None) == (route is None):
        raise BadInput("请给出 --ticket 或 --route 其中一个。", "Give either --ticket or --route.", field="--ticket")
    if ticket is not None:
        made = flights.plan_for_ticket(name, ticket=ticket, drone=drone, by="cli", at=at, height_m=height_m)
    else:
        assert route is not None
        made = flights.plan_for_route(name, route=line_of(route), drone=drone, by="cli", at=at, height_m=height_m)
    if out is not None:
        out.write_text(plan.kml(name, flights.waypoints(made)), encoding="utf-8")
    result = {
        "flight": made.name,
        "about": made.about,
        "points": len(made.waypoints),
        "metres": made.metres,
        "lead_only": made.lead_only,
    }
    emit(result, as_json=as_json)


def line_of(path: Path) -> list[tuple[float, float]]:
    """The first LineString of a GeoJSON file; BadInput."""
    try:
        data = json.loads(path.read_text(encoding="utf-8-sig"))
        parts = data["features"] if data.get("type") == "FeatureCollection" else [data]
        shapes = [p.get("geometry", p) for p in parts]
        line = next(s["coordinates"] for s in shapes if s.get("type") == "LineString")
        return [(float(x), float(y)) for x, y, *_ in line]
    except FileNotFoundError:
        raise BadInput(f"没有文件 {path}。", f"There is no file {path}.", field="--route") from None
    except (OSError, ValueError, KeyError, TypeError, AttributeError, StopIteration):
        raise BadInput(
            f"{path.name} 里没有 GeoJSON 的 LineString。", f"{path.name} holds no GeoJSON LineString.", field="--route"
        ) from None
