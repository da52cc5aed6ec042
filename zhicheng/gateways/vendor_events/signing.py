"""Is a request from the vendor that it names, from now, and not a recording? Pure."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from zhicheng.kernel.errors import Refused

WINDOW = timedelta(minutes=5)
TIME, NONCE, SIGNATURE = "Zhicheng-Time", "Zhicheng-Nonce", "Zhicheng-Signature"


@dataclass(frozen=True, slots=True)
class Signed:
    """What came along with a request."""

    time: str = ""
    nonce: str = ""
    signature: str = ""
    bearer: str = ""


def signature_of(key: str, time: str, nonce: str, body: bytes) -> str:
    """Lower-case hexadecimal HMAC-SHA256 over time, nonce and body, each on its line."""
    return hmac.new(key.encode(), f"{time}\n{nonce}\n".encode() + body, hashlib.sha256).hexdigest()


def check(
    vendor: str, said: Signed, body: bytes, *, keys: Mapping[str, str], tokens: Mapping[str, str], at: datetime
) -> str:
    """The nonce that is used up by this ("" with a token); Refused in one sentence."""
    if said.signature:
        _check_signature(keys.get(vendor, ""), said, body, at)
        return said.nonce
    token = tokens.get(vendor, "")
    if not token or not hmac.compare_digest(said.bearer.encode(), token.encode()):
        raise Refused(
            f"请求没有签名，令牌也不对：请带 {TIME}、{NONCE}、{SIGNATURE} 三个请求头。",
            f"The request is not signed and its token is not right: send the headers {TIME}, {NONCE} and {SIGNATURE}.",
        )
    return ""


def _check_signature(key: str, said: Signed, body: bytes, at: datetime) -> None:
    try:
        off = at.timestamp() - int(said.time)
    except ValueError:
        raise Refused(f"{TIME} 应是 1970 年以来的秒数。", f"{TIME} must be whole seconds since 1970.") from None
    if not 8 <= len(said.nonce) <= 64 or "\x00" in said.nonce:
        raise Refused(
            f"{NONCE} 应为 8 至 64 个字符，每次不同。", f"{NONCE} must have 8 to 64 characters, different each time."
        )
    right = signature_of(key, said.time, said.nonce, body)
    if not key or not hmac.compare_digest(right.encode(), said.signature.lower().encode()):
        raise Refused(
            "签名不对：请核对密钥，以及签名内容是否为 时间、随机数、正文 三行。",
            "The signature is not right: compare the key, and whether time, nonce and body were signed, each on its line.",
        )
    if abs(off) > WINDOW.total_seconds():  # told only to who holds the key
        raise Refused(
            f"请求的时间与服务器相差 {round(abs(off))} 秒，最多 {round(WINDOW.total_seconds())} 秒：请校准时钟（NTP）。",
            f"The request is {round(abs(off))} s off our clock, {round(WINDOW.total_seconds())} s at most: set the clock (NTP).",
        )
