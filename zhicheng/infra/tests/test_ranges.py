"""A file that can be begun anywhere: which bytes, how many, and what is no part of it."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.http import StreamingHttpResponse
from django.test import RequestFactory

from zhicheng.infra.ranges import CHUNK, file_answer, part_of

pytestmark = pytest.mark.django_db  # an answer that is closed looks after the connections of its thread
DATA = bytes(range(256)) * 600  # more than two chunks


def asked(path: Path, wanted: str | None) -> tuple[int, bytes, str | None, str | None]:
    headers = {} if wanted is None else {"Range": wanted}
    answer = file_answer(
        RequestFactory().get("/", headers=headers), path, content_type="video/webm", headers={"X-Own": "1"}
    )
    assert (answer.headers["Accept-Ranges"], answer.headers["X-Own"]) == ("bytes", "1")
    body = b"".join(answer.streaming_content) if isinstance(answer, StreamingHttpResponse) else answer.content  # type: ignore[arg-type]
    answer.close()
    return answer.status_code, body, answer.headers.get("Content-Range"), answer.headers.get("Content-Length")


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "clip"
    path.write_bytes(DATA)
    return path


@pytest.mark.parametrize(
    ("wanted", "first", "last"),
    [
        ("bytes=0-", 0, len(DATA) - 1),
        ("bytes=0-0", 0, 0),
        ("bytes=10-19", 10, 19),
        (f"bytes={CHUNK - 1}-{CHUNK}", CHUNK - 1, CHUNK),
        ("bytes=100-99999999", 100, len(DATA) - 1),
        ("bytes=-5", len(DATA) - 5, len(DATA) - 1),
        ("bytes=-99999999", 0, len(DATA) - 1),
        (f"bytes={len(DATA) - 1}-", len(DATA) - 1, len(DATA) - 1),
    ],
)
def test_the_part_that_was_asked_for(file: Path, wanted: str, first: int, last: int) -> None:
    assert asked(file, wanted) == (
        206,
        DATA[first : last + 1],
        f"bytes {first}-{last}/{len(DATA)}",
        str(last - first + 1),
    )


@pytest.mark.parametrize("wanted", [f"bytes={len(DATA)}-", "bytes=9999999-", "bytes=20-10", "bytes=-0"])
def test_there_is_no_such_part(file: Path, wanted: str) -> None:
    assert asked(file, wanted)[:3] == (416, b"", f"bytes */{len(DATA)}")


@pytest.mark.parametrize(
    "wanted", [None, "", "bytes=", "bytes=-", "bytes=a-b", "lines=1-2", "bytes=0-1,5-6", "bytes=--1"]
)
def test_what_is_no_question_for_a_part_gets_all_of_it(file: Path, wanted: str | None) -> None:
    assert asked(file, wanted) == (200, DATA, None, str(len(DATA)))


def test_an_empty_file_has_no_parts(tmp_path: Path) -> None:
    (tmp_path / "empty").touch()
    assert asked(tmp_path / "empty", "bytes=0-")[0] == 416
    assert asked(tmp_path / "empty", None)[:2] == (200, b"")


@pytest.mark.parametrize(
    ("first", "last", "size", "part"), [("", "3", 10, (7, 9)), ("4", "", 10, (4, 9)), ("4", "6", 10, (4, 6))]
)
def test_parts(first: str, last: str, size: int, part: tuple[int, int]) -> None:
    assert part_of(first, last, size) == part
