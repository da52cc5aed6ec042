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

# A citizen on slow 4G: what the page asks first is on its way while its script still comes. It saves one round trip.
EARLY = {"Link": "</api/session>; rel=preload; as=fetch; crossorigin"}
MISSING = "<!doctype html><meta charset=utf-8><title>治城</title><p>界面还没有构建，请运行 <code>make web</code>。"


def face(bundle: str):  # type: ignore[no-untyped-def]
    """The page of one bundle; its own router does the rest."""

    @ensure_csrf_cookie
    def view(request: HttpRequest, rest: str = "") -> HttpResponseBase:
        page = settings.WEB_DIST / f"{bundle}.html"
        if not page.exists():
            return HttpResponse(MISSING, status=503)
        headers = {"Cache-Control": "no-cache", **(EARLY if bundle == "public" else {})}
        return FileResponse(page.open("rb"), content_type="text/html; charset=utf-8", headers=headers)

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
    path("open311/", include("zhicheng.gateways.open311.urls")),
    path("demo", face("demo")),
    path("worker.js", offline.citizen_worker),
    path("manifest.webmanifest", offline.citizen_manifest),
    path("field/worker.js", offline.worker),
    path("field/manifest.webmanifest", offline.manifest),
    re_path(r"^(?P<rest>together/in(/.*)?)$", face("public")),  # called departments have no account
    re_path(r"^(?P<rest>(command|field|login|manage|office|together)(/.*)?)$", face("staff")),
    re_path(r"^(?P<rest>(track|voice|link|near|sell|permit|paper|open|community|firm|stop)(/.*)?)$", face("public")),
    path("", face("public")),
]
