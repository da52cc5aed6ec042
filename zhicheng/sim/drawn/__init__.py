"""Drawn cameras: street scenes made by us, in time lapse, so that a newcomer sees the chain work without any outside clip.

The frames are drawn, the detector is simulated (it is told what was drawn) and says so; gate, ground, tracker, rules, stills, masks, the
review desk and everything behind it are the real ones. Cannot load in production: `devices` refuses the source.
"""

from __future__ import annotations

from urllib.parse import parse_qs, urlsplit

from zhicheng.kernel.errors import BadInput
from zhicheng.sim.drawn.film import Film, Simulated, film_of
from zhicheng.sim.drawn.street import PLACES


def opened(url: str, fps: float, seconds: float) -> tuple[Film, Simulated]:
    """The film behind `drawn:kerb?seed=1&from=600`: its last `seconds` of city time, and the detector that goes with it."""
    parts = urlsplit(url)
    if parts.scheme != "drawn" or parts.path not in PLACES:
        raise BadInput(
            f"绘制画面的地址应写成 drawn:{'|'.join(PLACES)}?seed=1。",
            f"Write a drawn scene as drawn:{'|'.join(PLACES)}?seed=1.",
            field="url",
        )
    asked = {k: v[-1] for k, v in parse_qs(parts.query).items()}
    try:
        seed = int(asked.get("seed", "1"))
    except ValueError:
        raise BadInput("seed 应为整数。", "seed is a whole number.", field="url") from None
    film = film_of(parts.path, seed, fps, seconds)
    return film, Simulated(film)


__all__ = ["Film", "Simulated", "opened"]
