"""`zhicheng switch fast-lane`: what may be switched while the system runs."""

from __future__ import annotations

from typing import Any

import click

from zhicheng.cli import setup
from zhicheng.cli.output import emit
from zhicheng.kernel.errors import BadInput


@click.group("switch")
def switch() -> None:
    """What may be switched while the system runs."""


@switch.command("fast-lane")
@click.option(
    "--open",
    "opened",
    multiple=True,
    metavar="CODE",
    help="Open it for this matter (5 digits), class (2 digits) or '*'.",
)
@click.option("--close", "closed", multiple=True, metavar="CODE", help="Close it.")
@click.option(
    "--unset", "unset", multiple=True, metavar="CODE", help="Say nothing here: the wider area or the class decides."
)
@click.option(
    "--area",
    default="",
    metavar="AREA",
    help="Code or name of a district, street or community; default: the whole city.",
)
@click.option("--json", "as_json", is_flag=True)
def fast_lane(
    opened: tuple[str, ...], closed: tuple[str, ...], unset: tuple[str, ...], area: str, as_json: bool
) -> None:
    """Show the fast lane per matter and area; with --open, --close or --unset, set it."""
    setup()
    from zhicheng.flow.tickets import lanes
    from zhicheng.ground.places import queries as places
    from zhicheng.infra import clock

    named = [*opened, *closed, *unset]
    twice = {c for c in named if named.count(c) > 1}
    if twice:
        raise BadInput(
            f"{'、'.join(sorted(twice))} 写了两次，请只留一个。",
            f"{', '.join(sorted(twice))} was given twice; keep one.",
            field="CODE",
        )
    wanted = {**dict.fromkeys(opened, True), **dict.fromkeys(closed, False), **dict.fromkeys(unset)}
    code = places.code_of(area)
    if wanted:
        lanes.set_fast_lane(wanted, area=code, by="cli", at=clock.now())
    rows: list[dict[str, Any]] = [
        {
            "area": a,
            "area_name": places.name_of(a) if a else "全市",
            "matter": m,
            "matter_name": lanes.name_of(m),
            "open": on,
        }
        for a, found in sorted(lanes.switches().items())
        for m, on in sorted(found.items())
    ]
    if as_json:
        emit({"fast_lane": rows}, as_json=True)
        return
    for row in rows:
        click.echo(f"{row['area_name']} · {row['matter_name']}：{'开通' if row['open'] else '关闭'}")
    if not rows:
        click.echo("快速通道没有为任何事项开通：每一步都由人办理。")
