"""One file by HTTP Range (RFC 9110 §14): single ranges, strong ETag; what PMTiles needs."""

from __future__ import annotations

import re
from pathlib import Path

from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseBase

_RANGE = re.compile(r"bytes=(\d*)-(\d*)$")


def ranged(request: HttpRequest, path: Path) -> HttpResponseBase:
    """The file or the part that was asked for; 416 when there is no such part."""
    stat = path.stat()
    headers = {
        "Accept-Ranges": "bytes",
        "ETag": f'"{stat.st_mtime_ns:x}-{stat.st_size:x}"',
        "Cache-Control": "public, max-age=3600",
    }
    asked = _RANGE.match(request.headers.get("range", ""))
    if not asked or not any(asked.groups()):
        return FileResponse(path.open("rb"), content_type="application/octet-stream", headers=headers)
    first, last = asked.groups()
    start = int(first) if first else max(0, stat.st_size - int(last))
    end = min(int(last), stat.st_size - 1) if first and last else stat.st_size - 1
    if start > end or start >= stat.st_size:
        return HttpResponse(status=416, headers={"Content-Range": f"bytes */{stat.st_size}"})
    with path.open("rb") as f:
        f.seek(start)
        body = f.read(end - start + 1)
    return HttpResponse(
        body, status=206, content_type="application/octet-stream",
        headers={**headers, "Content-Range": f"bytes {start}-{end}/{stat.st_size}"},
    )  # fmt: skip
