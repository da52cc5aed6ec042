"""Benchmarks of the classifier: macro-F1, accuracy, calibration and CPU per text beside two named peers on the same held-out rows.

With a folder of labelled texts the figures mean something; made-up texts (easy, with a tenth of wrong labels) show only that it runs
and what it costs. What is held out is a fifth of the rows, same texts on one side.
"""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from zhicheng.engines.classify import Sample, train, training
from zhicheng.engines.classify.calibration import measured, softmax
from zhicheng.engines.classify.files import entries
from zhicheng.kernel.errors import BadInput

Row = dict[str, Any]
TOKENS = "labeled_tokenized_train.csv.gz"
WORDS = 40  # of each made-up label


class Split(NamedTuple):
    """Texts to learn from and texts to be asked, with their labels."""

    learn: list[str]
    learn_labels: list[str]
    ask: list[str]
    truth: np.ndarray[Any, np.dtype[np.str_]]


class Answer(NamedTuple):
    labels: np.ndarray[Any, np.dtype[np.str_]]
    error: float | None
    ms: float


def bench_classify(quick: bool, folder: Path | None = None) -> list[Row]:
    """Ours beside word TF-IDF with LinearSVC and with ComplementNB."""
    split = _split(*(_read(folder) if folder else made_up(600 if quick else 6_000)))
    name = "hotline texts" if folder else "made-up texts"
    ours = _ours(split)
    peers = {"TF-IDF + LinearSVC": _peer(split, _svm), "TF-IDF + ComplementNB": _peer(split, _bayes)}
    found = []
    for peer_name, peer in peers.items():
        beside = f"classify: {{}}, {name}, beside {peer_name}"
        found += [
            _row(beside.format("macro-F1"), _f1(split, ours), _f1(split, peer), peer_name, "", split),
            _row(beside.format("accuracy"), _share(split, ours), _share(split, peer), peer_name, "", split),
            _row(beside.format("CPU per text"), ours.ms, peer.ms, peer_name, "ms", split, less=True),
        ]
    assert ours.error is not None
    return [*found, {**_row(f"classify: calibration error, {name}", ours.error, 1.0, "", "", split), "peer": None}]


def _read(folder: Path) -> tuple[list[str], list[str]]:
    path = folder / TOKENS
    if not path.is_file():
        raise BadInput(f"{folder} 里没有 {TOKENS}。", f"There is no {TOKENS} in {folder}.", field="--data")
    rows = list(entries(path, text="tokens", needs_label=True))
    return [r.sample.text for r in rows], [r.label for r in rows]


def made_up(rows: int) -> tuple[list[str], list[str]]:
    """Texts of 7 labels that share a third of their words, a tenth of them with a wrong label."""
    rng = random.Random(7)

    def word() -> str:
        return "".join(chr(rng.randrange(0x4E00, 0x5E00)) for _ in range(2))

    shared = [word() for _ in range(WORDS)]
    own = {f"类{k}": [word() for _ in range(WORDS)] for k in range(7)}
    texts, labels = [], []
    for _ in range(rows):
        label = rng.choice(list(own))
        texts.append(" ".join(rng.choice(own[label] if rng.random() < 0.3 else shared) for _ in range(30)))
        labels.append(label if rng.random() < 0.9 else rng.choice(list(own)))
    return texts, labels


def _split(texts: Sequence[str], labels: Sequence[str]) -> Split:
    truth = np.unique(np.array(labels), return_inverse=True)[1]
    out = training.folds_of(texts, truth, 5) == 0
    inside = np.flatnonzero(~out).tolist()
    asked = np.flatnonzero(out).tolist()
    return Split(
        [texts[i] for i in inside], [labels[i] for i in inside], [texts[i] for i in asked], np.array([labels[i] for i in asked])
    )  # fmt: skip


def _ours(split: Split) -> Answer:
    model = train([Sample(t) for t in split.learn], split.learn_labels).model
    _ = model.features.column
    begun = time.process_time()
    told = np.array([p.label for p in model.predict(Sample(t) for t in split.ask)])
    ms = _ms(begun, split)
    confidence = softmax(model.scores(split.ask), model.temperature).max(axis=1)
    return Answer(told, measured(confidence, told == split.truth).error, ms)


def _peer(split: Split, classifier: Callable[[], Any]) -> Answer:
    from sklearn.feature_extraction.text import TfidfVectorizer
    from sklearn.pipeline import make_pipeline

    words = TfidfVectorizer(token_pattern=r"\S+", ngram_range=(1, 2), sublinear_tf=True)  # noqa: S106 - no password
    model = make_pipeline(words, classifier()).fit(split.learn, split.learn_labels)
    begun = time.process_time()
    told = model.predict(split.ask)
    return Answer(told, None, _ms(begun, split))


def _svm() -> Any:
    from sklearn.svm import LinearSVC

    return LinearSVC(random_state=0)


def _bayes() -> Any:
    from sklearn.naive_bayes import ComplementNB

    return ComplementNB(alpha=0.1)


def _ms(begun: float, split: Split) -> float:
    return (time.process_time() - begun) * 1000 / len(split.ask)


def _f1(split: Split, answer: Answer) -> float:
    names = {name: k for k, name in enumerate(np.union1d(split.truth, answer.labels).tolist())}
    return training.macro_f1(*(np.array([names[x] for x in side.tolist()]) for side in (split.truth, answer.labels)))


def _share(split: Split, answer: Answer) -> float:
    return float((answer.labels == split.truth).mean())


def _row(name: str, ours: float, peer: float, peer_name: str, unit: str, split: Split, *, less: bool = False) -> Row:
    ratio = peer / ours if less else ours / peer
    return {
        "name": name, "ours": round(ours, 4), "peer": round(peer, 4), "peer_name": peer_name, "unit": unit, "ratio": round(ratio, 2),
        "n": len(split.ask),
    }  # fmt: skip
