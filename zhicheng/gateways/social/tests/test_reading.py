"""JSON lines, RSS, Atom: what platforms really send, and what they should not."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from zhicheng.flow.reports.services import Refusal
from zhicheng.gateways.social import reading
from zhicheng.gateways.social.reading import Told, plain, read
from zhicheng.kernel.errors import BadInput

AT = datetime(2026, 9, 16, 2, 0, tzinfo=UTC)
RSS = """<?xml version="1.0" encoding="UTF-8"?>
<rss version="2.0" xmlns:geo="http://www.w3.org/2003/01/geo/wgs84_pos#" xmlns:media="http://search.yahoo.com/mrss/"><channel><title>t</title>
<item><guid>p1</guid><title>井盖松了</title><description>&lt;p&gt;建设路&lt;b&gt;12号&lt;/b&gt;门口&lt;script&gt;alert(1)&lt;/script&gt;&lt;/p&gt;</description>
<link>https://s.example/p1</link><author>小王</author><pubDate>Wed, 16 Sep 2026 09:30:00 +0800</pubDate>
<geo:lat>31.2</geo:lat><geo:long>121.5</geo:long><media:content url="https://s.example/p1.jpg"/></item>
<item><guid>p2</guid><title></title><description></description></item></channel></rss>"""
ATOM = """<feed xmlns="http://www.w3.org/2005/Atom"><title>t</title><entry><id>a1</id><title>路灯不亮</title>
<updated>2026-09-16T01:00:00Z</updated><link href="https://s.example/a1"/><author><name>老李</name></author>
<content type="html">&lt;div&gt;三天了&lt;/div&gt;</content></entry></feed>"""


def told(data: str | bytes) -> list[Told | Refusal]:
    return list(read(data.encode() if isinstance(data, str) else data, at=AT))


def lines(*rows: Any) -> str:
    return "\n".join(json.dumps(r, ensure_ascii=False) for r in rows)


def test_an_rss_item_with_its_point_picture_and_hour() -> None:
    one, empty = told(RSS)
    assert isinstance(one, Told)
    assert one == Told(
        "p1", "井盖松了。建设路12号门口", "小王", "https://s.example/p1", datetime(2026, 9, 16, 1, 30, tzinfo=UTC), (121.5, 31.2), True
    )  # fmt: skip
    assert isinstance(empty, Refusal)
    assert (empty.row, empty.field) == (2, "text")


def test_an_atom_entry() -> None:
    (one,) = told(ATOM)
    assert isinstance(one, Told)
    assert (one.key, one.text, one.author, one.posted_at) == ("a1", "路灯不亮。三天了", "老李", AT - timedelta(hours=1))


@pytest.mark.parametrize(
    "row",
    [
        {"id": "1", "text": "路灯不亮", "user": {"name": "小王"}, "created_at": "2026-09-16 09:00:00"},
        {"mid": 1, "content": "路灯不亮", "screen_name": "小王", "time": "2026-09-16T01:00:00Z"},
        {"编号": "1", "内容": "路灯不亮", "昵称": "小王", "发布时间": "2026年09月16日 09:00"},
    ],
)
def test_names_that_platforms_use(row: dict[str, Any]) -> None:
    (one,) = told(lines(row))
    assert isinstance(one, Told)
    assert (one.key, one.text, one.author, one.posted_at) == ("1", "路灯不亮", "小王", AT - timedelta(hours=1))


def test_a_json_list_gb18030_and_a_byte_order_mark_are_read_too() -> None:
    row = {"id": "1", "text": "路灯不亮"}
    whole = json.dumps([row], ensure_ascii=False)
    for data in (whole.encode(), whole.encode("gb18030"), b"\xef\xbb\xbf" + lines(row).encode()):
        (one,) = told(data)
        assert isinstance(one, Told)
        assert one.text == "路灯不亮"


def test_a_bad_line_is_a_sentence_and_the_others_come_in() -> None:
    first, broken, empty, bad_time, bad_point = told(
        lines({"id": "1", "text": "路灯不亮"})
        + "\n{broken\n"
        + lines(
            {"id": "2"},
            {"id": "3", "text": "井盖", "time": "2026-13-40"},
            {"id": "4", "text": "井盖", "lng": "east", "lat": 1},
        )
    )
    assert isinstance(first, Told)
    refused = [x for x in (broken, empty, bad_time, bad_point) if isinstance(x, Refusal)]
    assert [(r.row, r.field) for r in refused] == [(2, ""), (3, "text"), (4, "time"), (5, "lng")]
    assert all(r.said.zh and r.said.en for r in refused)


@pytest.mark.parametrize(
    "data", [b"hello", b"<html><body>404</body></html>", b'{"broken', b"\xff\xfe\x00\x01", b"[1, 2", b"<!DOCTYPE x [<!ENTITY a 'b'>]><x>&a;</x>"]
)  # fmt: skip
def test_what_is_no_list_of_posts_is_refused_as_a_whole(data: bytes) -> None:
    with pytest.raises(BadInput, match="既不是"):
        told(data)


def test_an_entity_of_another_file_is_not_opened() -> None:
    evil = RSS.replace("<rss", '<!DOCTYPE r [<!ENTITY x SYSTEM "file:///etc/passwd">]><rss').replace(
        "井盖松了", "井盖&x;松了"
    )
    assert "root:" not in "".join(one.text for one in told(evil) if isinstance(one, Told))


def test_nothing_is_nothing() -> None:
    assert told(b"") == []
    assert told(b"\xef\xbb\xbf \n") == []


def test_too_much_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "MOST", 2)
    found = told(lines(*({"id": str(i), "text": "路灯不亮"} for i in range(4))))
    assert [type(x) for x in found] == [Told, Told, Refusal]
    monkeypatch.setattr(reading, "LARGEST", 10)
    with pytest.raises(BadInput, match="超过"):
        told(lines({"id": "1", "text": "路灯不亮"}))


@pytest.mark.parametrize("url", ["javascript:alert(1)", "ftp://x/y", "https://x/" + "a" * 500, "https://x/\n"])
def test_an_address_that_no_browser_should_open_is_left_out(url: str) -> None:
    (one,) = told(lines({"id": "1", "text": "路灯不亮", "url": url}))
    assert isinstance(one, Told)
    assert one.url == ""


def test_without_a_number_the_words_and_hour_are_the_key() -> None:
    row = {"text": "路灯不亮", "time": "2026-09-16T01:00:00Z"}
    (one,), (same,), (other,) = told(lines(row)), told(lines(row)), told(lines({**row, "text": "路灯亮了"}))
    assert isinstance(one, Told) and isinstance(same, Told) and isinstance(other, Told)  # noqa: PT018
    assert one.key == same.key != other.key


def test_a_post_from_the_future_was_posted_now() -> None:
    (one,) = told(lines({"id": "1", "text": "路灯不亮", "time": "2027-01-01T00:00:00Z"}))
    assert isinstance(one, Told)
    assert one.posted_at == AT


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("<p>一</p><p>二</p>", "一 二"),
        ("a &amp; b", "a & b"),
        ("<style>x{}</style>一<script>alert(1)</script>", "一"),
        ("=cmd|' /C calc'!A0", "=cmd|' /C calc'!A0"),
        ("一\x00二\u200b", "一二"),
        (None, ""),
        ("<b>未闭合", "未闭合"),
    ],
)
def test_plain_words(html: str | None, text: str) -> None:
    assert plain(html) == text


@pytest.mark.parametrize("name", ["", "Weibo", "微博", "a b", "../x", "a" * 31])
def test_a_feeds_name(name: str) -> None:
    with pytest.raises(BadInput, match="小写"):
        reading.check_feed(name)
