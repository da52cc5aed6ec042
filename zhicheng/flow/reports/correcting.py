"""The words of a report were misread and it has a ticket already: it gets the right matter, and the classifier learns of it."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import transaction

from zhicheng.flow.reports import learning
from zhicheng.flow.reports.events import Corrected
from zhicheng.flow.reports.models import Report
from zhicheng.flow.reports.states import REPORT
from zhicheng.infra.transitions import Step, advance

SURE = 100  # per cent: a person said so


def correct_matter(*, report: Report, matter: str, by: str, at: datetime) -> None:
    """`matter`: one of the 250, another than the report's. In the caller's transaction with the ticket's step."""
    was = report.matter

    def body(**moved: Any) -> Corrected:
        return Corrected(matter=matter, was=was, **moved)

    with transaction.atomic():
        learning.correct([report], matter, by=by, at=at)
        advance(report, REPORT, Step("correct", by, at, body, columns={"matter": matter, "confidence": SURE}), at=at)
