"""Who knocks, and how often he may."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import RequestFactory

from zhicheng.infra import throttle
from zhicheng.infra.config import Settings
from zhicheng.infra.throttle import Throttle, address_of


@pytest.mark.parametrize(
    ("proxies", "header", "peer", "address"),
    [
        (0, "", "10.0.0.9", "10.0.0.9"),
        (0, "1.2.3.4", "10.0.0.9", "10.0.0.9"),  # nobody of ours wrote it: it is not believed
        (1, "1.2.3.4", "127.0.0.1", "1.2.3.4"),
        (1, "6.6.6.6, 1.2.3.4", "127.0.0.1", "1.2.3.4"),  # what the visitor wrote himself stands further left
        (2, "6.6.6.6, 1.2.3.4, 10.0.0.1", "127.0.0.1", "1.2.3.4"),
        (2, "1.2.3.4", "127.0.0.1", "127.0.0.1"),  # somebody came past the outer proxy
        (1, "", "127.0.0.1", "127.0.0.1"),
        (1, "not an address", "127.0.0.1", "not an address"),
        (0, "", "2001:db8:1:2:3:4:5:6", "2001:db8:1:2::"),  # one household
        (0, "", "::ffff:10.0.0.9", "10.0.0.9"),
    ],
)
def test_whose_address_counts(
    proxies: int, header: str, peer: str, address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(throttle, "config", lambda: Settings(mode="test", proxies=proxies))
    more: dict[str, Any] = {"HTTP_X_FORWARDED_FOR": header} if header else {}
    assert address_of(RequestFactory().get("/", REMOTE_ADDR=peer, **more)) == address


def test_a_minute_slides(monkeypatch: pytest.MonkeyPatch) -> None:
    now = [0.0]
    monkeypatch.setattr(throttle.time, "monotonic", lambda: now[0])
    door = Throttle()
    assert [door.allows("a", 2) for _ in range(3)] == [True, True, False]
    assert door.allows("b", 2)
    now[0] = 61.0
    assert [door.allows("a", 2) for _ in range(3)] == [True, True, False]


def test_many_addresses_do_not_fill_the_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(throttle, "MOST_ADDRESSES", 3)
    door = Throttle()
    for name in "abcd":
        door.allows(name, 1)
    assert list(door.seen) == ["b", "c", "d"]
    assert not door.allows("d", 1)
