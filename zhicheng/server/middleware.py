"""What every answer carries: the Content-Security-Policy, and in the demo the city's clock."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from zhicheng.infra import clock
from zhicheng.infra.config import config

Handler = Callable[[HttpRequest], HttpResponse]


class ContentSecurityPolicy:
    """Nothing is loaded from anywhere but here, and only /demo's own frames may hold the faces.

    MapLibre and antd need blob workers and inline styles; scripts are ours only.
    """

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response
        live = config().live_url
        self.policy = (
            f"default-src 'self'; connect-src 'self' {live}; img-src 'self' data: blob:; media-src 'self' blob:; "
            "style-src 'self' 'unsafe-inline'; worker-src 'self' blob:; child-src 'self' blob:; frame-ancestors 'self'; "
            "object-src 'none'; base-uri 'self'; form-action 'self'"
        )

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        response.setdefault("Content-Security-Policy", self.policy)
        return response


class CityClock:
    """Tells the pages what time it is in the demo's city and how fast it runs, because its pace may change under them."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        response["X-City-Clock"] = f"{clock.now().isoformat()},{clock.speed():g}"
        return response
