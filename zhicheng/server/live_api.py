"""Live updates through the web process: for browsers that cannot reach the live process, and for one look at a time."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from ninja import Router
from typing_extensions import TypedDict

from zhicheng.ground.people.auth import staff
from zhicheng.infra import live
from zhicheng.infra.api import PROBLEMS
from zhicheng.infra.live import Tail, sse

router = Router(tags=["live"])


class LiveMessage(TypedDict):
    """One message of the stream; `id` is its position, 0 for a state that is told again and again."""

    event: str
    id: int
    data: dict[str, Any]


class Since(TypedDict):
    pos: int
    events: list[LiveMessage]


def _topics(text: str) -> frozenset[str]:
    return frozenset(text.split(","))


@router.get("/live", include_in_schema=False)
def stream(request: HttpRequest, topics: str = "ticket,crew,report,job") -> HttpResponse:
    """Short form of the stream: what is new since Last-Event-ID, then the browser comes back after a second."""
    who = staff(request)
    resume = request.headers.get("last-event-id", "")
    pos = int(resume) if resume.isdecimal() and len(resume) <= 18 else Tail.from_now().pos
    pos, told = live.since(pos, _topics(topics), who)
    snapshots = [m for m in live.live().snapshots() if m.topic in _topics(topics) and live.live().may_see(who, m)]
    body = b"retry: 1000\n" + f"id: {pos}\n\n".encode() + b"".join(sse(m) for m in told + snapshots)
    return HttpResponse(body, content_type="text/event-stream", headers={"Cache-Control": "no-store"})


@router.get("/live/since", response={200: Since, **PROBLEMS})
def since(request: HttpRequest, pos: int = 0, topics: str = "ticket,crew,report,job") -> Since:
    """What is new since a position; 0 asks for the present position only."""
    who = staff(request)
    told: list[live.Message] = []
    if pos <= 0:
        pos = Tail.from_now().pos
    else:
        pos, told = live.since(pos, _topics(topics), who)
    told += [m for m in live.live().snapshots() if m.topic in _topics(topics) and live.live().may_see(who, m)]
    return {"pos": pos, "events": [{"event": m.topic, "id": m.pos, "data": m.data} for m in told]}
