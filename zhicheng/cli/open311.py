"""`zhicheng open311`: keys for those who file here, what is offered, whom we follow, what is stuck."""

from __future__ import annotations

import sys
from datetime import timedelta
from pathlib import Path

import click

from zhicheng.cli import setup
from zhicheng.cli.output import emit


@click.group("open311")
def open311() -> None:
    """Other cities' apps and platforms: who may file here, what we offer, whom we follow."""


@open311.group("key")
def key() -> None:
    """Api keys (密钥) for those who file here."""


@key.command("add")
@click.argument("name")
@click.option("--jurisdiction", default="", metavar="ID", help="It files in this one only; default: in all.")
@click.option("--json", "as_json", is_flag=True)
def add(name: str, jurisdiction: str, as_json: bool) -> None:
    """Make a key for NAME and print it; nobody can see it again."""
    setup()
    from zhicheng.gateways.open311 import keys
    from zhicheng.infra import clock

    secret = keys.add_key(name=name, jurisdiction=jurisdiction, by="cli", at=clock.now())
    emit({"name": name.strip(), "jurisdiction": jurisdiction, "api_key": secret}, as_json=as_json)


@key.command("list")
@click.option("--json", "as_json", is_flag=True)
def list_(as_json: bool) -> None:
    """Every key ever given, without its secret."""
    setup()
    from zhicheng.gateways.open311 import keys

    rows = [
        {"name": k.name, "jurisdiction": k.jurisdiction, "made_at": k.made_at, "made_by": k.made_by, "revoked_at": k.revoked_at}
        for k in keys.listed()
    ]  # fmt: skip
    if as_json:
        emit({"rows": rows}, as_json=True)
        return
    for row in rows:
        ended = f"  已吊销 {row['revoked_at']:%Y-%m-%d}" if row["revoked_at"] else ""
        click.echo(f"{row['made_at']:%Y-%m-%d}  {row['name']}  {row['jurisdiction'] or '全部辖区'}{ended}")
    if not rows:
        click.echo("还没有密钥：zhicheng open311 key add 名称")


@key.command("revoke")
@click.argument("name")
def revoke(name: str) -> None:
    """From now on nobody files with it; what was filed stays."""
    setup()
    from zhicheng.gateways.open311 import keys
    from zhicheng.infra import clock

    keys.revoke_key(name=name, by="cli", at=clock.now())
    click.echo(f"密钥「{name}」已吊销。")


@open311.command("services")
@click.argument("file", required=False, type=click.Path(path_type=Path))
@click.option("--json", "as_json", is_flag=True)
def services(file: Path | None, as_json: bool) -> None:
    """What is offered, or would be with FILE: codes, kinds, questions. Exit 2 names file and line of a mistake."""
    setup()
    from zhicheng.gateways.open311 import catalogue

    found = catalogue.read_catalogue(file) if file else catalogue.catalogue()
    if as_json:
        rows = [
            {"service_code": s.code, "name": s.name.zh, "type": s.kind, "questions": [a.code for a in s.attributes]}
            for s in found.services.values()
        ]
        emit({"digest": found.digest, "rows": rows}, as_json=True)
        return
    for s in found.services.values():
        asked = "、".join(f"{a.code}{'*' if a.required else ''}" for a in s.attributes)
        click.echo(
            f"{s.code}  {s.name.zh}{'' if s.kind == 'realtime' else f'  {s.kind}'}{f'  〔{asked}〕' if asked else ''}"
        )


@open311.command("follow")
@click.argument("address", required=False)
@click.option("--name", default="", help="Under which it is known here, and its key in ZHICHENG_OPEN311_KEYS.")
@click.option("--jurisdiction", default="", metavar="ID", help="Their jurisdiction_id, where they keep several.")
@click.option("--pull/--no-pull", "pulls", default=True, help="Take their new requests in.")
@click.option(
    "--refer",
    "refers",
    multiple=True,
    metavar="CODE[=THEIRS]",
    help="Our matter (5 digits) or class (2) that is theirs to handle.",
)
@click.option(
    "--area", "areas", multiple=True, metavar="AREA", help="Refer only what lies in this area (code or name)."
)
@click.option(
    "--days",
    default=1,
    show_default=True,
    type=click.IntRange(0, 3650),
    help="Take in what they have from so many days back.",
)
@click.option("--json", "as_json", is_flag=True)
def follow(
    address: str | None,
    name: str,
    jurisdiction: str,
    pulls: bool,
    refers: tuple[str, ...],
    areas: tuple[str, ...],
    days: int,
    as_json: bool,
) -> None:
    """Follow the GeoReport server at ADDRESS (its base, without a form), or list those that are followed."""
    setup()
    from zhicheng.gateways.open311 import following
    from zhicheng.ground.places import queries as places
    from zhicheng.infra import clock

    if address is not None:
        following.follow(
            name=name, address=address, jurisdiction=jurisdiction, pulls=pulls, refers=dict(_pair(r) for r in refers),
            areas=[places.code_of(a) for a in areas], since=clock.real() - timedelta(days=days), by="cli", at=clock.now(),
        )  # fmt: skip
    rows = [
        {"name": f.name, "address": f.address, "jurisdiction": f.jurisdiction, "pulls": f.pulls, "refers": f.refers, "areas": f.areas,
         "pulled_to": f.pulled_to, "failures": f.failures, "said": f.said, "said_en": f.said_en} for f in following.followed()
    ]  # fmt: skip
    if as_json:
        emit({"rows": rows}, as_json=True)
        return
    for row in rows:
        click.echo(
            f"{row['name']}  {row['address']}  {row['jurisdiction']}  已取到 {row['pulled_to']:%Y-%m-%d %H:%M}  {row['said']}".rstrip()
        )
    if not rows:
        click.echo("还没有关注任何平台。")


def _pair(text: str) -> tuple[str, str]:
    code, _, theirs = text.partition("=")
    return code.strip(), theirs.strip()


@open311.command("unfollow")
@click.argument("name")
def unfollow(name: str) -> None:
    """No more looks, no more referrals; what became a report stays one."""
    setup()
    from zhicheng.gateways.open311 import following
    from zhicheng.infra import clock

    following.unfollow(name=name, by="cli", at=clock.now())
    click.echo(f"不再关注「{name}」。")


@open311.command("pull")
@click.option("--json", "as_json", is_flag=True)
def pull(as_json: bool) -> None:
    """Look at every followed server now, without waiting for the worker. Exit 1 when one does not answer."""
    setup()
    from zhicheng.gateways.open311 import following
    from zhicheng.infra import clock

    following.wake(now=clock.real())
    found = following.pull_due(now=clock.real(), at=clock.now())
    failing = [f.name for f in following.followed() if f.failures]
    emit(
        {"reports": found.reports, "known": found.known, "refused": found.refused, "failing": failing}, as_json=as_json
    )
    sys.exit(1 if failing else 0)


@open311.command("refer")
@click.argument("receipt")
@click.option("--to", "name", required=True, help="Whom: a name that is followed.")
@click.option("--service", default="", metavar="CODE", help="Their service_code.  [default: our matter]")
def refer(receipt: str, name: str, service: str) -> None:
    """Refer one report to another city; a worker sends it."""
    setup()
    from zhicheng.gateways.open311 import referring
    from zhicheng.infra import clock

    referring.refer(receipt=receipt, name=name, service=service, by="cli", now=clock.real(), at=clock.now())
    click.echo(f"{receipt} 将转给「{name}」。")


@open311.command("stuck")
@click.option("--all", "everything", is_flag=True, help="All referrals, not only stuck ones.")
@click.option("--json", "as_json", is_flag=True)
def stuck(everything: bool, as_json: bool) -> None:
    """Referrals that could not be delivered, with the reason. Exit 1 when there are any."""
    setup()
    from zhicheng.gateways.open311 import referring

    rows = referring.rows_of(referring.listed("" if everything else "stuck"))
    count = referring.count("stuck")
    if as_json:
        emit({"stuck": count, "rows": rows}, as_json=True)
    else:
        for row in rows:
            click.echo(
                f"{row['id']:>6}  {row['receipt']} → {row['to']}  {row['state']} ×{row['attempts']}  {row['said']}".rstrip()
            )
        if not rows:
            click.echo("没有卡住的转送。")
    sys.exit(1 if count else 0)


@open311.command("retry")
@click.argument("referral", type=int, default=0)
def retry(referral: int) -> None:
    """Try a stuck referral again (0: all); a worker sends it."""
    setup()
    from zhicheng.gateways.open311 import referring
    from zhicheng.infra import clock

    n = referring.retry(referral=referral, by="cli", now=clock.real(), at=clock.now())
    click.echo(f"{n} 条转送将重发。")
