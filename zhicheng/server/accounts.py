"""django-allauth's adapter: staff accounts are made by an administrator, nobody signs up."""

from __future__ import annotations

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest


class Adapter(DefaultAccountAdapter):  # type: ignore[misc]
    """No sign-up through the web."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False
