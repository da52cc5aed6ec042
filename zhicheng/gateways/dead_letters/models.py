from __future__ import annotations

from django.db import models


class DeadLetter(models.Model):
    """A message that nobody could take. The same one again (`topic`, `key`) raises `times` and renews what is kept."""

    id = models.BigAutoField(primary_key=True)
    topic = models.CharField(max_length=200)
    key = models.CharField(max_length=64, help_text="the sender's name of the thing, or the payload's SHA-256")
    payload = models.BinaryField(help_text="as it came; cut when it was longer than we keep")
    size = models.IntegerField(help_text="bytes as it came")
    said = models.CharField(max_length=400)
    said_en = models.CharField(max_length=400)
    times = models.IntegerField(default=1)
    first_at = models.DateTimeField()
    last_at = models.DateTimeField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=["topic", "key"], name="dead_letter_once"),)

    def __str__(self) -> str:
        return f"{self.topic} #{self.pk}"

    @property
    def is_whole(self) -> bool:
        """Can it be tried again? A payload that was cut cannot."""
        return len(self.payload) == self.size
