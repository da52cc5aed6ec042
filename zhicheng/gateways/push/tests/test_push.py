"""Web push against the RFCs' own vectors and a push service of ours on loopback that checks the sender and opens what came."""

from __future__ import annotations

import os
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.rsa import generate_private_key
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from tests.gateways.push_service import Browser, PushService, running, sender_of, un
from zhicheng.gateways.push import endpoints, vapid
from zhicheng.gateways.push.client import WEB_PUSH
from zhicheng.gateways.push.sealing import MOST, b64, seal, unb64
from zhicheng.ground.messages.ports import Address, GatewayError, Note
from zhicheng.infra import clock
from zhicheng.infra.config import config
from zhicheng.kernel.errors import BadInput

NOTE = Note(
    "治城 · 上报进展", "上报 2609160000001：已受理。", "report-2609160000001", "/track/2609160000001", "c" * 24, "zh"
)
# RFC 8291, appendix A
PLAIN = b"When I grow up, I want to be a watermelon"
OURS = "yfWPiYE-n46HLnH0KqZOF1fJJU3MYrct3AELtAQ-oRw"
THEIRS = "q1dXpw3UpT5VOmu_cf_v6ih07Aems3njxI-JWgLcM94"
THEIR_POINT = "BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4"
SALT, AUTH = "DGv6ra1nlYgDCS1FRnbzlw", "BTBZMqHH6r4Tts7J_aSIgg"
SEALED = (
    "DGv6ra1nlYgDCS1FRnbzlwAAEABBBP4z9KsN6nGRTbVYI_c7VJSPQTBtkgcy27mlmlMoZIIgDll6e3vCYLocInmYWAmS6TlzAC8wEqKK6PBru3jl7A_yl95b"
    "Qpu6cVPTpK4Mqgkf1CXztLVBSt2Ks3oZwbuwXPXLWyouBWLVWGNWQexSgSxsj_Qulcy4a-fN"
)


def private(text: str) -> ec.EllipticCurvePrivateKey:
    return ec.derive_private_key(int.from_bytes(un(text)), ec.SECP256R1())


@pytest.fixture
def service(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[PushService]:
    monkeypatch.setattr(config(), "push_key", tmp_path / "key.pem")
    with running() as one:
        yield one


def to(service: PushService, browser: Browser) -> Address:
    return Address(service.endpoint(), **browser.keys())


def test_what_is_sealed_is_what_the_rfc_seals() -> None:
    assert b64(seal(PLAIN, THEIR_POINT, AUTH, own=private(OURS), salt=un(SALT))) == SEALED


def test_the_tests_own_browser_opens_the_rfcs_message() -> None:
    assert Browser(private(THEIRS), un(AUTH)).open(un(SEALED)) == PLAIN


@pytest.mark.parametrize("length", [0, 1, 100, MOST])
def test_any_length_up_to_one_record_is_opened(length: int) -> None:
    browser = Browser()
    body = seal(b"x" * length, **browser.keys())
    assert len(body) <= 4096 + 86
    assert browser.open(body) == b"x" * length


def test_a_note_that_is_too_long_is_refused_before_it_is_sent() -> None:
    with pytest.raises(ValueError, match="at most"):
        seal(b"x" * (MOST + 1), **Browser().keys())


def test_two_messages_of_the_same_words_look_different() -> None:
    browser = Browser()
    assert seal(PLAIN, **browser.keys()) != seal(PLAIN, **browser.keys())


def test_a_note_reaches_the_browser_and_the_service_knows_the_sender(service: PushService) -> None:
    browser = Browser()
    WEB_PUSH.push(to(service, browser), NOTE)
    ((path, body, headers),) = service.got
    assert path == "/push/one"
    assert browser.read(body)["body"] == NOTE.body
    assert (browser.read(body)["open"], browser.read(body)["silent"]) == (NOTE.open, False)
    assert (headers["ttl"], headers["urgency"], len(headers["topic"])) == ("172800", "normal", 32)
    assert service.senders[0]["k"] == WEB_PUSH.key()
    good_for = service.senders[0]["exp"] - clock.real().timestamp()
    assert 0 < good_for <= 86_400, "RFC 8292: at most a day"
    assert "2609160000001" not in headers["topic"]


def test_a_contact_is_told_only_where_there_is_one(service: PushService, monkeypatch: pytest.MonkeyPatch) -> None:
    WEB_PUSH.push(to(service, Browser()), NOTE)
    monkeypatch.setattr(config(), "push_contact", "mailto:it@example.gov.cn")
    WEB_PUSH.push(to(service, Browser()), NOTE)
    assert [s.get("sub") for s in service.senders] == [None, "mailto:it@example.gov.cn"]


def test_a_forged_sender_is_no_sender(service: PushService) -> None:
    header = vapid.authorization(service.endpoint(), contact="", at=clock.real())
    sender_of(header, service.origin)
    other = "http://127.0.0.1:1"
    with pytest.raises(AssertionError):
        sender_of(header, other)


@pytest.mark.parametrize(
    ("status", "permanent", "gone"),
    [(404, True, True), (410, True, True), (400, True, False), (413, True, False), (401, True, False), (403, True, False),
     (429, False, False), (500, False, False), (503, False, False), (301, True, False)],
)  # fmt: skip
def test_what_the_push_service_answers_says_whether_to_try_again(
    service: PushService, status: int, permanent: bool, gone: bool
) -> None:
    service.answers = [(status, {"Location": service.endpoint("elsewhere")})]
    with pytest.raises(GatewayError) as caught:
        WEB_PUSH.push(to(service, Browser()), NOTE)
    assert (caught.value.permanent, caught.value.gone) == (permanent, gone)
    assert str(caught.value).endswith("。")
    assert service.got == [], "a redirect is not followed"


@pytest.mark.parametrize(
    ("said", "seconds"),
    [("120", 120), ("999999", 21_600), ("-5", 0), ("soon", 0), ("", 0), ("9" * 400, 0)],
)
def test_a_service_that_asks_for_time_is_given_it(service: PushService, said: str, seconds: int) -> None:
    service.answers = [(429, {"Retry-After": said})]
    with pytest.raises(GatewayError) as caught:
        WEB_PUSH.push(to(service, Browser()), NOTE)
    assert caught.value.after == timedelta(seconds=seconds)


def test_a_date_to_try_again_is_understood(service: PushService) -> None:
    service.answers = [(503, {"Retry-After": format_datetime(datetime.now(UTC) + timedelta(seconds=300), usegmt=True)})]
    with pytest.raises(GatewayError) as caught:
        WEB_PUSH.push(to(service, Browser()), NOTE)
    assert timedelta(seconds=290) < caught.value.after <= timedelta(seconds=300)


def test_a_service_that_is_not_there_is_tried_again() -> None:
    with pytest.raises(GatewayError, match="没有回应") as caught:
        WEB_PUSH.push(Address("http://127.0.0.1:9/x", **Browser().keys()), NOTE)
    assert not caught.value.permanent


HOSTS = ["fcm.googleapis.com", ".push.apple.com"]


@pytest.mark.parametrize(
    ("endpoint", "right"),
    [
        ("https://fcm.googleapis.com/fcm/send/abc", True),
        ("https://web.push.apple.com/abc", True),
        ("https://FCM.googleapis.com:443/x", True),
        ("http://fcm.googleapis.com/x", False),
        ("https://fcm.googleapis.com:8443/x", False),
        ("https://user:pw@fcm.googleapis.com/x", False),
        ("https://evil.example/fcm.googleapis.com", False),
        ("https://fcm.googleapis.com.evil.example/x", False),
        ("https://evilpush.apple.com/x", False),
        ("https://push.apple.com/x", False),
        ("https://127.0.0.1/x", False),
        ("https://127.1/x", False),
        ("https://2130706433/x", False),
        ("https://0x7f000001/x", False),
        ("https://[::1]/x", False),
        ("https://10.0.0.8/x", False),
        ("https://localhost/x", False),
        ("https://169.254.169.254/latest/meta-data", False),
        ("file:///etc/passwd", False),
        ("gopher://fcm.googleapis.com/x", False),
        ("https://fcm.googleapis.com:99999/x", False),
        ("https://[fcm.googleapis.com/x", False),
        ("https://", False),
        ("", False),
    ],
)
def test_only_push_services_are_called(endpoint: str, right: bool) -> None:
    one = Address(endpoint, **Browser().keys())
    if right:
        endpoints.check(one, hosts=HOSTS, loopback=False)
        return
    with pytest.raises(BadInput, match="短信"):
        endpoints.check(one, hosts=HOSTS, loopback=False)


def test_loopback_is_a_push_service_only_in_tests() -> None:
    one = Address("http://127.0.0.1:9/x", **Browser().keys())
    endpoints.check(one, hosts=[], loopback=True)
    with pytest.raises(BadInput):
        endpoints.check(Address("http://127.0.0.2:9/x", **Browser().keys()), hosts=[], loopback=True)


@pytest.mark.parametrize(
    ("p256dh", "auth"),
    [("", ""), ("AAAA", "AAAA"), ("!!!", "???"), ("ä", "ö"),
     (b64(b"\x04" + b"\x01" * 64), b64(b"a" * 16)), (Browser().keys()["p256dh"], b64(b"a" * 15))],
)  # fmt: skip
def test_keys_that_are_no_keys_are_refused(p256dh: str, auth: str) -> None:
    with pytest.raises(BadInput, match="重新开通"):
        endpoints.check(Address("https://fcm.googleapis.com/x", p256dh, auth), hosts=HOSTS, loopback=False)


def test_a_name_that_leads_into_the_house_is_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    found = {
        "out": "93.184.216.34",
        "in": "10.1.2.3",
        "here": "127.0.0.1",
        "six": "fe80::1%eth0",
        "v6": "2606:2800:220:1::1",
    }
    monkeypatch.setattr(endpoints.socket, "getaddrinfo", lambda host, port, **_: [(0, 0, 0, "", (found[host], port))])
    assert [endpoints.leads_inside(f"https://{h}/x") for h in found] == [False, True, True, True, False]


class TestKey:
    def test_it_is_made_once_and_only_its_owner_may_read_it(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(config(), "push_key", tmp_path / "new" / "key.pem")
        first = vapid.public_key()
        vapid.key.cache_clear()
        assert vapid.public_key() == first
        assert os.stat(tmp_path / "new" / "key.pem").st_mode & 0o777 == 0o600
        assert [p.name for p in (tmp_path / "new").iterdir()] == ["key.pem"], "no draft is left behind"
        assert len(unb64(first)) == 65

    def test_processes_that_begin_at_once_have_one_key(self, tmp_path: Path) -> None:
        file = tmp_path / "key.pem"
        with ThreadPoolExecutor(8) as pool:
            list(pool.map(lambda _: vapid._make(file), range(8)))
        assert [p.name for p in tmp_path.iterdir()] == ["key.pem"]

    def test_a_key_of_another_kind_is_refused_with_a_sentence(self, tmp_path: Path) -> None:
        file = tmp_path / "key.pem"
        other = generate_private_key(65537, 2048)
        file.write_bytes(other.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
        with pytest.raises(ValueError, match="no P-256 key"):
            vapid.key(file)
