"""The live process: `granian --interface asgi zhicheng.server.asgi:application`; only server-sent events."""

import os

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "zhicheng.server.settings")
django.setup()

from zhicheng.infra.live_app import LiveApp  # noqa: E402 - needs Django set up

application = LiveApp()
