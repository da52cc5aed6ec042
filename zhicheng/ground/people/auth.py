"""From a request to an `Access`: bearer token (phones, demo frames, the simulator) or the session cookie."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib.auth import HASH_SESSION_KEY, SESSION_KEY, get_user
from django.contrib.sessions.backends.base import SessionBase
from django.http import HttpRequest

from zhicheng.ground.people.models import Account
from zhicheng.ground.people.queries import NOBODY, Access, access_by_token, access_of, factors_of
from zhicheng.ground.people.rules import is_second_factor
from zhicheng.ground.people.shapes import SecondFactor
from zhicheng.infra.config import config
from zhicheng.kernel.errors import Refused, SignedOut

SERVICES = frozenset({"ai"})  # roles of machines


def access(request: HttpRequest) -> Access:
    """Who asks; NOBODY without a valid log-in. Computed once per request."""
    known: Access | None = getattr(request, "_access", None)
    if known is None:
        known = _access(request)
        request._access = known  # type: ignore[attr-defined]
    return known


def staff(request: HttpRequest) -> Access:
    """Who asks; Refused unless he is logged in with all factors."""
    found = access(request)
    if not found.account_id:
        raise SignedOut("请先登录。", "Please sign in first.")
    if not _bearer(request) and second_factor(request) == "required":
        raise SignedOut(
            "请先完成第二重验证（动态口令或通行密钥）。",
            "Complete the second step of signing in first (a code or a passkey).",
        )
    return found


def posted(request: HttpRequest) -> Access:
    """Who asks; Refused unless he is logged in and has a post: an account without one, or a camera's, is nobody's colleague."""
    found = staff(request)
    if not found.roles - SERVICES:
        raise Refused(
            "您的账号还没有角色，请联系管理员授权。", "Your account has no role yet; ask your administrator for one."
        )
    return found


def second_factor(request: HttpRequest) -> SecondFactor:
    """ok | required | not_needed for the session's account."""
    return second_factor_of(request.session)


def second_factor_of(session: SessionBase) -> SecondFactor:
    """The same for a session that was read by its cookie."""
    if not config().second_factor or config().mode == "demo":
        return "not_needed"
    methods: list[dict[str, Any]] = session.get("account_authentication_methods", [])
    if not any(m.get("method") == "mfa" for m in methods):
        return "required"
    kept = factors_of(int(session.get(SESSION_KEY) or 0))
    return "ok" if any(is_second_factor(m, kept) for m in methods) else "required"


def account_of(session: SessionBase) -> Account | None:
    """Whose session it is; None when it was ended meanwhile (new password, lost phone, closed account)."""
    request = HttpRequest()
    request.session = session
    found = get_user(request)
    return found if isinstance(found, Account) else None


def stay_in(request: HttpRequest) -> None:
    """The browser that has just ended all sessions of its own account goes on; the others do not."""
    if not _bearer(request) and request.user.is_authenticated:
        request.user.refresh_from_db()
        request.session[HASH_SESSION_KEY] = request.user.get_session_auth_hash()


def _bearer(request: HttpRequest) -> str:
    """The token of `Authorization: Bearer …`; "" when the request has none. Anything else in that header counts for nothing."""
    scheme, _, token = request.headers.get("authorization", "").partition(" ")
    return token.strip() if scheme.lower() == "bearer" else ""


def _access(request: HttpRequest) -> Access:
    token = _bearer(request)
    if token:
        return access_by_token(token)
    if request.user.is_authenticated:
        return access_of(request.user)
    return NOBODY


def is_demo() -> bool:
    return bool(settings.DEMO)
