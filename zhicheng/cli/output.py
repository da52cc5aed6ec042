"""One JSON document on stdout with --json, readable lines otherwise; progress always on stderr."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

import click


def emit(result: Mapping[str, Any] | list[Any], *, as_json: bool) -> None:
    """Print a command's result."""
    if as_json:
        click.echo(json.dumps(result, ensure_ascii=False, default=str))
        return
    for key, value in result.items() if isinstance(result, Mapping) else enumerate(result):
        click.echo(f"{key}: {value}")


def progress(text: str) -> None:
    """A line for the person who waits."""
    click.echo(text, err=True)
