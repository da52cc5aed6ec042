"""Pictures for the demo: drawn by us, so that nothing of a real street is shown. One before and one after per sort of matter."""

from __future__ import annotations

import random
from io import BytesIO

from PIL import Image, ImageDraw

WIDE, HIGH = 960, 720
Draw = ImageDraw.ImageDraw


def street(matter: str, *, after: bool, seed: int = 1) -> bytes:
    """A street scene as JPEG: houses, pavement, and (before) the trouble of this matter."""
    rng = random.Random(f"{matter}{seed}")
    image = Image.new("RGB", (WIDE, HIGH), (206, 222, 235))
    d = ImageDraw.Draw(image)
    _houses(d, rng)
    d.rectangle((0, 470, WIDE, 560), fill=(176, 172, 165))
    for x in range(0, WIDE, 48):
        d.line((x, 470, x - 30, 560), fill=(160, 156, 150), width=2)
    d.rectangle((0, 505, WIDE, 517), fill=(214, 178, 74))  # tactile paving
    d.rectangle((0, 560, WIDE, 572), fill=(120, 120, 120))
    d.rectangle((0, 572, WIDE, HIGH), fill=(84, 88, 94))
    for x in range(20, WIDE, 160):
        d.rectangle((x, 645, x + 80, 655), fill=(225, 225, 225))
    _tree(d, 120)
    _tree(d, 850)
    if not after:
        _trouble(d, matter, rng)
    d.rectangle((0, HIGH - 34, 330, HIGH), fill=(0, 0, 0))
    d.text((12, HIGH - 27), "ZHICHENG DEMO  drawn picture", fill=(255, 255, 255), font_size=18)
    out = BytesIO()
    image.save(out, "JPEG", quality=80)
    return out.getvalue()


def _houses(d: Draw, rng: random.Random) -> None:
    x = 0
    while x < WIDE:
        w, top = rng.randint(130, 220), rng.randint(90, 220)
        shade = rng.choice(((222, 210, 190), (198, 184, 170), (214, 220, 222), (190, 200, 206)))
        d.rectangle((x, top, x + w, 470), fill=shade)
        for wx in range(x + 16, x + w - 30, 44):
            for wy in range(top + 18, 360, 52):
                d.rectangle((wx, wy, wx + 26, wy + 32), fill=(126, 150, 170))
        d.rectangle((x + 8, 380, x + w - 8, 402), fill=rng.choice(((27, 95, 170), (150, 60, 50), (60, 110, 80))))
        d.rectangle((x + 14, 404, x + w - 14, 470), fill=(92, 82, 74))
        x += w


def _tree(d: Draw, x: int) -> None:
    d.rectangle((x - 8, 360, x + 8, 500), fill=(104, 80, 60))
    d.ellipse((x - 70, 240, x + 70, 390), fill=(86, 132, 84))


def _trouble(d: Draw, matter: str, rng: random.Random) -> None:
    if matter in ("09006", "09001", "09005", "09002", "06029"):
        for x in (300, 520):
            d.polygon(
                ((x - 20, 360), (x + 180, 360), (x + 160, 395), (x, 395)),
                fill=rng.choice(((200, 60, 50), (40, 110, 170))),
            )
            d.rectangle((x, 395, x + 6, 520), fill=(70, 70, 70))
            d.rectangle((x + 154, 395, x + 160, 520), fill=(70, 70, 70))
            d.rectangle((x + 4, 450, x + 156, 520), fill=(150, 110, 70))
            for i in range(6):
                d.ellipse(
                    (x + 12 + i * 23, 434, x + 32 + i * 23, 454),
                    fill=rng.choice(((230, 140, 40), (200, 50, 60), (90, 160, 70))),
                )
    elif matter.startswith("0900") or matter in ("09010", "09011"):
        for x in (260, 560):
            d.rounded_rectangle(
                (x, 440, x + 220, 520), 26, fill=rng.choice(((180, 40, 40), (230, 230, 232), (40, 60, 90)))
            )
            d.polygon(((x + 40, 440), (x + 70, 396), (x + 160, 396), (x + 190, 440)), fill=(120, 150, 170))
            d.ellipse((x + 26, 496, x + 76, 546), fill=(30, 30, 30))
            d.ellipse((x + 146, 496, x + 196, 546), fill=(30, 30, 30))
    elif matter in ("06013", "01003"):
        d.ellipse((360, 590, 640, 680), fill=(48, 44, 40))
        d.ellipse((400, 606, 600, 664), fill=(30, 28, 26))
    else:
        for _ in range(34):
            x, y = round(rng.gauss(480, 80)), round(rng.gauss(500, 24))
            r = rng.randint(10, 30)
            d.ellipse(
                (x - r, y - r, x + r, y + r * 7 // 10),
                fill=rng.choice(((40, 44, 48), (210, 210, 205), (150, 90, 60), (70, 120, 80))),
            )
