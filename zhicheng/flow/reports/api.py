"""The door for reports and photos. No account needed; a receipt with a secret is what the reporter keeps."""

from __future__ import annotations

from typing import Literal
from uuid import UUID

from django.http import FileResponse, HttpRequest, HttpResponseBase
from ninja import Field, File, Router, Schema, Status
from ninja.files import UploadedFile

from zhicheng.engines.datum import to_wgs84
from zhicheng.flow.reports import photos, queries, rules, services
from zhicheng.flow.reports.models import Photo, Report
from zhicheng.flow.reports.rules import Incoming
from zhicheng.flow.reports.shapes import Receipt, Uploaded
from zhicheng.ground.people.auth import access
from zhicheng.ground.places import queries as places
from zhicheng.infra import clock
from zhicheng.infra.api import PROBLEMS, Moment
from zhicheng.infra.config import config
from zhicheng.infra.throttle import Throttle, address_of
from zhicheng.kernel.errors import BadInput, NotFound, Refused
from zhicheng.law import matters

router = Router(tags=["reports"])
KNOCKS = Throttle()


class ReportIn(Schema):
    """What a reporter sends. `key` is his own number for it: sending twice gives the same receipt."""

    key: str
    text: str = ""
    lng: float | None = None
    lat: float | None = None
    datum: Literal["wgs84", "gcj02", "bd09"] = "wgs84"
    address: str = ""
    category: str = ""
    phone: str = ""
    name: str = ""
    photos: list[UUID] = Field(default_factory=list)
    happened_at: Moment | None = None
    source: Literal["citizen", "hotline", "grid", "camera", "sensor", "officer"] = "citizen"


@router.post("/reports", response={201: Receipt, **PROBLEMS})
def create(request: HttpRequest, payload: ReportIn) -> Status[Receipt]:
    """Take in one report; answers with its receipt."""
    who = access(request)
    if not who.account_id:
        _throttle(request)
    report = services.receive_as(who, _incoming(payload), source=payload.source, at=clock.now())
    return Status(201, receipt_of(report))


def _incoming(payload: ReportIn) -> Incoming:
    lng, lat = payload.lng, payload.lat
    rules.check_point(lng, lat)
    if lng is not None and lat is not None and payload.datum != "wgs84":
        x, y = to_wgs84(lng, lat, payload.datum)
        lng, lat = float(x[0]) if x.ndim else float(x), float(y[0]) if y.ndim else float(y)
    return Incoming(
        key=payload.key.strip(), happened_at=payload.happened_at, text=payload.text, lng=lng, lat=lat, address=payload.address,
        category=payload.category, reporter=payload.name, phone=payload.phone, photos=[str(p) for p in payload.photos],
    )  # fmt: skip


def receipt_of(report: Report) -> Receipt:
    """What the reporter is given."""
    found = matters.matters().get(report.matter)
    point = report.lng_e7 is not None and report.lat_e7 is not None
    return {
        "receipt": report.receipt, "code": report.code, "track_url": f"/track/{report.receipt}?code={report.code}",
        "state": report.state, "answer_due_at": report.due_at,
        "category": {"code": found.code, "name": found.name, "name_en": found.name_en, "confidence": report.confidence / 100}
        if found else None,
        "place": {"lng": (report.lng_e7 or 0) / 1e7, "lat": (report.lat_e7 or 0) / 1e7,
                  "text": report.address or (places.name_of(report.grid[:9]) if report.grid else ""), **places.levels(report.grid)}
        if point else None,
    }  # fmt: skip


def _throttle(request: HttpRequest) -> None:
    """So many reports a minute from one address without an account."""
    if not KNOCKS.allows(address_of(request), config().reports_per_minute):
        raise Refused("上报过于频繁，请一分钟后再试。", "Too many reports. Please try again in a minute.")


@router.post("/photos", response={201: Uploaded, **PROBLEMS})
def upload(request: HttpRequest, file: File[UploadedFile]) -> Status[Uploaded]:
    """Keep a photo or short video; checked by its content."""
    if not access(request).account_id:
        _throttle(request)
    if (file.size or 0) > config().max_video_mb * 1024 * 1024:
        raise BadInput(
            f"文件超过 {config().max_video_mb} MB，请缩小后再传。",
            f"The file is larger than {config().max_video_mb} MB. Make it smaller and try again.",
            field="file",
        )
    photo = services.store_photo(file.read(), by=access(request).actor, at=clock.now())
    return Status(
        201,
        {
            "id": str(photo.pk),
            "url": f"/api/photos/{photo.pk}",
            "width": photo.width,
            "height": photo.height,
            "kind": photo.kind,
        },
    )


@router.get("/photos/{photo_id}", include_in_schema=False)
def show(request: HttpRequest, photo_id: UUID) -> HttpResponseBase:
    """The public copy: without what the phone wrote into it."""
    photo: Photo = queries.photo(photo_id)
    path = photos.path_of(photo.sha256, public=True)
    if not path.exists():
        raise NotFound("照片文件不在了。", "The file of this photo is gone.")
    return FileResponse(
        path.open("rb"),
        content_type=photos.media_type(path),
        headers={"Cache-Control": "private, max-age=86400", "X-Robots-Tag": "noindex"},
    )
