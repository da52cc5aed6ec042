"""How a drawn street looks: a backdrop per place, and the things that come and go on it. Pillow's shapes, a little grain, nothing real."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw

from zhicheng.vision.seen import Box, Pixels

WIDE, HIGH = 480, 270
Draw = ImageDraw.ImageDraw
Colour = tuple[int, int, int]
COATS: tuple[Colour, ...] = ((60, 90, 150), (160, 60, 60), (70, 120, 80), (120, 100, 70), (90, 70, 120))
PAINTS: tuple[Colour, ...] = ((225, 225, 228), (52, 60, 70), (150, 40, 40), (40, 80, 140), (200, 190, 150))


@dataclass(frozen=True)
class Place:
    """A backdrop with the zone that a keeper would draw on it, in pixels."""

    name: str
    rule: str
    zone: str
    polygon: tuple[tuple[int, int], ...]
    dwell_s: int  # city seconds
    pre_alarm_s: int


PLACES = {
    "kerb": Place("路口禁停区", "motor_parking", "路缘禁停", ((60, 168), (452, 168), (470, 250), (40, 250)), 240, 100),
    "gate": Place("地铁口广场", "stall", "出口禁摆", ((120, 130), (420, 130), (440, 236), (100, 236)), 400, 160),
    "corner": Place("小区外围墙角", "pile", "墙角", ((150, 140), (430, 140), (440, 230), (140, 230)), 400, 160),
}  # fmt: skip


@lru_cache(maxsize=8)
def backdrop(place: str, seed: int) -> NDArray[np.float32]:
    """The empty street, with grain: a surface without any texture could not be told from another."""
    rng = random.Random(f"{place}{seed}")
    image = Image.new("RGB", (WIDE, HIGH), (196, 212, 226))
    d = ImageDraw.Draw(image)
    _houses(d, rng, 118 if place != "corner" else 138)
    d.rectangle((0, 118, WIDE, 166), fill=(172, 168, 160))  # pavement
    for x in range(-20, WIDE, 24):
        d.line((x, 118, x - 14, 166), fill=(156, 152, 146))
    if place == "kerb":
        d.rectangle((0, 160, WIDE, 166), fill=(120, 120, 120))
        d.rectangle((0, 166, WIDE, HIGH), fill=(84, 88, 94))
        d.line((0, 172, WIDE, 172), fill=(214, 190, 70), width=3)  # yellow line: no stopping
        for x in range(10, WIDE, 80):
            d.rectangle((x, 254, x + 40, 258), fill=(222, 222, 222))
    else:
        d.rectangle((0, 150, WIDE, HIGH), fill=(150, 146, 138))
        for x in range(0, WIDE, 40):
            d.line((x, 150, x - 50, HIGH), fill=(134, 130, 124))
        for y in range(160, HIGH, 22):
            d.line((0, y, WIDE, y), fill=(138, 134, 128))
    if place == "gate":
        d.rectangle((30, 60, 96, 150), fill=(60, 66, 74))
        d.rectangle((26, 44, 100, 62), fill=(27, 95, 170))
        d.text((44, 47), "METRO", fill=(255, 255, 255), font_size=12)
    if place == "corner":
        d.rectangle((120, 70, WIDE, 140), fill=(176, 150, 128))
        for y in range(74, 140, 9):
            d.line((120, y, WIDE, y), fill=(150, 126, 106))
    _tree(d, 22)
    _tree(d, 455)
    rough = np.random.default_rng(seed).normal(0, 5.0, (HIGH, WIDE, 1))
    out = np.asarray(image, dtype=np.float32) + rough.astype(np.float32)
    out.flags.writeable = False
    return out


def _houses(d: Draw, rng: random.Random, ground: int) -> None:
    x = 0
    while x < WIDE:
        w, top = rng.randint(66, 110), rng.randint(14, 50)
        d.rectangle(
            (x, top, x + w, ground),
            fill=rng.choice(((222, 210, 190), (198, 184, 170), (214, 220, 222), (190, 200, 206))),
        )
        for wx in range(x + 8, x + w - 14, 22):
            for wy in range(top + 8, ground - 40, 24):
                d.rectangle((wx, wy, wx + 12, wy + 15), fill=(126, 150, 170))
        d.rectangle(
            (x + 4, ground - 32, x + w - 4, ground - 22), fill=rng.choice(((27, 95, 170), (150, 60, 50), (60, 110, 80)))
        )
        d.rectangle((x + 8, ground - 20, x + w - 8, ground), fill=(92, 82, 74))
        x += w


def _tree(d: Draw, x: int) -> None:
    d.rectangle((x - 4, 90, x + 4, 156), fill=(104, 80, 60))
    d.ellipse((x - 30, 40, x + 30, 104), fill=(86, 132, 84))


# -- things; each gives its size, its name for the detector ("" = no detector knows it), and how it is drawn -------------------


def car(d: Draw, b: Box, look: int) -> None:
    x1, y1, x2, y2 = (round(v) for v in b)
    w, h = x2 - x1, y2 - y1
    paint = PAINTS[look % len(PAINTS)]
    d.rounded_rectangle((x1, y1 + h // 3, x2, y2 - h // 8), radius=6, fill=paint, outline=(30, 30, 30))
    d.polygon(
        ((x1 + w // 6, y1 + h // 3), (x1 + w // 4, y1), (x2 - w // 4, y1), (x2 - w // 7, y1 + h // 3)),
        fill=paint,
        outline=(30, 30, 30),
    )
    d.polygon(
        ((x1 + w // 4, y1 + h // 3), (x1 + w // 3, y1 + 4), (x2 - w // 3, y1 + 4), (x2 - w // 4, y1 + h // 3)),
        fill=(130, 156, 176),
    )
    for cx in (x1 + w // 5, x2 - w // 5):
        d.ellipse((cx - h // 5, y2 - h // 3, cx + h // 5, y2), fill=(25, 25, 25))
        d.ellipse((cx - h // 12, y2 - h // 4, cx + h // 12, y2 - h // 10), fill=(150, 150, 150))
    d.rectangle((x1 + 2, y2 - h // 3, x1 + 8, y2 - h // 5), fill=(240, 230, 180))


def person(d: Draw, b: Box, look: int) -> None:
    x1, y1, x2, y2 = (round(v) for v in b)
    w, h = x2 - x1, y2 - y1
    d.ellipse((x1 + w // 4, y1, x2 - w // 4, y1 + h // 5), fill=(224, 186, 156))
    d.rounded_rectangle((x1 + 1, y1 + h // 5, x2 - 1, y1 + h * 3 // 5), radius=4, fill=COATS[look % len(COATS)])
    d.rectangle((x1 + w // 5, y1 + h * 3 // 5, x1 + w // 2 - 1, y2), fill=(50, 54, 64))
    d.rectangle((x1 + w // 2 + 1, y1 + h * 3 // 5, x2 - w // 5, y2), fill=(44, 48, 58))


def set_up(d: Draw, b: Box, look: int) -> None:
    """A stall: parasol, table, goods."""
    x1, y1, x2, y2 = (round(v) for v in b)
    w, h = x2 - x1, y2 - y1
    d.polygon(((x1, y1 + h // 3), ((x1 + x2) // 2, y1), (x2, y1 + h // 3)), fill=(200, 60, 50), outline=(120, 20, 20))
    d.polygon(((x1 + w // 3, y1 + h // 3), ((x1 + x2) // 2, y1), (x2 - w // 3, y1 + h // 3)), fill=(240, 226, 200))
    d.rectangle(((x1 + x2) // 2 - 1, y1 + h // 3, (x1 + x2) // 2 + 1, y2 - h // 4), fill=(90, 90, 90))
    d.rectangle((x1 + 3, y2 - h // 3, x2 - 3, y2 - h // 5), fill=(150, 104, 60), outline=(90, 60, 30))
    for i, x in enumerate(range(x1 + 6, x2 - 8, 9)):
        d.ellipse(
            (x, y2 - h // 3 - 7, x + 8, y2 - h // 3 + 1),
            fill=((230, 140, 30), (210, 50, 40), (240, 220, 90))[(i + look) % 3],
        )
    d.rectangle((x1 + 6, y2 - h // 5, x1 + 10, y2), fill=(80, 54, 30))
    d.rectangle((x2 - 10, y2 - h // 5, x2 - 6, y2), fill=(80, 54, 30))


def bags(d: Draw, b: Box, look: int) -> None:
    """Rubble in woven bags and a broken chair."""
    x1, y1, x2, y2 = (round(v) for v in b)
    rng = random.Random(look)
    for _ in range(7):
        cx, cy = rng.randint(x1 + 10, x2 - 10), rng.randint((y1 + y2) // 2, y2 - 8)
        shade = rng.randint(-20, 20)
        d.ellipse(
            (cx - 13, cy - 12, cx + 13, cy + 9),
            fill=(222 + shade // 2, 212 + shade // 2, 190 + shade // 2),
            outline=(110, 100, 84),
        )
        d.line((cx - 4, cy - 12, cx + 4, cy - 12), fill=(60, 60, 60), width=2)
    d.line((x1 + 6, y1 + 4, x2 - 12, y2 - 6), fill=(96, 60, 34), width=4)
    d.line((x1 + 16, y1, x1 + 10, y2 - 4), fill=(96, 60, 34), width=4)


PAINTERS: dict[str, tuple[str, Callable[[Draw, Box, int], None]]] = {
    "car": ("car", car),
    "person": ("person", person),
    "stall": ("umbrella", set_up),
    "bags": ("", bags),
}


def painted(place: str, seed: int, things: list[tuple[str, Box, int]], grain: int) -> Pixels:
    """The street with these things on it (what, where, look), farther ones first; `grain` chooses the noise."""
    image = Image.fromarray(np.clip(backdrop(place, seed), 0, 255).astype(np.uint8))
    d = ImageDraw.Draw(image)
    for what, box, look in sorted(things, key=lambda thing: thing[1].y2):
        PAINTERS[what][1](d, box, look)
    d.rectangle((0, HIGH - 18, 214, HIGH), fill=(0, 0, 0))
    d.text((6, HIGH - 15), "DEMO  drawn picture  simulated eyes", fill=(255, 255, 255), font_size=11)
    noisy = np.asarray(image, dtype=np.int16) + _noise()[grain % 4]
    out: Pixels = np.clip(noisy, 0, 255).astype(np.uint8)
    return out


@lru_cache(maxsize=1)
def _noise() -> NDArray[np.int16]:
    return np.random.default_rng(3).normal(0, 2.0, (4, HIGH, WIDE, 1)).astype(np.int16)
