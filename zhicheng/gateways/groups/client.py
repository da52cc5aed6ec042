"""One card into a unit's working group, through the group's own robot. What the platform answers becomes one sentence and a decision.

The robot's address says which it is: DingTalk's bears `access_token` (its signature: base64 HMAC-SHA256 of "milliseconds\\nsecret" with the
secret), WeChat Work's bears `key`. Both take 20 cards a minute. Sources: open.dingtalk.com "custom robot access"; developer.work.weixin.qq.com
"group robot configuration". Both answer 200 with `errcode`.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
from collections.abc import Mapping
from datetime import timedelta
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx

from zhicheng.ground.messages.ports import NOW, GatewayError
from zhicheng.infra import clock
from zhicheng.infra.config import config
from zhicheng.kernel.errors import BadInput

PATIENCE = httpx.Timeout(10.0, connect=5.0)
MOST = 65_536  # bytes of an answer that are looked at
TITLE = "治城 · 街乡吹哨"
BUTTON = "打开办理"
LONGEST = 112  # characters under the title that WeChat Work shows
MINUTE = timedelta(minutes=1)
DINGTALK, WECHAT_WORK = "access_token", "key"

# errcode → (what to say, a person has to look, when again)
CODES: Mapping[int, tuple[str, bool, timedelta]] = {
    130101: ("工作群机器人发送过快，稍后再发。", False, MINUTE),
    410100: ("工作群机器人发送过快，稍后再发。", False, MINUTE),
    45009: ("工作群机器人发送过快，稍后再发。", False, MINUTE),
    -1: ("工作群平台正忙，稍后再发。", False, NOW),
    310000: ("工作群机器人不认我们的签名、关键词或地址，请核对它的安全设置和 ZHICHENG_GROUP_SECRETS。", True, NOW),
    300005: ("工作群机器人的地址已失效，请在 ZHICHENG_GROUPS 换新的。", True, NOW),
    400101: ("工作群机器人的地址已失效，请在 ZHICHENG_GROUPS 换新的。", True, NOW),
    93000: ("工作群机器人的地址已失效，请在 ZHICHENG_GROUPS 换新的。", True, NOW),
    400013: ("工作群已解散，请在 ZHICHENG_GROUPS 换新的。", True, NOW),
    400102: ("工作群机器人已停用，请在群里重新启用。", True, NOW),
}  # fmt: skip


class Groups:
    """See `ports.Cards`."""

    def card(self, unit: str, text: str, url: str) -> str:
        robot = config().groups.get(unit, "")
        if not robot:
            raise GatewayError(f"{unit[:40]}没有登记工作群，未发卡片，短信照发。", gone=True)
        try:
            kind = kind_of(robot)
        except BadInput as error:  # one wrong address must not hold up what is sent after it
            raise GatewayError(error.said.zh, permanent=True) from error
        body = _dingtalk(text, url) if kind == DINGTALK else _wechat_work(text, url)
        where = _signed(robot, config().group_secrets.get(unit, "")) if kind == DINGTALK else robot
        try:
            answer = httpx.post(where, json=body, timeout=PATIENCE, follow_redirects=False)
        except (httpx.ConnectError, httpx.ConnectTimeout) as error:
            raise GatewayError(f"连不上工作群平台（{type(error).__name__}），稍后再发。") from error
        except httpx.HTTPError as error:  # it may stand in the group: a second card is worse than a late look
            raise GatewayError("工作群平台没有答复，不知是否已发出，请人工核实。", permanent=True) from error
        return _judged(answer)


def kind_of(robot: str) -> str:
    """Whose robot an address is. BadInput when it is none."""
    try:
        url = urlsplit(robot)
        at_home = url.scheme == "http" and url.hostname == "127.0.0.1"
        found = parse_qs(url.query)
    except ValueError:
        url, at_home, found = urlsplit(""), False, {}
    for kind in (DINGTALK, WECHAT_WORK):
        if kind in found and (at_home or (url.scheme == "https" and url.hostname)):
            return kind
    raise BadInput(
        "工作群机器人的地址应以 https 开头，并带 access_token（钉钉）或 key（企业微信）。",
        "A robot's address begins with https and bears access_token (DingTalk) or key (WeChat Work).",
        field="groups",
    )


def _signed(robot: str, secret: str) -> str:
    if not secret:
        return robot  # its owner has chosen keywords or addresses instead of a signature
    stamp = str(int(clock.real().timestamp() * 1000))
    made = base64.b64encode(hmac.new(secret.encode(), f"{stamp}\n{secret}".encode(), hashlib.sha256).digest())
    return str(httpx.URL(robot).copy_merge_params({"timestamp": stamp, "sign": made.decode()}))


def _without(text: str, url: str) -> str:
    """The card has a button: the address need not stand in its words too."""
    return (text.replace(url, "") if url else text).rstrip("：: ")


def _dingtalk(text: str, url: str) -> dict[str, Any]:
    said = _without(text, url)
    if not url:
        return {"msgtype": "markdown", "markdown": {"title": TITLE, "text": f"#### {TITLE}\n{said}"}}
    return {
        "msgtype": "actionCard",
        "actionCard": {"title": TITLE, "text": f"#### {TITLE}\n{said}", "singleTitle": BUTTON, "singleURL": url},
    }


def _wechat_work(text: str, url: str) -> dict[str, Any]:
    said = _without(text, url)
    if not url:
        return {"msgtype": "text", "text": {"content": f"{TITLE}\n{said}"}}
    return {
        "msgtype": "template_card",
        "template_card": {
            "card_type": "text_notice", "main_title": {"title": TITLE}, "sub_title_text": said[:LONGEST],
            "jump_list": [{"type": 1, "title": BUTTON, "url": url}], "card_action": {"type": 1, "url": url},
        },
    }  # fmt: skip


def _judged(answer: httpx.Response) -> str:
    """Neither platform numbers its cards: "" when it stands in the group. GatewayError says what to do."""
    code = _code(answer)
    if code == 0 and answer.is_success:
        return ""
    if code is not None and code in CODES:
        said, permanent, after = CODES[code]
        raise GatewayError(said, permanent=permanent, after=after)
    if answer.status_code == 429 or answer.status_code >= 500:
        raise GatewayError(f"工作群平台暂时不收（{answer.status_code}），稍后再发。")
    raise GatewayError(f"工作群平台拒收（{answer.status_code if code is None else code}）。", permanent=True)


def _code(answer: httpx.Response) -> int | None:
    try:
        said = json.loads(answer.content[:MOST])
    except ValueError:
        return None
    found = said.get("errcode") if isinstance(said, dict) else None
    return found if isinstance(found, int) else None


GROUPS = Groups()
