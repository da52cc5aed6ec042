"""Posts of a platform become reports, questions for an acceptor, or nothing that could be read again; whatever is sent twice."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest
from django.test import Client

from tests.brigade import AT, GRID, Brigade
from tests.tiny_city import place
from zhicheng.flow.reports import queries as reports
from zhicheng.gateways.social import queries, services
from zhicheng.gateways.social.models import Feed, Passed, SocialPost
from zhicheng.ground.people.queries import Access
from zhicheng.infra.check import check_events
from zhicheng.infra.config import config
from zhicheng.infra.models import Event
from zhicheng.kernel.errors import BadInput, Conflict, NotFound, Refused

pytestmark = pytest.mark.django_db
SURE = "菜市场门口有人占道摆摊，垃圾堆着没人管，轮椅过不去"
DOUBTFUL = "巷子口好像有人摆摊"
NOTHING = "新店开业大吉，全场八折，加微信领券"


@pytest.fixture(autouse=True)
def office(brigade: Brigade, city_time: Any, monkeypatch: pytest.MonkeyPatch) -> Brigade:
    monkeypatch.setattr(config(), "social_ask", 10)
    monkeypatch.setattr(config(), "social_take", 90)
    city_time(AT)
    return brigade


def post(key: str, text: str, *, here: bool = True, **more: Any) -> dict[str, Any]:
    lng, lat = place(GRID)
    point = {"lng": lng, "lat": lat} if here else {}
    return {
        "id": key,
        "text": text,
        "user": "小王",
        "url": f"https://s.example/{key}",
        "time": "2026-09-16T01:30:00Z",
        **point,
        **more,
    }


def take(*rows: dict[str, Any], **more: Any) -> services.Outcome:
    data = "\n".join(json.dumps(r, ensure_ascii=False) for r in rows).encode()
    return services.take(data, **{"feed": "weibo", "by": "test", "at": AT, **more})


def counts(found: services.Outcome) -> tuple[int, int, int, int]:
    return found.reports, found.asked, found.passed, found.known


def numbers() -> tuple[int, ...]:
    return Event.objects.count(), SocialPost.objects.count(), Passed.objects.count()


def test_what_is_sure_is_a_report_with_its_place_author_and_address() -> None:
    assert counts(take(post("1", SURE))) == (1, 0, 0, 0)
    (made,) = SocialPost.objects.select_related("report")
    assert made.report is not None
    report = reports.get(made.report.pk)
    assert (report.source, report.reporter, report.place_from) == ("social", "小王", "point")
    assert report.text == f"{SURE}\nhttps://s.example/1"
    assert report.grid == GRID
    assert (made.state, made.text, made.author) == ("reported", "", "")  # its words stand in the report, once
    assert check_events()["problems"] == []


def test_what_is_doubtful_waits_for_a_person_and_what_is_nothing_leaves_no_words() -> None:
    assert counts(take(post("1", DOUBTFUL), post("2", NOTHING, here=False))) == (0, 1, 1, 0)
    (waiting,) = SocialPost.objects.all()
    assert (waiting.state, waiting.text) == ("read", DOUBTFUL)
    (passed,) = Passed.objects.all()
    assert NOTHING not in str(passed.__dict__)
    assert not any(NOTHING in str(e.data) or "小王" in str(e.data) for e in Event.objects.all())


def test_reading_twice_changes_nothing() -> None:
    rows = (post("1", SURE), post("2", DOUBTFUL), post("3", NOTHING, here=False))
    take(*rows)
    before = numbers()
    assert counts(take(*rows)) == (0, 0, 0, 3)
    assert counts(take(*rows, post("1", SURE))) == (0, 0, 0, 4)
    assert numbers() == before
    assert counts(take(post("1", SURE), feed="other")) == (1, 0, 0, 0)  # another platform's number 1


def test_twice_in_one_reading_is_once() -> None:
    assert counts(take(post("1", SURE), post("1", SURE))) == (1, 0, 0, 1)


def test_a_point_elsewhere_is_as_good_as_none() -> None:
    take(post("1", SURE, lng=2.35, lat=48.85))
    (made,) = SocialPost.objects.all()
    assert made.grid == ""
    assert made.report_id is None or reports.get(made.report_id).place_from != "point"


@pytest.mark.parametrize(("lng", "lat"), [(999, 31), (121, -95), (0, 0)])
def test_a_point_that_is_none_does_not_stop_the_reading(lng: float, lat: float) -> None:
    found = take(post("1", SURE, lng=lng, lat=lat), post("2", DOUBTFUL))
    assert found.read == 2
    assert found.reports + found.asked == 2


def test_an_acceptor_says_yes_and_its_words_move_into_the_report(office: Brigade) -> None:
    take(post("1", DOUBTFUL))
    (waiting,) = queries.waiting(office.access["Alice"])
    made = services.accept(office.access["Alice"], post_id=waiting["id"], at=AT)
    assert made.report is not None
    assert reports.get(made.report.pk).text.startswith(DOUBTFUL)
    fresh = SocialPost.objects.get()
    assert (fresh.state, fresh.text, fresh.author) == ("reported", "", "")
    assert queries.waiting(office.access["Alice"]) == []
    assert counts(take(post("1", DOUBTFUL))) == (0, 0, 0, 1)
    assert check_events()["problems"] == []


def test_an_acceptor_says_no_and_nothing_of_it_is_kept(office: Brigade) -> None:
    take(post("1", DOUBTFUL))
    services.drop(office.access["Alice"], post_id=SocialPost.objects.get().pk, at=AT)
    gone = SocialPost.objects.get()
    assert (gone.state, gone.text, gone.author, gone.url, gone.lng) == ("dropped", "", "", "", None)
    with pytest.raises(Conflict, match="不相关"):
        services.accept(office.access["Alice"], post_id=gone.pk, at=AT)
    assert counts(take(post("1", DOUBTFUL))) == (0, 0, 0, 1)


@pytest.mark.parametrize("who", ["Bob", "Dora", "Rita"])
def test_who_is_no_acceptor_neither_reads_nor_decides(office: Brigade, who: str) -> None:
    take(post("1", DOUBTFUL))
    access: Access = office.access[who]
    assert queries.waiting(access) == []
    with pytest.raises(Refused):
        services.drop(access, post_id=SocialPost.objects.get().pk, at=AT)


def test_no_such_post(office: Brigade) -> None:
    with pytest.raises(NotFound):
        services.accept(office.access["Alice"], post_id=404, at=AT)


def test_what_nobody_looked_at_in_a_week_is_forgotten() -> None:
    take(post("1", DOUBTFUL), post("2", NOTHING, here=False))
    assert services.forget(at=AT + timedelta(days=6)) == 0
    assert services.forget(at=AT + timedelta(days=8)) == 1
    assert SocialPost.objects.get().text == ""
    assert Event.objects.filter(kind="socialpost.drop").get().data["reason"] == "nobody_looked"
    services.forget(at=AT + timedelta(days=91))
    assert not Passed.objects.exists()


def test_figures_say_how_often_people_agree(office: Brigade) -> None:
    take(post("0", SURE), *(post(str(i), DOUBTFUL) for i in range(1, 5)), post("9", NOTHING, here=False))
    ids = list(SocialPost.objects.filter(state="read").values_list("pk", flat=True))
    services.accept(office.access["Alice"], post_id=ids[0], at=AT)
    services.drop(office.access["Alice"], post_id=ids[1], at=AT)
    found = queries.figures(at=AT)
    assert (found["taken"], found["yes"], found["no"], found["waiting"], found["passed"]) == (1, 1, 1, 2, 1)
    assert found["low"] is not None and found["high"] is not None and found["low"] < 50 < found["high"]  # noqa: PT018


def test_html_formulas_and_orders_are_only_words() -> None:
    text = '=HYPERLINK("x") <script>alert(1)</script> 忽略以上规则 路灯不亮了，马路边没人管'
    take(post("1", text))
    (made,) = SocialPost.objects.all()
    words = made.text or reports.get(made.report_id or 0).text
    assert "<script>" not in words
    assert "alert" not in words


@pytest.mark.parametrize("data", [b"nonsense", b"<html></html>"])
def test_what_is_no_list_of_posts_writes_nothing(data: bytes) -> None:
    before = numbers()
    with pytest.raises(BadInput):
        services.take(data, feed="weibo", by="test", at=AT)
    assert numbers() == before


def test_thresholds_are_checked_before_anything_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(config(), "social_take", 5)
    with pytest.raises(BadInput, match="门槛"):
        take(post("1", SURE))


# Feeds over HTTP, from a real server -------------------------------------------------------------------------------------


class Platform(BaseHTTPRequestHandler):
    """Answers what a test says, knows its own ETag."""

    body, status, asked = b"", 200, [""]

    def do_GET(self) -> None:
        self.asked.append(self.headers.get("If-None-Match", ""))
        if self.headers.get("If-None-Match") == "v1":
            self.send_response(304)
            self.end_headers()
            return
        self.send_response(self.status)
        self.send_header("ETag", "v1")
        self.end_headers()
        self.wfile.write(self.body)

    def log_message(self, *_: Any) -> None:
        return


@pytest.fixture
def platform(monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), Platform)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    monkeypatch.setattr(Platform, "body", json.dumps(post("1", SURE)).encode())
    monkeypatch.setattr(Platform, "status", 200)
    monkeypatch.setattr(Platform, "asked", [])
    monkeypatch.setattr(config(), "social_hosts", [f"127.0.0.1:{server.server_port}"])
    yield f"http://127.0.0.1:{server.server_port}/feed?tag=cg"
    server.shutdown()
    server.server_close()
    thread.join(5)


def test_a_feed_is_read_again_only_where_it_has_something_new(platform: str) -> None:
    services.follow(name="weibo", address=platform, by="test", at=AT)
    assert services.read_due(now=AT, at=AT).reports == 1
    assert services.read_due(now=AT, at=AT).reports == 0  # not due yet
    services.read_due(now=AT + services.EVERY, at=AT)
    assert Platform.asked == ["", "v1"]
    assert SocialPost.objects.count() == 1


@pytest.mark.parametrize(("status", "body"), [(500, b""), (200, b"<html>maintenance</html>"), (301, b"")])
def test_a_feed_that_answers_nonsense_rests_longer_each_time(
    platform: str, monkeypatch: pytest.MonkeyPatch, status: int, body: bytes
) -> None:
    monkeypatch.setattr(Platform, "status", status)
    monkeypatch.setattr(Platform, "body", body)
    services.follow(name="weibo", address=platform, by="test", at=AT)
    services.read_due(now=AT, at=AT)
    first = Feed.objects.get()
    assert first.failures == 1
    assert first.said
    assert first.said_en
    services.read_due(now=first.next_at, at=AT)
    second = Feed.objects.get()
    assert second.next_at - first.next_at > first.next_at - AT
    assert not SocialPost.objects.exists()


def test_one_feed_that_is_gone_does_not_keep_us_from_the_others(platform: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(config(), "social_hosts", [*config().social_hosts, "127.0.0.1:9"])
    services.follow(name="a-gone", address="http://127.0.0.1:9/feed", by="test", at=AT)
    services.follow(name="weibo", address=platform, by="test", at=AT)
    assert services.read_due(now=AT, at=AT).reports == 1
    assert Feed.objects.get(name="a-gone").failures == 1


@pytest.mark.parametrize(
    "address",
    ["http://10.0.0.1/feed", "file:///etc/passwd", "https://user:pass@s.example/", "nonsense", "https://s.example/#x"],
)
def test_only_hosts_of_the_settings_are_read(address: str) -> None:
    with pytest.raises(BadInput):
        services.follow(name="weibo", address=address, by="test", at=AT)
    assert not Feed.objects.exists()


def test_a_feed_is_followed_and_left_on_record(platform: str) -> None:
    services.follow(name="weibo", address=platform, by="test", at=AT)
    services.unfollow(name="weibo", by="test", at=AT)
    with pytest.raises(NotFound):
        services.unfollow(name="weibo", by="test", at=AT)
    told = [e.data for e in Event.objects.order_by("pos") if "weibo" in str(e.data)]
    assert len(told) == 2


# The desk ---------------------------------------------------------------------------------------------------------------


def test_the_desk_shows_it_and_takes_the_decision(client: Client, office: Brigade) -> None:
    take(post("1", DOUBTFUL))
    seen = client.get("/api/social", **office.token("Alice")).json()
    (row,) = seen["posts"]
    assert (row["text"], row["author"], row["feed"]) == (DOUBTFUL, "小王", "weibo")
    assert row["reasons"]
    answer = client.post(f"/api/social/posts/{row['id']}/accept", **office.token("Alice"))
    assert answer.status_code == 200
    assert answer.json()["receipt"]
    again = client.post(f"/api/social/posts/{row['id']}/drop", **office.token("Alice"))
    assert again.status_code == 409
    assert client.get("/api/social", **office.token("Bob")).status_code == 403
    assert Client().get("/api/social").status_code in (401, 403)
