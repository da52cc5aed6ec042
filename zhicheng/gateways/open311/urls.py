"""Addresses under /open311; whatever is none of them gets the errors document too."""

from __future__ import annotations

from django.urls import re_path

from zhicheng.gateways.open311 import door, views

FORM = r"\.(?P<form>[a-z]+)$"

urlpatterns = [
    re_path(rf"^(?:v2/)?discovery{FORM}", views.discovery_view),
    re_path(rf"^v2/services{FORM}", views.services_view),
    re_path(rf"^v2/services/(?P<code>[^/]+){FORM}", views.definition_view),
    re_path(rf"^v2/requests{FORM}", views.requests_view),
    re_path(rf"^v2/requests/(?P<receipt>[^/]+){FORM}", views.request_view),
    re_path(rf"^v2/tokens/(?P<token>[^/]+){FORM}", views.token_view),
    re_path(rf"^v2/servicerequestupdates{FORM}", views.updates_view),
    re_path(rf"^v2/bulk/requests{FORM}", views.bulk_view),
    re_path(rf"^v2/openapi{FORM}", views.description_view),
    re_path(r"^(?P<rest>.*)$", door.nowhere),
]
