"""What each idea is worth: `python -m tools.ablate_classify DIR` (a folder with the labelled hotline texts), train part only.

Grouped five-fold cross-validation, the same folds for every row. Tokens: texts as words with spaces. Raw: learnt from the words
joined, tested on the raw texts of held-out rows. CPU: learning and predicting of all five folds together.
"""

from __future__ import annotations

import argparse
import csv
import gzip
import time
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from scipy.sparse import csr_matrix, vstack

from zhicheng.engines.classify import grams, training
from zhicheng.engines.classify.grams import BLOCKS, Sample
from zhicheng.engines.classify.model import Features

Fit = Callable[[Any, Any], Any]
TOKENS, RAW = "labeled_tokenized_train.csv.gz", "labeled_raw_train.csv.gz"


def rows(path: Path) -> list[dict[str, str]]:
    with gzip.open(path, "rt", encoding="utf-8", newline="") as f:
        return list(csv.DictReader(f))


def peer(words: bool, classifier: Callable[[], Any]) -> Fit:
    """TF-IDF of scikit-learn in front of a classifier of scikit-learn."""

    def fit(texts: Sequence[str], labels: Any) -> Any:
        from sklearn.feature_extraction.text import TfidfVectorizer
        from sklearn.pipeline import make_pipeline

        kind = (
            {"token_pattern": r"\S+", "ngram_range": (1, 2)} if words else {"analyzer": "char", "ngram_range": (1, 3)}
        )
        chosen = texts if words else [t.replace(" ", "") for t in texts]
        model = make_pipeline(TfidfVectorizer(sublinear_tf=True, **kind), classifier()).fit(chosen, labels)
        return lambda asked: model.predict(asked if words else [t.replace(" ", "") for t in asked])

    return fit


def ours(blocks: Iterable[str], classifier: Callable[[], Any]) -> Fit:
    """Our features, only the named blocks, in front of a classifier."""
    names = set(blocks)
    weights = [b.weight if b.name in names else 0.0 for b in BLOCKS]

    def matrix(features: Features, texts: Sequence[str]) -> csr_matrix:
        pieces = []
        for start in range(0, len(texts), 256):
            batch = [grams.written(Sample(t)) for t in texts[start : start + 256]]
            parts = []
            for n, block in enumerate(BLOCKS):
                if weights[n]:
                    parts.append(features.part(grams.counted(grams.runs(batch, block, n)), weights[n], len(batch)))
            text, column, value = (np.concatenate(x) for x in zip(*parts, strict=True))
            pieces.append(csr_matrix((value, (text, column)), shape=(len(batch), len(features.places))))
        return vstack(pieces).tocsr()

    def fit(texts: Sequence[str], labels: Any) -> Any:
        counts = training.counted_in([grams.written(Sample(t)) for t in texts])
        features, _ = training.features_of(counts, np.arange(len(texts)), len(texts))
        model = classifier().fit(matrix(features, texts), labels)
        return lambda asked: model.predict(matrix(features, asked))

    return fit


def ideas() -> dict[str, Fit]:
    from sklearn.linear_model import RidgeClassifier
    from sklearn.naive_bayes import ComplementNB
    from sklearn.svm import LinearSVC

    def svm(c: float = 0.5, weight: str | None = "balanced") -> Callable[[], Any]:
        return lambda: LinearSVC(C=c, class_weight=weight, random_state=0)

    all_ = [b.name for b in BLOCKS]
    return {
        "peer: word TF-IDF + LinearSVC": peer(True, svm(1, None)),
        "peer: char 1-3 TF-IDF + LinearSVC": peer(False, svm(1, None)),
        "peer: word TF-IDF + ComplementNB": peer(True, lambda: ComplementNB(alpha=0.1)),
        "chars": ours(["chars"], svm()),
        "chars + words": ours(["chars", "words"], svm()),
        "chars + head": ours(["chars", "head chars"], svm()),
        "all, labels not balanced": ours(all_, svm(weight=None)),
        "all, ComplementNB": ours(all_, lambda: ComplementNB(alpha=0.1)),
        "all, ridge": ours(all_, lambda: RidgeClassifier(solver="sparse_cg", tol=1e-3, class_weight="balanced")),
        "all, C = 0.2": ours(all_, svm(0.2)),
        "all, C = 2": ours(all_, svm(2)),
        "all (shipped)": ours(all_, svm()),
    }


def table(folder: Path) -> Iterable[str]:
    found = rows(folder / TOKENS)
    raw = {r["id"]: f"{r['title']} {r['detail']}" for r in rows(folder / RAW)}
    texts, labels = np.array([r["tokens"] for r in found]), np.array([r["label"] for r in found])
    raws = np.array([raw.get(r["raw_id"].removesuffix(".0"), "") for r in found])
    truth = np.unique(labels, return_inverse=True)[1]
    fold = training.folds_of(texts.tolist(), truth, training.FOLDS)
    yield f"{len(texts)} rows, {int((raws != '').sum())} of them with raw text, {training.FOLDS} folds"
    yield f"{'idea':<36}{'tokens: macro-F1':>17}{'accuracy':>9}{'CPU s':>7}{'raw: macro-F1':>15}{'accuracy':>9}"
    joined = np.array([t.replace(" ", "") for t in texts])
    for name, fit in ideas().items():
        begun = time.process_time()
        told = _predicted(fit, texts, texts, truth, fold)
        taken = time.process_time() - begun
        yield f"{name:<36}{_figures(truth, told):>26}{taken:>7.0f}" + (
            f"{_figures(truth[raws != ''], _predicted(fit, joined, raws, truth, fold)[raws != '']):>24}"
            if "word TF" not in name
            else f"{'-':>24}"
        )


def _predicted(fit: Fit, texts: Any, asked: Any, truth: Any, fold: Any) -> Any:
    told = np.full(len(truth), -1)
    for k in range(training.FOLDS):
        out = (fold == k) & (asked != "")
        told[out] = fit(texts[fold != k].tolist(), truth[fold != k])(asked[out].tolist())
    return told


def _figures(truth: Any, told: Any) -> str:
    return f"{training.macro_f1(truth, told):.4f} {(truth == told).mean():>8.4f}"


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    for line in table(parser.parse_args().folder):
        print(line, flush=True)
