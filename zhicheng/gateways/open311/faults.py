"""How this door says no: one status, and one sentence for each thing that is wrong."""

from __future__ import annotations

from collections.abc import Sequence

from zhicheng.kernel.errors import NotFound, Refused, ZhichengError
from zhicheng.kernel.phrases import Phrase


class Fault(Exception):
    """`said` are shown to people, so in their language; `status` goes into the answer and into each error's code."""

    def __init__(self, status: int, *said: Phrase) -> None:
        super().__init__(said[0].zh)
        self.status, self.said = status, said


def missing(zh: str, en: str) -> Fault:
    """There is no such thing."""
    return Fault(404, Phrase(f"没有{zh}。", f"There is no {en}."))


def fault_of(error: ZhichengError) -> Fault:
    """GeoReport knows three kinds of no: 404 for what is not there, 403 for the key, 400 for everything else."""
    status = 404 if isinstance(error, NotFound) else 403 if isinstance(error, Refused) else 400
    rows: Sequence[Phrase] = [
        Phrase(f"{w.field}：{w.reason}", f"{w.field}: {w.reason_en}") for w in getattr(error, "rows", ())
    ]
    return Fault(status, *(rows or [error.said]))
