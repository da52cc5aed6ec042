"""django-allauth's adapter and the views that we keep tighter than it does: nobody signs up, nobody is left without a second factor."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.headless.constants import Client
from allauth.headless.internal.restkit.response import ErrorResponse
from allauth.headless.mfa.views import ManageRecoveryCodesView, ManageTOTPView, ManageWebAuthnView
from allauth.mfa.adapter import get_adapter
from django.http import HttpRequest, HttpResponseBase
from django.urls import URLPattern, path

from zhicheng.ground.people.auth import second_factor
from zhicheng.ground.people.queries import factors_of

BACKUP = "recovery_codes"


class Adapter(DefaultAccountAdapter):  # type: ignore[misc]
    """No sign-up through the web."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False


def _refusal(request: HttpRequest) -> HttpResponseBase | None:
    """Why this session may not touch the account's second factor now; None when it may.

    With a factor kept, a password alone neither adds one nor reads the recovery codes: a session that a thief of the password
    opened before the first factor was set up would get in that way. And the last factor stays: without any, the next one who
    knows the password would choose it.
    """
    if not request.user.is_authenticated:
        return None
    kept = factors_of(int(request.user.pk))
    if kept and second_factor(request) == "required":
        return _no(request, HTTPStatus.FORBIDDEN)
    if request.method == "DELETE" and len([k for k, _ in kept if k != BACKUP]) <= 1:
        return _no(request, HTTPStatus.CONFLICT)
    return None


def _no(request: HttpRequest, status: HTTPStatus) -> HttpResponseBase:
    answer: HttpResponseBase = ErrorResponse(
        request, status=status, exception=get_adapter().validation_error("cannot_delete_authenticator")
    )
    return answer


class _Guarded:
    """One step before allauth's own."""

    def handle(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        answer: HttpResponseBase = _refusal(request) or super().handle(request, *args, **kwargs)  # type: ignore[misc]
        return answer


class Totp(_Guarded, ManageTOTPView):  # type: ignore[misc]
    """The authenticator app."""


class Passkeys(_Guarded, ManageWebAuthnView):  # type: ignore[misc]
    """Passkeys; one at a time is removed, so that the last is seen to be the last."""

    def delete(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if len(self.input.cleaned_data["authenticators"]) != 1:
            return _no(request, HTTPStatus.CONFLICT)
        answer: HttpResponseBase = super().delete(request, *args, **kwargs)
        return answer


class RecoveryCodes(_Guarded, ManageRecoveryCodesView):  # type: ignore[misc]
    """Codes for the day when the phone is lost."""


def guarded() -> list[URLPattern]:
    """Stand before allauth's own paths of the same name."""
    at = "_allauth/browser/v1/account/authenticators/"
    views: dict[str, Any] = {"totp": Totp, "webauthn": Passkeys, "recovery-codes": RecoveryCodes}
    return [path(at + name, view.as_api_view(client=Client.BROWSER)) for name, view in views.items()]
