"""Self-correct first: who can put it right without an officer hears of it, by text message or through a loudspeaker."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from zhicheng.flow.sense.kinds import KINDS
from zhicheng.flow.sense.models import Addressee, Observation
from zhicheng.flow.sense.ports import Speaker
from zhicheng.ground.messages import services as messages
from zhicheng.ground.messages.services import Notice, Recipient
from zhicheng.ground.messages.templates import render
from zhicheng.infra import jobs, plug
from zhicheng.infra.config import config
from zhicheng.kernel.calendar import CHINA

SPEAK = "sense.speak"
TEMPLATE = "sense.tell"


def tell(told: Sequence[tuple[Observation, Addressee, datetime]], *, at: datetime) -> int:
    """Write the messages, in the caller's transaction; they go out after it. Returns how many are new."""
    for one, whom, until in told:
        if whom.speaker:
            text = render(TEMPLATE, _values(one, whom, until)).zh
            jobs.enqueue(SPEAK, {"address": whom.speaker, "text": text}, priority=2)
    return messages.tell([_notice(*one) for one in told if one[1].phone], at=at)


def speak(payload: Mapping[str, Any]) -> None:
    """Through the loudspeaker, outside of any transaction; what fails is tried again by the queue."""
    speaker: Speaker = plug.load(config().speaker)
    speaker.say(payload["address"], payload["text"])


def _values(one: Observation, whom: Addressee, until: datetime) -> dict[str, str]:
    kind = KINDS[one.kind]
    return {
        "name": whom.name, "what": kind.term.zh, "what_en": kind.term.en, "thing": kind.thing.zh, "thing_en": kind.thing.en,
        "until": f"{until.astimezone(CHINA):%H:%M}",
    }  # fmt: skip


def _notice(one: Observation, whom: Addressee, until: datetime) -> Notice:
    return Notice(
        key=f"{TEMPLATE}:{one.pk}:{until:%Y%m%d%H%M}", template=TEMPLATE, values=_values(one, whom, until),
        to=[Recipient(whom.name, phone=whom.phone)], about=f"observation:{one.pk}", area=one.area, urgent=True,
    )  # fmt: skip
