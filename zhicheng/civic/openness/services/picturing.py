"""Photos of before and after: only those of which a person says by name that faces and plates are covered."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction

from zhicheng.civic.openness.models import Publication
from zhicheng.civic.openness.services.releasing import mine, save
from zhicheng.flow.reports import queries as reports
from zhicheng.ground.people.queries import Access
from zhicheng.kernel.errors import BadInput, NotAllowed, NotFound

SIDES = ("before", "after")
MOST = 6


def add_photo(*, pk: int, when: str, photo: UUID, masked: bool, who: Access, at: datetime) -> Publication:
    """Put a photo to an answer. Whoever adds it answers for what can be seen on it; the record says who."""
    if when not in SIDES:
        raise BadInput("请选择照片是办理前还是办理后。", "Say whether the photo shows before or after.", field="when")
    if not masked:
        raise BadInput(
            "请先遮盖照片里的人脸、车牌和门牌，再确认。",
            "Cover faces, plates and house numbers in the photo first, then confirm it.",
            field="masked",
        )
    with transaction.atomic():
        one = _answer(pk, who)
        if len(one.content["photos"]) >= MOST:
            raise BadInput(
                f"最多放 {MOST} 张照片，请先删掉一张。", f"At most {MOST} photos; remove one first.", field="photo"
            )
        if reports.photo(photo).kind != "image":
            raise BadInput("请放照片，不要放视频。", "Only photos, no videos.", field="photo")
        added = {"when": when, "picture": str(photo), "covered_by": who.account_id}
        save(one, {"content": {**one.content, "photos": [*one.content["photos"], added]}}, who, at)
    return one


def remove_photo(*, pk: int, photo: UUID, who: Access, at: datetime) -> Publication:
    """Take it off again."""
    with transaction.atomic():
        one = _answer(pk, who)
        left = [p for p in one.content["photos"] if p["picture"] != str(photo)]
        if len(left) == len(one.content["photos"]):
            raise NotFound("这里没有这张照片。", "There is no such photo here.")
        save(one, {"content": {**one.content, "photos": left}}, who, at)
    return one


def _answer(pk: int, who: Access) -> Publication:
    one = mine(pk, who)
    if one.kind != "answer":
        raise NotAllowed("只有「民有所呼、我有所应」可以放照片。", "Only “you said, we did” has photos.")
    return one
