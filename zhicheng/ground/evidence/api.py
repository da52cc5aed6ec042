"""Evidence on the wire: filing, lists, the chain of custody, originals for a reason, hand-over by both hands, goods held."""

from __future__ import annotations

from typing import Literal
from urllib.parse import quote

from django.core import signing
from django.http import HttpRequest, HttpResponseBase, StreamingHttpResponse
from ninja import Field, File, Form, Router, Schema, Status
from ninja.files import UploadedFile
from typing_extensions import TypedDict

from zhicheng.ground.evidence import bundle, queries, services
from zhicheng.ground.evidence.queries import EvidenceRow, HoldingRow, Link, RecorderRow
from zhicheng.ground.evidence.services import NewEvidence
from zhicheng.ground.people import queries as people
from zhicheng.ground.people.auth import posted
from zhicheng.ground.people.queries import Access
from zhicheng.infra import clock
from zhicheng.infra.api import PROBLEMS, Moment
from zhicheng.kernel.errors import BadInput

router = Router(tags=["evidence"])
SALT, GOOD_FOR = "zhicheng.custody", 600  # seconds in which the other has to take it


class EvidenceIn(Schema):
    """What the device says of a file. `sha256`: its digest at capture, before sending."""

    key: str = Field("", max_length=64)
    about: str = Field(..., pattern=r"^(case|ticket):[0-9a-f-]{1,40}$")
    sort: str
    title: str
    captured_at: Moment
    area: str = Field(..., pattern=r"^[0-9]{6,15}$")
    lng: float | None = Field(None, ge=-180, le=180, allow_inf_nan=False)
    lat: float | None = Field(None, ge=-90, le=90, allow_inf_nan=False)
    device: str = Field("", max_length=80)
    proves: str = ""
    sha256: str = ""


class EvidenceReasonIn(Schema):
    reason: str


class BundleIn(Schema):
    about: str
    reason: str


class CodeIn(Schema):
    code: str


class HoldIn(Schema):
    key: str = Field("", max_length=64)
    about: str = Field(..., pattern=r"^(case|ticket):[0-9a-f-]{1,40}$")
    sort: str
    items: list[dict[str, str]] = Field(..., max_length=200)
    kept_at: str
    area: str = Field(..., pattern=r"^[0-9]{6,15}$")


class OutcomeIn(Schema):
    outcome: list[str] = Field(..., max_length=200)


class EvidenceFile(TypedDict):
    """One piece with its chain of custody and its copies."""

    item: EvidenceRow
    chain: list[Link]
    copies: list[EvidenceRow]


class Offer(TypedDict):
    """A code that the taker enters (or scans) in his own session within `seconds`."""

    code: str
    seconds: int


class Taken(TypedDict):
    what: Literal["evidence", "holding"]
    id: int
    holder: str


@router.post("/evidence", response={201: EvidenceRow, **PROBLEMS})
def take_in(request: HttpRequest, payload: Form[EvidenceIn], file: File[UploadedFile]) -> Status[EvidenceRow]:
    """File a piece of evidence; the same key gives the same piece again."""
    said = payload.dict()
    if (said["lng"] is None) != (said["lat"] is None):
        raise BadInput(
            "位置要么给出经纬度两个数，要么都不给。", "Give both longitude and latitude, or neither.", field="lng"
        )
    new = NewEvidence(data=file.read(), at_capture=said.pop("sha256"), **said)
    return Status(201, queries.row(services.take_in(new, access=posted(request), at=clock.now())))


@router.get("/evidence", response={200: list[EvidenceRow], **PROBLEMS})
def listed(request: HttpRequest, about: str) -> list[EvidenceRow]:
    """All pieces about one case or ticket, excluded ones and copies included."""
    found = queries.items(posted(request), about=about)
    names = queries.holders(found)
    return [queries.row(one, names) for one in found]


@router.post("/evidence/bundle", response={200: None, **PROBLEMS})
def bundled(request: HttpRequest, payload: BundleIn) -> HttpResponseBase:
    """Everything about one case as a verifiable ZIP: originals, copies, custody, and a checker that needs nothing of ours."""
    pieces = services.open_all(about=payload.about, reason=payload.reason, access=posted(request), at=clock.now())
    answer = StreamingHttpResponse(bundle.written(payload.about, pieces), content_type="application/zip")
    answer["Content-Disposition"] = (
        f"attachment; filename*=UTF-8''{quote(payload.about.replace(':', '-'))}-evidence.zip"
    )
    return answer


@router.get("/evidence/{item_id}", response={200: EvidenceFile, **PROBLEMS})
def one(request: HttpRequest, item_id: int) -> EvidenceFile:
    """One piece: what it is, who held it, what was made of it."""
    found = queries.item(item_id, posted(request))
    return {
        "item": queries.row(found), "chain": queries.chain(f"evidence:{found.pk}"), "copies": [queries.row(c) for c in found.copies.all()],
    }  # fmt: skip


@router.post("/evidence/{item_id}/original", response={200: None, **PROBLEMS})
def original(request: HttpRequest, item_id: int, payload: EvidenceReasonIn) -> HttpResponseBase:
    """The original itself; the reason stays in the record."""
    found = services.open_original(item_id=item_id, reason=payload.reason, access=posted(request), at=clock.now())
    answer = StreamingHttpResponse(queries.read(found), content_type=found.media)
    answer["Content-Disposition"] = f"attachment; filename*=UTF-8''{found.sha256[:12]}"
    answer["Content-Length"] = str(found.size)
    return answer


@router.post("/evidence/{item_id}/copies", response={201: EvidenceRow, **PROBLEMS})
def derive(request: HttpRequest, item_id: int, how: Form[str], file: File[UploadedFile]) -> Status[EvidenceRow]:
    """Keep a masked, cropped or transcoded copy beside the original."""
    made = services.derive(item_id=item_id, data=file.read(), how=how, access=posted(request), at=clock.now())
    return Status(201, queries.row(made))


@router.post("/evidence/{item_id}/exclude", response={200: EvidenceRow, **PROBLEMS})
def exclude(request: HttpRequest, item_id: int, payload: EvidenceReasonIn) -> EvidenceRow:
    """Illegally obtained: it supports nothing from now on and stays visible."""
    return queries.row(services.exclude(item_id=item_id, reason=payload.reason, access=posted(request), at=clock.now()))


@router.post("/evidence/{item_id}/readmit", response={200: EvidenceRow, **PROBLEMS})
def readmit(request: HttpRequest, item_id: int, payload: EvidenceReasonIn) -> EvidenceRow:
    """The exclusion was wrong."""
    return queries.row(services.readmit(item_id=item_id, reason=payload.reason, access=posted(request), at=clock.now()))


@router.post("/evidence/{item_id}/offer", response={200: Offer, **PROBLEMS})
def offer(request: HttpRequest, item_id: int) -> Offer:
    """The giver's half of a hand-over."""
    who = posted(request)
    return _offer("evidence", queries.item(item_id, who).pk, who)


@router.post("/holdings/{holding_id}/offer", response={200: Offer, **PROBLEMS})
def offer_goods(request: HttpRequest, holding_id: int) -> Offer:
    """The same for held goods."""
    who = posted(request)
    return _offer("holding", queries.holding(holding_id, who).pk, who)


def _offer(what: str, pk: int, who: Access) -> Offer:
    return {"code": signing.dumps([what, pk, who.account_id], salt=SALT), "seconds": GOOD_FOR}


@router.post("/custody/take", response={200: Taken, **PROBLEMS})
def take(request: HttpRequest, payload: CodeIn) -> Taken:
    """The taker's half: what the giver offered is his from now on."""
    taker = posted(request)
    try:
        what, pk, account = signing.loads(payload.code.strip(), salt=SALT, max_age=GOOD_FOR)
    except signing.BadSignature:
        raise BadInput(
            "移交码无效或已过期，请移交人重新出示。",
            "The code is not valid or too old; ask the giver for a new one.",
            field="code",
        ) from None
    giver, at = people.access_of_id(account), clock.now()
    if what == "evidence":
        piece = services.hand_over(item_id=pk, to=taker, access=giver, at=at)
        return {"what": "evidence", "id": pk, "holder": queries.row(piece)["holder"]}
    goods = services.hand_goods_over(holding_id=pk, to=taker, access=giver, at=at)
    return {"what": "holding", "id": pk, "holder": queries.holding_row(goods, at)["holder"]}


@router.get("/recorders", response={200: list[RecorderRow], **PROBLEMS})
def recorders(request: HttpRequest) -> list[RecorderRow]:
    """Body cameras: who wore which from when, how their clocks stood, how many files are listed."""
    return queries.recorders(posted(request))


@router.post("/holdings", response={201: HoldingRow, **PROBLEMS})
def hold(request: HttpRequest, payload: HoldIn) -> Status[HoldingRow]:
    """Preserve (先行登记保存) or seize (扣押) goods."""
    said, at = payload.dict(), clock.now()
    made = services.hold(goods=said.pop("items"), access=posted(request), at=at, **said)
    return Status(201, queries.holding_row(made, at))


@router.get("/holdings", response={200: list[HoldingRow], **PROBLEMS})
def held(request: HttpRequest, about: str = "") -> list[HoldingRow]:
    """Goods about one case; without it all that are held now, those that end first on top."""
    at = clock.now()
    found = queries.holdings(posted(request), about=about)[:500]
    names = queries.holders(found)
    return [queries.holding_row(one, at, names) for one in found]


@router.post("/holdings/{holding_id}/extend", response={200: HoldingRow, **PROBLEMS})
def extend(request: HttpRequest, holding_id: int, payload: EvidenceReasonIn) -> HoldingRow:
    at = clock.now()
    return queries.holding_row(
        services.extend(holding_id=holding_id, reason=payload.reason, access=posted(request), at=at), at
    )


@router.post("/holdings/{holding_id}/decide", response={200: HoldingRow, **PROBLEMS})
def decide(request: HttpRequest, holding_id: int, payload: OutcomeIn) -> HoldingRow:
    at = clock.now()
    return queries.holding_row(
        services.decide(holding_id=holding_id, outcome=payload.outcome, access=posted(request), at=at), at
    )
