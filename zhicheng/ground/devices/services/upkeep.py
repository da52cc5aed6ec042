"""Orders of upkeep: asked for by whoever notices, ended by whoever puts it right or by the device itself."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

from django.db import IntegrityError, transaction

from zhicheng.ground.devices.events import Asked, Ended
from zhicheng.ground.devices.models import Camera, Upkeep
from zhicheng.ground.devices.rules import TROUBLES
from zhicheng.ground.devices.services.cameras import KEEP, SENTENCE
from zhicheng.ground.devices.states import KEEPERS, UPKEEP
from zhicheng.ground.people.queries import Access
from zhicheng.infra import bulk
from zhicheng.infra.transitions import Step, advance, open_many
from zhicheng.kernel.calendar import CHINA
from zhicheng.kernel.errors import BadInput, NotFound
from zhicheng.kernel.phrases import Phrase

CALIBRATION_WARNING = timedelta(days=30)
COLUMNS = ("device", "trouble", "said", "said_en", "area", "asked_at", "ended_at", "what")


def ask_upkeep(*, device: str, trouble: str, said: Phrase, area: str, by: str, at: datetime) -> Upkeep:
    """An order to look after a device; while one is open for the same trouble, that one is given back and nothing is written."""
    if trouble not in TROUBLES:
        raise BadInput(f"没有故障代码 {trouble}。", f"There is no trouble {trouble}.", field="trouble")
    known = _open(device, trouble)
    if known is not None:
        return known

    def body(**moved: Any) -> Asked:
        return Asked(device=device, trouble=trouble, said=said.zh, said_en=said.en, **moved)

    try:
        with transaction.atomic():
            pk = bulk.reserve_ids(Upkeep, 1)[0]
            values = {"id": pk, "device": device, "trouble": trouble, "said": said.zh[:300], "said_en": said.en[:300], "area": area,
                      "asked_at": at, "ended_at": None, "what": ""}  # fmt: skip
            made = bulk.blank(Upkeep, values)
            open_many([(made, [Step("ask", by, at, body, holder="role:engineer")])], UPKEEP, COLUMNS, at=at)
            return made
    except IntegrityError:  # another worker noticed at the same moment
        found = _open(device, trouble)
        if found is None:
            raise
        return found


def end_upkeep(*, device: str, trouble: str, what: Phrase, at: datetime, by: str = "system") -> bool:
    """The trouble went away by itself: the open order, if there is one, ends. False when there was none."""
    found = _open(device, trouble)
    if found is None:
        return False
    columns = {"ended_at": at, "what": what.zh[:200]}
    step = Step("recover", by, at, lambda **m: Ended(what=what.zh, **m), holder="", columns=columns)
    advance(found, UPKEEP, step, at=at)
    return True


def repair(order_id: int, *, what: str, access: Access, at: datetime) -> Upkeep:
    """Somebody was there and says what he did."""
    return _ended(order_id, "repair", what, access, at)


def dismiss(order_id: int, *, reason: str, access: Access, at: datetime) -> Upkeep:
    """Nothing to do, and why."""
    return _ended(order_id, "dismiss", reason, access, at)


def ask_calibrations(*, at: datetime) -> int:
    """Orders for cameras whose calibration ends within thirty days: from the day after, their record would be a lead only (APL 41)."""
    today = at.astimezone(CHINA).date()
    rows = Camera.objects.filter(state="on", calibrated_to__lte=today + CALIBRATION_WARNING)
    open_orders = set(Upkeep.objects.filter(trouble="calibration", ended_at=None).values_list("device", flat=True))
    asked = 0
    for camera in rows:
        if f"camera:{camera.code}" not in open_orders:
            ask_upkeep(
                device=f"camera:{camera.code}",
                trouble="calibration",
                said=_calibration(camera, today),
                area=camera.area,
                by="rule:devices@1",
                at=at,
            )
            asked += 1
    return asked


def _calibration(camera: Camera, today: date) -> Phrase:
    if camera.calibrated_to is not None and camera.calibrated_to < today:
        return Phrase(
            f"检定已于 {camera.calibrated_to} 到期，其记录只能作线索。",
            f"Its calibration ended on {camera.calibrated_to}: its record is a lead only.",
        )
    return Phrase(
        f"检定将于 {camera.calibrated_to} 到期，请安排检定。",
        f"Its calibration ends on {camera.calibrated_to}; arrange the next.",
    )


def _ended(order_id: int, action: str, what: str, access: Access, at: datetime) -> Upkeep:
    found = Upkeep.objects.filter(pk=order_id).first()
    if found is None:
        raise NotFound("没有这张维修单。", "There is no such upkeep order.")
    access.require(KEEPERS, found.area, what=KEEP)
    if not 2 <= len(what.strip()) <= SENTENCE:
        raise BadInput(
            "请写明做了什么，或为什么不用做。", "Say what was done, or why nothing needs doing.", field="what"
        )
    columns = {"ended_at": at, "what": what.strip()}
    step = Step(action, access.actor, at, lambda **m: Ended(what=what.strip(), **m), holder="", columns=columns)
    advance(found, UPKEEP, step, at=at)
    return found


def _open(device: str, trouble: str) -> Upkeep | None:
    return Upkeep.objects.filter(device=device, trouble=trouble, ended_at=None).first()
