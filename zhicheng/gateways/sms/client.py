"""The generic SMS adapter. What the platform answers becomes one sentence and a decision: again, later, or a person.

POST ZHICHENG_SMS_URL
X-Key, X-Timestamp, X-Nonce, X-Signature: hex HMAC-SHA256 of "timestamp\\nnonce\\nbody" with ZHICHENG_SMS_SECRET
{"phone", "sign", "template", "params", "text"}
→ {"code": "OK", "id": "…"}
"""

from __future__ import annotations

import hashlib
import hmac
import json
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import httpx

from zhicheng.ground.messages.ports import NOTHING, NOW, GatewayError
from zhicheng.infra import clock
from zhicheng.infra.config import config

PATIENCE = httpx.Timeout(10.0, connect=5.0)
OK = "OK"
MOST = 65_536  # bytes of an answer that are looked at


@dataclass(frozen=True, slots=True)
class Meaning:
    """What a code means: `permanent` a person has to look, `after` when to try again."""

    said: str
    permanent: bool = False
    after: timedelta = NOW


BALANCE = Meaning("短信余额不足，请充值；一小时后自动再发。", after=timedelta(hours=1))
NUMBER = Meaning("号码无效或停机，未发送。", permanent=True)
BLOCKED = Meaning("号码在退订或黑名单中，未发送。", permanent=True)
LIMIT = Meaning("该号码或本机发送过于频繁，稍后再发。", after=timedelta(minutes=10))
TEMPLATE = Meaning("短信模板或签名未审核通过，请核对 ZHICHENG_SMS_TEMPLATES 和 ZHICHENG_SMS_SIGN。", permanent=True)
SIGNATURE = Meaning("短信平台不认我们的签名，请核对 ZHICHENG_SMS_KEY、ZHICHENG_SMS_SECRET 和本机时间。", permanent=True)
# our own words, and those that the two large providers document, so that a relay may pass them on as they are
CODES: Mapping[str, Meaning] = {
    "balance": BALANCE, "isv.AMOUNT_NOT_ENOUGH": BALANCE, "isv.OUT_OF_SERVICE": BALANCE,
    "FailedOperation.InsufficientBalanceInSmsPackage": BALANCE,
    "number": NUMBER, "isv.MOBILE_NUMBER_ILLEGAL": NUMBER, "InvalidParameterValue.IncorrectPhoneNumber": NUMBER,
    "blocked": BLOCKED, "isv.BLACK_KEY_CONTROL_LIMIT": BLOCKED, "FailedOperation.PhoneNumberInBlacklist": BLOCKED,
    "limit": LIMIT, "isv.BUSINESS_LIMIT_CONTROL": LIMIT, "LimitExceeded.PhoneNumberDailyLimit": LIMIT,
    "template": TEMPLATE, "isv.SMS_TEMPLATE_ILLEGAL": TEMPLATE, "isv.SMS_SIGNATURE_ILLEGAL": TEMPLATE,
    "FailedOperation.TemplateIncorrectOrUnapproved": TEMPLATE, "FailedOperation.SignatureIncorrectOrUnapproved": TEMPLATE,
    "signature": SIGNATURE, "SignatureDoesNotMatch": SIGNATURE, "AuthFailure.SignatureFailure": SIGNATURE,
}  # fmt: skip


class HttpSms:
    """See `ports.Sms`."""

    def send(self, phone: str, text: str, template: str = "", values: Mapping[str, str] = NOTHING) -> str:
        body = _body(phone, text, template, values)
        try:
            answer = httpx.post(
                config().sms_url, content=body, headers=_signed(body), timeout=PATIENCE, follow_redirects=False
            )
        except (httpx.ConnectError, httpx.ConnectTimeout) as error:
            raise GatewayError(f"连不上短信平台（{type(error).__name__}），稍后再发。") from error
        except (httpx.InvalidURL, httpx.UnsupportedProtocol) as error:
            raise GatewayError("短信平台地址 ZHICHENG_SMS_URL 不是网址，请核对。", permanent=True) from error
        except httpx.HTTPError as error:  # it may have gone out: a second text is worse than a late look
            raise GatewayError("短信平台没有答复，不知是否已发出，请人工核实。", permanent=True) from error
        return _judged(answer)


def _body(phone: str, text: str, template: str, values: Mapping[str, str]) -> bytes:
    theirs = config().sms_templates.get(template, "")
    told: dict[str, Any] = {"phone": phone, "sign": config().sms_sign, "template": theirs, "text": text}
    told["params"] = dict(values) if theirs else {}
    return json.dumps(told, ensure_ascii=False, sort_keys=True).encode()


def _signed(body: bytes) -> dict[str, str]:
    stamp, nonce = str(int(clock.real().timestamp())), secrets.token_hex(8)
    made = hmac.new(config().sms_secret.encode(), f"{stamp}\n{nonce}\n".encode() + body, hashlib.sha256).hexdigest()
    return {
        "Content-Type": "application/json", "X-Key": config().sms_key, "X-Timestamp": stamp, "X-Nonce": nonce, "X-Signature": made,
    }  # fmt: skip


def _judged(answer: httpx.Response) -> str:
    """The platform's own number of it. GatewayError says what to do."""
    said = _read(answer)
    code = str(said.get("code", ""))
    if code == OK and answer.is_success:
        return str(said.get("id", ""))[:80]
    known = CODES.get(code)
    if known is not None:
        raise GatewayError(known.said, permanent=known.permanent, after=known.after)
    if answer.status_code == 429 or answer.status_code >= 500:
        raise GatewayError(f"短信平台暂时不收（{answer.status_code}），稍后再发。")
    if answer.is_success and not code:
        raise GatewayError("短信平台的答复看不懂，不知是否已发出，请人工核实。", permanent=True)
    raise GatewayError(f"短信平台拒收（{code[:60] or answer.status_code}）。", permanent=True)


def _read(answer: httpx.Response) -> dict[str, Any]:
    try:
        said = json.loads(answer.content[:MOST])
    except ValueError:
        return {}
    return said if isinstance(said, dict) else {}


SMS = HttpSms()
