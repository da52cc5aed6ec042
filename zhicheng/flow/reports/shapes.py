"""How a receipt and an upload look in JSON."""

from __future__ import annotations

from datetime import datetime

from typing_extensions import TypedDict

from zhicheng.ground.places.queries import Levels


class Guess(TypedDict):
    """A category with how sure the guess is, 0 to 1."""

    code: str
    name: str
    name_en: str
    confidence: float


class ReportPlace(Levels):
    """Where it is, in degrees, words and areas."""

    lng: float
    lat: float
    text: str


class Receipt(TypedDict):
    """What the reporter keeps; `code` is the secret half."""

    receipt: str
    code: str
    track_url: str
    state: str
    answer_due_at: datetime | None
    category: Guess | None
    place: ReportPlace | None


class Uploaded(TypedDict):
    """A photo or short video that was kept."""

    id: str
    url: str
    width: int
    height: int
    kind: str
