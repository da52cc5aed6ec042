"""The door for reports and photos. No account needed; a receipt with a secret is what the reporter keeps."""

from __future__ import annotations

from pathlib import Path
from typing import Literal
from uuid import UUID

from django.http import HttpRequest, HttpResponseBase
from ninja import Field, File, Router, Schema, Status
from ninja.files import UploadedFile

from zhicheng.engines.datum import to_wgs84
from zhicheng.flow.reports import photos, publishing, queries, reporter, rules, services, uploads
from zhicheng.flow.reports.models import Photo, Report
from zhicheng.flow.reports.publishing import PhotoShown
from zhicheng.flow.reports.reporter import Reporter
from zhicheng.flow.reports.rules import Incoming
from zhicheng.flow.reports.shapes import Receipt, Uploaded
from zhicheng.flow.reports.uploads import HalfUpload
from zhicheng.ground.people.auth import access
from zhicheng.ground.places import queries as places
from zhicheng.infra import clock
from zhicheng.infra.api import PROBLEMS, Moment
from zhicheng.infra.config import config
from zhicheng.infra.ranges import file_answer
from zhicheng.infra.throttle import Throttle, address_of
from zhicheng.kernel.errors import BadInput, NotFound, TooMany
from zhicheng.law import matters

router = Router(tags=["reports"])
KNOCKS = Throttle()
TOO_OFTEN = ("上报过于频繁，请一分钟后再试。", "Too many reports. Please try again in a minute.")


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
    under_14: bool = False
    guardian_phone: str = Field("", max_length=20)
    guardian_consents: bool = False
    photos: list[UUID] = Field(default_factory=list)
    happened_at: Moment | None = None
    source: Literal["citizen", "hotline", "grid", "camera", "sensor", "officer"] = "citizen"


@router.post("/reports", response={201: Receipt, **PROBLEMS})
def create(request: HttpRequest, payload: ReportIn) -> Status[Receipt]:
    """Take in one report; answers with its receipt."""
    who = access(request)
    if not who.account_id:
        _throttle(request)
        if payload.phone and not KNOCKS.allows(f"phone:{payload.phone.strip()}", config().reports_per_minute):
            raise TooMany(*TOO_OFTEN)
    if payload.source == "citizen":
        payload.name, payload.phone = reporter.kept_of(
            _reporter(payload), anonymous_allowed=bool(who.account_id) or config().anonymous_reports
        )
    report = services.receive_as(who, _incoming(payload), source=payload.source, at=clock.now())
    return Status(201, receipt_of(report))


def _reporter(payload: ReportIn) -> Reporter:
    return Reporter(payload.name, payload.phone, payload.under_14, payload.guardian_phone, payload.guardian_consents)


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
        raise TooMany(*TOO_OFTEN)


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
    return Status(201, _uploaded(services.store_photo(file.read(), by=access(request).actor, at=clock.now())))


def _uploaded(photo: Photo) -> Uploaded:
    return {
        "id": str(photo.pk),
        "url": photos.url_of(photo.pk, photo.kind),
        "width": photo.width,
        "height": photo.height,
        "kind": photo.kind,
    }


class UploadIn(Schema):
    """`size` of the whole file in bytes."""

    size: int


@router.post("/uploads", response={201: HalfUpload, **PROBLEMS})
def begin_upload(request: HttpRequest, payload: UploadIn) -> Status[HalfUpload]:
    """Begin a large file that is sent in pieces."""
    if not access(request).account_id:
        _throttle(request)
    return Status(201, uploads.begin(size=payload.size, device=address_of(request)))


@router.get("/uploads/{upload_id}", response={200: HalfUpload, **PROBLEMS})
def upload_state(request: HttpRequest, upload_id: str) -> HalfUpload:
    """How far it came: after a lost network, go on from there."""
    return uploads.find(upload_id).told()


@router.post("/uploads/{upload_id}/pieces", response={200: HalfUpload, **PROBLEMS})
def add_piece(request: HttpRequest, upload_id: str, offset: int, file: File[UploadedFile]) -> HalfUpload:
    """The next piece, at its offset; at most 4 MB."""
    if (file.size or 0) > uploads.PIECE:
        raise BadInput("每片最多 4 MB。", "A piece has at most 4 MB.", field="file")
    return uploads.add(upload_id=upload_id, offset=offset, data=file.read())


@router.post("/uploads/{upload_id}/finish", response={201: Uploaded, **PROBLEMS})
def finish_upload(request: HttpRequest, upload_id: str) -> Status[Uploaded]:
    """All pieces are there: it is checked by its content and kept."""
    return Status(201, _uploaded(uploads.finish(upload_id=upload_id, by=access(request).actor, at=clock.now())))


@router.get("/photos/{photo_id}/shown", response={200: PhotoShown, **PROBLEMS})
def shown(request: HttpRequest, photo_id: UUID) -> PhotoShown:
    """Whether everybody may see it; its reporter is warned here of an identity paper."""
    return publishing.shown_of(queries.photo(photo_id))


@router.get("/photos/{photo_id}", include_in_schema=False)
def show(request: HttpRequest, photo_id: UUID, k: str = "") -> HttpResponseBase:
    """The photo without what the phone wrote into it, for its reporter and for staff; for everybody else its covered copy."""
    photo: Photo = queries.photo(photo_id)
    inside = _inside(request, photo, k)
    return _answer(
        request, photos.inside_path(photo.sha256) if inside else photos.covered_path(photo.sha256), photo.kind
    )


@router.get("/photos/{photo_id}/still", include_in_schema=False)
def show_still(request: HttpRequest, photo_id: UUID, k: str = "") -> HttpResponseBase:
    """A clip's first picture, under the same rule as the clip."""
    photo: Photo = queries.photo(photo_id)
    return _answer(request, photos.still_path(photo.sha256, covered=not _inside(request, photo, k)))


def _inside(request: HttpRequest, photo: Photo, key: str) -> bool:
    """Is it shown uncovered? Refused when it may not be shown at all."""
    if photos.opens(photo.pk, key) if key else bool(access(request).account_id):
        return True
    if photo.shown != "covered":
        raise NotFound(*publishing.not_public(photo))
    return False


def _answer(request: HttpRequest, path: Path, kind: str = "") -> HttpResponseBase:
    if not path.exists():
        raise NotFound("照片文件不在了。", "The file of this photo is gone.")
    headers = {"Cache-Control": "private, max-age=86400", "X-Robots-Tag": "noindex"}
    content_type = "audio/mp4" if kind == "audio" else photos.media_type(path)
    return file_answer(request, path, content_type=content_type, headers=headers)
