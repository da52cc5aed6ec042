"""Senders' categories that are ours under another name: "all of 'Pick up Dead Animal' are matter 06043", remembered for the next import."""

from __future__ import annotations

from datetime import datetime
from functools import cached_property
from typing import Any

from django.db import transaction

from zhicheng.flow.reports.models import Mapping
from zhicheng.infra import jobs
from zhicheng.infra.changes import Change, record_changes
from zhicheng.kernel.errors import BadInput, NotFound
from zhicheng.law import matters

REGISTER = "mappings"
TASK = "reports.apply_mapping"
LONGEST = 80
TITLE = "归入事项"


class Mapped:
    """What has been mapped: loaded when a batch first meets a category that is not ours."""

    @cached_property
    def _known(self) -> dict[str, str]:
        return dict(Mapping.objects.values_list("category", "matter"))

    def matter_of(self, category: str) -> str:
        """The matter's code; "" when nobody has mapped it."""
        return self._known.get(category.strip()[:LONGEST], "")


def matter_of(category: str) -> str:
    """The matter that a person has given this category; "" when nobody has."""
    found = Mapping.objects.filter(category=category.strip()[:LONGEST]).values_list("matter", flat=True).first()
    return found or ""


def map_category(*, category: str, matter: str, by: str, at: datetime) -> Mapping:
    """Remember it, and put those that wait under this name on their way, in the background. A later word replaces an earlier one."""
    category = category.strip()
    if not category or len(category) > LONGEST:
        raise BadInput(
            f"来源类别应有 1 到 {LONGEST} 字。", f"A source's category has 1 to {LONGEST} characters.", field="category"
        )
    if matter not in matters.matters():
        raise BadInput(
            f"没有事项代码 {matter}，请从事项表里选。",
            f"There is no matter {matter}; choose one of the list.",
            field="matter",
        )
    with transaction.atomic():
        old = matter_of(category)
        made, _ = Mapping.objects.update_or_create(
            category=category, defaults={"matter": matter, "made_by": by, "made_at": at}
        )
        record_changes(REGISTER, [_change(category, old, matter)], by=by, at=at)
        jobs.enqueue(TASK, {"category": category}, key=f"mapping:{made.pk}")
    return made


def forget(*, category: str, by: str, at: datetime) -> None:
    """Undo: from the next report on it holds no longer. What became a ticket by it stays one; voiding that is a person's step."""
    with transaction.atomic():
        old = matter_of(category)
        if not old:
            raise NotFound(
                f"没有「{category}」的对应关系，请刷新。", f"“{category}” has no mapping (any more); refresh the page."
            )
        Mapping.objects.filter(category=category).delete()
        record_changes(REGISTER, [_change(category, old, "")], by=by, at=at)


def _change(category: str, old: str, new: str) -> Change:
    def told(code: str) -> dict[str, Any]:
        return {TITLE: f"{code} {matters.matters()[code].name}" if code else ""}

    if old == new:
        return Change(category, "same")
    what = "added" if not old else "gone" if not new else "changed"
    return Change(category, what, told(old), told(new))  # type: ignore[arg-type]
