from __future__ import annotations

from django.db import models

CHANNELS = {"app": "应用内", "sms": "短信", "card": "工作群卡片", "push": "浏览器通知", "wechat": "微信"}
STATES = {"waiting": "待发", "sending": "发送中", "sent": "已发", "stuck": "停滞", "dropped": "不再发送"}
WAYS = {name: CHANNELS[name] for name in ("push", "sms", "wechat")}  # what a citizen may choose
LANGUAGES = {"zh": "中文", "en": "English"}


class Way(models.Model):
    """How somebody without an account wants to be told of one thing. No more of him is kept than the channel needs, and no longer
    than the thing is open: `ends_at` is the day on which the row is erased."""

    about = models.CharField(max_length=48, help_text="stream of what it is about")
    channel = models.CharField(max_length=6, choices=list(WAYS.items()))
    target = models.CharField(max_length=64, db_index=True, help_text="digest of phone, endpoint or openid")
    phone = models.CharField(max_length=20, blank=True, default="")
    endpoint = models.CharField(max_length=1000, blank=True, default="", help_text="of the browser's push service")
    p256dh = models.CharField(max_length=100, blank=True, default="", help_text="the browser's public key")
    auth = models.CharField(max_length=40, blank=True, default="", help_text="the browser's secret")
    openid = models.CharField(max_length=64, blank=True, default="")
    language = models.CharField(max_length=2, choices=list(LANGUAGES.items()), default="zh")
    every = models.BooleanField(default=True, help_text="every step; false: only how it ended")
    chosen_at = models.DateTimeField()
    stopped_at = models.DateTimeField(null=True)
    ends_at = models.DateTimeField(null=True)
    told = models.CharField(max_length=120, blank=True, default="", help_text="what was said last: nothing twice")
    told_pos = models.BigIntegerField(
        default=0, help_text="position of the event that was told last: nothing older after it"
    )
    stop_digest = models.CharField(
        max_length=64, blank=True, default="", db_index=True, help_text="of the code in the stop link"
    )

    class Meta:
        constraints = (models.UniqueConstraint(fields=["about", "channel", "target"], name="way_once"),)
        indexes = (models.Index(fields=["ends_at"], name="way_ends", condition=models.Q(ends_at__isnull=False)),)

    def __str__(self) -> str:
        return f"{self.about} → {self.channel}"


class Message(models.Model):
    """One message to one person through one channel. `key` makes telling twice impossible."""

    key = models.CharField(max_length=120, unique=True)
    template = models.CharField(max_length=40)
    values = models.JSONField(default=dict)
    channel = models.CharField(max_length=6, choices=list(CHANNELS.items()))
    account = models.ForeignKey("people.Account", models.CASCADE, null=True)
    to = models.CharField(max_length=80, help_text="whom, in words")
    phone = models.CharField(max_length=20, blank=True, default="")
    link = models.CharField(
        max_length=60,
        blank=True,
        default="",
        help_text="which one-time link to put in; its code is made only when it is sent",
    )
    way = models.ForeignKey(Way, models.SET_NULL, null=True, help_text="how a citizen chose to be told")
    also = models.JSONField(default=list, help_text="further ways of the same person that this one message speaks for")
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
