"""What a citizen is shown of a known thing beside his own: enough to say "the same", nothing of who reported it.

Its place and its day as everybody may know them (`whereabouts`); its words masked and cut; its photo only when everybody may see it; words
and photo only of what came in through the public's doors: what staff wrote for staff, or a caller told the hotline, is no neighbour's.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from zhicheng.flow.reports import photos as photo_files
from zhicheng.flow.reports import queries as reports
from zhicheng.flow.reports.masking import mask, without_doors
from zhicheng.flow.tickets import queries, shapes, whereabouts
from zhicheng.flow.tickets.queries import Nearby
from zhicheng.flow.tickets.shapes import KnownNearby
from zhicheng.kernel.errors import NotFound

PUBLIC_DOORS = frozenset({"citizen", "open311"})
WORDS = 60


def known_of(found: Sequence[Nearby]) -> list[KnownNearby]:
    """In the order given; one query for the photos."""
    told = [n.ticket for n in found if n.ticket.source in PUBLIC_DOORS]
    photos = {
        p.report_id: photo_files.public_picture_url(p.pk, p.kind)
        for p in reports.public_photos_of([t.report_id for t in told]).order_by("-uploaded_at")
    }
    return [_known(n, photos.get(n.ticket.report_id, "")) for n in found]


def _known(found: Nearby, photo: str) -> KnownNearby:
    ticket = found.ticket
    matter = shapes.matter(ticket.matter)
    return {
        "ticket": ticket.no, "matter": matter["name"], "matter_en": matter["name_en"], "distance_m": found.distance_m,
        "since": found.told.moment, "followers": ticket.reports, "lng": round(found.told.lng, 5), "lat": round(found.told.lat, 5),
        "side_m": found.told.side_m,
        "photo": photo, "text": words_of(ticket.text) if ticket.source in PUBLIC_DOORS else "",
    }  # fmt: skip


def followed(no: str, *, at: datetime) -> Nearby:
    """What a citizen follows: a thing that he was shown. Its place stays what he was told, also on his own receipt."""
    ticket = queries.public_by_no(no)
    told = whereabouts.of(queries.spotted(ticket), at=at)
    if told.how != "part":
        raise NotFound(
            "这件事还没有公开，暂不能关注；如果您也遇到了，请直接上报。",
            "This is not public yet and cannot be followed; if you have met it too, report it yourself.",
        )
    return Nearby(ticket, told, 0)


def words_of(text: str) -> str:
    """Masked before it is cut: half a phone number would not be known as one."""
    masked = without_doors(mask(text))
    return masked if len(masked) <= WORDS else masked[: WORDS - 1] + "…"
