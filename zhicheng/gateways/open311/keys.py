"""Keys for those who file here: given once, kept as a hash, revoked for good."""

from __future__ import annotations

import hashlib
import secrets
from datetime import datetime

from django.db import IntegrityError, transaction
from django.db.models import QuerySet

from zhicheng.gateways.open311.jurisdictions import known_ids
from zhicheng.gateways.open311.models import Key
from zhicheng.infra.changes import Change, record_changes
from zhicheng.infra.config import config
from zhicheng.kernel.errors import BadInput, NotFound, Refused

REGISTER = "open311_keys"
LONGEST_NAME = 40
DEMO_KEY = "demo-open311-key"


def add_key(*, name: str, jurisdiction: str = "", by: str, at: datetime) -> str:
    """A new key for somebody; this is the only moment at which anybody sees it."""
    name = name.strip()
    if not 0 < len(name) <= LONGEST_NAME or not name.isprintable():
        raise BadInput(
            f"名称应有 1 到 {LONGEST_NAME} 个可见字符。",
            f"A name has 1 to {LONGEST_NAME} visible characters.",
            field="NAME",
        )
    if jurisdiction and jurisdiction not in known_ids():
        raise BadInput(
            f"没有辖区 {jurisdiction}，请先写进 ZHICHENG_OPEN311_JURISDICTIONS。",
            f"There is no jurisdiction {jurisdiction}; name it in ZHICHENG_OPEN311_JURISDICTIONS first.",
            field="--jurisdiction",
        )
    secret = secrets.token_urlsafe(24)
    try:
        with transaction.atomic():
            Key.objects.create(name=name, digest=digest_of(secret), jurisdiction=jurisdiction, made_at=at, made_by=by)
            record_changes(REGISTER, [Change(name, "added", after={"辖区": jurisdiction or "全部"})], by=by, at=at)
    except IntegrityError:
        raise BadInput(
            f"已有名为「{name}」的密钥，请换一个名称。",
            f"There is a key “{name}” already; choose another name.",
            field="NAME",
        ) from None
    return secret


def keep_demo_key(*, at: datetime) -> None:
    """The demo's own key, printed when it starts; anywhere else a key that stands in the code would let anybody in."""
    if config().mode != "demo":
        raise Refused("只有演示环境有公开的密钥。", "Only the demo has a key that everybody knows.")
    Key.objects.get_or_create(
        name="demo", defaults={"digest": digest_of(DEMO_KEY), "made_at": at, "made_by": "rule:demo@1"}
    )


def revoke_key(*, name: str, by: str, at: datetime) -> None:
    """From now on nobody files with it; what was filed stays."""
    with transaction.atomic():
        if Key.objects.filter(name=name, revoked_at__isnull=True).update(revoked_at=at) != 1:
            raise NotFound(f"没有名为「{name}」的有效密钥。", f"There is no valid key “{name}”.")
        record_changes(REGISTER, [Change(name, "gone", before={"名称": name})], by=by, at=at)


def listed() -> QuerySet[Key]:
    return Key.objects.order_by("name")


def find(secret: str) -> Key | None:
    """Whose key this is; None when it is nobody's (any more)."""
    return Key.objects.filter(digest=digest_of(secret), revoked_at__isnull=True).first() if secret else None


def digest_of(secret: str) -> str:
    """A key is 32 random characters: one pass is enough, there is nothing to guess."""
    return hashlib.sha256(secret.encode("utf-8", "replace")).hexdigest()
