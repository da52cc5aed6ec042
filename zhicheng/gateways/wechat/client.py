"""WeChat's subscription messages: an access token that is cached and renewed, one message, and what each `errcode` means."""

from __future__ import annotations

import threading
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import httpx

from zhicheng.ground.messages.ports import NOW, GatewayError
from zhicheng.infra import clock
from zhicheng.infra.config import config

PATIENCE = 10.0
EARLY = timedelta(minutes=5)  # renewed before it ends
THING = 20  # characters that WeChat allows in a `thing` field


@dataclass(frozen=True, slots=True)
class Meaning:
    said: str
    permanent: bool = False
    gone: bool = False
    after: timedelta = NOW


RENEW = frozenset({40001, 40014, 42001})  # the token is no longer good
ERRORS: Mapping[int, Meaning] = {
    -1: Meaning("微信系统繁忙，稍后再发。"),
    40003: Meaning("收件人不是本小程序的用户，接收方式已删除。", gone=True),
    43101: Meaning("收件人拒收或授权已用完，接收方式已删除。", gone=True),
    45009: Meaning("微信接口今日额度已用完，三小时后再发。", after=timedelta(hours=3)),
    45011: Meaning("微信接口调用过于频繁，稍后再发。", after=timedelta(minutes=5)),
    40013: Meaning("微信 AppID 不对，请核对 ZHICHENG_WECHAT_APP。", permanent=True),
    40125: Meaning("微信 AppSecret 不对，请核对 ZHICHENG_WECHAT_SECRET。", permanent=True),
    40164: Meaning("本机地址不在微信的 IP 白名单中，请在公众平台加入。", permanent=True),
    40037: Meaning("微信模板不存在，请核对 ZHICHENG_WECHAT_TEMPLATE。", permanent=True),
    41030: Meaning("小程序页面路径不对，请核对 ZHICHENG_WECHAT_PAGE。", permanent=True),
    47003: Meaning("模板字段与内容不符，请核对 ZHICHENG_WECHAT_FIELDS。", permanent=True),
}
# what a step is called in one `thing` field: at most twenty characters
WORDS: Mapping[str, str] = {
    "step.begin": "进展会在这里告诉您", "step.joined": "与已有的同一件事一并办理", "step.apart": "已单独立件办理",
    "step.waiting": "地点或类别待核对", "step.accepted": "已受理", "step.sent": "已交责任单位办理", "step.extended": "办理期限已延长",
    "step.held": "暂缓办理", "step.arrived": "工作人员已到现场", "step.done": "已办结，请评价", "step.ended": "办理已终止",
    "step.rejected": "不予受理，理由见进展页", "step.lawful": "合法，不予追究", "step.contested": "有异议，重新办理",
}  # fmt: skip


class SubscriptionMessages:
    """See `ports.WeChat`. One token for a process; `stable_token` gives all processes the same."""

    def __init__(self) -> None:
        self.lock = threading.Lock()
        self.token, self.good_until = "", datetime.min.replace(tzinfo=clock.real().tzinfo)

    def offered(self) -> bool:
        return bool(config().wechat_app and config().wechat_secret and config().wechat_template)

    def notify(self, openid: str, template: str, values: Mapping[str, str], receipt: str) -> str:
        body = _message(openid, template, values, receipt)
        answer = self._send(body, self._token())
        if answer.get("errcode") in RENEW:
            answer = self._send(body, self._token(fresh=True))
        _judge(answer)
        return str(answer.get("msgid", ""))[:80]

    def _send(self, body: Mapping[str, Any], token: str) -> dict[str, Any]:
        return _post(f"/cgi-bin/message/subscribe/send?access_token={token}", body)

    def _token(self, *, fresh: bool = False) -> str:
        with self.lock:
            now = clock.real()
            if fresh or now >= self.good_until:
                answer = _post("/cgi-bin/stable_token", {
                    "grant_type": "client_credential", "appid": config().wechat_app, "secret": config().wechat_secret, "force_refresh": fresh,
                })  # fmt: skip
                _judge(answer)
                self.token = str(answer.get("access_token", ""))
                if not self.token:
                    raise GatewayError("微信没有给出访问令牌，稍后再试。")
                self.good_until = now + max(timedelta(0), timedelta(seconds=_seconds(answer)) - EARLY)
            return self.token


def _seconds(answer: Mapping[str, Any]) -> int:
    told = answer.get("expires_in")
    return told if isinstance(told, int) and 0 < told < 86_400 else 0


def _message(openid: str, template: str, values: Mapping[str, str], receipt: str) -> dict[str, Any]:
    said = {
        "receipt": receipt,
        "step": WORDS.get(template, "有新进展"),
        "unit": values.get("unit", ""),
        "until": values.get("until", ""),
    }
    fields = {theirs: {"value": (said.get(ours) or "—")[:THING]} for ours, theirs in config().wechat_fields.items()}
    page = config().wechat_page.replace("{receipt}", receipt)
    return {"touser": openid, "template_id": config().wechat_template, "page": page, "data": fields}


def _post(path: str, body: Mapping[str, Any]) -> dict[str, Any]:
    """The answer; GatewayError, without the address (it holds the token), when there is none that can be read."""
    try:
        answer = httpx.post(config().wechat_url.rstrip("/") + path, json=body, timeout=PATIENCE, follow_redirects=False)
    except (httpx.ConnectError, httpx.ConnectTimeout) as error:
        raise GatewayError(f"连不上微信接口（{type(error).__name__}），稍后再发。") from None
    except (httpx.HTTPError, httpx.InvalidURL):  # a second message is worse than a late look
        raise GatewayError("微信没有答复，不知是否已发出，请人工核实。", permanent="/send" in path) from None
    try:
        said = answer.json()
    except ValueError:
        said = None
    if not isinstance(said, dict):
        raise GatewayError(f"微信的答复看不懂（{answer.status_code}），稍后再发。")
    return said


def _judge(answer: Mapping[str, Any]) -> None:
    code = answer.get("errcode", 0)
    if code == 0:
        return
    known = ERRORS.get(code) if isinstance(code, int) else None
    if code in RENEW:
        raise GatewayError("微信两次不认访问令牌，稍后再发。")
    if known is None:
        raise GatewayError(f"微信拒收（{str(code)[:20]}）。", permanent=True)
    raise GatewayError(known.said, permanent=known.permanent, gone=known.gone, after=known.after)


WECHAT = SubscriptionMessages()
