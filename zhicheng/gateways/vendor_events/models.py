from __future__ import annotations

from django.db import models


class Nonce(models.Model):
    """A number that a vendor has used to sign a request: used once, so that nobody sends a recorded request again."""

    vendor = models.CharField(max_length=40)
    nonce = models.CharField(max_length=64)
    at = models.DateTimeField(db_index=True)

    class Meta:
        constraints = (models.UniqueConstraint(fields=["vendor", "nonce"], name="vendor_nonce_once"),)

    def __str__(self) -> str:
        return f"{self.vendor} {self.nonce}"
