"""What came along with a request that should be signed: its body, and the headers that speak for it."""

from __future__ import annotations

from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest

from zhicheng.gateways.vendor_events.signing import NONCE, SIGNATURE, TIME, Signed
from zhicheng.kernel.errors import BadInput


def signed_of(request: HttpRequest) -> tuple[bytes, Signed]:
    """BadInput when the body is larger than the server reads."""
    try:
        body = request.body
    except RequestDataTooBig:
        raise BadInput(
            "正文超过 5 MB，请分几次发送，或用网址给图片。",
            "The body is larger than 5 MB; send less at once, or pictures by address.",
        ) from None
    header = request.headers.get
    scheme, _, bearer = header("Authorization", "").partition(" ")
    token = bearer.strip() if scheme.lower() == "bearer" else ""
    return body, Signed(header(TIME, ""), header(NONCE, ""), header(SIGNATURE, ""), token)
