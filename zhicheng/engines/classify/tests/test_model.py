"""Learning and telling: what is learnt is told, confidence means something, a file is the same model, a bad file is one sentence."""

from __future__ import annotations

import io
import json
import pickle
import zipfile
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from zhicheng.engines.classify import Model, Reliability, Sample, load, save, threshold_for, train, training
from zhicheng.engines.classify.calibration import measured, softmax, temperature_of
from zhicheng.engines.classify.storage import packed, unpacked
from zhicheng.engines.classify.tests.texts import labelled
from zhicheng.kernel.errors import BadInput

TEXTS, LABELS = labelled()


@pytest.fixture(scope="module")
def model() -> Model:
    return train([Sample(t) for t in TEXTS], LABELS).model


def told(model: Model, text: str) -> str:
    return next(model.predict([Sample(text)])).label


@pytest.mark.parametrize(
    ("text", "label"), [("桥头路灯不亮", "灯"), ("小区垃圾桶满了没人清运", "垃圾"), ("半夜施工吵得睡不着", "噪声")]
)
def test_new_texts_get_the_label_of_their_words(model: Model, text: str, label: str) -> None:
    assert told(model, text) == label


def test_the_words_that_decided_stand_in_the_text(model: Model) -> None:
    text = "学校门口垃圾成堆，臭气熏天"
    words = model.words(Sample(text), "垃圾")
    assert words
    assert all(w in text for w in words)
    assert "垃圾" in "".join(words)
    assert "学校门口" not in words


@pytest.mark.parametrize("text", ["", "😀😀", "xyz", "。。。"])
def test_a_text_without_a_known_word_is_told_without_being_sure(model: Model, text: str) -> None:
    prediction = next(model.predict([Sample(text)]))
    assert prediction.confidence < 0.7
    assert model.words(Sample(text), prediction.label) == []


@given(st.lists(st.text(max_size=40), min_size=1, max_size=6))
def test_any_text_gets_ordered_confidences_and_distinct_labels(model: Model, texts: list[str]) -> None:
    for prediction in model.predict(Sample(t) for t in texts):
        assert len(set(prediction.labels)) == 3
        assert list(prediction.confidences) == sorted(prediction.confidences, reverse=True)
        assert 0 <= sum(prediction.confidences) <= 1.001


def test_one_text_and_a_stream_are_told_the_same(model: Model) -> None:
    many = list(model.predict(Sample(t) for t in TEXTS * 5))
    assert many[: len(TEXTS)] == [next(model.predict([Sample(t)])) for t in TEXTS]
    assert len(many) == 5 * len(TEXTS)


def test_a_stream_is_read_a_batch_at_a_time(model: Model) -> None:
    read: list[int] = []

    def endless() -> object:
        while True:
            read.append(1)
            yield Sample("路灯不亮")

    next(model.predict(endless()))  # type: ignore[arg-type]
    assert len(read) < 1_000


def test_the_title_counts(model: Model) -> None:
    assert next(model.predict([Sample("请处理", "路灯不亮")])).label == "灯"


def test_two_labels_are_enough() -> None:
    pairs = [(t, y) for t, y in zip(TEXTS, LABELS, strict=True) if y != "噪声"]
    two = train([Sample(t) for t, _ in pairs], [y for _, y in pairs]).model
    assert told(two, "桥头路灯不亮") == "灯"
    assert told(two, "垃圾成堆") == "垃圾"


@pytest.mark.parametrize(
    ("texts", "labels", "word"),
    [
        (["a", "b"], ["x", "x"], "label"),
        (["", ""], ["x", "y"], "text"),
        ([], [], "label"),
        (["a", "b"], ["x", "y"], "few rows"),
    ],
)
def test_too_little_to_learn_from_is_refused(texts: list[str], labels: list[str], word: str) -> None:
    with pytest.raises(BadInput) as refused:
        train([Sample(t) for t in texts], labels)
    assert word in refused.value.said.en


def test_same_texts_stay_on_one_side_of_every_split() -> None:
    texts = [f"t{n // 3}" for n in range(90)]
    folds = training.folds_of(texts, np.arange(90) // 3 % 2, 5)
    assert all(len(set(folds[n : n + 3].tolist())) == 1 for n in range(0, 90, 3))
    assert np.bincount(folds).min() >= 15


def test_remembering_earns_no_praise() -> None:
    """Every text stands there twice and its label is chance: held out honestly, that is worth nothing."""
    rng = np.random.default_rng(3)
    texts = [f"文字{n}" + "".join(map(chr, rng.integers(0x4E00, 0x9FA5, 12))) for n in range(80)]
    labels = rng.choice(["x", "y"], 80).tolist()
    figures = train([Sample(t) for t in texts * 2], labels * 2).figures
    assert figures["macro_f1"] < 0.75


def test_rows_above_the_limit_are_drawn_with_their_shares() -> None:
    truth = np.array([0] * 900 + [1] * 90 + [2] * 10)
    kept = truth[training._drawn(truth, 100)]
    assert np.bincount(kept).tolist() == [90, 9, 2]


def test_a_file_is_the_same_model_and_the_same_bytes(model: Model, tmp_path: Path) -> None:
    save(model, tmp_path / "m")
    again = load(tmp_path / "m")
    assert list(again.predict(Sample(t) for t in TEXTS)) == list(model.predict(Sample(t) for t in TEXTS))
    assert packed(again) == (tmp_path / "m").read_bytes()
    assert again.figures == model.figures
    assert [p.name for p in tmp_path.iterdir()] == ["m"]


def test_a_model_holds_no_text_of_anybody(model: Model) -> None:
    with zipfile.ZipFile(io.BytesIO(packed(model))) as z:
        everything = b"".join(z.read(n) for n in z.namelist())
    assert "学校门口".encode() not in everything


def changed(model: Model, header: dict[str, object] | None = None, **arrays: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(packed(model))) as z, zipfile.ZipFile(out, "w") as to:
        for name in z.namelist():
            data = z.read(name)
            if name == "model.json":
                data = json.dumps({**json.loads(data), **(header or {})}).encode()
            to.writestr(name, arrays.get(name.removesuffix(".bin"), data))
    return out.getvalue()


@pytest.mark.parametrize(
    ("header", "said"),
    [
        ({"format": "other"}, "no model"),
        ({"version": 2}, "version 2"),
        ({"labels": ["a"]}, "damaged"),
        ({"labels": ["灯", "灯", "垃圾"]}, "contradict"),
        ({"labels": None}, "damaged"),
        ({"bits": 40}, "contradict"),
        ({"bits": 8}, "contradict"),
        ({"temperature": 0}, "contradict"),
        ({"temperature": "x"}, "damaged"),
        ({"least": -1}, "contradict"),
        ({"reliability": {"rows": [1], "right": [1]}}, "contradict"),
        ({"figures": 3}, "damaged"),
    ],
)
def test_a_file_that_was_tampered_with_is_refused(model: Model, header: dict[str, object], said: str) -> None:
    with pytest.raises(BadInput) as refused:
        unpacked(changed(model, header), "m.model")
    assert said in refused.value.said.en
    assert "m.model" in refused.value.said.zh


@pytest.mark.parametrize("array", ["places", "rarity", "weights", "bias"])
@pytest.mark.parametrize("data", [b"", b"\x00" * 16, b"\xff" * 32, b"abc"])
def test_arrays_that_do_not_fit_are_refused(model: Model, array: str, data: bytes) -> None:
    with pytest.raises(BadInput):
        unpacked(changed(model, **{array: data}), "m")


class Evil:
    def __reduce__(self) -> tuple[object, tuple[str]]:
        return (Path.touch, (Path("/tmp/never"),))  # type: ignore[return-value]


@pytest.mark.parametrize("data", [b"", b"not a zip", b"PK\x03\x04" + b"\x00" * 60, pickle.dumps(Evil())])
def test_what_is_no_model_is_one_sentence(data: bytes) -> None:
    with pytest.raises(BadInput) as refused:
        unpacked(data, "x.bin")
    assert "classify train" in refused.value.said.en


def test_every_cut_of_a_model_is_refused(model: Model) -> None:
    whole = packed(model)
    for end in range(0, len(whole), max(len(whole) // 40, 1)):
        with pytest.raises(BadInput):
            unpacked(whole[:end], "m")


@pytest.mark.parametrize("path", ["nowhere/m", "."])
def test_a_model_is_not_written_where_it_cannot_be(model: Model, tmp_path: Path, path: str) -> None:
    with pytest.raises(BadInput):
        save(model, tmp_path / path)
    assert list(tmp_path.iterdir()) == []


def test_a_model_file_that_is_missing_is_one_sentence(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="找不到模型文件"):
        load(tmp_path / "none")


RELIABLE = Reliability(
    tuple([0] * 50 + [40] + [0] * 39 + [60] + [0] * 10), tuple([0] * 50 + [20] + [0] * 39 + [57] + [0] * 10)
)


@pytest.mark.parametrize(
    ("precision", "threshold"), [(0.5, 0), (0.77, 0), (0.8, 51), (0.95, 51), (0.96, None), (1.0, None)]
)
def test_the_threshold_is_the_lowest_that_reaches_the_precision(precision: float, threshold: int | None) -> None:
    assert threshold_for(RELIABLE, precision) == threshold


def test_precision_and_coverage_of_a_threshold() -> None:
    assert RELIABLE.precision(51) == pytest.approx(0.95)
    assert RELIABLE.coverage(51) == pytest.approx(0.6)
    assert RELIABLE.precision(95) is None
    assert RELIABLE.coverage(0) == 1


def test_calibration_error_is_small_where_confidence_is_true_and_large_where_it_is_not() -> None:
    rng = np.random.default_rng(5)
    confidence = rng.uniform(0.3, 1, 20_000)
    honest = measured(confidence, rng.uniform(size=20_000) < confidence)
    boasting = measured(np.minimum(confidence + 0.3, 1), rng.uniform(size=20_000) < confidence)
    assert honest.error < 0.02
    assert boasting.error > 0.15


def test_the_temperature_is_found_again() -> None:
    rng = np.random.default_rng(6)
    scores = rng.normal(size=(20_000, 4)) * 2
    shares = softmax(scores, 0.7)
    truth = (shares.cumsum(axis=1) < rng.uniform(size=(20_000, 1))).sum(axis=1).astype(np.int64).clip(0, 3)
    assert temperature_of(scores, truth) == pytest.approx(0.7, rel=0.1)


@pytest.mark.parametrize(
    ("truth", "predicted", "f1"),
    [([0, 1], [0, 1], 1.0), ([0, 1], [1, 0], 0.0), ([0, 0, 1, 1], [0, 0, 0, 1], (0.8 + 2 / 3) / 2)],
)
def test_macro_f1(truth: list[int], predicted: list[int], f1: float) -> None:
    assert training.macro_f1(np.array(truth), np.array(predicted)) == pytest.approx(f1)


def test_confusions_are_told_most_often_first() -> None:
    found = training.confused(np.array([0, 0, 0, 1]), np.array([1, 1, 0, 0]), ["灯", "垃圾"])
    assert found == [{"label": "灯", "taken_for": "垃圾", "times": 2}, {"label": "垃圾", "taken_for": "灯", "times": 1}]
