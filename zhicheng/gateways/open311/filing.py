"""A client's request becomes a report through the one door: checked, with every mistake told at once; sent twice it is taken in once."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import datetime

from django.db import IntegrityError, transaction

from zhicheng.flow.reports import services as reports
from zhicheng.flow.reports.rules import Incoming
from zhicheng.gateways.open311 import jurisdictions, rules
from zhicheng.gateways.open311.catalogue import Service, catalogue
from zhicheng.gateways.open311.faults import Fault, fault_of, missing
from zhicheng.gateways.open311.models import Key, Posting
from zhicheng.ground.places import queries as places
from zhicheng.infra import jobs
from zhicheng.kernel.errors import BadInput, ZhichengError
from zhicheng.kernel.ids import key_of, uuid7
from zhicheng.kernel.phrases import Phrase

TASK = "open311.take_waiting"
TOGETHER = 200
LENGTHS = {
    "email": 254, "device_id": 128, "account_id": 64, "first_name": 40, "last_name": 40, "phone": 20, "media_url": 500, "address_string": 200,
    "address_id": 64, "zipcode": 20,
}  # fmt: skip
_ATTRIBUTE = re.compile(r"attribute\[([^\[\]]{1,80})\](\[\])?")
_URL = re.compile(r"https?://[^\s<>\"]+", re.IGNORECASE)
_CHINESE = re.compile("[\u4e00-\u9fff]")


@dataclass(slots=True)
class Form:
    """What was posted: single values by name, answers by attribute, files."""

    values: Mapping[str, str]
    answers: dict[str, list[str]] = field(default_factory=dict)
    media: Sequence[bytes] = ()
    idempotency: str = ""


@dataclass(frozen=True, slots=True)
class Filed:
    """What the client is told: exactly one of number and token, or neither (blackbox)."""

    posting: Posting
    receipt: str


def answers_of(lists: Mapping[str, Sequence[str]]) -> dict[str, list[str]]:
    """`attribute[CODE]` and `attribute[CODE][]` of a form."""
    out: dict[str, list[str]] = {}
    for name, values in lists.items():
        found = _ATTRIBUTE.fullmatch(name)
        if found:
            out.setdefault(found[1], []).extend(values)
    return out


def file_request(form: Form, *, key: Key, jurisdiction: str, at: datetime) -> Filed:
    """Take it in, or give back what came in under the same Idempotency-Key. Fault names all that is wrong."""
    service, incoming = checked(form, jurisdiction)
    posting = _posting(form, service, incoming, key, jurisdiction, at)
    known = (
        Posting.objects.filter(idempotency=posting.idempotency).select_related("report").first()
        if form.idempotency
        else None
    )
    if known is not None:
        return _same(known, posting)
    try:
        incoming.photos = [
            str(reports.store_photo(data, by=f"open311:{key.name}"[:80], at=at).pk) for data in form.media
        ]
        return _store(posting, incoming, at)
    except ZhichengError as error:
        raise fault_of(error) from None


def checked(form: Form, jurisdiction: str) -> tuple[Service, Incoming]:
    """The service and the report that this would be. One sentence per mistake."""
    code = form.values.get("service_code", "")
    service = catalogue().services.get(code)
    if code and service is None:
        raise missing(f"服务代码 {code[:40]}，请先读 services", f"service_code {code[:40]}; read services first")
    wrong: list[Phrase] = []
    if service is None:
        wrong.append(Phrase("缺少 service_code。", "service_code is missing."))
    lng, lat = _point(form.values, jurisdiction, wrong)
    wrong += [
        Phrase(f"{name} 有 {len(form.values[name])} 字，最多 {most} 字。", f"{name} has {len(form.values[name])} characters, at most {most}.")
        for name, most in {**LENGTHS, "description": rules.LONGEST_TEXT}.items() if len(form.values.get(name, "")) > most
    ]  # fmt: skip
    if (url := form.values.get("media_url")) and not _URL.fullmatch(url):
        wrong.append(Phrase("media_url 应是 http 或 https 地址。", "media_url must be an http or https address."))
    if len(form.idempotency) > rules.LONGEST_KEY:
        wrong.append(
            Phrase(
                f"Idempotency-Key 最多 {rules.LONGEST_KEY} 个字符。",
                f"An Idempotency-Key has at most {rules.LONGEST_KEY} characters.",
            )
        )
    if service is not None:
        wrong += rules.check_answers(service.attributes, form.answers)
    if wrong or service is None:
        raise Fault(400, *wrong)
    return service, _incoming(form, service, lng, lat)


def _point(values: Mapping[str, str], jurisdiction: str, wrong: list[Phrase]) -> tuple[float | None, float | None]:
    """The place, when both halves of it are given and it lies in this jurisdiction."""
    given = {name: values[name] for name in ("lat", "long") if name in values}
    if len(given) == 1:
        have, lack = ("lat", "long") if "lat" in given else ("long", "lat")
        wrong.append(Phrase(f"有 {have} 没有 {lack}，请两个都填。", f"There is {have} without {lack}; give both."))
    elif not given and not (values.get("address_string") or values.get("address_id")):
        wrong.append(
            Phrase(
                "缺少位置：请填 lat 和 long，或 address_string，或 address_id。",
                "The place is missing: give lat and long, or address_string, or address_id.",
            )
        )
    found: dict[str, float] = {}
    for name, text in given.items():
        try:
            found[name] = rules.read_degrees(text, name, 90 if name == "lat" else 180)
        except rules.Wrong as error:
            wrong.append(error.said)
    if len(found) < 2:
        return None, None
    lat, lng = found["lat"], found["long"]
    here = places.city().locate(lng, lat).district
    if not here or not _finest(lng, lat).startswith(jurisdictions.area_of(jurisdiction)):
        wrong.append(
            Phrase(
                f"点 lat={lat:g}, long={lng:g} 不在本辖区范围内，请核对坐标（WGS-84）。",
                f"The point lat={lat:g}, long={lng:g} is out of area; check it (WGS-84).",
            )
        )
    return lng, lat


def _finest(lng: float, lat: float) -> str:
    found = places.city().locate(lng, lat)
    return found.grid or found.community or found.street or found.district


def _incoming(form: Form, service: Service, lng: float | None, lat: float | None) -> Incoming:
    values = form.values
    first, last = values.get("first_name", ""), values.get("last_name", "")
    name = f"{last}{first}" if _CHINESE.search(last + first) else f"{first} {last}"
    told = rules.told(service.attributes, form.answers)
    text = values.get("description", "")
    room = rules.LONGEST_TEXT - len(text) - 1
    told = told[: max(0, room)]
    address = values.get("address_string", "") or (
        f"address_id {values['address_id']}" if values.get("address_id") and lng is None else ""
    )
    return Incoming(
        key="", text=f"{text}\n{told}" if told else text, lng=lng, lat=lat, address=address, category=service.code, reporter=name.strip(),
        phone=values.get("phone", ""),
    )  # fmt: skip


def _posting(form: Form, service: Service, incoming: Incoming, key: Key, jurisdiction: str, at: datetime) -> Posting:
    """The row beside the report; its number is of key and Idempotency-Key, so two apps may use the same words."""
    number = key_of(str(key.pk), form.idempotency) if form.idempotency else uuid7().hex
    incoming.key = number
    values = {k: v for k, v in form.values.items() if k != "api_key"}
    media = [hashlib.sha256(data).hexdigest() for data in form.media]
    digest = key_of(*(f"{k}={v}" for k, v in sorted(values.items())), repr(sorted(form.answers.items())), *media)
    return Posting(
        key=key, idempotency=number, digest=digest, jurisdiction=jurisdiction, service=service.code, kind=service.kind,
        token=uuid7().hex if service.kind == "batch" else None, attributes=form.answers, told=rules.told(service.attributes, form.answers),
        account=values.get("account_id", ""), device=values.get("device_id", ""), email=values.get("email", ""),
        media_url=values.get("media_url", ""), posted_at=at,
    )  # fmt: skip


def _store(posting: Posting, incoming: Incoming, at: datetime) -> Filed:
    try:
        with transaction.atomic():
            if posting.kind == "batch":
                posting.waiting = asdict(incoming)
                posting.save(force_insert=True)
                jobs.enqueue(TASK, {}, key=TASK)
            else:
                posting.report = reports.receive(
                    incoming, source="open311", by=f"open311:{posting.key.name}"[:80], at=at
                )
                posting.save(force_insert=True)
    except IntegrityError:  # the same Idempotency-Key at this very moment, through another thread
        known = Posting.objects.select_related("report").get(idempotency=posting.idempotency)
        return _same(known, posting)
    return Filed(posting, posting.report.receipt if posting.report else "")


def _same(known: Posting, again: Posting) -> Filed:
    """What came in under this key, if it is this very request: whoever guesses a key is not given a stranger's number."""
    if known.digest != again.digest:
        raise Fault(
            400,
            Phrase(
                "Idempotency-Key 已用于另一条内容不同的请求：重发请保持内容不变，新请求请换一个键。",
                "This Idempotency-Key belongs to another request: send the same one unchanged, or give a new one a new key.",
            ),
        )
    return Filed(known, known.report.receipt if known.report else "")


def take_waiting(*, at: datetime) -> bool:
    """A worker takes some of the batches' requests in, oldest first; True when more are left, with a job for them."""
    with transaction.atomic():
        waiting = Posting.objects.filter(waiting__isnull=False).order_by("pk")
        rows = list(waiting.select_for_update(of=("self",)).select_related("key")[: TOGETHER + 1])
        for posting in rows[:TOGETHER]:
            _take(posting, at)
        if more := len(rows) > TOGETHER:
            jobs.enqueue(TASK, {}, key=f"{TASK}:{rows[-1].pk}")
    return more


def _take(posting: Posting, at: datetime) -> None:
    incoming = Incoming(**(posting.waiting or {}))
    try:
        posting.report = reports.receive(incoming, source="open311", by=f"open311:{posting.key.name}"[:80], at=at)
    except BadInput as error:  # checked when it was posted; since then the city may have new borders
        posting.refused = error.said.zh[:400]
    posting.waiting = None
    posting.save(update_fields=["report", "waiting", "refused"])


def posting_of(token: str) -> Posting:
    """The batch's request of this token."""
    found = Posting.objects.filter(token=token).select_related("report").first() if len(token) <= 32 else None
    if found is None:
        raise missing(f"令牌 {token[:40]}", f"token {token[:40]}")
    return found
