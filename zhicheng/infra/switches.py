"""Configuration values that may change while the system runs, per area."""

from __future__ import annotations

from typing import Any

from zhicheng.infra.models import Switch


def get(name: str, area: str = "") -> Any | None:
    """The value, or None when it is not set."""
    return Switch.objects.filter(name=name, area=area).values_list("value", flat=True).first()


def put(name: str, value: Any, area: str = "") -> None:
    """Set it."""
    Switch.objects.update_or_create(name=name, area=area, defaults={"value": value})


def drop(name: str, area: str = "") -> None:
    """Unset it."""
    Switch.objects.filter(name=name, area=area).delete()
