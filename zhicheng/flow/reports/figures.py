"""What the versions of the classifier are worth, as a manager reads it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from typing_extensions import TypedDict

from zhicheng.engines.classify import Reliability
from zhicheng.flow.reports import classifying, learning, queries
from zhicheng.flow.reports.models import ModelVersion
from zhicheng.law import matters

STEP = 10
SHOWN = 50  # versions in the list


class ModelFigures(TypedDict):
    """What a model was worth on the corrections that were kept back; shares 0..1."""

    accuracy: float
    macro_f1: float
    top3: float
    calibration_error: float


class VersionRow(TypedDict):
    """One version: before = the version that was in use then, on the same corrections. `file`: it can be used again."""

    number: int
    made_at: datetime
    made_by: str
    rows: int
    exam: int
    beside: int
    before: ModelFigures
    after: ModelFigures
    taken_over: bool
    in_use: bool
    file: bool


class Confusion(TypedDict):
    """A matter that was taken for another one, and how often."""

    code: str
    name: str
    name_en: str
    taken_for: str
    taken_for_name: str
    taken_for_name_en: str
    times: int


class ThresholdRow(TypedDict):
    """With this threshold: the share of texts that nobody is asked about, and how many of those are right (null: none was told)."""

    threshold: int
    coverage: float
    precision: float | None


class ClassifierOverview(TypedDict):
    """Versions, the latest first; of the one in use what it confuses most and what each threshold gives."""

    in_use: int
    threshold: int
    corrections: int
    fewest: int
    versions: list[VersionRow]
    confused: list[Confusion]
    thresholds: list[ThresholdRow]


def overview() -> ClassifierOverview:
    """Everything that /manage and the command line show."""
    used = queries.version_in_use()
    return {
        "in_use": used.number if used else 0, "threshold": learning.threshold(), "corrections": len(queries.corrections()),
        "fewest": learning.FEWEST, "versions": [row_of(v) for v in queries.versions()[:SHOWN]],
        "confused": _named(used.after["confused"]) if used else [],
        "thresholds": _thresholds(_reliability(used)),
    }  # fmt: skip


def row_of(version: ModelVersion) -> VersionRow:
    return {
        "number": version.number, "made_at": version.made_at, "made_by": version.made_by, "rows": version.rows, "exam": version.exam,
        "beside": version.beside, "before": _figures(version.before), "after": _figures(version.after),
        "taken_over": version.taken_over, "in_use": version.in_use, "file": bool(version.file),
    }  # fmt: skip


def _figures(found: dict[str, Any]) -> ModelFigures:
    return {
        "accuracy": found["accuracy"], "macro_f1": found["macro_f1"], "top3": found["top3"], "calibration_error": found["calibration_error"],
    }  # fmt: skip


def _reliability(used: ModelVersion | None) -> Reliability:
    """On corrections that were kept back; on the first day, on words of the catalogue that were left out one by one."""
    if used is None:
        return classifying.cold().reliability
    found = used.after["reliability"]
    return Reliability(tuple(found["rows"]), tuple(found["right"]))


def _thresholds(reliability: Reliability) -> list[ThresholdRow]:
    return [
        {"threshold": t, "coverage": round(reliability.coverage(t), 4), "precision": reliability.precision(t)}
        for t in range(0, 100, STEP)
    ]


def _named(rows: Sequence[dict[str, Any]]) -> list[Confusion]:
    known = matters.matters()
    return [
        {
            "code": r["label"], "name": known[r["label"]].name, "name_en": known[r["label"]].name_en, "taken_for": r["taken_for"],
            "taken_for_name": known[r["taken_for"]].name, "taken_for_name_en": known[r["taken_for"]].name_en, "times": r["times"],
        }
        for r in rows
        if r["label"] in known and r["taken_for"] in known
    ]  # fmt: skip
