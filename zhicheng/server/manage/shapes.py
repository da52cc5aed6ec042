"""What several of these endpoints answer."""

from __future__ import annotations

from typing import Any, Literal

from ninja import Schema

from zhicheng.infra.changes import Change


class ChangeOut(Schema):
    row: int
    name: str
    what: Literal["added", "changed", "same", "gone"]
    before: dict[str, str]
    after: dict[str, str]


class PasswordOut(Schema):
    """A first password, shown this once."""

    password: str


class RetriedOut(Schema):
    retried: int


def change_out(change: Change) -> dict[str, Any]:
    return {
        "row": change.row,
        "name": change.name,
        "what": change.what,
        "before": dict(change.before),
        "after": dict(change.after),
    }
