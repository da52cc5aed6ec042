"""The ground: what was there, what came, what is only light, what left."""

from __future__ import annotations

import numpy as np
import pytest

from zhicheng.vision.ground import Ground, Patch, gap, is_ghost, is_light, outside, patches
from zhicheng.vision.seen import Box, Floats
from zhicheng.vision.tests.street import texture


def street() -> Floats:
    return texture(1, 120, 160, 110.0).astype(np.float32)


def with_box(picture: Floats, level: float = 210.0, box: tuple[int, int, int, int] = (60, 40, 90, 70)) -> Floats:
    x1, y1, x2, y2 = box
    out = picture.copy()
    out[y1:y2, x1:x2] = texture(8, y2 - y1, x2 - x1, level, 20.0)
    return out


def learnt(picture: Floats) -> Ground:
    ground = Ground()
    for k in range(5):
        ground.learn(picture, k * 0.5)
    assert ground.ready
    return ground


def feed(ground: Ground, picture: Floats, seconds: float, dt: float = 0.5) -> None:
    for _ in range(round(seconds / dt)):
        ground.update(picture, dt)


def test_a_passer_by_of_the_first_second_is_not_part_of_the_street() -> None:
    ground, empty = Ground(), street()
    for k, x in enumerate((10, 50, 90, 120, 130)):
        ground.learn(with_box(empty, 20, (x, 40, x + 20, 90)), k * 0.5)
    assert gap(ground.base, empty).max() < 60
    assert float((gap(ground.base, empty) > 20).mean()) < 0.02


def test_what_came_and_stays_shows_and_what_passes_does_not() -> None:
    ground = learnt(street())
    feed(ground, with_box(street()), 2)
    assert not ground.changed(3.0).any()
    feed(ground, with_box(street()), 3)
    changed = ground.changed(3.0)
    assert changed[42:68, 62:88].mean() > 0.9
    changed[38:72, 58:92] = False
    assert not changed.any()


def test_a_short_occlusion_does_not_restart_the_clock() -> None:
    ground, there = learnt(street()), with_box(street())
    feed(ground, there, 4)
    feed(ground, with_box(there, 15, (50, 20, 100, 110)), 1.0)
    feed(ground, there, 0.5)
    assert ground.changed(3.0)[45:65, 65:85].mean() > 0.9


def test_slow_dusk_is_learnt() -> None:
    ground = learnt(street())
    for k in range(400):
        ground.update(street() * (1 - 0.001 * k), 0.5)
    assert not ground.changed(3.0).any()


def test_things_under_watch_are_never_learnt() -> None:
    ground, there = learnt(street()), with_box(street())
    kept = gap(there, street()) > 20
    for _ in range(50):
        ground.update(there, 120.0, kept)
    assert ground.changed(3.0)[45:65, 65:85].mean() > 0.9


def test_what_nobody_questions_becomes_the_street() -> None:
    ground, there = learnt(street()), with_box(street())
    for _ in range(50):
        ground.update(there, 120.0)
    assert not ground.changed(3.0).any()


def test_what_is_accepted_is_no_news() -> None:
    ground, there = learnt(street()), with_box(street())
    feed(ground, there, 5)
    ground.accept(ground.changed(3.0))
    assert float(ground.changed(3.0).mean()) < 0.01


def test_an_edge_that_shook_by_a_pixel_is_no_change() -> None:
    now, before = with_box(street()), with_box(street(), box=(61, 41, 91, 71))
    assert float((gap(now, before) > 26).mean()) > 2 * float((outside(now, before) > 26).mean())


def test_pieces_are_found_specks_are_not() -> None:
    changed = np.zeros((120, 160), dtype=bool)
    changed[40:70, 60:90] = True
    changed[50:52, 60:90] = False  # a dark crack
    changed[10:12, 10:12] = True
    (patch,) = patches(changed, 12)
    assert patch.box == (60, 40, 90, 70)
    assert patch.pixels.all()


def test_a_piece_grows_over_the_paler_rest_of_its_thing() -> None:
    ground, there = learnt(street()), street()
    there[40:70, 60:90] += 60
    there[40:70, 90:100] += 21
    feed(ground, there, 6)
    (seed,) = patches(ground.changed(3.0), 12)
    grown = ground.grown(seed)
    assert seed.box.x2 <= 91
    assert grown.box.x2 >= 97


def test_a_piece_does_not_swallow_half_the_street() -> None:
    ground, there = learnt(street()), street() + 21
    there[55:70, 70:85] = street()[55:70, 70:85] + 90
    feed(ground, there, 6)
    seed = patches(ground.changed(3.0), 8)[0]
    assert ground.grown(seed).box.area <= 4 * seed.box.area


def pixels(size: int = 40, edge: int = 8) -> np.ndarray:
    mask = np.zeros((size, size), dtype=bool)
    mask[edge:-edge, edge:-edge] = True
    return mask


def test_a_shadow_is_light() -> None:
    base = texture(3, 40, 40, 120.0, 22.0).astype(np.float32)
    shaded = np.where(pixels()[..., None], base * 0.6, base)
    assert is_light(shaded, base, pixels())


def test_a_soft_even_shadow_on_smooth_asphalt_is_light() -> None:
    from scipy import ndimage

    base = np.full((40, 40, 3), 120, dtype=np.float32)
    soft = ndimage.gaussian_filter(pixels().astype(np.float32), 4)[..., None]
    assert is_light(base * (1 - 0.4 * soft), base, pixels())


@pytest.mark.parametrize("level", [20.0, 60.0, 190.0, 230.0])
def test_a_thing_is_not_light(level: float) -> None:
    base = texture(3, 40, 40, 120.0, 22.0).astype(np.float32)
    there = base.copy()
    there[8:-8, 8:-8] = texture(11, 24, 24, level, 22.0)
    assert not is_light(there, base, pixels())
    assert not is_ghost(there, base, pixels())


def test_where_something_left_there_is_a_ghost() -> None:
    base = texture(3, 40, 40, 120.0, 12.0).astype(np.float32)
    there = base.copy()
    there[8:-8, 8:-8] = texture(11, 24, 24, 210.0, 22.0)
    assert is_ghost(base, there, pixels())
    assert not is_ghost(there, base, pixels())


def test_a_handful_of_pixels_is_not_worth_a_word() -> None:
    assert is_light(street()[:10, :10], street()[:10, :10], np.eye(10, dtype=bool)[:10, :10] & (np.arange(10) < 5))


def test_layers_survive_a_restart() -> None:
    ground = learnt(street())
    feed(ground, with_box(street()), 4)
    again = Ground.restored(ground.arrays())
    assert (again.changed(3.0) == ground.changed(3.0)).all()
    assert not Ground.restored({}).ready
    assert Ground().arrays() == {}


def test_a_patch_knows_its_place() -> None:
    patch = Patch(Box(3, 5, 9, 12), np.ones((7, 6), dtype=bool))
    assert patch.where == (slice(5, 12), slice(3, 9))
