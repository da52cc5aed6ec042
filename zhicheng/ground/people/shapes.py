"""How log-in, units and phones look in JSON."""

from __future__ import annotations

from datetime import datetime
from typing import Literal

from typing_extensions import TypedDict

SecondFactor = Literal["ok", "required", "not_needed"]


class SessionAccount(TypedDict):
    id: int
    name: str
    title: str
    title_en: str


class Role(TypedDict):
    """A role and where it holds; `area` "" is the whole city."""

    role: str
    title: str
    area: str
    area_name: str


class City(TypedDict):
    """The city under the map; `bounds` west, south, east, north."""

    id: str
    name: str
    name_en: str
    bounds: tuple[float, float, float, float]
    centre: tuple[float, float]
    tiles: str
    attribution: str


class Session(TypedDict):
    """Who asks, what is his, and the city with its clock."""

    account: SessionAccount | None
    roles: list[Role]
    faces: list[str]
    demo: bool
    live_url: str
    second_factor: SecondFactor
    now: datetime
    clock_speed: float
    anonymous_reports: bool
    city: City


class Organisation(TypedDict):
    id: int
    name: str
    kind: str
    area: str


class PhoneToken(TypedDict):
    """What binds a phone to its member."""

    token: str


class AccountName(TypedDict):
    id: int
    name: str


class Unlocked(TypedDict):
    """A token for one shift."""

    token: str
    account: AccountName


class FingerprintOffer(TypedDict):
    """What a phone needs to make a key that its fingerprint reader guards; bytes are base64url."""

    challenge: str
    site: str
    user: str
    name: str
    algorithms: list[int]


class FingerprintQuestion(TypedDict):
    """What the phone's reader is to sign, with which key."""

    challenge: str
    site: str
    credential: str


class Done(TypedDict):
    done: bool
