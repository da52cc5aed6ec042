"""Who issues papers: what an agency says of itself once, per area (switch `papers.agency`, `zhicheng papers agency FILE`)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

import msgspec
from django.db import transaction

from zhicheng.flow.papers.drawing import Agency
from zhicheng.flow.papers.events import AgencySet
from zhicheng.ground.places import queries as places
from zhicheng.infra import switches
from zhicheng.infra.config import config
from zhicheng.infra.events import NewEvent, record
from zhicheng.infra.models import Event
from zhicheng.kernel.errors import BadInput, NotAllowed

SWITCH = "papers.agency"
LEVELS = (12, 9, 6, 4, 2, 0)  # digits of an area's code, the narrowest first


def agency_for(area: str) -> tuple[Agency, str]:
    """The agency of this area and where its fines are paid. NotAllowed when nobody has said who that is."""
    for digits in LEVELS:
        found = switches.get(SWITCH, area[:digits]) if digits <= len(area) else None
        if found:
            return read_agency(found)
    if config().mode == "production":
        raise NotAllowed(
            "还没有登记本机关信息，不能制作文书；请管理员执行 zhicheng papers agency FILE。",
            "Nobody has said who the agency is, so no paper can be made; an administrator runs: zhicheng papers agency FILE.",
            code="AGENCY",
        )
    return read_agency(_invented())


def read_agency(raw: Mapping[str, Any]) -> tuple[Agency, str]:
    """BadInput names the field that is missing or too long."""
    rest = {k: v for k, v in raw.items() if k != "pay_channel"}
    try:
        return msgspec.convert(rest, Agency), str(raw.get("pay_channel", ""))
    except msgspec.ValidationError as error:
        raise BadInput(
            f"机关信息不对：{error}，请按说明填写。", f"The agency is not right: {error}.", field="agency"
        ) from None


def keep_agency(raw: Mapping[str, Any], *, area: str, by: str, at: datetime) -> Agency:
    """From now on papers of this area are issued so; earlier ones stay as they were."""
    agency, channel = read_agency(raw)
    if not channel:
        raise BadInput("请写明缴款渠道 pay_channel。", "Say where fines are paid: pay_channel.", field="pay_channel")
    with transaction.atomic():
        switches.put(SWITCH, dict(raw), area)
        stream = f"agency:{int(area or 0)}"
        seq = Event.objects.filter(stream=stream).count() + 1
        record(
            NewEvent(stream, seq, "agency.set", by, at, AgencySet(area=area, name=agency.name, short=agency.short)),
            at=at,
        )
    return agency


def _invented() -> dict[str, str]:
    """The demo's agency: it says of itself that it is none."""
    city = places.city().name.replace("（示范）", "") or "示范市"
    return {
        "name": f"{city}综合行政执法局（示范）", "short": "示综执", "address": f"{city}人民路 1 号", "phone": "0000-12345678",
        "reconsideration": f"{city}人民政府（示范）", "court": f"{city}人民法院（示范）", "url": "zf.example",
        "pay_channel": f"{city}银行代收点或者“示范缴费”小程序",
    }  # fmt: skip
