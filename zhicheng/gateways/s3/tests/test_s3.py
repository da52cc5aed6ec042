"""The folder and a real S3 server (moto's, over HTTP on loopback) pass the same tests; the server's lock holds."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import boto3
import pytest
from botocore.config import Config
from botocore.exceptions import ClientError
from moto.server import ThreadedMotoServer

from zhicheng.gateways.s3.client import Bucket, key_of
from zhicheng.ground.evidence.stores import Folder, Store
from zhicheng.kernel.errors import NotFound, Refused

NAME = hashlib.sha256(b"first").hexdigest()
KEEP = timedelta(days=365)


@pytest.fixture(scope="module")
def client() -> Iterator[Any]:
    server = ThreadedMotoServer("127.0.0.1", 0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    made = boto3.client(
        "s3", endpoint_url=f"http://{host}:{port}", region_name="us-east-1", aws_access_key_id="test", aws_secret_access_key="test",
        config=Config(retries={"max_attempts": 1}),
    )  # fmt: skip
    yield made
    server.stop()


@pytest.fixture
def bucket(client: Any, request: pytest.FixtureRequest) -> Bucket:
    name = "b" + hashlib.sha256(request.node.nodeid.encode()).hexdigest()[:20]
    client.create_bucket(Bucket=name, ObjectLockEnabledForBucket=True)
    return Bucket(client, name, keep=KEEP)


@pytest.fixture(params=["folder", "s3"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Store:
    return Folder(tmp_path) if request.param == "folder" else request.getfixturevalue("bucket")


def test_what_was_put_is_read(store: Store) -> None:
    store.put(NAME, b"first")
    assert b"".join(store.read(NAME)) == b"first"


def test_nothing_is_overwritten(store: Store) -> None:
    store.put(NAME, b"first")
    store.put(NAME, b"second")
    assert b"".join(store.read(NAME)) == b"first"


def test_what_is_not_there_is_said(store: Store) -> None:
    with pytest.raises(NotFound, match="没有文件"):
        list(store.read("0" * 64))


def test_large_files_come_in_chunks(store: Store) -> None:
    data = bytes(3 << 20) + b"end"
    store.put(NAME, data)
    chunks = list(store.read(NAME))
    assert len(chunks) > 1
    assert b"".join(chunks) == data


def test_the_server_locks_it_for_as_long_as_was_asked(bucket: Bucket) -> None:
    bucket.put(NAME, b"first")
    kept = bucket.client.head_object(Bucket=bucket.bucket, Key=key_of(NAME))
    assert kept["ObjectLockMode"] == "COMPLIANCE"
    assert abs(kept["ObjectLockRetainUntilDate"] - datetime.now(UTC) - KEEP) < timedelta(minutes=5)
    version = bucket.client.list_object_versions(Bucket=bucket.bucket)["Versions"][0]["VersionId"]
    with pytest.raises(ClientError, match="AccessDenied"):
        bucket.client.delete_object(Bucket=bucket.bucket, Key=key_of(NAME), VersionId=version)
    assert b"".join(bucket.read(NAME)) == b"first"


def test_a_store_that_does_not_answer_accepts_nothing() -> None:
    nobody = boto3.client(
        "s3", endpoint_url="http://127.0.0.1:9", region_name="us-east-1", aws_access_key_id="t", aws_secret_access_key="t",
        config=Config(connect_timeout=1, retries={"max_attempts": 1}),
    )  # fmt: skip
    with pytest.raises(Refused, match="什么也没有保存"):
        Bucket(nobody, "evidence", keep=KEEP).put(NAME, b"first")
    with pytest.raises(Refused):
        list(Bucket(nobody, "evidence", keep=KEEP).read(NAME))


def test_a_bucket_that_is_not_there_accepts_nothing(client: Any) -> None:
    with pytest.raises(Refused, match="no-such-bucket"):
        Bucket(client, "no-such-bucket", keep=KEEP).put(NAME, b"first")
