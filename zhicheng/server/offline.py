"""What makes `/field` an app that starts with no network: its service worker and its manifest."""

from __future__ import annotations

from django.conf import settings
from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.templatetags.static import static

MANIFEST = {
    "id": "/field",
    "name": "治城 · 现场执法",
    "short_name": "治城现场",
    "lang": "zh-CN",
    "start_url": "/field",
    "scope": "/field",
    "display": "standalone",
    "background_color": "#fbfaf7",
    "theme_color": "#1B5FAA",
}
ICON = "mark-*.svg"


def worker(request: HttpRequest) -> HttpResponseBase:
    """The service worker. The face's files lie under /static/, so it may see the whole origin; it answers for its own list only."""
    built = settings.WEB_DIST / "field-worker.js"
    if not built.exists():
        return HttpResponse("// the faces are not built: make web", status=404, content_type="text/javascript")
    headers = {"Cache-Control": "no-cache", "Service-Worker-Allowed": "/"}
    return FileResponse(built.open("rb"), content_type="text/javascript; charset=utf-8", headers=headers)


def manifest(request: HttpRequest) -> HttpResponse:
    """Name, colours and icon of the installed app."""
    found = sorted((settings.WEB_DIST / "assets").glob(ICON))
    icons = [{"src": static(f"web/assets/{f.name}"), "sizes": "any", "type": "image/svg+xml"} for f in found[:1]]
    return JsonResponse({**MANIFEST, "icons": icons}, content_type="application/manifest+json")
