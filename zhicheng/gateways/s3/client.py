"""The evidence store on S3: written once under a condition, locked by the server until its retention ends.

Credentials come from boto3's usual places (environment, files, instance role), never from our settings or the database.
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import Any

import boto3
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError

from zhicheng.ground.evidence.stores import CHUNK, lost
from zhicheng.infra.config import config
from zhicheng.kernel.errors import Refused

GONE = ("404", "NoSuchKey", "NotFound")
THERE = ("412", "PreconditionFailed", "409", "ConditionalRequestConflict")


class Bucket:
    """`name` → object `evidence/ab/abcdef…`. The bucket has to have been made with object lock."""

    def __init__(self, client: Any, bucket: str, *, keep: timedelta) -> None:
        self.client, self.bucket, self.keep = client, bucket, keep

    def put(self, name: str, data: bytes) -> None:
        """Durable and locked when it returns. Refused: the server took no lock or did not answer; nothing was accepted."""
        try:
            self.client.put_object(
                Bucket=self.bucket, Key=key_of(name), Body=data, IfNoneMatch="*", ChecksumAlgorithm="SHA256",
                ChecksumSHA256=base64.b64encode(hashlib.sha256(data).digest()).decode(), ObjectLockMode="COMPLIANCE",
                ObjectLockRetainUntilDate=datetime.now(UTC) + self.keep,
            )  # fmt: skip
        except ClientError as error:
            if error.response.get("Error", {}).get("Code") not in THERE:
                raise _refused(self.bucket, error) from error
        except BotoCoreError as error:
            raise _refused(self.bucket, error) from error

    def read(self, name: str) -> Iterator[bytes]:
        try:
            body = self.client.get_object(Bucket=self.bucket, Key=key_of(name))["Body"]
        except ClientError as error:
            if error.response.get("Error", {}).get("Code") in GONE:
                raise lost(name) from None
            raise _refused(self.bucket, error) from error
        except BotoCoreError as error:
            raise _refused(self.bucket, error) from error
        yield from body.iter_chunks(CHUNK)


def key_of(name: str) -> str:
    return f"evidence/{name[:2]}/{name}"


def _refused(bucket: str, error: Exception) -> Refused:
    return Refused(
        f"证据存储 {bucket} 没有接受文件，什么也没有保存：{error}。请检查存储服务后重试。",
        f"The evidence store {bucket} did not take the file and nothing was kept: {error}. Check the store and try again.",
    )


@cache
def _client(endpoint: str) -> Any:
    once = Config(connect_timeout=5, read_timeout=60, retries={"max_attempts": 3, "mode": "standard"})
    return boto3.client("s3", endpoint_url=endpoint or None, config=once)


def store() -> Bucket:
    """As the settings say: `ZHICHENG_EVIDENCE_STORE=zhicheng.gateways.s3.client.store`."""
    said = config()
    return Bucket(
        _client(said.evidence_endpoint), said.evidence_bucket, keep=timedelta(days=365 * said.evidence_keep_years)
    )
