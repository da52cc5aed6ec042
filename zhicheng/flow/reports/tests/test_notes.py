"""Voice notes: what phones record is heard and kept, what is none is refused in one sentence, nobody else ever hears one."""

from __future__ import annotations

import subprocess
import sys
from datetime import timedelta
from io import BytesIO
from typing import Any

import av
import numpy as np
import pytest
from django.test import Client

from tests.brigade import AT, Brigade
from zhicheng.flow.reports import photos, publishing, queries, screening, services, voices
from zhicheng.flow.reports.models import Photo, Report
from zhicheng.flow.reports.rules import Incoming
from zhicheng.flow.reports.tests.test_desk_proposals import office, received, waiting
from zhicheng.flow.reports.tests.test_publishing import fetched
from zhicheng.infra.models import Event
from zhicheng.kernel.errors import BadInput, NotFound

__all__ = ["office"]
pytestmark = pytest.mark.django_db


def spoken(seconds: float = 2.0, *, form: str = "webm", codec: str = "libopus", rate: int = 48_000) -> bytes:
    """A tone, as a phone would record a voice."""
    out = BytesIO()
    with av.open(out, "w", format=form, options={"movflags": "use_metadata_tags"}) as file:
        file.metadata.update({"title": "Secret Phone", "location": "+30.2741+120.1551/"})
        stream = file.add_stream(codec, rate=rate, layout="mono")
        stream.format = {"pcm_s16le": "s16", "libopus": "s16", "libopencore_amrnb": "s16", "libmp3lame": "fltp"}.get(
            codec, "fltp"
        )
        size, pts = {"libopencore_amrnb": 160}.get(codec, 960), 0
        wave = np.sin(np.arange(int(seconds * rate)) * 2 * np.pi * 440 / rate) * 0.4
        for begin in range(0, len(wave) // size * size, size):
            part = wave[begin : begin + size]
            data = (part * 32_000).astype(np.int16) if stream.format.name == "s16" else part.astype(np.float32)
            frame = av.AudioFrame.from_ndarray(data[None], format=stream.format.name, layout="mono")
            frame.sample_rate, frame.pts = rate, pts
            pts += size
            file.mux(stream.encode(frame))
        file.mux(stream.encode())
    return out.getvalue()


def kept(data: bytes) -> Photo:
    return Photo.objects.get(pk=services.store_photo(data, by="citizen", at=AT).pk)


@pytest.mark.parametrize(
    ("form", "codec", "rate"),
    [
        ("webm", "libopus", 48_000),
        ("ogg", "libopus", 48_000),
        ("mp4", "aac", 48_000),
        ("wav", "pcm_s16le", 16_000),
        ("amr", "libopencore_amrnb", 8_000),
        ("mp3", "libmp3lame", 44_100),
    ],
)
def test_what_phones_and_recorders_write_is_heard_and_measured(
    client: Client, form: str, codec: str, rate: int
) -> None:
    data = spoken(form=form, codec=codec, rate=rate)
    note = kept(data)
    assert (note.kind, note.seconds) == ("audio", pytest.approx(2.0, abs=0.15))
    assert photos.path_of(note.sha256).read_bytes() == data  # the evidence
    answer = client.get(photos.url_of(note.pk, "audio"))
    heard = b"".join(answer.streaming_content)  # type: ignore[attr-defined]
    assert (answer.status_code, answer["Content-Type"]) == (200, "audio/mp4")
    assert b"Secret Phone" not in heard
    with av.open(BytesIO(heard)) as file:
        assert [s.codec_context.name for s in file.streams] == ["aac"]
        assert max(float(np.abs(f.to_ndarray()).max()) for f in file.decode(audio=0)) > 0.2


def test_nobody_else_ever_hears_it(client: Client) -> None:
    note = kept(spoken())
    status, sentence = fetched(client, photos.public_url(note.pk, "audio"))
    assert (status, "录音不公开" in sentence.decode()) == (404, True)
    assert fetched(client, f"/api/photos/{note.pk}?k={'x' * 24}")[0] == 404
    assert (publishing.waiting(), screening.waiting(), queries.covered_among([str(note.pk)])) == ([], [], set())
    assert client.get(f"/api/photos/{note.pk}/shown").json()["shown"] == "private"


def test_a_minute_is_the_longest() -> None:
    assert kept(spoken(59.9)).seconds == pytest.approx(60, abs=0.3)
    with pytest.raises(BadInput, match="录音超过 60 秒"):
        services.store_photo(spoken(62, form="ogg"), by="citizen", at=AT)


@pytest.mark.parametrize(
    ("make", "says"),
    [
        (lambda: spoken(0.1), "录音是空的"),
        (lambda: b"OggS" + b"\xff" * 200, "不是可听的录音"),
        (lambda: b"#!AMR\n" + b"\xff" * 3, "不是可听的录音|录音是空的"),
        (lambda: b"RIFF\x10\0\0\0WAVEfmt <script>", "不是可听的录音|录音是空的"),
        (lambda: b"ID3 <html>", "不是可听的录音"),
        (lambda: spoken(form="wav", codec="pcm_s16le")[:44], "录音是空的|不是可听的录音"),
    ],
)
def test_what_is_no_voice_note_is_refused_in_one_sentence_and_nothing_is_kept(make: Any, says: str) -> None:
    with pytest.raises(BadInput, match=says) as refused:
        services.store_photo(make(), by="citizen", at=AT)
    assert refused.value.said.zh.count("。") == 1
    assert not Photo.objects.exists()


def test_a_decoder_that_dies_is_a_file_that_cannot_be_heard(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "executable", "/bin/false")
    with pytest.raises(BadInput, match="不是可听的录音"):
        services.store_photo(spoken(form="ogg"), by="citizen", at=AT)


def test_the_process_knows_no_framework_and_no_database() -> None:
    code = "import sys, zhicheng.flow.reports.notes; sys.exit(any(m.split('.')[0] in ('django', 'ninja') for m in sys.modules))"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


# -- what is said in it ------------------------------------------------------------------------------------------------


@pytest.fixture
def spoken_report(office: Brigade) -> tuple[Brigade, Report, Photo]:
    """A report whose words are spoken."""
    note = kept(spoken(3.2))
    return office, received("", address="学院路12号", photos=[str(note.pk)]), note


def typed(office: Brigade, report: Report, note: object, words: str, name: str = "Alice") -> Any:
    address = f"/api/intake/waiting/{report.pk}/notes/{note}/words"
    return Client().post(address, {"words": words}, "application/json", **office.token(name))


def test_the_desk_hears_it_and_its_words_tell_the_matter_and_the_plate(
    spoken_report: tuple[Brigade, Report, Photo],
) -> None:
    office, report, note = spoken_report
    (item,) = waiting(office).json()["items"]
    assert item["notes"] == [{"id": str(note.pk), "url": photos.url_of(note.pk, "audio"), "seconds": 3, "words": ""}]
    assert (item["photos"], item["found"]["plates"]) == ([], [])
    answer = typed(office, report, note.pk, "  路灯不亮，昨晚浙A12345撞的 ")
    assert answer.status_code == 200, answer.content
    told = answer.json()
    assert told["notes"][0]["words"] == "路灯不亮，昨晚浙A12345撞的"
    assert (told["candidates"][0]["code"], told["found"]["plates"], told["found"]["when"]) == (
        "01037",
        ["浙A12345"],
        "昨晚",
    )
    (event,) = Event.objects.filter(kind="report.write_down")
    assert event.data == {"note": str(note.pk), "letters": 16}
    report.refresh_from_db()
    assert (report.text, report.state) == ("", "waiting")  # what came in is never changed


def test_whoever_listens_again_may_correct_it(spoken_report: tuple[Brigade, Report, Photo]) -> None:
    office, report, note = spoken_report
    for words in ("路灯不凉", "路灯不亮"):
        assert typed(office, report, note.pk, words).status_code == 200
    note.refresh_from_db()
    assert (
        note.words,
        note.words_by.startswith("person:"),
        Event.objects.filter(kind="report.write_down").count(),
    ) == ("路灯不亮", True, 2)


@pytest.mark.parametrize(
    ("words", "says"), [("", "请写下"), ("   ", "请写下"), ("路" * 2001, "最多 2000 字"), ("灯\x00", "空字符")]
)
def test_words_that_are_none_change_nothing(
    spoken_report: tuple[Brigade, Report, Photo], words: str, says: str
) -> None:
    office, report, note = spoken_report
    answer = typed(office, report, note.pk, words)
    assert (answer.status_code, says in answer.content.decode()) == (400, True)
    note.refresh_from_db()
    assert (note.words, Event.objects.filter(kind="report.write_down").exists()) == ("", False)


def test_only_an_acceptor_and_only_a_note_of_that_report(spoken_report: tuple[Brigade, Report, Photo]) -> None:
    office, report, note = spoken_report
    other = kept(spoken(form="ogg"))
    assert typed(office, report, note.pk, "路灯不亮", name="Zoe").status_code == 403
    assert typed(office, report, other.pk, "路灯不亮").status_code == 404
    with pytest.raises(NotFound):
        voices.write_down(
            report_id=report.pk + 1, note_id=note.pk, words="灯", by="person:1", at=AT + timedelta(minutes=1)
        )
    note.refresh_from_db()
    assert (note.words, Event.objects.filter(kind="report.write_down").exists()) == ("", False)


@pytest.mark.parametrize(
    ("text", "words", "whole"), [("a", ["b", ""], "a b"), ("", ["b", "c"], "b c"), ("a", [], "a"), ("", [""], "")]
)
def test_written_and_spoken_are_one_text(text: str, words: list[str], whole: str) -> None:
    assert voices.text_with(text, [{"id": "", "url": "", "seconds": 1, "words": w} for w in words]) == whole


def test_an_api_report_takes_a_voice_note_like_a_photo(office: Brigade) -> None:
    note = kept(spoken(form="ogg"))
    services.receive(
        Incoming(key="api-1", address="学院路12号", photos=[str(note.pk)]),
        source="hotline",
        by="device:h",
        at=AT,
    )
    note.refresh_from_db()
    assert note.report is not None
