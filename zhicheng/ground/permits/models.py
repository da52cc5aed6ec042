from __future__ import annotations

from django.db import models

KINDS = {"stall": "摊位点", "sign": "户外广告与招牌", "road": "临时占道", "spoil": "渣土运输", "digging": "道路挖掘"}


class Permit(models.Model):
    """What somebody may do, where and when. The place is a circle of `radius_m` around a point."""

    number = models.CharField(max_length=40, unique=True)
    kind = models.CharField(max_length=8, choices=list(KINDS.items()))
    holder = models.CharField(max_length=80)
    place = models.CharField(max_length=120)
    lng_e7 = models.IntegerField(db_index=True)
    lat_e7 = models.IntegerField()
    radius_m = models.IntegerField(default=20)
    area = models.CharField(max_length=15, blank=True, default="")
    hours = models.JSONField(
        default=list, help_text='[{"days": "1234567", "from": "17:00", "to": "22:00"}]; empty = always'
    )
    valid_from = models.DateField()
    valid_to = models.DateField()
    places = models.IntegerField(default=1, help_text="number of stalls")
    revoked = models.BooleanField(default=False)

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=models.Q(valid_from__lte=models.F("valid_to")), name="permit_valid_in_order"
            ),
        )

    def __str__(self) -> str:
        return f"{self.number} {self.place}"
