"""Where this server is, what it speaks, and since when its list of services is as it is."""

from __future__ import annotations

import hashlib
from datetime import datetime, timedelta

from zhicheng.gateways.open311 import jurisdictions
from zhicheng.gateways.open311.catalogue import Service, catalogue
from zhicheng.gateways.open311.faults import missing
from zhicheng.gateways.open311.models import Edition
from zhicheng.gateways.open311.rules import LISTS, Attribute
from zhicheng.gateways.open311.wire import Value, moment
from zhicheng.infra.config import config
from zhicheng.kernel.phrases import Phrase

SPECIFICATION = "http://wiki.open311.org/GeoReport_v2"
FORMATS = ("text/xml", "application/json")
CONTACT = Phrase("请联系本市城市管理监督中心。", "Please write to the city's supervision centre.")
KEY = Phrase("请联系本市城市管理监督中心申请 api_key。", "Ask the city's supervision centre for an api_key.")


def changeset(*, at: datetime) -> datetime:
    """Since when services and definitions are as they are; another list is another, later moment, also when an old one comes back."""
    digest = hashlib.sha256(f"{catalogue().digest}{sorted(jurisdictions.known_ids().items())}".encode()).hexdigest()
    last = Edition.objects.order_by("-at", "-pk").first()
    if last is not None and last.digest == digest:
        return last.at
    now = at.replace(microsecond=0)
    if last is not None and last.at >= now:
        now = last.at + timedelta(seconds=1)
    return Edition.objects.create(digest=digest, at=now).at


def document(*, base: str, language: str, at: datetime) -> dict[str, Value]:
    """Two endpoints, always: well-known readers take a single one for something else than a list."""
    since = moment(changeset(at=at))
    contact = config().open311_contact
    return {
        "changeset": since, "contact": contact or CONTACT.in_(language), "key_service": contact or KEY.in_(language),
        "endpoints": [
            {"specification": SPECIFICATION, "url": url, "changeset": since, "type": kind, "formats": list(FORMATS)}
            for kind, url in (("production", base), ("test", config().open311_test_url.rstrip("/") or base))
        ],
    }  # fmt: skip


def services(language: str) -> list[Value]:
    return [_service(s, language) for s in catalogue().services.values()]


def _service(service: Service, language: str) -> dict[str, Value]:
    return {
        "service_code": service.code, "service_name": service.name.in_(language), "description": service.description.in_(language),
        "metadata": bool(service.attributes), "type": service.kind, "keywords": ",".join(service.keywords), "group": service.group.in_(language),
    }  # fmt: skip


def definition(code: str, language: str) -> dict[str, Value]:
    """The questions of a service. One that has none has no definition either."""
    service = catalogue().services.get(code)
    if service is None:
        raise missing(f"服务代码 {code[:40]}", f"service_code {code[:40]}")
    if not service.attributes:
        raise missing(
            f"服务 {code} 的定义：它没有属性（metadata 为 false）",
            f"definition of service {code}: it has no attributes (metadata is false)",
        )
    return {
        "service_code": code,
        "attributes": [_attribute(a, order, language) for order, a in enumerate(service.attributes, start=1)],
    }


def _attribute(attribute: Attribute, order: int, language: str) -> dict[str, Value]:
    out: dict[str, Value] = {
        "variable": attribute.variable, "code": attribute.code, "datatype": attribute.datatype, "required": attribute.required,
        "datatype_description": attribute.hint.in_(language) or None, "order": order, "description": attribute.description.in_(language),
    }  # fmt: skip
    if attribute.datatype in LISTS:
        out["values"] = [{"key": key, "name": name.in_(language)} for key, name in attribute.values]
    return out
