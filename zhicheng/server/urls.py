"""Addresses: the API, the faces (built bundles), the map tiles, the read-only admin."""

from __future__ import annotations

from django.conf import settings
from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseBase
from django.urls import include, path, re_path
from django.views.decorators.csrf import ensure_csrf_cookie

from zhicheng.ground.places import queries as places
from zhicheng.server import offline
from zhicheng.server.accounts import guarded
from zhicheng.server.admin import site as lookup
from zhicheng.server.api import api
from zhicheng.server.ranges import ranged

MISSING = "<!doctype html><meta charset=utf-8><title>治城</title><p>界面还没有构建，请运行 <code>make web</code>。"


def face(bundle: str):  # type: ignore[no-untyped-def]
    """The page of one bundle; its own router does the rest."""

    @ensure_csrf_cookie
    def view(request: HttpRequest, rest: str = "") -> HttpResponseBase:
        page = settings.WEB_DIST / f"{bundle}.html"
        if not page.exists():
            return HttpResponse(MISSING, status=503)
        return FileResponse(
            page.open("rb"), content_type="text/html; charset=utf-8", headers={"Cache-Control": "no-cache"}
        )

    return view


def tiles(request: HttpRequest) -> HttpResponseBase:
    """The city's PMTiles; MapLibre reads it by HTTP Range."""
    return ranged(request, places.city().tiles)


urlpatterns = [
    path("api/", api.urls),
    *guarded(),
    path("_allauth/", include("allauth.headless.urls")),
    path("accounts/", include("allauth.urls")),
    path("admin/", lookup.urls),
    path("tiles/city.pmtiles", tiles),
    path("demo", face("demo")),
    path("field/worker.js", offline.worker),
    path("field/manifest.webmanifest", offline.manifest),
    re_path(r"^(?P<rest>(command|field|login|manage|office)(/.*)?)$", face("staff")),
    re_path(r"^(?P<rest>(track|link|near|sell|permit|paper|open)(/.*)?)$", face("public")),
    path("", face("public")),
]
