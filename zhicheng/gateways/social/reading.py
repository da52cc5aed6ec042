"""Posts out of what a platform sends: JSON lines, RSS, Atom. Pure.

Feeds are read by feedparser, which opens no external entities and is lenient with what platforms write; their HTML becomes plain text.
"""

from __future__ import annotations

import calendar
import html
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from html.parser import HTMLParser
from typing import Any

import feedparser  # type: ignore[import-untyped]
import msgspec

from zhicheng.flow.reports import intake
from zhicheng.flow.reports.services import Refusal
from zhicheng.kernel.errors import BadInput
from zhicheng.kernel.ids import key_of
from zhicheng.kernel.phrases import Phrase

LONGEST = 2_000  # characters of a post
LARGEST = 5 * 1024**2  # bytes of a feed
MOST = 5_000  # posts of one reading
FEED = re.compile(r"^[a-z0-9][a-z0-9_-]{0,29}$")
NAMES: Mapping[str, tuple[str, ...]] = {
    "id": ("id", "mid", "guid", "post_id", "编号"),
    "time": ("time", "created_at", "published", "posted_at", "date", "时间", "发布时间"),
    "title": ("title", "标题"),
    "text": ("text", "content", "content_text", "body", "summary", "description", "内容", "正文"),
    "author": ("author", "user", "screen_name", "nickname", "作者", "昵称"),
    "url": ("url", "link", "链接"),
    "lng": ("lng", "lon", "longitude", "经度"),
    "lat": ("lat", "latitude", "纬度"),
    "picture": ("picture", "pictures", "photo", "photos", "images", "图片"),
}


@dataclass(frozen=True, slots=True)
class Told:
    """One post. `key` is the platform's, or a digest of what it says; `point` is (lng, lat) in WGS-84."""

    key: str
    text: str
    author: str
    url: str
    posted_at: datetime
    point: tuple[float, float] | None
    picture: bool


def check_feed(name: str) -> str:
    """A feed's name, as it stands in addresses and keys."""
    if not FEED.fullmatch(name):
        raise BadInput(
            f"来源名「{name[:40]}」应为 1 到 30 个小写字母、数字、- 或 _。",
            f"A feed's name “{name[:40]}” has 1 to 30 lower-case letters, figures, - or _.",
            field="--feed",
        )
    return name


def read(data: bytes, *, at: datetime) -> Iterator[Told | Refusal]:
    """Every post of JSON lines (or one JSON list), RSS or Atom. BadInput when it is none of them; a bad post is a refusal by its number."""
    if len(data) > LARGEST:
        raise BadInput(
            f"内容超过 {LARGEST // 1024**2} MB，请分段取。",
            f"More than {LARGEST // 1024**2} MB: fetch it in parts.",
            field="FILE",
        )
    start = data.lstrip(b"\xef\xbb\xbf \t\r\n")[:1]
    if not start:
        return
    rows = _of_feed(data) if start == b"<" else _of_lines(data)
    for n, row in enumerate(rows, start=1):
        if n > MOST:
            yield Refusal(
                n,
                "",
                Phrase(
                    f"一次最多 {MOST} 条，其余未读。", f"{MOST} posts at most in one reading; the rest was not read."
                ),
            )
            return
        try:
            yield _told(row, at)
        except BadInput as error:
            yield Refusal(n, error.field, error.said)


def _of_lines(data: bytes) -> Iterator[Mapping[str, Any]]:
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        try:
            text = data.decode("gb18030")
        except UnicodeDecodeError:
            raise _unknown() from None
    if text.lstrip().startswith("["):
        found = _decoded(text)
        if not isinstance(found, list):
            raise _unknown()
        yield from (one if isinstance(one, dict) else {"__broken__": str(one)[:80]} for one in found)
        return
    lines = [line for line in text.splitlines() if line.strip()]
    whole = [_decoded(line) for line in lines]
    if not any(isinstance(one, dict) for one in whole):
        raise _unknown()
    for line, one in zip(lines, whole, strict=True):
        yield one if isinstance(one, dict) else {"__broken__": line[:80]}


def _decoded(text: str) -> Any:
    try:
        return msgspec.json.decode(text.encode())
    except (msgspec.DecodeError, UnicodeEncodeError, RecursionError):
        return None


def _unknown() -> BadInput:
    return BadInput(
        "既不是 JSON 行（每行一个对象）、JSON 列表，也不是 RSS 或 Atom。",
        "Neither JSON lines (an object each), a JSON list, RSS nor Atom.",
        field="FILE",
    )


def _of_feed(data: bytes) -> Iterator[Mapping[str, Any]]:
    found = feedparser.parse(data, sanitize_html=False, resolve_relative_uris=False)
    if not found.get("version"):
        raise _unknown()
    for entry in found.entries:
        where = entry.get("where") or {}
        point = where.get("coordinates") if where.get("type") == "Point" else None
        lng, lat = point if point else (entry.get("geo_long"), entry.get("geo_lat"))
        moment = entry.get("published_parsed") or entry.get("updated_parsed")
        body = entry.get("content") or [{}]
        yield {
            "id": entry.get("id"), "title": entry.get("title"), "text": body[0].get("value") or entry.get("summary"), "url": entry.get("link"),
            "author": entry.get("author"), "lng": lng, "lat": lat,
            "time": datetime.fromtimestamp(calendar.timegm(moment), UTC) if moment else None,
            "picture": bool(entry.get("media_content") or entry.get("enclosures")),
        }  # fmt: skip


def _told(row: Mapping[str, Any], at: datetime) -> Told:
    intake.check_whole(row)
    title, body = plain(_one(row, "title")), plain(_one(row, "text"))
    text = body if title in body else f"{title}。{body}" if body else title
    if not text:
        raise BadInput("帖文没有文字。", "The post has no words.", field="text")
    posted = intake.parse_time(_one(row, "time")) or at
    lng, lat = (intake.parse_degrees(_one(row, name), name) for name in ("lng", "lat"))
    url = str(_one(row, "url") or "")
    link = url if url.startswith(("https://", "http://")) and len(url) <= 500 and url.isprintable() else ""
    key = str(_one(row, "id") or link) or key_of(text, posted.isoformat())
    return Told(
        key if len(key) <= 48 else key_of(key), text[:LONGEST], plain(_one(row, "author"))[:80], link, min(posted, at),
        (lng, lat) if lng is not None and lat is not None else None, bool(_one(row, "picture")),
    )  # fmt: skip


def _one(row: Mapping[str, Any], name: str) -> Any:
    """The first of the field's names that has something; a platform nests its author: {"user": {"name": …}}."""
    for theirs in NAMES[name]:
        found = row.get(theirs)
        if isinstance(found, dict):
            found = found.get("name") or found.get("screen_name")
        if found not in (None, "", [], {}):
            return found
    return None


class _Words(HTMLParser):
    """The text of a piece of HTML; what a browser would not show as words is left out."""

    HIDDEN = frozenset({"script", "style", "template", "head", "iframe", "object"})
    BREAKS = frozenset({"p", "br", "div", "li", "tr", "h1", "h2", "h3"})

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.found: list[str] = []
        self._hidden = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in self.HIDDEN:
            self._hidden += 1
        elif tag in self.BREAKS:
            self.found.append(" ")

    def handle_endtag(self, tag: str) -> None:
        if tag in self.HIDDEN:
            self._hidden = max(0, self._hidden - 1)

    def handle_data(self, data: str) -> None:
        if not self._hidden:
            self.found.append(data)


def plain(value: Any) -> str:
    """Words without markup, control characters and runs of blanks."""
    if value is None:
        return ""
    words = _Words()
    words.feed(str(value)[: LONGEST * 10])
    words.close()
    text = html.unescape("".join(words.found))
    return re.sub(r"\s+", " ", "".join(c for c in text if c.isprintable() or c.isspace())).strip()
