"""What makes `/field` and the citizen's page apps that start with no network: their service workers and manifests."""

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
CITIZENS = {
    "id": "/",
    "name": "治城 · 随手报",
    "short_name": "随手报",
    "lang": "zh-CN",
    "start_url": "/",
    "scope": "/",
    "display": "standalone",
    "background_color": "#fbfaf7",
    "theme_color": "#1B5FAA",
}
ICON = "mark-*.svg"


def worker(request: HttpRequest) -> HttpResponseBase:
    """The service worker. The face's files lie under /static/, so it may see the whole origin; it answers for its own list only."""
    return _worker("field-worker.js")


def citizen_worker(request: HttpRequest) -> HttpResponseBase:
    """The citizen's: it lies at the root, whose pages it keeps."""
    return _worker("citizen-worker.js")


def _worker(name: str) -> HttpResponseBase:
    built = settings.WEB_DIST / name
    if not built.exists():
        return HttpResponse("// the faces are not built: make web", status=404, content_type="text/javascript")
    headers = {"Cache-Control": "no-cache", "Service-Worker-Allowed": "/"}
    return FileResponse(built.open("rb"), content_type="text/javascript; charset=utf-8", headers=headers)


def manifest(request: HttpRequest) -> HttpResponse:
    """Name, colours and icon of the officer's installed app."""
    return _manifest(MANIFEST)


def citizen_manifest(request: HttpRequest) -> HttpResponse:
    """The same of the citizen's: some phones show a page's notifications only when it is installed."""
    return _manifest(CITIZENS)


def _manifest(told: dict[str, str]) -> HttpResponse:
    found = sorted((settings.WEB_DIST / "assets").glob(ICON))
    icons = [{"src": static(f"web/assets/{f.name}"), "sizes": "any", "type": "image/svg+xml"} for f in found[:1]]
    return JsonResponse({**told, "icons": icons}, content_type="application/manifest+json")
