"""Which addresses are push services. A citizen gives the address, our server calls it: it must not be led into the house (SSRF)."""

from __future__ import annotations

import socket
from collections.abc import Sequence
from ipaddress import ip_address
from urllib.parse import SplitResult, urlsplit

from zhicheng.gateways.push.sealing import their_key, unb64
from zhicheng.ground.messages.ports import Address
from zhicheng.kernel.errors import BadInput
from zhicheng.kernel.phrases import Phrase

SECRET = 16  # bytes of the browser's secret
NO_ADDRESS = Phrase(
    "浏览器给出的通知地址不是 https 推送服务，请换一个浏览器，或改用短信。",
    "The address that your browser gave is no https push service: use another browser, or text messages.",
)
NOT_KNOWN = Phrase(
    "推送服务 {host} 不在本市允许的名单中，请换一个浏览器，或改用短信。",
    "This city does not send to the push service {host}: use another browser, or text messages.",
)
NO_KEYS = Phrase(
    "浏览器给出的通知密钥不完整，请重新开通。", "The keys that your browser gave are not whole: subscribe again."
)


def check(to: Address, *, hosts: Sequence[str], loopback: bool) -> None:
    """BadInput in one sentence. `loopback`: a test's own push service may be asked."""
    url = _split(to.endpoint)
    host = (url.hostname or "").lower()
    at_home = loopback and host == "127.0.0.1"
    plain = url.scheme == "https" and url.port in (None, 443) and not url.username and not url.password and bool(host)
    if not at_home and (not plain or _is_number(host)):
        raise BadInput(*NO_ADDRESS, field="endpoint")
    if not at_home and not any(host == h or (h.startswith(".") and host.endswith(h)) for h in hosts):
        raise BadInput(NOT_KNOWN.zh.format(host=host[:80]), NOT_KNOWN.en.format(host=host[:80]), field="endpoint")
    _check_keys(to)


def _split(endpoint: str) -> SplitResult:
    """What cannot be read at all is an address of nothing."""
    try:
        url = urlsplit(endpoint)
        _ = url.port
    except ValueError:
        return urlsplit("")
    return url


def _is_number(host: str) -> bool:
    """An address in numbers, in whatever notation (`0x7f000001`, `127.1`): push services have names."""
    return ":" in host or not any(c.isalpha() for c in host.rpartition(".")[2])


def _check_keys(to: Address) -> None:
    try:
        their_key(to.p256dh)
        whole = len(unb64(to.auth)) == SECRET
    except ValueError:
        whole = False
    if not whole:
        raise BadInput(*NO_KEYS, field="p256dh")


def leads_inside(endpoint: str) -> bool:
    """A public name that is answered with an address of the house (or with none)."""
    url = urlsplit(endpoint)
    try:
        found = socket.getaddrinfo(url.hostname, url.port or 443, type=socket.SOCK_STREAM)
    except OSError:
        return False  # the call itself will say that there is no such host, and is tried again
    return any(not ip_address(str(where[0]).partition("%")[0]).is_global for *_, where in found)
