"""The classifier learns from corrections: every night a version, in use only when it is not worse; back with one step.

One correction in five, chosen by its text, is never learnt from: it is the exam that every version sits, so before and after are
measured on the same rows and no version has seen them.
"""

from __future__ import annotations

import hashlib
import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import numpy as np
from django.db import IntegrityError, transaction

from zhicheng.engines.classify import Model, Sample, Training, train
from zhicheng.engines.classify.calibration import measured
from zhicheng.engines.classify.grams import written
from zhicheng.engines.classify.storage import packed, unpacked
from zhicheng.engines.classify.training import confused, macro_f1
from zhicheng.flow.reports import classifying, queries, wording
from zhicheng.flow.reports.models import Correction, ModelVersion, Report
from zhicheng.infra import switches
from zhicheng.infra.changes import compare, record_changes
from zhicheng.kernel.errors import BadInput, NotAllowed, NotFound

REGISTER = "classifier"
TASK = "reports.learn"
BY = "rule:learn@1"
SURE = "classifier_sure"  # the switch with the threshold
FEWEST = 40  # corrections below which a version would be luck
EXAM = 5  # one correction in so many is kept back
MEAN = 3.0  # how much each matter's mean counts beside the planes; by tests/data/matters_texts.csv, half against half
FOLDS = 3
KEPT = 12  # versions whose files are kept: a quarter of a year of weeks with corrections
EVERY = 10.0  # seconds after which a machine looks again which version is in use


@dataclass(frozen=True, slots=True)
class Row:
    """One correction to learn from."""

    text: str
    matter: str

    @property
    def is_exam(self) -> bool:
        """By its text alone: the same words are never on both sides, tonight or in a year."""
        return hashlib.sha256(written(Sample(self.text)).encode()).digest()[0] % EXAM == 0


def correct(reports: Sequence[Report], matter: str, *, by: str, at: datetime) -> None:
    """Somebody names the matter of these reports, before it is stored in them: rows to learn from, in his transaction."""
    changed = [r for r in reports if matter and r.matter != matter and (r.text or r.category).strip()]
    told = classifying.guess_many([_text(r.category, r.text) for r in changed], top=1)
    rows = [
        Correction(
            report=r, matter=matter, proposed=g[0].code if g else "", confidence=round(g[0].confidence * 100) if g else 0,
            made_by=by, made_at=at,
        )
        for r, g in zip(changed, told, strict=True)
    ]  # fmt: skip
    Correction.objects.bulk_create(
        rows, update_conflicts=True, unique_fields=["report"],
        update_fields=["matter", "proposed", "confidence", "made_by", "made_at"], batch_size=500,
    )  # fmt: skip


def _text(category: str, text: str) -> str:
    return f"{category} {text}".strip()


def learn(*, by: str, at: datetime) -> ModelVersion | None:
    """A new version when corrections came since the last one; None when there is nothing new or another worker was faster.

    Learning takes seconds to minutes, so it stands outside the transaction; two that learn at once want the same number, and one gets it.
    """
    last = queries.versions().first()
    rows = [Row(_text(c, t), m) for c, t, m in queries.corrections()]
    exam, learnt = [r for r in rows if r.is_exam], [r for r in rows if not r.is_exam]
    if len(rows) < FEWEST or not exam or (last is not None and not queries.corrected_after(last.made_at)):
        return None
    used = queries.version_in_use()
    training = _trained(learnt)
    before, after = judged(model_of(used), exam), judged(training.model, exam)
    data = packed(training.model)
    version = ModelVersion(
        number=last.number + 1 if last else 1, made_at=at, made_by=by, rows=len(learnt), exam=len(exam),
        beside=used.number if used else 0, before=before, after=after, taken_over=not_worse(before, after), in_use=False,
        digest=hashlib.sha256(data).hexdigest(), file=data,
    )  # fmt: skip
    try:
        with transaction.atomic():
            version.save(force_insert=True)
            if version.taken_over:
                _take_over(version, by=by, at=at)
            _forget_files()
    except IntegrityError:
        return None
    keep(at_once=True)
    return version


def _trained(learnt: Sequence[Row]) -> Training:
    """The catalogue's words and the corrections together; only corrections say how sure to be."""
    said = [(phrase, code) for code, words in wording.phrases().items() for ps in words for phrase in ps[:2]]
    samples = [Sample(p) for p, _ in said] + [Sample(r.text) for r in learnt]
    labels = [c for _, c in said] + [r.matter for r in learnt]
    judged_rows = [False] * len(said) + [True] * len(learnt)
    return train(samples, labels, folds=FOLDS, mean=MEAN, judged=judged_rows)


def judged(model: Model, exam: Sequence[Row]) -> dict[str, Any]:
    """What a model is worth on corrections that it has not seen."""
    told = classifying.opinions(model, [Sample(r.text) for r in exam])
    names = sorted({r.matter for r in exam} | {p.label for p in told})
    truth = np.array([names.index(r.matter) for r in exam])
    first = np.array([names.index(p.label) for p in told])
    sure = np.array([p.confidence for p in told])
    reliability = measured(sure, truth == first)
    return {
        "accuracy": round(float((truth == first).mean()), 4), "macro_f1": round(macro_f1(truth, first), 4),
        "top3": round(float(np.mean([r.matter in p.labels for r, p in zip(exam, told, strict=True)])), 4),
        "calibration_error": round(reliability.error, 4), "confused": confused(truth, first, names, most=12),
        "reliability": {"rows": reliability.rows, "right": reliability.right},
    }  # fmt: skip


def not_worse(before: dict[str, Any], after: dict[str, Any]) -> bool:
    """As often right as the one in use, and as often among the first three."""
    return bool(after["accuracy"] >= before["accuracy"] and after["top3"] >= before["top3"])


def _take_over(version: ModelVersion | None, *, by: str, at: datetime) -> None:
    used = queries.version_in_use()
    ModelVersion.objects.filter(in_use=True).update(in_use=False)
    if version is not None:
        ModelVersion.objects.filter(pk=version.pk).update(in_use=True)
        version.in_use = True
    change = compare("分类模型", {"使用版本": _called(used)}, {"使用版本": _called(version)})
    record_changes(REGISTER, [change], by=by, at=at)


def _called(version: ModelVersion | None) -> str:
    return f"第 {version.number} 版" if version else "目录词"


def _forget_files() -> None:
    """Figures stay for ever, files of old versions go."""
    old = queries.versions().filter(in_use=False).exclude(file=b"").values_list("pk", flat=True)[KEPT:]
    ModelVersion.objects.filter(pk__in=list(old)).update(file=b"")


def roll_back(*, number: int, by: str, at: datetime) -> None:
    """Use this version from now on; 0 is the catalogue's words. The next night's version has to be better than it."""
    with transaction.atomic():
        version = queries.versions().select_for_update().filter(number=number).first() if number else None
        if number and version is None:
            raise NotFound(
                f"没有第 {number} 版分类模型，请刷新列表。",
                f"There is no version {number} of the classifier; refresh the list.",
            )
        if version is not None and not version.file:
            raise NotAllowed(
                f"第 {number} 版的文件已清理（只留最近 {KEPT} 版），请选较新的版本。",
                f"The file of version {number} is gone (the last {KEPT} are kept); choose a later one.",
            )
        _take_over(version, by=by, at=at)
    keep(at_once=True)


def set_threshold(*, sure: int, by: str, at: datetime) -> None:
    """From how many per cent on nobody is asked."""
    if not 0 <= sure <= 100:
        raise BadInput("门槛应为 0 到 100 的百分数。", "The threshold is a per cent from 0 to 100.", field="sure")
    with transaction.atomic():
        before = threshold()
        switches.put(SURE, sure)
        change = compare("自动归类门槛", {"百分之": str(before)}, {"百分之": str(sure)})
        record_changes(REGISTER, [change], by=by, at=at)
    keep(at_once=True)


def threshold() -> int:
    found = switches.get(SURE)
    return classifying.SURE_ENOUGH if found is None else int(found)


def model_of(version: ModelVersion | None) -> Model:
    """A version's model, from the database; the catalogue's words for none."""
    if version is None:
        return classifying.cold()
    return unpacked(bytes(version.file), str(version))


_looked = [0.0]


def keep(*, at_once: bool = False) -> None:
    """This machine uses what the database says; looked up every few seconds."""
    now = time.monotonic()
    if not at_once and now - _looked[0] < EVERY:
        return
    _looked[0] = now
    version = queries.version_in_use(with_file=False)
    wanted = (
        classifying.InUse(version.number, version.digest, threshold())
        if version
        else classifying.InUse(sure=threshold())
    )
    if wanted == classifying.in_use():
        return
    if version is not None:
        classifying.put_file(
            wanted, lambda: bytes(ModelVersion.objects.values_list("file", flat=True).get(pk=version.number))
        )
    classifying.point_to(wanted)
