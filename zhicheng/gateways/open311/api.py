"""What staff see of the other servers: words that their apps posted about one of our tickets."""

from __future__ import annotations

from datetime import datetime

from django.http import HttpRequest
from ninja import Router
from typing_extensions import TypedDict

from zhicheng.flow.reports.masking import mask
from zhicheng.flow.tickets import queries as tickets
from zhicheng.gateways.open311.models import PostedUpdate
from zhicheng.ground.people.auth import staff
from zhicheng.infra.api import PROBLEMS

router = Router(tags=["open311"])
MOST = 50


class OutsideWord(TypedDict):
    """What somebody wrote about a request through another city's app: `sender` is the app, `status` what it says of the thing."""

    sender: str
    receipt: str
    status: str
    text: str
    media_url: str
    at: datetime


@router.get("/open311/of-ticket/{no}", response={200: list[OutsideWord], **PROBLEMS})
def of_ticket(request: HttpRequest, no: str) -> list[OutsideWord]:
    """The last words about a ticket that the viewer may see, newest first; personal data in them is masked."""
    ticket = tickets.by_no(no, staff(request))
    rows = (
        PostedUpdate.objects.filter(report_id__in=tickets.reports_of(ticket))
        .select_related("key", "report")
        .order_by("-happened_at")
    )
    return [
        {"sender": r.key.name, "receipt": r.report.receipt, "status": r.status, "text": mask(r.text), "media_url": r.media_url, "at": r.happened_at}
        for r in rows[:MOST]
    ]  # fmt: skip
