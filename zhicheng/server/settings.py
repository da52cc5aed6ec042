"""Django's settings, derived from the typed class in infra/config; nothing here is to be edited per installation."""

from __future__ import annotations

import warnings
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from zhicheng.infra.config import config

CONFIG = config()
ROOT = Path(__file__).resolve().parent.parent.parent

SECRET_KEY = CONFIG.signing_key
DEBUG = False
ALLOWED_HOSTS = CONFIG.allowed_hosts
DEMO = CONFIG.mode == "demo"

INSTALLED_APPS = [
    "zhicheng.infra.apps.Config",
    "zhicheng.ground.places.apps.Config",
    "zhicheng.ground.people.apps.Config",
    "zhicheng.ground.permits.apps.Config",
    "zhicheng.ground.messages.apps.Config",
    "zhicheng.ground.evidence.apps.Config",
    "zhicheng.ground.devices.apps.Config",
    "zhicheng.ground.sensors.apps.Config",
    "zhicheng.flow.sense.apps.Config",
    "zhicheng.flow.reports.apps.Config",
    "zhicheng.flow.tickets.apps.Config",
    "zhicheng.flow.dispatch.apps.Config",
    "zhicheng.flow.cases.apps.Config",
    "zhicheng.flow.papers.apps.Config",
    "zhicheng.civic.whistles.apps.Config",
    "zhicheng.civic.community.apps.Config",
    "zhicheng.civic.openness.apps.Config",
    "zhicheng.civic.voices.apps.Config",
    "zhicheng.gateways.dead_letters.apps.Config",
    "zhicheng.gateways.drones.apps.Config",
    "zhicheng.gateways.frigate.apps.Config",
    "zhicheng.gateways.vendor_events.apps.Config",
    "zhicheng.gateways.open311.apps.Config",
    "zhicheng.gateways.hotline.apps.Config",
    "zhicheng.gateways.social.apps.Config",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.headless",
    "allauth.usersessions",
    "django_tasks",
    "ninja",  # the API's documentation page with its own files, not from elsewhere
]
AUTH_USER_MODEL = "people.Account"
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "zhicheng.server.middleware.ContentSecurityPolicy",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "allauth.account.middleware.AccountMiddleware",
]
if CONFIG.mode == "demo":  # nowhere else does the city keep another time than the machine
    MIDDLEWARE.append("zhicheng.server.middleware.CityClock")
ROOT_URLCONF = "zhicheng.server.urls"
WSGI_APPLICATION = "zhicheng.server.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ]
        },
    }
]


def _database(url: str) -> dict[str, Any]:
    if not url:
        CONFIG.home.mkdir(parents=True, exist_ok=True)
        return {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": CONFIG.home / "zhicheng.sqlite3",
            "TEST": {"NAME": CONFIG.home / "test.sqlite3"},
            "OPTIONS": {
                # Without IMMEDIATE, read-then-write services fail with "database is locked" under load.
                "transaction_mode": "IMMEDIATE",
                "timeout": 20,
                "init_command": "PRAGMA journal_mode=WAL;PRAGMA synchronous=NORMAL;PRAGMA cache_size=-65536;"
                "PRAGMA temp_store=MEMORY;PRAGMA mmap_size=268435456;",
            },
        }
    parts = urlsplit(url)
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": parts.path.lstrip("/"),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": parts.hostname or "",
        "PORT": str(parts.port or ""),
        "CONN_MAX_AGE": 0,
        "OPTIONS": {"pool": {"min_size": 1, "max_size": 8}},
    }


DATABASES = {"default": _database(CONFIG.database)}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.MD5PasswordHasher"
    if CONFIG.mode == "test"
    else "django.contrib.auth.hashers.PBKDF2PasswordHasher"
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
AUTHENTICATION_BACKENDS = [
    "django.contrib.auth.backends.ModelBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
]

LANGUAGE_CODE = "zh-hans"
TIME_ZONE = "Asia/Shanghai"
USE_TZ = True

STATIC_URL = "/static/"
STATIC_ROOT = ROOT / "var" / "static"
WEB_DIST = ROOT / "web" / "dist"
STATICFILES_DIRS = [("web", WEB_DIST)] if WEB_DIST.is_dir() and CONFIG.mode != "test" else []
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = False
# Their names say what is in them: another byte is another name, so a browser need not ask again.
WHITENOISE_IMMUTABLE_FILE_TEST = r"^.+/web/(assets/.+-[0-9A-Za-z_-]{8}\.[a-z0-9]+|engine/[0-9a-f]{12}/.+)$"
warnings.filterwarnings("ignore", message="No directory at", module="whitenoise.base")

SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = CONFIG.https and not DEMO
SESSION_COOKIE_AGE = 12 * 3600  # one shift
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "SAMEORIGIN"  # /demo shows the faces in frames of its own
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
FILE_UPLOAD_MAX_MEMORY_SIZE = 1024 * 1024

HEADLESS_ONLY = True
HEADLESS_CLIENTS = ("browser",)
HEADLESS_FRONTEND_URLS: dict[str, str] = {}
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_ADAPTER = "zhicheng.server.accounts.Adapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = False  # a passkey is the second step beside the password, like the code; never the only one
MFA_RECOVERY_CODES_SHOW_ONCE = True
MFA_TOTP_TOLERANCE = 1  # a code typed at the end of its half minute still counts (RFC 6238 §5.2)
ALLAUTH_TRUSTED_PROXY_COUNT = config().proxies  # limits on log-in count per visitor, not per proxy
if config().proxies:
    SECURE_PROXY_SSL_HEADER = (
        "HTTP_X_FORWARDED_PROTO",
        "https",
    )  # links and QR codes name the address that people type
ACCOUNT_RATE_LIMITS = {"login_failed": "5/5m/key,30/5m/ip"}

# The standard task API in front of our own queue (ADR 0013); any queue name is served by the same workers.
TASKS = {"default": {"BACKEND": "zhicheng.infra.calls.JobBackend", "QUEUES": []}}

# What server hands down to infra.
ZHICHENG_JOURNEY = "zhicheng.journey.JOURNEY"
ZHICHENG_TASKS = "zhicheng.timetable.TASKS"
ZHICHENG_DRAWN = "zhicheng.sim.drawn.opened"  # the demo's drawn cameras; refused in production (ground/devices)
ZHICHENG_LIVE = "zhicheng.server.live.LIVE"

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["stderr"], "level": "WARNING"},
    "loggers": {"zhicheng": {"level": "INFO"}},
}
