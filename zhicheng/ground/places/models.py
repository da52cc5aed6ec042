from __future__ import annotations

from django.db import models


class Area(models.Model):
    """One area of the city; codes nest by prefix: district 6, street 9, community 12, grid 15 digits (domain.md B.3)."""

    code = models.CharField(max_length=15, primary_key=True)
    name = models.CharField(max_length=60)
    level = models.CharField(max_length=9, choices=[(x, x) for x in ("district", "street", "community", "grid")])
    parent_code = models.CharField(max_length=15, blank=True, default="")

    class Meta:
        indexes = (models.Index(fields=["level", "code"], name="area_level"),)

    def __str__(self) -> str:
        return self.name
