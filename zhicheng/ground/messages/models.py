from __future__ import annotations

from django.db import models

CHANNELS = {"app": "应用内", "sms": "短信"}
STATES = {"waiting": "待发", "sending": "发送中", "sent": "已发", "stuck": "停滞"}


class Message(models.Model):
    """One message to one person through one channel. `key` makes telling twice impossible."""

    key = models.CharField(max_length=120, unique=True)
    template = models.CharField(max_length=40)
    values = models.JSONField(default=dict)
    channel = models.CharField(max_length=4, choices=list(CHANNELS.items()))
    account = models.ForeignKey("people.Account", models.CASCADE, null=True)
    to = models.CharField(max_length=80, help_text="whom, in words")
    phone = models.CharField(max_length=20, blank=True, default="")
    about = models.CharField(max_length=48, help_text="stream of what it is about")
    area = models.CharField(max_length=15, blank=True, default="")
    state = models.CharField(max_length=8, choices=list(STATES.items()))
    created_at = models.DateTimeField()
    send_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True)
    read_at = models.DateTimeField(null=True)
    attempts = models.SmallIntegerField(default=0)
    error = models.CharField(max_length=200, blank=True, default="")

    class Meta:
        indexes = (
            models.Index(fields=["account", "-id"], name="message_inbox"),
            models.Index(fields=["send_at"], name="message_due", condition=models.Q(state__in=["waiting", "sending"])),
        )

    def __str__(self) -> str:
        return f"{self.template} → {self.to} ({self.channel})"
