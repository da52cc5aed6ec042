"""What events look like to a browser, and who may see them."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from http.cookies import SimpleCookie
from typing import Any

from django.conf import settings
from django.contrib.sessions.backends.db import SessionStore

from zhicheng.flow.dispatch import board
from zhicheng.flow.dispatch import queries as dispatch
from zhicheng.flow.reports import queries as reports
from zhicheng.flow.tickets import queries as tickets
from zhicheng.ground.people import queries as people
from zhicheng.ground.people.auth import account_of, second_factor_of
from zhicheng.ground.people.queries import Access
from zhicheng.infra import clock
from zhicheng.infra.events import KINDS
from zhicheng.infra.live import HANG_UP, Message
from zhicheng.infra.models import Event


class ZhichengLive:
    """`infra.live.Live` of this product."""

    def messages(self, events: Sequence[Event]) -> list[Message]:
        known = tickets.by_ids({e.stream_id for e in events if e.stream.startswith("ticket:")})
        crews = dispatch.crews_of_jobs({e.stream_id for e in events if e.stream.startswith("assignment:")})
        area = _areas(events)
        out: list[Message] = []
        for event in events:
            topic, _, _ = event.stream.partition(":")
            match topic:
                case "ticket":
                    ticket = known.get(event.stream_id)
                    if ticket is not None:
                        out.append(Message("ticket", _ticket(event, ticket), event.pos, area=ticket.grid))
                case "assignment":
                    body = event.data
                    # Also a recall or an expiry is the crew's business: its phone takes the job away.
                    audience = f"crew:{crews[event.stream_id]}" if crews.get(event.stream_id) else "unit"
                    data = {
                        "id": str(event.id),
                        "kind": event.kind,
                        "job": event.stream_id,
                        "ticket": body.get("ticket"),
                    }
                    out.append(Message("job", data, event.pos, audience=audience))
                case "report":
                    out.append(Message("report", _plain(event), event.pos, area=area.get(event.stream, "")))
                case "incident":
                    out.append(
                        Message("incident", {**_plain(event), **event.data}, event.pos, area=area.get(event.stream, ""))
                    )
                case "crew":
                    out.append(
                        Message(
                            "crew_state",
                            {**_plain(event), "crew": event.stream_id},
                            event.pos,
                            area=area.get(event.stream, ""),
                        )
                    )
        return out + [Message(HANG_UP, {}, audience=f"person:{pk}") for pk in _ended(events)]

    def snapshots(self) -> list[Message]:
        at = clock.now()
        crews = list(people.crews_on_shift(at=at))
        jobs = dispatch.active_by_crew([c.pk for c in crews])
        by_area: dict[str, list[dict[str, Any]]] = {}
        for crew in crews:
            job = jobs.get(crew.pk)
            row = {
                "id": crew.pk, "lng": (crew.lng_e7 or 0) / 1e7, "lat": (crew.lat_e7 or 0) / 1e7,
                "state": board.activity(crew.state, job.state if job else ""), "ticket": job.ticket.no if job else None,
            }  # fmt: skip
            by_area.setdefault(crew.area[:6], []).append(row)
        return [Message("crew", {"at": at.isoformat(), "crews": rows}, area=area) for area, rows in by_area.items()]

    def viewer(self, authorization: str, cookie: str) -> Access | None:
        if authorization.lower().startswith("bearer "):
            found = people.access_by_token(authorization[7:].strip())
            return found if found.account_id else None
        morsel = SimpleCookie(cookie).get(settings.SESSION_COOKIE_NAME)
        if morsel is None:
            return None
        session = SessionStore(morsel.value)
        if second_factor_of(session) == "required":
            return None
        account = account_of(session)
        return people.access_of(account) if account else None

    def group(self, viewer: Access) -> Hashable:
        return viewer.areas if viewer.roles else None

    def audience(self, viewer: Access) -> str:
        return f"crew:{viewer.crew_id}" if viewer.crew_id else ""

    def owner(self, viewer: Access) -> str:
        return viewer.actor

    def may_see(self, viewer: Access, message: Message) -> bool:
        """Jobs only for their crew; everything else within the viewer's areas, staff only."""
        if message.audience:
            return message.audience == f"crew:{viewer.crew_id}"
        return bool(viewer.roles) and any(message.area.startswith(area) for area in viewer.areas)


def _ended(events: Sequence[Event]) -> set[int]:
    """Accounts whose open streams end: a phone was lost, or whatever let them in was reset."""
    members = {e.data["member"] for e in events if e.kind == "device.unbind"}
    reset = {e.data["account"] for e in events if e.kind == "reset.confirm"}
    return reset | (people.accounts_of(members) if members else set())


def _areas(events: Sequence[Event]) -> dict[str, str]:
    """Stream → area code of reports, crews and incidents; two queries. Without a place it is the whole city's: ""."""
    crews = {e.stream: e.stream_id for e in events if e.stream.startswith("crew:")}
    crews |= {e.stream: int(e.data["crew"]) for e in events if e.stream.startswith("incident:")}
    grids = {
        f"report:{r.pk}": r.grid for r in reports.in_ids(e.stream_id for e in events if e.stream.startswith("report:"))
    }
    codes = dict(people.all_crews().filter(pk__in=set(crews.values())).values_list("pk", "area")) if crews else {}
    return grids | {stream: codes.get(crew, "") for stream, crew in crews.items()}


def _plain(event: Event) -> dict[str, Any]:
    return {"id": str(event.id), "kind": event.kind, "stream": event.stream, "at": event.happened_at.isoformat()}


def _ticket(event: Event, ticket: Any) -> dict[str, Any]:
    known = KINDS.get(event.kind)
    return {
        **_plain(event), "no": ticket.no, "state": ticket.state, "lamp": tickets.lamp_of(ticket, clock.now()),
        "lng": ticket.lng_e7 / 1e7, "lat": ticket.lat_e7 / 1e7, "matter": ticket.matter, "title": known.zh if known else event.kind,
        "title_en": known.en if known else event.kind,
    }  # fmt: skip


LIVE = ZhichengLive()
