"""The same photo again, however it was pressed on its way; and photos that only look alike from afar."""

from __future__ import annotations

from collections.abc import Callable
from io import BytesIO

import numpy as np
import pytest
from PIL import Image, ImageEnhance

from zhicheng.engines.duplicates.pictures import SAME, apart, look_of, same_photo


def street(seed: int, size: tuple[int, int] = (640, 480)) -> Image.Image:
    """Patches of light and dark, as a street has."""
    rng = np.random.default_rng(seed)
    coarse = rng.integers(0, 255, (6, 8, 3), np.uint8)
    return Image.fromarray(coarse).resize(size, Image.Resampling.BICUBIC)


def seen(picture: Image.Image) -> int:
    found = look_of(picture)
    assert found is not None
    return found


def pressed(picture: Image.Image, quality: int) -> Image.Image:
    out = BytesIO()
    picture.save(out, "JPEG", quality=quality)
    return Image.open(BytesIO(out.getvalue()))


CHANGES: dict[str, Callable[[Image.Image], Image.Image]] = {
    "pressed hard": lambda p: pressed(p, 15),
    "half as large": lambda p: p.resize((320, 240)),
    "brighter": lambda p: ImageEnhance.Brightness(p).enhance(1.15),
    "darker": lambda p: ImageEnhance.Brightness(p).enhance(0.8),
    "less contrast": lambda p: ImageEnhance.Contrast(p).enhance(0.7),
    "grey": lambda p: p.convert("L"),
    "with its border cut": lambda p: p.crop((6, 6, 634, 474)),
    "with another's watermark": lambda p: _marked(p),
}


def _marked(picture: Image.Image) -> Image.Image:
    out = picture.copy()
    out.paste((255, 255, 255), (520, 450, 630, 470))
    return out


@pytest.mark.parametrize("change", CHANGES)
@pytest.mark.parametrize("seed", range(5))
def test_the_same_photo_is_known_again(change: str, seed: int) -> None:
    assert apart(seen(street(seed)), seen(CHANGES[change](street(seed)))) <= SAME


def test_other_photos_are_far_apart() -> None:
    looks = [seen(street(seed)) for seed in range(40)]
    near = [apart(a, b) for i, a in enumerate(looks) for b in looks[:i]]
    assert min(near) > SAME
    assert 26 < np.mean(near) < 38  # of 64 bits, as chance would have it


@pytest.mark.parametrize("colour", [(0, 0, 0), (255, 255, 255), (120, 90, 60)])
def test_a_picture_of_nothing_is_like_no_other(colour: tuple[int, int, int]) -> None:
    assert look_of(Image.new("RGB", (64, 48), colour)) is None
    assert look_of(Image.new("RGB", (1, 1), colour)) is None


def test_it_fits_a_databases_integer() -> None:
    looks = [seen(street(seed)) for seed in range(200)]
    assert all(-(2**63) <= look < 2**63 for look in looks)
    assert min(looks) < 0 < max(looks)
    assert apart(min(looks), min(looks)) == 0


def test_bits_are_counted_across_the_sign() -> None:
    assert apart(-1, 0) == 64
    assert apart(-(2**63), 0) == 1


def test_one_of_these_is_one_of_those() -> None:
    a, b, c = (seen(street(seed)) for seed in range(3))
    assert same_photo([a, b], [c, b])
    assert not same_photo([a], [b, c])
    assert not same_photo([], [a])
    assert not same_photo([a], [])
