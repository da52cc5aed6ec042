"""`zhicheng hotline`: a sender's orders in, what its columns mean, our answers back."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path

import click

from zhicheng.cli import setup
from zhicheng.cli.imports import pairs_of
from zhicheng.cli.output import emit
from zhicheng.kernel.calendar import CHINA

DATUMS = click.Choice(["wgs84", "gcj02", "bd09"])


@click.group("hotline")
def hotline() -> None:
    """The city's hotline (12345): orders in, answers back."""


@hotline.command("import")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--sender", required=True, help="Whose sheet it is: its mapping is kept under this name.")
@click.option(
    "--map",
    "pairs",
    multiple=True,
    metavar="THEIRS=OURS",
    help="Correct the mapping: their column = our field (empty: leave it out).",
)
@click.option("--datum", type=DATUMS, default=None, help="Coordinate system of the sender; kept.")
@click.option(
    "--dates", "date_format", default=None, metavar="FORMAT", help="How it writes times, as %d.%m.%Y %H:%M; kept."
)
@click.option("--source", default=None, help="hotline, or grid: the app of the grid's collectors; kept.")
@click.option("--json", "as_json", is_flag=True)
def import_(
    file: Path,
    sender: str,
    pairs: tuple[str, ...],
    datum: str | None,
    date_format: str | None,
    source: str | None,
    as_json: bool,
) -> None:
    """Take orders of SENDER from FILE (.xlsx .csv .jsonl, also GB18030). Importing again adds nothing twice. Exit 1 when rows were refused."""
    setup()
    from zhicheng.gateways.hotline import services
    from zhicheng.infra import clock

    found = services.take_file(
        file,
        sender=sender,
        pairs=pairs_of(pairs),
        datum=datum,
        date_format=date_format,
        source=source,
        by="cli",
        at=clock.now(),
    )
    refused = [{"row": r.row, "field": r.field, "reason": r.said.zh, "reason_en": r.said.en} for r in found.refused]
    counts = {"rows": found.rows, "taken": found.taken, "known": found.known}
    emit({**counts, "refused": refused} if as_json else {**counts, "refused": len(refused)}, as_json=as_json)
    if not as_json:
        for r in found.refused:
            click.echo(f"第 {r.row} 行 {r.field}：{r.reason}")
    if refused:
        raise SystemExit(1)


@hotline.command("mapping")
@click.argument("sender")
@click.option("--map", "pairs", multiple=True, metavar="THEIRS=OURS", help="Correct it.")
@click.option("--datum", type=DATUMS, default=None)
@click.option("--dates", "date_format", default=None, metavar="FORMAT")
@click.option("--source", default=None, help="hotline or grid.")
@click.option("--json", "as_json", is_flag=True)
def mapping(
    sender: str, pairs: tuple[str, ...], datum: str | None, date_format: str | None, source: str | None, as_json: bool
) -> None:
    """What the columns of SENDER mean; corrects it with --map, --datum or --dates."""
    setup()
    from zhicheng.gateways.hotline import services
    from zhicheng.infra import clock
    from zhicheng.kernel.errors import NotFound

    form = services.form_of(sender)
    if pairs or not (datum is None and date_format is None and source is None):
        form = services.keep_form(
            sender, pairs_of(pairs), datum=datum, date_format=date_format, source=source, by="cli", at=clock.now()
        )
    if form is None:
        raise NotFound(
            f"还没有「{sender}」的映射，请先导入一次。", f"There is no mapping of “{sender}” yet; import a file first."
        )
    emit(
        {
            "sender": form.sender,
            "columns": dict(form.columns),
            "datum": form.datum,
            "date_format": form.date_format,
            "source": form.source,
        },
        as_json=as_json,
    )


@hotline.command("results")
@click.option("--sender", required=True, help="Whose orders.")
@click.option(
    "--since",
    type=click.DateTime(["%Y-%m-%d", "%Y-%m-%d %H:%M"]),
    required=True,
    help="Answers from this day (China) on.",
)
@click.option(
    "--out",
    type=click.Path(path_type=Path),
    default=None,
    help="Write there (.csv or .xlsx); default: CSV on the screen.",
)
def results(sender: str, since: datetime, out: Path | None) -> None:
    """The answers to a sender's orders as a sheet; what is in it counts as returned."""
    setup()
    from zhicheng.engines import sheets
    from zhicheng.gateways.hotline import answering
    from zhicheng.infra import clock

    rows = answering.results(sender=sender, since=since.replace(tzinfo=CHINA), by="cli", at=clock.now())
    data = sheets.as_xlsx("答复", rows) if out and out.suffix.lower() == ".xlsx" else sheets.as_csv(rows)
    if out is None:
        click.echo(data.decode("utf-8-sig"), nl=False)
        return
    out.write_bytes(data)
    click.echo(f"{len(rows) - 1} 条答复 → {out}")


@hotline.command("stuck")
@click.option("--json", "as_json", is_flag=True)
def stuck(as_json: bool) -> None:
    """Answers that could not be delivered, with the reason. Exit 1 when there are any."""
    setup()
    from zhicheng.gateways.hotline import queries

    rows = queries.stuck_answers()
    if as_json:
        emit({"rows": rows}, as_json=True)
    else:
        for row in rows:
            click.echo(f"{row['id']:>6}  {row['sender']} {row['number']}  ×{row['attempts']}  {row['said']}")
        if not rows:
            click.echo("没有卡住的答复。")
    raise SystemExit(1 if rows else 0)


@hotline.command("retry")
@click.argument("answer", type=int, default=0)
def retry(answer: int) -> None:
    """Send a stuck answer again (0: all); a worker posts it."""
    setup()
    from zhicheng.gateways.hotline import answering
    from zhicheng.infra import clock

    n = answering.retry(answer_id=answer, by="cli", now=clock.real(), at=clock.now())
    click.echo(f"{n} 条答复将重发。")


@hotline.command("call-backs")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--sender", required=True, help="Whose orders.")
@click.option("--json", "as_json", is_flag=True)
def call_backs(file: Path, sender: str, as_json: bool) -> None:
    """Enter call-backs from FILE (工单编号 是否联系 是否解决 是否满意 备注). Exit 1 when rows were refused."""
    setup()
    from zhicheng.gateways.hotline import calling
    from zhicheng.infra import clock

    entered, refused = calling.take_file(file, sender=sender, by="cli", at=clock.now())
    rows = [{"row": r.row, "field": r.field, "reason": r.said.zh, "reason_en": r.said.en} for r in refused]
    emit({"entered": entered, "refused": rows if as_json else len(rows)}, as_json=as_json)
    if not as_json:
        for r in refused:
            click.echo(f"第 {r.row} 行 {r.field}：{r.reason}")
    if refused:
        raise SystemExit(1)


@hotline.command("figures")
@click.option("--since", type=click.DateTime(["%Y-%m-%d"]), required=True, help="Call-backs from this day (China) on.")
@click.option("--json", "as_json", is_flag=True)
def figures(since: datetime, as_json: bool) -> None:
    """响应率, 解决率, 满意率 with what they are shares of: all, per unit, per street."""
    setup()
    from zhicheng.gateways.hotline import queries
    from zhicheng.gateways.hotline.figures import percent
    from zhicheng.infra import clock

    found = queries.figures_between(since.replace(tzinfo=CHINA), clock.now() + timedelta(minutes=1))
    if as_json:
        emit({**found}, as_json=True)
        return
    for name, rows in (("全部", [found["all"]]), ("单位", found["units"]), ("街道", found["streets"])):
        for row in rows:
            shares = "  ".join(
                f"{t} {percent(s)}"
                for t, s in (("响应率", row["responded"]), ("解决率", row["solved"]), ("满意率", row["satisfied"]))
            )
            click.echo(f"{row['name'] or name}  {shares}")
