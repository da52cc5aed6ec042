"""Time stamps (RFC 3161): ask the authority that is configured; answer as the test authority of the box."""

from __future__ import annotations

import asyncio

import httpx
from asn1crypto import tsp
from pyhanko.sign.timestamps import DummyTimeStamper, TimeStamper, TimestampRequestError

from zhicheng.flow.papers.signing import authority
from zhicheng.flow.papers.signing.certificates import signer_of
from zhicheng.infra.config import config

PATIENCE = 5.0  # seconds
TYPE = "application/timestamp-query"


class Authority(TimeStamper):
    """The time-stamp authority behind a URL."""

    def __init__(self, url: str) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        self.url = url

    async def async_request_tsa_response(self, req: tsp.TimeStampReq) -> tsp.TimeStampResp:
        try:
            async with httpx.AsyncClient(timeout=PATIENCE) as client:
                answer = await client.post(self.url, content=req.dump(), headers={"Content-Type": TYPE})
                answer.raise_for_status()
            found = tsp.TimeStampResp.load(answer.content)
            found["status"]["status"].native  # noqa: B018 - reads it, so that what is no answer shows here
        except (httpx.HTTPError, ValueError, TypeError) as error:
            raise TimestampRequestError(f"{self.url}: {error}") from error
        return found


def configured() -> Authority | None:
    url = config().timestamp_url
    return Authority(url) if url else None


def answer(request: bytes) -> bytes:
    """What the box's own authority says to a request: for tests and trials, worth nothing outside."""
    pair = authority.box()["stamp"]
    signer = signer_of(pair, authority.box()["root"])
    dummy = DummyTimeStamper(signer.signing_cert, signer.signing_key, signer.cert_registry)
    made = asyncio.run(dummy.async_request_tsa_response(tsp.TimeStampReq.load(request)))
    response: bytes = made.dump()
    return response
