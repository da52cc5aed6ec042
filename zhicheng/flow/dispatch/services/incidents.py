"""Trouble here: a crew calls for help; the centre settles the call, or the crew takes it back."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import numpy as np
from django.db import transaction

from zhicheng.flow.dispatch import queries
from zhicheng.flow.dispatch.events import Settled, Trouble
from zhicheng.flow.dispatch.models import Incident
from zhicheng.flow.dispatch.states import INCIDENT
from zhicheng.ground.people import queries as people
from zhicheng.ground.people.queries import Access
from zhicheng.ground.places import queries as places
from zhicheng.infra import bulk
from zhicheng.infra.models import Event
from zhicheng.infra.transitions import Step, advance, open_many
from zhicheng.kernel.errors import BadInput, NotAllowed, Refused
from zhicheng.kernel.geo import to_e7
from zhicheng.kernel.phrases import Phrase

CALLED = 3
LONGEST = 200


def trouble(*, access: Access, key: str, lng: float, lat: float, text: str, at: datetime) -> Incident:
    """One long press: the place is sent, the nearest crews are called, an incident is open."""
    if not access.crew_id:
        raise Refused("只有在岗小组可以发出求助。", "Only a crew on shift can call for help. Start your shift first.")
    known = Event.objects.filter(actor=access.actor, key=key, kind="incident.open").first()
    if known:
        return Incident.objects.get(pk=known.stream_id)
    called = _nearest_crews(access.crew_id, lng, lat, at)
    with transaction.atomic():
        incident = Incident(
            pk=next(iter(bulk.reserve_ids(Incident, 1))), crew_id=access.crew_id, lng_e7=to_e7(lng), lat_e7=to_e7(lat), at=at,
            text=text[:LONGEST], called=called,
        )  # fmt: skip

        def body(**moved: Any) -> Trouble:
            return Trouble(crew=access.crew_id, text=text[:LONGEST], called=called, **moved)

        step = Step("open", access.actor, at, body, holder="role:dispatcher", place=(lng, lat), key=key)
        open_many([(incident, [step])], INCIDENT, ("crew_id", "lng_e7", "lat_e7", "at", "text", "called"), at=at)
    return incident


def _nearest_crews(own: int, lng: float, lat: float, at: datetime) -> list[dict[str, int]]:
    crews = [c for c in people.crews_on_shift(at=at, kinds=("patrol",)) if c.pk != own]
    if not crews:
        return []
    x, y = np.array([(c.lng_e7 or 0) / 1e7 for c in crews]), np.array([(c.lat_e7 or 0) / 1e7 for c in crews])
    seconds = places.city().network.seconds_between(x, y, [lng], [lat], "ebike")[:, 0]
    order = [int(i) for i in np.argsort(seconds)[:CALLED] if np.isfinite(seconds[i])]
    return [{"crew": crews[i].pk, "minutes": int(np.ceil(seconds[i] / 60))} for i in order]


def settle_incident(*, incident_id: int, text: str, access: Access, at: datetime) -> None:
    """Somebody answered for it: how it ended, in a sentence, by a dispatcher or shift leader of that area."""
    incident = queries.incident(incident_id, access)
    by = INCIDENT.arrows["open", "settle"].by
    access.require(by, incident.crew.area, what=Phrase("解除求助", "settle a call for help"))
    if not text.strip():
        raise BadInput(
            "请写一句怎么解决的，再解除。", "Write one sentence on how it ended, then settle it.", field="text"
        )
    _end(incident, "settle", text, access, at)


def withdraw_incident(*, incident_id: int, text: str = "", access: Access, at: datetime) -> None:
    """The crew that called is all right again, or pressed by mistake."""
    incident = queries.incident(incident_id, access)
    if incident.crew_id != access.crew_id:
        raise Refused(
            "只有求助的小组自己可以撤回；指挥中心可以解除。",
            "Only the crew that called takes its call back; the centre may settle it.",
        )
    _end(incident, "withdraw", text, access, at)


def _end(incident: Incident, action: str, text: str, access: Access, at: datetime) -> None:
    if incident.state != INCIDENT.start:
        raise NotAllowed("这次求助已经结束，请刷新。", "This call for help is over already; refresh the page.")
    text = text.strip()
    if len(text) > LONGEST:
        raise BadInput(f"说明最多 {LONGEST} 字。", f"The note has at most {LONGEST} characters.", field="text")

    def body(**moved: Any) -> Settled:
        return Settled(crew=incident.crew_id, text=text, **moved)

    advance(incident, INCIDENT, Step(action, access.actor, at, body, holder=""), at=at)
