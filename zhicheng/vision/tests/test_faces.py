"""Faces are found to be covered: near ones, far ones, and what that adds to covering the tops of people."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import av
import numpy as np
import pytest

from zhicheng.kernel.errors import BadInput
from zhicheng.vision import weights
from zhicheng.vision.detectors.faces import Faces, FarFaces, NearFaces, faces_of, free_sizes
from zhicheng.vision.seen import Box, Pixels
from zhicheng.vision.street_photos import look
from zhicheng.vision.tests.test_street_photos import SMALL, Reads, Sees

NEAR_IN, FAR_IN = ("intel_one_by_one_person.mp4", 90), ("vtest.avi", 165)


def still(shared: Path, clip: str, number: int) -> Pixels:
    with av.open(str(shared / "media" / clip)) as film:
        frame = next(f for i, f in enumerate(film.decode(video=0)) if i == number)
    return frame.to_ndarray(format="rgb24")


class Told:
    def __init__(self, *boxes: Box) -> None:
        self.boxes = boxes

    def faces(self, image: Pixels) -> Sequence[Box]:
        return self.boxes


def test_what_either_model_takes_for_a_face_is_one_and_a_little_more() -> None:
    found = Faces(Told(Box(100, 100, 140, 140)), Told(Box(300, 50, 310, 60)), "told").faces(SMALL)
    assert found == [Box(94, 94, 146, 146), Box(298.5, 48.5, 311.5, 61.5)]


def test_a_face_is_covered_where_nobody_saw_a_person() -> None:
    looked = look(SMALL, Sees(), Reads(), reaches_somebody=lambda _: False, faces=Told(Box(-5, 10, 20, 40)))
    assert looked.boxes == (Box(0, 10, 20, 40),)


@pytest.mark.parametrize(("model", "name"), [(NearFaces, "near_faces"), (FarFaces, "far_faces")])
@pytest.mark.parametrize("size", [(1, 1), (7, 900), (480, 640), (900, 7)])
def test_an_even_picture_of_any_shape_has_no_face(
    model: type[NearFaces | FarFaces], name: str, size: tuple[int, int]
) -> None:
    more = (640,) if model is FarFaces else ()
    assert list(model(weights.find(name), *more).faces(np.full((*size, 3), 128, np.uint8))) == []


def test_a_near_face_on_a_real_street_is_found_within_its_head(shared: Path) -> None:
    picture = still(shared, *NEAR_IN)
    (face,) = NearFaces(weights.find("near_faces")).faces(picture)
    assert 30 < face.width < 70
    assert face.iou(Box(426, 39, 471, 84)) > 0.6
    assert any(face.iou(f) > 0.5 for f in faces_of().faces(picture))


def test_faces_of_a_dozen_pixels_are_found_by_the_other_model(shared: Path) -> None:
    picture = still(shared, *FAR_IN)
    found = FarFaces(weights.find("far_faces"), 1280).faces(picture)
    assert len(found) >= 2
    assert all(6 < f.width < 30 for f in found)
    assert list(NearFaces(weights.find("near_faces")).faces(picture)) == []


def test_all_of_it_says_which_weights_looked() -> None:
    assert faces_of(640).signature == "faces@" + "+".join(weights.KNOWN[n].sha256[:8] for n in weights.FACES)


@pytest.mark.parametrize("missing", weights.FACES)
def test_without_its_weights_the_command_is_named(
    missing: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    there = next(n for n in weights.FACES if n != missing)
    (tmp_path / weights.KNOWN[there].file).symlink_to(weights.find(there))
    monkeypatch.setenv("ZHICHENG_MODELS", str(tmp_path))
    with pytest.raises(BadInput, match=f"zhicheng models fetch {missing}"):
        faces_of()


@pytest.mark.parametrize(("model", "more"), [(NearFaces, ()), (FarFaces, (640,))])
def test_another_model_under_that_name_is_refused(model: type[NearFaces | FarFaces], more: tuple[int, ...]) -> None:
    other = "efficientdet_lite0" if model is NearFaces else "text_lines"
    with pytest.raises(BadInput, match="不是可用的"):
        model(weights.find(other), *more)


# -- shapes of a model -------------------------------------------------------------------------------------------------


def part(number: int, content: bytes) -> bytes:
    return bytes((number << 3 | 2, len(content))) + content


def named(name: str, *sizes: bytes) -> bytes:
    """An input or output of these dimensions, as ONNX writes it."""
    shape = b"".join(part(1, b"\x08" + s) for s in sizes)
    return part(1, name.encode()) + part(2, part(1, b"\x08\x01" + part(2, shape)))


def model(*inputs: bytes, output: bytes) -> bytes:
    return b"\x08\x07" + part(7, b"".join(part(11, i) for i in inputs) + part(12, output))


def test_the_first_input_and_the_outputs_lose_their_sizes_and_nothing_else_changes() -> None:
    picture, weight, heat = named("picture", b"\x20", b"\xe0\x01"), named("weight", b"\x08"), named("heat", b"\x08")
    before = model(picture, weight, output=heat)
    after = free_sizes(before)
    assert len(after) == len(before)
    assert weight in after
    assert picture not in after
    assert heat not in after
    assert (
        named("picture", b"\x20", b"\xe0\x01").replace(b"\x08\x20", b"\x1a\x00").replace(b"\x08\xe0\x01", b"\x1a\x01n")
        in after
    )


def test_a_model_without_sizes_stays_as_it_is() -> None:
    plain = model(named("picture"), output=named("heat"))
    assert free_sizes(plain) == plain
