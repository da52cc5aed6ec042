"""A file as an answer that can be begun anywhere (RFC 9110 section 14): players ask for parts, and a phone does not play a clip without."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse

CHUNK = 64 * 1024
_ONE = re.compile(r"bytes=(\d*)-(\d*)")


def file_answer(request: HttpRequest, path: Path, *, content_type: str, headers: dict[str, str]) -> HttpResponseBase:
    """200 with all of it, 206 with the part that was asked for, 416 where there is no such part. Several parts at once: all of it."""
    size = path.stat().st_size
    headers = {**headers, "Accept-Ranges": "bytes"}
    asked = _ONE.fullmatch(request.headers.get("Range", "").strip())
    if asked is None or not any(asked.groups()):
        return FileResponse(path.open("rb"), content_type=content_type, headers=headers)
    begin, end = part_of(asked[1], asked[2], size)
    if begin >= size or begin > end:
        return HttpResponse(status=416, headers={**headers, "Content-Range": f"bytes */{size}"})
    return StreamingHttpResponse(
        _between(path, begin, end + 1),
        status=206,
        content_type=content_type,
        headers={**headers, "Content-Range": f"bytes {begin}-{end}/{size}", "Content-Length": str(end + 1 - begin)},
    )


def part_of(first: str, last: str, size: int) -> tuple[int, int]:
    """The first and the last byte; without a first: so many from the end."""
    if not first:
        wanted = min(int(last), size)
        return size - wanted, size - 1
    return int(first), min(int(last), size - 1) if last else size - 1


def _between(path: Path, begin: int, end: int) -> Iterator[bytes]:
    with path.open("rb") as file:
        file.seek(begin)
        while begin < end and (chunk := file.read(min(CHUNK, end - begin))):
            begin += len(chunk)
            yield chunk
