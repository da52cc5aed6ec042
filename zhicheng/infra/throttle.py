"""How often one address may knock. In the memory of one web process: with n processes an address may knock up to n times as often."""

from __future__ import annotations

import time
from collections import OrderedDict, deque
from ipaddress import IPv6Address, ip_address

from django.http import HttpRequest

from zhicheng.infra.config import config

MINUTE = 60.0
MOST_ADDRESSES = (
    20_000  # remembered at once; beyond it the longest silent are forgotten, so that nobody fills the memory
)


class Throttle:
    """A sliding minute per address."""

    def __init__(self) -> None:
        self.seen: OrderedDict[str, deque[float]] = OrderedDict()

    def allows(self, address: str, most: int) -> bool:
        """Count this knock; False, uncounted, when there were `most` in the last minute."""
        now = time.monotonic()
        knocks = self.seen.setdefault(address, deque())
        self.seen.move_to_end(address)
        while len(self.seen) > MOST_ADDRESSES:
            self.seen.popitem(last=False)
        while knocks and now - knocks[0] > MINUTE:
            knocks.popleft()
        if len(knocks) >= most:
            return False
        knocks.append(now)
        return True


def address_of(request: HttpRequest) -> str:
    """Who knocks: the peer, or, behind `ZHICHENG_PROXIES` proxies of one's own, whom the outermost of them saw.

    What stands further left in X-Forwarded-For anybody can write; it is not believed. IPv6 counts by its /64, which is one household.
    """
    proxies = config().proxies
    chain = [part.strip() for part in request.headers.get("X-Forwarded-For", "").split(",") if part.strip()]
    found = chain[-proxies] if 0 < proxies <= len(chain) else str(request.META.get("REMOTE_ADDR", ""))
    try:
        address = ip_address(found)
    except ValueError:
        return found[:64]
    if not isinstance(address, IPv6Address):
        return str(address)
    return str(address.ipv4_mapped or IPv6Address(int(address) >> 64 << 64))
