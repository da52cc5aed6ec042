"""Web push for real: seals, signs and posts one note; says what the push service's answer means."""

from __future__ import annotations

import hashlib
import json
from datetime import timedelta
from email.utils import parsedate_to_datetime

import httpx

from zhicheng.gateways.push import endpoints, vapid
from zhicheng.gateways.push.sealing import b64, seal
from zhicheng.ground.messages.ports import Address, GatewayError, Note
from zhicheng.infra import clock
from zhicheng.infra.config import config

TTL = 2 * 86_400  # seconds for which the push service keeps it for a browser that is off
PATIENCE = 10.0
LONGEST_WAIT = timedelta(hours=6)
GONE = (404, 410)
LATER = (408, 425, 429)


class WebPush:
    """See `ports.Push`."""

    def key(self) -> str:
        return vapid.public_key()

    def check(self, to: Address) -> None:
        endpoints.check(to, hosts=config().push_hosts, loopback=_loopback())

    def push(self, to: Address, note: Note) -> str:
        if not _loopback() and endpoints.leads_inside(to.endpoint):
            raise GatewayError("推送服务的域名指向内网地址，已拒绝发送。", gone=True)
        now = clock.real()
        headers = {
            "Authorization": vapid.authorization(to.endpoint, contact=config().push_contact, at=now), "TTL": str(TTL),
            "Content-Encoding": "aes128gcm", "Content-Type": "application/octet-stream", "Urgency": "low" if note.silent else "normal",
            "Topic": b64(hashlib.sha256(note.tag.encode()).digest())[:32],
        }  # fmt: skip
        try:
            answer = httpx.post(
                to.endpoint, content=_sealed(to, note), headers=headers, timeout=PATIENCE, follow_redirects=False, trust_env=True
            )  # fmt: skip
        except httpx.HTTPError as error:
            raise GatewayError(f"推送服务没有回应：{type(error).__name__}。") from error
        _judge(answer)
        return str(answer.headers.get("Location", ""))[:200]


def _loopback() -> bool:
    return config().mode != "production"


def _sealed(to: Address, note: Note) -> bytes:
    told = {
        "title": note.title, "body": note.body, "tag": note.tag, "open": note.open, "stop": note.stop, "language": note.language,
        "silent": note.silent,
    }  # fmt: skip
    return seal(json.dumps(told, ensure_ascii=False, separators=(",", ":")).encode(), to.p256dh, to.auth)


def _judge(answer: httpx.Response) -> None:
    status = answer.status_code
    if 200 <= status < 300:
        return
    if status in GONE:
        raise GatewayError("浏览器已取消订阅，接收方式已删除。", gone=True)
    if status in LATER or status >= 500:
        raise GatewayError(
            f"推送服务暂时不收（{status}），稍后再发。", after=_wait(answer.headers.get("Retry-After", ""))
        )
    if status in (401, 403):
        raise GatewayError(f"推送服务不认我们的签名（{status}），请核对 ZHICHENG_PUSH_KEY 和本机时间。", permanent=True)
    raise GatewayError(f"推送服务拒收（{status}）。", permanent=True)


def _wait(said: str) -> timedelta:
    """`Retry-After` in seconds or as a date; nonsense is nothing."""
    try:
        asked = timedelta(seconds=int(said)) if said.strip().isdigit() else parsedate_to_datetime(said) - clock.real()
    except (ValueError, TypeError, OverflowError):
        return timedelta(0)
    return max(timedelta(0), min(asked, LONGEST_WAIT))


WEB_PUSH = WebPush()
