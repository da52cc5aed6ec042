"""`zhicheng papers`: print the invented case's papers, look at a sealed file, list what is wrong with number series."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from zhicheng.cli import setup
from zhicheng.cli.output import emit
from zhicheng.kernel.errors import BadInput


@click.group("papers")
def papers() -> None:
    """Enforcement papers: samples of every kind, a look at a sealed file, the number series."""


@papers.command()
@click.argument("codes", nargs=-1)
@click.option(
    "--out",
    type=click.Path(path_type=Path),
    default=Path("papers"),
    help="Folder for the files; made when it is not there.",
)
@click.option("--draft", is_flag=True, help="As a draft, without number and seal place.")
def sample(codes: tuple[str, ...], out: Path, draft: bool) -> None:
    """Print the papers of an invented case (CODES such as D45; none = all) as PDF: what a changed template or pack looks like."""
    from zhicheng.flow.papers import samples
    from zhicheng.flow.papers.drawing import Marks, draw
    from zhicheng.flow.papers.kinds import kind_of, kinds
    from zhicheng.flow.papers.numbers import written
    from zhicheng.flow.papers.values import read_fields

    chosen = [kind_of(code) for code in codes] or list(kinds().values())
    out.mkdir(parents=True, exist_ok=True)
    for kind in chosen:
        number = "" if draft else written(samples.AGENCY.short, kind.word, samples.AT.year, 1)
        marks = Marks(number=number, seal="示例印章", code="SAMPLE", final=not draft)
        values = read_fields(kind, samples.fields_of(kind.code))
        (out / f"{kind.code} {kind.title(values)}.pdf").write_bytes(
            draw(kind.code, values, samples.AGENCY, marks, at=samples.AT)
        )
    click.echo(f"{len(chosen)} 份文书已写入 {out}", err=True)


@papers.command()
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--sm2", "signature", default="", help="The SM2 signature beside it, hexadecimal.")
@click.option("--json", "as_json", is_flag=True)
def verify(file: Path, signature: str, as_json: bool) -> None:
    """Is FILE what the agency sealed? Exit 1 when it was changed, is not trusted, or does not keep to PDF/A."""
    from zhicheng.flow.papers import archival
    from zhicheng.flow.papers.signing import sm2
    from zhicheng.flow.papers.signing.checking import check

    if not file.is_file():
        raise BadInput(f"找不到文件 {file}。", f"There is no file {file}.", field="FILE")
    data = file.read_bytes()
    found = check(data)
    problems = archival.problems(data)
    told = {
        "intact": found.intact, "whole": found.whole, "trusted": found.trusted, "signer": found.signer,
        "stamped_at": found.stamped_at.isoformat() if found.stamped_at else "", "archival": problems or "ok",
        **({"sm2": sm2.holds(data, signature)} if signature else {}),
    }  # fmt: skip
    emit(told, as_json=as_json)
    sys.exit(0 if found.good and not problems and told.get("sm2", True) else 1)


@papers.command()
@click.argument("agency")
@click.argument("word")
@click.argument("year", type=int)
@click.option("--json", "as_json", is_flag=True)
def series(agency: str, word: str, year: int, as_json: bool) -> None:
    """Every number of one series (such as 杭西综执 罚决 2026), void ones with their reason; exit 1 when a series has a gap."""
    setup()
    from zhicheng.flow.papers import queries

    rows = queries.series(agency, word, year)
    gaps = queries.gaps()
    if as_json:
        emit({"rows": rows, "gaps": gaps}, as_json=True)
    else:
        for row in rows:
            void = f"  作废：{row['void_reason']}" if row["void_reason"] else ""
            click.echo(f"{row['number']}  {row['title']}  {row['case'] or '–'}{void}")
        for gap in gaps:
            click.echo(f"✗ 断号：{gap}", err=True)
    sys.exit(1 if gaps else 0)


@papers.command()
@click.option("--all", "closed", is_flag=True, help="Those that came back too, with what is void and why.")
@click.option("--json", "as_json", is_flag=True)
def blocks(closed: bool, as_json: bool) -> None:
    """Blocks of numbers that phones have taken along: whose, which numbers, how many are left."""
    setup()
    from zhicheng.flow.papers import queries

    rows = queries.blocks(closed=closed)
    if as_json:
        emit({"blocks": rows}, as_json=True)
        return
    for b in rows:
        void = f"  作废 {len(b['void'])} 号：{b['void_reason']}" if b["void"] else ""
        state = "使用中" if b["state"] == "open" else "已交回"
        left = f"，余 {b['left']} 号" if b["state"] == "open" else ""
        click.echo(
            f"{b['id']}  {b['agency']}{b['word']}〔{b['year']}〕{b['first']}–{b['last']}号  {b['device']}  {state}{left}{void}"
        )
    if not rows:
        click.echo("没有借出的号段", err=True)


@papers.command("close-block")
@click.argument("block", type=int)
@click.option("--reason", required=True, help="Why, for the register: the unused numbers stay visible as void with it.")
@click.option("--json", "as_json", is_flag=True)
def close_block(block: int, reason: str, as_json: bool) -> None:
    """Close a phone's BLOCK (its id in `papers blocks`), for a lost phone or an officer who left. None of its numbers is used again."""
    setup()
    from zhicheng.flow.papers import services
    from zhicheng.infra import clock

    closed = services.close_block(block_id=block, reason=reason, actor="rule:cli@1", at=clock.now())
    emit({"block": closed.pk, "void": len(closed.void)}, as_json=as_json)


@papers.command()
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--area", default="", help="Code of the area whose papers it issues; empty = the whole city.")
def agency(file: Path, area: str) -> None:
    """Say who issues papers: a YAML or JSON FILE with name, short, address, phone, reconsideration, court, url, pay_channel."""
    setup()
    import yaml

    from zhicheng.flow.papers.agency import keep_agency
    from zhicheng.infra import clock

    try:
        raw = yaml.safe_load(file.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        raise BadInput(f"读不了 {file}：{error}。", f"{file} cannot be read: {error}.") from None
    if not isinstance(raw, dict):
        raise BadInput(f"{file} 应为一组字段。", f"{file} should hold fields.")
    kept = keep_agency(raw, area=area, by="rule:cli@1", at=clock.now())
    click.echo(f"{kept.name}（{kept.short}）从现在起制作{f'辖区 {area} 的' if area else ''}文书", err=True)
