"""We as a client: pulling from and referring to a server of our own that really runs, and a server that is as bad as servers get."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import timedelta
from itertools import pairwise
from typing import Any
from urllib.parse import urlsplit

import pytest

from tests.brigade import AT, BIN, Brigade, found
from tests.gateways.open311.bad_server import Bad, running
from tests.gateways.open311.client import LAT, LNG, PLAIN
from tests.tiny_city import HERE, THERE, place
from tests.walk import Walk
from zhicheng.flow.reports.models import Report
from zhicheng.gateways.open311 import following, keys, referring, remote
from zhicheng.gateways.open311.models import Follow, Posting, Referral, Remote, Reply
from zhicheng.gateways.open311.remote import RemoteError, Server, check_address
from zhicheng.infra.check import check_events
from zhicheng.infra.config import config
from zhicheng.infra.models import Event
from zhicheng.kernel.errors import BadInput, NotFound

WEST, EAST = "west.example.gov.cn", "east.example.gov.cn"
THERE_PLACE = place("990102001001001")
LATER = AT + timedelta(minutes=20)


@pytest.fixture
def bad(settings_of: Any) -> Iterator[Bad]:
    with running() as server:
        settings_of(open311_hosts=[f"127.0.0.1:{server.port}"], open311_keys={"bad": "k" * 32})
        yield server


@pytest.fixture
def follow_bad(brigade: Brigade, city_time: Any, bad: Bad) -> Follow:
    return following.follow(
        name="bad", address=bad.address, refers={PLAIN: "001"}, since=AT - timedelta(days=1), by="test", at=AT
    )


@pytest.fixture
def city(transactional_db: None, live_server: Any, city_time: Any, settings_of: Any) -> str:
    """Our own server with two jurisdictions: the west follows the east."""
    found()
    secret = keys.add_key(name="东区", by="test", at=AT)
    host = urlsplit(live_server.url).netloc
    settings_of(open311_hosts=[host], open311_keys={"东区": secret}, open311_jurisdictions={WEST: HERE, EAST: THERE})
    return f"{live_server.url}/open311/v2"


def follow(address: str, **more: Any) -> Follow:
    said = {
        "name": "东区",
        "jurisdiction": EAST,
        "since": AT - timedelta(days=1),
        "by": "test",
        "at": AT - timedelta(hours=1),
    }
    return following.follow(address=address, **said | more)  # type: ignore[arg-type]


# Pulling, from our own server --------------------------------------------------------------------------------------------


def test_a_server_that_names_one_twice_means_the_one(city: str) -> None:
    Walk(found_again()).report(source="citizen", matter=BIN, where=THERE_PLACE, text="垃圾箱满了")
    one = follow(city)
    found = [
        r for r in following.server_of(one).requests(since=AT - timedelta(days=1), until=LATER, page=1, size=50)
        if isinstance(r, following.Theirs)
    ]  # fmt: skip
    assert len(found) == 1
    assert following.take_in(one, found * 3, at=LATER).reports == 1
    assert Report.objects.filter(source="open311").count() == 1


def test_one_server_s_oddity_keeps_nobody_from_the_others(city: str, monkeypatch: pytest.MonkeyPatch) -> None:
    Walk(found_again()).report(source="citizen", matter=BIN, where=THERE_PLACE, text="垃圾箱满了")
    odd, good = follow(city), follow(city, name="zz")
    pull = following.pull

    def sometimes(one: Follow, **more: Any) -> following.Pulled:
        if one.pk == odd.pk:
            raise KeyError("nobody thought of this")
        return pull(one, **more)

    monkeypatch.setattr(following, "pull", sometimes)
    assert following.pull_due(now=LATER, at=LATER).reports == 1
    rested = Follow.objects.get(pk=odd.pk)
    assert rested.failures == 1
    assert rested.next_at > LATER
    assert rested.said
    assert Follow.objects.get(pk=good.pk).failures == 0


def test_new_requests_become_reports_once(city: str) -> None:
    brigade = found_again()
    theirs = Walk(brigade).report(source="citizen", matter=BIN, where=THERE_PLACE, text="垃圾箱满了，电话13812345678")
    Walk(brigade).report(matter=BIN, text="西区的")
    one = follow(city)
    assert following.pull(one, now=LATER, at=LATER) == following.Pulled(reports=1)
    copy = Report.objects.get(source="open311")
    assert (copy.text, copy.matter, copy.confidence) == ("垃圾箱满了，电话138********", BIN, 100)
    assert copy.happened_at == Report.objects.get(pk=theirs.report_id).received_at.replace(microsecond=0)
    assert Event.objects.get(stream=f"report:{copy.pk}", kind="report.receive").actor == "open311:东区"
    again = following.pull(Follow.objects.get(), now=LATER + timedelta(minutes=1), at=LATER)
    assert (again.reports, Report.objects.filter(source="open311").count()) == (0, 1)
    assert check_events()["problems"] == []


def test_pages_are_read_to_the_end_and_closed_ones_only_noted(city: str, monkeypatch: pytest.MonkeyPatch) -> None:
    brigade = found_again()
    for i in range(7):
        Walk(brigade).report(matter=BIN, where=(THERE_PLACE[0], THERE_PLACE[1] + i / 1000), text=f"第 {i} 处")
    gone = Report.objects.order_by("pk").first()
    assert gone is not None
    from zhicheng.flow.tickets.models import Ticket

    Ticket.objects.filter(report=gone).update(state="closed", closed_at=AT)
    monkeypatch.setattr(following, "PAGE", 3)
    copies_come_later = LATER + timedelta(
        hours=1
    )  # both cities share one database here: what was taken in must not shift the pages
    assert following.pull(follow(city), now=LATER, at=copies_come_later) == following.Pulled(reports=6, known=1)
    assert Remote.objects.get(status="closed").report is None


def test_one_that_was_received_late_is_caught_by_the_overlap(city: str) -> None:
    brigade = found_again()
    one = follow(city)
    following.pull(one, now=LATER, at=LATER)
    Walk(brigade).later(10).report(matter=BIN, where=THERE_PLACE)  # received before the cursor, committed after
    assert following.pull(Follow.objects.get(), now=LATER + timedelta(minutes=1), at=LATER).reports == 1


def test_a_long_past_is_asked_for_in_stretches(city: str) -> None:
    one = follow(city, since=LATER - timedelta(days=200))
    assert following.pull(one, now=LATER, at=LATER) == following.Pulled()
    assert Follow.objects.get().pulled_to == LATER


# Referring, to our own server --------------------------------------------------------------------------------------------


def east_of(brigade: Brigade, **more: Any) -> Walk:
    return Walk(brigade).report(matter=PLAIN, where=THERE_PLACE, **more)


def test_what_is_theirs_goes_there_once_and_what_became_of_it_comes_back(city: str) -> None:
    brigade = found_again()
    follow(city, refers={PLAIN: ""}, areas=[THERE], pulls=False)
    mine = east_of(brigade, text="积存垃圾，找张三13812345678", phone="13812345678", reporter="张三")
    Walk(brigade).report(matter=BIN, where=THERE_PLACE)  # another matter
    Walk(brigade).report(matter=PLAIN)  # another area
    assert [referring.refer_new(now=LATER, at=LATER) for _ in range(2)] == [1, 0]
    assert [referring.deliver(now=LATER) for _ in range(2)] == [1, 0]
    row = Referral.objects.get()
    posted = Posting.objects.get()
    assert posted.report is not None
    assert (row.state, row.number, row.report_id) == ("sent", posted.report.receipt, mine.report_id)
    assert posted.account == Report.objects.get(pk=mine.report_id).receipt
    assert (posted.report.text, posted.report.phone, posted.report.reporter) == ("积存垃圾，找张三138********", "", "")
    Walk(brigade).work()
    later = LATER + timedelta(minutes=10)
    assert referring.ask(now=later) >= 1
    assert Referral.objects.get().notes
    assert referring.ask(now=later) == 0
    assert referring.ask(now=later + timedelta(minutes=10)) == 0
    assert {r.status for r in Reply.objects.all()} <= {"open", "investigating", "action_scheduled"}


def test_what_they_referred_to_us_is_not_pulled_again(city: str) -> None:
    """Two cities that follow each other and refer to each other."""
    brigade = found_again()
    one = follow(city, refers={PLAIN: ""}, areas=[THERE])
    mine = Report.objects.get(pk=east_of(brigade).report_id).receipt
    referring.refer_new(now=LATER, at=LATER)
    referring.deliver(now=LATER)
    assert Posting.objects.get().account == mine
    assert following.pull(one, now=LATER, at=LATER).reports == 0


def test_what_another_city_sent_is_not_sent_on(city: str) -> None:
    brigade = found_again()
    Walk(brigade).report(matter=PLAIN, where=THERE_PLACE)
    one = follow(city, refers={PLAIN: ""}, at=AT + timedelta(minutes=1))
    following.pull(one, now=LATER, at=LATER)
    assert Report.objects.filter(source="open311").count() == 1
    assert referring.refer_new(now=LATER, at=LATER) == 0


def test_a_batch_of_theirs_is_asked_for_its_number(city: str, settings_of: Any, tmp_path: Any) -> None:
    brigade = found_again()
    file = tmp_path / "services.yaml"
    file.write_text('kinds: {"06011": batch}\n', encoding="utf-8")
    settings_of(open311_services=file)
    follow(city, refers={PLAIN: ""}, areas=[THERE])
    east_of(brigade)
    referring.refer_new(now=LATER, at=LATER)
    assert referring.deliver(now=LATER) == 0
    assert Referral.objects.get().state == "token"
    assert referring.deliver(now=LATER + timedelta(seconds=10)) == 0
    Walk(brigade).work()
    assert referring.deliver(now=LATER + timedelta(minutes=10)) == 1
    assert Referral.objects.get().number


def test_a_person_may_refer_one_with_their_code(city: str) -> None:
    brigade = found_again()
    follow(city)
    receipt = Report.objects.get(pk=east_of(brigade).report_id).receipt
    made = referring.refer(receipt=receipt, name="东区", by="cli", now=LATER, at=LATER)
    assert made.service == PLAIN
    for receipt_, name, kind in (
        (receipt, "东区", BadInput),
        ("nothing", "东区", NotFound),
        (receipt, "nobody", NotFound),
    ):
        with pytest.raises(kind):
            referring.refer(receipt=receipt_, name=name, by="cli", now=LATER, at=LATER)
    assert referring.deliver(now=LATER) == 1


def test_a_refusal_of_theirs_is_stuck_with_their_words_until_somebody_tries_again(city: str, settings_of: Any) -> None:
    brigade = found_again()
    follow(city, refers={PLAIN: ""}, areas=[THERE])
    east_of(brigade)
    secret = config().open311_keys
    settings_of(open311_keys={"东区": "wrong"})
    referring.refer_new(now=LATER, at=LATER)
    assert referring.deliver(now=LATER) == 0
    row = Referral.objects.get()
    assert (row.state, row.attempts) == ("stuck", 1)
    assert "403" in row.said
    assert "api_key" in row.said
    assert referring.deliver(now=LATER + timedelta(days=1)) == 0
    settings_of(open311_keys=secret)
    assert referring.retry(referral=row.pk, by="test", now=LATER, at=LATER) == 1
    assert referring.deliver(now=LATER) == 1
    with pytest.raises(NotFound):
        referring.retry(referral=row.pk, by="test", now=LATER, at=LATER)
    assert Posting.objects.count() == 1


def test_sending_twice_is_taken_in_once(city: str) -> None:
    """A worker died after they had taken it in and before we had noted it."""
    brigade = found_again()
    follow(city, refers={PLAIN: ""}, areas=[THERE])
    east_of(brigade)
    referring.refer_new(now=LATER, at=LATER)
    referring.deliver(now=LATER)
    number = Referral.objects.get().number
    Referral.objects.update(state="waiting", number="", next_at=LATER)
    referring.deliver(now=LATER)
    assert Referral.objects.get().number == number
    assert Posting.objects.count() == 1


# A bad server ------------------------------------------------------------------------------------------------------------


GARBAGE: list[tuple[bytes | str, int, bool]] = [
    ("", 200, True), ("<services/>", 200, True), ("{}", 200, True), ('"text"', 200, True), (b"\xff\xfe\x00", 200, True), ("[[[[", 200, True),
    ("nope", 500, False), ("", 503, False), ('[{"code":400,"description":"bad key"}]', 400, True), ("", 404, True), ("", 301, True), ("", 429, False),
    ('{"a":' * 5_000, 200, True),
]  # fmt: skip


@pytest.mark.django_db
@pytest.mark.parametrize(("body", "status", "permanent"), GARBAGE)
def test_garbage_is_one_sentence_and_nothing_comes_in(
    body: bytes | str, status: int, permanent: bool, follow_bad: Follow, bad: Bad
) -> None:
    bad.say(body, status)
    with pytest.raises(RemoteError) as refused:
        following.pull(follow_bad, now=AT, at=AT)
    assert refused.value.permanent is permanent
    assert refused.value.said.zh
    assert refused.value.said.en
    assert Report.objects.count() == Remote.objects.count() == 0
    assert Follow.objects.get().pulled_to == AT - timedelta(days=1)


@pytest.mark.django_db
def test_one_that_goes_elsewhere_is_not_followed(follow_bad: Follow, bad: Bad) -> None:
    bad.headers["Location"] = f"http://127.0.0.1:{bad.port}/internal"
    bad.say("", 302)
    with pytest.raises(RemoteError):
        following.pull(follow_bad, now=AT, at=AT)
    assert len(bad.asked) == 1


@pytest.mark.django_db
def test_one_that_answers_by_the_byte_is_left(follow_bad: Follow, bad: Bad) -> None:
    bad.say("[" + " " * 10_000 + "]").drips = 0.02
    with pytest.raises(RemoteError) as refused:
        Server(bad.address, patience=0.3).requests(since=AT, until=AT, page=1, size=1)
    assert not refused.value.permanent


@pytest.mark.django_db
def test_one_that_sends_without_end_is_left(follow_bad: Follow, bad: Bad, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(remote, "LARGEST", 10_000)
    bad.say("[" + " " * 100_000 + "]")
    with pytest.raises(RemoteError, match="larger"):
        following.pull(follow_bad, now=AT, at=AT)


@pytest.mark.django_db
def test_one_that_is_not_there_rests_longer_each_time_and_is_shown(follow_bad: Follow, bad: Bad) -> None:
    bad.say("", 500)
    now, pauses = AT, []
    for _ in range(8):
        following.pull_due(now=now, at=AT)
        one = Follow.objects.get()
        pauses.append(one.next_at - now)
        now = one.next_at
    assert all(a < b or a == following.LONGEST_PAUSE for a, b in pairwise(pauses))
    assert (one.failures, pauses[-1]) == (8, following.LONGEST_PAUSE)
    assert "500" in one.said
    bad.say("[]")
    following.pull_due(now=now, at=AT)
    assert (Follow.objects.get().failures, Follow.objects.get().said) == (0, "")


def record(**more: Any) -> dict[str, Any]:
    good = {"service_request_id": "7", "status": "open", "service_code": "x1", "service_name": "Pothole", "description": "a hole",
            "requested_datetime": "2026-09-16T09:00:00+08:00", "lat": LAT, "long": LNG}  # fmt: skip
    return {k: v for k, v in (good | more).items() if v is not ...}


WRONG = [
    {"service_request_id": ...}, {"service_request_id": None}, {"service_request_id": []}, {"service_request_id": "x" * 65}, {"status": "pending"},
    {"status": None}, {"requested_datetime": ...}, {"requested_datetime": "2026-09-16"}, {"requested_datetime": 17}, {"lat": "north"},
    {"lat": 91}, {"long": {"deg": 3}}, {"lat": True}, {"updated_datetime": "soon"},
]  # fmt: skip


@pytest.mark.django_db
@pytest.mark.parametrize("change", WRONG)
def test_a_record_of_wrong_types_is_left_out_and_the_others_come_in(
    change: dict[str, Any], follow_bad: Follow, bad: Bad
) -> None:
    bad.say(json.dumps([record(**change), record(service_request_id="8")]))
    assert following.pull(follow_bad, now=AT, at=AT) == following.Pulled(reports=1, refused=1)
    assert Report.objects.get().text == "a hole"
    assert Follow.objects.get().said


@pytest.mark.django_db
@pytest.mark.parametrize("rows", ["[1]", "[null]", "[[]]", '["x"]'])
def test_what_is_no_record_at_all(rows: str, follow_bad: Follow, bad: Bad) -> None:
    bad.say(rows)
    assert following.pull(follow_bad, now=AT, at=AT) == following.Pulled(refused=1)


@pytest.mark.django_db
@pytest.mark.parametrize(
    "change",
    [
        {"lat": 0.0, "long": 0.0},
        {"lat": 41.0, "long": -87.0},
        {"lat": LAT, "long": ...},
        {"requested_datetime": "2027-01-01T00:00:00Z"},
    ],
)
def test_a_record_that_can_be_no_report_of_ours_is_kept_with_the_reason(
    change: dict[str, Any], follow_bad: Follow, bad: Bad
) -> None:
    bad.say(json.dumps([record(**change)]))
    assert following.pull(follow_bad, now=AT, at=AT).refused == 1
    kept = Remote.objects.get()
    assert kept.said
    assert kept.said_en
    assert [r.pk for r in following.refused()] == [kept.pk]
    assert following.pull(Follow.objects.get(), now=AT, at=AT).refused == 0  # told once


@pytest.mark.django_db
def test_a_number_where_text_belongs_and_extra_words_are_taken(follow_bad: Follow, bad: Bad) -> None:
    bad.say(
        json.dumps(
            [
                record(
                    service_request_id=4711,
                    lat=str(LAT),
                    long=str(LNG),
                    description="a\x00b",
                    extra={"x": [1]},
                    status="OPEN",
                )
            ]
        )
    )
    assert following.pull(follow_bad, now=AT, at=AT).reports == 1
    assert Remote.objects.get().number == "4711"
    report = Report.objects.get()
    assert (report.text, report.category) == ("ab", "Pothole")


@pytest.mark.django_db
def test_a_server_that_knows_no_pages_does_not_hold_us(
    follow_bad: Follow, bad: Bad, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(following, "PAGE", 2)
    bad.say(json.dumps([record(), record(service_request_id="8")]))
    assert following.pull(follow_bad, now=AT, at=AT).reports == 2
    assert len(bad.asked) == 2


@pytest.mark.django_db
@pytest.mark.parametrize(("body", "status", "state"), [
    ("", 500, "waiting"), ("[]", 200, "stuck"), ("{}", 200, "stuck"), ("[1]", 200, "stuck"), ("", 413, "stuck"),
    ("", 429, "waiting"), ("nope", 200, "stuck"),
    (json.dumps([{"service_request_id": "x" * 65}]), 200, "stuck"), (json.dumps([{"service_request_id": 5}]), 200, "sent"),
    (json.dumps([{"service_request_id": None, "token": "t"}]), 200, "token"), (json.dumps([{}]), 200, "sent"),
])  # fmt: skip
def test_a_referral_to_a_bad_server(
    body: str, status: int, state: str, follow_bad: Follow, brigade: Brigade, bad: Bad
) -> None:
    Walk(brigade).report(matter=PLAIN)
    referring.refer_new(now=AT, at=AT)
    bad.say(body, status)
    referring.deliver(now=AT)
    row = Referral.objects.get()
    assert row.state == state
    assert bool(row.said) == (state in ("waiting", "stuck"))
    assert row.next_at > AT


@pytest.mark.django_db
def test_after_eight_tries_somebody_has_to_look(follow_bad: Follow, brigade: Brigade, bad: Bad) -> None:
    Walk(brigade).report(matter=PLAIN)
    referring.refer_new(now=AT, at=AT)
    bad.say("", 503)
    now = AT
    for _ in range(20):
        referring.deliver(now=now)
        now = max(now, Referral.objects.get().next_at)
    row = Referral.objects.get()
    assert (row.state, row.attempts, len(bad.asked)) == ("stuck", 8, 8)
    assert row.next_at - AT > timedelta(minutes=15)
    assert referring.count("stuck") == 1
    assert [r.pk for r in referring.listed("stuck")] == [row.pk]


@pytest.mark.django_db
def test_asking_a_bad_server_changes_nothing(follow_bad: Follow, brigade: Brigade, bad: Bad) -> None:
    Walk(brigade).report(matter=PLAIN)
    referring.refer_new(now=AT, at=AT)
    bad.say('[{"service_request_id":"9"}]')
    referring.deliver(now=AT)
    bad.say(
        '[{"service_request_id":"9","status":"done"},7,{"update_id":"u","service_request_id":"other","status":"x","updated_datetime":"2026-09-16T09:00:00Z"}]'
    )
    assert referring.ask(now=AT + timedelta(hours=1)) == 0
    bad.say("", 500)
    assert referring.ask(now=AT + timedelta(hours=2)) == 0
    assert Referral.objects.get().state == "sent"
    assert "500" in Follow.objects.get().said


# Addresses ---------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("address", [
    "", "ftp://a.example", "https://", "a.example/v2", "https://user:pw@a.example/v2", "https://a.example/v2?x=1", "https://a.example/v2#x",
    "http://169.254.169.254/latest", "http://127.0.0.1:22/", "http://[::1", "https://a.example.evil.com/", "file:///etc/passwd",
    "https://evil.com/a.example", "https://a.example@evil.com/", "https://a.example/" + "x" * 300,
])  # fmt: skip
def test_an_address_that_the_settings_do_not_allow_is_refused(address: str) -> None:
    with pytest.raises(BadInput):
        check_address(address, ["a.example"])


def test_an_allowed_address_loses_its_slash() -> None:
    assert check_address("https://a.example:8443/open311/v2/", ["a.example"]) == "https://a.example:8443/open311/v2"
    assert check_address("http://a.example:80/v2", ["a.example:80"]) == "http://a.example:80/v2"


@pytest.mark.django_db
def test_a_host_that_was_taken_out_of_the_settings_is_asked_no_more(
    follow_bad: Follow, bad: Bad, settings_of: Any
) -> None:
    settings_of(open311_hosts=[])
    with pytest.raises(RemoteError, match="ZHICHENG_OPEN311_HOSTS"):
        following.pull(follow_bad, now=AT, at=AT)
    assert bad.asked == []


@pytest.mark.django_db
def test_following_needs_a_name_an_allowed_host_and_known_matters(bad: Bad, brigade: Brigade) -> None:
    for change in ({"name": ""}, {"name": "x" * 41}, {"address": "https://elsewhere/"}, {"refers": {"4711": ""}}):
        with pytest.raises(BadInput):
            following.follow(**{"name": "bad", "address": bad.address, "since": AT, "by": "test", "at": AT} | change)  # type: ignore[arg-type]
    assert Follow.objects.count() == 0
    one = following.follow(name="bad", address=bad.address, since=AT, by="test", at=AT)
    again = following.follow(name="bad", address=bad.address, refers={"06": "trash"}, since=AT, by="test", at=AT)
    assert (one.pk, again.refers) == (again.pk, {"06": "trash"})
    following.unfollow(name="bad", by="test", at=AT)
    with pytest.raises(NotFound):
        following.unfollow(name="bad", by="test", at=AT)


def found_again() -> Brigade:
    """The brigade that the fixture founded."""
    return Brigade()
