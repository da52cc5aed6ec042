"""A camera that hands out one JPEG per request. Cheapest of all: 1,200 such cameras per core at one look each 30 s."""

from __future__ import annotations

import io
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

import httpx
import numpy as np
from PIL import Image

from zhicheng.vision.seen import Frame

TIMEOUT_S = 10.0
MOST_BYTES = 30_000_000
MOST_FAILURES = 5


def hands_out_pictures(url: str) -> bool:
    """Does this address answer with a picture (and not with a film)?"""
    try:
        with httpx.stream("GET", url, timeout=TIMEOUT_S, follow_redirects=True) as answer:
            return str(answer.headers.get("content-type", "")).startswith("image/")
    except httpx.HTTPError:
        return False


@dataclass
class Snapshots:
    """One picture each 1/fps seconds. Failures are said; after five in a row it is the camera that is broken."""

    url: str
    fps: float
    seconds: float | None = None
    visits: bool = False
    troubles: list[str] = field(default_factory=list)
    rate: float = 1.0
    decoded: int = 0
    sleep: Callable[[float], None] = time.sleep

    def frames(self) -> Iterator[Frame]:
        began, failures, k = time.monotonic(), 0, 0
        with httpx.Client(timeout=TIMEOUT_S, follow_redirects=True) as client:
            while failures < MOST_FAILURES:
                t = time.monotonic() - began
                if self.seconds is not None and t > self.seconds:
                    return
                image = self._picture(client)
                failures = failures + 1 if image is None else 0
                if image is not None:
                    self.decoded += 1
                    yield Frame(t, image, k)
                k += 1
                self.sleep(max(k / self.fps - (time.monotonic() - began), 0))
        self.troubles.append(
            f"连续 {MOST_FAILURES} 次取不到画面，停止（no picture {MOST_FAILURES} times in a row; stopped）。"
        )

    def _picture(self, client: httpx.Client) -> np.ndarray | None:
        try:
            answer = client.get(self.url)
            answer.raise_for_status()
            if len(answer.content) > MOST_BYTES:
                raise ValueError(f"{len(answer.content)} bytes")
            return np.asarray(Image.open(io.BytesIO(answer.content)).convert("RGB"))
        except (httpx.HTTPError, OSError, ValueError, SyntaxError, Image.DecompressionBombError) as error:
            sentence = f"取不到画面：{str(error)[:120]}（no picture）。"
            if sentence not in self.troubles:
                self.troubles.append(sentence)
            return None
