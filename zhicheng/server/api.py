"""The API: one router per context. OpenAPI at /api/openapi.json."""

from __future__ import annotations

from django.db import connection
from django.http import HttpRequest
from ninja import NinjaAPI
from typing_extensions import TypedDict

from zhicheng.civic.community.api import door as community_door
from zhicheng.civic.community.api import office as community_office
from zhicheng.civic.community.api import running as community_running
from zhicheng.civic.community.api import volunteers as community_volunteers
from zhicheng.civic.following.api import router as following
from zhicheng.civic.openness.api import desk as openness_desk
from zhicheng.civic.openness.api import router as open_data
from zhicheng.civic.voices.api import router as voices
from zhicheng.civic.whistles.api import door as whistle_door
from zhicheng.civic.whistles.api import router as whistles
from zhicheng.flow.cases.api import router as cases
from zhicheng.flow.dispatch.api import router as dispatch
from zhicheng.flow.papers.api import router as papers
from zhicheng.flow.papers.case_api import router as case_papers
from zhicheng.flow.papers.field_api import router as field_cases
from zhicheng.flow.reports.api import router as reports
from zhicheng.flow.reports.desk import router as desk
from zhicheng.flow.sense.api import router as sense
from zhicheng.flow.sense.readings_api import router as readings
from zhicheng.flow.tickets.api import router as tickets
from zhicheng.flow.tickets.same import router as same
from zhicheng.gateways.hotline.api import router as hotline
from zhicheng.gateways.open311.api import router as open311
from zhicheng.gateways.social.api import router as social
from zhicheng.gateways.vendor_events.api import router as vendor_events
from zhicheng.ground.devices.api import router as devices
from zhicheng.ground.evidence.api import router as evidence
from zhicheng.ground.messages.api import router as messages
from zhicheng.ground.people.api import router as people
from zhicheng.ground.permits.api import router as permits
from zhicheng.ground.places.api import router as places
from zhicheng.ground.sensors.api import router as sensors
from zhicheng.infra import api as problems
from zhicheng.infra.config import config
from zhicheng.server.demo import router as demo
from zhicheng.server.live_api import router as live
from zhicheng.server.manage import router as manage

api = NinjaAPI(title="Zhicheng 治城", version="0.1.0", docs_url="/docs", urls_namespace="api")
problems.install(api)
for router in (
    people, messages, places, permits, evidence, devices, readings, sensors, sense,
    same, tickets, reports, desk, dispatch, cases, case_papers, field_cases, papers, live, manage, vendor_events,
    whistles, whistle_door, voices, following, community_door, community_office, community_running, open_data, openness_desk, hotline,
    open311, social, community_volunteers,
):  # fmt: skip
    api.add_router("", router)
if config().mode != "production":
    api.add_router("", demo)


class Health(TypedDict):
    status: str


@api.get("/health", response=Health, tags=["operations"])
def health(request: HttpRequest) -> Health:
    """Alive and the database answers."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return {"status": "ok"}
