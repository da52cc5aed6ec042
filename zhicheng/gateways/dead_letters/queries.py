"""What lies there."""

from __future__ import annotations

from datetime import datetime

from typing_extensions import TypedDict

from zhicheng.gateways.dead_letters.models import DeadLetter

SHOWN = 2_000  # characters of a payload in a list


class LetterRow(TypedDict):
    id: int
    topic: str
    said: str
    said_en: str
    payload: str
    size: int
    whole: bool
    times: int
    first_at: datetime
    last_at: datetime


def count() -> int:
    return DeadLetter.objects.count()


def listed(limit: int = 200) -> list[LetterRow]:
    """The latest first."""
    return [row_of(r) for r in DeadLetter.objects.order_by("-last_at", "-pk")[:limit]]


def row_of(letter: DeadLetter) -> LetterRow:
    """As people see it: text where it is text; bytes that are none say how many they are."""
    payload = bytes(letter.payload)
    try:
        text = payload.decode()[:SHOWN]
    except UnicodeDecodeError:
        text = f"({letter.size} bytes) {payload[:32].hex(' ')}"
    return {
        "id": letter.pk, "topic": letter.topic, "said": letter.said, "said_en": letter.said_en, "payload": text, "size": letter.size,
        "whole": letter.is_whole, "times": letter.times, "first_at": letter.first_at, "last_at": letter.last_at,
    }  # fmt: skip
