"""`zhicheng social`: posts of a city's platforms, from a file or from feeds."""

from __future__ import annotations

from pathlib import Path

import click

from zhicheng.cli import setup
from zhicheng.cli.output import emit
from zhicheng.engines.datum import Datum
from zhicheng.kernel.errors import BadInput


@click.group("social")
def social() -> None:
    """Social posts: what tells of something in our streets becomes a report."""


@social.command("take")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--feed", required=True, help="Whose posts they are: with their id it makes reading twice harmless.")
@click.option("--datum", type=click.Choice(["wgs84", "gcj02", "bd09"]), default="wgs84", help="Of the posts' points.")
@click.option("--json", "as_json", is_flag=True)
def take(file: Path, feed: str, datum: Datum, as_json: bool) -> None:
    """Read posts from FILE (JSON lines, RSS or Atom). Exit 1 when some were refused."""
    setup()
    from zhicheng.gateways.social import services
    from zhicheng.infra import clock

    if not file.is_file():
        raise BadInput(f"找不到文件 {file}，请核对路径。", f"There is no file {file}; check the path.", field="FILE")
    found = services.take(file.read_bytes(), feed=feed, datum=datum, by="cli", at=clock.now())
    counts = {
        "read": found.read,
        "known": found.known,
        "reports": found.reports,
        "asked": found.asked,
        "passed": found.passed,
    }
    refused = [{"row": r.row, "field": r.field, "reason": r.said.zh, "reason_en": r.said.en} for r in found.refused]
    emit({**counts, "refused": refused} if as_json else {**counts, "refused": len(refused)}, as_json=as_json)
    if not as_json:
        for r in found.refused:
            click.echo(f"第 {r.row} 条 {r.field}：{r.reason}")
    if refused:
        raise SystemExit(1)


@social.command("follow")
@click.argument("name")
@click.argument("address")
def follow(name: str, address: str) -> None:
    """Read the feed at ADDRESS every two minutes, under NAME; its host stands in ZHICHENG_SOCIAL_HOSTS."""
    setup()
    from zhicheng.gateways.social import services
    from zhicheng.infra import clock

    made = services.follow(name=name, address=address, by="cli", at=clock.now())
    click.echo(f"{made.name} ← {made.address}")


@social.command("unfollow")
@click.argument("name")
def unfollow(name: str) -> None:
    """Read the feed NAME no more."""
    setup()
    from zhicheng.gateways.social import services
    from zhicheng.infra import clock

    services.unfollow(name=name, by="cli", at=clock.now())


@social.command("figures")
@click.option("--json", "as_json", is_flag=True)
def figures(as_json: bool) -> None:
    """What the filter did in the last thirty days, what people said of its doubts, and feeds that do not answer."""
    setup()
    from zhicheng.gateways.social import queries
    from zhicheng.infra import clock

    found = queries.figures(at=clock.now())
    feeds = queries.feeds()
    emit({**found, "feeds": feeds} if as_json else {**found, "feeds": len(feeds)}, as_json=as_json)
    if not as_json:
        for feed in feeds:
            click.echo(f"{feed['name']} {feed['address']} {feed['said']}")
