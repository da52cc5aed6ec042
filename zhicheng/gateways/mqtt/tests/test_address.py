"""Where the broker is: right ones are read, wrong ones refused in one sentence that never shows the password."""

from __future__ import annotations

from pathlib import Path

import pytest

from zhicheng.gateways.mqtt.address import Address, Papers, read_address
from zhicheng.kernel.errors import BadInput


@pytest.mark.parametrize(
    ("url", "read"),
    [
        ("mqtt://broker", Address("broker", 1883, False)),
        ("mqtt://broker:1884/", Address("broker", 1884, False)),
        ("mqtts://broker", Address("broker", 8883, True)),
        ("mqtts://u:p%40ss@10.0.0.1:8884", Address("10.0.0.1", 8884, True, "u", "p@ss")),
        (" mqtt://[::1]:1883 ", Address("::1", 1883, False)),
        ("mqtt://only-a-user@broker", Address("broker", 1883, False, "only-a-user")),
    ],
)
def test_addresses(url: str, read: Address) -> None:
    assert read_address(url) == read


@pytest.mark.parametrize(
    ("url", "why"),
    [
        ("", "is not set"), ("   ", "is not set"), ("broker:1883", "must begin with"), ("http://broker", "must begin with"),
        ("mqtt://", "names no host"), ("mqtt://:1883", "names no host"), ("mqtt://broker:99999", "port"), ("mqtt://broker:x", "port"),
        ("mqtt://broker/topic", "must end after"), ("mqtt://broker?x=1", "must end after"),
    ],
)  # fmt: skip
def test_wrong_addresses_are_one_sentence(url: str, why: str) -> None:
    with pytest.raises(BadInput) as refused:
        read_address(url)
    assert why in refused.value.said.en
    assert refused.value.field == "ZHICHENG_MQTT_URL"
    assert refused.value.said.zh.count("。") == 1


def test_a_password_is_never_shown() -> None:
    assert "secret" not in str(read_address("mqtts://user:secret@broker:8883"))


def test_half_a_pair_of_papers_is_refused(tmp_path: Path) -> None:
    one = tmp_path / "certificate.pem"
    one.write_text("x")
    for papers in (Papers(certificate=one), Papers(key=one)):
        with pytest.raises(BadInput, match="要么都写"):
            papers.check(Address("b", 8883, True))


def test_papers_that_are_not_there_are_named(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="ZHICHENG_MQTT_AUTHORITY"):
        Papers(authority=tmp_path / "none.pem").check(Address("b", 8883, True))


def test_papers_without_tls_would_have_no_effect(tmp_path: Path) -> None:
    one = tmp_path / "authority.pem"
    one.write_text("x")
    with pytest.raises(BadInput, match="mqtts"):
        Papers(authority=one).check(Address("b", 1883, False))
    Papers(authority=one).check(Address("b", 8883, True))
    Papers().check(Address("b", 1883, False))
