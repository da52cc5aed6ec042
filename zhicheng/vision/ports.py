"""The plug points: where frames come from, who names things in a picture, who reads text. Chosen by the caller; tests bring their own."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple, Protocol

from zhicheng.vision.seen import Box, Detection, Frame, Pixels


class FrameSource(Protocol):
    """Frames in the order of their time. What is broken is said in `troubles`, one sentence each; the rest goes on."""

    troubles: list[str]
    visits: bool  # pictures of visits, minutes apart, not a film
    rate: float  # frames per second of the source itself
    decoded: int

    def frames(self) -> Iterator[Frame]: ...


class Detector(Protocol):
    """Names people, vehicles and things in a picture. `signature` (model and digest) goes into every observation."""

    signature: str

    def detect(self, image: Pixels) -> Sequence[Detection]: ...


class Text(NamedTuple):
    """A line of text as read."""

    text: str
    score: float
    box: Box


class TextReader(Protocol):
    """Reads the lines of text in a picture."""

    signature: str

    def read(self, image: Pixels) -> Sequence[Text]: ...


class FaceFinder(Protocol):
    """Finds faces, to cover them. Never to know whose they are (PIPL 26)."""

    def faces(self, image: Pixels) -> Sequence[Box]: ...
