"""Voice notes: kept as evidence, never public; somebody types what is said, and those words are read like a report's own text."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from django.db import transaction
from typing_extensions import TypedDict

from zhicheng.flow.reports import photos
from zhicheng.flow.reports.events import WrittenDown
from zhicheng.flow.reports.models import Photo, Report
from zhicheng.infra.events import NewEvent, record
from zhicheng.kernel.errors import BadInput, Conflict, NotFound

MOST_WORDS = 2_000


class VoiceNote(TypedDict):
    """A voice note on the acceptor's desk; `words` is empty until somebody has typed what is said."""

    id: str
    url: str
    seconds: int
    words: str


def notes_of(report_ids: Iterable[int]) -> dict[int, list[VoiceNote]]:
    """The voice notes of each report that has any, oldest first."""
    out: dict[int, list[VoiceNote]] = {}
    for note in Photo.objects.filter(report_id__in=list(report_ids), kind="audio").order_by("uploaded_at"):
        out.setdefault(note.report_id or 0, []).append(
            {
                "id": str(note.pk),
                "url": photos.url_of(note.pk, note.kind),
                "seconds": max(1, round(note.seconds)),
                "words": note.words,
            }
        )
    return out


def text_with(text: str, notes: Iterable[VoiceNote]) -> str:
    """What a report says, written and spoken."""
    return " ".join(part for part in (text, *(n["words"] for n in notes)) if part)


def write_down(*, report_id: int, note_id: UUID, words: str, by: str, at: datetime) -> None:
    """Somebody has listened and typed what is said; whoever listens again may correct it."""
    said = words.strip()
    if not said:
        raise BadInput("请写下录音里说了什么。", "Write down what is said in the voice note.", field="words")
    if len(said) > MOST_WORDS or "\x00" in said:
        raise BadInput(
            f"文字有 {len(said)} 字，最多 {MOST_WORDS} 字且不能有空字符，请缩短。",
            f"The text has {len(said)} characters; at most {MOST_WORDS}, and no NUL. Shorten it.",
            field="words",
        )
    with transaction.atomic():
        report = Report.objects.filter(pk=report_id).first()
        changed = Photo.objects.filter(pk=note_id, report_id=report_id, kind="audio").update(
            words=said, words_by=by[:80], words_at=at
        )
        if report is None or not changed:
            raise NotFound("没有这段录音。", "There is no such voice note.")
        if Report.objects.filter(pk=report_id, seq=report.seq).update(seq=report.seq + 1) != 1:
            raise Conflict("这条上报刚被别人改动，请重试。", "Somebody has just changed this report; try again.")
        body = WrittenDown(note=str(note_id), letters=len(said))
        record(NewEvent(f"report:{report_id}", report.seq + 1, "report.write_down", by, at, body), at=at)
